//! What is asked of regular meetings.

use super::{
    ask::{choice, or_now},
    parse_register::{day, day_after},
};
use crate::{
    meeting::Outcome,
    service::{Asked, AskedOfMeeting, MissedListing, Scheduling},
    store::{MEETINGS, MeetingKey, MeetingListing},
};
use handrail_contracts::{common::v1::CommandHeader, parse::Fields, transfers::v1 as wire};
use handrail_domain::{MeetingId, TransferId, calendar::london, edition::Series};
use handrail_frame::Actor;
use handrail_ledger::{RequestKey, page::Page};
use prost::Message;
use tonic::Status;

/// More than any agenda has.
const MOST_OUTCOMES: usize = 60;

type OfMeeting = (Asked, MeetingId, AskedOfMeeting);

pub(super) fn scheduling(
    actor: Actor,
    request: &wire::ScheduleMeetingRequest,
) -> Result<(Asked, Scheduling), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let series = choice::<Series>(&fields, "kind", request.kind);
    let district = fields.parse("district_id", &request.district_id);
    let at = fields.instant("at", request.at.as_ref());
    let parsed = (|| {
        let scheduling = Scheduling {
            series: series?,
            district: district?,
            at: at?,
        };
        Some((header?, scheduling))
    })();
    let (header, scheduling) = fields.finish(parsed)?;
    let key = RequestKey::of(
        &actor.subject,
        "ScheduleMeeting",
        &header.request_id,
        request,
    );
    Ok((Asked { actor, key, header }, scheduling))
}

pub(super) fn putting_on(
    actor: Actor,
    request: &wire::PutOnAgendaRequest,
) -> Result<OfMeeting, Status> {
    let of = |fields: &Fields| {
        let transfer = fields.parse("transfer_id", &request.transfer_id);
        transfer.map(AskedOfMeeting::PutOn)
    };
    let header = request.header.as_ref();
    asked(
        actor,
        "PutOnAgenda",
        request,
        (header, &request.meeting_id),
        of,
    )
}

pub(super) fn taking_off(
    actor: Actor,
    request: &wire::TakeOffAgendaRequest,
) -> Result<OfMeeting, Status> {
    let of = |fields: &Fields| {
        let transfer = fields.parse("transfer_id", &request.transfer_id);
        transfer.map(AskedOfMeeting::TakeOff)
    };
    let header = request.header.as_ref();
    asked(
        actor,
        "TakeOffAgenda",
        request,
        (header, &request.meeting_id),
        of,
    )
}

pub(super) fn moving(
    actor: Actor,
    request: &wire::MoveMeetingRequest,
) -> Result<OfMeeting, Status> {
    let of = |fields: &Fields| {
        let to = fields.instant("at", request.at.as_ref());
        to.map(|to| AskedOfMeeting::Move { to })
    };
    let header = request.header.as_ref();
    asked(
        actor,
        "MoveMeeting",
        request,
        (header, &request.meeting_id),
        of,
    )
}

pub(super) fn holding(
    actor: Actor,
    request: &wire::MeetingServiceRecordMeetingHeldRequest,
) -> Result<OfMeeting, Status> {
    let of = |fields: &Fields| {
        let at = or_now(fields, "held_at", request.held_at.as_ref());
        let count = fields.count("outcomes", request.outcomes.len(), 0, MOST_OUTCOMES);
        let outcomes = request.outcomes.iter().take(MOST_OUTCOMES).enumerate();
        let outcomes: Vec<_> = outcomes
            .map(|(index, one)| result(fields, &format!("outcomes[{index}]"), one))
            .collect();
        count?;
        Some(AskedOfMeeting::Held {
            at: at?,
            outcomes: outcomes.into_iter().collect::<Option<_>>()?,
        })
    };
    let header = request.header.as_ref();
    // Apart from the call of the same name about a transfer's own meeting.
    let method = "MeetingService/RecordMeetingHeld";
    asked(actor, method, request, (header, &request.meeting_id), of)
}

fn result(fields: &Fields, path: &str, one: &wire::AgendaResult) -> Option<(TransferId, Outcome)> {
    let transfer = fields.parse(&format!("{path}.transfer_id"), &one.transfer_id);
    let outcome = choice(fields, &format!("{path}.outcome"), one.outcome);
    Some((transfer?, outcome?))
}

/// What the commands on a meeting have in common.
fn asked(
    actor: Actor,
    method: &'static str,
    request: &impl Message,
    (header, meeting): (Option<&CommandHeader>, &str),
    of: impl FnOnce(&Fields) -> Option<AskedOfMeeting>,
) -> Result<OfMeeting, Status> {
    let fields = Fields::new();
    let header = fields.header(header);
    let meeting = fields.parse("meeting_id", meeting);
    let of = of(&fields);
    let (header, meeting, of) = fields.finish((|| Some((header?, meeting?, of?)))())?;
    let key = RequestKey::of(&actor.subject, method, &header.request_id, request);
    Ok((Asked { actor, key, header }, meeting, of))
}

pub(super) fn meetings(
    request: &wire::ListMeetingsRequest,
) -> Result<(MeetingListing, Page<MeetingKey>), Status> {
    let fields = Fields::new();
    let page = Page::of(MEETINGS, request.page.as_ref(), &fields);
    let district = fields.parse_optional("district_id", &request.district_id);
    let series = if request.kind == wire::RegularMeetingKind::Unspecified as i32 {
        Some(None)
    } else {
        choice(&fields, "kind", request.kind).map(Some)
    };
    let from = day(&fields, "from", request.from.as_ref());
    let to = day(&fields, "to", request.to.as_ref());
    if let (Some(Some(from)), Some(Some(to))) = (from, to)
        && to < from
    {
        fields.wrong("to", "lies before from");
    }
    let listing = (|| {
        Some(MeetingListing {
            series: series?,
            district: district?,
            from: from?.and_then(london::start_of_day),
            before: to?.and_then(day_after),
        })
    })();
    fields.finish(listing.zip(page))
}

/// The longest time that can be looked back over, in days.
const LONGEST: i64 = 366;

pub(super) fn missing(request: &wire::ListMissedMeetingsRequest) -> Result<MissedListing, Status> {
    let fields = Fields::new();
    let series = choice(&fields, "kind", request.kind);
    let district = fields.parse_optional("district_id", &request.district_id);
    let from = fields.date("from", request.from.as_ref());
    let to = fields.date("to", request.to.as_ref());
    if let (Some(from), Some(to)) = (from, to) {
        match (to - from).num_days() {
            days if days < 0 => fields.wrong("to", "lies before from"),
            days if days > LONGEST => {
                fields.wrong("to", format!("lies more than {LONGEST} days after from"));
            }
            _ => {}
        }
    }
    let missing = (|| {
        Some(MissedListing {
            series: series?,
            district: district?,
            from: from?,
            to: to?,
        })
    })();
    fields.finish(missing)
}
