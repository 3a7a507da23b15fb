//! One JSON scalar as it stands in the answer, before anybody has interpreted it.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

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
        let raw = <&'de RawValue>::deserialize(from)?;
        Self::of_raw(raw.get()).map_err(D::Error::custom)
    }

    /// Reads a scalar and makes a value of it.
    ///
    /// # Errors
    /// When the scalar does not hold such a value.
    pub fn decode<D: Deserializer<'de>, T: FromScalar>(from: D) -> Result<T, D::Error> {
        let scalar = Self::read(from)?;
        T::from_scalar(&scalar).map_err(|why| scalar.refuse::<T, _>(&why))
    }

    /// Reads a scalar and makes a value of it, where it is not blank.
    ///
    /// # Errors
    /// When the scalar is neither blank nor holds such a value.
    pub fn decode_present<D: Deserializer<'de>, T: FromScalar>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        match Self::read(from)? {
            Scalar::Text(text) if text.is_empty() => Ok(None),
            scalar => T::from_scalar(&scalar).map(Some).map_err(|why| scalar.refuse::<T, _>(&why)),
        }
    }

    fn refuse<T: FromScalar, E: Error>(&self, why: &str) -> E {
        let (expected, found) = (T::EXPECTED, self.describe());
        if why.is_empty() {
            E::custom(format_args!("expected {expected}, found {found}"))
        } else {
            E::custom(format_args!("expected {expected}, found {found}: {why}"))
        }
    }

    fn of_raw(raw: &'de str) -> Result<Self, String> {
        match raw.as_bytes().first() {
            Some(b'"') => match raw.get(1..raw.len() - 1) {
                Some(inner) if !inner.contains('\\') => Ok(Scalar::Text(Cow::Borrowed(inner))),
                _ => serde_json::from_str::<String>(raw)
                    .map(|text| Scalar::Text(Cow::Owned(text)))
                    .map_err(|error| error.to_string()),
            },
            Some(b'-' | b'0'..=b'9') => Ok(Scalar::Number(Cow::Borrowed(raw))),
            Some(b't') => Ok(Scalar::Bool(true)),
            Some(b'f') => Ok(Scalar::Bool(false)),
            Some(b'n') => Ok(Scalar::Null),
            _ => Err("expected a single value, found an object or array".to_owned()),
        }
    }

    /// The text or digits, where the scalar is one of these.
    #[must_use]
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
