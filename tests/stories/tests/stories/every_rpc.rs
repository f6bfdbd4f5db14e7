//! No call of the contracts goes untold: each is made by a story. The stories' own text is searched, so
//! that a call which is added to a contract fails here until a story makes it.

use handrail::contract::methods;

macro_rules! told_in {
    ($($topic:literal)*) => {
        &[$(($topic, include_str!(concat!($topic, ".rs")))),*]
    };
}

const STORIES: &[(&str, &str)] = told_in!(
    "case" "accepted" "conference" "forwarded" "unborn" "siblings" "together" "front_door" "meeting"
    "ladder" "unanswered" "older_edition" "forbidden" "cover" "notices" "organisation" "idempotent"
    "journal" "looked_after" "consent" "letters" "agenda"
);
/// What stories look at everything with, and what holds at the end of each.
const KIT: [&str; 2] = [
    include_str!("../../../kit/src/look.rs"),
    include_str!("../../../kit/src/proof.rs"),
];

#[test]
fn every_rpc_is_exercised() {
    let text: String = STORIES.iter().map(|(_, text)| *text).chain(KIT).collect();
    let text: String = text.split_whitespace().collect();
    let untold: Vec<String> = methods()
        .filter(|method| {
            let desk = desk_of(method.parent_service().name());
            !is_called(&text, desk, &snake(method.name()))
        })
        .map(|method| method.full_name().to_owned())
        .collect();
    assert!(untold.is_empty(), "no story makes these calls: {untold:#?}");
}

#[test]
fn every_topic_is_searched_or_has_a_reason_not_to_be() {
    let apart = [
        "bad_input",
        "hostile",
        "identity",
        "deadlines",
        "every_rpc",
        "processes",
        "protocol",
        "reflection",
        "wire",
        // The same stories in other places, and what they leave in telemetry.
        "watched",
        "deployed",
        "images",
        "outside",
    ];
    let main = include_str!("main.rs");
    let topics = main
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    for topic in topics {
        let searched = STORIES.iter().any(|(name, _)| *name == topic);
        assert!(searched != apart.contains(&topic), "{topic}");
    }
}

/// How a desk reaches the service.
fn desk_of(service: &str) -> &'static str {
    match service {
        "IntakeService" => ".intake(",
        "ConsentService" => ".consent(",
        "TransfersService" => ".transfers(",
        "MeetingService" => ".meetings(",
        "EscalationService" => ".escalation(",
        "NotificationsService" => ".notifications(",
        "LetterService" => ".letters(",
        "FeedService" => ".feed(",
        "ProtocolService" => ".protocol(",
        "ClockService" => ".clock(",
        _ => "unknown",
    }
}

fn is_called(text: &str, desk: &str, method: &str) -> bool {
    let mut places = text.match_indices(desk);
    let call = format!(").{method}(");
    places.any(|(at, _)| {
        let rest = &text[at + desk.len()..];
        let closed = rest.find(')').map(|end| &rest[end..]);
        closed.is_some_and(|rest| rest.starts_with(&call))
    })
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
