//! Who has to be told of what happens to a dispute, and on which clauses it rests. Never what was said.

use super::{book::Book, event::Event, facts::parts, state::Dispute};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, Role, TeamId,
    edition::{Duty, RuleName},
    obligation::{Change, ChangeKind, Post},
};
use handrail_ledger::Tell;

/// Who is told of an event; `dispute` is as it stands after it. First come those whom the edition
/// names, then those whom it concerns in any edition; nobody twice.
pub fn told(dispute: &Dispute, event: &Event, book: &Book<'_>) -> Vec<Tell> {
    let mut telling = Telling::default();
    if let Some(fact) = event.fact() {
        let situation = book.situation(dispute);
        let named = book
            .edition
            .tellings(&book.ladder.elements, fact, &situation);
        for named in named {
            for party in &named.to {
                telling.add(
                    book.post(dispute, *party),
                    &named.reason,
                    &named.clauses,
                    None,
                );
            }
        }
    }
    let clauses = clauses(dispute, event, book);
    let managers = dispute.teams().map(manager);
    match event {
        Event::RungReached(rung) => {
            for post in book.posts_now(dispute) {
                telling.add(Some(post), "rung-reached", &clauses, rung.due_at);
            }
            telling.all(managers, "dispute-moved-up", &clauses);
        }
        Event::Settled(direction) => {
            telling.all(managers, "dispute-settled", &clauses);
            telling.all([manager(&direction.team)], "dispute-settled", &clauses);
        }
        Event::Expedited { .. } => {
            telling.all(book.posts_now(dispute), "dispute-expedited", &clauses);
            telling.all(managers, "dispute-expedited", &clauses);
        }
        // Whoever has yet to agree is asked to; nobody is when it is agreed.
        Event::ExhaustionAgreed(exhaustion) => {
            let waits = book.posts_now(dispute).into_iter();
            let waits = waits.filter(|post| exhaustion.waits_for.contains(&post.team));
            telling.all(waits, "dispute-exhausted", &clauses);
        }
        Event::ImmediateNeedsAssigned { team, .. } => {
            telling.all([manager(team)], "immediate-needs", &clauses);
        }
        Event::Lapsed { .. } => {
            telling.all(book.posts_now(dispute), "dispute-lapsed", &clauses);
            telling.all(managers, "dispute-lapsed", &clauses);
        }
        // Whoever takes it over hears of what it owes.
        Event::PassedOn { .. }
        | Event::Bound { .. }
        | Event::Opened(_)
        | Event::PositionStated(_)
        | Event::Discussed(_)
        | Event::CaseNoted { .. } => {}
    }
    telling.0
}

/// The clauses that an event rests on; `dispute` is as it stands after it.
pub fn clauses(dispute: &Dispute, event: &Event, book: &Book<'_>) -> Vec<ClauseId> {
    let of_rung = |level| {
        book.rung(level)
            .map_or_else(Vec::new, |rung| rung.clauses.clone())
    };
    match event {
        Event::Opened(_)
        | Event::ExhaustionAgreed(_)
        | Event::PassedOn { .. }
        | Event::Lapsed { .. } => book.ladder.clauses.clone(),
        Event::Bound { clauses, .. } => clauses.clone(),
        Event::PositionStated(_) | Event::Discussed(_) | Event::Settled(_) => {
            of_rung(dispute.level())
        }
        Event::RungReached(rung) => of_rung(rung.level),
        Event::ImmediateNeedsAssigned { .. } => book.rule_clauses(RuleName::ImmediateNeeds),
        Event::Expedited { .. } => book.rule_clauses(RuleName::Ladder),
        Event::CaseNoted { .. } => {
            let duties = &book.ladder.elements.duties;
            let duty = duties
                .iter()
                .find(|duty| Some(duty.done_by) == event.fact());
            duty.map_or_else(Vec::new, |duty| duty.clauses.clone())
        }
    }
}

/// Who is told of a change of what is owed. Whoever stands on a rung heard of its clock when it was reached.
pub fn told_of_change(dispute: &Dispute, change: &Change, book: &Book<'_>) -> Vec<Tell> {
    let obligation = &change.obligation;
    let parts = parts(dispute, book);
    let part = parts.iter().find(|part| part.duty(obligation).is_some());
    let on_rung = part.is_some_and(|part| part.level().is_some());
    let mut telling = Telling::default();
    let mut owner = |reason, due| {
        telling.add(
            Some(obligation.owner.clone()),
            reason,
            &obligation.clauses,
            due,
        );
    };
    match change.kind {
        ChangeKind::Armed if on_rung => {}
        ChangeKind::Armed | ChangeKind::Reassigned => owner("duty-owed", obligation.due()),
        ChangeKind::Reprojected => owner("duty-moved", obligation.due()),
        ChangeKind::Breached => {
            owner("duty-breached", None);
            let duty = part.and_then(|part| part.duty(obligation));
            for post in breach_posts(dispute, duty, book) {
                telling.add(Some(post), "duty-breached", &obligation.clauses, None);
            }
        }
        ChangeKind::Restated
        | ChangeKind::Fulfilled
        | ChangeKind::Waived
        | ChangeKind::Cancelled => {}
    }
    telling.0
}

fn breach_posts(dispute: &Dispute, duty: Option<&Duty>, book: &Book<'_>) -> Vec<Post> {
    let parties = duty.map(|duty| duty.breach.tell.as_slice()).unwrap_or(&[]);
    parties
        .iter()
        .filter_map(|party| book.post(dispute, *party))
        .collect()
}

fn manager(team: &TeamId) -> Post {
    Post {
        team: team.clone(),
        role: Role::TeamManager,
    }
}

#[derive(Default)]
struct Telling(Vec<Tell>);

impl Telling {
    fn add(
        &mut self,
        to: Option<Post>,
        reason: &str,
        clauses: &[ClauseId],
        due: Option<DateTime<Utc>>,
    ) {
        let Some(to) = to else { return };
        if self.0.iter().any(|tell| tell.to == to) {
            return;
        }
        self.0.push(Tell {
            to,
            reason: reason.to_owned(),
            clauses: clauses.to_vec(),
            due,
        });
    }

    fn all(&mut self, posts: impl IntoIterator<Item = Post>, reason: &str, clauses: &[ClauseId]) {
        for post in posts {
            self.add(Some(post), reason, clauses, None);
        }
    }
}
