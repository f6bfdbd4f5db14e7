//! The journal of transfers.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use handrail_contracts::{
    feed::v1::Entry,
    time::instant,
    transfers::v1::{self as wire, TransferEvent, transfer_event::Event},
};
use handrail_domain::{ClauseId, TeamId, obligation::Subject};
use handrail_ledger::{
    Unit,
    follower::{Apply, ApplyError},
};

use super::{event_of, impossible, ladder, parsed, parsed_optional, position, subject_of};
use prost_types::Timestamp;

use crate::{
    dispute::{Ground, Opening},
    service::{Disputes, Raised},
    store::{self, Matter},
};

/// Applies what happens to transfers.
pub(crate) struct FromTransfers(pub(crate) Disputes);

#[async_trait]
impl Apply for FromTransfers {
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError> {
        let Some(event) = event_of::<TransferEvent>(entry, "handrail.transfers.v1.TransferEvent")?
        else {
            return Ok(());
        };
        let about = subject_of(entry)?;
        let binds = event.cannot_stay_clause_ids.iter();
        let binds = binds.map(|clause| parsed("clause", clause));
        let binds: Vec<ClauseId> = binds.collect::<Result<_, _>>()?;
        let id = about.id;
        self.happened(unit, about, event.event, entry).await?;
        let at = read(entry.occurred_at.as_ref())?;
        Ok(self.0.bind_all(unit, id, &binds, at).await?)
    }
}

impl FromTransfers {
    async fn happened(
        &self,
        unit: &mut Unit,
        about: Subject,
        event: Option<Event>,
        entry: &Entry,
    ) -> Result<(), ApplyError> {
        let at = read(entry.occurred_at.as_ref())?;
        match event {
            Some(Event::Opened(opened)) => {
                let matter = Matter {
                    id: about.id,
                    edition: parsed("edition", &opened.edition_id)?,
                    holding: parsed("sending team", &opened.from_team_id)?,
                    other: None,
                };
                Ok(store::note(unit, &matter).await?)
            }
            Some(Event::EarlyWarningSent(sent)) => {
                self.received_by(unit, &about, &sent.to_team_id, at).await
            }
            // Where the pathway begins with it, the request says who is to receive; otherwise that is known by then.
            Some(Event::Requested(requested)) if !requested.to_team_id.is_empty() => {
                self.received_by(unit, &about, &requested.to_team_id, at)
                    .await
            }
            Some(Event::Forwarded(forwarded)) => {
                self.received_by(unit, &about, &forwarded.to_team_id, at)
                    .await
            }
            // A step of the pathway can settle who receives, a panel's choice say.
            Some(Event::MilestoneRecorded(step)) if !step.team_id.is_empty() => {
                self.received_by(unit, &about, &step.team_id, at).await
            }
            Some(Event::DirectionApplied(applied)) => {
                self.received_by(unit, &about, &applied.to_team_id, at)
                    .await
            }
            Some(Event::Disagreed(disagreed)) => {
                let raised = raised(unit, about, &disagreed, entry).await?;
                Ok(self.0.open(unit, raised).await?)
            }
            Some(Event::Withdrawn(withdrawn)) => {
                let at = read(withdrawn.at.as_ref())?;
                Ok(self.0.lapse_all(unit, about.id, at).await?)
            }
            // Every child stays, so the transfer has closed and nothing is left to disagree on.
            Some(Event::Decided(decided)) if nobody_moves(&decided) => {
                let at = read(decided.at.as_ref())?;
                Ok(self.0.lapse_all(unit, about.id, at).await?)
            }
            // Nothing else changes who is party to a transfer.
            _ => Ok(()),
        }
    }

    /// The team that is to receive. The sending team stands there when nothing moves: no other team then.
    async fn received_by(
        &self,
        unit: &mut Unit,
        about: &Subject,
        team: &str,
        at: DateTime<Utc>,
    ) -> Result<(), ApplyError> {
        let matter = known(unit, about).await?;
        let team: TeamId = parsed("receiving team", team)?;
        if team == matter.holding {
            return Ok(());
        }
        let other = Some(team.clone());
        store::note(unit, &Matter { other, ..matter }).await?;
        Ok(self.0.pass_all_on(unit, about.id, &team, at).await?)
    }
}

fn nobody_moves(decided: &wire::Decided) -> bool {
    let moves = |child: &wire::ChildDecisionRequest| child.decision() == wire::ChildDecision::Moves;
    !decided.decisions.iter().any(moves)
}

fn read(at: Option<&Timestamp>) -> Result<DateTime<Utc>, ApplyError> {
    at.and_then(instant)
        .ok_or_else(|| impossible("its time can't be read"))
}

async fn known(unit: &Unit, about: &Subject) -> Result<Matter, ApplyError> {
    let matter = store::matter(unit, about.id).await?;
    matter.ok_or_else(|| impossible("the transfer was not opened first"))
}

async fn raised(
    unit: &Unit,
    about: Subject,
    disagreed: &wire::Disagreed,
    entry: &Entry,
) -> Result<Raised, ApplyError> {
    let matter = known(unit, &about).await?;
    let other = matter.other;
    let at = read(disagreed.at.as_ref())?;
    let immediate_needs =
        parsed_optional("immediate needs team", &disagreed.immediate_needs_team_id)?;
    let no_response = !disagreed.breached_obligation_id.is_empty();
    Ok(Raised {
        on: parsed_optional("first rung", &disagreed.first_rung_role)?,
        no_response,
        by: entry.actor.clone(),
        opening: Opening {
            id: parsed("dispute", &disagreed.dispute_id)?,
            about,
            edition: matter.edition,
            ladder: ladder(&disagreed.ladder_id)?,
            other: other.ok_or_else(|| impossible("no team was to receive the transfer"))?,
            ground: ground(disagreed.ground(), no_response)?,
            raised_by: parsed("raising team", &disagreed.raised_by_team_id)?,
            position: position(&disagreed.position)?,
            // Somebody always meets them: until it is said who, the team that has the child (C2-13).
            immediate_needs: immediate_needs.unwrap_or_else(|| matter.holding.clone()),
            holding: matter.holding,
            urgent: disagreed.urgent,
            at,
        },
    })
}

fn ground(ground: wire::Ground, no_response: bool) -> Result<Ground, ApplyError> {
    match ground {
        _ if no_response => Ok(Ground::NoResponse),
        wire::Ground::Unspecified => Err(impossible("it has no ground")),
        wire::Ground::Capacity => Ok(Ground::Capacity),
        wire::Ground::MinorIssues => Ok(Ground::MinorIssues),
        wire::Ground::Checklist => Ok(Ground::Checklist),
        wire::Ground::OutstandingWork => Ok(Ground::OutstandingWork),
        wire::Ground::Threshold => Ok(Ground::Threshold),
        wire::Ground::NeedsMet => Ok(Ground::NeedsMet),
        wire::Ground::OpenElsewhere => Ok(Ground::OpenElsewhere),
    }
}
