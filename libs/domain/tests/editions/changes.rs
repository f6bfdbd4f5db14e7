//! What is known to have changed between editions is held to their clauses.

use crate::PROTOCOL;
use handrail_domain::edition::Changes;

fn parsed(text: &str) -> Vec<String> {
    let text = format!("from = \"2018\"\nto = \"current\"\n{text}");
    match Changes::parse("changes.toml", &text, &PROTOCOL) {
        Ok(changes) => vec![format!("{} topics", changes.changes.len())],
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

const TOPIC: &str = r#"
[[change]]
topic = "How soon the early warning is sent"
kind = "changed"
before = "No limit."
after = "Two working days."
clauses-before = ["E-ALLOC-FS-02"]
clauses-after = ["C4.1-01"]
"#;

#[test]
fn e_alloc_fs_02_and_c4_1_01_are_about_one_thing() {
    assert_eq!(parsed(TOPIC), ["1 topics"]);
    let changes = Changes::embedded().unwrap();
    let ids = |id: &str| [id.parse().unwrap()];
    assert!(changes.are_counterparts(&ids("E-ALLOC-FS-02"), &ids("C4.1-01")));
    assert!(!changes.are_counterparts(&ids("E-ALLOC-FS-02"), &ids("C4.3-01")));
    let topics = changes.topics(&ids("E-ALLOC-FS-02"));
    assert!(
        topics
            .iter()
            .any(|change| change.topic.contains("time limit"))
    );
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let unknown = parsed(&TOPIC.replace("C4.1-01", "C4.1-99"));
    assert_eq!(
        unknown,
        ["changes.toml:10:18: edition current has no clause C4.1-99"]
    );
    let swapped = parsed(
        &TOPIC
            .replace("E-ALLOC-FS-02", "C4.1-02")
            .replace("kind = \"changed\"", "kind = \"added\""),
    );
    assert_eq!(swapped.len(), 2, "{swapped:?}");
    assert!(swapped[0].starts_with("changes.toml:9:19: edition 2018 has no clause C4.1-02"));
    assert!(swapped[1].starts_with("changes.toml:5:9: what was added"));
    let edition = Changes::parse(
        "changes.toml",
        "from = \"2018\"\nto = \"3000\"\nchange = []\n",
        &PROTOCOL,
    );
    assert_eq!(
        edition.unwrap_err()[0].to_string(),
        "changes.toml:2:6: there is no edition 3000"
    );
}
