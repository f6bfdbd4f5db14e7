//! What can be asked of a consent that was made out.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    ChildId, HouseholdId, OccasionId, TeamId, calendar::london::local_date, deadline::Deadline,
    text::Note,
};

use super::{
    Ask, Consent, Entries, Particulars, Refusal, Stage, Standing, Terms, What, Wrong, may_share,
};
use crate::contact::{Authority, Name};
use handrail_domain::edition::RuleName;

/// Asks for a change of a consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Make a draft out anew.
    Correct(Box<Entries>),
    /// Record signatures.
    Sign {
        /// Those of the family.
        family: Vec<NewSignature>,
        /// That of a member of staff: the name and the day.
        staff: Option<(Option<Name>, Option<NaiveDate>)>,
        /// The version of the declaration that was signed.
        declaration: Option<String>,
    },
    /// Record that the family does not agree.
    Refuse,
    /// Record a withdrawal.
    Withdraw {
        /// How it was made.
        how: Withdrawal,
        /// The day on which it was received; today when absent.
        received_on: Option<NaiveDate>,
    },
    /// Fill in the field of a professional that is for staff.
    NoteProfessional {
        /// The place of the professional on the form, from 1.
        number: u32,
        /// The text.
        admin: Note,
    },
    /// Record that the family agrees to an occasion of training.
    AllowTraining {
        /// The occasion.
        occasion: OccasionId,
    },
    /// Have another team keep it.
    TakeOver {
        /// The team.
        team: TeamId,
    },
    /// Record that the work with the family has ended.
    Finish,
    /// Record that something is shared under it.
    Share {
        /// What, and which way.
        ask: Ask,
        /// With whom, where somebody is named.
        name: Option<Name>,
    },
    /// Read what it holds about people.
    Read,
}

/// A signature of the family, as it is given. What is missing is told with everything else that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignature {
    /// Who signed.
    pub name: Option<Name>,
    /// The day.
    pub on: Option<NaiveDate>,
    /// The relationship to the children.
    pub relationship: Option<Note>,
    /// What was declared on parental responsibility.
    pub responsible: Option<bool>,
}

/// How a family withdraws its consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawal {
    /// In writing.
    Written {
        /// Where the notice is kept.
        reference: Option<Note>,
    },
    /// By word of mouth.
    Oral {
        /// What was said.
        note: Option<Note>,
    },
}

/// What a change is decided with.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// Whom the caller may speak for.
    pub by: Authority,
    /// What the consent is held to.
    pub terms: Terms<'a>,
    /// The households of those children of a form made out anew whom the front door knows.
    pub known: BTreeMap<ChildId, HouseholdId>,
    /// Until when the consent is valid.
    pub valid_until: Option<Deadline>,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Given<'_> {
    pub(super) fn today(&self) -> NaiveDate {
        local_date(self.now)
    }
}

impl Consent {
    /// What happens when a change is asked for.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn decide(
        &self,
        command: &Command,
        particulars: &Particulars,
        given: &Given<'_>,
    ) -> Result<What, Refusal> {
        let team = if let Command::TakeOver { team } = command {
            team
        } else {
            &self.team
        };
        // Whoever works with children may read a form; the entry says who did.
        if *command != Command::Read && !given.by.acts_for(team) {
            return Err(Refusal::NotForThem {
                team: team.clone(),
                clauses: given.terms.form.clauses.clone(),
            });
        }
        match command {
            Command::Correct(entries) => self.correct(entries, given),
            Command::Sign {
                family,
                staff,
                declaration,
            } => self.sign(family, staff.as_ref(), declaration.as_deref(), given),
            Command::Refuse => self.refuse(given),
            Command::Withdraw { how, received_on } => self.withdraw(how, *received_on, given),
            Command::NoteProfessional { number, .. } => self.note_professional(*number),
            Command::AllowTraining { occasion } => self.allow_training(occasion, given),
            Command::TakeOver { team } => Ok(What::TakenOver { team: team.clone() }),
            Command::Finish if self.finished_at.is_some() => Err(Refusal::Finished {
                clauses: given.terms.rule(RuleName::AdvocacyAfterwards),
            }),
            Command::Finish => Ok(What::Finished),
            Command::Share { ask, name } => self.share(ask, name.as_ref(), particulars, given),
            Command::Read => Ok(What::Read),
        }
    }

    fn note_professional(&self, number: u32) -> Result<What, Refusal> {
        let entered = u32::try_from(self.professionals.len()).unwrap_or(u32::MAX);
        if (1..=entered).contains(&number) {
            return Ok(What::ProfessionalNoted { number });
        }
        let what = format!("the form has {entered} professionals, numbered from 1");
        Err(Refusal::Wrong(vec![Wrong::new("number", what)]))
    }

    fn allow_training(&self, occasion: &OccasionId, given: &Given<'_>) -> Result<What, Refusal> {
        if !matches!(self.stage, Stage::Given { .. }) {
            return Err(Refusal::NotGiven {
                clauses: given.terms.rule(RuleName::TrainingAskedSeparately),
            });
        }
        if self.training.contains(occasion) {
            let what = "the family has agreed to this occasion already";
            return Err(Refusal::Wrong(vec![Wrong::new("occasion", what)]));
        }
        Ok(What::TrainingAllowed {
            occasion: occasion.clone(),
        })
    }

    fn share(
        &self,
        ask: &Ask,
        name: Option<&Name>,
        particulars: &Particulars,
        given: &Given<'_>,
    ) -> Result<What, Refusal> {
        ask.contradictions(given.terms)?;
        let standing = self.standing_with(given);
        let answer = may_share(
            self,
            standing,
            &particulars.conditions,
            ask,
            name,
            given.terms,
        );
        if answer.allowed {
            return Ok(What::Shared {
                ask: ask.clone(),
                clauses: answer.clauses,
            });
        }
        Err(Refusal::NotShared {
            because: answer.because,
            clauses: answer.clauses,
        })
    }

    /// What is told to whoever changes a form on which the family has decided.
    pub(super) fn decided(&self, given: &Given<'_>) -> Refusal {
        let rule = match self.stage {
            Stage::Refused { .. } => RuleName::ConsentRefusable,
            Stage::Draft | Stage::Given { .. } | Stage::Withdrawn { .. } => {
                RuleName::ConsentBySignature
            }
        };
        Refusal::Decided {
            clauses: given.terms.rule(rule),
        }
    }

    fn standing_with(&self, given: &Given<'_>) -> Standing {
        self.standing(given.valid_until.as_ref(), given.now)
    }
}
