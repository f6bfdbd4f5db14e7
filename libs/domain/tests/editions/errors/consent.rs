//! What is wrong with a form of consent.

use super::{HEAD, SECTION, load};

/// A form of consent, right in every respect.
const FORM: &str = r#"section = "2 Invented"

[[clause]]
id = "X-03"
title = "Asked first, and again"
kind = "duty"
strength = "must"
text = "A family is asked before anybody is told about it, and again after half a year."

[consent]
clauses = ["X-03"]
advocacy = "Invented advocates"
paragraph = [{ says = "We ask you first.", clauses = ["X-03"] }]
declaration = { version = "x-1", says = "I have read this.", clauses = ["X-03"] }
professional = [{ category = "gp", name = "Doctor" }, { category = "school", name = "School" }]

[[consent.elements.duty]]
id = "renew"
title = "Ask again"
clauses = ["X-03"]
strength = "must"
owner = "holding.team-manager"
starts = "consent-signed"
limit = { span = { amount = 6, unit = "months" }, direction = "after" }
done-by = "consent-renewed"

[[consent.elements.content]]
of = "consent-drafted"
item = "adults"
clauses = ["X-03"]
missing = "refuse"
"#;

/// What is said when a part of the form is replaced.
fn errors_of_form(part: &str, by: &str) -> Vec<String> {
    assert_eq!(FORM.matches(part).count(), 1, "the part stands once");
    load(HEAD, &[SECTION, &FORM.replace(part, by)])
        .err()
        .unwrap_or_default()
}

#[test]
fn a_form_of_consent_is_loaded() {
    assert!(load(HEAD, &[SECTION, FORM]).is_ok());
}

#[test]
fn a_second_form_of_consent() {
    let second = FORM.replace("X-03", "X-04");
    let errors = load(HEAD, &[SECTION, FORM, &second]).err();
    let said = "3.toml:10:1: a second form of consent";
    assert!(errors.unwrap_or_default().contains(&said.to_owned()));
}

#[test]
fn a_consent_of_which_nobody_could_say_until_when_it_is_valid() {
    let errors = errors_of_form(
        "limit = { span = { amount = 6, unit = \"months\" }, direction = \"after\" }\n",
        "",
    );
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("2.toml:17:1: "), "{errors:?}");
    assert!(errors[0].contains("until when a consent is valid"));
}

#[test]
fn an_item_that_no_form_of_consent_has() {
    let errors = errors_of_form("item = \"adults\"", "item = \"shoe-size\"");
    assert!(
        errors[0].contains("unknown item of a form of consent 'shoe-size'; one of: adults"),
        "{errors:?}"
    );
}

#[test]
fn a_kind_of_professional_that_stands_twice() {
    let errors = errors_of_form("category = \"school\"", "category = \"gp\"");
    assert!(
        errors[0].ends_with("kind of professional gp stands twice"),
        "{errors:?}"
    );
}
