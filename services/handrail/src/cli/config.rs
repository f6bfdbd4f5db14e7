//! `handrail config`: what can be configured, and whether what is configured can be used.

use super::{Output, up};
use crate::{client::default_port, contract::Member, exit::Failure};
use clap::Subcommand;
use handrail_chassis::config::{Environment, KEYS, Key, ServiceDefaults, Settings};
use handrail_frame::check;

/// Look at the configuration without starting anything.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// List everything that can be configured.
    Keys,
    /// Read the configuration and every document it names, and say all that is wrong.
    Check {
        /// As this service would be configured on its own; all four in one process otherwise.
        #[arg(long, value_parser = member)]
        service: Option<Member>,
    },
}

impl ConfigCommand {
    pub(super) fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        match self {
            Self::Keys if output.json => {
                let keys: Vec<_> = KEYS.iter().map(|key| json(key)).collect();
                output.document(&keys.into())
            }
            Self::Keys => output.text(table()),
            Self::Check { service } => {
                let rules = match service {
                    Some(member) => {
                        let defaults = ServiceDefaults {
                            name: member.name(),
                            port: default_port(member),
                        };
                        let settings = Settings::parse(&Environment, defaults);
                        settings.map_err(up::config)?.shared.rules
                    }
                    None => up::shared_of(&Environment)?.rules,
                };
                let report = check(&Environment, &rules).map_err(up::config)?;
                match output.json {
                    true => output.document(&serde_json::json!({ "usable": true })),
                    false => output.text(report),
                }
            }
        }
    }
}

/// The keys as a table in Markdown, which reads well on a terminal too.
fn table() -> String {
    let mut lines = vec![
        "| environment | file | default | meaning |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(KEYS.iter().map(|key| {
        let secret = if key.secret {
            " Secret: `_FILE` at the end of either name makes the value the path of a file that holds it."
        } else {
            ""
        };
        format!(
            "| `{}` | `{}` | {} | {}.{secret} |",
            key.variable,
            key.in_file(),
            key.default,
            key.meaning
        )
    }));
    lines.join("\n")
}

fn json(key: &Key) -> serde_json::Value {
    serde_json::json!({
        "environment": key.variable,
        "file": key.in_file(),
        "default": key.default,
        "meaning": key.meaning,
        "secret": key.secret,
    })
}

fn member(name: &str) -> Result<Member, String> {
    Member::named(name).ok_or_else(|| {
        let names = Member::ALL.map(Member::name);
        format!("not a service; there are {}", names.join(", "))
    })
}

/// Asks the probe of the program that runs with this configuration.
pub(super) async fn health(name: &str) -> Result<(), Failure> {
    let shared = up::shared_of(&Environment)?;
    handrail_frame::health(&shared, name)
        .await
        .map_err(Failure::Mismatch)
}
