//! Decimals: the digits arrive as sent, or reading fails.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "numbers of digits, of a text whose length is bounded"
)]

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::{Failure, FromScalar, Reader, Scalar, Shape, Wire, Writer};

/// The most characters that a decimal may have on the wire.
pub const MAX_DIGITS: usize = 1_000;

/// The largest exponent, in either direction, that a decimal may have on the wire.
/// It keeps `1e999999999` from filling the memory when the number is written out.
pub const MAX_EXPONENT: i64 = 400;

pub(super) const EXPONENTS: RangeInclusive<i64> = -MAX_EXPONENT..=MAX_EXPONENT;

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
    match Short::leading(text.as_bytes()) {
        Some((short, [])) => Ok(short.into()),
        _ => any(text),
    }
}

/// Reads a decimal of any length and form.
#[cold]
fn any(text: &str) -> Result<Decimal, String> {
    let refuse = |why: &str| Err(why.to_owned());
    if text.len() > MAX_DIGITS {
        return refuse("more digits than are accepted");
    }
    match form(text) {
        Form::Other => return refuse("not a decimal number"),
        Form::Plain => Decimal::from_str_exact(text),
        Form::Exponent => Decimal::from_str_exact(&without_exponent(text)?),
    }
    .or_else(|_| refuse("more digits than a Decimal holds without rounding"))
}

/// The same number in plain form: the point is moved, and no digit is lost or added but zeros.
fn without_exponent(text: &str) -> Result<String, &'static str> {
    const OTHER: &str = "not a decimal number";
    if text.len() > MAX_DIGITS {
        return Err("more digits than are accepted");
    }
    let (number, exponent) = text.split_once(['e', 'E']).ok_or(OTHER)?;
    let exponent: i128 = exponent.parse().map_err(|_| OTHER)?;
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut digits = [whole, fraction].concat();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(OTHER);
    }
    let places = i128::try_from(fraction.len()).ok().and_then(|len| len.checked_sub(exponent));
    let places = places.and_then(|places| i64::try_from(places).ok()).ok_or(OTHER)?;
    if !EXPONENTS.contains(&places) {
        return Err("the exponent is too large");
    }
    let shift = usize::try_from(places.unsigned_abs()).map_err(|_| OTHER)?;
    if places <= 0 {
        return Ok(format!("{sign}{digits}{}", "0".repeat(shift)));
    }
    let missing = (shift + 1).saturating_sub(digits.len());
    digits.insert_str(0, &"0".repeat(missing));
    digits.insert(digits.len() - shift, '.');
    Ok(format!("{sign}{digits}"))
}

/// What nearly every price and quantity is: up to 18 digits, perhaps with a point among them.
#[derive(Clone, Copy)]
pub(super) struct Short {
    value: u64,
    scale: u32,
    negative: bool,
}

impl Short {
    /// Reads one at the beginning of a text; what follows it, of which the caller says whether it
    /// belongs to the number, as an exponent would.
    #[inline]
    pub(super) fn leading(text: &[u8]) -> Option<(Self, &[u8])> {
        let (digits, negative) = match text {
            [b'-', digits @ ..] => (digits, true),
            digits => (digits, false),
        };
        // No digit before or after the point, and a zero with a sign, are left to the careful reader.
        let mut value = 0;
        let mut rest = count(digits, &mut value);
        let mut length = digits.len() - rest.len();
        let mut scale = 0;
        if length == 0 {
            return None;
        }
        if let [b'.', fraction @ ..] = rest {
            rest = count(fraction, &mut value);
            scale = fraction.len() - rest.len();
            if scale == 0 {
                return None;
            }
            length += scale;
        }
        if length > 18 || (negative && value == 0) {
            return None;
        }
        Some((Self { value, scale: scale as u32, negative }, rest))
    }

    /// A decimal, where it is short and not negative: which asks for no arithmetic of 128 bits.
    fn of(decimal: &Decimal) -> Option<Self> {
        let value = u64::try_from(decimal.mantissa()).ok()?;
        let scale = decimal.scale();
        (scale < 20 && decimal.is_sign_positive()).then_some(Self { value, scale, negative: false })
    }

    /// The digits, and zeros where the point asks for them.
    fn text(self, room: &mut [u8; 24]) -> Option<&str> {
        let (mut value, mut places) = (self.value, 0);
        let mut free = room.len();
        while value > 0 || places <= self.scale {
            if places == self.scale && places > 0 {
                free -= 1;
                *room.get_mut(free)? = b'.';
            }
            free = free.checked_sub(1)?;
            *room.get_mut(free)? = b'0' + (value % 10) as u8;
            value /= 10;
            places += 1;
        }
        std::str::from_utf8(room.get(free..)?).ok()
    }
}

impl From<Short> for Decimal {
    #[inline]
    fn from(Short { value, scale, negative }: Short) -> Self {
        Self::from_parts(value as u32, (value >> 32) as u32, 0, negative, scale)
    }
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

#[derive(PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Exponent,
    Other,
}

/// Recognises `-12.5`, `12.5`, `.5`, `1e-7`; leaves out what the libraries accept beside it (`1_000`, `+1`).
pub(super) fn form(text: &str) -> Form {
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

impl FromScalar for Decimal {
    const EXPECTED: &'static str = "a decimal";

    #[inline]
    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().ok_or_else(String::new).and_then(parse_decimal)
    }
}

impl Wire for Decimal {
    #[inline]
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        from.short().map_or_else(|| Scalar::decode(from), |short| Ok(short.into()))
    }

    #[inline]
    fn read_present(from: &mut Reader<'_>) -> Result<Option<Self>, Failure> {
        from.short().map_or_else(|| Scalar::decode_present(from), |short| Ok(Some(short.into())))
    }

    fn write(&self, to: &mut Writer) {
        let mut room = [0; 24];
        match Short::of(self).and_then(|short| short.text(&mut room)) {
            Some(text) => to.decimal(text),
            None => to.decimal(AsRef::<str>::as_ref(&self.array_string())),
        }
    }

    fn blank() -> Self {
        Self::ZERO
    }

    fn shape() -> Shape {
        Shape::Decimal
    }
}
