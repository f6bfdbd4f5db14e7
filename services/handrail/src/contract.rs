//! The contracts as data: what can be called, with which fields, and what the contract says about
//! each. Flags, help, JSON and the steps of a caseload all follow from here, so that they can't
//! drift from the wire.

mod calls;
mod text;

pub use calls::{CALLS, Call, Member, called_elsewhere};
pub(crate) use calls::{about_group, flag_of};
pub use text::{BadValue, enum_names, instant, plain_name, set};
pub(crate) use text::{fact_words, placeholder};

use handrail_contracts::DESCRIPTORS;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, MessageDescriptor, MethodDescriptor,
    SerializeOptions,
};
use std::sync::LazyLock;

/// Every contract. Empty if the descriptors of this build can't be read, which a test rules out.
static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).unwrap_or_default());

/// How messages are written as JSON: the canonical protobuf form with the field names of the
/// contract; fields that hold nothing are written too, so that scripts find them.
const JSON: SerializeOptions = SerializeOptions::new()
    .use_proto_field_name(true)
    .skip_default_fields(false);

/// A message of the contracts by its full name, for example `handrail.transfers.v1.Transfer`.
pub fn message(name: &str) -> Option<MessageDescriptor> {
    POOL.get_message_by_name(name)
}

/// A method by its service's full name and its own.
pub fn method(service: &str, method: &str) -> Option<MethodDescriptor> {
    POOL.get_service_by_name(service)?
        .methods()
        .find(|found| found.name() == method)
}

/// Every method of every contract.
pub fn methods() -> impl Iterator<Item = MethodDescriptor> {
    POOL.services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
}

/// A message as JSON.
pub fn json(message: &DynamicMessage) -> serde_json::Value {
    message
        .serialize_with_options(serde_json::value::Serializer, &JSON)
        .unwrap_or(serde_json::Value::Null)
}

/// A generated message as data; nothing when the contracts have no message of that name.
pub fn dynamic(name: &str, content: &impl prost::Message) -> Option<DynamicMessage> {
    let mut dynamic = DynamicMessage::new(message(name)?);
    dynamic.transcode_from(content).ok()?;
    Some(dynamic)
}

/// What the contract says about a method, in one paragraph.
pub fn about_method(method: &MethodDescriptor) -> String {
    let service = method.parent_service();
    comment(service.parent_file().file_descriptor_proto(), method.path())
}

/// What the contract says about a field, in one paragraph.
pub fn about_field(field: &FieldDescriptor) -> String {
    comment(field.parent_file().file_descriptor_proto(), field.path())
}

fn comment(file: &prost_types::FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    let found = locations
        .filter(|location| location.path == path)
        .find_map(|location| location.leading_comments.as_deref());
    found
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use handrail_contracts::transfers::v1::{Stage, Transfer};

    #[test]
    fn the_descriptors_can_be_read_and_keep_their_comments() {
        let open = method("handrail.transfers.v1.TransfersService", "OpenTransfer")
            .expect("the method is in the contracts");
        assert!(about_method(&open).starts_with("Records the decision to progress"));
        let from = open
            .input()
            .get_field_by_name("from_team_id")
            .expect("the field is in the contracts");
        assert_eq!(
            about_field(&from),
            "The team that leads now and sends the plan."
        );
    }

    #[test]
    fn json_uses_the_names_of_the_contract() {
        let transfer = Transfer {
            id: "t".to_owned(),
            version: 3,
            stage: Stage::Reviewed.into(),
            ..Transfer::default()
        };
        let json = json(
            &dynamic("handrail.transfers.v1.Transfer", &transfer)
                .expect("the message is in the contracts"),
        );
        assert_eq!(json["id"], "t");
        assert_eq!(json["version"], "3");
        assert_eq!(json["stage"], "STAGE_REVIEWED");
        assert_eq!(
            json["open_obligations"],
            serde_json::json!([]),
            "an empty list is there"
        );
        assert!(
            json.get("meeting").is_none(),
            "a message that is not there is not"
        );
    }
}
