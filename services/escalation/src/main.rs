//! The escalation service as a process of its own.

use handrail_chassis::config::ServiceDefaults;
use handrail_escalation::{Migrator, NAME, PORT, build};
use std::process::ExitCode;

fn main() -> ExitCode {
    let defaults = ServiceDefaults {
        name: NAME,
        port: PORT,
    };
    handrail_frame::run::<Migrator>(defaults, build)
}
