//! In which order the facts of a pathway happen, as far as its duties and requirements say.

use super::applicable::Applicable;
use handrail_domain::edition::{Begins, Fact, Pathway};
use std::collections::BTreeSet;

/// With these a transfer comes a stage further.
const STAGES: [Fact; 7] = [
    Fact::Progressed,
    Fact::EarlyWarningSent,
    Fact::Reviewed,
    Fact::RequestSent,
    Fact::Decided,
    Fact::Allocated,
    Fact::Started,
];

/// The facts of a pathway in their order.
pub(super) struct Order(Vec<Fact>);

impl Order {
    pub(super) fn of(pathway: &Pathway, applicable: &Applicable<'_>) -> Self {
        let owed = applicable.duties.iter().flat_map(|owed| {
            let from = [Some(owed.duty.starts), owed.duty.arms_on];
            from.into_iter()
                .flatten()
                .map(|fact| (fact, owed.duty.done_by))
        });
        let required = applicable.requirements.iter();
        let required = required.map(|(one, _)| (one.needs, one.before));
        // The team that receives decides, so it is settled before.
        let settles = applicable.milestones.iter().map(|(step, _)| step);
        let settles = settles
            .filter(|step| !step.hands_to.is_empty())
            .map(|step| (step.fact, Fact::Decided));
        let pairs: BTreeSet<(Fact, Fact)> = owed.chain(required).chain(settles).collect();
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        let known = STAGES.into_iter().chain([pathway.lead_moves_on]);
        let known = known.chain(pairs.iter().flat_map(|(one, other)| [*one, *other]));
        // The list of facts is roughly in their order; what comes before each goes before it.
        for fact in known.collect::<BTreeSet<_>>() {
            place(fact, &pairs, &mut seen, &mut order);
        }
        Self(order)
    }

    /// Its place in the order; behind all others where nothing says.
    pub(super) fn place(&self, fact: Fact) -> usize {
        let found = self.0.iter().position(|one| *one == fact);
        found.unwrap_or(self.0.len())
    }

    /// The stages of a transfer on the pathway, with the step that passes the lead.
    pub(super) fn stages(&self, pathway: &Pathway) -> Vec<Fact> {
        let first_is_request = pathway.begins == Begins::Request;
        let heard = [Fact::EarlyWarningSent, Fact::Reviewed];
        let all = self.0.iter().copied();
        all.filter(|fact| STAGES.contains(fact) || *fact == pathway.lead_moves_on)
            .filter(|fact| !(first_is_request && heard.contains(fact)))
            .collect()
    }
}

/// Puts a fact behind all that comes before it. Where two come before each other, the one that is asked for last waits.
fn place(
    fact: Fact,
    pairs: &BTreeSet<(Fact, Fact)>,
    seen: &mut BTreeSet<Fact>,
    order: &mut Vec<Fact>,
) {
    if !seen.insert(fact) {
        return;
    }
    for (before, _) in pairs.iter().filter(|(_, after)| *after == fact) {
        place(*before, pairs, seen, order);
    }
    order.push(fact);
}
