//! Decimals beyond 28 digits: the digits arrive as sent, or reading fails.

use std::str::FromStr;

use bigdecimal::{BigDecimal, Zero};

use super::{
    FromScalar, Scalar, Shape, Wire, Writer,
    decimal::{EXPONENTS, Form, MAX_DIGITS, MAX_EXPONENT, form},
};
use crate::scalar_readers;

/// Reads a decimal of any range exactly, in plain or exponent form.
///
/// # Errors
/// When the text is not a decimal number, is longer than [`MAX_DIGITS`], or its exponent is beyond [`MAX_EXPONENT`].
///
/// ```
/// use venue_core::wire::{parse_big_decimal, plain};
/// assert_eq!(plain(&parse_big_decimal("1e-20").unwrap()), "0.00000000000000000001");
/// ```
pub fn parse_big_decimal(text: &str) -> Result<BigDecimal, String> {
    let refuse = |why: &str| Err(why.to_owned());
    if form(text) == Form::Other {
        return refuse("not a decimal number");
    }
    if text.len() > MAX_DIGITS {
        return refuse("more digits than are accepted");
    }
    match BigDecimal::from_str(text) {
        Ok(value) if !EXPONENTS.contains(&value.fractional_digit_count()) => {
            refuse("the exponent is too large")
        }
        // What is read can be read again after it has been written.
        Ok(value) if text.contains(['e', 'E']) && plain(&value).len() > MAX_DIGITS => {
            refuse("more digits than are accepted")
        }
        Ok(value) => Ok(value),
        Err(_) => refuse("not a decimal number"),
    }
}

/// The digits of a decimal without exponent: `0.000000001`, never `1E-9`.
#[must_use]
pub fn plain(value: &BigDecimal) -> String {
    // A negative scale is written out; parsing has bounded it.
    if value.is_zero() && value.fractional_digit_count() <= 0 {
        return "0".to_owned();
    }
    value.to_plain_string()
}

impl FromScalar for BigDecimal {
    const EXPECTED: &'static str = "a decimal";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().ok_or_else(String::new).and_then(parse_big_decimal)
    }
}

impl Wire for BigDecimal {
    scalar_readers!();

    fn write(&self, to: &mut Writer) {
        // Writing a huge exponent out would fill the memory.
        if self.fractional_digit_count().unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
            return to.fail("the exponent of a decimal is too large");
        }
        to.decimal(plain(self));
    }

    fn blank() -> Self {
        Self::zero()
    }

    fn shape() -> Shape {
        Shape::Decimal
    }
}
