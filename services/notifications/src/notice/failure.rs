//! Why a notice could not be delivered.

use handrail_domain::directory::Vacancy;
use serde::{Deserialize, Serialize};
use std::{fmt, io, str::FromStr};

/// Why a notice could not be delivered: a kind, never a detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// Nobody held the post when the notice was written.
    NobodyInPost,
    /// The directory had no team of that name.
    UnknownTeam,
    /// The officer is no longer in the directory.
    OfficerGone,
    /// The officer's e-mail address in the directory is not one.
    AddressUnusable,
    /// The mail folder is not there and can't be made.
    FolderMissing,
    /// The mail folder may not be written to.
    NotPermitted,
    /// The mail folder's disk is full.
    StorageFull,
    /// The mail folder could not be written to, for another reason.
    FolderUnusable,
}

/// A text that names no failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no failure is called that")]
pub struct UnknownFailure;

impl Failure {
    /// Every failure.
    pub const ALL: [Self; 8] = [
        Self::NobodyInPost,
        Self::UnknownTeam,
        Self::OfficerGone,
        Self::AddressUnusable,
        Self::FolderMissing,
        Self::NotPermitted,
        Self::StorageFull,
        Self::FolderUnusable,
    ];

    /// What it is called for those who read the notice.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NobodyInPost => "nobody holds the post",
            Self::UnknownTeam => "nobody holds the post: the directory has no such team",
            Self::OfficerGone => "the officer is no longer in the directory",
            Self::AddressUnusable => "the officer's e-mail address can't be used",
            Self::FolderMissing => "the mail folder is missing",
            Self::NotPermitted => "the mail folder may not be written to",
            Self::StorageFull => "the disk of the mail folder is full",
            Self::FolderUnusable => "the mail folder can't be written to",
        }
    }

    /// How a vacancy shows on a notice.
    pub fn of(vacancy: Vacancy) -> Self {
        match vacancy {
            Vacancy::UnknownTeam => Self::UnknownTeam,
            Vacancy::NobodyNamed | Vacancy::EverybodyAway => Self::NobodyInPost,
        }
    }

    /// Whether trying again later could help: it can't where the directory is at fault.
    pub fn is_passing(self) -> bool {
        match self {
            Self::NobodyInPost | Self::UnknownTeam | Self::OfficerGone | Self::AddressUnusable => {
                false
            }
            Self::FolderMissing | Self::NotPermitted | Self::StorageFull | Self::FolderUnusable => {
                true
            }
        }
    }
}

impl From<io::ErrorKind> for Failure {
    /// Paths can hold more than is good for a record, so the kind alone is kept.
    fn from(kind: io::ErrorKind) -> Self {
        if matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
            Self::FolderMissing
        } else if matches!(
            kind,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
        ) {
            Self::NotPermitted
        } else if matches!(
            kind,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        ) {
            Self::StorageFull
        } else {
            Self::FolderUnusable
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Failure {
    type Err = UnknownFailure;

    fn from_str(text: &str) -> Result<Self, UnknownFailure> {
        let called = |failure: &Self| failure.as_str() == text;
        Self::ALL.into_iter().find(called).ok_or(UnknownFailure)
    }
}
