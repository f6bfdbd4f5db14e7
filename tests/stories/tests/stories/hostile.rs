//! Requests that are as good as can be but for one thing, made from what a contract says of its fields.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "contracts use few of the kinds of field there are"
)]

use handrail_contracts::transfers::v1::ChecklistAnswer;
use handrail_testkit::ask;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MethodDescriptor, Value};

/// The id of nothing.
pub(crate) const UNKNOWN_ID: &str = "018f0000-0000-7000-8000-000000000000";

/// A request whose header and choices are good; what it is about is `id`.
pub(crate) fn good(method: &MethodDescriptor, id: &str) -> DynamicMessage {
    let mut request = DynamicMessage::new(method.input());
    for field in method.input().fields() {
        let value = match field.kind() {
            _ if field.name() == "household_id" || field.name() == "page" => continue,
            Kind::Message(kind) if kind.name() == "CommandHeader" => {
                let mut header = DynamicMessage::new(kind);
                let fresh = ask::header().unwrap_or_default().request_id;
                header.set_field_by_name("request_id", Value::String(fresh));
                Value::Message(header)
            }
            Kind::Message(kind) if kind.name() == "Date" => {
                let mut date = DynamicMessage::new(kind);
                for (part, number) in [("year", 2026), ("month", 3), ("day", 2)] {
                    date.set_field_by_name(part, Value::I32(number));
                }
                Value::Message(date)
            }
            Kind::Message(kind) if kind.name() == "Timestamp" && needs_an_instant(method) => {
                let mut instant = DynamicMessage::new(kind);
                instant.set_field_by_name("seconds", Value::I64(1_790_000_000));
                Value::Message(instant)
            }
            Kind::Message(kind) if kind.name() == "ChildDecisionRequest" => {
                let mut decision = DynamicMessage::new(kind);
                decision.set_field_by_name("child_id", Value::String(UNKNOWN_ID.to_owned()));
                decision.set_field_by_name("decision", Value::EnumNumber(1));
                Value::List(vec![Value::Message(decision)])
            }
            Kind::Message(kind) if kind.name() == "ChecklistEntry" => {
                let mut entry = DynamicMessage::new(kind);
                entry.set_field_by_name("item", Value::String("chronology".to_owned()));
                entry.set_field_by_name("answer", Value::EnumNumber(ChecklistAnswer::No.into()));
                Value::List(vec![Value::Message(entry)])
            }
            Kind::Message(kind) if kind.name() == "AgendaResult" => {
                let mut result = DynamicMessage::new(kind);
                result.set_field_by_name("transfer_id", Value::String(id.to_owned()));
                result.set_field_by_name("outcome", Value::EnumNumber(1));
                Value::List(vec![Value::Message(result)])
            }
            Kind::Enum(_) if field.is_list() => Value::List(vec![Value::EnumNumber(1)]),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::String if field.name() == "holding" => {
                Value::List(vec![Value::String("no-sign-of-return".to_owned())])
            }
            Kind::String if field.is_list() => continue,
            Kind::String if field.name() == "milestone" => Value::String("panel-held".to_owned()),
            Kind::String if field.name() == "date" => Value::String("second-review".to_owned()),
            Kind::String if field.name() == "matter" => Value::String("assessment".to_owned()),
            Kind::String if field.name() == "to_role" => {
                Value::String("service-manager".to_owned())
            }
            Kind::String if field.name() == "category" => Value::String("gp".to_owned()),
            Kind::String if field.name() == "occasion" => Value::String("induction".to_owned()),
            Kind::String if field.name() == "route" => continue,
            Kind::String if field.name().ends_with("team_id") => {
                Value::String("assessment-1".to_owned())
            }
            Kind::String if field.name() == "worker_id" => {
                Value::String(crate::case::WORKER.to_owned())
            }
            Kind::String if field.name().ends_with("_id") => Value::String(id.to_owned()),
            Kind::String => Value::String("Words.".to_owned()),
            _ => continue,
        };
        request.set_field(&field, value);
    }
    request
}

fn needs_an_instant(method: &MethodDescriptor) -> bool {
    ["PlanJointVisit", "SetMeeting", "SetDate", "MoveMeeting"].contains(&method.name())
}

/// One request for each thing that can be wrong with each field, and the empty one.
pub(crate) fn hostile(method: &MethodDescriptor, id: &str) -> Vec<(String, DynamicMessage)> {
    let mut all = vec![(
        "an empty message".to_owned(),
        DynamicMessage::new(method.input()),
    )];
    for field in method.input().fields() {
        for (what, value) in wrong_values(&field) {
            let mut request = good(method, id);
            request.set_field(&field, value);
            all.push((format!("{} {what}", field.name()), request));
        }
        if !field.is_list()
            && field
                .kind()
                .as_message()
                .is_some_and(|kind| kind.name() == "CommandHeader")
        {
            let mut request = good(method, id);
            request.clear_field(&field);
            all.push(("a missing header".to_owned(), request));
        }
    }
    all
}

fn wrong_values(field: &FieldDescriptor) -> Vec<(&'static str, Value)> {
    let text = |text: String| Value::String(text);
    let one: Vec<(&'static str, Value)> = match field.kind() {
        Kind::String => {
            let mut wrong = vec![
                ("far too long", text("x".repeat(100_000))),
                (
                    "with control characters",
                    text("a\u{0}b\u{1b}[2Jc".to_owned()),
                ),
            ];
            if field.name().ends_with("_id") || field.name().ends_with("role") {
                // In free text these are as good as any other characters.
                wrong.push(("that is no id", text("\u{1f600} ' OR 1=1; --".to_owned())));
            }
            wrong
        }
        Kind::Enum(_) => vec![
            ("unknown", Value::EnumNumber(999)),
            ("negative", Value::EnumNumber(-1)),
        ],
        Kind::Uint32 => vec![("too large", Value::U32(u32::MAX))],
        Kind::Message(kind) => match kind.name() {
            "Timestamp" => vec![
                (
                    "in the year 300000",
                    part(&kind, "seconds", Value::I64(9_000_000_000_000)),
                ),
                (
                    "with negative nanoseconds",
                    part(&kind, "nanos", Value::I32(-1)),
                ),
                (
                    "before all time",
                    part(&kind, "seconds", Value::I64(i64::MIN)),
                ),
            ],
            "Date" => vec![
                ("without a month", part(&kind, "year", Value::I32(2026))),
                (
                    "of a negative year",
                    part(&kind, "year", Value::I32(i32::MIN)),
                ),
            ],
            "CommandHeader" => vec![
                (
                    "with an odd request id",
                    part(&kind, "request_id", text("no spaces, please".to_owned())),
                ),
                (
                    "with a long request id",
                    part(&kind, "request_id", text("x".repeat(65))),
                ),
            ],
            "PageRequest" => vec![
                (
                    "that is too large",
                    part(&kind, "size", Value::U32(100_000)),
                ),
                (
                    "with a token of its own",
                    part(&kind, "token", text("not-a-token".to_owned())),
                ),
            ],
            _ => vec![("that is empty", Value::Message(DynamicMessage::new(kind)))],
        },
        _ => Vec::new(),
    };
    if !field.is_list() {
        return one;
    }
    let mut lists: Vec<_> = one
        .iter()
        .map(|(what, value)| (*what, Value::List(vec![value.clone()])))
        .collect();
    lists.extend(
        one.first()
            .map(|(_, value)| ("a thousand times", Value::List(vec![short(value); 1000]))),
    );
    lists
}

/// A thousand of these must still fit into a message.
fn short(value: &Value) -> Value {
    match value {
        Value::String(_) => Value::String("x".to_owned()),
        other => other.clone(),
    }
}

fn part(kind: &prost_reflect::MessageDescriptor, name: &str, value: Value) -> Value {
    let mut message = DynamicMessage::new(kind.clone());
    message.set_field_by_name(name, value);
    Value::Message(message)
}
