//! Writing a letter with a form.

use super::{
    Content, Given, KnownTransfer, Letter, Letterhead, Refusal, Rendered, Wrong, fill::fill, render,
};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::calendar::london::local_date;
use handrail_domain::directory::Directory;
use handrail_domain::edition::{Addressee, Edition, LetterForm};
use handrail_domain::{ChildId, ClauseId, LetterFormId, LetterId};

/// What somebody asks for who writes a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composing {
    /// The form.
    pub form: LetterFormId,
    /// The child it is for.
    pub child: Option<ChildId>,
    /// What is filled in.
    pub given: Vec<Given>,
}

/// A letter that was written: what is known of it, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The letter.
    pub letter: Letter,
    /// What it says.
    pub content: Content,
}

/// The forms of an edition that fit a transfer.
pub fn offered<'e>(
    edition: &'e Edition,
    known: &KnownTransfer,
    directory: &Directory,
) -> Vec<&'e LetterForm> {
    let Some(pathway) = known.pathway(edition) else {
        return Vec::new();
    };
    let situation = known.situation(pathway, directory);
    let forms = edition.letters.iter();
    forms.filter(|form| form.when.holds(&situation)).collect()
}

/// Writes a letter for a transfer of this edition.
///
/// # Errors
/// Why it can't be written.
pub fn compose(
    id: LetterId,
    asked: &Composing,
    known: &KnownTransfer,
    edition: &Edition,
    directory: &Directory,
    now: DateTime<Utc>,
) -> Result<Draft, Refusal> {
    let form = edition.letter(&asked.form);
    let form = form.ok_or_else(|| {
        Wrong::no_form(
            &edition
                .letters
                .iter()
                .map(|form| &form.id)
                .collect::<Vec<_>>(),
        )
    })?;
    let fits = offered(edition, known, directory);
    if !fits.iter().any(|fitting| fitting.id == form.id) {
        return Err(Refusal::NotForThisMove {
            says: form.says.clone(),
            clauses: form.clauses.clone(),
        });
    }
    let Some(receiving) = known
        .to
        .as_ref()
        .filter(|_| known.happened.contains(&form.after))
    else {
        return Err(Refusal::TooEarly {
            needs: form.after,
            says: form.says.clone(),
            clauses: form.clauses.clone(),
        });
    };
    still_moves(known, &form.clauses)?;
    let on = local_date(now);
    let kind = directory.team(receiving).map(|team| team.kind());
    let filled = fill(form, &asked.given, known, kind, on);
    let (age, filled) = match (age_of(form, asked.child, known, on), filled) {
        (Ok(age), filled) => (age, filled?),
        (Err(wrong), Err(Refusal::Fields(others))) => {
            return Err(Refusal::Fields([vec![wrong], others].concat()));
        }
        (Err(wrong), _) => return Err(Refusal::Fields(vec![wrong])),
    };
    let by = Letterhead { directory, on };
    let Rendered {
        head,
        parts,
        enclosures,
        advice,
    } = render(form, &filled.values, age, by);
    let letter = Letter {
        id,
        version: 1,
        transfer: known.id,
        household: known.household,
        edition: edition.id.clone(),
        form: form.id.clone(),
        form_version: form.version,
        to: form.to,
        child: asked.child,
        from: known.from.clone(),
        receiving: receiving.clone(),
        clauses: form.clauses.clone(),
        advice: filled.advice.into_iter().chain(advice).collect(),
        promises: form.promise.is_some(),
        composed_at: now,
        revised_at: None,
        sent_at: None,
        feedback: Vec::new(),
    };
    let content = Content {
        values: filled.values,
        head,
        parts,
        own_words: None,
        enclosures,
    };
    Ok(Draft { letter, content })
}

/// A plan that moves nowhere is closed with no letter.
pub(super) fn still_moves(known: &KnownTransfer, clauses: &[ClauseId]) -> Result<(), Refusal> {
    if known.ended {
        return Err(Refusal::NothingMoves {
            clauses: clauses.to_vec(),
        });
    }
    Ok(())
}

/// The age that decides on the words of a letter to a child.
fn age_of(
    form: &LetterForm,
    child: Option<ChildId>,
    known: &KnownTransfer,
    on: NaiveDate,
) -> Result<Option<u32>, Wrong> {
    let wrong = |what: &str| Err(Wrong::of("child_id", what));
    match (form.to, child) {
        (Addressee::Child, None) => wrong("needed: the letter is for a child"),
        (Addressee::Child, Some(child)) => match known.age_of(child, on) {
            Some(age) => Ok(Some(age.years)),
            None => wrong("not a child who is born and goes with this transfer"),
        },
        (_, Some(_)) => wrong("left out: the letter is not for a child"),
        (_, None) => Ok(None),
    }
}
