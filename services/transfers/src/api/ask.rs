//! What the commands on an open transfer have in common.

use crate::{service::Asked, transfer::Command, wire::OnWire};
use chrono::{DateTime, Utc};
use handrail_contracts::{common::v1::CommandHeader, parse::Fields};
use handrail_domain::TransferId;
use handrail_frame::Actor;
use handrail_ledger::RequestKey;
use prost::Message;
use prost_types::Timestamp;
use tonic::Status;

/// A request that is a command on an open transfer.
pub(super) trait Ask: Message {
    /// The method, as request ids are kept apart by it.
    const METHOD: &'static str;

    /// What every command carries.
    fn header(&self) -> Option<&CommandHeader>;

    /// The transfer's id, as it was given.
    fn transfer_id(&self) -> &str;

    /// The command; everything that is wrong is noted in `fields`.
    fn command(&self, fields: &Fields) -> Option<Command>;
}

/// Says how requests become commands. Every field is parsed before the first `?`, so that all that is
/// wrong is found at once.
macro_rules! asks {
    ($($request:ident = $method:literal, |$ask:ident, $fields:ident| $command:block)*) => {$(
        impl $crate::api::ask::Ask for handrail_contracts::transfers::v1::$request {
            const METHOD: &'static str = $method;

            fn header(&self) -> Option<&handrail_contracts::common::v1::CommandHeader> {
                self.header.as_ref()
            }

            fn transfer_id(&self) -> &str {
                &self.transfer_id
            }

            fn command(
                &self,
                $fields: &handrail_contracts::parse::Fields,
            ) -> Option<$crate::transfer::Command> {
                let $ask = self;
                $command
            }
        }
    )*};
}
pub(super) use asks;

/// Parses a command on an open transfer.
///
/// # Errors
/// INVALID_ARGUMENT with everything that is wrong.
pub(super) fn asked<A: Ask>(
    actor: Actor,
    request: &A,
) -> Result<(Asked, TransferId, Command), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header());
    let transfer = fields.parse("transfer_id", request.transfer_id());
    let command = request.command(&fields);
    let parsed = (|| Some((header?, transfer?, command?)))();
    let (header, transfer, command) = fields.finish(parsed)?;
    let key = RequestKey::of(&actor.subject, A::METHOD, &header.request_id, request);
    let asked = Asked { actor, key, header };
    Ok((asked, transfer, command))
}

/// An instant that means now when it is unset.
pub(super) fn or_now(
    fields: &Fields,
    field: &str,
    at: Option<&Timestamp>,
) -> Option<Option<DateTime<Utc>>> {
    match at {
        None => Some(None),
        at => fields.instant(field, at).map(Some),
    }
}

/// A value of a closed list.
pub(super) fn choice<T: OnWire>(fields: &Fields, field: &str, number: i32) -> Option<T> {
    fields.choice(field, number, T::from_wire)
}
