//! Reads a journal as it grows.

use super::Output;
use crate::{client::Clients, contract, contract::Member, exit::Failure, render};
use clap::{Subcommand, builder::PossibleValuesParser};
use handrail_contracts::feed::v1::{GetHeadsRequest, SubscribeRequest};

/// Reads the journal of a service.
#[derive(Debug, Subcommand)]
pub enum FeedCommand {
    /// Show new entries as they are recorded, until stopped.
    Tail {
        /// The service.
        #[arg(long, value_parser = PossibleValuesParser::new(Member::ALL.map(Member::name)))]
        source: String,
        /// Begin with the first entry there is.
        #[arg(long)]
        from_start: bool,
        /// Stop after this many entries.
        #[arg(long, value_name = "COUNT")]
        most: Option<u64>,
    },
}

impl FeedCommand {
    pub(super) async fn run(
        self,
        clients: &Clients,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let Self::Tail {
            source,
            from_start,
            most,
        } = self;
        let member = Member::named(&source)
            .ok_or_else(|| Failure::Usage(format!("no service is called {source}")))?;
        let mut feed = clients.feed(member);
        let cursor = match from_start {
            true => None,
            false => feed.get_heads(GetHeadsRequest {}).await?.into_inner().heads,
        };
        let mut entries = feed
            .subscribe(SubscribeRequest { cursor })
            .await?
            .into_inner();
        let mut left = most.unwrap_or(u64::MAX);
        while left > 0 {
            let Some(page) = entries.message().await? else {
                break;
            };
            for entry in page
                .entries
                .into_iter()
                .take(usize::try_from(left).unwrap_or(usize::MAX))
            {
                left -= 1;
                match output.json {
                    true => {
                        let entry = contract::dynamic("handrail.feed.v1.Entry", &entry);
                        output.document(&entry.as_ref().map(contract::json).unwrap_or_default())?;
                    }
                    false => output.text(render::entry(&entry))?,
                }
            }
            // Heartbeats come here too: a reader who has gone is noticed although nothing happens.
            output.to.flush()?;
        }
        Ok(())
    }
}
