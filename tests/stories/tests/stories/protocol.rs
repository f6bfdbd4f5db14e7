//! The protocol played, section by section: every step of `tests/protocol` comes out as it says, and every clause that
//! it names is shown. `make clauses` plays the same files and counts what they show.

use handrail::cli::rehearse::rehearse;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

macro_rules! plays {
    ($($name:ident = $file:literal,)*) => {
        const PLAYS: &[&str] = &[$($file),*];

        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            play($file).await;
        })*
    };
}

plays! {
    of_2018_adoption = "2018/adoption.toml",
    of_2018_assessment_to_family_safeguarding = "2018/assessment-to-family-safeguarding.toml",
    of_2018_introduction_in_step_up = "2018/introduction-in-step-up.toml",
    of_2018_checklist = "2018/checklist.toml",
    of_2018_consent = "2018/consent.toml",
    of_2018_introduction = "2018/introduction.toml",
    of_2018_letters = "2018/letters.toml",
    of_2018_legal_planning = "2018/legal-planning.toml",
    of_2018_principles = "2018/principles.toml",
    of_2018_resolution = "2018/resolution.toml",
    of_2018_step_down = "2018/step-down.toml",
    of_2018_step_up_to_safeguarding = "2018/step-up-to-safeguarding.toml",
    of_2018_step_up = "2018/step-up.toml",
    of_2018_to_looked_after = "2018/to-looked-after.toml",
    of_2018_who_leads = "2018/who-leads.toml",
    current_section_0_scope = "current/0-scope.toml",
    current_section_10_to_adolescent = "current/10-to-adolescent.toml",
    current_section_11_adolescent_to_looked_after = "current/11-adolescent-to-looked-after.toml",
    current_section_12_to_zero_to_twenty_five = "current/12-to-zero-to-twenty-five.toml",
    current_section_13_transfer_in = "current/13-transfer-in.toml",
    current_section_14_separated_migrant_children = "current/14-separated-migrant-children.toml",
    current_section_15_to_looked_after = "current/15-to-looked-after.toml",
    current_section_2_principles = "current/2-principles.toml",
    current_section_3_front_door = "current/3-front-door.toml",
    current_section_4_assessment_to_family_safeguarding = "current/4-assessment-to-family-safeguarding.toml",
    current_section_5_escalating_concerns = "current/5-escalating-concerns.toml",
    current_section_6_disagreements = "current/6-disagreements.toml",
    current_section_7_step_up = "current/7-step-up.toml",
    current_section_7_3_meetings = "current/7.3-meetings.toml",
    current_section_8_step_down = "current/8-step-down.toml",
    current_section_8_2_to_intensive_family_support = "current/8.2-to-intensive-family-support.toml",
    current_section_8_3_to_early_help = "current/8.3-to-early-help.toml",
    current_section_8_4_consent = "current/8.4-consent.toml",
    current_section_8_4_meetings = "current/8.4-meetings.toml",
    current_section_8_4_to_families_first_panel = "current/8.4-to-families-first-panel.toml",
    current_section_8_5_to_adolescent_service = "current/8.5-to-adolescent-service.toml",
    current_section_9_adolescent_court = "current/9-adolescent-court.toml",
    current_section_9_adolescent_roles = "current/9-adolescent-roles.toml",
    current_section_9_who_leads = "current/9-who-leads.toml",
    current_appendices = "current/appendices.toml",
}

async fn play(file: &str) {
    let organisation = root().join("deploy/sample/organisation.toml");
    let file = root().join("tests/protocol").join(file);
    match rehearse(&file, &organisation, None).await {
        Ok(played) => assert!(!played.shown.is_empty(), "it shows nothing"),
        Err(failure) => assert_eq!(failure.lines().join("\n"), ""),
    }
}

#[test]
fn every_play_is_played() {
    let mut found = BTreeSet::new();
    for edition in fs::read_dir(root().join("tests/protocol")).unwrap() {
        let edition = edition.unwrap().path();
        for play in fs::read_dir(&edition).into_iter().flatten() {
            let play = play.unwrap().path();
            let name = play.strip_prefix(root().join("tests/protocol")).unwrap();
            found.insert(name.display().to_string());
        }
    }
    let played: BTreeSet<String> = PLAYS.iter().map(|play| (*play).to_owned()).collect();
    assert_eq!(played, found);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
