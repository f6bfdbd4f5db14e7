//! C3-02 to C3-07: a contact that a receiving team thinks belongs elsewhere.

use handrail_domain::{Role, TeamKind, edition::Fact, obligation::reconcile};
use handrail_intake::contact::{Authority, Contact, Event, Refusal, Stage, redirect};
use proptest::prelude::*;

use crate::given::*;

#[test]
fn c3_02_the_receiving_team_asks_the_team_it_thinks_right_and_keeps_the_contact_meanwhile() {
    let contact = proposed();
    assert_eq!(contact.team, team("assessment-1"));
    assert_eq!(contact.proposed_team(), Some(&team("early-help-pod")));
}

#[test]
fn c3_02_a_contact_is_not_given_back_to_the_customer_service_centre() {
    let refused = propose(
        &at_assessment(),
        "customer-service-centre",
        &manager("assessment-1"),
    )
    .unwrap_err();
    assert!(matches!(
        refused,
        Refusal::BackToCustomerServiceCentre { .. }
    ));
    assert_eq!(clauses(&refused), ["C3-02"]);
}

#[test]
fn c3_01_only_a_destination_of_the_front_door_can_be_asked() {
    let by = manager("assessment-1");
    let refused = propose(&at_assessment(), "family-safeguarding-east-1", &by).unwrap_err();
    assert!(matches!(refused, Refusal::NotADestination { .. }));
    assert_eq!(clauses(&refused), ["C3-01"]);
    let refused = propose(&at_assessment(), "assessment-1", &by).unwrap_err();
    assert!(matches!(refused, Refusal::SameTeam { .. }));
}

#[test]
fn c3_02_only_the_team_that_has_the_contact_asks_and_only_once_at_a_time() {
    let refused = propose(&at_assessment(), "mash", &manager("early-help-pod")).unwrap_err();
    assert!(matches!(refused, Refusal::NotTheirManager { .. }));
    let refused = propose(&proposed(), "mash", &manager("assessment-1")).unwrap_err();
    assert!(matches!(refused, Refusal::ProposalOpen { .. }));
}

#[test]
fn c3_03_a_worker_does_not_stand_for_the_manager() {
    let worker = of(Role::SocialWorker, "assessment-1");
    let refused = propose(&at_assessment(), "mash", &worker).unwrap_err();
    assert!(clauses(&refused).contains(&"C3-04"), "{refused:?}");
}

#[test]
fn c3_04_a_consultant_social_worker_may_talk_for_the_team() {
    let consultant = of(Role::ConsultantSocialWorker, "assessment-1");
    assert!(propose(&at_assessment(), "mash", &consultant).is_ok());
}

#[test]
fn c3_04_whoever_the_directory_has_covering_stands_in() {
    let managed = DIRECTORY
        .teams()
        .filter(|team| team.kind() == TeamKind::Assessment)
        .map(|team| team.id().clone());
    for team in managed {
        let holder = DIRECTORY
            .in_role(&team, Role::TeamManager, today())
            .unwrap();
        let covers = Authority::new(DIRECTORY.posts_of(holder.officer.id(), today()));
        assert!(covers.manages(&team) && covers.talks_for(&team) && covers.acts_for(&team));
    }
}

#[test]
fn the_team_that_was_asked_takes_the_contact_over() {
    let contact = proposed();
    let refused = agree(&contact, &manager("assessment-1")).unwrap_err();
    assert!(
        matches!(refused, Refusal::NotTheirManager { .. }),
        "it can't agree with itself"
    );
    let decided = agree(&contact, &manager("early-help-pod"));
    let contact = then(&contact, decided);
    assert_eq!(contact.team, team("early-help-pod"));
    assert_eq!(contact.first_team(), &team("assessment-1"));
    assert_eq!(contact.stage, Stage::Routed);
    let refused = agree(&contact, &manager("early-help-pod")).unwrap_err();
    assert!(matches!(refused, Refusal::NothingProposed { .. }));
}

#[test]
fn c3_05_the_manager_who_first_received_it_refers_the_question() {
    let contact = disputed();
    assert_eq!(contact.dispute, Some(the_dispute()));
    assert_eq!(contact.team, team("assessment-1"));
    let Ok(Event::RedirectionDisputed { ladder, .. }) =
        dispute(&proposed(), &manager("assessment-1"))
    else {
        panic!("refused");
    };
    assert_eq!(ladder.as_str(), "front-door");
}

#[test]
fn c3_05_the_second_team_can_not_refer_it() {
    let refused = dispute(&proposed(), &manager("early-help-pod")).unwrap_err();
    assert!(matches!(refused, Refusal::NotFirstReceiver { .. }));
    assert_eq!(clauses(&refused), ["C3-05"]);
}

#[test]
fn c3_05_the_first_manager_refers_it_even_after_it_moved_on() {
    let contact = proposed();
    let decided = agree(&contact, &manager("early-help-pod"));
    let contact = then(&contact, decided);
    let decided = propose(&contact, "mash", &manager("early-help-pod"));
    let contact = then(&contact, decided);
    assert!(dispute(&contact, &manager("early-help-pod")).is_err());
    assert!(dispute(&contact, &manager("assessment-1")).is_ok());
}

#[test]
fn c3_06_while_the_decision_is_awaited_nobody_else_settles_it() {
    let contact = disputed();
    let by = manager("assessment-1");
    let other = manager("early-help-pod");
    let refusals = [
        propose(&contact, "mash", &by),
        agree(&contact, &other),
        dispute(&contact, &by),
        accept(&contact, &by),
    ];
    for refused in refusals.map(Result::unwrap_err) {
        assert_eq!(clauses(&refused), ["C3-06"], "{refused}");
    }
}

#[test]
fn c3_07_the_decision_is_carried_out_and_final() {
    let contact = decided("early-help-pod");
    assert_eq!(contact.team, team("early-help-pod"));
    assert!(contact.decision_final);
    let by = manager("early-help-pod");
    let refused = propose(&contact, "mash", &by).unwrap_err();
    assert_eq!(clauses(&refused), ["C3-07"]);
    let refused = dispute(&contact, &manager("assessment-1")).unwrap_err();
    assert_eq!(clauses(&refused), ["C3-07"]);
    assert!(accept(&contact, &manager("assessment-1")).is_err());
    assert!(accept(&contact, &by).is_ok());
}

#[test]
fn c3_07_a_decision_is_carried_out_once_and_only_for_its_own_dispute() {
    let settled = decided("early-help-pod");
    let again = redirect::direct(&settled, the_dispute(), Some(team("mash")), now());
    assert_eq!(again, None);
    let other = handrail_domain::DisputeId(uuid::Uuid::from_u128(99));
    assert_eq!(
        redirect::direct(&disputed(), other, Some(team("mash")), now()),
        None
    );
    let stays = redirect::direct(&disputed(), the_dispute(), None, now()).unwrap();
    assert_eq!(disputed().after(&stays).team, team("assessment-1"));
}

#[test]
fn c2_13_need_does_not_wait_for_an_answer() {
    let contact = proposed();
    let worker = of(Role::SocialWorker, "assessment-1");
    let decided = accept(&contact, &worker);
    let contact = then(&contact, decided);
    assert_eq!(contact.accepted_at(), Some(now()));
    assert_eq!(
        contact.proposed_team(),
        None,
        "acceptance ends the proposal"
    );
    let by = manager("assessment-1");
    for refused in [propose(&contact, "mash", &by), accept(&contact, &by)] {
        assert!(matches!(
            refused.unwrap_err(),
            Refusal::AlreadyAccepted { .. }
        ));
    }
    assert!(contact.facts().has(Fact::ContactAccepted));
}

#[test]
fn only_the_team_that_has_it_accepts() {
    let refused = accept(&proposed(), &manager("early-help-pod")).unwrap_err();
    assert!(matches!(refused, Refusal::NotForThem { .. }));
}

#[test]
fn what_is_owed_reconciles_at_every_step() {
    let calendar = handrail_domain::calendar::Calendar::england_and_wales().unwrap();
    let door = door();
    let ruler = handrail_domain::obligation::Ruler {
        edition: door.edition,
        calendar: &calendar,
    };
    for contact in [at_assessment(), proposed(), disputed(), decided("mash")] {
        let post = |party| contact.post(party, door);
        let subject = contact.subject();
        reconcile(
            ruler,
            "front-door",
            &subject,
            door.duties(),
            &contact.facts(),
            post,
            &[],
        )
        .unwrap();
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Propose(usize, usize),
    Agree(usize),
    Dispute(usize),
    Direct(usize),
    Accept(usize),
}

const TEAMS: [&str; 5] = [
    "assessment-1",
    "early-help-pod",
    "mash",
    "specialist-adolescent-east",
    "customer-service-centre",
];

fn steps() -> impl Strategy<Value = Step> {
    let any = 0..TEAMS.len();
    prop_oneof![
        (any.clone(), any.clone()).prop_map(|(by, to)| Step::Propose(by, to)),
        any.clone().prop_map(Step::Agree),
        any.clone().prop_map(Step::Dispute),
        (0..4_usize).prop_map(Step::Direct),
        any.prop_map(Step::Accept),
    ]
}

fn take(contact: &Contact, step: Step) -> Option<Event> {
    let by = |index: usize| manager(TEAMS[index]);
    match step {
        Step::Propose(asks, to) => propose(contact, TEAMS[to], &by(asks)).ok(),
        Step::Agree(agrees) => agree(contact, &by(agrees)).ok(),
        Step::Dispute(refers) => dispute(contact, &by(refers)).ok(),
        Step::Direct(to) => redirect::direct(contact, the_dispute(), Some(team(TEAMS[to])), now()),
        Step::Accept(accepts) => accept(contact, &by(accepts)).ok(),
    }
}

proptest! {
    #[test]
    fn whatever_is_tried_a_contact_is_with_one_destination_and_replays_to_itself(
        tried in proptest::collection::vec(steps(), 0..24),
    ) {
        let command = referral(aged(8), &[handrail_domain::child::Need::Neglect]);
        let by = customer_service_centre();
        let registering =
            handrail_intake::contact::register::register(command, &by, door(), now(), ids());
        let mut events = vec![Event::Registered(registering.unwrap().0)];
        let id = handrail_domain::ContactId(uuid::Uuid::from_u128(1));
        let mut contact = Contact::replayed(id, events.clone()).unwrap();
        for step in tried {
            let Some(event) = take(&contact, step) else { continue };
            prop_assert!(contact.accepted_at().is_none(), "nothing follows the acceptance");
            contact = contact.after(&event);
            events.push(event);
            let holder = DIRECTORY.team(&contact.team).unwrap();
            prop_assert!(door().is_destination(holder));
            prop_assert_ne!(contact.proposed_team(), Some(&contact.team));
            prop_assert_eq!(contact.version, u64::try_from(events.len()).unwrap());
        }
        let replayed = Contact::replayed(id, events);
        prop_assert_eq!(replayed.as_ref(), Some(&contact));
        let stored = serde_json::to_string(&contact).unwrap();
        prop_assert_eq!(serde_json::from_str::<Contact>(&stored).unwrap(), contact);
    }
}
