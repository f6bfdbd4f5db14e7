//! Requests about letters.

use super::header;
use crate::planted;
use handrail_contracts::{
    notifications::v1::{
        AddFeedbackRequest, ComposeLetterRequest, Letter, LetterField, ReviseLetterRequest,
        SendLetterRequest,
    },
    transfers::v1::Transfer,
};

/// Write a letter with a form and these values of its fields.
pub fn letter(transfer: &Transfer, form: &str, fields: &[(&str, &str)]) -> ComposeLetterRequest {
    let field = |(name, value): &(&str, &str)| LetterField {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    };
    ComposeLetterRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        form_id: form.to_owned(),
        child_id: String::new(),
        fields: fields.iter().map(field).collect(),
    }
}

/// The closing letter to parents of the edition of 2018, for a family that goes to Families First.
pub fn closing_letter(transfer: &Transfer) -> ComposeLetterRequest {
    let fields = [
        ("parents", planted::FAMILY_NAME),
        ("service", "families-first"),
        ("writer", "Testa Sample"),
    ];
    letter(transfer, "closing-letter-to-parents", &fields)
}

/// Put these words in place of the form's.
pub fn revised_letter(letter: &Letter, text: &str) -> ReviseLetterRequest {
    ReviseLetterRequest {
        header: header(),
        letter_id: letter.id.clone(),
        text: text.to_owned(),
    }
}

/// Record that a letter was sent now.
pub fn sent_letter(letter: &Letter) -> SendLetterRequest {
    SendLetterRequest {
        header: header(),
        letter_id: letter.id.clone(),
        sent_at: None,
    }
}

/// Add what the family answered.
pub fn feedback(letter: &Letter) -> AddFeedbackRequest {
    AddFeedbackRequest {
        header: header(),
        letter_id: letter.id.clone(),
        text: planted::text("feedback"),
    }
}
