//! Who leads for a child. At every instant exactly one team does, from the day a team first accepts
//! the child: a lead is opened once, and from then on only passed on.

use crate::transfer::Transfer;
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{ChildId, ContactId, HouseholdId, OfficerId, TeamId, TransferId};

/// The time for which one team leads for a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lead {
    pub(crate) child: ChildId,
    pub(crate) household: HouseholdId,
    pub(crate) team: TeamId,
    pub(crate) since: DateTime<Utc>,
    /// Nothing for the lead of now.
    pub(crate) until: Option<DateTime<Utc>>,
    /// The worker who has really begun, and on which day.
    pub(crate) worker: Option<(OfficerId, NaiveDate)>,
    pub(crate) came_by: CameBy,
}

/// What brought the lead to the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CameBy {
    Contact(ContactId),
    Transfer(TransferId),
    /// The team led before anything was recorded here.
    Admission,
}

/// What happens to a lead, with the lead as it stands after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LeadEvent {
    Opened(Lead),
    Moved { lead: Lead, previous: TeamId },
    WorkerStarted(Lead),
}

impl LeadEvent {
    /// The lead after it.
    pub(crate) fn lead(&self) -> &Lead {
        match self {
            Self::Opened(lead) | Self::Moved { lead, .. } | Self::WorkerStarted(lead) => lead,
        }
    }

    /// Its kind in the journal, and what it is called in a journey.
    pub(crate) fn named(&self) -> (&'static str, &'static str) {
        match self {
            Self::Opened(_) => ("lead.opened", "The lead was opened"),
            Self::Moved { .. } => ("lead.moved", "The lead passed to the receiving team"),
            Self::WorkerStarted(_) => ("lead.worker-started", "The worker began with the child"),
        }
    }
}

/// Opens the lead of a child whom a team has accepted; nothing when the child is led already.
pub(crate) fn opened(
    current: Option<&Lead>,
    child: ChildId,
    household: HouseholdId,
    team: TeamId,
    contact: ContactId,
    since: DateTime<Utc>,
) -> Option<LeadEvent> {
    if current.is_some() {
        return None;
    }
    Some(LeadEvent::Opened(Lead {
        child,
        household,
        team,
        since,
        until: None,
        worker: None,
        came_by: CameBy::Contact(contact),
    }))
}

/// What a step of a transfer does to the leads of its children. `current` says who leads for a child
/// now; children who stay, were declined or put off keep the lead they have.
pub(crate) fn follows<'l>(
    before: &Transfer,
    after: &Transfer,
    current: impl Fn(ChildId) -> Option<&'l Lead>,
) -> Vec<LeadEvent> {
    let Some(to) = &after.to else {
        return Vec::new();
    };
    let Some(passed_at) = after.lead_passed_at else {
        return Vec::new();
    };
    let passes = before.lead_passed_at.is_none();
    let begun = after.allocated_worker.clone().zip(after.started_on);
    let begins = begun.is_some() && (passes || before.started_on.is_none());
    let mut events = Vec::new();
    for child in after.moving() {
        let Some(lead) = current(child.id) else {
            continue;
        };
        let mut lead = lead.clone();
        if passes {
            let previous = std::mem::replace(&mut lead.team, to.clone());
            lead.since = passed_at.max(lead.since);
            lead.worker = None;
            lead.came_by = CameBy::Transfer(after.id);
            events.push(LeadEvent::Moved {
                lead: lead.clone(),
                previous,
            });
        }
        if begins {
            lead.worker.clone_from(&begun);
            events.push(LeadEvent::WorkerStarted(lead));
        }
    }
    events
}

/// The history of a child's leads after an event.
pub(crate) fn fold(history: &mut Vec<Lead>, event: &LeadEvent) {
    let lead = event.lead();
    match event {
        LeadEvent::Opened(_) => history.push(lead.clone()),
        LeadEvent::Moved { .. } => {
            if let Some(last) = history.last_mut() {
                last.until = Some(lead.since);
            }
            history.push(lead.clone());
        }
        LeadEvent::WorkerStarted(_) => {
            if let Some(last) = history.last_mut() {
                last.worker.clone_from(&lead.worker);
            }
        }
    }
}
