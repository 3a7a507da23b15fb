//! One JSON scalar as it stands in the answer, before anybody has interpreted it.

use std::{borrow::Cow, fmt};

use rust_decimal::Decimal;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};
use serde_json::value::RawValue;

use super::{decimal::Short, json::Reader};

/// A JSON scalar with its characters untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar<'de> {
    /// A string, its escapes resolved.
    Text(Cow<'de, str>),
    /// A number, with the digits as sent.
    Number(Cow<'de, str>),
    /// A boolean.
    Bool(bool),
    /// `null`.
    Null,
}

impl<'de> Scalar<'de> {
    /// Reads a scalar and refuses an object or array.
    ///
    /// # Errors
    /// When the value is an object or array.
    pub fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(SCALAR, Then(Ok, |_| None, "a single value"))
    }

    /// Reads a scalar and makes a value of it.
    ///
    /// # Errors
    /// When the scalar does not hold such a value.
    pub fn decode<D: Deserializer<'de>, T: FromScalar>(from: D) -> Result<T, D::Error> {
        let short = |short| T::FROM_SHORT.map(|make| make(short));
        from.deserialize_newtype_struct(
            wanted::<T>(),
            Then(|scalar: Self| scalar.make(), short, T::EXPECTED),
        )
    }

    /// Reads a scalar and makes a value of it, where it is not blank.
    ///
    /// # Errors
    /// When the scalar is neither blank nor holds such a value.
    pub fn decode_present<D: Deserializer<'de>, T: FromScalar>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        let present = |scalar: Self| match scalar {
            Scalar::Text(text) if text.is_empty() => Ok(None),
            scalar => scalar.make().map(Some),
        };
        let short = |short| T::FROM_SHORT.map(|make| Some(make(short)));
        from.deserialize_newtype_struct(wanted::<T>(), Then(present, short, T::EXPECTED))
    }

    #[inline]
    fn make<T: FromScalar>(&self) -> Result<T, String> {
        T::from_scalar(self).map_err(|why| {
            let (expected, found) = (T::EXPECTED, self.describe());
            let colon = if why.is_empty() { "" } else { ": " };
            format!("expected {expected}, found {found}{colon}{why}")
        })
    }

    /// The text or digits, where the scalar is one of these.
    #[must_use]
    #[inline]
    pub fn digits(&self) -> Option<&str> {
        match self {
            Scalar::Text(text) | Scalar::Number(text) => Some(text),
            Scalar::Bool(_) | Scalar::Null => None,
        }
    }

    /// How an error message names the scalar: its kind, and what it holds where that is short.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Scalar::Text(text) if text.len() <= 40 => format!("the string {text:?}"),
            Scalar::Text(text) => format!("a string of {} bytes", text.len()),
            Scalar::Number(text) if text.len() <= 60 => format!("the number {text}"),
            Scalar::Number(text) => format!("a number of {} characters", text.len()),
            Scalar::Bool(value) => format!("the boolean {value}"),
            Scalar::Null => "null".to_owned(),
        }
    }
}

/// By this name our own reader knows that a scalar is wanted as it stands.
pub(super) const SCALAR: &str = "venue_core::Scalar";

/// By this name our own reader knows that it may as well hand over a short decimal.
pub(super) const DECIMAL: &str = "venue_core::Decimal";

/// What is asked of our own reader.
const fn wanted<T: FromScalar>() -> &'static str {
    if T::FROM_SHORT.is_some() { DECIMAL } else { SCALAR }
}

/// Takes a scalar from our own reader, or from serde_json by way of its raw text, and makes
/// something of it; or takes a short decimal, where one was asked for. The word says what was
/// expected.
struct Then<F, T>(F, fn(Decimal) -> Option<T>, &'static str);

impl<'de, T, F: FnOnce(Scalar<'de>) -> Result<T, String>> Visitor<'de> for Then<F, T> {
    type Value = T;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.2)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        (self.0)(Scalar::Text(Cow::Borrowed(text))).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        (self.0)(Scalar::Text(Cow::Owned(text))).map_err(E::custom)
    }

    fn visit_some<D: Deserializer<'de>>(self, digits: D) -> Result<T, D::Error> {
        let digits = <&'de str>::deserialize(digits)?;
        (self.0)(Scalar::Number(Cow::Borrowed(digits))).map_err(D::Error::custom)
    }

    /// Our own reader has read a short decimal already.
    #[inline]
    fn visit_u128<E: Error>(self, short: u128) -> Result<T, E> {
        let made = Short::unpack(short).and_then(|short| (self.1)(short.into()));
        made.ok_or_else(|| E::invalid_type(Unexpected::Other("a large number"), &self))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        (self.0)(Scalar::Bool(value)).map_err(E::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        (self.0)(Scalar::Null).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        let raw = <&'de RawValue>::deserialize(from)?;
        let scalar = Scalar::read(&mut Reader::new(raw.get())).map_err(D::Error::custom)?;
        (self.0)(scalar).map_err(D::Error::custom)
    }
}

/// A value that one JSON scalar holds.
pub trait FromScalar: Sized {
    /// What an error message says was expected, with its article.
    const EXPECTED: &'static str;

    /// Makes the value of a short decimal, which the reader of JSON then reads on its own.
    #[doc(hidden)]
    const FROM_SHORT: Option<fn(Decimal) -> Self> = None;

    /// Makes the value.
    ///
    /// # Errors
    /// Why the scalar does not hold such a value, or an empty text where its kind says it all.
    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String>;
}
