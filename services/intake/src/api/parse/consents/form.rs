//! Requests that make a form out, or out anew.

use std::{fmt::Display, str::FromStr};

use chrono::{DateTime, Utc};
use handrail_contracts::{common::v1::Date, intake::v1 as wire, parse::Fields};
use handrail_domain::EditionId;
use handrail_frame::Actor;
use tonic::Status;

use super::{ADULTS, Change, asked, day, list, optional_name, target, tell_more};
use crate::{
    consent::{
        CHILDREN, CONDITIONS, Command, Condition, Draft, Entries, IcsNumber, NewAdult, NewChild,
        NewProfessional, PROFESSIONALS, Terms,
    },
    service::Asked,
};

/// What a form is to hold, as two calls give it.
struct Filled<'r> {
    children: &'r [wire::ConsentChild],
    adults: &'r [wire::ConsentAdult],
    childrens_address: &'r str,
    parents_address: &'r str,
    professionals: &'r [wire::ConsentProfessional],
    conditions: &'r [wire::ConsentCondition],
    advocacy_refused: bool,
    leaflet_given: bool,
    issued_on: Option<&'r Date>,
}

/// Two requests have the same fields.
macro_rules! filled {
    ($request:ident) => {
        Filled {
            children: &$request.children,
            adults: &$request.adults,
            childrens_address: &$request.childrens_address,
            parents_address: &$request.parents_address,
            professionals: &$request.professionals,
            conditions: &$request.conditions,
            advocacy_refused: $request.advocacy_refused,
            leaflet_given: $request.leaflet_given,
            issued_on: $request.issued_on.as_ref(),
        }
    };
}

/// `terms` are those of an edition that is named, or of the one in force.
pub(crate) fn draft<'r>(
    actor: Actor,
    request: &wire::DraftConsentRequest,
    terms: impl FnOnce(Option<&EditionId>) -> Option<Terms<'r>>,
    now: DateTime<Utc>,
) -> Result<(Asked, Option<EditionId>, Draft), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let edition = fields.parse_optional("edition_id", &request.edition_id);
    let team = fields.parse("team_id", &request.team_id);
    let household = fields.parse("household_id", &request.household_id);
    let renews = fields.parse_optional("renews_consent_id", &request.renews_consent_id);
    let entries = filled!(request).parse(&fields);
    let terms = || edition.as_ref().and_then(|edition| terms(edition.as_ref()));
    tell_more(&fields, terms, |terms| entries.wrong(terms, now));
    let whole = (|| {
        let draft = Draft {
            team: team?,
            household: household?,
            renews: renews?,
            entries,
        };
        Some((header?, edition?, draft))
    })();
    let (header, edition, draft) = fields.finish(whole)?;
    let asked = asked(actor, "intake.v1.DraftConsent", header, request);
    Ok((asked, edition, draft))
}

pub(crate) fn correct(
    actor: Actor,
    request: &wire::CorrectConsentRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let entries = filled!(request).parse(&fields);
    let (header, id) = fields.finish(target)?;
    let asked = asked(actor, "intake.v1.CorrectConsent", header, request);
    Ok((asked, id, Command::Correct(Box::new(entries))))
}

impl Filled<'_> {
    /// What could be read; what could not is noted, and missing.
    fn parse(&self, fields: &Fields) -> Entries {
        let note = |field: &str, text: &str| fields.note_optional(field, text).flatten();
        Entries {
            children: list(fields, "children", self.children, CHILDREN, child),
            adults: list(fields, "adults", self.adults, ADULTS, adult),
            childrens_address: note("childrens_address", self.childrens_address),
            parents_address: note("parents_address", self.parents_address),
            professionals: list(
                fields,
                "professionals",
                self.professionals,
                PROFESSIONALS,
                professional,
            ),
            conditions: list(fields, "conditions", self.conditions, CONDITIONS, condition),
            advocacy_refused: self.advocacy_refused,
            leaflet_given: self.leaflet_given,
            issued_on: day(fields, "issued_on", self.issued_on).flatten(),
        }
    }
}

fn child(fields: &Fields, field: &str, new: &wire::ConsentChild) -> NewChild {
    let path = |name: &str| format!("{field}.{name}");
    NewChild {
        child: optional(fields, &path("child_id"), &new.child_id),
        name: optional_name(fields, &path("name"), &new.name).flatten(),
        born: day(fields, &path("born_on"), new.born_on.as_ref()).flatten(),
        ics: ics(fields, &path("ics"), &new.ics),
    }
}

fn ics(fields: &Fields, field: &str, text: &str) -> Option<IcsNumber> {
    if text.is_empty() {
        return None;
    }
    let number = IcsNumber::try_from(text.to_owned());
    number.map_err(|error| fields.wrong(field, error)).ok()
}

fn adult(fields: &Fields, field: &str, new: &wire::ConsentAdult) -> NewAdult {
    let path = |name: &str| format!("{field}.{name}");
    NewAdult {
        name: optional_name(fields, &path("name"), &new.name).flatten(),
        born: day(fields, &path("born_on"), new.born_on.as_ref()).flatten(),
    }
}

fn professional(fields: &Fields, field: &str, new: &wire::ConsentProfessional) -> NewProfessional {
    let path = |name: &str| format!("{field}.{name}");
    let note = |name: &str, text: &str| fields.note_optional(&path(name), text).flatten();
    NewProfessional {
        category: optional(fields, &path("category"), &new.category),
        details: note("details", &new.details),
        comment: note("comment", &new.comment),
        admin: note("admin", &new.admin),
    }
}

fn condition(fields: &Fields, field: &str, new: &wire::ConsentCondition) -> Condition {
    let path = |name: &str| format!("{field}.{name}");
    Condition {
        person: optional_name(fields, &path("name"), &new.name).flatten(),
        category: optional(fields, &path("category"), &new.category),
        give: new.give,
        obtain: new.obtain,
    }
}

/// What a text says, where it says something that can be read.
fn optional<T: FromStr<Err: Display>>(fields: &Fields, field: &str, text: &str) -> Option<T> {
    fields.parse_optional(field, text).flatten()
}
