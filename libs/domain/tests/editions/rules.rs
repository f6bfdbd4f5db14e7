//! What the editions ask for, refuse and leave to people.

use super::{PROTOCOL, clause, current, duty, edition_2018, pathway};
use chrono::NaiveDate;
use handrail_domain::{
    ClauseId, Role, Strength, TeamKind,
    child::PlanKind,
    deadline::{Span, Unit},
    edition::{Act, Edition, Fact, MeetingKind, Missing, RuleName, Side, Situation, TimeOut},
    threshold::Step,
};

#[test]
fn the_edition_in_force_follows_from_the_day() {
    let in_force = |year, month, day| {
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        PROTOCOL.in_force(day).map(|edition| edition.id.as_str())
    };
    assert_eq!(in_force(2018, 5, 31), None);
    assert_eq!(in_force(2018, 6, 1), Some("2018"));
    assert_eq!(in_force(2023, 12, 31), Some("2018"));
    assert_eq!(in_force(2024, 1, 1), Some("current"));
}

#[test]
fn each_edition_knows_its_own_kinds_of_team() {
    let knows = |edition: &Edition, kind| edition.team_kinds.iter().any(|known| known.kind == kind);
    for (kind, in_current, in_2018) in [
        (TeamKind::SpecialistAdolescent, true, false),
        (TeamKind::SupportingFamiliesPractice, true, false),
        (TeamKind::FamiliesFirstPanel, true, false),
        (TeamKind::EarlyHelpPod, true, false),
        (TeamKind::TargetedYouthSupport, false, true),
        (TeamKind::FamiliesFirstTriage, false, true),
        (TeamKind::BusinessSupport, false, true),
        (TeamKind::Assessment, true, true),
        (TeamKind::FamilySafeguarding, true, true),
    ] {
        assert_eq!(
            (knows(current(), kind), knows(edition_2018(), kind)),
            (in_current, in_2018),
            "{kind}"
        );
    }
}

#[test]
fn a_pathway_steps_as_the_levels_of_need_of_its_teams_do() {
    for edition in PROTOCOL.editions() {
        for pathway in &edition.pathways {
            for (from, to) in pathway
                .from
                .iter()
                .flat_map(|from| pathway.to.iter().map(move |to| (*from, *to)))
            {
                // A team that works at no level of its own, as one that triages, is left to its pathway; so is a passage
                // between teams of one level, and one that the protocol calls a transfer whatever their levels.
                let step = edition.step(from, to).filter(|step| *step != Step::Lateral);
                if let Some(step) = step.filter(|_| pathway.step != Step::Lateral) {
                    assert_eq!(step, pathway.step, "{from} to {to} in {}", edition.id);
                }
            }
        }
        assert_eq!(
            edition.step(TeamKind::Assessment, TeamKind::IntensiveFamilySupport),
            Some(Step::Down)
        );
        assert_eq!(
            edition.step(TeamKind::Assessment, TeamKind::Mash),
            None,
            "MASH works at no level of its own"
        );
    }
}

#[test]
fn c4_3_03_and_e_alloc_fs_18_each_plan_has_its_meeting() {
    for edition in PROTOCOL.editions() {
        let meetings = &pathway(edition).meetings;
        assert_eq!(
            meetings.get(&PlanKind::ChildInNeed),
            Some(&MeetingKind::ChildInNeed)
        );
        assert_eq!(
            meetings.get(&PlanKind::ChildProtection),
            Some(&MeetingKind::InitialChildProtectionConference)
        );
    }
}

#[test]
fn what_is_forbidden_names_its_clause_and_says_what_to_do_instead() {
    let anything = Situation::default();
    for (act, in_current, in_2018) in [
        (
            Act::DeclineForCapacity,
            Some("C2-05"),
            Some("E-PRINCIPLES-01"),
        ),
        (
            Act::DeferForCapacity,
            Some("C2-06"),
            Some("E-PRINCIPLES-02"),
        ),
        (
            Act::DeclineForMinorIssues,
            Some("C2-07"),
            Some("E-PRINCIPLES-10"),
        ),
        (
            Act::DeferForChecklist,
            Some("C2-16"),
            Some("E-PRINCIPLES-13"),
        ),
        (
            Act::DeclineForChecklist,
            Some("C2-17"),
            Some("E-PRINCIPLES-14"),
        ),
        (
            Act::GoBackOnAgreement,
            Some("C2-15"),
            Some("E-PRINCIPLES-09"),
        ),
        (
            Act::RouteByCustomerServiceCentre,
            Some("C2-21"),
            Some("E-PRINCIPLES-17"),
        ),
        (Act::RouteByMash, Some("C2-22"), Some("E-PRINCIPLES-17")),
        (Act::BackdateStart, Some("C2-29"), None),
        (Act::DeclineAfterRequest, Some("C4.3-13"), None),
        (Act::ReturnAfterRequest, Some("C4.3-14"), None),
        (Act::QueryThresholdAfterRequest, Some("C4.3-15"), None),
        (Act::QueryWorkAfterRequest, Some("C4.3-16"), None),
        (Act::RequestWhileHeld, Some("C5.1-01"), None),
        (Act::ReceiverChairsStrategyDiscussion, Some("C6.3-02"), None),
        (Act::DeclineForThreshold, None, None),
    ] {
        for (edition, wanted) in [(current(), in_current), (edition_2018(), in_2018)] {
            let found = edition.forbids(&pathway(edition).elements, act, &anything);
            assert_eq!(
                found
                    .and_then(|found| found.clauses.first())
                    .map(ClauseId::as_str),
                wanted,
                "{act} in {}",
                edition.id
            );
            assert!(
                found.is_none_or(|found| found.says.contains(". ")),
                "{act} says what to do instead"
            );
        }
    }
}

#[test]
fn c4_1_12_an_early_warning_without_review_goes_to_the_service_managers() {
    let review = duty(current(), "review-early-warning");
    assert_eq!(
        (review.starts, review.done_by),
        (Fact::EarlyWarningSent, Fact::Reviewed)
    );
    let escalate = review.breach.escalate.as_ref().unwrap();
    assert_eq!(
        (escalate.ladder.as_str(), escalate.rung),
        ("between-teams", Role::ServiceManager)
    );
    assert_eq!(escalate.clauses, [clause("C2-10")]);
    let told: Vec<String> = review.breach.tell.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["to.service-manager", "from.team-manager"]);
}

#[test]
fn c4_2_03_the_assessment_is_shared_ahead_for_children_in_need_only() {
    let share = duty(current(), "share-assessment");
    let proposed = |plan| {
        share.when.holds(&Situation {
            plan: Some(plan),
            ..Situation::default()
        })
    };
    assert!(proposed(PlanKind::ChildInNeed));
    assert!(!proposed(PlanKind::ChildProtection));
}

#[test]
fn c4_3_02_the_minutes_come_before_the_request_on_the_child_in_need_route_only() {
    let refused = |meeting| {
        let situation = Situation {
            meeting: Some(meeting),
            ..Situation::default()
        };
        let elements = &pathway(current()).elements;
        let found: Vec<Fact> = current()
            .requirements(elements, Fact::RequestSent, &situation)
            .filter(|requirement| requirement.missing == Missing::Refuse)
            .map(|requirement| requirement.needs)
            .collect();
        found
    };
    assert_eq!(refused(MeetingKind::ChildInNeed), [Fact::MinutesCompleted]);
    assert_eq!(refused(MeetingKind::InitialChildProtectionConference), []);
}

#[test]
fn e_stepup_assess_18_an_enquiry_that_was_set_up_has_to_be_concluded_first() {
    let edition = edition_2018();
    let pathways = edition.pathways.iter();
    let with_enquiry: Vec<_> = pathways
        .filter_map(|pathway| {
            let requirements = pathway.elements.requirements.iter();
            let mut once = requirements.filter(|one| one.once == Some(Fact::EnquirySetUp));
            once.next()
        })
        .collect();
    assert!(with_enquiry.len() >= 3);
    for requirement in with_enquiry {
        let lacks = |happened: &[Fact]| requirement.lacks(|fact| happened.contains(&fact));
        assert_eq!(requirement.before, Fact::Allocated);
        assert!(!lacks(&[]), "where none was set up, none has to end");
        assert!(lacks(&[Fact::EnquirySetUp]));
        assert!(!lacks(&[Fact::EnquirySetUp, Fact::EnquiryConcluded]));
    }
}

#[test]
fn c2_16_what_a_record_lacks_never_holds_a_request_up() {
    let situation = Situation::default();
    let items: Vec<(&str, Missing)> = current()
        .contents(&pathway(current()).elements, Fact::RequestSent, &situation)
        .map(|content| (content.item.as_str(), content.missing))
        .collect();
    let wanted = [
        "demographics",
        "case-summary",
        "genogram",
        "chronology",
        "contingency-plan",
        "case-notes-finalised",
    ];
    assert_eq!(items, wanted.map(|item| (item, Missing::Advise)));
}

#[test]
fn c5_1_04_a_held_child_moves_with_the_first_hearing_and_by_no_other_clock() {
    let held = Situation {
        meeting: Some(MeetingKind::InitialChildProtectionConference),
        held: true,
        ..Situation::default()
    };
    let not_held = Situation {
        held: false,
        ..held.clone()
    };
    let sends = |situation: &Situation| -> Vec<&str> {
        current()
            .duties(&pathway(current()).elements)
            .filter(|duty| duty.done_by == Fact::RequestSent && duty.when.holds(situation))
            .map(|duty| duty.id.as_str())
            .collect()
    };
    assert_eq!(sends(&not_held), ["send-request-after-conference"]);
    assert_eq!(sends(&held), ["send-request-at-first-hearing"]);
    assert_eq!(
        duty(current(), "send-request-at-first-hearing").starts,
        Fact::FirstHearingHeld
    );
}

#[test]
fn c5_2_02_the_window_for_unborn_babies_is_four_weeks() {
    let rule = current().rule(RuleName::UnbornBaby).unwrap();
    assert_eq!(
        rule.spans.get("window"),
        Some(&Span::new(4, Unit::Weeks).unwrap())
    );
    assert_eq!(edition_2018().rule(RuleName::UnbornBaby), None);
}

#[test]
fn c6_1_05_an_open_disagreement_is_listed_before_the_meeting_and_only_then() {
    let listed = |meeting, disputed| {
        let situation = Situation {
            meeting: Some(meeting),
            disputed,
            ..Situation::default()
        };
        let elements = &pathway(current()).elements;
        let before = current().requirements(elements, Fact::MeetingHeld, &situation);
        before
            .filter(|requirement| requirement.needs == Fact::DirectionApplied)
            .count()
    };
    for meeting in [
        MeetingKind::ChildInNeed,
        MeetingKind::InitialChildProtectionConference,
    ] {
        assert_eq!((listed(meeting, true), listed(meeting, false)), (1, 0));
    }
}

#[test]
fn c6_2_the_current_ladder_has_three_rungs_and_none_is_skipped() {
    let ladder = current().ladder(&pathway(current()).ladder).unwrap();
    let rungs: Vec<_> = ladder
        .rungs
        .iter()
        .map(|rung| (rung.role, rung.within.is_some(), rung.time_out))
        .collect();
    assert_eq!(
        rungs,
        [
            (Role::TeamManager, false, TimeOut::Stay),
            (Role::ServiceManager, true, TimeOut::Escalate),
            (Role::HeadOfService, true, TimeOut::Stay),
        ]
    );
    assert!(
        ladder
            .rungs
            .iter()
            .all(|rung| rung.sides == [Side::Holding, Side::Other]),
        "both sides (C6.2-05, C6.2-15)"
    );
    assert!(ladder.needs_exhaustion && !ladder.needs_case_note && !ladder.is_final);
    assert!(
        current()
            .forbids(&ladder.elements, Act::SkipRung, &Situation::default())
            .is_some(),
        "C6.2-13"
    );
}

#[test]
fn e_resolution_16_some_services_send_a_service_manager_to_the_third_level() {
    let ladder = edition_2018()
        .ladder(&pathway(edition_2018()).ladder)
        .unwrap();
    let roles: Vec<Role> = ladder.rungs.iter().map(|rung| rung.role).collect();
    assert_eq!(
        roles,
        [
            Role::TeamManager,
            Role::ServiceManager,
            Role::HeadOfService,
            Role::Director
        ]
    );
    let instead = ladder.rungs.get(2).unwrap().instead.first().unwrap();
    assert_eq!(instead.role, Role::ServiceManager);
    assert_eq!(
        instead.kinds,
        [
            TeamKind::TargetedYouthSupport,
            TeamKind::IntensiveFamilySupport,
            TeamKind::EarlyHelp
        ]
    );
    assert!(ladder.needs_case_note && ladder.rungs.iter().all(|rung| rung.discretion));
    assert!(
        edition_2018()
            .forbids(
                &ladder.elements,
                Act::ReturnToCustomerServiceCentre,
                &Situation::default()
            )
            .is_some(),
        "E-RESOLUTION-06"
    );
}

#[test]
fn e_alloc_fs_the_pathways_own_clocks_replace_the_general_ones() {
    let decide = duty(edition_2018(), "decide");
    assert_eq!(
        (decide.starts, decide.strength),
        (Fact::EarlyWarningSent, Strength::Must)
    );
    let allocate = duty(edition_2018(), "allocate");
    assert_eq!(
        (allocate.starts, allocate.strength),
        (Fact::RequestSent, Strength::Must)
    );
    for duty in [decide, allocate] {
        let escalate = duty.breach.escalate.as_ref().unwrap();
        assert_eq!(escalate.rung, Role::ServiceManager, "E-ALLOC-FS-19");
    }
    let general: Vec<_> = edition_2018()
        .general
        .duties
        .iter()
        .map(|duty| (duty.id.as_str(), duty.starts))
        .collect();
    assert!(
        general.contains(&("decide", Fact::RequestSent)),
        "E-PRINCIPLES-15 holds on other pathways"
    );
}
