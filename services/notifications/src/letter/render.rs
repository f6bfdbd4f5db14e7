//! From a form and its values to the words of a letter.

use super::{Advised, Part, Value, Words};
use chrono::NaiveDate;
use handrail_domain::directory::Directory;
use handrail_domain::edition::{
    LETTER_DATE, LetterField, LetterFieldKind, LetterForm, PROMISED, Paragraph, Piece, pieces,
};
use std::collections::BTreeMap;

/// What a form makes of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What stands above.
    pub head: Part,
    /// The paragraphs.
    pub parts: Vec<Part>,
    /// What goes with it.
    pub enclosures: Vec<Part>,
    /// What was left out because nothing was given for it.
    pub advice: Vec<Advised>,
}

/// Who writes, and on which day.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'d> {
    /// The organisation.
    pub directory: &'d Directory,
    /// The day of the letter.
    pub on: NaiveDate,
}

/// Writes a letter. Lines of the head stay when a field is blank; a paragraph in which one is blank is left out, so that no
/// sentence is ever broken. `age` chooses the wording for a child.
pub fn render(
    form: &LetterForm,
    values: &BTreeMap<String, Value>,
    age: Option<u32>,
    by: Letterhead<'_>,
) -> Rendered {
    let writing = Writing { form, values, by };
    let (mut parts, mut enclosures, mut advice) = (Vec::new(), Vec::new(), Vec::new());
    for (paragraphs, into) in [
        (&form.paragraphs, &mut parts),
        (&form.enclosures, &mut enclosures),
    ] {
        for paragraph in paragraphs.iter().filter(|one| one.fits(age)) {
            match writing.paragraph(paragraph) {
                Ok(part) => into.push(part),
                Err(blank) => advice.push(Advised {
                    says: format!("A part is left out: nothing is given for {blank}."),
                    clauses: paragraph.clauses.clone(),
                }),
            }
        }
    }
    Rendered {
        head: writing.head(),
        parts,
        enclosures,
        advice,
    }
}

struct Writing<'w> {
    form: &'w LetterForm,
    values: &'w BTreeMap<String, Value>,
    by: Letterhead<'w>,
}

impl Writing<'_> {
    fn head(&self) -> Part {
        let Some(head) = &self.form.head else {
            return Part {
                text: Words::default(),
                clauses: Vec::new(),
            };
        };
        let line = |text: &String| self.filled(text, "\n", |_| Ok(String::new()));
        let lines: Vec<String> = head
            .lines
            .iter()
            .filter_map(|text| line(text).ok())
            .collect();
        let lines = lines.iter().map(|line| line.trim_end());
        Part {
            text: Words::new(lines.collect::<Vec<_>>().join("\n")),
            clauses: head.clauses.clone(),
        }
    }

    /// A paragraph; the name of the field that is blank, when one is.
    fn paragraph(&self, paragraph: &Paragraph) -> Result<Part, String> {
        let text = self.filled(&paragraph.says, "\n- ", |blank| Err(blank.to_owned()))?;
        Ok(Part {
            text: Words::new(text),
            clauses: paragraph.clauses.clone(),
        })
    }

    /// A text with its fields filled in; `between` goes between the lines of one that has several.
    fn filled(
        &self,
        text: &str,
        between: &str,
        blank: impl Fn(&str) -> Result<String, String>,
    ) -> Result<String, String> {
        let mut filled = String::new();
        // The loader has seen that the text can be taken apart.
        for piece in pieces(text).unwrap_or_default() {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Field(name) => {
                    let lines = self.lines(name);
                    let lines = if lines.is_empty() {
                        vec![blank(name)?]
                    } else {
                        lines
                    };
                    // A list begins on a line of its own.
                    let listed = between != "\n" && filled.ends_with('\n') && self.is_list(name);
                    filled.push_str(if listed { "- " } else { "" });
                    let between = if self.is_list(name) { between } else { "\n" };
                    filled.push_str(&lines.join(between));
                }
            }
        }
        Ok(filled)
    }

    fn is_list(&self, name: &str) -> bool {
        let field = self.form.field(name);
        field.is_some_and(|field| field.kind == LetterFieldKind::Lines)
    }

    /// What stands in a letter for a name between braces, line by line; none when it is blank.
    fn lines(&self, name: &str) -> Vec<String> {
        match (self.form.field(name), self.values.get(name)) {
            (Some(field), Some(value)) => written(field, value, self.by.directory),
            (Some(_), None) => Vec::new(),
            (None, _) => self.of_the_authority(name),
        }
    }

    fn of_the_authority(&self, name: &str) -> Vec<String> {
        let one = |text: &str| vec![text.to_owned()];
        let authority = self.by.directory.authority();
        match name {
            "authority" => return one(authority.name()),
            LETTER_DATE => return one(&self.by.on.format("%-d %B %Y").to_string()),
            PROMISED => {
                let promise = self.form.promise.iter();
                return promise.map(|promise| promise.within.to_string()).collect();
            }
            _ => {}
        }
        let Some(head) = authority.letterhead() else {
            return Vec::new();
        };
        match name {
            "department" => one(&head.department),
            "director" => one(&head.director),
            "telephone" => one(&head.telephone),
            "fax" => head.fax.iter().cloned().collect(),
            "email" => head.email.iter().cloned().collect(),
            "address" => head.address.clone(),
            _ => Vec::new(),
        }
    }
}

/// What a value looks like in a letter, line by line; none where it does not stand in one.
pub(super) fn written(field: &LetterField, value: &Value, directory: &Directory) -> Vec<String> {
    match value {
        Value::Lines(lines) => lines.iter().map(|line| line.as_str().to_owned()).collect(),
        Value::Chosen(name) => {
            let option = field.options.iter().find(|option| option.name == *name);
            option
                .map(|option| option.says.clone())
                .into_iter()
                .collect()
        }
        Value::Team(team) => {
            let known = directory.team(team);
            let name = known.map_or_else(|| team.to_string(), |team| team.name().to_owned());
            vec![name]
        }
        Value::Day(_) | Value::Declared => Vec::new(),
    }
}
