//! Letters.

use super::{blocks, facts, page, table, time_of, yes};
use handrail_contracts::notifications::v1::{
    Letter, LetterForm, LetterPart, ListLetterFormsResponse, ListLettersResponse,
};

pub(super) fn list(response: &ListLettersResponse) -> String {
    let rows = response.letters.iter().map(|letter| {
        [
            letter.id.clone(),
            time_of(letter.composed_at.as_ref()),
            letter.form_id.clone(),
            letter.transfer_id.clone(),
            time_of(letter.sent_at.as_ref()),
        ]
    });
    page(
        "No letters.",
        &response.next_page_token,
        ["letter", "written", "form", "transfer", "sent"],
        rows,
    )
}

pub(super) fn forms(response: &ListLetterFormsResponse) -> String {
    if response.forms.is_empty() {
        return "No letter fits this transfer.".to_owned();
    }
    blocks(response.forms.iter().map(form))
}

fn form(form: &LetterForm) -> String {
    let about = facts([
        ("letter", format!("{} (version {})", form.id, form.version)),
        ("title", form.title.clone()),
        ("to", form.addressee.clone()),
    ]);
    let fields = form.fields.iter().map(|field| {
        [
            field.name.clone(),
            match field.kind.as_str() {
                "choice" => field.options.join(" or "),
                kind => kind.to_owned(),
            },
            yes(field.required),
            field.clause_ids.join(", "),
        ]
    });
    let fields = table(["field", "holds", "needed", "clauses"], fields);
    format!("{about}\n{fields}")
}

pub(super) fn one(letter: &Letter) -> String {
    let about = facts([
        (
            "letter",
            format!("{} (version {})", letter.id, letter.version),
        ),
        (
            "form",
            format!(
                "{} of {}, version {}",
                letter.form_id, letter.edition_id, letter.form_version
            ),
        ),
        ("to", letter.addressee.clone()),
        ("child", letter.child_id.clone()),
        ("transfer", letter.transfer_id.clone()),
        ("from", letter.from_team_id.clone()),
        ("plan goes to", letter.receiving_team_id.clone()),
        ("under", letter.clause_ids.join(", ")),
        ("written", time_of(letter.composed_at.as_ref())),
        ("own words", time_of(letter.revised_at.as_ref())),
        ("sent", time_of(letter.sent_at.as_ref())),
    ]);
    let enclosed = letter.enclosures.iter().map(|part| part.text.as_str());
    let enclosed: Vec<&str> = enclosed.collect();
    let advice = letter
        .advice
        .iter()
        .map(|advice| [advice.text.clone(), advice.clause_ids.join(", ")]);
    let advice: Vec<_> = advice.collect();
    let answers = letter.feedback.iter().map(|answer| {
        facts([
            ("answered", time_of(answer.added_at.as_ref())),
            ("text", answer.text.clone()),
        ])
    });
    blocks([
        about,
        letter.text.clone(),
        facts([("enclosed", enclosed.join("\n"))]),
        match advice.is_empty() {
            true => String::new(),
            false => table(["advice", "clauses"], advice),
        },
        blocks(answers),
        kept(letter),
    ])
}

/// What the form had made of it, where somebody wrote in its place.
fn kept(letter: &Letter) -> String {
    if letter.own_words.is_none() {
        return String::new();
    }
    let parts = letter.parts.iter();
    let parts = parts.map(|LetterPart { text, .. }| text.as_str());
    format!(
        "The form had made of it:\n\n{}",
        parts.collect::<Vec<_>>().join("\n\n")
    )
}
