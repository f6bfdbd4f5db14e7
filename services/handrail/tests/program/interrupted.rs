//! Killed in the middle of a caseload, started again: nothing is lost, nothing is there twice.

use crate::{json, program, run, sample, text};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
};

/// The scripts and the first cases of the sample: enough weeks to be killed in, quickly played.
fn short_caseload(into: &Path) {
    let sample = fs::read_to_string(sample("caseload.toml")).expect("the sample");
    let mut parts = sample.split("[[case]]");
    let head = parts.next().expect("the scripts");
    let head: Vec<_> = head
        .lines()
        .map(|line| {
            if line.starts_with("timeline-of") {
                "timeline-of = \"specimen-01\""
            } else {
                line
            }
        })
        .collect();
    let cases: Vec<_> = parts
        .take(8)
        .map(|case| format!("[[case]]{case}"))
        .collect();
    fs::write(into, format!("{}\n{}", head.join("\n"), cases.concat())).expect("a file");
}

fn up(folder: &Path) -> Child {
    program()
        .args([
            "up",
            "--json",
            "--ports",
            "any",
            "--virtual-clock",
            "--data",
        ])
        .arg(folder.join("data"))
        .arg("--play")
        .arg(folder.join("caseload.toml"))
        .arg("--organisation")
        .arg(sample("organisation.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Kills the suite, as a power cut would, once it has begun this many simulated days.
fn killed_after(days: usize, folder: &Path) {
    let mut suite = up(folder);
    let lines = BufReader::new(suite.stderr.take().expect("its log")).lines();
    let begun = lines
        .map_while(Result::ok)
        .filter(|line| line.ends_with(" steps"))
        .take(days);
    assert_eq!(begun.count(), days, "the caseload has that many days");
    suite.kill().expect("it is killed");
    suite.wait().expect("it is gone");
}

#[test]
fn a_caseload_that_was_killed_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    short_caseload(&folder.path().join("caseload.toml"));
    killed_after(3, folder.path());
    killed_after(4, folder.path());

    let mut suite = up(folder.path());
    let log = suite.stderr.take().expect("its log");
    // Read to the end: a log that nobody reads would stop the suite.
    let log = std::thread::Builder::new().spawn(move || BufReader::new(log).lines().count());
    let mut lines = BufReader::new(suite.stdout.take().expect("its output")).lines();
    let mut next = || json(lines.next().expect("a line").expect("readable").as_bytes());
    let started = next();
    assert!(
        started["now"].as_str().expect("a time") > "2026-03-04",
        "the clock went on: {started}"
    );
    let story = next();
    assert_eq!(
        story["tallies"]["contacts"][0]["count"], 8,
        "no contact is there twice: {story}"
    );
    let addresses: Vec<_> = started["addresses"]
        .as_object()
        .expect("addresses")
        .iter()
        .map(|(name, address)| format!("{name}={}", address.as_str().expect("an address")))
        .collect();
    let addresses = addresses.join(",");
    sound(&addresses);
    readable(&addresses, &story);

    let terminated = std::process::Command::new("kill")
        .arg(suite.id().to_string())
        .status();
    assert!(terminated.expect("kill").success());
    assert_eq!(
        suite.wait().expect("it ends").code(),
        Some(0),
        "SIGTERM is a clean end"
    );
    log.expect("a thread").join().expect("the log was read");
}

fn sound(addresses: &str) {
    let verified = run(&["verify", "--json", "--addresses", addresses]);
    assert_eq!(
        verified.status.code(),
        Some(0),
        "{}",
        text(&verified.stderr)
    );
    let verified = json(&verified.stdout);
    for service in ["intake", "transfers", "escalation", "notifications"] {
        assert_eq!(
            verified[service]["findings"],
            serde_json::json!([]),
            "{service}"
        );
    }
    assert_ne!(verified["transfers"]["entries"], "0");
}

/// The same things, by the other commands.
fn readable(addresses: &str, story: &serde_json::Value) {
    let asked = |arguments: &[&str]| {
        let run = run(&[arguments, &["--json", "--addresses", addresses]].concat());
        assert_eq!(
            run.status.code(),
            Some(0),
            "{arguments:?}: {}",
            text(&run.stderr)
        );
        json(&run.stdout)
    };
    let child = story["child"].as_str().expect("a child");
    assert_eq!(asked(&["lead", child])["child_id"], child);
    assert_eq!(
        asked(&["journey", child])["steps"],
        story["journey"]["steps"]
    );
    let contacts = asked(&["contact", "list", "--size", "3"]);
    assert_eq!(contacts["contacts"].as_array().map(Vec::len), Some(3));
    let page = contacts["next_page_token"].as_str().expect("a token");
    let rest = asked(&["contact", "list", "--token", page]);
    assert_eq!(rest["contacts"].as_array().map(Vec::len), Some(5));
    let transfers = asked(&["transfer", "list", "--stage", "started"]);
    let transfer = transfers["transfers"][0]["id"]
        .as_str()
        .expect("a transfer");
    assert_eq!(
        asked(&["transfer", "show", transfer])["stage"],
        "STAGE_STARTED"
    );
    assert!(asked(&["tray", "family-safeguarding-west-1"])["obligations"].is_array());
    let tail = asked(&[
        "feed",
        "tail",
        "--source",
        "intake",
        "--from-start",
        "--most",
        "1",
    ]);
    assert_eq!(tail["kind"], "contact.registered");
    let explained = [
        "deadline",
        "explain",
        "--edition",
        "current",
        "--clause",
        "C4.1-01",
        "--at",
        "2026-04-01 15:30",
    ];
    assert_eq!(
        asked(&explained)["derivations"][0]["due_at"],
        "2026-04-07T16:00:00Z"
    );

    let missing = run(&[
        "lead",
        "00000000-0000-0000-0000-000000000000",
        "--addresses",
        addresses,
    ]);
    assert_eq!(missing.status.code(), Some(3), "there is no such child");
    let withdrawn = run(&[
        "transfer",
        "withdraw",
        transfer,
        "--reason",
        "x",
        "--addresses",
        addresses,
    ]);
    assert_eq!(
        withdrawn.status.code(),
        Some(4),
        "nobody in particular may not do that"
    );
    let manager = [
        "--as",
        "assessment-1-manager",
        "--roles",
        "team-manager",
        "--teams",
        "assessment-1,assessment-2,assessment-3,assessment-4,assessment-5",
    ];
    let late = run(&[
        &[
            "transfer",
            "withdraw",
            transfer,
            "--reason",
            "x",
            "--json",
            "--addresses",
            addresses,
        ],
        &manager[..],
    ]
    .concat());
    assert_eq!(
        late.status.code(),
        Some(1),
        "the lead has passed: {}",
        text(&late.stderr)
    );
    assert_eq!(json(&late.stderr)["error"]["reason"], "LEAD_HAS_PASSED");
    let back = run(&[
        "clock",
        "advance",
        "--to",
        "2026-03-02 09:00",
        "--addresses",
        addresses,
    ]);
    assert_eq!(back.status.code(), Some(1), "time never runs backwards");
}
