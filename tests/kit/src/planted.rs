//! What must never be disclosed, in a form that is recognised wherever it turns up.

/// The given name of every child of the kit.
pub const GIVEN_NAME: &str = "Plantedgiven";
/// The family name of every child of the kit.
pub const FAMILY_NAME: &str = "Plantedfamily";
/// The name of everybody who tells the front door something.
pub const REFERRER: &str = "Plantedreferrer";
/// Part of every free text.
const TEXT: &str = "Plantedtext";

/// A free text for a field.
pub fn text(field: &str) -> String {
    format!("{TEXT} in the field '{field}', said in confidence.")
}

/// The first planted word that a text holds, in whatever case.
pub fn found_in(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    [GIVEN_NAME, FAMILY_NAME, REFERRER, TEXT]
        .into_iter()
        .find(|word| text.contains(&word.to_lowercase()))
}
