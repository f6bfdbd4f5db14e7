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
        "early-warning-forwarded" => ("Early warning forwarded", "An early warning went on to another team of the same service. What was not done yet is due when it was before.", Ahead),
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
        "immediate-concern" => ("An immediate concern", "There is an immediate concern about the safety of a child in a transfer to your team. Look at the record now.", Ahead),
        "new-information" => ("New information", "New information came in that has to be looked at again.", Ahead),
        "overview" => ("An overview was sent", "A written overview of the work and the concerns was sent to your team.", Ahead),
        "record-access-asked" => ("Access to records is asked for", "Another team asks to see records of your service.", Ahead),
        "record-access-given" => ("Records were opened", "The records that your team asked for can be seen.", Ahead),
        "review-invitation" => ("Invited to a review", "You are invited to the last review but one of a plan that may come to your team.", Ahead),
        "transfer-agreed" => ("A transfer was agreed", "The receiving team has agreed to take a plan on.", Ahead),
        "consultation-wanted" => ("Consultation is wanted", "Harm comes from outside a family. Your team is asked for consultation.", Ahead),
        "siblings-to-discuss" => ("Siblings to talk about", "The managers of two teams have to talk about siblings.", Ahead),
        "legal-planning-wanted" => ("Legal planning is wanted", "A team wants legal planning and asks for your agreement.", Ahead),
        "legal-planning-asked" => ("Legal planning was asked for", "Another service asks yours for legal planning.", Ahead),
        "legal-planning-invitation" => ("Invited to legal planning", "Legal planning was set up, and you are to be there.", Ahead),
        "statement-to-comment" => ("A statement to comment on", "A statement for the court was prepared. Your comments are asked for.", Ahead),
        "statement-commented" => ("A statement was commented on", "The comments on your statement for the court are there.", Ahead),
        "order-granted" => ("An order was granted", "The court has granted an order. The child passes to the receiving team.", Ahead),
        "permanence-presented" => ("A plan for permanence to ratify", "A plan for permanence is before the review.", Ahead),
        "return-home-progress" => ("How a return home is going", "There is news of how a planned return home is going.", Ahead),
        "transitions-meeting" => ("A transitions meeting", "A transitions meeting was set up.", Ahead),
        "transition-plan" => ("A transition plan", "A transition action plan was drawn up.", Ahead),
        "status-changed" => ("A status has changed", "A young person is a care leaver now.", Ahead),
        "episode-reassigned" => ("An episode is yours", "An information and advice episode was assigned to you.", Ahead),
        "conference-requested" => ("A conference is requested", "A transfer-in conference was requested.", Ahead),
        "notification-passed-on" => ("A notification was passed on", "The notification of an arrival was passed on to your team.", Ahead),
        "step-up-outcome" => ("The outcome of a step up", "It was decided on a step up that your team sent. The reasons are on record.", Ahead),
        "early-help-record-open" => ("A record to read", "The early help record that belongs to a step up is open to you.", Ahead),
        "crime-feared" => ("A crime is feared", "It is feared that a child is the victim of a crime.", Ahead),
        "enquiry-liaison" => ("An enquiry to speak about", "An enquiry is running about a child whom your team stays open to.", Ahead),
        "enquiry-concluded" => ("An enquiry has ended", "An enquiry about a child whom your team stays open to has ended.", Ahead),
        "involvement-ended" => ("Involvement has ended", "Another team has ended its involvement. The work goes on from yours.", Ahead),
        "contact-assigned" => ("A contact is yours", "A new contact was assigned to you.", Ahead),
        "manager-nominated" => ("A transfer is yours to receive", "You were nominated to receive a plan.", Ahead),
        "first-hearing-held" => ("The first hearing was held", "The first hearing has taken place, so the transfer can go on.", Ahead),
        "consent-refused" => ("Consent was refused", "A family does not agree to its information being shared. Nothing else about its case has changed.", Ahead),
        "consent-withdrawn" => ("Consent was withdrawn", "A family has withdrawn its consent to its information being shared. Nothing more is shared under it.", Ahead),
        "withdrawn" => ("A transfer was withdrawn", "A transfer was withdrawn. The sending team still leads.", Ahead),

        "dispute-opened" => ("A disagreement was opened", "A disagreement between teams was put on record.", Ahead),
        "rung-reached" => ("A disagreement has reached you", "A disagreement between teams has reached your level of management.", Ahead),
        "dispute-moved-up" => ("A disagreement has moved", "A disagreement of your team stands on another level of management now.", Ahead),
        "dispute-exhausted" => ("Is there nothing more to try?", "The other manager holds that nothing more can be tried in a disagreement. It goes up when you say so too.", Ahead),
        "dispute-expedited" => ("An urgent disagreement", "A disagreement between teams can't wait.", Ahead),
        "dispute-settled" => ("A disagreement was settled", "A disagreement between teams was settled. The direction is on record.", Ahead),
        "dispute-lapsed" => ("A disagreement has ended", "What a disagreement was about has ended, and the disagreement with it.", Ahead),
        "immediate-needs" => ("Immediate needs are with your team", "While a disagreement is open, your team meets the immediate needs. That decides nothing else.", Ahead),
        _ => return None,
    })
}
