use super::*;
use handrail_chassis::identity::Caller;

fn held(_: &OfficerId) -> Vec<(Role, TeamId)> {
    vec![
        (Role::TeamManager, team("assessment-1")),
        (Role::TeamManager, team("assessment-2")),
        (Role::SocialWorker, team("assessment-2")),
    ]
}

fn team(id: &str) -> TeamId {
    id.parse().unwrap()
}

fn claim(proof: Proof, roles: &[&str], teams: &[&str]) -> Claim {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Claim {
        caller: Caller {
            subject: "assessment-1-manager".to_owned(),
            roles: owned(roles),
            teams: owned(teams),
        },
        proof,
        holds_for: None,
    }
}

fn token(names_roles: bool, names_teams: bool) -> Proof {
    Proof::Token {
        names_roles,
        names_teams,
    }
}

#[test]
fn a_token_is_worth_what_the_organisation_gives_its_subject() {
    let all = posts(&claim(token(false, false), &[], &[]), held).unwrap();
    assert_eq!(all, held(&"any".parse().unwrap()));
}

#[test]
fn a_token_narrows_and_never_widens() {
    let narrowed = claim(
        token(true, true),
        &["team-manager", "director", "of-something-else"],
        &["assessment-2", "mash"],
    );
    assert_eq!(
        posts(&narrowed, held).unwrap(),
        [(Role::TeamManager, team("assessment-2"))]
    );
    let nothing = claim(token(true, false), &[], &[]);
    assert_eq!(posts(&nothing, held).unwrap(), []);
}

#[test]
fn a_word_is_believed_where_it_says_everything() {
    let said = claim(Proof::Word, &["director"], &["mash"]);
    assert_eq!(
        posts(&said, held).unwrap(),
        [(Role::Director, team("mash"))]
    );
    let narrows = claim(Proof::Word, &["social-worker"], &[]);
    assert_eq!(
        posts(&narrows, held).unwrap(),
        [(Role::SocialWorker, team("assessment-2"))]
    );
}

#[test]
fn a_word_that_means_nothing_here_is_refused() {
    for odd in [
        claim(Proof::Word, &["head-of-the-table"], &[]),
        claim(Proof::Word, &[], &["-no-team-"]),
    ] {
        let refused = posts(&odd, held).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::Unauthenticated);
    }
}

#[test]
fn a_certificate_says_which_service_and_no_more() {
    assert_eq!(
        posts(&claim(Proof::Certificate, &[], &[]), held).unwrap(),
        []
    );
}

#[test]
fn a_call_that_is_not_listed_is_nobodys() {
    assert_eq!(admitted("handrail.transfers.v1.TransfersService/Burn"), []);
}

#[test]
fn no_call_stands_twice() {
    let mut methods: Vec<_> = TABLE.iter().map(|(method, _)| *method).collect();
    methods.sort_unstable();
    let listed = methods.len();
    methods.dedup();
    assert_eq!(methods.len(), listed);
}
