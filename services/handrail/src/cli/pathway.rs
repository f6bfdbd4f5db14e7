//! A pathway on one page, in tables or as a picture: who moves a plan to whom, which steps there are, who owes what by
//! when, and what stands in the way.

mod applicable;
mod order;
mod page;
mod picture;

pub(super) use picture::drawn;

use super::{Output, edition};
use crate::{exit::Failure, render};
use clap::Subcommand;
use handrail_domain::{EditionId, PathwayId};
use std::path::PathBuf;

/// The ways a plan can move, as an edition has them.
#[derive(Debug, Subcommand)]
pub(super) enum PathwayCommand {
    /// Show a pathway on one page.
    Show {
        /// The edition.
        edition: EditionId,
        /// The pathway; all of them, in a line each, without it.
        pathway: Option<PathwayId>,
        /// As a picture in Mermaid's language.
        #[arg(long)]
        mermaid: bool,
        /// The folder of the editions; those that come with the program without it.
        #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
        editions: Option<PathBuf>,
    },
}

impl PathwayCommand {
    pub(super) fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let Self::Show {
            edition: id,
            pathway,
            mermaid,
            editions,
        } = self;
        let protocol = edition::protocol(editions.as_deref())?;
        let edition = edition::known(&protocol, &id)?;
        let Some(wanted) = pathway else {
            let rows = edition.pathways.iter().map(|pathway| {
                [
                    pathway.id.to_string(),
                    pathway.title.clone(),
                    names(&pathway.from),
                    names(&pathway.to),
                ]
            });
            return output.text(render::table(["pathway", "title", "from", "to"], rows));
        };
        let pathway = edition
            .pathway(&wanted)
            .ok_or_else(|| Failure::Usage(format!("edition {id} has no pathway {wanted}")))?;
        output.text(match mermaid {
            true => picture::picture(edition, pathway),
            false => page::page(edition, pathway),
        })
    }
}

fn names<T: ToString>(members: &[T]) -> String {
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    members.join(", ")
}
