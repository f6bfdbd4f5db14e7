//! What holds whatever is tried, in whatever order, at every front door of every edition.

use crate::given::*;
use chrono::{DateTime, TimeDelta, Utc};
use handrail_domain::{
    ContactId, EntryId, Role, TeamId,
    calendar::Calendar,
    child::{Birth, Need},
    obligation::{Obligation, Ruler, State, Subject, reconcile},
};
use handrail_intake::contact::{
    Authority, Circumstances, Command, Contact, Door, Event, Refusal, Stage, redirect,
    register::register,
};
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::england_and_wales().unwrap());

#[derive(Debug, Clone)]
enum Try {
    Command(Role, TeamId, Command),
    /// The manager of the team that this belongs to, as far as there is one.
    ByWhoMay(Command),
    Direct(Option<TeamId>),
}

/// A contact under way, with what is on record of its duties.
struct Matter {
    door: Door<'static>,
    contact: Contact,
    events: Vec<Event>,
    on_record: Vec<Obligation>,
    now: DateTime<Utc>,
}

impl Matter {
    fn happens(&mut self, event: Event) {
        self.contact = self.contact.clone().after(&event);
        self.events.push(event);
        self.owe();
        assert!(
            self.changes().is_empty(),
            "reconciling twice changes nothing"
        );
    }

    fn owe(&mut self) {
        for change in self.changes() {
            self.note(change.obligation);
        }
    }

    fn note(&mut self, obligation: Obligation) {
        let before = self.on_record.iter().find(|one| one.id == obligation.id);
        if let Some(before) = before {
            assert!(before.is_open(), "something happened to {before:?}");
            assert!(before.breached_at.is_none() || before.breached_at == obligation.breached_at);
        }
        self.on_record.retain(|one| one.id != obligation.id);
        self.on_record.push(obligation);
    }

    fn changes(&self) -> Vec<handrail_domain::obligation::Change> {
        let ruler = Ruler {
            edition: self.door.edition,
            calendar: &CALENDAR,
        };
        let subject = Subject {
            kind: "contact".to_owned(),
            id: self.contact.id.0,
            household: self.contact.household,
        };
        let post = |party| self.contact.post(party, self.door);
        let facts = self.contact.facts();
        let duties = self.door.duties();
        reconcile(
            ruler,
            "front-door",
            &subject,
            duties,
            &facts,
            post,
            &self.on_record,
        )
        .unwrap()
    }

    /// Time passes, and what is late by then is recorded so.
    fn passes(&mut self, hours: i64) {
        self.now += TimeDelta::hours(hours);
        while let Some(late) = self.on_record.iter().find_map(|one| one.breach(self.now)) {
            self.note(late.obligation);
        }
    }

    fn decide(&self, command: &Command, by: Authority) -> Result<Event, Refusal> {
        let entry = EntryId(Uuid::from_u128(self.events.len() as u128 + 500));
        let given = Circumstances {
            by,
            door: self.door,
            entry,
            now: self.now,
        };
        self.contact.decide(command, &given)
    }

    fn who_may(&self, command: &Command) -> Authority {
        let team = match command {
            Command::Propose { .. } | Command::Accept => &self.contact.team,
            Command::Agree => self.contact.proposed_team().unwrap_or(&self.contact.team),
            Command::Dispute { .. } => self.contact.first_team(),
        };
        manager(team.as_str())
    }
}

fn doors() -> Vec<Door<'static>> {
    let editions = PROTOCOL.editions().iter();
    editions
        .filter_map(|edition| Door::of(edition, &DIRECTORY))
        .collect()
}

fn any_team() -> impl Strategy<Value = TeamId> {
    let all: Vec<TeamId> = DIRECTORY.teams().map(|team| team.id().clone()).collect();
    let front = [
        "mash",
        "early-help-pod",
        "assessment-1",
        "customer-service-centre",
    ];
    prop_oneof![
        prop::sample::select(all),
        prop::sample::select(front.map(team).to_vec())
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => any_team().prop_map(|to| Command::Propose { to, reason: note("A sample reason.") }),
        2 => Just(Command::Agree),
        2 => any::<bool>().prop_map(|urgent| Command::Dispute { position: note("A sample position."), urgent }),
        1 => Just(Command::Accept),
    ]
}

fn tries() -> impl Strategy<Value = Vec<(i64, Try)>> {
    let role = prop::sample::select(vec![
        Role::TeamManager,
        Role::ConsultantSocialWorker,
        Role::Practitioner,
        Role::ServiceManager,
    ]);
    let one = prop_oneof![
        2 => (role, any_team(), any_command()).prop_map(|(role, team, command)| Try::Command(role, team, command)),
        4 => any_command().prop_map(Try::ByWhoMay),
        1 => prop::option::of(any_team()).prop_map(Try::Direct),
    ];
    prop::collection::vec((0..60i64, one), 0..25)
}

fn birth() -> impl Strategy<Value = Birth> {
    let expected = Birth::Expected {
        on: today() + TimeDelta::days(40),
    };
    prop_oneof![4 => (0..24u64).prop_map(aged), 1 => Just(expected)]
}

/// What is refused is refused under a clause that the edition has.
fn assert_names_clauses(refusal: &Refusal, door: Door<'_>) {
    assert!(!refusal.clauses().is_empty(), "{refusal:?} names no clause");
    for clause in refusal.clauses() {
        assert!(door.edition.clause(clause).is_some(), "{refusal:?}");
    }
}

proptest! {
    #[test]
    fn a_contact_is_with_one_team_until_it_is_accepted_and_every_duty_comes_to_one_outcome(
        door in prop::sample::select(doors()),
        birth in birth(),
        needs in prop::sample::subsequence(Need::ALL.to_vec(), 1..5),
        tries in tries(),
    ) {
        let given = register(referral(birth, &needs), &customer_service_centre(), door, now(), ids());
        let registered = match given {
            Ok((registered, _)) => registered,
            Err(refusal) => {
                assert_names_clauses(&refusal, door);
                return Ok(());
            }
        };
        let id = ContactId(Uuid::from_u128(1));
        let contact = Contact::registered(id, registered.clone());
        let events = vec![Event::Registered(registered)];
        let mut matter = Matter { door, contact, events, on_record: Vec::new(), now: now() };
        matter.owe();
        for (hours, attempt) in tries {
            matter.passes(hours);
            let before = matter.contact.clone();
            let decided = match attempt {
                Try::Command(role, team, command) => matter.decide(&command, of(role, team.as_str())),
                Try::ByWhoMay(command) => matter.decide(&command, matter.who_may(&command)),
                Try::Direct(to) => {
                    let open = before.dispute.unwrap_or(the_dispute());
                    match redirect::direct(&before, open, to, matter.now) {
                        Some(event) => Ok(event),
                        None => continue,
                    }
                }
            };
            match decided {
                Ok(event) => {
                    prop_assert!(before.accepted_at().is_none(), "accepted is the end");
                    let moves = matches!(event, Event::RedirectionAgreed { .. } | Event::DirectionApplied { .. });
                    let proposes = matches!(event, Event::RedirectionProposed { .. } | Event::RedirectionDisputed { .. });
                    prop_assert!(!(before.decision_final && proposes), "what is decided is final");
                    matter.happens(event);
                    prop_assert!(moves || matter.contact.team == before.team);
                }
                Err(refusal) => assert_names_clauses(&refusal, door),
            }
            prop_assert_eq!(matter.contact.version, matter.events.len() as u64);
        }
        let replayed = Contact::replayed(id, matter.events.clone());
        prop_assert_eq!(replayed.as_ref(), Some(&matter.contact));
        // However it stands: a decision, if one is waited for, and its acceptance end what is owed.
        if let (Stage::Disputed { .. }, Some(dispute)) = (&matter.contact.stage, matter.contact.dispute) {
            let event = redirect::direct(&matter.contact, dispute, None, matter.now);
            matter.happens(event.unwrap());
        }
        if matter.contact.accepted_at().is_none() {
            let accepted = matter.decide(&Command::Accept, matter.who_may(&Command::Accept));
            matter.happens(accepted.unwrap());
        }
        for duty in &matter.on_record {
            prop_assert_ne!(duty.state, State::Open);
            prop_assert!(duty.closed_at.is_some());
        }
    }
}
