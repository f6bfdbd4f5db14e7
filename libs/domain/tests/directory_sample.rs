//! The sample organisation is whole: whoever plays with it never meets a gap.

use chrono::NaiveDate;
use handrail_domain::{Role, TeamKind, directory::Directory};
use std::collections::BTreeSet;

const SAMPLE: &str = include_str!("../../../deploy/sample/organisation.toml");

/// The kinds of the current edition, and business support, which keeps the tracking record in that of 2018.
const KINDS: [TeamKind; 18] = [
    TeamKind::CustomerServiceCentre,
    TeamKind::Mash,
    TeamKind::EarlyHelpPod,
    TeamKind::EarlyHelp,
    TeamKind::SupportingFamiliesPractice,
    TeamKind::FamiliesFirstPanel,
    TeamKind::IntensiveFamilySupport,
    TeamKind::SpecialistAdolescent,
    TeamKind::Assessment,
    TeamKind::JointChildProtection,
    TeamKind::FamilySafeguarding,
    TeamKind::ChildrenLookedAfter,
    TeamKind::CareLeaver,
    TeamKind::ZeroToTwentyFive,
    TeamKind::SeparatedMigrantChildren,
    TeamKind::AdoptionSupport,
    TeamKind::StatutoryReview,
    TeamKind::BusinessSupport,
];

fn sample() -> Result<Directory, String> {
    Directory::parse("deploy/sample/organisation.toml", SAMPLE).map_err(|errors| {
        errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    })
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// Who manages a team on a day, and for whom they cover.
fn manager(
    directory: &Directory,
    team: &str,
    on: NaiveDate,
) -> Result<(String, Vec<String>), String> {
    let team = directory
        .teams()
        .find(|known| known.id().as_str() == team)
        .ok_or("no such team")?;
    let found = directory
        .in_role(team.id(), Role::TeamManager, on)
        .map_err(|vacant| vacant.to_string())?;
    Ok((
        found.officer.id().to_string(),
        found.covering_for.iter().map(ToString::to_string).collect(),
    ))
}

#[test]
fn every_district_has_a_team_of_every_kind() -> Result<(), String> {
    let directory = sample()?;
    assert_eq!(directory.districts().count(), 10);
    for kind in KINDS {
        for district in directory.districts() {
            assert!(
                !directory.teams_of(kind, Some(district.id())).is_empty(),
                "{kind} in {}",
                district.id()
            );
        }
    }
    Ok(())
}

#[test]
fn panels_are_one_for_each_district_and_safeguarding_has_two_areas() -> Result<(), String> {
    let directory = sample()?;
    for district in directory.districts() {
        assert_eq!(
            directory
                .teams_of(TeamKind::FamiliesFirstPanel, Some(district.id()))
                .len(),
            1
        );
        assert_eq!(
            directory
                .teams_of(TeamKind::Assessment, Some(district.id()))
                .len(),
            1
        );
    }
    let safeguarding = directory.teams_of(TeamKind::FamilySafeguarding, None);
    assert!(safeguarding.len() >= 6);
    let areas: BTreeSet<_> = safeguarding
        .iter()
        .map(|team| team.service().as_str())
        .collect();
    assert_eq!(
        areas.into_iter().collect::<Vec<_>>(),
        ["family-safeguarding-east", "family-safeguarding-west"]
    );
    assert!(directory.teams_of(TeamKind::Assessment, None).len() > 1);
    Ok(())
}

#[test]
fn every_manager_answers_on_every_day_of_2026() -> Result<(), String> {
    let directory = sample()?;
    for on in day(1, 1).iter_days().take_while(|on| *on <= day(12, 31)) {
        for team in directory.teams() {
            for role in [
                Role::TeamManager,
                Role::ServiceManager,
                Role::HeadOfService,
                Role::Director,
            ] {
                assert!(
                    directory.in_role(team.id(), role, on).is_ok(),
                    "{role} of {} on {on}",
                    team.id()
                );
            }
        }
    }
    Ok(())
}

#[test]
fn social_work_teams_have_a_consultant_and_three_social_workers() -> Result<(), String> {
    let directory = sample()?;
    for team in directory.teams() {
        let workers = directory.all_in_role(team.id(), Role::SocialWorker).len();
        let others = directory.all_in_role(team.id(), Role::Practitioner).len()
            + directory
                .all_in_role(team.id(), Role::BusinessSupportOfficer)
                .len();
        assert!(
            workers >= 3 || (workers == 0 && others > 0),
            "{}",
            team.id()
        );
        let consultants = directory
            .all_in_role(team.id(), Role::ConsultantSocialWorker)
            .len();
        assert_eq!(consultants > 0, workers > 0, "{}", team.id());
    }
    Ok(())
}

#[test]
fn everybody_is_obviously_synthetic_and_reachable_nowhere() -> Result<(), String> {
    let directory = sample()?;
    let mut addresses = BTreeSet::new();
    for officer in directory.officers() {
        assert!(
            officer.name().starts_with("Testa Sample-"),
            "{}",
            officer.name()
        );
        assert!(
            officer.email().ends_with("@example.invalid"),
            "{}",
            officer.email()
        );
        assert!(
            addresses.insert(officer.email()),
            "{} is shared",
            officer.email()
        );
    }
    Ok(())
}

#[test]
fn e_alloc_fs_20_a_covered_family_safeguarding_manager_is_part_of_the_sample() -> Result<(), String>
{
    let directory = sample()?;
    let covered = (
        "family-safeguarding-east-2-manager".to_owned(),
        vec!["family-safeguarding-east-1-manager".to_owned()],
    );
    assert_eq!(
        manager(&directory, "family-safeguarding-east-1", day(3, 16))?,
        covered
    );
    assert_eq!(
        manager(&directory, "family-safeguarding-east-1", day(3, 27))?,
        covered
    );
    let own = ("family-safeguarding-east-1-manager".to_owned(), Vec::new());
    assert_eq!(
        manager(&directory, "family-safeguarding-east-1", day(3, 15))?,
        own
    );
    assert_eq!(
        manager(&directory, "family-safeguarding-east-1", day(3, 28))?,
        own
    );
    Ok(())
}

#[test]
fn c3_04_a_consultant_and_a_chain_of_cover_are_part_of_the_sample() -> Result<(), String> {
    let directory = sample()?;
    assert_eq!(
        manager(&directory, "mash", day(3, 24))?.0,
        "mash-consultant"
    );
    let (who, chain) = manager(&directory, "assessment-2", day(3, 17))?;
    assert_eq!(who, "assessment-1-manager");
    assert_eq!(chain, ["assessment-2-manager", "assessment-3-manager"]);
    Ok(())
}

#[test]
fn the_authority_its_hours_and_its_closure_are_read() -> Result<(), String> {
    let directory = sample()?;
    assert_eq!(
        (directory.authority().id().as_str(), directory.version()),
        ("sample-county", "2026-01")
    );
    assert_eq!(directory.office_hours().to_string(), "08:30 to 17:00");
    assert_eq!(
        directory
            .closures()
            .iter()
            .map(|closure| closure.on)
            .collect::<Vec<_>>(),
        [day(12, 29)]
    );
    Ok(())
}
