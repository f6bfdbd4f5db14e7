//! The request to move the record, and its receipt. What is missing is listed and holds nothing up.

use super::{
    super::{Event, Refusal, Wrong},
    Case,
};
use handrail_domain::{
    TeamId, TeamKind,
    edition::{Act, Begins, Content, Fact},
    text::Note,
};

impl Case<'_> {
    pub(super) fn send_request(
        &self,
        items_ready: &[String],
        route: Option<TeamKind>,
        to: Option<TeamId>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::RequestSent)?;
        self.route(route)?;
        self.not_held()?;
        match (&to, &self.transfer.to) {
            (Some(to), None) if self.terms.pathway.begins == Begins::Request => {
                self.receives(Fact::RequestSent, to)?;
            }
            (Some(_), _) => {
                return Err(Wrong::of(
                    "to_team_id",
                    "the early warning said which team receives: leave it empty",
                ));
            }
            (None, None) => {
                return Err(Wrong::of(
                    "to_team_id",
                    "say which team is to receive the plan",
                ));
            }
            (None, Some(_)) => {}
        }
        Ok(Event::Requested {
            items_not_ready: self.missing(
                Fact::RequestSent,
                "items_ready",
                items_ready,
                |content| self.is_ready(content),
                to.as_ref(),
            )?,
            to,
            at: self.moment.now,
        })
    }

    /// What the checklist says is ready, or does not apply. Only its own items can be set aside in that way.
    fn is_ready(&self, content: &Content) -> bool {
        content.section.is_some() && self.transfer.checklist.is_ready(&content.item)
    }

    /// The direct route is the only one; some detours the protocol forbids by name.
    fn route(&self, route: Option<TeamKind>) -> Result<(), Refusal> {
        let Some(kind) = route else { return Ok(()) };
        let detours = [
            (
                TeamKind::CustomerServiceCentre,
                Act::RouteByCustomerServiceCentre,
            ),
            (TeamKind::Mash, Act::RouteByMash),
        ];
        let act = detours.into_iter().find(|(by, _)| *by == kind);
        self.terms.forbid(self.transfer, act.map(|(_, act)| act))?;
        Err(Wrong::under(
            "route",
            "the record moves straight from the sending to the receiving team: leave it empty",
            &self.terms.pathway.clauses,
        ))
    }

    /// While the sending team has to keep the children, nothing is requested and nobody is given them.
    pub(super) fn not_held(&self) -> Result<(), Refusal> {
        if self.terms.hold(self.transfer).is_some() {
            self.terms.forbid(self.transfer, [Act::RequestWhileHeld])?;
        }
        self.hold_is_over()
    }

    /// Refuses what can't be as long as the sending team has to keep the child: with the hearing the child moves.
    pub(super) fn hold_is_over(&self) -> Result<(), Refusal> {
        let Some(hold) = self.terms.hold(self.transfer) else {
            return Ok(());
        };
        Err(Refusal::Held {
            until: hold.on,
            because: hold.because,
            clauses: hold.clauses,
        })
    }

    pub(super) fn acknowledge(&self, findings: Option<Note>) -> Result<Event, Refusal> {
        self.once(Fact::Acknowledged)?;
        Ok(Event::Acknowledged {
            findings,
            at: self.moment.now,
        })
    }
}
