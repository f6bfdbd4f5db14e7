//! Journals: their entries, and their proof.

use super::{post_of, subject_of, table, time_of};
use crate::contract::Member;
use handrail_contracts::feed::v1::{Entry, VerifyResponse};

/// An entry on one line, and a line for each telling.
pub(crate) fn entry(entry: &Entry) -> String {
    let clauses = if entry.clause_ids.is_empty() {
        String::new()
    } else {
        format!(" under {}", entry.clause_ids.join(", "))
    };
    let told = entry
        .tells
        .iter()
        .map(|tell| format!("\n    tells {}: {}", post_of(tell.to.as_ref()), tell.reason));
    format!(
        "{} {}/{} {}: {} by {}{clauses}{}",
        time_of(entry.recorded_at.as_ref()),
        entry.partition,
        entry.position,
        subject_of(entry.subject.as_ref()),
        entry.kind,
        entry.actor,
        told.collect::<String>()
    )
}

/// What the proof of each journal found.
pub(crate) fn verified(reports: &[(Member, VerifyResponse)]) -> String {
    let rows = reports.iter().map(|(member, report)| {
        let found = if report.findings.is_empty() {
            "sound".to_owned()
        } else {
            format!("{} findings", report.findings.len())
        };
        [
            member.name().to_owned(),
            report.entries.to_string(),
            report.subjects.to_string(),
            found,
        ]
    });
    let mut out = table(["journal", "entries", "subjects", "verdict"], rows);
    for (member, report) in reports {
        for finding in &report.findings {
            let at = finding
                .at
                .as_ref()
                .map(|at| format!(" at {}/{}", at.partition, at.position))
                .unwrap_or_default();
            let about = finding
                .subject
                .as_ref()
                .map(|subject| format!(" ({})", subject_of(Some(subject))))
                .unwrap_or_default();
            out.push_str(&format!(
                "\n{member}: {}{at}: {}{about}",
                finding.kind, finding.what
            ));
        }
    }
    out
}
