//! Values from closed lists. The zero value of the wire is none of them.

use crate::transfer::{
    Answer, Channel, ChildDecision, DiscussionTopic, Disengagement, Ground, QueryTopic, Stage,
};
use crate::{meeting::Outcome, store::Direction};
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::{
    child::PlanKind,
    edition::{MeetingKind, Series},
    lead::LegalPlanningOutcome,
};

/// A value that has a number on the wire.
pub(crate) trait OnWire: Sized {
    /// The wire's list.
    type Wire: TryFrom<i32> + Into<i32>;

    /// The value on the wire.
    fn to_wire(self) -> Self::Wire;

    /// The value from the wire.
    fn from_wire(value: Self::Wire) -> Option<Self>;

    /// The value from its number.
    fn from_number(number: i32) -> Option<Self> {
        Self::Wire::try_from(number).ok().and_then(Self::from_wire)
    }

    /// The number of the value.
    fn number(self) -> i32 {
        self.to_wire().into()
    }
}

macro_rules! on_wire {
    ($($domain:ident = $wire:ident { $($member:ident),* $(,)? })*) => {$(
        impl OnWire for $domain {
            type Wire = wire::$wire;

            fn to_wire(self) -> wire::$wire {
                match self { $(Self::$member => wire::$wire::$member,)* }
            }

            fn from_wire(value: wire::$wire) -> Option<Self> {
                match value {
                    wire::$wire::Unspecified => None,
                    $(wire::$wire::$member => Some(Self::$member),)*
                }
            }
        }
    )*};
}

on_wire! {
    PlanKind = Plan { ChildInNeed, ChildProtection, EarlyHelp, LookedAfter, CareLeaver }
    MeetingKind = MeetingKind { ChildInNeed, InitialChildProtectionConference }
    QueryTopic = QueryTopic { InformationGathering, Threshold, WorkToBeCompleted, RecordReadiness }
    Answer = ChecklistAnswer { Yes, No, NotApplicable }
    ChildDecision = ChildDecision { Moves, Stays, Declined, Deferred }
    Ground = Ground {
        Capacity, MinorIssues, Checklist, OutstandingWork, Threshold, NeedsMet, OpenElsewhere,
    }
    Channel = Channel { FaceToFace, Video, Telephone, Written }
    DiscussionTopic = DiscussionTopic {
        Threshold, Plan, OutlinePlan, OutstandingTasks, JointWorking, Engagement, Handover,
    }
    LegalPlanningOutcome = LegalPlanningOutcome { Issue, IssueAtBirth, Other }
    Disengagement = Disengagement { ConsentWithdrawn, RefusesToEngage }
    Series = RegularMeetingKind { FamiliesFirstPanel, MonthlyMeeting }
    Outcome = AgendaOutcome { GoesOn, Stays, ComesBack, NotReached }
    Direction = Direction { Sent, Received }
    Stage = Stage {
        Progressed, EarlyWarning, Reviewed, Requested, Decided, Allocated, Started, Withdrawn, Closed,
    }
}
