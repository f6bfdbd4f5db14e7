//! The virtual clock: show it, move it.

use super::Output;
use crate::{
    client::Clients,
    contract::{self, Member, instant},
    exit::Failure,
    render::when,
    virtual_time::{self, Clock},
};
use chrono::{DateTime, TimeDelta, Utc};
use clap::{ArgGroup, Subcommand};
use handrail_contracts::{development::v1 as wire, time::timestamp};
use tonic::Code;

/// Reads or moves the virtual clock.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// Show the time.
    Show,
    /// Move the clock forwards; everything that falls due on the way happens.
    #[command(group = ArgGroup::new("target").required(true))]
    Advance {
        /// The time to show, as 2026-03-02T09:00:00Z or "2026-03-02 09:00" on the clocks of London.
        #[arg(long, group = "target", value_name = "TIME", value_parser = instant)]
        to: Option<DateTime<Utc>>,
        /// How far to move, as 90m, 8h, 2d or 1w.
        #[arg(long, group = "target", value_name = "SPAN", value_parser = span)]
        by: Option<TimeDelta>,
    },
}

impl ClockCommand {
    pub(super) async fn run(
        self,
        clients: &Clients,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let clocks = clocks(clients);
        let now = shown(&clocks).await?;
        let now = match self {
            Self::Show => now,
            Self::Advance { to, by } => {
                let to = to
                    .or_else(|| now.checked_add_signed(by.unwrap_or_default()))
                    .unwrap_or(now);
                virtual_time::advance_to(&clocks, to).await?;
                shown(&clocks).await?
            }
        };
        match output.json {
            true => {
                let clock = contract::dynamic(
                    "handrail.development.v1.Clock",
                    &wire::Clock {
                        now: Some(timestamp(now)),
                    },
                );
                output.document(&clock.as_ref().map(contract::json).unwrap_or_default())
            }
            false => output.text(when(now)),
        }
    }
}

/// The clocks of all four services.
pub(crate) fn clocks(clients: &Clients) -> Vec<Clock> {
    Member::ALL.map(|member| clients.clock(member)).into()
}

async fn shown(clocks: &[Clock]) -> Result<DateTime<Utc>, Failure> {
    let now = virtual_time::now(clocks).await.map_err(|status| {
        if status.code() == Code::Unimplemented {
            let advice = "these services run on the machine's clock: start them with --virtual-clock to move it";
            return Failure::Usage(advice.to_owned());
        }
        status.into()
    })?;
    now.ok_or_else(|| Failure::Crashed("no clock shows a time".to_owned()))
}

fn span(text: &str) -> Result<TimeDelta, String> {
    let wanted = || format!("\"{text}\" is not a span, as 90m, 8h, 2d or 1w");
    let (amount, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(wanted)?;
    let amount: i64 = amount
        .parse()
        .ok()
        .filter(|amount| *amount > 0)
        .ok_or_else(wanted)?;
    match unit {
        "m" => TimeDelta::try_minutes(amount),
        "h" => TimeDelta::try_hours(amount),
        "d" => TimeDelta::try_days(amount),
        "w" => TimeDelta::try_weeks(amount),
        _ => None,
    }
    .ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        assert_eq!(span("90m"), Ok(TimeDelta::minutes(90)));
        assert_eq!(span("2d"), Ok(TimeDelta::days(2)));
        for wrong in [
            "",
            "d",
            "-1d",
            "0h",
            "2 d",
            "2y",
            "9223372036854775807w",
            "1é",
        ] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }
}
