//! The rules a service follows now: the editions, the organisation, and the calendar of both.

use handrail_chassis::reload::{ReloadError, Reloaded};
use handrail_domain::{
    calendar::Calendar,
    directory::Directory,
    edition::{Edition, Protocol},
    obligation::Ruler,
};
use std::{fmt, path::Path, sync::Arc};

/// One consistent version of everything that decisions are made with.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The editions of the protocol.
    pub protocol: Arc<Protocol>,
    /// The organisation.
    pub directory: Directory,
    /// The bank holidays, with the organisation's closure days and office hours.
    pub calendar: Calendar,
}

impl Rules {
    /// Rules from an organisation's document, with the editions and bank holidays that come with the
    /// program.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place.
    pub fn load(
        protocol: Arc<Protocol>,
        public: Calendar,
        source: &str,
        text: &str,
    ) -> Result<Self, Vec<String>> {
        let directory = Directory::parse(source, text).map_err(|errors| strings(&errors))?;
        let calendar = public
            .with_authority(directory.closures().to_vec(), directory.office_hours())
            .map_err(|errors| {
                errors
                    .iter()
                    .map(|error| format!("{source}: {error}"))
                    .collect::<Vec<_>>()
            })?;
        Ok(Self {
            protocol,
            directory,
            calendar,
        })
    }

    /// What due times under an edition are reached with.
    pub fn ruler<'a>(&'a self, edition: &'a Edition) -> Ruler<'a> {
        Ruler {
            edition,
            calendar: &self.calendar,
        }
    }
}

/// Follows the organisation's document while the service runs.
#[derive(Debug, Clone)]
pub struct Rulebook(pub(crate) Arc<Reloaded<Rules>>);

impl Rulebook {
    /// Loads the rules for the first time.
    ///
    /// # Errors
    /// Everything that is wrong with the organisation's document, or with what comes with the program.
    pub fn open(organisation: &Path) -> Result<Self, RulebookError> {
        let protocol = Arc::new(
            Protocol::embedded().map_err(|errors| RulebookError::Embedded(strings(&errors)))?,
        );
        let public = Calendar::england_and_wales()
            .map_err(|errors| RulebookError::Embedded(strings(&errors)))?;
        let parse = move |source: &str, text: &str| {
            Rules::load(Arc::clone(&protocol), public.clone(), source, text)
        };
        Ok(Self(Arc::new(Reloaded::open(
            "organisation",
            organisation,
            parse,
        )?)))
    }

    /// The rules of now. Hold on to them for the whole of a decision.
    pub fn current(&self) -> Arc<Rules> {
        self.0.current()
    }
}

/// Why there are no rules to begin with.
#[derive(Debug, thiserror::Error)]
pub enum RulebookError {
    /// The data that comes with the program is wrong.
    #[error("the editions or the calendar of this build are wrong: {}", .0.join("; "))]
    Embedded(Vec<String>),
    /// The organisation can't be used.
    #[error(transparent)]
    Organisation(#[from] ReloadError),
}

fn strings<E: fmt::Display>(errors: &[E]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}
