//! What has to hold at the end of every story, whatever it was about.

use crate::{Handrail, expect::Granted, planted};
use handrail::contract::Member;
use handrail_contracts::{
    common::v1::Post,
    feed::v1::{GetHeadsRequest, VerifyRequest},
    notifications::v1::{Notice, NoticeState},
    time::instant,
};
use handrail_domain::{Role, TeamId, calendar::london};
use std::collections::BTreeSet;

impl Handrail {
    /// Every journal is whole, replaying it gives the stored state, and nobody is stuck.
    pub(crate) async fn prove_the_journals(&self) {
        for member in Member::ALL {
            let desk = self.nobody();
            let report = desk
                .feed(member)
                .verify(VerifyRequest::default())
                .await
                .granted();
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

    /// Whoever was to be told of an entry was told once, and by one letter, and nothing was disclosed.
    pub(crate) async fn prove_the_notices(&self) {
        let notices = self.notices().await;
        let mut posts = BTreeSet::new();
        let mut officers = BTreeSet::new();
        for notice in &notices {
            let to = notice.to.clone().unwrap_or_default();
            let once = posts.insert((&notice.entry_id, to.team_id, to.role))
                && (notice.officer_id.is_empty()
                    || officers.insert((&notice.entry_id, &notice.officer_id)));
            assert!(once, "written twice: {notice:?}");
            let words = format!("{} {}", notice.title, notice.body);
            assert_eq!(
                planted::found_in(&words),
                None,
                "a notice discloses it: {notice:?}"
            );
        }
        self.prove_that_everybody_was_told(&notices).await;
        self.prove_the_letters(&notices).await;
    }

    /// Every post that a journal wants told has a notice of its own, or its holder has one for another
    /// post; and no notice comes from nowhere.
    async fn prove_that_everybody_was_told(&self, notices: &[Notice]) {
        let mut entries = BTreeSet::new();
        for source in [Member::Intake, Member::Transfers, Member::Escalation] {
            for entry in self.journal(source).await {
                let written: Vec<_> = notices
                    .iter()
                    .filter(|notice| notice.entry_id == entry.id)
                    .collect();
                for to in entry.tells.iter().filter_map(|tell| tell.to.as_ref()) {
                    let told =
                        |notice: &&Notice| notice.to.as_ref() == Some(to) || self.holds(notice, to);
                    assert!(
                        written.iter().copied().any(|notice| told(&notice)),
                        "not told: {to:?} of {entry:?}"
                    );
                }
                if !entry.tells.is_empty() {
                    entries.insert(entry.id);
                }
            }
        }
        let stray = notices
            .iter()
            .find(|notice| !entries.contains(&notice.entry_id));
        assert!(stray.is_none(), "nobody was to be told: {stray:?}");
    }

    /// Whether whom a notice went to holds, or covers, a post on the day it was written.
    fn holds(&self, notice: &Notice, post: &Post) -> bool {
        let written = notice.written_at.as_ref().and_then(instant);
        let asked = (
            post.team_id.parse::<TeamId>(),
            post.role.parse::<Role>(),
            written,
        );
        let (Ok(team), Ok(role), Some(written)) = asked else {
            return false;
        };
        let directory = self.directory();
        let in_post = directory.in_role(&team, role, london::local_date(written));
        in_post.is_ok_and(|holder| holder.officer.id().as_str() == notice.officer_id)
    }

    async fn prove_the_letters(&self, notices: &[Notice]) {
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
