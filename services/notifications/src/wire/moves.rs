//! From the journal of transfers to what letters have to know. A date of birth is read, to choose words for a child; free text is
//! not.

use super::Malformed;
use crate::letter::{KnownTransfer, News};
use handrail_contracts::feed::v1 as feed;
use handrail_contracts::parse::Fields;
use handrail_contracts::transfers::v1::{self as transfers, ChildDecision, transfer_event};
use handrail_domain::edition::Fact;
use handrail_domain::{ChildId, TransferId};
use prost::Message;
use std::collections::BTreeSet;
use std::str::FromStr;

const TRANSFER_EVENT: &str = "type.googleapis.com/handrail.transfers.v1.TransferEvent";

/// Something that happened to a transfer: which one, the number of the event among its own, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    /// The transfer.
    pub(crate) transfer: TransferId,
    /// The number of the event.
    pub(crate) version: u64,
    /// What happened.
    pub(crate) news: News,
}

/// What an entry says of a transfer; nothing when it is about something else.
///
/// # Errors
/// When its content can't be read.
pub(crate) fn move_of(entry: &feed::Entry) -> Result<Option<Move>, Malformed> {
    let payload = entry.payload.as_ref();
    let Some(payload) = payload.filter(|payload| payload.type_url == TRANSFER_EVENT) else {
        return Ok(None);
    };
    let event = transfers::TransferEvent::decode(payload.value.as_slice()).ok();
    let read = event.and_then(|event| {
        let transfer = event.transfer_id.parse().ok()?;
        Some(Move {
            transfer,
            version: event.version,
            // A kind of event, or of step, that this build does not know is nothing to it.
            news: match event.event {
                Some(happened) => news(transfer, event.version, happened)?,
                None => News::Nothing,
            },
        })
    });
    read.map(Some)
        .ok_or(Malformed("what happened to a transfer"))
}

fn news(transfer: TransferId, version: u64, event: transfer_event::Event) -> Option<News> {
    use transfer_event::Event;
    Some(match event {
        Event::Opened(opened) => News::Opened(Box::new(known(transfer, version, &opened)?)),
        Event::EarlyWarningSent(sent) => {
            News::Receives(Some(parse(&sent.to_team_id)?), Some(Fact::EarlyWarningSent))
        }
        Event::Forwarded(forwarded) => News::Receives(Some(parse(&forwarded.to_team_id)?), None),
        Event::Requested(requested) => {
            let to = Some(requested.to_team_id).filter(|to| !to.is_empty());
            let to = match to {
                Some(to) => Some(parse(&to)?),
                None => None,
            };
            News::Receives(to, Some(Fact::RequestSent))
        }
        Event::DirectionApplied(applied) => News::Receives(
            Some(parse(&applied.to_team_id)?),
            Some(Fact::DirectionApplied),
        ),
        Event::MilestoneRecorded(recorded) => {
            let step: Option<Fact> = parse(&recorded.milestone);
            match (step, recorded.team_id.as_str()) {
                (None, _) => News::Nothing,
                (Some(step), "") => News::Happened(step),
                (step, team) => News::Receives(Some(parse(team)?), step),
            }
        }
        Event::Allocated(_) => News::Happened(Fact::Allocated),
        Event::Started(_) => News::Happened(Fact::Started),
        Event::Decided(decided) => {
            let (mut staying, mut others) = (Vec::new(), Vec::new());
            for decision in &decided.decisions {
                let child: ChildId = parse(&decision.child_id)?;
                match decision.decision() {
                    ChildDecision::Stays => staying.push(child),
                    ChildDecision::Moves
                    | ChildDecision::Declined
                    | ChildDecision::Deferred
                    | ChildDecision::Unspecified => others.push(child),
                }
            }
            News::Decided { staying, others }
        }
        Event::Withdrawn(_) => News::Withdrawn,
        Event::Reviewed(_)
        | Event::QueryRaised(_)
        | Event::QueryAnswered(_)
        | Event::JointVisitPlanned(_)
        | Event::JointVisitMade(_)
        | Event::WorkerNamed(_)
        | Event::MeetingSet(_)
        | Event::MeetingHeld(_)
        | Event::AssessmentShared(_)
        | Event::MinutesCompleted(_)
        | Event::Acknowledged(_)
        | Event::ChangeNotified(_)
        | Event::Discussed(_)
        | Event::StrategyDiscussed(_)
        | Event::LegalPlanned(_)
        | Event::FirstHearingHeld(_)
        | Event::JointWorkingAgreed(_)
        | Event::JointWorkingDone(_)
        | Event::Disengaged(_)
        | Event::Disagreed(_)
        | Event::DateSet(_)
        | Event::DateLifted(_)
        | Event::CircumstancesDeclared(_)
        | Event::ChecklistRecorded(_) => News::Nothing,
    })
}

fn known(id: TransferId, version: u64, opened: &transfers::Opened) -> Option<KnownTransfer> {
    let child = |child: &transfers::TransferChild| {
        let birth = Fields::new().birth("birth", child.birth.as_ref())?;
        Some((parse(&child.child_id)?, birth))
    };
    Some(KnownTransfer {
        id,
        version,
        household: parse(&opened.household_id)?,
        edition: parse(&opened.edition_id)?,
        pathway: parse(&opened.pathway_id)?,
        from: parse(&opened.from_team_id)?,
        to: None,
        children: opened.children.iter().map(child).collect::<Option<_>>()?,
        staying: BTreeSet::new(),
        happened: BTreeSet::from([Fact::Progressed]),
        ended: false,
    })
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
