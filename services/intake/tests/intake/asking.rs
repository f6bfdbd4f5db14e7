//! Requests as callers make them, and what their refusals say.

use handrail_contracts::{intake::v1 as wire, status::reason_of};
use tonic::{Code, Status};

use crate::serving::{Running, header, referral};

pub(crate) async fn registered(running: &Running, request_id: &str) -> wire::Contact {
    let call = referral(request_id);
    let reply = running
        .customer_service_centre()
        .register_contact(call)
        .await;
    reply.unwrap().into_inner()
}

pub(crate) fn proposal(
    id: &str,
    contact: &wire::Contact,
    to: &str,
) -> wire::ProposeRedirectionRequest {
    wire::ProposeRedirectionRequest {
        header: header(id),
        contact_id: contact.id.clone(),
        proposed_team_id: to.to_owned(),
        reason: "A sample reason.".to_owned(),
    }
}

pub(crate) fn agreement(id: &str, contact: &wire::Contact) -> wire::AgreeRedirectionRequest {
    wire::AgreeRedirectionRequest {
        header: header(id),
        contact_id: contact.id.clone(),
    }
}

pub(crate) fn disputing(id: &str, contact: &wire::Contact) -> wire::DisputeRedirectionRequest {
    wire::DisputeRedirectionRequest {
        header: header(id),
        contact_id: contact.id.clone(),
        position: "A sample position.".to_owned(),
        urgent: false,
    }
}

pub(crate) fn acceptance(id: &str, contact: &wire::Contact) -> wire::AcceptContactRequest {
    wire::AcceptContactRequest {
        header: header(id),
        contact_id: contact.id.clone(),
    }
}

pub(crate) fn reading(contact: &wire::Contact) -> wire::GetContactRequest {
    wire::GetContactRequest {
        contact_id: contact.id.clone(),
    }
}

pub(crate) fn refusal<T: std::fmt::Debug>(
    reply: Result<tonic::Response<T>, Status>,
) -> (Code, String, Vec<String>) {
    let status = reply.unwrap_err();
    let (reason, clauses) = reason_of(&status).unwrap_or_default();
    (status.code(), reason, clauses)
}
