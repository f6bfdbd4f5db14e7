//! What a step has to show, clause by clause: `C4.1-12 due day 3 17:00`, `C2-09 advised`, `C4.1-13 told
//! team-manager of {sender}`. Each is looked for in what the services answer; what they don't say is not shown.

mod consent;
mod duties;
mod journal;
mod look;

pub(super) use look::Look;

use super::{By, moment, written};
use chrono::{DateTime, Utc};

/// Something that a step has to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// As it is written.
    pub text: String,
    /// The clause that it shows.
    pub clause: String,
    /// How.
    pub what: What,
}

/// How a clause shows itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A duty under it is owed, by this post where one is named.
    Owed(Option<By>),
    /// A duty under it is owed by this minute.
    Due(DateTime<Utc>),
    /// No duty under it is owed.
    NotOwed,
    /// A duty under it was met in time.
    Met,
    /// A duty under it was met, late.
    Late,
    /// A duty under it is late.
    Breached,
    /// It is given as advice.
    Advised,
    /// It is not given as advice.
    NotAdvised,
    /// A step of this name is open under it.
    Step(String),
    /// No step is open under it.
    NoStep,
    /// The item of the checklist under it is answered in this way; `-` while nobody has answered.
    Answered(String),
    /// Somebody in this post was told of something under it.
    Told(By),
    /// What happened rests on it, by the child's journey or the journal of the family's consent or of a disagreement.
    Recorded,
    /// This team leads for the children.
    Leads(String),
    /// The front door sent the contact to a team of this kind.
    Routed(String),
    /// A team of this kind was said to lead on the matter, for one of the children.
    Says(String),
    /// The form that was shown last says this under it.
    Worded(String),
    /// Something may be shared, or may not, by the last answer.
    Allows(bool),
    /// The letter, what goes with it, or what was answered, has these words under it.
    Reads(String),
    /// The edition describes a kind of team, or names a form, guide or other procedure, under it.
    Described,
}

/// Reads one.
pub(super) fn shown(text: &str, from: moment::From<'_>) -> Result<Shown, String> {
    let wanted = || {
        format!(
            "\"{text}\" is not of the form \"CLAUSE owed [by POST]\", \"CLAUSE due TIME\", \"CLAUSE not owed\", \"CLAUSE met\", \"CLAUSE late\", \"CLAUSE breached\", \"CLAUSE advised\", \"CLAUSE not advised\", \"CLAUSE step NAME\", \"CLAUSE no step\", \"CLAUSE answered ANSWER\", \"CLAUSE unanswered\", \"CLAUSE told POST\", \"CLAUSE recorded\", \"CLAUSE leads TEAM\", \"CLAUSE routed KIND\", \"CLAUSE says KIND\", \"CLAUSE worded WORDS\", \"CLAUSE reads WORDS\", \"CLAUSE allows\", \"CLAUSE denies\" or \"CLAUSE described\""
        )
    };
    let (clause, rest) = text.split_once(' ').ok_or_else(wanted)?;
    let (verb, object) = rest.split_once(' ').unwrap_or((rest, ""));
    let what = match (verb, object) {
        ("owed", "") => What::Owed(None),
        ("owed", by) => {
            let post = by.strip_prefix("by ").ok_or_else(wanted)?;
            What::Owed(Some(written::by(post)?))
        }
        ("due", at) => What::Due(from.instant(at)?),
        ("not", "owed") => What::NotOwed,
        ("not", "advised") => What::NotAdvised,
        ("no", "step") => What::NoStep,
        ("answered", answer) if !answer.is_empty() => What::Answered(answer.to_owned()),
        ("unanswered", "") => What::Answered("-".to_owned()),
        ("met", "") => What::Met,
        ("late", "") => What::Late,
        ("breached", "") => What::Breached,
        ("advised", "") => What::Advised,
        ("step", name) if !name.is_empty() => What::Step(name.to_owned()),
        ("told", post) => What::Told(written::by(post)?),
        ("recorded", "") => What::Recorded,
        ("leads", team) if !team.is_empty() => What::Leads(team.to_owned()),
        ("says", kind) if !kind.is_empty() => What::Says(kind.to_owned()),
        ("routed", kind) if !kind.is_empty() => What::Routed(kind.to_owned()),
        ("worded", words) if !words.is_empty() => What::Worded(words.to_owned()),
        ("allows", "") => What::Allows(true),
        ("denies", "") => What::Allows(false),
        ("reads", words) if !words.is_empty() => What::Reads(words.to_owned()),
        ("described", "") => What::Described,
        _ => return Err(wanted()),
    };
    Ok(Shown {
        text: text.to_owned(),
        clause: clause.to_owned(),
        what,
    })
}
