//! Metrics, as a test asks for them.

use super::{Attributes, attributes, process};
use opentelemetry_proto::tonic::{
    collector::metrics::v1::ExportMetricsServiceRequest,
    metrics::v1::{self as wire, metric::Data, number_data_point::Value},
};
use std::collections::BTreeMap;

/// A metric that was received: its last values, one for each process and each set of attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its values.
    pub points: Vec<Point>,
}

/// A value of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The attributes of the process it comes from.
    pub process: Attributes,
    /// Its attributes.
    pub attributes: Attributes,
    /// The value; of a histogram, the sum.
    pub value: f64,
    /// How often it was measured; once, but for a histogram.
    pub count: u64,
    /// The upper bounds of the buckets of a histogram.
    pub bounds: Vec<f64>,
}

impl Metric {
    /// The value with exactly these attributes, of whichever process.
    pub fn value(&self, attributes: &[(&str, &str)]) -> Option<f64> {
        let wanted: Attributes = attributes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let point = self.points.iter().find(|point| point.attributes == wanted);
        point.map(|point| point.value)
    }

    /// Every value that an attribute has anywhere.
    pub fn values_of(&self, attribute: &str) -> Vec<&str> {
        let mut values: Vec<&str> = self
            .points
            .iter()
            .filter_map(|point| point.attributes.get(attribute))
            .map(String::as_str)
            .collect();
        values.sort_unstable();
        values.dedup();
        values
    }
}

pub(super) fn metrics(requests: &[ExportMetricsServiceRequest]) -> Vec<Metric> {
    let mut metrics: BTreeMap<String, Metric> = BTreeMap::new();
    for resource in requests
        .iter()
        .flat_map(|request| &request.resource_metrics)
    {
        let process = process(resource.resource.as_ref());
        for sent in resource
            .scope_metrics
            .iter()
            .flat_map(|scope| &scope.metrics)
        {
            let metric = metrics.entry(sent.name.clone()).or_insert_with(|| Metric {
                name: sent.name.clone(),
                unit: sent.unit.clone(),
                points: Vec::new(),
            });
            let points = points(sent, &process);
            // Every request has all of a process's values: what is no more in it is no more.
            metric.points.retain(|point| point.process != process);
            metric.points.extend(points);
        }
    }
    metrics.into_values().collect()
}

fn points(metric: &wire::Metric, process: &Attributes) -> Vec<Point> {
    let number = |point: &wire::NumberDataPoint| Point {
        process: process.clone(),
        attributes: attributes(&point.attributes),
        value: match point.value {
            Some(Value::AsDouble(value)) => value,
            Some(Value::AsInt(value)) => value as f64,
            None => f64::NAN,
        },
        count: 1,
        bounds: Vec::new(),
    };
    match &metric.data {
        Some(Data::Gauge(gauge)) => gauge.data_points.iter().map(number).collect(),
        Some(Data::Sum(sum)) => sum.data_points.iter().map(number).collect(),
        Some(Data::Histogram(histogram)) => histogram
            .data_points
            .iter()
            .map(|point| Point {
                process: process.clone(),
                attributes: attributes(&point.attributes),
                value: point.sum.unwrap_or(f64::NAN),
                count: point.count,
                bounds: point.explicit_bounds.clone(),
            })
            .collect(),
        Some(Data::ExponentialHistogram(_) | Data::Summary(_)) | None => Vec::new(),
    }
}
