//! A ledger's feed on a real socket.

use std::sync::Arc;

use async_trait::async_trait;
use handrail_chassis::health::HealthHandle;
use handrail_chassis::identity::{Badge, Caller, IdentityMode};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::peer::{Channel, channel};
use handrail_chassis::server::Server;
use handrail_contracts::DESCRIPTORS;
use handrail_contracts::feed::v1::Entry;
use handrail_contracts::feed::v1::feed_service_client::FeedServiceClient;
use handrail_contracts::feed::v1::feed_service_server::FeedServiceServer;
use handrail_domain::obligation::Subject;
use handrail_ledger::feed::FeedServer;
use handrail_ledger::verify::{Finding, Replay};
use handrail_ledger::{Ledger, LedgerError};
use sea_orm::DatabaseTransaction;
use tonic::service::interceptor::InterceptedService;

/// A served feed.
pub(crate) struct Served {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) channel: Channel,
    pub(crate) health: HealthHandle,
}

impl Served {
    pub(crate) fn client(&self) -> FeedServiceClient<InterceptedService<Channel, Badge>> {
        let caller = Badge::Development(Caller::service("reader"));
        FeedServiceClient::with_interceptor(self.channel.clone(), caller)
    }

    pub(crate) async fn stop(self) {
        self.lifecycle.shutdown().await;
    }
}

pub(crate) async fn serve(ledger: &Ledger) -> Served {
    let lifecycle = Lifecycle::new();
    let listen = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(listen).await.expect("a port");
    let server = server
        .identity(&IdentityMode::Development)
        .expect("loopback");
    let channel = channel(&format!("http://{}", server.local_addr())).expect("a channel");
    let health = server.health();
    let feed = FeedServer::new(ledger.clone(), Arc::new(NoState), lifecycle.soft.clone());
    let server = server.add(FeedServiceServer::new(feed), DESCRIPTORS);
    let serving = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&serving).await });
    Served {
        lifecycle,
        channel,
        health,
    }
}

/// A service without any state beside its ledger.
pub(crate) struct NoState;

#[async_trait]
impl Replay for NoState {
    async fn subjects(&self, _: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        Ok(Vec::new())
    }

    async fn check(
        &self,
        _: &DatabaseTransaction,
        _: &Subject,
        _: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        Ok(Vec::new())
    }
}
