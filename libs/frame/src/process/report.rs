//! What `check` says about a configuration that can be used.

use super::Failure;
use crate::{frame::StartError, rules::Rulebook};
use handrail_chassis::{
    config::{Environment, RuleFiles, Said, Settings, Source, said},
    lifecycle::Exit,
};
use std::fmt::Write as _;

pub(super) fn tell(settings: &Settings) -> Result<Exit, Failure> {
    let report = check(&Environment, &settings.shared.rules)?;
    print(&report);
    Ok(Exit::Clean)
}

/// Opens every document that a configuration names, and tells what is said and what is loaded.
///
/// # Errors
/// Everything that is wrong with the documents.
pub fn check(source: &dyn Source, files: &RuleFiles) -> Result<String, StartError> {
    let rulebook = Rulebook::open(files)?;
    let rules = rulebook.current();
    let mut report = String::new();
    for Said { key, said } in said(source) {
        let Some((value, origin)) = said else {
            continue;
        };
        // Writing to a text can't fail.
        let _ = writeln!(report, "{:<32} {value}  ({origin})", key.variable);
    }
    let _ = writeln!(
        report,
        "organisation {} of {}: {} teams, {} officers",
        rules.directory.version(),
        rules.directory.authority().name(),
        rules.directory.teams().count(),
        rules.directory.officers().count(),
    );
    for edition in rules.protocol.editions() {
        let _ = writeln!(
            report,
            "edition {}: {}, in force from {}, {} clauses",
            edition.id,
            edition.title,
            edition.effective_from,
            edition.clauses.len()
        );
    }
    let _ = writeln!(
        report,
        "calendar {}: {} to {}",
        rules.calendar.version(),
        rules.calendar.first(),
        rules.calendar.horizon()
    );
    let _ = write!(report, "the configuration can be used");
    Ok(report)
}

#[expect(clippy::print_stdout, reason = "this is what was asked for")]
fn print(report: &str) {
    println!("{report}");
}
