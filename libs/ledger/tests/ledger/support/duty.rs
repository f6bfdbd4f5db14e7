//! Obligations as a service would arm them.

use chrono::{DateTime, TimeDelta, Utc};
use handrail_domain::deadline::{Deadline, Derivation, Limit, Span, Trigger, Unit as SpanUnit};
use handrail_domain::obligation::{Change, ChangeKind, Obligation, Post, State, Subject};
use handrail_domain::{ObligationId, Role, Strength};
use handrail_ledger::Ledger;
use uuid::Uuid;

pub(crate) const ACTOR: &str = "testa.sample-worker-01";

/// The manager of a team that owes something.
pub(crate) fn manager() -> Post {
    Post {
        team: "family-safeguarding-01".parse().expect("a team"),
        role: Role::TeamManager,
    }
}

/// A duty to review an early warning, due at `due`; without a limit when there is none.
pub(crate) fn duty(
    subject: &Subject,
    name: &str,
    due: Option<DateTime<Utc>>,
    remind_at: Option<DateTime<Utc>>,
) -> Obligation {
    let clauses = vec!["C4.1-09".parse().expect("a clause")];
    let started_at = due.map_or_else(super::monday, |due| due - TimeDelta::hours(24));
    let deadline = due.map(|due| Deadline {
        due,
        alternative: None,
        derivation: Derivation {
            trigger: Trigger {
                what: "early-warning-sent".to_owned(),
                at: started_at,
            },
            limit: Limit::after(Span::new(24, SpanUnit::Hours).expect("a span")),
            clauses: clauses.clone(),
            edition: "current".parse().expect("an edition"),
            calendar_version: "test".to_owned(),
            rules: Vec::new(),
            days: Vec::new(),
        },
    });
    Obligation {
        id: ObligationId::derived(subject.id, &format!("test/{name}/")),
        subject: subject.clone(),
        edition: "current".parse().expect("an edition"),
        duty: format!("test/{name}"),
        instance: String::new(),
        title: "Review the early warning".to_owned(),
        clauses,
        strength: Strength::Must,
        owner: manager(),
        started_at,
        deadline,
        remind_at,
        state: State::Open,
        closed_at: None,
        breached_at: None,
        reason: None,
    }
}

/// A change that leaves the obligation as given.
pub(crate) fn change(kind: ChangeKind, obligation: &Obligation) -> Change {
    Change {
        kind,
        obligation: obligation.clone(),
    }
}

/// Arms obligations.
pub(crate) async fn arm(ledger: &Ledger, obligations: &[Obligation]) {
    let armed = obligations
        .iter()
        .map(|duty| change(ChangeKind::Armed, duty));
    let mut unit = ledger.begin().await.expect("a unit");
    unit.apply(armed.collect(), ACTOR, |_| Vec::new())
        .await
        .expect("armed");
    unit.commit().await.expect("committed");
}

/// Fulfils an obligation at the ledger's time.
pub(crate) async fn fulfil(ledger: &Ledger, id: ObligationId) {
    let mut unit = ledger.begin().await.expect("a unit");
    let mut done = unit.obligation(id).await.expect("read").expect("known");
    done.state = State::Met;
    done.closed_at = Some(unit.now());
    let done = change(ChangeKind::Fulfilled, &done);
    unit.apply(vec![done], ACTOR, |_| Vec::new())
        .await
        .expect("fulfilled");
    unit.commit().await.expect("committed");
}

/// The obligations of a subject.
pub(crate) async fn owed(ledger: &Ledger, subject: Uuid) -> Vec<Obligation> {
    let unit = ledger.begin().await.expect("a unit");
    unit.obligations(subject).await.expect("read")
}
