//! What is asked of a regular meeting leads to one event, or to a refusal.

use super::{Event, Meeting, Outcome, Refusal, Scheduled};
use crate::transfer::Wrong;
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    DistrictId, EditionId, TransferId,
    calendar::london,
    edition::{Beat, RegularMeeting, Series},
};

/// More children than a meeting can talk about.
const MOST_ON_AGENDA: usize = 60;

/// Another meeting of the series in the district: its day in the rhythm, and when it takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) day: NaiveDate,
    pub(crate) at: DateTime<Utc>,
}

/// The meetings before and after one, by their days in the rhythm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Neighbours {
    pub(crate) before: Option<Slot>,
    pub(crate) after: Option<Slot>,
}

impl Neighbours {
    fn each(self) -> impl Iterator<Item = Slot> {
        self.before.into_iter().chain(self.after)
    }
}

/// Gives a meeting its date, which has to be in step with those around it.
///
/// # Errors
/// Why it is refused.
pub(crate) fn schedule(
    series: Series,
    district: DistrictId,
    edition: EditionId,
    meets_at: DateTime<Utc>,
    beat: &Beat,
    around: Neighbours,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    if meets_at <= now {
        return Err(Refusal::of("at", "lies in the past"));
    }
    let day = london::local_date(meets_at);
    if let Some(other) = around.each().find(|other| !beat.every.fits(other.day, day)) {
        return Err(Refusal::OffRhythm {
            says: format!(
                "In {district} it meets {}: {day} is not in step with {}.",
                beat.every, other.day
            ),
            clauses: beat.clauses.clone(),
        });
    }
    Ok(Event::Scheduled(Scheduled {
        series,
        district,
        edition,
        meets_at,
        at: now,
    }))
}

/// Moves a meeting to another time, between the meetings before and after it.
///
/// # Errors
/// Why it is refused.
pub(crate) fn moved(
    meeting: &Meeting,
    regular: &RegularMeeting,
    to: DateTime<Utc>,
    around: Neighbours,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    not_held(meeting, regular)?;
    if to <= now {
        return Err(Refusal::of("at", "lies in the past"));
    }
    let day = london::local_date(to);
    let past = |slot: Slot| format!("not past the next one before or after it, on {}", slot.day);
    let too_early = |slot: &Slot| day <= london::local_date(slot.at);
    let too_late = |slot: &Slot| day >= london::local_date(slot.at);
    let beyond = around
        .before
        .filter(too_early)
        .or(around.after.filter(too_late));
    if let Some(slot) = beyond {
        return Err(Refusal::of("at", past(slot)));
    }
    Ok(Event::Moved { to, at: now })
}

/// Puts a transfer on the agenda. Whether it may be talked about is for the transfer to say.
///
/// # Errors
/// Why it is refused.
pub(crate) fn put_on(
    meeting: &Meeting,
    regular: &RegularMeeting,
    transfer: TransferId,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    not_held(meeting, regular)?;
    if meeting.is_about(transfer) {
        return Err(Refusal::OnAgenda {
            clauses: regular.clauses.clone(),
        });
    }
    if meeting.agenda.len() >= MOST_ON_AGENDA {
        let full = format!("the agenda has {MOST_ON_AGENDA} transfers, the most there can be");
        return Err(Refusal::of("meeting_id", full));
    }
    Ok(Event::PutOn { transfer, at: now })
}

/// Takes a transfer off the agenda.
///
/// # Errors
/// Why it is refused.
pub(crate) fn taken_off(
    meeting: &Meeting,
    regular: &RegularMeeting,
    transfer: TransferId,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    not_held(meeting, regular)?;
    if !meeting.is_about(transfer) {
        return Err(Refusal::of(
            "transfer_id",
            "not on the agenda of this meeting",
        ));
    }
    Ok(Event::TakenOff { transfer, at: now })
}

/// Records that a meeting was held, and what came of each transfer on its agenda.
///
/// # Errors
/// Why it is refused: everything that is wrong at once.
pub(crate) fn held(
    meeting: &Meeting,
    regular: &RegularMeeting,
    held_at: Option<DateTime<Utc>>,
    outcomes: Vec<(TransferId, Outcome)>,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    not_held(meeting, regular)?;
    let held_at = held_at.unwrap_or(now);
    let mut wrong = Vec::new();
    let mut note = |field: String, description: String| {
        wrong.push(Wrong {
            field,
            description,
            clauses: Vec::new(),
        });
    };
    let on = london::local_date(meeting.at);
    if held_at > now {
        note("held_at".to_owned(), "lies in the future".to_owned());
    } else if london::local_date(held_at) != on {
        note(
            "held_at".to_owned(),
            format!("the meeting is on {on}: move it first if it was held on another day"),
        );
    }
    for (index, (transfer, _)) in outcomes.iter().enumerate() {
        let field = format!("outcomes[{index}].transfer_id");
        if !meeting.is_about(*transfer) {
            note(field, "not on the agenda of this meeting".to_owned());
        } else if outcomes[..index].iter().any(|(other, _)| other == transfer) {
            note(field, "stands there twice".to_owned());
        }
    }
    for item in &meeting.agenda {
        if !outcomes.iter().any(|(of, _)| *of == item.transfer) {
            note(
                "outcomes".to_owned(),
                format!("nothing is said about transfer {}", item.transfer),
            );
        }
    }
    if !wrong.is_empty() {
        return Err(Refusal::Fields(wrong));
    }
    Ok(Event::Held {
        held_at,
        outcomes,
        at: now,
    })
}

fn not_held(meeting: &Meeting, regular: &RegularMeeting) -> Result<(), Refusal> {
    if meeting.held_at.is_some() {
        return Err(Refusal::Held {
            clauses: regular.clauses.clone(),
        });
    }
    Ok(())
}
