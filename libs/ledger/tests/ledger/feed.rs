//! The feed as a client sees it.

use handrail_chassis::world::World;
use handrail_contracts::feed::v1::{
    Cursor, GetHeadsRequest, PartitionPosition, ReadPageRequest, SubscribeRequest, VerifyRequest,
};
use handrail_contracts::status::{reason_of, violations_of};
use handrail_ledger::feed::{CURSOR_AHEAD, EPOCH_CHANGED, MAX_SUBSCRIPTIONS};
use handrail_ledger::{Ledger, hash, partition_of, renew_epoch};
use tonic::Code;

use crate::support::{Place, Served, entry, number_of, on_both, serve, soon, transfer};

on_both!(
    pages_lead_from_the_first_entry_to_the_last,
    a_page_fits_into_a_message,
    a_busy_partition_does_not_hold_up_the_others,
    a_subscription_resumes_where_it_was,
    a_wrong_cursor_is_told_everything_that_is_wrong,
    a_cursor_of_another_epoch_is_refused,
    a_cursor_ahead_of_the_journal_is_refused,
    a_shutdown_ends_subscriptions_with_unavailable,
    there_is_a_limit_to_subscriptions,
    heads_and_proof_are_served,
);

async fn filled(place: &Place, entries: u64) -> (Ledger, Served) {
    let ledger = place.open(World::real()).await;
    let mut unit = ledger.begin().await.expect("a unit");
    for number in 0..entries {
        unit.append(entry(&transfer(u128::from(number % 7)), number));
    }
    unit.commit().await.expect("committed");
    let served = serve(&ledger).await;
    (ledger, served)
}

fn at(epoch: &str, positions: &[(u32, u64)]) -> Option<Cursor> {
    Some(Cursor {
        epoch: epoch.to_owned(),
        positions: positions
            .iter()
            .map(|&(partition, position)| PartitionPosition {
                partition,
                position,
            })
            .collect(),
    })
}

async fn pages_lead_from_the_first_entry_to_the_last(place: &Place) {
    let (_, served) = filled(place, 100).await;
    for size in [1, 7, 99, 100, 500] {
        let mut cursor = None;
        let mut read = Vec::new();
        loop {
            let request = ReadPageRequest { cursor, size };
            let page = served.client().read_page(request).await.expect("a page");
            let page = page.into_inner();
            cursor = page.cursor;
            if page.entries.is_empty() {
                break;
            }
            read.extend(page.entries);
        }
        assert!(read.iter().all(|entry| entry.hash == hash::of(entry)));
        let mut numbers: Vec<u64> = read.iter().map(number_of).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..100).collect::<Vec<_>>(), "pages of {size}");
    }
    let too_large = ReadPageRequest {
        cursor: None,
        size: 501,
    };
    let refused = served
        .client()
        .read_page(too_large)
        .await
        .expect_err("refused");
    assert_eq!(violations_of(&refused)[0].field, "size");
    served.stop().await;
}

async fn a_page_fits_into_a_message(place: &Place) {
    let ledger = place.open(World::real()).await;
    let mut unit = ledger.begin().await.expect("a unit");
    for number in 0..20 {
        let mut large = entry(&transfer(1), number);
        large.payload.value = vec![7; 100_000];
        unit.append(large);
    }
    unit.commit().await.expect("committed");
    let served = serve(&ledger).await;
    let request = ReadPageRequest {
        cursor: None,
        size: 500,
    };
    let page = served
        .client()
        .read_page(request)
        .await
        .expect("a page")
        .into_inner();
    assert_eq!(page.entries.len(), 5);
    assert_eq!(page.cursor.expect("a cursor").positions[0].position, 5);
    served.stop().await;
}

async fn a_busy_partition_does_not_hold_up_the_others(place: &Place) {
    let ledger = place.open(World::real()).await;
    let (busy, quiet) = (transfer(1), transfer(2));
    assert_ne!(partition_of(busy.household), partition_of(quiet.household));
    let mut unit = ledger.begin().await.expect("a unit");
    for number in 0..50 {
        unit.append(entry(&busy, number));
    }
    unit.append(entry(&quiet, 50));
    unit.commit().await.expect("committed");
    let served = serve(&ledger).await;
    let request = ReadPageRequest {
        cursor: None,
        size: 2,
    };
    let page = served
        .client()
        .read_page(request)
        .await
        .expect("a page")
        .into_inner();
    let mut numbers: Vec<u64> = page.entries.iter().map(number_of).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 50]);
    served.stop().await;
}

async fn a_subscription_resumes_where_it_was(place: &Place) {
    let (ledger, served) = filled(place, 10).await;
    let start = SubscribeRequest::default();
    let mut stream = served
        .client()
        .subscribe(start)
        .await
        .expect("subscribed")
        .into_inner();
    let first = soon(stream.message())
        .await
        .expect("a message")
        .expect("a message");
    assert_eq!(first.entries.len(), 10);
    drop(stream);
    let mut unit = ledger.begin().await.expect("a unit");
    unit.append(entry(&transfer(3), 10));
    unit.commit().await.expect("committed");
    let resume = SubscribeRequest {
        cursor: first.cursor,
    };
    let mut stream = served
        .client()
        .subscribe(resume)
        .await
        .expect("subscribed")
        .into_inner();
    let next = soon(stream.message())
        .await
        .expect("a message")
        .expect("a message");
    assert_eq!(next.entries.iter().map(number_of).collect::<Vec<_>>(), [10]);

    // Who is up to date hears where that is, and then what comes.
    let resume = SubscribeRequest {
        cursor: next.cursor.clone(),
    };
    let mut stream = served
        .client()
        .subscribe(resume)
        .await
        .expect("subscribed")
        .into_inner();
    let nothing = soon(stream.message())
        .await
        .expect("a message")
        .expect("a message");
    assert_eq!((nothing.entries.len(), &nothing.cursor), (0, &next.cursor));
    let other_replica = place.open(World::real()).await;
    let mut unit = other_replica.begin().await.expect("a unit");
    unit.append(entry(&transfer(4), 11));
    unit.commit().await.expect("committed");
    let live = soon(stream.message())
        .await
        .expect("a message")
        .expect("a message");
    assert_eq!(live.entries.iter().map(number_of).collect::<Vec<_>>(), [11]);
    drop(stream);
    served.stop().await;
}

async fn a_wrong_cursor_is_told_everything_that_is_wrong(place: &Place) {
    let (_, served) = filled(place, 1).await;
    let request = ReadPageRequest {
        cursor: at("", &[(16, 1), (2, u64::MAX), (2, 1)]),
        size: 0,
    };
    let refused = served
        .client()
        .read_page(request)
        .await
        .expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    let fields: Vec<String> = violations_of(&refused)
        .into_iter()
        .map(|v| v.field)
        .collect();
    let expected = [
        "cursor.positions[0].partition",
        "cursor.positions[1].position",
        "cursor.positions[2].partition",
        "cursor.epoch",
    ];
    assert_eq!(fields, expected);
    served.stop().await;
}

async fn a_cursor_of_another_epoch_is_refused(place: &Place) {
    let (ledger, served) = filled(place, 10).await;
    let page = served
        .client()
        .read_page(ReadPageRequest::default())
        .await
        .expect("a page");
    let cursor = page.into_inner().cursor;
    served.stop().await;
    renew_epoch(ledger.db(), ledger.service(), ledger.world())
        .await
        .expect("restored");
    let restored = place.open(World::real()).await;
    assert_ne!(restored.epoch(), ledger.epoch());
    let served = serve(&restored).await;
    let request = SubscribeRequest {
        cursor: cursor.clone(),
    };
    let refused = served
        .client()
        .subscribe(request)
        .await
        .expect_err("refused");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&refused).expect("a reason").0, EPOCH_CHANGED);
    let request = ReadPageRequest { cursor, size: 0 };
    let refused = served
        .client()
        .read_page(request)
        .await
        .expect_err("refused");
    assert_eq!(reason_of(&refused).expect("a reason").0, EPOCH_CHANGED);
    served.stop().await;
}

async fn a_cursor_ahead_of_the_journal_is_refused(place: &Place) {
    let (ledger, served) = filled(place, 10).await;
    let partition = partition_of(transfer(0).household);
    let request = ReadPageRequest {
        cursor: at(&ledger.epoch().to_string(), &[(partition, 1_000)]),
        size: 0,
    };
    let refused = served
        .client()
        .read_page(request)
        .await
        .expect_err("refused");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(reason_of(&refused).expect("a reason").0, CURSOR_AHEAD);
    served.stop().await;
}

async fn a_shutdown_ends_subscriptions_with_unavailable(place: &Place) {
    let (_, served) = filled(place, 1).await;
    let start = SubscribeRequest::default();
    let mut stream = served
        .client()
        .subscribe(start)
        .await
        .expect("subscribed")
        .into_inner();
    soon(stream.message())
        .await
        .expect("a message")
        .expect("a message");
    let (ended, ()) = soon(async { tokio::join!(stream.message(), served.stop()) }).await;
    assert_eq!(ended.expect_err("ended").code(), Code::Unavailable);
}

async fn there_is_a_limit_to_subscriptions(place: &Place) {
    let (_, served) = filled(place, 1).await;
    let mut open = Vec::new();
    for _ in 0..MAX_SUBSCRIPTIONS {
        let stream = served.client().subscribe(SubscribeRequest::default()).await;
        open.push(stream.expect("subscribed"));
    }
    let refused = served.client().subscribe(SubscribeRequest::default()).await;
    assert_eq!(
        refused.expect_err("refused").code(),
        Code::ResourceExhausted
    );
    drop(open);
    served.stop().await;
}

async fn heads_and_proof_are_served(place: &Place) {
    let (ledger, served) = filled(place, 70).await;
    let heads = served
        .client()
        .get_heads(GetHeadsRequest {})
        .await
        .expect("heads");
    let heads = heads.into_inner();
    let cursor = heads.heads.expect("a cursor");
    assert_eq!(cursor.epoch, ledger.epoch().to_string());
    assert_eq!(cursor.positions.iter().map(|p| p.position).sum::<u64>(), 70);
    assert_eq!(heads.followed, []);
    let proof = served
        .client()
        .verify(VerifyRequest::default())
        .await
        .expect("a proof")
        .into_inner();
    assert_eq!(
        (proof.entries, proof.subjects, proof.findings.len()),
        (70, 7, 0)
    );
    let (mut entries, mut subjects) = (0, 0);
    for partition in 0..heads.partitions {
        let part = VerifyRequest {
            partition: Some(partition),
        };
        let proof = served.client().verify(part).await.expect("a proof");
        let proof = proof.into_inner();
        entries += proof.entries;
        subjects += proof.subjects;
        assert_eq!(proof.findings, []);
    }
    assert_eq!((entries, subjects), (70, 7), "the parts are the whole");
    let beyond = VerifyRequest {
        partition: Some(heads.partitions),
    };
    let refused = served.client().verify(beyond).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    served.stop().await;
}
