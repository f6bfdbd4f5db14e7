//! The Docker command, which every machine with an engine has.

use std::process::{Command, Output};

/// What the command says.
///
/// # Panics
/// When it fails.
#[track_caller]
pub(crate) fn docker(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "docker {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What the command says; nothing when it fails.
pub(crate) fn tried(arguments: &[&str]) -> Option<String> {
    let output = run(arguments);
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Both streams of the last lines that a container said.
pub(crate) fn said(container: &str) -> String {
    let output = run(&["logs", "--tail", "40", container]);
    let streams = [output.stdout, output.stderr];
    streams
        .iter()
        .map(|stream| String::from_utf8_lossy(stream))
        .collect()
}

fn run(arguments: &[&str]) -> Output {
    Command::new("docker")
        .args(arguments)
        .output()
        .expect("the docker command")
}
