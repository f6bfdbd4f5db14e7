//! The words for each reason: a closed table, and a plain fallback for a reason that is not in it.

use super::ShortName;

/// What is said for a reason.
pub(super) struct Words {
    /// Goes before the subject's kind and id.
    pub(super) title: &'static str,
    /// What has happened, without saying to whom.
    pub(super) text: &'static str,
    /// How a due time is meant.
    pub(super) limit: Limit,
}

/// How a due time is meant.
pub(super) enum Limit {
    /// Something is expected by then.
    Ahead,
    /// It was expected by then.
    Missed,
    /// It has been another one until now.
    Moved,
}

/// Whether there are words for a reason beyond the fallback.
pub fn has_words(reason: &ShortName) -> bool {
    known(reason.as_str()).is_some()
}

pub(super) fn words_of(reason: &ShortName) -> Words {
    let (title, text, limit) = known(reason.as_str()).unwrap_or((
        "Something happened",
        "Something happened that the protocol wants you to know of.",
        Limit::Ahead,
    ));
    Words { title, text, limit }
}

#[rustfmt::skip] // a table is read by its columns
fn known(reason: &str) -> Option<(&'static str, &'static str, Limit)> {
    use Limit::{Ahead, Missed, Moved};
    Some(match reason {
        "duty-owed" => ("A duty is yours", "A duty is owed by your post, or by one that you cover.", Ahead),
        "duty-due-soon" => ("A duty is due soon", "A duty of your post, or of one that you cover, is still open and due soon.", Ahead),
        "duty-breached" => ("A duty is late", "A duty was not done in time. It stays owed, and the delay stays on record.", Missed),
        "duty-moved" => ("A due time has moved", "The due time of a duty of your post, or of one that you cover, was worked out again.", Moved),

        "contact-routed" => ("A contact for your team", "The front door has given a contact to your team.", Ahead),
        "contact-decided" => ("A contact was decided", "It is decided which team takes a contact forward. The decision is final.", Ahead),
        "redirection-proposed" => ("Asked to take a contact", "Another team asks yours to take a contact that was given to it.", Ahead),
        "redirection-disputed" => ("A contact to decide", "Two teams don't agree on who takes a contact. The decision is yours.", Ahead),

        "early-warning" => ("Early warning", "An early warning of a transfer to your team was sent.", Ahead),
        "early-warning-copy" => ("Copy of an early warning", "An early warning was sent. This copy is for the tracking record.", Ahead),
        "early-warning-forwarded" => ("Early warning forwarded", "An early warning went on to another team of the same service. Its first clock runs on.", Ahead),
        "transfer-request" => ("Transfer request", "A transfer to your team was requested.", Ahead),
        "request-forwarded" => ("Transfer request forwarded", "A transfer request went on to another team of the same service. Its first clock runs on.", Ahead),
        "query-raised" => ("A query was raised", "The receiving team has raised a query.", Ahead),
        "query-answered" => ("A query was answered", "The sending team has answered a query.", Ahead),
        "worker-named" => ("A worker was named", "The receiving team has named the worker.", Ahead),
        "transfer-decided" => ("A transfer was decided", "The receiving team has decided on a transfer that your team sent.", Ahead),
        "allocated" => ("A transfer was allocated", "A plan that your team sent was given to a worker of the receiving team, which leads from now on.", Ahead),
        "started" => ("A worker has begun", "The new worker has really begun to work with a family that your team sent.", Ahead),
        "plan-changed" => ("The plan has changed", "The proposed plan has changed significantly.", Ahead),
        "case-note-alert" => ("A case note to read", "A case note was left for you on the record.", Ahead),
        "strategy-discussion" => ("A strategy discussion", "A strategy discussion has taken place.", Ahead),
        "first-hearing-held" => ("The first hearing was held", "The first hearing has taken place, so the transfer can go on.", Ahead),
        "withdrawn" => ("A transfer was withdrawn", "A transfer was withdrawn. The sending team still leads.", Ahead),

        "dispute-opened" => ("A disagreement was opened", "A disagreement between teams was put on record.", Ahead),
        "rung-reached" => ("A disagreement has reached you", "A disagreement between teams has reached your level of management.", Ahead),
        "dispute-moved-up" => ("A disagreement has moved", "A disagreement of your team stands on another level of management now.", Ahead),
        "dispute-expedited" => ("An urgent disagreement", "A disagreement between teams can't wait.", Ahead),
        "dispute-settled" => ("A disagreement was settled", "A disagreement between teams was settled. The direction is on record.", Ahead),
        "dispute-lapsed" => ("A disagreement has ended", "What a disagreement was about has ended, and the disagreement with it.", Ahead),
        "immediate-needs" => ("Immediate needs are with your team", "While a disagreement is open, your team meets the immediate needs. That decides nothing else.", Ahead),
        _ => return None,
    })
}
