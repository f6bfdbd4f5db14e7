//! Requests to the front door.

use super::header;
use crate::planted;
use chrono::NaiveDate;
use handrail_contracts::{
    common::v1::{Birth, birth},
    intake::v1::{
        AcceptContactRequest, AgreeRedirectionRequest, Contact, ContactChild,
        DisputeRedirectionRequest, ProposeRedirectionRequest, Referrer, RegisterContactRequest,
    },
    time::date_to_wire,
};

/// A date of birth, written `2016-05-04`. Anything else is no date, and is sent as such.
pub fn born(on: &str) -> Birth {
    let on = date_to_wire(on.parse::<NaiveDate>().unwrap_or_default());
    Birth {
        date: Some(birth::Date::BornOn(on)),
    }
}

/// An expected date of birth, written `2026-05-04`.
pub fn expected(on: &str) -> Birth {
    let on = date_to_wire(on.parse::<NaiveDate>().unwrap_or_default());
    Birth {
        date: Some(birth::Date::ExpectedOn(on)),
    }
}

/// Register a contact about new children of one family.
pub fn contact(needs: &[&str], district: &str, births: &[Birth]) -> RegisterContactRequest {
    let child = |birth: &Birth| ContactChild {
        child_id: String::new(),
        given_name: planted::GIVEN_NAME.to_owned(),
        family_name: planted::FAMILY_NAME.to_owned(),
        birth: Some(*birth),
    };
    RegisterContactRequest {
        header: header(),
        household_id: String::new(),
        children: births.iter().map(child).collect(),
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        district_id: district.to_owned(),
        referrer: Some(Referrer {
            kind: "school".to_owned(),
            name: planted::REFERRER.to_owned(),
        }),
        account: planted::text("account"),
        received_at: None,
    }
}

/// Propose that another team takes a contact.
pub fn redirection(contact: &Contact, to_team: &str) -> ProposeRedirectionRequest {
    ProposeRedirectionRequest {
        header: header(),
        contact_id: contact.id.clone(),
        proposed_team_id: to_team.to_owned(),
        reason: planted::text("reason"),
    }
}

/// Take a contact over.
pub fn agreed_redirection(contact: &Contact) -> AgreeRedirectionRequest {
    AgreeRedirectionRequest {
        header: header(),
        contact_id: contact.id.clone(),
    }
}

/// Refer a contact for decision.
pub fn disputed_redirection(contact: &Contact) -> DisputeRedirectionRequest {
    DisputeRedirectionRequest {
        header: header(),
        contact_id: contact.id.clone(),
        position: planted::text("position"),
        urgent: false,
    }
}

/// Accept a contact.
pub fn accepted_contact(contact: &Contact) -> AcceptContactRequest {
    AcceptContactRequest {
        header: header(),
        contact_id: contact.id.clone(),
    }
}
