//! What follows from the others' journals: whoever is to be told of an entry gets a notice, and what letters have to agree with
//! is kept of transfers.

use crate::letter::News;
use crate::notice::{Disorder, ShortName, fold, write};
use crate::service::record;
use crate::store;
use crate::wire::{Move, move_of, tells_of};
use async_trait::async_trait;
use handrail_contracts::feed::v1::Entry;
use handrail_domain::edition::RuleName;
use handrail_frame::Rulebook;
use handrail_ledger::follower::{Apply, ApplyError};
use handrail_ledger::{LedgerError, Unit};

/// Writes the notices of the entries of one service, whatever their kind: the entry says itself
/// who is to be told, and why.
#[derive(Debug, Clone)]
pub struct Telling {
    source: &'static str,
    rulebook: Rulebook,
}

impl Telling {
    /// Writes the notices of the entries of `source`.
    pub fn new(source: &'static str, rulebook: Rulebook) -> Self {
        Self { source, rulebook }
    }
}

#[async_trait]
impl Apply for Telling {
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError> {
        let impossible = |why: String| ApplyError::Impossible(why);
        let moved = move_of(entry).map_err(|error| impossible(error.to_string()))?;
        if let Some(moved) = moved {
            note(unit, moved).await?;
        }
        let source = self.source.parse::<ShortName>();
        let source = source.map_err(|error| impossible(error.to_string()))?;
        let read = tells_of(&source, entry).map_err(|error| impossible(error.to_string()))?;
        let Some((origin, tells)) = read else {
            return Ok(());
        };
        // A journal that is read again from its start tells nobody twice, though somebody else may
        // answer for a post by now.
        if store::is_written(unit, &origin).await? {
            return Ok(());
        }
        let rules = self.rulebook.current();
        let actor = unit.ledger().actor();
        let edition = entry.edition_id.parse().ok();
        let edition = edition.and_then(|id| rules.protocol.edition(&id));
        let cover = edition.map(|edition| edition.rule_clauses(RuleName::Cover));
        let cover = cover.unwrap_or_default();
        for events in write(&rules.directory, &origin, &tells, &cover, unit.now()) {
            let notice = fold(&events)
                .map_err(|Disorder| LedgerError::Corrupt("a new notice".to_owned()))?;
            if let Some(notice) = notice {
                store::insert(unit, &notice).await?;
                for event in &events {
                    record(unit, &notice, event, &actor);
                }
            }
        }
        Ok(())
    }
}

/// Keeps what an entry says of a transfer. What was read before changes nothing when the journal is read again.
async fn note(unit: &Unit, moved: Move) -> Result<(), LedgerError> {
    let known = store::known_transfer(unit.conn(), moved.transfer).await?;
    let known = match (known, moved.news) {
        (None, News::Opened(opened)) => *opened,
        (None, _) => return Ok(()),
        (Some(known), news) => known.after(moved.version, news),
    };
    store::note_transfer(unit, &known).await
}
