//! Which rows of the register are wanted.

use super::ask::choice;
use crate::{
    store::{Direction, REGISTER, RegisterKey, RegisterListing},
    transfer::Stage,
};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_contracts::{common::v1::Date, parse::Fields, transfers::v1 as wire};
use handrail_domain::calendar::london;
use handrail_ledger::page::Page;
use tonic::Status;

pub(super) fn register(
    request: &wire::ListRegisterRequest,
) -> Result<(RegisterListing, Page<RegisterKey>), Status> {
    let fields = Fields::new();
    let page = Page::of(REGISTER, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let direction = if request.direction == wire::Direction::Unspecified as i32 {
        Some(None)
    } else {
        choice::<Direction>(&fields, "direction", request.direction).map(Some)
    };
    if request.team_id.is_empty() && request.direction != wire::Direction::Unspecified as i32 {
        fields.wrong("direction", "the side of which team? Say so in team_id");
    }
    let pathway = fields.parse_optional("pathway_id", &request.pathway_id);
    let edition = fields.parse_optional("edition_id", &request.edition_id);
    let stage = if request.stage == wire::Stage::Unspecified as i32 {
        Some(None)
    } else {
        choice::<Stage>(&fields, "stage", request.stage).map(Some)
    };
    let from = day(&fields, "opened_from", request.opened_from.as_ref());
    let to = day(&fields, "opened_to", request.opened_to.as_ref());
    if let (Some(Some(from)), Some(Some(to))) = (from, to)
        && to < from
    {
        fields.wrong("opened_to", "lies before opened_from");
    }
    let listing = (|| {
        Some(RegisterListing {
            team: team?,
            direction: direction?,
            pathway: pathway?,
            edition: edition?,
            stage: stage?,
            opened_from: from?.and_then(london::start_of_day),
            opened_before: to?.and_then(day_after),
            overdue: request.overdue,
            unallocated: request.unallocated,
        })
    })();
    fields.finish(listing.zip(page))
}

/// A day that may be left out.
pub(super) fn day(fields: &Fields, field: &str, date: Option<&Date>) -> Option<Option<NaiveDate>> {
    match date {
        None => Some(None),
        date => fields.date(field, date).map(Some),
    }
}

/// The first instant after a day.
pub(super) fn day_after(day: NaiveDate) -> Option<DateTime<Utc>> {
    london::start_of_day(day.succ_opt()?)
}
