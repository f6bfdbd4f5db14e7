//! Setting failed notices going again.

use crate::support::{Served, early_warning, id, tell, thursday};
use handrail_contracts::common::v1::CommandHeader;
use handrail_contracts::notifications::v1::{Notice, NoticeState, RetryNoticeRequest};
use handrail_contracts::status::{reason_of, violations_of};
use tonic::{Code, Status};

async fn retry(
    served: &mut Served,
    notice_id: &str,
    request_id: &str,
    validate_only: bool,
) -> Result<Notice, Status> {
    let header = CommandHeader {
        request_id: request_id.to_owned(),
        expected_version: 0,
        validate_only,
    };
    let request = RetryNoticeRequest {
        header: Some(header),
        notice_id: notice_id.to_owned(),
    };
    served
        .client
        .retry_notice(request)
        .await
        .map(tonic::Response::into_inner)
}

async fn notice(served: &mut Served, state: NoticeState) -> Notice {
    let notices = served.all().await;
    notices
        .into_iter()
        .find(|notice| notice.state() == state)
        .expect("a notice in this state")
}

fn reason(refused: Result<Notice, Status>) -> String {
    reason_of(&refused.expect_err("refused"))
        .expect("a reason")
        .0
}

#[tokio::test]
async fn a_notice_to_a_vacant_post_reaches_whoever_fills_it() {
    let mut served = Served::start(thursday()).await;
    served
        .happen(
            1,
            vec![tell(
                "assessment-1",
                "practitioner",
                "worker-named",
                &["C4.1-23"],
            )],
        )
        .await;
    served.settle().await;
    let failed = notice(&mut served, NoticeState::Failed).await;
    let vacant = retry(&mut served, &failed.id, "one", false).await;
    let named = reason_of(&vacant.expect_err("refused"));
    let expected = ("POST_VACANT".to_owned(), vec!["C4.1-23".to_owned()]);
    assert_eq!(named, Some(expected));

    let workers = "social_workers = [\"assessment-1-worker-1\"";
    served
        .reorganise(
            workers,
            &format!("practitioners = [\"assessment-2-worker-4\"]\n{workers}"),
        )
        .await;
    let asked = retry(&mut served, &failed.id, "two", true)
        .await
        .expect("it would be");
    assert_eq!(asked.officer_id, "assessment-2-worker-4");
    assert_eq!(
        notice(&mut served, NoticeState::Failed).await,
        failed,
        "nothing was kept"
    );

    let again = retry(&mut served, &failed.id, "two", false)
        .await
        .expect("granted");
    assert_eq!(again.state(), NoticeState::Pending);
    assert_eq!(
        retry(&mut served, &failed.id, "two", false)
            .await
            .expect("the same reply"),
        again
    );
    served.settle().await;
    let all = served.all().await;
    let delivered = all
        .iter()
        .find(|notice| notice.id == failed.id)
        .expect("it is kept");
    assert_eq!(delivered.state(), NoticeState::Delivered);
    assert!(delivered.failure.is_empty());
    assert!(
        served
            .letter(delivered)
            .contains("X-Handrail-Reason: worker-named")
    );
    assert_eq!(
        reason(retry(&mut served, &failed.id, "three", false).await),
        "NOTICE_NOT_FAILED"
    );
    assert!(served.findings().await.is_empty());
    served.stop().await;
}

#[tokio::test]
async fn nobody_is_told_again_through_a_post_they_have_taken_on() {
    let mut served = Served::start(thursday()).await;
    served
        .happen(
            1,
            vec![tell(
                "assessment-1",
                "practitioner",
                "worker-named",
                &["C4.1-23"],
            )],
        )
        .await;
    served.settle().await;
    let failed = notice(&mut served, NoticeState::Failed).await;
    let workers = "social_workers = [\"assessment-1-worker-1\"";
    served
        .reorganise(
            workers,
            &format!("practitioners = [\"assessment-1-manager\"]\n{workers}"),
        )
        .await;
    assert_eq!(
        reason(retry(&mut served, &failed.id, "one", false).await),
        "ALREADY_TOLD"
    );
    served.stop().await;
}

#[tokio::test]
async fn a_folder_that_stays_away_fails_visibly_and_can_be_mended() {
    let mut served = Served::start(thursday()).await;
    std::fs::write(served.mail(), "no folder").expect("written");
    served.happen(1, vec![early_warning("assessment-1")]).await;
    served.settle().await;
    while let Some(due) = served.next_due().await {
        served.advance_to(due).await;
    }
    let failed = notice(&mut served, NoticeState::Failed).await;
    assert_eq!(failed.attempts, 5);
    assert!(
        failed.failure.starts_with("the mail folder"),
        "{}",
        failed.failure
    );

    std::fs::remove_file(served.mail()).expect("removed");
    retry(&mut served, &failed.id, "mended", false)
        .await
        .expect("granted");
    served.settle().await;
    assert_eq!(
        notice(&mut served, NoticeState::Delivered).await.id,
        failed.id
    );
    assert!(served.findings().await.is_empty());
    served.stop().await;
}

#[tokio::test]
async fn an_officer_who_has_left_is_not_written_to() {
    let mut served = Served::start(thursday()).await;
    std::fs::write(served.mail(), "no folder").expect("written");
    served.happen(1, vec![early_warning("assessment-1")]).await;
    served.settle().await;
    std::fs::remove_file(served.mail()).expect("removed");
    served
        .reorganise("\"assessment-1-manager\"", "\"assessment-1-new-manager\"")
        .await;
    let due = served.next_due().await.expect("another attempt");
    served.advance_to(due).await;
    let failed = notice(&mut served, NoticeState::Failed).await;
    assert_eq!(failed.failure, "the officer is no longer in the directory");
    assert_eq!(failed.attempts, 2);

    let again = retry(&mut served, &failed.id, "one", false)
        .await
        .expect("granted");
    assert_eq!(again.officer_id, "assessment-1-new-manager");
    served.stop().await;
}

#[tokio::test]
async fn a_request_that_makes_no_sense_changes_nothing() {
    let mut served = Served::start(thursday()).await;
    let request = RetryNoticeRequest {
        header: None,
        notice_id: "no id".to_owned(),
    };
    let status = served
        .client
        .retry_notice(request)
        .await
        .expect_err("refused");
    let fields: Vec<_> = violations_of(&status)
        .into_iter()
        .map(|wrong| wrong.field)
        .collect();
    assert_eq!(fields, ["header", "notice_id"]);
    let unknown = retry(&mut served, &id(9).to_string(), "one", false).await;
    assert_eq!(unknown.expect_err("refused").code(), Code::NotFound);

    served
        .happen(
            1,
            vec![tell("dissolved-1", "team-manager", "early-warning", &[])],
        )
        .await;
    served.happen(2, vec![early_warning("assessment-1")]).await;
    served.settle().await;
    let delivered = notice(&mut served, NoticeState::Delivered).await;
    assert_eq!(
        reason(retry(&mut served, &delivered.id, "two", false).await),
        "NOTICE_NOT_FAILED"
    );
    let failed = notice(&mut served, NoticeState::Failed).await;
    assert_eq!(
        reason(retry(&mut served, &failed.id, "two", false).await),
        "POST_VACANT"
    );
    served.stop().await;
}
