//! What has to hold at the end of every story, whatever it was about.

use crate::{Handrail, expect::Granted, planted};
use handrail::contract::Member;
use handrail_contracts::{
    feed::v1::{GetHeadsRequest, VerifyRequest},
    notifications::v1::NoticeState,
};
use std::collections::BTreeSet;

impl Handrail {
    /// Every journal is whole, replaying it gives the stored state, and nobody is stuck.
    pub(crate) async fn prove_the_journals(&self) {
        for member in Member::ALL {
            let desk = self.nobody();
            let report = desk.feed(member).verify(VerifyRequest {}).await.granted();
            assert!(
                report.findings.is_empty(),
                "the journal of {member}: {:#?}",
                report.findings
            );
            let heads = desk
                .feed(member)
                .get_heads(GetHeadsRequest {})
                .await
                .granted();
            for followed in heads.followed {
                assert!(followed.stuck.is_empty(), "{member} is stuck: {followed:?}");
            }
        }
    }

    /// Every notice was written once and delivered as one letter, and none discloses anything.
    pub(crate) async fn prove_the_notices(&self) {
        let notices = self.notices().await;
        let mut written = BTreeSet::new();
        for notice in &notices {
            let to = notice.to.clone().unwrap_or_default();
            let once = (&notice.source, &notice.entry_id, to.team_id, to.role);
            assert!(written.insert(once), "written twice: {notice:?}");
            let words = format!("{} {}", notice.title, notice.body);
            assert_eq!(
                planted::found_in(&words),
                None,
                "a notice discloses it: {notice:?}"
            );
        }
        let delivered = notices
            .iter()
            .filter(|one| one.state() == NoticeState::Delivered)
            .count();
        let letters = self.letters().await;
        assert_eq!(letters.len(), delivered, "one letter a notice");
        for (path, text) in letters {
            assert!(
                !text.contains("base64"),
                "{} can't be searched",
                path.display()
            );
            let text = text.replace("=\r\n", "").replace("=\n", "");
            assert_eq!(
                planted::found_in(&text),
                None,
                "{} discloses it",
                path.display()
            );
        }
    }
}
