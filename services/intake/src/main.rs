//! The intake service as a process of its own.

use std::process::ExitCode;

use handrail_chassis::config::ServiceDefaults;
use handrail_intake::{Migrator, NAME, PORT, build};

fn main() -> ExitCode {
    let defaults = ServiceDefaults {
        name: NAME,
        port: PORT,
    };
    handrail_frame::run::<Migrator>(defaults, build)
}
