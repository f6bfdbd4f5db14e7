//! Regular meetings that were due and not held.

use super::{Transfers, meetings::convenors};
use crate::{error::Error, store, transfer::Wrong};
use chrono::NaiveDate;
use handrail_contracts::{time::date_to_wire, transfers::v1 as wire};
use handrail_domain::{
    DistrictId, calendar::london::local_date, directory::District, edition::Series,
};
use handrail_frame::Rules;

/// Asks what was missed of a series.
#[derive(Debug)]
pub(crate) struct MissedListing {
    pub(crate) series: Series,
    pub(crate) district: Option<DistrictId>,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

impl Transfers {
    /// The weeks or months that are over and had no meeting.
    pub(crate) async fn missed(
        &self,
        asked: &MissedListing,
    ) -> Result<wire::ListMissedMeetingsResponse, Error> {
        let rules = self.rulebook.current();
        let reading = store::held_slots(self.ledger.db(), asked.series, asked.from, asked.to);
        let held = self.ledger.read("meeting.missed", reading).await?;
        let yesterday = local_date(self.ledger.now()).pred_opt();
        let over = yesterday.map_or(asked.to, |yesterday| asked.to.min(yesterday));
        let mut missed = Vec::new();
        for district in districts(&rules, asked)? {
            let own: Vec<NaiveDate> = held
                .iter()
                .filter(|(of, _)| of == district.id())
                .map(|(_, slot)| *slot)
                .collect();
            missed.extend(without(&rules, asked, district, over, &own));
        }
        Ok(wire::ListMissedMeetingsResponse { missed })
    }
}

fn districts<'r>(rules: &'r Rules, asked: &MissedListing) -> Result<Vec<&'r District>, Error> {
    match &asked.district {
        None => Ok(rules.directory.districts().collect()),
        Some(id) => {
            let district = rules.directory.district(id);
            let unknown = || Wrong::of("district_id", "the organisation has no such district");
            Ok(vec![district.ok_or_else(unknown)?])
        }
    }
}

/// What a district missed. Nothing is due where no team convenes the meeting, or under an edition without it.
fn without(
    rules: &Rules,
    asked: &MissedListing,
    district: &District,
    over: NaiveDate,
    held: &[NaiveDate],
) -> Vec<wire::MissedMeeting> {
    let in_force = rules.protocol.in_force(over);
    let Some(regular) = in_force.and_then(|edition| edition.meeting(asked.series)) else {
        return Vec::new();
    };
    if convenors(rules, regular, district.id()).is_err() {
        return Vec::new();
    }
    let beat = regular.beat(district.panel());
    let spans = beat.every.spans(asked.from, over).into_iter();
    spans
        .filter(|(first, last)| !held.iter().any(|slot| first <= slot && slot <= last))
        .map(|(first, last)| wire::MissedMeeting {
            district_id: district.id().to_string(),
            from: Some(date_to_wire(first)),
            to: Some(date_to_wire(last)),
            clause_ids: beat.clauses.iter().map(ToString::to_string).collect(),
        })
        .collect()
}
