//! The front door of an edition, with the organisation that stands behind it.

use chrono::NaiveDate;
use handrail_domain::{
    ClauseId, DistrictId, EditionId, TeamId, TeamKind,
    directory::{Directory, Team},
    edition::{Act, Duty, Edition, FrontDoor, Ladder, Protocol, RuleName, Situation},
};

use super::{Event, Refusal};

/// What decisions at the front door are made with.
#[derive(Debug, Clone, Copy)]
pub struct Door<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its front door.
    pub door: &'a FrontDoor,
    /// The ladder its disagreements climb.
    pub ladder: &'a Ladder,
    /// The organisation.
    pub directory: &'a Directory,
}

impl<'a> Door<'a> {
    /// The newest front door of the editions in force on a day.
    ///
    /// # Errors
    /// When no edition in force by then has one.
    pub fn in_force(
        protocol: &'a Protocol,
        directory: &'a Directory,
        on: NaiveDate,
    ) -> Result<Self, Refusal> {
        protocol
            .editions()
            .iter()
            .rev()
            .filter(|edition| edition.effective_from <= on)
            .find_map(|edition| Self::of(edition, directory))
            .ok_or(Refusal::NoFrontDoor)
    }

    /// The front door of a known edition.
    ///
    /// # Errors
    /// When that edition is not loaded, or has none.
    pub fn followed(
        protocol: &'a Protocol,
        directory: &'a Directory,
        id: &EditionId,
    ) -> Result<Self, Refusal> {
        protocol
            .edition(id)
            .and_then(|edition| Self::of(edition, directory))
            .ok_or(Refusal::NoFrontDoor)
    }

    /// The front door of an edition; nothing when it has none.
    pub fn of(edition: &'a Edition, directory: &'a Directory) -> Option<Self> {
        let door = edition.front_door.as_ref()?;
        Some(Self {
            edition,
            door,
            ladder: edition.ladder(&door.ladder)?,
            directory,
        })
    }

    /// The team of a kind that serves a district: the first the directory lists.
    pub fn team_of(&self, kind: TeamKind, district: &DistrictId) -> Option<&'a Team> {
        self.directory
            .teams_of(kind, Some(district))
            .into_iter()
            .next()
    }

    /// Whether a team is of a kind that the front door sends contacts to (C3-01).
    pub fn is_destination(&self, team: &Team) -> bool {
        self.door
            .destinations
            .iter()
            .any(|destination| destination.kind == team.kind())
    }

    /// Whether a team is the customer service centre: it passes contacts on and takes none back.
    pub fn is_customer_service_centre(&self, team: &TeamId) -> bool {
        self.directory
            .team(team)
            .is_some_and(|team| team.kind() == TeamKind::CustomerServiceCentre)
    }

    /// The clauses under which a receiving team proposes another (C3-02).
    pub fn redirection_clauses(&self) -> Vec<ClauseId> {
        or(self.edition.rule_clauses(RuleName::Redirection), || {
            self.door.clauses.clone()
        })
    }

    /// The clauses under which managers, or those who stand in for them, talk (C3-04).
    pub fn cover_clauses(&self) -> Vec<ClauseId> {
        or(self.edition.rule_clauses(RuleName::Cover), || {
            self.redirection_clauses()
        })
    }

    /// The clauses under which a question that teams can't agree on is referred (C3-05): those that
    /// lead from redirection to the ladder, and so stand with both.
    pub fn referral_clauses(&self) -> Vec<ClauseId> {
        let mut shared = self.edition.rule_clauses(RuleName::Redirection);
        shared.retain(|clause| self.ladder.clauses.contains(clause));
        or(shared, || self.ladder.clauses.clone())
    }

    /// The clauses under which the MASH service manager decides (C3-06).
    pub fn decision_clauses(&self) -> Vec<ClauseId> {
        let rungs = self.ladder.rungs.iter().flat_map(|rung| &rung.clauses);
        or(rungs.cloned().collect(), || self.ladder.clauses.clone())
    }

    /// The clauses an event rests on.
    pub fn clauses_of(&self, event: &Event) -> Vec<ClauseId> {
        match event {
            Event::Registered(registered) => registered.routing.clauses.clone(),
            Event::RedirectionProposed { .. } | Event::RedirectionAgreed { .. } => {
                self.redirection_clauses()
            }
            Event::RedirectionDisputed { .. } => self.referral_clauses(),
            Event::DirectionApplied { .. } => {
                let mut clauses = self.decision_clauses();
                clauses.extend(self.ladder.clauses.iter().cloned());
                clauses
            }
            Event::Accepted { .. } => Vec::new(),
        }
    }

    /// The duties that teams can have at the front door.
    pub fn duties(&self) -> impl Iterator<Item = &'a Duty> {
        self.edition.duties(&self.door.elements)
    }

    /// The clauses that forbid an act at the front door; `otherwise` where the edition has no word on it.
    pub fn forbids(
        &self,
        act: Act,
        situation: &Situation,
        otherwise: impl FnOnce() -> Vec<ClauseId>,
    ) -> Vec<ClauseId> {
        let parts = [&self.door.elements, &self.ladder.elements];
        parts
            .into_iter()
            .find_map(|own| self.edition.forbids(own, act, situation))
            .map_or_else(otherwise, |forbidden| forbidden.clauses.clone())
    }
}

fn or(clauses: Vec<ClauseId>, otherwise: impl FnOnce() -> Vec<ClauseId>) -> Vec<ClauseId> {
    if clauses.is_empty() {
        otherwise()
    } else {
        clauses
    }
}
