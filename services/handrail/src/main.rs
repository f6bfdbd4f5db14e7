//! The `handrail` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    handrail::cli::main(std::env::args_os())
}
