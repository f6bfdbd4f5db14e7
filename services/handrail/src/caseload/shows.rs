//! What a step has to show, clause by clause: `C4.1-12 due day 3 17:00`, `C2-09 advised`, `C4.1-13 told
//! team-manager of {sender}`. Each is looked for in what the services answer; what they don't say is not shown.

mod consent;

use super::{
    By,
    case::{Progress, Scene},
    moment,
    play::Stage,
    written,
};
use crate::{client::paging::every_page, exit::Failure, render::plain};
use chrono::{DateTime, Timelike, Utc};
use handrail_contracts::{
    common::v1::{Obligation, ObligationState, Post},
    escalation::v1 as escalation,
    intake::v1 as intake,
    notifications::v1::ListNoticesRequest,
    protocol::v1::GetEditionRequest,
    time,
    transfers::v1::{self as transfers, GetJourneyRequest, GetLeadRequest, Transfer},
};

/// Something that a step has to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// As it is written.
    pub text: String,
    /// The clause that it shows.
    pub clause: String,
    /// How.
    pub what: What,
}

/// How a clause shows itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A duty under it is owed, by this post where one is named.
    Owed(Option<By>),
    /// A duty under it is owed by this minute.
    Due(DateTime<Utc>),
    /// No duty under it is owed.
    NotOwed,
    /// A duty under it was met in time.
    Met,
    /// A duty under it was met, late.
    Late,
    /// A duty under it is late.
    Breached,
    /// It is given as advice.
    Advised,
    /// It is not given as advice.
    NotAdvised,
    /// A step of this name is open under it.
    Step(String),
    /// No step is open under it.
    NoStep,
    /// The item of the checklist under it is answered in this way; `-` while nobody has answered.
    Answered(String),
    /// Somebody in this post was told of something under it.
    Told(By),
    /// What happened rests on it, by the child's journey or the journal of the family's consent or of a disagreement.
    Recorded,
    /// This team leads for the children.
    Leads(String),
    /// The front door sent the contact to a team of this kind.
    Routed(String),
    /// A team of this kind was said to lead on the matter, for one of the children.
    Says(String),
    /// The form that was shown last says this under it.
    Worded(String),
    /// Something may be shared, or may not, by the last answer.
    Allows(bool),
    /// The letter, what goes with it, or what was answered, has these words under it.
    Reads(String),
    /// The edition describes a kind of team, or names a form, guide or other procedure, under it.
    Described,
}

/// Reads one.
pub(super) fn shown(text: &str, from: moment::From<'_>) -> Result<Shown, String> {
    let wanted = || {
        format!(
            "\"{text}\" is not of the form \"CLAUSE owed [by POST]\", \"CLAUSE due TIME\", \"CLAUSE not owed\", \"CLAUSE met\", \"CLAUSE late\", \"CLAUSE breached\", \"CLAUSE advised\", \"CLAUSE not advised\", \"CLAUSE step NAME\", \"CLAUSE no step\", \"CLAUSE answered ANSWER\", \"CLAUSE unanswered\", \"CLAUSE told POST\", \"CLAUSE recorded\", \"CLAUSE leads TEAM\", \"CLAUSE routed KIND\", \"CLAUSE says KIND\", \"CLAUSE worded WORDS\", \"CLAUSE reads WORDS\", \"CLAUSE allows\", \"CLAUSE denies\" or \"CLAUSE described\""
        )
    };
    let (clause, rest) = text.split_once(' ').ok_or_else(wanted)?;
    let (verb, object) = rest.split_once(' ').unwrap_or((rest, ""));
    let what = match (verb, object) {
        ("owed", "") => What::Owed(None),
        ("owed", by) => {
            let post = by.strip_prefix("by ").ok_or_else(wanted)?;
            What::Owed(Some(written::by(post)?))
        }
        ("due", at) => What::Due(from.instant(at)?),
        ("not", "owed") => What::NotOwed,
        ("not", "advised") => What::NotAdvised,
        ("no", "step") => What::NoStep,
        ("answered", answer) if !answer.is_empty() => What::Answered(answer.to_owned()),
        ("unanswered", "") => What::Answered("-".to_owned()),
        ("met", "") => What::Met,
        ("late", "") => What::Late,
        ("breached", "") => What::Breached,
        ("advised", "") => What::Advised,
        ("step", name) if !name.is_empty() => What::Step(name.to_owned()),
        ("told", post) => What::Told(written::by(post)?),
        ("recorded", "") => What::Recorded,
        ("leads", team) if !team.is_empty() => What::Leads(team.to_owned()),
        ("says", kind) if !kind.is_empty() => What::Says(kind.to_owned()),
        ("routed", kind) if !kind.is_empty() => What::Routed(kind.to_owned()),
        ("worded", words) if !words.is_empty() => What::Worded(words.to_owned()),
        ("allows", "") => What::Allows(true),
        ("denies", "") => What::Allows(false),
        ("reads", words) if !words.is_empty() => What::Reads(words.to_owned()),
        ("described", "") => What::Described,
        _ => return Err(wanted()),
    };
    Ok(Shown {
        text: text.to_owned(),
        clause: clause.to_owned(),
        what,
    })
}

/// Where it is looked for: what the case has come to, and whoever can be asked.
pub(super) struct Look<'l> {
    pub(super) stage: &'l Stage<'l>,
    pub(super) scene: &'l Scene<'l>,
    pub(super) edition: &'l str,
}

impl Look<'_> {
    /// Fails when it is not to be seen.
    pub(super) async fn at(&self, shown: &Shown) -> Result<(), Failure> {
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

    /// What is owed about the case: its transfer, its contact and its dispute.
    fn open<'s>(&'s self, clause: &'s str) -> impl Iterator<Item = &'s Obligation> + 's {
        let Progress {
            contact,
            transfer,
            dispute,
            consents,
            ..
        } = self.scene.progress;
        let of_consent = consents.last().map(|one| &one.open_obligations);
        let of_consent = of_consent.into_iter().flatten();
        let of_transfer = transfer.iter().flat_map(|one| &one.open_obligations);
        let of_contact = contact.iter().flat_map(|one| &one.open_obligations);
        let of_dispute = dispute.iter().flat_map(|one| &one.open_obligations);
        of_transfer
            .chain(of_contact)
            .chain(of_dispute)
            .chain(of_consent)
            .filter(move |duty| names(&duty.clause_ids, clause))
    }

    async fn duties(&self, clause: &str, state: ObligationState) -> Result<bool, Failure> {
        let duties = self.every_duty(clause).await?;
        Ok(duties.iter().any(|duty| duty.state() == state))
    }

    async fn every_duty(&self, clause: &str) -> Result<Vec<Obligation>, Failure> {
        let clients = self.stage.clients;
        let progress = self.scene.progress;
        let mut duties = Vec::new();
        if let Some(transfer) = &progress.transfer {
            let request = transfers::ListObligationsRequest {
                transfer_id: transfer.id.clone(),
                include_closed: true,
                ..transfers::ListObligationsRequest::default()
            };
            let found = every_page!(clients.transfers(), list_obligations, request, obligations);
            duties.extend(found);
        }
        if let Some(contact) = &progress.contact {
            let request = intake::ListObligationsRequest {
                contact_id: contact.id.clone(),
                include_closed: true,
                ..intake::ListObligationsRequest::default()
            };
            let found = every_page!(clients.intake(), list_obligations, request, obligations);
            duties.extend(found);
        }
        for consent in &progress.consents {
            let request = intake::ListObligationsRequest {
                consent_id: consent.id.clone(),
                include_closed: true,
                ..intake::ListObligationsRequest::default()
            };
            let found = every_page!(clients.intake(), list_obligations, request, obligations);
            duties.extend(found);
        }
        if let Some(dispute) = progress.dispute_id() {
            let request = escalation::ListObligationsRequest {
                dispute_id: dispute.to_owned(),
                include_closed: true,
                ..escalation::ListObligationsRequest::default()
            };
            let found = every_page!(clients.escalation(), list_obligations, request, obligations);
            duties.extend(found);
        }
        duties.retain(|duty| names(&duty.clause_ids, clause));
        Ok(duties)
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
    fn household(&self) -> Option<String> {
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
        let mut protocol = self
            .stage
            .clients
            .protocol(crate::contract::Member::Transfers);
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

fn names(clauses: &[String], clause: &str) -> bool {
    clauses.iter().any(|one| one == clause)
}

fn minute(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    at.with_second(0)?.with_nanosecond(0)
}
