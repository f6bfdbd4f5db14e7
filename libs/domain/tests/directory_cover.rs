//! Who answers for a role in a team on a day: deputies, dated cover, chains of cover, vacancies.

use chrono::NaiveDate;
use handrail_domain::{
    OfficerId, Role, TeamId,
    directory::{Directory, InPost, Vacancy, Vacant},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Two teams of one service; the manager of the first has a consultant social worker as deputy.
const ORGANISATION: &str = r#"
version = "1"
district = [{ id = "north", name = "North (sample)" }]
officer = [
  { id = "manager-1", name = "Testa Sample-Manager 01", email = "m1@example.invalid", deputy = "consultant-1" },
  { id = "manager-2", name = "Testa Sample-Manager 02", email = "m2@example.invalid", deputy = "manager-3" },
  { id = "manager-3", name = "Testa Sample-Manager 03", email = "m3@example.invalid" },
  { id = "consultant-1", name = "Testa Sample-Consultant 01", email = "c1@example.invalid", deputy = "manager-3" },
  { id = "worker-1", name = "Testa Sample-Worker 01", email = "w1@example.invalid" },
  { id = "worker-2", name = "Testa Sample-Worker 02", email = "w2@example.invalid" },
  { id = "head", name = "Testa Sample-Head 01", email = "h1@example.invalid" },
]

[authority]
id = "sample"
name = "Sample Authority"
office_hours = { opens = 08:30:00, closes = 17:00:00 }

[[service]]
id = "safeguarding"
name = "Safeguarding"
service_manager = "manager-2"
head_of_service = "head"
director = "head"

[[team]]
id = "team-1"
name = "Team 1"
kind = "family-safeguarding"
service = "safeguarding"
districts = ["north"]
team_manager = "manager-1"
consultant_social_workers = ["consultant-1"]
social_workers = ["worker-1", "worker-2"]

[[team]]
id = "team-2"
name = "Team 2"
kind = "family-safeguarding"
service = "safeguarding"
districts = []
team_manager = "manager-2"
"#;

fn directory(absences: &str) -> Result<Directory, String> {
    Directory::parse("organisation.toml", &format!("{ORGANISATION}{absences}")).map_err(|errors| {
        errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    })
}

fn away(officer: &str, from: u32, to: u32, covered_by: Option<&str>) -> String {
    let cover = covered_by
        .map(|cover| format!("covered_by = \"{cover}\"\n"))
        .unwrap_or_default();
    format!(
        "[[absence]]\nofficer = \"{officer}\"\nfrom = 2026-03-{from:02}\nto = 2026-03-{to:02}\n{cover}"
    )
}

fn march(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default()
}

fn team(id: &str) -> Result<TeamId, String> {
    id.parse().map_err(|error| format!("{error}"))
}

fn officer(id: &str) -> Result<OfficerId, String> {
    id.parse().map_err(|error| format!("{error}"))
}

/// The one who answers and the chain of those covered for, as text.
fn answers(found: &Result<InPost<'_>, Vacant>) -> String {
    match found {
        Ok(found) => found
            .covering_for
            .iter()
            .fold(found.officer.id().to_string(), |text, covered| {
                format!("{text} for {covered}")
            }),
        Err(vacant) => vacant.to_string(),
    }
}

type Outcome = Result<(), String>;

#[test]
fn whoever_is_there_answers_for_themself() -> Outcome {
    let directory = directory("")?;
    assert_eq!(
        answers(&directory.in_role(&team("team-1")?, Role::TeamManager, march(2))),
        "manager-1"
    );
    assert_eq!(
        answers(&directory.in_role(&team("team-1")?, Role::ServiceManager, march(2))),
        "manager-2"
    );
    assert_eq!(
        answers(&directory.in_role(&team("team-2")?, Role::HeadOfService, march(2))),
        "head"
    );
    assert_eq!(
        answers(&directory.in_role(&team("team-2")?, Role::Director, march(2))),
        "head"
    );
    Ok(())
}

#[test]
fn c3_04_the_standing_deputy_acts_while_the_manager_is_away() -> Outcome {
    let directory = directory(&away("manager-1", 10, 12, None))?;
    let team = team("team-1")?;
    let manager = |day| answers(&directory.in_role(&team, Role::TeamManager, march(day)));
    assert_eq!(manager(9), "manager-1");
    assert_eq!(
        manager(10),
        "consultant-1 for manager-1",
        "the first day away is included"
    );
    assert_eq!(
        manager(12),
        "consultant-1 for manager-1",
        "the last day away is included"
    );
    assert_eq!(manager(13), "manager-1");
    Ok(())
}

#[test]
fn e_alloc_fs_20_the_covering_manager_takes_the_post_over() -> Outcome {
    let directory = directory(&away("manager-1", 16, 27, Some("manager-2")))?;
    let covered = directory.in_role(&team("team-1")?, Role::TeamManager, march(20));
    assert_eq!(
        answers(&covered),
        "manager-2 for manager-1",
        "the cover named for the absence goes before the deputy"
    );
    let posts = directory.posts_of(&officer("manager-2")?, march(20));
    assert!(posts.contains(&(Role::TeamManager, team("team-1")?)));
    assert!(
        posts.contains(&(Role::TeamManager, team("team-2")?)),
        "and keeps their own"
    );
    assert!(
        directory
            .posts_of(&officer("manager-1")?, march(20))
            .is_empty(),
        "who is away answers for nothing"
    );
    assert!(
        !directory
            .posts_of(&officer("manager-2")?, march(28))
            .contains(&(Role::TeamManager, team("team-1")?))
    );
    Ok(())
}

#[test]
fn a_chain_of_cover_is_followed_to_whoever_is_there() -> Outcome {
    let absences = away("manager-1", 9, 20, Some("manager-2")) + &away("manager-2", 16, 18, None);
    let directory = directory(&absences)?;
    let team = team("team-1")?;
    assert_eq!(
        answers(&directory.in_role(&team, Role::TeamManager, march(13))),
        "manager-2 for manager-1"
    );
    assert_eq!(
        answers(&directory.in_role(&team, Role::TeamManager, march(16))),
        "manager-3 for manager-1 for manager-2"
    );
    assert_eq!(
        answers(&directory.in_role(&team, Role::ServiceManager, march(16))),
        "manager-3 for manager-2"
    );
    assert_eq!(
        answers(&directory.in_role(&team, Role::TeamManager, march(19))),
        "manager-2 for manager-1"
    );
    Ok(())
}

#[test]
fn deputies_of_each_other_are_fine_while_one_of_them_is_there() -> Outcome {
    let text = ORGANISATION.replace(
        "\"m3@example.invalid\"",
        "\"m3@example.invalid\", deputy = \"manager-2\"",
    );
    let absences = away("manager-2", 2, 6, None) + &away("manager-3", 7, 9, None);
    assert!(Directory::parse("organisation.toml", &format!("{text}{absences}")).is_ok());
    Ok(())
}

#[test]
fn a_shared_role_goes_to_the_first_listed_who_is_there() -> Outcome {
    let directory = directory(&(away("worker-1", 2, 6, None) + &away("worker-2", 5, 6, None)))?;
    let team = team("team-1")?;
    let worker = |day| answers(&directory.in_role(&team, Role::SocialWorker, march(day)));
    assert_eq!(worker(1), "worker-1");
    assert_eq!(
        worker(4),
        "worker-2",
        "nobody covers worker-1, and nobody needs to"
    );
    assert_eq!(worker(7), "worker-1");
    let named: Vec<_> = directory
        .all_in_role(&team, Role::SocialWorker)
        .iter()
        .map(|officer| officer.id().to_string())
        .collect();
    assert_eq!(
        named,
        ["worker-1", "worker-2"],
        "everybody named, away or not"
    );
    Ok(())
}

#[test]
fn a_shared_role_goes_to_cover_only_when_all_who_hold_it_are_away() -> Outcome {
    let absences = away("worker-1", 2, 6, Some("consultant-1")) + &away("worker-2", 5, 6, None);
    let directory = directory(&absences)?;
    let team = team("team-1")?;
    let worker = |day| answers(&directory.in_role(&team, Role::SocialWorker, march(day)));
    assert_eq!(worker(4), "worker-2");
    assert_eq!(worker(5), "consultant-1 for worker-1");
    Ok(())
}

#[test]
fn a_vacancy_says_which_role_in_which_team_on_which_day_and_why() -> Outcome {
    let directory = directory(&(away("worker-1", 2, 6, None) + &away("worker-2", 5, 6, None)))?;
    let vacant = |id: &str, role, day| {
        directory
            .in_role(&team(id)?, role, march(day))
            .map_or_else(Ok, |_| Err("somebody answers".to_owned()))
    };
    let nobody = vacant("team-1", Role::Practitioner, 2)?;
    assert_eq!(
        (nobody.role, nobody.team.as_str(), nobody.on, nobody.why),
        (Role::Practitioner, "team-1", march(2), Vacancy::NobodyNamed)
    );
    assert_eq!(
        nobody.to_string(),
        "nobody holds the role practitioner in team 'team-1' on 2026-03-02: the directory names nobody"
    );
    assert_eq!(
        vacant("team-1", Role::SocialWorker, 5)?.why,
        Vacancy::EverybodyAway
    );
    assert_eq!(
        vacant("team-9", Role::TeamManager, 5)?.why,
        Vacancy::UnknownTeam
    );
    assert!(
        directory
            .all_in_role(&team("team-9")?, Role::TeamManager)
            .is_empty()
    );
    Ok(())
}

#[test]
fn posts_are_listed_own_first_and_none_twice() -> Outcome {
    let directory = directory(&away("manager-1", 10, 12, Some("manager-2")))?;
    let posts: Vec<_> = directory
        .posts_of(&officer("manager-2")?, march(10))
        .iter()
        .map(|(role, team)| format!("{role} {team}"))
        .collect();
    assert_eq!(
        posts,
        [
            "service-manager team-1",
            "team-manager team-2",
            "service-manager team-2",
            "team-manager team-1"
        ]
    );
    assert!(
        directory
            .posts_of(&officer("nobody")?, march(10))
            .is_empty()
    );
    Ok(())
}

/// Officers 0 to 3 manage teams, and one of them each thing above; 4 and 5 only ever stand in.
const OFFICERS: usize = 6;
const DAYS: u32 = 20;

#[derive(Debug, Clone)]
struct Person {
    deputy: Option<usize>,
    away: Option<(u32, u32, Option<usize>)>,
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let other = || prop::option::weighted(0.7, 0..OFFICERS);
    let absence = (1..=DAYS, 0..6_u32, other())
        .prop_map(|(from, more, cover)| (from, (from + more).min(DAYS), cover));
    let person = (other(), prop::option::weighted(0.6, absence))
        .prop_map(|(deputy, away)| Person { deputy, away });
    prop::collection::vec(person, OFFICERS).prop_map(|mut people| {
        for (index, person) in people.iter_mut().enumerate() {
            person.deputy = person.deputy.filter(|deputy| *deputy != index);
            if let Some((_, _, cover)) = &mut person.away {
                *cover = cover.filter(|cover| *cover != index);
            }
        }
        people
    })
}

fn document(people: &[Person]) -> String {
    let mut text = "version = \"1\"\ndistrict = []\n".to_owned();
    let mut absences = String::new();
    text.push_str("officer = [\n");
    for (index, person) in people.iter().enumerate() {
        let deputy = person
            .deputy
            .map(|deputy| format!(", deputy = \"o{deputy}\""))
            .unwrap_or_default();
        text += &format!(
            "{{ id = \"o{index}\", name = \"Testa {index}\", email = \"o{index}@example.invalid\"{deputy} }},\n"
        );
        if let Some((from, to, cover)) = person.away {
            absences += &away(
                &format!("o{index}"),
                from,
                to,
                cover.map(|cover| format!("o{cover}")).as_deref(),
            );
        }
    }
    text.push_str("]\n[authority]\nid = \"sample\"\nname = \"Sample\"\noffice_hours = { opens = 08:30:00, closes = 17:00:00 }\n");
    text.push_str("[[service]]\nid = \"s\"\nname = \"S\"\nservice_manager = \"o0\"\nhead_of_service = \"o1\"\ndirector = \"o2\"\n");
    for index in 0..4 {
        text += &format!(
            "[[team]]\nid = \"t{index}\"\nname = \"T\"\nkind = \"assessment\"\nservice = \"s\"\ndistricts = []\nteam_manager = \"o{index}\"\n"
        );
    }
    text + &absences
}

/// Day by day and without shortcuts: whom cover reaches from a person, if anybody.
fn reaches(people: &[Person], from: usize, day: u32) -> Option<usize> {
    let mut at = from;
    for _ in 0..=people.len() {
        match people[at].away {
            Some((first, last, cover)) if (first..=last).contains(&day) => {
                at = cover.or(people[at].deputy)?;
            }
            _ => return Some(at),
        }
    }
    None
}

/// Whether cover is whole on every day: from everybody who manages, and from everybody who has cover.
fn whole(people: &[Person]) -> bool {
    (1..=DAYS).all(|day| {
        (0..OFFICERS).all(|person| {
            let promised = people[person]
                .away
                .is_some_and(|(_, _, cover)| cover.or(people[person].deputy).is_some());
            reaches(people, person, day).is_some() || (person >= 4 && !promised)
        })
    })
}

proptest! {
    #[test]
    fn cover_is_whole_on_every_day_or_the_document_is_refused(people in people()) {
        match Directory::parse("organisation.toml", &document(&people)) {
            Ok(_) => prop_assert!(whole(&people)),
            Err(errors) => {
                prop_assert!(!whole(&people), "{:?}", errors);
                prop_assert!(errors.iter().all(|error| error.message.contains(" cover ")), "{:?}", errors);
            }
        }
    }

    #[test]
    fn a_post_never_has_two_holders_nor_one_who_is_away(people in people()) {
        let Ok(directory) = Directory::parse("organisation.toml", &document(&people)) else { return Ok(()) };
        for day in 1..=DAYS {
            let on = march(day);
            let mut holders: BTreeMap<(Role, TeamId), Vec<OfficerId>> = BTreeMap::new();
            for officer in directory.officers() {
                for post in directory.posts_of(officer.id(), on) {
                    holders.entry(post).or_default().push(officer.id().clone());
                }
            }
            for team in directory.teams() {
                for role in [Role::TeamManager, Role::ServiceManager, Role::HeadOfService, Role::Director] {
                    let Ok(found) = directory.in_role(team.id(), role, on) else {
                        return Err(TestCaseError::fail(format!("{role} of {} is vacant on {on}", team.id())));
                    };
                    let index: usize = found.officer.id().as_str().trim_start_matches('o').parse().unwrap_or(OFFICERS);
                    prop_assert_eq!(reaches(&people, index, day), Some(index), "who answers is there");
                    prop_assert_eq!(holders.get(&(role, team.id().clone())), Some(&vec![found.officer.id().clone()]));
                }
            }
        }
    }
}
