//! What rules say of something that happened: the command that led to it is asked again.

use super::{asked::asked, history::Recorded};
use crate::transfer::{Command, Event, Moment, Refusal, Terms, Transfer, decide, merged};
use handrail_domain::{
    ClauseId, TeamId,
    edition::{Content, Fact, Missing},
};

/// What rules say of something that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Why it would not have been let happen; none when it would.
    pub refused: Option<Refused>,
    /// What would have been wished for beside it.
    pub advised: Vec<Advised>,
}

/// Why something is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A constant in capitals that programs can rely on.
    pub reason: String,
    /// In words.
    pub says: String,
    /// Under which clauses.
    pub clauses: Vec<ClauseId>,
}

/// Something that is wished for and not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// In words.
    pub says: String,
    /// Under which clauses.
    pub clauses: Vec<ClauseId>,
}

/// A transfer as it stood when something happened to it, under certain rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand<'a> {
    pub(super) before: &'a Transfer,
    pub(super) after: &'a Transfer,
    pub(super) terms: Terms<'a>,
}

impl Stand<'_> {
    /// What is said of it. `own` is how it stood under the rules it was recorded under: only they say what was
    /// there, and what they did not ask for counts as missing.
    pub(super) fn verdict(self, recorded: &Recorded, own: Stand<'_>) -> Verdict {
        let command = asked(&recorded.event, |of, missing, to| {
            let mut there = own.contents(of, to);
            there.retain(|content| !missing.contains(&content.item));
            let known = self
                .contents(of, to)
                .into_iter()
                .map(|content| content.item);
            known
                .filter(|item| there.iter().any(|content| content.item == *item))
                .collect()
        });
        let decided = command.map(|command| self.decided(command, recorded));
        let items = match &decided {
            Some(Ok(event)) => self.items(event),
            Some(Err(_)) | None => None,
        };
        Verdict {
            refused: decided
                .and_then(Result::err)
                .map(|refusal| Refused::of(&refusal)),
            advised: items.into_iter().chain(self.wished()).collect(),
        }
    }

    /// What a step of this transfer can contain, when this team receives.
    fn contents(self, of: Fact, to: Option<&TeamId>) -> Vec<Content> {
        let mut situation = self.before.situation(&self.terms);
        if let Some(to) = to {
            situation.to = self.terms.kind(to);
        }
        let own = &self.terms.pathway.elements;
        let contents = self.terms.edition.contents(own, of, &situation);
        contents.cloned().collect()
    }

    fn decided(&self, command: Command, recorded: &Recorded) -> Result<Event, Refusal> {
        let raised_by = if let Event::Disagreed(disagreed) = &recorded.event {
            Some(&disagreed.raised_by)
        } else {
            None
        };
        let teams = command.teams(self.before, self.terms);
        let team = raised_by.or_else(|| teams.first());
        let team = team.unwrap_or(&self.before.from).clone();
        let moment = Moment {
            now: recorded.recorded_at,
            entry: recorded.entry,
            team: &team,
        };
        decide(self.before, command, moment, self.terms)
    }

    /// The items that a step was wished to contain, and did not.
    fn items(&self, event: &Event) -> Option<Advised> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "no other event says what was missing"
        )]
        let (of, missing, to) = match event {
            Event::EarlyWarningSent {
                items_missing, to, ..
            } => (Fact::EarlyWarningSent, items_missing, Some(to)),
            Event::Requested {
                items_not_ready,
                to,
                ..
            } => (Fact::RequestSent, items_not_ready, to.as_ref()),
            Event::MilestoneRecorded {
                fact,
                items_missing,
                ..
            } => (*fact, items_missing, None),
            Event::LegalPlanned { items_missing, .. } => (Fact::LegalPlanned, items_missing, None),
            _ => return None,
        };
        let mut contents = self.contents(of, to);
        contents.retain(|content| missing.contains(&content.item));
        let names: Vec<&str> = contents
            .iter()
            .map(|content| content.item.as_str())
            .collect();
        (!names.is_empty()).then(|| Advised {
            says: format!("missing: {}", names.join(", ")),
            clauses: merged(contents.iter().map(|content| content.clauses.as_slice())),
        })
    }

    /// What was wished to have come first, or to hold.
    fn wished(&self) -> Vec<Advised> {
        let Terms {
            edition, pathway, ..
        } = self.terms;
        let own = &pathway.elements;
        let situation = self.after.situation(&self.terms);
        let new = self
            .after
            .happened
            .get(self.before.happened.len()..)
            .unwrap_or_default();
        let mut wished = Vec::new();
        for fact in new.iter().map(|one| one.fact) {
            let first = edition.requirements(own, fact, &situation);
            let first = first
                .filter(|one| {
                    one.missing == Missing::Advise && one.lacks(|fact| self.before.stands(fact))
                })
                .map(|one| (&one.says, &one.clauses));
            let criteria = edition.unmet(own, fact, Missing::Advise, &situation);
            let all = first.chain(criteria.map(|one| (&one.says, &one.clauses)));
            wished.extend(all.map(|(says, clauses)| Advised {
                says: says.clone(),
                clauses: clauses.clone(),
            }));
        }
        wished
    }
}

/// What is said of the decision to progress, with which a transfer begins.
pub(super) fn of_opening(opened: &Transfer, terms: Terms<'_>) -> Verdict {
    let own = &terms.pathway.elements;
    let situation = opened.situation(&terms);
    let refusal = terms.criteria(Fact::Progressed, &situation).err();
    let unmet = terms
        .edition
        .unmet(own, Fact::Progressed, Missing::Advise, &situation);
    Verdict {
        refused: refusal.as_ref().map(Refused::of),
        advised: unmet
            .map(|one| Advised {
                says: one.says.clone(),
                clauses: one.clauses.clone(),
            })
            .collect(),
    }
}

impl Refused {
    fn of(refusal: &Refusal) -> Self {
        let says = if let Refusal::Fields(wrong) = refusal {
            let each = wrong
                .iter()
                .map(|one| format!("{}: {}", one.field, one.description));
            each.collect::<Vec<_>>().join("; ")
        } else {
            refusal.to_string()
        };
        Self {
            reason: refusal.reason(),
            says,
            clauses: refusal.clauses(),
        }
    }
}
