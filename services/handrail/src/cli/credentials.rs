//! `handrail credentials` and `handrail token`: synthetic certificates and tokens, for evaluation.

use super::Output;
use crate::{
    credentials::{self, AUDIENCE, CredentialsError, Grant, ISSUER, Issuer, Made},
    exit::Failure,
};
use chrono::TimeDelta;
use clap::Args;
use handrail_chassis::world::World;
use std::{fs, path::PathBuf};

/// The longest that anything synthetic may hold.
const MOST: TimeDelta = TimeDelta::days(825);
/// Clocks differ: what is made now is valid on a machine whose clock is behind.
const BEFORE: TimeDelta = TimeDelta::minutes(5);

/// Make synthetic certificates, keys and tokens for all services, to try a deployment with. They vouch for
/// nobody: anybody with the folder can be anybody.
#[derive(Debug, Args)]
pub struct CredentialsArgs {
    /// Where to leave them; made when it is not there.
    folder: PathBuf,
    /// A further name or address that the services are reached by.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// How long all of it holds, as 90d or 12h.
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = duration)]
    valid_for: TimeDelta,
    #[command(flatten)]
    issued: Issued,
    /// Replace what is there.
    #[arg(long)]
    force: bool,
}

/// Sign a token for a caller, with the key that `handrail credentials` made.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// The issuer's private key.
    #[arg(long, value_name = "FILE")]
    issuer_key: PathBuf,
    /// Whom it is for: an officer's id, or service:, system:, auditor: or operator: and a name.
    #[arg(long)]
    subject: String,
    /// A role that the officer acts in; without any, all that the organisation gives the officer.
    #[arg(long = "role", value_name = "ROLE")]
    only_roles: Vec<String>,
    /// A team that the officer acts for; without any, all that the organisation gives the officer.
    #[arg(long = "team", value_name = "TEAM")]
    only_teams: Vec<String>,
    /// How long it is valid, as 15m or 8h.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    valid_for: TimeDelta,
    #[command(flatten)]
    issued: Issued,
}

/// By whom tokens are issued, and for whom: what HANDRAIL_TOKEN_ISSUER and HANDRAIL_TOKEN_AUDIENCE say.
#[derive(Debug, Args)]
struct Issued {
    /// Who is said to issue tokens.
    #[arg(long, default_value = ISSUER)]
    issuer: String,
    /// Whom tokens are meant for.
    #[arg(long, default_value = AUDIENCE)]
    audience: String,
}

impl CredentialsArgs {
    pub(super) fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let now = World::real().now();
        let made = Made {
            hosts: &self.hosts,
            issuer: (&self.issued.issuer, &self.issued.audience),
            from: now - BEFORE,
            until: now + self.valid_for,
            replace: self.force,
        };
        let files = credentials::make(&self.folder, &made)?;
        match output.json {
            true => output.document(&serde_json::json!({ "folder": self.folder, "files": files })),
            false => {
                let folder = self.folder.display();
                output.text(format!("{folder}: {}", files.join(", ")))
            }
        }
    }
}

impl TokenArgs {
    pub(super) fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let path = self.issuer_key.display().to_string();
        let pem =
            fs::read_to_string(&self.issuer_key).map_err(|source| CredentialsError::File {
                path: path.clone(),
                source,
            })?;
        let issuer = Issuer::from_pem(&path, &pem)?;
        let issuer = issuer.called(&self.issued.issuer, &self.issued.audience);
        let now = World::real().now();
        let some = |list: Vec<String>| (!list.is_empty()).then_some(list);
        let grant = Grant {
            subject: self.subject,
            roles: some(self.only_roles),
            teams: some(self.only_teams),
            from: now - BEFORE,
            until: now + self.valid_for,
        };
        let token = issuer.token(&grant)?;
        match output.json {
            true => output.document(
                &serde_json::json!({ "token": token, "expires_at": grant.until.to_rfc3339() }),
            ),
            false => output.text(token),
        }
    }
}

impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Self {
        match error {
            CredentialsError::Name(_) => Self::Usage(error.to_string()),
            CredentialsError::Unmade { .. } => Self::Crashed(error.to_string()),
            CredentialsError::Key(_)
            | CredentialsError::Exist(_)
            | CredentialsError::File { .. } => Self::Config(error.to_string()),
        }
    }
}

fn duration(given: &str) -> Result<TimeDelta, String> {
    let read = || {
        let (number, unit) = given.split_at_checked(given.len().checked_sub(1)?)?;
        let number: u32 = number.parse().ok()?;
        let time = match unit {
            "m" => TimeDelta::minutes(number.into()),
            "h" => TimeDelta::hours(number.into()),
            "d" => TimeDelta::days(number.into()),
            _ => return None,
        };
        (time > TimeDelta::zero() && time <= MOST).then_some(time)
    };
    read().ok_or_else(|| "not a time of up to 825 days, as 15m, 8h or 90d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_a_bound() {
        assert_eq!(duration("90d"), Ok(TimeDelta::days(90)));
        assert_eq!(duration("15m"), Ok(TimeDelta::minutes(15)));
        for wrong in ["", "0h", "90", "d", "-1h", "826d", "1y", "4294967296m", "é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
