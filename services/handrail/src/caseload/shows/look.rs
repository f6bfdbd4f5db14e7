//! Looking for what a step has to show.

use super::{Shown, What};
use crate::{
    caseload::{
        By,
        case::{Progress, Scene},
        play::Stage,
    },
    client::paging::every_page,
    contract::Member,
    exit::Failure,
    render::plain,
};
use chrono::{DateTime, Timelike, Utc};
use handrail_contracts::{
    common::v1::{Obligation, ObligationState, Post},
    notifications::v1::ListNoticesRequest,
    protocol::v1::GetEditionRequest,
    time,
    transfers::v1::{GetJourneyRequest, GetLeadRequest, Transfer},
};

/// Where it is looked for: what the case has come to, and whoever can be asked.
pub(in crate::caseload) struct Look<'l> {
    pub(in crate::caseload) stage: &'l Stage<'l>,
    pub(in crate::caseload) scene: &'l Scene<'l>,
    pub(in crate::caseload) edition: &'l str,
}

impl Look<'_> {
    /// Fails when it is not to be seen.
    pub(in crate::caseload) async fn at(&self, shown: &Shown) -> Result<(), Failure> {
        let clause = shown.clause.as_str();
        let seen =
            match &shown.what {
                What::Owed(by) => {
                    let post = by.as_ref().map(|by| self.post(by)).transpose()?;
                    let owned = |duty: &&Obligation| {
                        let fits = |post: &Post| duty.owner.as_ref() == Some(post);
                        post.as_ref().is_none_or(fits)
                    };
                    self.open(clause).filter(owned).count() > 0
                }
                What::Due(at) => self.open(clause).any(|duty| {
                    let due = duty.due_at.as_ref().and_then(time::instant);
                    due.is_some_and(|due| minute(due) == minute(*at))
                }),
                What::NotOwed => self.open(clause).count() == 0,
                What::Met => self.duties(clause, ObligationState::Met).await?,
                What::Late => self.duties(clause, ObligationState::MetLate).await?,
                What::Breached => self.every_duty(clause).await?.iter().any(|duty| {
                    duty.breached_at.is_some() && duty.state() == ObligationState::Open
                }),
                What::Advised => self.is_advised(clause),
                What::NotAdvised => !self.is_advised(clause),
                What::Step(name) => {
                    let transfer = self.transfer()?;
                    let mut steps = transfer.next_steps.iter();
                    steps.any(|step| step.milestone == *name && names(&step.clause_ids, clause))
                }
                What::NoStep => {
                    let transfer = self.transfer()?;
                    let mut steps = transfer.next_steps.iter();
                    !steps.any(|step| names(&step.clause_ids, clause))
                }
                What::Answered(answer) => self.is_answered(clause, answer),
                What::Told(by) => self.is_told(clause, &self.post(by)?).await?,
                What::Recorded => self.is_recorded(clause).await?,
                What::Leads(team) => self.leads(&self.filled(team)?).await?,
                What::Routed(kind) => self.is_routed(clause, kind),
                What::Says(kind) => self
                    .scene
                    .progress
                    .leads
                    .iter()
                    .any(|lead| lead.team_kind == *kind && names(&lead.clause_ids, clause)),
                What::Worded(words) => self.is_worded(clause, words),
                What::Allows(allowed) => self.allows(clause, *allowed),
                What::Reads(words) => self.letter_reads(clause, &self.filled(words)?),
                What::Described => self.is_described(clause).await?,
            };
        if seen {
            return Ok(());
        }
        Err(Failure::Mismatch(format!(
            "\"{}\" is not to be seen",
            shown.text
        )))
    }

    fn transfer(&self) -> Result<&Transfer, Failure> {
        let transfer = self.scene.progress.transfer.as_ref();
        transfer.ok_or_else(|| Failure::Mismatch("the case has no transfer yet".to_owned()))
    }

    fn is_advised(&self, clause: &str) -> bool {
        let Progress {
            transfer,
            dispute,
            consents,
            letter,
            ..
        } = self.scene.progress;
        let of_transfer = transfer.iter().flat_map(|one| &one.advice);
        let of_letter = letter.iter().flat_map(|one| &one.advice);
        let of_dispute = dispute.iter().flat_map(|one| &one.advice);
        let of_consent = consents.last().into_iter().flat_map(|one| &one.advice);
        let mut advice = of_transfer
            .chain(of_letter)
            .chain(of_dispute)
            .chain(of_consent);
        advice.any(|advice| names(&advice.clause_ids, clause))
    }

    fn is_answered(&self, clause: &str, answer: &str) -> bool {
        let sections = self.scene.progress.checklist.iter();
        let mut items = sections
            .flat_map(|checklist| &checklist.sections)
            .flat_map(|section| &section.items);
        items.any(|item| {
            names(&item.clause_ids, clause) && plain!("ChecklistAnswer", item.answer()) == answer
        })
    }

    fn letter_reads(&self, clause: &str, words: &str) -> bool {
        let letters = || self.scene.progress.letter.iter();
        let parts = letters().flat_map(|letter| {
            let apart = letter.head.iter().chain(&letter.own_words);
            apart.chain(&letter.parts).chain(&letter.enclosures)
        });
        let parts = parts.map(|part| (&part.text, &part.clause_ids));
        let answers = letters().flat_map(|letter| &letter.feedback);
        let answers = answers.map(|answer| (&answer.text, &answer.clause_ids));
        parts
            .chain(answers)
            .any(|(text, clauses)| names(clauses, clause) && text.contains(words))
    }

    fn is_routed(&self, clause: &str, kind: &str) -> bool {
        let contact = self.scene.progress.contact.as_ref();
        let routing = contact.and_then(|contact| contact.routing.as_ref());
        routing
            .is_some_and(|routing| routing.team_kind == kind && names(&routing.clause_ids, clause))
    }

    async fn is_told(&self, clause: &str, post: &Post) -> Result<bool, Failure> {
        let request = ListNoticesRequest {
            team_id: post.team_id.clone(),
            ..ListNoticesRequest::default()
        };
        let notices = every_page!(
            self.stage.clients.notifications(),
            list_notices,
            request,
            notices
        );
        let household = self.household();
        Ok(notices.iter().any(|notice| {
            let about = notice.subject.as_ref().map(|subject| &subject.household_id);
            notice.to.as_ref() == Some(post)
                && about == household.as_ref()
                && names(&notice.clause_ids, clause)
        }))
    }

    /// The family of the case.
    pub(super) fn household(&self) -> Option<String> {
        self.scene.progress.household().map(str::to_owned)
    }

    /// In the child's journey, or in the journal of the family's consent or of a disagreement.
    async fn is_recorded(&self, clause: &str) -> Result<bool, Failure> {
        if self.is_in_journal(clause).await? {
            return Ok(true);
        }
        let transfer = self.transfer()?;
        let request = GetJourneyRequest {
            child_id: self.child()?,
        };
        let mut transfers = self.stage.clients.transfers();
        let journey = transfers.get_journey(request).await?.into_inner();
        Ok(journey
            .steps
            .iter()
            .any(|step| step.transfer_id == transfer.id && names(&step.clause_ids, clause)))
    }

    async fn leads(&self, team: &str) -> Result<bool, Failure> {
        let request = GetLeadRequest {
            child_id: self.child()?,
        };
        let mut transfers = self.stage.clients.transfers();
        Ok(transfers.get_lead(request).await?.into_inner().team_id == team)
    }

    async fn is_described(&self, clause: &str) -> Result<bool, Failure> {
        let request = GetEditionRequest {
            edition_id: self.edition.to_owned(),
        };
        let mut protocol = self.stage.clients.protocol(Member::Transfers);
        let edition = protocol.get_edition(request).await?.into_inner();
        let kinds = edition.team_kinds.iter().flat_map(|kind| &kind.statements);
        let mut said = kinds.chain(&edition.references);
        Ok(said.any(|one| !one.text.is_empty() && names(&one.clause_ids, clause)))
    }

    fn child(&self) -> Result<String, Failure> {
        let mut children = self.scene.children().unwrap_or_default();
        if children.is_empty() {
            return Err(Failure::Mismatch("the case has no child yet".to_owned()));
        }
        Ok(children.swap_remove(0))
    }

    fn post(&self, by: &By) -> Result<Post, Failure> {
        Ok(Post {
            team_id: self.filled(&by.team)?,
            role: by.role.to_string(),
        })
    }

    fn filled(&self, text: &str) -> Result<String, Failure> {
        self.scene
            .fill(text)
            .map(|texts| texts.concat())
            .map_err(Failure::Mismatch)
    }
}

pub(super) fn names(clauses: &[String], clause: &str) -> bool {
    clauses.iter().any(|one| one == clause)
}

fn minute(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    at.with_second(0)?.with_nanosecond(0)
}
