//! What a transfer is held to: its edition, its pathway, and the organisation as it is now.

use super::{ChildDecision, Refusal, Transfer, Wrong};
use handrail_domain::{
    ClauseId, OfficerId, Role, TeamId, TeamKind,
    calendar::Calendar,
    directory::{Directory, Team},
    edition::{
        Act, Advice, Begins, Content, Criterion, Edition, Fact, Milestone, Missing, Pathway,
        Requirement, Reserved, RuleName, Situation,
    },
    lead::{self, LeadMoves},
};

/// What a transfer is held to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) pathway: &'a Pathway,
    pub(crate) directory: &'a Directory,
    pub(crate) calendar: &'a Calendar,
}

impl<'a> Terms<'a> {
    /// Refuses acts that the edition forbids here: all of them at once, with all their clauses.
    pub(crate) fn forbid(
        &self,
        transfer: &Transfer,
        acts: impl IntoIterator<Item = Act>,
    ) -> Result<(), Refusal> {
        let situation = transfer.situation(self);
        let elements = &self.pathway.elements;
        let forbidden: Vec<_> = acts
            .into_iter()
            .filter_map(|act| self.edition.forbids(elements, act, &situation))
            .collect();
        let Some(first) = forbidden.first() else {
            return Ok(());
        };
        let mut says: Vec<&str> = forbidden.iter().map(|one| one.says.as_str()).collect();
        says.dedup();
        Err(Refusal::Forbidden {
            act: first.act,
            says: says.join(" "),
            clauses: merged(forbidden.iter().map(|one| one.clauses.as_slice())),
        })
    }

    /// Refuses a step before what has to come first: what makes no sense otherwise, then what the
    /// edition wants.
    pub(crate) fn order(&self, transfer: &Transfer, step: Fact) -> Result<(), Refusal> {
        if let Some(needs) = makes_sense_after(step)
            && !transfer.stands(needs)
            && !(needs == Fact::EarlyWarningSent && self.is_known_to_receiver(transfer, step))
        {
            return Err(Refusal::OutOfOrder {
                step,
                needs,
                says: None,
                clauses: self.pathway.clauses.clone(),
            });
        }
        if let Some(over) = makes_no_sense_after(step)
            .iter()
            .find(|fact| transfer.has(**fact))
        {
            return Err(Refusal::Already {
                fact: *over,
                clauses: self.rests_on(transfer, step),
            });
        }
        let situation = transfer.situation(self);
        let missing = self
            .edition
            .requirements(&self.pathway.elements, step, &situation)
            .find(|one| one.missing == Missing::Refuse && one.lacks(|fact| transfer.stands(fact)));
        if let Some(one) = missing {
            return Err(Refusal::OutOfOrder {
                step,
                needs: one.needs,
                says: Some(one.says.clone()),
                clauses: one.clauses.clone(),
            });
        }
        if transfer.to.is_none() && matches!(step, Fact::EarlyWarningSent | Fact::RequestSent) {
            // Asked with the team that is to receive, which the step itself names.
            return Ok(());
        }
        self.criteria(step, &situation)
    }

    /// On a pathway that begins with the request, that is what the receiving team hears first.
    fn is_known_to_receiver(&self, transfer: &Transfer, step: Fact) -> bool {
        self.pathway.begins == Begins::Request
            && (step == Fact::RequestSent || transfer.has(Fact::RequestSent))
    }

    /// Refuses a step for which something does not hold that has to: all of it at once.
    pub(crate) fn criteria(&self, step: Fact, situation: &Situation) -> Result<(), Refusal> {
        let own = &self.pathway.elements;
        let unmet: Vec<_> = self
            .edition
            .unmet(own, step, Missing::Refuse, situation)
            .collect();
        if unmet.is_empty() {
            return Ok(());
        }
        let mut says: Vec<&str> = unmet.iter().map(|one| one.says.as_str()).collect();
        says.dedup();
        Err(Refusal::CriteriaUnmet {
            step,
            says: says.join(" "),
            clauses: merged(unmet.iter().map(|one| one.clauses.as_slice())),
        })
    }

    /// What the edition wishes held, and does not.
    pub(crate) fn wished(&self, transfer: &Transfer) -> Vec<&'a Criterion> {
        let situation = transfer.situation(self);
        let receiving = situation
            .to
            .and_then(|kind| self.edition.kind_of_team(kind));
        let own = &self.pathway.elements.criteria;
        own.iter()
            .chain(&self.edition.general.criteria)
            .chain(receiving.into_iter().flat_map(|kind| &kind.criteria))
            .filter(|one| {
                one.missing == Missing::Advise
                    && one.when.holds(&situation)
                    && !one.holds.holds(&situation)
            })
            .collect()
    }

    /// What legal planning was recorded without that the edition asks for, as long as the plan has not moved.
    pub(crate) fn lacking(&self, transfer: &Transfer) -> Vec<Content> {
        let planned = transfer.legal_planning.as_ref();
        let Some(planned) = planned.filter(|_| transfer.lead_passed_at.is_none()) else {
            return Vec::new();
        };
        let situation = transfer.situation(self);
        let own = &self.pathway.elements;
        let contents = self.edition.contents(own, Fact::LegalPlanned, &situation);
        let lacking = contents.filter(|one| planned.items_missing.contains(&one.item));
        lacking.cloned().collect()
    }

    /// The steps of this transfer that no other call records.
    pub(crate) fn milestones(&self, transfer: &Transfer) -> Vec<&'a Milestone> {
        let situation = transfer.situation(self);
        let own = &self.pathway.elements.milestones;
        own.iter()
            .chain(&self.edition.general.milestones)
            .filter(|milestone| milestone.when.holds(&situation))
            .collect()
    }

    /// The one of them that is recorded by this fact.
    pub(crate) fn milestone(&self, transfer: &Transfer, fact: Fact) -> Option<&'a Milestone> {
        self.milestones(transfer)
            .into_iter()
            .find(|milestone| milestone.fact == fact)
    }

    /// Those that can be recorded now.
    pub(crate) fn next_steps(&self, transfer: &Transfer) -> Vec<&'a Milestone> {
        if transfer.ended.is_some() {
            return Vec::new();
        }
        let mut steps = self.milestones(transfer);
        steps.retain(|step| {
            (step.again || !transfer.stands(step.fact)) && self.order(transfer, step.fact).is_ok()
        });
        steps
    }

    /// What makes a step with a call of its own one of some roles alone.
    pub(crate) fn reserved(&self, transfer: &Transfer, step: Fact) -> Option<&'a Reserved> {
        let situation = transfer.situation(self);
        self.edition
            .reserves(&self.pathway.elements, step, &situation)
    }

    /// Whether two teams have districts, and none in common. One without serves the whole county.
    pub(crate) fn elsewhere(&self, one: &TeamId, other: &TeamId) -> bool {
        let of = |team| self.directory.team(team).map(Team::districts);
        match (of(one), of(other)) {
            (Some(one), Some(other)) if !one.is_empty() && !other.is_empty() => {
                !one.iter().any(|district| other.contains(district))
            }
            _ => false,
        }
    }

    /// The kind of a team.
    pub(crate) fn kind(&self, team: &TeamId) -> Option<TeamKind> {
        self.directory.team(team).map(|team| team.kind())
    }

    /// What the edition wished had come before steps that were taken without it.
    pub(crate) fn passed_over(&self, transfer: &Transfer) -> Vec<&'a Requirement> {
        let situation = transfer.situation(self);
        let own = &self.pathway.elements.requirements;
        own.iter()
            .chain(&self.edition.general.requirements)
            .filter(|one| {
                one.missing == Missing::Advise
                    && one.when.holds(&situation)
                    && transfer.has(one.before)
                    && one.lacks(|fact| transfer.stands(fact))
            })
            .collect()
    }

    /// What the edition advises now.
    pub(crate) fn advice(&self, transfer: &Transfer) -> Vec<&'a Advice> {
        let situation = transfer.situation(self);
        let happened = |fact| transfer.stands(fact);
        self.edition
            .advice(&self.pathway.elements, happened, &situation)
    }

    /// With which fact the lead passes, and whether the sending team has to keep the child until then.
    pub(crate) fn lead_moves(&self, transfer: &Transfer) -> LeadMoves {
        lead::lead_moves(self.edition, self.pathway, &transfer.lead_situation())
    }

    /// Why the sending team has to keep the children for now, if it has to.
    pub(crate) fn hold(&self, transfer: &Transfer) -> Option<LeadMoves> {
        if transfer.lead_passed_at.is_some() || transfer.ended.is_some() {
            return None;
        }
        Some(self.lead_moves(transfer)).filter(|moves| moves.held && !transfer.has(moves.on))
    }

    /// A team that can receive on this pathway.
    pub(crate) fn receiver(&self, field: &str, team: &TeamId) -> Result<&'a Team, Refusal> {
        let team = self.team(field, team)?;
        if self.pathway.to.contains(&team.kind()) {
            return Ok(team);
        }
        Err(Wrong::under(
            field,
            format!(
                "teams of kind {} receive on this pathway",
                kinds(&self.pathway.to)
            ),
            &self.pathway.clauses,
        ))
    }

    /// A team of the organisation.
    pub(crate) fn team(&self, field: &str, team: &TeamId) -> Result<&'a Team, Refusal> {
        self.directory
            .team(team)
            .ok_or_else(|| Wrong::of(field, "the organisation has no such team"))
    }

    /// An officer who works with children in a team.
    pub(crate) fn worker(&self, worker: &OfficerId, team: &TeamId) -> Result<(), Refusal> {
        let works = [
            Role::SocialWorker,
            Role::Practitioner,
            Role::ConsultantSocialWorker,
        ]
        .into_iter()
        .flat_map(|role| self.directory.all_in_role(team, role))
        .any(|officer| officer.id() == worker);
        if works {
            return Ok(());
        }
        Err(Wrong::of("worker_id", "not a worker of the receiving team"))
    }

    /// The clauses of a named rule; those of the pathway where the edition has no such rule.
    pub(crate) fn rule(&self, name: RuleName) -> Vec<ClauseId> {
        let rule = self.edition.rule(name);
        rule.map_or_else(|| self.pathway.clauses.clone(), |rule| rule.clauses.clone())
    }

    /// The clauses that facts rest on: those of the duties they fulfil, as far as they apply here, and of
    /// the steps they are; of a decision to progress the pathway's own, and of a worker's start those on
    /// involvement dates.
    pub(crate) fn clauses_of(&self, transfer: &Transfer, facts: &[Fact]) -> Vec<ClauseId> {
        let situation = transfer.situation(self);
        let duties = self.edition.duties(&self.pathway.elements);
        let mut clauses: Vec<ClauseId> = duties
            .filter(|duty| facts.contains(&duty.done_by) && duty.when.holds(&situation))
            .flat_map(|duty| duty.every_clause().cloned())
            .collect();
        for milestone in self.milestones(transfer) {
            if facts.contains(&milestone.fact) {
                clauses.extend_from_slice(&milestone.clauses);
            }
        }
        if facts.contains(&Fact::Progressed) {
            clauses.extend_from_slice(&self.pathway.clauses);
        }
        if facts.contains(&Fact::Started) {
            clauses.extend(self.edition.rule_clauses(RuleName::RealStart));
        }
        clauses.sort();
        clauses.dedup();
        clauses
    }

    /// The clauses that one step rests on; the pathway's own where it has none to itself.
    pub(crate) fn rests_on(&self, transfer: &Transfer, step: Fact) -> Vec<ClauseId> {
        let own = self.clauses_of(transfer, &[step]);
        if own.is_empty() {
            self.pathway.clauses.clone()
        } else {
            own
        }
    }
}

/// What ends what a step is about, in any edition.
fn makes_no_sense_after(step: Fact) -> &'static [Fact] {
    let is_to_be_passed_on = [Fact::EarlyWarningForOtherTeam, Fact::RequestForOtherTeam];
    if is_to_be_passed_on.contains(&step) {
        return step.undone_by();
    }
    &[]
}

/// What a step can't do without, in any edition.
fn makes_sense_after(step: Fact) -> Option<Fact> {
    let needs = [
        (Fact::EarlyWarningForwarded, Fact::EarlyWarningSent),
        (Fact::Reviewed, Fact::EarlyWarningSent),
        (Fact::QueryRaised, Fact::EarlyWarningSent),
        (Fact::JointVisitPlanned, Fact::EarlyWarningSent),
        (Fact::JointVisitMade, Fact::EarlyWarningSent),
        (Fact::WorkerNamed, Fact::EarlyWarningSent),
        (Fact::MeetingHeld, Fact::MeetingSet),
        (Fact::AssessmentShared, Fact::EarlyWarningSent),
        (Fact::MinutesCompleted, Fact::MeetingHeld),
        (Fact::RequestSent, Fact::EarlyWarningSent),
        (Fact::Acknowledged, Fact::RequestSent),
        (Fact::Decided, Fact::EarlyWarningSent),
        (Fact::Allocated, Fact::Decided),
        (Fact::Started, Fact::Allocated),
        (Fact::ChangeNotified, Fact::EarlyWarningSent),
        (Fact::Discussed, Fact::EarlyWarningSent),
        (Fact::Disagreed, Fact::EarlyWarningSent),
    ];
    needs
        .into_iter()
        .find_map(|(later, earlier)| (later == step).then_some(earlier))
}

/// The kinds of team in words.
pub(super) fn kinds(kinds: &[TeamKind]) -> String {
    kinds
        .iter()
        .map(|kind| kind.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Clauses of several places, each once, in order.
pub(crate) fn merged<'c>(lists: impl IntoIterator<Item = &'c [ClauseId]>) -> Vec<ClauseId> {
    let mut all: Vec<ClauseId> = Vec::new();
    for clause in lists.into_iter().flatten() {
        if !all.contains(clause) {
            all.push(clause.clone());
        }
    }
    all
}

impl ChildDecision {
    /// Whether the child does not go now.
    pub(super) fn keeps(self) -> bool {
        self != Self::Moves
    }
}
