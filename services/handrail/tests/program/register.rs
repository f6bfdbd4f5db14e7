//! The register of transfers, printed and as CSV.

use crate::{run, sample, text};
use handrail::{
    client::Clients,
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use handrail_chassis::{
    config::Shared,
    identity::Caller,
    lifecycle::{Exit, Lifecycle},
};
use handrail_contracts::{
    common::v1::{Birth, CommandHeader, birth},
    time::date_to_wire,
    transfers::v1::{AdmitChildrenRequest, OpenTransferRequest, Plan},
};
use std::net::Ipv4Addr;

const TEAM: &str = "assessment-1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e_alloc_fs_04_business_support_has_every_child_on_one_line() {
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
    let suite = Suite::start(options, &lifecycle).await.expect("it starts");
    let addresses = suite.addresses.to_string();
    let children = opened(&suite).await;

    let register = |more: &[&str]| {
        let asked = [
            "transfer",
            "register",
            "--as",
            "auditor:tester",
            "--addresses",
            &addresses,
        ];
        let run = run(&[&asked[..], more].concat());
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        text(&run.stdout)
    };
    let written = register(&["--csv"]);
    let mut read = csv::Reader::from_reader(written.as_bytes());
    let headings = read.headers().expect("headings").clone();
    let column = |name: &str| {
        headings
            .iter()
            .position(|one| one == name)
            .expect("a column")
    };
    let rows: Vec<csv::StringRecord> = read.records().collect::<Result<_, _>>().expect("CSV");
    let mut found: Vec<&str> = rows.iter().map(|row| &row[column("child")]).collect();
    found.sort_unstable();
    assert_eq!(found, children);
    for row in &rows {
        assert_eq!(&row[column("from")], TEAM);
        assert_eq!(&row[column("stage")], "progressed");
        assert_eq!(&row[column("opened")], "2026-03-02T09:00:00Z");
        assert_eq!(&row[column("breaches")], "0");
        assert!(row[column("clauses")].starts_with("C4.1-0"), "{row:?}");
    }
    // A list of clauses has a comma, so it stands in quotes.
    let several = rows
        .iter()
        .find(|row| row[column("clauses")].contains(", "));
    let several = several.map(|row| format!("\"{}\"", &row[column("clauses")]));
    assert!(
        several.is_some_and(|quoted| written.contains(&quoted)),
        "{written}"
    );

    let nobody = register(&["--csv", "--overdue"]);
    assert_eq!(nobody.lines().count(), 1, "headings alone: {nobody}");
    let sent = register(&["--csv", "--team", TEAM, "--direction", "received"]);
    assert_eq!(sent.lines().count(), 1);
    let printed = register(&["--team", TEAM, "--direction", "sent", "--unallocated"]);
    assert!(
        children
            .iter()
            .all(|child| printed.contains(child.as_str()))
    );
    assert_eq!(register(&["--overdue"]).trim(), "No transfers.");
    let both = run(&["transfer", "register", "--csv", "--size", "1"]);
    assert_eq!(both.status.code(), Some(2));
    assert_eq!(lifecycle.shutdown().await, Exit::Clean);
}

/// Two children on their way, in the order of their ids.
async fn opened(suite: &Suite) -> Vec<String> {
    let caller = Caller {
        subject: "assessment-1-manager".to_owned(),
        roles: vec!["team-manager".to_owned()],
        teams: vec![TEAM.to_owned()],
    };
    let mut transfers = Clients::new(&suite.addresses, caller)
        .expect("addresses")
        .transfers();
    let header = |request_id: &str| {
        Some(CommandHeader {
            request_id: request_id.to_owned(),
            ..CommandHeader::default()
        })
    };
    let born = chrono::NaiveDate::from_ymd_opt(2015, 5, 4).map(date_to_wire);
    let birth = Birth {
        date: born.map(birth::Date::BornOn),
    };
    let admit = AdmitChildrenRequest {
        header: header("admit"),
        team_id: TEAM.to_owned(),
        births: vec![birth, birth],
        since: None,
    };
    let admitted = transfers.admit_children(admit).await.expect("admitted");
    let leads = admitted.into_inner().leads;
    let mut children: Vec<String> = leads.into_iter().map(|lead| lead.child_id).collect();
    let open = OpenTransferRequest {
        header: header("open"),
        pathway_id: "assessment-to-family-safeguarding".to_owned(),
        from_team_id: TEAM.to_owned(),
        child_ids: children.clone(),
        proposed_plan: Plan::ChildInNeed.into(),
        ..OpenTransferRequest::default()
    };
    transfers.open_transfer(open).await.expect("opened");
    children.sort_unstable();
    children
}
