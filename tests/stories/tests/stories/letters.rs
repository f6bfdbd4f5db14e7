//! A plan goes down, its parents get a closing letter, and the team that receives it is held to what the letter promises
//! (E-LETTER-PARENT-05).

use handrail::contract::Member;
use handrail_contracts::{
    common::v1::{Birth, birth},
    notifications::v1::{GetLetterRequest, Letter, ListLetterFormsRequest, ListLettersRequest},
    time::date_to_wire,
    transfers::v1::{
        AdmitChildrenRequest, OpenTransferRequest, Plan, RecordMilestoneRequest,
        SendTransferRequestRequest, Transfer,
    },
};
use handrail_stories::stories;
use handrail_testkit::{
    Desk, Granted, Handrail, Owed,
    ask::{self, Command},
    expect::{expect_not_theirs, expect_reason, expect_refused},
    planted,
};
use tonic::Code;

stories!(e_letter_parent_05_what_a_letter_promises_is_owed_by_the_receiving_team);

const SENDER: &str = "family-safeguarding-west-1";
const SENDING_MANAGER: &str = "family-safeguarding-west-1-manager";
const RECEIVER: &str = "families-first-triage";
const RECEIVING_MANAGER: &str = "families-first-triage-manager";
const PATHWAY: &str = "family-safeguarding-specialist-to-families-first";

/// Monday 2 March: a step down under the edition of 2018, asked for.
async fn requested(desk: &Desk) -> Transfer {
    let admit = AdmitChildrenRequest {
        header: ask::header(),
        team_id: SENDER.to_owned(),
        births: vec![Birth {
            date: chrono::NaiveDate::from_ymd_opt(2017, 5, 4)
                .map(|day| birth::Date::BornOn(date_to_wire(day))),
        }],
        since: None,
    };
    let admitted = desk.transfers().admit_children(admit).await.granted();
    let open = OpenTransferRequest {
        header: ask::header(),
        edition_id: "2018".to_owned(),
        pathway_id: PATHWAY.to_owned(),
        from_team_id: SENDER.to_owned(),
        child_ids: vec![admitted.leads[0].child_id.clone()],
        proposed_plan: Plan::EarlyHelp.into(),
        circumstances: vec!["support-still-needed".to_owned(), "plan-ending".to_owned()],
        ..OpenTransferRequest::default()
    };
    let transfer = desk.transfers().open_transfer(open).await.granted();
    let steps: [(&str, &[&str]); 3] = [
        (
            "needs-identified",
            &["needs-of-the-child", "needs-of-the-family"],
        ),
        ("family-included", &[]),
        ("consent-given", &[]),
    ];
    for (milestone, items) in steps {
        let step = RecordMilestoneRequest {
            header: ask::header(),
            transfer_id: transfer.id.clone(),
            milestone: milestone.to_owned(),
            items: items.iter().map(ToString::to_string).collect(),
            ..RecordMilestoneRequest::default()
        };
        desk.transfers().record_milestone(step).await.granted();
    }
    let ready = ["areas-to-take-forward", "action-other-than-to-monitor"];
    let request = SendTransferRequestRequest {
        header: ask::header(),
        transfer_id: transfer.id.clone(),
        to_team_id: RECEIVER.to_owned(),
        items_ready: ready.map(str::to_owned).to_vec(),
        ..SendTransferRequestRequest::default()
    };
    desk.transfers()
        .send_transfer_request(request)
        .await
        .granted()
}

async fn written(kit: &Handrail, sender: &Desk, transfer: &Transfer) -> Letter {
    kit.settle().await;
    let of = ListLetterFormsRequest {
        transfer_id: transfer.id.clone(),
    };
    let offered = sender.letters().list_letter_forms(of).await.granted();
    assert_eq!(offered.forms.len(), 4, "E-LETTER-GEN-01");

    let bare = ask::letter(transfer, "closing-letter-to-parents", &[]);
    let reason = expect_refused(
        sender.letters().compose_letter(bare).await,
        "E-LETTER-PARENT-03",
    );
    assert_eq!(reason, "INCOMPLETE");
    let other = kit.as_officer(RECEIVING_MANAGER);
    let theirs = ask::closing_letter(transfer);
    expect_not_theirs(other.letters().compose_letter(theirs).await);

    let asked = ask::closing_letter(transfer);
    let trial = asked.clone().only_validated().named("only-to-see");
    let shown = sender.letters().compose_letter(trial).await.granted();
    assert!(shown.text.contains("within 10 days"), "{}", shown.text);
    let letter = sender.letters().compose_letter(asked.clone()).await;
    let letter = letter.granted();
    let again = sender.letters().compose_letter(asked).await.granted();
    assert_eq!(again, letter, "sent again, it is the same letter");
    letter
}

pub(crate) async fn e_letter_parent_05_what_a_letter_promises_is_owed_by_the_receiving_team(
    kit: &Handrail,
) {
    let sender = kit.as_officer(SENDING_MANAGER);
    let transfer = requested(&sender).await;
    let letter = written(kit, &sender, &transfer).await;
    assert!(letter.promises_contact && letter.text.contains(planted::FAMILY_NAME));
    kit.settle().await;
    assert!(kit.duties(&transfer.id, "contact-family").await.is_empty());

    // Words of one's own, which say what the letter can't do without (E-LETTER-GEN-02).
    let own = format!(
        "Dear {},\n\nI asked Families First to go on with you.\n\nTesta Sample",
        planted::FAMILY_NAME
    );
    let revised = ask::revised_letter(&letter, &own);
    let revised = sender.letters().revise_letter(revised).await.granted();
    assert!(revised.text.ends_with(&own), "{}", revised.text);
    assert_eq!(revised.parts, letter.parts, "what the form gave is kept");

    // Before it is sent there is nothing to answer; sent once, it stays.
    let early = sender.letters().add_feedback(ask::feedback(&letter)).await;
    expect_reason(early, Code::FailedPrecondition, "LETTER_NOT_SENT");
    let sent = sender
        .letters()
        .send_letter(ask::sent_letter(&letter))
        .await;
    let sent = sent.granted();
    assert_eq!(sent.text, revised.text);
    let twice = sender
        .letters()
        .send_letter(ask::sent_letter(&letter))
        .await;
    expect_reason(twice, Code::FailedPrecondition, "LETTER_SENT");

    let duty = kit.duty(&transfer.id, "contact-family").await;
    assert_eq!(duty.owed_by(), format!("{RECEIVER}/team-manager"));
    assert_eq!(duty.due(), "Thu 2026-03-12 23:59", "E-LETTER-PARENT-05");
    let tray = kit.tray(RECEIVER).await;
    assert!(tray.iter().any(|owed| owed.id == duty.id), "in its tray");
    assert!(is_told(kit, RECEIVING_MANAGER, "duty-owed").await);

    // Nobody is in touch: late, and told to both managers.
    kit.at("Fri 2026-03-13 09:00").await;
    let duty = kit.duty(&transfer.id, "contact-family").await;
    assert_eq!(duty.standing(), "late");
    for manager in [RECEIVING_MANAGER, SENDING_MANAGER] {
        assert!(is_told(kit, manager, "duty-breached").await, "{manager}");
    }

    // The family answers, and whoever reads the letter sees it; the journal has none of it.
    let answered = sender.letters().add_feedback(ask::feedback(&letter)).await;
    assert_eq!(
        answered.granted().feedback[0].text,
        planted::text("feedback")
    );
    let read = GetLetterRequest {
        letter_id: letter.id.clone(),
    };
    let read = kit.nobody().letters().get_letter(read).await.granted();
    assert_eq!(read.feedback.len(), 1);
    let of = ListLettersRequest {
        transfer_id: transfer.id.clone(),
        ..ListLettersRequest::default()
    };
    let listed = kit.nobody().letters().list_letters(of).await.granted();
    assert_eq!(listed.letters.len(), 1);
    assert_eq!(listed.letters[0].text, "", "a list discloses nothing");
    let journal = kit.journal(Member::Notifications).await;
    let kinds: Vec<_> = journal.iter().map(|entry| entry.kind.as_str()).collect();
    let of_letters = kinds.iter().filter(|kind| kind.starts_with("letter."));
    assert_eq!(of_letters.count(), 4, "{kinds:?}");
    for entry in &journal {
        let payload = entry.payload.clone().unwrap_or_default();
        let words = String::from_utf8_lossy(&payload.value).into_owned();
        assert_eq!(planted::found_in(&words), None, "{}", entry.kind);
    }
}

/// Whether an officer was told something under the clause, for a reason.
async fn is_told(kit: &Handrail, officer: &str, reason: &str) -> bool {
    let clause = "E-LETTER-PARENT-05".to_owned();
    let told = kit.told(officer, reason).await;
    told.iter().any(|one| one.clause_ids.contains(&clause))
}
