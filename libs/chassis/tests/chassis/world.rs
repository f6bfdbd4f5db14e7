//! Time never runs backwards, and ids follow it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use handrail_chassis::world::{Clock, ClockError, Ids, World};
use proptest::prelude::*;

fn start() -> DateTime<Utc> {
    "2026-11-02T09:00:00.123456Z".parse().unwrap()
}

#[test]
fn a_virtual_clock_stands_until_it_is_advanced_and_never_goes_back() {
    let clock = Clock::virtual_at(start());
    let shared = clock.clone();
    assert!(clock.is_virtual());
    assert_eq!(clock.now(), start());
    assert_eq!(clock.advance_to(start()), Ok(()));
    let later = start() + TimeDelta::days(14);
    assert_eq!(clock.advance_to(later), Ok(()));
    assert_eq!(shared.now(), later);
    assert_eq!(
        clock.advance_to(start()),
        Err(ClockError::Backwards {
            shown: later,
            to: start()
        })
    );
    assert_eq!(shared.now(), later);
}

#[test]
fn the_systems_clock_is_not_ours_to_move() {
    let clock = Clock::system();
    assert!(!clock.is_virtual());
    assert_eq!(clock.advance_to(start()), Err(ClockError::System));
}

#[test]
fn clocks_show_whole_microseconds() {
    let odd = start() + TimeDelta::nanoseconds(789);
    let clock = Clock::virtual_at(odd);
    assert_eq!(clock.now(), start());
    clock.advance_to(odd + TimeDelta::seconds(1)).unwrap();
    assert_eq!(clock.now(), start() + TimeDelta::seconds(1));
    assert_eq!(Clock::system().now().timestamp_subsec_nanos() % 1_000, 0);
}

#[test]
fn ids_are_unique_and_in_order_while_the_clock_stands() {
    for world in [World::real(), World::virtual_at(start())] {
        let minted: Vec<_> = (0..10_000).map(|_| world.mint()).collect();
        assert!(minted.is_sorted());
        assert_eq!(minted.iter().collect::<BTreeSet<_>>().len(), minted.len());
        assert!(minted.iter().all(|id| id.get_version_num() == 7));
        let standard = |id: &uuid::Uuid| id.get_variant() == uuid::Variant::RFC4122;
        assert!(minted.iter().all(standard));
    }
}

#[test]
fn an_id_tells_when_it_was_minted() {
    let world = World::virtual_at(start());
    let (seconds, nanos) = world.mint().get_timestamp().unwrap().to_unix();
    assert_eq!(i64::try_from(seconds), Ok(start().timestamp()));
    assert_eq!(nanos, 123_000_000);
}

#[test]
fn two_processes_mint_different_ids_at_the_same_instant() {
    let clock = Clock::virtual_at(start());
    assert_ne!(Ids::system().mint(&clock), Ids::system().mint(&clock));
}

proptest! {
    #[test]
    fn seeded_ids_repeat_and_stay_in_order_however_the_clock_moves(
        seed: u64,
        moves in prop::collection::vec(0_i64..3_000, 1..50),
    ) {
        let (one, two) = (World::seeded(start(), seed), World::seeded(start(), seed));
        let mut last = None;
        for micros in moves {
            for world in [&one, &two] {
                let to = world.now() + TimeDelta::microseconds(micros);
                world.clock.advance_to(to).unwrap();
            }
            let id = one.mint();
            prop_assert_eq!(id, two.mint());
            prop_assert!(last.is_none_or(|last| last < id));
            last = Some(id);
        }
    }
}
