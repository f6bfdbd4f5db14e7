//! Single values of the document, read with every error noted and none of them final.

use super::NAME_CHARACTERS;
use crate::located::Located;
use chrono::{NaiveDate, NaiveTime};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    ops::Range,
    str::FromStr,
};
use toml::{Spanned, value::Datetime};

/// The longest e-mail address accepted, in characters.
const EMAIL_CHARACTERS: usize = 254;

/// Goes on after an error. A method that has reported one returns nothing, and what depends on the
/// missing value is left out: the directory is refused anyway, and only first causes are reported.
pub(super) struct Reading<'a> {
    pub(super) source: &'a str,
    pub(super) text: &'a str,
    pub(super) errors: Vec<Located>,
}

impl Reading<'_> {
    /// Every id of a kind, each of which may be declared once.
    pub(super) fn ids<'d, T: FromStr<Err: Display> + Ord>(
        &mut self,
        kind: &str,
        texts: impl Iterator<Item = &'d Spanned<String>>,
    ) -> BTreeSet<T> {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        for text in texts {
            let Some(id) = self.parsed(text) else {
                continue;
            };
            if let Some(first) = first.get(text.get_ref().as_str()) {
                let line = Located::at(self.source, self.text, *first, "").line;
                self.error(
                    text.span(),
                    format!(
                        "{kind} '{}' is declared twice; first on line {line}",
                        text.get_ref()
                    ),
                );
            } else {
                first.insert(text.get_ref(), text.span().start);
            }
            ids.insert(id);
        }
        ids
    }

    pub(super) fn reference<T: FromStr + Ord>(
        &mut self,
        kind: &str,
        declared: &BTreeSet<T>,
        text: &Spanned<String>,
    ) -> Option<T> {
        let id = text
            .get_ref()
            .parse()
            .ok()
            .filter(|id| declared.contains(id));
        if id.is_none() {
            self.error(text.span(), format!("unknown {kind} '{}'", text.get_ref()));
        }
        id
    }

    pub(super) fn references<T: FromStr + Ord>(
        &mut self,
        kind: &str,
        declared: &BTreeSet<T>,
        list: &[Spanned<String>],
    ) -> Vec<T> {
        let mut ids = Vec::new();
        for text in list {
            let Some(id) = self.reference(kind, declared, text) else {
                continue;
            };
            if ids.contains(&id) {
                self.error(
                    text.span(),
                    format!("{kind} '{}' is listed twice", text.get_ref()),
                );
            } else {
                ids.push(id);
            }
        }
        ids
    }

    pub(super) fn parsed<T: FromStr<Err: Display>>(&mut self, text: &Spanned<String>) -> Option<T> {
        text.get_ref()
            .parse()
            .map_err(|error: T::Err| self.error(text.span(), error.to_string()))
            .ok()
    }

    pub(super) fn name(&mut self, text: &Spanned<String>) -> Option<String> {
        let name = text.get_ref();
        let fits = (1..=NAME_CHARACTERS).contains(&name.chars().count());
        if fits && name.trim() == name && !name.chars().any(char::is_control) {
            return Some(name.clone());
        }
        let wanted = format!(
            "1 to {NAME_CHARACTERS} characters are needed, without control characters or spaces at the ends"
        );
        self.error(text.span(), wanted);
        None
    }

    pub(super) fn email(&mut self, text: &Spanned<String>) -> Option<String> {
        if is_email(text.get_ref()) {
            return Some(text.get_ref().clone());
        }
        self.error(
            text.span(),
            "not an e-mail address like name@example.invalid".to_owned(),
        );
        None
    }

    pub(super) fn date(&mut self, text: &Spanned<Datetime>) -> Option<NaiveDate> {
        let date = match text.get_ref() {
            Datetime {
                date: Some(date),
                time: None,
                offset: None,
            } => NaiveDate::from_ymd_opt(
                i32::from(date.year),
                u32::from(date.month),
                u32::from(date.day),
            ),
            Datetime { .. } => None,
        };
        if date.is_none() {
            self.error(
                text.span(),
                format!("'{}' is not a date like 2026-12-29", text.get_ref()),
            );
        }
        date
    }

    pub(super) fn time(&mut self, text: &Spanned<Datetime>) -> Option<NaiveTime> {
        let time = match text.get_ref() {
            Datetime {
                date: None,
                time: Some(time),
                offset: None,
            } => NaiveTime::from_hms_opt(
                u32::from(time.hour),
                u32::from(time.minute),
                u32::from(time.second.unwrap_or_default()),
            ),
            Datetime { .. } => None,
        };
        if time.is_none() {
            self.error(
                text.span(),
                format!("'{}' is not a time of day like 08:30:00", text.get_ref()),
            );
        }
        time
    }

    pub(super) fn error(&mut self, at: Range<usize>, message: String) {
        self.errors
            .push(Located::at(self.source, self.text, at.start, message));
    }
}

/// One `@`, a plain local part and a domain with a dot: enough to catch a slip of the pen and to
/// keep anything out that could break a message's headers.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = |part: &str, signs: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
    };
    text.len() <= EMAIL_CHARACTERS
        && plain(local, "._%+-'")
        && plain(domain, ".-")
        && domain.contains('.')
}
