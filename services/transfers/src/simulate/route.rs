//! The pathway of another edition that a transfer would have been on.

use super::Trial;
use crate::transfer::{Event, Opened, Terms};
use handrail_domain::{
    PathwayId, TeamId, TeamKind,
    child::PlanKind,
    edition::{Edition, Pathway},
    threshold::Step,
};

/// The pathway that a transfer would have been on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// This one.
    One(PathwayId),
    /// None: the edition has no way for such a plan between such teams.
    None,
    /// One of several, and nothing recorded says which.
    Several(Vec<PathwayId>),
}

impl Route {
    /// The pathway, if there is exactly one.
    pub fn pathway(&self) -> Option<&PathwayId> {
        match self {
            Self::One(pathway) => Some(pathway),
            Self::None | Self::Several(_) => None,
        }
    }
}

/// What of a transfer says on which pathway it is.
struct Course<'a> {
    from: Option<TeamKind>,
    to: Option<TeamKind>,
    plan: PlanKind,
    step: Step,
    own: &'a PathwayId,
}

/// The pathway of the same id, if it takes the transfer; or else whichever takes the kinds of team, the plan and
/// the way it leads, up, down or across.
pub(super) fn choose<'e>(
    opened: &Opened,
    own: Terms<'_>,
    events: impl Iterator<Item = &'e Event>,
    trial: Trial<'_>,
) -> Route {
    let kind = |team: &TeamId| trial.directory.team(team).map(|team| team.kind());
    let course = Course {
        from: kind(&opened.from),
        to: events.filter_map(receiver).last().and_then(kind),
        plan: opened.plan,
        step: own.pathway.step,
        own: &opened.pathway,
    };
    let fitting = trial
        .edition
        .pathways
        .iter()
        .filter(|pathway| course.fits(pathway));
    let fitting: Vec<&PathwayId> = fitting.map(|pathway| &pathway.id).collect();
    match fitting.as_slice() {
        all if all.contains(&course.own) => Route::One(course.own.clone()),
        [] => Route::None,
        [one] => Route::One((*one).clone()),
        several => Route::Several(several.iter().map(|one| (*one).clone()).collect()),
    }
}

impl Course<'_> {
    fn fits(&self, pathway: &Pathway) -> bool {
        let one_of = |kinds: &[TeamKind], kind: Option<TeamKind>| {
            kind.is_none_or(|kind| kinds.contains(&kind))
        };
        let leads = pathway.id == *self.own || self.step == pathway.step;
        one_of(&pathway.from, self.from)
            && one_of(&pathway.to, self.to)
            && pathway.plans.contains(&self.plan)
            && leads
    }
}

/// The team that an event makes the receiving one.
fn receiver(event: &Event) -> Option<&TeamId> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no other event names the receiving team"
    )]
    match event {
        Event::EarlyWarningSent { to, .. } | Event::Forwarded { to, .. } => Some(to),
        Event::Requested { to, .. } => to.as_ref(),
        _ => None,
    }
}

/// What the transfer was opened under, where that edition is loaded.
pub(super) fn own_terms<'a>(opened: &Opened, trial: Trial<'a>) -> Option<Terms<'a>> {
    let mut known = trial.editions.iter().copied();
    let edition: &'a Edition = known.find(|edition| edition.id == opened.edition)?;
    Some(Terms {
        edition,
        pathway: edition.pathway(&opened.pathway)?,
        directory: trial.directory,
        calendar: trial.calendar,
    })
}
