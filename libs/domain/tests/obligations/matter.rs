//! A matter between two teams, and the duties that its facts give rise to.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use handrail_domain::{
    HouseholdId, TeamId,
    calendar::Calendar,
    child::PlanKind,
    deadline::{Direction, Limit, Span, Unit},
    edition::{
        Anchor, Breach, Condition, Duty, DutyLimit, Edition, Elements, Fact, Party, Side, Situation,
    },
    obligation::{
        Change, ChangeKind, Facts, Obligation, Occurrence, Post, Ruler, Subject, reconcile,
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) fn edition() -> Edition {
    let head = r#"
        first-day = "excluded"
        event-outside-hours = "counts-on-its-day"
        working-days-before = "nth-day"
        days = "end-of-day"
        same-day = "end-of-day"
        hours = "elapsed"
        weeks-months-years = "clamped-end-of-day"
        age = "start-of-birthday"
        leap-day-birthday = "first-of-march"
        close-of-business = "17:00"
        unclear-start = "same-event"
    "#;
    Edition {
        id: "invented".parse().unwrap(),
        title: "Invented for these tests".into(),
        effective_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        interpretations: toml::from_str(head).unwrap(),
        team_kinds: Vec::new(),
        meetings: Vec::new(),
        references: Vec::new(),
        leads: Vec::new(),
        clauses: Vec::new(),
        front_door: None,
        pathways: Vec::new(),
        general: Elements::default(),
        ladders: Vec::new(),
        rules: Vec::new(),
        letters: Vec::new(),
        consent: None,
    }
}

pub(crate) fn limit(
    amount: u32,
    unit: Unit,
    direction: Direction,
    of: Option<Anchor>,
) -> Option<DutyLimit> {
    Some(DutyLimit {
        limit: Limit::new(Span::new(amount, unit).unwrap(), direction).unwrap(),
        of,
    })
}

pub(crate) fn duty(
    id: &str,
    clause: &str,
    owner: &str,
    starts: Fact,
    limit: Option<DutyLimit>,
    done_by: Fact,
) -> Duty {
    Duty {
        id: id.parse().unwrap(),
        title: id.replace('-', " "),
        clauses: vec![clause.parse().unwrap()],
        strength: handrail_domain::Strength::Must,
        owner: owner.parse().unwrap(),
        starts,
        limit,
        alternative: None,
        done_by,
        arms_on: None,
        each: false,
        afresh: false,
        when: Condition::default(),
        remind: None,
        breach: Breach::default(),
    }
}

pub(crate) fn duties() -> Vec<Duty> {
    let forward = Duty {
        arms_on: Some(Fact::EarlyWarningForwarded),
        ..duty(
            "forward",
            "C4.1-08",
            "first-to.team-manager",
            Fact::EarlyWarningSent,
            limit(1, Unit::WorkingDays, Direction::After, None),
            Fact::EarlyWarningForwarded,
        )
    };
    let share = Duty {
        when: Condition {
            plan: Some(PlanKind::ChildInNeed),
            ..Condition::default()
        },
        ..duty(
            "share-assessment",
            "C4.2-01",
            "from.team-manager",
            Fact::MeetingSet,
            limit(5, Unit::Days, Direction::Before, Some(Anchor::Meeting)),
            Fact::AssessmentShared,
        )
    };
    let answer = Duty {
        each: true,
        afresh: false,
        ..duty(
            "answer-query",
            "C4.3-12",
            "from.team-manager",
            Fact::QueryRaised,
            None,
            Fact::QueryAnswered,
        )
    };
    vec![
        duty(
            "review",
            "C4.1-12",
            "to.team-manager",
            Fact::EarlyWarningSent,
            limit(2, Unit::WorkingDays, Direction::After, None),
            Fact::Reviewed,
        ),
        duty(
            "name-worker",
            "C4.1-22",
            "to.team-manager",
            Fact::MeetingSet,
            limit(
                2,
                Unit::WorkingDays,
                Direction::Before,
                Some(Anchor::Meeting),
            ),
            Fact::WorkerNamed,
        ),
        forward,
        share,
        answer,
    ]
}

pub(crate) fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap()
}

pub(crate) fn happened(fact: Fact, at: DateTime<Utc>) -> Occurrence {
    Occurrence {
        fact,
        at,
        instance: String::new(),
    }
}

pub(crate) fn facts(happened: Vec<Occurrence>) -> Facts {
    Facts {
        happened,
        anchors: BTreeMap::new(),
        situation: Situation {
            plan: Some(PlanKind::ChildInNeed),
            ..Situation::default()
        },
        ended_at: None,
    }
}

/// A transfer between two teams; the receiving one can change.
pub(crate) struct Matter {
    pub(crate) edition: Edition,
    pub(crate) calendar: Calendar,
    pub(crate) duties: Vec<Duty>,
    pub(crate) subject: Subject,
    pub(crate) receiver: TeamId,
    pub(crate) on_record: Vec<Obligation>,
}

impl Matter {
    pub(crate) fn new() -> Self {
        Self {
            edition: edition(),
            calendar: Calendar::england_and_wales().unwrap(),
            duties: duties(),
            subject: Subject {
                kind: "transfer".into(),
                id: Uuid::from_u128(7),
                household: HouseholdId(Uuid::from_u128(8)),
            },
            receiver: "family-safeguarding-east-1".parse().unwrap(),
            on_record: Vec::new(),
        }
    }

    /// Reconciles, keeps the result, and proves that reconciling again changes nothing.
    pub(crate) fn reconcile(&mut self, facts: &Facts) -> Vec<Change> {
        let changes = self.changes(facts);
        for change in &changes {
            self.keep(change);
        }
        assert_eq!(
            self.changes(facts),
            Vec::new(),
            "a reconciled record reconciles to nothing"
        );
        changes
    }

    /// Keeps a duty as it stands after a change.
    pub(crate) fn keep(&mut self, change: &Change) {
        self.on_record
            .retain(|obligation| obligation.id != change.obligation.id);
        self.on_record.push(change.obligation.clone());
    }

    pub(crate) fn changes(&self, facts: &Facts) -> Vec<Change> {
        let ruler = Ruler {
            edition: &self.edition,
            calendar: &self.calendar,
        };
        let post = |party: Party| {
            let team = if party.side == Side::From {
                "assessment-1".parse().unwrap()
            } else if party.side == Side::FirstTo {
                "family-safeguarding-east-1".parse().unwrap()
            } else {
                self.receiver.clone()
            };
            Some(Post {
                team,
                role: party.role,
            })
        };
        reconcile(
            ruler,
            "pathway",
            &self.subject,
            &self.duties,
            facts,
            post,
            &self.on_record,
        )
        .unwrap()
    }

    pub(crate) fn obligation(&self, duty: &str) -> &Obligation {
        self.on_record
            .iter()
            .find(|obligation| obligation.duty == format!("pathway/{duty}"))
            .unwrap()
    }
}

pub(crate) fn kinds(changes: &[Change]) -> Vec<(ChangeKind, &str)> {
    changes
        .iter()
        .map(|change| {
            (
                change.kind,
                change.obligation.duty.trim_start_matches("pathway/"),
            )
        })
        .collect()
}
