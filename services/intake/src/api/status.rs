//! What clients see when intake can't do something.

use std::collections::BTreeSet;

use handrail_contracts::{
    parse::Violation,
    status::{aborted, denied, invalid_argument, invalid_under, not_found, refused},
};
use tonic::Status;

use crate::{consent, contact::Refusal, error::IntakeError};

impl From<IntakeError> for Status {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::NotFound(what) => not_found(what),
            IntakeError::Stale { .. } => aborted("STALE_VERSION", error.to_string()),
            IntakeError::Invalid(violations) => invalid_argument(violations),
            IntakeError::Refused(refusal) => of_refusal(&refusal),
            IntakeError::Consent(refusal) => of_consent(refusal),
            IntakeError::NoDueTime(none) => refused("NO_DUE_TIME", none.to_string(), &none.clauses),
            IntakeError::Ledger(error) => error.into(),
        }
    }
}

fn of_refusal(refusal: &Refusal) -> Status {
    let says = refusal.to_string();
    match refusal {
        Refusal::NoFrontDoor => refused("NO_FRONT_DOOR", says, &[]),
        Refusal::NoDestination { clauses } => refused("NO_DESTINATION", says, clauses),
        Refusal::NoTeam { clauses, .. } => refused("NO_TEAM", says, clauses),
        Refusal::NotFrontDoorStaff { clauses } => denied(says, clauses),
        Refusal::NotForThem { clauses, .. } => denied(says, clauses),
        Refusal::NotTheirManager { clauses, .. } => denied(says, clauses),
        Refusal::NotFirstReceiver { clauses, .. } => refused("NOT_FIRST_RECEIVER", says, clauses),
        Refusal::AlreadyAccepted { clauses } => refused("ALREADY_ACCEPTED", says, clauses),
        Refusal::Disputed { clauses } => refused("DISPUTED", says, clauses),
        Refusal::ProposalOpen { clauses, .. } => refused("PROPOSAL_OPEN", says, clauses),
        Refusal::NothingProposed { clauses } => refused("NOTHING_PROPOSED", says, clauses),
        Refusal::FinalDecision { clauses } => refused("DECISION_FINAL", says, clauses),
        Refusal::BackToCustomerServiceCentre { clauses } => {
            refused("NOT_BACK_TO_CUSTOMER_SERVICE_CENTRE", says, clauses)
        }
        Refusal::NotADestination { clauses, .. } => refused("NOT_A_DESTINATION", says, clauses),
        Refusal::SameTeam { clauses, .. } => refused("SAME_TEAM", says, clauses),
    }
}

fn of_consent(refusal: consent::Refusal) -> Status {
    use consent::Refusal as No;
    let says = refusal.to_string();
    match refusal {
        No::NoForm { .. } => refused("NO_CONSENT_FORM", says, &[]),
        No::NotForThem { clauses, .. } => denied(says, &clauses),
        No::Decided { clauses } => refused("CONSENT_DECIDED", says, &clauses),
        No::Signed { clauses } => refused("CONSENT_SIGNED", says, &clauses),
        No::NotGiven { clauses } => refused("CONSENT_NOT_GIVEN", says, &clauses),
        No::Finished { clauses } => refused("INVOLVEMENT_FINISHED", says, &clauses),
        No::NotShared { clauses, .. } => refused("MAY_NOT_BE_SHARED", says, &clauses),
        No::Wrong(wrong) => {
            let clauses: BTreeSet<_> = wrong
                .iter()
                .flat_map(|wrong| wrong.clauses.iter().cloned())
                .collect();
            let violation = |wrong: consent::Wrong| Violation {
                field: wrong.field,
                description: wrong.what,
            };
            let violations = wrong.into_iter().map(violation).collect();
            invalid_under(violations, &Vec::from_iter(clauses))
        }
    }
}
