//! The rules a service follows now: the editions, the organisation, and the calendar of both.

mod editions;

pub use editions::protocol_in;

use handrail_chassis::{
    config::RuleFiles,
    reload::{Document, ReloadError, Reloaded},
};
use handrail_domain::{
    calendar::Calendar,
    directory::Directory,
    edition::{Edition, Protocol},
    obligation::Ruler,
};
use std::{fmt, iter, sync::Arc};

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
    /// Rules from an organisation's document, the editions and the bank holidays.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place.
    pub fn load(
        protocol: Arc<Protocol>,
        public: Calendar,
        organisation: &Document,
    ) -> Result<Self, Vec<String>> {
        let Document { name, text } = organisation;
        let directory = Directory::parse(name, text).map_err(|errors| strings(&errors))?;
        let calendar = public
            .with_authority(directory.closures().to_vec(), directory.office_hours())
            .map_err(|errors| {
                errors
                    .iter()
                    .map(|error| format!("{name}: {error}"))
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

/// Follows the documents of the rules while the service runs.
#[derive(Debug, Clone)]
pub struct Rulebook(pub(crate) Arc<Reloaded<Rules>>);

impl Rulebook {
    /// Loads the rules for the first time: the organisation, and whichever of the editions and the
    /// calendar do not come with the program.
    ///
    /// # Errors
    /// Everything that is wrong with the documents, or with what comes with the program.
    pub fn open(files: &RuleFiles) -> Result<Self, RulebookError> {
        let protocol = match &files.editions {
            Some(_) => None,
            None => Some(
                Protocol::embedded().map_err(|errors| RulebookError::Embedded(strings(&errors)))?,
            ),
        };
        let public = match &files.calendar {
            Some(_) => None,
            None => Some(
                Calendar::england_and_wales()
                    .map_err(|errors| RulebookError::Embedded(strings(&errors)))?,
            ),
        };
        let places = iter::once(&files.organisation)
            .chain(&files.editions)
            .chain(&files.calendar);
        let parse = move |places: &[Vec<Document>], used: Option<&Rules>| {
            understand(places, protocol.clone(), public.clone(), used)
        };
        let rules = Reloaded::open(
            "organisation, editions and calendar",
            places.cloned().collect(),
            parse,
        )?;
        Ok(Self(Arc::new(rules)))
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
    /// A document can't be used.
    #[error(transparent)]
    Document(#[from] ReloadError),
}

/// Reads everything that is read from outside, in the order of [`Rulebook::open`], and says everything
/// that is wrong with any of it.
fn understand(
    places: &[Vec<Document>],
    protocol: Option<Arc<Protocol>>,
    public: Option<Calendar>,
    used: Option<&Rules>,
) -> Result<Rules, Vec<String>> {
    let mut errors = Vec::new();
    let mut places = places.iter();
    let organisation = places.next().and_then(|documents| documents.first());
    let protocol = protocol.or_else(|| {
        let documents = places.next().map_or(&[][..], Vec::as_slice);
        collect(editions::read(documents, used), &mut errors).map(Arc::new)
    });
    let public = public.or_else(|| {
        let document = places.next().and_then(|documents| documents.first())?;
        let read = Calendar::parse(&document.name, &document.text);
        collect(read.map_err(|errors| strings(&errors)), &mut errors)
    });
    let Some(organisation) = organisation else {
        return Err(errors);
    };
    match (protocol, public) {
        (Some(protocol), Some(public)) => Rules::load(protocol, public, organisation),
        _ => {
            let wrong = Directory::parse(&organisation.name, &organisation.text).err();
            errors.extend(wrong.iter().flat_map(|errors| strings(errors)));
            Err(errors)
        }
    }
}

fn collect<T>(read: Result<T, Vec<String>>, errors: &mut Vec<String>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(found) => {
            errors.extend(found);
            None
        }
    }
}

fn strings<E: fmt::Display>(errors: &[E]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}
