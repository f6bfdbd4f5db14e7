//! Asking and reading, on both databases.

use crate::{asking::*, serving::*};
use handrail_chassis::identity::Caller;
use handrail_contracts::{common::v1::PageRequest, time::timestamp, transfers::v1 as wire};
use tonic::Code;

on_both!(
    a_plan_travels_to_a_working_social_worker,
    a_request_is_carried_out_once,
    asking_what_would_happen_changes_nothing,
    everything_that_is_wrong_is_told_at_once,
    a_refusal_names_its_clauses,
    a_command_belongs_to_its_side,
    a_child_is_part_of_one_transfer_at_a_time,
    lists_come_in_pages,
);

async fn a_plan_travels_to_a_working_social_worker(running: Running) {
    let transfer = warned(&running).await;
    assert_eq!(transfer.version, 2);
    assert!(
        transfer
            .open_obligations
            .iter()
            .any(|duty| duty.duty_id.ends_with("/review-early-warning"))
    );
    assert!(!transfer.advice.is_empty());
    let started = moved(&running, &transfer).await;
    assert_eq!(started.stage(), wire::Stage::Started);
    assert_eq!(started.items_not_ready.len(), 5);
    let mut reader = running.of(SENDER);
    let lead = lead(&mut reader, CHILD).await;
    assert_eq!(
        (lead.team_id.as_str(), lead.worker_id.as_str()),
        (RECEIVER, WORKER)
    );
    assert_eq!(lead.transfer_id, transfer.id);
    let journey = wire::GetJourneyRequest {
        child_id: id(CHILD),
    };
    let journey = reader.get_journey(journey).await.unwrap().into_inner();
    assert_eq!(journey.leads.len(), 2);
    let kinds: Vec<&str> = journey
        .steps
        .iter()
        .map(|step| step.kind.as_str())
        .collect();
    assert_eq!(kinds.first(), Some(&"lead.opened"));
    assert_eq!(kinds.last(), Some(&"lead.worker-started"));
    assert!(kinds.contains(&"transfer.requested") && kinds.contains(&"lead.moved"));
    assert!(kinds.iter().all(|kind| !kind.starts_with("obligation.")));
    running.finish().await;
}

async fn a_request_is_carried_out_once(running: Running) {
    let transfer = warned(&running).await;
    let again = running
        .of(SENDER)
        .send_early_warning(early_warning(&transfer))
        .await;
    assert_eq!(again.unwrap().into_inner(), transfer);
    let mut other = early_warning(&transfer);
    other.summary = "Another synthetic summary.".to_owned();
    let reused = running
        .of(SENDER)
        .send_early_warning(other)
        .await
        .unwrap_err();
    assert_eq!(reused.code(), Code::AlreadyExists);
    let mut stale = review(&transfer, true);
    stale.header.as_mut().unwrap().expected_version = 1;
    let stale = running
        .of(RECEIVER)
        .review_early_warning(stale)
        .await
        .unwrap_err();
    assert_eq!(
        (stale.code(), refusal(&stale).0.as_str()),
        (Code::Aborted, "STALE_VERSION")
    );
    running.finish().await;
}

async fn asking_what_would_happen_changes_nothing(running: Running) {
    let transfer = warned(&running).await;
    let before = running.journal().await.len();
    let mut what_if = review(&transfer, true);
    what_if.header.as_mut().unwrap().validate_only = true;
    let reply = running
        .of(RECEIVER)
        .review_early_warning(what_if)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((reply.version, reply.stage()), (3, wire::Stage::Reviewed));
    assert_eq!(running.journal().await.len(), before);
    let read = wire::GetTransferRequest {
        transfer_id: transfer.id.clone(),
    };
    let read = running
        .of(SENDER)
        .get_transfer(read)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(read, transfer);
    running.finish().await;
}

async fn everything_that_is_wrong_is_told_at_once(running: Running) {
    let mut client = running.of(SENDER);
    let nothing = wire::OpenTransferRequest::default();
    let status = client.open_transfer(nothing).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(
        wrong(&status),
        [
            "header",
            "pathway_id",
            "from_team_id",
            "child_ids",
            "proposed_plan"
        ]
    );
    accepted(&running, &[CHILD], SENDER).await;
    let mut contradicts = opening("contradicts", &[CHILD, CHILD, 0xC9]);
    contradicts.from_team_id = "family-safeguarding-east-1".to_owned();
    contradicts.proposed_plan = wire::Plan::CareLeaver.into();
    let status = running
        .of(RECEIVER)
        .open_transfer(contradicts)
        .await
        .unwrap_err();
    assert_eq!(
        wrong(&status),
        [
            "from_team_id",
            "proposed_plan",
            "child_ids[1]",
            "child_ids[2]"
        ]
    );
    for (field, change) in [
        (
            "edition_id",
            (|ask| ask.edition_id = "1066".to_owned()) as fn(&mut wire::OpenTransferRequest),
        ),
        ("pathway_id", |ask| ask.pathway_id = "to-nowhere".to_owned()),
        ("progressed_at", |ask| {
            ask.progressed_at = Some(timestamp("2000-01-01T00:00:00Z".parse().unwrap()));
        }),
    ] {
        let mut ask = opening(field, &[CHILD]);
        change(&mut ask);
        let status = client.open_transfer(ask).await.unwrap_err();
        assert_eq!(wrong(&status), [field]);
    }
    let unknown = wire::GetTransferRequest { transfer_id: id(5) };
    assert_eq!(
        client.get_transfer(unknown).await.unwrap_err().code(),
        Code::NotFound
    );
    let unknown = wire::GetJourneyRequest { child_id: id(5) };
    assert_eq!(
        client.get_journey(unknown).await.unwrap_err().code(),
        Code::NotFound
    );
    let malformed = wire::GetLeadRequest {
        child_id: "five".to_owned(),
    };
    assert_eq!(
        client.get_lead(malformed).await.unwrap_err().code(),
        Code::InvalidArgument
    );
    running.finish().await;
}

async fn a_refusal_names_its_clauses(running: Running) {
    let transfer = warned(&running).await;
    let before = running.journal().await.len();
    let declined = decision(
        &transfer,
        wire::ChildDecision::Declined,
        wire::Ground::Capacity,
    );
    let status = running
        .of(RECEIVER)
        .decide_transfer(declined)
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(
        refusal(&status),
        ("DECLINE_FOR_CAPACITY".to_owned(), vec!["C2-05".to_owned()])
    );
    let no_ground = decision(
        &transfer,
        wire::ChildDecision::Declined,
        wire::Ground::Unspecified,
    );
    let status = running
        .of(RECEIVER)
        .decide_transfer(no_ground)
        .await
        .unwrap_err();
    assert_eq!(wrong(&status), ["decisions[0].ground"]);
    assert_eq!(running.journal().await.len(), before);
    running.finish().await;
}

async fn a_command_belongs_to_its_side(running: Running) {
    let transfer = warned(&running).await;
    let status = running
        .of(SENDER)
        .review_early_warning(review(&transfer, true))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    let (reason, clauses) = refusal(&status);
    assert_eq!(reason, "NOT_YOURS_TO_DO");
    assert!(clauses.contains(&"C4.1-12".to_owned()), "{clauses:?}");
    let status = running
        .of("mash")
        .withdraw_transfer(withdrawal(&transfer))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    // By the directory an officer acts for the team whatever the call claims.
    let officer = running.by(Caller {
        subject: "family-safeguarding-east-1-manager".to_owned(),
        roles: Vec::new(),
        teams: Vec::new(),
    });
    let mut officer = officer;
    officer
        .review_early_warning(review(&transfer, true))
        .await
        .unwrap();
    let duty = transfer
        .open_obligations
        .iter()
        .find(|duty| duty.duty_id.ends_with("/review-early-warning"));
    let waiver = |request_id: &str| wire::WaiveObligationRequest {
        header: asks(request_id),
        obligation_id: duty.unwrap().id.clone(),
        reason: "A synthetic reason.".to_owned(),
    };
    let status = running
        .of(SENDER)
        .waive_obligation(waiver("w-1"))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    let status = running
        .of(RECEIVER)
        .waive_obligation(waiver("w-2"))
        .await
        .unwrap_err();
    assert_eq!(refusal(&status).0, "NOT_OWED");
    running.finish().await;
}

async fn a_child_is_part_of_one_transfer_at_a_time(running: Running) {
    accepted(&running, &[CHILD, 0xC1], SENDER).await;
    let (mut one, mut other) = (running.of(SENDER), running.of(SENDER));
    let (first, second) = tokio::join!(
        one.open_transfer(opening("one", &[CHILD, 0xC1])),
        other.open_transfer(opening("other", &[CHILD]))
    );
    let refused = match (&first, &second) {
        (Ok(_), Err(status)) | (Err(status), Ok(_)) => status.clone(),
        both => panic!("not one of two: {both:?}"),
    };
    assert_eq!(refusal(&refused).0, "ALREADY_MOVING");
    let transfer = first.or(second).unwrap().into_inner();
    one.withdraw_transfer(withdrawal(&transfer)).await.unwrap();
    one.open_transfer(opening("again", &[CHILD])).await.unwrap();
    running.finish().await;
}

async fn lists_come_in_pages(running: Running) {
    accepted(&running, &[0xC1, 0xC2, 0xC3], SENDER).await;
    let mut client = running.of(SENDER);
    for child in [0xC1, 0xC2, 0xC3] {
        client
            .open_transfer(opening(&format!("open-{child}"), &[child]))
            .await
            .unwrap();
    }
    let listing = |token: &str| wire::ListTransfersRequest {
        page: Some(PageRequest {
            size: 2,
            token: token.to_owned(),
        }),
        team_id: SENDER.to_owned(),
        ..wire::ListTransfersRequest::default()
    };
    let first = client
        .list_transfers(listing(""))
        .await
        .unwrap()
        .into_inner();
    let second = client
        .list_transfers(listing(&first.next_page_token))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((first.transfers.len(), second.transfers.len()), (2, 1));
    assert_eq!(first.transfers[0].children[0].child_id, id(0xC3));
    assert!(second.next_page_token.is_empty());
    let one = wire::ListTransfersRequest {
        child_id: id(0xC2),
        stage: wire::Stage::Progressed.into(),
        ..wire::ListTransfersRequest::default()
    };
    assert_eq!(
        client
            .list_transfers(one)
            .await
            .unwrap()
            .into_inner()
            .transfers
            .len(),
        1
    );
    let leads = |token: &str| wire::ListLeadsRequest {
        page: Some(PageRequest {
            size: 2,
            token: token.to_owned(),
        }),
        team_id: SENDER.to_owned(),
        without_worker: true,
    };
    let first = client.list_leads(leads("")).await.unwrap().into_inner();
    let second = client
        .list_leads(leads(&first.next_page_token))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((first.leads.len(), second.leads.len()), (2, 1));
    let owed = wire::ListObligationsRequest {
        team_id: SENDER.to_owned(),
        ..wire::ListObligationsRequest::default()
    };
    let owed = client.list_obligations(owed).await.unwrap().into_inner();
    assert_eq!(owed.obligations.len(), 3);
    let waived = wire::WaiveObligationRequest {
        header: asks("waive"),
        obligation_id: owed.obligations[0].id.clone(),
        reason: "A synthetic reason.".to_owned(),
    };
    let waived = client.waive_obligation(waived).await.unwrap().into_inner();
    assert_eq!(waived.reason, "A synthetic reason.");
    running.finish().await;
}
