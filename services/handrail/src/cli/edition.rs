//! Editions as products: what they say, how two of them differ, and whether one can be used.

use super::{Output, pathway, simulate::SimulateArgs};
use crate::{
    client::Clients,
    contract::{self, Call},
    exit::Failure,
    render,
};
use clap::Subcommand;
use handrail_domain::{
    ClauseId, EditionId,
    edition::{Changes, Difference, Edition, Protocol, differences},
};
use handrail_frame::protocol_in;
use prost_reflect::{DynamicMessage, Value};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Dated versions of the protocol: what is in force, what they say, how they differ, and whether one that was
/// written can be used.
#[derive(Debug, Subcommand)]
pub(super) enum EditionCommand {
    /// List the editions that the services follow.
    List,
    /// Show an edition that the services follow.
    Show {
        /// The edition.
        edition: String,
    },
    /// Say what two editions say differently.
    Diff {
        /// One edition.
        first: EditionId,
        /// The other.
        second: EditionId,
        /// The folder of the editions; those that come with the program without it.
        #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
        editions: Option<PathBuf>,
    },
    /// Read editions and say everything that is wrong, with file, line and column.
    Check {
        /// A folder with a folder for each edition in it, the folder of one edition, or a file of one.
        #[arg(value_name = "PATH")]
        place: PathBuf,
    },
    /// List the clauses of an edition with what carries each of them.
    Clauses {
        /// The edition.
        edition: EditionId,
        /// The folder of the editions; those that come with the program without it.
        #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
        editions: Option<PathBuf>,
    },
    Simulate(SimulateArgs),
    /// Draw every pathway of an edition, as the documentation shows them.
    Draw {
        /// The edition.
        edition: EditionId,
        /// The folder of the editions; those that come with the program without it.
        #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
        editions: Option<PathBuf>,
    },
}

impl EditionCommand {
    pub(super) async fn run(
        self,
        clients: impl FnOnce() -> Result<Clients, Failure>,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        match self {
            Self::List => ask("edition list", None, &clients()?, output).await,
            Self::Show { edition } => ask("edition show", Some(edition), &clients()?, output).await,
            Self::Diff {
                first,
                second,
                editions,
            } => {
                let protocol = protocol(editions.as_deref())?;
                let found = differences(known(&protocol, &first)?, known(&protocol, &second)?);
                tell_differences([&first, &second], &found, output)
            }
            Self::Check { place } => {
                // An edition is a folder: a file of it is understood together with the others.
                let folder = match place.parent() {
                    Some(of_file) if place.is_file() => of_file,
                    _ => &place,
                };
                let protocol = protocol(Some(folder))?;
                let ids: Vec<_> = protocol
                    .editions()
                    .iter()
                    .map(|one| one.id.as_str())
                    .collect();
                match output.json {
                    true => output.document(&json!({"usable": true, "editions": ids})),
                    false => output.text(format!("can be used: {}", ids.join(", "))),
                }
            }
            Self::Clauses { edition, editions } => {
                let protocol = protocol(editions.as_deref())?;
                tell_clauses(known(&protocol, &edition)?, output)
            }
            Self::Simulate(args) => args.run(&clients()?, output).await,
            Self::Draw { edition, editions } => {
                let protocol = protocol(editions.as_deref())?;
                output.text(pathway::drawn(known(&protocol, &edition)?))
            }
        }
    }
}

/// The editions of a folder, or those that come with the program.
pub(super) fn protocol(folder: Option<&Path>) -> Result<Arc<Protocol>, Failure> {
    let read = match folder {
        Some(folder) => protocol_in(folder).map(Arc::new),
        None => {
            Protocol::embedded().map_err(|errors| errors.iter().map(ToString::to_string).collect())
        }
    };
    read.map_err(|errors: Vec<String>| Failure::Config(errors.join("\n")))
}

pub(super) fn known<'p>(protocol: &'p Protocol, id: &EditionId) -> Result<&'p Edition, Failure> {
    protocol.edition(id).ok_or_else(|| {
        let all: Vec<_> = protocol
            .editions()
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        Failure::Usage(format!(
            "there is no edition {id}, only: {}",
            all.join(", ")
        ))
    })
}

async fn ask(
    words: &str,
    edition: Option<String>,
    clients: &Clients,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let call = Call::of(words).and_then(|call| Some((call, call.descriptor()?)));
    let (call, method) =
        call.ok_or_else(|| Failure::Crashed(format!("nothing answers to {words}")))?;
    let mut message = DynamicMessage::new(method.input());
    if let Some(edition) = edition {
        message.set_field_by_name("edition_id", Value::String(edition));
    }
    let reply = clients.call(call, &message).await?;
    match output.json {
        true => output.document(&contract::json(&reply)),
        false => output.text(render::reply(&reply)),
    }
}

fn tell_differences(
    [first, second]: [&EditionId; 2],
    found: &[Difference],
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    // What the texts say is known of the editions that come with the program, in one direction.
    let known = changes()?;
    let topics = match *first == known.from && *second == known.to {
        true => known.changes.as_slice(),
        false => &[],
    };
    if output.json {
        let topics: Vec<_> = topics
            .iter()
            .map(|topic| {
                json!({
                    "topic": topic.topic,
                    "kind": topic.kind.as_str(),
                    "first": { "says": topic.before, "clauses": strings(&topic.clauses_before) },
                    "second": { "says": topic.after, "clauses": strings(&topic.clauses_after) },
                })
            })
            .collect();
        let parts: Vec<_> = found
            .iter()
            .map(|one| json!({"part": one.part, "first": one.first, "second": one.second}))
            .collect();
        return output.document(&json!({ "topics": topics, "parts": parts }));
    }
    let says = |text: &str, clauses: &[ClauseId]| match text {
        "" => "-".to_owned(),
        text => format!("{text}\n{}", strings(clauses).join(", ")),
    };
    if !topics.is_empty() {
        let rows = topics.iter().map(|topic| {
            [
                topic.topic.clone(),
                says(&topic.before, &topic.clauses_before),
                says(&topic.after, &topic.clauses_after),
            ]
        });
        let header = ["topic", first.as_str(), second.as_str()];
        output.text(format!("{}\n", render::table(header, rows)))?;
    }
    let says = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let rows = found
        .iter()
        .map(|one| [one.part.clone(), says(&one.first), says(&one.second)]);
    output.text(render::table(
        ["part", first.as_str(), second.as_str()],
        rows,
    ))
}

/// What changed between the editions that come with the program.
pub(super) fn changes() -> Result<&'static Changes, Failure> {
    Changes::embedded().map_err(|errors| Failure::Config(strings(&errors).join("\n")))
}

fn strings<T: ToString>(things: &[T]) -> Vec<String> {
    things.iter().map(ToString::to_string).collect()
}

fn tell_clauses(edition: &Edition, output: &mut Output<'_>) -> Result<(), Failure> {
    if output.json {
        let clauses: Vec<_> = edition
            .clauses
            .iter()
            .map(|clause| {
                json!({
                    "id": clause.id.as_str(),
                    "section": clause.section,
                    "title": clause.title,
                    "kind": clause.kind.as_str(),
                    "strength": clause.strength.as_str(),
                    "carried_by": edition.carried_by(&clause.id),
                })
            })
            .collect();
        return output.document(&clauses.into());
    }
    let rows = edition.clauses.iter().map(|clause| {
        [
            clause.id.to_string(),
            clause.title.clone(),
            edition.carried_by(&clause.id).join("\n"),
        ]
    });
    output.text(render::table(["clause", "title", "carried by"], rows))
}
