//! The organisation of one authority: its districts, services, teams and officers, and who stands
//! in for whom.
//!
//! It is one TOML document, which people edit. It is read whole or refused whole: a refusal lists
//! every error with its file, line and column. Share a loaded [`Directory`] behind an `Arc`.

mod check;
mod cover;
mod document;
mod load;
mod reading;

pub use cover::{InPost, Vacancy, Vacant};

use crate::{
    AuthorityId, DistrictId, OfficerId, ServiceId, TeamId, TeamKind,
    calendar::{Closure, OfficeHours},
    edition::Rhythm,
    located::Located,
};
use std::collections::BTreeMap;

/// The longest name accepted, in characters.
pub const NAME_CHARACTERS: usize = 120;

/// One loaded version of the organisation.
#[derive(Debug, Clone)]
pub struct Directory {
    version: String,
    authority: Authority,
    office_hours: OfficeHours,
    closures: Vec<Closure>,
    districts: Vec<District>,
    officers: BTreeMap<OfficerId, Officer>,
    services: Vec<Service>,
    teams: Vec<Team>,
    cover: cover::Cover,
}

impl Directory {
    /// Reads an organisation document; `source` is what errors call it, usually its path.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the text. A text that is not TOML, or not of the
    /// document's shape, gives that error alone.
    pub fn parse(source: &str, text: &str) -> Result<Self, Vec<Located>> {
        load::load(source, text)
    }

    /// The version the document gives itself.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The authority whose organisation this is.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// When offices open and close.
    pub fn office_hours(&self) -> OfficeHours {
        self.office_hours
    }

    /// The authority's own closure days, besides bank holidays.
    pub fn closures(&self) -> &[Closure] {
        &self.closures
    }

    /// Every district, in the order of the document.
    pub fn districts(&self) -> impl Iterator<Item = &District> {
        self.districts.iter()
    }

    /// The district with this id.
    pub fn district(&self, id: &DistrictId) -> Option<&District> {
        self.districts.iter().find(|district| district.id == *id)
    }

    /// Every officer, in the order of their ids.
    pub fn officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.values()
    }

    /// The officer with this id.
    pub fn officer(&self, id: &OfficerId) -> Option<&Officer> {
        self.officers.get(id)
    }

    /// Every service, in the order of the document.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter()
    }

    /// The service with this id.
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// Every team, in the order of the document.
    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.iter()
    }

    /// The team with this id.
    pub fn team(&self, id: &TeamId) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == *id)
    }

    /// The teams of a kind, in the order of the document; with a district, those that serve it.
    pub fn teams_of(&self, kind: TeamKind, district: Option<&DistrictId>) -> Vec<&Team> {
        self.teams
            .iter()
            .filter(|team| {
                team.kind == kind && district.is_none_or(|district| team.serves(district))
            })
            .collect()
    }
}

/// The authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    id: AuthorityId,
    name: String,
    letterhead: Option<Letterhead>,
}

impl Authority {
    /// Its id.
    pub fn id(&self) -> &AuthorityId {
        &self.id
    }

    /// Its name as people read it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands above its letters, where the document says so.
    pub fn letterhead(&self) -> Option<&Letterhead> {
        self.letterhead.as_ref()
    }
}

/// What stands above the authority's letters, and how it is reached (E-LETTER-FAMILY-06, E-LETTER-PROF-05).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// The department that writes.
    pub department: String,
    /// Who directs it, as people read the name.
    pub director: String,
    /// Its telephone number.
    pub telephone: String,
    /// Its fax number, if it still has one.
    pub fax: Option<String>,
    /// Its e-mail address, if letters give one.
    pub email: Option<String>,
    /// Its postal address, line by line.
    pub address: Vec<String>,
}

/// A district of the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    id: DistrictId,
    name: String,
    panel: Option<Rhythm>,
}

impl District {
    /// How often its panel meets, where that is not what the edition says is usual (C8.4-03).
    pub fn panel(&self) -> Option<Rhythm> {
        self.panel
    }

    /// Its id.
    pub fn id(&self) -> &DistrictId {
        &self.id
    }

    /// Its name as people read it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Somebody who works for the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    id: OfficerId,
    name: String,
    email: String,
    deputy: Option<OfficerId>,
}

impl Officer {
    /// The id; also what the officer's calls are made under.
    pub fn id(&self) -> &OfficerId {
        &self.id
    }

    /// The name as people read it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where notices reach the officer.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Who stands in when the officer is away and nobody else is named for that absence (C3-04).
    pub fn deputy(&self) -> Option<&OfficerId> {
        self.deputy.as_ref()
    }
}

/// Teams under one service manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    id: ServiceId,
    name: String,
    service_manager: OfficerId,
    head_of_service: OfficerId,
    director: OfficerId,
}

impl Service {
    /// Its id.
    pub fn id(&self) -> &ServiceId {
        &self.id
    }

    /// Its name as people read it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    id: TeamId,
    name: String,
    kind: TeamKind,
    service: ServiceId,
    districts: Vec<DistrictId>,
    team_manager: OfficerId,
    consultant_social_workers: Vec<OfficerId>,
    social_workers: Vec<OfficerId>,
    practitioners: Vec<OfficerId>,
    business_support_officers: Vec<OfficerId>,
}

impl Team {
    /// Its id.
    pub fn id(&self) -> &TeamId {
        &self.id
    }

    /// Its name as people read it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it does.
    pub fn kind(&self) -> TeamKind {
        self.kind
    }

    /// The service it belongs to.
    pub fn service(&self) -> &ServiceId {
        &self.service
    }

    /// The districts it is for; none means the whole authority.
    pub fn districts(&self) -> &[DistrictId] {
        &self.districts
    }

    /// Whether it is for a district: the district is listed, or the team is for the whole authority.
    pub fn serves(&self, district: &DistrictId) -> bool {
        self.districts.is_empty() || self.districts.contains(district)
    }
}
