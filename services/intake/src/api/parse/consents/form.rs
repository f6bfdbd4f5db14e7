//! Requests that make a form out, or out anew.

use handrail_contracts::{common::v1::Date, intake::v1 as wire, parse::Fields};
use handrail_domain::EditionId;
use handrail_frame::Actor;
use tonic::Status;

use super::{ADULTS, Change, asked, day, list, optional_name, target};
use crate::{
    consent::{
        CHILDREN, CONDITIONS, Command, Condition, Draft, Entries, IcsNumber, NewAdult, NewChild,
        NewProfessional, PROFESSIONALS,
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

pub(crate) fn draft(
    actor: Actor,
    request: &wire::DraftConsentRequest,
) -> Result<(Asked, Option<EditionId>, Draft), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let edition = fields.parse_optional("edition_id", &request.edition_id);
    let draft = drafted(&fields, request);
    let whole = (|| Some((header?, edition?, draft?)))();
    let (header, edition, draft) = fields.finish(whole)?;
    let asked = asked(actor, "intake.v1.DraftConsent", header, request);
    Ok((asked, edition, draft))
}

fn drafted(fields: &Fields, request: &wire::DraftConsentRequest) -> Option<Draft> {
    let team = fields.parse("team_id", &request.team_id);
    let household = fields.parse("household_id", &request.household_id);
    let renews = fields.parse_optional("renews_consent_id", &request.renews_consent_id);
    let entries = filled!(request);
    let entries = entries.parse(fields);
    Some(Draft {
        team: team?,
        household: household?,
        renews: renews?,
        entries: entries?,
    })
}

pub(crate) fn correct(
    actor: Actor,
    request: &wire::CorrectConsentRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let entries = filled!(request);
    let entries = entries.parse(&fields);
    let ((header, id), entries) = fields.finish(target.zip(entries))?;
    let asked = asked(actor, "intake.v1.CorrectConsent", header, request);
    Ok((asked, id, Command::Correct(Box::new(entries))))
}

impl Filled<'_> {
    fn parse(&self, fields: &Fields) -> Option<Entries> {
        let children = list(fields, "children", self.children, CHILDREN, child);
        let adults = list(fields, "adults", self.adults, ADULTS, adult);
        let childrens_address = fields.note_optional("childrens_address", self.childrens_address);
        let parents_address = fields.note_optional("parents_address", self.parents_address);
        let professionals = self.professionals;
        let professionals = list(
            fields,
            "professionals",
            professionals,
            PROFESSIONALS,
            professional,
        );
        let conditions = list(fields, "conditions", self.conditions, CONDITIONS, condition);
        let issued_on = day(fields, "issued_on", self.issued_on);
        Some(Entries {
            children: children?,
            adults: adults?,
            childrens_address: childrens_address?,
            parents_address: parents_address?,
            professionals: professionals?,
            conditions: conditions?,
            advocacy_refused: self.advocacy_refused,
            leaflet_given: self.leaflet_given,
            issued_on: issued_on?,
        })
    }
}

fn child(fields: &Fields, field: &str, new: &wire::ConsentChild) -> Option<NewChild> {
    let id = fields.parse(&format!("{field}.child_id"), &new.child_id);
    let name = optional_name(fields, &format!("{field}.name"), &new.name);
    let born = day(fields, &format!("{field}.born_on"), new.born_on.as_ref());
    let ics = if new.ics.is_empty() {
        Some(None)
    } else {
        let number = IcsNumber::try_from(new.ics.clone());
        let number = number.map_err(|error| fields.wrong(&format!("{field}.ics"), error));
        number.ok().map(Some)
    };
    Some(NewChild {
        child: id?,
        name: name?,
        born: born?,
        ics: ics?,
    })
}

fn adult(fields: &Fields, field: &str, new: &wire::ConsentAdult) -> Option<NewAdult> {
    let name = optional_name(fields, &format!("{field}.name"), &new.name);
    let born = day(fields, &format!("{field}.born_on"), new.born_on.as_ref());
    Some(NewAdult {
        name: name?,
        born: born?,
    })
}

fn professional(
    fields: &Fields,
    field: &str,
    new: &wire::ConsentProfessional,
) -> Option<NewProfessional> {
    let note = |name: &str, text: &str| fields.note_optional(&format!("{field}.{name}"), text);
    let category = fields.parse(&format!("{field}.category"), &new.category);
    let details = note("details", &new.details);
    let comment = note("comment", &new.comment);
    let admin = note("admin", &new.admin);
    Some(NewProfessional {
        category: category?,
        details: details?,
        comment: comment?,
        admin: admin?,
    })
}

fn condition(fields: &Fields, field: &str, new: &wire::ConsentCondition) -> Option<Condition> {
    let person = optional_name(fields, &format!("{field}.name"), &new.name);
    let category = fields.parse_optional(&format!("{field}.category"), &new.category);
    Some(Condition {
        person: person?,
        category: category?,
        give: new.give,
        obtain: new.obtain,
    })
}
