//! What callers can ask for who write letters. What a letter says is part of no stored reply: it is added to the reply afterwards.

use crate::letter::{
    Composing, Content, Disorder, Draft, Event, KnownTransfer, Letter, Refusal, Sending, compose,
    offered,
};
use crate::store::{self, LetterKey};
use crate::wire::{Disclosure, disclose, form_to_wire, letter_payload, letter_to_wire};
use chrono::{DateTime, Utc};
use handrail_contracts::notifications::v1 as wire;
use handrail_contracts::parse::Header;
use handrail_domain::edition::{Edition, LetterForm, RuleName};
use handrail_domain::text::Note;
use handrail_domain::{ClauseId, EditionId, LetterId, TeamId, TransferId};
use handrail_frame::{Actor, Rulebook, Rules};
use handrail_ledger::page::Page;
use handrail_ledger::{Ledger, LedgerError, NewEntry, RequestKey, Unit};
use sea_orm::ConnectionTrait;
use std::sync::{Arc, Mutex, PoisonError};

/// Why a call about a letter can't be answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterError {
    /// There is no such thing.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// The caller saw another version of the letter.
    #[error("the letter is at version {found}, not {expected}")]
    Stale {
        /// The version the caller saw.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// The caller does not act for the team that writes.
    #[error("letters of this transfer are for {team} to write")]
    NotTheirs {
        /// The team that does.
        team: TeamId,
        /// The clauses of the letter; those about all letters where there is none yet.
        clauses: Vec<ClauseId>,
    },
    /// It can't be done as things stand.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger could not do it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A command as it came: by whom, under which request id, on which version.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) actor: Actor,
    pub(crate) key: RequestKey,
    pub(crate) header: Header,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// A letter about a transfer.
    Compose(TransferId, Composing),
    /// Something of a letter that there is.
    Change(LetterId, Change),
}

/// What is asked of a letter that there is.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Other words in place of the form's.
    Revise(Note),
    /// That it was sent; now where nothing is said.
    Send(Option<DateTime<Utc>>),
    /// An answer to it.
    AddFeedback(Note),
}

/// The letters. Clones are the same service.
#[derive(Debug, Clone)]
pub(crate) struct Letters {
    ledger: Ledger,
    rulebook: Rulebook,
}

/// A letter after a command, with what it says.
struct Written {
    letter: Letter,
    content: Content,
    feedback: Vec<Note>,
}

impl Letters {
    pub(crate) fn new(ledger: Ledger, rulebook: Rulebook) -> Self {
        Self { ledger, rulebook }
    }

    /// The forms that fit a transfer.
    pub(crate) async fn forms(&self, of: TransferId) -> Result<Vec<wire::LetterForm>, LetterError> {
        let finding = store::known_transfer(self.ledger.db(), of);
        let known = self.ledger.read("letter.transfer", finding).await?;
        let known = known.ok_or(LetterError::Unknown("transfer"))?;
        let rules = self.rulebook.current();
        let edition = edition_of(&rules, &known.edition)?;
        let forms = offered(edition, &known, &rules.directory);
        Ok(forms.into_iter().map(form_to_wire).collect())
    }

    async fn composed(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        transfer: TransferId,
        composing: &Composing,
    ) -> Result<Written, LetterError> {
        let rules = self.rulebook.current();
        let known = known(unit, transfer).await?;
        let edition = edition_of(&rules, &known.edition)?;
        may_write(actor, &known.from, || {
            edition.rule_clauses(RuleName::Letters)
        })?;
        let id = LetterId(unit.mint());
        let directory = &rules.directory;
        let Draft { letter, content } =
            compose(id, composing, &known, edition, directory, unit.now())?;
        store::insert_letter(unit, &letter, &content).await?;
        let event = Event::Composed(Box::new(letter.clone()));
        record(unit, &letter, &event, &actor.subject, edition);
        Ok(Written {
            letter,
            content,
            feedback: Vec::new(),
        })
    }

    async fn changed(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        expected: Option<u64>,
        id: LetterId,
        change: &Change,
    ) -> Result<Written, LetterError> {
        let rules = self.rulebook.current();
        let (letter, mut content, mut feedback) = read(unit.conn(), id).await?;
        if let Some(expected) = expected.filter(|expected| *expected != letter.version) {
            let found = letter.version;
            return Err(LetterError::Stale { expected, found });
        }
        let edition = edition_of(&rules, &letter.edition)?;
        let form = form_of(edition, &letter)?;
        let event = match change {
            Change::Revise(text) => {
                may_write(actor, &letter.from, || letter.clauses.clone())?;
                let event = letter.revise(form, &content, text, &rules.directory, unit.now())?;
                content.own_words = Some(text.clone());
                store::update_content(unit, id, &content).await?;
                event
            }
            Change::Send(at) => {
                may_write(actor, &letter.from, || letter.clauses.clone())?;
                let known = known(unit, letter.transfer).await?;
                let sending = Sending {
                    form,
                    known: &known,
                    directory: &rules.directory,
                    at: at.unwrap_or(unit.now()),
                };
                let (event, sent) = letter.send(&content, sending)?;
                content = sent;
                store::update_content(unit, id, &content).await?;
                event
            }
            Change::AddFeedback(text) => {
                let event = letter.answered(unit.now())?;
                store::insert_feedback(unit, &letter, text).await?;
                feedback.push(text.clone());
                event
            }
        };
        let after = letter.after(&event);
        let letter = after.map_err(|Disorder| LedgerError::Corrupt(format!("letter {id}")))?;
        store::update_letter(unit, &letter).await?;
        record(unit, &letter, &event, &actor.subject, edition);
        Ok(Written {
            letter,
            content,
            feedback,
        })
    }

    /// Carries out a command, and shows the letter with what it says: as the command left it where it was carried out now, as the
    /// tables have it where it had been before.
    pub(crate) async fn command(
        &self,
        asked: Asked,
        command: Command,
    ) -> Result<wire::Letter, LetterError> {
        let Asked { actor, key, header } = asked;
        let says = Arc::new(Mutex::new(None::<(Content, Vec<Note>)>));
        let (letters, said) = (self.clone(), Arc::clone(&says));
        let expected = header.expected_version;
        let work = async move |unit: &mut Unit| {
            let written = match &command {
                Command::Compose(transfer, composing) => {
                    letters.composed(unit, &actor, *transfer, composing).await?
                }
                Command::Change(id, change) => {
                    letters.changed(unit, &actor, expected, *id, change).await?
                }
            };
            let reply = letter_to_wire(&written.letter);
            *said.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((written.content, written.feedback));
            Ok::<_, LetterError>(reply)
        };
        let letter = self
            .ledger
            .command(&key, header.validate_only, work)
            .await?;
        let now = says.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (content, feedback) = match now {
            Some(says) => says,
            None => {
                let id = letter.id.parse();
                let id = id.map_err(|_| LedgerError::Corrupt("a stored reply".to_owned()))?;
                let (_, content, feedback) = self.read(id).await?;
                (content, feedback)
            }
        };
        self.shown(letter, &content, &feedback)
    }

    /// The time now.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.ledger.now()
    }

    /// One letter, with what it says.
    pub(crate) async fn get(&self, id: LetterId) -> Result<wire::Letter, LetterError> {
        let (letter, content, feedback) = self.read(id).await?;
        self.shown(letter_to_wire(&letter), &content, &feedback)
    }

    async fn read(&self, id: LetterId) -> Result<(Letter, Content, Vec<Note>), LetterError> {
        let reading = async {
            match read(self.ledger.db(), id).await {
                Ok(found) => Ok(Some(found)),
                Err(LetterError::Ledger(error)) => Err(error),
                Err(_) => Ok(None),
            }
        };
        let found = self.ledger.read("letter.get", reading).await?;
        found.ok_or(LetterError::Unknown("letter"))
    }

    /// A page of letters, without what they say.
    pub(crate) async fn list(
        &self,
        of: Option<TransferId>,
        page: &Page<LetterKey>,
    ) -> Result<wire::ListLettersResponse, LetterError> {
        let listing = store::list_letters(self.ledger.db(), of, page);
        let (letters, next_page_token) = self.ledger.read("letter.list", listing).await?;
        Ok(wire::ListLettersResponse {
            letters: letters.iter().map(letter_to_wire).collect(),
            next_page_token,
        })
    }

    fn shown(
        &self,
        letter: wire::Letter,
        content: &Content,
        feedback: &[Note],
    ) -> Result<wire::Letter, LetterError> {
        let rules = self.rulebook.current();
        let corrupt = || LedgerError::Corrupt("a stored reply".to_owned());
        let edition = letter.edition_id.parse().map_err(|_| corrupt())?;
        let edition = edition_of(&rules, &edition)?;
        let form = letter.form_id.parse().map_err(|_| corrupt())?;
        let answers = edition.letter(&form).map(|form| form.answers.as_slice());
        let disclosure = Disclosure {
            content,
            feedback,
            own_words: &edition.rule_clauses(RuleName::Letters),
            answers: answers.unwrap_or_default(),
        };
        Ok(disclose(letter, disclosure))
    }
}

async fn read(
    db: &impl ConnectionTrait,
    id: LetterId,
) -> Result<(Letter, Content, Vec<Note>), LetterError> {
    let letter = store::find_letter(db, id).await?;
    let letter = letter.ok_or(LetterError::Unknown("letter"))?;
    let content = store::content(db, id).await?;
    let content = content.ok_or_else(|| LedgerError::Corrupt(format!("letter {id}")))?;
    Ok((letter, content, store::feedback(db, id).await?))
}

async fn known(unit: &Unit, id: TransferId) -> Result<KnownTransfer, LetterError> {
    let known = store::known_transfer(unit.conn(), id).await?;
    known.ok_or(LetterError::Unknown("transfer"))
}

/// A letter is the sending team's.
fn may_write(
    actor: &Actor,
    from: &TeamId,
    clauses: impl FnOnce() -> Vec<ClauseId>,
) -> Result<(), LetterError> {
    if actor.acts_for(from) {
        return Ok(());
    }
    Err(LetterError::NotTheirs {
        team: from.clone(),
        clauses: clauses(),
    })
}

fn edition_of<'r>(rules: &'r Rules, id: &EditionId) -> Result<&'r Edition, LedgerError> {
    let edition = rules.protocol.edition(id);
    edition.ok_or_else(|| LedgerError::Corrupt(format!("edition {id}, which is not loaded,")))
}

fn form_of<'e>(edition: &'e Edition, letter: &Letter) -> Result<&'e LetterForm, LedgerError> {
    let form = edition.letter(&letter.form);
    form.ok_or_else(|| LedgerError::Corrupt(format!("the form of letter {}", letter.id)))
}

/// Has an event entered in the journal.
fn record(unit: &mut Unit, letter: &Letter, event: &Event, actor: &str, edition: &Edition) {
    unit.append(NewEntry {
        id: None,
        subject: store::subject_of_letter(letter),
        kind: event.kind(),
        payload: letter_payload(letter, event),
        occurred_at: event.at(),
        actor: actor.to_owned(),
        edition: Some(edition.id.clone()),
        clauses: clauses_of(letter, event, edition),
        tells: Vec::new(),
    });
}

/// The clauses that an event rests on.
fn clauses_of(letter: &Letter, event: &Event, edition: &Edition) -> Vec<ClauseId> {
    let form = edition.letter(&letter.form);
    match event {
        Event::Composed(_) => letter.clauses.clone(),
        Event::Revised { .. } => edition.rule_clauses(RuleName::Letters),
        Event::Sent { .. } => {
            let promise = form.and_then(|form| form.promise.as_ref());
            let promised = promise.map(|promise| promise.clauses.as_slice());
            [letter.clauses.as_slice(), promised.unwrap_or_default()].concat()
        }
        Event::FeedbackAdded { .. } => form.map(|form| form.answers.clone()).unwrap_or_default(),
    }
}
