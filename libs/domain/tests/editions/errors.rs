//! What is wrong with an edition is said with its file, line and column.

mod consent;
mod idle;
mod letters;
mod places;

use handrail_domain::edition::{Protocol, Section, Sources};

const HEAD: &str = r#"id = "invented"
title = "An invented edition"
effective-from = "2030-01-01"

[interpretations]
first-day = "excluded"
event-outside-hours = "counts-on-its-day"
working-days-before = "nth-day"
days = "end-of-day"
same-day = "end-of-day"
hours = "elapsed"
weeks-months-years = "clamped-end-of-day"
age = "start-of-birthday"
leap-day-birthday = "first-of-march"
close-of-business = "17:00"
unclear-start = "same-event"

[[team-kind]]
kind = "assessment"
name = "Assessment"
threshold = "child-in-need"

[[team-kind]]
kind = "early-help"
name = "Early help"
threshold = "early-help"
"#;

/// Right in every respect; each test breaks something.
const SECTION: &str = r#"section = "1 Invented"

[[clause]]
id = "X-01"
title = "A warning comes first"
kind = "deadline"
strength = "must"
text = "The sending manager warns within three working days."

[[clause]]
id = "X-02"
title = "Managers settle it"
kind = "role"
strength = "must"
text = "The managers settle a disagreement."

[[pathway]]
id = "down"
title = "Down to early help"
from = ["assessment"]
to = ["early-help"]
plans = ["early-help"]
step = "down"
ladder = "managers"
lead-moves-on = "allocated"
clauses = ["X-01"]

[[pathway.elements.duty]]
id = "warn"
title = "Send the early warning"
clauses = ["X-01"]
strength = "must"
owner = "from.team-manager"
starts = "progressed"
limit = { span = { amount = 3, unit = "working-days" }, direction = "after" }
done-by = "early-warning-sent"

[[ladder]]
id = "managers"
title = "Disagreement"
clauses = ["X-02"]

[[ladder.rung]]
role = "team-manager"
sides = ["holding", "other"]
clauses = ["X-02"]
"#;

fn section(name: &str, text: &str) -> Section {
    Section {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn load(head: &str, sections: &[&str]) -> Result<Protocol, Vec<String>> {
    let numbered = sections.iter().enumerate();
    let sources = Sources {
        head: section("edition.toml", head),
        sections: numbered
            .map(|(index, text)| section(&format!("{}.toml", index + 1), text))
            .collect(),
    };
    Protocol::load(&[sources]).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// What is said when a part of the section is replaced.
fn errors(part: &str, by: &str) -> Vec<String> {
    assert_eq!(
        SECTION.matches(part).count(),
        1,
        "the part to replace stands once"
    );
    load(HEAD, &[&SECTION.replace(part, by)])
        .err()
        .unwrap_or_default()
}

#[test]
fn a_third_edition_is_loaded_like_the_others() {
    let protocol = load(HEAD, &[SECTION]);
    let ids = protocol.map(|protocol| {
        protocol
            .editions()
            .iter()
            .map(|edition| edition.id.to_string())
            .collect()
    });
    assert_eq!(ids, Ok(vec!["invented".to_owned()]));
}

#[test]
fn a_section_can_add_to_a_pathway_of_another() {
    let more = r#"section = "2 More"

[[on.down.advice]]
after = "progressed"
says = "Warn early."
clauses = ["X-01"]
"#;
    let advice = load(HEAD, &[SECTION, more]).map(|protocol| {
        let pathways = protocol
            .editions()
            .iter()
            .flat_map(|edition| &edition.pathways);
        pathways
            .flat_map(|pathway| &pathway.elements.advice)
            .count()
    });
    assert_eq!(advice, Ok(1));
    assert_eq!(
        load(HEAD, &[SECTION, &more.replace("on.down", "on.sideways")]).err(),
        Some(vec![
            "2.toml:3:6: unknown pathway sideways; one of: down".to_owned()
        ])
    );
}

#[test]
fn an_unknown_team_kind() {
    assert_eq!(
        errors(
            r#"from = ["assessment"]"#,
            r#"from = ["targeted-youth-support"]"#
        ),
        [
            "1.toml:20:9: team kind targeted-youth-support is not one that this edition knows; one of: assessment, early-help"
        ]
    );
    let unheard_of = errors(r#"from = ["assessment"]"#, r#"from = ["wizards"]"#);
    assert_eq!(unheard_of.len(), 1);
    assert!(
        unheard_of[0].starts_with("1.toml:20:9: unknown variant `wizards`"),
        "{unheard_of:?}"
    );
}

#[test]
fn an_unknown_team_kind_on_a_rung() {
    let instead =
        "role = \"team-manager\"\ninstead = [{ kinds = [\"mash\"], role = \"director\" }]";
    assert_eq!(
        errors(r#"role = "team-manager""#, instead),
        [
            "1.toml:45:23: team kind mash is not one that this edition knows; one of: assessment, early-help"
        ]
    );
}

/// What is said of an element that is added to the pathway.
fn errors_with(element: &str) -> Vec<String> {
    errors("[[ladder]]\n", &format!("{element}\n[[ladder]]\n"))
}

#[test]
fn an_unknown_team_kind_that_a_step_hands_to() {
    let step = r#"[[pathway.elements.milestone]]
fact = "service-chosen"
by = "to"
hands-to = ["mash"]
clauses = ["X-01"]
"#;
    assert_eq!(
        errors_with(step),
        [
            "1.toml:41:13: team kind mash is not one that this edition knows; one of: assessment, early-help"
        ]
    );
}

#[test]
fn a_step_is_for_some_roles_where_its_call_is() {
    let reserved = |step: &str| {
        format!(
            "[[pathway.elements.reserved]]\nstep = \"{step}\"\nroles = [\"service-manager\"]\nclauses = [\"X-01\"]\n"
        )
    };
    assert_eq!(errors_with(&reserved("request-sent")), [""; 0]);
    assert_eq!(
        errors_with(&reserved("panel-held")),
        ["1.toml:39:8: panel-held in down has no call of its own: give its milestone `roles`"]
    );
    let rung = "sides = [\"holding\", \"other\"]\nclauses = [\"X-02\"]\n";
    let on_a_ladder = reserved("settled").replace("pathway", "ladder");
    assert_eq!(
        errors(rung, &format!("{rung}\n{on_a_ladder}")),
        ["1.toml:49:8: nothing reads a reserved step in ladder managers"]
    );
}

#[test]
fn an_unknown_role() {
    let found = errors("from.team-manager", "from.team-boss");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("1.toml:33:9: unknown role 'team-boss'; one of: social-worker, "),
        "{found:?}"
    );
}

#[test]
fn an_unknown_side() {
    let found = errors("from.team-manager", "their.team-manager");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("1.toml:33:9: unknown side 'their'; one of: from, to, "),
        "{found:?}"
    );
}

#[test]
fn an_unknown_fact() {
    let found = errors(
        r#"done-by = "early-warning-sent""#,
        r#"done-by = "owl-sent""#,
    );
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("1.toml:36:11: unknown variant `owl-sent`, expected one of"),
        "{found:?}"
    );
}

#[test]
fn an_unknown_clause() {
    let found = errors(
        "clauses = [\"X-01\"]\nstrength",
        "clauses = [\"X-01\", \"X-99\"]\nstrength",
    );
    assert_eq!(
        found,
        ["1.toml:31:20: unknown clause X-99 in pathway down, duty warn"]
    );
}

#[test]
fn an_unknown_ladder() {
    assert_eq!(
        errors(r#"ladder = "managers""#, r#"ladder = "snakes""#),
        ["1.toml:24:10: unknown ladder snakes; one of: managers"]
    );
}

#[test]
fn an_escalation_to_an_unknown_rung() {
    let breach = r#"done-by = "early-warning-sent"
breach = { escalate = { ladder = "managers", rung = "director", clauses = ["X-02"] } }"#;
    assert_eq!(
        errors(r#"done-by = "early-warning-sent""#, breach),
        ["1.toml:37:53: ladder managers has no rung director; one of: team-manager"]
    );
}

#[test]
fn a_clause_that_nothing_carries() {
    let more = "\n[[clause]]\nid = \"X-03\"\ntitle = \"T\"\nkind = \"duty\"\nstrength = \"must\"\ntext = \"T\"\n\n[[ladder]]";
    assert_eq!(
        errors("\n[[ladder]]", more),
        ["1.toml:39:6: clause X-03 is carried by nothing: no duty, rule or other element names it"]
    );
}

#[test]
fn an_element_without_a_clause() {
    assert_eq!(
        errors("clauses = [\"X-01\"]\nstrength", "clauses = []\nstrength"),
        ["1.toml:31:11: pathway down, duty warn names no clause"]
    );
}

#[test]
fn a_limit_that_means_nothing() {
    let found = errors("amount = 3", "amount = 0");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("1.toml:35:"), "{found:?}");
    assert!(found[0].ends_with("not 0"), "{found:?}");
}

#[test]
fn an_unanswered_question_of_interpretation() {
    let found = load(
        &HEAD.replace("days = \"end-of-day\"\nsame", "same"),
        &[SECTION],
    )
    .err()
    .unwrap_or_default();
    assert_eq!(found, ["edition.toml:5:1: missing field `days`"]);
}

#[test]
fn every_file_is_read_before_anything_is_said() {
    let found = load(
        &HEAD.replace("2030-01-01", "some day"),
        &["section = 1", "nonsense"],
    );
    let places: Vec<String> = found.err().unwrap_or_default();
    let places: Vec<&str> = places
        .iter()
        .filter_map(|error| error.split(": ").next())
        .collect();
    assert_eq!(places, ["edition.toml:3:18", "1.toml:1:11", "2.toml:1:9"]);
}

#[test]
fn an_item_of_the_checklist_holds_nothing_up() {
    let with = |content: &str| {
        let more = format!("section = \"2 More\"\n\n[[general.content]]\n{content}\n");
        load(HEAD, &[SECTION, &more]).err().unwrap_or_default()
    };
    let item = "item = \"chronology\"\nclauses = [\"X-01\"]\nsection = \"Every case\"\n";
    let good = with(&format!(
        "of = \"request-sent\"\nmissing = \"advise\"\n{item}"
    ));
    assert_eq!(good, Vec::<String>::new());
    let refuses = with(&format!(
        "of = \"request-sent\"\nmissing = \"refuse\"\n{item}"
    ));
    assert!(refuses[0].starts_with("2.toml:5:11"), "{refuses:?}");
    assert!(refuses[0].contains("holds nothing up"), "{refuses:?}");
    let elsewhere = with(&format!(
        "of = \"early-warning-sent\"\nmissing = \"advise\"\n{item}"
    ));
    assert!(
        elsewhere[0].contains("say `of = \"request-sent\"`"),
        "{elsewhere:?}"
    );
}

#[test]
fn a_meeting_stands_once_and_its_teams_are_known() {
    let meeting = "[[meeting]]\nkind = \"families-first-panel\"\ntitle = \"Panel\"\n\
        convened-by = [\"mash\"]\nrhythm = { every = \"weekly\", clauses = [\"X-02\"] }\n\
        clauses = [\"X-09\"]\n";
    let more = format!("section = \"2 More\"\n\n{meeting}\n{meeting}");
    let errors = load(HEAD, &[SECTION, &more]).err().unwrap_or_default();
    for said in [
        "unknown clause X-09 in meeting families-first-panel",
        "team kind mash is not one that this edition knows",
        "meeting families-first-panel stands 2 times",
    ] {
        assert!(
            errors.iter().any(|error| error.contains(said)),
            "{said}: {errors:?}"
        );
    }
}
