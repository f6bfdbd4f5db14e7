//! How long a call may take.

use std::time::Duration;

use http::HeaderMap;

use crate::server::REQUEST_TIMEOUT;

/// Taken off the limit, so that the edge answers DEADLINE_EXCEEDED before tonic's own timer, which
/// runs for the same time, answers CANCELLED.
const MARGIN: Duration = Duration::from_millis(2);

/// The caller's `grpc-timeout` or the server's own limit, whichever is shorter.
pub(super) fn of(headers: &HeaderMap) -> Duration {
    headers
        .get("grpc-timeout")
        .and_then(|value| value.to_str().ok())
        .and_then(parse)
        .map_or(REQUEST_TIMEOUT, |asked| asked.min(REQUEST_TIMEOUT))
        .saturating_sub(MARGIN)
}

/// At most eight digits and a unit, as the gRPC protocol has it.
fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 60 * 60)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_can_ask_for_less_time_and_never_for_more() {
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", value.parse().unwrap());
            of(&headers)
        };
        assert_eq!(with("250m"), Duration::from_millis(248));
        assert_eq!(with("1S"), Duration::from_millis(998));
        let most = REQUEST_TIMEOUT - MARGIN;
        for value in ["1H", "99999999H", "123456789S", "S", "1x", "-1S"] {
            assert_eq!(with(value), most, "{value}");
        }
        assert_eq!(of(&HeaderMap::new()), most);
    }
}
