//! Contacts.

use super::{birth_of, blocks, facts, obligations, page, plain, table, time_of, yes};
use handrail_contracts::intake::v1::{Contact, ContactState, ListContactsResponse};

pub(super) fn list(response: &ListContactsResponse) -> String {
    let rows = response.contacts.iter().map(|contact| {
        let children: Vec<_> = contact
            .children
            .iter()
            .map(|child| child.child_id.as_str())
            .collect();
        [
            contact.id.clone(),
            time_of(contact.received_at.as_ref()),
            contact.team_id.clone(),
            plain!("ContactState", contact.state()),
            contact.needs.join(", "),
            children.join("\n"),
        ]
    });
    page(
        "No contacts.",
        &response.next_page_token,
        ["contact", "received", "with", "state", "needs", "children"],
        rows,
    )
}

pub(super) fn one(contact: &Contact) -> String {
    let referrer = contact.referrer.as_ref().map(|referrer| {
        format!("{} {}", referrer.kind, referrer.name)
            .trim_end()
            .to_owned()
    });
    let about = facts([
        (
            "contact",
            format!("{} (version {})", contact.id, contact.version),
        ),
        ("state", state(contact)),
        ("with", contact.team_id.clone()),
        ("first with", contact.first_team_id.clone()),
        ("proposed", contact.proposed_team_id.clone()),
        ("dispute", contact.dispute_id.clone()),
        ("received", time_of(contact.received_at.as_ref())),
        ("accepted", time_of(contact.accepted_at.as_ref())),
        ("from", referrer.unwrap_or_default()),
        ("needs", contact.needs.join(", ")),
        ("district", contact.district_id.clone()),
        ("account", contact.account.clone()),
        ("edition", contact.edition_id.clone()),
        ("household", contact.household_id.clone()),
        ("final", yes(contact.decision_final)),
    ]);
    let children = contact.children.iter().map(|child| {
        [
            child.child_id.clone(),
            format!("{} {}", child.given_name, child.family_name),
            birth_of(child.birth.as_ref()),
        ]
    });
    blocks([
        about,
        table(["child", "name", "birth"], children),
        routing(contact),
        duties(contact),
    ])
}

fn state(contact: &Contact) -> String {
    if contact.state() == ContactState::RedirectionProposed {
        return format!("{} is asked to take it", contact.proposed_team_id);
    }
    plain!("ContactState", contact.state())
}

fn routing(contact: &Contact) -> String {
    let Some(routing) = &contact.routing else {
        return String::new();
    };
    let considered = routing.considered.iter().map(|considered| {
        [
            considered.team_kind.clone(),
            if considered.met { "yes" } else { "no" }.to_owned(),
            considered.because.clone(),
        ]
    });
    format!(
        "Sent to {} under {}: {}\n{}",
        routing.team_id,
        routing.clause_ids.join(", "),
        routing.because,
        table(["considered", "fits", "because"], considered)
    )
}

fn duties(contact: &Contact) -> String {
    if contact.open_obligations.is_empty() {
        String::new()
    } else {
        obligations(&contact.open_obligations)
    }
}
