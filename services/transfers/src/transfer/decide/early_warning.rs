//! From the early warning to what is agreed on it: alert, review, queries, forwarding, changes.

use super::{
    super::{Event, QueryTopic, Refusal, Wrong},
    Case,
};
use handrail_domain::{
    QueryId, TeamId,
    child::PlanKind,
    edition::{Act, Fact, RuleName},
    text::Note,
};

impl Case<'_> {
    pub(super) fn send_early_warning(
        &self,
        to: TeamId,
        plan: PlanKind,
        said: &[(&str, bool)],
        summary: Note,
        items: &[String],
    ) -> Result<Event, Refusal> {
        self.once(Fact::EarlyWarningSent)?;
        let items_missing = self.missing(
            Fact::EarlyWarningSent,
            "items",
            items,
            |content| said.contains(&(content.item.as_str(), true)),
            Some(&to),
        );
        Refusal::of_all([
            self.receives(Fact::EarlyWarningSent, &to),
            self.plan_of_pathway(plan),
            items_missing.as_ref().map(|_| ()).map_err(Clone::clone),
        ])?;
        Ok(Event::EarlyWarningSent {
            items_missing: items_missing?,
            to,
            plan,
            assessment_complete: said.contains(&("assessment-complete", true)),
            summary,
            at: self.moment.now,
        })
    }

    pub(super) fn plan_of_pathway(&self, plan: PlanKind) -> Result<(), Refusal> {
        if self.terms.pathway.plans.contains(&plan) {
            return Ok(());
        }
        Err(Wrong::under(
            "proposed_plan",
            "not a plan of this pathway",
            &self.terms.pathway.clauses,
        ))
    }

    /// The early warning before the request, the request after it; the first clock runs on.
    pub(super) fn forward(&self, to: TeamId) -> Result<Event, Refusal> {
        let step = if self.transfer.has(Fact::RequestSent) {
            Fact::RequestForwarded
        } else {
            Fact::EarlyWarningForwarded
        };
        self.order(step)?;
        self.not_after(Fact::Allocated)?;
        self.before_the_lead_passes()?;
        let from_receiver = self.receiver(step)?;
        if to == *from_receiver {
            return Err(Wrong::of("to_team_id", "this team has it already"));
        }
        if to == self.transfer.from {
            return Err(Wrong::of("to_team_id", "the sending team"));
        }
        let kind = self.terms.team("to_team_id", from_receiver)?.kind();
        if self.terms.team("to_team_id", &to)?.kind() != kind {
            let clauses = self.terms.rule(RuleName::Forwarding);
            let under: Vec<&str> = clauses.iter().map(|clause| clause.as_str()).collect();
            return Err(Wrong::under(
                "to_team_id",
                format!(
                    "only another team of kind {kind} can be passed it ({})",
                    under.join(", ")
                ),
                &clauses,
            ));
        }
        Ok(Event::Forwarded {
            from_receiver: from_receiver.clone(),
            to,
            at: self.moment.now,
        })
    }

    /// A review can be repeated until it is agreed. From then on it binds.
    pub(super) fn review(
        &self,
        agreed: bool,
        joint_working_considered: bool,
        findings: Option<Note>,
    ) -> Result<Event, Refusal> {
        self.order(Fact::Reviewed)?;
        if self.transfer.stands(Fact::Agreed) {
            if !agreed {
                self.terms.forbid(self.transfer, [Act::GoBackOnAgreement])?;
            }
            return Err(self.already(Fact::Agreed));
        }
        if agreed {
            self.order(Fact::Agreed)?;
        }
        Ok(Event::Reviewed {
            agreed,
            joint_working_considered,
            findings,
            at: self.moment.now,
        })
    }

    /// After the request the level of need and outstanding work are no longer open to question.
    pub(super) fn raise_query(&self, topic: QueryTopic, question: Note) -> Result<Event, Refusal> {
        self.order(Fact::QueryRaised)?;
        if self.transfer.has(Fact::RequestSent) {
            let act = match topic {
                QueryTopic::Threshold => Some(Act::QueryThresholdAfterRequest),
                QueryTopic::WorkToBeCompleted => Some(Act::QueryWorkAfterRequest),
                QueryTopic::InformationGathering | QueryTopic::RecordReadiness => None,
            };
            self.terms.forbid(self.transfer, act)?;
        }
        Ok(Event::QueryRaised {
            query: QueryId::derived(self.moment.entry.0, "query"),
            topic,
            question,
            at: self.moment.now,
        })
    }

    pub(super) fn answer_query(&self, query: QueryId, answer: Note) -> Result<Event, Refusal> {
        let mut queries = self.transfer.queries.iter();
        match queries.find(|open| open.id == query) {
            None => Err(Wrong::of("query_id", "no query of this transfer")),
            Some(open) if open.answered_at.is_some() => Err(self.already(Fact::QueryAnswered)),
            Some(_) => Ok(Event::QueryAnswered {
                query,
                answer,
                at: self.moment.now,
            }),
        }
    }

    pub(super) fn notify_change(&self, plan: PlanKind, what: Note) -> Result<Event, Refusal> {
        self.order(Fact::ChangeNotified)?;
        self.before_the_lead_passes()?;
        self.plan_of_pathway(plan)?;
        Ok(Event::ChangeNotified {
            plan,
            what,
            at: self.moment.now,
        })
    }
}
