//! The organisation document as it is written, before anything in it is believed.
//!
//! Whatever may be wrong carries its place in the text, so that an error can point at it.

use serde::Deserialize;
use toml::{Spanned, value::Datetime};

type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) version: Text,
    pub(super) authority: AuthorityEntry,
    #[serde(default)]
    pub(super) closure: Vec<ClosureEntry>,
    pub(super) district: Vec<DistrictEntry>,
    pub(super) officer: Vec<OfficerEntry>,
    pub(super) service: Vec<ServiceEntry>,
    pub(super) team: Vec<TeamEntry>,
    #[serde(default)]
    pub(super) absence: Vec<AbsenceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthorityEntry {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) office_hours: OfficeHoursEntry,
    pub(super) letterhead: Option<LetterheadEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterheadEntry {
    pub(super) department: Text,
    pub(super) director: Text,
    pub(super) telephone: Text,
    pub(super) fax: Option<Text>,
    pub(super) email: Option<Text>,
    pub(super) address: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeHoursEntry {
    pub(super) opens: Spanned<Datetime>,
    pub(super) closes: Spanned<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosureEntry {
    pub(super) on: Spanned<Datetime>,
    pub(super) name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DistrictEntry {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) panel: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficerEntry {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) email: Text,
    pub(super) deputy: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceEntry {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) service_manager: Text,
    pub(super) head_of_service: Text,
    pub(super) director: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamEntry {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) kind: Text,
    pub(super) service: Text,
    pub(super) districts: Vec<Text>,
    /// Optional here, so that every team without one is reported together with everything else.
    pub(super) team_manager: Option<Text>,
    #[serde(default)]
    pub(super) consultant_social_workers: Vec<Text>,
    #[serde(default)]
    pub(super) social_workers: Vec<Text>,
    #[serde(default)]
    pub(super) practitioners: Vec<Text>,
    #[serde(default)]
    pub(super) business_support_officers: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AbsenceEntry {
    pub(super) officer: Text,
    pub(super) from: Spanned<Datetime>,
    pub(super) to: Spanned<Datetime>,
    pub(super) covered_by: Option<Text>,
}
