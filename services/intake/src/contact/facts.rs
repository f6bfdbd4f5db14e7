//! A contact in the words of an edition: what happened, and who stands for each side.

use handrail_domain::{
    TeamId, TeamKind,
    edition::{Party, Side, Situation},
    obligation::{Facts, Occurrence, Post, Subject},
};

use std::collections::BTreeMap;

use super::{Contact, Door};

impl Contact {
    /// What it is called in journals and duties.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: "contact".to_owned(),
            id: self.id.0,
            household: self.household,
        }
    }

    /// What conditions of the edition are tested against.
    pub fn situation(&self) -> Situation {
        Situation {
            urgent: self.urgent,
            unborn: self.children.iter().all(|child| child.birth.is_unborn()),
            ..Situation::default()
        }
    }

    /// All that has happened to it. Its duties end with its acceptance.
    pub fn facts(&self) -> Facts {
        let happened = self.happened.iter().map(|happened| Occurrence {
            fact: happened.fact,
            at: happened.at,
            instance: happened.instance.clone(),
        });
        Facts {
            happened: happened.collect(),
            anchors: BTreeMap::new(),
            situation: self.situation(),
            ended_at: self.accepted_at(),
        }
    }

    /// Who stands for a party now; nothing while that is not known.
    pub fn post(&self, party: Party, door: Door<'_>) -> Option<Post> {
        let of_kind = |kind| {
            door.team_of(kind, &self.district)
                .map(|team| team.id().clone())
        };
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "every other side is that of a kind of team"
        )]
        let team: Option<TeamId> = match party.side {
            Side::From => of_kind(TeamKind::CustomerServiceCentre),
            Side::To | Side::Holding => Some(self.team.clone()),
            Side::FirstTo | Side::Escalating => Some(self.first_team().clone()),
            Side::Other => self.proposed_team().cloned(),
            side => side.kind().and_then(of_kind),
        };
        Some(Post {
            team: team?,
            role: party.role,
        })
    }
}
