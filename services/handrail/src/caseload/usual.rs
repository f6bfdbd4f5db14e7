//! What a step means where it says nothing: who does it, and with which values.

use super::By;
use handrail_domain::Role;

/// Who does a command unless the step says otherwise.
pub(super) fn by(command: &str) -> By {
    let (role, team) = match command {
        "contact register" => (Role::Practitioner, "{front-door}"),
        "contact agree" => (Role::TeamManager, "{proposed}"),
        "contact dispute" => (Role::TeamManager, "{first}"),
        "contact accept" | "contact propose" => (Role::TeamManager, "{holder}"),
        "transfer forward"
        | "transfer review"
        | "transfer query"
        | "transfer plan-visit"
        | "transfer visit"
        | "transfer name-worker"
        | "transfer acknowledge"
        | "transfer decide"
        | "transfer allocate"
        | "transfer start"
        | "consent take-over"
        | "meeting schedule"
        | "meeting put-on"
        | "meeting take-off"
        | "meeting move"
        | "meeting held" => (Role::TeamManager, "{receiver}"),
        _ => (Role::TeamManager, "{sender}"),
    };
    By {
        role,
        team: team.to_owned(),
    }
}

/// The values of the flags that a step leaves out.
pub(super) fn values(command: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    VALUES
        .iter()
        .filter(move |(of, ..)| *of == command)
        .map(|(_, flag, value)| (*flag, *value))
}

const VALUES: &[(&str, &str, &str)] = &[
    ("contact register", "child", "{new-children}"),
    ("contact register", "need", "{needs}"),
    ("contact register", "district", "{district}"),
    ("contact register", "referrer", "school:Sample School"),
    (
        "contact register",
        "account",
        "Invented for case {case}: {about}",
    ),
    (
        "contact propose",
        "reason",
        "Our criteria are not met (invented).",
    ),
    (
        "contact dispute",
        "position",
        "The contact does not belong with us (invented).",
    ),
    (
        "transfer open",
        "pathway",
        "assessment-to-family-safeguarding",
    ),
    ("transfer open", "edition", "{edition}"),
    ("transfer open", "from-team", "{sender}"),
    ("transfer open", "child", "{children}"),
    ("transfer open", "proposed-plan", "{plan}"),
    ("who-leads", "edition", "{edition}"),
    ("who-leads", "child", "{children}:concern"),
    ("admit", "team", "{sender}"),
    ("admit", "birth", "{new-births}"),
    ("consent form", "edition", "{edition}"),
    ("consent draft", "edition", "{edition}"),
    ("consent draft", "team", "{sender}"),
    ("consent draft", "household", "{household}"),
    ("consent draft", "child", "{form-children}"),
    (
        "consent draft",
        "adult",
        "name=Sample Parent,born-on=1985-05-04",
    ),
    ("consent draft", "childrens-address", "1 Sample Street"),
    ("consent draft", "leaflet-given", "true"),
    ("consent sign", "declaration-version", "2018-1"),
    ("consent withdraw", "form", "written"),
    ("consent take-over", "team", "{receiver}"),
    ("consent may-share", "direction", "give"),
    ("consent may-share", "purpose", "support"),
    ("consent share", "direction", "give"),
    ("consent share", "purpose", "support"),
    ("consent share-without", "edition", "{edition}"),
    ("consent share-without", "team", "{sender}"),
    ("consent share-without", "household", "{household}"),
    ("consent share-without", "child", "{children}"),
    ("consent share-without", "direction", "give"),
    (
        "consent share-without",
        "reason",
        "A child may be at risk (invented).",
    ),
    ("transfer early-warning", "to-team", "{receiver}"),
    ("transfer early-warning", "proposed-plan", "{plan}"),
    ("transfer early-warning", "information-gathered", "true"),
    ("transfer early-warning", "summary", "{about} (invented)"),
    ("transfer query", "topic", "information-gathering"),
    (
        "transfer query",
        "question",
        "What do we not know yet? (invented)",
    ),
    ("transfer answer", "query", "{query}"),
    (
        "transfer answer",
        "answer",
        "This is what we know. (invented)",
    ),
    ("transfer name-worker", "worker", "{worker}"),
    ("transfer set-meeting", "kind", "{meeting}"),
    ("meeting schedule", "district", "{district}"),
    ("checklist record", "filled-in-by", "{sender}-manager"),
    ("transfer decide", "decision", "{children}=moves"),
    ("transfer allocate", "worker", "{worker}"),
    ("transfer start", "started-on", "{today}"),
    ("transfer change", "proposed-plan", "{plan}"),
    (
        "transfer change",
        "what",
        "The plan has changed (invented).",
    ),
    ("transfer discuss", "channel", "video"),
    ("transfer discuss", "topic", "handover"),
    (
        "transfer strategy-discussion",
        "chaired-by-team",
        "{sender}",
    ),
    ("transfer joint-working", "team", "{sender}"),
    (
        "transfer joint-working",
        "what",
        "Visits that both teams make (invented)",
    ),
    (
        "transfer joint-working-done",
        "joint-working",
        "{joint-working}",
    ),
    ("transfer disagree", "ground", "threshold"),
    (
        "transfer disagree",
        "position",
        "The threshold is met (invented).",
    ),
    (
        "transfer withdraw",
        "reason",
        "The family's needs are met (invented).",
    ),
    ("dispute position", "team", "{receiver}"),
    (
        "dispute position",
        "text",
        "The threshold is not met (invented).",
    ),
    ("dispute immediate-needs", "team", "{sender}"),
    ("dispute exhausted", "channel", "video"),
    ("dispute exhausted", "escalating-team", "{sender}"),
    ("dispute discussion", "channel", "video"),
    ("dispute expedite", "reason", "It can't wait (invented)."),
    (
        "dispute settle",
        "reason",
        "Both positions were weighed (invented).",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Call, flag_of};

    #[test]
    fn every_usual_value_is_of_a_flag_that_exists() {
        for (command, flag, _) in VALUES {
            let call = Call::of(command).unwrap_or_else(|| panic!("no command {command}"));
            assert!(
                call.fields().iter().any(|field| flag_of(field) == *flag),
                "{command} --{flag}"
            );
        }
    }
}
