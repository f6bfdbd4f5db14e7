//! `handrail up`: all four services in one process.

use super::Output;
use crate::{
    caseload::{self, Caseload, Stage},
    client::Clients,
    contract::{Member, instant},
    exit::Failure,
    render::when,
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use handrail_chassis::{
    config::{Environment, Overlay, Shared, Source},
    identity::Caller,
    lifecycle::{Exit, Lifecycle, SHUTDOWN_DEADLINE},
    telemetry::{self, TelemetryError},
};
use handrail_domain::{calendar::Calendar, directory::Directory};
use handrail_frame::{StartError, exit_of};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fmt::Display,
    fs,
    io::{IsTerminal, Write, stderr},
    net::IpAddr,
    path::{Path, PathBuf},
};

pub(super) const SAMPLE_ORGANISATION: &str = "deploy/sample/organisation.toml";
/// Monday, nine o'clock: where the sample caseload begins.
const VIRTUAL_START: &str = "2026-03-02T09:00:00Z";

/// How the suite is started. What is not said here is looked for in the HANDRAIL_ variables and in the file that
/// HANDRAIL_CONFIG names; `handrail config keys` lists them all.
#[derive(Debug, Args)]
pub struct UpArgs {
    /// Keep everything in SQLite files in this folder.
    #[arg(
        long,
        value_name = "FOLDER",
        env = "HANDRAIL_DATA",
        default_value = "data"
    )]
    data: PathBuf,
    /// Keep everything in memory; it is gone at the end.
    #[arg(long, conflicts_with = "data")]
    in_memory: bool,
    /// The organisation: its teams, officers and cover [default: deploy/sample/organisation.toml].
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// The address to listen on.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "HANDRAIL_HOST",
        default_value = "127.0.0.1"
    )]
    host: IpAddr,
    /// Where to listen: on 7401 to 7404, or on any free ports.
    #[arg(long, value_enum, default_value_t = Ports::Default)]
    ports: Ports,
    /// Run on a virtual clock that starts at this time, or where the data folder's journals end.
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true, default_missing_value = VIRTUAL_START, value_parser = instant)]
    virtual_clock: Option<DateTime<Utc>>,
    /// Play this caseload, tell what happened, and go on serving.
    #[arg(long, value_name = "CASELOAD", requires = "virtual_clock")]
    play: Option<PathBuf>,
    /// Send traces, metrics and logs there, by OTLP over gRPC.
    #[arg(long, value_name = "URL")]
    otlp_endpoint: Option<String>,
    /// How log lines are written [default: text].
    #[arg(long, value_enum)]
    log: Option<Log>,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Log {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl UpArgs {
    pub(super) async fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let shared = self.shared()?;
        let caseload = self
            .play
            .as_deref()
            .map(|play| load(play, &shared.rules.organisation))
            .transpose()?;
        let _telemetry = telemetry::init("suite", &shared.telemetry)
            .await
            .map_err(|error| cannot_be_watched(&error))?;
        let lifecycle = Lifecycle::with_deadline(SHUTDOWN_DEADLINE + shared.drain_wait);
        lifecycle.listen_for_signals().map_err(config)?;
        let suite = Suite::start(self.options(shared), &lifecycle)
            .await
            .map_err(|error| cannot_start(&error))?;
        announce(&suite, output)?;
        let told = match &caseload {
            Some((caseload, directory)) => {
                tokio::select! {
                    told = tell(caseload, directory, &suite, output) => told,
                    () = lifecycle.soft.cancelled() => Ok(()),
                }
            }
            None => Ok(()),
        };
        if told.is_err() {
            lifecycle.soft.cancel();
        }
        let exit = lifecycle.run().await;
        told?;
        match exit {
            Exit::Clean => Ok(()),
            Exit::Config | Exit::Missing | Exit::Crashed => Err(Failure::Crashed(
                lifecycle.died().unwrap_or("a task died").to_owned(),
            )),
        }
    }

    /// What is configured: on the command line first, then everywhere else.
    fn shared(&self) -> Result<Shared, Failure> {
        let log = self.log.map(|log| match log {
            Log::Text => "text".to_owned(),
            Log::Json => "json".to_owned(),
        });
        let organisation = self.organisation.as_ref();
        let said = [
            (
                "HANDRAIL_ORGANISATION",
                organisation.map(|file| file.display().to_string()),
            ),
            (
                "HANDRAIL_VIRTUAL_CLOCK",
                self.virtual_clock.map(|start| start.to_rfc3339()),
            ),
            ("HANDRAIL_OTLP_ENDPOINT", self.otlp_endpoint.clone()),
            ("HANDRAIL_LOG", log),
        ];
        let source = Overlay {
            values: said
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?)))
                .collect(),
            under: &Environment,
        };
        shared_of(&source)
    }

    fn options(self, shared: Shared) -> SuiteOptions {
        SuiteOptions {
            storage: if self.in_memory {
                Storage::Memory
            } else {
                Storage::Folder(self.data)
            },
            host: self.host,
            ports: self.ports,
            mail_folder: None,
            shared,
        }
    }
}

/// What all four services of one process are told.
pub(super) fn shared_of(source: &dyn Source) -> Result<Shared, Failure> {
    Shared::parse(source, Path::new(SAMPLE_ORGANISATION)).map_err(config)
}

fn announce(suite: &Suite, output: &mut Output<'_>) -> Result<(), Failure> {
    let addresses = &suite.addresses;
    if output.json {
        let each =
            Member::ALL.map(|member| (member.name().to_owned(), addresses.of(member).into()));
        output.document(&serde_json::json!({ "addresses": serde_json::Map::from_iter(each), "now": suite.world.now() }))?;
    } else {
        for member in Member::ALL {
            output.text(format!("{:<14} {}", member.name(), addresses.of(member)))?;
        }
        if suite.world.clock.is_virtual() {
            output.text(format!(
                "the virtual clock shows {}",
                when(suite.world.now())
            ))?;
        }
    }
    Ok(output.to.flush()?)
}

async fn tell(
    caseload: &Caseload,
    directory: &Directory,
    suite: &Suite,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let clients =
        Clients::new(&suite.addresses, Caller::named("auditor:caseload")).map_err(config)?;
    let mut progress = Progress::new(caseload);
    let played = caseload::play(
        caseload,
        &Stage {
            clients: &clients,
            directory,
        },
        |done, at| progress.show(done, at),
    )
    .await?;
    progress.bar.finish_and_clear();
    let story = caseload::tell(caseload, &played, directory, &clients, &suite.addresses).await?;
    match output.json {
        true => output.document(&story.json())?,
        false => output.text(format!("\n{}\n", story.text()))?,
    }
    Ok(output.to.flush()?)
}

/// A bar on a terminal; elsewhere a line for each simulated day.
struct Progress {
    bar: ProgressBar,
    steps: usize,
    day: String,
}

impl Progress {
    fn new(caseload: &Caseload) -> Self {
        let steps = caseload.steps.len();
        let bar = if stderr().is_terminal() {
            ProgressBar::new(steps as u64)
        } else {
            ProgressBar::hidden()
        };
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}");
        Self {
            bar: bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())),
            steps,
            day: String::new(),
        }
    }

    fn show(&mut self, done: usize, at: DateTime<Utc>) {
        self.bar.set_position(done as u64);
        self.bar.set_message(when(at));
        let day = when(at)
            .rsplit_once(' ')
            .map(|(day, _)| day.to_owned())
            .unwrap_or_default();
        if self.bar.is_hidden() && day != self.day {
            // Whoever has closed standard error does not want to know.
            let _ = writeln!(stderr(), "{day}: {done} of {} steps", self.steps);
        }
        self.day = day;
    }
}

pub(super) fn load(play: &Path, organisation: &Path) -> Result<(Caseload, Directory), Failure> {
    let directory = Directory::parse(&organisation.display().to_string(), &read(organisation)?)
        .map_err(|errors| located(&errors))?;
    let calendar = Calendar::england_and_wales().map_err(|errors| located(&errors))?;
    let caseload = Caseload::parse(&play.display().to_string(), &read(play)?, &calendar)
        .map_err(|errors| located(&errors))?;
    Ok((caseload, directory))
}

pub(super) fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file)
        .map_err(|error| Failure::Config(format!("{}: {error}", file.display())))
}

pub(super) fn located(errors: &[impl Display]) -> Failure {
    Failure::Config(
        errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

/// What can't be used, with its causes: whoever started the process has to change something.
pub(super) fn config(error: impl std::error::Error) -> Failure {
    Failure::Config(with_causes(&error))
}

fn cannot_be_watched(error: &TelemetryError) -> Failure {
    match error {
        TelemetryError::Listen(_) => Failure::Missing(with_causes(error)),
        TelemetryError::Exporter(_)
        | TelemetryError::Prometheus(_)
        | TelemetryError::Started(_) => Failure::Config(with_causes(error)),
    }
}

pub(super) fn cannot_start(error: &StartError) -> Failure {
    let text = with_causes(error);
    match exit_of(error) {
        Exit::Missing => Failure::Missing(text),
        Exit::Config => Failure::Config(text),
        Exit::Clean | Exit::Crashed => Failure::Crashed(text),
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
