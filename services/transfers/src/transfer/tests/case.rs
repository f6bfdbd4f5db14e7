//! A transfer under test, with its duties and leads, and a clock that is set by hand.

use crate::{
    lead::{self, CameBy, Lead, LeadEvent},
    transfer::{
        ChildDecision, Command, Decision, Event, Ground, KnownChild, Moment, Opening, Refusal,
        Terms, Transfer, decide, fold, open, parties,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use handrail_domain::{
    ContactId, EntryId, HouseholdId, TeamId, TransferId,
    child::{Birth, PlanKind},
    edition::{Edition, MeetingKind},
    obligation::{Change, ChangeKind, Obligation, Ruler, reconcile},
};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) use super::world::{
    at, born, calendar, child, directory, note, pathways, terms, terms_on, the,
};

pub(crate) const SENDER: &str = "assessment-1";
pub(crate) const RECEIVER: &str = "family-safeguarding-east-1";
pub(crate) const NEIGHBOUR: &str = "family-safeguarding-east-2";
pub(crate) const WORKER: &str = "family-safeguarding-east-1-worker-1";

/// The items a record has in the current edition.
pub(crate) const ITEMS: [&str; 6] = [
    "demographics",
    "case-summary",
    "genogram",
    "chronology",
    "contingency-plan",
    "case-notes-finalised",
];

/// A transfer, its duties, the leads of its children, and the hour.
pub(crate) struct Case {
    pub(crate) now: DateTime<Utc>,
    pub(crate) transfer: Transfer,
    pub(crate) events: Vec<Event>,
    /// When each of them was recorded.
    pub(crate) recorded_at: Vec<DateTime<Utc>>,
    pub(crate) obligations: Vec<Obligation>,
    pub(crate) leads: Vec<Vec<Lead>>,
    /// Every change of a duty, in order, and when it was recorded.
    pub(crate) history: Vec<(DateTime<Utc>, Change)>,
    edition: &'static Edition,
    entries: u128,
}

/// Children led by the sender since the first of the month.
pub(crate) fn known(births: &[Birth]) -> Vec<KnownChild> {
    let mut known = Vec::new();
    for (number, birth) in (1..).zip(births) {
        known.push(KnownChild {
            id: child(number),
            household: HouseholdId(Uuid::from_u128(1)),
            birth: *birth,
            lead: Some((the(SENDER), at("03-01T09:00"))),
            moving: None,
        });
    }
    known
}

pub(crate) fn opening(children: usize, plan: PlanKind) -> Opening {
    Opening {
        circumstances: BTreeSet::new(),
        own_circumstances: Vec::new(),
        from: the(SENDER),
        children: (1..).take(children).map(child).collect(),
        plan,
        progressed_at: at("03-02T10:00"),
    }
}

impl Case {
    /// Decided on Monday 2 March 2026 at ten to progress one child.
    pub(crate) fn opened(plan: PlanKind) -> Self {
        Self::of("current", plan, &[born()])
    }

    /// The same for children of these births, under an edition.
    pub(crate) fn of(edition: &str, plan: PlanKind, births: &[Birth]) -> Self {
        Self::begun(terms(edition), &opening(births.len(), plan), &known(births)).unwrap()
    }

    /// One child on another pathway of the current edition, under these circumstances.
    pub(crate) fn along(pathway: &str, plan: PlanKind, circumstances: &[&str]) -> Self {
        let circumstances = circumstances.iter().map(|name| the(name)).collect();
        let opening = Opening {
            circumstances,
            ..opening(1, plan)
        };
        Self::begun(terms_on("current", pathway), &opening, &known(&[born()])).unwrap()
    }

    /// Opened on any pathway, at the moment of the decision to progress.
    pub(crate) fn begun(
        terms: Terms<'static>,
        opening: &Opening,
        known: &[KnownChild],
    ) -> Result<Self, Refusal> {
        let event = open(opening, known, terms)?;
        let Event::Opened(opened) = &event else {
            unreachable!("an opening opens")
        };
        let transfer = Transfer::opened(TransferId(Uuid::from_u128(7)), opened);
        let leads = transfer.children.iter().map(|one| {
            let opened = lead::opened(
                None,
                one.id,
                transfer.household,
                opening.from.clone(),
                ContactId(Uuid::from_u128(9)),
                at("03-01T09:00"),
            );
            vec![opened.unwrap().lead().clone()]
        });
        let mut case = Self {
            now: opening.progressed_at,
            leads: leads.collect(),
            transfer,
            events: vec![event],
            recorded_at: vec![opening.progressed_at],
            obligations: Vec::new(),
            history: Vec::new(),
            edition: terms.edition,
            entries: 100,
        };
        case.owe();
        Ok(case)
    }

    /// Early warning sent on the day of the decision.
    pub(crate) fn warned(plan: PlanKind) -> Self {
        Self::opened(plan).then(early_warning(plan))
    }

    /// As far as the request, with everything in time and the record complete.
    pub(crate) fn requested() -> Self {
        Self::held_meeting()
            .on("03-20T09:00")
            .then(Command::CompleteMinutes { completed_at: None })
            .then(request(&ITEMS))
    }

    /// As far as the child in need meeting on 19 March.
    pub(crate) fn held_meeting() -> Self {
        Self::warned(PlanKind::ChildInNeed)
            .on("03-03T10:00")
            .then(review(true))
            .then(Command::SetMeeting {
                kind: MeetingKind::ChildInNeed,
                at: at("03-19T14:00"),
            })
            .then(Command::NameWorker {
                worker: the(WORKER),
            })
            .on("03-10T10:00")
            .then(Command::ShareAssessment { shared_at: None })
            .then(Command::RecordJointVisit { made_at: None })
            .on("03-19T15:00")
            .then(Command::RecordMeetingHeld { held_at: None })
    }

    pub(crate) fn allocated() -> Self {
        Self::requested()
            .on("03-23T09:00")
            .then(moves_all(1))
            .then(Command::Allocate {
                worker: the(WORKER),
            })
    }

    pub(crate) fn terms(&self) -> Terms<'static> {
        Terms {
            edition: self.edition,
            pathway: self.edition.pathway(&self.transfer.pathway).unwrap(),
            directory: directory(),
            calendar: calendar(),
        }
    }

    /// The same at another hour.
    pub(crate) fn on(mut self, when: &str) -> Self {
        self.now = at(when);
        self
    }

    /// After a command that is accepted.
    #[track_caller]
    pub(crate) fn then(mut self, command: Command) -> Self {
        let shown = format!("{command:?}");
        if let Err(refusal) = self.ask(command) {
            panic!("{shown} was refused: {refusal}");
        }
        self
    }

    /// The id of the next journal entry.
    pub(crate) fn entry(&mut self) -> EntryId {
        self.entries += 1;
        EntryId(Uuid::from_u128(self.entries))
    }

    /// Asks a command in the name of the first team it belongs to.
    pub(crate) fn ask(&mut self, command: Command) -> Result<(), Refusal> {
        let team = command.teams(&self.transfer, self.terms())[0].clone();
        self.ask_as(&team, command)
    }

    pub(crate) fn ask_as(&mut self, team: &TeamId, command: Command) -> Result<(), Refusal> {
        let moment = Moment {
            now: self.now,
            entry: self.entry(),
            team,
        };
        let event = decide(&self.transfer, command, moment, self.terms())?;
        self.happened(event);
        Ok(())
    }

    /// After an event from outside.
    pub(crate) fn happened(&mut self, event: Event) {
        let after = self.transfer.after(&event, self.edition);
        let now: Vec<Lead> = self
            .leads
            .iter()
            .filter_map(|history| history.last().cloned())
            .collect();
        let current = |child| now.iter().find(|lead| lead.child == child);
        for follows in lead::follows(&self.transfer, &after, current) {
            let history = self
                .leads
                .iter_mut()
                .find(|history| history[0].child == follows.lead().child);
            lead::fold(history.unwrap(), &follows);
        }
        self.transfer = after;
        self.events.push(event);
        self.recorded_at.push(self.now);
        self.owe();
    }

    /// Brings the duties into line, as the service does after each event.
    fn owe(&mut self) {
        for change in self.changes() {
            self.note(change);
        }
    }

    /// Puts a change of a duty on record.
    pub(crate) fn note(&mut self, change: Change) {
        let Change { kind, obligation } = change.clone();
        match self
            .obligations
            .iter_mut()
            .find(|one| one.id == obligation.id)
        {
            Some(one) => *one = obligation,
            None => {
                assert_eq!(kind, ChangeKind::Armed);
                self.obligations.push(obligation);
            }
        }
        self.history.push((self.now, change));
    }

    pub(crate) fn changes(&self) -> Vec<Change> {
        let terms = self.terms();
        reconcile(
            Ruler {
                edition: terms.edition,
                calendar: calendar(),
            },
            terms.pathway.id.as_str(),
            &self.transfer.subject(),
            terms.edition.duties(&terms.pathway.elements),
            &self.transfer.facts(&terms),
            parties(&self.transfer, terms.directory),
            &self.obligations,
        )
        .unwrap()
    }

    /// The duty of this id within its pathway.
    #[track_caller]
    pub(crate) fn duty(&self, id: &str) -> &Obligation {
        let found = self
            .obligations
            .iter()
            .find(|one| one.duty.ends_with(&format!("/{id}")));
        found.unwrap_or_else(|| {
            panic!(
                "no duty {id}: {:?}",
                self.obligations
                    .iter()
                    .map(|one| &one.duty)
                    .collect::<Vec<_>>()
            )
        })
    }

    /// The refusal of a command, as its reason and clauses.
    #[track_caller]
    pub(crate) fn refuses(&mut self, command: Command) -> (String, Vec<String>) {
        let before = self.transfer.clone();
        let shown = format!("{command:?}");
        let Err(refusal) = self.ask(command) else {
            panic!("{shown} was accepted")
        };
        assert_eq!(self.transfer, before);
        (
            refusal.reason(),
            refusal.clauses().iter().map(ToString::to_string).collect(),
        )
    }

    /// The fields that a command is refused for.
    #[track_caller]
    pub(crate) fn wrong(&mut self, command: Command) -> Vec<String> {
        match self.ask(command) {
            Err(Refusal::Fields(wrong)) => wrong.into_iter().map(|one| one.field).collect(),
            other => panic!("not refused for its fields: {other:?}"),
        }
    }

    /// Who leads for each child now.
    pub(crate) fn led_by(&self) -> Vec<String> {
        self.leads
            .iter()
            .map(|history| history.last().unwrap().team.to_string())
            .collect()
    }

    pub(crate) fn refolded(&self) -> Transfer {
        fold(self.transfer.id, self.edition, &self.events).unwrap()
    }
}

pub(crate) fn early_warning(plan: PlanKind) -> Command {
    Command::SendEarlyWarning {
        items: Vec::new(),
        to: the(RECEIVER),
        plan,
        information_gathered: true,
        assessment_complete: false,
        summary: note("A synthetic summary."),
    }
}

pub(crate) fn review(agreed: bool) -> Command {
    Command::Review {
        agreed,
        joint_working_considered: true,
        findings: None,
    }
}

pub(crate) fn request(items: &[&str]) -> Command {
    Command::SendRequest {
        to: None,
        items_ready: items.iter().map(|&item| item.to_owned()).collect(),
        route: None,
    }
}

pub(crate) fn moves_all(children: usize) -> Command {
    let moves = |child| Decision {
        child,
        decision: ChildDecision::Moves,
        ground: None,
    };
    Command::Decide {
        decisions: (1..).take(children).map(child).map(moves).collect(),
    }
}

pub(crate) fn decides(decision: ChildDecision, ground: Ground) -> Command {
    Command::Decide {
        decisions: vec![Decision {
            child: child(1),
            decision,
            ground: Some(ground),
        }],
    }
}

/// One lead of now, and one at every instant since the first.
#[track_caller]
pub(crate) fn assert_one_lead(history: &[Lead]) {
    assert_eq!(
        history.iter().filter(|lead| lead.until.is_none()).count(),
        1
    );
    for pair in history.windows(2) {
        assert_eq!(pair[0].until, Some(pair[1].since));
        assert!(pair[0].since <= pair[1].since);
        assert!(matches!(pair[1].came_by, CameBy::Transfer(_)));
    }
}

/// Every event that a lead can have, as its history is folded.
#[test]
fn a_lead_that_is_open_is_not_opened_again() {
    let again = |current: Option<&Lead>| {
        lead::opened(
            current,
            child(1),
            HouseholdId(Uuid::from_u128(1)),
            the(SENDER),
            ContactId(Uuid::from_u128(9)),
            at("03-01T09:00"),
        )
    };
    let Some(LeadEvent::Opened(lead)) = again(None) else {
        unreachable!("a child without a lead gets one")
    };
    assert_eq!(again(Some(&lead)), None);
    assert_eq!(at("03-01T09:00") + TimeDelta::zero(), lead.since);
}
