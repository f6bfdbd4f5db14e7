//! What the pure tests begin with: the shipped editions, the sample organisation, callers, contacts.

use std::cell::Cell;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use handrail_domain::{
    ContactId, DisputeId, Role, TeamId,
    child::{Birth, Need},
    directory::Directory,
    edition::Protocol,
    text::Note,
};
use handrail_intake::contact::{
    Authority, Contact, Door, Event, Name, ReferrerKind, Refusal, accept, redirect,
    register::{NewChild, Register, register},
};
use uuid::Uuid;

pub(crate) const ORGANISATION: &str = include_str!("../../../../deploy/sample/organisation.toml");

pub(crate) static PROTOCOL: LazyLock<Arc<Protocol>> =
    LazyLock::new(|| Protocol::embedded().unwrap());
pub(crate) static DIRECTORY: LazyLock<Directory> =
    LazyLock::new(|| Directory::parse("organisation.toml", ORGANISATION).unwrap());

/// A Wednesday.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-04T10:00:00Z".parse().unwrap()
}

pub(crate) fn today() -> NaiveDate {
    now().date_naive()
}

pub(crate) fn door() -> Door<'static> {
    Door::in_force(&PROTOCOL, &DIRECTORY, today()).unwrap()
}

pub(crate) fn team(id: &str) -> TeamId {
    id.parse().unwrap()
}

pub(crate) fn note(text: &str) -> Note {
    Note::try_from(text.to_owned()).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::try_from(text.to_owned()).unwrap()
}

pub(crate) fn aged(years: u64) -> Birth {
    let on = today() - TimeDelta::days(i64::try_from(years * 366).unwrap());
    Birth::Born { on }
}

/// Whoever says to be of a team in a role.
pub(crate) fn of(role: Role, of: &str) -> Authority {
    Authority::new([(role, team(of))])
}

pub(crate) fn manager(of_team: &str) -> Authority {
    of(Role::TeamManager, of_team)
}

pub(crate) fn customer_service_centre() -> Authority {
    of(Role::Practitioner, "customer-service-centre")
}

pub(crate) fn child(birth: Birth) -> NewChild {
    NewChild {
        child: None,
        given: Some(name("Testa")),
        family: name("Sample-Child"),
        birth,
    }
}

pub(crate) fn referral(birth: Birth, needs: &[Need]) -> Register {
    Register {
        household: None,
        children: vec![child(birth)],
        needs: needs.to_vec(),
        district: "district-01".parse().unwrap(),
        referrer: ReferrerKind::School,
        referrer_name: None,
        account: note("A sample account."),
        received_at: now(),
    }
}

/// Registers as the customer service centre does.
pub(crate) fn registered(command: Register) -> Result<Contact, Refusal> {
    let (registered, _) = register(command, &customer_service_centre(), door(), now(), ids())?;
    Ok(Contact::registered(
        ContactId(Uuid::from_u128(1)),
        registered,
    ))
}

/// Ids that count up.
pub(crate) fn ids() -> impl Fn() -> Uuid {
    let next = Cell::new(100);
    move || {
        next.set(next.get() + 1);
        Uuid::from_u128(next.get())
    }
}

/// A contact that was routed to Assessment Team 1.
pub(crate) fn at_assessment() -> Contact {
    let contact = registered(referral(aged(8), &[Need::Neglect])).unwrap();
    assert_eq!(contact.team, team("assessment-1"));
    contact
}

pub(crate) fn propose(contact: &Contact, to: &str, by: &Authority) -> Result<Event, Refusal> {
    redirect::propose(contact, &team(to), by, door(), now())
}

pub(crate) fn agree(contact: &Contact, by: &Authority) -> Result<Event, Refusal> {
    redirect::agree(contact, by, door(), now())
}

pub(crate) fn dispute(contact: &Contact, by: &Authority) -> Result<Event, Refusal> {
    let referral = redirect::Referral {
        dispute: the_dispute(),
        position: note("A sample position."),
        urgent: false,
    };
    redirect::dispute(contact, referral, by, door(), now())
}

pub(crate) fn accept(contact: &Contact, by: &Authority) -> Result<Event, Refusal> {
    accept::accept(contact, by, door(), now())
}

pub(crate) fn the_dispute() -> DisputeId {
    DisputeId(Uuid::from_u128(2))
}

/// The contact after what was decided.
pub(crate) fn then(contact: &Contact, decided: Result<Event, Refusal>) -> Contact {
    contact.clone().after(&decided.unwrap())
}

/// A contact that Assessment Team 1 wants the pod to take.
pub(crate) fn proposed() -> Contact {
    let contact = at_assessment();
    let decided = propose(&contact, "early-help-pod", &manager("assessment-1"));
    then(&contact, decided)
}

/// The same, referred to the MASH service manager.
pub(crate) fn disputed() -> Contact {
    let contact = proposed();
    let decided = dispute(&contact, &manager("assessment-1"));
    then(&contact, decided)
}

/// The same, decided for a team.
pub(crate) fn decided(to: &str) -> Contact {
    let contact = disputed();
    let event = redirect::direct(&contact, the_dispute(), Some(team(to)), now()).unwrap();
    contact.after(&event)
}

/// The ids of the clauses, for comparing.
pub(crate) fn clauses(refusal: &Refusal) -> Vec<&str> {
    refusal
        .clauses()
        .iter()
        .map(|clause| clause.as_str())
        .collect()
}
