//! Traces travel from caller to callee, also when nobody collects them. One process has one
//! telemetry, so this test has a process of its own.
#![cfg(test)]

use handrail_chassis::config::LogFormat;
use handrail_chassis::identity::{Badge, Caller};
use handrail_chassis::telemetry::{
    TelemetryError, TelemetrySettings, continue_from, current_trace_context, init, is_measured,
};
use tonic::Request;
use tonic::service::Interceptor;
use tracing::info_span;

const REMOTE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const REMOTE_TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[tokio::test]
async fn traces_travel_without_a_collector() {
    assert_eq!(current_trace_context(), None, "before the start");
    let settings = TelemetrySettings {
        log: LogFormat::Json,
        otlp_endpoint: None,
        prometheus_listen: None,
    };
    let guard = init("test", &settings).await.unwrap();
    let again = init("test", &settings).await;
    assert!(matches!(again, Err(TelemetryError::Started(_))));
    assert_eq!(current_trace_context(), None, "outside a span");

    let own = info_span!("own").in_scope(current_trace_context).unwrap();
    assert!(own.starts_with("00-") && own.len() == REMOTE.len(), "{own}");

    let entry = info_span!("entry");
    continue_from(&entry, REMOTE);
    let (inside, sent) = entry.in_scope(|| {
        let mut interceptor = Badge::Development(Caller::service("transfers"));
        let request = interceptor.call(Request::new(())).unwrap();
        (current_trace_context().unwrap(), request)
    });
    assert!(inside.contains(REMOTE_TRACE), "{inside}");
    assert_ne!(inside, REMOTE, "a span of its own in the same trace");
    let metadata = sent.metadata();
    assert_eq!(metadata.get("traceparent").unwrap(), inside.as_str());
    assert_eq!(
        metadata.get("x-handrail-subject").unwrap(),
        "service:transfers"
    );
    assert!(metadata.contains_key("grpc-timeout"));

    let broken = info_span!("broken");
    continue_from(&broken, "no trace context");
    assert!(broken.in_scope(current_trace_context).is_some());

    assert!(!is_measured(), "nobody would see it");
    assert_eq!(guard.scraped_at(), None);
}
