//! The protocol itself, as every service answers for it.

use crate::rules::Rulebook;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use handrail_contracts::{
    common::v1::AppliedRule,
    obligation::derivation_to_wire,
    parse::Fields,
    protocol::v1::{self as wire, protocol_service_server::ProtocolService},
    status,
    time::date_to_wire,
};
use handrail_domain::{
    ClauseId, EditionId,
    child::RecordSystem,
    deadline::{Limit, Trigger},
    edition::{self, Duty, Edition},
};
use tonic::{Request, Response, Status};

pub(crate) struct ProtocolReader(pub(crate) Rulebook);

#[async_trait]
impl ProtocolService for ProtocolReader {
    async fn list_editions(
        &self,
        _: Request<wire::ListEditionsRequest>,
    ) -> Result<Response<wire::ListEditionsResponse>, Status> {
        let rules = self.0.current();
        let editions = rules
            .protocol
            .editions()
            .iter()
            .rev()
            .map(edition_to_wire)
            .collect();
        Ok(Response::new(wire::ListEditionsResponse { editions }))
    }

    async fn get_edition(
        &self,
        request: Request<wire::GetEditionRequest>,
    ) -> Result<Response<wire::Edition>, Status> {
        let rules = self.0.current();
        let fields = Fields::new();
        let id = fields.parse("edition_id", &request.get_ref().edition_id);
        let id = fields.finish(id)?;
        let edition = rules
            .protocol
            .edition(&id)
            .ok_or_else(|| status::not_found("edition"))?;
        Ok(Response::new(edition_to_wire(edition)))
    }

    async fn list_clauses(
        &self,
        request: Request<wire::ListClausesRequest>,
    ) -> Result<Response<wire::ListClausesResponse>, Status> {
        let rules = self.0.current();
        let request = request.get_ref();
        let fields = Fields::new();
        let id: Option<EditionId> = fields.parse("edition_id", &request.edition_id);
        let page = fields.page(request.page.as_ref());
        // The token is the place in the edition's order; editions do not change while they are loaded.
        let from = page.as_ref().and_then(|(_, token)| {
            if token.is_empty() {
                Some(0)
            } else {
                fields.parse::<usize>("page.token", token)
            }
        });
        let (id, (size, _), from) = fields.finish((|| Some((id?, page?, from?)))())?;
        let edition = rules
            .protocol
            .edition(&id)
            .ok_or_else(|| status::not_found("edition"))?;
        let mut wanted = edition
            .clauses
            .iter()
            .filter(|clause| clause.id.as_str().starts_with(&request.prefix))
            .skip(from);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let clauses: Vec<_> = wanted
            .by_ref()
            .take(size)
            .map(|clause| clause_to_wire(edition, clause))
            .collect();
        let next_page_token = if wanted.next().is_some() {
            (from + clauses.len()).to_string()
        } else {
            String::new()
        };
        Ok(Response::new(wire::ListClausesResponse {
            clauses,
            next_page_token,
        }))
    }

    async fn get_clause(
        &self,
        request: Request<wire::GetClauseRequest>,
    ) -> Result<Response<wire::Clause>, Status> {
        let rules = self.0.current();
        let (edition, id) = clause_of(&request.get_ref().edition_id, &request.get_ref().clause_id)?;
        let edition = rules
            .protocol
            .edition(&edition)
            .ok_or_else(|| status::not_found("edition"))?;
        let clause = edition
            .clause(&id)
            .ok_or_else(|| status::not_found("clause"))?;
        Ok(Response::new(clause_to_wire(edition, clause)))
    }

    async fn explain_deadline(
        &self,
        request: Request<wire::ExplainDeadlineRequest>,
    ) -> Result<Response<wire::ExplainDeadlineResponse>, Status> {
        let rules = self.0.current();
        let request = request.get_ref();
        let fields = Fields::new();
        let edition: Option<EditionId> = fields.parse("edition_id", &request.edition_id);
        let clause: Option<ClauseId> = fields.parse("clause_id", &request.clause_id);
        let at = fields.instant("at", request.at.as_ref());
        let (edition, clause, at) = fields.finish((|| Some((edition?, clause?, at?)))())?;
        let edition = rules
            .protocol
            .edition(&edition)
            .ok_or_else(|| status::not_found("edition"))?;
        if edition.clause(&clause).is_none() {
            return Err(status::not_found("clause"));
        }
        let limits = limits(edition, &clause, at);
        if limits.is_empty() {
            return Err(status::refused(
                "NO_LIMIT",
                "this clause sets no time limit",
                &[clause],
            ));
        }
        let derivations: Result<Vec<_>, _> = limits
            .into_iter()
            .map(|(clauses, limit, trigger)| {
                rules
                    .ruler(edition)
                    .deadline(&clauses, limit, &trigger)
                    .map(|deadline| derivation_to_wire(&deadline))
            })
            .collect();
        let derivations = derivations
            .map_err(|error| status::refused("NO_DUE_TIME", error.to_string(), &[clause]))?;
        Ok(Response::new(wire::ExplainDeadlineResponse { derivations }))
    }
}

fn clause_of(edition: &str, clause: &str) -> Result<(EditionId, ClauseId), Status> {
    let fields = Fields::new();
    let edition = fields.parse("edition_id", edition);
    let clause = fields.parse("clause_id", clause);
    fields.finish(edition.zip(clause))
}

/// Every limit that a clause sets, with what starts its clock at the given time.
fn limits(
    edition: &Edition,
    clause: &ClauseId,
    at: DateTime<Utc>,
) -> Vec<(Vec<ClauseId>, Limit, Trigger)> {
    let duties = edition
        .every_duty()
        .flat_map(|duty| duty.limits().map(move |limit| (duty.starts, limit)))
        .filter(|(_, (clauses, _))| clauses.contains(clause))
        .map(|(starts, (clauses, limit))| {
            let what = limit
                .of
                .map_or_else(|| starts.to_string(), |anchor| anchor.to_string());
            (clauses.to_vec(), limit.limit, Trigger { what, at })
        });
    let rungs = edition
        .ladders
        .iter()
        .flat_map(|ladder| &ladder.rungs)
        .filter(|rung| rung.clauses.contains(clause));
    let rungs = rungs.filter_map(|rung| {
        Some((
            rung.clauses.clone(),
            Limit::after(rung.within?),
            Trigger {
                what: edition::Fact::RungReached.to_string(),
                at,
            },
        ))
    });
    let rules = edition
        .rules
        .iter()
        .filter(|rule| rule.clauses.contains(clause))
        .flat_map(|rule| {
            rule.spans.values().map(|span| {
                (
                    rule.clauses.clone(),
                    Limit::after(*span),
                    Trigger {
                        what: rule.name.to_string(),
                        at,
                    },
                )
            })
        });
    duties.chain(rungs).chain(rules).collect()
}

fn edition_to_wire(edition: &Edition) -> wire::Edition {
    wire::Edition {
        id: edition.id.to_string(),
        title: edition.title.clone(),
        effective_from: Some(date_to_wire(edition.effective_from)),
        interpretations: edition
            .interpretations
            .rules()
            .into_iter()
            .map(|rule| AppliedRule {
                name: rule.name,
                meaning: rule.words,
            })
            .collect(),
        pathways: edition.pathways.iter().map(pathway_to_wire).collect(),
        ladders: edition.ladders.iter().map(ladder_to_wire).collect(),
        clauses: u32::try_from(edition.clauses.len()).unwrap_or(u32::MAX),
        team_kinds: edition.team_kinds.iter().map(kind_to_wire).collect(),
        references: edition
            .references
            .iter()
            .map(|one| statement(&one.name, &one.says, &one.clauses))
            .collect(),
    }
}

fn kind_to_wire(kind: &edition::KindOfTeam) -> wire::KindOfTeam {
    let own = (!kind.clauses.is_empty()).then(|| {
        let says = if kind.says.is_empty() {
            &kind.name
        } else {
            &kind.says
        };
        statement("", says, &kind.clauses)
    });
    let criteria = kind.criteria.iter();
    let criteria = criteria.map(|one| statement(one.before.as_str(), &one.says, &one.clauses));
    let facts = kind.facts.iter();
    let facts = facts.map(|one| statement("", &one.says, &one.clauses));
    wire::KindOfTeam {
        kind: kind.kind.to_string(),
        name: kind.name.clone(),
        threshold: kind
            .threshold
            .map(|one| one.to_string())
            .unwrap_or_default(),
        statements: own.into_iter().chain(criteria).chain(facts).collect(),
    }
}

fn statement(name: &str, text: &str, clauses: &[ClauseId]) -> wire::Statement {
    wire::Statement {
        name: name.to_owned(),
        text: text.to_owned(),
        clause_ids: names(clauses),
    }
}

fn pathway_to_wire(pathway: &edition::Pathway) -> wire::Pathway {
    wire::Pathway {
        id: pathway.id.to_string(),
        title: pathway.title.clone(),
        from_kinds: pathway.from.iter().map(ToString::to_string).collect(),
        to_kinds: pathway.to.iter().map(ToString::to_string).collect(),
        duties: pathway.elements.duties.iter().map(duty_to_wire).collect(),
        ladder_id: pathway.ladder.to_string(),
        clause_ids: names(&pathway.clauses),
        record_before: named(pathway.record_from),
        record_after: named(pathway.record_to),
    }
}

fn duty_to_wire(duty: &Duty) -> wire::Duty {
    let limits: Vec<String> = duty
        .limits()
        .map(|(_, limit)| match limit.of {
            Some(_) => limit.to_string(),
            None => format!("{limit} {}", duty.starts),
        })
        .collect();
    wire::Duty {
        id: duty.id.to_string(),
        title: duty.title.clone(),
        owner: duty.owner.to_string(),
        starts: duty.starts.to_string(),
        limit: limits.join(", or "),
        done_by: duty.done_by.to_string(),
        strength: duty.strength.to_string(),
        clause_ids: duty.every_clause().map(ToString::to_string).collect(),
    }
}

fn ladder_to_wire(ladder: &edition::Ladder) -> wire::Ladder {
    let rungs = ladder
        .rungs
        .iter()
        .zip(1..)
        .map(|(rung, level)| wire::Rung {
            level,
            role: rung.role.to_string(),
            limit: rung
                .within
                .map(|span| format!("{} reaching it", Limit::after(span)))
                .unwrap_or_default(),
            clause_ids: names(&rung.clauses),
        });
    wire::Ladder {
        id: ladder.id.to_string(),
        title: ladder.title.clone(),
        rungs: rungs.collect(),
    }
}

fn clause_to_wire(edition: &Edition, clause: &edition::Clause) -> wire::Clause {
    wire::Clause {
        id: clause.id.to_string(),
        edition_id: edition.id.to_string(),
        section: clause.section.clone(),
        title: clause.title.clone(),
        kind: clause.kind.to_string(),
        strength: clause.strength.to_string(),
        text: clause.text.clone(),
        carried_by: edition.carried_by(&clause.id),
    }
}

fn named(system: Option<RecordSystem>) -> String {
    system.map(|system| system.to_string()).unwrap_or_default()
}

fn names(clauses: &[ClauseId]) -> Vec<String> {
    clauses.iter().map(ToString::to_string).collect()
}
