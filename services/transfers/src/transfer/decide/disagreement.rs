//! Disagreement: handed to escalation, and its direction carried out. Duties go on meanwhile, and no
//! step is held up by it.

use super::{
    super::{Disagreed, Event, Ground, Refusal, Terms, Transfer},
    Case, Moment,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, DisputeId, ObligationId, Role, TeamId,
    edition::{Act, Escalate, Fact},
    text::Note,
};

impl Case<'_> {
    pub(super) fn raise_disagreement(
        &self,
        ground: Ground,
        position: Note,
        immediate_needs: Option<TeamId>,
        urgent: bool,
    ) -> Result<Event, Refusal> {
        let ladder = self.terms.edition.ladder(&self.terms.pathway.ladder);
        if self.transfer.dispute.is_some() {
            let own = ladder.map(|ladder| ladder.clauses.clone());
            return Err(Refusal::DisputeOpen {
                clauses: own.unwrap_or_else(|| self.terms.pathway.clauses.clone()),
            });
        }
        self.before_the_lead_passes()?;
        self.order(Fact::Disagreed)?;
        if self.transfer.has(Fact::DirectionApplied) && ladder.is_some_and(|ladder| ladder.is_final)
        {
            self.terms
                .forbid(self.transfer, [Act::DisputeFinalDecision])?;
        }
        self.not_against_what_binds(ground)?;
        if let Some(team) = &immediate_needs {
            self.one_of_the_two("immediate_needs_team_id", team)?;
        }
        let lowest = ladder.and_then(|ladder| ladder.rungs.first());
        Ok(Event::Disagreed(Disagreed {
            dispute: dispute_of(self.moment),
            raised_by: self.moment.team.clone(),
            ground: Some(ground),
            position: Some(position),
            immediate_needs: immediate_needs.unwrap_or_else(|| self.transfer.from.clone()),
            urgent,
            breached: None,
            clauses: Vec::new(),
            ladder: self.terms.pathway.ladder.clone(),
            first_rung: lowest.map_or(Role::TeamManager, |rung| rung.role),
            at: self.moment.now,
        }))
    }

    /// What the receiving team can't decline or ask any more is no disagreement either. That it lacks capacity it can say.
    fn not_against_what_binds(&self, ground: Ground) -> Result<(), Refusal> {
        if self.transfer.to.as_ref() != Some(self.moment.team) || ground == Ground::Capacity {
            return Ok(());
        }
        let agreed = self.transfer.stands(Fact::Agreed);
        let requested = self.transfer.has(Fact::RequestSent);
        let after_request = match ground {
            Ground::Threshold | Ground::NeedsMet => Some(Act::QueryThresholdAfterRequest),
            Ground::OutstandingWork => Some(Act::QueryWorkAfterRequest),
            Ground::Capacity | Ground::MinorIssues | Ground::Checklist | Ground::OpenElsewhere => {
                None
            }
        };
        let acts = [
            agreed.then_some(Act::GoBackOnAgreement),
            after_request.filter(|_| requested),
        ];
        self.terms.forbid(self.transfer, acts.into_iter().flatten())
    }

    /// The sending team can take its plan back as long as it leads.
    pub(super) fn withdraw(&self, reason: Note) -> Result<Event, Refusal> {
        self.before_the_lead_passes()?;
        self.order(Fact::Withdrawn)?;
        Ok(Event::Withdrawn {
            reason,
            at: self.moment.now,
        })
    }
}

/// The id of the dispute that follows from the entry which records the disagreement.
fn dispute_of(moment: Moment<'_>) -> DisputeId {
    DisputeId::derived(moment.entry.0, "dispute")
}

/// A duty passed its time unanswered, and the edition takes that up the ladder: raised in the name of
/// the team that waited. Nothing while a dispute is open, or once there is nothing left to dispute.
pub(crate) fn unanswered(
    transfer: &Transfer,
    breached: ObligationId,
    owner: &TeamId,
    escalate: &Escalate,
    moment: Moment<'_>,
) -> Option<Event> {
    let over = transfer.ended.is_some() || transfer.lead_passed_at.is_some();
    let to = transfer.to.as_ref()?;
    if over || transfer.dispute.is_some() {
        return None;
    }
    let waited = if owner == &transfer.from {
        to
    } else {
        &transfer.from
    };
    Some(Event::Disagreed(Disagreed {
        dispute: dispute_of(moment),
        raised_by: waited.clone(),
        ground: None,
        position: None,
        immediate_needs: transfer.from.clone(),
        urgent: false,
        breached: Some(breached),
        clauses: escalate.clauses.clone(),
        ladder: escalate.ladder.clone(),
        first_rung: escalate.rung,
        at: moment.now,
    }))
}

/// The clauses by which the plan can't stay with the sending team any more: none while it can, or once there is nothing left
/// to keep.
pub(crate) fn cannot_stay(transfer: &Transfer, terms: Terms<'_>) -> Vec<ClauseId> {
    if transfer.lead_passed_at.is_some() || transfer.ended.is_some() {
        return Vec::new();
    }
    if let Some(hold) = terms.hold(transfer) {
        return hold.clauses;
    }
    let situation = transfer.situation(&terms);
    let asked = transfer.has(Fact::RequestSent).then(|| {
        let own = &terms.pathway.elements;
        terms
            .edition
            .forbids(own, Act::ReturnAfterRequest, &situation)
    });
    asked
        .flatten()
        .map(|forbidden| forbidden.clauses.clone())
        .unwrap_or_default()
}

/// Carries out the direction of a settled dispute: the team the plan goes to, or none when it stays.
/// Nothing when the transfer has ended or knows no such dispute. A team that can't receive on this
/// pathway takes the plan by another way: here nothing moves. Once the lead has passed, the plan stays
/// where it is, and only the dispute ends. Where it came to be bound while a direction to stay was on its way, it is to the
/// team that has the request or the early warning.
pub(crate) fn directed(
    transfer: &Transfer,
    dispute: DisputeId,
    goes_to: Option<&TeamId>,
    at: DateTime<Utc>,
    terms: Terms<'_>,
) -> Option<Event> {
    if transfer.ended.is_some() || transfer.dispute.is_none_or(|open| open.id != dispute) {
        return None;
    }
    let receives =
        |team: &&TeamId| **team != transfer.from && terms.receiver("team_id", team).is_ok();
    let goes_to = goes_to.filter(receives);
    let is_bound = goes_to.is_none() && !cannot_stay(transfer, terms).is_empty();
    let to = match &transfer.to {
        Some(to) if is_bound || transfer.lead_passed_at.is_some() => to,
        _ => goes_to.unwrap_or(&transfer.from),
    };
    Some(Event::DirectionApplied {
        dispute,
        to: to.clone(),
        at,
    })
}
