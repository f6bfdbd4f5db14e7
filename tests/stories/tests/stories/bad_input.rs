//! Whatever is sent: a clear error, nothing changed, nothing lost, never INTERNAL. Every call of every
//! contract gets the same treatment, field by field, as the contract describes them.

use crate::{
    case::{Case, RECEIVER},
    wire,
};
use handrail::contract::{Member, methods};
use handrail_chassis::identity::Caller;
use handrail_contracts::feed::v1::GetHeadsRequest;
use handrail_stories::stories;
use handrail_testkit::{
    Command, Granted, Handrail, Plan, ask,
    expect::{expect_invalid, expect_reason, expect_status},
};
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MethodDescriptor, ReflectMessage, Value,
};
use tonic::{Code, Status};

stories!(
    every_call_answers_hostile_input_with_a_clear_error_and_changes_nothing,
    every_call_refuses_a_caller_it_does_not_know,
    every_call_refuses_a_message_that_is_too_large,
    every_mistake_of_a_request_is_listed_at_once,
    steps_in_the_wrong_order_are_refused,
    what_is_not_there_is_not_found,
);

/// What may come of bad input: never a success of a command, never anybody else's fault.
const CLEAR: [Code; 7] = [
    Code::InvalidArgument,
    Code::NotFound,
    Code::PermissionDenied,
    Code::FailedPrecondition,
    Code::AlreadyExists,
    Code::Aborted,
    Code::ResourceExhausted,
];
const UNKNOWN_ID: &str = "018f0000-0000-7000-8000-000000000000";

pub(crate) async fn every_call_answers_hostile_input_with_a_clear_error_and_changes_nothing(
    kit: &Handrail,
) {
    let case = Case::agreed(kit, Plan::ChildInNeed).await;
    kit.settle().await;
    let before = (heads(kit).await, kit.transfer(&case.transfer.id).await);
    let caller = kit.caller("assessment-1-manager");
    let mut calls = 0;
    for method in methods().filter(is_for_callers) {
        for (what, request) in hostile(&method, &case.transfer.id) {
            let answer = call(kit, &method, &caller, &request).await;
            calls += 1;
            match answer {
                Ok(_) => assert!(
                    !changes_something(&method),
                    "{} granted {what}",
                    method.full_name()
                ),
                Err(status) => {
                    let clear = CLEAR.contains(&status.code()) && !status.message().is_empty();
                    assert!(clear, "{} on {what}: {status:?}", method.full_name());
                }
            }
        }
    }
    assert!(calls > 500, "only {calls} calls were made");
    assert_eq!(
        (heads(kit).await, kit.transfer(&case.transfer.id).await),
        before,
        "something changed"
    );
}

pub(crate) async fn every_call_refuses_a_caller_it_does_not_know(kit: &Handrail) {
    let odd = [
        Caller {
            subject: "somebody".to_owned(),
            roles: vec!["head-of-the-table".to_owned()],
            teams: vec![],
        },
        Caller {
            subject: "somebody".to_owned(),
            roles: vec![],
            teams: vec!["-no-team-".to_owned()],
        },
    ];
    for method in methods().filter(is_for_callers) {
        let request = DynamicMessage::new(method.input());
        let uri = kit.address(member_of(&method));
        let nobody = wire::call(&uri, None, &path(&method), &request).await;
        assert_eq!(
            code(&nobody),
            Code::Unauthenticated,
            "{}",
            method.full_name()
        );
        if changes_something(&method) {
            for caller in &odd {
                let answer = wire::call(&uri, Some(caller), &path(&method), &request).await;
                assert_eq!(
                    code(&answer),
                    Code::Unauthenticated,
                    "{}",
                    method.full_name()
                );
            }
        }
    }
}

pub(crate) async fn every_call_refuses_a_message_that_is_too_large(kit: &Handrail) {
    let caller = kit.caller("assessment-1-manager");
    for method in methods().filter(is_for_callers) {
        // An unknown field of 300 KiB: well-formed, and more than anybody has to say.
        let mut message = vec![0xfa, 0x3e, 0x80, 0xe0, 0x12];
        message.resize(message.len() + 300 * 1024, b'x');
        let uri = kit.address(member_of(&method));
        let answer = wire::call_raw(&uri, Some(&caller), &path(&method), message).await;
        assert_eq!(
            code(&answer),
            Code::ResourceExhausted,
            "{}: {answer:?}",
            method.full_name()
        );
    }
}

pub(crate) async fn every_mistake_of_a_request_is_listed_at_once(kit: &Handrail) {
    let desk = kit.as_officer("customer-service-centre-practitioner-1");
    let mut contact = ask::contact(
        &["neglect", "no-such-need"],
        "Not A District",
        &[ask::born("2026-06-01")],
    )
    .headless();
    contact.account = "x".repeat(4_001);
    contact.children[0].family_name.clear();
    let answer = desk.intake().register_contact(contact).await;
    expect_invalid(
        answer,
        &[
            "account",
            "children[0].family_name",
            "district_id",
            "header",
            "needs[1]",
        ],
    );

    let case = Case::warned(kit, Plan::ChildInNeed).await;
    let mut visit = ask::joint_visit(&case.transfer);
    visit.made_at = ask::joint_visit_on(&case.transfer, "2026-03-20 10:00").planned_for;
    expect_invalid(
        case.sender.transfers().record_joint_visit(visit).await,
        &["made_at"],
    );
    let mut decision = ask::acceptance(&case.transfer);
    decision.decisions.push(decision.decisions[0].clone());
    let answer = case.receiver.transfers().decide_transfer(decision).await;
    expect_invalid(answer, &["decisions[1].child_id"]);
}

pub(crate) async fn steps_in_the_wrong_order_are_refused(kit: &Handrail) {
    let case = Case::progressed(kit, Plan::ChildInNeed).await;
    let (t, before) = (&case.transfer, kit.transfer(&case.transfer.id).await);
    let mut desk = case.sender.transfers();
    let out_of_order = |answer| expect_reason(answer, Code::FailedPrecondition, "OUT_OF_ORDER");
    out_of_order(desk.record_meeting_held(ask::meeting_held(t)).await);
    out_of_order(desk.complete_minutes(ask::minutes(t)).await);
    out_of_order(desk.send_transfer_request(ask::request(t)).await);
    out_of_order(desk.record_joint_visit(ask::joint_visit(t)).await);
    out_of_order(desk.review_early_warning(ask::review(t, true)).await);
    out_of_order(desk.decide_transfer(ask::acceptance(t)).await);
    out_of_order(
        desk.allocate_worker(ask::allocation(t, crate::case::WORKER))
            .await,
    );
    out_of_order(desk.start_work(ask::start(t, "2026-03-02")).await);
    assert_eq!(kit.transfer(&t.id).await, before);

    // And nothing happens twice.
    let mut warned = case;
    warned.warn().await;
    let again = ask::early_warning(&warned.transfer, RECEIVER);
    let answer = warned.sender.transfers().send_early_warning(again).await;
    expect_reason(answer, Code::FailedPrecondition, "ALREADY_DONE");
}

pub(crate) async fn what_is_not_there_is_not_found(kit: &Handrail) {
    let caller = kit.caller("assessment-1-manager");
    for method in methods().filter(is_for_callers) {
        let id = method
            .input()
            .fields()
            .find(|field| is_key_of(&method, field));
        let Some(id) = id else { continue };
        let mut request = good(&method, UNKNOWN_ID);
        request.set_field(&id, Value::String(UNKNOWN_ID.to_owned()));
        let answer = call(kit, &method, &caller, &request).await;
        expect_status(answer.map(tonic::Response::new), Code::NotFound);
    }
}

/// What the clock of the suite does is not for callers, and streams are read elsewhere.
fn is_for_callers(method: &MethodDescriptor) -> bool {
    method.parent_service().name() != "ClockService" && !method.is_server_streaming()
}

fn changes_something(method: &MethodDescriptor) -> bool {
    method.input().get_field_by_name("header").is_some()
}

/// The field that names what a call is about.
fn is_key_of(method: &MethodDescriptor, field: &FieldDescriptor) -> bool {
    let reads_lists = method.name().starts_with("List") || method.name() == "OpenTransfer";
    let kinds = [
        "contact_id",
        "transfer_id",
        "dispute_id",
        "notice_id",
        "obligation_id",
        "child_id",
    ];
    !reads_lists && kinds.contains(&field.name())
}

/// A request whose header and choices are good; what it is about is `id`.
fn good(method: &MethodDescriptor, id: &str) -> DynamicMessage {
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
            Kind::Enum(_) if field.is_list() => Value::List(vec![Value::EnumNumber(1)]),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::String if field.is_list() => continue,
            Kind::String if field.name() == "to_role" => {
                Value::String("service-manager".to_owned())
            }
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
    ["PlanJointVisit", "SetMeeting"].contains(&method.name())
}

/// One request for each thing that can be wrong with each field, and the empty one.
fn hostile(method: &MethodDescriptor, id: &str) -> Vec<(String, DynamicMessage)> {
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

async fn call(
    kit: &Handrail,
    method: &MethodDescriptor,
    caller: &Caller,
    request: &DynamicMessage,
) -> Result<bytes::Bytes, Status> {
    debug_assert_eq!(request.descriptor(), method.input());
    wire::call(
        &kit.address(member_of(method)),
        Some(caller),
        &path(method),
        request,
    )
    .await
}

fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

fn member_of(method: &MethodDescriptor) -> Member {
    match method.parent_service().name() {
        "IntakeService" => Member::Intake,
        "EscalationService" => Member::Escalation,
        "NotificationsService" => Member::Notifications,
        _ => Member::Transfers,
    }
}

fn code<T>(answer: &Result<T, Status>) -> Code {
    answer.as_ref().err().map_or(Code::Ok, Status::code)
}

async fn heads(kit: &Handrail) -> Vec<String> {
    let mut heads = Vec::new();
    for member in Member::ALL {
        let reply = kit
            .nobody()
            .feed(member)
            .get_heads(GetHeadsRequest {})
            .await
            .granted();
        heads.push(format!("{:?}", reply.heads));
    }
    heads
}
