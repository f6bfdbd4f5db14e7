//! Who leads on a matter, and what would change it.

use super::{current, edition_2018};
use handrail_domain::{
    TeamKind,
    child::PlanKind,
    edition::Edition,
    lead::{Answer, ChildFacts, Matter, MatterFacts, who_leads},
};

fn aged(age: u32) -> ChildFacts {
    ChildFacts {
        age: Some(age),
        ..ChildFacts::default()
    }
}

fn about(matter: Matter, child: ChildFacts) -> MatterFacts {
    MatterFacts {
        matter,
        child,
        siblings: Vec::new(),
        asked_by: None,
        open_last_month: None,
        crime_feared: false,
        extra_familial_harm: false,
    }
}

fn answer(edition: &'static Edition, facts: &MatterFacts) -> Answer<'static> {
    who_leads(&edition.leads, facts)
}

fn kind(answer: &Answer<'_>) -> Option<TeamKind> {
    answer.leads.map(|row| row.leads)
}

/// What would change, to whom, and under which clauses.
fn changes(answer: &Answer<'_>) -> Vec<(String, Option<TeamKind>, String)> {
    let told = answer.would_change.iter().map(|change| {
        let clauses: Vec<_> = change.clauses.iter().map(ToString::to_string).collect();
        let to = change.leads.map(|row| row.leads);
        (change.condition.clone(), to, clauses.join(", "))
    });
    told.collect()
}

fn change(
    condition: &str,
    to: Option<TeamKind>,
    clauses: &str,
) -> (String, Option<TeamKind>, String) {
    (condition.to_owned(), to, clauses.to_owned())
}

#[test]
fn c9_18_the_answer_says_what_would_change_it_by_rows_above() {
    let said = answer(current(), &about(Matter::StrategyDiscussion, aged(13)));
    assert_eq!(kind(&said), Some(TeamKind::Assessment));
    let sash = Some(TeamKind::SpecialistAdolescent);
    assert_eq!(
        changes(&said),
        [
            change(
                "the child is open to specialist-adolescent",
                sash,
                "C9-01, C9-02, C9-03, C9-05"
            ),
            change("a sibling is open to specialist-adolescent", sash, "C9-04"),
            change("the child is under 11", None, "C9-18"),
        ]
    );
}

#[test]
fn c9_01_the_answer_says_what_would_change_it_by_rows_below() {
    let open = ChildFacts {
        open_to: Some(TeamKind::SpecialistAdolescent),
        ..aged(13)
    };
    let said = answer(current(), &about(Matter::StrategyDiscussion, open));
    assert_eq!(kind(&said), Some(TeamKind::SpecialistAdolescent));
    assert_eq!(
        changes(&said),
        [change(
            "the child is not open to specialist-adolescent",
            Some(TeamKind::Assessment),
            "C9-18"
        )]
    );
}

#[test]
fn c9_06_where_nothing_is_said_the_answer_says_what_would_change_that() {
    let said = answer(current(), &about(Matter::Conference, aged(13)));
    assert_eq!(kind(&said), None);
    let sash = Some(TeamKind::SpecialistAdolescent);
    assert_eq!(
        changes(&said),
        [
            change("a sibling is open to specialist-adolescent", sash, "C9-06"),
            change("the child is open to specialist-adolescent", sash, "C9-06"),
        ]
    );
}

#[test]
fn c9_37_who_asks_would_change_it_both_ways() {
    let mut facts = about(Matter::LegalPlanning, aged(13));
    let said = answer(current(), &facts);
    assert_eq!(
        changes(&said),
        [change(
            "it is asked for by specialist-adolescent",
            Some(TeamKind::FamilySafeguarding),
            "C9-37"
        )]
    );
    facts.asked_by = Some(TeamKind::SpecialistAdolescent);
    let said = answer(current(), &facts);
    assert_eq!(kind(&said), Some(TeamKind::FamilySafeguarding));
    assert_eq!(
        changes(&said),
        [change(
            "it is not asked for by specialist-adolescent",
            None,
            "C9-37"
        )]
    );
}

#[test]
fn c9_20_a_younger_child_of_a_sibling_group_is_told_all_that_would_change_it() {
    let concerned = |age| ChildFacts {
        concern: true,
        ..aged(age)
    };
    let facts = MatterFacts {
        siblings: vec![concerned(13)],
        ..about(Matter::Enquiry, concerned(7))
    };
    let said = answer(current(), &facts);
    assert_eq!(kind(&said), Some(TeamKind::Assessment));
    let lost = "C9-19, C9-20, C9-21, C9-22";
    assert_eq!(
        changes(&said),
        [
            change(
                "the child is open to specialist-adolescent",
                Some(TeamKind::SpecialistAdolescent),
                "C9-01, C9-02, C9-03, C9-05"
            ),
            change("no sibling is 11 or older", None, lost),
            change("the child is open to another team", None, lost),
            change("a sibling is open to another team", None, lost),
            change("the concern is not about every child", None, lost),
        ]
    );
}

#[test]
fn e_stepup_assess_05_a_feared_crime_would_change_it() {
    let said = answer(edition_2018(), &about(Matter::Enquiry, aged(9)));
    assert_eq!(kind(&said), Some(TeamKind::Assessment));
    assert!(
        changes(&said).contains(&change(
            "a crime against a child is feared",
            Some(TeamKind::JointChildProtection),
            "E-STEPUP-ASSESS-05, E-STEPUP-ASSESS-21, E-STEPUP-ASSESS-26, E-STEPUP-FS-05"
        )),
        "{:?}",
        changes(&said)
    );
}

#[test]
fn c8_5_24_and_25_a_plan_of_younger_siblings_decides_who_leads_the_support() {
    let fits = ChildFacts {
        fits_adolescent: true,
        ..aged(14)
    };
    let open = ChildFacts {
        open_to: Some(TeamKind::SpecialistAdolescent),
        ..aged(14)
    };
    for child in [fits, open] {
        let alone = about(Matter::Support, child);
        let said = answer(current(), &alone);
        assert_eq!(kind(&said), Some(TeamKind::SpecialistAdolescent));
        let planned = "a younger sibling has a child in need or child protection plan";
        assert!(changes(&said).contains(&change(
            planned,
            Some(TeamKind::FamilySafeguarding),
            "C8.5-23, C8.5-24"
        )));
        for (age, plan, leads) in [
            (8, Some(PlanKind::ChildInNeed), TeamKind::FamilySafeguarding),
            (
                8,
                Some(PlanKind::ChildProtection),
                TeamKind::FamilySafeguarding,
            ),
            (8, Some(PlanKind::EarlyHelp), TeamKind::SpecialistAdolescent),
            (8, None, TeamKind::SpecialistAdolescent),
            // An older one.
            (
                16,
                Some(PlanKind::ChildInNeed),
                TeamKind::SpecialistAdolescent,
            ),
        ] {
            let sibling = ChildFacts { plan, ..aged(age) };
            let facts = MatterFacts {
                siblings: vec![sibling],
                ..alone.clone()
            };
            let said = answer(current(), &facts);
            assert_eq!(kind(&said), Some(leads), "{age} {plan:?}");
        }
    }
    let said = answer(current(), &about(Matter::Support, aged(14)));
    assert_eq!(kind(&said), None);
    assert!(changes(&said).contains(&change(
        "the child fits the criteria of the adolescent service",
        Some(TeamKind::SpecialistAdolescent),
        "C8.5-25"
    )));
    let said = answer(edition_2018(), &about(Matter::Support, aged(14)));
    assert_eq!((kind(&said), changes(&said)), (None, Vec::new()));
}
