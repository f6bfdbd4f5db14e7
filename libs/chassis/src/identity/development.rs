//! Development identity: whoever a request says it is from.

use http::HeaderMap;

use super::{Caller, Claim, MAX_ITEMS, Proof, Unrecognised, is_name};

/// Metadata that names the caller, in development mode.
pub const SUBJECT_KEY: &str = "x-handrail-subject";
/// Metadata that lists the caller's roles, separated by commas.
pub const ROLES_KEY: &str = "x-handrail-roles";
/// Metadata that lists the caller's teams, separated by commas.
pub const TEAMS_KEY: &str = "x-handrail-teams";

/// Reads the caller from a request's headers, trusting them.
pub(super) fn recognise(headers: &HeaderMap) -> Result<Claim, Unrecognised> {
    let subject = single(headers, SUBJECT_KEY)?.ok_or(Unrecognised::Missing)?;
    if !is_name(subject) {
        return Err(Unrecognised::Malformed(SUBJECT_KEY));
    }
    Ok(Claim {
        caller: Caller {
            subject: subject.to_owned(),
            roles: list(headers, ROLES_KEY)?,
            teams: list(headers, TEAMS_KEY)?,
        },
        proof: Proof::Word,
        holds_for: None,
    })
}

fn list(headers: &HeaderMap, key: &'static str) -> Result<Vec<String>, Unrecognised> {
    let Some(value) = single(headers, key)?.filter(|value| !value.trim().is_empty()) else {
        return Ok(Vec::new());
    };
    let items: Vec<String> = value
        .split(',')
        .map(|item| item.trim().to_owned())
        .collect();
    if items.len() > MAX_ITEMS || !items.iter().all(|item| is_name(item)) {
        return Err(Unrecognised::Malformed(key));
    }
    Ok(items)
}

/// A key given twice is refused: two parties would each believe another one.
fn single<'h>(headers: &'h HeaderMap, key: &'static str) -> Result<Option<&'h str>, Unrecognised> {
    let mut values = headers.get_all(key).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(Some)
            .map_err(|_| Unrecognised::Malformed(key)),
        (Some(_), Some(_)) => Err(Unrecognised::Malformed(key)),
    }
}
