//! What is wrong with the form of a letter.

use super::errors;

/// A letter that is right in every respect, with what its promise needs.
const LETTER: &str = r#"
[[pathway.elements.milestone]]
fact = "letter-sent"
by = "from"
clauses = ["X-01"]

[[pathway.elements.milestone]]
fact = "family-contacted"
by = "to"
clauses = ["X-01"]

[[pathway.elements.duty]]
id = "contact"
title = "Be in touch"
clauses = ["X-01"]
strength = "must"
owner = "to.team-manager"
starts = "letter-sent"
limit = { span = { amount = 10, unit = "days" }, direction = "after" }
done-by = "family-contacted"

[[letter]]
id = "goodbye"
version = 1
title = "Goodbye"
to = "parents"
when = { step = "down" }
after = "request-sent"
says = "Only on the way down."
clauses = ["X-01"]
promise = { within = { amount = 10, unit = "days" }, clauses = ["X-01"] }

[[letter.field]]
name = "parents"
kind = "name"
clauses = ["X-01"]
missing = "refuse"

[[letter.field]]
name = "team"
kind = "choice"
clauses = ["X-01"]
option = [{ name = "one", says = "One", to = ["early-help"] }, { name = "two", says = "Two" }]

[letter.head]
lines = ["{authority}", "{date}"]
clauses = ["X-01"]

[[letter.paragraph]]
says = "Dear {parents}, {team} is in touch within {promised}."
clauses = ["X-01"]

[[ladder]]
"#;

/// What is said when a part of the letter is replaced.
fn in_a_letter(part: &str, by: &str) -> Vec<String> {
    assert_eq!(LETTER.matches(part).count(), 1, "{part} stands once");
    errors("\n[[ladder]]\n", &LETTER.replace(part, by))
}

#[test]
fn a_letter_that_is_right() {
    assert_eq!(in_a_letter("Goodbye", "Farewell"), Vec::<String>::new());
}

#[test]
fn a_letter_is_held_to_its_names() {
    for (part, by, wanted) in [
        (
            "Dear {parents},",
            "Dear {parants}, {parents}",
            ":86:8: letter goodbye: nothing is called {parants} here",
        ),
        (
            "Dear {parents},",
            "Dear {parents,",
            "letter goodbye: a brace has no other",
        ),
        (
            "Dear {parents},",
            "Dear both,",
            "field parents stands nowhere in letter goodbye",
        ),
        (
            "within {promised}",
            "soon, {date}",
            "nothing is called {date} here",
        ),
        (
            "within {promised}",
            "soon",
            "letter goodbye does not say what it promises",
        ),
        (
            "promise = { within = { amount = 10,",
            "promise = { within = { amount = 11,",
            "promises what no duty that begins with letter-sent keeps",
        ),
        (
            r#"name = "parents""#,
            r#"name = "director""#,
            "director is the letterhead's, not a field",
        ),
        (
            r#", { name = "two", says = "Two" }"#,
            "",
            "needs two options or more",
        ),
        (
            r#"to = ["early-help"]"#,
            r#"to = ["mash"]"#,
            "team kind mash is not one that this edition knows",
        ),
        (
            r#"kind = "name""#,
            r#"kind = "wizard""#,
            "unknown variant `wizard`, expected one of `name`, `text`",
        ),
        (
            r#"when = { step = "down" }"#,
            r#"when = { step = "down", urgent = true }"#,
            "letter goodbye: `when` asks for step, from and to alone",
        ),
        (
            r#"is in touch within {promised}.""#,
            "is in touch within {promised}.\"\nfrom-age = 11",
            "letter goodbye is for no child",
        ),
    ] {
        let found = in_a_letter(part, by);
        assert!(
            found.iter().any(|error| error.contains(wanted)),
            "{by}: {found:?}"
        );
    }
}

#[test]
fn a_letter_follows_what_can_happen_on_its_pathways() {
    assert_eq!(
        in_a_letter(r#"after = "request-sent""#, r#"after = "panel-held""#),
        [
            "1.toml:64:9: letter goodbye: panel-held is recorded by nothing on the pathways that it is for: declare it as a milestone there; one of: down"
        ]
    );
    let of_a_dispute = in_a_letter(r#"after = "request-sent""#, r#"after = "settled""#);
    assert_eq!(of_a_dispute.len(), 1, "{of_a_dispute:?}");
    assert_eq!(
        in_a_letter(r#"step = "down""#, r#"step = "up""#),
        ["1.toml:63:8: letter goodbye: `when` fits no pathway; one of: down"]
    );
}

#[test]
fn an_addressee_is_no_field() {
    assert_eq!(
        in_a_letter("Dear {parents},", "Dear both,"),
        ["1.toml:70:8: field parents stands nowhere in letter goodbye"],
        "and not where the letter says whom it is for"
    );
}

#[test]
fn versions_of_letters_are_counted_from_one() {
    assert_eq!(
        in_a_letter("version = 1", "version = 0"),
        ["1.toml:60:11: letter goodbye: versions are counted from 1"]
    );
}

#[test]
fn a_letter_that_stands_twice() {
    let again = "[[letter]]\nid = \"goodbye\"\nversion = 1\ntitle = \"Again\"\nto = \"parents\"\n\
        after = \"request-sent\"\nsays = \"Again.\"\nclauses = [\"X-01\"]\n\
        paragraph = [{ says = \"Goodbye.\", clauses = [\"X-01\"] }]\n\n[[ladder]]\n";
    assert_eq!(
        in_a_letter("[[ladder]]\n", again),
        [
            "1.toml:59:6: letter goodbye stands 2 times",
            "1.toml:90:6: letter goodbye stands 2 times"
        ]
    );
}
