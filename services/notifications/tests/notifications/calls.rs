//! Reading notices over the wire.

use crate::support::{Served, at, early_warning, id, tell, thursday};
use handrail_contracts::common::v1::PageRequest;
use handrail_contracts::notifications::v1::{
    GetNoticeRequest, ListNoticesRequest, Notice, NoticeState,
};
use handrail_contracts::status::{reason_of, violations_of};
use tonic::Code;

async fn listed(served: &mut Served, request: ListNoticesRequest) -> Vec<Notice> {
    let listed = served.client.list_notices(request).await.expect("a list");
    listed.into_inner().notices
}

#[tokio::test]
async fn an_entry_of_another_service_becomes_an_e_mail_that_can_be_looked_up() {
    let mut served = Served::start(at("2026-03-17T09:00:00Z")).await;
    served
        .happen(1, vec![early_warning("family-safeguarding-east-1")])
        .await;
    served.settle().await;
    let notices = served.all().await;
    assert_eq!(notices.len(), 1);
    let request = GetNoticeRequest {
        notice_id: notices[0].id.clone(),
    };
    let notice = served
        .client
        .get_notice(request)
        .await
        .expect("a notice")
        .into_inner();
    assert_eq!(notice, notices[0]);
    assert_eq!(notice.state(), NoticeState::Delivered);
    assert_eq!(notice.officer_id, "family-safeguarding-east-2-manager");
    assert_eq!(notice.covering_for, ["family-safeguarding-east-1-manager"]);
    assert_eq!((notice.source.as_str(), notice.attempts), ("transfers", 1));
    assert!(served.letter(&notice).contains("You cover for"));
    assert!(!format!("{notice:?}").contains("bruise"));
    assert!(served.findings().await.is_empty());
    served.stop().await;
}

#[tokio::test]
async fn lists_are_filtered_and_come_in_pages_the_newest_first() {
    let mut served = Served::start(thursday()).await;
    for number in 1..=5 {
        let practitioner = tell("assessment-1", "practitioner", "worker-named", &["C4.1-23"]);
        served
            .happen(number, vec![early_warning("assessment-2"), practitioner])
            .await;
        served
            .advance_to(served.world.now() + chrono::TimeDelta::hours(1))
            .await;
    }
    let all = served.all().await;
    assert_eq!(all.len(), 15);
    assert!(
        all.is_sorted_by_key(|notice| std::cmp::Reverse(notice.written_at.map(|at| at.seconds)))
    );

    let mut pages = Vec::new();
    let mut token = String::new();
    loop {
        let page = Some(PageRequest { size: 4, token });
        let request = ListNoticesRequest {
            page,
            ..ListNoticesRequest::default()
        };
        let page = served
            .client
            .list_notices(request)
            .await
            .expect("a page")
            .into_inner();
        assert!(page.notices.len() <= 4);
        pages.extend(page.notices);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, all);

    let none = ListNoticesRequest::default;
    let team = ListNoticesRequest {
        team_id: "assessment-2".to_owned(),
        ..none()
    };
    assert_eq!(listed(&mut served, team).await.len(), 5);
    let officer = ListNoticesRequest {
        officer_id: "assessment-1-manager".to_owned(),
        ..none()
    };
    assert_eq!(listed(&mut served, officer).await.len(), 5);
    let subject = ListNoticesRequest {
        subject_id: id(1_003).to_string(),
        ..none()
    };
    assert_eq!(listed(&mut served, subject).await.len(), 3);
    let failed = ListNoticesRequest {
        state: NoticeState::Failed.into(),
        ..none()
    };
    let failed = listed(&mut served, failed).await;
    assert_eq!(failed.len(), 5);
    assert!(failed.iter().all(|notice| notice.officer_id.is_empty() && notice.failure == "nobody holds the post"));
    let both = ListNoticesRequest {
        state: NoticeState::Failed.into(),
        team_id: "assessment-2".to_owned(),
        ..none()
    };
    assert!(listed(&mut served, both).await.is_empty());
    served.stop().await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_request_is_told_at_once() {
    let mut served = Served::start(thursday()).await;
    let request = ListNoticesRequest {
        page: Some(PageRequest {
            size: 201,
            token: String::new(),
        }),
        officer_id: "No Such Officer".to_owned(),
        team_id: "-".to_owned(),
        subject_id: "no id".to_owned(),
        state: 9,
    };
    let status = served
        .client
        .list_notices(request)
        .await
        .expect_err("refused");
    let fields: Vec<_> = violations_of(&status)
        .into_iter()
        .map(|wrong| wrong.field)
        .collect();
    assert_eq!(
        fields,
        ["page.size", "officer_id", "team_id", "subject_id", "state"]
    );

    let page = Some(PageRequest {
        size: 0,
        token: "made up".to_owned(),
    });
    let request = ListNoticesRequest {
        page,
        ..ListNoticesRequest::default()
    };
    let status = served
        .client
        .list_notices(request)
        .await
        .expect_err("refused");
    assert_eq!(violations_of(&status)[0].field, "page.token");

    let unknown = GetNoticeRequest {
        notice_id: id(9).to_string(),
    };
    let status = served
        .client
        .get_notice(unknown)
        .await
        .expect_err("refused");
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(reason_of(&status).expect("a reason").0, "NOT_FOUND");
    let nothing = GetNoticeRequest {
        notice_id: String::new(),
    };
    let status = served
        .client
        .get_notice(nothing)
        .await
        .expect_err("refused");
    assert_eq!(status.code(), Code::InvalidArgument);
    served.stop().await;
}
