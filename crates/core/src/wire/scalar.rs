//! One JSON scalar as it stands in the answer, before anybody has interpreted it.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};
use serde_json::value::RawValue;

use super::json::Reader;

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
        from.deserialize_newtype_struct(SCALAR, Then(Ok, "a single value"))
    }

    /// Reads a scalar and makes a value of it.
    ///
    /// # Errors
    /// When the scalar does not hold such a value.
    pub fn decode<D: Deserializer<'de>, T: FromScalar>(from: D) -> Result<T, D::Error> {
        from.deserialize_newtype_struct(SCALAR, Then(|scalar: Self| scalar.make(), T::EXPECTED))
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
        from.deserialize_newtype_struct(SCALAR, Then(present, T::EXPECTED))
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

/// Takes a scalar from our own reader, or from serde_json by way of its raw text, and makes
/// something of it. The word says what was expected.
struct Then<F>(F, &'static str);

impl<'de, T, F: FnOnce(Scalar<'de>) -> Result<T, String>> Visitor<'de> for Then<F> {
    type Value = T;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.1)
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

    /// Makes the value.
    ///
    /// # Errors
    /// Why the scalar does not hold such a value, or an empty text where its kind says it all.
    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String>;
}
