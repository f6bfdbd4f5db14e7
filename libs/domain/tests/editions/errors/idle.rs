//! What could be read, and could never act.

use super::{HEAD, SECTION, errors, errors_with, load, section};
use handrail_domain::edition::{Protocol, Sources};

/// What is said of something that stands in a section of its own.
fn errors_in(more: &str) -> Vec<String> {
    load(
        HEAD,
        &[SECTION, &format!("section = \"2 More\"\n\n{more}\n")],
    )
    .err()
    .unwrap_or_default()
}

fn rule(name: &str, spans: &str) -> String {
    format!("[[rule]]\nname = \"{name}\"\nsays = \"Invented.\"\nclauses = [\"X-01\"]\n{spans}")
}

#[test]
fn a_rule_has_the_figures_that_it_reads() {
    let spans =
        |figure, unit| format!("spans = {{ {figure} = {{ amount = 4, unit = \"{unit}\" }} }}");
    let of = |figure, unit| errors_in(&rule("unborn-baby", &spans(figure, unit)));
    assert_eq!(of("window", "weeks"), [""; 0]);
    let misspelt = of("windw", "weeks");
    assert_eq!(
        misspelt.last().map(String::as_str),
        Some("2.toml:7:19: rule unborn-baby has no figure windw; one of: window")
    );
    assert!(
        misspelt[0].starts_with("2.toml:7:9: rule unborn-baby does nothing without its figure"),
        "{misspelt:?}"
    );
    assert_eq!(
        of("window", "hours"),
        ["2.toml:7:41: rule unborn-baby does not count in hours; one of: days, weeks, months"]
    );
    let absent = errors_in(&rule("unborn-baby", ""));
    assert!(absent[0].starts_with("2.toml:3:1: "), "{absent:?}");
    assert_eq!(
        errors_in(&rule("one-lead", &spans("window", "weeks"))),
        ["2.toml:7:20: rule one-lead has no figure window; there is none"]
    );
}

fn requirement(before: &str, needs: &str) -> String {
    format!(
        "[[pathway.elements.requirement]]\nbefore = \"{before}\"\nneeds = \"{needs}\"\nclauses = [\"X-01\"]\nmissing = \"refuse\"\nsays = \"Invented.\"\n"
    )
}

#[test]
fn a_step_that_needs_itself() {
    assert_eq!(
        errors_with(&requirement("request-sent", "request-sent")),
        ["1.toml:40:9: request-sent in down needs itself: name another step that it needs"]
    );
}

#[test]
fn steps_that_wait_for_each_other() {
    let one = requirement("request-sent", "reviewed");
    let two = requirement("reviewed", "agreed");
    let three = requirement("agreed", "request-sent");
    let found = errors_with(&format!("{one}\n{two}\n{three}"));
    assert_eq!(found.len(), 3, "each of the circle: {found:?}");
    assert_eq!(
        found[0],
        "1.toml:40:9: request-sent in down waits for reviewed, which waits for request-sent in turn: one of them has to come first"
    );
    assert_eq!(errors_with(&format!("{one}\n{two}")), [""; 0]);
    let advised = three.replace("refuse", "advise");
    assert_eq!(errors_with(&format!("{one}\n{two}\n{advised}")), [""; 0]);
    let urgent = format!("{one}when = {{ urgent = true }}\n");
    let not_urgent = requirement("reviewed", "request-sent") + "when = { urgent = false }\n";
    assert_eq!(
        errors_with(&format!("{urgent}\n{not_urgent}")),
        [""; 0],
        "never both at once"
    );
}

#[test]
fn lists_of_nobody() {
    let list = |part: &str, by: &str| errors(part, by).join("\n");
    for (part, by, said) in [
        (
            r#"from = ["assessment"]"#,
            "from = []",
            "1.toml:20:8: the list is empty: name the kinds of team that send",
        ),
        (
            r#"plans = ["early-help"]"#,
            "plans = []",
            "1.toml:22:9: the list is empty: name the plans that can be proposed",
        ),
        (
            r#"sides = ["holding", "other"]"#,
            "sides = []",
            "1.toml:45:9: the list is empty: name the sides whose officers stand on it",
        ),
    ] {
        assert_eq!(list(part, by), said);
    }
    let telling = "[[pathway.elements.telling]]\non = \"allocated\"\nto = []\nreason = \"allocated\"\nclauses = [\"X-01\"]\n";
    assert_eq!(
        errors_with(telling),
        ["1.toml:40:6: the list is empty: name who is told"]
    );
}

#[test]
fn ages_that_no_child_has() {
    let criterion = "[[pathway.elements.criterion]]\nbefore = \"progressed\"\nholds = { from-age = 12, to-age = 11 }\nclauses = [\"X-01\"]\nmissing = \"refuse\"\nsays = \"Invented.\"\n";
    assert_eq!(
        errors_with(criterion),
        ["1.toml:40:22: no child has this age: `from-age` is at most `to-age`, 11"]
    );
    assert_eq!(errors_with(&criterion.replace("11", "12")), [""; 0]);
}

#[test]
fn a_duty_that_ends_as_it_starts() {
    let found = errors(
        r#"done-by = "early-warning-sent""#,
        r#"done-by = "progressed""#,
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(
            "1.toml:36:11: duty warn in down is done by progressed, which starts it: "
        ),
        "{found:?}"
    );
    let once_more = "done-by = \"progressed\"\nafresh = true";
    assert_eq!(
        errors(r#"done-by = "early-warning-sent""#, once_more),
        [""; 0]
    );
}

#[test]
fn parties_and_conditions_of_a_kind_of_team_that_there_is_not() {
    let known = "is not one that this edition knows; one of: assessment, early-help";
    assert_eq!(
        errors("from.team-manager", "hub.team-manager"),
        [format!("1.toml:33:9: team kind mash {known}")]
    );
    let lead = "[[lead]]\nmatters = [\"enquiry\"]\nwhen = { open-to = [\"mash\"] }\nleads = \"assessment\"\nsays = \"Invented.\"\nclauses = [\"X-01\"]";
    assert_eq!(
        errors_in(lead),
        [format!("2.toml:5:21: team kind mash {known}")]
    );
}

#[test]
fn texts_of_which_nothing_is_written() {
    assert_eq!(
        errors(
            "text = \"The managers settle a disagreement.\"",
            "text = \" \""
        ),
        ["1.toml:15:8: `text` is blank: write a text between the quotes"]
    );
    let content = "[[pathway.elements.content]]\nof = \"request-sent\"\nitem = \"\"\nclauses = [\"X-01\"]\nmissing = \"refuse\"\n";
    assert_eq!(
        errors_with(content),
        ["1.toml:40:8: `item` is blank: write a text between the quotes"]
    );
}

#[test]
fn a_rung_that_goes_up_at_no_time() {
    let rung = "role = \"team-manager\"\n";
    let found = errors(rung, &format!("{rung}time-out = \"escalate\"\n"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(
            "1.toml:45:12: rung team-manager of ladder managers has `time-out` and no time"
        ),
        "{found:?}"
    );
}

#[test]
fn an_edition_without_a_pathway() {
    let nothing = "section = \"1 Nothing\"\n";
    assert_eq!(
        load(HEAD, &[nothing]).err(),
        Some(vec![
            "edition.toml:1:1: the edition has no pathway: without `[[pathway]]` nothing can be transferred".to_owned()
        ])
    );
}

#[test]
fn two_editions_of_one_first_day() {
    let sources = |id: &str, title: &str| Sources {
        head: section(
            &format!("{id}.toml"),
            &HEAD.replace("id = \"invented\"", &format!("id = \"{id}\"")),
        ),
        sections: vec![section(title, SECTION)],
    };
    let broken = Sources {
        head: section("broken.toml", "nonsense"),
        sections: Vec::new(),
    };
    let editions = [sources("one", "1.toml"), broken, sources("two", "1.toml")];
    let errors = Protocol::load(&editions).err().unwrap_or_default();
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(
        errors[1],
        "two.toml:3:18: edition one begins on 2030-01-01 too: each has a first day of its own"
    );
}
