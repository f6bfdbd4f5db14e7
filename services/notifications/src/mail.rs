//! Notices as e-mails, in a folder from which they are sent.

use crate::notice::{Failure, Notice, Standing, post_in_words};
use handrail_domain::directory::{Directory, Officer};
use handrail_domain::{NoticeId, OfficerId};
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// Mail comes from here; nobody reads answers.
const SENDER: (&str, &str) = ("no-reply", "handrail.invalid");

/// The e-mail of a notice, to `officer` alone. It is the same however often it is made: it bears
/// the time since which the notice has waited, and an id that follows from the notice's.
///
/// # Errors
/// When the officer's address is not one.
pub(crate) fn message(
    notice: &Notice,
    officer: &Officer,
    directory: &Directory,
) -> Result<Vec<u8>, Failure> {
    let (user, domain) = SENDER;
    let unusable = |_| Failure::AddressUnusable;
    let from = Address::new(user, domain).map_err(unusable)?;
    let to = officer.email().parse::<Address>().map_err(unusable)?;
    let since = match notice.standing {
        Standing::Pending { since, .. } => since,
        Standing::Delivered { .. } | Standing::Failed { .. } => notice.written_at,
    };
    let mut builder = Message::builder()
        .from(Mailbox::new(Some("Handrail".to_owned()), from))
        .to(Mailbox::new(Some(officer.name().to_owned()), to))
        .date(since.into())
        .message_id(Some(format!("<{}@{domain}>", notice.id)))
        .subject(notice.title.clone())
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(header("X-Handrail-Notice", notice.id.to_string()))
        .raw_header(header("X-Handrail-Reason", notice.reason.to_string()));
    if !notice.clauses.is_empty() {
        let ids: Vec<&str> = notice.clauses.iter().map(|id| id.as_str()).collect();
        builder = builder.raw_header(header("X-Handrail-Clauses", ids.join(", ")));
    }
    let message = builder
        .header(ContentType::TEXT_PLAIN)
        .body(text(notice, directory))
        .map_err(|_| Failure::AddressUnusable)?;
    Ok(message.formatted())
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The notice's text, and to which post it is addressed.
fn text(notice: &Notice, directory: &Directory) -> String {
    let mut text = notice.body.clone();
    let _ = write!(text, "\n\nTo the {}.", post_in_words(&notice.to));
    if !notice.covering_for.is_empty() {
        let name = |id: &OfficerId| match directory.officer(id) {
            Some(officer) => officer.name().to_owned(),
            None => id.to_string(),
        };
        let names: Vec<String> = notice.covering_for.iter().map(name).collect();
        let _ = write!(text, " You cover for {}.", names.join(", then "));
    }
    text.push('\n');
    text
}

/// The folder in which e-mails are left for sending, one file each.
#[derive(Debug, Clone)]
pub struct MailFolder(PathBuf);

impl MailFolder {
    /// The folder at a path. It is made when it is first needed.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Where the e-mail of a notice is left.
    pub fn path_of(&self, notice: NoticeId) -> PathBuf {
        self.0.join(format!("{notice}.eml"))
    }

    /// Leaves an e-mail, whole or not at all: it is written under the hidden name of `part`, and is
    /// on the disk before it gets its own. An e-mail of the same notice is replaced.
    pub(crate) async fn put(&self, notice: NoticeId, part: Uuid, mail: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0).await?;
        let part = self.0.join(format!(".{part}.part"));
        let put = async {
            write_through(&part, mail).await?;
            fs::rename(&part, self.path_of(notice)).await?;
            // The new name is on the disk once the folder is.
            fs::File::open(&self.0).await?.sync_all().await
        };
        let put = put.await;
        if put.is_err() {
            // It may not even be there.
            let _ = fs::remove_file(&part).await;
        }
        put
    }
}

async fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path).await?;
    file.write_all(bytes).await?;
    file.sync_all().await
}
