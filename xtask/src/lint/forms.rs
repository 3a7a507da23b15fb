//! The texts that each format of the table has.

/// Whether a text is a value of a format, or what it should be.
pub(super) fn check(format: &str, text: &str) -> Result<(), &'static str> {
    let ok = |fits: bool, expected: &'static str| if fits { Ok(()) } else { Err(expected) };
    let words = |words: [&str; 2]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match format {
        "decimal" => match digits(text) {
            None => Err("a decimal number"),
            Some((whole, fraction)) => ok(
                whole + fraction <= 28,
                "a number of at most 28 digits (`big-decimal` holds more)",
            ),
        },
        "big-decimal" => ok(digits(text).is_some(), "a decimal number"),
        "int64" | "timestamp-s" | "timestamp-ms" | "timestamp-us" => {
            ok(text.parse::<i64>().is_ok(), "a whole number of 64 bits")
        }
        "date-time" => ok(is_date_time(text), "such as `2019-03-20T03:46:30Z`"),
        "timestamp" => ok(
            is_date_time(text) || digits(text).is_some(),
            "such as `2019-03-20T03:46:30Z` or `1543218503.000000`",
        ),
        "bool-true-false" => ok(words(["true", "false"]), "`true` or `false`"),
        "bool-yes-no" | "bool-YES-NO" => ok(words(["yes", "no"]), "`yes` or `no`"),
        "bool-on-off" => ok(words(["on", "off"]), "`on` or `off`"),
        _ => Ok(()),
    }
}

/// How many digits a decimal has before and behind the point, with the exponent written out.
fn digits(text: &str) -> Option<(usize, usize)> {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all(whole) || !all(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let shift = usize::from(exponent.unsigned_abs());
    let (whole, fraction) = (whole.trim_start_matches('0').len(), fraction.len());
    Some(if exponent < 0 {
        (whole.saturating_sub(shift), fraction + shift)
    } else {
        (whole + shift, fraction.saturating_sub(shift))
    })
}

/// ISO 8601 with a date and a time, as the runtime reads it.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return false };
    let parts: Vec<&str> = date.split('-').collect();
    let fits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let [year, month, day] = parts.as_slice() else { return false };
    if !fits(year, 4) || !fits(month, 2) || !fits(day, 2) {
        return false;
    }
    let time = time.trim_end_matches(['Z', 'z']);
    let clock = time.split(['+', '-']).next().unwrap_or(time);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    parts.len() == 3
        && parts.iter().all(|part| fits(part, 2))
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_counted_with_their_exponent() {
        assert_eq!(digits("-0012.50"), Some((2, 2)));
        assert_eq!(digits("1e-20"), Some((0, 20)));
        assert_eq!(digits("1.5E3"), Some((4, 0)));
        for text in ["", ".", "-", "1,5", "e5", "1e", "0x1", "NaN", "1e99999"] {
            assert_eq!(digits(text), None, "{text}");
        }
    }

    #[test]
    fn date_times_have_a_date_and_a_time() {
        for text in ["2019-03-20T03:46:30Z", "2019-03-20 03:46:30.5", "2019-03-20T03:46:30+01:00"] {
            assert!(is_date_time(text), "{text}");
        }
        for text in
            ["2019-03-20", "T", "20-03-2019T03:46:30Z", "2019-03-20T03:46", "2019-03-20T03:46:30."]
        {
            assert!(!is_date_time(text), "{text}");
        }
    }
}
