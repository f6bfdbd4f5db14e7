//! Where a value is looked for: the environment first, then the configuration file; and for a secret, in
//! the file that either of them names.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use toml::{Spanned, Value};

use super::keys::{CONFIG, ELSEWHERE, FILE_SUFFIX, KEYS, Key, PREFIX};
use super::{ConfigError, Source};

/// What Kubernetes adds to the environment of a container for each service of its namespace: one that
/// is called handrail-something would be taken for a setting.
const SERVICE_LINKS: [&str; 2] = ["_SERVICE_", "_PORT"];

/// A value, and where it was found, as `HANDRAIL_LISTEN` or `handrail.toml:3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) value: String,
    pub(super) origin: String,
    /// The file that holds the value, where one was named.
    pub(super) file: Option<PathBuf>,
}

/// All places to look at.
pub(super) struct Layers<'s> {
    environment: &'s dyn Source,
    /// By the name of the variable.
    file: BTreeMap<String, Found>,
}

impl<'s> Layers<'s> {
    /// Reads the configuration file, if the environment names one, and looks everywhere for names that
    /// are no key's.
    pub(super) fn read(environment: &'s dyn Source, errors: &mut Vec<ConfigError>) -> Self {
        let file = environment.get(CONFIG).unwrap_or_default();
        let file = match file.trim() {
            "" => BTreeMap::new(),
            path => read_file(path, errors),
        };
        for name in environment.names() {
            if name.starts_with(PREFIX) && !is_key(&name) && !is_elsewhere(&name) {
                errors.push(ConfigError {
                    message: no_such_key(&name, |variable| variable.to_owned()),
                    place: name,
                });
            }
        }
        Self { environment, file }
    }

    /// The value of a key. An empty one counts as none: that is how a container's manifest unsets it.
    pub(super) fn find(&self, key: &Key, errors: &mut Vec<ConfigError>) -> Option<Found> {
        one(key, |name| self.in_environment(name), errors)
            .or_else(|| one(key, |name| self.file.get(name).cloned(), errors))
    }

    fn in_environment(&self, name: &str) -> Option<Found> {
        let value = self.environment.get(name)?.trim().to_owned();
        let origin = name.to_owned();
        (!value.is_empty()).then_some(Found {
            value,
            origin,
            file: None,
        })
    }
}

/// The value of a key in one place: as it is, or from the file that is named there.
fn one(
    key: &Key,
    get: impl Fn(&str) -> Option<Found>,
    errors: &mut Vec<ConfigError>,
) -> Option<Found> {
    let plain = get(key.variable);
    if !key.secret {
        return plain;
    }
    let Some(named) = get(&format!("{}{FILE_SUFFIX}", key.variable)) else {
        return plain;
    };
    if let Some(plain) = plain {
        errors.push(ConfigError {
            message: format!("said here and by {}: leave one of them out", named.origin),
            place: plain.origin.clone(),
        });
        return Some(plain);
    }
    match fs::read_to_string(&named.value) {
        Ok(secret) if secret.trim().is_empty() => {
            errors.push(ConfigError {
                message: format!("the file {} is empty", named.value),
                place: named.origin,
            });
            None
        }
        Ok(secret) => Some(Found {
            value: secret.trim().to_owned(),
            origin: named.origin,
            file: Some(named.value.into()),
        }),
        Err(error) => {
            errors.push(ConfigError {
                message: format!("the file {} can't be read: {error}", named.value),
                place: named.origin,
            });
            None
        }
    }
}

fn read_file(path: &str, errors: &mut Vec<ConfigError>) -> BTreeMap<String, Found> {
    let mut wrong = |place: String, message: String| errors.push(ConfigError { place, message });
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            wrong(CONFIG.to_owned(), format!("{path} can't be read: {error}"));
            return BTreeMap::new();
        }
    };
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let document: BTreeMap<Spanned<String>, Value> = match toml::from_str(&text) {
        Ok(document) => document,
        Err(error) => {
            let at = line(error.span().map_or(0, |span| span.start));
            wrong(format!("{path}:{at}"), error.message().to_owned());
            return BTreeMap::new();
        }
    };
    let mut found = BTreeMap::new();
    for (name, value) in document {
        let origin = format!("{path}:{}", line(name.span().start));
        let name = name.into_inner();
        let variable = format!("{PREFIX}{}", name.to_ascii_uppercase());
        if name != name.to_ascii_lowercase() || !is_key(&variable) {
            let message = no_such_key(&variable, |near| near[PREFIX.len()..].to_ascii_lowercase());
            wrong(origin, format!("\"{name}\": {message}"));
            continue;
        }
        let value = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Boolean(_)
            | Value::Float(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => {
                wrong(
                    origin,
                    format!("\"{name}\" is neither a text in quotes nor a whole number"),
                );
                continue;
            }
        };
        if !value.is_empty() {
            let file = None;
            found.insert(
                variable,
                Found {
                    value,
                    origin,
                    file,
                },
            );
        }
    }
    found
}

fn is_key(variable: &str) -> bool {
    KEYS.iter()
        .any(|key| match variable.strip_prefix(key.variable) {
            Some("") => true,
            Some(FILE_SUFFIX) => key.secret,
            Some(_) | None => false,
        })
}

fn is_elsewhere(variable: &str) -> bool {
    ELSEWHERE.iter().any(|known| match known.strip_suffix('_') {
        Some(family) => variable.starts_with(family),
        None => variable == *known,
    }) || SERVICE_LINKS.iter().any(|link| variable.contains(link))
}

/// There is no such key; perhaps the one that differs least was meant.
fn no_such_key(variable: &str, shown: impl Fn(&str) -> String) -> String {
    let near = KEYS
        .iter()
        .map(|key| key.variable)
        .chain([CONFIG])
        .map(|known| (strsim::levenshtein(variable, known), known))
        .min();
    match near {
        Some((distance, near)) if distance <= 2 => {
            format!("there is no such key; is {} meant?", shown(near))
        }
        Some(_) | None => "there is no such key; `config keys` lists them all".to_owned(),
    }
}
