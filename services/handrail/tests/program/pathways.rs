//! A pathway on one page: when each row applies, and what stands in the way.

use crate::{run, text};

fn page(edition: &str, pathway: &str) -> String {
    let shown = run(&["pathway", "show", edition, pathway]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    text(&shown.stdout)
}

/// The row that carries a clause in the table with this column, wrapped lines and all.
fn row(page: &str, column: &str, clause: &str) -> String {
    let lines: Vec<&str> = page.lines().collect();
    let is_header = |pair: &[&str]| pair[0].contains(column) && pair[1].contains('─');
    let header = lines.windows(2).position(is_header);
    let table = header.map(|header| &lines[header..]);
    let table = table.unwrap_or_else(|| panic!("a column '{column}' in {page}"));
    let table = table.iter().take_while(|line| !line.is_empty());
    let mut rows = table.skip_while(|line| !line.contains(clause));
    let first = rows.next().map(|line| (*line).to_owned());
    let first = first.unwrap_or_else(|| panic!("{clause} beside '{column}' in {page}"));
    rows.take_while(|line| line.starts_with("  "))
        .fold(first, |row, line| row + "\n" + line)
}

/// C4.3-01 and C4.3-03: the request goes two working days after a child in need meeting, and one after a conference.
#[test]
fn two_limits_for_one_step_say_when_each_holds() {
    let page = page("current", "assessment-to-family-safeguarding");
    let meeting = row(&page, "done by", "C4.3-01");
    assert!(meeting.contains("within 2 working days"), "{meeting}");
    assert!(
        meeting.contains("the meeting is child-in-need"),
        "{meeting}"
    );
    let conference = row(&page, "done by", "C4.3-03");
    assert!(conference.contains("within 1 working day"), "{conference}");
    assert!(!conference.contains("child-in-need"), "{conference}");
}

/// C4.1-08: nothing is passed on before another team was found to take the child.
#[test]
fn a_duty_that_waits_for_another_fact_says_so() {
    let page = page("current", "assessment-to-family-safeguarding");
    let forward = row(&page, "done by", "C4.1-08");
    assert!(
        forward.contains("early-warning-for-other-team has"),
        "{forward}"
    );
}

/// C8.4-08: no panel without the family's consent. C8.1-01: the opening is refused as long as the criteria are met.
#[test]
fn what_comes_first_is_shown_with_what_happens_otherwise() {
    let page = page("current", "step-down-to-families-first-panel");
    let gate = row(&page, "before a step", "C8.4-08");
    for part in ["panel-held", "consent-given", "refused", "has not agreed"] {
        assert!(gate.contains(part), "{part} in {gate}");
    }
    let opening = row(&page, "before a step", "C8.1-01");
    for part in ["progressed", "criteria-no-longer-met", "refused"] {
        assert!(opening.contains(part), "{part} in {opening}");
    }
}

/// C2-02 and C2-21 hold everywhere: managers say how they talked, and the record takes no detour.
#[test]
fn what_holds_everywhere_is_shown_with_the_pathway() {
    for pathway in ["sash-to-cla", "ifst-step-up"] {
        let page = page("current", pathway);
        let detour = row(&page, "forbidden", "C2-21");
        assert!(
            detour.contains("route-by-customer-service-centre"),
            "{detour}"
        );
        let talk = row(&page, "contain", "C2-02");
        assert!(talk.contains("channel"), "{talk}");
    }
}

/// A duty that asks for a step down is none of a step up.
#[test]
fn what_cannot_apply_on_a_pathway_is_not_shown() {
    let down = page("current", "step-down-to-sash");
    assert!(down.contains("action-plan-recommended"), "{down}");
    let up = page("current", "ifst-step-up");
    assert!(!up.contains("action-plan-recommended"), "{up}");
}

#[test]
fn the_stages_stand_in_their_order() {
    let panel = page("current", "step-down-to-families-first-panel");
    let stages = panel.lines().find(|line| line.contains(", then "));
    let wanted = "progressed, then request-sent, then service-chosen (the lead moves), then decided, then allocated, then started";
    assert_eq!(stages, Some(wanted), "{panel}");
}

#[test]
fn the_arrow_of_a_duty_says_when_it_is_owed() {
    let shown = run(&[
        "pathway",
        "show",
        "current",
        "assessment-to-family-safeguarding",
        "--mermaid",
    ]);
    let drawn = text(&shown.stdout);
    let arrow = "meeting_set -->|\"from.team-manager: at least 5 days before the meeting<br>when the plan is child-in-need\"| assessment_shared";
    assert!(drawn.contains(arrow), "{drawn}");
}
