//! Regular meetings and the checklist, as editions have them.

use crate::{current, edition_2018};
use chrono::NaiveDate;
use handrail_domain::{
    directory::Directory,
    edition::{Fact, Missing, Rhythm, Series},
};

const SAMPLE: &str = include_str!("../../../../deploy/sample/organisation.toml");

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

#[test]
fn c8_4_02_and_03_panels_are_weekly_or_fortnightly_by_district() {
    let panel = current().meeting(Series::FamiliesFirstPanel).expect("it");
    assert_eq!(panel.beat(None).every, Rhythm::Weekly);
    assert_eq!(
        panel.beat(Some(Rhythm::Fortnightly)).every,
        Rhythm::Fortnightly
    );
    // A rhythm that the edition does not have is none of its panels'.
    assert_eq!(panel.beat(Some(Rhythm::Monthly)).every, Rhythm::Weekly);
    let monthly = current().meeting(Series::MonthlyMeeting).expect("it");
    assert_eq!(
        monthly.beat(Some(Rhythm::Fortnightly)).every,
        Rhythm::Monthly
    );
    assert!(edition_2018().meeting(Series::FamiliesFirstPanel).is_none());

    let directory = Directory::parse("organisation.toml", SAMPLE).expect("the sample");
    let own = |id: &str| {
        let mut districts = directory.districts();
        districts
            .find(|district| district.id().as_str() == id)?
            .panel()
    };
    assert_eq!(own("district-01"), None);
    assert_eq!(own("district-09"), Some(Rhythm::Fortnightly));
    let wrong = SAMPLE.replace("panel = \"fortnightly\"", "panel = \"sometimes\"");
    let errors = Directory::parse("organisation.toml", &wrong).expect_err("two errors");
    assert_eq!(errors.len(), 2);
    assert!(
        errors[0].to_string().contains("unknown rhythm 'sometimes'"),
        "{}",
        errors[0]
    );
}

#[test]
fn a_rhythm_has_whole_spans_in_each_of_which_a_meeting_is_due() {
    let spans = |rhythm: Rhythm| rhythm.spans(day(2, 1), day(3, 31));
    assert_eq!(
        spans(Rhythm::Monthly),
        [(day(2, 1), day(2, 28)), (day(3, 1), day(3, 31))]
    );
    let weeks = spans(Rhythm::Weekly);
    assert_eq!(weeks.first(), Some(&(day(2, 2), day(2, 8))));
    assert_eq!(weeks.last(), Some(&(day(3, 23), day(3, 29))));
    assert_eq!(weeks.len(), 8);
    assert_eq!(
        spans(Rhythm::Fortnightly).last(),
        Some(&(day(3, 16), day(3, 29)))
    );
    assert!(Rhythm::Monthly.spans(day(2, 2), day(3, 30)).is_empty());
    assert!(Rhythm::Weekly.spans(day(2, 3), day(2, 2)).is_empty());
}

#[test]
fn a_rhythm_looks_both_ways() {
    for (rhythm, fitting) in [
        (Rhythm::Weekly, [day(3, 12), day(2, 26)]),
        (Rhythm::Fortnightly, [day(3, 19), day(2, 19)]),
        (Rhythm::Monthly, [day(4, 1), day(2, 28)]),
    ] {
        let from = day(3, 5);
        for other in fitting {
            assert!(
                rhythm.fits(from, other) && rhythm.fits(other, from),
                "{rhythm} {other}"
            );
        }
        assert!(!rhythm.fits(from, from), "{rhythm}");
    }
    assert!(!Rhythm::Fortnightly.fits(day(3, 5), day(3, 12)));
    assert!(!Rhythm::Monthly.fits(day(3, 5), day(3, 31)));
}

#[test]
fn e_checklist_03_no_item_of_the_checklist_refuses() {
    let mut items = 0;
    for pathway in &edition_2018().pathways {
        for item in edition_2018().checklist(&pathway.elements) {
            assert_eq!(
                (item.of, item.missing),
                (Fact::RequestSent, Missing::Advise)
            );
            items += 1;
        }
    }
    assert!(items > 0);
    assert!(
        current()
            .pathways
            .iter()
            .all(|pathway| current().checklist(&pathway.elements).next().is_none())
    );
}
