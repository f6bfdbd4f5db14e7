//! The world of the tests: the sample organisation, the editions that come with the program, the calendar;
//! and short names for values in it.

use crate::transfer::Terms;
use chrono::{DateTime, Utc};
use handrail_domain::{
    ChildId, calendar::Calendar, child::Birth, directory::Directory, edition::Protocol, text::Note,
};
use std::{
    fmt::Debug,
    str::FromStr,
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

struct World {
    protocol: Arc<Protocol>,
    directory: Directory,
    calendar: Calendar,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/sample/organisation.toml"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let directory = Directory::parse("organisation.toml", &text).unwrap();
    let calendar = Calendar::england_and_wales().unwrap();
    let calendar = calendar
        .with_authority(directory.closures().to_vec(), directory.office_hours())
        .unwrap();
    World {
        protocol: Protocol::embedded().unwrap(),
        directory,
        calendar,
    }
});

/// Every pathway of every edition that comes with the program.
pub(crate) fn pathways() -> Vec<Terms<'static>> {
    let editions = WORLD.protocol.editions().iter();
    let pathways = editions.flat_map(|edition| {
        let terms = |pathway| Terms {
            edition,
            pathway,
            directory: &WORLD.directory,
            calendar: &WORLD.calendar,
        };
        edition.pathways.iter().map(terms)
    });
    pathways.collect()
}

pub(crate) fn calendar() -> &'static Calendar {
    &WORLD.calendar
}

pub(crate) fn protocol() -> &'static Protocol {
    &WORLD.protocol
}

pub(crate) fn directory() -> &'static Directory {
    &WORLD.directory
}

pub(crate) fn terms(edition: &str) -> Terms<'static> {
    terms_on(edition, "assessment-to-family-safeguarding")
}

pub(crate) fn terms_on(edition: &str, pathway: &str) -> Terms<'static> {
    let edition = WORLD.protocol.edition(&the(edition)).unwrap();
    Terms {
        edition,
        pathway: edition.pathway(&the(pathway)).unwrap(),
        directory: &WORLD.directory,
        calendar: &WORLD.calendar,
    }
}

/// A value from its text, known to be good.
pub(crate) fn the<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn note(text: &str) -> Note {
    Note::try_from(text.to_owned()).unwrap()
}

/// An instant of 2026, as `03-02T10:00`: a Monday morning in winter.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    the(&format!("2026-{text}:00Z"))
}

pub(crate) fn child(number: u128) -> ChildId {
    ChildId(Uuid::from_u128(0xC0DE_0000 + number))
}

pub(crate) fn born() -> Birth {
    Birth::Born {
        on: the("2015-06-15"),
    }
}
