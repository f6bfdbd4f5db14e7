//! Plays a caseload: moves the virtual clock to each step and makes its call as the right officer.

mod learn;

use super::{
    By, Caseload, Expect, Step,
    case::{Progress, Scene},
    shows::Look,
    usual,
};
use crate::{
    cli::{clocks, put},
    client::{Clients, paging::every_page},
    contract::{flag_of, set},
    exit::Failure,
    virtual_time::{self, Clock},
};
use chrono::{DateTime, Utc};
use handrail_chassis::identity::Caller;
use handrail_contracts::{
    common::v1::CommandHeader,
    escalation::v1::{Dispute, ListDisputesRequest},
    status::{CALL_NOT_OPEN, reason_of},
};
use handrail_domain::{TeamId, calendar::london, directory::Directory};
use prost_reflect::DynamicMessage;
use std::collections::{BTreeMap, BTreeSet};
use tonic::{Code, Status};

/// Where a caseload is played.
pub struct Stage<'s> {
    /// The services; who calls is chosen for each step.
    pub clients: &'s Clients,
    /// Who answers for what on which day.
    pub directory: &'s Directory,
}

/// What came of playing a caseload.
#[derive(Debug, Clone, Default)]
pub struct Played {
    /// For each case, the ids of its children.
    pub children: Vec<Vec<String>>,
    /// For each case, its transfer; empty where it has none.
    pub transfers: Vec<String>,
    /// For each case, its dispute; empty where it has none.
    pub disputes: Vec<String>,
    /// How often each refusal that was expected was met: the reason and its clauses.
    pub refusals: BTreeMap<String, usize>,
    /// What was shown: the edition, the clause, and how.
    pub shown: BTreeSet<(String, String, String)>,
    /// How many expected refusals of an earlier run were not tried again.
    pub passed_over: usize,
}

/// Plays every step. A step that was played before changes nothing, so that a caseload that was
/// interrupted is played again from its beginning. `watch` is told how many steps are done, and the
/// time, before each step.
///
/// # Errors
/// The first step that does not come out as expected, with its case and its place in the file.
pub async fn play(
    caseload: &Caseload,
    stage: &Stage<'_>,
    mut watch: impl FnMut(usize, DateTime<Utc>) + Send,
) -> Result<Played, Failure> {
    let clocks = clocks(&stage.clients.as_caller(Caller::named("operator:caseload")));
    let began = virtual_time::now(&clocks).await?.unwrap_or_default();
    let mut player = Player {
        stage,
        caseload,
        clocks,
        began,
        shown: began,
        acted: vec![None; caseload.cases.len()],
        progress: vec![Progress::default(); caseload.cases.len()],
        played: Played::default(),
    };
    virtual_time::settle(&player.clocks).await?;
    for (done, step) in caseload.steps.iter().enumerate() {
        watch(done, step.at);
        player
            .step(step)
            .await
            .map_err(|source| unexpected(caseload, step, source))?;
    }
    watch(caseload.steps.len(), player.shown);
    virtual_time::settle(&player.clocks).await?;
    Ok(player.finish())
}

struct Player<'p> {
    stage: &'p Stage<'p>,
    caseload: &'p Caseload,
    clocks: Vec<Clock>,
    began: DateTime<Utc>,
    shown: DateTime<Utc>,
    /// For each case, what the clock showed when it last did something.
    acted: Vec<Option<DateTime<Utc>>>,
    progress: Vec<Progress>,
    played: Played,
}

impl Player<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        // It changed nothing when it was played before, and might be refused for another reason now.
        if step.expect != Expect::Done && step.at < self.began {
            self.played.passed_over += 1;
            return Ok(());
        }
        if step.at > self.shown {
            virtual_time::advance_to(&self.clocks, step.at).await?;
            self.shown = step.at;
        } else if step.at >= self.began && self.acted[step.case] == Some(self.shown) {
            // What the case did at this same instant has to have reached the other services.
            virtual_time::settle(&self.clocks).await?;
        }
        self.acted[step.case] = Some(self.shown);
        let (caller, request) = self.prepare(step).await?;
        let clients = self.stage.clients.as_caller(caller);
        let mut reply = clients.call(step.call, &request).await;
        if reply.is_err() && step.at < self.began {
            // Most steps of the past are repetitions, which need nothing. One that is not may be
            // ahead of what the step before it set going.
            virtual_time::settle(&self.clocks).await?;
            reply = clients.call(step.call, &request).await;
        }
        match (&step.expect, reply) {
            (Expect::Done, Ok(reply)) => {
                self.learn(step, &reply)?;
                self.look(step).await
            }
            (Expect::Done, Err(status)) => Err(status.into()),
            (_, Ok(_)) => Err(Failure::Mismatch(
                "it was done, but ought to have been refused".to_owned(),
            )),
            (_, Err(status)) => self.refused(step, status),
        }
    }

    /// Who makes the call, and with what.
    async fn prepare(&self, step: &Step) -> Result<(Caller, DynamicMessage), Failure> {
        let progress = &self.progress[step.case];
        let scene = Scene {
            case: &self.caseload.cases[step.case],
            number: step.case,
            progress,
            directory: self.stage.directory,
            today: london::local_date(step.at).to_string(),
            edition: &self.caseload.edition,
        };
        let words = step.call.words();
        let by = step.by.clone().unwrap_or_else(|| usual::by(&words));
        let caller = officer(&scene, &by, step)?;
        let method = step
            .call
            .descriptor()
            .ok_or_else(|| Failure::Crashed(format!("nothing answers to {words}")))?;
        let mut request = DynamicMessage::new(method.input());
        for field in step.call.fields() {
            let flag = flag_of(&field);
            let given = step
                .fields
                .iter()
                .find(|(of, _)| *of == field)
                .map(|(_, texts)| texts.clone());
            let usual = || {
                usual::values(&words)
                    .find(|(of, _)| *of == flag)
                    .map(|(_, value)| vec![value.to_owned()])
            };
            let texts = match self.subject(field.name(), step).await? {
                Some(id) if step.call.positional.contains(&field.name()) => vec![id],
                _ => given.or_else(usual).unwrap_or_default(),
            };
            let filled: Result<Vec<_>, _> = texts.iter().map(|text| scene.fill(text)).collect();
            let filled = filled.map_err(Failure::Mismatch)?.concat();
            set(&mut request, &field, &filled)
                .map_err(|wrong| Failure::Usage(format!("{flag}: {wrong}")))?;
        }
        let request_id = format!("{}.{:02}", scene.case.id, step.number);
        put(
            &mut request,
            "header",
            &CommandHeader {
                request_id,
                ..CommandHeader::default()
            },
        );
        Ok((caller, request))
    }

    /// What a command is about: the contact, transfer, letter or dispute of its case.
    async fn subject(&self, field: &str, step: &Step) -> Result<Option<String>, Status> {
        let progress = &self.progress[step.case];
        let contact = progress.contact.as_ref().map(|contact| contact.id.clone());
        let transfer = progress
            .transfer
            .as_ref()
            .map(|transfer| transfer.id.clone());
        match field {
            "contact_id" => Ok(contact),
            "consent_id" => Ok(progress.consent().map(|consent| consent.id.clone())),
            "transfer_id" => Ok(transfer),
            "letter_id" => Ok(progress.letter.as_ref().map(|letter| letter.id.clone())),
            "meeting_id" => Ok(progress.regular.as_ref().map(|meeting| meeting.id.clone())),
            "dispute_id" => match progress.dispute_id() {
                Some(known) => Ok(Some(known.to_owned())),
                None => {
                    self.opened_by_itself(&transfer.or(contact).unwrap_or_default())
                        .await
                }
            },
            _ => Ok(None),
        }
    }

    /// The dispute that a breach opened: no reply has named it, so it is looked up.
    async fn opened_by_itself(&self, about: &str) -> Result<Option<String>, Status> {
        let disputes = every_page!(
            self.stage.clients.escalation(),
            list_disputes,
            ListDisputesRequest::default(),
            disputes
        );
        let of_this = |dispute: &Dispute| {
            dispute
                .about
                .as_ref()
                .is_some_and(|subject| subject.id == about)
        };
        // The newest come first.
        Ok(disputes.into_iter().find(of_this).map(|dispute| dispute.id))
    }

    /// Looks for what the step has to show, once the other services know of it.
    async fn look(&mut self, step: &Step) -> Result<(), Failure> {
        if step.shows.is_empty() || step.at < self.began {
            return Ok(());
        }
        virtual_time::settle(&self.clocks).await?;
        let progress = &self.progress[step.case];
        let edition = progress
            .transfer
            .as_ref()
            .map_or(self.caseload.edition.clone(), |transfer| {
                transfer.edition_id.clone()
            });
        let scene = Scene {
            case: &self.caseload.cases[step.case],
            number: step.case,
            progress,
            directory: self.stage.directory,
            today: london::local_date(step.at).to_string(),
            edition: &self.caseload.edition,
        };
        let look = Look {
            stage: self.stage,
            scene: &scene,
            edition: &edition,
        };
        for shown in &step.shows {
            look.at(shown).await?;
            self.played
                .shown
                .insert((edition.clone(), shown.clause.clone(), shown.text.clone()));
        }
        Ok(())
    }

    fn refused(&mut self, step: &Step, status: Status) -> Result<(), Failure> {
        let expected = &step.expect;
        let (reason, clauses) = reason_of(&status).unwrap_or_default();
        let is_refusal = matches!(
            status.code(),
            Code::FailedPrecondition
                | Code::PermissionDenied
                | Code::InvalidArgument
                | Code::Aborted
        );
        let as_expected = match expected {
            Expect::Done => false,
            Expect::Refused => is_refusal,
            Expect::RefusedBy(wanted) => {
                is_refusal && wanted.iter().all(|clause| clauses.contains(clause))
            }
            Expect::RefusedAs(wanted) => is_refusal && reason == *wanted,
        };
        if !as_expected {
            return Err(status.into());
        }
        let is_of_the_protocol = status.code() == Code::FailedPrecondition
            || (status.code() == Code::PermissionDenied && reason != CALL_NOT_OPEN);
        if is_of_the_protocol && clauses.is_empty() {
            return Err(Failure::Mismatch(format!(
                "{} is refused under no clause: {reason}: {}",
                step.call.words(),
                status.message()
            )));
        }
        if let Expect::RefusedBy(wanted) = expected {
            let transfer = self.progress[step.case].transfer.as_ref();
            let edition = transfer.map_or(&self.caseload.edition, |transfer| &transfer.edition_id);
            for clause in wanted {
                let how = format!("{clause} refuses {}", step.call.words());
                self.played
                    .shown
                    .insert((edition.clone(), clause.clone(), how));
            }
        }
        let named = format!("{reason} {}", clauses.join(", "))
            .trim_end()
            .to_owned();
        *self.played.refusals.entry(named).or_default() += 1;
        Ok(())
    }

    fn finish(self) -> Played {
        let mut played = self.played;
        for progress in &self.progress {
            // Children come through the front door, or are admitted with the team that carries their plan.
            played.children.push(match &progress.contact {
                Some(contact) => contact
                    .children
                    .iter()
                    .map(|child| child.child_id.clone())
                    .collect(),
                None => progress
                    .admitted
                    .iter()
                    .map(|lead| lead.child_id.clone())
                    .collect(),
            });
            played.transfers.push(
                progress
                    .transfer
                    .as_ref()
                    .map(|transfer| transfer.id.clone())
                    .unwrap_or_default(),
            );
            played
                .disputes
                .push(progress.dispute_id().unwrap_or_default().to_owned());
        }
        played
    }
}

/// Whoever holds the post on the day of the step, or covers for the holder.
fn officer(scene: &Scene<'_>, by: &By, step: &Step) -> Result<Caller, Failure> {
    let team = scene.fill(&by.team).map_err(Failure::Mismatch)?.concat();
    let team: TeamId = team
        .parse()
        .map_err(|_| Failure::Usage(format!("\"{team}\" is not a team's id")))?;
    let on = london::local_date(step.at);
    let post = scene
        .directory
        .in_role(&team, by.role, on)
        .map_err(|vacant| Failure::Usage(vacant.to_string()))?;
    Ok(Caller {
        subject: post.officer.id().to_string(),
        roles: vec![by.role.to_string()],
        teams: vec![team.to_string()],
    })
}

fn unexpected(caseload: &Caseload, step: &Step, source: Failure) -> Failure {
    let case = &caseload.cases[step.case];
    let place = format!(
        "{}: case {}, step {}, {}",
        step.place,
        case.id,
        step.number,
        step.call.words()
    );
    Failure::Step {
        place,
        source: Box::new(source),
    }
}
