//! A file that may be replaced while the service runs.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use tracing::{error, info};

use crate::worker::{Progress, Worker, WorkerError};

/// How often to look whether the file has changed; for [`crate::worker::drive`].
pub const RELOAD_EVERY: Duration = Duration::from_secs(2);

/// The parsed content of a file: always the last version that could be used. A new version that
/// can't be is refused as a whole, with everything that is wrong with it.
pub struct Reloaded<T> {
    name: &'static str,
    path: PathBuf,
    parse: Box<Parse<T>>,
    current: RwLock<Arc<T>>,
    seen: Mutex<Seen>,
}

type Parse<T> = dyn Fn(&str, &str) -> Result<T, Vec<String>> + Send + Sync;

/// What was last found in place of the file, whether or not it could be used.
struct Seen {
    bytes: Option<Vec<u8>>,
    error: Option<String>,
}

impl<T> Reloaded<T> {
    /// Reads the file at `path` with `parse`, which gets the file's name (for error positions) and
    /// its text, and lists everything that is wrong. `name` is what the file is called in logs.
    ///
    /// # Errors
    ///
    /// When the first version can't be used: there is no older one to keep.
    pub fn open<E: Display>(
        name: &'static str,
        path: impl Into<PathBuf>,
        parse: impl Fn(&str, &str) -> Result<T, Vec<E>> + Send + Sync + 'static,
    ) -> Result<Self, ReloadError> {
        let path = path.into();
        let parse = move |source: &str, text: &str| {
            parse(source, text)
                .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let value = understand(&path, &bytes, &parse)?;
        Ok(Self {
            name,
            path,
            parse: Box::new(parse),
            current: RwLock::new(Arc::new(value)),
            seen: Mutex::new(Seen {
                bytes: Some(bytes),
                error: None,
            }),
        })
    }

    /// The last version that could be used.
    pub fn current(&self) -> Arc<T> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the file as it is now is not the current version; `None` if it is.
    pub fn last_error(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.error.clone()
    }

    /// Takes over what was found in place of the file, if it is news.
    fn take(&self, found: Result<Vec<u8>, ReloadError>) -> Progress {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let parsed = match found {
            Ok(bytes) if seen.bytes.as_ref() == Some(&bytes) => return Progress::Idle,
            Ok(bytes) => {
                let parsed = understand(&self.path, &bytes, &*self.parse);
                seen.bytes = Some(bytes);
                parsed
            }
            Err(unreadable) => {
                seen.bytes = None;
                Err(unreadable)
            }
        };
        match parsed {
            Ok(value) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
                seen.error = None;
                info!(file = self.name, "a new version is in use");
                Progress::Did(1)
            }
            Err(refused) => {
                let refused = refused.to_string();
                if seen.error.as_ref() != Some(&refused) {
                    error!(file = self.name, errors = %refused, "the new version is refused; the old one stays in use");
                    seen.error = Some(refused);
                }
                Progress::Idle
            }
        }
    }
}

#[async_trait]
impl<T: Send + Sync + 'static> Worker for Reloaded<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    /// Looks at the file. A version that can't be used is this worker's ordinary business, logged
    /// and kept in [`Reloaded::last_error`], and no failure of the step.
    async fn step(&self) -> Result<Progress, WorkerError> {
        let found = tokio::fs::read(&self.path)
            .await
            .map_err(|error| unreadable(&self.path, &error));
        Ok(self.take(found))
    }
}

impl<T> fmt::Debug for Reloaded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloaded")
            .field("name", &self.name)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Why a version of a file can't be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReloadError {
    /// It can't be read.
    #[error("{path} can't be read: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        why: String,
    },
    /// It can be read, and is wrong.
    #[error("{path} can't be used:{}", lines(.errors))]
    Wrong {
        /// The file.
        path: String,
        /// All that is wrong, each with its position.
        errors: Vec<String>,
    },
}

fn understand<T>(path: &Path, bytes: &[u8], parse: &Parse<T>) -> Result<T, ReloadError> {
    let source = path.display().to_string();
    let parsed = match std::str::from_utf8(bytes) {
        Ok(text) => parse(&source, text),
        Err(error) => Err(vec![format!(
            "{source}: not UTF-8 after byte {}",
            error.valid_up_to()
        )]),
    };
    parsed.map_err(|errors| ReloadError::Wrong {
        path: source,
        errors,
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> ReloadError {
    ReloadError::Unreadable {
        path: path.display().to_string(),
        why: error.to_string(),
    }
}

fn lines(errors: &[String]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}
