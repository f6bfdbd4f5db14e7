//! The same child under two editions: what differs is what is known to have changed.

use crate::{json, program, run, sample};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::Stdio,
};

/// Topics that these two journeys touch and do not show: why stands beside each.
const NOT_ON_THE_WAY: [(&str, &str); 4] = [
    ("What is transferred", "a word of the text"),
    ("Dispute: scope and record", "nobody disagrees"),
    (
        "After the transfer request to family safeguarding",
        "the days are the same without a conference",
    ),
    (
        "From when worker and manager are involved",
        "nobody tries to backdate it",
    ),
];

#[test]
fn two_journeys_differ_where_the_editions_are_known_to_have_changed() {
    let play =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/editions/side-by-side.toml");
    let data = tempfile::tempdir().expect("a folder");
    let mut suite = program()
        .args(["up", "--json", "--ports", "any", "--virtual-clock"])
        .arg("--data")
        .arg(data.path())
        .arg("--play")
        .arg(play)
        .arg("--organisation")
        .arg(sample("organisation.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(suite.stdout.take().expect("its output")).lines();
    let mut document = || json(lines.next().expect("a line").expect("text").as_bytes());
    let (began, _) = (document(), document());
    let addresses: Vec<String> = began["addresses"]
        .as_object()
        .expect("addresses")
        .iter()
        .map(|(name, at)| format!("{name}={}", at.as_str().expect("an address")))
        .collect();
    let addresses = addresses.join(",");
    let asked = |arguments: &[&str]| {
        let reply = run(&[&["--json", "--addresses", &addresses], arguments].concat());
        json(&reply.stdout)
    };

    let transfers = asked(&["transfer", "list"]);
    let child = |edition: &str| {
        let transfer = transfers["transfers"]
            .as_array()
            .expect("transfers")
            .iter()
            .find(|transfer| transfer["edition_id"] == edition)
            .expect("a transfer");
        let child = &transfer["children"][0]["child_id"];
        child.as_str().expect("an id").to_owned()
    };
    let both = asked(&["journey", &child("2018"), "--beside", &child("current")]);
    let rows = both["rows"].as_array().expect("rows");
    suite.kill().expect("it was running");
    suite.wait().expect("it has ended");

    let (differing, same): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row["differs"] == true);
    assert!(
        differing.len() > 10 && same.len() > 10,
        "{} differ, {} do not",
        differing.len(),
        same.len()
    );
    let topics = |row: &serde_json::Value| -> BTreeSet<String> {
        let because = row["because"].as_array().expect("topics").iter();
        because
            .map(|topic| topic.as_str().expect("a topic").to_owned())
            .collect()
    };
    for row in &differing {
        assert!(!topics(row).is_empty(), "nothing explains {row}");
    }
    let shown: BTreeSet<String> = differing.iter().flat_map(|row| topics(row)).collect();
    let touched: BTreeSet<String> = same.iter().flat_map(|row| topics(row)).collect();
    let hidden: BTreeSet<&str> = touched.difference(&shown).map(String::as_str).collect();
    assert_eq!(hidden, NOT_ON_THE_WAY.map(|(topic, _)| topic).into());
}
