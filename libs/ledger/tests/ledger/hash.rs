//! The hash is what its description says: the expected value was computed by another program.

use handrail_contracts::common::v1::{Post, Subject};
use handrail_contracts::feed::v1::{Entry, Tell};
use handrail_ledger::hash;
use proptest::prelude::*;
use prost_types::{Any, Timestamp};

fn sample() -> Entry {
    Entry {
        id: "0192f3a0-0000-7000-8000-000000000001".to_owned(),
        partition: 3,
        position: 7,
        subject: Some(Subject {
            kind: "transfer".to_owned(),
            id: "0192f3a0-0000-7000-8000-000000000002".to_owned(),
            household_id: "0192f3a0-0000-7000-8000-000000000003".to_owned(),
        }),
        kind: "transfer.agreed".to_owned(),
        payload: Some(Any {
            type_url: "type.googleapis.com/handrail.test.v1.Agreed".to_owned(),
            value: vec![1, 2, 3],
        }),
        occurred_at: Some(Timestamp {
            seconds: 1_793_610_000,
            nanos: 123_456_000,
        }),
        recorded_at: Some(Timestamp {
            seconds: 1_793_610_001,
            nanos: 0,
        }),
        actor: "testa.sample-manager-04".to_owned(),
        edition_id: "current".to_owned(),
        clause_ids: vec!["C4.1-09".to_owned(), "C4.1-10".to_owned()],
        tells: vec![Tell {
            to: Some(Post {
                team_id: "assessment-02".to_owned(),
                role: "team-manager".to_owned(),
            }),
            reason: "early-warning".to_owned(),
            clause_ids: vec!["C4.1-02".to_owned()],
            due_at: None,
        }],
        trace_context: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
        previous_hash: vec![0xab; 32],
        hash: vec![9; 32],
    }
}

#[test]
fn the_hash_of_a_known_entry_is_known() {
    let hex: String = hash::of(&sample())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hex,
        "af2350b96479572e1d6712009f8cf8f14e3307bb809173be64018763ee8efc19"
    );
}

#[test]
fn the_hash_does_not_cover_itself() {
    let mut other = sample();
    other.hash = Vec::new();
    assert_eq!(hash::of(&other), hash::of(&sample()));
}

#[test]
fn every_field_is_covered() {
    let changes: Vec<fn(&mut Entry)> = vec![
        |entry| entry.id.push('0'),
        |entry| entry.partition += 1,
        |entry| entry.position += 1,
        |entry| entry.subject.as_mut().expect("there").kind.push('s'),
        |entry| entry.subject.as_mut().expect("there").id.push('0'),
        |entry| entry.subject.as_mut().expect("there").household_id = String::new(),
        |entry| entry.kind.push('!'),
        |entry| entry.payload.as_mut().expect("there").type_url.push('!'),
        |entry| entry.payload.as_mut().expect("there").value[1] ^= 1,
        |entry| entry.occurred_at.as_mut().expect("there").nanos += 1_000,
        |entry| entry.recorded_at.as_mut().expect("there").seconds += 1,
        |entry| entry.recorded_at = None,
        |entry| entry.actor.push('!'),
        |entry| entry.edition_id.push('!'),
        |entry| entry.clause_ids.swap(0, 1),
        |entry| entry.tells[0].to.as_mut().expect("there").team_id.push('!'),
        |entry| entry.tells[0].to.as_mut().expect("there").role.push('!'),
        |entry| entry.tells[0].reason.push('!'),
        |entry| entry.tells[0].clause_ids.clear(),
        |entry| entry.tells[0].due_at = Some(Timestamp::default()),
        |entry| entry.tells.clear(),
        |entry| entry.trace_context.clear(),
        |entry| entry.previous_hash[31] ^= 1,
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut changed = sample();
        change(&mut changed);
        assert_ne!(hash::of(&changed), hash::of(&sample()), "change {index}");
    }
}

proptest! {
    /// Moving characters from one field to its neighbour is another entry.
    #[test]
    fn fields_do_not_run_into_each_other(text in "[a-z]{2,12}", cut in 1_usize..12) {
        let cut = cut.min(text.len() - 1);
        let mut one = sample();
        let mut other = sample();
        (one.actor, one.edition_id) = (text.clone(), String::new());
        (other.actor, other.edition_id) = (text[..cut].to_owned(), text[cut..].to_owned());
        prop_assert_ne!(hash::of(&one), hash::of(&other));
        one.clause_ids = vec![text.clone()];
        other = one.clone();
        other.clause_ids = vec![text[..cut].to_owned(), text[cut..].to_owned()];
        prop_assert_ne!(hash::of(&one), hash::of(&other));
    }
}
