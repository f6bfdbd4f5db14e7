//! A collector of telemetry that keeps what it is sent, so that a test can ask for it.
#![expect(clippy::expect_used, reason = "a kit fails the test that uses it")]

mod metrics;
mod picture;
mod spans;

pub use metrics::{Metric, Point};
pub use picture::{Deed, Follows, Picture};
pub use spans::{LogLine, Span, SpanId};

use crate::planted;
use handrail_chassis::lifecycle::Lifecycle;
use opentelemetry_proto::tonic::{
    collector::{
        logs::v1::{
            ExportLogsServiceRequest, ExportLogsServiceResponse,
            logs_service_server::{LogsService, LogsServiceServer},
        },
        metrics::v1::{
            ExportMetricsServiceRequest, ExportMetricsServiceResponse,
            metrics_service_server::{MetricsService, MetricsServiceServer},
        },
        trace::v1::{
            ExportTraceServiceRequest, ExportTraceServiceResponse,
            trace_service_server::{TraceService, TraceServiceServer},
        },
    },
    common::v1::{AnyValue, KeyValue, any_value::Value},
    resource::v1::Resource,
};
use prost::Message;
use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};
use tonic::{
    Request, Response, Status, async_trait,
    transport::{Server, server::TcpIncoming},
};

/// How long a test waits for what it expects. Metrics are sent every ten seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Attributes, with their values as texts.
pub type Attributes = BTreeMap<String, String>;

/// A collector of traces, metrics and logs; it ends when it is dropped.
pub struct Receiver {
    endpoint: String,
    received: Arc<Received>,
    lifecycle: Lifecycle,
}

/// What was received, as it was.
#[derive(Default)]
struct Received {
    exports: Mutex<Exports>,
    news: Notify,
}

#[derive(Default)]
struct Exports {
    traces: Vec<ExportTraceServiceRequest>,
    metrics: Vec<ExportMetricsServiceRequest>,
    logs: Vec<ExportLogsServiceRequest>,
}

impl Receiver {
    /// Starts one.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start() -> Self {
        let incoming = TcpIncoming::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let incoming = incoming.expect("a free port");
        let address = incoming.local_addr().expect("the receiver's address");
        let received = Arc::new(Received::default());
        let lifecycle = Lifecycle::new();
        let serving = Server::builder()
            .add_service(TraceServiceServer::from_arc(Arc::clone(&received)))
            .add_service(MetricsServiceServer::from_arc(Arc::clone(&received)))
            .add_service(LogsServiceServer::from_arc(Arc::clone(&received)))
            .serve_with_incoming(incoming);
        lifecycle.spawn("receiver", serving);
        Self {
            endpoint: format!("http://{address}"),
            received,
            lifecycle,
        }
    }

    /// Where it is.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The spans received so far.
    pub fn spans(&self) -> Vec<Span> {
        spans::spans(&self.received.exports().traces)
    }

    /// The log lines received so far.
    pub fn log_lines(&self) -> Vec<LogLine> {
        spans::log_lines(&self.received.exports().logs)
    }

    /// The metrics received so far, each as it was sent last by each process.
    pub fn metrics(&self) -> Vec<Metric> {
        metrics::metrics(&self.received.exports().metrics)
    }

    /// The metric of this name, as it was sent last by each process, if it was.
    pub fn metric(&self, name: &str) -> Option<Metric> {
        self.metrics()
            .into_iter()
            .find(|metric| metric.name == name)
    }

    /// Waits until what was received is `enough`.
    ///
    /// # Panics
    /// When it has not become so within a minute: `what` was expected.
    pub async fn until(&self, what: &str, mut enough: impl FnMut(&Self) -> bool) {
        let waiting = async {
            loop {
                let mut news = std::pin::pin!(self.received.news.notified());
                news.as_mut().enable();
                if enough(self) {
                    return;
                }
                news.await;
            }
        };
        let waited = timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "{what} was not received in time");
    }

    /// How many requests were received so far.
    pub fn requests(&self) -> usize {
        let exports = self.received.exports();
        exports.traces.len() + exports.metrics.len() + exports.logs.len()
    }

    /// Fails the test when anything that was received holds a planted word.
    ///
    /// # Panics
    /// Then.
    pub fn prove_nothing_disclosed(&self) {
        let exports = self.received.exports();
        let traces = exports.traces.iter().map(Message::encode_to_vec);
        let metrics = exports.metrics.iter().map(Message::encode_to_vec);
        let logs = exports.logs.iter().map(Message::encode_to_vec);
        for request in traces.chain(metrics).chain(logs) {
            let found = planted::found_in(&String::from_utf8_lossy(&request));
            assert_eq!(found, None, "telemetry discloses a planted word");
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.lifecycle.hard.cancel();
    }
}

impl Received {
    fn exports(&self) -> MutexGuard<'_, Exports> {
        self.exports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TraceService for Received {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.exports().traces.push(request.into_inner());
        self.news.notify_waiters();
        Ok(Response::new(Default::default()))
    }
}

#[async_trait]
impl MetricsService for Received {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.exports().metrics.push(request.into_inner());
        self.news.notify_waiters();
        Ok(Response::new(Default::default()))
    }
}

#[async_trait]
impl LogsService for Received {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.exports().logs.push(request.into_inner());
        self.news.notify_waiters();
        Ok(Response::new(Default::default()))
    }
}

fn attributes(pairs: &[KeyValue]) -> Attributes {
    pairs
        .iter()
        .map(|pair| (pair.key.clone(), text(pair.value.as_ref())))
        .collect()
}

/// The attributes of the process that sent something.
fn process(resource: Option<&Resource>) -> Attributes {
    resource
        .map(|resource| attributes(&resource.attributes))
        .unwrap_or_default()
}

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        Some(Value::BoolValue(yes)) => yes.to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}
