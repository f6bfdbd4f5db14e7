//! The desk of an officer: the calls that the officer can make.

use crate::course::Course;
use handrail::{
    client::{Clients, Connection},
    contract::Member,
};
use handrail_contracts::{
    escalation::v1::escalation_service_client::EscalationServiceClient,
    feed::v1::feed_service_client::FeedServiceClient,
    intake::v1::{
        consent_service_client::ConsentServiceClient, intake_service_client::IntakeServiceClient,
    },
    notifications::v1::{
        letter_service_client::LetterServiceClient,
        notifications_service_client::NotificationsServiceClient,
    },
    protocol::v1::protocol_service_client::ProtocolServiceClient,
    transfers::v1::{
        meeting_service_client::MeetingServiceClient,
        transfers_service_client::TransfersServiceClient,
    },
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Calls the services as one officer. Where there are replicas, they are called in turn.
pub struct Desk {
    replicas: Vec<Clients>,
    calls: AtomicUsize,
    course: Arc<Course>,
}

impl Desk {
    pub(crate) fn new(replicas: Vec<Clients>, course: Arc<Course>) -> Self {
        Self {
            replicas,
            calls: AtomicUsize::new(0),
            course,
        }
    }

    /// The front door.
    pub fn intake(&self) -> IntakeServiceClient<Connection> {
        self.next().intake()
    }

    /// Consents.
    pub fn consent(&self) -> ConsentServiceClient<Connection> {
        self.next().consent()
    }

    /// Transfers, leads and journeys.
    pub fn transfers(&self) -> TransfersServiceClient<Connection> {
        self.next().transfers()
    }

    /// Regular meetings.
    pub fn meetings(&self) -> MeetingServiceClient<Connection> {
        self.next().meetings()
    }

    /// Disputes.
    pub fn escalation(&self) -> EscalationServiceClient<Connection> {
        self.next().escalation()
    }

    /// Notices.
    pub fn notifications(&self) -> NotificationsServiceClient<Connection> {
        self.next().notifications()
    }

    /// Letters.
    pub fn letters(&self) -> LetterServiceClient<Connection> {
        self.next().letters()
    }

    /// The journal of a service.
    pub fn feed(&self, of: Member) -> FeedServiceClient<Connection> {
        self.next().feed(of)
    }

    /// The protocol, as a service follows it.
    pub fn protocol(&self, of: Member) -> ProtocolServiceClient<Connection> {
        self.next().protocol(of)
    }

    fn next(&self) -> &Clients {
        self.course.call();
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        &self.replicas[call % self.course.replicas()]
    }
}
