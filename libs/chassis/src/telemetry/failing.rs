//! Says when telemetry can't be sent, once, and when it can be sent again. The libraries below keep that
//! to themselves, and a process nobody hears of looks just like one that has nothing to say.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{LogBatch, LogExporter};
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use tracing::{info, warn};

/// An exporter that may fail, and says so.
#[derive(Debug)]
pub(super) struct Failing<E> {
    exporter: E,
    what: &'static str,
    failing: AtomicBool,
}

impl<E> Failing<E> {
    /// Exports `what` by this exporter.
    pub(super) fn new(exporter: E, what: &'static str) -> Self {
        Self {
            exporter,
            what,
            failing: AtomicBool::new(false),
        }
    }

    fn tell(&self, exported: OTelSdkResult) -> OTelSdkResult {
        let what = self.what;
        match &exported {
            Ok(()) if self.failing.swap(false, Ordering::Relaxed) => {
                info!(what, "telemetry is exported again");
            }
            Err(error) if !self.failing.swap(true, Ordering::Relaxed) => {
                warn!(what, %error, "telemetry can't be exported, and is lost until it can");
            }
            Ok(()) | Err(_) => {}
        }
        exported
    }
}

impl<E: SpanExporter> SpanExporter for Failing<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.tell(self.exporter.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl<E: LogExporter> LogExporter for Failing<E> {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        self.tell(self.exporter.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl<E: PushMetricExporter> PushMetricExporter for Failing<E> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.tell(self.exporter.export(metrics).await)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}
