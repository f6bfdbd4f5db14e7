//! Holding the forms of letters to themselves: every name between braces known, every field used, every promise kept.

use super::{
    Addressee, Condition, Edition, Fact, LETTER_DATE, LETTERHEAD, LetterField, LetterFieldKind,
    LetterForm, PROMISED, Paragraph, Piece, pieces,
};
use crate::{clause::ClauseId, deadline::Limit};
use std::collections::BTreeSet;

/// What is wrong with the letters of an edition: the text to point at, and why.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for form in &edition.letters {
        let same = edition.letters.iter().filter(|other| other.id == form.id);
        if same.count() > 1 {
            let id = form.id.to_string();
            wrong.push((id.clone(), format!("letter {id} stands more than once")));
        }
        let known_kinds: Vec<_> = edition.team_kinds.iter().map(|one| one.kind).collect();
        let options = form.fields.iter().flat_map(|field| &field.options);
        let kinds = options.flat_map(|option| &option.to);
        let kinds = kinds.chain(&form.when.from).chain(&form.when.to);
        for kind in kinds.filter(|kind| !known_kinds.contains(kind)) {
            wrong.push((
                kind.to_string(),
                format!("team kind {kind} is not one that this edition knows"),
            ));
        }
        wrong.extend(of_form(form));
        wrong.extend(unkept(edition, form));
    }
    wrong
}

fn of_form(form: &LetterForm) -> Vec<(String, String)> {
    let id = &form.id;
    let mut wrong = Vec::new();
    if form.paragraphs.is_empty() {
        wrong.push((id.to_string(), format!("letter {id} has no paragraph")));
    }
    if !asks_of_moves_alone(&form.when) {
        wrong.push((
            id.to_string(),
            format!("letter {id}: `when` asks for step, from and to alone"),
        ));
    }
    let ages = form.paragraphs.iter().chain(&form.enclosures);
    let mut aged = ages.filter(|one| one.from_age.is_some() || one.to_age.is_some());
    if form.to != Addressee::Child && aged.next().is_some() {
        wrong.push((
            id.to_string(),
            format!("letter {id} is for no child: its paragraphs have no ages"),
        ));
    }
    for field in &form.fields {
        wrong.extend(of_field(form, field));
    }
    wrong.extend(of_texts(form));
    wrong
}

/// Nothing else is known of a transfer where letters are written.
fn asks_of_moves_alone(when: &Condition) -> bool {
    let known = Condition {
        step: when.step,
        from: when.from.clone(),
        to: when.to.clone(),
        ..Condition::default()
    };
    *when == known
}

fn of_field(form: &LetterForm, field: &LetterField) -> Vec<(String, String)> {
    let (id, name) = (&form.id, &field.name);
    let mut wrong = Vec::new();
    let mut say = |what: String| wrong.push((name.clone(), what));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if name.is_empty() || !name.bytes().all(plain) {
        say(format!(
            "letter {id}: a field's name has characters of a-z, 0-9 and '-'"
        ));
    }
    if is_reserved(name) {
        say(format!(
            "letter {id}: {name} is the letterhead's, not a field"
        ));
    }
    let same = form.fields.iter().filter(|other| other.name == *name);
    if same.count() > 1 {
        say(format!("field {name} stands more than once in letter {id}"));
    }
    let names: BTreeSet<&str> = field.options.iter().map(|one| one.name.as_str()).collect();
    let is_choice = field.kind == LetterFieldKind::Choice;
    if is_choice && names.len() < 2 || names.len() < field.options.len() {
        say(format!(
            "field {name} of letter {id} needs two options or more, each with a name of its own"
        ));
    }
    if !is_choice && !names.is_empty() {
        say(format!(
            "field {name} of letter {id} is no choice: it has no options"
        ));
    }
    if field.kind != LetterFieldKind::Declared && !field.recorded_as.is_empty() {
        say(format!(
            "field {name} of letter {id} is no declaration: `recorded-as` says nothing of it"
        ));
    }
    wrong
}

/// What stands between braces: in the head, in paragraphs, and in what goes with them.
fn of_texts(form: &LetterForm) -> Vec<(String, String)> {
    let id = &form.id;
    let mut wrong = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let head = form.head.iter().flat_map(|head| &head.lines);
    let head = head.map(|line| (line, true));
    let body = form.paragraphs.iter().chain(&form.enclosures);
    let body = body.map(|Paragraph { says, .. }| (says, false));
    for (text, in_head) in head.chain(body) {
        let taken = match pieces(text) {
            Ok(taken) => taken,
            Err(loose) => {
                wrong.push((as_written(text), format!("letter {id}: {loose}")));
                continue;
            }
        };
        for piece in taken {
            let Piece::Field(name) = piece else { continue };
            used.insert(name);
            let known = match name {
                LETTER_DATE => in_head,
                PROMISED => form.promise.is_some(),
                name => {
                    let own = form.field(name).map(|field| field.kind.is_written());
                    own.unwrap_or_else(|| LETTERHEAD.contains(&name))
                }
            };
            if !known {
                wrong.push((
                    as_written(text),
                    format!("letter {id}: nothing is called {{{name}}} here"),
                ));
            }
        }
    }
    let written = form.fields.iter().filter(|field| field.kind.is_written());
    for field in written.filter(|field| !used.contains(field.name.as_str())) {
        wrong.push((
            field.name.clone(),
            format!("field {} stands nowhere in letter {id}", field.name),
        ));
    }
    if form.promise.is_some() && !used.contains(PROMISED) {
        wrong.push((
            id.to_string(),
            format!("letter {id} does not say what it promises: {{{PROMISED}}} stands nowhere"),
        ));
    }
    wrong
}

/// A text as it stands between quotes.
fn as_written(text: &str) -> String {
    text.replace('\n', "\\n")
}

fn is_reserved(name: &str) -> bool {
    LETTERHEAD.contains(&name) || [LETTER_DATE, PROMISED].contains(&name)
}

/// A promise that no duty keeps in its time.
fn unkept(edition: &Edition, form: &LetterForm) -> Option<(String, String)> {
    let promise = form.promise.as_ref()?;
    let limit = Limit::after(promise.within);
    let pathways = edition.pathways.iter().map(|one| &one.elements.duties);
    let mut duties = pathways.chain([&edition.general.duties]).flatten();
    let kept = duties.any(|duty| {
        duty.starts == Fact::LetterSent && duty.limit.as_ref().is_some_and(|own| own.limit == limit)
    });
    (!kept).then(|| {
        (
            form.id.to_string(),
            format!(
                "letter {} promises what no duty that begins with letter-sent keeps in that time",
                form.id
            ),
        )
    })
}

/// What each element of a form carries.
pub(super) fn carriers(form: &LetterForm, found: &mut Vec<(String, Vec<ClauseId>)>) {
    let name = format!("letter {}", form.id);
    found.push((name.clone(), form.clauses.clone()));
    for field in &form.fields {
        found.push((
            format!("{name}, field {}", field.name),
            field.clauses.clone(),
        ));
    }
    if !form.answers.is_empty() {
        found.push((format!("{name}, answers"), form.answers.clone()));
    }
    if let Some(head) = &form.head {
        found.push((format!("{name}, head"), head.clauses.clone()));
    }
    for (number, paragraph) in (1..).zip(&form.paragraphs) {
        found.push((
            format!("{name}, paragraph {number}"),
            paragraph.clauses.clone(),
        ));
    }
    for (number, enclosure) in (1..).zip(&form.enclosures) {
        found.push((
            format!("{name}, enclosure {number}"),
            enclosure.clauses.clone(),
        ));
    }
    if let Some(promise) = &form.promise {
        found.push((format!("{name}, promise"), promise.clauses.clone()));
    }
}
