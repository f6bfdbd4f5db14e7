//! Whom a notice reaches.

use crate::support::{at, directory, due, early_warning, id, notices, officer, tell};
use handrail_domain::Role;
use handrail_domain::calendar::london::local_date;
use handrail_domain::obligation::Post;
use handrail_notifications::notice::{Addressee, Failure, Notice, Standing, Tell, address};
use proptest::prelude::*;

fn covering_for(notice: &Notice) -> Vec<&str> {
    notice
        .covering_for
        .iter()
        .map(|officer| officer.as_str())
        .collect()
}

fn failed(notice: &Notice, failure: Failure) -> bool {
    notice.standing == Standing::Failed { failure } && notice.officer.is_none()
}

#[test]
fn c3_04_whoever_covers_for_a_manager_is_told_in_the_managers_place() {
    let east_1 = || vec![early_warning("family-safeguarding-east-1")];
    for (now, expected, cover) in [
        (
            "2026-03-13T12:00:00Z",
            "family-safeguarding-east-1-manager",
            vec![],
        ),
        (
            "2026-03-16T00:00:00Z",
            "family-safeguarding-east-2-manager",
            vec!["family-safeguarding-east-1-manager"],
        ),
        (
            "2026-03-27T23:59:59Z",
            "family-safeguarding-east-2-manager",
            vec!["family-safeguarding-east-1-manager"],
        ),
        (
            "2026-03-28T00:00:00Z",
            "family-safeguarding-east-1-manager",
            vec![],
        ),
    ] {
        let notices = notices(east_1(), now);
        assert_eq!(notices.len(), 1, "on {now}");
        assert_eq!(officer(&notices[0]), expected, "on {now}");
        assert_eq!(covering_for(&notices[0]), cover, "on {now}");
        let under_cover = notices[0].clauses.contains(&crate::support::cover());
        assert_eq!(under_cover, !cover.is_empty(), "on {now}");
        assert_eq!(notices[0].to.team.as_str(), "family-safeguarding-east-1");
    }
}

#[test]
fn e_alloc_fs_20_a_chain_of_cover_is_followed_to_whoever_is_there() {
    let notices = notices(vec![early_warning("assessment-2")], "2026-03-17T09:00:00Z");
    assert_eq!(officer(&notices[0]), "assessment-1-manager");
    assert_eq!(
        covering_for(&notices[0]),
        ["assessment-2-manager", "assessment-3-manager"]
    );
}

#[test]
fn the_day_is_the_local_one() {
    let service_manager = || {
        vec![tell(
            "family-safeguarding-east-1",
            "service-manager",
            "duty-breached",
            &[],
        )]
    };
    let there = notices(service_manager(), "2026-04-12T22:59:59Z");
    let away = notices(service_manager(), "2026-04-12T23:00:00Z"); // midnight in summer time
    assert_eq!(
        officer(&there[0]),
        "family-safeguarding-east-service-manager"
    );
    assert_eq!(
        covering_for(&away[0]),
        ["family-safeguarding-east-service-manager"]
    );
}

#[test]
fn an_officer_reached_through_several_posts_gets_one_notice_for_each_reason() {
    let tells = vec![
        due(
            tell(
                "assessment-2",
                "team-manager",
                "duty-breached",
                &["C4.1-22"],
            ),
            "2026-03-18T17:00:00Z",
        ),
        due(
            tell(
                "assessment-3",
                "team-manager",
                "duty-breached",
                &["C4.1-23", "C4.1-22"],
            ),
            "2026-03-17T17:00:00Z",
        ),
        tell("assessment-1", "team-manager", "query-raised", &["C4.1-13"]),
        tell(
            "assessment-1",
            "service-manager",
            "query-raised",
            &["C4.1-13"],
        ),
    ];
    let notices = notices(tells, "2026-03-17T18:00:00Z");
    let told: Vec<_> = notices
        .iter()
        .map(|notice| (officer(notice), notice.reason.as_str()))
        .collect();
    assert_eq!(
        told[..2],
        [
            ("assessment-1-manager", "duty-breached"),
            ("assessment-1-manager", "query-raised")
        ]
    );
    assert_eq!(told.len(), 3);
    let clauses: Vec<_> = notices[0].clauses.iter().map(|id| id.as_str()).collect();
    assert_eq!(
        clauses,
        ["C4.1-22", "C4.1-23", "C2-20"],
        "the last one for the cover"
    );
    assert_eq!(
        notices[0].due,
        Some(at("2026-03-17T17:00:00Z")),
        "the earliest"
    );
}

#[test]
fn a_vacant_post_is_on_record_and_the_next_level_is_told() {
    let notices = notices(
        vec![tell(
            "assessment-1",
            "practitioner",
            "worker-named",
            &["C4.1-23"],
        )],
        "2026-03-05T10:00:00Z",
    );
    assert_eq!(notices.len(), 2);
    assert!(failed(&notices[0], Failure::NobodyInPost));
    assert_eq!(notices[0].to.role, Role::Practitioner);
    assert_eq!(officer(&notices[1]), "assessment-1-manager");
    assert_eq!(notices[1].reason, notices[0].reason);
    assert!(
        notices[1]
            .body
            .contains("The post of practitioner of assessment-1 is vacant")
    );
    assert!(!notices[0].body.contains("vacant"));
}

#[test]
fn nobody_is_told_twice_because_a_post_is_vacant() {
    let tells = vec![
        tell("assessment-1", "team-manager", "worker-named", &["C4.1-23"]),
        tell("assessment-1", "practitioner", "worker-named", &["C4.1-22"]),
    ];
    let notices = notices(tells, "2026-03-05T10:00:00Z");
    assert_eq!(notices.len(), 2);
    assert_eq!(officer(&notices[0]), "assessment-1-manager");
    assert!(notices[0].body.contains("is vacant"));
    assert!(failed(&notices[1], Failure::NobodyInPost));
}

#[test]
fn a_team_that_is_not_there_is_on_record_once() {
    let notices = notices(vec![early_warning("dissolved-1")], "2026-03-05T10:00:00Z");
    assert_eq!(notices.len(), 1);
    assert!(failed(&notices[0], Failure::UnknownTeam));
    assert!(
        Failure::UnknownTeam
            .as_str()
            .starts_with(Failure::NobodyInPost.as_str())
    );
}

#[test]
fn the_id_follows_from_the_source_the_entry_the_recipient_and_the_reason() {
    let first = notices(vec![early_warning("assessment-1")], "2026-03-05T10:00:00Z");
    let later = notices(vec![early_warning("assessment-1")], "2026-03-06T10:00:00Z");
    let covered = notices(vec![early_warning("assessment-3")], "2026-03-17T10:00:00Z");
    let other = notices(
        vec![tell("assessment-1", "team-manager", "query-raised", &[])],
        "2026-03-05T10:00:00Z",
    );
    assert_eq!(first[0].id, later[0].id);
    assert_eq!(
        first[0].id, covered[0].id,
        "the same officer, through another post"
    );
    assert_ne!(first[0].id, other[0].id);
    assert_ne!(first[0].id.0, id(1));
}

fn some_tells() -> impl Strategy<Value = Vec<Tell>> {
    let teams = directory()
        .teams()
        .map(|team| team.id().clone())
        .collect::<Vec<_>>();
    let tell = (
        prop::sample::select(teams),
        prop::sample::select(Role::ALL),
        prop::sample::select(vec!["duty-breached", "early-warning"]),
        prop::sample::select(vec!["C4.1-01", "C4.1-22", "C6.1-02"]),
    );
    let tell = tell.prop_map(|(team, role, reason, clause)| Tell {
        to: Post { team, role },
        reason: reason.parse().expect("a reason"),
        clauses: vec![clause.parse().expect("a clause")],
        due: None,
    });
    prop::collection::vec(tell, 1..12)
}

proptest! {
    #[test]
    fn every_tell_reaches_somebody_and_nobody_is_told_twice(tells in some_tells(), hour in 0i64..24 * 300) {
        let directory = directory();
        let now = at("2026-01-05T00:00:00Z") + chrono::TimeDelta::hours(hour);
        let addressed = address(directory, &tells, local_date(now));
        let mut seen = std::collections::BTreeSet::new();
        for one in &addressed {
            let recipient = match &one.addressee {
                Addressee::Officer { id, .. } => id.to_string(),
                Addressee::Nobody(_) => format!("{}/{}", one.to.team, one.to.role),
            };
            prop_assert!(seen.insert((recipient, one.reason.clone())));
        }
        for tell in &tells {
            let reached = addressed.iter().any(|one| {
                matches!(one.addressee, Addressee::Officer { .. })
                    && one.reason == tell.reason
                    && tell.clauses.iter().all(|clause| one.clauses.contains(clause))
            });
            prop_assert!(reached, "{tell:?}");
        }
    }
}
