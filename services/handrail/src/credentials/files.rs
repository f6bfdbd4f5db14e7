//! The files of a folder of credentials.

use super::{Authority, CredentialsError, Grant, Issuer};
use crate::contract::Member;
use chrono::{DateTime, Utc};
use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// What the process of all four services is called where it shows who it is.
const ALL_IN_ONE: &str = "handrail";
/// What every certificate is for beside the service's own name.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What is put into a folder.
#[derive(Debug, Clone)]
pub struct Made<'m> {
    /// Further names that the services are reached by.
    pub hosts: &'m [String],
    /// Who is said to issue tokens, and for whom.
    pub issuer: (&'m str, &'m str),
    /// From when everything holds.
    pub from: DateTime<Utc>,
    /// Until when everything holds.
    pub until: DateTime<Utc>,
    /// Whether to replace what is there.
    pub replace: bool,
}

struct File {
    name: String,
    text: String,
    is_secret: bool,
}

/// Makes an authority and an issuer, and leaves in `folder` what each service, and whoever calls, has to
/// have. The authority's own key is not kept. Private keys and tokens can be read by the owner alone.
/// Answers the names of the files.
///
/// # Errors
/// When a file is there already and is not to be replaced, can't be written, or a name can't be certified.
pub fn make(folder: &Path, made: &Made<'_>) -> Result<Vec<String>, CredentialsError> {
    let files = files(made)?;
    if !made.replace {
        let there = files.iter().filter(|file| folder.join(&file.name).exists());
        let there: Vec<String> = there
            .map(|file| folder.join(&file.name).display().to_string())
            .collect();
        if !there.is_empty() {
            return Err(CredentialsError::Exist(there));
        }
    }
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| CredentialsError::File { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    for file in &files {
        let path = folder.join(&file.name);
        write(&path, file).map_err(failed(&path))?;
    }
    Ok(files.into_iter().map(|file| file.name).collect())
}

fn files(made: &Made<'_>) -> Result<Vec<File>, CredentialsError> {
    let open = |name: &str, text: String| File {
        name: name.to_owned(),
        text,
        is_secret: false,
    };
    let secret = |name: &str, text: String| File {
        is_secret: true,
        ..open(name, text)
    };
    let authority = Authority::new(made.from, made.until)?;
    let issuer = Issuer::new()?.called(made.issuer.0, made.issuer.1);
    let mut files = vec![
        open("authority.pem", authority.pem().to_owned()),
        secret("issuer.key", issuer.private_key().to_owned()),
        open("jwks.json", issuer.key_set()?),
    ];
    let members = Member::ALL.map(Member::name);
    for service in members.into_iter().chain([ALL_IN_ONE]) {
        // One certificate is shown under all four names by the process that runs all four.
        let mut names: Vec<&str> = match service {
            ALL_IN_ONE => members.into_iter().chain([ALL_IN_ONE]).collect(),
            service => vec![service],
        };
        names.extend(HERE);
        names.extend(made.hosts.iter().map(String::as_str));
        let certified = authority.certify(service, &names)?;
        let token = issuer.token(&Grant {
            subject: format!("service:{service}"),
            roles: None,
            teams: None,
            from: made.from,
            until: made.until,
        })?;
        files.push(open(&format!("{service}.pem"), certified.certificate));
        files.push(secret(&format!("{service}.key"), certified.key));
        files.push(secret(&format!("{service}.token"), token));
    }
    Ok(files)
}

/// Written beside it and moved into place, so that nobody reads half of it, nor what was open before.
fn write(path: &Path, file: &File) -> std::io::Result<()> {
    let new = path.with_added_extension("new");
    let mode = if file.is_secret { 0o600 } else { 0o644 };
    let mut options = OpenOptions::new();
    let _ = fs::remove_file(&new); // left by a run that was cut short
    let mut out = options.write(true).create_new(true).mode(mode).open(&new)?;
    out.write_all(file.text.as_bytes())?;
    out.sync_all()?;
    fs::rename(&new, path)
}
