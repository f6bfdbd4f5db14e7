//! Looking at what is owed, led, told and left in the mail folder.

use crate::{Handrail, ask, expect::Granted};
use handrail::contract::Member;
use handrail_contracts::{
    common::v1::{Obligation, ObligationState},
    escalation::v1::{
        Dispute, GetDisputeRequest, ListObligationsRequest as ListDisputeObligations,
    },
    feed::v1::{Entry, ReadPageRequest},
    intake::v1::{Contact, GetContactRequest, ListObligationsRequest as ListContactObligations},
    notifications::v1::{ListNoticesRequest, Notice},
    transfers::v1::{GetLeadRequest, GetTransferRequest, Lead, ListObligationsRequest, Transfer},
};
use std::path::{Path, PathBuf};

impl Handrail {
    /// A transfer as it is now.
    pub async fn transfer(&self, id: &str) -> Transfer {
        let request = GetTransferRequest {
            transfer_id: id.to_owned(),
        };
        self.nobody()
            .transfers()
            .get_transfer(request)
            .await
            .granted()
    }

    /// A contact as it is now.
    pub async fn contact(&self, id: &str) -> Contact {
        let request = GetContactRequest {
            contact_id: id.to_owned(),
        };
        self.nobody().intake().get_contact(request).await.granted()
    }

    /// A dispute as it is now; whoever handed it over knew its id at once.
    pub async fn dispute(&self, id: &str) -> Dispute {
        self.settle().await;
        let request = GetDisputeRequest {
            dispute_id: id.to_owned(),
        };
        self.nobody()
            .escalation()
            .get_dispute(request)
            .await
            .granted()
    }

    /// Who leads for a child.
    pub async fn lead(&self, child: &str) -> Lead {
        self.settle().await;
        let request = GetLeadRequest {
            child_id: child.to_owned(),
        };
        self.nobody().transfers().get_lead(request).await.granted()
    }

    /// Everything a team owes now, wherever it is kept.
    pub async fn tray(&self, team: &str) -> Vec<Obligation> {
        self.settle().await;
        let mut tray = self.owed_on_transfers(team, "", false).await;
        tray.extend(self.owed_at_the_front_door(team, "", false).await);
        tray.extend(self.owed_in_disputes(team, "", false).await);
        tray
    }

    /// The one duty of this name about a transfer, contact or dispute, whether it is still owed or not.
    ///
    /// # Panics
    /// When there is none, or more than one.
    pub async fn duty(&self, about: &str, name: &str) -> Obligation {
        let mut duties = self.duties(about, name).await;
        assert_eq!(
            duties.len(),
            1,
            "one duty {name} about {about} was expected: {duties:#?}"
        );
        duties.remove(0)
    }

    /// The one duty of this name about a transfer, contact or dispute that is owed now.
    ///
    /// # Panics
    /// When there is none, or more than one.
    pub async fn duty_now(&self, about: &str, name: &str) -> Obligation {
        let mut duties = self.duties(about, name).await;
        duties.retain(|duty| duty.state() == ObligationState::Open);
        assert_eq!(
            duties.len(),
            1,
            "one open duty {name} about {about} was expected: {duties:#?}"
        );
        duties.remove(0)
    }

    /// The duties of this name about a transfer, contact or dispute, whether they are still owed or not.
    pub async fn duties(&self, about: &str, name: &str) -> Vec<Obligation> {
        let mut duties = self.duties_about(about).await;
        let suffix = format!("/{name}");
        duties.retain(|duty| duty.duty_id == name || duty.duty_id.ends_with(&suffix));
        duties
    }

    /// Every duty about a transfer, contact or dispute, whether it is still owed or not.
    pub async fn duties_about(&self, about: &str) -> Vec<Obligation> {
        self.settle().await;
        let mut duties = self.owed_on_transfers("", about, true).await;
        duties.extend(self.owed_at_the_front_door("", about, true).await);
        duties.extend(self.owed_in_disputes("", about, true).await);
        duties
    }

    /// Every notice, the newest first.
    pub async fn notices(&self) -> Vec<Notice> {
        self.notices_where(ListNoticesRequest::default()).await
    }

    /// The notices that tell an officer something for a reason, for example `duty-breached`.
    pub async fn told(&self, officer: &str, reason: &str) -> Vec<Notice> {
        let officer_id = officer.to_owned();
        let request = ListNoticesRequest {
            officer_id,
            ..ListNoticesRequest::default()
        };
        let mut notices = self.notices_where(request).await;
        notices.retain(|notice| notice.reason == reason);
        notices
    }

    async fn notices_where(&self, request: ListNoticesRequest) -> Vec<Notice> {
        self.settle().await;
        let mut notices = Vec::new();
        let mut token = String::new();
        loop {
            let request = ListNoticesRequest {
                page: ask::whole_page(token),
                ..request.clone()
            };
            let page = self
                .nobody()
                .notifications()
                .list_notices(request)
                .await
                .granted();
            notices.extend(page.notices);
            token = page.next_page_token;
            if token.is_empty() {
                return notices;
            }
        }
    }

    /// Every entry of a service's journal, in order within each partition.
    pub async fn journal(&self, of: Member) -> Vec<Entry> {
        self.settle().await;
        let mut entries = Vec::new();
        let mut cursor = None;
        loop {
            let request = ReadPageRequest { cursor, size: 0 };
            let page = self.nobody().feed(of).read_page(request).await.granted();
            if page.entries.is_empty() {
                return entries;
            }
            entries.extend(page.entries);
            cursor = page.cursor;
        }
    }

    /// The letters in the mail folder: their names and what they say.
    ///
    /// # Panics
    /// When the folder can't be read.
    pub async fn letters(&self) -> Vec<(PathBuf, String)> {
        self.settle().await;
        let mut letters = Vec::new();
        read_letters(&self.mail_folder(), &mut letters);
        letters
    }

    async fn owed_on_transfers(&self, team: &str, id: &str, closed: bool) -> Vec<Obligation> {
        let mut duties = Vec::new();
        let mut token = String::new();
        loop {
            let request = ListObligationsRequest {
                page: ask::whole_page(token),
                team_id: team.to_owned(),
                transfer_id: id.to_owned(),
                include_closed: closed,
            };
            let page = self
                .nobody()
                .transfers()
                .list_obligations(request)
                .await
                .granted();
            duties.extend(page.obligations);
            token = page.next_page_token;
            if token.is_empty() {
                return duties;
            }
        }
    }

    async fn owed_at_the_front_door(&self, team: &str, id: &str, closed: bool) -> Vec<Obligation> {
        let request = ListContactObligations {
            page: ask::whole_page(String::new()),
            team_id: team.to_owned(),
            contact_id: id.to_owned(),
            include_closed: closed,
            ..ListContactObligations::default()
        };
        self.nobody()
            .intake()
            .list_obligations(request)
            .await
            .granted()
            .obligations
    }

    async fn owed_in_disputes(&self, team: &str, id: &str, closed: bool) -> Vec<Obligation> {
        let request = ListDisputeObligations {
            page: ask::whole_page(String::new()),
            team_id: team.to_owned(),
            dispute_id: id.to_owned(),
            include_closed: closed,
        };
        self.nobody()
            .escalation()
            .list_obligations(request)
            .await
            .granted()
            .obligations
    }
}

fn read_letters(folder: &Path, letters: &mut Vec<(PathBuf, String)>) {
    let Ok(found) = std::fs::read_dir(folder) else {
        return; // nothing was delivered yet
    };
    for file in found.flatten() {
        let path = file.path();
        if path.is_dir() {
            read_letters(&path, letters);
        } else if path.extension().is_some_and(|extension| extension == "eml") {
            let text = std::fs::read(&path).expect("a letter can be read");
            letters.push((path, String::from_utf8_lossy(&text).into_owned()));
        }
    }
}
