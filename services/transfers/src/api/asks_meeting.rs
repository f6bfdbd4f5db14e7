//! What clocks hang on: meeting, joint visit, worker, assessment, minutes.

use super::ask::{asks, choice, or_now};
use crate::transfer::Command;

asks! {
    PlanJointVisitRequest = "PlanJointVisit", |ask, fields| {
        let planned_for = fields.instant("planned_for", ask.planned_for.as_ref());
        Some(Command::PlanJointVisit { planned_for: planned_for? })
    }
    RecordJointVisitRequest = "RecordJointVisit", |ask, fields| {
        Some(Command::RecordJointVisit { made_at: or_now(fields, "made_at", ask.made_at.as_ref())? })
    }
    NameWorkerRequest = "NameWorker", |ask, fields| {
        Some(Command::NameWorker { worker: fields.parse("worker_id", &ask.worker_id)? })
    }
    SetMeetingRequest = "SetMeeting", |ask, fields| {
        let kind = choice(fields, "kind", ask.kind);
        let at = fields.instant("at", ask.at.as_ref());
        Some(Command::SetMeeting { kind: kind?, at: at? })
    }
    RecordMeetingHeldRequest = "RecordMeetingHeld", |ask, fields| {
        Some(Command::RecordMeetingHeld { held_at: or_now(fields, "held_at", ask.held_at.as_ref())? })
    }
    ShareAssessmentRequest = "ShareAssessment", |ask, fields| {
        Some(Command::ShareAssessment { shared_at: or_now(fields, "shared_at", ask.shared_at.as_ref())? })
    }
    CompleteMinutesRequest = "CompleteMinutes", |ask, fields| {
        let completed_at = or_now(fields, "completed_at", ask.completed_at.as_ref());
        Some(Command::CompleteMinutes { completed_at: completed_at? })
    }
}
