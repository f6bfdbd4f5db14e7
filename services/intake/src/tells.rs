//! Who is told of what happens at the front door, and about consent.

use handrail_domain::{
    edition::{Duty, Fact, Party, Telling},
    obligation::{Change, ChangeKind, Post},
};
use handrail_ledger::Tell;

use crate::contact::{Contact, Door, Event};

/// Who is told of an event, as the edition says; `contact` is as it stands after the event.
pub(crate) fn of_event(event: &Event, contact: &Contact, door: Door<'_>) -> Vec<Tell> {
    let situation = contact.situation();
    let tellings = facts_of(event).iter().flat_map(|fact| {
        let elements = &door.door.elements;
        door.edition.tellings(elements, *fact, &situation)
    });
    of_tellings(tellings, |party| contact.post(party, door))
}

/// Who is told, each for each reason once; `post` says who stands for a party.
pub(crate) fn of_tellings<'e>(
    tellings: impl IntoIterator<Item = &'e Telling>,
    post: impl Fn(Party) -> Option<Post>,
) -> Vec<Tell> {
    let mut tells: Vec<Tell> = Vec::new();
    for telling in tellings {
        for to in telling.to.iter().filter_map(|party| post(*party)) {
            if !tells
                .iter()
                .any(|tell| tell.to == to && tell.reason == telling.reason)
            {
                tells.push(Tell {
                    to,
                    reason: telling.reason.clone(),
                    clauses: telling.clauses.clone(),
                    due: None,
                });
            }
        }
    }
    tells
}

/// Who is told of a change of a duty: its owner, of what is owed and by when, and of a breach also
/// whoever the edition names. `duties` are those of the part that it comes from.
pub(crate) fn of_change<'e>(
    change: &Change,
    duties: impl IntoIterator<Item = &'e Duty>,
    post: impl Fn(Party) -> Option<Post>,
) -> Vec<Tell> {
    let obligation = &change.obligation;
    let reason = match change.kind {
        ChangeKind::Armed | ChangeKind::Reassigned => "duty-owed",
        ChangeKind::Breached => "duty-breached",
        ChangeKind::Reprojected => "duty-moved",
        ChangeKind::Restated
        | ChangeKind::Fulfilled
        | ChangeKind::Waived
        | ChangeKind::Cancelled => return Vec::new(),
    };
    let mut told = vec![obligation.owner.clone()];
    if change.kind == ChangeKind::Breached {
        let (_, id) = obligation.duty.split_once('/').unwrap_or_default();
        let mut duties = duties.into_iter();
        let duty = duties.find(|duty| duty.id.as_str() == id);
        let also = duty
            .map(|duty| duty.breach.tell.as_slice())
            .unwrap_or_default();
        told.extend(also.iter().filter_map(|party| post(*party)));
    }
    let tell = |to| Tell {
        to,
        reason: reason.to_owned(),
        clauses: obligation.clauses.clone(),
        due: obligation.due(),
    };
    told.into_iter().map(tell).collect()
}

fn facts_of(event: &Event) -> &'static [Fact] {
    match event {
        Event::Registered(_) => &[Fact::ContactRouted],
        Event::RedirectionProposed { .. } => &[Fact::RedirectionProposed],
        Event::RedirectionAgreed { .. } => &[Fact::ContactPlaced],
        Event::RedirectionDisputed { .. } => &[Fact::RedirectionDisputed],
        Event::DirectionApplied { .. } => &[Fact::DirectionApplied, Fact::ContactPlaced],
        Event::Accepted { .. } => &[Fact::ContactPlaced, Fact::ContactAccepted],
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use handrail_domain::{
        ContactId, Role,
        calendar::Calendar,
        child::{Birth, Need},
        directory::Directory,
        edition::{Edition, Protocol},
        obligation::{Ruler, reconcile},
        text::Note,
    };
    use uuid::Uuid;

    use super::*;
    use crate::contact::{
        Authority, Name, ReferrerKind,
        register::{NewChild, Register, register},
    };

    const ORGANISATION: &str = include_str!("../../../deploy/sample/organisation.toml");

    /// The current edition, with a duty that its front door might have.
    fn edition_with(duty: &str) -> Edition {
        let mut edition = Protocol::embedded()
            .unwrap()
            .editions()
            .last()
            .unwrap()
            .clone();
        let duty: Duty = serde_json::from_str(duty).unwrap();
        edition
            .front_door
            .as_mut()
            .unwrap()
            .elements
            .duties
            .push(duty);
        edition
    }

    fn registered(door: Door<'_>, at: DateTime<Utc>) -> Contact {
        let name = Name::try_from("Testa Sample".to_owned()).unwrap();
        let on = at.date_naive() - TimeDelta::days(3_000);
        let command = Register {
            household: None,
            children: vec![NewChild {
                child: None,
                given: None,
                family: name,
                birth: Birth::Born { on },
            }],
            needs: vec![Need::Neglect],
            district: "district-01".parse().unwrap(),
            referrer: ReferrerKind::Other,
            referrer_name: None,
            account: Note::try_from("A sample account.".to_owned()).unwrap(),
            received_at: at,
        };
        let by = Authority::new([(
            Role::Practitioner,
            "customer-service-centre".parse().unwrap(),
        )]);
        let (registered, _) = register(command, &by, door, at, Uuid::nil).unwrap();
        Contact::registered(ContactId(Uuid::nil()), registered)
    }

    #[test]
    fn a_late_duty_reaches_its_owner_and_whoever_the_edition_names() {
        let duty = r#"{
            "id": "answer", "title": "Answer", "clauses": ["C3-02"], "strength": "should",
            "owner": "to.team-manager", "starts": "contact-routed", "done-by": "contact-accepted",
            "limit": { "span": { "amount": 1, "unit": "hours" }, "direction": "after" },
            "breach": { "tell": ["hub.service-manager"] }
        }"#;
        let edition = edition_with(duty);
        let directory = Directory::parse("organisation.toml", ORGANISATION).unwrap();
        let door = Door::of(&edition, &directory).unwrap();
        let at: DateTime<Utc> = "2026-11-04T10:00:00Z".parse().unwrap();
        let contact = registered(door, at);
        let calendar = Calendar::england_and_wales().unwrap();
        let ruler = Ruler {
            edition: &edition,
            calendar: &calendar,
        };
        let post = |party| contact.post(party, door);
        let (subject, facts) = (contact.subject(), contact.facts());
        let armed = reconcile(
            ruler,
            "front-door",
            &subject,
            door.duties(),
            &facts,
            post,
            &[],
        );
        let armed = armed.unwrap().remove(0);
        let told = |change: &Change| {
            let tells = of_change(change, door.duties(), post).into_iter();
            tells
                .map(|tell| (tell.to.team.to_string(), tell.to.role, tell.reason))
                .collect::<Vec<_>>()
        };
        let owner = |reason: &str| {
            (
                "assessment-1".to_owned(),
                Role::TeamManager,
                reason.to_owned(),
            )
        };
        assert_eq!(told(&armed), [owner("duty-owed")]);
        let late = armed.obligation.breach(at + TimeDelta::hours(2)).unwrap();
        let hub = (
            "mash".to_owned(),
            Role::ServiceManager,
            "duty-breached".to_owned(),
        );
        assert_eq!(told(&late), [owner("duty-breached"), hub]);
    }
}
