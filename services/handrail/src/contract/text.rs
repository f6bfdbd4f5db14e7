//! Text from a command line or a caseload becomes a field of a request, and the other way round.

use super::flag_of;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use handrail_contracts::{
    common::v1::{Birth, birth},
    intake::v1::{ContactChild, Referrer},
    notifications::v1::LetterField,
    time::{date_to_wire, timestamp},
    transfers::v1::{AgendaResult, ChecklistEntry, ChildDecisionRequest, MatterChild},
};
use handrail_domain::calendar::london;
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value,
};

/// A text that is not a value of its field: what would be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not {wanted}")]
pub struct BadValue {
    /// The text.
    pub given: String,
    /// What is accepted.
    pub wanted: String,
}

/// Sets a field from text: one text, or several for a list.
///
/// # Errors
/// The first text that is not a value of the field.
pub fn set(
    request: &mut DynamicMessage,
    field: &FieldDescriptor,
    texts: &[String],
) -> Result<(), BadValue> {
    let mut values = texts
        .iter()
        .map(|text| value(&field.kind(), text))
        .collect::<Result<Vec<_>, _>>()?;
    if field.is_list() {
        request.set_field(field, Value::List(values));
    } else if let Some(value) = values.pop() {
        request.set_field(field, value);
    }
    Ok(())
}

/// What a field accepts, in a few words, for help and errors.
pub(crate) fn placeholder(field: &FieldDescriptor) -> String {
    let kind = field.kind();
    if let Some(names) = kind.as_enum() {
        return plain_type(names);
    }
    let form = match kind.as_message().map(MessageDescriptor::full_name) {
        Some("google.protobuf.Timestamp") => "TIME",
        Some("handrail.common.v1.Date") => "DATE",
        Some("handrail.intake.v1.ContactChild") => "given=..,family=..,born=DATE",
        Some("handrail.common.v1.Birth") => "born=DATE",
        Some("handrail.intake.v1.Referrer") => "KIND[:NAME]",
        Some("handrail.notifications.v1.LetterField") => "NAME=VALUE",
        Some("handrail.transfers.v1.MatterChild") => "CHILD|born=DATE[:FACT+FACT..]",
        Some("handrail.transfers.v1.AgendaResult") => "TRANSFER=OUTCOME",
        Some("handrail.transfers.v1.ChecklistEntry") => "ITEM=ANSWER[:DATE[:COMMENT]]",
        Some("handrail.transfers.v1.ChildDecisionRequest") => "CHILD=DECISION[:GROUND]",
        Some(_) => return kind.as_message().map(keys).unwrap_or_default(),
        None => return field.name().to_uppercase(),
    };
    form.to_owned()
}

/// The names of an enumeration, as people write them: `child-in-need` for `PLAN_CHILD_IN_NEED`.
/// The unspecified value is left out.
pub fn enum_names(names: &EnumDescriptor) -> Vec<String> {
    names
        .values()
        .filter(|value| value.number() != 0)
        .map(|value| plain_name(names.name(), value.name()))
        .collect()
}

/// A value of an enumeration, as people write it; a dash for the unspecified one.
pub fn plain_name(enumeration: &str, value: &str) -> String {
    let prefix = format!("{}_", screaming(enumeration));
    match value.strip_prefix(&prefix).unwrap_or(value) {
        "UNSPECIFIED" => "-".to_owned(),
        name => name.to_lowercase().replace('_', "-"),
    }
}

fn plain_type(names: &EnumDescriptor) -> String {
    screaming(names.name()).replace('_', "-")
}

fn screaming(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}

fn value(kind: &Kind, text: &str) -> Result<Value, BadValue> {
    let wanted = |wanted: &str| BadValue {
        given: text.to_owned(),
        wanted: wanted.to_owned(),
    };
    if let Some(names) = kind.as_enum() {
        return enumerated(names, text).map(Value::EnumNumber);
    }
    if let Some(message) = kind.as_message() {
        return composed(message, text);
    }
    let whole = || wanted("a whole number");
    match () {
        () if *kind == Kind::String => Ok(Value::String(text.to_owned())),
        () if *kind == Kind::Bool => text
            .parse()
            .map(Value::Bool)
            .map_err(|_| wanted("true or false")),
        () if *kind == Kind::Uint32 => text.parse().map(Value::U32).map_err(|_| whole()),
        () if *kind == Kind::Uint64 => text.parse().map(Value::U64).map_err(|_| whole()),
        () => Err(wanted("something a command can give: send it by the API")),
    }
}

fn enumerated(names: &EnumDescriptor, text: &str) -> Result<i32, BadValue> {
    let found = names
        .values()
        .find(|value| value.number() != 0 && plain_name(names.name(), value.name()) == text);
    let number = found.map(|value| value.number());
    number.ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: format!("one of: {}", enum_names(names).join(", ")),
    })
}

fn composed(message: &MessageDescriptor, text: &str) -> Result<Value, BadValue> {
    let wanted = |wanted: &str| BadValue {
        given: text.to_owned(),
        wanted: wanted.to_owned(),
    };
    let mut value = DynamicMessage::new(message.clone());
    let filled = match message.full_name() {
        "google.protobuf.Timestamp" => value.transcode_from(&timestamp(instant(text)?)),
        "handrail.common.v1.Date" => value.transcode_from(&date_to_wire(date(text)?)),
        "handrail.common.v1.Birth" => value.transcode_from(&birth(text)?),
        "handrail.intake.v1.Referrer" => value.transcode_from(&referrer(text)),
        "handrail.intake.v1.ContactChild" => value.transcode_from(&child(text)?),
        "handrail.notifications.v1.LetterField" => value.transcode_from(&letter_field(text)?),
        "handrail.transfers.v1.MatterChild" => value.transcode_from(&matter_child(message, text)?),
        "handrail.transfers.v1.AgendaResult" => {
            value.transcode_from(&agenda_result(message, text)?)
        }
        "handrail.transfers.v1.ChecklistEntry" => {
            value.transcode_from(&checklist_entry(message, text)?)
        }
        "handrail.transfers.v1.ChildDecisionRequest" => {
            value.transcode_from(&decision(message, text)?)
        }
        _ => return keyed(message, text).map(Value::Message),
    };
    filled.map_err(|_| wanted("readable"))?;
    Ok(Value::Message(value))
}

/// Any other message, as `name=Sample,born-on=2016-05-04`: its fields by the names of flags, of which one that is
/// true needs no value.
fn keyed(message: &MessageDescriptor, text: &str) -> Result<DynamicMessage, BadValue> {
    let mut keyed = DynamicMessage::new(message.clone());
    for part in text.split(',') {
        let (key, given) = part.split_once('=').unwrap_or((part, "true"));
        let field = message.fields().find(|field| flag_of(field) == key.trim());
        let field = field.ok_or_else(|| BadValue {
            given: text.to_owned(),
            wanted: format!("of the form {}", keys(message)),
        })?;
        keyed.set_field(&field, value(&field.kind(), given.trim())?);
    }
    Ok(keyed)
}

fn keys(message: &MessageDescriptor) -> String {
    let keys = message
        .fields()
        .map(|field| match field.kind() == Kind::Bool {
            true => flag_of(&field),
            false => format!("{}=..", flag_of(&field)),
        });
    keys.collect::<Vec<_>>().join(",")
}

/// A time as people write it: RFC 3339, or a local wall time as `2026-03-02 09:00`.
///
/// # Errors
/// When it is neither.
pub fn instant(text: &str) -> Result<DateTime<Utc>, BadValue> {
    let wall = || {
        let wall = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"];
        let wall = wall
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        london::instant(wall.date(), wall.time())
    };
    let at = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.with_timezone(&Utc))
        .or_else(wall);
    at.ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: "a time, as 2026-03-02T09:00:00Z, or \"2026-03-02 09:00\" on the clocks of London"
            .to_owned(),
    })
}

fn date(text: &str) -> Result<NaiveDate, BadValue> {
    text.parse().map_err(|_| BadValue {
        given: text.to_owned(),
        wanted: "a date, as 2026-03-02".to_owned(),
    })
}

fn birth(text: &str) -> Result<Birth, BadValue> {
    let date = match text.split_once('=') {
        Some(("born", on)) => birth::Date::BornOn(date_to_wire(date(on.trim())?)),
        Some(("expected", on)) => birth::Date::ExpectedOn(date_to_wire(date(on.trim())?)),
        _ => {
            return Err(BadValue {
                given: text.to_owned(),
                wanted: "a birth, as born=2016-05-04 or expected=2026-05-04".to_owned(),
            });
        }
    };
    Ok(Birth { date: Some(date) })
}

fn referrer(text: &str) -> Referrer {
    let (kind, name) = text.split_once(':').unwrap_or((text, ""));
    Referrer {
        kind: kind.trim().to_owned(),
        name: name.trim().to_owned(),
    }
}

fn letter_field(text: &str) -> Result<LetterField, BadValue> {
    let (name, value) = text.split_once('=').ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: "a field of a letter, as service=families-first".to_owned(),
    })?;
    Ok(LetterField {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
    })
}

fn child(text: &str) -> Result<ContactChild, BadValue> {
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
fn matter_child(message: &MessageDescriptor, text: &str) -> Result<MatterChild, BadValue> {
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
fn checklist_entry(message: &MessageDescriptor, text: &str) -> Result<ChecklistEntry, BadValue> {
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
fn agenda_result(message: &MessageDescriptor, text: &str) -> Result<AgendaResult, BadValue> {
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

fn decision(message: &MessageDescriptor, text: &str) -> Result<ChildDecisionRequest, BadValue> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Call;
    use handrail_contracts::{
        intake::v1::DraftConsentRequest,
        transfers::v1::{
            ChecklistAnswer, ChildDecision, DecideTransferRequest, Ground, MeetingKind,
            RecordChecklistRequest, SetMeetingRequest,
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
    fn an_unspecified_value_is_a_dash() {
        assert_eq!(
            plain_name("ChildDecision", "CHILD_DECISION_UNSPECIFIED"),
            "-"
        );
        assert_eq!(plain_name("Plan", "PLAN_LOOKED_AFTER"), "looked-after");
    }
}
