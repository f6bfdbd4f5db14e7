//! The editions that come with the program: they hold their sections completely, have the figures of the
//! protocol, say what it says, and errors in such files are placed.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't read the editions has failed"
)]

mod changes;
mod conditions;
mod errors;
mod figures;
mod front_door;
mod held;
mod meetings;
mod rules;
mod who_leads;

use handrail_domain::{
    ClauseId, EditionId, PathwayId,
    edition::{Duty, Edition, Elements, Pathway, Protocol},
};
use std::sync::{Arc, LazyLock};

static PROTOCOL: LazyLock<Arc<Protocol>> = LazyLock::new(|| Protocol::embedded().unwrap());

fn edition(id: &str) -> &'static Edition {
    PROTOCOL.edition(&id.parse::<EditionId>().unwrap()).unwrap()
}

fn current() -> &'static Edition {
    edition("current")
}

fn edition_2018() -> &'static Edition {
    edition("2018")
}

fn clause(id: &str) -> ClauseId {
    id.parse().unwrap()
}

fn pathway(edition: &'static Edition) -> &'static Pathway {
    edition
        .pathway(
            &"assessment-to-family-safeguarding"
                .parse::<PathwayId>()
                .unwrap(),
        )
        .unwrap()
}

fn duty(edition: &'static Edition, id: &str) -> &'static Duty {
    edition
        .duties(&pathway(edition).elements)
        .find(|duty| duty.id.as_str() == id)
        .unwrap()
}

fn every_part(edition: &Edition) -> Vec<(String, &Elements)> {
    let door = edition
        .front_door
        .iter()
        .map(|door| ("front door".to_owned(), &door.elements));
    let pathways = edition
        .pathways
        .iter()
        .map(|pathway| (pathway.id.to_string(), &pathway.elements));
    let ladders = edition
        .ladders
        .iter()
        .map(|ladder| (ladder.id.to_string(), &ladder.elements));
    let consent = edition
        .consent
        .iter()
        .map(|form| ("consent".to_owned(), &form.elements));
    let general = std::iter::once(("general".to_owned(), &edition.general));
    door.chain(consent)
        .chain(pathways)
        .chain(ladders)
        .chain(general)
        .collect()
}

fn every_duty(edition: &Edition) -> Vec<(String, &Duty)> {
    let parts = every_part(edition).into_iter();
    parts
        .flat_map(|(part, elements)| elements.duties.iter().map(move |duty| (part.clone(), duty)))
        .collect()
}
