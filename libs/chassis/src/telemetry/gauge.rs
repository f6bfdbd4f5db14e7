//! Gauges: what was last read of how things stand, kept here until somebody asks.
//!
//! Whoever collects must not wait for a database, so a worker reads now and then, and shows it here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry::KeyValue;

use super::metric::{Metric, instruments};

/// One value of a gauge.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Of which gauge.
    pub metric: &'static Metric,
    /// What tells it from the other values of the gauge, in the order of [`Metric::labels`].
    pub labels: Vec<String>,
    /// The value.
    pub value: f64,
}

/// Shows what `service` has read of these gauges, in place of what it had read before. What was there and
/// is no more shows zero: a value that is missing would look like one that was not read.
pub fn show(service: &'static str, gauges: &[&'static Metric], readings: &[Reading]) {
    let Some(instruments) = instruments() else {
        return;
    };
    for metric in gauges.iter().copied() {
        let (values, is_new) = instruments.shown.of(metric);
        {
            let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
            let values = values.entry(service).or_default();
            values.values_mut().for_each(|value| *value = 0.0);
            let read = readings.iter().filter(|reading| reading.metric == metric);
            for Reading { labels, value, .. } in read {
                // Several readings can have the same labels, where what told them apart is not shown.
                *values.entry(labels.clone()).or_insert(0.0) += value;
            }
        }
        if is_new {
            instruments.observe(metric, Arc::new(move || observations(metric, &values)));
        }
    }
}

/// The values of a gauge, by the service that has read them and by its labels.
type Values = Arc<Mutex<BTreeMap<&'static str, BTreeMap<Vec<String>, f64>>>>;

/// All gauges that anything was shown of.
#[derive(Default)]
pub(super) struct Shown(Mutex<BTreeMap<&'static str, Values>>);

impl Shown {
    /// The values of a gauge, and whether this is the first time that anybody asks for them.
    fn of(&self, metric: &Metric) -> (Values, bool) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match shown.get(metric.name) {
            Some(values) => (Arc::clone(values), false),
            None => {
                let values = Values::default();
                shown.insert(metric.name, Arc::clone(&values));
                (values, true)
            }
        }
    }
}

fn observations(metric: &'static Metric, values: &Values) -> Vec<(f64, Vec<KeyValue>)> {
    let values = values.lock().unwrap_or_else(PoisonError::into_inner);
    let one = |(labels, value): (&Vec<String>, &f64)| {
        let labels = metric.labels.iter().zip(labels);
        let labels = labels.map(|(key, value)| KeyValue::new(*key, value.clone()));
        (*value, labels.collect())
    };
    values.values().flatten().map(one).collect()
}
