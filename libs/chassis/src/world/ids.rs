//! Ids that sort by the time they were minted.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::{Builder, Uuid};

use super::Clock;

/// The random part of a version 7 id: everything but the milliseconds, version and variant.
const TAIL_BITS: u32 = 74;
/// A fresh tail leaves its top bit clear, so that the ids of one millisecond have room to count up.
const FRESH_TAIL_BITS: u32 = TAIL_BITS - 1;

/// Mints version 7 UUIDs. Within one process each is greater than the one before, also when the
/// clock stands still (as a virtual one does) or steps back. Ids are unique, but are no secrets.
#[derive(Clone, Debug)]
pub struct Ids(Arc<Mutex<Mint>>);

#[derive(Debug)]
struct Mint {
    entropy: Entropy,
    millis: u64,
    tail: u128,
}

#[derive(Debug)]
enum Entropy {
    System,
    Seeded(u64),
}

impl Ids {
    /// Ids from the operating system's entropy.
    pub fn system() -> Self {
        Self::from(Entropy::System)
    }

    /// Ids that follow from `seed` and the clock alone, so that a test can be repeated.
    pub fn seeded(seed: u64) -> Self {
        Self::from(Entropy::Seeded(seed))
    }

    /// A new id, greater than every id minted here before.
    pub fn mint(&self, clock: &Clock) -> Uuid {
        let now = u64::try_from(clock.now().timestamp_millis()).unwrap_or(0);
        let mut mint = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mint.next(now)
    }

    fn from(entropy: Entropy) -> Self {
        Self(Arc::new(Mutex::new(Mint {
            entropy,
            millis: 0,
            tail: 0,
        })))
    }
}

impl Mint {
    fn next(&mut self, now: u64) -> Uuid {
        if now > self.millis {
            self.millis = now;
            self.tail = self.fresh_tail();
        } else {
            // A random step keeps the next id of the same millisecond hard to meet by chance.
            self.tail += 1 + u128::from(self.entropy.draw() >> 32);
            if self.tail >> TAIL_BITS != 0 {
                self.millis += 1;
                self.tail = self.fresh_tail();
            }
        }
        // 12 bits beside the version, 62 beside the variant; the builder sets those two itself.
        let high = self.tail >> 62;
        let low = self.tail & ((1 << 62) - 1);
        let [_, _, _, _, _, _, bytes @ ..] = ((high << 64) | low).to_be_bytes();
        Builder::from_unix_timestamp_millis(self.millis, &bytes).into_uuid()
    }

    fn fresh_tail(&mut self) -> u128 {
        let drawn = (u128::from(self.entropy.draw()) << 64) | u128::from(self.entropy.draw());
        drawn & ((1 << FRESH_TAIL_BITS) - 1)
    }
}

impl Entropy {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the randomness that everything else is handed"
    )]
    fn draw(&mut self) -> u64 {
        match self {
            Self::Seeded(state) => split_mix(state),
            Self::System => match getrandom::u64() {
                Ok(drawn) => drawn,
                // Without entropy ids still differ within the process, which beats refusing work.
                Err(_) => {
                    *self = Self::Seeded(u64::from(std::process::id()));
                    self.draw()
                }
            },
        }
    }
}

/// SplitMix64: one multiplication chain per draw, enough for ids that are no secrets.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
