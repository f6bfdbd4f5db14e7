//! The program as its users meet it: its commands, its caseload, and what survives a crash.
#![cfg(test)]

mod commands;
mod configuration;
mod dashboard;
mod documents;
mod editions;
mod interrupted;
mod pathways;
mod played;
mod register;
mod side_by_side;
mod simulated;
mod time;
mod watched;

use std::{
    path::PathBuf,
    process::{Command, Output},
};

/// A file of the sample deployment.
fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../deploy/sample")
        .join(name)
}

/// The program, untouched by the environment of whoever runs the tests.
fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_handrail"));
    for key in [
        "HANDRAIL_ADDRESSES",
        "HANDRAIL_AS",
        "HANDRAIL_ROLES",
        "HANDRAIL_TEAMS",
        "HANDRAIL_ORGANISATION",
        "HANDRAIL_EDITIONS",
        "HANDRAIL_OTLP_ENDPOINT",
        "HANDRAIL_PROMETHEUS_LISTEN",
    ] {
        program.env_remove(key);
    }
    program
}

/// Runs the program to its end.
fn run(arguments: &[&str]) -> Output {
    program()
        .args(arguments)
        .output()
        .expect("the program runs")
}

/// What the program wrote for people or programs.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the program wrote with `--json`.
fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{error}: {}", text(bytes)))
}
