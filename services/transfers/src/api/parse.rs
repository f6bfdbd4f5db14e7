//! Parsing everything that is not a command on an open transfer.

use super::{
    ask::choice,
    asks_request::MOST_CHILDREN,
    asks_steps::{MOST_CIRCUMSTANCES, circumstances},
};
use crate::{
    service::{Admission, Asked, AskedChild, AskedMatter, Chosen, Who},
    store::{LEADS, LeadKey, LeadListing, Listing, TRANSFERS},
    transfer::{Opening, Stage},
};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_contracts::{parse::Fields, transfers::v1 as wire};
use handrail_domain::{
    ChildId, ObligationId, TransferId, calendar::london::local_date, child::Birth,
    edition::Circumstance, text::Note,
};
use handrail_frame::Actor;
use handrail_ledger::{
    RequestKey,
    obligations::{self, Key},
    page::Page,
};
use std::{fmt::Display, str::FromStr};
use tonic::Status;
use uuid::Uuid;

/// One id.
pub(super) fn id<T: FromStr<Err: Display>>(field: &str, text: &str) -> Result<T, Status> {
    let fields = Fields::new();
    let id = fields.parse(field, text);
    fields.finish(id)
}

pub(super) fn opening(
    actor: Actor,
    request: &wire::OpenTransferRequest,
    now: DateTime<Utc>,
) -> Result<(Asked, Chosen, Opening), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let edition = fields.parse_optional("edition_id", &request.edition_id);
    let pathway = fields.parse("pathway_id", &request.pathway_id);
    let from = fields.parse("from_team_id", &request.from_team_id);
    let count = fields.count("child_ids", request.child_ids.len(), 1, MOST_CHILDREN);
    let children: Vec<_> = request
        .child_ids
        .iter()
        .take(MOST_CHILDREN)
        .enumerate()
        .map(|(index, id)| fields.parse(&format!("child_ids[{index}]"), id))
        .collect();
    let plan = choice(&fields, "proposed_plan", request.proposed_plan);
    let progressed_at = fields.happened("progressed_at", request.progressed_at.as_ref(), now);
    let circumstances = circumstances(&fields, "circumstances", &request.circumstances);
    let own = own_circumstances(&fields, &request.own_circumstances);
    let parsed = (|| {
        count?;
        let chosen = Chosen {
            edition: edition?,
            pathway: pathway?,
        };
        let opening = Opening {
            from: from?,
            children: children.into_iter().collect::<Option<_>>()?,
            plan: plan?,
            progressed_at: progressed_at?,
            circumstances: circumstances?,
            own_circumstances: own?,
        };
        Some((header?, chosen, opening))
    })();
    let (header, chosen, opening) = fields.finish(parsed)?;
    let key = RequestKey::of(&actor.subject, "OpenTransfer", &header.request_id, request);
    Ok((Asked { actor, key, header }, chosen, opening))
}

fn own_circumstances(
    fields: &Fields,
    asked: &[wire::ChildCircumstance],
) -> Option<Vec<(ChildId, Circumstance)>> {
    fields.count(
        "own_circumstances",
        asked.len(),
        0,
        MOST_CHILDREN * MOST_CIRCUMSTANCES,
    )?;
    let parsed: Vec<_> = asked
        .iter()
        .enumerate()
        .map(|(index, one)| {
            let path = format!("own_circumstances[{index}]");
            let child = fields.parse(&format!("{path}.child_id"), &one.child_id);
            let holds = fields.parse(&format!("{path}.circumstance"), &one.circumstance);
            Some((child?, holds?))
        })
        .collect();
    parsed.into_iter().collect()
}

pub(super) fn admission(
    actor: Actor,
    request: &wire::AdmitChildrenRequest,
    now: DateTime<Utc>,
) -> Result<(Asked, Admission), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let team = fields.parse("team_id", &request.team_id);
    let count = fields.count("births", request.births.len(), 1, MOST_CHILDREN);
    let births: Vec<_> = request
        .births
        .iter()
        .take(MOST_CHILDREN)
        .enumerate()
        .map(|(index, birth)| {
            fields.birth_by(&format!("births[{index}]"), Some(birth), local_date(now))
        })
        .collect();
    let since = fields.happened("since", request.since.as_ref(), now);
    let led_unborn = |birth: &Birth| {
        let both = birth.born().zip(since);
        both.is_some_and(|(born, since)| local_date(since) < born)
    };
    // The lead of a baby who is still expected begins before the birth, that of a child who is born does not.
    if births.iter().flatten().any(led_unborn) {
        fields.wrong("since", "lies before a birth: nobody led before that day");
    }
    let parsed = (|| {
        count?;
        let admission = Admission {
            team: team?,
            births: births.into_iter().collect::<Option<_>>()?,
            since: since?,
        };
        Some((header?, admission))
    })();
    let (header, admission) = fields.finish(parsed)?;
    let key = RequestKey::of(&actor.subject, "AdmitChildren", &header.request_id, request);
    Ok((Asked { actor, key, header }, admission))
}

pub(super) fn matter(
    request: &wire::WhoLeadsRequest,
    today: NaiveDate,
) -> Result<AskedMatter, Status> {
    let fields = Fields::new();
    let edition = fields.parse_optional("edition_id", &request.edition_id);
    let matter = fields.parse("matter", &request.matter);
    let count = fields.count("children", request.children.len(), 1, MOST_CHILDREN);
    let children: Vec<_> = request
        .children
        .iter()
        .take(MOST_CHILDREN)
        .enumerate()
        .map(|(index, child)| asked_child(&fields, &format!("children[{index}]"), child, today))
        .collect();
    let asked_by = fields.parse_optional("asked_by_team_id", &request.asked_by_team_id);
    let last = fields.parse_optional("open_last_month_team_id", &request.open_last_month_team_id);
    let parsed = (|| {
        count?;
        Some(AskedMatter {
            edition: edition?,
            matter: matter?,
            children: children.into_iter().collect::<Option<_>>()?,
            asked_by: asked_by?,
            open_last_month: last?,
            crime_feared: request.crime_feared,
            extra_familial_harm: request.extra_familial_harm,
        })
    })();
    fields.finish(parsed)
}

/// A child is known by its id, or else by its birth.
fn asked_child(
    fields: &Fields,
    path: &str,
    child: &wire::MatterChild,
    today: NaiveDate,
) -> Option<AskedChild> {
    let who = if child.child_id.is_empty() {
        fields
            .birth_by(&format!("{path}.birth"), child.birth.as_ref(), today)
            .map(Who::Born)
    } else {
        fields
            .parse(&format!("{path}.child_id"), &child.child_id)
            .map(Who::Known)
    };
    let plan = if child.plan == wire::Plan::Unspecified as i32 {
        Some(None)
    } else {
        choice(fields, &format!("{path}.plan"), child.plan).map(Some)
    };
    Some(AskedChild {
        who: who?,
        concern: child.concern,
        police_protection: child.police_protection,
        fits_adolescent: child.fits_adolescent,
        plan: plan?,
    })
}

pub(super) fn waiver(
    actor: Actor,
    request: &wire::WaiveObligationRequest,
) -> Result<(Asked, ObligationId, Note), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let id = fields.parse("obligation_id", &request.obligation_id);
    let reason = fields.note("reason", &request.reason);
    let (header, id, reason) = fields.finish((|| Some((header?, id?, reason?)))())?;
    let key = RequestKey::of(
        &actor.subject,
        "WaiveObligation",
        &header.request_id,
        request,
    );
    Ok((Asked { actor, key, header }, id, reason))
}

pub(super) fn transfers(
    request: &wire::ListTransfersRequest,
) -> Result<(Listing, Page<Uuid>), Status> {
    let fields = Fields::new();
    let page = Page::of(TRANSFERS, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let child = fields.parse_optional("child_id", &request.child_id);
    let stage = if request.stage == wire::Stage::Unspecified as i32 {
        Some(None)
    } else {
        choice::<Stage>(&fields, "stage", request.stage).map(Some)
    };
    let listing = (|| {
        Some(Listing {
            team: team?,
            child: child?,
            stage: stage?,
        })
    })();
    fields.finish(listing.zip(page))
}

pub(super) fn leads(
    request: &wire::ListLeadsRequest,
) -> Result<(LeadListing, Page<LeadKey>), Status> {
    let fields = Fields::new();
    let page = Page::of(LEADS, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let listing = team.map(|team| LeadListing {
        team,
        without_worker: request.without_worker,
    });
    fields.finish(listing.zip(page))
}

pub(super) fn obligations(
    request: &wire::ListObligationsRequest,
) -> Result<(obligations::Listing, Page<Key>), Status> {
    let fields = Fields::new();
    let page = Page::of(obligations::LIST, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let transfer: Option<Option<TransferId>> =
        fields.parse_optional("transfer_id", &request.transfer_id);
    let listing = (|| {
        Some(obligations::Listing {
            owner_team: team?,
            subject: transfer?.map(|id| id.0),
            include_closed: request.include_closed,
        })
    })();
    fields.finish(listing.zip(page))
}
