//! From events to the state: the same events always give the same dispute.

use super::{
    event::{Event, Opening},
    state::{Dispute, Expedited, Position, Standing},
};
use handrail_domain::TeamId;

/// Events that can't be folded: the journal is not that of a dispute.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfoldable {
    /// Something happened to a dispute that was never opened.
    #[error("the dispute was not opened first")]
    NotOpened,
    /// A dispute was opened a second time.
    #[error("the dispute was opened twice")]
    OpenedTwice,
}

/// The dispute after an event.
///
/// # Errors
/// When the event is not the opening of a new dispute, nor something that happened to an old one.
pub fn evolve(dispute: Option<Dispute>, event: &Event) -> Result<Dispute, Unfoldable> {
    match (dispute, event) {
        (None, Event::Opened(opening)) => Ok(opened(opening)),
        (Some(_), Event::Opened(_)) => Err(Unfoldable::OpenedTwice),
        (None, _) => Err(Unfoldable::NotOpened),
        (Some(mut dispute), event) => {
            dispute.version += 1;
            dispute.take(event);
            Ok(dispute)
        }
    }
}

/// The dispute after several events.
///
/// # Errors
/// As [`evolve`].
pub fn evolve_all<'e>(
    dispute: Option<Dispute>,
    events: impl IntoIterator<Item = &'e Event>,
) -> Result<Option<Dispute>, Unfoldable> {
    events
        .into_iter()
        .try_fold(dispute, |dispute, event| evolve(dispute, event).map(Some))
}

fn opened(opening: &Opening) -> Dispute {
    let position = opening.position.clone().map(|text| Position {
        team: opening.raised_by.clone(),
        text,
        at: opening.at,
    });
    Dispute {
        id: opening.id,
        version: 1,
        about: opening.about.clone(),
        edition: opening.edition.clone(),
        ladder: opening.ladder.clone(),
        holding: opening.holding.clone(),
        other: opening.other.clone(),
        raised_by: opening.raised_by.clone(),
        ground: opening.ground,
        positions: position.into_iter().collect(),
        immediate_needs: opening.immediate_needs.clone(),
        rungs: Vec::new(),
        expedited: opening.urgent.then_some(Expedited::FromTheStart),
        opened_at: opening.at,
        exhaustion: None,
        discussions: Vec::new(),
        standing: Standing::Open,
        direction: None,
        case_noted_at: None,
        lapsed_at: None,
        cannot_stay: Vec::new(),
    }
}

impl Dispute {
    /// What the team before did for its side falls to the one that has taken its place; what it agreed to does not.
    fn passed_on(&mut self, team: &TeamId) {
        if self.immediate_needs == self.other {
            self.immediate_needs = team.clone();
        }
        self.other = team.clone();
        self.exhaustion = None;
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Opened(_) => {}
            Event::PositionStated(position) => {
                self.positions.retain(|known| known.team != position.team);
                self.positions.push(position.clone());
            }
            Event::ImmediateNeedsAssigned { team, .. } => self.immediate_needs = team.clone(),
            Event::ExhaustionAgreed(exhaustion) => self.exhaustion = Some(exhaustion.clone()),
            Event::RungReached(rung) => self.rungs.push(rung.clone()),
            Event::Discussed(discussion) => self.discussions.push(discussion.clone()),
            Event::PassedOn { team, .. } => self.passed_on(team),
            Event::Bound { clauses, .. } => self.cannot_stay.clone_from(clauses),
            Event::Expedited { reason, .. } => {
                self.expedited = Some(Expedited::Because(reason.clone()));
            }
            Event::Settled(direction) => {
                self.standing = Standing::Settled;
                self.direction = Some(direction.clone());
            }
            Event::CaseNoted { at } => self.case_noted_at = Some(*at),
            Event::Lapsed { at } => {
                self.standing = Standing::Lapsed;
                self.lapsed_at = Some(*at);
            }
        }
    }
}
