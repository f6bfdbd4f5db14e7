//! What callers see of what can go wrong.

use handrail_chassis::identity::{ROLES_KEY, SUBJECT_KEY};
use handrail_chassis::server::MAX_REQUEST_BYTES;
use http::StatusCode;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Service, ServiceExt};

use crate::service::{BOUND, Garbage, Number, Running, path, start, text};

#[tokio::test]
async fn a_call_is_answered_to_the_caller_it_names() {
    let server = start().await;
    let reply = server.call("Echo", text("hello")).await;
    assert_eq!(reply.unwrap(), text("hello"));
    let seen = server.call("WhoAmI", text("")).await.unwrap().text;
    for part in [
        "officer:testa-sample-01",
        "team_manager",
        "assessment-south",
    ] {
        assert!(seen.contains(part), "{seen}");
    }
}

#[tokio::test]
async fn a_call_without_a_caller_is_unauthenticated() {
    let server = start().await;
    let nobody = Ok::<_, Status>;
    let status = server.call_as(nobody, "Echo", text("")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    assert!(status.message().contains(SUBJECT_KEY), "{status:?}");
}

#[tokio::test]
async fn a_malformed_caller_is_unauthenticated_and_not_repeated() {
    let server = start().await;
    for (key, value) in [
        (SUBJECT_KEY, "Testa Sample".to_owned()),
        (SUBJECT_KEY, "x".repeat(65)),
        (ROLES_KEY, "team_manager,,x".to_owned()),
        (ROLES_KEY, vec!["r"; 33].join(",")),
    ] {
        let malformed = |mut request: tonic::Request<()>| {
            let metadata = request.metadata_mut();
            metadata.insert(SUBJECT_KEY, "officer:1".parse().unwrap());
            metadata.insert(key, value.parse().unwrap());
            Ok(request)
        };
        let refused = server.call_as(malformed, "Echo", text("")).await;
        let status = refused.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        assert!(status.message().contains(key), "{status:?}");
        assert!(!status.message().contains(&value), "{status:?}");
    }
}

#[tokio::test]
async fn a_panic_is_internal_and_says_nothing() {
    let server = start().await;
    let status = server.call("Panic", text("")).await.unwrap_err();
    assert_our_fault(&status);
    assert!(server.call("Echo", text("still here")).await.is_ok());
}

#[tokio::test]
async fn a_failure_says_nothing_but_its_incident() {
    let server = start().await;
    assert_our_fault(&server.call("Fail", text("")).await.unwrap_err());
}

#[tokio::test]
async fn a_stream_that_panics_or_fails_half_way_is_internal() {
    let server = start().await;
    for method in ["StreamPanic", "StreamFail"] {
        let mut stream = server.open(method).await;
        // A panic may take a message along that was on its way out.
        let status = loop {
            match stream.message().await {
                Ok(message) => assert_eq!(message, Some(text("first"))),
                Err(status) => break status,
            }
        };
        assert_our_fault(&status);
    }
}

#[tokio::test]
async fn an_oversized_request_is_resource_exhausted() {
    let server = start().await;
    let fits = text(&"x".repeat(MAX_REQUEST_BYTES - 16));
    assert!(server.call("Echo", fits).await.is_ok());
    let oversized = text(&"x".repeat(MAX_REQUEST_BYTES));
    let status = server.call("Echo", oversized).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn an_oversized_reply_is_resource_exhausted() {
    let server = start().await;
    let status = server.call("Huge", text("")).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
}

#[tokio::test]
async fn a_handlers_own_out_of_range_is_left_alone() {
    let server = start().await;
    let status = server.call("Refuse", text("")).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
    assert_eq!(status.message(), "the page is past the end");
}

#[tokio::test]
async fn garbage_is_an_invalid_argument() {
    let server = start().await;
    let not_utf8 = Garbage {
        text: vec![0xff, 0xfe],
    };
    let status = server.call("Echo", not_utf8).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let wrong_type = Number { text: 7 };
    let status = server.call("Echo", wrong_type).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
}

#[tokio::test]
async fn a_broken_frame_is_an_invalid_argument() {
    let server = start().await;
    for (what, bytes) in [
        ("no body", ""),
        ("a frame that ends early", "\0\0\0\0\x09abc"),
        ("an unknown flag", "\x07\0\0\0\x01a"),
        ("compressed without saying how", "\x01\0\0\0\x01a"),
        ("half a message", "\0\0\0\0\x02\x0a\x09"),
    ] {
        let response = raw(&server, "application/grpc", bytes).await;
        assert_eq!(response.status(), StatusCode::OK, "{what}");
        let status = Status::from_header_map(response.headers()).unwrap();
        assert_eq!(status.code(), Code::InvalidArgument, "{what}: {status:?}");
    }
}

#[tokio::test]
async fn a_wrong_content_type_is_refused() {
    let server = start().await;
    for wrong in ["application/json", "text/plain", "application/grpc-web"] {
        let response = raw(&server, wrong, "\0\0\0\0\0").await;
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let right = raw(&server, "application/grpc+proto", "\0\0\0\0\0").await;
    assert_eq!(right.status(), StatusCode::OK);
}

fn assert_our_fault(status: &Status) {
    assert_eq!(status.code(), Code::Internal);
    assert_eq!(status.message(), "internal error");
    assert!(status.metadata().contains_key("x-handrail-incident"));
}

/// Sends `bytes` as the body of a call to Echo, bypassing the codec.
async fn raw(server: &Running, content_type: &str, bytes: &str) -> http::Response<Body> {
    let request = http::Request::post(path("Echo").as_str())
        .header("content-type", content_type)
        .header(SUBJECT_KEY, "officer:testa-sample-01")
        .body(Body::new(bytes.to_owned()))
        .unwrap();
    let mut channel = server.channel.clone();
    let call = channel.ready().await.unwrap().call(request);
    tokio::time::timeout(BOUND, call).await.unwrap().unwrap()
}
