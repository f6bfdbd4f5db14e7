//! Calling the four services.

pub(crate) mod paging;
mod raw;

use crate::contract::{Call, Member};
use handrail_chassis::{
    identity::{Badge, Caller},
    peer::{self, Channel, InvalidPeer},
    telemetry::Outgoing,
    tls::ClientTls,
};
use handrail_contracts::{
    development::v1::clock_service_client::ClockServiceClient,
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
use prost::Message;
use prost_reflect::DynamicMessage;
use std::{fmt, str::FromStr};
use tonic::{Status, service::interceptor::InterceptedService};

/// The port each service listens on unless told otherwise.
pub fn default_port(member: Member) -> u16 {
    match member {
        Member::Intake => 7401,
        Member::Transfers => 7402,
        Member::Escalation => 7403,
        Member::Notifications => 7404,
    }
}

/// Where the four services are, each as `host:port`, or as `https://host:port` over TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses([String; 4]);

impl Addresses {
    /// These addresses, in the order of [`Member::ALL`].
    pub fn new(addresses: [impl fmt::Display; 4]) -> Self {
        Self(addresses.map(|address| address.to_string()))
    }

    /// The address of a service, as it was given.
    pub fn of(&self, member: Member) -> &str {
        &self.0[member as usize]
    }

    /// The address of a service with its scheme, which is `http://` where none was given.
    pub fn uri(&self, member: Member) -> String {
        self.uri_by("http", member)
    }

    fn uri_by(&self, scheme: &str, member: Member) -> String {
        match self.of(member) {
            whole if whole.contains("://") => whole.to_owned(),
            place => format!("{scheme}://{place}"),
        }
    }
}

impl Default for Addresses {
    fn default() -> Self {
        Self::new(Member::ALL.map(|member| format!("127.0.0.1:{}", default_port(member))))
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = Member::ALL.map(|member| format!("{member}={}", self.of(member)));
        f.write_str(&each.join(","))
    }
}

const SCHEMES: [&str; 2] = ["http://", "https://"];

/// A list of addresses that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not of the form intake=host:port,transfers=host:port,escalation=host:port,notifications=host:port, with https:// before a host where it is reached over TLS"
)]
pub struct InvalidAddresses(String);

impl FromStr for Addresses {
    type Err = InvalidAddresses;

    /// Reads `intake=host:port,...`; a service that is not named keeps its default.
    fn from_str(text: &str) -> Result<Self, InvalidAddresses> {
        let mut addresses = Self::default();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let named = part
                .split_once('=')
                .and_then(|(name, address)| Some((Member::named(name.trim())?, address.trim())));
            let (member, address) = named.ok_or_else(|| InvalidAddresses(text.to_owned()))?;
            let place = SCHEMES
                .iter()
                .find_map(|scheme| address.strip_prefix(scheme));
            let port = place
                .unwrap_or(address)
                .rsplit_once(':')
                .and_then(|(host, port)| port.parse::<u16>().ok().filter(|_| !host.is_empty()));
            port.ok_or_else(|| InvalidAddresses(text.to_owned()))?;
            address.clone_into(&mut addresses.0[member as usize]);
        }
        Ok(addresses)
    }
}

/// A channel on which every request shows who calls.
pub type Connection = Outgoing<InterceptedService<Channel, Badge>>;

/// Calls the four services as one caller. Clones share the channels.
#[derive(Debug, Clone)]
pub struct Clients {
    addresses: Addresses,
    channels: [Channel; 4],
    badge: Badge,
}

impl Clients {
    /// Calls the services at these addresses, which tell callers apart by development identity;
    /// connects when the first call is made.
    ///
    /// # Errors
    /// When an address is not one.
    pub fn new(addresses: &Addresses, caller: Caller) -> Result<Self, InvalidPeer> {
        Self::over(addresses, None, Badge::Development(caller))
    }

    /// Calls the services at these addresses, over `tls` if there is any and an address does not say
    /// otherwise, and shows them `badge`.
    ///
    /// # Errors
    /// When an address is not one, or asks for TLS and there is none.
    pub fn over(
        addresses: &Addresses,
        tls: Option<&ClientTls>,
        badge: Badge,
    ) -> Result<Self, InvalidPeer> {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let channel = |member| peer::channel_over(&addresses.uri_by(scheme, member), tls);
        let [intake, transfers, escalation, notifications] = Member::ALL.map(channel);
        Ok(Self {
            addresses: addresses.clone(),
            channels: [intake?, transfers?, escalation?, notifications?],
            badge,
        })
    }

    /// The same services, called by somebody else.
    #[must_use]
    pub fn as_caller(&self, caller: Caller) -> Self {
        self.showing(Badge::Development(caller))
    }

    /// The same services, shown another badge.
    #[must_use]
    pub fn showing(&self, badge: Badge) -> Self {
        Self {
            addresses: self.addresses.clone(),
            channels: self.channels.clone(),
            badge,
        }
    }

    /// The front door.
    pub fn intake(&self) -> IntakeServiceClient<Connection> {
        IntakeServiceClient::new(self.connection(Member::Intake))
    }

    /// Consents.
    pub fn consent(&self) -> ConsentServiceClient<Connection> {
        ConsentServiceClient::new(self.connection(Member::Intake))
    }

    /// Transfers, leads and journeys.
    pub fn transfers(&self) -> TransfersServiceClient<Connection> {
        TransfersServiceClient::new(self.connection(Member::Transfers))
    }

    /// Regular meetings.
    pub fn meetings(&self) -> MeetingServiceClient<Connection> {
        MeetingServiceClient::new(self.connection(Member::Transfers))
    }

    /// Disputes.
    pub fn escalation(&self) -> EscalationServiceClient<Connection> {
        EscalationServiceClient::new(self.connection(Member::Escalation))
    }

    /// Notices.
    pub fn notifications(&self) -> NotificationsServiceClient<Connection> {
        NotificationsServiceClient::new(self.connection(Member::Notifications))
    }

    /// Letters.
    pub fn letters(&self) -> LetterServiceClient<Connection> {
        LetterServiceClient::new(self.connection(Member::Notifications))
    }

    /// The journal of a service.
    pub fn feed(&self, of: Member) -> FeedServiceClient<Connection> {
        FeedServiceClient::new(self.connection(of))
    }

    /// The protocol, as a service follows it.
    pub fn protocol(&self, of: Member) -> ProtocolServiceClient<Connection> {
        ProtocolServiceClient::new(self.connection(of))
    }

    /// The virtual clock of a service's process.
    pub fn clock(&self, of: Member) -> ClockServiceClient<Connection> {
        ClockServiceClient::new(self.connection(of))
    }

    /// Makes the call of a command, with messages as data.
    ///
    /// # Errors
    /// What the service answers, or that it can't be reached.
    pub async fn call(
        &self,
        call: &Call,
        request: &DynamicMessage,
    ) -> Result<DynamicMessage, Status> {
        let method = call.descriptor().ok_or_else(|| {
            Status::unimplemented("the contracts of this build have no such method")
        })?;
        let path = format!("/{}/{}", call.service, call.method);
        let reply =
            raw::unary(self.connection(call.member), &path, request.encode_to_vec()).await?;
        DynamicMessage::decode(method.output(), reply)
            .map_err(|_| Status::internal("the reply does not fit the contract"))
    }

    fn connection(&self, member: Member) -> Connection {
        let channel = self.channels[member as usize].clone();
        let channel = InterceptedService::new(channel, self.badge.clone());
        Outgoing::new(channel).to(&self.addresses.uri(member))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        let addresses: Addresses = "transfers=127.0.0.1:9,intake=localhost:8"
            .parse()
            .expect("addresses");
        assert_eq!(
            addresses.to_string(),
            "intake=localhost:8,transfers=127.0.0.1:9,escalation=127.0.0.1:7403,notifications=127.0.0.1:7404"
        );
        assert_eq!(addresses.to_string().parse(), Ok(addresses));
        assert!("transfers".parse::<Addresses>().is_err());
        assert!("picnic=127.0.0.1:1".parse::<Addresses>().is_err());
        assert!("intake=127.0.0.1:picnic".parse::<Addresses>().is_err());
    }
}
