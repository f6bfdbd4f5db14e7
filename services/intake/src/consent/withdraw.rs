//! Refusing, and withdrawing what was given (E-CONSENT-10, -11, -16).

use chrono::NaiveDate;
use handrail_domain::edition::RuleName;

use super::{Consent, Given, Refusal, Stage, What, Withdrawal, Wrong};

impl Consent {
    /// Nobody has to agree, and nothing else changes.
    pub(super) fn refuse(&self, given: &Given<'_>) -> Result<What, Refusal> {
        match self.stage {
            Stage::Draft => Ok(What::Refused),
            Stage::Refused { .. } | Stage::Given { .. } | Stage::Withdrawn { .. } => {
                Err(self.decided(given))
            }
        }
    }

    /// At any time, also when its time is over; what was said alone is noted and changes nothing.
    pub(super) fn withdraw(
        &self,
        how: &Withdrawal,
        received_on: Option<NaiveDate>,
        given: &Given<'_>,
    ) -> Result<What, Refusal> {
        if !matches!(self.stage, Stage::Given { .. }) {
            return Err(Refusal::NotGiven {
                clauses: given.terms.rule(RuleName::ConsentWithdrawal),
            });
        }
        let in_writing = || given.terms.rule(RuleName::ConsentWithdrawalInWriting);
        let mut wrong = Vec::new();
        let received_on = received_on.unwrap_or_else(|| given.today());
        if received_on > given.today() {
            wrong.push(Wrong::new("received_on", "lies in the future"));
        }
        if self.signed_on().is_some_and(|signed| received_on < signed) {
            let what = "lies before the day on which the consent was signed";
            wrong.push(Wrong::new("received_on", what));
        }
        let what = match how {
            Withdrawal::Written { reference } => {
                if reference.is_none() {
                    let what = "needed: where the written notice is kept";
                    wrong.push(Wrong::under(in_writing(), "reference", what));
                }
                What::Withdrawn { received_on }
            }
            Withdrawal::Oral { note } => {
                if note.is_none() {
                    wrong.push(Wrong::under(in_writing(), "note", "needed: what was said"));
                }
                What::OralWithdrawalNoted { received_on }
            }
        };
        if wrong.is_empty() {
            Ok(what)
        } else {
            Err(Refusal::Wrong(wrong))
        }
    }
}
