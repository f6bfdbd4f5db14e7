//! The traces of a disputed transfer, from the front door to the direction that settles it, with each
//! service in a process of its own and a client that is traced as well.
#![expect(clippy::expect_used, reason = "a test that can't go on has failed")]

use crate::case::{Case, RECEIVER};
use handrail_chassis::telemetry::{TelemetrySettings, init};
use handrail_testkit::{
    Granted, Handrail, Options, Plan, Replicas, Storage, ask,
    receiver::{Follows, Picture, Receiver, Span},
};
use std::{env, fs, path::PathBuf};

const SETTLED: &str = "handrail.escalation.v1.EscalationService/SettleDispute";
/// Said by whoever wants the picture of the documentation drawn anew.
const DRAW: &str = "HANDRAIL_TEST_DRAW";
const FENCE: &str = "```";

/// Nobody answers an early warning, the timer finds it late, the service managers have it, talk, and one of
/// them settles it (C2-10, C4.1-12, C6.2-07, C6.2-08).
async fn disputed_and_settled(kit: &Handrail) {
    let mut case = Case::warned(kit, Plan::ChildInNeed).await;
    kit.at("Wed 2026-03-04 17:01").await;
    case.refresh().await;
    let dispute = kit.dispute(&case.transfer.dispute_id).await;
    kit.at("Thu 2026-03-05 10:00").await;
    let manager = kit.as_officer("family-safeguarding-east-service-manager");
    let talk = ask::rung_discussion(&dispute);
    manager.escalation().record_discussion(talk).await.granted();
    let direction = ask::direction_to(&dispute, RECEIVER);
    manager
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();
    case.refresh().await;
    assert_eq!(case.transfer.dispute_id, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_traces_of_a_disputed_transfer_are_one_picture() {
    let receiver = Receiver::start();
    let endpoint = Some(receiver.endpoint().to_owned());
    let settings = TelemetrySettings {
        otlp_endpoint: endpoint.clone(),
        ..TelemetrySettings::default()
    };
    let client = init("client", &settings).await.expect("telemetry starts");
    let options = Options {
        storage: Storage::Folder,
        replicas: Replicas::Processes,
        watched_by: endpoint,
        ..Options::default()
    };
    let kit = Handrail::start(options).await;
    disputed_and_settled(&kit).await;
    kit.finish().await;
    drop(client);

    let spans = receiver.spans();
    let settled = spans
        .iter()
        .find(|span| span.name == SETTLED && span.kind == "server");
    let settled = settled.expect("the call that settled it");
    let picture = Picture::of(&spans, &settled.id);
    let everywhere = [
        "client",
        "escalation",
        "intake",
        "notifications",
        "transfers",
    ];
    assert_eq!(picture.services(), everywhere);
    the_call_leads_through_the_feed(&picture);
    compare_with_the_documentation(&picture);
    every_entry_continues_the_trace_that_wrote_it(&spans);
    log_lines_come_from_every_service(&receiver);
    receiver.prove_nothing_disclosed();
}

fn the_call_leads_through_the_feed(picture: &Picture) {
    use Follows::{Linked, Within};
    for (from, how, to) in [
        (
            ("client", "AcceptContact"),
            Within,
            ("intake", "AcceptContact"),
        ),
        (
            ("intake", "AcceptContact"),
            Within,
            ("transfers", "apply contact.accepted"),
        ),
        (
            ("transfers", "apply contact.accepted"),
            Linked,
            ("transfers", "OpenTransfer"),
        ),
        (
            ("transfers", "OpenTransfer"),
            Linked,
            ("transfers", "SendEarlyWarning"),
        ),
        (
            ("transfers", "SendEarlyWarning"),
            Linked,
            ("transfers", "fire"),
        ),
        (
            ("transfers", "fire"),
            Within,
            ("escalation", "apply transfer.disagreed"),
        ),
        (
            ("escalation", "apply transfer.disagreed"),
            Linked,
            ("escalation", "RecordDiscussion"),
        ),
        (
            ("escalation", "RecordDiscussion"),
            Linked,
            ("escalation", "SettleDispute"),
        ),
        (
            ("escalation", "SettleDispute"),
            Within,
            ("transfers", "apply dispute.settled"),
        ),
        (
            ("escalation", "SettleDispute"),
            Within,
            ("notifications", "apply dispute.settled"),
        ),
        (
            ("notifications", "apply dispute.settled"),
            Linked,
            ("notifications", "deliver"),
        ),
    ] {
        assert!(picture.shows(from, how, to), "{from:?} {how:?} {to:?}");
    }
}

fn log_lines_come_from_every_service(receiver: &Receiver) {
    for service in ["intake", "transfers", "escalation", "notifications"] {
        let name = format!("handrail-{service}");
        let lines = receiver.log_lines();
        let own = lines
            .iter()
            .find(|line| line.process["service.name"] == name && line.text == "ready");
        assert!(own.is_some(), "{service}: {lines:#?}");
    }
}

fn every_entry_continues_the_trace_that_wrote_it(spans: &[Span]) {
    let applied: Vec<&Span> = spans
        .iter()
        .filter(|span| span.kind == "consumer")
        .collect();
    assert!(!applied.is_empty());
    for span in applied {
        let parent = span.parent.as_ref().expect("what wrote the entry");
        assert!(span.links.contains(parent), "{span:#?}");
        let wrote = spans.iter().find(|other| other.id == *parent);
        let wrote = wrote.expect("a span that was received");
        assert_ne!(wrote.service(), span.service(), "{}", span.name);
    }
}

/// The picture in the documentation is what was received just now.
fn compare_with_the_documentation(picture: &Picture) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/trace.md");
    let text = fs::read_to_string(&file).expect("docs/trace.md");
    let open = format!("{FENCE}mermaid\n");
    let (before, rest) = text.split_once(&open).expect("a picture");
    let (drawn, after) = rest.split_once(FENCE).expect("the end of the picture");
    let now = picture.mermaid();
    if env::var_os(DRAW).is_some() {
        fs::write(&file, format!("{before}{open}{now}{FENCE}{after}")).expect("docs/trace.md");
    } else {
        assert_eq!(
            drawn, now,
            "draw it anew by running this test with {DRAW}=1"
        );
    }
}
