//! From the document to a directory: every reference resolved, or every error reported.

use super::{
    Authority, Directory, District, Letterhead, Officer, Service, Team,
    check::{PlacedAbsence, broken_covers},
    cover::{Absence, Cover},
    document::{
        AbsenceEntry, ClosureEntry, Document, LetterheadEntry, OfficeHoursEntry, OfficerEntry,
        ServiceEntry, TeamEntry,
    },
    reading::Reading,
};
use crate::{
    DistrictId, OfficerId, ServiceId, TeamId, TeamKind,
    calendar::{Closure, OfficeHours},
    located::Located,
};
use std::collections::BTreeSet;

pub(super) fn load(source: &str, text: &str) -> Result<Directory, Vec<Located>> {
    let document: Document =
        toml::from_str(text).map_err(|error| vec![Located::from_toml(source, text, &error)])?;
    let mut reading = Reading {
        source,
        text,
        errors: Vec::new(),
    };
    let directory = reading.directory(&document);
    let mut errors = reading.errors;
    errors.sort_by_key(|error| (error.line, error.column));
    match directory {
        Some(directory) if errors.is_empty() => Ok(directory),
        _ => Err(errors),
    }
}

/// The ids that the document declares, right or wrong in every other respect.
struct Declared {
    districts: BTreeSet<DistrictId>,
    officers: BTreeSet<OfficerId>,
    services: BTreeSet<ServiceId>,
}

impl Reading<'_> {
    fn directory(&mut self, document: &Document) -> Option<Directory> {
        let declared = Declared {
            districts: self.ids("district", document.district.iter().map(|entry| &entry.id)),
            officers: self.ids("officer", document.officer.iter().map(|entry| &entry.id)),
            services: self.ids("service", document.service.iter().map(|entry| &entry.id)),
        };
        self.ids::<TeamId>("team", document.team.iter().map(|entry| &entry.id));

        let version = self.name(&document.version);
        let authority = self.authority(document);
        let office_hours = self.office_hours(&document.authority.office_hours);
        let closures = self.closures(&document.closure);
        let districts = document
            .district
            .iter()
            .filter_map(|entry| {
                let name = self.name(&entry.name);
                let panel = match &entry.panel {
                    None => Some(None),
                    Some(rhythm) => self.parsed(rhythm).map(Some),
                };
                Some(District {
                    name: name?,
                    id: entry.id.get_ref().parse().ok()?,
                    panel: panel?,
                })
            })
            .collect();
        let officers = document
            .officer
            .iter()
            .filter_map(|entry| self.officer(entry, &declared))
            .collect::<Vec<_>>();
        let services = document
            .service
            .iter()
            .filter_map(|entry| self.service(entry, &declared))
            .collect();
        let teams = document
            .team
            .iter()
            .filter_map(|entry| self.team(entry, &declared))
            .collect::<Vec<_>>();
        self.services_without_teams(document);
        let cover = self.cover(document, &declared);

        Some(Directory {
            version: version?,
            authority: authority?,
            office_hours: office_hours?,
            closures,
            districts,
            officers: officers
                .into_iter()
                .map(|officer| (officer.id.clone(), officer))
                .collect(),
            services,
            teams,
            cover,
        })
    }

    fn authority(&mut self, document: &Document) -> Option<Authority> {
        let id = self.parsed(&document.authority.id);
        let name = self.name(&document.authority.name);
        let letterhead = document.authority.letterhead.as_ref();
        let letterhead = letterhead.map(|entry| self.letterhead(entry));
        Some(Authority {
            id: id?,
            name: name?,
            letterhead: match letterhead {
                Some(read) => Some(read?),
                None => None,
            },
        })
    }

    fn letterhead(&mut self, entry: &LetterheadEntry) -> Option<Letterhead> {
        let department = self.name(&entry.department);
        let director = self.name(&entry.director);
        let telephone = self.name(&entry.telephone);
        let fax = entry.fax.as_ref().map(|fax| self.name(fax));
        let email = entry.email.as_ref().map(|email| self.email(email));
        let address: Vec<_> = entry.address.iter().map(|line| self.name(line)).collect();
        Some(Letterhead {
            department: department?,
            director: director?,
            telephone: telephone?,
            fax: fax.flatten(),
            email: email.flatten(),
            address: address.into_iter().flatten().collect(),
        })
    }

    fn office_hours(&mut self, entry: &OfficeHoursEntry) -> Option<OfficeHours> {
        let (opens, closes) = (self.time(&entry.opens), self.time(&entry.closes));
        OfficeHours::new(opens?, closes?)
            .map_err(|invalid| self.error(entry.closes.span(), invalid.to_string()))
            .ok()
    }

    fn closures(&mut self, entries: &[ClosureEntry]) -> Vec<Closure> {
        let mut closures: Vec<Closure> = Vec::new();
        for entry in entries {
            let (on, name) = (self.date(&entry.on), self.name(&entry.name));
            let (Some(on), Some(name)) = (on, name) else {
                continue;
            };
            if closures.iter().any(|closure| closure.on == on) {
                self.error(
                    entry.on.span(),
                    format!("the closure on {on} is listed twice"),
                );
            }
            closures.push(Closure { on, name });
        }
        closures
    }

    fn officer(&mut self, entry: &OfficerEntry, declared: &Declared) -> Option<Officer> {
        let name = self.name(&entry.name);
        let email = self.email(&entry.email);
        let deputy = match &entry.deputy {
            Some(deputy) if deputy.get_ref() == entry.id.get_ref() => {
                self.error(
                    deputy.span(),
                    format!("officer '{}' deputises for themself", deputy.get_ref()),
                );
                None
            }
            Some(deputy) => self.reference("officer", &declared.officers, deputy),
            None => None,
        };
        Some(Officer {
            id: entry.id.get_ref().parse().ok()?,
            name: name?,
            email: email?,
            deputy,
        })
    }

    fn service(&mut self, entry: &ServiceEntry, declared: &Declared) -> Option<Service> {
        let name = self.name(&entry.name);
        let service_manager = self.reference("officer", &declared.officers, &entry.service_manager);
        let head_of_service = self.reference("officer", &declared.officers, &entry.head_of_service);
        let director = self.reference("officer", &declared.officers, &entry.director);
        Some(Service {
            id: entry.id.get_ref().parse().ok()?,
            name: name?,
            service_manager: service_manager?,
            head_of_service: head_of_service?,
            director: director?,
        })
    }

    fn team(&mut self, entry: &TeamEntry, declared: &Declared) -> Option<Team> {
        let name = self.name(&entry.name);
        let kind = self.parsed::<TeamKind>(&entry.kind);
        let service = self.reference("service", &declared.services, &entry.service);
        let districts = self.references("district", &declared.districts, &entry.districts);
        let team_manager = match &entry.team_manager {
            Some(manager) => self.reference("officer", &declared.officers, manager),
            None => {
                self.error(
                    entry.id.span(),
                    format!("team '{}' has no team_manager", entry.id.get_ref()),
                );
                None
            }
        };
        let mut officers = |list| self.references("officer", &declared.officers, list);
        let consultant_social_workers = officers(&entry.consultant_social_workers);
        let social_workers = officers(&entry.social_workers);
        let practitioners = officers(&entry.practitioners);
        let business_support_officers = officers(&entry.business_support_officers);
        Some(Team {
            id: entry.id.get_ref().parse().ok()?,
            name: name?,
            kind: kind?,
            service: service?,
            districts,
            team_manager: team_manager?,
            consultant_social_workers,
            social_workers,
            practitioners,
            business_support_officers,
        })
    }

    fn services_without_teams(&mut self, document: &Document) {
        for service in &document.service {
            if !document
                .team
                .iter()
                .any(|team| team.service.get_ref() == service.id.get_ref())
            {
                self.error(
                    service.id.span(),
                    format!("service '{}' has no teams", service.id.get_ref()),
                );
            }
        }
    }

    fn cover(&mut self, document: &Document, declared: &Declared) -> Cover {
        let mut cover = Cover::default();
        for entry in &document.officer {
            let officer = entry.id.get_ref().parse::<OfficerId>();
            let deputy = entry
                .deputy
                .as_ref()
                .map(|deputy| deputy.get_ref().parse::<OfficerId>());
            if let (Ok(officer), Some(Ok(deputy))) = (officer, deputy) {
                cover.deputies.insert(officer, deputy);
            }
        }
        let mut placed: Vec<PlacedAbsence> = Vec::new();
        for entry in &document.absence {
            if let Some((officer, absence)) = self.absence(entry, declared) {
                let earlier = placed.iter().find(|known| {
                    known.officer == officer && known.from <= absence.to && absence.from <= known.to
                });
                if let Some(PlacedAbsence { from, to, .. }) = earlier {
                    self.error(
                        entry.from.span(),
                        format!(
                            "officer '{officer}' is listed as away from {from} to {to} already"
                        ),
                    );
                }
                let (from, to, at) = (absence.from, absence.to, entry.officer.span());
                placed.push(PlacedAbsence {
                    officer: officer.clone(),
                    from,
                    to,
                    at,
                });
                cover.absences.entry(officer).or_default().push(absence);
            }
        }
        for (at, message) in broken_covers(&cover, &placed, &sole_holders(document)) {
            self.error(at, message);
        }
        cover
    }

    fn absence(
        &mut self,
        entry: &AbsenceEntry,
        declared: &Declared,
    ) -> Option<(OfficerId, Absence)> {
        let officer = self.reference("officer", &declared.officers, &entry.officer);
        let (from, to) = (self.date(&entry.from), self.date(&entry.to));
        let covered_by = match &entry.covered_by {
            Some(cover) if cover.get_ref() == entry.officer.get_ref() => {
                self.error(
                    cover.span(),
                    format!("officer '{}' covers for themself", cover.get_ref()),
                );
                return None;
            }
            Some(cover) => Some(self.reference("officer", &declared.officers, cover)),
            None => None,
        };
        let (from, to) = (from?, to?);
        if to < from {
            self.error(
                entry.to.span(),
                format!("the absence ends on {to}, before it starts on {from}"),
            );
            return None;
        }
        let covered_by = match covered_by {
            Some(named) => Some(named?),
            None => None,
        };
        Some((
            officer?,
            Absence {
                from,
                to,
                covered_by,
            },
        ))
    }
}

/// Those who hold a post that nobody shares, so that their absence leaves it empty.
fn sole_holders(document: &Document) -> BTreeSet<OfficerId> {
    let managers = document
        .team
        .iter()
        .filter_map(|team| team.team_manager.as_ref());
    let above = document.service.iter().flat_map(|service| {
        [
            &service.service_manager,
            &service.head_of_service,
            &service.director,
        ]
    });
    managers
        .chain(above)
        .filter_map(|officer| officer.get_ref().parse().ok())
        .collect()
}
