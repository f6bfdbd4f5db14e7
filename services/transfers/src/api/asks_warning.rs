//! From the early warning to what is agreed on it.

use super::{
    ask::{asks, choice},
    asks_request::MOST_ITEMS,
};
use crate::transfer::Command;

asks! {
    SendEarlyWarningRequest = "SendEarlyWarning", |ask, fields| {
        let to = fields.parse("to_team_id", &ask.to_team_id);
        let plan = choice(fields, "proposed_plan", ask.proposed_plan);
        let summary = fields.note("summary", &ask.summary);
        let items = fields.count("items", ask.items.len(), 0, MOST_ITEMS);
        items?;
        Some(Command::SendEarlyWarning {
            to: to?,
            plan: plan?,
            information_gathered: ask.information_gathered,
            assessment_complete: ask.assessment_complete,
            summary: summary?,
            items: ask.items.clone(),
        })
    }
    ForwardTransferRequest = "ForwardTransfer", |ask, fields| {
        Some(Command::Forward { to: fields.parse("to_team_id", &ask.to_team_id)? })
    }
    ReviewEarlyWarningRequest = "ReviewEarlyWarning", |ask, fields| {
        Some(Command::Review {
            agreed: ask.agreed,
            joint_working_considered: ask.joint_working_considered,
            findings: fields.note_optional("findings", &ask.findings)?,
        })
    }
    RaiseQueryRequest = "RaiseQuery", |ask, fields| {
        let topic = choice(fields, "topic", ask.topic);
        let question = fields.note("question", &ask.question);
        Some(Command::RaiseQuery { topic: topic?, question: question? })
    }
    AnswerQueryRequest = "AnswerQuery", |ask, fields| {
        let query = fields.parse("query_id", &ask.query_id);
        let answer = fields.note("answer", &ask.answer);
        Some(Command::AnswerQuery { query: query?, answer: answer? })
    }
    NotifyChangeRequest = "NotifyChange", |ask, fields| {
        let plan = choice(fields, "proposed_plan", ask.proposed_plan);
        let what = fields.note("what", &ask.what);
        Some(Command::NotifyChange { plan: plan?, what: what? })
    }
    WithdrawTransferRequest = "WithdrawTransfer", |ask, fields| {
        Some(Command::Withdraw { reason: fields.note("reason", &ask.reason)? })
    }
}
