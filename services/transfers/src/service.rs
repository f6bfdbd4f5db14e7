//! What transfers can be asked to do: load, decide, save.

mod admit;
mod checklist;
mod journey;
mod matter;
mod meetings;
mod missed;
mod queries;
mod record;
mod register;
mod waive;

use crate::{
    error::Error,
    follower::agreed_before,
    store,
    transfer::{
        Command, Event, KnownChild, Moment, Opening, Refusal, Terms, Transfer, Wrong, decide,
        directed, open,
    },
    wire::transfer_to_wire,
};
use handrail_contracts::{parse::Header, transfers::v1 as wire};
use handrail_domain::{
    ChildId, ClauseId, DisputeId, EditionId, EntryId, PathwayId, Role, TeamId, TransferId,
    calendar::london::local_date,
    edition::{Edition, Pathway},
    obligation::Obligation,
};
use handrail_frame::{Actor, Rulebook, Rules};
use handrail_ledger::{Ledger, LedgerError, RequestKey, Unit};
use matter::no_such_edition;
use record::Step;

pub(crate) use admit::Admission;
pub(crate) use matter::{AskedChild, AskedMatter, Who};
pub(crate) use meetings::{AskedOfMeeting, Scheduling};
pub(crate) use missed::MissedListing;
pub(crate) use record::{duty_of, note_lead, told_of_breach};

/// The use cases of transfers. Clones are the same service.
#[derive(Clone, Debug)]
pub(crate) struct Transfers {
    pub(crate) ledger: Ledger,
    pub(crate) rulebook: Rulebook,
}

/// A command as it came: by whom, under which request id, on which version.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) actor: Actor,
    pub(crate) key: RequestKey,
    pub(crate) header: Header,
}

/// The rules that a caller asks a new transfer to follow.
#[derive(Debug)]
pub(crate) struct Chosen {
    /// None for the edition in force on the day of the decision.
    pub(crate) edition: Option<EditionId>,
    pub(crate) pathway: PathwayId,
}

impl Transfers {
    /// Opens a transfer.
    pub(crate) async fn open(
        &self,
        asked: Asked,
        chosen: Chosen,
        opening: Opening,
    ) -> Result<wire::Transfer, Error> {
        let Asked { actor, key, header } = asked;
        let service = self.clone();
        let work =
            async move |unit: &mut Unit| service.opened(unit, &actor, &chosen, &opening).await;
        self.ledger.command(&key, header.validate_only, work).await
    }

    async fn opened(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        chosen: &Chosen,
        opening: &Opening,
    ) -> Result<wire::Transfer, Error> {
        let rules = self.rulebook.current();
        let terms = terms_chosen(&rules, chosen, opening)?;
        let known = known(unit, &opening.children).await?;
        may_act(actor, &[&opening.from], || terms.pathway.clauses.clone())?;
        let event = open(opening, &known, terms)?;
        let Event::Opened(opened) = &event else {
            return Err(LedgerError::Corrupt("an opening".to_owned()).into());
        };
        let transfer = Transfer::opened(TransferId(unit.mint()), opened);
        store::insert(unit, &transfer).await?;
        let step = Step {
            before: None,
            after: &transfer,
            event: &event,
            entry: EntryId(unit.mint()),
            actor: &actor.subject,
        };
        let obligations = record::record(unit, step, terms, &rules).await?;
        if let Some((agreed, obligations)) = self.agreed(unit, &transfer, &rules).await? {
            return Ok(transfer_to_wire(&agreed, &obligations, terms));
        }
        Ok(transfer_to_wire(&transfer, &obligations, terms))
    }

    /// The step that a pathway waits for, where the family of a new transfer has agreed before.
    async fn agreed(
        &self,
        unit: &mut Unit,
        opened: &Transfer,
        rules: &Rules,
    ) -> Result<Option<(Transfer, Vec<Obligation>)>, Error> {
        let children: Vec<ChildId> = opened.children.iter().map(|child| child.id).collect();
        if !store::consent_stands(unit, &children).await? {
            return Ok(None);
        }
        let moment = Moment {
            now: unit.now(),
            entry: EntryId(unit.mint()),
            team: &opened.from,
        };
        let Some(event) = agreed_before(opened, terms_of(rules, opened)?, moment) else {
            return Ok(None);
        };
        let actor = self.ledger.actor();
        let taken = taken(unit, rules, opened, &event, moment.entry, &actor).await?;
        Ok(Some(taken))
    }

    /// Asks something of a transfer.
    pub(crate) async fn act(
        &self,
        asked: Asked,
        id: TransferId,
        command: Command,
    ) -> Result<wire::Transfer, Error> {
        let Asked { actor, key, header } = asked;
        let service = self.clone();
        let (validate_only, expected) = (header.validate_only, header.expected_version);
        let work =
            async move |unit: &mut Unit| service.acted(unit, &actor, expected, id, &command).await;
        self.ledger.command(&key, validate_only, work).await
    }

    async fn acted(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        expected: Option<u64>,
        id: TransferId,
        command: &Command,
    ) -> Result<wire::Transfer, Error> {
        let rules = self.rulebook.current();
        let before = store::load(unit, id).await?;
        let before = before.ok_or(Error::NotFound("transfer"))?;
        let terms = terms_of(&rules, &before)?;
        let (teams, roles) = (command.teams(&before, terms), command.roles(&before, terms));
        let teams: Vec<&TeamId> = teams.iter().collect();
        let team = may_act_as(actor, roles, &teams, || command.rests_on(&before, terms))?;
        expect(expected, before.version)?;
        let (after, obligations) = changed(unit, &rules, &before, command, &team, actor).await?;
        Ok(transfer_to_wire(&after, &obligations, terms))
    }

    /// Carries out the direction of a settled dispute, once.
    pub(crate) async fn direct(
        &self,
        unit: &mut Unit,
        id: TransferId,
        dispute: DisputeId,
        goes_to: Option<&TeamId>,
    ) -> Result<(), Error> {
        let now = unit.now();
        self.follow(unit, id, |before, terms, _| {
            directed(before, dispute, goes_to, now, terms)
        })
        .await
    }

    /// Records what happens to a transfer without anybody having asked this service for it; `decides`
    /// says what that is, if anything.
    pub(crate) async fn follow(
        &self,
        unit: &mut Unit,
        id: TransferId,
        decides: impl FnOnce(&Transfer, Terms<'_>, EntryId) -> Option<Event>,
    ) -> Result<(), Error> {
        let rules = self.rulebook.current();
        let before = store::load(unit, id).await?;
        let before = before.ok_or(Error::NotFound("transfer"))?;
        let terms = terms_of(&rules, &before)?;
        let entry = EntryId(unit.mint());
        let Some(event) = decides(&before, terms, entry) else {
            return Ok(());
        };
        taken(unit, &rules, &before, &event, entry, &self.ledger.actor()).await?;
        Ok(())
    }
}

/// Decides on a command, and records what it leads to; with the duties of the transfer afterwards.
async fn changed(
    unit: &mut Unit,
    rules: &Rules,
    before: &Transfer,
    command: &Command,
    team: &TeamId,
    actor: &Actor,
) -> Result<(Transfer, Vec<Obligation>), Error> {
    let terms = terms_of(rules, before)?;
    let moment = Moment {
        now: unit.now(),
        entry: EntryId(unit.mint()),
        team,
    };
    let event = decide(before, command.clone(), moment, terms)?;
    if let Command::RecordChecklist(sheet) = command {
        store::keep_comments(unit, before.id, sheet).await?;
    }
    taken(unit, rules, before, &event, moment.entry, &actor.subject).await
}

/// Keeps and records a step that was decided on; with the duties of the transfer afterwards.
async fn taken(
    unit: &mut Unit,
    rules: &Rules,
    before: &Transfer,
    event: &Event,
    entry: EntryId,
    actor: &str,
) -> Result<(Transfer, Vec<Obligation>), Error> {
    let terms = terms_of(rules, before)?;
    let after = before.after(event, terms.edition);
    store::update(unit, &after, before.version).await?;
    let step = Step {
        before: Some(before),
        after: &after,
        event,
        entry,
        actor,
    };
    let obligations = record::record(unit, step, terms, rules).await?;
    Ok((after, obligations))
}

/// What is known of the children that a transfer is asked for.
async fn known(unit: &Unit, children: &[ChildId]) -> Result<Vec<KnownChild>, Error> {
    let moving = store::moving(unit, children).await?;
    let mut known = Vec::new();
    for child in store::births(unit, children).await? {
        let lead = store::lead_now(unit.conn(), child.id).await?;
        let part_of = moving.iter().find(|(moving, _)| *moving == child.id);
        known.push(KnownChild {
            id: child.id,
            household: child.household,
            birth: child.birth,
            lead: lead.map(|lead| (lead.team, lead.since)),
            moving: part_of.map(|(_, transfer)| *transfer),
        });
    }
    Ok(known)
}

/// The team, of those that a command belongs to, that the caller acts for; `clauses` make it theirs.
fn may_act(
    actor: &Actor,
    teams: &[&TeamId],
    clauses: impl FnOnce() -> Vec<ClauseId>,
) -> Result<TeamId, Error> {
    may_act_as(actor, &[], teams, clauses)
}

/// The same, in one of these roles where there are any.
fn may_act_as(
    actor: &Actor,
    roles: &[Role],
    teams: &[&TeamId],
    clauses: impl FnOnce() -> Vec<ClauseId>,
) -> Result<TeamId, Error> {
    let acts = |team: &TeamId| match roles {
        [] => actor.acts_for(team),
        roles => roles.iter().any(|role| actor.holds(*role, team)),
    };
    teams
        .iter()
        .find(|team| acts(team))
        .map(|team| (*team).clone())
        .ok_or_else(|| Error::NotTheirs {
            teams: teams.iter().map(|team| (*team).clone()).collect(),
            roles: roles.to_vec(),
            clauses: clauses(),
        })
}

fn expect(expected: Option<u64>, found: u64) -> Result<(), Error> {
    match expected {
        Some(expected) if expected != found => Err(Error::Stale { expected, found }),
        _ => Ok(()),
    }
}

/// What a new transfer is held to.
fn terms_chosen<'r>(
    rules: &'r Rules,
    chosen: &Chosen,
    opening: &Opening,
) -> Result<Terms<'r>, Refusal> {
    let edition = match &chosen.edition {
        Some(id) => rules
            .protocol
            .edition(id)
            .ok_or_else(|| Refusal::Fields(vec![no_such_edition(&rules.protocol)]))?,
        None => rules
            .protocol
            .in_force(local_date(opening.progressed_at))
            .ok_or_else(|| Wrong::of("progressed_at", "lies before the first edition"))?,
    };
    let pathway = edition.pathway(&chosen.pathway).ok_or_else(|| {
        let known: Vec<&str> = edition.pathways.iter().map(|one| one.id.as_str()).collect();
        Wrong::of(
            "pathway_id",
            format!(
                "not a pathway of edition {}; one of: {}",
                edition.id,
                known.join(", ")
            ),
        )
    })?;
    Ok(terms(rules, edition, pathway))
}

/// What a transfer is held to: the edition it was opened under, to its end.
pub(crate) fn terms_of<'r>(
    rules: &'r Rules,
    transfer: &Transfer,
) -> Result<Terms<'r>, LedgerError> {
    let edition = rules.protocol.edition(&transfer.edition);
    let pathway = edition.and_then(|edition| edition.pathway(&transfer.pathway));
    match (edition, pathway) {
        (Some(edition), Some(pathway)) => Ok(terms(rules, edition, pathway)),
        _ => Err(LedgerError::Corrupt(format!(
            "transfer {}, which follows an edition that is not loaded,",
            transfer.id
        ))),
    }
}

fn terms<'r>(rules: &'r Rules, edition: &'r Edition, pathway: &'r Pathway) -> Terms<'r> {
    Terms {
        edition,
        pathway,
        directory: &rules.directory,
        calendar: &rules.calendar,
    }
}
