//! What the letters of the edition of 2018 say, and what they are refused without (E-LETTER-*).

use crate::support::{at, directory, id};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::child::Birth;
use handrail_domain::edition::{
    Addressee, Edition, Fact, LetterField, LetterFieldKind, LetterForm, Missing, Protocol,
};
use handrail_domain::text::Note;
use handrail_domain::{ChildId, LetterId};
use handrail_notifications::letter::{
    Composing, Draft, Event, Given, KnownTransfer, Refusal, Sending, Words, compose, fold, offered,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

fn edition() -> &'static Edition {
    static PROTOCOL: LazyLock<Arc<Protocol>> =
        LazyLock::new(|| Protocol::embedded().expect("the editions"));
    let id = "2018".parse().expect("an id");
    PROTOCOL.edition(&id).expect("the edition of 2018")
}

fn monday() -> DateTime<Utc> {
    at("2026-03-02T10:00:00Z")
}

fn child() -> ChildId {
    id(7).into()
}

/// A step down from family safeguarding that was asked for: to triage.
fn stepping_down() -> KnownTransfer {
    KnownTransfer {
        id: id(1).into(),
        version: 4,
        household: id(2).into(),
        edition: "2018".parse().expect("an id"),
        pathway: "family-safeguarding-specialist-to-families-first"
            .parse()
            .expect("an id"),
        from: "family-safeguarding-west-1".parse().expect("a team"),
        to: Some("families-first-triage".parse().expect("a team")),
        children: vec![(child(), born(2017))],
        staying: BTreeSet::new(),
        happened: BTreeSet::from([Fact::Progressed, Fact::RequestSent]),
        ended: false,
    }
}

fn born(year: i32) -> Birth {
    Birth::Born {
        on: NaiveDate::from_ymd_opt(year, 5, 4).expect("a day"),
    }
}

/// A value that fits a field.
fn good(field: &LetterField) -> Given {
    let value = match field.kind {
        LetterFieldKind::Name | LetterFieldKind::Text | LetterFieldKind::Lines => {
            format!("Sample {}", field.name)
        }
        LetterFieldKind::Choice => field.options[0].name.clone(),
        LetterFieldKind::ReceivingTeam => "families-first-triage".to_owned(),
        LetterFieldKind::Declared => "yes".to_owned(),
        LetterFieldKind::Day => "2026-02-27".to_owned(),
    };
    (field.name.clone(), Words::new(value))
}

fn everything(form: &LetterForm) -> Vec<Given> {
    form.fields.iter().map(good).collect()
}

fn written(form: &LetterForm, given: Vec<Given>, known: &KnownTransfer) -> Result<Draft, Refusal> {
    let composing = Composing {
        form: form.id.clone(),
        child: (form.to == Addressee::Child).then(child),
        given,
    };
    let id = LetterId(id(9));
    compose(id, &composing, known, edition(), directory(), monday())
}

#[test]
fn each_field_that_a_letter_cannot_do_without_is_refused_by_name_and_clause() {
    let mut refused = 0;
    for form in &edition().letters {
        for field in &form.fields {
            let mut given = everything(form);
            given.retain(|(name, _)| *name != field.name);
            let answer = written(form, given, &stepping_down());
            match field.missing {
                Some(Missing::Refuse) => {
                    let wanted = Refusal::Incomplete {
                        fields: vec![field.name.clone()],
                        clauses: field.clauses.clone(),
                    };
                    assert_eq!(answer.err(), Some(wanted), "{} {}", form.id, field.name);
                    refused += 1;
                }
                Some(Missing::Advise) => {
                    let advice = answer.expect("a letter").letter.advice;
                    let says = advice.iter().any(|one| one.clauses == field.clauses);
                    assert!(says, "{} {}", form.id, field.name);
                }
                None => assert!(answer.is_ok(), "{} {}", form.id, field.name),
            }
        }
        // All at once.
        let needed = form.fields.iter();
        let needed = needed.filter(|field| field.missing == Some(Missing::Refuse));
        let needed: Vec<_> = needed.map(|field| field.name.clone()).collect();
        let Err(Refusal::Incomplete { fields, .. }) = written(form, Vec::new(), &stepping_down())
        else {
            panic!("{} is refused", form.id);
        };
        assert_eq!(fields, needed);
        // Beside what is wrong as well.
        let unknown = vec![("no-such-field".to_owned(), Words::new("Sample".to_owned()))];
        let Err(Refusal::Fields(wrong)) = written(form, unknown, &stepping_down()) else {
            panic!("{} is refused", form.id);
        };
        assert_eq!(wrong.len(), 1 + needed.len(), "{}", form.id);
    }
    assert_eq!(refused, 16);
}

#[test]
fn a_letter_names_one_of_the_two_services_the_one_that_receives() {
    let both = ["Families First", "the Targeted Youth Service"];
    let names = ["families-first", "targeted-youth-service"];
    for form in &edition().letters {
        let Some(field) = form.field("service") else {
            continue;
        };
        if field.kind != LetterFieldKind::Choice {
            continue;
        }
        for chosen in names {
            let mut given = everything(form);
            given.retain(|(name, _)| name != "service");
            given.push(("service".to_owned(), Words::new(chosen)));
            let text = written(form, given.clone(), &stepping_down());
            let text = text.expect("triage passes on to either").content.text();
            let named = both.iter().filter(|name| text.contains(*name)).count();
            assert_eq!(named, 1, "E-LETTER-PARENT-03, E-LETTER-FAMILY-03: {text}");

            let elsewhere = KnownTransfer {
                to: Some("intensive-family-support-1".parse().expect("a team")),
                ..stepping_down()
            };
            let answer = written(form, given, &elsewhere);
            assert_eq!(answer.is_ok(), chosen == "families-first", "{}", form.id);
        }
    }
}

#[test]
fn a_letter_is_for_a_step_down_that_was_asked_for_and_still_goes_on() {
    let form = &edition().letters[0];
    let given = || everything(form);
    assert_eq!(offered(edition(), &stepping_down(), directory()).len(), 4);

    let up = KnownTransfer {
        pathway: "assessment-to-family-safeguarding".parse().expect("an id"),
        from: "assessment-1".parse().expect("a team"),
        to: Some("family-safeguarding-east-1".parse().expect("a team")),
        ..stepping_down()
    };
    assert!(offered(edition(), &up, directory()).is_empty());
    let refused = |known: &KnownTransfer| {
        let refusal = written(form, given(), known).expect_err("refused");
        let clauses = refusal.clauses().iter().map(ToString::to_string);
        let gen_01 = clauses.into_iter().any(|one| one == "E-LETTER-GEN-01");
        assert!(gen_01, "{refusal:?}");
        refusal.reason()
    };
    assert_eq!(refused(&up), "LETTER_NOT_FOR_THIS_MOVE");

    // The second leg of a step down: triage has not worked with the family.
    let onwards = KnownTransfer {
        pathway: "families-first-triage-to-service".parse().expect("an id"),
        from: "families-first-triage".parse().expect("a team"),
        to: Some("intensive-family-support-1".parse().expect("a team")),
        ..stepping_down()
    };
    assert_eq!(refused(&onwards), "LETTER_NOT_FOR_THIS_MOVE");
    let early = KnownTransfer {
        happened: BTreeSet::new(),
        to: None,
        ..stepping_down()
    };
    assert_eq!(refused(&early), "OUT_OF_ORDER");
    let ended = KnownTransfer {
        ended: true,
        ..stepping_down()
    };
    assert_eq!(refused(&ended), "TRANSFER_ENDED");
}

#[test]
fn a_child_is_written_to_in_words_for_its_age() {
    let form = edition()
        .letters
        .iter()
        .find(|form| form.to == Addressee::Child)
        .expect("a letter to a child");
    let text = |year| {
        let known = KnownTransfer {
            children: vec![(child(), born(year))],
            ..stepping_down()
        };
        let draft = written(form, everything(form), &known);
        draft.map(|draft| draft.content.text())
    };
    let (young, old) = (text(2018).expect("a letter"), text(2011).expect("a letter"));
    assert!(young.contains("what makes them smile") && old.contains("Listening to young people"));
    for text in [&young, &old] {
        assert!(text.contains("Families First Triage"), "E-LETTER-CHILD-04");
        assert!(text.contains("the social worker") && !text.contains("Families First worker"));
    }
    // On the eleventh birthday the words change; one who is not born, or stays, gets no letter.
    assert!(
        text(2015)
            .expect("a letter")
            .contains("what makes them smile")
    );
    let stays = KnownTransfer {
        staying: BTreeSet::from([child()]),
        ..stepping_down()
    };
    let refused = written(form, everything(form), &stays).expect_err("refused");
    assert!(matches!(refused, Refusal::Fields(_)), "{refused:?}");
}

#[test]
fn whoever_fits_the_words_to_a_family_keeps_its_facts() {
    let form = &edition().letters[0];
    let Draft { letter, content } =
        written(form, everything(form), &stepping_down()).expect("a letter");
    let note = |text: &str| Note::try_from(text.to_owned()).expect("a text");
    let revised = |text: &str| letter.revise(form, &content, &note(text), directory(), monday());
    let fits = "Dear Sample parents,\nFamilies\nFirst goes on with you.\nSample writer";
    assert!(revised(fits).is_ok());
    for (lost, text) in [
        (
            "parents",
            "Dear both, Families First goes on. Sample writer",
        ),
        (
            "service",
            "Dear Sample parents, others go on. Sample writer",
        ),
        ("writer", "Dear Sample parents, Families First goes on."),
        (
            "service",
            "Dear Sample parents, Families First or the Targeted Youth Service goes on. Sample writer",
        ),
    ] {
        let Err(Refusal::Lost { fields, clauses }) = revised(text) else {
            panic!("{lost} is missed");
        };
        assert_eq!(fields, [lost]);
        assert!(!clauses.is_empty());
    }
}

#[test]
fn a_letter_that_was_sent_stays_and_its_head_has_the_day() {
    let form = &edition().letters[2];
    let known = stepping_down();
    let Draft { letter, content } = written(form, everything(form), &known).expect("a letter");
    assert!(content.text().contains("Date: 2 March 2026"));
    let sending = |known, day: &str| Sending {
        form,
        known,
        directory: directory(),
        at: at(day),
    };
    let (event, sent) = letter
        .send(&content, sending(&known, "2026-03-05T10:00:00Z"))
        .expect("sent");
    assert!(
        sent.text().contains("Date: 5 March 2026"),
        "E-LETTER-FAMILY-06"
    );
    assert_eq!(sent.body(), content.body());
    let early = letter.send(&content, sending(&known, "2026-03-01T10:00:00Z"));
    assert!(matches!(early, Err(Refusal::Fields(_))));
    let elsewhere = KnownTransfer {
        to: Some("early-help-1".parse().expect("a team")),
        ..stepping_down()
    };
    let elsewhere = letter.send(&content, sending(&elsewhere, "2026-03-05T10:00:00Z"));
    assert!(matches!(elsewhere, Err(Refusal::ReceiverChanged { .. })));

    assert_eq!(
        letter.answered(monday()),
        Err(Refusal::NotSent {
            clauses: letter.clauses.clone()
        })
    );
    let composed = Event::Composed(Box::new(letter));
    let stays = fold(&[composed.clone(), event.clone()]).expect("in order");
    let stays = stays.expect("a letter");
    assert!(stays.sent_at.is_some() && stays.answered(monday()).is_ok());
    assert!(
        fold(&[composed, event.clone(), event]).is_err(),
        "sent once"
    );
}

#[test]
fn nothing_of_a_letter_is_in_what_a_log_would_show() {
    for form in &edition().letters {
        let given = everything(form);
        let draft = written(form, given.clone(), &stepping_down()).expect("a letter");
        let shown = format!("{draft:?} {given:?}");
        assert!(!shown.contains("Sample "), "{shown}");
    }
}

proptest! {
    /// However a form is filled in, no name between braces is ever left standing.
    #[test]
    fn no_placeholder_survives(
        which in 0..4_usize,
        left_out in proptest::collection::vec(any::<bool>(), 12),
        words in "[A-Za-z'{} -]{1,40}",
    ) {
        let braces = ['{', '}'];
        let form = &edition().letters[which];
        let mut given = Vec::new();
        for (field, left_out) in form.fields.iter().zip(left_out) {
            let (name, value) = good(field);
            let is_free = matches!(
                field.kind,
                LetterFieldKind::Name | LetterFieldKind::Text | LetterFieldKind::Lines
            );
            if !left_out || field.missing == Some(Missing::Refuse) {
                let value = if is_free { Words::new(words.clone()) } else { value };
                given.push((name, value));
            }
        }
        match written(form, given, &stepping_down()) {
            Ok(Draft { content, .. }) => {
                let enclosed = content.enclosures.iter().map(|part| part.text.as_str().to_owned());
                for text in enclosed.chain([content.text()]) {
                    prop_assert!(!text.contains(braces), "{text}");
                }
            }
            Err(Refusal::Fields(_)) => prop_assert!(words.contains(braces), "{words}"),
            // Blanks alone are nothing.
            Err(refusal) => prop_assert!(words.trim().is_empty(), "{refusal:?}"),
        }
    }
}
