//! From a dispute to what is owed in it.

use super::{
    book::Book,
    state::{Dispute, Standing},
};
use handrail_domain::{
    DutyId, Strength,
    deadline::{Limit, NoDueTime},
    edition::{
        Advice, Breach, Condition, Duty, DutyLimit, Fact, Missing, Party, Rung, Side, TimeOut,
    },
    obligation::{Change, Facts, Obligation, Occurrence, Post, reconcile},
    team::Role,
};
use std::collections::BTreeMap;

/// Everything that happened to a dispute, in the words of the edition. What happened on a rung bears
/// its level as its instance.
pub fn facts(dispute: &Dispute, book: &Book<'_>) -> Facts {
    let occurrence = |fact, at, instance: String| Occurrence { fact, at, instance };
    let once = |fact, at| occurrence(fact, at, String::new());
    let mut happened = vec![once(Fact::DisputeOpened, dispute.opened_at)];
    let left = dispute.rungs.iter().skip(1).map(|next| next.reached_at);
    let settled = dispute.direction.as_ref().map(|direction| direction.at);
    let left: Vec<_> = left.chain(settled).collect();
    for (place, rung) in dispute.rungs.iter().enumerate() {
        let level = rung.level.to_string();
        happened.push(occurrence(
            Fact::RungReached,
            rung.reached_at,
            level.clone(),
        ));
        if let Some(at) = left.get(place) {
            happened.push(occurrence(Fact::RungLeft, *at, level));
        }
    }
    let exhaustion = dispute.exhausted();
    happened.extend(exhaustion.map(|exhaustion| once(Fact::ExhaustionAgreed, exhaustion.at)));
    happened.extend(dispute.discussions.iter().map(|discussion| {
        occurrence(
            Fact::RungDiscussed,
            discussion.at,
            discussion.level.to_string(),
        )
    }));
    happened.extend(settled.map(|at| once(Fact::Settled, at)));
    happened.extend(dispute.case_noted_at.map(|at| once(Fact::CaseNoted, at)));
    happened.sort_by_key(|occurrence| occurrence.at);
    Facts {
        happened,
        anchors: BTreeMap::new(),
        situation: book.situation(dispute),
        ended_at: dispute.lapsed_at,
    }
}

/// Whether a fact happened on the rung that the dispute stands on, or is one that no rung has to itself.
pub(super) fn happened_here(dispute: &Dispute, facts: &Facts, fact: Fact) -> bool {
    let here = dispute.level().to_string();
    facts
        .happened
        .iter()
        .any(|one| one.fact == fact && (one.instance.is_empty() || one.instance == here))
}

/// What the edition advises as things stand, and what it would have had happen on the present rung before the matter
/// is settled; nothing once the dispute is over.
pub fn advice(dispute: &Dispute, book: &Book<'_>) -> Vec<Advice> {
    if !dispute.is_open() {
        return Vec::new();
    }
    let facts = facts(dispute, book);
    let happened = |fact| facts.has(fact);
    let elements = &book.ladder.elements;
    let said = book.edition.advice(elements, happened, &facts.situation);
    let first = book
        .edition
        .requirements(elements, Fact::Settled, &facts.situation)
        .filter(|one| {
            one.missing == Missing::Advise && one.lacks(|fact| happened_here(dispute, &facts, fact))
        })
        .map(|one| Advice {
            after: Fact::RungReached,
            until: Some(one.needs),
            says: one.says.clone(),
            clauses: one.clauses.clone(),
            when: one.when.clone(),
        });
    said.into_iter().cloned().chain(first).collect()
}

/// A part of a ladder, with the duties that come from it.
#[derive(Debug)]
pub struct Part {
    /// Its name, which starts the name of each of its obligations.
    name: String,
    /// The level, where it is a rung.
    level: Option<u32>,
    duties: Vec<Duty>,
    /// Whether its duties go on after the direction.
    after_settlement: bool,
}

/// The parts of a dispute's ladder: each rung with its clock, owed by the officer of each of its
/// sides; what else the edition asks for until the direction; and what it asks for afterwards.
pub fn parts(dispute: &Dispute, book: &Book<'_>) -> Vec<Part> {
    let ladder = book.ladder;
    let rungs = book.rungs().map(|(level, rung)| Part {
        name: format!("{}/level-{level}", ladder.id),
        level: Some(level),
        duties: duties_of(dispute, book, rung),
        after_settlement: false,
    });
    let (afterwards, until): (Vec<Duty>, Vec<Duty>) = book
        .edition
        .duties(&ladder.elements)
        .cloned()
        .partition(|duty| duty.starts == Fact::Settled);
    let rest = [(until, false), (afterwards, true)].map(|(duties, after_settlement)| Part {
        name: ladder.id.to_string(),
        level: None,
        duties,
        after_settlement,
    });
    rungs.chain(rest).collect()
}

impl Part {
    /// The duty that an obligation comes from, when it comes from here.
    pub fn duty(&self, obligation: &Obligation) -> Option<&Duty> {
        let id = obligation
            .duty
            .strip_prefix(&self.name)?
            .strip_prefix('/')?;
        self.duties.iter().find(|duty| duty.id.as_str() == id)
    }

    /// The level, where this is a rung.
    pub fn level(&self) -> Option<u32> {
        self.level
    }

    /// What happened, as far as it concerns this part.
    fn facts(&self, dispute: &Dispute, all: &Facts) -> Facts {
        let mut facts = all.clone();
        if let Some(level) = self.level {
            let level = level.to_string();
            facts
                .happened
                .retain(|occurrence| occurrence.instance == level);
        }
        // What was owed until the direction and is not done by it is owed no more.
        if dispute.standing == Standing::Settled && !self.after_settlement {
            facts.ended_at = dispute.direction.as_ref().map(|direction| direction.at);
        }
        facts
    }
}

/// Compares what is owed in a dispute with what is on record.
///
/// # Errors
/// When a due time can't be reached.
pub fn owed(
    dispute: &Dispute,
    book: &Book<'_>,
    on_record: &[Obligation],
) -> Result<Vec<Change>, NoDueTime> {
    let all = facts(dispute, book);
    let mut changes = Vec::new();
    for part in parts(dispute, book) {
        let recorded: Vec<Obligation> = on_record
            .iter()
            .filter(|obligation| part.duty(obligation).is_some())
            .cloned()
            .collect();
        let subject = dispute.subject();
        changes.extend(reconcile(
            book.ruler(),
            &part.name,
            &subject,
            &part.duties,
            &part.facts(dispute, &all),
            |party| book.post(dispute, party),
            &recorded,
        )?);
    }
    Ok(changes)
}

/// The clock of a rung, once for each of its sides.
fn duties_of(dispute: &Dispute, book: &Book<'_>, rung: &Rung) -> Vec<Duty> {
    rung.sides
        .iter()
        .filter_map(|side| {
            let Post { role, .. } = book.officer(dispute, rung, *side)?;
            clock(rung, *side, role)
        })
        .collect()
}

fn clock(rung: &Rung, side: Side, role: Role) -> Option<Duty> {
    // A dispute that stays where it is when the time runs out is one that the heads must hear of.
    let stays = rung.time_out == TimeOut::Stay;
    let heads = rung.sides.iter().filter(|_| stays).map(|side| Party {
        side: *side,
        role: Role::HeadOfService,
    });
    Some(Duty {
        id: format!("settle-{side}").parse::<DutyId>().ok()?,
        title: "Settle the disagreement on this level, or take it up".to_owned(),
        clauses: rung.clauses.clone(),
        strength: Strength::Must,
        owner: Party { side, role },
        starts: Fact::RungReached,
        limit: rung.within.map(|span| DutyLimit {
            limit: Limit::after(span),
            of: None,
        }),
        alternative: None,
        done_by: Fact::RungLeft,
        arms_on: None,
        each: true,
        afresh: false,
        when: Condition::default(),
        remind: None,
        breach: Breach {
            tell: heads.collect(),
            escalate: None,
        },
    })
}
