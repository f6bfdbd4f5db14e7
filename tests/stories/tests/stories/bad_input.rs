//! Whatever is sent: a clear error, nothing changed, nothing lost, never INTERNAL. Every call of every
//! contract gets the same treatment, field by field, as the contract describes them.

use crate::{
    case::{Case, RECEIVER},
    hostile::{UNKNOWN_ID, good, hostile},
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
use prost_reflect::{DynamicMessage, FieldDescriptor, MethodDescriptor, ReflectMessage, Value};
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
    let (officer, service) = (kit.caller("assessment-1-manager"), Caller::service("test"));
    for method in methods().filter(is_for_callers) {
        let feed = method.parent_service().name() == "FeedService";
        let caller = if feed { &service } else { &officer };
        // An unknown field of 300 KiB: well-formed, and more than anybody has to say.
        let mut message = vec![0xfa, 0x3e, 0x80, 0xe0, 0x12];
        message.resize(message.len() + 300 * 1024, b'x');
        let uri = kit.address(member_of(&method));
        let answer = wire::call_raw(&uri, Some(caller), &path(&method), message).await;
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
            "children[0].birth",
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
        "consent_id",
        "transfer_id",
        "dispute_id",
        "notice_id",
        "letter_id",
        "obligation_id",
        "child_id",
        "meeting_id",
    ];
    !reads_lists && kinds.contains(&field.name())
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
        "IntakeService" | "ConsentService" => Member::Intake,
        "EscalationService" => Member::Escalation,
        "NotificationsService" | "LetterService" => Member::Notifications,
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
