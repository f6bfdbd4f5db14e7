//! An error is said once, at the one place that is wrong, in an author's words.

use super::{HEAD, SECTION, errors, load};

#[test]
fn a_kind_of_team_that_stands_twice_is_pointed_at_where_it_is_given() {
    let head = HEAD.replacen("kind = \"early-help\"\n", "kind = \"assessment\"\n", 1);
    let section = SECTION.replace("to = [\"early-help\"]", "to = [\"assessment\"]");
    let found = load(&head, &[&section]).err().unwrap_or_default();
    assert_eq!(
        found,
        [
            "edition.toml:19:8: team kind assessment stands 2 times",
            "edition.toml:24:8: team kind assessment stands 2 times"
        ]
    );
}

#[test]
fn a_clause_that_stands_twice() {
    let found = errors(r#"id = "X-02""#, r#"id = "X-01""#);
    let twice: Vec<&String> = found
        .iter()
        .filter(|error| error.contains("stands"))
        .collect();
    assert_eq!(
        twice,
        [
            "1.toml:4:6: clause X-01 stands 2 times",
            "1.toml:11:6: clause X-01 stands 2 times"
        ],
        "where it is given, and nowhere that it is named"
    );
}

#[test]
fn a_duty_that_stands_twice() {
    let again = r#"done-by = "early-warning-sent"

[[pathway.elements.duty]]
id = "warn"
title = "Once more"
clauses = ["X-01"]
strength = "must"
owner = "from.team-manager"
starts = "progressed"
done-by = "early-warning-sent""#;
    assert_eq!(
        errors(r#"done-by = "early-warning-sent""#, again),
        [
            "1.toml:29:6: duty warn stands 2 times in down",
            "1.toml:39:6: duty warn stands 2 times in down"
        ]
    );
}

#[test]
fn a_misspelt_pathway_is_all_that_is_wrong_with_what_it_was_to_get() {
    let more = r#"section = "2 More"

[[clause]]
id = "X-03"
title = "Warned early"
kind = "principle"
strength = "may"
text = "An early word helps."

[[on.dwn.advice]]
after = "progressed"
says = "Warn early."
clauses = ["X-03"]
"#;
    assert_eq!(
        load(HEAD, &[SECTION, more]).err(),
        Some(vec![
            "2.toml:10:6: unknown pathway dwn; one of: down".to_owned()
        ])
    );
}

#[test]
fn what_a_section_adds_is_found_there() {
    let more = "section = \"2 More\"\n\n[[on.down.advice]]\nafter = \"progressed\"\nsays = \"Warn.\"\nclauses = [\"X-01\", \"X-99\"]\n";
    assert_eq!(
        load(HEAD, &[SECTION, more]).err(),
        Some(vec![
            "2.toml:6:20: unknown clause X-99 in pathway down, advice after progressed".to_owned()
        ])
    );
}

#[test]
fn no_word_of_rust_reaches_an_author() {
    for (part, by, said) in [
        (
            "amount = 3",
            "amount = \"three\"",
            "a whole number, 0 or more, is wanted here, not the text \"three\"",
        ),
        (
            "{ amount = 3, unit = \"working-days\" }",
            "3",
            "a span, like { amount = 2, unit = \"working-days\" }, is wanted here",
        ),
    ] {
        let found = errors(part, by);
        assert!(
            found.len() == 1 && found[0].starts_with("1.toml:35:") && found[0].contains(said),
            "{found:?}"
        );
    }
    for (by, said) in [
        (
            "2030-01-01",
            "a day between quotes, like \"2026-01-31\", is wanted here",
        ),
        (
            "\"2030-02-31\"",
            "no such day; a day between quotes, like \"2026-01-31\", is wanted here",
        ),
    ] {
        let found = load(&HEAD.replace("\"2030-01-01\"", by), &[SECTION]).err();
        assert_eq!(found, Some(vec![format!("edition.toml:3:18: {said}")]));
    }
}
