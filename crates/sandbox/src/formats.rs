//! Whether a string is what its `format` says. Formats of which the exchanges' own rules are not
//! known (`date-time`, `timestamp`, `password`) take anything.

/// Whether `text` may stand where the spec says `format`.
pub(crate) fn fits(format: &str, text: &str) -> bool {
    match format {
        "decimal" => is_decimal(unsigned(text)),
        "big-decimal" => {
            let text = unsigned(text);
            match text.split_once(['e', 'E']) {
                Some((mantissa, exponent)) => {
                    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
                    is_decimal(mantissa) && is_digits(exponent)
                }
                None => is_decimal(text),
            }
        }
        "int64" => text.parse::<i64>().is_ok(),
        "timestamp-s" | "timestamp-ms" | "timestamp-us" => is_digits(text),
        "bool-true-false" => is_one_of(text, ["true", "false"]),
        "bool-yes-no" | "bool-YES-NO" => is_one_of(text, ["yes", "no"]),
        "bool-on-off" => is_one_of(text, ["on", "off"]),
        _ => true,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix('-').unwrap_or(text)
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((integer, fraction)) => is_digits(integer) && is_digits(fraction),
        None => is_digits(text),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_one_of(text: &str, words: [&str; 2]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_decimal_is_plain_and_a_big_decimal_may_have_an_exponent() {
        for text in ["0", "1.10", "-3", "99999999999999999999999999999999.1"] {
            assert!(fits("decimal", text) && fits("big-decimal", text), "{text}");
        }
        for text in ["", ".", "1.", ".5", "1e3", "abc", "+1", "1 ", "--1", "NaN"] {
            assert!(!fits("decimal", text), "{text}");
        }
        assert!(fits("big-decimal", "4E-8"));
        assert!(!fits("big-decimal", "4E"));
    }

    #[test]
    fn integers_times_and_booleans_in_strings_are_checked() {
        assert!(fits("int64", "-5") && !fits("int64", "5.0"));
        assert!(fits("timestamp-ms", "1695806875837") && !fits("timestamp-ms", "now"));
        assert!(fits("bool-yes-no", "yes") && fits("bool-YES-NO", "NO"));
        assert!(!fits("bool-yes-no", "true") && fits("bool-true-false", "true"));
        assert!(fits("date-time", "whatever"));
    }
}
