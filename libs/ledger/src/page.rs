//! Pages of a list, and the opaque tokens that lead from one to the next.

use std::fmt::Write;

use handrail_contracts::common::v1::PageRequest;
use handrail_contracts::parse::Fields;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Which part of a list is wanted: so many, after the one with this key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<K> {
    /// How many at most.
    pub size: u64,
    /// The key of the last one seen; none for the first page.
    pub after: Option<K>,
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    /// The page that `request` asks for, of the list called `list`: a token that another list gave
    /// out is noted in `fields` under `page.token`, a wrong size under `page.size`.
    pub fn of(list: &str, request: Option<&PageRequest>, fields: &Fields) -> Option<Self> {
        let (size, token) = fields.page(request)?;
        let after = if token.is_empty() {
            None
        } else {
            let Some(key) = decode(list, &token) else {
                fields.wrong("page.token", "not a token that this list has given out");
                return None;
            };
            Some(key)
        };
        Some(Self {
            size: u64::from(size),
            after,
        })
    }

    /// How many to read: one more than wanted, which tells whether there is a next page.
    pub fn limit(&self) -> u64 {
        self.size + 1
    }

    /// Cuts what was read with [`Page::limit`] to size, and gives the token of the next page; empty
    /// after the last.
    pub fn cut<T>(&self, list: &str, mut read: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, String) {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        if read.len() <= size {
            return (read, String::new());
        }
        read.truncate(size);
        let token = read
            .last()
            .and_then(|last| encode(list, &key(last)))
            .unwrap_or_default();
        (read, token)
    }
}

/// Hexadecimal JSON: opaque enough not to be built by hand, plain enough to be read in a log.
fn encode<K: Serialize>(list: &str, key: &K) -> Option<String> {
    let json = serde_json::to_vec(&(list, key)).ok()?;
    Some(json.iter().fold(String::new(), |mut token, byte| {
        let _ = write!(token, "{byte:02x}");
        token
    }))
}

fn decode<K: DeserializeOwned>(list: &str, token: &str) -> Option<K> {
    let digits = token.as_bytes();
    let json: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair)
                .ok()
                .filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect();
    let (of, key): (String, K) = serde_json::from_slice(&json?).ok()?;
    (of == list).then_some(key)
}
