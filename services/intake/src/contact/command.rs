//! What can be asked of a contact that is registered.

use chrono::{DateTime, Utc};
use handrail_domain::{DisputeId, EntryId, TeamId, text::Note};

use super::{Authority, Contact, Door, Event, Refusal, accept, redirect};

/// Asks for a change of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ask another team to take it.
    Propose {
        /// The team thought right.
        to: TeamId,
        /// Why the criteria are not met; kept with the particulars.
        reason: Note,
    },
    /// Take it over.
    Agree,
    /// Refer it to the MASH service manager.
    Dispute {
        /// The position of the team that has it.
        position: Note,
        /// It can't wait.
        urgent: bool,
    },
    /// Accept it.
    Accept,
}

/// What a change is decided with.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// Whom the caller may speak for.
    pub by: Authority,
    /// The front door the contact follows.
    pub door: Door<'a>,
    /// The entry that will record the change; a dispute's id follows from it.
    pub entry: EntryId,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Contact {
    /// What happens when a change is asked for.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn decide(&self, command: &Command, given: &Circumstances<'_>) -> Result<Event, Refusal> {
        let Circumstances {
            by,
            door,
            entry,
            now,
        } = given;
        match command {
            Command::Propose { to, .. } => redirect::propose(self, to, by, *door, *now),
            Command::Agree => redirect::agree(self, by, *door, *now),
            Command::Dispute { position, urgent } => {
                let referral = redirect::Referral {
                    dispute: DisputeId::derived(entry.0, "dispute"),
                    position: position.clone(),
                    urgent: *urgent,
                };
                redirect::dispute(self, referral, by, *door, *now)
            }
            Command::Accept => accept::accept(self, by, *door, *now),
        }
    }
}
