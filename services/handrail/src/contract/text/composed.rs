//! Values of several parts, each in its own short form.

use super::{BadValue, birth, date, enumerated};
use handrail_contracts::{
    common::v1::Birth,
    intake::v1::{ContactChild, Referrer},
    notifications::v1::LetterField,
    time::date_to_wire,
    transfers::v1::{AgendaResult, ChecklistEntry, ChildDecisionRequest, MatterChild},
};
use prost_reflect::{Kind, MessageDescriptor};

pub(super) fn referrer(text: &str) -> Referrer {
    let (kind, name) = text.split_once(':').unwrap_or((text, ""));
    Referrer {
        kind: kind.trim().to_owned(),
        name: name.trim().to_owned(),
    }
}

pub(super) fn letter_field(text: &str) -> Result<LetterField, BadValue> {
    let (name, value) = text.split_once('=').ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: "a field of a letter, as service=families-first".to_owned(),
    })?;
    Ok(LetterField {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
    })
}

pub(super) fn child(text: &str) -> Result<ContactChild, BadValue> {
    let mut child = ContactChild::default();
    for part in text.split(',') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        let birth = |date| Some(Birth { date: Some(date) });
        match key.trim() {
            "id" => value.clone_into(&mut child.child_id),
            "given" => value.clone_into(&mut child.given_name),
            "family" => value.clone_into(&mut child.family_name),
            "born" => child.birth = birth(birth::Date::BornOn(date_to_wire(date(value)?))),
            "expected" => child.birth = birth(birth::Date::ExpectedOn(date_to_wire(date(value)?))),
            _ => {
                let wanted = "a child, as given=Sample,family=Specimen,born=2016-05-04 (or expected=DATE; id=ID for a known child)";
                return Err(BadValue {
                    given: text.to_owned(),
                    wanted: wanted.to_owned(),
                });
            }
        }
    }
    Ok(child)
}

/// A child of a matter, as `CHILD:concern+police-protection+child-in-need`; `born=DATE` for one who is not known.
pub(super) fn matter_child(
    message: &MessageDescriptor,
    text: &str,
) -> Result<MatterChild, BadValue> {
    let (who, facts) = text.split_once(':').unwrap_or((text, ""));
    let mut child = MatterChild::default();
    if who.contains('=') {
        child.birth = Some(birth(who)?);
    } else {
        who.clone_into(&mut child.child_id);
    }
    let plans = message.get_field_by_name("plan").map(|field| field.kind());
    for fact in facts.split('+').filter(|fact| !fact.is_empty()) {
        match (fact, &plans) {
            ("concern", _) => child.concern = true,
            ("police-protection", _) => child.police_protection = true,
            ("fits-adolescent", _) => child.fits_adolescent = true,
            (plan, Some(Kind::Enum(plans))) => child.plan = enumerated(plans, plan)?,
            (other, _) => {
                return Err(BadValue {
                    given: other.to_owned(),
                    wanted: "one of: concern, police-protection, fits-adolescent, or a plan"
                        .to_owned(),
                });
            }
        }
    }
    Ok(child)
}

/// An answer to an item, as `chronology=yes:2026-03-01:A comment`; without a date as `passport=no` or `passport=no::A comment`.
pub(super) fn checklist_entry(
    message: &MessageDescriptor,
    text: &str,
) -> Result<ChecklistEntry, BadValue> {
    let form = || BadValue {
        given: text.to_owned(),
        wanted: "an answer, as ITEM=yes:2026-03-01, ITEM=no or ITEM=not-applicable::A comment"
            .to_owned(),
    };
    let (item, rest) = text.split_once('=').ok_or_else(form)?;
    let mut parts = rest.splitn(3, ':');
    let answer = parts.next().unwrap_or_default().trim();
    let answers = message.get_field_by_name("answer");
    let Some(Kind::Enum(answers)) = answers.map(|field| field.kind()) else {
        return Err(form());
    };
    let on = parts.next().unwrap_or_default().trim();
    Ok(ChecklistEntry {
        item: item.trim().to_owned(),
        answer: enumerated(&answers, answer)?,
        last_recorded_on: match on {
            "" => None,
            on => Some(date_to_wire(date(on)?)),
        },
        comment: parts.next().unwrap_or_default().trim().to_owned(),
    })
}

/// What came of a transfer at a meeting, as `TRANSFER=goes-on`.
pub(super) fn agenda_result(
    message: &MessageDescriptor,
    text: &str,
) -> Result<AgendaResult, BadValue> {
    let form = || BadValue {
        given: text.to_owned(),
        wanted: "an outcome for a transfer, as TRANSFER=goes-on".to_owned(),
    };
    let (transfer, outcome) = text.split_once('=').ok_or_else(form)?;
    let outcomes = message.get_field_by_name("outcome");
    let Some(Kind::Enum(outcomes)) = outcomes.map(|field| field.kind()) else {
        return Err(form());
    };
    Ok(AgendaResult {
        transfer_id: transfer.trim().to_owned(),
        outcome: enumerated(&outcomes, outcome.trim())?,
    })
}

pub(super) fn decision(
    message: &MessageDescriptor,
    text: &str,
) -> Result<ChildDecisionRequest, BadValue> {
    let form = || BadValue {
        given: text.to_owned(),
        wanted: "a decision for a child, as CHILD=moves or CHILD=stays:needs-met".to_owned(),
    };
    let number = |field: &str, name: &str| match message
        .get_field_by_name(field)
        .map(|field| field.kind())
    {
        Some(Kind::Enum(names)) => enumerated(&names, name),
        _ => Err(form()),
    };
    let (child, rest) = text.split_once('=').ok_or_else(form)?;
    let (decision, ground) = rest
        .split_once(':')
        .map_or((rest, None), |(decision, ground)| (decision, Some(ground)));
    Ok(ChildDecisionRequest {
        child_id: child.trim().to_owned(),
        decision: number("decision", decision.trim())?,
        ground: ground
            .map(|ground| number("ground", ground.trim()))
            .transpose()?
            .unwrap_or_default(),
    })
}
