//! Caseloads as checks: each is played on services of its own, and everything has to come out as it says.

use super::{Output, up};
use crate::{
    caseload::{self, Caseload, Played, Stage},
    client::Clients,
    exit::Failure,
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use chrono::{DateTime, Utc};
use clap::Args;
use handrail_chassis::{config::Shared, identity::Caller, lifecycle::Lifecycle};
use handrail_domain::directory::Directory;
use serde_json::json;
use std::{
    net::Ipv4Addr,
    path::{Path, PathBuf},
};

/// Play caseloads, each on services of its own in memory on a virtual clock, and check what they are to show.
/// An authority that writes an edition writes such caseloads to prove that the edition does what was meant.
#[derive(Debug, Args)]
pub struct RehearseArgs {
    /// The caseloads.
    #[arg(required = true, value_name = "CASELOAD")]
    caseloads: Vec<PathBuf>,
    /// The organisation that they happen in.
    #[arg(
        long,
        value_name = "FILE",
        env = "HANDRAIL_ORGANISATION",
        default_value = up::SAMPLE_ORGANISATION
    )]
    organisation: PathBuf,
    /// The folder of the editions that they follow; those that come with the program without it.
    #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
    editions: Option<PathBuf>,
}

impl RehearseArgs {
    pub(super) async fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let mut failed = None;
        for file in &self.caseloads {
            let rehearsed = rehearse(file, &self.organisation, self.editions.as_deref()).await;
            let name = file.display();
            match rehearsed {
                Ok(played) if output.json => {
                    let shown: Vec<_> = played
                        .shown
                        .iter()
                        .map(|(edition, clause, how)| json!({"edition": edition, "clause": clause, "how": how}))
                        .collect();
                    output.document(&json!({"caseload": name.to_string(), "shown": shown}))?;
                }
                Ok(played) => {
                    output.text(format!("{name}: {} things shown", played.shown.len()))?;
                }
                Err(failure) => {
                    if !output.json {
                        output.text(format!("{name}: failed"))?;
                        // The first failure is told when the command ends with it.
                        if failed.is_some() {
                            output.text(format!("  {}", failure.lines().join("\n  ")))?;
                        }
                    }
                    failed.get_or_insert(failure);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }
}

/// Plays one caseload, from the instant of its first step.
///
/// # Errors
/// What is wrong with its files, or the first step that does not come out as it says.
pub async fn rehearse(
    file: &Path,
    organisation: &Path,
    editions: Option<&Path>,
) -> Result<Played, Failure> {
    let (caseload, directory) = up::load(file, organisation)?;
    let starts_at = caseload.steps.first().map(|step| step.at);
    let mut shared = Shared::new(organisation);
    shared.rules.editions = editions.map(Path::to_owned);
    shared.virtual_clock = starts_at;
    let mail = tempfile::tempdir().map_err(|error| Failure::Crashed(error.to_string()))?;
    let options = SuiteOptions {
        storage: Storage::Memory,
        host: Ipv4Addr::LOCALHOST.into(),
        ports: Ports::Any,
        mail_folder: Some(mail.path().to_owned()),
        shared,
    };
    let lifecycle = Lifecycle::new();
    let played = played(&caseload, &directory, options, &lifecycle).await;
    lifecycle.shutdown().await;
    played
}

async fn played(
    caseload: &Caseload,
    directory: &Directory,
    options: SuiteOptions,
    lifecycle: &Lifecycle,
) -> Result<Played, Failure> {
    let suite = Suite::start(options, lifecycle)
        .await
        .map_err(|error| up::cannot_start(&error))?;
    let clients = Clients::new(&suite.addresses, Caller::named("auditor:rehearsal"))
        .map_err(|error| Failure::Crashed(error.to_string()))?;
    let stage = Stage {
        clients: &clients,
        directory,
    };
    let watch = |_: usize, _: DateTime<Utc>| {};
    caseload::play(caseload, &stage, watch).await
}
