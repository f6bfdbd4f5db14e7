//! Where something of an edition stands in its documents.

use crate::{
    edition::{Section, Sources},
    located::Located,
};
use std::collections::{BTreeMap, BTreeSet};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The way to a value, from the top of an edition, by the keys of its documents. Parts that several documents add to
/// count as one, in the order in which they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::edition) struct Place(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

/// What is wrong with an edition: where, and why.
pub(in crate::edition) type Wrong = (Place, String);

impl Place {
    /// The value of a key.
    pub(in crate::edition) fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// Each item of a list, with its place.
    pub(in crate::edition) fn each<'a, T>(
        &self,
        list: &str,
        items: &'a [T],
    ) -> impl Iterator<Item = (Self, &'a T)> + use<'a, T> {
        self.key(list).items(items)
    }

    /// Each item of the list that stands here, with its place.
    pub(in crate::edition) fn items<'a, T>(
        &self,
        items: &'a [T],
    ) -> impl Iterator<Item = (Self, &'a T)> + use<'a, T> {
        let list = self.clone();
        let numbered = items.iter().enumerate();
        numbered.map(move |(index, item)| (list.then(Step::Item(index)), item))
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

/// Points at what is wrong, in the order in which it stands. What is absent is pointed at where it should stand.
pub(in crate::edition) fn located(sources: &Sources, wrong: &[Wrong]) -> Vec<Located> {
    if wrong.is_empty() {
        return Vec::new();
    }
    let whole = Node::whole(sources);
    let found: BTreeSet<((usize, usize), &str)> = wrong
        .iter()
        .map(|(place, message)| (whole.find(&place.0), message.as_str()))
        .collect();
    let documents: Vec<&Section> = documents(sources).collect();
    let located = found.into_iter().filter_map(|((document, at), message)| {
        let section = documents.get(document)?;
        Some(Located::at(&section.name, &section.text, at, message))
    });
    located.collect()
}

fn documents(sources: &Sources) -> impl Iterator<Item = &Section> {
    std::iter::once(&sources.head).chain(&sources.sections)
}

/// A value, with its document and its offset there.
struct Node {
    at: (usize, usize),
    holds: Holds,
}

enum Holds {
    Table(BTreeMap<String, Node>),
    List(Vec<Node>),
    Text(String),
    Else,
}

impl Node {
    /// All documents as one, put together like the edition.
    fn whole(sources: &Sources) -> Self {
        let mut whole = Self::table((0, 0), BTreeMap::new());
        let mut additions = Vec::new();
        for (number, document) in documents(sources).enumerate() {
            // Whoever looks for places has read the documents.
            let Ok(read) = DeTable::parse(&document.text) else {
                continue;
            };
            let mut own = Self::of_table(number, 0, read.get_ref());
            if let Holds::Table(parts) = &mut own.holds {
                additions.extend(parts.remove("on"));
            }
            whole.absorb(own);
        }
        for addition in additions {
            if let Holds::Table(parts) = addition.holds {
                for (id, elements) in parts {
                    whole.add(&id, elements);
                }
            }
        }
        whole
    }

    fn table(at: (usize, usize), parts: BTreeMap<String, Self>) -> Self {
        Self {
            at,
            holds: Holds::Table(parts),
        }
    }

    fn of_table(document: usize, offset: usize, table: &DeTable<'_>) -> Self {
        let parts = table.iter().map(|(key, value)| {
            let own = Self::of(document, value.span().start, value.get_ref());
            (key.get_ref().to_string(), own)
        });
        Self::table((document, offset), parts.collect())
    }

    fn of(document: usize, offset: usize, value: &DeValue<'_>) -> Self {
        let holds = match value {
            DeValue::Table(table) => return Self::of_table(document, offset, table),
            DeValue::Array(items) => {
                let items = items.iter();
                let items = items.map(|item| Self::of(document, item.span().start, item.get_ref()));
                Holds::List(items.collect())
            }
            DeValue::String(text) => Holds::Text(text.to_string()),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => Holds::Else,
        };
        Self {
            at: (document, offset),
            holds,
        }
    }

    /// Puts another behind it. Of what is no list, the first stays.
    fn absorb(&mut self, other: Self) {
        match (&mut self.holds, other.holds) {
            (Holds::Table(own), Holds::Table(others)) => {
                for (key, other) in others {
                    match own.get_mut(&key) {
                        Some(own) => own.absorb(other),
                        None => {
                            own.insert(key, other);
                        }
                    }
                }
            }
            (Holds::List(own), Holds::List(others)) => own.extend(others),
            (Holds::Table(_) | Holds::List(_) | Holds::Text(_) | Holds::Else, _) => {}
        }
    }

    /// Puts what another section says of a pathway behind what the pathway has.
    fn add(&mut self, pathway: &str, elements: Self) {
        let Holds::Table(parts) = &mut self.holds else {
            return;
        };
        let Some(Holds::List(pathways)) = parts.get_mut("pathway").map(|list| &mut list.holds)
        else {
            return;
        };
        let mut pathways = pathways.iter_mut();
        if let Some(own) = pathways.find(|own| own.text("id") == Some(pathway)) {
            let parts = BTreeMap::from([("elements".to_owned(), elements)]);
            own.absorb(Self::table(own.at, parts));
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        let Holds::Table(parts) = &self.holds else {
            return None;
        };
        match &parts.get(key)?.holds {
            Holds::Text(text) => Some(text),
            Holds::Table(_) | Holds::List(_) | Holds::Else => None,
        }
    }

    /// Goes the way as far as there is one.
    fn find(&self, way: &[Step]) -> (usize, usize) {
        let Some((first, rest)) = way.split_first() else {
            return self.at;
        };
        let next = match (first, &self.holds) {
            (Step::Key(key), Holds::Table(parts)) => parts.get(key),
            (Step::Item(index), Holds::List(items)) => items.get(*index),
            (Step::Key(_) | Step::Item(_), _) => None,
        };
        next.map_or(self.at, |next| next.find(rest))
    }
}

/// Texts of which nothing is written: where each stands, and what is said of it. Lines alone can be blank.
pub(in crate::edition) fn blank(table: &DeTable<'_>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (key, value) in table {
        if key.get_ref() != "lines" {
            blank_in(key.get_ref(), value, &mut found);
        }
    }
    found
}

fn blank_in(key: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<(usize, String)>) {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => {
            let says = format!("`{key}` is blank: write a text between the quotes");
            found.push((value.span().start, says));
        }
        DeValue::Array(items) => items.iter().for_each(|item| blank_in(key, item, found)),
        DeValue::Table(table) => found.extend(blank(table)),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {}
    }
}
