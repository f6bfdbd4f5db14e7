//! Whether something may be shared under a consent, and why: one function, that changes nothing.

use handrail_domain::{CategoryId, ClauseId, OccasionId, edition::RuleName};

use super::{Condition, Consent, Refusal, Standing, Terms, Wrong, check::unknown_category};
use crate::contact::Name;

/// Something that somebody wants to share. Whom with is said beside it: a name is in no event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which way it goes.
    pub direction: Direction,
    /// What it is for.
    pub purpose: Purpose,
    /// What it is.
    pub information: Information,
    /// The kind of professional, where it is known.
    pub category: Option<CategoryId>,
    /// It is a service of the council itself.
    pub inside: bool,
    /// The occasion, for training.
    pub occasion: Option<OccasionId>,
}

/// Which way information goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It is given to somebody.
    Give,
    /// It is obtained from somebody.
    Obtain,
}

/// What information is shared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The work with the child and the family.
    Support,
    /// Planning services, or research.
    PlanningOrResearch,
    /// Training staff.
    StaffTraining,
    /// The advocacy service.
    Advocacy,
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Information {
    /// Something from which people can be identified.
    Identifiable,
    /// Something from which nobody can be identified.
    Anonymised,
    /// How the family can be reached, and nothing else.
    ContactDetails,
}

/// Whether something may be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// It may.
    pub allowed: bool,
    /// Why, or why not.
    pub because: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}

impl Ask {
    /// What is wrong with it in itself.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn contradictions(&self, terms: Terms<'_>) -> Result<(), Refusal> {
        let category = self.category.as_ref();
        let mut wrong: Vec<Wrong> = category
            .and_then(|category| unknown_category(terms, "category", category))
            .into_iter()
            .collect();
        if self.occasion.is_some() && self.purpose != Purpose::StaffTraining {
            wrong.push(Wrong::new("occasion", "only training has occasions"));
        }
        if self.purpose == Purpose::Advocacy && self.direction == Direction::Obtain {
            let what = "nothing is obtained from the advocacy service";
            wrong.push(Wrong::new("direction", what));
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Wrong(wrong))
        }
    }
}

/// Whether something may be shared under a consent that stands like this. `conditions` are the family's, with
/// their names; `name` is whom it is shared with, where somebody is named.
pub fn may_share(
    consent: &Consent,
    standing: Standing,
    conditions: &[Condition],
    ask: &Ask,
    name: Option<&Name>,
    terms: Terms<'_>,
) -> Answer {
    let judge = Judge {
        consent,
        standing,
        terms,
    };
    match ask.purpose {
        Purpose::Support => judge.support(conditions, ask, name),
        Purpose::PlanningOrResearch => judge.elsewhere(ask),
        Purpose::StaffTraining => judge.training(ask),
        Purpose::Advocacy => judge.advocacy(ask),
    }
}

struct Judge<'a> {
    consent: &'a Consent,
    standing: Standing,
    terms: Terms<'a>,
}

impl Judge<'_> {
    fn yes(&self, because: &str, rules: &[RuleName]) -> Answer {
        self.answer(true, because, rules)
    }

    fn no(&self, because: &str, rules: &[RuleName]) -> Answer {
        self.answer(false, because, rules)
    }

    fn answer(&self, allowed: bool, because: &str, rules: &[RuleName]) -> Answer {
        let clauses = rules.iter().flat_map(|rule| self.terms.rule(*rule));
        Answer {
            allowed,
            because: because.to_owned(),
            clauses: clauses.collect(),
        }
    }

    fn support(&self, conditions: &[Condition], ask: &Ask, name: Option<&Name>) -> Answer {
        let excluded = match ask.direction {
            Direction::Give => RuleName::ConsentExcludedRecipient,
            Direction::Obtain => RuleName::ConsentExcludedSource,
        };
        if !ask.inside
            && let Some(refused) = self.unless_it_holds()
        {
            return refused;
        }
        let mut against = conditions
            .iter()
            .filter(|condition| match ask.direction {
                Direction::Give => condition.give,
                Direction::Obtain => condition.obtain,
            })
            .filter_map(|condition| condition.against(ask, name));
        match against.next() {
            Some(Against::Excluded) => self.no(
                "the family has excluded them, for this direction",
                &[excluded],
            ),
            Some(Against::Unsure) => self.no(
                "the family has excluded somebody by name: say by name who this is",
                &[excluded],
            ),
            None if ask.inside => self.yes(
                "only professionals outside the council need the family's consent",
                &[RuleName::ConsentOutside],
            ),
            None => self.yes(
                "the family has consented, and excludes nobody like them",
                &[RuleName::ConsentBothWays, RuleName::ConsentOutside],
            ),
        }
    }

    /// Why the consent allows nothing now; nothing when it holds.
    fn unless_it_holds(&self) -> Option<Answer> {
        let outside = RuleName::ConsentOutside;
        let refused = match self.standing {
            Standing::Given => return None,
            Standing::Draft => self.no(
                "the form is a draft: the family and a member of staff have not both signed it",
                &[outside, RuleName::ConsentBySignature],
            ),
            Standing::Refused => self.no(
                "the family has refused its consent",
                &[outside, RuleName::ConsentRefusable],
            ),
            Standing::Withdrawn => self.no(
                "the family has withdrawn its consent",
                &[outside, RuleName::ConsentWithdrawal],
            ),
            Standing::Expired => {
                let mut answer = self.no(
                    "the time of the consent is over: ask the family anew",
                    &[outside],
                );
                answer.clauses.extend(self.terms.validity_clauses());
                answer
            }
        };
        Some(refused)
    }

    fn elsewhere(&self, ask: &Ask) -> Answer {
        let rule = [RuleName::AnonymisedElsewhere];
        if ask.information == Information::Anonymised {
            return self.yes("nobody can be identified from it", &rule);
        }
        self.no(
            "for planning and research nobody may be identifiable: anonymise it",
            &rule,
        )
    }

    fn training(&self, ask: &Ask) -> Answer {
        let rule = [RuleName::TrainingAskedSeparately];
        let occasion = ask.occasion.as_ref();
        if occasion.is_none_or(|occasion| !self.consent.training.contains(occasion)) {
            return self.no(
                "the family was not asked about this occasion, or did not agree to it",
                &rule,
            );
        }
        self.unless_it_holds()
            .unwrap_or_else(|| self.yes("the family has agreed to this occasion", &rule))
    }

    fn advocacy(&self, ask: &Ask) -> Answer {
        if ask.information != Information::ContactDetails {
            return self.no(
                "the advocacy service is told how the family can be reached, and nothing else",
                &[RuleName::AdvocacyContactDetails],
            );
        }
        if self.consent.advocacy_refused {
            return self.no(
                "the family does not want the advocacy service to get in touch",
                &[RuleName::AdvocacyOptOut],
            );
        }
        if self.consent.finished_at.is_none() {
            return self.no(
                "the work with the family has not ended",
                &[RuleName::AdvocacyAfterwards],
            );
        }
        self.unless_it_holds().unwrap_or_else(|| {
            self.yes(
                "the work has ended, and the family has not ticked the box",
                &[
                    RuleName::AdvocacyOptOut,
                    RuleName::AdvocacyContactDetails,
                    RuleName::AdvocacyAfterwards,
                ],
            )
        })
    }
}

/// How a condition speaks against somebody.
enum Against {
    /// It is about them.
    Excluded,
    /// It is about a person, and nobody was named.
    Unsure,
}

impl Condition {
    fn against(&self, ask: &Ask, name: Option<&Name>) -> Option<Against> {
        let other_kind = self.category.is_some() && self.category != ask.category;
        match (&self.person, name) {
            (None, _) if other_kind => None,
            (None, _) => Some(Against::Excluded),
            // A name is a name, whatever kind of professional somebody is said to be.
            (Some(person), Some(name)) => same(person, name).then_some(Against::Excluded),
            (Some(_), None) if other_kind && ask.category.is_some() => None,
            (Some(_), None) => Some(Against::Unsure),
        }
    }
}

/// Whether two names are the same but for case, spaces and punctuation.
fn same(one: &Name, other: &Name) -> bool {
    let letters = |name: &Name| -> String {
        let letters = name.as_str().chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}
