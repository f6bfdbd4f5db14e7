//! Development identity stays on this machine.

use std::net::{Ipv4Addr, SocketAddr};

use handrail_chassis::identity::{Caller, IdentityMode};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::server::{Server, ServerError};
use tonic::{Code, Request};

use crate::service::any_port;

#[tokio::test]
async fn development_identity_refuses_an_address_that_others_can_reach() {
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let server = Server::bind(everywhere).await.unwrap();
    let refused = server.identity(&IdentityMode::Development).err().unwrap();
    assert!(matches!(refused, ServerError::Identity(_)), "{refused}");
}

#[tokio::test]
async fn a_taken_port_is_said_so() {
    let first = Server::bind(any_port()).await.unwrap();
    let refused = Server::bind(first.local_addr()).await.err().unwrap();
    let text = refused.to_string();
    assert!(text.contains(&first.local_addr().to_string()), "{text}");
    // Serving is over before it began, once the lifecycle is.
    let lifecycle = Lifecycle::new();
    lifecycle.soft.cancel();
    assert!(first.serve(&lifecycle).await.is_ok());
}

#[test]
fn a_request_that_passed_no_edge_has_no_caller() {
    let status = Caller::of(&Request::new(())).unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[test]
fn a_service_calls_under_its_own_name() {
    assert_eq!(Caller::service("transfers").subject, "service:transfers");
}
