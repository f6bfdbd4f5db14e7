//! What is configured wrongly is said at once, with what to do, and with an exit code of its own.

use crate::{program, sample, text};
use std::{fs, net::TcpListener, path::Path};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");

#[test]
fn the_documented_table_is_the_table_of_the_program() {
    let document = fs::read_to_string(DOCUMENT).expect("the document");
    let (_, documented) = document
        .split_once("-->")
        .expect("the mark before the table");
    let printed = program()
        .args(["config", "keys"])
        .output()
        .expect("the program runs");
    assert_eq!(
        documented.trim(),
        text(&printed.stdout).trim(),
        "put into docs/configuration.md what `handrail config keys` prints"
    );
}

#[test]
fn a_configuration_that_can_be_used_is_told_with_what_it_names() {
    let organisation = sample("organisation.toml");
    let check = program()
        .args(["config", "check", "--service", "transfers"])
        .env("HANDRAIL_ORGANISATION", &organisation)
        .env("HANDRAIL_DATABASE_URL", "postgres://me:hunter2@localhost/x")
        .output()
        .expect("the program runs");
    let report = text(&check.stdout);
    assert_eq!(
        check.status.code(),
        Some(0),
        "{report}{}",
        text(&check.stderr)
    );
    assert!(report.contains("edition current"), "{report}");
    assert!(report.contains("(secret)"), "{report}");
    assert!(!report.contains("hunter2"), "{report}");
}

#[test]
fn every_mistake_is_told_at_once_with_78() {
    let check = program()
        .args(["config", "check"])
        .env("HANDRAIL_LISTEN", "127.0.0.1:1")
        .env("HANDRAIL_LOG", "xml")
        .env("HANDRAIL_PROBE_LISTN", "127.0.0.1:1")
        .output()
        .expect("the program runs");
    let said = text(&check.stderr);
    assert_eq!(check.status.code(), Some(78), "{said}");
    for part in [
        "HANDRAIL_LISTEN: this is for a single service",
        "HANDRAIL_LOG: \"xml\" is neither",
        "HANDRAIL_PROBE_LISTN: there is no such key; is HANDRAIL_PROBE_LISTEN meant?",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn mistakes_in_documents_are_told_with_their_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
    };
    file("organisation.toml", "version = 1\n");
    file("calendar.toml", "picnic = true\n");
    file("editions/headless/1-rules.toml", "section = \"x\"\n");
    let at = |name: &str| folder.path().join(name);
    let check = program()
        .args(["config", "check"])
        .env("HANDRAIL_ORGANISATION", at("organisation.toml"))
        .env("HANDRAIL_CALENDAR", at("calendar.toml"))
        .env("HANDRAIL_EDITIONS", at("editions"))
        .output()
        .expect("the program runs");
    let said = text(&check.stderr);
    assert_eq!(check.status.code(), Some(78), "{said}");
    for part in [
        "organisation.toml:1:",
        "calendar.toml:1:",
        "headless: there is no edition.toml here",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

fn up(data: &Path) -> std::process::Command {
    let mut up = program();
    up.args(["up", "--organisation"])
        .arg(sample("organisation.toml"))
        .arg("--data")
        .arg(data);
    up
}

#[test]
fn a_port_in_use_is_told_with_69() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let up = up(folder.path())
        .args(["--ports", "any"])
        .env(
            "HANDRAIL_PROBE_LISTEN",
            taken.local_addr().expect("its address").to_string(),
        )
        .output()
        .expect("the program runs");
    let said = text(&up.stderr);
    assert_eq!(up.status.code(), Some(69), "{said}");
    assert!(
        said.contains("is another program listening there?"),
        "{said}"
    );
}

#[test]
fn a_data_folder_that_is_none_is_told_with_69() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let up = up(&file.join("data"))
        .args(["--ports", "any"])
        .output()
        .expect("the program runs");
    let said = text(&up.stderr);
    assert_eq!(up.status.code(), Some(69), "{said}");
    assert!(said.contains("give the service a folder"), "{said}");
}
