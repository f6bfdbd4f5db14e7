//! The Docker command, which goes with every engine.

use std::{
    io,
    process::{Command, Output},
};

/// What the command says.
///
/// # Panics
/// When it fails.
#[track_caller]
pub(super) fn docker(arguments: &[&str]) -> String {
    let output = run(arguments).expect("the docker command");
    assert!(
        output.status.success(),
        "docker {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Whether the command can be run, and succeeds.
pub(super) fn succeeds(arguments: &[&str]) -> bool {
    run(arguments).is_ok_and(|output| output.status.success())
}

/// The last lines that a container said.
pub(super) fn said(container: &str) -> String {
    let Ok(output) = run(&["logs", "--tail", "40", container]) else {
        return String::new();
    };
    [output.stdout, output.stderr]
        .iter()
        .map(|stream| String::from_utf8_lossy(stream).into_owned())
        .collect()
}

fn run(arguments: &[&str]) -> io::Result<Output> {
    Command::new("docker").args(arguments).output()
}
