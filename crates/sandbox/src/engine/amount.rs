//! Exact decimals: read from text, and written without exponent.

use bigdecimal::{BigDecimal, RoundingMode};

/// How many digits a decimal may have, and how far its point may be moved: more than any exchange
/// knows, and little enough to be written out.
const LIMIT: i64 = 120;

/// Reads a decimal; an absurdly long one is none.
pub(crate) fn read(text: &str) -> Option<BigDecimal> {
    if text.len() > 256 {
        return None;
    }
    let value: BigDecimal = text.parse().ok()?;
    let scale = value.fractional_digit_count();
    (-LIMIT..=LIMIT).contains(&scale).then_some(value)
}

/// A whole number of units of the last of `scale` decimals: `fixed(15, 1)` is 1.5.
pub(crate) fn fixed(units: i64, scale: i64) -> BigDecimal {
    BigDecimal::new(units.into(), scale)
}

/// With at least `decimals` digits after the point, and all that it has.
pub(crate) fn padded(value: &BigDecimal, decimals: i64) -> String {
    let exact = value.normalized();
    let scale = exact.fractional_digit_count().max(decimals);
    exact.with_scale(scale).to_plain_string()
}

/// With as few digits as say it.
pub(crate) fn plain(value: &BigDecimal) -> String {
    padded(value, 0)
}

/// Cut off after `decimals` digits.
pub(crate) fn cut(value: &BigDecimal, decimals: i64) -> BigDecimal {
    value.with_scale_round(decimals, RoundingMode::Down)
}

#[cfg(test)]
mod tests {
    use super::{cut, padded, plain, read};

    #[test]
    fn every_digit_is_kept_and_no_exponent_is_written() {
        let digits = "12345678901234567890123456789012345678.123456789012345678";
        for (text, shortest, filled) in [
            (digits, digits, digits),
            ("4E-8", "0.00000004", "0.000000040000000000"),
            ("9", "9", "9.000000000000000000"),
            ("100", "100", "100.000000000000000000"),
            ("0", "0", "0.000000000000000000"),
            ("-0.0000000000000000001", "-0.0000000000000000001", "-0.0000000000000000001"),
        ] {
            let value = read(text).unwrap_or_default();
            assert_eq!(plain(&value), shortest);
            assert_eq!(padded(&value, 18), filled);
        }
        let cut_off = read("1.29").map(|value| plain(&cut(&value, 1)));
        assert_eq!(cut_off.as_deref(), Some("1.2"));
    }

    #[test]
    fn a_decimal_that_could_not_be_written_out_is_none() {
        for text in ["1e999999999", "1e-999999999", "x", "", &"9".repeat(300)] {
            assert_eq!(read(text), None);
        }
    }
}
