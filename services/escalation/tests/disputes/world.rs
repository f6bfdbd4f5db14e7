//! The sample organisation and the embedded editions, and a dispute to try things on.

use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, Role, TeamId,
    calendar::Calendar,
    directory::Directory,
    edition::Protocol,
    obligation::{Change, Obligation, Subject},
    text::Note,
};
use handrail_escalation::dispute::{
    Begins, Book, Channel, Command, Dispute, Event, Ground, Opening, Outcome, Refusal, decide,
    evolve_all, open, owed,
};
use handrail_frame::Actor;
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

pub(crate) const HOLDING: &str = "assessment-1";
pub(crate) const OTHER: &str = "family-safeguarding-east-1";
pub(crate) const MASH: &str = "mash";

pub(crate) static ORGANISATION: LazyLock<Directory> = LazyLock::new(|| {
    let text = include_str!("../../../../deploy/sample/organisation.toml");
    Directory::parse("organisation.toml", text).expect("the sample organisation is sound")
});
pub(crate) static PROTOCOL: LazyLock<Arc<Protocol>> =
    LazyLock::new(|| Protocol::embedded().expect("the editions are sound"));
pub(crate) static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::england_and_wales().expect("the calendar is sound"));

/// An instant, written as local time is in winter.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z")
        .parse()
        .expect("a time like 2026-03-04T10:00")
}

pub(crate) fn team(id: &str) -> TeamId {
    id.parse().expect("a team id")
}

pub(crate) fn note(text: &str) -> Note {
    Note::try_from(text.to_owned()).expect("a note")
}

pub(crate) fn book(edition: &str, ladder: &str) -> Book<'static> {
    let edition = edition.parse().expect("an edition id");
    let ladder = ladder.parse().expect("a ladder id");
    Book::open(&PROTOCOL, &ORGANISATION, &CALENDAR, &edition, &ladder).expect("a ladder")
}

pub(crate) fn actor(role: Role, of: &str) -> Actor {
    Actor::person(&format!("{role}-of-{of}"), [role], [team(of)])
}

/// A dispute under way, with what is on record of its duties.
pub(crate) struct Matter {
    pub(crate) book: Book<'static>,
    pub(crate) dispute: Dispute,
    pub(crate) now: DateTime<Utc>,
    pub(crate) on_record: Vec<Obligation>,
    pub(crate) changes: Vec<Change>,
}

pub(crate) struct Given {
    pub(crate) book: Book<'static>,
    pub(crate) opening: Opening,
    pub(crate) on: Option<Role>,
    pub(crate) no_response: bool,
}

/// A dispute of family safeguarding with assessment, raised on Wednesday 4 March 2026 at ten.
pub(crate) fn given(edition: &str, ladder: &str) -> Given {
    let book = book(edition, ladder);
    let contact = ladder == "front-door";
    Given {
        book,
        opening: Opening {
            id: Uuid::from_u128(1).into(),
            about: Subject {
                kind: if contact { "contact" } else { "transfer" }.to_owned(),
                id: Uuid::from_u128(2),
                household: Uuid::from_u128(3).into(),
            },
            edition: book.edition.id.clone(),
            ladder: book.ladder.id.clone(),
            holding: team(HOLDING),
            other: team(if contact { "early-help-pod" } else { OTHER }),
            ground: Ground::Threshold,
            raised_by: team(OTHER),
            position: Some(note("synthetic position")),
            immediate_needs: team(HOLDING),
            urgent: false,
            at: at("2026-03-04T10:00"),
        },
        on: None,
        no_response: false,
    }
}

impl Given {
    pub(crate) fn opened(self) -> Matter {
        let now = self.opening.at;
        let begins = Begins {
            on: self.on,
            no_response: self.no_response,
            by: "manager-01",
        };
        let events = open(self.opening, begins, &self.book).expect("it opens");
        let dispute = evolve_all(None, &events)
            .expect("it folds")
            .expect("a dispute");
        let mut matter = Matter {
            book: self.book,
            dispute,
            now,
            on_record: Vec::new(),
            changes: Vec::new(),
        };
        matter.reconcile();
        matter
    }
}

impl Matter {
    pub(crate) fn later(&mut self, text: &str) -> &mut Self {
        self.now = at(text);
        self
    }

    pub(crate) fn attempt(&self, by: &Actor, command: Command) -> Result<Vec<Event>, Refusal> {
        decide(&self.dispute, command, by, self.now, &self.book)
    }

    pub(crate) fn refusal(&self, by: &Actor, command: Command) -> Refusal {
        self.attempt(by, command).expect_err("a refusal")
    }

    pub(crate) fn does(&mut self, by: &Actor, command: Command) -> &mut Self {
        let events = self.attempt(by, command).expect("it is accepted");
        self.happens(&events)
    }

    pub(crate) fn happens(&mut self, events: &[Event]) -> &mut Self {
        self.dispute = evolve_all(Some(self.dispute.clone()), events)
            .expect("it folds")
            .expect("a dispute");
        self.reconcile();
        self
    }

    pub(crate) fn reconcile(&mut self) {
        self.changes =
            owed(&self.dispute, &self.book, &self.on_record).expect("due times are in reach");
        for change in self.changes.clone() {
            self.record(change.obligation);
        }
        let again = owed(&self.dispute, &self.book, &self.on_record).expect("as before");
        assert!(again.is_empty(), "reconciling twice changes nothing");
    }

    /// Puts a duty on record as it stands. What was closed stays as it was, and a breach is never erased.
    pub(crate) fn record(&mut self, obligation: Obligation) {
        let before = self
            .on_record
            .iter()
            .find(|known| known.id == obligation.id);
        if let Some(before) = before {
            assert!(before.is_open(), "something happened to {before:?}");
            assert!(before.breached_at.is_none() || before.breached_at == obligation.breached_at);
        }
        self.on_record.retain(|known| known.id != obligation.id);
        self.on_record.push(obligation);
    }

    pub(crate) fn roles(&self) -> Vec<Role> {
        self.dispute.rungs.iter().map(|rung| rung.role).collect()
    }

    pub(crate) fn open_duties(&self) -> Vec<(&str, Role)> {
        let mut open: Vec<_> = self
            .on_record
            .iter()
            .filter(|obligation| obligation.is_open())
            .map(|obligation| (obligation.duty.as_str(), obligation.owner.role))
            .collect();
        open.sort_unstable();
        open
    }

    /// The managers of the present level talk.
    pub(crate) fn is_talked_about(&mut self) -> &mut Self {
        let post = self.book.posts_now(&self.dispute).remove(0);
        let talk = Command::RecordDiscussion {
            channel: Channel::Video,
            team_managers_present: false,
            at: self.now,
        };
        self.does(&actor(post.role, post.team.as_str()), talk)
    }

    /// Both managers agree that nothing more can be tried.
    pub(crate) fn is_exhausted(&mut self) -> &mut Self {
        self.does(&actor(Role::TeamManager, OTHER), exhausted())
            .does(&actor(Role::TeamManager, HOLDING), exhausted())
    }

    pub(crate) fn duty(&self, name: &str) -> &Obligation {
        let named = |obligation: &&Obligation| obligation.duty == name;
        self.on_record.iter().find(named).expect("such a duty")
    }
}

/// That nothing more can be tried, as either manager says it; it takes both.
pub(crate) fn exhausted() -> Command {
    Command::AgreeExhausted {
        channel: Some(Channel::Telephone),
        escalating: Some(team(OTHER)),
        at: at("2026-03-04T10:00"),
    }
}

pub(crate) fn escalate(to: Role) -> Command {
    Command::Escalate { to }
}

pub(crate) fn goes_to(id: &str) -> Command {
    Command::Settle {
        outcome: Some(Outcome::GoesToTeam),
        team: Some(team(id)),
        joint_working: false,
        reason: note("synthetic reason"),
    }
}

pub(crate) fn stays() -> Command {
    Command::Settle {
        outcome: Some(Outcome::Stays),
        team: None,
        joint_working: true,
        reason: note("synthetic reason"),
    }
}

pub(crate) fn expedite() -> Command {
    Command::Expedite {
        reason: note("synthetic reason"),
    }
}

pub(crate) fn names(clauses: &[ClauseId]) -> Vec<&str> {
    clauses.iter().map(ClauseId::as_str).collect()
}

/// Asserts that a refusal is of a kind and names a clause.
#[macro_export]
macro_rules! assert_refused {
    ($refusal:expr, $kind:ident, $clause:literal) => {
        match $refusal {
            handrail_escalation::dispute::Refusal::$kind { clauses, .. } => assert!(
                $crate::world::names(&clauses).contains(&$clause),
                "{clauses:?} has no {}",
                $clause
            ),
            other => panic!("another refusal: {other:?}"),
        }
    };
}
