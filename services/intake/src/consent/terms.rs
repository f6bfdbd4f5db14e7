//! What a consent is held to: the form of its edition.

use chrono::NaiveDate;
use handrail_domain::{
    ClauseId, EditionId,
    calendar::{Calendar, london},
    deadline::{Deadline, NoDueTime, Trigger},
    edition::{ConsentForm, ConsentItem, Content, Edition, Fact, Missing, Protocol, RuleName},
    obligation::Ruler,
};

use super::{Consent, Refusal, Wrong};

/// The form of an edition, and the calendar that its times are counted by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its form.
    pub form: &'a ConsentForm,
    /// The calendar.
    pub calendar: &'a Calendar,
}

fn no_edition(protocol: &Protocol) -> Refusal {
    let editions = protocol.editions().iter();
    let known: Vec<&str> = editions.map(|one| one.id.as_str()).collect();
    let what = format!("no such edition; one of: {}", known.join(", "));
    Refusal::Wrong(vec![Wrong::new("edition_id", what)])
}

impl<'a> Terms<'a> {
    /// The form of an edition; of the one in force on a day where none is named.
    ///
    /// # Errors
    /// When there is no such edition, or it has no form.
    pub fn chosen(
        protocol: &'a Protocol,
        calendar: &'a Calendar,
        named: Option<&EditionId>,
        on: NaiveDate,
    ) -> Result<Self, Refusal> {
        let edition = match named {
            Some(id) => Some(protocol.edition(id).ok_or_else(|| no_edition(protocol))?),
            None => protocol.in_force(on),
        };
        let no_form = || Refusal::NoForm {
            edition: named
                .cloned()
                .or_else(|| edition.map(|edition| edition.id.clone())),
        };
        let edition = edition.ok_or_else(no_form)?;
        Ok(Self {
            edition,
            form: edition.consent.as_ref().ok_or_else(no_form)?,
            calendar,
        })
    }

    /// The clauses of a rule of sharing.
    pub fn rule(&self, name: RuleName) -> Vec<ClauseId> {
        self.edition.rule_clauses(name)
    }

    /// The clauses that ask for an item.
    pub(super) fn clauses_of(&self, item: ConsentItem) -> Vec<ClauseId> {
        let asking = self.contents(item).flat_map(|content| &content.clauses);
        asking.cloned().collect()
    }

    /// Whether an item has to be there.
    pub(super) fn needs(&self, item: ConsentItem) -> bool {
        self.contents(item)
            .any(|content| content.missing == Missing::Refuse)
    }

    /// Whether an item is missed where it is not there.
    pub(super) fn misses(&self, item: ConsentItem) -> bool {
        self.contents(item)
            .any(|content| content.missing == Missing::Advise)
    }

    fn contents(&self, item: ConsentItem) -> impl Iterator<Item = &'a Content> {
        let contents = self.form.elements.contents.iter();
        contents.filter(move |content| content.item == item.as_str())
    }

    /// Until when a consent is valid, counted from its earliest signature; nothing without one.
    ///
    /// # Errors
    /// When that lies outside the years that can be written down.
    pub fn valid_until(&self, consent: &Consent) -> Result<Option<Deadline>, NoDueTime> {
        let (Some(first), Some(validity)) = (consent.signed_on(), self.form.validity()) else {
            return Ok(None);
        };
        let clauses = self.validity_clauses();
        let trigger = Trigger::on(Fact::ConsentSigned.as_str(), first);
        let trigger = trigger.map_err(|why| NoDueTime {
            clauses: clauses.clone(),
            why,
        })?;
        let deadline = self.ruler().deadline(&clauses, validity, &trigger);
        deadline.map(Some)
    }

    /// The clauses that say for how long a consent is valid.
    pub(super) fn validity_clauses(&self) -> Vec<ClauseId> {
        let renewal = self.form.renewal();
        renewal.map(|duty| duty.clauses.clone()).unwrap_or_default()
    }

    /// What due times are reached with.
    pub fn ruler(&self) -> Ruler<'a> {
        Ruler {
            edition: self.edition,
            calendar: self.calendar,
        }
    }

    /// The first instant of a day on the clocks of London; the start of the year 1 for a day that has none.
    pub(super) fn start_of(day: NaiveDate) -> chrono::DateTime<chrono::Utc> {
        london::start_of_day(day).unwrap_or(chrono::DateTime::<chrono::Utc>::MIN_UTC)
    }
}
