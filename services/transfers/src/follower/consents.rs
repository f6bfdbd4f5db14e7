//! What a family decides about consent, on the transfers of its children: given, it is the step that a pathway
//! waits for, on those that are open and those that open while it is valid; refused, withdrawn or run out, it is that no
//! more; withdrawn after a step down, it is what the teams have to talk about. All are decided as if somebody had asked for
//! them by a call, so that what a call would refuse is not recorded.

use crate::{
    error::Error,
    service::Transfers,
    store,
    transfer::{self, Command, Disengagement, Moment, Terms, Transfer, decide},
};
use chrono::{DateTime, Utc};
use handrail_contracts::{
    intake::v1::{ConsentEvent, consent_event},
    time,
};
use handrail_domain::{ChildId, TeamId, TransferId, edition::Fact};
use handrail_ledger::Unit;
use prost::Message;
use prost_types::Any;
use std::collections::BTreeSet;

/// What a family has decided.
pub(super) struct ConsentNews {
    children: Vec<ChildId>,
    decided: Decided,
    at: DateTime<Utc>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Decided {
    Given { until: Option<DateTime<Utc>> },
    Refused,
    Withdrawn,
    Expired,
}

/// What an event of a consent means here: `Some(None)` for nothing, none when it can't be read.
pub(super) fn of_consent(payload: &Any) -> Option<Option<ConsentNews>> {
    use consent_event::Event;
    let event = ConsentEvent::decode(payload.value.as_slice()).ok()?;
    let until = match event.valid_until.as_ref() {
        None => None,
        Some(until) => Some(time::instant(until)?),
    };
    let decided = match event.event? {
        Event::Signed(signed) if signed.gives => Decided::Given { until },
        Event::Refused(_) => Decided::Refused,
        Event::Withdrawn(_) => Decided::Withdrawn,
        Event::Expired(_) => Decided::Expired,
        Event::Drafted(_)
        | Event::Corrected(_)
        | Event::Signed(_)
        | Event::OralWithdrawalNoted(_)
        | Event::ProfessionalNoted(_)
        | Event::TrainingAllowed(_)
        | Event::TakenOver(_)
        | Event::Renewed(_)
        | Event::InvolvementFinished(_)
        | Event::Shared(_)
        | Event::Read(_) => return Some(None),
    };
    let children = event.child_ids.iter().map(|child| child.parse().ok());
    Some(Some(ConsentNews {
        children: children.collect::<Option<_>>()?,
        decided,
        at: time::instant(event.at.as_ref()?)?,
    }))
}

impl Transfers {
    /// Records it on every transfer that it is about.
    pub(super) async fn consented(&self, unit: &mut Unit, news: &ConsentNews) -> Result<(), Error> {
        match news.decided {
            Decided::Given { until } => store::keep_consent(unit, &news.children, until).await?,
            Decided::Refused | Decided::Withdrawn => {
                store::end_consent(unit, &news.children).await?;
            }
            // Another one may have been given meanwhile.
            Decided::Expired if store::consent_stands(unit, &news.children).await? => {
                return Ok(());
            }
            Decided::Expired => {}
        }
        let mut transfers: BTreeSet<TransferId> = BTreeSet::new();
        let mut leads: BTreeSet<TeamId> = BTreeSet::new();
        for child in &news.children {
            transfers.extend(store::of_child(unit.conn(), *child).await?);
            let lead = store::lead_now(unit.conn(), *child).await?;
            leads.extend(lead.map(|lead| lead.team));
        }
        for transfer in transfers {
            let now = unit.now();
            self.follow(unit, transfer, |before, terms, entry| {
                let moment = Moment {
                    now,
                    entry,
                    team: &before.from,
                };
                news.on(before, &leads, terms, moment)
            })
            .await?;
        }
        Ok(())
    }
}

impl ConsentNews {
    /// What it is on a transfer, if it is anything, and once. A consent has to be for every child that moves; a
    /// withdrawal is talked about by the team that leads now, and the one that stepped the plan down to it.
    fn on(
        &self,
        transfer: &Transfer,
        leads: &BTreeSet<TeamId>,
        terms: Terms<'_>,
        moment: Moment<'_>,
    ) -> Option<transfer::Event> {
        let covers = |child: ChildId| self.children.contains(&child);
        let (fact, command) = match self.decided {
            Decided::Given { .. } => {
                if !transfer.children.iter().all(|child| covers(child.id)) {
                    return None;
                }
                (Fact::ConsentGiven, milestone(Fact::ConsentGiven, self.at))
            }
            // What ran out was not taken back.
            Decided::Expired if !transfer.stands(Fact::ConsentGiven) => return None,
            Decided::Refused | Decided::Withdrawn | Decided::Expired
                if transfer.lead_passed_at.is_none() =>
            {
                (Fact::ConsentEnded, milestone(Fact::ConsentEnded, self.at))
            }
            Decided::Refused | Decided::Expired => return None,
            Decided::Withdrawn => {
                if !transfer.to.as_ref().is_some_and(|to| leads.contains(to)) {
                    return None;
                }
                let command = Command::RecordDisengagement {
                    kind: Disengagement::ConsentWithdrawn,
                    at: Some(self.at),
                };
                (Fact::ConsentWithdrawn, command)
            }
        };
        if fact != Fact::ConsentEnded && transfer.stands(fact) {
            return None;
        }
        decide(transfer, command, moment, terms).ok()
    }
}

/// What a family had decided before its transfer was opened: where it agreed for every child, and it is valid still,
/// nobody has to ask it again.
pub(crate) fn agreed_before(
    transfer: &Transfer,
    terms: Terms<'_>,
    moment: Moment<'_>,
) -> Option<transfer::Event> {
    let given = milestone(Fact::ConsentGiven, moment.now);
    decide(transfer, given, moment, terms).ok()
}

fn milestone(fact: Fact, at: DateTime<Utc>) -> Command {
    Command::RecordMilestone {
        fact,
        items: Vec::new(),
        team: None,
        at: Some(at),
        note: None,
    }
}
