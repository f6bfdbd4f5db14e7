//! The dashboard asks for metrics that exist, by labels that they have, and leaves none of them out.

use handrail_chassis::telemetry::{self, Kind, Metric, label_in_prometheus};
use handrail_frame::gauges;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DASHBOARD: &str = include_str!("../../../../deploy/dashboards/handrail.json");

/// What Prometheus says of every value, wherever it was read.
const OF_PROMETHEUS: [&str; 2] = ["job", "instance"];
/// Words of the query language that no parenthesis follows, or one with labels in it.
const GROUPING: [&str; 6] = [
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
];
const OPERATORS: [&str; 5] = ["and", "or", "unless", "offset", "bool"];

/// The labels of each series that is exported, by the series' name.
fn exported() -> BTreeMap<String, BTreeSet<String>> {
    let mut series = BTreeMap::new();
    for metric in all() {
        let name = metric.in_prometheus();
        let labels = metric.labels.iter().map(|label| label_in_prometheus(label));
        let labels: BTreeSet<String> = labels.collect();
        match metric.kind {
            Kind::Gauge => {
                series.insert(name, labels);
            }
            Kind::Durations(_) => {
                series.insert(format!("{name}_sum"), labels.clone());
                series.insert(format!("{name}_count"), labels.clone());
                let bounded = labels.into_iter().chain(["le".to_owned()]);
                series.insert(format!("{name}_bucket"), bounded.collect());
            }
        }
    }
    series
}

fn all() -> impl Iterator<Item = &'static Metric> {
    telemetry::METRICS.iter().chain(gauges::METRICS).copied()
}

/// The series and the labels that a query names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Names {
    series: BTreeSet<String>,
    labels: BTreeSet<String>,
}

fn names_in(query: &str) -> Names {
    let mut names = Names::default();
    let (mut in_braces, mut in_labels, mut grouping) = (false, false, false);
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let word = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':')
            .map_or(rest, |end| &rest[..end]);
        if !word.is_empty() && !first.is_ascii_digit() {
            rest = &rest[word.len()..];
            let next = rest.trim_start();
            let is_grouped = GROUPING.iter().any(|grouping| next.starts_with(grouping));
            let called = next.starts_with('(') || is_grouped;
            if GROUPING.contains(&word) {
                grouping = true;
            } else if in_braces || in_labels {
                names.labels.insert(word.to_owned());
            } else if !called && !OPERATORS.contains(&word) {
                names.series.insert(word.to_owned());
            }
            continue;
        }
        match first {
            '"' => rest = rest[1..].split_once('"').map_or("", |(_, after)| after),
            '[' => rest = rest.split_once(']').map_or("", |(_, after)| after),
            _ => {
                match first {
                    '{' => in_braces = true,
                    '}' => in_braces = false,
                    '(' => in_labels = std::mem::take(&mut grouping),
                    ')' => in_labels = false,
                    _ => {}
                }
                rest = &rest[first.len_utf8().max(word.len())..];
            }
        }
    }
    names
}

#[test]
fn a_query_is_taken_apart() {
    let query = "sum by (a, le) (max by (b) (rate(some_series_bucket{c=\"x(y)\",d!~\"e\"}[$__rate_interval]))) > 0";
    let names = names_in(query);
    assert_eq!(
        names.series,
        BTreeSet::from(["some_series_bucket".to_owned()])
    );
    let labels: Vec<&str> = names.labels.iter().map(String::as_str).collect();
    assert_eq!(labels, ["a", "b", "c", "d", "le"]);
}

#[test]
fn the_dashboard_asks_for_what_there_is_and_for_all_of_it() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("JSON");
    let exported = exported();
    let mut asked = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for panel in dashboard["panels"].as_array().expect("panels") {
        let title = panel["title"].as_str().expect("a title");
        assert!(ids.insert(panel["id"].as_u64()), "{title} has another's id");
        if panel["type"] == "row" {
            continue;
        }
        let description = panel["description"].as_str().unwrap_or_default();
        assert!(!description.is_empty(), "{title} says nothing about itself");
        for target in panel["targets"].as_array().expect("queries") {
            let query = target["expr"].as_str().expect("a query");
            let legend = target["legendFormat"].as_str().unwrap_or_default();
            let names = names_in(query);
            assert!(!names.series.is_empty(), "{title}: {query}");
            let mut known = BTreeSet::from(OF_PROMETHEUS.map(str::to_owned));
            for series in &names.series {
                let labels = exported.get(series);
                let labels =
                    labels.unwrap_or_else(|| panic!("{title}: no series is called {series}"));
                known.extend(labels.iter().cloned());
            }
            let unknown: Vec<_> = names.labels.difference(&known).collect();
            assert!(unknown.is_empty(), "{title}: {unknown:?} in {query}");
            for shown in legend
                .split("{{")
                .skip(1)
                .filter_map(|text| text.split("}}").next())
            {
                assert!(known.contains(shown), "{title}: {shown} in the legend");
            }
            asked.extend(names.series);
        }
    }
    for metric in all() {
        let name = metric.in_prometheus();
        let is_asked = asked.iter().any(|series| series.starts_with(&name));
        assert!(is_asked, "nobody looks at {name}");
    }
}
