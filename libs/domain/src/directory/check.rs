//! Cover that leads nowhere, found for every day at load time rather than on the day itself.

use super::cover::{Chain, Cover};
use crate::OfficerId;
use chrono::NaiveDate;
use std::{collections::BTreeSet, ops::Range};

/// An absence and its place in the document.
pub(super) struct PlacedAbsence {
    pub(super) officer: OfficerId,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) at: Range<usize>,
}

/// Chains of cover that go round in a circle or end with nobody, each reported once, at the absence
/// where it can be mended, with the first day on which it happens.
///
/// Somebody who shares every post with others may be away without cover, as long as nobody relies
/// on them: `sole_holders` are those who may not.
pub(super) fn broken_covers(
    cover: &Cover,
    absences: &[PlacedAbsence],
    sole_holders: &BTreeSet<OfficerId>,
) -> Vec<(Range<usize>, String)> {
    // All the absences that a broken chain is made of overlap, so it first breaks where one starts.
    let starts: BTreeSet<NaiveDate> = absences.iter().map(|absence| absence.from).collect();
    let mut circles: BTreeSet<BTreeSet<OfficerId>> = BTreeSet::new();
    let mut gaps: BTreeSet<usize> = BTreeSet::new();
    let mut broken = Vec::new();
    for on in starts {
        for absence in absences.iter().filter(|absence| absence.includes(on)) {
            match cover.follow(&absence.officer, on) {
                Chain::Ends { .. } => {}
                Chain::Circles(chain) => {
                    let again = chain.last();
                    let circle: Vec<_> = chain
                        .iter()
                        .skip_while(|officer| Some(*officer) != again)
                        .cloned()
                        .collect();
                    let place = absences
                        .iter()
                        .find(|other| circle.contains(&other.officer) && other.includes(on))
                        .unwrap_or(absence);
                    let shown = written(&circle);
                    if circles.insert(circle.into_iter().collect()) {
                        broken.push((
                            place.at.clone(),
                            format!("on {on} cover goes round in a circle: {shown}"),
                        ));
                    }
                }
                Chain::Breaks(chain) => {
                    let relied_on = chain.len() > 1 || sole_holders.contains(&absence.officer);
                    let place = absences.iter().position(|other| {
                        Some(&other.officer) == chain.last() && other.includes(on)
                    });
                    if let Some(place) = place.filter(|place| relied_on && gaps.insert(*place)) {
                        let shown = written(&chain);
                        broken.push((
                            absences[place].at.clone(),
                            format!("on {on} cover ends with nobody: {shown} is away with neither covered_by nor deputy"),
                        ));
                    }
                }
            }
        }
    }
    broken
}

impl PlacedAbsence {
    fn includes(&self, on: NaiveDate) -> bool {
        (self.from..=self.to).contains(&on)
    }
}

fn written(chain: &[OfficerId]) -> String {
    chain
        .iter()
        .map(|officer| format!("'{officer}'"))
        .collect::<Vec<_>>()
        .join(" -> ")
}
