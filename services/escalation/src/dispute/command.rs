//! What can be asked of a dispute.

use super::state::{Channel, Outcome};
use chrono::{DateTime, Utc};
use handrail_domain::{Role, TeamId, text::Note};

/// One thing that is asked of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// State the position of a team.
    StatePosition {
        /// The team.
        team: TeamId,
        /// What it holds.
        text: Note,
    },
    /// Name the team for the immediate needs.
    AssignImmediateNeeds {
        /// The team.
        team: TeamId,
    },
    /// Record that the managers of the first rung agree that nothing more can be tried.
    AgreeExhausted {
        /// How they talked; has to be said.
        channel: Option<Channel>,
        /// The team whose manager takes it up; has to be said.
        escalating: Option<TeamId>,
        /// When they agreed.
        at: DateTime<Utc>,
    },
    /// Take the dispute to the next rung.
    Escalate {
        /// The role of the rung to reach.
        to: Role,
    },
    /// Record that the managers of the present rung talked.
    RecordDiscussion {
        /// How.
        channel: Channel,
        /// The team managers took part.
        team_managers_present: bool,
        /// When.
        at: DateTime<Utc>,
    },
    /// Expedite it.
    Expedite {
        /// Why it can't wait.
        reason: Note,
    },
    /// Settle it.
    Settle {
        /// What is to happen; has to be said.
        outcome: Option<Outcome>,
        /// The team it goes to, when it goes to one.
        team: Option<TeamId>,
        /// The teams work jointly.
        joint_working: bool,
        /// Why.
        reason: Note,
    },
    /// Record that the outcome stands on the record system.
    RecordCaseNote,
}
