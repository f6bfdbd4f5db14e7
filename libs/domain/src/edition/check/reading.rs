//! Elements that nothing reads where they stand, and that the reader of a part would not understand.

use super::{
    Part, parts,
    place::{Place, Wrong},
};
use crate::edition::{Content, Edition, Fact, LadderItem, Missing};

/// What nothing would read.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<Wrong> {
    let mut wrong = unread(edition);
    for part in parts(edition) {
        wrong.extend(unlisted(&part));
    }
    for (at, ladder) in Place::default().each("ladder", &edition.ladders) {
        let contents = at.key("elements");
        for (at, content) in contents.each("content", &ladder.elements.contents) {
            let unsaid = unsaid(content);
            wrong.extend(
                unsaid.map(|(key, why)| (at.key(key), format!("ladder {}: {why}", ladder.id))),
            );
        }
    }
    wrong
}

/// Items of the checklist that are none: it is about the record when the request goes, and holds nothing up.
fn unlisted(Part { name, at, elements }: &Part<'_>) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (at, content) in at.each("content", &elements.contents) {
        if content.section.is_none() {
            continue;
        }
        let (key, why) = if content.of != Fact::RequestSent {
            (
                "of",
                "a checklist is about what the request contains: say `of = \"request-sent\"`",
            )
        } else if content.missing == Missing::Refuse {
            (
                "missing",
                "a checklist holds nothing up: say `missing = \"advise\"`",
            )
        } else {
            continue;
        };
        let item = &content.item;
        wrong.push((
            at.key(key),
            format!("{item} in {name} is no item of the checklist: {why}"),
        ));
    }
    wrong
}

/// A disagreement, the front door and the form of consent have fewer kinds of element than a transfer.
fn unread(edition: &Edition) -> Vec<Wrong> {
    let top = Place::default();
    let door = edition.front_door.iter();
    let door = door.map(|door| {
        (
            "the front door".to_owned(),
            top.key("front-door"),
            &door.elements,
            false,
        )
    });
    let consent = edition.consent.iter();
    let consent = consent.map(|form| {
        (
            "the form of consent".to_owned(),
            top.key("consent"),
            &form.elements,
            false,
        )
    });
    let ladders = top.each("ladder", &edition.ladders);
    let ladders =
        ladders.map(|(at, ladder)| (format!("ladder {}", ladder.id), at, &ladder.elements, true));
    let mut wrong = Vec::new();
    for (part, at, elements, is_ladder) in door.chain(consent).chain(ladders) {
        let at = at.key("elements");
        let mut unread = |kind: &str, at: Place| {
            wrong.push((at, format!("nothing reads a {kind} in {part}")));
        };
        for (at, _) in at.each("milestone", &elements.milestones) {
            unread("milestone", at.key("fact"));
        }
        for (at, _) in at.each("reserved", &elements.reserved) {
            unread("reserved step", at.key("step"));
        }
        for (at, _) in at.each("criterion", &elements.criteria) {
            unread("criterion", at.key("before"));
        }
        for (at, _) in at.each("requirement", &elements.requirements) {
            if !is_ladder {
                unread("requirement", at.key("before"));
            }
        }
    }
    wrong
}

/// What a step of a disagreement can't be asked to say: the key that is wrong, and why.
fn unsaid(content: &Content) -> Option<(&'static str, String)> {
    match content.item.parse::<LadderItem>() {
        Err(unknown) => Some(("item", unknown.to_string())),
        Ok(item) if item.of() != content.of => {
            Some(("of", format!("{item} is said with {}", item.of())))
        }
        Ok(item) => (content.missing == Missing::Advise).then(|| {
            (
                "missing",
                format!("{item} has to be said: say `missing = \"refuse\"`"),
            )
        }),
    }
}
