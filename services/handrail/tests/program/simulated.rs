//! An edition is tried on what running services have recorded.

use crate::{json, run, sample, text};
use handrail::{
    caseload::{self, Caseload, Stage},
    client::Clients,
    contract::Member,
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use handrail_chassis::{config::Shared, identity::Caller, lifecycle::Lifecycle};
use handrail_contracts::feed::v1::{Cursor, GetHeadsRequest};
use handrail_domain::{calendar::Calendar, directory::Directory};
use std::{fs, net::Ipv4Addr, path::Path};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_is_tried_under_both_editions_and_nothing_is_written() {
    let play = "../../tests/protocol/current/4-assessment-to-family-safeguarding.toml";
    let play = Path::new(env!("CARGO_MANIFEST_DIR")).join(play);
    let play = fs::read_to_string(play).expect("the play");
    let calendar = Calendar::england_and_wales().expect("the calendar of this build");
    let caseload = Caseload::parse("play.toml", &play, &calendar).expect("a play");
    let organisation = fs::read_to_string(sample("organisation.toml")).expect("the organisation");
    let directory = Directory::parse("organisation.toml", &organisation).expect("a directory");
    let mail = tempfile::tempdir().expect("a folder");
    let lifecycle = Lifecycle::new();
    let options = SuiteOptions {
        storage: Storage::Memory,
        ports: Ports::Any,
        host: Ipv4Addr::LOCALHOST.into(),
        mail_folder: Some(mail.path().to_owned()),
        shared: Shared {
            virtual_clock: caseload.steps.first().map(|step| step.at),
            ..Shared::new(sample("organisation.toml"))
        },
    };
    let suite = Suite::start(options, &lifecycle).await;
    let suite = suite.expect("the suite starts");
    let caller = Caller::named("auditor:tester");
    let clients = Clients::new(&suite.addresses, caller).expect("addresses");
    let stage = Stage {
        clients: &clients,
        directory: &directory,
    };
    let played = caseload::play(&caseload, &stage, |_, _| {}).await;
    played.unwrap_or_else(|failure| panic!("{}", failure.lines().join("\n")));

    let before = heads(&clients).await;
    // The services run on threads of their own meanwhile.
    tries_both(&suite.addresses.to_string());
    assert_eq!(heads(&clients).await, before, "nothing was written");
    lifecycle.shutdown().await;
}

async fn heads(clients: &Clients) -> Option<Cursor> {
    let heads = clients
        .feed(Member::Transfers)
        .get_heads(GetHeadsRequest {})
        .await;
    heads.expect("the heads").into_inner().heads
}

fn tries_both(addresses: &str) {
    let organisation = sample("organisation.toml").display().to_string();
    let simulate = |edition: &str, more: &[&str]| {
        let given = ["edition", "simulate", edition, "--addresses", addresses];
        let organisation = ["--organisation", &organisation];
        run(&[given.as_slice(), &organisation, more].concat())
    };
    let same = simulate("current", &["--json"]);
    assert_eq!(same.status.code(), Some(0), "{}", text(&same.stderr));
    let same = json(&same.stdout);
    assert_eq!(same["transfers"], serde_json::json!([]));
    assert!(same["read"].as_u64() > Some(3), "{same}");

    let older = json(&simulate("2018", &["--json"]).stdout);
    let transfers = older["transfers"].as_array().expect("transfers");
    let duties = transfers.iter().flat_map(|one| one["duties"].as_array());
    let mut owed = duties.flatten().map(|duty| &duty["tried"]["clause_ids"]);
    assert!(owed.any(|clauses| *clauses == serde_json::json!(["E-ALLOC-FS-05"])));
    let one = transfers[0]["transfer_id"].as_str().expect("an id");

    let shown = simulate("2018", &["--transfer", one]);
    let shown = text(&shown.stdout);
    assert!(shown.contains(&format!("transfer {one}: ")), "{shown}");
    assert!(shown.contains("1 of 1 transfers would have come out otherwise."));
    let all = simulate("current", &["--transfer", one, "--all"]);
    assert!(text(&all.stdout).contains("The lead passes"));

    let nobody = "00000000-0000-0000-0000-000000000404";
    assert_eq!(
        simulate("2018", &["--transfer", nobody]).status.code(),
        Some(3)
    );
    assert_eq!(simulate("2019", &[]).status.code(), Some(2));
    let calendar = simulate("2018", &["--calendar", "no/such/file.toml"]);
    assert_eq!(calendar.status.code(), Some(78));
}
