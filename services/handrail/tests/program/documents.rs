//! Caseloads as files: the sample, and what is said about files that are wrong.

use crate::sample;
use handrail::caseload::Caseload;
use handrail_domain::calendar::Calendar;
use std::fs;

const HEAD: &str = "title = \"x\"\nstarts = 2026-03-02\ntimeline-of = \"a\"\n";
const CASE: &str = "[[case]]\nid = \"a\"\nabout = \"x\"\ndistrict = \"district-01\"\n\
                    children = [{ name = \"Sample Child 001\", born = 2016-01-01 }]\n";

fn errors(text: &str) -> Vec<String> {
    let calendar = Calendar::england_and_wales().expect("the calendar of this build");
    let read = Caseload::parse("c.toml", text, &calendar);
    read.map_or_else(
        |errors| errors.iter().map(ToString::to_string).collect(),
        |_| Vec::new(),
    )
}

fn errors_of_step(step: &str) -> Vec<String> {
    errors(&format!("{HEAD}{CASE}steps = [\n  {step},\n]\n"))
}

#[test]
fn the_sample_caseload_is_large_enough_and_without_an_error() {
    let calendar = Calendar::england_and_wales().expect("the calendar of this build");
    let text = fs::read_to_string(sample("caseload.toml")).expect("the sample");
    let caseload = Caseload::parse("caseload.toml", &text, &calendar).expect("a caseload");
    assert!(caseload.children() >= 60, "{}", caseload.children());
    assert!(caseload.cases.len() >= 40, "{}", caseload.cases.len());
    let time = |at: Option<&handrail::caseload::Step>| at.map(|step| step.at);
    let (first, last) = (time(caseload.steps.first()), time(caseload.steps.last()));
    let days = first
        .zip(last)
        .map(|(first, last)| (last - first).num_days());
    assert!(days.is_some_and(|days| days >= 28), "{days:?}");
    for child in caseload.cases.iter().flat_map(|case| &case.children) {
        assert!(child.name.starts_with("Sample Child "), "{}", child.name);
    }
}

#[test]
fn a_good_step_has_no_error() {
    let good = "{ when = \"day 2 10:00\", do = \"transfer set-meeting\", at = \"day 9 10:00\", kind = \"child-in-need\" }";
    assert_eq!(errors_of_step(good), Vec::<String>::new());
}

#[test]
fn what_is_wrong_with_a_step_is_placed() {
    let cases = [
        (
            "{ do = \"contact accept\" }",
            "c.toml:10:3: a step says `when`",
        ),
        (
            "{ when = \"day 1 10:00\" }",
            "c.toml:10:3: a step says `do`",
        ),
        (
            "{ when = \"noon\", do = \"contact accept\" }",
            "c.toml:10:12: \"noon\" is not a time, as \"day 3 10:30\" or \"2026-03-21 10:30\"",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"picnic\" }",
            "c.toml:10:32: \"picnic\" is not a command that changes something, as \"transfer review\"",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"transfer list\" }",
            "c.toml:10:32: \"transfer list\" is not a command that changes something, as \"transfer review\"",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"contact agree\", picnic = 1 }",
            "c.toml:10:49: contact agree takes no `picnic`, only: contact",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"transfer set-meeting\", kind = \"picnic\" }",
            "c.toml:10:63: \"picnic\" is not one of: child-in-need, initial-child-protection-conference",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"contact propose\", proposed-team = \"{other}\" }",
            "c.toml:10:67: nothing is called {other} here; give it in the case's `with`",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"contact accept\", by = \"somebody\" }",
            "c.toml:10:55: \"somebody\" is not of the form \"team-manager of TEAM\"",
        ),
        (
            "{ when = \"day 1 10:00\", do = \"contact accept\", expect = \"applause\" }",
            "c.toml:10:59: \"applause\" is neither \"refused\", \"refused by CLAUSE\" nor \"refused as REASON\"",
        ),
    ];
    for (step, error) in cases {
        assert_eq!(errors_of_step(step), [error], "{step}");
    }
}

#[test]
fn everything_wrong_is_said_at_once_and_in_order() {
    let text = format!(
        "{HEAD}{CASE}script = [\"nobody\"]\nsteps = [{{ when = \"x\", do = \"y\" }}]\n{CASE}"
    );
    let errors = errors(&text);
    assert_eq!(errors.len(), 4, "{errors:#?}");
    assert!(
        errors[0].contains(":9:11: there is no script nobody"),
        "{errors:#?}"
    );
    assert!(errors[3].contains("case a is there twice"), "{errors:#?}");
}

#[test]
fn what_is_not_toml_or_not_a_caseload_is_placed_too() {
    assert!(errors("title = \n")[0].starts_with("c.toml:1:"));
    let unknown = errors(&format!("{HEAD}picnic = true\n{CASE}"));
    assert!(
        unknown[0].starts_with("c.toml:4:1: unknown field `picnic`"),
        "{unknown:?}"
    );
    let unborn = CASE.replace(
        "born = 2016-01-01",
        "born = 2016-01-01, expected = 2026-05-01",
    );
    let both = errors(&format!("{HEAD}{unborn}"));
    assert_eq!(
        both,
        ["c.toml:8:13: a child has either `born` or `expected`"]
    );
}
