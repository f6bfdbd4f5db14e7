//! What of an edition can apply on a pathway, and when.

use handrail_domain::edition::{
    Condition, Content, Criterion, Duty, DutyLimit, Edition, Forbidden, Milestone, Pathway,
    Requirement, Reserved,
};

/// An element, and what is left to ask for it to apply; nothing where it always does.
pub(super) type When<'e, T> = (&'e T, String);

/// The elements of a pathway together with those of every pathway, without what can't apply.
pub(super) struct Applicable<'e> {
    pub(super) duties: Vec<OwedWhen<'e>>,
    pub(super) milestones: Vec<When<'e, Milestone>>,
    pub(super) reserved: Vec<When<'e, Reserved>>,
    pub(super) contents: Vec<When<'e, Content>>,
    pub(super) requirements: Vec<When<'e, Requirement>>,
    pub(super) criteria: Vec<When<'e, Criterion>>,
    pub(super) forbidden: Vec<When<'e, Forbidden>>,
}

/// A duty, by when, and when it applies.
pub(super) struct OwedWhen<'e> {
    pub(super) duty: &'e Duty,
    /// Its limits, as one text; none where it is never late.
    pub(super) limit: Option<String>,
    pub(super) when: String,
}

impl<'e> Applicable<'e> {
    pub(super) fn on(edition: &'e Edition, pathway: &'e Pathway) -> Self {
        let (own, general) = (&pathway.elements, &edition.general);
        let left = |when: &Condition| when.on(edition, pathway);
        Self {
            duties: edition
                .duties(own)
                .filter_map(|duty| OwedWhen::of(duty, left))
                .collect(),
            milestones: among([&own.milestones, &general.milestones], left, |one| {
                &one.when
            }),
            reserved: among([&own.reserved, &general.reserved], left, |one| &one.when),
            contents: among([&own.contents, &general.contents], left, |one| &one.when),
            requirements: among([&own.requirements, &general.requirements], left, |one| {
                &one.when
            }),
            criteria: among([&own.criteria, &general.criteria], left, |one| &one.when)
                .into_iter()
                .chain(of_receivers(edition, pathway))
                .collect(),
            forbidden: among([&own.forbidden, &general.forbidden], left, |one| &one.when),
        }
    }
}

impl<'e> OwedWhen<'e> {
    fn of(duty: &'e Duty, left: impl Fn(&Condition) -> Option<Condition>) -> Option<Self> {
        let when = left(&duty.when)?.to_string();
        // What it starts with has happened by then.
        let armed = duty.arms_on.filter(|fact| *fact != duty.starts);
        let armed = armed.map(|fact| format!("{fact} has happened"));
        let when: Vec<String> = armed
            .into_iter()
            .chain(Some(when).filter(|when| !when.is_empty()))
            .collect();
        let other = duty.alternative.as_ref().and_then(|other| {
            let says = in_words(&other.limit);
            Some(match left(&other.when)?.to_string().as_str() {
                "" => says,
                when => format!("{says} when {when}"),
            })
        });
        let limits: Vec<String> = duty.limit.iter().map(in_words).chain(other).collect();
        Some(Self {
            duty,
            limit: (!limits.is_empty()).then(|| limits.join(", or ")),
            when: when.join("; "),
        })
    }
}

fn among<'e, T>(
    parts: [&'e Vec<T>; 2],
    left: impl Fn(&Condition) -> Option<Condition>,
    when: impl Fn(&T) -> &Condition,
) -> Vec<When<'e, T>> {
    let all = parts.into_iter().flatten();
    all.filter_map(|one| Some((one, left(when(one))?.to_string())))
        .collect()
}

/// What has to hold for a team of each kind that can receive.
fn of_receivers<'e>(
    edition: &'e Edition,
    pathway: &'e Pathway,
) -> impl Iterator<Item = When<'e, Criterion>> {
    let kinds = edition.receiving(pathway).into_iter();
    kinds
        .filter_map(|kind| edition.kind_of_team(kind))
        .flat_map(move |known| {
            let all = known.criteria.iter();
            all.filter_map(move |one| {
                let when = Condition {
                    to: vec![known.kind],
                    ..one.when.clone()
                };
                Some((one, when.on(edition, pathway)?.to_string()))
            })
        })
}

/// A limit beside which stands what it is counted from.
fn in_words(limit: &DutyLimit) -> String {
    let says = limit.to_string();
    match limit.of {
        Some(_) => says,
        None => says
            .trim_end_matches(" after")
            .trim_end_matches(" as")
            .to_owned(),
    }
}
