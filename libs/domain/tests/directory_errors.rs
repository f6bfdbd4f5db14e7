//! What is wrong with an organisation document is said with its line and column, all at once.

use handrail_domain::directory::Directory;

/// Right in every respect; each test breaks something.
const RIGHT: &str = r#"version = "1"
closure = [{ on = 2026-12-29, name = "Between the holidays" }]
district = [{ id = "north", name = "North (sample)" }]
officer = [
  { id = "a", name = "Testa A", email = "a@example.invalid", deputy = "b" },
  { id = "b", name = "Testa B", email = "b@example.invalid" },
  { id = "c", name = "Testa C", email = "c@example.invalid" },
]

[authority]
id = "sample"
name = "Sample"
office_hours = { opens = 08:30:00, closes = 17:00:00 }

[[service]]
id = "s"
name = "Service"
service_manager = "c"
head_of_service = "c"
director = "c"

[[team]]
id = "t"
name = "Team"
kind = "assessment"
service = "s"
districts = ["north"]
team_manager = "a"
social_workers = ["b"]
"#;

fn errors(text: &str) -> Vec<String> {
    match Directory::parse("o.toml", text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// The errors after one replacement; the replacement must hit.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(RIGHT.contains(from), "{from} is not in the document");
    errors(&RIGHT.replacen(from, to, 1))
}

fn with(more: &str) -> Vec<String> {
    errors(&format!("{RIGHT}{more}"))
}

#[test]
fn the_right_document_has_no_errors() {
    assert_eq!(errors(RIGHT), Vec::<String>::new());
}

#[test]
fn a_text_that_is_not_toml() {
    let found = broken("id = \"s\"", "id = ");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("o.toml:16:6: "), "{found:?}");
}

#[test]
fn an_unknown_key() {
    let found = broken(
        "team_manager = \"a\"",
        "team_manager = \"a\"\nteam_manger = \"a\"",
    );
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("o.toml:29:1: unknown field `team_manger`"),
        "{found:?}"
    );
}

#[test]
fn an_unknown_team_kind() {
    let found = broken("\"assessment\"", "\"asessment\"");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with(
            "o.toml:25:8: unknown team kind 'asessment'; one of: customer-service-centre, mash,"
        ),
        "{found:?}"
    );
}

#[test]
fn an_id_declared_twice() {
    let found = broken("id = \"c\"", "id = \"a\"");
    assert_eq!(
        found[0],
        "o.toml:7:10: officer 'a' is declared twice; first on line 5"
    );
    let team = RIGHT.split("[[team]]").nth(1).unwrap_or_default();
    assert_eq!(
        with(&format!("[[team]]{team}")),
        ["o.toml:31:6: team 't' is declared twice; first on line 23"]
    );
    let district = broken(
        "{ id = \"north\", name = \"North (sample)\" }",
        "{ id = \"north\", name = \"N\" }, { id = \"north\", name = \"N\" }",
    );
    assert_eq!(
        district,
        ["o.toml:3:50: district 'north' is declared twice; first on line 3"]
    );
}

#[test]
fn an_id_that_is_no_slug() {
    let found = broken("id = \"sample\"", "id = \"Sample!\"");
    assert_eq!(
        found,
        [
            "o.toml:11:6: authority ids have 1 to 64 characters of a-z, 0-9 and '-', and neither start nor end with '-'"
        ]
    );
}

#[test]
fn references_to_what_is_not_there() {
    assert_eq!(
        broken("deputy = \"b\"", "deputy = \"x\""),
        ["o.toml:5:71: unknown officer 'x'"]
    );
    assert_eq!(
        broken("director = \"c\"", "director = \"x\""),
        ["o.toml:20:12: unknown officer 'x'"]
    );
    assert_eq!(
        broken("team_manager = \"a\"", "team_manager = \"x\""),
        ["o.toml:28:16: unknown officer 'x'"]
    );
    assert_eq!(
        broken(
            "social_workers = [\"b\"]",
            "social_workers = [\"b\", \"x\"]"
        ),
        ["o.toml:29:24: unknown officer 'x'"]
    );
    assert_eq!(
        broken("districts = [\"north\"]", "districts = [\"south\"]"),
        ["o.toml:27:14: unknown district 'south'"]
    );
    let service = broken("service = \"s\"", "service = \"z\"");
    assert_eq!(
        service,
        [
            "o.toml:16:6: service 's' has no teams",
            "o.toml:26:11: unknown service 'z'"
        ]
    );
    let absence =
        "[[absence]]\nofficer = \"x\"\nfrom = 2026-03-02\nto = 2026-03-03\ncovered_by = \"y\"\n";
    assert_eq!(
        with(absence),
        [
            "o.toml:31:11: unknown officer 'x'",
            "o.toml:34:14: unknown officer 'y'"
        ]
    );
}

#[test]
fn somebody_listed_twice_in_a_role() {
    assert_eq!(
        broken("[\"b\"]", "[\"b\", \"b\"]"),
        ["o.toml:29:24: officer 'b' is listed twice"]
    );
}

#[test]
fn a_team_without_a_manager() {
    assert_eq!(
        broken("team_manager = \"a\"\n", ""),
        ["o.toml:23:6: team 't' has no team_manager"]
    );
}

#[test]
fn a_service_without_teams() {
    let service = "[[service]]\nid = \"empty\"\nname = \"Empty\"\nservice_manager = \"c\"\nhead_of_service = \"c\"\ndirector = \"c\"\n";
    assert_eq!(with(service), ["o.toml:31:6: service 'empty' has no teams"]);
}

#[test]
fn an_officer_who_stands_in_for_themself() {
    assert_eq!(
        broken("deputy = \"b\"", "deputy = \"a\""),
        ["o.toml:5:71: officer 'a' deputises for themself"]
    );
    let absence =
        "[[absence]]\nofficer = \"b\"\nfrom = 2026-03-02\nto = 2026-03-03\ncovered_by = \"b\"\n";
    assert_eq!(
        with(absence),
        ["o.toml:34:14: officer 'b' covers for themself"]
    );
}

#[test]
fn names_and_addresses() {
    let bounds = "1 to 120 characters are needed, without control characters or spaces at the ends";
    let long = format!("\"{}\"", "x".repeat(121));
    for wrong in ["\"\"", "\" Testa\"", "\"Tes\\nta\"", long.as_str()] {
        assert_eq!(
            broken("\"Testa A\"", wrong),
            [format!("o.toml:5:22: {bounds}")]
        );
    }
    assert!(
        broken("\"Testa A\"", &format!("\"{}\"", "é".repeat(120))).is_empty(),
        "characters, not bytes"
    );
    for wrong in [
        "a",
        "a@b",
        "@example.invalid",
        "a@b@example.invalid",
        "a b@example.invalid",
        "a@example.invalid\\nBcc: x",
    ] {
        let found = broken("\"a@example.invalid\"", &format!("\"{wrong}\""));
        assert_eq!(
            found,
            ["o.toml:5:41: not an e-mail address like name@example.invalid"],
            "{wrong}"
        );
    }
}

#[test]
fn dates_and_times() {
    let found = broken("closes = 17:00:00", "closes = 08:30:00");
    assert_eq!(
        found,
        ["o.toml:13:45: office hours open before they close, but 08:30:00 is not before 08:30:00"]
    );
    assert_eq!(
        broken("closes = 17:00:00", "closes = 2026-03-02"),
        ["o.toml:13:45: '2026-03-02' is not a time of day like 08:30:00"]
    );
    assert_eq!(
        broken("on = 2026-12-29", "on = 2026-12-29T10:00:00Z"),
        ["o.toml:2:19: '2026-12-29T10:00:00Z' is not a date like 2026-12-29"]
    );
    let twice = broken(
        "on = 2026-12-29, name = \"B",
        "on = 2026-12-29, name = \"X\" }, { on = 2026-12-29, name = \"B",
    );
    assert_eq!(
        twice,
        ["o.toml:2:52: the closure on 2026-12-29 is listed twice"]
    );
    let absence = "[[absence]]\nofficer = \"b\"\nfrom = 2026-03-03\nto = 2026-03-02\n";
    assert_eq!(
        with(absence),
        ["o.toml:33:6: the absence ends on 2026-03-02, before it starts on 2026-03-03"]
    );
}

#[test]
fn one_officer_away_twice_on_a_day() {
    let absence = |from: u32, to: u32| {
        format!("[[absence]]\nofficer = \"b\"\nfrom = 2026-03-{from:02}\nto = 2026-03-{to:02}\n")
    };
    assert_eq!(
        with(&(absence(2, 6) + &absence(7, 9))),
        Vec::<String>::new()
    );
    assert_eq!(
        with(&(absence(2, 6) + &absence(6, 9))),
        ["o.toml:36:8: officer 'b' is listed as away from 2026-03-02 to 2026-03-06 already"]
    );
    assert_eq!(
        with(&(absence(6, 9) + &absence(2, 6))),
        ["o.toml:36:8: officer 'b' is listed as away from 2026-03-06 to 2026-03-09 already"]
    );
}

#[test]
fn cover_that_goes_round_in_a_circle() {
    let absences = "absence = [\n\
        { officer = \"c\", from = 2026-03-16, to = 2026-03-31, covered_by = \"a\" },\n\
        { officer = \"a\", from = 2026-03-09, to = 2026-03-13 },\n\
        { officer = \"b\", from = 2026-03-12, to = 2026-03-20, covered_by = \"a\" },\n\
        ]\n";
    assert_eq!(
        errors(&format!("{absences}{RIGHT}")),
        ["o.toml:3:13: on 2026-03-12 cover goes round in a circle: 'a' -> 'b' -> 'a'"],
        "once, at the first absence of the circle, with the first day on which it closes"
    );
}

#[test]
fn cover_that_ends_with_nobody() {
    let absences = "absence = [\n\
        { officer = \"a\", from = 2026-03-09, to = 2026-03-13 },\n\
        { officer = \"b\", from = 2026-03-12, to = 2026-03-20 },\n\
        { officer = \"c\", from = 2026-04-01, to = 2026-04-01 },\n\
        ]\n";
    assert_eq!(
        errors(&format!("{absences}{RIGHT}")),
        [
            "o.toml:3:13: on 2026-03-12 cover ends with nobody: 'a' -> 'b' is away with neither covered_by nor deputy",
            "o.toml:4:13: on 2026-04-01 cover ends with nobody: 'c' is away with neither covered_by nor deputy",
        ]
    );
}

#[test]
fn whoever_has_cover_named_has_it_even_for_a_shared_role() {
    let relying = RIGHT.replacen(
        "\n]\n",
        "\n  { id = \"d\", name = \"Testa D\", email = \"d@example.invalid\" },\n]\n",
        1,
    );
    let absences = "absence = [\n\
        { officer = \"d\", from = 2026-03-09, to = 2026-03-13, covered_by = \"b\" },\n\
        { officer = \"b\", from = 2026-03-12, to = 2026-03-20 },\n\
        ]\n";
    assert_eq!(
        errors(&format!("{absences}{relying}")),
        [
            "o.toml:3:13: on 2026-03-12 cover ends with nobody: 'd' -> 'b' is away with neither covered_by nor deputy"
        ]
    );
    let nobody_relies = absences.replace(", covered_by = \"b\"", "");
    assert_eq!(
        errors(&format!("{nobody_relies}{relying}")),
        Vec::<String>::new()
    );
}

#[test]
fn every_error_at_once_in_the_order_of_the_text() {
    let text = RIGHT
        .replace("deputy = \"b\"", "deputy = \"nobody\"")
        .replace("closes = 17:00:00", "closes = 07:00:00")
        .replace("kind = \"assessment\"", "kind = \"asessment\"")
        .replace(
            "districts = [\"north\"]",
            "districts = [\"north\", \"south\"]",
        )
        .replace("team_manager = \"a\"\n", "");
    let found = errors(&format!(
        "{text}[[absence]]\nofficer = \"c\"\nfrom = 2026-03-02\nto = 2026-03-03\n"
    ));
    let places: Vec<_> = found
        .iter()
        .filter_map(|error| error.split(": ").next())
        .collect();
    assert_eq!(
        places,
        [
            "o.toml:5:71",
            "o.toml:13:45",
            "o.toml:23:6",
            "o.toml:25:8",
            "o.toml:27:23",
            "o.toml:30:11"
        ]
    );
}

#[test]
fn kinds_may_be_missing_and_districts_shared() {
    let second = "[[team]]\nid = \"t2\"\nname = \"Team 2\"\nkind = \"families-first-panel\"\nservice = \"s\"\ndistricts = [\"north\"]\nteam_manager = \"a\"\n";
    let third = second.replace("t2", "t3");
    assert_eq!(with(&format!("{second}{third}")), Vec::<String>::new());
}

#[test]
fn a_letterhead_is_whole_or_wrong_line_by_line() {
    let letterhead = "\n[authority.letterhead]\ndepartment = \"Sample Services\"\ndirector = \"Testa C\"\ntelephone = \"01632 960 000\"\naddress = [\"1 Sample Street\"]\n\n[[service]]";
    assert_eq!(broken("\n[[service]]", letterhead), Vec::<String>::new());
    let no_director = letterhead.replace("director = \"Testa C\"\n", "");
    let found = broken("\n[[service]]", &no_director);
    assert_eq!(found, ["o.toml:15:1: missing field `director`"]);
    let odd = letterhead.replace("1 Sample Street", " 1 Sample Street");
    let odd = odd.replace("address", "email = \"nowhere\"\naddress");
    let found = broken("\n[[service]]", &odd);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("o.toml:19:9: not an e-mail address"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("o.toml:20:12: 1 to 120 characters"),
        "{found:?}"
    );
}
