//! The request to move the record, and its receipt. What is missing is listed and holds nothing up.

use super::{
    super::{Event, Refusal, Wrong, terms::merged},
    Case,
};
use handrail_domain::{
    TeamKind,
    edition::{Act, Content, Fact, Missing},
    text::Note,
};

impl Case<'_> {
    pub(super) fn send_request(
        &self,
        items_ready: &[String],
        route: Option<TeamKind>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::RequestSent)?;
        self.route(route)?;
        self.not_held()?;
        Ok(Event::Requested {
            items_not_ready: self.not_ready(items_ready)?,
            at: self.moment.now,
        })
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
        Err(Wrong::of(
            "route",
            "the record moves straight from the sending to the receiving team: leave it empty",
        ))
    }

    /// While the sending team has to keep the children, nothing is requested and nobody is given them.
    pub(super) fn not_held(&self) -> Result<(), Refusal> {
        let Some(hold) = self.terms.hold(self.transfer) else {
            return Ok(());
        };
        self.terms.forbid(self.transfer, [Act::RequestWhileHeld])?;
        Err(Refusal::Held {
            until: hold.on,
            because: hold.because,
            clauses: hold.clauses,
        })
    }

    /// The items that are not ready, in the order of the edition.
    fn not_ready(&self, items_ready: &[String]) -> Result<Vec<String>, Refusal> {
        let elements = &self.terms.pathway.elements;
        let contents = || self.terms.edition.contents(elements, Fact::RequestSent);
        let known: Vec<&str> = contents().map(|content| content.item.as_str()).collect();
        let unknown: Vec<Wrong> = items_ready
            .iter()
            .enumerate()
            .filter(|(_, item)| !known.contains(&item.as_str()))
            .map(|(index, _)| Wrong {
                field: format!("items_ready[{index}]"),
                description: format!("not an item of this edition; one of: {}", known.join(", ")),
            })
            .collect();
        if !unknown.is_empty() {
            return Err(Refusal::Fields(unknown));
        }
        let missing: Vec<&Content> = contents()
            .filter(|content| !items_ready.contains(&content.item))
            .collect();
        let refused: Vec<&&Content> = missing
            .iter()
            .filter(|content| content.missing == Missing::Refuse)
            .collect();
        if !refused.is_empty() {
            return Err(Refusal::Incomplete {
                items: refused.iter().map(|content| content.item.clone()).collect(),
                clauses: merged(refused.iter().map(|content| content.clauses.as_slice())),
            });
        }
        Ok(missing
            .into_iter()
            .map(|content| content.item.clone())
            .collect())
    }

    pub(super) fn acknowledge(&self, findings: Option<Note>) -> Result<Event, Refusal> {
        self.once(Fact::Acknowledged)?;
        Ok(Event::Acknowledged {
            findings,
            at: self.moment.now,
        })
    }
}
