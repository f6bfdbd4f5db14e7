//! Whatever happened: tried under the rules it happened under, it comes out as it did.

use super::{
    super::simulated::{journal_of, tried},
    on_every_pathway,
};
use chrono::TimeDelta;

#[test]
fn on_every_pathway_the_same_edition_makes_no_difference() {
    on_every_pathway(|route, moves| {
        let mut case = route.opened();
        for one in moves {
            case.passes(case.now + TimeDelta::hours(one.hours));
            one.happens(&mut case, route);
        }
        // What was owed only after its time had passed is late as soon as the timer looks.
        case.passes(case.now);
        let simulation = tried(&case, case.terms().edition);
        let different: Vec<String> = simulation
            .steps
            .iter()
            .filter(|step| step.differs())
            .map(|step| format!("{step:?}"))
            .chain(
                simulation
                    .duties
                    .iter()
                    .filter(|duty| duty.differs())
                    .map(|duty| format!("{duty:?}")),
            )
            .collect();
        assert!(
            !simulation.differs(),
            "{:?}: {different:#?}",
            simulation.route
        );
        assert_eq!(simulation.steps.len(), case.events.len());
        assert_eq!(simulation.duties.len(), case.obligations.len());
        assert_eq!(journal_of(&case).transfers().count(), 1);
        Ok(())
    });
}
