//! Working days, spans and due times, told with the days of real years.

mod calendar;
mod interpretations;
mod properties;
mod units;

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    EditionId,
    calendar::{Calendar, Closure, OfficeHours, london},
    deadline::{Deadline, Direction, Interpretations, Limit, Span, Trigger, Unit, deadline},
};
use std::error::Error;

/// What a test comes to.
type Outcome = Result<(), Box<dyn Error>>;

/// The readings taken until an authority says otherwise.
const READING: &str = r#"
first-day = "excluded"
event-outside-hours = "counts-on-its-day"
working-days-before = "nth-day"
days = "end-of-day"
same-day = "end-of-day"
hours = "elapsed"
weeks-months-years = "clamped-end-of-day"
age = "start-of-birthday"
leap-day-birthday = "first-of-march"
close-of-business = "17:00"
unclear-start = "same-event"
"#;

fn reading() -> Result<Interpretations, Box<dyn Error>> {
    Ok(toml::from_str(READING)?)
}

fn public_calendar() -> Result<Calendar, Box<dyn Error>> {
    Calendar::england_and_wales().map_err(|errors| format!("{errors:?}").into())
}

/// The public calendar with office hours from 09:00 to 17:00 and one closure, on Christmas Eve 2026.
fn authority_calendar() -> Result<Calendar, Box<dyn Error>> {
    let hours = OfficeHours::new("09:00:00".parse()?, "17:00:00".parse()?)?;
    let closures = vec![Closure {
        on: date("2026-12-24")?,
        name: "Offices closed".to_owned(),
    }];
    public_calendar()?
        .with_authority(closures, hours)
        .map_err(|errors| format!("{errors:?}").into())
}

fn date(text: &str) -> Result<NaiveDate, Box<dyn Error>> {
    Ok(text.parse()?)
}

/// A local time, written `2026-05-01 10:30` or with seconds.
fn local(text: &str) -> Result<DateTime<Utc>, Box<dyn Error>> {
    let (day, time) = text.split_once(' ').ok_or("a day, a space and a time")?;
    london::instant(day.parse()?, time.parse()?).ok_or_else(|| "no such instant".into())
}

/// The limit in words: `2 working-days after`, `16 weeks before`, `same-day`.
fn limit(text: &str) -> Result<Limit, Box<dyn Error>> {
    if text == "same-day" {
        return Ok(Limit::after(Span::SAME_DAY));
    }
    let words: Vec<&str> = text.split(' ').collect();
    let [amount, unit, direction] = words.as_slice() else {
        return Err("amount, unit, direction".into());
    };
    let span = Span::new(amount.parse()?, unit.parse::<Unit>()?)?;
    Ok(Limit::new(span, direction.parse::<Direction>()?)?)
}

fn event(at: &str) -> Result<Trigger, Box<dyn Error>> {
    Ok(Trigger {
        what: "early-warning-sent".to_owned(),
        at: local(at)?,
    })
}

/// The deadline by given readings, on the authority's calendar.
fn read_as(
    reading: &Interpretations,
    limit_text: &str,
    at: &str,
) -> Result<Deadline, Box<dyn Error>> {
    let (calendar, edition, clauses) = (
        authority_calendar()?,
        "current".parse::<EditionId>()?,
        ["C4.1-22".parse()?],
    );
    Ok(deadline(
        &calendar,
        reading,
        &edition,
        &clauses,
        limit(limit_text)?,
        &event(at)?,
    )?)
}

/// The deadline by the usual readings.
fn due(limit_text: &str, at: &str) -> Result<Deadline, Box<dyn Error>> {
    read_as(&reading()?, limit_text, at)
}

/// When something is due, in local time and by the usual readings.
fn due_at(limit_text: &str, at: &str) -> Result<String, Box<dyn Error>> {
    Ok(shown(&due(limit_text, at)?))
}

fn shown(deadline: &Deadline) -> String {
    london::local(deadline.due)
        .format("%a %Y-%m-%d %H:%M:%S")
        .to_string()
}

/// The days of a derivation: `01 not`, `05 1`, and so on would hide too much, so each is `date why`.
fn days(deadline: &Deadline) -> Vec<String> {
    deadline
        .derivation
        .days
        .iter()
        .map(|day| format!("{} {}", day.date, day.why))
        .collect()
}
