//! What letters know of transfers is read from their journal, once, however often it is read.

use crate::support::{Place, apply, count, entry, id, on_both, thursday};
use handrail_chassis::world::World;
use handrail_contracts::common::v1::{Birth, Date, birth};
use handrail_contracts::feed::v1::Entry;
use handrail_contracts::transfers::v1::{
    Opened, Requested, TransferChild, TransferEvent, transfer_event,
};
use prost::Message;
use prost_types::Any;

on_both!(
    a_transfer_is_known_once,
    an_entry_that_cant_be_read_is_not_passed_over
);

fn of_transfer(version: u64, event: transfer_event::Event) -> Entry {
    let event = TransferEvent {
        transfer_id: id(1_001).to_string(),
        version,
        event: Some(event),
        ..TransferEvent::default()
    };
    Entry {
        payload: Some(Any {
            type_url: "type.googleapis.com/handrail.transfers.v1.TransferEvent".to_owned(),
            value: event.encode_to_vec(),
        }),
        ..entry(1, Vec::new())
    }
}

fn opened() -> Entry {
    let born = Date {
        year: 2017,
        month: 5,
        day: 4,
    };
    let child = TransferChild {
        child_id: id(7).to_string(),
        birth: Some(Birth {
            date: Some(birth::Date::BornOn(born)),
        }),
        ..TransferChild::default()
    };
    of_transfer(
        1,
        transfer_event::Event::Opened(Opened {
            household_id: id(2).to_string(),
            edition_id: "2018".to_owned(),
            pathway_id: "family-safeguarding-specialist-to-families-first".to_owned(),
            from_team_id: "family-safeguarding-west-1".to_owned(),
            children: vec![child],
            ..Opened::default()
        }),
    )
}

fn requested() -> Entry {
    of_transfer(
        2,
        transfer_event::Event::Requested(Requested {
            to_team_id: "families-first-triage".to_owned(),
            ..Requested::default()
        }),
    )
}

async fn a_transfer_is_known_once(place: &Place) {
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    for entry in [opened(), requested(), opened(), requested()] {
        apply(&ledger, &entry).await.expect("applied");
    }
    assert_eq!(count(ledger.db(), "known_transfer").await, 1);
    let told = "known_transfer WHERE known LIKE '%families-first-triage%'";
    assert_eq!(
        count(ledger.db(), told).await,
        1,
        "read anew it forgets nothing"
    );
    assert_eq!(count(ledger.db(), "notice").await, 0);
    assert_eq!(count(ledger.db(), "journal_entry").await, 0);
}

async fn an_entry_that_cant_be_read_is_not_passed_over(place: &Place) {
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    let mut unreadable = opened();
    if let Some(payload) = &mut unreadable.payload {
        payload.value = b"no event".to_vec();
    }
    let refused = apply(&ledger, &unreadable).await.expect_err("it stops");
    assert_eq!(
        refused.to_string(),
        "what happened to a transfer can't be understood"
    );
}
