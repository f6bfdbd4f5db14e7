//! Documents that may be replaced while the service runs.

mod read;

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use tracing::{error, info};

use self::read::{Found, find};
use crate::worker::{Progress, Worker, WorkerError};

/// How often to look whether anything has changed; for [`crate::worker::drive`].
pub const RELOAD_EVERY: Duration = Duration::from_secs(2);

/// One document, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Document {
    /// The documents of a folder and of those in it, in the order of their names; or the one that is there.
    ///
    /// # Errors
    ///
    /// When the place or a file can't be read, or is not text.
    pub fn all_in(place: &Path) -> Result<Vec<Self>, ReloadError> {
        let found = find(&[place.to_owned()])?;
        let documents = found
            .documents()
            .map_err(|errors| ReloadError::Unreadable {
                path: place.display().to_string(),
                why: errors.join("; "),
            })?;
        Ok(documents.concat())
    }
}

/// What documents say: always the last versions that could be used. New versions that can't be are
/// refused as a whole, with everything that is wrong with them.
pub struct Reloaded<T> {
    name: &'static str,
    places: Vec<PathBuf>,
    parse: Box<Parse<T>>,
    current: RwLock<Arc<T>>,
    seen: Mutex<Seen>,
}

/// Gets the documents of each place, and what is in use so far.
type Parse<T> = dyn Fn(&[Vec<Document>], Option<&T>) -> Result<T, Vec<String>> + Send + Sync;

/// What was last found, whether or not it could be used.
struct Seen {
    found: Option<Found>,
    error: Option<String>,
}

impl<T> Reloaded<T> {
    /// Reads `places` with `parse`. A place is a file, or a folder of which every `.toml` file is read,
    /// also those of its folders. `parse` gets the documents of each place in the order of their names,
    /// and what is in use so far, and lists everything that is wrong. `name` is what all of it is called
    /// in logs.
    ///
    /// # Errors
    ///
    /// When the first versions can't be used: there are no older ones to keep.
    pub fn open<E: Display>(
        name: &'static str,
        places: Vec<PathBuf>,
        parse: impl Fn(&[Vec<Document>], Option<&T>) -> Result<T, Vec<E>> + Send + Sync + 'static,
    ) -> Result<Self, ReloadError> {
        let parse = move |documents: &[Vec<Document>], used: Option<&T>| {
            parse(documents, used)
                .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let found = find(&places)?;
        let value = understand(name, &found, &parse, None)?;
        Ok(Self {
            name,
            places,
            parse: Box::new(parse),
            current: RwLock::new(Arc::new(value)),
            seen: Mutex::new(Seen {
                found: Some(found),
                error: None,
            }),
        })
    }

    /// What the last versions that could be used say.
    pub fn current(&self) -> Arc<T> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the documents as they are now are not in use; `None` if they are.
    pub fn last_error(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.error.clone()
    }

    /// Looks at the documents now.
    pub(crate) fn look(&self) -> Progress {
        // A handful of small files on a local disk: handing this over would cost more than it takes.
        self.take(find(&self.places))
    }

    /// Takes over what was found, if it is news.
    fn take(&self, found: Result<Found, ReloadError>) -> Progress {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let parsed = match found {
            Ok(found) if seen.found.as_ref() == Some(&found) => return Progress::Idle,
            Ok(found) => {
                let parsed = understand(self.name, &found, &*self.parse, Some(&self.current()));
                seen.found = Some(found);
                parsed
            }
            Err(unreadable) => {
                seen.found = None;
                Err(unreadable)
            }
        };
        match parsed {
            Ok(value) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
                seen.error = None;
                info!(documents = self.name, "a new version is in use");
                Progress::Did(1)
            }
            Err(refused) => {
                let refused = refused.to_string();
                if seen.error.as_ref() != Some(&refused) {
                    error!(documents = self.name, errors = %refused, "the new version is refused; the old one stays in use");
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

    /// Looks at the documents. A version that can't be used is this worker's ordinary business, logged
    /// and kept in [`Reloaded::last_error`], and no failure of the step.
    async fn step(&self) -> Result<Progress, WorkerError> {
        Ok(self.look())
    }
}

impl<T> fmt::Debug for Reloaded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloaded")
            .field("name", &self.name)
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

/// Why a version can't be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReloadError {
    /// A file or folder can't be read.
    #[error("{path} can't be read: {why}")]
    Unreadable {
        /// The file or folder.
        path: String,
        /// What the system says.
        why: String,
    },
    /// Everything can be read, and something is wrong.
    #[error("the {name} can't be used:{}", lines(.errors))]
    Wrong {
        /// What the documents are called.
        name: &'static str,
        /// All that is wrong, each with its position.
        errors: Vec<String>,
    },
}

fn understand<T>(
    name: &'static str,
    found: &Found,
    parse: &Parse<T>,
    used: Option<&T>,
) -> Result<T, ReloadError> {
    let wrong = |errors| ReloadError::Wrong { name, errors };
    parse(&found.documents().map_err(wrong)?, used).map_err(wrong)
}

fn lines(errors: &[String]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}
