//! Decimals: the digits arrive as sent, or reading fails.

use std::{ops::RangeInclusive, str::FromStr};

use bigdecimal::{BigDecimal, Zero};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer, ser::Error};
use serde_json::value::RawValue;

use super::{FromScalar, Numeric, Scalar, Wire};
use crate::scalar_readers;

/// The most characters that a decimal may have on the wire.
pub const MAX_DIGITS: usize = 1_000;

/// The largest exponent, in either direction, that a decimal may have on the wire.
/// It keeps `1e999999999` from filling the memory when the number is written out.
pub const MAX_EXPONENT: i64 = 400;

const EXPONENTS: RangeInclusive<i64> = -MAX_EXPONENT..=MAX_EXPONENT;

/// Reads a decimal exactly: plain or exponent form, up to 28 significant places.
///
/// # Errors
/// When the text is not a decimal number, or [`Decimal`] could hold it only rounded.
///
/// ```
/// use venue_core::wire::parse_decimal;
/// assert_eq!(parse_decimal("0.10").unwrap().to_string(), "0.10");
/// assert!(parse_decimal("0.12345678901234567890123456789").is_err(), "would be rounded");
/// ```
#[inline]
pub fn parse_decimal(text: &str) -> Result<Decimal, String> {
    short(text).map_or_else(|| any(text), Ok)
}

/// Reads a decimal of any length and form.
#[cold]
fn any(text: &str) -> Result<Decimal, String> {
    let refuse = |why: &str| Err(why.to_owned());
    match form(text) {
        Form::Other => return refuse("not a decimal number"),
        Form::Plain => Decimal::from_str_exact(text),
        Form::Exponent => Decimal::from_str_exact(&parse_big_decimal(text)?.to_plain_string()),
    }
    .or_else(|_| refuse("more digits than a Decimal holds without rounding"))
}

/// Reads what nearly every price and quantity is: up to 18 digits, perhaps with a point among them.
#[inline]
fn short(text: &str) -> Option<Decimal> {
    let (digits, negative) = match text.as_bytes() {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    // No digit before or after the point, and a zero with a sign, are left to the careful reader.
    let (mut value, mut scale) = (0_u64, 0);
    let rest = count(digits, &mut value);
    if let [b'.', fraction @ ..] = rest {
        scale = fraction.len();
        if scale == 0 || scale + 1 == digits.len() || !count(fraction, &mut value).is_empty() {
            return None;
        }
    } else if !rest.is_empty() || digits.is_empty() {
        return None;
    }
    if digits.len() > 19 || (negative && value == 0) {
        return None;
    }
    let (low, middle) = (value as u32, (value >> 32) as u32);
    Some(Decimal::from_parts(low, middle, 0, negative, scale as u32))
}

/// Adds the digits at the beginning to the value; what follows them.
#[inline]
fn count<'a>(mut text: &'a [u8], value: &mut u64) -> &'a [u8] {
    while let [byte @ b'0'..=b'9', rest @ ..] = text {
        *value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        text = rest;
    }
    text
}

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
        Ok(value) if EXPONENTS.contains(&value.fractional_digit_count()) => Ok(value),
        Ok(_) => refuse("the exponent is too large"),
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

#[derive(PartialEq, Eq)]
enum Form {
    Plain,
    Exponent,
    Other,
}

/// Recognises `-12.5`, `12.5`, `.5`, `1e-7`; leaves out what the libraries accept beside it (`1_000`, `+1`).
fn form(text: &str) -> Form {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut form = Form::Plain;
    let (mut any, mut point) = (false, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => any = true,
            b'.' if !point => point = true,
            b'e' | b'E' | b'+' | b'-' if any => form = Form::Exponent,
            _ => return Form::Other,
        }
    }
    if any { form } else { Form::Other }
}

/// Writes digits as a JSON number, past serde's own number types, none of which holds them all.
fn write_number<S: Serializer>(digits: String, to: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(digits).map_err(S::Error::custom)?.serialize(to)
}

impl FromScalar for Decimal {
    const EXPECTED: &'static str = "a decimal";

    #[inline]
    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().ok_or_else(String::new).and_then(parse_decimal)
    }
}

impl Wire for Decimal {
    scalar_readers!();

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.encode_text(to)
    }
}

impl Numeric for Decimal {
    fn encode_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        write_number(self.to_string(), to)
    }

    fn encode_text<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.array_string().as_ref())
    }
}

impl FromScalar for BigDecimal {
    const EXPECTED: &'static str = "a decimal";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().ok_or_else(String::new).and_then(parse_big_decimal)
    }
}

impl Wire for BigDecimal {
    scalar_readers!();

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.encode_text(to)
    }
}

impl Numeric for BigDecimal {
    fn encode_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        write_number(bounded(self)?, to)
    }

    fn encode_text<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&bounded(self)?)
    }
}

/// The digits, unless writing them out would fill the memory.
fn bounded<E: Error>(value: &BigDecimal) -> Result<String, E> {
    if value.fractional_digit_count().unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
        return Err(E::custom("the exponent of a decimal is too large"));
    }
    Ok(plain(value))
}
