//! What the TOML reader says, in the words of somebody who writes a data file.

/// The reader names what it expects as Rust does, and a date that it can't read without saying so.
pub(super) fn plain(message: &str) -> String {
    if is_of_dates(message) {
        return format!("no such day; {DAY} is wanted here");
    }
    if message == "wanted string or table" {
        return "a name between quotes is wanted here".to_owned();
    }
    let said = message.split_once(", expected ");
    let said = said.and_then(|(found, expected)| {
        let (_, found) = found.strip_prefix("invalid ")?.split_once(": ")?;
        Some((given(found), wanted(expected)?))
    });
    match said {
        Some((Some(given), wanted)) => format!("{wanted} is wanted here, not {given}"),
        Some((None, wanted)) => format!("{wanted} is wanted here"),
        None => message.to_owned(),
    }
}

/// What stands there, where that can be said: a table and a bare date are a "map" alike.
fn given(found: &str) -> Option<String> {
    if found == "map" {
        return None;
    }
    let named = found.replace('`', "");
    let plainly = [
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
        ("sequence", "a list"),
    ];
    let mut plainly = plainly.into_iter().filter_map(|(kind, words)| {
        let value = named.strip_prefix(kind)?;
        Some(format!("{words}{value}"))
    });
    plainly.next().or(Some(named.clone()))
}

const DAY: &str = "a day between quotes, like \"2026-01-31\",";

/// What chrono says of a text that is no date.
fn is_of_dates(message: &str) -> bool {
    [
        "input is out of range",
        "input contains invalid characters",
        "premature end of input",
        "trailing input",
        "no possible date and time matching input",
        "input is not enough for unique date and time",
    ]
    .contains(&message)
}

fn wanted(expected: &str) -> Option<&'static str> {
    let wanted = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more,",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "a boolean" => "true or false, without quotes,",
        "a string" | "string" => "a text between quotes",
        "a sequence" => "a list, between [ and ] or of [[tables]],",
        "a map" => "a table, as between { and },",
        "a formatted date string" => DAY,
        "struct SpanAsWritten" | "struct Span" => {
            "a span, like { amount = 2, unit = \"working-days\" },"
        }
        "struct LimitAsWritten" | "struct DutyLimitAsWritten" => {
            "a limit, like { span = { amount = 2, unit = \"working-days\" }, direction = \"after\" },"
        }
        other if other.starts_with("struct ") => "a table, as between { and },",
        other if other.starts_with("enum ") => "one of a list of names, between quotes,",
        _ => return None,
    };
    Some(wanted)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_rust_expects_is_said_in_plain_words() {
        for (said, plainly) in [
            (
                "invalid type: string \"two\", expected u32",
                "a whole number, 0 or more, is wanted here, not the text \"two\"",
            ),
            (
                "invalid type: integer `2`, expected struct SpanAsWritten",
                "a span, like { amount = 2, unit = \"working-days\" }, is wanted here, not the number 2",
            ),
            (
                "invalid type: map, expected a formatted date string",
                "a day between quotes, like \"2026-01-31\", is wanted here",
            ),
            (
                "invalid type: floating point `2.5`, expected u32",
                "a whole number, 0 or more, is wanted here, not the number 2.5",
            ),
            (
                "invalid type: map, expected a sequence",
                "a list, between [ and ] or of [[tables]], is wanted here",
            ),
            (
                "wanted string or table",
                "a name between quotes is wanted here",
            ),
            (
                "input is out of range",
                "no such day; a day between quotes, like \"2026-01-31\", is wanted here",
            ),
            (
                "invalid type: string \"x\", expected struct Promise",
                "a table, as between { and }, is wanted here, not the text \"x\"",
            ),
        ] {
            assert_eq!(plain(said), plainly);
        }
    }

    #[test]
    fn what_is_plain_already_stays() {
        for said in [
            "missing field `days`",
            "unknown variant `x`, expected one of `a`, `b`",
            "a same-day span has no amount, but 2 was given",
        ] {
            assert_eq!(plain(said), said);
        }
    }
}
