//! Quantities and prices as the exchange signs them: 18 decimals, never rounded.

use venue_core::BigDecimal;

/// Decimals behind the point.
const DECIMALS: i64 = 18;
/// Digits before the point.
const WHOLE: usize = 38;

/// Returns the text that is signed and sent, with exactly 18 decimals.
///
/// # Errors
/// When the value is not greater than zero, or would have to be rounded.
pub(crate) fn fixed_point(value: &BigDecimal) -> Result<String, &'static str> {
    // Before anything is computed: a huge exponent would fill the memory.
    if value.fractional_digit_count().unsigned_abs() > 400 {
        return Err("has more digits than the exchange takes");
    }
    let zero = BigDecimal::from(0);
    if *value <= zero {
        return Err("must be greater than zero");
    }
    let fixed = value.with_scale(DECIMALS);
    if fixed != *value {
        return Err("has more than 18 decimals; round it as you mean it");
    }
    let text = fixed.to_plain_string();
    if text.find('.').is_none_or(|digits| digits > WHOLE) {
        return Err("has more than 38 digits before the point");
    }
    Ok(text)
}
