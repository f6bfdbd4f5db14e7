//! From requests to commands and listings, with everything that is wrong told at once.

use chrono::{DateTime, Utc};
use handrail_contracts::{common::v1::CommandHeader, escalation::v1 as wire, parse::Fields};
use handrail_domain::DisputeId;
use handrail_ledger::{
    obligations::{self, Key as DutyKey, Listing as Duties},
    page::Page,
};
use tonic::Status;

use crate::{
    dispute::{Command, Outcome},
    service::Asked,
    store::{self, Key, Listing},
    wire::{channel_from_wire, outcome_from_wire, standing_from_wire},
};

/// Parses the request of a command; nothing when something is wrong, which is noted in the fields.
pub(super) type ParseOrder<M> = fn(&M, &Fields, DateTime<Utc>) -> Option<Order>;

/// A command as it was sent.
pub(super) struct Order {
    pub(super) request_id: String,
    pub(super) asked: Asked,
}

/// Puts an order together; `command` is parsed in any case, so that nothing wrong stays untold.
fn order(
    fields: &Fields,
    header: Option<&CommandHeader>,
    dispute: &str,
    command: Option<Command>,
) -> Option<Order> {
    let header = fields.header(header);
    let dispute = fields.parse::<DisputeId>("dispute_id", dispute);
    let header = header?;
    Some(Order {
        request_id: header.request_id,
        asked: Asked {
            dispute: dispute?,
            expected_version: header.expected_version,
            validate_only: header.validate_only,
            command: command?,
        },
    })
}

/// A choice that can be left out: `Some(None)` then.
fn optional<W: TryFrom<i32>, T>(
    fields: &Fields,
    field: &str,
    number: i32,
    convert: impl Fn(W) -> Option<T>,
) -> Option<Option<T>> {
    if number == 0 {
        return Some(None);
    }
    fields.choice(field, number, convert).map(Some)
}

/// Where something can't be read there is no decision, and what is missing is told with the rest.
fn or_missing(
    fields: &Fields,
    missing: impl IntoIterator<Item = (&'static str, bool)>,
    order: Option<Order>,
) -> Option<Order> {
    if order.is_none() {
        for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            fields.wrong(field, "needed");
        }
    }
    order
}

pub(super) fn state_position(
    request: &wire::StatePositionRequest,
    fields: &Fields,
    _: DateTime<Utc>,
) -> Option<Order> {
    let team = fields.parse("team_id", &request.team_id);
    let text = fields.note("text", &request.text);
    let command = (|| {
        Some(Command::StatePosition {
            team: team?,
            text: text?,
        })
    })();
    order(
        fields,
        request.header.as_ref(),
        &request.dispute_id,
        command,
    )
}

pub(super) fn assign_immediate_needs(
    request: &wire::AssignImmediateNeedsRequest,
    fields: &Fields,
    _: DateTime<Utc>,
) -> Option<Order> {
    let team = fields.parse("team_id", &request.team_id);
    let command = team.map(|team| Command::AssignImmediateNeeds { team });
    order(
        fields,
        request.header.as_ref(),
        &request.dispute_id,
        command,
    )
}

pub(super) fn agree_exhausted(
    request: &wire::AgreeExhaustedRequest,
    fields: &Fields,
    now: DateTime<Utc>,
) -> Option<Order> {
    // What is missing is told by the decision, which knows the clauses that ask for it.
    let channel = optional(fields, "channel", request.channel, channel_from_wire);
    let escalating = fields.parse_optional("escalating_team_id", &request.escalating_team_id);
    let at = fields.happened("agreed_at", request.agreed_at.as_ref(), now);
    let missing = [
        ("channel", channel == Some(None)),
        ("escalating_team_id", escalating == Some(None)),
    ];
    let command = (|| {
        Some(Command::AgreeExhausted {
            channel: channel?,
            escalating: escalating?,
            at: at?,
        })
    })();
    let (header, id) = (request.header.as_ref(), &request.dispute_id);
    or_missing(fields, missing, order(fields, header, id, command))
}

pub(super) fn escalate(
    request: &wire::EscalateDisputeRequest,
    fields: &Fields,
    _: DateTime<Utc>,
) -> Option<Order> {
    let to = fields.parse("to_role", &request.to_role);
    let command = to.map(|to| Command::Escalate { to });
    order(
        fields,
        request.header.as_ref(),
        &request.dispute_id,
        command,
    )
}

pub(super) fn record_discussion(
    request: &wire::RecordDiscussionRequest,
    fields: &Fields,
    now: DateTime<Utc>,
) -> Option<Order> {
    let channel = fields.choice("channel", request.channel, channel_from_wire);
    let at = fields.happened("held_at", request.held_at.as_ref(), now);
    let command = (|| {
        Some(Command::RecordDiscussion {
            channel: channel?,
            team_managers_present: request.team_managers_present,
            at: at?,
        })
    })();
    order(
        fields,
        request.header.as_ref(),
        &request.dispute_id,
        command,
    )
}

pub(super) fn expedite(
    request: &wire::ExpediteDisputeRequest,
    fields: &Fields,
    _: DateTime<Utc>,
) -> Option<Order> {
    let reason = fields.note("reason", &request.reason);
    let command = reason.map(|reason| Command::Expedite { reason });
    order(
        fields,
        request.header.as_ref(),
        &request.dispute_id,
        command,
    )
}

pub(super) fn settle(
    request: &wire::SettleDisputeRequest,
    fields: &Fields,
    _: DateTime<Utc>,
) -> Option<Order> {
    let outcome = optional(fields, "outcome", request.outcome, outcome_from_wire);
    let team = fields.parse_optional("team_id", &request.team_id);
    if outcome == Some(Some(Outcome::Stays)) && !request.team_id.is_empty() {
        fields.wrong("team_id", "has to be empty when it stays where it is");
    }
    let reason = fields.note("reason", &request.reason);
    let missing = [("outcome", outcome == Some(None))];
    let command = (|| {
        Some(Command::Settle {
            outcome: outcome?,
            team: team?,
            joint_working: request.joint_working,
            reason: reason?,
        })
    })();
    let (header, id) = (request.header.as_ref(), &request.dispute_id);
    or_missing(fields, missing, order(fields, header, id, command))
}

pub(super) fn record_case_note(
    request: &wire::RecordCaseNoteRequest,
    fields: &Fields,
    _: DateTime<Utc>,
) -> Option<Order> {
    let command = Some(Command::RecordCaseNote);
    order(
        fields,
        request.header.as_ref(),
        &request.dispute_id,
        command,
    )
}

pub(super) fn list_disputes(
    request: &wire::ListDisputesRequest,
) -> Result<(Listing, Page<Key>), Status> {
    let fields = Fields::new();
    let page = Page::of(store::LIST, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let standing = match request.state {
        0 => Some(None),
        state => fields.choice("state", state, standing_from_wire).map(Some),
    };
    let parsed = (|| {
        let listing = Listing {
            team: team?,
            standing: standing?,
        };
        Some((listing, page?))
    })();
    fields.finish(parsed)
}

pub(super) fn list_obligations(
    request: &wire::ListObligationsRequest,
) -> Result<(Duties, Page<DutyKey>), Status> {
    let fields = Fields::new();
    let page = Page::of(obligations::LIST, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let dispute = fields.parse_optional::<DisputeId>("dispute_id", &request.dispute_id);
    let parsed = (|| {
        let listing = Duties {
            owner_team: team?,
            subject: dispute?.map(|dispute| dispute.0),
            include_closed: request.include_closed,
        };
        Some((listing, page?))
    })();
    fields.finish(parsed)
}
