//! The walk through what happened, under both rules at once.

use super::{
    CantTell, Duty, Owed, Simulation, Step, Trial,
    history::{History, Recorded},
    route::{choose, own_terms},
    verdict::{Stand, of_opening},
};
use crate::transfer::{Event, Opened, Terms, Transfer, parties};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ObligationId, TransferId,
    deadline::NoDueTime,
    obligation::{Obligation, Ruler, reconcile},
};
use std::collections::{BTreeMap, BTreeSet};

/// Walks through the history of a transfer, up to an instant; nothing when it does not begin with an opening.
pub(super) fn replay(
    id: TransferId,
    history: &History,
    until: DateTime<Utc>,
    trial: Trial<'_>,
) -> Result<Option<Simulation>, CantTell> {
    let mut happened = history.happened.iter();
    let Some(first) = happened.next() else {
        return Ok(None);
    };
    let Event::Opened(opened) = &first.event else {
        return Ok(None);
    };
    let own = own_terms(opened, trial).ok_or_else(|| CantTell::NotLoaded {
        transfer: id,
        edition: opened.edition.clone(),
    })?;
    let events = history.happened.iter().map(|recorded| &recorded.event);
    let route = choose(opened, own, events, trial);
    let pathway = route.pathway().and_then(|id| trial.edition.pathway(id));
    let mut simulation = Simulation {
        transfer: id,
        edition: opened.edition.clone(),
        pathway: opened.pathway.clone(),
        route: route.clone(),
        steps: Vec::new(),
        duties: Vec::new(),
        lead_passed_at: [None, None],
    };
    let Some(pathway) = pathway else {
        return Ok(Some(simulation));
    };
    let terms = Terms {
        edition: trial.edition,
        pathway,
        directory: trial.directory,
        calendar: trial.calendar,
    };
    let mut walk = Walk {
        own: Side::opened(id, opened, own),
        tried: Side::opened(id, opened, terms),
        history,
        trial,
        on_record: Vec::new(),
    };
    simulation.steps.push(walk.begins(first)?);
    for recorded in happened {
        simulation.steps.push(walk.goes_on(recorded)?);
    }
    walk.passes(until);
    simulation.lead_passed_at = [&walk.own, &walk.tried].map(|side| side.transfer.lead_passed_at);
    simulation.duties = walk.duties();
    Ok(Some(simulation))
}

/// The transfer as one set of rules sees it.
struct Side<'a> {
    terms: Terms<'a>,
    transfer: Transfer,
}

impl<'a> Side<'a> {
    fn opened(id: TransferId, opened: &Opened, terms: Terms<'a>) -> Self {
        let opened = Opened {
            edition: terms.edition.id.clone(),
            pathway: terms.pathway.id.clone(),
            ..opened.clone()
        };
        Self {
            transfer: Transfer::opened(id, &opened),
            terms,
        }
    }

    fn after(&self, event: &Event) -> Transfer {
        self.transfer.after(event, self.terms.edition)
    }

    fn stand<'s>(&'s self, after: &'s Transfer) -> Stand<'s> {
        Stand {
            before: &self.transfer,
            after,
            terms: self.terms,
        }
    }
}

/// How far the walk has come.
struct Walk<'a> {
    own: Side<'a>,
    tried: Side<'a>,
    history: &'a History,
    trial: Trial<'a>,
    /// What would be owed so far.
    on_record: Vec<Obligation>,
}

impl Walk<'_> {
    fn begins(&mut self, first: &Recorded) -> Result<Step, NoDueTime> {
        self.owes()?;
        Ok(Step {
            at: first.event.at(),
            title: first.event.title(),
            recorded: of_opening(&self.own.transfer, self.own.terms),
            tried: of_opening(&self.tried.transfer, self.tried.terms),
        })
    }

    fn goes_on(&mut self, recorded: &Recorded) -> Result<Step, NoDueTime> {
        self.passes(recorded.recorded_at);
        let event = &recorded.event;
        let [own, tried] = [self.own.after(event), self.tried.after(event)];
        let under_own = self.own.stand(&own);
        let step = Step {
            at: event.at(),
            title: event.title(),
            recorded: under_own.verdict(recorded, under_own),
            tried: self.tried.stand(&tried).verdict(recorded, under_own),
        };
        self.own.transfer = own;
        self.tried.transfer = tried;
        self.owes()?;
        Ok(step)
    }

    /// Time passes: what was set aside is set aside, and what becomes late is late.
    fn passes(&mut self, until: DateTime<Utc>) {
        for position in 0..self.on_record.len() {
            let one = &self.on_record[position];
            let waived = self.history.waived.get(&self.as_own(one));
            let waived = waived.filter(|at| **at <= until);
            let change = match waived {
                Some(at) => one.waive(String::new(), *at),
                None => one.breach(until),
            };
            if let Some(change) = change {
                self.on_record[position] = change.obligation;
            }
        }
    }

    fn owes(&mut self) -> Result<(), NoDueTime> {
        let Side { terms, transfer } = &self.tried;
        let changes = reconcile(
            Ruler {
                edition: terms.edition,
                calendar: self.trial.calendar,
            },
            terms.pathway.id.as_str(),
            &transfer.subject(),
            terms.edition.duties(&terms.pathway.elements),
            &transfer.facts(terms),
            parties(transfer, terms.directory),
            &self.on_record,
        )?;
        for change in changes {
            let id = change.obligation.id;
            self.on_record.retain(|one| one.id != id);
            self.on_record.push(change.obligation);
        }
        Ok(())
    }

    /// The id that a duty would have under the pathway that the transfer was recorded on.
    fn as_own(&self, obligation: &Obligation) -> ObligationId {
        let part = self.tried.terms.pathway.id.as_str();
        let duty = obligation.duty.strip_prefix(part).unwrap_or_default();
        let own = &self.own.terms.pathway.id;
        let named = format!("{own}{duty}/{}", obligation.instance);
        ObligationId::derived(self.own.transfer.id.0, &named)
    }

    /// What was owed beside what would be, in the order of their due times.
    fn duties(&self) -> Vec<Duty> {
        let tried: BTreeMap<ObligationId, Owed> = self
            .on_record
            .iter()
            .map(|one| (self.as_own(one), Owed::of(one)))
            .collect();
        let recorded = &self.history.owed;
        let ids: BTreeSet<&ObligationId> = recorded.keys().chain(tried.keys()).collect();
        let both = ids.into_iter().map(|id| Duty {
            id: *id,
            recorded: recorded.get(id).cloned(),
            tried: tried.get(id).cloned(),
        });
        let mut duties: Vec<Duty> = both.collect();
        duties.sort_by_key(|duty| {
            let owed = duty.tried.as_ref().or(duty.recorded.as_ref());
            let due = owed.and_then(|owed| owed.due);
            (due.is_none(), due, duty.id)
        });
        duties
    }
}
