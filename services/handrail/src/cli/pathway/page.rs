//! A pathway in tables, each in the order in which things happen.

use super::{applicable::Applicable, names, order::Order};
use crate::render;
use handrail_domain::{
    ClauseId,
    child::RecordSystem,
    edition::{Edition, Fact, Milestone, Missing, Pathway},
};
use std::fmt::Write;

/// The widest a column gets, of the many that stand beside each other.
const NARROW: usize = 32;
/// The same of a column with sentences.
const WIDE: usize = 64;

/// A pathway in tables.
pub(super) fn page(edition: &Edition, pathway: &Pathway) -> String {
    let applicable = Applicable::on(edition, pathway);
    let order = Order::of(pathway, &applicable);
    let parts = [
        about(edition, pathway, &order),
        duties(&applicable, &order),
        steps(&applicable, &order),
        before(&applicable, &order),
        contents(&applicable, &order),
        forbidden(&applicable),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

fn about(edition: &Edition, pathway: &Pathway, order: &Order) -> String {
    let stages = order.stages(pathway).into_iter().map(|fact| {
        let lead = match fact == pathway.lead_moves_on {
            true => " (the lead moves)",
            false => "",
        };
        format!("{fact}{lead}")
    });
    let mut about = format!(
        "{} ({}, edition {})\n{} to {}; disagreements climb {}\n{}",
        pathway.title,
        pathway.id,
        edition.id,
        names(&pathway.from),
        names(&pathway.to),
        pathway.ladder,
        stages.collect::<Vec<_>>().join(", then ")
    );
    if pathway.record_from.is_some() || pathway.record_to.is_some() {
        let system = |one: Option<RecordSystem>| one.map_or("none", RecordSystem::as_str);
        let _ = write!(
            about,
            "\nrecorded on {} before, and on {} afterwards",
            system(pathway.record_from),
            system(pathway.record_to)
        );
    }
    about
}

/// A table of rows that belong to facts, in their order.
fn ordered<const COLUMNS: usize>(
    header: [&str; COLUMNS],
    order: &Order,
    rows: impl IntoIterator<Item = ([Fact; 2], [String; COLUMNS])>,
) -> String {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(facts, _)| facts.map(|fact| order.place(fact)));
    table(header, rows.into_iter().map(|(_, row)| row))
}

/// A table, or nothing where it has no row.
fn table<const COLUMNS: usize>(
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return String::new();
    }
    let widest = header.map(|column| if column == "says" { WIDE } else { NARROW });
    render::table_within(widest, header, rows)
}

fn duties(applicable: &Applicable<'_>, order: &Order) -> String {
    let rows = applicable.duties.iter().map(|owed| {
        let duty = owed.duty;
        let clauses: Vec<&ClauseId> = duty.every_clause().collect();
        let limit = owed.limit.as_deref().unwrap_or("as soon as possible");
        let row = [
            duty.starts.to_string(),
            duty.title.clone(),
            duty.owner.to_string(),
            limit.to_owned(),
            duty.done_by.to_string(),
            owed.when.clone(),
            names(&clauses),
        ];
        ([duty.starts, duty.done_by], row)
    });
    let header = [
        "from", "duty", "owner", "within", "done by", "when", "clauses",
    ];
    ordered(header, order, rows)
}

/// Steps of the pathway's own, and those that only some roles take.
fn steps(applicable: &Applicable<'_>, order: &Order) -> String {
    let own = applicable.milestones.iter().map(|(step, when)| {
        let row = [
            step.fact.to_string(),
            whose(step),
            when.clone(),
            names(&step.clauses),
        ];
        ([step.fact; 2], row)
    });
    let reserved = applicable.reserved.iter().map(|(one, when)| {
        let row = [
            one.step.to_string(),
            format!("{} only", names(&one.roles)),
            when.clone(),
            names(&one.clauses),
        ];
        ([one.step; 2], row)
    });
    ordered(
        ["step", "of", "when", "clauses"],
        order,
        own.chain(reserved),
    )
}

/// Whose a step is, from which age, and to which teams it hands.
fn whose(step: &Milestone) -> String {
    let mut whose = step.by.to_string();
    if !step.roles.is_empty() {
        let _ = write!(whose, " ({})", names(&step.roles));
    }
    if let Some(age) = step.from_age {
        let _ = write!(whose, ", from the age of {age}");
    }
    if !step.hands_to.is_empty() {
        let _ = write!(whose, ", hands to {}", names(&step.hands_to));
    }
    whose
}

/// What has to have happened, or to hold, first.
fn before(applicable: &Applicable<'_>, order: &Order) -> String {
    let row = |before: Fact, first: String, missing, when: &str, says: &str, clauses: &[_]| {
        let otherwise = match missing {
            Missing::Refuse => "refused",
            Missing::Advise => "advised",
        };
        let row = [
            before.to_string(),
            first,
            otherwise.to_owned(),
            when.to_owned(),
            says.to_owned(),
            names::<ClauseId>(clauses),
        ];
        ([before; 2], row)
    };
    let steps = applicable.requirements.iter().map(|(one, when)| {
        let needs = match one.once {
            None => one.needs.to_string(),
            Some(once) => format!("{}, once {once} has happened", one.needs),
        };
        row(
            one.before,
            needs,
            one.missing,
            when,
            &one.says,
            &one.clauses,
        )
    });
    let criteria = applicable.criteria.iter().map(|(one, when)| {
        let holds = one.holds.to_string();
        row(
            one.before,
            holds,
            one.missing,
            when,
            &one.says,
            &one.clauses,
        )
    });
    let header = [
        "before a step",
        "first",
        "or it is",
        "when",
        "says",
        "clauses",
    ];
    ordered(header, order, steps.chain(criteria))
}

fn contents(applicable: &Applicable<'_>, order: &Order) -> String {
    let rows = applicable.contents.iter().map(|(content, when)| {
        let binding = match content.missing {
            Missing::Refuse => "must",
            Missing::Advise => "ought to",
        };
        let row = [
            content.of.to_string(),
            binding.to_owned(),
            content.item.clone(),
            when.clone(),
            names(&content.clauses),
        ];
        ([content.of; 2], row)
    });
    let header = ["step", "has to", "contain", "when", "clauses"];
    ordered(header, order, rows)
}

fn forbidden(applicable: &Applicable<'_>) -> String {
    let rows = applicable.forbidden.iter().map(|(one, when)| {
        [
            one.act.to_string(),
            when.clone(),
            one.says.clone(),
            names(&one.clauses),
        ]
    });
    table(["forbidden", "when", "says", "clauses"], rows)
}
