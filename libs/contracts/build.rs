//! Compiles the contracts without a system protoc, and keeps their descriptors for reflection.

use std::{error::Error, fs, path::PathBuf};

const SERVICES: &[&str] = &[
    "development/v1/clock",
    "escalation/v1/escalation_service",
    "escalation/v1/events",
    "feed/v1/feed",
    "intake/v1/consent_events",
    "intake/v1/consent_service",
    "intake/v1/events",
    "intake/v1/intake_service",
    "notifications/v1/events",
    "notifications/v1/letter_service",
    "notifications/v1/notifications_service",
    "protocol/v1/protocol_service",
    "transfers/v1/events",
    "transfers/v1/meeting_service",
    "transfers/v1/transfers_service",
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = "../../proto";
    println!("cargo::rerun-if-changed={root}");
    let files = SERVICES.iter().map(|name| format!("handrail/{name}.proto"));
    let mut compiler = protox::Compiler::new([root])?;
    compiler
        .include_source_info(true)
        .include_imports(true)
        .open_files(files)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(
        out.join("descriptors.bin"),
        compiler.encode_file_descriptor_set(),
    )?;
    tonic_prost_build::configure().compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
