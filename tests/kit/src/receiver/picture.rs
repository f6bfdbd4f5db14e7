//! Spans as one picture: who caused what, by name, without the ids and times that differ each time.

use super::{Span, SpanId};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// Something that was done, however often: in which service, and what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deed {
    /// The service, as `transfers`.
    pub service: String,
    /// What kind of span it is.
    pub kind: &'static str,
    /// What was done: a method without its service, `apply` and a kind of entry, a worker's deed.
    pub name: String,
}

/// How one deed follows from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Follows {
    /// As a part of the same trace.
    Within,
    /// By a link from another trace.
    Linked,
}

/// Everything that is connected to one span.
#[derive(Debug, Default)]
pub struct Picture {
    /// What was done.
    pub deeds: BTreeSet<Deed>,
    /// What followed from what.
    pub follows: BTreeSet<(Deed, Follows, Deed)>,
}

impl Picture {
    /// Draws whatever is connected to the span `from`, by parents and by links. Operations on the
    /// database are left out, and so are entries that meant nothing to the service that read them.
    pub fn of(spans: &[Span], from: &SpanId) -> Self {
        let spans: BTreeMap<&SpanId, &Span> = spans.iter().map(|span| (&span.id, span)).collect();
        let connected = connected(&spans, from);
        let mut picture = Self::default();
        let mut consequential = BTreeSet::new();
        for id in &connected {
            let Some(to) = spans.get(id).filter(|span| is_shown(span)) else {
                continue;
            };
            picture.deeds.insert(deed(to));
            let parent = to.parent.as_ref().and_then(|id| shown(&spans, id));
            let within = parent.map(|from| (from, Follows::Within));
            let linked = to.links.iter().filter_map(|id| shown(&spans, id));
            let linked = linked.filter(|from| Some(&from.id) != parent.map(|from| &from.id));
            let linked = linked.map(|from| (from, Follows::Linked));
            for (from, how) in within.into_iter().chain(linked) {
                consequential.insert(deed(from));
                if deed(from) != deed(to) {
                    picture.follows.insert((deed(from), how, deed(to)));
                }
            }
        }
        let says = |deed: &Deed| deed.kind != "consumer" || consequential.contains(deed);
        picture.deeds.retain(|deed| says(deed));
        picture.follows.retain(|(_, _, to)| says(to));
        picture
    }

    /// The services that did something.
    pub fn services(&self) -> Vec<&str> {
        let mut services: Vec<&str> = self.deeds.iter().map(|deed| &*deed.service).collect();
        services.dedup();
        services
    }

    /// Whether `to` followed from `from`, each as a service and a name.
    pub fn shows(&self, from: (&str, &str), how: Follows, to: (&str, &str)) -> bool {
        let is = |deed: &Deed, (service, name): (&str, &str)| {
            deed.service == service && deed.name == name
        };
        self.follows
            .iter()
            .any(|(a, by, b)| is(a, from) && *by == how && is(b, to))
    }

    /// The picture as a Mermaid flow chart: a box for each service, an arrow within a trace, a dotted one
    /// for a link.
    pub fn mermaid(&self) -> String {
        let ids: BTreeMap<&Deed, String> = self
            .deeds
            .iter()
            .enumerate()
            .map(|(number, deed)| (deed, format!("d{number}")))
            .collect();
        let mut text = "flowchart LR\n".to_owned();
        for service in self.services() {
            let _ = writeln!(text, "  subgraph {service}");
            for (deed, id) in ids.iter().filter(|(deed, _)| deed.service == service) {
                let name = &deed.name;
                let shape = match deed.kind {
                    "consumer" => format!("[/\"{name}\"/]"),
                    "internal" => format!("((\"{name}\"))"),
                    _ => format!("[\"{name}\"]"),
                };
                let _ = writeln!(text, "    {id}{shape}");
            }
            text.push_str("  end\n");
        }
        for (from, how, to) in &self.follows {
            let arrow = match how {
                Follows::Within => "-->",
                Follows::Linked => "-.->",
            };
            let _ = writeln!(text, "  {} {arrow} {}", ids[from], ids[to]);
        }
        text
    }
}

/// Everything that can be reached over parents and links, in either direction.
fn connected(spans: &BTreeMap<&SpanId, &Span>, from: &SpanId) -> BTreeSet<SpanId> {
    let mut beside: BTreeMap<&SpanId, Vec<&SpanId>> = BTreeMap::new();
    for span in spans.values() {
        for other in span.parent.iter().chain(&span.links) {
            beside.entry(&span.id).or_default().push(other);
            beside.entry(other).or_default().push(&span.id);
        }
    }
    let mut reached = BTreeSet::from([from.clone()]);
    let mut ahead = vec![from];
    while let Some(id) = ahead.pop() {
        for other in beside.get(id).into_iter().flatten() {
            if reached.insert((*other).clone()) {
                ahead.push(other);
            }
        }
    }
    reached
}

/// The span of this id, or of the nearest one around it that is shown.
fn shown<'s>(spans: &BTreeMap<&SpanId, &'s Span>, id: &SpanId) -> Option<&'s Span> {
    let span = *spans.get(id)?;
    match is_shown(span) {
        true => Some(span),
        false => shown(spans, span.parent.as_ref()?),
    }
}

fn is_shown(span: &Span) -> bool {
    !span.attributes.contains_key("db.operation.name")
}

fn deed(span: &Span) -> Deed {
    let service = span.service();
    let name = span.name.rsplit('/').next().unwrap_or_default();
    Deed {
        service: service
            .strip_prefix("handrail-")
            .unwrap_or(service)
            .to_owned(),
        kind: span.kind,
        name: name.to_owned(),
    }
}
