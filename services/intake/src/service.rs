//! What intake can be asked to do: load, decide, save.

pub(crate) mod consents;
mod disclosures;
mod renewals;

use handrail_contracts::{
    intake::v1 as wire,
    parse::{Header, Violation},
};
use handrail_domain::{
    ChildId, ContactId, DisputeId, EntryId, TeamId,
    calendar::london::local_date,
    obligation::{Change, Obligation, reconcile},
};
use handrail_frame::{Actor, Rulebook, Rules};
use handrail_ledger::{
    Ledger, NewEntry, RequestKey, Tell, Unit,
    obligations::{self, Listing as Owed},
    page::Page,
};
use prost::Message;
use prost_types::Any;
use uuid::Uuid;

use crate::{
    contact::{
        Authority, Circumstances, Command, Contact, Door, Event, redirect,
        register::{Contradiction, Register, register},
    },
    error::IntakeError,
    store, tells,
    wire::{Disclosure, PAYLOAD, contact_to_wire, disclose, event_to_wire},
};

/// The part of the edition that duties at the front door come from.
const PART: &str = "front-door";
/// More duties than one contact can have.
const MANY: u64 = 200;

/// The use cases of intake. Clones are the same service.
#[derive(Clone, Debug)]
pub(crate) struct Intake {
    pub(crate) ledger: Ledger,
    pub(crate) rulebook: Rulebook,
}

/// A command as it came: by whom, under which request id, on which version.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) actor: Actor,
    pub(crate) key: RequestKey,
    pub(crate) header: Header,
}

impl Intake {
    /// Registers a contact and routes it.
    pub(crate) async fn register(
        &self,
        asked: Asked,
        command: Register,
    ) -> Result<wire::Contact, IntakeError> {
        let Asked { actor, key, header } = asked;
        let (intake, registering) = (self.clone(), command.clone());
        let work = async move |unit: &mut Unit| intake.registered(unit, &actor, &registering).await;
        let reply = self
            .ledger
            .command(&key, header.validate_only, work)
            .await?;
        Ok(disclose(reply, &(&command).into()))
    }

    async fn registered(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        command: &Register,
    ) -> Result<wire::Contact, IntakeError> {
        let rules = self.rulebook.current();
        let children: Vec<ChildId> = command.known_children().collect();
        let known = store::households(unit, &children).await?;
        invalid(command.misplaced(&known))?;
        let received = local_date(command.received_at);
        let door = Door::in_force(&rules.protocol, &rules.directory, received)?;
        let by = Authority::new(actor.posts().cloned());
        let (registered, particulars) =
            register(command.clone(), &by, door, unit.now(), || unit.mint())?;
        let event = Event::Registered(registered.clone());
        let contact = Contact::registered(ContactId(unit.mint()), registered);
        store::insert(unit, &contact).await?;
        store::keep(unit, &contact, &particulars, &known).await?;
        let recorded = Recorded {
            event: &event,
            entry: EntryId(unit.mint()),
            actor: &actor.subject,
        };
        let open = record(unit, &contact, door, &rules, recorded).await?;
        Ok(contact_to_wire(&contact, &open))
    }

    /// Changes a contact.
    pub(crate) async fn change(
        &self,
        asked: Asked,
        id: ContactId,
        command: Command,
    ) -> Result<wire::Contact, IntakeError> {
        let Asked { actor, key, header } = asked;
        let (intake, expected) = (self.clone(), header.expected_version);
        let changing = command.clone();
        let work = async move |unit: &mut Unit| {
            intake.changed(unit, &actor, id, expected, &changing).await
        };
        let reply = self
            .ledger
            .command(&key, header.validate_only, work)
            .await?;
        // What identifies people is read anew: it is not part of the stored reply.
        let db = self.ledger.db();
        let reading = store::of(db, id);
        let particulars = self.ledger.read("contact.particulars", reading).await?;
        let reason = match command {
            // Not from the table: a trial leaves nothing there, and a repeated request may find a
            // later proposal.
            Command::Propose { reason, .. } => Some(reason),
            // Nothing is proposed after a dispute, so the latest proposal is the one disputed.
            Command::Dispute { .. } => Some(store::latest_reason(db, id).await?),
            Command::Agree | Command::Accept => None,
        };
        let disclosure = Disclosure {
            reason: reason.as_ref(),
            ..(&particulars).into()
        };
        Ok(disclose(reply, &disclosure))
    }

    async fn changed(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ContactId,
        expected: Option<u64>,
        command: &Command,
    ) -> Result<wire::Contact, IntakeError> {
        let rules = self.rulebook.current();
        let contact = store::load(unit, id)
            .await?
            .ok_or(IntakeError::NotFound("contact"))?;
        expect(expected, contact.version)?;
        let door = Door::followed(&rules.protocol, &rules.directory, &contact.edition)?;
        let given = Circumstances {
            by: Authority::new(actor.posts().cloned()),
            door,
            entry: EntryId(unit.mint()),
            now: unit.now(),
        };
        let event = contact.decide(command, &given)?;
        let before = contact.version;
        let contact = contact.after(&event);
        store::update(unit, &contact, before).await?;
        if let Command::Propose { reason, .. } = command {
            store::note_reason(unit, &contact, reason).await?;
        }
        let recorded = Recorded {
            event: &event,
            entry: given.entry,
            actor: &actor.subject,
        };
        let open = record(unit, &contact, door, &rules, recorded).await?;
        Ok(contact_to_wire(&contact, &open))
    }

    /// Carries out the direction of a settled dispute, once (C3-07).
    pub(crate) async fn direct(
        &self,
        unit: &mut Unit,
        id: ContactId,
        dispute: DisputeId,
        team: Option<TeamId>,
    ) -> Result<(), IntakeError> {
        let rules = self.rulebook.current();
        let contact = store::load(unit, id)
            .await?
            .ok_or(IntakeError::NotFound("contact"))?;
        let Some(event) = redirect::direct(&contact, dispute, team, unit.now()) else {
            return Ok(());
        };
        let door = Door::followed(&rules.protocol, &rules.directory, &contact.edition)?;
        let before = contact.version;
        let contact = contact.after(&event);
        store::update(unit, &contact, before).await?;
        let recorded = Recorded {
            event: &event,
            entry: EntryId(unit.mint()),
            actor: &self.ledger.actor(),
        };
        record(unit, &contact, door, &rules, recorded).await?;
        Ok(())
    }

    /// Who is told that a duty about a contact is late.
    pub(crate) async fn told_of_contact(
        &self,
        unit: &Unit,
        change: &Change,
    ) -> Result<Vec<Tell>, IntakeError> {
        let rules = self.rulebook.current();
        let id = ContactId(change.obligation.subject.id);
        let contact = store::load(unit, id)
            .await?
            .ok_or(IntakeError::NotFound("contact"))?;
        let door = Door::followed(&rules.protocol, &rules.directory, &contact.edition)?;
        Ok(tells::of_change(change, door.duties(), |party| {
            contact.post(party, door)
        }))
    }

    /// Reads a contact.
    pub(crate) async fn get(&self, id: ContactId) -> Result<wire::Contact, IntakeError> {
        let reading = store::get(self.ledger.db(), id);
        let contact = self.ledger.read("contact.get", reading).await?;
        self.render(&contact.ok_or(IntakeError::NotFound("contact"))?)
            .await
    }

    /// Reads a page of contacts.
    pub(crate) async fn list(
        &self,
        listing: &store::Listing,
        page: &Page<Uuid>,
    ) -> Result<wire::ListContactsResponse, IntakeError> {
        let reading = store::list(self.ledger.db(), listing, page);
        let (found, next_page_token) = self.ledger.read("contact.list", reading).await?;
        let mut contacts = Vec::with_capacity(found.len());
        for contact in &found {
            contacts.push(self.render(contact).await?);
        }
        Ok(wire::ListContactsResponse {
            contacts,
            next_page_token,
        })
    }

    async fn render(&self, contact: &Contact) -> Result<wire::Contact, IntakeError> {
        let owed = Owed {
            subject: Some(contact.id.0),
            ..Owed::default()
        };
        let all = Page {
            size: MANY,
            after: None,
        };
        let db = self.ledger.db();
        let reading = async {
            let (open, _) = obligations::list(db, &owed, &all).await?;
            let particulars = store::of(db, contact.id).await?;
            Ok((open, particulars, store::reason(db, contact).await?))
        };
        let (open, particulars, reason) = self.ledger.read("contact.particulars", reading).await?;
        let disclosure = Disclosure {
            reason: reason.as_ref(),
            ..(&particulars).into()
        };
        Ok(disclose(contact_to_wire(contact, &open), &disclosure))
    }
}

/// What goes into the journal.
struct Recorded<'a> {
    event: &'a Event,
    entry: EntryId,
    actor: &'a str,
}

/// Appends the entry of an event, brings the duties into line, and returns those that are open.
async fn record(
    unit: &mut Unit,
    contact: &Contact,
    door: Door<'_>,
    rules: &Rules,
    recorded: Recorded<'_>,
) -> Result<Vec<Obligation>, IntakeError> {
    let subject = contact.subject();
    unit.append(NewEntry {
        id: Some(recorded.entry),
        subject: subject.clone(),
        kind: recorded.event.kind(),
        payload: Any {
            type_url: PAYLOAD.to_owned(),
            value: event_to_wire(recorded.event, contact).encode_to_vec(),
        },
        occurred_at: recorded.event.at(),
        actor: recorded.actor.to_owned(),
        edition: Some(contact.edition.clone()),
        clauses: door.clauses_of(recorded.event),
        tells: tells::of_event(recorded.event, contact, door),
    });
    let on_record = unit.obligations(subject.id).await?;
    let changes = reconcile(
        rules.ruler(door.edition),
        PART,
        &subject,
        door.duties(),
        &contact.facts(),
        |party| contact.post(party, door),
        &on_record,
    )?;
    let told = |change: &Change| {
        tells::of_change(change, door.duties(), |party| contact.post(party, door))
    };
    unit.apply(changes, recorded.actor, told).await?;
    let mut obligations = unit.obligations(subject.id).await?;
    obligations.retain(Obligation::is_open);
    Ok(obligations)
}

fn expect(expected: Option<u64>, found: u64) -> Result<(), IntakeError> {
    match expected {
        Some(expected) if expected != found => Err(IntakeError::Stale { expected, found }),
        _ => Ok(()),
    }
}

fn invalid(contradictions: Vec<Contradiction>) -> Result<(), IntakeError> {
    if contradictions.is_empty() {
        return Ok(());
    }
    let violation = |(field, description)| Violation { field, description };
    Err(IntakeError::Invalid(
        contradictions.into_iter().map(violation).collect(),
    ))
}
