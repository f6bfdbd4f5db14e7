//! Replies as people read them. Due times are on the clocks of London.

mod checklist;
mod consent;
mod contact;
mod dispute;
mod journal;
mod journey;
mod letter;
mod meeting;
mod notice;
mod obligation;
mod protocol;
mod register;
pub(crate) mod simulation;
mod transfer;

pub(crate) use journal::{entry, verified};
pub(crate) use journey::{account, beside, journey};
pub(crate) use obligation::{obligations, owner_and_due};

use crate::contract;
use chrono::{DateTime, NaiveDate, Utc};
use comfy_table::{LineStyle, Table, TableStyle};
use handrail_contracts::{
    common::v1 as common, escalation::v1 as escalation, feed::v1 as feed, intake::v1 as intake,
    notifications::v1 as notifications, protocol::v1 as wire, time, transfers::v1 as transfers,
};
use handrail_domain::calendar::london;
use prost_reflect::{DynamicMessage, ReflectMessage};
use prost_types::Timestamp;

/// A line under the header alone: long tables stay short, and can be read by `awk`.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
/// The widest a table's text column gets, in characters.
const WIDEST: usize = 76;

/// A reply as people read it; one that nobody has drawn a table for is shown as indented JSON.
pub fn reply(reply: &DynamicMessage) -> String {
    macro_rules! drawn {
        ($($message:ty => $draw:expr,)*) => {
            match reply.descriptor().full_name() {
                $(name if name == <$message as Named>::NAME => reply.transcode_to::<$message>().ok().map(|message| $draw(&message)),)*
                _ => None,
            }
        };
    }
    let drawn = drawn! {
        intake::Contact => contact::one,
        intake::ListContactsResponse => contact::list,
        intake::Consent => consent::one,
        intake::ListConsentsResponse => consent::list,
        intake::ConsentForm => consent::form,
        intake::ReadConsentResponse => consent::read,
        intake::SharingAnswer => consent::answer,
        intake::RecordSharingResponse => consent::recorded,
        intake::Disclosure => consent::disclosure,
        intake::ReadDisclosureResponse => consent::believed,
        intake::ListDisclosuresResponse => consent::disclosures,
        transfers::Transfer => transfer::one,
        transfers::ListTransfersResponse => transfer::list,
        transfers::Checklist => checklist::one,
        transfers::ListRegisterResponse => register::list,
        transfers::RegularMeeting => meeting::one,
        transfers::ListMeetingsResponse => meeting::list,
        transfers::ListMissedMeetingsResponse => meeting::missed,
        transfers::Lead => transfer::lead,
        transfers::ListLeadsResponse => transfer::leads,
        transfers::AdmitChildrenResponse => transfer::admitted,
        transfers::WhoLeadsResponse => transfer::who_leads,
        transfers::Journey => journey,
        escalation::Dispute => dispute::one,
        escalation::ListDisputesResponse => dispute::list,
        notifications::Notice => notice::one,
        notifications::ListNoticesResponse => notice::list,
        notifications::Letter => letter::one,
        notifications::ListLettersResponse => letter::list,
        notifications::ListLetterFormsResponse => letter::forms,
        common::Obligation => obligation::one,
        intake::ListObligationsResponse => |page: &intake::ListObligationsResponse| obligation::page(&page.obligations, &page.next_page_token),
        transfers::ListObligationsResponse => |page: &transfers::ListObligationsResponse| obligation::page(&page.obligations, &page.next_page_token),
        escalation::ListObligationsResponse => |page: &escalation::ListObligationsResponse| obligation::page(&page.obligations, &page.next_page_token),
        wire::Edition => protocol::edition,
        wire::ListEditionsResponse => protocol::editions,
        wire::Clause => protocol::clause,
        wire::ListClausesResponse => protocol::clauses,
        wire::ExplainDeadlineResponse => protocol::explained,
    };
    drawn.unwrap_or_else(|| format!("{:#}", contract::json(reply)))
}

/// A generated message and its full name in the contracts.
trait Named: prost::Message + Default {
    const NAME: &'static str;
}

macro_rules! named {
    ($($message:ty = $name:literal,)*) => {$(
        impl Named for $message {
            const NAME: &'static str = $name;
        }
    )*};
}

named! {
    intake::Contact = "handrail.intake.v1.Contact",
    intake::ListContactsResponse = "handrail.intake.v1.ListContactsResponse",
    intake::Consent = "handrail.intake.v1.Consent",
    intake::ListConsentsResponse = "handrail.intake.v1.ListConsentsResponse",
    intake::ConsentForm = "handrail.intake.v1.ConsentForm",
    intake::ReadConsentResponse = "handrail.intake.v1.ReadConsentResponse",
    intake::SharingAnswer = "handrail.intake.v1.SharingAnswer",
    intake::RecordSharingResponse = "handrail.intake.v1.RecordSharingResponse",
    intake::Disclosure = "handrail.intake.v1.Disclosure",
    intake::ReadDisclosureResponse = "handrail.intake.v1.ReadDisclosureResponse",
    intake::ListDisclosuresResponse = "handrail.intake.v1.ListDisclosuresResponse",
    intake::ListObligationsResponse = "handrail.intake.v1.ListObligationsResponse",
    transfers::Transfer = "handrail.transfers.v1.Transfer",
    transfers::ListTransfersResponse = "handrail.transfers.v1.ListTransfersResponse",
    transfers::ListObligationsResponse = "handrail.transfers.v1.ListObligationsResponse",
    transfers::Checklist = "handrail.transfers.v1.Checklist",
    transfers::ListRegisterResponse = "handrail.transfers.v1.ListRegisterResponse",
    transfers::RegularMeeting = "handrail.transfers.v1.RegularMeeting",
    transfers::ListMeetingsResponse = "handrail.transfers.v1.ListMeetingsResponse",
    transfers::ListMissedMeetingsResponse = "handrail.transfers.v1.ListMissedMeetingsResponse",
    transfers::Lead = "handrail.transfers.v1.Lead",
    transfers::ListLeadsResponse = "handrail.transfers.v1.ListLeadsResponse",
    transfers::AdmitChildrenResponse = "handrail.transfers.v1.AdmitChildrenResponse",
    transfers::WhoLeadsResponse = "handrail.transfers.v1.WhoLeadsResponse",
    transfers::Journey = "handrail.transfers.v1.Journey",
    escalation::Dispute = "handrail.escalation.v1.Dispute",
    escalation::ListDisputesResponse = "handrail.escalation.v1.ListDisputesResponse",
    escalation::ListObligationsResponse = "handrail.escalation.v1.ListObligationsResponse",
    notifications::Notice = "handrail.notifications.v1.Notice",
    notifications::ListNoticesResponse = "handrail.notifications.v1.ListNoticesResponse",
    notifications::Letter = "handrail.notifications.v1.Letter",
    notifications::ListLettersResponse = "handrail.notifications.v1.ListLettersResponse",
    notifications::ListLetterFormsResponse = "handrail.notifications.v1.ListLetterFormsResponse",
    common::Obligation = "handrail.common.v1.Obligation",
    wire::Edition = "handrail.protocol.v1.Edition",
    wire::ListEditionsResponse = "handrail.protocol.v1.ListEditionsResponse",
    wire::Clause = "handrail.protocol.v1.Clause",
    wire::ListClausesResponse = "handrail.protocol.v1.ListClausesResponse",
    wire::ExplainDeadlineResponse = "handrail.protocol.v1.ExplainDeadlineResponse",
    feed::Entry = "handrail.feed.v1.Entry",
}

/// An instant on the clocks of London, to the minute.
pub fn when(at: DateTime<Utc>) -> String {
    london::local(at).format("%a %-d %b %Y %H:%M").to_string()
}

/// A table.
pub(crate) fn table<const COLUMNS: usize>(
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    table_within([WIDEST; COLUMNS], header, rows)
}

/// A table whose columns get no wider than this, in characters.
pub(crate) fn table_within<const COLUMNS: usize>(
    widest: [usize; COLUMNS],
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header);
    for row in rows {
        let cells = row.iter().zip(widest);
        table.add_row(cells.map(|(cell, widest)| wrapped(cell, widest)));
    }
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}

/// A page of a table, with what to type for the next.
fn page<const COLUMNS: usize>(
    nothing: &str,
    token: &str,
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return nothing.to_owned();
    }
    let more = if token.is_empty() {
        String::new()
    } else {
        format!("\nMore with: --token {token}")
    };
    table(header, rows) + &more
}

/// Names and values, one to a line; empty values are left out.
fn facts<'f>(facts: impl IntoIterator<Item = (&'f str, String)>) -> String {
    let facts: Vec<_> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let widest = facts
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default();
    let indent = format!("\n{}", " ".repeat(widest + 2));
    let lines = facts.iter().map(|(name, value)| {
        format!(
            "{name:<widest$}  {}",
            wrapped(value, WIDEST).replace('\n', &indent)
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Breaks long lines between words.
fn wrapped(text: &str, widest: usize) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let mut width = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > widest {
                out.push('\n');
                width = 0;
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += length;
        }
    }
    out
}

fn time_of(at: Option<&Timestamp>) -> String {
    at.and_then(time::instant).map(when).unwrap_or_default()
}

fn date_of(date: Option<&common::Date>) -> String {
    date.and_then(time::date_from_wire)
        .map(|date: NaiveDate| date.format("%a %-d %b %Y").to_string())
        .unwrap_or_default()
}

fn birth_of(birth: Option<&common::Birth>) -> String {
    match birth.and_then(|birth| birth.date.as_ref()) {
        Some(common::birth::Date::BornOn(date)) => format!("born {}", date_of(Some(date))),
        Some(common::birth::Date::ExpectedOn(date)) => format!("expected {}", date_of(Some(date))),
        None => String::new(),
    }
}

fn post_of(post: Option<&common::Post>) -> String {
    post.map(|post| format!("{} of {}", post.role, post.team_id))
        .unwrap_or_default()
}

fn subject_of(subject: Option<&common::Subject>) -> String {
    subject
        .map(|subject| format!("{} {}", subject.kind, subject.id))
        .unwrap_or_default()
}

fn yes(condition: bool) -> String {
    if condition {
        "yes".to_owned()
    } else {
        String::new()
    }
}

/// Joins the parts that hold something.
fn blocks(parts: impl IntoIterator<Item = String>) -> String {
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// A generated enumeration's value as people write it.
macro_rules! plain {
    ($type:literal, $value:expr) => {
        $crate::contract::plain_name($type, $value.as_str_name())
    };
}
pub(crate) use plain;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawn_message_is_in_the_contracts() {
        for call in contract::CALLS {
            let output = call.descriptor().expect("a method").output();
            let shown = reply(&DynamicMessage::new(output.clone()));
            assert!(
                !shown.starts_with('{'),
                "{} has no table",
                output.full_name()
            );
        }
        assert!(contract::message(<feed::Entry as Named>::NAME).is_some());
    }

    #[test]
    fn who_leads_tells_children_without_an_id_by_number() {
        let answers = [("", "assessment"), ("a", ""), ("", "")];
        let leads = answers.map(|(child, kind)| transfers::MatterLead {
            child_id: child.to_owned(),
            team_kind: kind.to_owned(),
            ..Default::default()
        });
        let drawn = transfer::who_leads(&transfers::WhoLeadsResponse {
            leads: leads.to_vec(),
        });
        assert_eq!(
            drawn,
            "child   1\nled by  assessment\n\nchild  a\n\nchild  3"
        );
    }

    #[test]
    fn times_are_on_the_clocks_of_london() {
        let at: DateTime<Utc> = "2026-07-01T16:00:00Z".parse().expect("an instant");
        assert_eq!(when(at), "Wed 1 Jul 2026 17:00");
    }

    #[test]
    fn long_text_is_broken_between_words() {
        let text = "word ".repeat(40);
        assert!(
            wrapped(&text, WIDEST)
                .lines()
                .all(|line| line.chars().count() <= WIDEST)
        );
        assert_eq!(wrapped(&text, WIDEST).split_whitespace().count(), 40);
    }
}
