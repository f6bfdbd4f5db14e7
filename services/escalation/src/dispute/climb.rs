//! Up the ladder: talked out, taken up, expedited, or carried up by the clock.

use super::{
    book::{Book, Reached},
    decide::Case,
    event::Event,
    names::Because,
    names::Ground,
    refusal::Refusal,
    state::{Channel, Discussion, Dispute, Exhaustion},
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    Role, TeamId,
    deadline::NoDueTime,
    edition::{Act, Fact, LadderItem, TimeOut},
    text::Note,
};

/// A manager of the first rung says that nothing more can be tried, and who takes it up (C6.2-02 to C6.2-04).
/// It is agreed when every side has said the same; a manager who names another team begins anew.
pub(super) fn agree_exhausted(
    case: &Case<'_>,
    channel: Option<Channel>,
    escalating: Option<&TeamId>,
    at: DateTime<Utc>,
) -> Result<Vec<Event>, Refusal> {
    case.is_open()?;
    if !case.book.ladder.needs_exhaustion || case.dispute.level() != 1 {
        return Err(Refusal::NothingToExhaust {
            clauses: case.book.ladder.clauses.clone(),
        });
    }
    if case.dispute.exhausted().is_some() {
        return Err(exhausted_already(case));
    }
    let (Some(channel), Some(escalating)) = (channel, escalating) else {
        let channel = channel
            .is_none()
            .then_some((LadderItem::Channel, "channel"));
        let missing = (LadderItem::EscalatingTeam, "escalating_team_id");
        let escalating = escalating.is_none().then_some(missing);
        return Err(case.lacks(
            Fact::ExhaustionAgreed,
            channel.into_iter().chain(escalating),
        ));
    };
    case.of_the_two("escalating_team_id", escalating)?;
    case.not_before("agreed_at", at, case.dispute.opened_at)?;
    case.role_on_rung()?;
    let posts = case.book.posts_now(case.dispute);
    let (mut own, others): (Vec<_>, Vec<_>) = posts
        .into_iter()
        .partition(|post| case.by.holds(post.role, &post.team));
    let so_far = case.dispute.exhaustion.as_ref();
    let said = so_far
        .filter(|said| said.escalating == *escalating)
        .map_or(&[][..], |said| &said.agreed_by);
    own.retain(|post| !said.contains(&post.team));
    if own.is_empty() {
        return Err(exhausted_already(case));
    }
    let own = own.into_iter().map(|post| post.team);
    let others = others.into_iter().map(|post| post.team);
    Ok(vec![Event::ExhaustionAgreed(Exhaustion {
        at,
        channel,
        escalating: escalating.clone(),
        agreed_by: said.iter().cloned().chain(own).collect(),
        waits_for: others.filter(|team| !said.contains(team)).collect(),
    })])
}

fn exhausted_already(case: &Case<'_>) -> Refusal {
    Refusal::ExhaustedAlready {
        clauses: case.book.ladder.clauses.clone(),
    }
}

/// To the next rung, and never past it (C6.2-12, C6.2-13, E-RESOLUTION-04).
pub(super) fn escalate(case: &Case<'_>, to: Role) -> Result<Vec<Event>, Refusal> {
    case.is_open()?;
    case.role_on_rung()?;
    let present = case.dispute.level();
    let wanted = case.book.level_of(to).ok_or_else(|| Refusal::Field {
        field: "to_role",
        description: "is not on the ladder".to_owned(),
    })?;
    if wanted <= present {
        return Err(if case.book.rung(present + 1).is_none() {
            last_rung(case.book, present)
        } else {
            Refusal::NotAbove {
                clauses: case.book.ladder.clauses.clone(),
            }
        });
    }
    if wanted > present + 1 {
        return Err(skips_rung(case));
    }
    let exhausted = case.dispute.exhausted().is_some();
    if present == 1
        && case.book.ladder.needs_exhaustion
        && !exhausted
        && case.dispute.expedited.is_none()
    {
        return Err(Refusal::NotExhausted {
            clauses: case.book.ladder.clauses.clone(),
        });
    }
    case.needed(Fact::RungLeft)?;
    let because = if present == 1 && exhausted {
        Because::AgreedExhausted
    } else {
        Because::NotResolved
    };
    let reached = Reached {
        by: &case.by.subject,
        because,
        at: case.now,
    };
    Ok(next_rung(case.dispute, case.book, &reached)?
        .into_iter()
        .collect())
}

/// The managers of the present rung talked (C6.2-08, C6.2-09).
pub(super) fn discuss(
    case: &Case<'_>,
    channel: Channel,
    team_managers_present: bool,
    at: DateTime<Utc>,
) -> Result<Vec<Event>, Refusal> {
    case.is_open()?;
    case.role_on_rung()?;
    case.not_before("held_at", at, case.dispute.reached_at())?;
    Ok(vec![Event::Discussed(Discussion {
        level: case.dispute.level(),
        channel,
        team_managers_present,
        at,
    })])
}

/// It can't wait: the next rung is reached at once (C6.2-18, C6.2-19). On the last rung its officers
/// are told that it can't wait.
pub(super) fn expedite(case: &Case<'_>, reason: Note) -> Result<Vec<Event>, Refusal> {
    case.is_open()?;
    case.manages()?;
    let reached = Reached {
        by: &case.by.subject,
        because: Because::Expedited,
        at: case.now,
    };
    let next = next_rung(case.dispute, case.book, &reached)?;
    if next.is_none() && case.dispute.expedited.is_some() {
        return Err(Refusal::ExpeditedAlready {
            clauses: case.book.ladder.clauses.clone(),
        });
    }
    let expedited = Event::Expedited {
        reason,
        at: case.now,
    };
    Ok([Some(expedited), next].into_iter().flatten().collect())
}

/// The time of a rung ran out: where the ladder says so, the dispute goes up by itself. Nothing
/// happens when it has left that rung, has ended, or stays, or when nothing is urgent and the time is open to
/// discretion (E-RESOLUTION-21). Silence is none: what nobody answers goes up (E-ALLOC-FS-19).
///
/// # Errors
/// When the due time of the next rung can't be reached.
pub fn time_out(
    dispute: &Dispute,
    level: u32,
    by: &str,
    now: DateTime<Utc>,
    book: &Book<'_>,
) -> Result<Vec<Event>, NoDueTime> {
    let goes_up = book.rung(level).is_some_and(|rung| {
        let may_wait =
            rung.discretion && dispute.expedited.is_none() && dispute.ground != Ground::NoResponse;
        rung.time_out == TimeOut::Escalate && !may_wait
    });
    if !goes_up || !dispute.is_open() || dispute.level() != level {
        return Ok(Vec::new());
    }
    let reached = Reached {
        by,
        because: Because::TimeRanOut,
        at: now,
    };
    Ok(next_rung(dispute, book, &reached)?.into_iter().collect())
}

fn next_rung(
    dispute: &Dispute,
    book: &Book<'_>,
    reached: &Reached<'_>,
) -> Result<Option<Event>, NoDueTime> {
    let level = dispute.level() + 1;
    let Some(rung) = book.rung(level) else {
        return Ok(None);
    };
    book.climbed(level, rung, reached)
        .map(|climbed| Some(Event::RungReached(climbed)))
}

fn last_rung(book: &Book<'_>, level: u32) -> Refusal {
    Refusal::LastRung {
        clauses: book
            .rung(level)
            .map_or_else(Vec::new, |rung| rung.clauses.clone()),
    }
}

fn skips_rung(case: &Case<'_>) -> Refusal {
    let Book {
        edition, ladder, ..
    } = case.book;
    let situation = case.book.situation(case.dispute);
    match edition.forbids(&ladder.elements, Act::SkipRung, &situation) {
        Some(forbidden) => Refusal::SkipsRung {
            says: forbidden.says.clone(),
            clauses: forbidden.clauses.clone(),
        },
        // A ladder is climbed rung by rung, whether or not an edition has words for it.
        None => Refusal::SkipsRung {
            says: "no rung is passed over".to_owned(),
            clauses: ladder.clauses.clone(),
        },
    }
}
