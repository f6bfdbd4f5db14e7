//! The hash that chains the entries of a partition.
//!
//! SHA-256 over a sequence of fields, so that anybody who reads the feed can check a chain without
//! our code and without a protobuf encoder, whose bytes are not stable. Every field is its length
//! in bytes as eight bytes, most significant first, followed by that many bytes:
//!
//! 1. the text `handrail.journal.entry.v1`
//! 2. `partition`, `position`: numbers
//! 3. `id`: text
//! 4. `subject.kind`, `subject.id`, `subject.household_id`: texts
//! 5. `kind`: text
//! 6. `payload.type_url`: text; `payload.value`: bytes
//! 7. `occurred_at`, `recorded_at`: instants
//! 8. `actor`, `edition_id`: texts
//! 9. the number of `clause_ids`, then each of them: a number, texts
//! 10. the number of `tells`, then for each: `to.team_id`, `to.role`, `reason` (texts), the number
//!     of its `clause_ids` and each of them, and `due_at`
//! 11. `trace_context`: text
//! 12. `previous_hash`: bytes
//!
//! A number is eight bytes, most significant first. An instant is its microseconds since 1970 UTC
//! as such a number, in two's complement; one that is unset is a field of length 0. A text is its
//! UTF-8 bytes. `hash` itself is left out. The epoch is not part of it: a restored journal is the
//! same journal.

use handrail_contracts::feed::v1::Entry;
use prost_types::Timestamp;
use sha2::{Digest, Sha256};

const VERSION: &str = "handrail.journal.entry.v1";

/// The hash that `entry` should carry, by its content and the previous hash that it names.
pub fn of(entry: &Entry) -> [u8; 32] {
    let subject = entry.subject.clone().unwrap_or_default();
    let payload = entry.payload.as_ref();
    let mut fields = Fields(Sha256::new());
    fields.text(VERSION);
    fields.number(u64::from(entry.partition));
    fields.number(entry.position);
    fields.text(&entry.id);
    fields.text(&subject.kind);
    fields.text(&subject.id);
    fields.text(&subject.household_id);
    fields.text(&entry.kind);
    fields.text(payload.map_or("", |payload| payload.type_url.as_str()));
    fields.bytes(payload.map_or(&[], |payload| payload.value.as_slice()));
    fields.instant(entry.occurred_at.as_ref());
    fields.instant(entry.recorded_at.as_ref());
    fields.text(&entry.actor);
    fields.text(&entry.edition_id);
    fields.texts(&entry.clause_ids);
    fields.count(entry.tells.len());
    for tell in &entry.tells {
        let to = tell.to.clone().unwrap_or_default();
        fields.text(&to.team_id);
        fields.text(&to.role);
        fields.text(&tell.reason);
        fields.texts(&tell.clause_ids);
        fields.instant(tell.due_at.as_ref());
    }
    fields.text(&entry.trace_context);
    fields.bytes(&entry.previous_hash);
    fields.0.finalize().into()
}

struct Fields(Sha256);

impl Fields {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn texts(&mut self, texts: &[String]) {
        self.count(texts.len());
        for text in texts {
            self.text(text);
        }
    }

    fn instant(&mut self, at: Option<&Timestamp>) {
        match at {
            None => self.bytes(&[]),
            Some(at) => {
                let micros = at
                    .seconds
                    .wrapping_mul(1_000_000)
                    .wrapping_add(i64::from(at.nanos / 1000));
                self.bytes(&micros.to_be_bytes());
            }
        }
    }
}
