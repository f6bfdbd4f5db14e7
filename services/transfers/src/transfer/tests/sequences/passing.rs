//! Time that passes: what fires meanwhile is recorded late, and taken up the ladder where the edition
//! says so, as the service's timer does it.

use crate::transfer::{Moment, tests::case::Case, unanswered};
use chrono::{DateTime, Utc};
use handrail_domain::obligation::{Change, Obligation};

impl Case {
    /// Lets time pass; every duty that becomes late is recorded so, at its own instant.
    pub(super) fn passes(&mut self, until: DateTime<Utc>) {
        let due = |one: &&Obligation| one.fires_at(true).is_some_and(|at| at <= until);
        let at = |one: &&Obligation| one.fires_at(true);
        while let Some(next) = self.obligations.iter().filter(due).min_by_key(at).cloned() {
            self.now = self.now.max(next.fires_at(true).unwrap());
            let late = next.breach(self.now).expect("what fires is late");
            self.note(late.clone());
            self.takes_up(&late);
        }
        self.now = self.now.max(until);
    }

    fn takes_up(&mut self, late: &Change) {
        let terms = self.terms();
        let part = &terms.pathway.id;
        let of = |id: &str| format!("{part}/{id}") == late.obligation.duty;
        let mut duties = terms.edition.duties(&terms.pathway.elements);
        let duty = duties.find(|duty| of(duty.id.as_str())).expect("its duty");
        let Some(escalate) = &duty.breach.escalate else {
            return;
        };
        let owner = &late.obligation.owner.team;
        let moment = Moment {
            now: self.now,
            entry: self.entry(),
            team: owner,
        };
        let event = unanswered(&self.transfer, late.obligation.id, owner, escalate, moment);
        if let Some(event) = event {
            self.happened(event);
        }
    }
}
