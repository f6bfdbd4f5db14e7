//! The use cases: load, decide, save.

use chrono::{DateTime, Utc};
use handrail_chassis::server::MAX_REPLY_BYTES;
use handrail_contracts::escalation::v1 as wire;
use handrail_domain::{
    ClauseId, DisputeId, EditionId, LadderId, Role, TeamId,
    obligation::{Change, Obligation},
};
use handrail_frame::{Actor, Rulebook, Rules};
use handrail_ledger::{
    Ledger, NewEntry, RequestKey, Tell, Unit,
    obligations::{self, Listing as Duties},
    page::Page,
};
use prost::Message;
use uuid::Uuid;

use crate::{
    dispute::{
        Begins, Book, Command, Dispute, Event, Opening, bound, clauses, decide, evolve, lapse,
        open, owed, parts, passed_on, time_out, told, told_of_change,
    },
    error::EscalationError,
    store::{self, Key},
    wire::{dispute_to_wire, payload},
};

/// How many duties of one dispute are shown at most; a ladder has far fewer.
const SHOWN_DUTIES: u64 = 200;

/// How much of a reply a page of disputes may fill; a dispute with long texts goes beyond it alone.
const PAGE_BYTES: usize = MAX_REPLY_BYTES / 2;

/// The disputes of this service.
#[derive(Clone)]
pub(crate) struct Disputes {
    ledger: Ledger,
    rulebook: Rulebook,
}

/// Something that a caller asks of a dispute.
pub(crate) struct Asked {
    pub(crate) dispute: DisputeId,
    pub(crate) expected_version: Option<u64>,
    pub(crate) validate_only: bool,
    pub(crate) command: Command,
}

/// How a new dispute begins, besides what it is.
pub(crate) struct Raised {
    pub(crate) opening: Opening,
    pub(crate) on: Option<Role>,
    pub(crate) no_response: bool,
    pub(crate) by: String,
}

impl Disputes {
    pub(crate) fn new(ledger: Ledger, rulebook: Rulebook) -> Self {
        Self { ledger, rulebook }
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Carries out a command once, however often it is sent.
    pub(crate) async fn carry_out(
        &self,
        request: &RequestKey,
        asked: Asked,
        by: Actor,
    ) -> Result<wire::Dispute, EscalationError> {
        let validate_only = asked.validate_only;
        let disputes = self.clone();
        let work = async move |unit: &mut Unit| disputes.change(unit, &asked, &by).await;
        self.ledger.command(request, validate_only, work).await
    }

    async fn change(
        &self,
        unit: &mut Unit,
        asked: &Asked,
        by: &Actor,
    ) -> Result<wire::Dispute, EscalationError> {
        let dispute = self.load(unit, asked.dispute).await?;
        let found = dispute.version;
        if let Some(expected) = asked.expected_version.filter(|seen| *seen != found) {
            return Err(EscalationError::Stale { expected, found });
        }
        let rules = self.rulebook.current();
        let book = book_of(&rules, &dispute)?;
        let events = decide(&dispute, asked.command.clone(), by, unit.now(), &book)?;
        let dispute = save(unit, Some(dispute), &events, &by.subject, &book).await?;
        let on_record = unit.obligations(dispute.id.0).await?;
        Ok(dispute_to_wire(&dispute, &on_record, &book))
    }

    async fn load(&self, unit: &Unit, id: DisputeId) -> Result<Dispute, EscalationError> {
        let dispute = store::load(unit, id).await?;
        dispute.ok_or(EscalationError::NotFound)
    }

    /// Opens a dispute, unless it was opened before.
    pub(crate) async fn open(
        &self,
        unit: &mut Unit,
        raised: Raised,
    ) -> Result<(), EscalationError> {
        let opening = raised.opening;
        if store::load(unit, opening.id).await?.is_some() {
            return Ok(());
        }
        let rules = self.rulebook.current();
        let book = open_book(&rules, &opening.edition, &opening.ladder)?;
        let begins = Begins {
            on: raised.on,
            no_response: raised.no_response,
            by: &raised.by,
        };
        let events = open(opening, begins, &book)?;
        save(unit, None, &events, &raised.by, &book).await?;
        Ok(())
    }

    /// Ends the open disputes about something that has ended.
    pub(crate) async fn lapse_all(
        &self,
        unit: &mut Unit,
        about: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), EscalationError> {
        let happens = |dispute: &Dispute| lapse(dispute, at);
        self.happen_to_all(unit, about, happens).await
    }

    /// Another team has what open disputes are about.
    pub(crate) async fn pass_all_on(
        &self,
        unit: &mut Unit,
        about: Uuid,
        team: &TeamId,
        at: DateTime<Utc>,
    ) -> Result<(), EscalationError> {
        let happens = |dispute: &Dispute| passed_on(dispute, team, at);
        self.happen_to_all(unit, about, happens).await
    }

    /// By these clauses what open disputes are about can't stay where it is; it can where there are none.
    pub(crate) async fn bind_all(
        &self,
        unit: &mut Unit,
        about: Uuid,
        clauses: &[ClauseId],
        at: DateTime<Utc>,
    ) -> Result<(), EscalationError> {
        let happens = |dispute: &Dispute| bound(dispute, clauses, at);
        self.happen_to_all(unit, about, happens).await
    }

    /// Records what happens to the open disputes about something.
    async fn happen_to_all(
        &self,
        unit: &mut Unit,
        about: Uuid,
        happens: impl Fn(&Dispute) -> Vec<Event>,
    ) -> Result<(), EscalationError> {
        let rules = self.rulebook.current();
        for dispute in store::open_about(unit, about).await? {
            let events = happens(&dispute);
            if events.is_empty() {
                continue;
            }
            let book = book_of(&rules, &dispute)?;
            let actor = self.ledger.actor();
            save(unit, Some(dispute), &events, &actor, &book).await?;
        }
        Ok(())
    }

    /// Who is told of a breach.
    pub(crate) async fn told_of_breach(
        &self,
        unit: &Unit,
        change: &Change,
    ) -> Result<Vec<Tell>, EscalationError> {
        let dispute = self
            .load(unit, DisputeId(change.obligation.subject.id))
            .await?;
        let rules = self.rulebook.current();
        let book = book_of(&rules, &dispute)?;
        Ok(told_of_change(&dispute, change, &book))
    }

    /// The time of a rung ran out for one of its sides: so it has for the others, and the dispute goes
    /// up by itself where its ladder says so.
    pub(crate) async fn ran_out(
        &self,
        unit: &mut Unit,
        obligation: &Obligation,
    ) -> Result<(), EscalationError> {
        let dispute = self.load(unit, DisputeId(obligation.subject.id)).await?;
        let rules = self.rulebook.current();
        let book = book_of(&rules, &dispute)?;
        let parts = parts(&dispute, &book);
        let part = parts.iter().find(|part| part.duty(obligation).is_some());
        let Some((part, level)) = part.and_then(|part| Some((part, part.level()?))) else {
            return Ok(());
        };
        let (actor, now) = (self.ledger.actor(), unit.now());
        let on_record = unit.obligations(dispute.id.0).await?;
        let sides = on_record.iter().filter(|duty| part.duty(duty).is_some());
        let breaches = sides.filter_map(|duty| duty.breach(now)).collect();
        let tells = |change: &Change| told_of_change(&dispute, change, &book);
        unit.apply(breaches, &actor, tells).await?;
        let events = time_out(&dispute, level, &actor, now, &book)?;
        save(unit, Some(dispute.clone()), &events, &actor, &book).await?;
        Ok(())
    }

    /// A dispute, with what is on record of its duties.
    pub(crate) async fn get(&self, id: DisputeId) -> Result<wire::Dispute, EscalationError> {
        let reading = store::get(self.ledger.db(), id);
        let dispute = self.ledger.read("dispute.get", reading).await?;
        let dispute = dispute.ok_or(EscalationError::NotFound)?;
        self.shown(&dispute).await
    }

    /// One page of disputes.
    pub(crate) async fn list(
        &self,
        listing: &store::Listing,
        page: &Page<Key>,
    ) -> Result<wire::ListDisputesResponse, EscalationError> {
        let reading = store::list(self.ledger.db(), listing, page);
        let read = self.ledger.read("dispute.list", reading).await?;
        let (mut disputes, mut bytes) = (Vec::new(), 0);
        for dispute in read
            .iter()
            .take(usize::try_from(page.size).unwrap_or(usize::MAX))
        {
            let shown = self.shown(dispute).await?;
            bytes += shown.encoded_len();
            if bytes > PAGE_BYTES && !disputes.is_empty() {
                break;
            }
            disputes.push(shown);
        }
        // A page is as long as was asked for, or as fits into a reply.
        let fits = Page {
            size: disputes.len() as u64,
            after: None,
        };
        let (_, next_page_token) = fits.cut(store::LIST, read, Key::of);
        Ok(wire::ListDisputesResponse {
            disputes,
            next_page_token,
        })
    }

    async fn shown(&self, dispute: &Dispute) -> Result<wire::Dispute, EscalationError> {
        let duties = Duties {
            subject: Some(dispute.id.0),
            ..Duties::default()
        };
        let all = Page {
            size: SHOWN_DUTIES,
            after: None,
        };
        let reading = obligations::list(self.ledger.db(), &duties, &all);
        let (open, _) = self.ledger.read("obligation.list", reading).await?;
        let rules = self.rulebook.current();
        Ok(dispute_to_wire(dispute, &open, &book_of(&rules, dispute)?))
    }
}

/// Keeps what happened: the dispute, its entries, and what is owed from now on. Gives the dispute after it.
async fn save(
    unit: &mut Unit,
    before: Option<Dispute>,
    events: &[Event],
    actor: &str,
    book: &Book<'_>,
) -> Result<Dispute, EscalationError> {
    let version = before.as_ref().map(|dispute| dispute.version);
    let mut dispute = before;
    for event in events {
        let after = evolve(dispute, event)?;
        unit.append(entry(&after, event, actor, book));
        dispute = Some(after);
    }
    let dispute = dispute.ok_or(EscalationError::NotFound)?;
    match version {
        None => store::insert(unit, &dispute).await?,
        Some(before) if before == dispute.version => {}
        Some(before) => store::update(unit, &dispute, before).await?,
    }
    let on_record = unit.obligations(dispute.id.0).await?;
    let changes = owed(&dispute, book, &on_record)?;
    unit.apply(changes, actor, |change| {
        told_of_change(&dispute, change, book)
    })
    .await?;
    Ok(dispute)
}

fn entry(dispute: &Dispute, event: &Event, actor: &str, book: &Book<'_>) -> NewEntry {
    NewEntry {
        id: None,
        subject: dispute.subject(),
        kind: event.kind(),
        payload: payload(dispute.id, dispute.version, event, &dispute.about),
        occurred_at: event.at(),
        actor: actor.to_owned(),
        edition: Some(dispute.edition.clone()),
        clauses: clauses(dispute, event, book),
        tells: told(dispute, event, book),
    }
}

fn book_of<'a>(rules: &'a Rules, dispute: &Dispute) -> Result<Book<'a>, EscalationError> {
    open_book(rules, &dispute.edition, &dispute.ladder)
}

fn open_book<'a>(
    rules: &'a Rules,
    edition: &EditionId,
    ladder: &LadderId,
) -> Result<Book<'a>, EscalationError> {
    let (directory, calendar) = (&rules.directory, &rules.calendar);
    Ok(Book::open(
        &rules.protocol,
        directory,
        calendar,
        edition,
        ladder,
    )?)
}
