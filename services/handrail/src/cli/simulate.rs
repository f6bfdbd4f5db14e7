//! Trying an edition, a calendar or an organisation on what was recorded. Nothing is changed anywhere.

use super::{
    Output,
    edition::{known, protocol},
    up,
};
use crate::{client::Clients, contract::Member, exit::Failure, render};
use clap::Args;
use handrail_chassis::reload::Document;
use handrail_contracts::feed::v1::{Cursor, ReadPageRequest};
use handrail_domain::{
    EditionId, TransferId,
    calendar::Calendar,
    edition::{Edition, Protocol},
};
use handrail_frame::Rules;
use handrail_transfers::simulate::{CantTell, Histories, Simulation, Trial};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many entries are read at once.
const PAGE: u32 = 500;

/// Say what recorded transfers would have come to under another edition, calendar or organisation: what would
/// have been due, late or refused. What happened stays as it happened, and nothing is changed.
#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// The edition to try.
    edition: EditionId,
    /// The folder of the editions; those that come with the program without it, and beside it.
    #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
    editions: Option<PathBuf>,
    /// The bank holidays to count by; those that come with the program without it.
    #[arg(long, value_name = "FILE", env = "HANDRAIL_CALENDAR")]
    calendar: Option<PathBuf>,
    /// The organisation, which says what kind of team each team is.
    #[arg(
        long,
        value_name = "FILE",
        env = "HANDRAIL_ORGANISATION",
        default_value = up::SAMPLE_ORGANISATION
    )]
    organisation: PathBuf,
    /// A transfer; every transfer that the journal knows without it.
    #[arg(long = "transfer", value_name = "ID")]
    transfers: Vec<TransferId>,
    /// Show also what would have been the same.
    #[arg(long)]
    all: bool,
}

impl SimulateArgs {
    pub(super) async fn run(
        self,
        clients: &Clients,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let shipped = protocol(None)?;
        let tried = protocol(self.editions.as_deref())?;
        let edition = known(&tried, &self.edition)?;
        let rules = self.rules(&tried)?;
        let editions = beside(&tried, &shipped);
        let trial = Trial {
            edition,
            directory: &rules.directory,
            calendar: &rules.calendar,
            editions: &editions,
        };
        let histories = read(clients).await?;
        let wanted = match self.transfers.is_empty() {
            true => histories.transfers().collect(),
            false => self.transfers.clone(),
        };
        let mut found = Vec::new();
        for transfer in wanted {
            let simulation = histories.simulate(transfer, trial).map_err(cant_tell)?;
            found.push(simulation.ok_or_else(|| unknown(transfer))?);
        }
        self.tell(&found, output)
    }

    /// What transfers are tried with, besides the edition.
    fn rules(&self, protocol: &Arc<Protocol>) -> Result<Rules, Failure> {
        let public = match &self.calendar {
            Some(file) => {
                let Document { name, text } = document(file)?;
                Calendar::parse(&name, &text)
            }
            None => Calendar::england_and_wales(),
        };
        let public = public.map_err(|errors| up::located(&errors))?;
        let organisation = document(&self.organisation)?;
        Rules::load(Arc::clone(protocol), public, &organisation)
            .map_err(|errors| up::located(&errors))
    }

    fn tell(&self, found: &[Simulation], output: &mut Output<'_>) -> Result<(), Failure> {
        match output.json {
            true => output.document(&render::simulation::json(&self.edition, found, self.all)),
            false => output.text(render::simulation::text(&self.edition, found, self.all)),
        }
    }
}

fn document(file: &Path) -> Result<Document, Failure> {
    Ok(Document {
        name: file.display().to_string(),
        text: up::read(file)?,
    })
}

/// The editions of a folder, and those that come with the program and are not among them: transfers may have been
/// opened under either.
fn beside<'p>(tried: &'p Protocol, shipped: &'p Protocol) -> Vec<&'p Edition> {
    let others = shipped.editions().iter();
    let others = others.filter(|edition| tried.edition(&edition.id).is_none());
    tried.editions().iter().chain(others).collect()
}

/// Reads the journal of transfers to its end.
async fn read(clients: &Clients) -> Result<Histories, Failure> {
    let mut feed = clients.feed(Member::Transfers);
    let mut histories = Histories::default();
    let mut cursor: Option<Cursor> = None;
    loop {
        let asked = ReadPageRequest { cursor, size: PAGE };
        let page = feed.read_page(asked).await?.into_inner();
        if page.entries.is_empty() {
            return Ok(histories);
        }
        for entry in &page.entries {
            histories
                .note(entry)
                .map_err(|error| Failure::Crashed(error.to_string()))?;
        }
        cursor = page.cursor;
    }
}

fn unknown(transfer: TransferId) -> Failure {
    Failure::NotFound(format!("the journal knows no transfer {transfer}"))
}

fn cant_tell(error: CantTell) -> Failure {
    up::config(error)
}
