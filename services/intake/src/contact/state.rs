//! A contact as it stands, folded from its events.

use chrono::{DateTime, Utc};
use handrail_domain::{
    ContactId, DisputeId, DistrictId, EditionId, HouseholdId, TeamId, child::Need, edition::Fact,
};
use serde::{Deserialize, Serialize};

use super::{Event, Referred, ReferrerKind, Registered, Routing};

/// Something told to the front door about a child. It is always with one team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// Counts its events.
    pub version: u64,
    /// The household of the children.
    pub household: HouseholdId,
    /// The children, the one it was made for first.
    pub children: Vec<Referred>,
    /// Needs and concerns presented.
    pub needs: Vec<Need>,
    /// The district the family lives in.
    pub district: DistrictId,
    /// What kind of person or service told the front door.
    pub referrer: ReferrerKind,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The edition it follows to its end.
    pub edition: EditionId,
    /// Why it was sent where it was sent first.
    pub routing: Routing,
    /// The team that has it now.
    pub team: TeamId,
    /// Where it stands.
    pub stage: Stage,
    /// The dispute about where it belongs, if there was one.
    pub dispute: Option<DisputeId>,
    /// The dispute can't wait.
    pub urgent: bool,
    /// The MASH service manager has decided: it can't be redirected or disputed again (C3-07).
    pub decision_final: bool,
    /// How often another team was asked to take it.
    pub proposals: u32,
    /// What happened, in the words of the edition.
    pub happened: Vec<Happened>,
}

/// Where a contact stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    /// With a team that has not accepted it yet.
    Routed,
    /// The team that has it asked another to take it.
    RedirectionProposed {
        /// The team asked.
        proposed: TeamId,
    },
    /// The teams do not agree.
    Disputed {
        /// The team asked.
        proposed: TeamId,
    },
    /// Accepted by the team that has it.
    Accepted {
        /// When.
        at: DateTime<Utc>,
    },
}

/// A fact that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// What.
    pub fact: Fact,
    /// When.
    pub at: DateTime<Utc>,
    /// Which proposal it belongs to; empty before there was one.
    pub instance: String,
}

impl Contact {
    /// The contact that a registration makes.
    pub fn registered(id: ContactId, registered: Registered) -> Self {
        let mut contact = Self {
            id,
            version: 1,
            household: registered.household,
            children: registered.children,
            needs: registered.needs,
            district: registered.district,
            referrer: registered.referrer,
            received_at: registered.received_at,
            edition: registered.edition,
            team: registered.routing.team.clone(),
            routing: registered.routing,
            stage: Stage::Routed,
            dispute: None,
            urgent: false,
            decision_final: false,
            proposals: 0,
            happened: Vec::new(),
        };
        contact.note(Fact::ContactRouted, registered.at);
        contact
    }

    /// The contact after an event. A second registration changes nothing.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Registered(_) => return self,
            Event::RedirectionProposed { proposed, at, .. } => {
                self.proposals += 1;
                self.stage = Stage::RedirectionProposed {
                    proposed: proposed.clone(),
                };
                self.note(Fact::RedirectionProposed, *at);
            }
            Event::RedirectionAgreed { team, at } => {
                self.team = team.clone();
                self.stage = Stage::Routed;
                self.note(Fact::ContactPlaced, *at);
            }
            Event::RedirectionDisputed {
                dispute,
                proposed,
                urgent,
                at,
                ..
            } => {
                self.dispute = Some(*dispute);
                self.urgent = *urgent;
                self.stage = Stage::Disputed {
                    proposed: proposed.clone(),
                };
                self.note(Fact::RedirectionDisputed, *at);
            }
            Event::DirectionApplied { team, at, .. } => {
                self.team = team.clone();
                self.stage = Stage::Routed;
                self.decision_final = true;
                self.note(Fact::DirectionApplied, *at);
                self.note(Fact::ContactPlaced, *at);
            }
            Event::Accepted { at, .. } => {
                self.stage = Stage::Accepted { at: *at };
                self.note(Fact::ContactPlaced, *at);
                self.note(Fact::ContactAccepted, *at);
            }
        }
        self.version += 1;
        self
    }

    /// The contact that a history makes; nothing when it does not begin with a registration.
    pub fn replayed(id: ContactId, events: impl IntoIterator<Item = Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Some(Event::Registered(registered)) = events.next() else {
            return None;
        };
        Some(
            events.fold(Self::registered(id, registered), |contact, event| {
                contact.after(&event)
            }),
        )
    }

    /// The team that first received it.
    pub fn first_team(&self) -> &TeamId {
        &self.routing.team
    }

    /// The team that is asked to take it, while it is.
    pub fn proposed_team(&self) -> Option<&TeamId> {
        match &self.stage {
            Stage::RedirectionProposed { proposed } | Stage::Disputed { proposed } => {
                Some(proposed)
            }
            Stage::Routed | Stage::Accepted { .. } => None,
        }
    }

    /// When a team accepted it.
    pub fn accepted_at(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Accepted { at } => Some(at),
            Stage::Routed | Stage::RedirectionProposed { .. } | Stage::Disputed { .. } => None,
        }
    }

    fn note(&mut self, fact: Fact, at: DateTime<Utc>) {
        let instance = match self.proposals {
            0 => String::new(),
            number => number.to_string(),
        };
        self.happened.push(Happened { fact, at, instance });
    }
}
