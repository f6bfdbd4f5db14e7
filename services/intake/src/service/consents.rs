//! What can be asked about consents: load, decide, save.

use std::collections::BTreeMap;

use handrail_contracts::intake::v1 as wire;
use handrail_domain::{
    ConsentId, EditionId, EntryId,
    calendar::london::local_date,
    deadline::Deadline,
    obligation::{Change, Obligation, reconcile},
};
use handrail_frame::{Actor, Rules};
use handrail_ledger::{
    NewEntry, Unit,
    obligations::{self, Listing as Owed},
    page::Page,
};
use prost::Message;
use prost_types::Any;
use uuid::Uuid;

use super::{Asked, Intake, MANY, expect};
use crate::{
    consent::{
        Ask, Command, Consent, Draft, Event, Given, Particulars, Refusal, Terms, What, may_share,
    },
    contact::{Authority, Name},
    error::IntakeError,
    store, tells,
    wire::{CONSENT_PAYLOAD, answer_to_wire, consent_event_to_wire, consent_to_wire, form_to_wire},
};

/// The part of the edition that duties of consent come from.
pub(super) const PART: &str = "consent";

impl Intake {
    /// The form of an edition.
    pub(crate) fn consent_form(&self, edition: &EditionId) -> Result<wire::ConsentForm, Refusal> {
        let rules = self.rulebook.current();
        Ok(form_to_wire(chosen(&rules, Some(edition), self)?))
    }

    /// Makes a form out.
    pub(crate) async fn draft_consent(
        &self,
        asked: Asked,
        edition: Option<EditionId>,
        draft: Draft,
    ) -> Result<wire::Consent, IntakeError> {
        let Asked { actor, key, header } = asked;
        let intake = self.clone();
        let work = async move |unit: &mut Unit| {
            let edition = edition.as_ref();
            intake.drafted_consent(unit, &actor, edition, &draft).await
        };
        self.ledger.command(&key, header.validate_only, work).await
    }

    async fn drafted_consent(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        edition: Option<&EditionId>,
        draft: &Draft,
    ) -> Result<wire::Consent, IntakeError> {
        let rules = self.rulebook.current();
        let terms = chosen(&rules, edition, self)?;
        let known = store::households(unit, &draft.entries.child_ids()).await?;
        let earlier = match draft.renews {
            Some(earlier) => store::consent(unit.conn(), earlier).await?,
            None => None,
        };
        let by = Authority::new(actor.posts().cloned());
        let (drafted, particulars) =
            draft.decide(earlier.as_ref(), &known, &by, terms, unit.now())?;
        let event = Event {
            at: unit.now(),
            what: What::Drafted(drafted.clone()),
        };
        let family = (draft.household, draft.entries.child_ids());
        let consent = Consent::drafted(ConsentId(unit.mint()), family, drafted, unit.now());
        store::insert_consent(unit, &consent, &particulars).await?;
        let children = consent.children.iter().copied();
        store::place(unit, consent.household, children, &known).await?;
        let open = record(unit, &consent, &event, &actor.subject, terms).await?;
        render(&consent, &open, terms, unit)
    }

    /// Changes a consent. The reply says nothing about people.
    pub(crate) async fn change_consent(
        &self,
        asked: Asked,
        id: ConsentId,
        command: Command,
    ) -> Result<wire::Consent, IntakeError> {
        let Asked { actor, key, header } = asked;
        let (intake, expected) = (self.clone(), header.expected_version);
        let work = async move |unit: &mut Unit| {
            let changed = intake.changed_consent(unit, &actor, id, expected, &command);
            Ok::<_, IntakeError>(changed.await?.0)
        };
        self.ledger.command(&key, header.validate_only, work).await
    }

    /// Records that something is shared. The advocacy service's part of the reply is read anew: it is not part of
    /// the stored reply.
    pub(crate) async fn share(
        &self,
        asked: Asked,
        id: ConsentId,
        command: Command,
    ) -> Result<wire::RecordSharingResponse, IntakeError> {
        let Asked { actor, key, header } = asked;
        let (intake, expected) = (self.clone(), header.expected_version);
        let work = async move |unit: &mut Unit| {
            let changed = intake.changed_consent(unit, &actor, id, expected, &command);
            let (consent, clauses) = changed.await?;
            Ok::<_, IntakeError>(wire::RecordSharingResponse {
                consent: Some(consent),
                answer: Some(wire::SharingAnswer {
                    allowed: true,
                    because: "it may be shared, and that it was is on record".to_owned(),
                    clause_ids: clauses.iter().map(ToString::to_string).collect(),
                }),
                advocacy_contact: None,
            })
        };
        self.ledger.command(&key, header.validate_only, work).await
    }

    /// A consent with what its form holds about people. Whoever shows that has had the reading recorded.
    pub(crate) async fn consent_particulars(
        &self,
        id: ConsentId,
    ) -> Result<(Consent, Particulars), IntakeError> {
        let reading = store::consent_with_form(self.ledger.db(), id);
        let found = self.ledger.read("consent.particulars", reading).await?;
        found.ok_or(IntakeError::NotFound("consent"))
    }

    async fn changed_consent(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ConsentId,
        expected: Option<u64>,
        command: &Command,
    ) -> Result<(wire::Consent, Vec<handrail_domain::ClauseId>), IntakeError> {
        let rules = self.rulebook.current();
        let found = store::load_consent(unit, id).await?;
        let (consent, particulars) = found.ok_or(IntakeError::NotFound("consent"))?;
        expect(expected, consent.version)?;
        let terms = followed(&rules, &consent)?;
        let known = if let Command::Correct(entries) = command {
            store::households(unit, &entries.child_ids()).await?
        } else {
            BTreeMap::new()
        };
        let given = Given {
            known,
            by: Authority::new(actor.posts().cloned()),
            terms,
            valid_until: terms.valid_until(&consent)?,
            now: unit.now(),
        };
        let event = Event {
            at: unit.now(),
            what: consent.decide(command, &particulars, &given)?,
        };
        let before = consent.version;
        let consent = consent.after(&event);
        let particulars = particulars.after(command);
        store::update_consent(unit, &consent, &particulars, before).await?;
        if matches!(event.what, What::Corrected { .. }) {
            let children = consent.children.iter().copied();
            store::place(unit, consent.household, children, &given.known).await?;
        }
        let open = record(unit, &consent, &event, &actor.subject, terms).await?;
        if let (What::Signed { gives: true, .. }, Some(earlier)) = (&event.what, consent.renews) {
            self.renewed(unit, earlier, consent.id, &actor.subject, &rules)
                .await?;
        }
        let rendered = render(&consent, &open, terms, unit)?;
        Ok((rendered, event.what.clauses(terms)))
    }

    /// Says whether something may be shared, and why.
    pub(crate) async fn may_share(
        &self,
        id: ConsentId,
        ask: &Ask,
        name: Option<&Name>,
    ) -> Result<wire::SharingAnswer, IntakeError> {
        let rules = self.rulebook.current();
        let (consent, particulars) = self.consent_particulars(id).await?;
        let terms = followed(&rules, &consent)?;
        ask.contradictions(terms)?;
        let valid_until = terms.valid_until(&consent)?;
        let standing = consent.standing(valid_until.as_ref(), self.ledger.now());
        let conditions = &particulars.conditions;
        let answer = may_share(&consent, standing, conditions, ask, name, terms);
        Ok(answer_to_wire(&answer))
    }

    /// Reads a consent.
    pub(crate) async fn get_consent(&self, id: ConsentId) -> Result<wire::Consent, IntakeError> {
        let reading = store::consent(self.ledger.db(), id);
        let consent = self.ledger.read("consent.get", reading).await?;
        let rules = self.rulebook.current();
        self.shown(&consent.ok_or(IntakeError::NotFound("consent"))?, &rules)
            .await
    }

    /// Reads a page of consents.
    pub(crate) async fn list_consents(
        &self,
        listing: &store::ConsentListing,
        page: &Page<Uuid>,
    ) -> Result<wire::ListConsentsResponse, IntakeError> {
        let reading = store::list_consents(self.ledger.db(), listing, page);
        let (found, next_page_token) = self.ledger.read("consent.list", reading).await?;
        let rules = self.rulebook.current();
        let mut consents = Vec::with_capacity(found.len());
        for consent in &found {
            consents.push(self.shown(consent, &rules).await?);
        }
        Ok(wire::ListConsentsResponse {
            consents,
            next_page_token,
        })
    }

    async fn shown(&self, consent: &Consent, rules: &Rules) -> Result<wire::Consent, IntakeError> {
        let owed = Owed {
            subject: Some(consent.id.0),
            ..Owed::default()
        };
        let all = Page {
            size: MANY,
            after: None,
        };
        let reading = obligations::list(self.ledger.db(), &owed, &all);
        let (open, _) = self.ledger.read("obligation.list", reading).await?;
        let terms = followed(rules, consent)?;
        let valid_until = terms.valid_until(consent)?;
        let standing = consent.standing(valid_until.as_ref(), self.ledger.now());
        let stands = (standing, valid_until.as_ref());
        Ok(consent_to_wire(consent, stands, &open, terms))
    }
}

/// The form of an edition that a caller names, or of the one in force today.
pub(crate) fn chosen<'r>(
    rules: &'r Rules,
    edition: Option<&EditionId>,
    intake: &Intake,
) -> Result<Terms<'r>, Refusal> {
    let today = local_date(intake.ledger.now());
    Terms::chosen(&rules.protocol, &rules.calendar, edition, today)
}

/// What a consent is held to: the edition it was made out under, to its end.
pub(super) fn followed<'r>(rules: &'r Rules, consent: &Consent) -> Result<Terms<'r>, Refusal> {
    Terms::chosen(
        &rules.protocol,
        &rules.calendar,
        Some(&consent.edition),
        consent.issued_on,
    )
}

fn render(
    consent: &Consent,
    open: &[Obligation],
    terms: Terms<'_>,
    unit: &Unit,
) -> Result<wire::Consent, IntakeError> {
    let valid_until: Option<Deadline> = terms.valid_until(consent)?;
    let standing = consent.standing(valid_until.as_ref(), unit.now());
    let stands = (standing, valid_until.as_ref());
    Ok(consent_to_wire(consent, stands, open, terms))
}

/// Appends the entry of an event, brings the duties into line, and returns those that are open.
pub(super) async fn record(
    unit: &mut Unit,
    consent: &Consent,
    event: &Event,
    actor: &str,
    terms: Terms<'_>,
) -> Result<Vec<Obligation>, IntakeError> {
    let subject = consent.subject();
    let elements = &terms.form.elements;
    let facts = consent.facts();
    let tellings = event.what.fact().into_iter().flat_map(|fact| {
        terms
            .edition
            .tellings(elements, fact, &facts.situation)
            .collect::<Vec<_>>()
    });
    let valid_until = terms.valid_until(consent)?.map(|until| until.due);
    let told = consent_event_to_wire(event, consent, valid_until);
    unit.append(NewEntry {
        id: Some(EntryId(unit.mint())),
        subject: subject.clone(),
        kind: event.what.kind(),
        payload: payload(CONSENT_PAYLOAD, &told),
        occurred_at: event.at,
        actor: actor.to_owned(),
        edition: Some(consent.edition.clone()),
        clauses: event.what.clauses(terms),
        tells: tells::of_tellings(tellings, |party| consent.post(party)),
    });
    let on_record = unit.obligations(subject.id).await?;
    let changes = reconcile(
        terms.ruler(),
        PART,
        &subject,
        &elements.duties,
        &facts,
        |party| consent.post(party),
        &on_record,
    )?;
    let told =
        |change: &Change| tells::of_change(change, &elements.duties, |party| consent.post(party));
    unit.apply(changes, actor, told).await?;
    let mut obligations = unit.obligations(subject.id).await?;
    obligations.retain(Obligation::is_open);
    Ok(obligations)
}

pub(super) fn payload(of: &str, event: &impl Message) -> Any {
    Any {
        type_url: of.to_owned(),
        value: event.encode_to_vec(),
    }
}
