//! Values as people write them.

use super::*;
use crate::contract::Call;
use handrail_contracts::{
    intake::v1::DraftConsentRequest,
    transfers::v1::{
        ChecklistAnswer, ChildDecision, DecideTransferRequest, Ground, MeetingKind, Plan,
        RecordChecklistRequest, SetMeetingRequest, WhoLeadsRequest,
    },
};
use prost_reflect::ReflectMessage;

fn request<M: prost::Message + Default>(
    words: &str,
    fields: &[(&str, &[&str])],
) -> Result<M, BadValue> {
    let call = Call::of(words).expect("a command");
    let mut request = DynamicMessage::new(call.descriptor().expect("a method").input());
    for (name, texts) in fields {
        let field = request
            .descriptor()
            .get_field_by_name(name)
            .expect("a field");
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        set(&mut request, &field, &texts)?;
    }
    Ok(request.transcode_to().expect("the same message"))
}

#[test]
fn names_and_times_are_written_as_people_write_them() {
    let set: SetMeetingRequest = request(
        "transfer set-meeting",
        &[
            ("kind", &["initial-child-protection-conference"]),
            ("at", &["2026-07-01 10:00"]),
        ],
    )
    .expect("good values");
    assert_eq!(set.kind(), MeetingKind::InitialChildProtectionConference);
    assert_eq!(
        set.at.map(|at| at.seconds),
        Some(1_782_896_400),
        "10:00 in July is 09:00 UTC"
    );
}

#[test]
fn siblings_are_decided_one_by_one() {
    let decide: DecideTransferRequest = request(
        "transfer decide",
        &[("decisions", &["a=moves", "b=stays:needs-met"])],
    )
    .expect("good values");
    let decided: Vec<_> = decide
        .decisions
        .iter()
        .map(|child| (child.child_id.as_str(), child.decision(), child.ground()))
        .collect();
    assert_eq!(
        decided,
        [
            ("a", ChildDecision::Moves, Ground::Unspecified),
            ("b", ChildDecision::Stays, Ground::NeedsMet)
        ]
    );
}

#[test]
fn a_composed_value_is_given_field_by_field() {
    let draft: DraftConsentRequest = request(
        "consent draft",
        &[
            ("adults", &["name=Sample Parent,born-on=1985-05-04"]),
            ("conditions", &["name=Sample Person,give"]),
        ],
    )
    .expect("good values");
    assert_eq!(draft.adults[0].name, "Sample Parent");
    assert_eq!(draft.adults[0].born_on.map(|on| on.year), Some(1985));
    assert!(draft.conditions[0].give && !draft.conditions[0].obtain);
    let wrong = request::<DraftConsentRequest>("consent draft", &[("adults", &["age=40"])]);
    let said = wrong.map_err(|error| error.to_string());
    let wanted = "\"age=40\" is not of the form name=..,born-on=..";
    assert_eq!(said, Err(wanted.to_owned()));
}

#[test]
fn an_answer_has_its_date_and_its_comment() {
    let record: RecordChecklistRequest = request(
        "checklist record",
        &[(
            "entries",
            &[
                "chronology=yes:2026-03-01:Signed: twice",
                "passport=no::Asked for",
            ],
        )],
    )
    .expect("good values");
    let said: Vec<_> = record
        .entries
        .iter()
        .map(|entry| {
            let dated = entry.last_recorded_on.is_some();
            (
                entry.item.as_str(),
                entry.answer(),
                dated,
                entry.comment.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("chronology", ChecklistAnswer::Yes, true, "Signed: twice"),
            ("passport", ChecklistAnswer::No, false, "Asked for"),
        ]
    );
    let wrong = request::<RecordChecklistRequest>(
        "checklist record",
        &[("entries", &["chronology=perhaps"])],
    );
    let wrong = wrong.map_err(|error| error.wanted);
    assert_eq!(wrong, Err("one of: yes, no, not-applicable".to_owned()));
}

#[test]
fn a_wrong_name_lists_the_right_ones() {
    let wrong = request::<SetMeetingRequest>("transfer set-meeting", &[("kind", &["picnic"])])
        .map_err(|error| error.to_string());
    let said = "\"picnic\" is not one of: child-in-need, initial-child-protection-conference";
    assert_eq!(wrong, Err(said.to_owned()));
}

#[test]
fn a_child_of_a_matter_is_told_in_words_of_which_a_wrong_one_lists_all() {
    let asked: WhoLeadsRequest = request(
        "who-leads",
        &[("children", &["a:concern+child-in-need", "born=2013-01-10"])],
    )
    .expect("good values");
    let [known, born] = asked.children.as_slice() else {
        panic!("two children");
    };
    assert_eq!(known.child_id, "a");
    assert!(known.concern && !known.police_protection && !known.fits_adolescent);
    assert_eq!(known.plan(), Plan::ChildInNeed);
    assert!(born.child_id.is_empty() && born.birth.is_some());
    let wrong = request::<WhoLeadsRequest>("who-leads", &[("children", &["born=2013-01-10:zzz"])]);
    let words = "concern, police-protection, fits-adolescent, child-in-need, child-protection, early-help, looked-after, care-leaver";
    let said = format!("\"zzz\" is not one of: {words}");
    assert_eq!(wrong.map_err(|error| error.to_string()), Err(said));
    let descriptor = Call::of("who-leads")
        .and_then(Call::descriptor)
        .expect("a method");
    let children = descriptor
        .input()
        .get_field_by_name("children")
        .expect("a field");
    assert_eq!(fact_words(&children).join(", "), words);
}

#[test]
fn an_unspecified_value_is_a_dash() {
    assert_eq!(
        plain_name("ChildDecision", "CHILD_DECISION_UNSPECIFIED"),
        "-"
    );
    assert_eq!(plain_name("Plan", "PLAN_LOOKED_AFTER"), "looked-after");
}
