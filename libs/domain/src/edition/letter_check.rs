//! Holding the forms of letters to themselves: every name between braces known, every field used, every promise kept.

use super::{
    Addressee, Condition, Edition, Fact, LETTER_DATE, LETTERHEAD, LetterField, LetterFieldKind,
    LetterForm, PROMISED, Pathway, Piece,
    carriers::Carrier,
    check::{
        happens_on, one_of,
        place::{Place, Wrong},
    },
    pieces,
};
use crate::{deadline::Limit, team::TeamKind};
use std::collections::BTreeSet;

/// What is wrong with the letters of an edition.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (at, form) in Place::default().each("letter", &edition.letters) {
        wrong.extend(of_form(&at, form));
        wrong.extend(unwritable(edition, &at, form));
        wrong.extend(unkept(edition, &at, form));
    }
    wrong
}

fn of_form(at: &Place, form: &LetterForm) -> Vec<Wrong> {
    let id = &form.id;
    let mut wrong = Vec::new();
    let mut say = |at: Place, what: String| wrong.push((at, what));
    if form.version == 0 {
        say(
            at.key("version"),
            format!("letter {id}: versions are counted from 1"),
        );
    }
    if form.paragraphs.is_empty() {
        say(at.key("paragraph"), format!("letter {id} has no paragraph"));
    }
    if !asks_of_moves_alone(&form.when) {
        let what = format!("letter {id}: `when` asks for step, from and to alone");
        say(at.key("when"), what);
    }
    let paragraphs = at.each("paragraph", &form.paragraphs);
    let mut aged = paragraphs
        .chain(at.each("enclosure", &form.enclosures))
        .filter(|(_, one)| one.from_age.is_some() || one.to_age.is_some());
    if form.to != Addressee::Child
        && let Some((at, _)) = aged.next()
    {
        let what = format!("letter {id} is for no child: its paragraphs have no ages");
        say(at, what);
    }
    for (at, field) in at.each("field", &form.fields) {
        wrong.extend(of_field(&at, form, field));
    }
    wrong.extend(of_texts(at, form));
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

/// A letter for moves that there are not, or on which what it follows, or says, never happens.
fn unwritable(edition: &Edition, at: &Place, form: &LetterForm) -> Vec<Wrong> {
    let id = &form.id;
    let moves: Vec<&Pathway> = edition
        .pathways
        .iter()
        .filter(|pathway| is_for(&form.when, pathway))
        .collect();
    if moves.is_empty() {
        let known = edition.pathways.iter().map(|pathway| &pathway.id);
        let what = format!("letter {id}: `when` fits no pathway; {}", one_of(known));
        return vec![(at.key("when"), what)];
    }
    let never = |fact: Fact| {
        !moves
            .iter()
            .any(|pathway| happens_on(edition, pathway, fact))
    };
    let after = (at.key("after"), form.after);
    let fields = at.each("field", &form.fields);
    let recorded = fields.flat_map(|(at, field)| {
        let facts = at.each("recorded-as", &field.recorded_as);
        facts.map(|(at, fact)| (at, *fact))
    });
    std::iter::once(after)
        .chain(recorded)
        .filter(|(_, fact)| never(*fact))
        .map(|(at, fact)| {
            let pathways = one_of(moves.iter().map(|pathway| &pathway.id));
            let what = format!(
                "letter {id}: {fact} is recorded by nothing on the pathways that it is for: declare it as a milestone there; {pathways}"
            );
            (at, what)
        })
        .collect()
}

fn is_for(when: &Condition, pathway: &Pathway) -> bool {
    let some = |asked: &[TeamKind], own: &[TeamKind]| {
        asked.is_empty() || asked.iter().any(|kind| own.contains(kind))
    };
    when.step.is_none_or(|step| step == pathway.step)
        && some(&when.from, &pathway.from)
        && some(&when.to, &pathway.to)
}

fn of_field(at: &Place, form: &LetterForm, field: &LetterField) -> Vec<Wrong> {
    let (id, name) = (&form.id, &field.name);
    let mut wrong = Vec::new();
    let mut say = |key: &str, what: String| wrong.push((at.key(key), what));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if name.is_empty() || !name.bytes().all(plain) {
        say(
            "name",
            format!("letter {id}: a field's name has characters of a-z, 0-9 and '-'"),
        );
    }
    if is_reserved(name) {
        say(
            "name",
            format!("letter {id}: {name} is the letterhead's, not a field"),
        );
    }
    let same = form.fields.iter().filter(|other| other.name == *name);
    if same.count() > 1 {
        say(
            "name",
            format!("field {name} stands more than once in letter {id}"),
        );
    }
    let names: BTreeSet<&str> = field.options.iter().map(|one| one.name.as_str()).collect();
    let is_choice = field.kind == LetterFieldKind::Choice;
    if is_choice && names.len() < 2 || names.len() < field.options.len() {
        say(
            "option",
            format!(
                "field {name} of letter {id} needs two options or more, each with a name of its own"
            ),
        );
    }
    if !is_choice && !names.is_empty() {
        say(
            "option",
            format!("field {name} of letter {id} is no choice: it has no options"),
        );
    }
    if field.kind != LetterFieldKind::Declared && !field.recorded_as.is_empty() {
        say(
            "recorded-as",
            format!(
                "field {name} of letter {id} is no declaration: `recorded-as` says nothing of it"
            ),
        );
    }
    wrong
}

/// What stands between braces: in the head, in paragraphs, and in what goes with them.
fn of_texts(at: &Place, form: &LetterForm) -> Vec<Wrong> {
    let id = &form.id;
    let mut wrong = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let head = form.head.iter();
    let head = head.flat_map(|head| at.key("head").each("lines", &head.lines));
    let head = head.map(|(at, line)| (at, line, true));
    let body = at.each("paragraph", &form.paragraphs);
    let body = body.chain(at.each("enclosure", &form.enclosures));
    let body = body.map(|(at, one)| (at.key("says"), &one.says, false));
    for (at, text, in_head) in head.chain(body) {
        let taken = match pieces(text) {
            Ok(taken) => taken,
            Err(loose) => {
                wrong.push((at, format!("letter {id}: {loose}")));
                continue;
            }
        };
        for piece in taken {
            let Piece::Field(name) = piece else { continue };
            used.insert(name);
            if !known_in(form, in_head).contains(&name) {
                let known = one_of(known_in(form, in_head));
                let what = format!("letter {id}: nothing is called {{{name}}} here; {known}");
                wrong.push((at.clone(), what));
            }
        }
    }
    let unused = at
        .each("field", &form.fields)
        .filter(|(_, field)| field.kind.is_written() && !used.contains(field.name.as_str()));
    wrong.extend(unused.map(|(at, field)| {
        let what = format!("field {} stands nowhere in letter {id}", field.name);
        (at.key("name"), what)
    }));
    if form.promise.is_some() && !used.contains(PROMISED) {
        let what =
            format!("letter {id} does not say what it promises: {{{PROMISED}}} stands nowhere");
        wrong.push((at.key("promise"), what));
    }
    wrong
}

/// What can stand between braces.
fn known_in(form: &LetterForm, in_head: bool) -> Vec<&str> {
    let written = form.fields.iter().filter(|field| field.kind.is_written());
    let fields = written.map(|field| field.name.as_str());
    let date = in_head.then_some(LETTER_DATE);
    let promised = form.promise.as_ref().map(|_| PROMISED);
    fields
        .chain(LETTERHEAD.iter().copied())
        .chain(date)
        .chain(promised)
        .collect()
}

fn is_reserved(name: &str) -> bool {
    LETTERHEAD.contains(&name) || [LETTER_DATE, PROMISED].contains(&name)
}

/// A promise that no duty keeps in its time.
fn unkept(edition: &Edition, at: &Place, form: &LetterForm) -> Option<Wrong> {
    let promise = form.promise.as_ref()?;
    let limit = Limit::after(promise.within);
    let pathways = edition.pathways.iter().map(|one| &one.elements.duties);
    let mut duties = pathways.chain([&edition.general.duties]).flatten();
    let kept = duties.any(|duty| {
        duty.starts == Fact::LetterSent && duty.limit.as_ref().is_some_and(|own| own.limit == limit)
    });
    (!kept).then(|| {
        let what = format!(
            "letter {} promises what no duty that begins with letter-sent keeps in that time",
            form.id
        );
        (at.key("promise"), what)
    })
}

/// What each element of a form carries.
pub(super) fn carriers(at: &Place, form: &LetterForm, found: &mut Vec<Carrier>) {
    let name = format!("letter {}", form.id);
    found.push(Carrier::new(name.clone(), at, &form.clauses));
    for (at, field) in at.each("field", &form.fields) {
        let name = format!("{name}, field {}", field.name);
        found.push(Carrier::new(name, &at, &field.clauses));
    }
    if !form.answers.is_empty() {
        found.push(Carrier {
            name: format!("{name}, answers"),
            at: at.key("answers"),
            clauses: form.answers.clone(),
        });
    }
    if let Some(head) = &form.head {
        found.push(Carrier::new(
            format!("{name}, head"),
            &at.key("head"),
            &head.clauses,
        ));
    }
    for (number, (at, paragraph)) in (1..).zip(at.each("paragraph", &form.paragraphs)) {
        let name = format!("{name}, paragraph {number}");
        found.push(Carrier::new(name, &at, &paragraph.clauses));
    }
    for (number, (at, enclosure)) in (1..).zip(at.each("enclosure", &form.enclosures)) {
        let name = format!("{name}, enclosure {number}");
        found.push(Carrier::new(name, &at, &enclosure.clauses));
    }
    if let Some(promise) = &form.promise {
        let name = format!("{name}, promise");
        found.push(Carrier::new(name, &at.key("promise"), &promise.clauses));
    }
}
