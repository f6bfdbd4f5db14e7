//! A running service, and what its neighbours tell it.

mod asked;
mod neighbour;
mod place;

use chrono::{DateTime, Utc};
use handrail_chassis::{
    config::{ServiceDefaults, Settings},
    identity::{Badge, Caller},
    lifecycle::Lifecycle,
    peer::{self, Channel},
    server::Server,
    world::World,
};
use handrail_contracts::{
    common::v1 as common,
    development::v1::{SetClockRequest, StepRequest, clock_service_client::ClockServiceClient},
    escalation::v1::{self as wire, escalation_service_client::EscalationServiceClient},
    feed::v1::{Entry, ReadPageRequest, VerifyRequest, feed_service_client::FeedServiceClient},
    time::{instant, timestamp},
};
use handrail_escalation::{NAME, PORT, build};
use std::collections::BTreeMap;
use tonic::service::interceptor::InterceptedService;

pub(crate) use asked::*;
pub(crate) use neighbour::{Neighbour, household};
pub(crate) use place::{Place, on_both};

pub(crate) type Client = EscalationServiceClient<InterceptedService<Channel, Badge>>;

/// A Wednesday morning in term time.
pub(crate) fn start() -> DateTime<Utc> {
    at("2026-03-04T10:00")
}

/// An instant, written as local time is in winter.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect("an instant")
}

/// Escalation, with stand-ins for the services it follows.
pub(crate) struct Suite {
    pub(crate) transfers: Neighbour,
    pub(crate) intake: Neighbour,
    world: World,
    channel: Channel,
    lifecycle: Lifecycle,
}

impl Suite {
    /// Starts everything in memory.
    pub(crate) async fn new() -> Self {
        Self::on("sqlite::memory:", None).await
    }

    pub(crate) async fn on(url: &str, schema: Option<&str>) -> Self {
        let world = World::seeded(start(), 7);
        let transfers = Neighbour::start("transfers", &world).await;
        let intake = Neighbour::start("intake", &world).await;
        let (channel, lifecycle) = serve(url, schema, &world, &transfers, &intake).await;
        Self {
            transfers,
            intake,
            world,
            channel,
            lifecycle,
        }
    }

    /// Stops the service and starts it again on the same database.
    pub(crate) async fn restart(&mut self, url: &str, schema: Option<&str>) {
        self.lifecycle.shutdown().await;
        let (channel, lifecycle) =
            serve(url, schema, &self.world, &self.transfers, &self.intake).await;
        (self.channel, self.lifecycle) = (channel, lifecycle);
    }

    pub(crate) async fn stop(self) {
        self.lifecycle.shutdown().await;
        self.transfers.stop().await;
        self.intake.stop().await;
    }

    /// Calls as an officer in a role for a team.
    pub(crate) fn client(&self, role: &str, team: &str) -> Client {
        self.client_as(Caller {
            subject: format!("{role}.of.{team}"),
            roles: vec![role.to_owned()],
            teams: vec![team.to_owned()],
        })
    }

    pub(crate) fn client_as(&self, caller: Caller) -> Client {
        EscalationServiceClient::with_interceptor(self.channel.clone(), Badge::Development(caller))
    }

    /// Lets the service do everything it has to do by now.
    pub(crate) async fn settle_down(&self) {
        let caller = Badge::Development(Caller::service("test"));
        let mut clock = ClockServiceClient::with_interceptor(self.channel.clone(), caller);
        while clock
            .step(StepRequest {})
            .await
            .expect("a step")
            .into_inner()
            .done
            > 0
        {}
    }

    pub(crate) async fn advance(&self, to: &str) {
        let caller = Badge::Development(Caller::service("test"));
        let mut clock = ClockServiceClient::with_interceptor(self.channel.clone(), caller);
        let now = Some(timestamp(at(to)));
        clock
            .set_clock(SetClockRequest { now })
            .await
            .expect("the clock moves");
        self.settle_down().await;
    }

    pub(crate) async fn dispute(&self, id: &str) -> wire::Dispute {
        let request = wire::GetDisputeRequest {
            dispute_id: id.to_owned(),
        };
        let mut client = self.client("team-manager", HOLDING);
        client
            .get_dispute(request)
            .await
            .expect("the dispute")
            .into_inner()
    }

    pub(crate) async fn duties(&self, dispute: &str) -> Vec<common::Obligation> {
        let request = wire::ListObligationsRequest {
            dispute_id: dispute.to_owned(),
            include_closed: true,
            ..Default::default()
        };
        let mut client = self.client("team-manager", HOLDING);
        let listed = client.list_obligations(request).await.expect("the duties");
        listed.into_inner().obligations
    }

    /// The whole journal of the service, in order within each household.
    pub(crate) async fn journal(&self) -> Vec<Entry> {
        let request = ReadPageRequest {
            cursor: None,
            size: 500,
        };
        let page = self.feed().read_page(request).await.expect("a page");
        page.into_inner().entries
    }

    /// What a proof of the journal finds wrong.
    pub(crate) async fn findings(&self) -> Vec<String> {
        let verified = self
            .feed()
            .verify(VerifyRequest::default())
            .await
            .expect("a proof");
        let findings = verified.into_inner().findings;
        findings.into_iter().map(|finding| finding.kind).collect()
    }

    fn feed(&self) -> FeedServiceClient<InterceptedService<Channel, Badge>> {
        let caller = Badge::Development(Caller::service("reader"));
        FeedServiceClient::with_interceptor(self.channel.clone(), caller)
    }
}

async fn serve(
    url: &str,
    schema: Option<&str>,
    world: &World,
    transfers: &Neighbour,
    intake: &Neighbour,
) -> (Channel, Lifecycle) {
    let organisation = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/sample/organisation.toml"
    );
    let mut source = BTreeMap::from([
        ("HANDRAIL_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ("HANDRAIL_DATABASE_URL".to_owned(), url.to_owned()),
        ("HANDRAIL_ORGANISATION".to_owned(), organisation.to_owned()),
        ("HANDRAIL_PEER_TRANSFERS".to_owned(), transfers.uri.clone()),
        ("HANDRAIL_PEER_INTAKE".to_owned(), intake.uri.clone()),
    ]);
    if let Some(schema) = schema {
        source.insert("HANDRAIL_DATABASE_SCHEMA".to_owned(), schema.to_owned());
    }
    let defaults = ServiceDefaults {
        name: NAME,
        port: PORT,
    };
    let settings = Settings::parse(&source, defaults).expect("settings");
    let bound = Server::bind(settings.listen).await.expect("a port");
    let service = build(settings, world.clone(), bound)
        .await
        .expect("a service");
    let channel = peer::channel(&format!("http://{}", service.address())).expect("a channel");
    let lifecycle = Lifecycle::new();
    service.start(&lifecycle).await;
    (channel, lifecycle)
}

pub(crate) fn when(at: Option<&prost_types::Timestamp>) -> DateTime<Utc> {
    at.and_then(instant).expect("an instant")
}
