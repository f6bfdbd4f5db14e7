//! Editions, clauses, and how due times are reached.

use super::{blocks, date_of, facts, page, table, time_of};
use handrail_contracts::{
    common::v1::Derivation,
    protocol::v1::{
        Clause, Edition, ExplainDeadlineResponse, ListClausesResponse, ListEditionsResponse,
        Pathway,
    },
};

pub(super) fn editions(response: &ListEditionsResponse) -> String {
    let rows = response.editions.iter().map(|edition| {
        [
            edition.id.clone(),
            edition.title.clone(),
            date_of(edition.effective_from.as_ref()),
            edition.clauses.to_string(),
        ]
    });
    page(
        "No editions.",
        "",
        ["edition", "title", "in force from", "clauses"],
        rows,
    )
}

pub(super) fn edition(edition: &Edition) -> String {
    let about = facts([
        ("edition", edition.id.clone()),
        ("title", edition.title.clone()),
        ("in force from", date_of(edition.effective_from.as_ref())),
        ("clauses", edition.clauses.to_string()),
    ]);
    let readings = edition
        .interpretations
        .iter()
        .map(|rule| [rule.name.clone(), rule.meaning.clone()]);
    let ladders = edition.ladders.iter().map(|ladder| {
        let rungs: Vec<_> = ladder
            .rungs
            .iter()
            .map(|rung| {
                format!("{}. {} {}", rung.level, rung.role, rung.limit)
                    .trim_end()
                    .to_owned()
            })
            .collect();
        [ladder.id.clone(), rungs.join("\n")]
    });
    let kinds = edition.team_kinds.iter().map(|kind| {
        // What has to hold before several steps is said once.
        let mut says: Vec<&str> = Vec::new();
        for one in &kind.statements {
            if !says.contains(&one.text.as_str()) {
                says.push(&one.text);
            }
        }
        [
            kind.kind.clone(),
            kind.name.clone(),
            kind.threshold.clone(),
            says.join("\n"),
        ]
    });
    let references = edition.references.iter().map(|one| {
        [
            one.name.clone(),
            one.text.clone(),
            one.clause_ids.join(", "),
        ]
    });
    let parts = [about, table(["open words", "read as"], readings)];
    let pathways = edition.pathways.iter().map(pathway);
    blocks(parts.into_iter().chain(pathways).chain([
        table(["ladder", "rungs"], ladders),
        table(
            ["kind of team", "called", "works at", "described as"],
            kinds,
        ),
        table(["refers to", "for", "under"], references),
    ]))
}

fn pathway(pathway: &Pathway) -> String {
    let duties = pathway.duties.iter().map(|duty| {
        let limit = if duty.limit.is_empty() {
            "as soon as possible"
        } else {
            &duty.limit
        };
        [
            duty.title.clone(),
            duty.owner.clone(),
            limit.to_owned(),
            duty.strength.clone(),
            duty.clause_ids.join(", "),
        ]
    });
    let record = [&pathway.record_before, &pathway.record_after];
    let record = if record.iter().all(|system| system.is_empty()) {
        String::new()
    } else {
        let [before, after] = record.map(|system| if system.is_empty() { "-" } else { system });
        format!("; record: {before}, then {after}")
    };
    format!(
        "{} ({} to {}; disagreements: {}{record})\n{}",
        pathway.title,
        pathway.from_kinds.join(", "),
        pathway.to_kinds.join(", "),
        pathway.ladder_id,
        table(["duty", "owner", "limit", "binding", "under"], duties)
    )
}

pub(super) fn clauses(response: &ListClausesResponse) -> String {
    let rows = response.clauses.iter().map(|clause| {
        [
            clause.id.clone(),
            clause.title.clone(),
            clause.kind.clone(),
            clause.strength.clone(),
        ]
    });
    page(
        "No clauses.",
        &response.next_page_token,
        ["clause", "title", "kind", "binding"],
        rows,
    )
}

pub(super) fn clause(clause: &Clause) -> String {
    facts([
        (
            "clause",
            format!("{} (edition {})", clause.id, clause.edition_id),
        ),
        ("section", clause.section.clone()),
        ("title", clause.title.clone()),
        ("kind", format!("{}, {}", clause.kind, clause.strength)),
        ("rule", clause.text.clone()),
        ("carried by", clause.carried_by.join("\n")),
    ])
}

pub(super) fn explained(response: &ExplainDeadlineResponse) -> String {
    blocks(
        response.derivations.iter().map(derivation).chain(
            response
                .derivations
                .is_empty()
                .then(|| "No due time.".to_owned()),
        ),
    )
}

/// How one due time was reached.
pub(super) fn derivation(derivation: &Derivation) -> String {
    let about = facts([
        ("due", time_of(derivation.due_at.as_ref())),
        ("limit", derivation.limit.clone()),
        (
            "counted from",
            format!(
                "{} at {}",
                derivation.trigger,
                time_of(derivation.triggered_at.as_ref())
            ),
        ),
        (
            "under",
            format!(
                "{} (edition {})",
                derivation.clause_ids.join(", "),
                derivation.edition_id
            ),
        ),
        ("calendar", derivation.calendar_version.clone()),
    ]);
    let days = derivation.days.iter().map(|day| {
        let number = if day.counted == 0 {
            String::new()
        } else {
            day.counted.to_string()
        };
        [number, date_of(day.date.as_ref()), day.why.clone()]
    });
    let rules = derivation
        .rules
        .iter()
        .map(|rule| [rule.name.clone(), rule.meaning.clone()]);
    blocks([
        about,
        if derivation.days.is_empty() {
            String::new()
        } else {
            table(["day", "date", "why"], days)
        },
        if derivation.rules.is_empty() {
            String::new()
        } else {
            table(["rule applied", "meaning"], rules)
        },
        derivation
            .alternative
            .as_deref()
            .map(|other| {
                format!(
                    "or, as another way to be in time:\n\n{}",
                    self::derivation(other)
                )
            })
            .unwrap_or_default(),
    ])
}
