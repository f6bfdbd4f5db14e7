//! What a regular meeting is made of, and what an event makes of it.

use super::{Event, Scheduled};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    DistrictId, EditionId, HouseholdId, MeetingId, TransferId, calendar::london, edition::Series,
    obligation::Subject,
};
use serde::{Deserialize, Serialize};

/// One meeting of a series in a district. It is the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    pub(crate) id: MeetingId,
    /// Counts its events.
    pub(crate) version: u64,
    pub(crate) series: Series,
    pub(crate) district: DistrictId,
    /// The edition in force on its day when it was scheduled.
    pub(crate) edition: EditionId,
    /// The day that it has in the rhythm. It keeps it when it is moved.
    pub(crate) slot: NaiveDate,
    pub(crate) at: DateTime<Utc>,
    pub(crate) moved: u32,
    pub(crate) agenda: Vec<Item>,
    pub(crate) held_at: Option<DateTime<Utc>>,
}

/// A transfer whose children are to be talked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) transfer: TransferId,
    pub(crate) put_on_at: DateTime<Utc>,
    /// What came of it, once the meeting was held.
    pub(crate) outcome: Option<Outcome>,
}

/// What a meeting can come to about a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The plan goes on to the other team, or to a service.
    GoesOn,
    /// The plan stays where it is.
    Stays,
    /// It is talked about again at a later meeting.
    ComesBack,
    /// It was not talked about.
    NotReached,
}

impl Meeting {
    /// A meeting as it is scheduled.
    pub(crate) fn scheduled(id: MeetingId, scheduled: &Scheduled) -> Self {
        Self {
            id,
            version: 1,
            series: scheduled.series,
            district: scheduled.district.clone(),
            edition: scheduled.edition.clone(),
            slot: london::local_date(scheduled.meets_at),
            at: scheduled.meets_at,
            moved: 0,
            agenda: Vec::new(),
            held_at: None,
        }
    }

    /// Replays a meeting from its events; nothing when the first is not its scheduling.
    pub(crate) fn fold<'e>(
        id: MeetingId,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Option<Self> {
        let mut events = events.into_iter();
        let Some(Event::Scheduled(scheduled)) = events.next() else {
            return None;
        };
        let first = Self::scheduled(id, scheduled);
        Some(events.fold(first, |meeting, event| meeting.after(event)))
    }

    /// The meeting after an event.
    pub(crate) fn after(&self, event: &Event) -> Self {
        let mut next = self.clone();
        next.version += 1;
        match event {
            // Only ever the first event; `scheduled` has made the meeting of it.
            Event::Scheduled(_) => {}
            Event::PutOn { transfer, at } => next.agenda.push(Item {
                transfer: *transfer,
                put_on_at: *at,
                outcome: None,
            }),
            Event::TakenOff { transfer, .. } => {
                next.agenda.retain(|item| item.transfer != *transfer);
            }
            Event::Moved { to, .. } => {
                next.at = *to;
                next.moved += 1;
            }
            Event::Held {
                outcomes, held_at, ..
            } => {
                next.held_at = Some(*held_at);
                for item in &mut next.agenda {
                    let outcome = outcomes.iter().find(|(of, _)| *of == item.transfer);
                    item.outcome = outcome.map(|(_, outcome)| *outcome);
                }
            }
        }
        next
    }

    /// Whether a transfer is on its agenda.
    pub(crate) fn is_about(&self, transfer: TransferId) -> bool {
        self.agenda.iter().any(|item| item.transfer == transfer)
    }

    /// The meeting as journals refer to it. It belongs to no household: its history has an order of its own.
    pub(crate) fn subject(&self) -> Subject {
        Subject {
            kind: "meeting".to_owned(),
            id: self.id.0,
            household: HouseholdId(self.id.0),
        }
    }
}
