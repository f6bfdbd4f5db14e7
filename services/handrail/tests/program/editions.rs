//! Editions as products: checked with places, compared, drawn, and rehearsed.

use crate::{run, text};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn example(file: &str) -> String {
    fs::read_to_string(root().join("tests/editions/example").join(file)).expect("the example")
}

/// What the program says about the example when `part` of a file is replaced.
fn broken(file: &str, part: &str, by: &str) -> String {
    let folder = TempDir::new().expect("a folder");
    let edition = folder.path().join("example");
    fs::create_dir(&edition).expect("a folder of the edition");
    for name in ["edition.toml", "1-down.toml"] {
        let mut text = example(name);
        if name == file {
            assert_eq!(
                text.matches(part).count(),
                1,
                "\"{part}\" stands once in {file}"
            );
            text = text.replace(part, by);
        }
        fs::write(edition.join(name), text).expect("a file of the edition");
    }
    let folder = folder.path().display().to_string();
    let check = run(&["edition", "check", &folder]);
    assert_eq!(check.status.code(), Some(78), "{part} -> {by}");
    text(&check.stderr).replace(&format!("{folder}/example/"), "")
}

#[test]
fn twenty_broken_editions_get_twenty_precise_errors() {
    let (head, section) = ("edition.toml", "1-down.toml");
    let cases = [
        (
            head,
            "id = \"example\"",
            "id = \"Example!\"",
            "edition.toml:1:",
        ),
        (
            head,
            "effective-from = \"2025-06-01\"",
            "effective-from = \"2025-06-31\"",
            "edition.toml:3:",
        ),
        (
            head,
            "first-day = \"excluded\"",
            "first-day = \"perhaps\"",
            "edition.toml:6:",
        ),
        (
            head,
            "close-of-business = \"17:00\"",
            "close-of-business = \"25:00\"",
            "edition.toml:15:",
        ),
        (
            head,
            "kind = \"early-help\"",
            "kind = \"early-halp\"",
            "unknown variant `early-halp`",
        ),
        (
            head,
            "threshold = \"early-help\"",
            "threshold = \"low\"",
            "edition.toml:26:",
        ),
        (
            section,
            "kind = \"deadline\"",
            "kind = \"wish\"",
            "1-down.toml:6:",
        ),
        (
            section,
            "strength = \"must\"\ntext = \"Nothing",
            "strength = \"perhaps\"\ntext = \"Nothing",
            "1-down.toml:14:",
        ),
        (
            section,
            "id = \"X-02\"",
            "id = \"X-01\"",
            "clause X-01 stands 2 times",
        ),
        (
            section,
            "from = [\"assessment\"]",
            "from = [\"mash\"]",
            "team kind mash is not one that this edition knows",
        ),
        (
            section,
            "ladder = \"managers\"",
            "ladder = \"manager\"",
            "unknown ladder manager",
        ),
        (
            section,
            "lead-moves-on = \"allocated\"",
            "lead-moves-on = \"panel-held\"",
            "the lead of down moves on panel-held, which is recorded by nothing",
        ),
        (
            section,
            "plans = [\"early-help\"]",
            "plans = [\"early\"]",
            "1-down.toml:29:",
        ),
        (
            section,
            "fact = \"consent-given\"",
            "fact = \"reviewed\"",
            "reviewed in down is no step to declare",
        ),
        (
            section,
            "needs = \"consent-given\"",
            "needs = \"panel-held\"",
            "panel-held is recorded by nothing in down",
        ),
        (
            section,
            "owner = \"from.team-manager\"",
            "owner = \"from.boss\"",
            "unknown role 'boss'",
        ),
        (
            section,
            "unit = \"working-days\"",
            "unit = \"fortnights\"",
            "1-down.toml:47:",
        ),
        (
            section,
            "amount = 3",
            "amount = 0",
            "from 1 to 10000, not 0",
        ),
        (
            section,
            "missing = \"refuse\"",
            "missing = \"maybe\"",
            "unknown variant `maybe`",
        ),
        (
            section,
            "clauses = [\"X-02\"]\nmissing",
            "clauses = [\"X-09\"]\nmissing",
            "unknown clause X-09 in pathway down, requirement of consent-given before request-sent",
        ),
    ];
    assert_eq!(cases.len(), 20);
    for (file, part, by, said) in cases {
        let error = broken(file, part, by);
        let placed = error.contains("edition.toml:") || error.contains("1-down.toml:");
        assert!(
            placed && error.contains(said),
            "{part} -> {by}: expected \"{said}\", got: {error}"
        );
    }
}

#[test]
fn what_nothing_would_read_is_said() {
    let section = "1-down.toml";
    let on_the_ladder = |element: &str| {
        let by = format!("{element}\n\n[[ladder.rung]]");
        broken(section, "[[ladder.rung]]", &by)
    };
    let criterion = r#"[[ladder.elements.criterion]]
before = "settled"
holds = { urgent = true }
clauses = ["X-03"]
missing = "refuse"
says = "Invented.""#;
    let error = on_the_ladder(criterion);
    assert!(
        error.contains("nothing reads a criterion in ladder managers"),
        "{error}"
    );
    let content = |item, of, missing| {
        format!(
            "[[ladder.elements.content]]\nof = \"{of}\"\nitem = \"{item}\"\nclauses = [\"X-03\"]\nmissing = \"{missing}\""
        )
    };
    for (item, of, missing, said) in [
        (
            "colour",
            "settled",
            "refuse",
            "unknown item of a ladder 'colour'",
        ),
        (
            "channel",
            "settled",
            "refuse",
            "channel is said with exhaustion-agreed",
        ),
        (
            "direction",
            "settled",
            "advise",
            "say `missing = \"refuse\"`",
        ),
    ] {
        let error = on_the_ladder(&content(item, of, missing));
        assert!(
            error.contains("1-down.toml:") && error.contains(said),
            "{error}"
        );
    }
}

#[test]
fn a_third_edition_is_checked_and_a_transfer_runs_under_it() {
    let play = root().join("tests/editions/play.toml");
    // The play lies beside the edition, so the edition is looked at on its own.
    let own = TempDir::new().expect("a folder");
    let edition = own.path().join("example");
    fs::create_dir(&edition).expect("a folder of the edition");
    for name in ["edition.toml", "1-down.toml"] {
        fs::write(edition.join(name), example(name)).expect("a file of the edition");
    }
    for place in [own.path(), &edition, &edition.join("1-down.toml")] {
        let check = run(&["edition", "check", &place.display().to_string()]);
        assert_eq!(
            text(&check.stdout).trim(),
            "can be used: example",
            "{}",
            text(&check.stderr)
        );
    }
    let own = own.path().display().to_string();
    let organisation = root().join("deploy/sample/organisation.toml");
    let rehearsed = run(&[
        "rehearse",
        &play.display().to_string(),
        "--editions",
        &own,
        "--organisation",
        &organisation.display().to_string(),
    ]);
    assert!(
        text(&rehearsed.stdout).contains("things shown"),
        "{}{}",
        text(&rehearsed.stdout),
        text(&rehearsed.stderr)
    );
}

#[test]
fn every_pathway_is_drawn_in_the_documentation() {
    for edition in ["2018", "current"] {
        let page = root().join(format!("docs/pathways/{edition}.md"));
        let documented = fs::read_to_string(page).expect("the page");
        let drawn = run(&["edition", "draw", edition]);
        assert_eq!(
            documented.trim(),
            text(&drawn.stdout).trim(),
            "put into docs/pathways what `handrail edition draw {edition}` prints"
        );
    }
}

#[test]
fn two_editions_are_compared_part_by_part() {
    let diff = run(&["edition", "diff", "2018", "current", "--json"]);
    let found: serde_json::Value = crate::json(&diff.stdout);
    let parts: Vec<&str> = found["parts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["part"].as_str())
        .collect();
    for part in [
        "team kind targeted-youth-support",
        "pathway sash-to-cla",
        "ladder between-teams",
    ] {
        assert!(parts.contains(&part), "{part} in {parts:?}");
    }
    let topics = found["topics"].as_array().map_or(0, Vec::len);
    assert!(topics >= 83, "{topics} topics");
    let same = crate::json(&run(&["edition", "diff", "2018", "2018", "--json"]).stdout);
    assert_eq!(same, serde_json::json!({ "topics": [], "parts": [] }));
}
