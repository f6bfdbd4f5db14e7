//! The command line.

mod clock;
mod config;
mod credentials;
mod edition;
mod feed;
mod journey;
mod pathway;
mod register;
pub mod rehearse;
mod request;
mod simulate;
mod tray;
mod up;
mod verify;

pub use clock::ClockCommand;
pub(crate) use clock::clocks;
pub use config::ConfigCommand;
pub use credentials::{CredentialsArgs, TokenArgs};
pub use feed::FeedCommand;
pub use journey::JourneyArgs;
pub use request::Request;
pub(crate) use request::put;
pub(crate) use tray::{Wanted, obligations};
pub use up::UpArgs;

use self::{edition::EditionCommand, pathway::PathwayCommand, rehearse::RehearseArgs};
use crate::{
    client::{Addresses, Clients},
    exit::{EXIT_CODES, Exit, Failure},
    render,
};
use clap::{Args, Parser, Subcommand, builder::PossibleValuesParser, error::ErrorKind};
use handrail_chassis::{
    identity::{Badge, Caller, Token, TokenSource},
    probe::{LIVENESS, READINESS, STARTUP},
    tls::{self, ClientTls, ClientTlsSettings, KeyPairFiles},
    world::World,
};
use std::{
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Plans of support that move safely between teams: the services, and their command line.
#[derive(Debug, Parser)]
#[command(name = "handrail", version, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// Write JSON in place of tables, with the field names of the contracts.
    #[arg(long, global = true)]
    json: bool,
    /// Where the services are: intake=HOST:PORT,transfers=HOST:PORT,... Those left out are on their
    /// default ports on this machine. With https:// before a host, or with --authorities, over TLS.
    #[arg(
        long,
        global = true,
        env = "HANDRAIL_ADDRESSES",
        default_value_t,
        hide_default_value = true
    )]
    addresses: Addresses,
    /// The authorities of the services' certificates, in PEM: calls go over TLS.
    #[arg(
        long,
        global = true,
        env = "HANDRAIL_TLS_AUTHORITIES",
        value_name = "FILE"
    )]
    authorities: Option<PathBuf>,
    /// The certificate to show to services that ask for one, in PEM.
    #[arg(
        long,
        global = true,
        env = "HANDRAIL_CLIENT_CERTIFICATE",
        value_name = "FILE",
        requires = "key"
    )]
    certificate: Option<PathBuf>,
    /// The private key of that certificate, in PEM.
    #[arg(
        long,
        global = true,
        env = "HANDRAIL_CLIENT_KEY",
        value_name = "FILE",
        requires = "certificate"
    )]
    key: Option<PathBuf>,
    /// The file of the signed token that says who calls; without it the services have to believe --as,
    /// --roles and --teams.
    #[arg(long, global = true, env = "HANDRAIL_TOKEN_FILE", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Who calls: an officer's id, or auditor:NAME who reads, or operator:NAME who operates the services;
    /// auditor:local, and for the clock operator:local, unless told otherwise.
    #[arg(
        long = "as",
        global = true,
        env = "HANDRAIL_AS",
        value_name = "SUBJECT"
    )]
    caller: Option<String>,
    /// The roles the caller acts in.
    #[arg(long, global = true, env = "HANDRAIL_ROLES", value_delimiter = ',')]
    roles: Vec<String>,
    /// The teams the caller acts for.
    #[arg(long, global = true, env = "HANDRAIL_TEAMS", value_delimiter = ',')]
    teams: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Run all four services in this process until it is asked to stop.
    Up(UpArgs),
    /// Look at the configuration without starting anything.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Ask the running program's probe, for containers without a shell.
    Health {
        /// What to ask.
        #[arg(default_value = READINESS, value_parser = PossibleValuesParser::new([STARTUP, READINESS, LIVENESS]))]
        name: String,
    },
    /// Show what a team has to do, by when, and why; the most urgent first.
    Tray {
        /// The team.
        team: String,
    },
    Journey(JourneyArgs),
    /// Read the journal of a service.
    #[command(subcommand)]
    Feed(FeedCommand),
    Credentials(CredentialsArgs),
    Token(TokenArgs),
    #[command(subcommand)]
    Edition(EditionCommand),
    #[command(subcommand)]
    Pathway(PathwayCommand),
    Rehearse(RehearseArgs),
    /// Prove that no journal was tampered with, and that replaying it gives the stored state.
    Verify,
    /// Read or move the virtual clock (development only).
    #[command(subcommand)]
    Clock(ClockCommand),
    #[command(flatten)]
    Request(Request),
}

/// Where results go, and how.
pub struct Output<'w> {
    /// As JSON.
    pub json: bool,
    /// The writer.
    pub to: &'w mut (dyn Write + Send),
}

impl Output<'_> {
    /// Writes one JSON document on a line of its own.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn document(&mut self, document: &serde_json::Value) -> Result<(), Failure> {
        writeln!(self.to, "{document}")?;
        Ok(())
    }

    /// Writes text as it is, with a line end.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn text(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        writeln!(self.to, "{}", text.as_ref().trim_end())?;
        Ok(())
    }
}

/// Runs the program with these arguments (the first is its name), on standard output and error.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    tls::install_provider();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return misused(&error, json).into(),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return complain(&Failure::Crashed(error.to_string()), json).into(),
    };
    let mut stdout = io::stdout();
    let output = Output {
        json,
        to: &mut stdout,
    };
    match runtime.block_on(cli.run(output)) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => complain(&failure, json).into(),
    }
}

impl Cli {
    async fn run(self, mut output: Output<'_>) -> Result<(), Failure> {
        let clients = || self.global.clients("auditor:local");
        match self.action {
            Action::Up(up) => Box::pin(up.run(&mut output)).await?,
            Action::Config(command) => command.run(&mut output)?,
            Action::Health { name } => config::health(&name).await?,
            Action::Tray { team } => tray::show(&clients()?, &team, &mut output).await?,
            Action::Journey(journey) => journey.run(&clients()?, &mut output).await?,
            Action::Feed(command) => command.run(&clients()?, &mut output).await?,
            Action::Credentials(credentials) => credentials.run(&mut output)?,
            Action::Token(token) => token.run(&mut output)?,
            Action::Edition(command) => command.run(clients, &mut output).await?,
            Action::Pathway(command) => command.run(&mut output)?,
            Action::Rehearse(args) => args.run(&mut output).await?,
            Action::Verify => verify::run(&clients()?, &mut output).await?,
            Action::Clock(command) => {
                let clients = self.global.clients("operator:local")?;
                command.run(&clients, &mut output).await?;
            }
            Action::Request(request) if request.as_csv() => {
                register::export(&clients()?, request, &mut output).await?;
            }
            Action::Request(request) => {
                let (call, message) = request.into_message(&World::real());
                let reply = clients()?.call(call, &message).await?;
                match output.json {
                    true => output.document(&crate::contract::json(&reply))?,
                    false => output.text(render::reply(&reply))?,
                }
            }
        }
        Ok(output.to.flush()?)
    }
}

impl Global {
    /// The services, as whoever calls; as `unsaid` where nobody is said to.
    fn clients(&self, unsaid: &str) -> Result<Clients, Failure> {
        let own = self.certificate.clone().zip(self.key.clone());
        let settings = self
            .authorities
            .as_ref()
            .map(|authorities| ClientTlsSettings {
                authorities: authorities.clone(),
                own: own.map(|(certificate, key)| KeyPairFiles { certificate, key }),
            });
        let tls = settings.as_ref().map(ClientTls::open).transpose();
        let tls = tls.map_err(|error| Failure::Config(error.to_string()))?;
        let badge = match &self.token_file {
            Some(file) => Badge::Token(Token::new(TokenSource::File(file.clone()))),
            None => Badge::Development(Caller {
                subject: self.caller.as_deref().unwrap_or(unsaid).to_owned(),
                roles: self.roles.clone(),
                teams: self.teams.clone(),
            }),
        };
        Clients::over(&self.addresses, tls.as_ref(), badge)
            .map_err(|error| Failure::Usage(error.to_string()))
    }
}

fn misused(error: &clap::Error, json: bool) -> Exit {
    let asked_for = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if json && !asked_for {
        let first = error.to_string();
        let message = first
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        return complain(&Failure::Usage(message), true);
    }
    // Whoever closed the pipe does not want to know.
    let _ = error.print();
    if asked_for { Exit::Done } else { Exit::Usage }
}

fn complain(failure: &Failure, json: bool) -> Exit {
    let exit = failure.exit();
    if exit != Exit::Done {
        let text = if json {
            failure.json().to_string()
        } else {
            failure.lines().join("\n")
        };
        let _ = writeln!(io::stderr(), "{text}");
    }
    exit
}
