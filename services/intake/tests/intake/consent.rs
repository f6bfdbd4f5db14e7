//! E-CONSENT: what a form has to hold, for how long it holds, and what it allows. Pure, from the shipped edition.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use handrail_domain::{
    ChildId, ClauseId, ConsentId, DisclosureId, HouseholdId,
    calendar::{Calendar, london},
};
use handrail_intake::{
    consent::{
        Ask, Command, Condition, Consent, Direction, Draft, Entries, Event, Given, Information,
        NewAdult, NewChild, NewDisclosure, NewProfessional, NewSignature, Particulars, Purpose,
        Refusal, Stage, Standing, Terms, What, Withdrawal, disclose, may_share,
    },
    contact::Authority,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::given::{PROTOCOL, manager, name, note, team};

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::england_and_wales().unwrap());

fn terms() -> Terms<'static> {
    let edition = "2018".parse().unwrap();
    Terms::chosen(&PROTOCOL, &CALENDAR, Some(&edition), day("2026-03-02")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noon of a day on the clocks of London.
fn noon(on: NaiveDate) -> DateTime<Utc> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    london::instant(on, noon).unwrap()
}

fn by() -> Authority {
    manager("assessment-1")
}

/// The clauses under which a form that was signed stays as it is.
fn signed() -> Vec<ClauseId> {
    ["E-CONSENT-07", "E-CONSENT-24"]
        .map(|id| id.parse().unwrap())
        .to_vec()
}

fn child() -> ChildId {
    ChildId(Uuid::from_u128(7))
}

fn household() -> HouseholdId {
    HouseholdId(Uuid::from_u128(8))
}

fn form() -> Draft {
    with(entries())
}

fn with(entries: Entries) -> Draft {
    Draft {
        team: team("assessment-1"),
        household: household(),
        renews: None,
        entries,
    }
}

fn entries() -> Entries {
    Entries {
        children: vec![NewChild {
            child: Some(child()),
            name: Some(name("Testa Sample-Child")),
            born: Some(day("2016-05-04")),
            ics: Some("SAMPLE-1".to_owned().try_into().unwrap()),
        }],
        adults: vec![NewAdult {
            name: Some(name("Sample Parent")),
            born: Some(day("1985-05-04")),
        }],
        childrens_address: Some(note("1 Sample Street")),
        parents_address: None,
        professionals: Vec::new(),
        conditions: Vec::new(),
        advocacy_refused: false,
        leaflet_given: true,
        issued_on: Some(day("2020-02-01")),
    }
}

fn drafted(form: &Draft, now: DateTime<Utc>) -> Result<(Consent, Particulars), Refusal> {
    let (drafted, particulars) = form.decide(None, &BTreeMap::new(), &by(), terms(), now)?;
    let family = (form.household, vec![child()]);
    let id = ConsentId(Uuid::from_u128(9));
    Ok((Consent::drafted(id, family, drafted, now), particulars))
}

/// A consent with what its form holds.
#[derive(Clone)]
struct Case {
    consent: Consent,
    particulars: Particulars,
}

impl Case {
    fn of(form: &Draft, now: DateTime<Utc>) -> Self {
        let (consent, particulars) = drafted(form, now).unwrap();
        Self {
            consent,
            particulars,
        }
    }

    fn then(&mut self, command: &Command, now: DateTime<Utc>) -> Result<What, Refusal> {
        let given = Given {
            by: by(),
            terms: terms(),
            known: BTreeMap::new(),
            valid_until: terms().valid_until(&self.consent).unwrap(),
            now,
        };
        let what = self.consent.decide(command, &self.particulars, &given)?;
        let event = Event {
            at: now,
            what: what.clone(),
        };
        self.consent = self.consent.clone().after(&event);
        self.particulars = self.particulars.clone().after(command);
        Ok(what)
    }

    fn standing(&self, now: DateTime<Utc>) -> Standing {
        let until = terms().valid_until(&self.consent).unwrap();
        self.consent.standing(until.as_ref(), now)
    }

    fn may_share(&self, direction: Direction, who: &str, now: DateTime<Utc>) -> bool {
        let ask = Ask {
            direction,
            purpose: Purpose::Support,
            information: Information::Identifiable,
            category: Some("gp".parse().unwrap()),
            inside: false,
            occasion: None,
        };
        let conditions = &self.particulars.conditions;
        let answer = may_share(
            &self.consent,
            self.standing(now),
            conditions,
            &ask,
            Some(&name(who)),
            terms(),
        );
        assert!(!answer.clauses.is_empty() && !answer.because.is_empty());
        answer.allowed
    }
}

fn signature(on: NaiveDate) -> NewSignature {
    NewSignature {
        name: Some(name("Sample Parent")),
        on: Some(on),
        relationship: Some(note("mother")),
        responsible: Some(true),
    }
}

fn signing(family: &[NaiveDate], staff: Option<NaiveDate>) -> Command {
    Command::Sign {
        family: family.iter().copied().map(signature).collect(),
        staff: staff.map(|on| (Some(name("Sample Worker")), Some(on))),
        declaration: Some("2018-1".to_owned()),
    }
}

fn written() -> Command {
    Command::Withdraw {
        how: Withdrawal::Written {
            reference: Some(note("Sample letter")),
        },
        received_on: None,
    }
}

fn fields(refusal: &Refusal) -> Vec<(&str, Vec<&str>)> {
    let Refusal::Wrong(wrong) = refusal else {
        panic!("{refusal:?}");
    };
    wrong
        .iter()
        .map(|wrong| {
            let clauses = wrong.clauses.iter().map(|clause| clause.as_str());
            (wrong.field.as_str(), clauses.collect())
        })
        .collect()
}

#[test]
fn e_consent_25_the_catalogue_has_fourteen_kinds_of_professional() {
    assert_eq!(terms().form.professionals.len(), 14);
}

#[test]
fn e_consent_01_to_26_everything_that_is_wrong_with_a_form_is_told_at_once() {
    let wrong = Entries {
        children: Vec::new(),
        adults: vec![NewAdult {
            name: None,
            born: Some(day("2031-01-01")),
        }],
        childrens_address: None,
        professionals: vec![NewProfessional {
            category: Some("astrologer".parse().unwrap()),
            details: None,
            comment: None,
            admin: None,
        }],
        conditions: vec![Condition {
            person: None,
            category: None,
            give: false,
            obtain: false,
        }],
        leaflet_given: false,
        issued_on: Some(day("2031-01-01")),
        ..entries()
    };
    let wrong = Draft {
        renews: Some(ConsentId(Uuid::from_u128(1))),
        ..with(wrong)
    };
    let refused = drafted(&wrong, noon(day("2020-03-01"))).unwrap_err();
    let expected = [
        ("adults[0].name", vec!["E-CONSENT-01"]),
        ("adults[0].born_on", vec![]),
        ("children", vec!["E-CONSENT-02"]),
        ("childrens_address", vec!["E-CONSENT-03"]),
        ("professionals[0].category", vec!["E-CONSENT-25"]),
        ("professionals[0].details", vec!["E-CONSENT-26"]),
        ("conditions[0]", vec![]),
        ("conditions[0]", vec![]),
        ("issued_on", vec![]),
        ("leaflet_given", vec!["E-CONSENT-15"]),
        ("renews_consent_id", vec![]),
    ];
    assert_eq!(fields(&refused), expected);
}

#[test]
fn a_child_on_a_form_can_be_one_and_was_born_after_its_adults() {
    let now = noon(day("2020-03-01"));
    let born = |child: &str, adult: &str| {
        let mut entries = entries();
        entries.children[0].born = Some(day(child));
        entries.adults[0].born = Some(day(adult));
        drafted(&with(entries), now)
    };
    for (child, adult) in [
        ("2020-03-02", "1985-05-04"),
        ("1995-02-28", "1985-05-04"),
        ("2016-05-04", "2016-05-04"),
        ("2016-05-04", "2017-01-01"),
    ] {
        let refused = born(child, adult).unwrap_err();
        assert_eq!(fields(&refused), [("children[0].born_on", vec![])]);
    }
    for child in ["2020-03-01", "1995-03-01"] {
        born(child, "1985-05-04").unwrap();
    }
}

#[test]
fn e_consent_18_sharing_without_consent_names_each_child_once_and_has_a_ground() {
    let new = NewDisclosure {
        team: team("assessment-1"),
        household: household(),
        children: vec![child(), child()],
        ground: None,
        direction: Direction::Give,
        category: None,
    };
    let id = DisclosureId(Uuid::from_u128(3));
    let now = noon(day("2020-03-01"));
    let refused = disclose(id, &new, &BTreeMap::new(), &by(), terms(), now).unwrap_err();
    let found = fields(&refused);
    assert_eq!(found[0], ("child_ids[1]", vec![]));
    let (field, clauses) = &found[1];
    assert_eq!(*field, "ground");
    assert!(clauses.contains(&"E-CONSENT-18"), "{clauses:?}");
}

#[test]
fn e_consent_03_the_parents_live_with_the_children_unless_it_is_said() {
    let case = Case::of(&form(), noon(day("2020-03-01")));
    assert_eq!(
        case.particulars.parents_live_at(),
        Some(&note("1 Sample Street"))
    );
    let apart = Entries {
        parents_address: Some(note("2 Sample Street")),
        ..entries()
    };
    let case = Case::of(&with(apart), noon(day("2020-03-01")));
    assert_eq!(
        case.particulars.parents_live_at(),
        Some(&note("2 Sample Street"))
    );
}

#[test]
fn a_draft_is_made_out_anew_until_somebody_has_signed() {
    let now = noon(day("2020-03-01"));
    let mut case = Case::of(&form(), now);
    let excluded = Condition {
        person: Some(name("Sample Doctor")),
        category: Some("gp".parse().unwrap()),
        give: true,
        obtain: false,
    };
    let corrected = Entries {
        childrens_address: Some(note("3 Sample Street")),
        conditions: vec![excluded],
        ..entries()
    };
    let correct = Command::Correct(Box::new(corrected));
    case.then(&correct, now).unwrap();
    assert_eq!(case.consent.version, 2);
    assert_eq!(case.consent.limits.len(), 1);
    assert_eq!(
        case.particulars.parents_live_at(),
        Some(&note("3 Sample Street"))
    );

    let nothing = Entries {
        children: Vec::new(),
        leaflet_given: false,
        ..entries()
    };
    let refused = case
        .then(&Command::Correct(Box::new(nothing)), now)
        .unwrap_err();
    let expected = [
        ("children", vec!["E-CONSENT-02"]),
        ("leaflet_given", vec!["E-CONSENT-15"]),
    ];
    assert_eq!(fields(&refused), expected);

    let family_alone = signing(&[day("2020-03-01")], None);
    case.then(&family_alone, now).unwrap();
    assert_eq!(case.consent.stage, Stage::Draft);
    assert_eq!(
        case.then(&correct, now),
        Err(Refusal::Signed { clauses: signed() })
    );
    let staff = signing(&[], Some(day("2020-03-01")));
    case.then(&staff, now).unwrap();
    assert_eq!(
        case.then(&correct, now),
        Err(Refusal::Decided { clauses: signed() })
    );
}

#[test]
fn e_consent_21_to_24_everything_that_is_wrong_with_signatures_is_told_at_once() {
    let now = noon(day("2020-03-10"));
    let mut case = Case::of(&form(), now);
    let wrong = Command::Sign {
        family: vec![
            NewSignature {
                name: None,
                on: Some(day("2020-01-31")),
                relationship: None,
                responsible: None,
            },
            signature(day("2020-03-11")),
            signature(day("2020-03-09")),
        ],
        staff: Some((None, None)),
        declaration: None,
    };
    let refused = case.then(&wrong, now).unwrap_err();
    let line = || vec!["E-CONSENT-23"];
    let staff = || vec!["E-CONSENT-24"];
    let expected = [
        ("family_signatures", line()),
        ("family_signatures[0].name", line()),
        ("family_signatures[0].relationship", line()),
        ("family_signatures[0].signed_on", line()),
        ("family_signatures[0].responsibility", vec!["E-CONSENT-21"]),
        ("family_signatures[1].signed_on", line()),
        ("staff_signature.name", staff()),
        ("staff_signature.signed_on", staff()),
        ("declaration_version", vec!["E-CONSENT-22"]),
    ];
    assert_eq!(fields(&refused), expected);
    assert_eq!(case.consent.stage, Stage::Draft);
}

#[test]
fn e_consent_08_a_consent_signed_on_10_march_holds_on_9_march_and_no_longer_on_11_march() {
    let form = Entries {
        issued_on: Some(day("2018-03-01")),
        ..entries()
    };
    let now = noon(day("2018-03-20"));
    let mut case = Case::of(&with(form), now);
    // The earlier of two signatures is the one that counts.
    let signed = signing(
        &[day("2018-03-15"), day("2018-03-10")],
        Some(day("2018-03-15")),
    );
    case.then(&signed, now).unwrap();
    let share = |on: &str| case.may_share(Direction::Give, "Sample Doctor", noon(day(on)));
    assert!(share("2019-03-09") && share("2019-03-10"));
    assert!(!share("2019-03-11"));
}

#[test]
fn e_consent_08_a_consent_signed_on_29_february_ends_with_the_28th() {
    let now = noon(day("2020-03-01"));
    let mut case = Case::of(&form(), now);
    let leap = day("2020-02-29");
    case.then(&signing(&[leap], Some(leap)), now).unwrap();
    assert_eq!(case.standing(noon(day("2021-02-28"))), Standing::Given);
    assert_eq!(case.standing(noon(day("2021-03-01"))), Standing::Expired);
}

#[test]
fn e_consent_10_nothing_is_withdrawn_before_it_is_given_nor_before_it_was_signed() {
    let now = noon(day("2020-03-10"));
    let mut case = Case::of(&form(), now);
    let refused = case.then(&written(), now).unwrap_err();
    assert!(matches!(refused, Refusal::NotGiven { .. }));
    case.then(&signing(&[day("2020-03-05")], Some(day("2020-03-05"))), now)
        .unwrap();
    let early = Command::Withdraw {
        how: Withdrawal::Written { reference: None },
        received_on: Some(day("2020-03-04")),
    };
    let refused = case.then(&early, now).unwrap_err();
    let expected = [("received_on", vec![]), ("reference", vec!["E-CONSENT-11"])];
    assert_eq!(fields(&refused), expected);
}

#[test]
fn nothing_about_people_is_shown_by_debug() {
    let case = Case::of(&form(), noon(day("2020-03-01")));
    let shown = format!("{:?} {:?} {:?}", case.consent, case.particulars, form());
    for secret in [
        "Sample Parent",
        "Testa",
        "1985",
        "2016-05-04",
        "Street",
        "SAMPLE-1",
    ] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

proptest! {
    /// A consent authorises sharing at an instant if, and only if, it was given, not withdrawn, not past its year, and
    /// excludes nobody like this.
    #[test]
    fn e_consent_06_a_consent_authorises_exactly_while_it_holds(
        first in 0_u64..60,
        second in proptest::option::of(0_u64..60),
        staff in any::<bool>(),
        withdraws in any::<bool>(),
        excluded in any::<bool>(),
        way in any::<bool>(),
        later in 0_u64..800,
    ) {
        let day_of = |days| day("2020-02-01") + chrono::Days::new(days);
        let signed_at = noon(day_of(60));
        let form = Entries {
            conditions: if excluded {
                vec![Condition { person: Some(name("Sample Doctor")), category: None, give: way, obtain: !way }]
            } else {
                Vec::new()
            },
            ..entries()
        };
        let mut case = Case::of(&with(form), signed_at);
        let family: Vec<NaiveDate> = [Some(first), second].into_iter().flatten().map(day_of).collect();
        case.then(&signing(&family, staff.then(|| day_of(60))), signed_at).unwrap();
        if withdraws {
            prop_assert_eq!(case.then(&written(), signed_at).is_ok(), staff);
        }
        let asked_on = day_of(60 + later);
        let earliest = family.iter().min().copied().unwrap();
        let last = earliest.checked_add_months(Months::new(12)).unwrap();
        let expected = staff && !withdraws && asked_on <= last;
        let direction = if way { Direction::Give } else { Direction::Obtain };
        let other = if way { Direction::Obtain } else { Direction::Give };
        let at = noon(asked_on);
        prop_assert_eq!(case.may_share(direction, "Sample Doctor", at), expected && !excluded);
        prop_assert_eq!(case.may_share(other, "Sample Doctor", at), expected);
        prop_assert_eq!(case.may_share(direction, "Sample Nurse", at), expected);
    }
}
