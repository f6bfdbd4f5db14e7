//! Commands, their errors, and the exit codes that scripts rely on.

use crate::{json, program, run, sample, text};
use std::{fs, net::TcpListener, process::Stdio};

/// Where nobody listens.
fn nowhere() -> String {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("its address").port();
    format!("intake=127.0.0.1:{port},transfers=127.0.0.1:{port}")
}

#[test]
fn help_names_every_group_of_commands_and_every_exit_code() {
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let help = text(&help.stdout);
    for name in [
        "up", "contact", "transfer", "tray", "lead", "journey", "dispute", "notice", "deadline",
        "edition", "clause", "feed", "verify", "clock",
    ] {
        assert!(help.contains(&format!("\n  {name} ")), "{name} in\n{help}");
    }
    assert!(help.contains("78  the configuration"));
}

#[test]
fn the_help_of_a_command_is_the_documentation_of_its_contract() {
    let help = text(&run(&["transfer", "early-warning", "--help"]).stdout);
    assert!(help.contains("Alerts the team that is to receive the plan"));
    assert!(help.contains("--proposed-plan"));
    assert!(help.contains("child-in-need, child-protection"));
}

#[test]
fn what_is_not_a_command_or_a_value_exits_with_2() {
    for wrong in [
        vec!["picnic"],
        vec!["transfer", "picnic"],
        vec!["transfer", "set-meeting", "x", "--kind", "picnic"],
        vec!["transfer", "set-meeting", "x", "--at", "noon"],
        vec!["transfer", "decide", "x", "--decision", "moves"],
        vec!["contact", "show"],
        vec!["clock", "advance"],
        vec!["clock", "advance", "--by", "2y"],
        vec!["feed", "tail", "--source", "picnic"],
        vec!["tray", "mash", "--addresses", "picnic"],
        vec!["up", "--play", "caseload.toml"],
        vec!["up", "--in-memory", "--data", "data"],
    ] {
        let run = run(&wrong);
        assert_eq!(run.status.code(), Some(2), "{wrong:?}");
        assert!(run.stdout.is_empty(), "{wrong:?}");
        assert!(
            text(&run.stderr).starts_with("error: "),
            "{wrong:?}: {}",
            text(&run.stderr)
        );
    }
}

#[test]
fn a_group_without_a_command_shows_its_commands() {
    let group = run(&["transfer"]);
    assert_eq!(group.status.code(), Some(2));
    assert!(text(&group.stderr).contains("early-warning"));
}

#[test]
fn with_json_an_error_is_an_object() {
    let wrong = run(&["--json", "transfer", "set-meeting", "x", "--at", "noon"]);
    assert_eq!(wrong.status.code(), Some(2));
    let error = &json(&wrong.stderr)["error"];
    assert_eq!(error["code"], "USAGE");
    assert!(
        error["message"]
            .as_str()
            .expect("a message")
            .contains("\"noon\" is not a time")
    );
}

#[test]
fn services_that_do_not_answer_exit_with_4() {
    let nowhere = nowhere();
    for asked in [
        vec!["tray", "mash"],
        vec!["verify"],
        vec!["contact", "list"],
        vec!["clock", "show"],
        vec!["feed", "tail", "--source", "intake"],
    ] {
        let asked = [asked, vec!["--addresses", &nowhere]].concat();
        let run = run(&asked);
        assert_eq!(run.status.code(), Some(4), "{asked:?}");
        assert!(
            text(&run.stderr).starts_with("handrail: a service can't be reached: "),
            "{asked:?}"
        );
    }
    let unreachable = run(&["--json", "contact", "list", "--addresses", &nowhere]);
    assert_eq!(json(&unreachable.stderr)["error"]["code"], "UNAVAILABLE");
}

#[test]
fn a_file_that_cannot_be_used_exits_with_78() {
    let folder = tempfile::tempdir().expect("a folder");
    let caseload = folder.path().join("caseload.toml");
    fs::write(
        &caseload,
        "title = \"x\"\nstarts = 2026-03-02\ntimeline-of = \"a\"\ncase = []\n",
    )
    .expect("a file");
    let caseload = caseload.display().to_string();
    let organisation = sample("organisation.toml").display().to_string();
    let up = ["up", "--in-memory", "--ports", "any", "--virtual-clock"];

    let missing = run(&[&up[..], &["--organisation", "no/such/file.toml"]].concat());
    assert_eq!(missing.status.code(), Some(78), "{}", text(&missing.stderr));
    let wrong = run(&[
        &up[..],
        &["--organisation", &organisation, "--play", &caseload],
    ]
    .concat());
    assert_eq!(wrong.status.code(), Some(78));
    let place = format!("{caseload}:3:15: there is no case a");
    assert!(
        text(&wrong.stderr).contains(&place),
        "{}",
        text(&wrong.stderr)
    );
}

#[test]
fn a_closed_pipe_is_no_panic() {
    for arguments in [vec!["--help"], vec!["transfer", "--help"], vec!["picnic"]] {
        let mut child = program()
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("the program ends");
        assert!(
            ended.status.code().is_some_and(|code| code < 70),
            "{arguments:?}"
        );
        assert!(!text(&ended.stderr).contains("panicked"), "{arguments:?}");
    }
}
