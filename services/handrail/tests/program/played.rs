//! The sample caseload from its first step to its last.

use crate::sample;
use handrail::{
    caseload::{self, Caseload, Stage, Story},
    client::Clients,
    contract::Member,
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use handrail_chassis::{
    config::Shared,
    identity::Caller,
    lifecycle::{Exit, Lifecycle},
};
use handrail_contracts::feed::v1::VerifyRequest;
use handrail_domain::{calendar::Calendar, directory::Directory, edition::Protocol};
use std::{fs, net::Ipv4Addr};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_caseload_is_played_told_and_sound() {
    let organisation = fs::read_to_string(sample("organisation.toml")).expect("the organisation");
    let directory = Directory::parse("organisation.toml", &organisation).expect("a directory");
    let calendar = Calendar::england_and_wales().expect("the calendar of this build");
    let text = fs::read_to_string(sample("caseload.toml")).expect("the caseload");
    let caseload = Caseload::parse("caseload.toml", &text, &calendar).expect("a caseload");
    let mail = tempfile::tempdir().expect("a folder");
    let lifecycle = Lifecycle::new();
    let options = SuiteOptions {
        storage: Storage::Memory,
        ports: Ports::Any,
        host: Ipv4Addr::LOCALHOST.into(),
        mail_folder: Some(mail.path().to_owned()),
        shared: Shared {
            virtual_clock: Some("2026-03-02T09:00:00Z".parse().expect("an instant")),
            ..Shared::new(sample("organisation.toml"))
        },
    };
    let suite = Suite::start(options, &lifecycle)
        .await
        .expect("the suite starts");
    let caller = Caller::named("auditor:tester");
    let clients = Clients::new(&suite.addresses, caller).expect("addresses");
    let mut watched = 0;
    let stage = Stage {
        clients: &clients,
        directory: &directory,
    };
    let played = caseload::play(&caseload, &stage, |done, _| watched = done).await;
    let played = played.unwrap_or_else(|failure| panic!("{}", failure.lines().join("\n")));
    assert_eq!(watched, caseload.steps.len());
    assert_eq!(
        played.children.iter().map(Vec::len).sum::<usize>(),
        caseload.children()
    );

    let story = caseload::tell(&caseload, &played, &directory, &clients, &suite.addresses).await;
    let story = story.expect("the story is told");
    everything_happened(&story, &caseload);
    for member in Member::ALL {
        let proof = clients
            .feed(member)
            .verify(VerifyRequest::default())
            .await
            .expect("a proof");
        assert_eq!(proof.into_inner().findings, [], "{member}");
    }
    let letters = fs::read_dir(mail.path()).expect("the mail folder").count();
    let delivered = story.tally("notices").map(caseload::Tally::total);
    assert_eq!(Some(letters), delivered, "every notice is one letter");
    assert_eq!(lifecycle.shutdown().await, Exit::Clean);
}

fn everything_happened(story: &Story, caseload: &Caseload) {
    let count = |title: &str, kind| story.tally(title).map_or(0, |tally| tally.count(kind));
    let registered = caseload
        .steps
        .iter()
        .filter(|step| step.call.words() == "contact register");
    assert_eq!(
        story.tally("contacts").map(caseload::Tally::total),
        Some(registered.count())
    );
    let protocol = Protocol::embedded().expect("the editions of this build");
    for edition in protocol.editions() {
        for pathway in &edition.pathways {
            let kind = [edition.id.as_str(), pathway.id.as_str()];
            assert!(count("on this pathway", kind) > 0, "{kind:?}");
        }
    }
    for kind in [
        ["assessment", "assessment"],
        ["mash", "mash"],
        ["mash", "assessment"],
        ["specialist-adolescent", "specialist-adolescent"],
        ["early-help-pod", "early-help-pod"],
        ["zero-to-twenty-five", "zero-to-twenty-five"],
    ] {
        assert!(count("contacts", kind) > 0, "{kind:?}");
    }
    for kind in [
        ["current", "started"],
        ["current", "withdrawn"],
        ["2018", "started"],
    ] {
        assert!(count("transfers", kind) > 0, "{kind:?}");
    }
    for kind in [
        ["settled by team-manager", "threshold"],
        ["settled by service-manager", "threshold"],
        ["settled by head-of-service", "threshold"],
        ["settled by head-of-service", "threshold, expedited"],
        ["settled by director", "threshold, expedited"],
        ["settled by service-manager", "no-response"],
    ] {
        assert!(count("disputes", kind) > 0, "{kind:?}");
    }
    for kind in [["met", ""], ["met-late", "late"], ["still owed", "late"]] {
        assert!(count("duties", kind) > 0, "{kind:?}");
    }
    let refusals = story.tally("refusals").map_or(0, caseload::Tally::total);
    let expected = caseload
        .steps
        .iter()
        .filter(|step| step.expect != caseload::Expect::Done);
    assert_eq!(
        refusals,
        expected.count(),
        "every refusal that is in the file, and no other"
    );
    assert!(
        story.journey.leads.len() > 1,
        "the child of the timeline changed hands"
    );
    assert!(
        story
            .next
            .iter()
            .all(|command| command.starts_with("handrail "))
    );
}
