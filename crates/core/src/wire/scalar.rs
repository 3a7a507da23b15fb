//! One JSON scalar as it stands in the response, before anybody has interpreted it.

use std::borrow::Cow;

use super::json::{Failure, Reader};

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
    /// Reads a scalar and makes a value of it.
    ///
    /// # Errors
    /// When the scalar does not hold such a value.
    #[inline]
    pub fn decode<T: FromScalar>(from: &mut Reader<'_>) -> Result<T, Failure> {
        from.scalar(T::EXPECTED)?.make()
    }

    /// Reads a scalar and makes a value of it, where it is not blank.
    ///
    /// # Errors
    /// When the scalar is neither blank nor holds such a value.
    #[inline]
    pub fn decode_present<T: FromScalar>(from: &mut Reader<'_>) -> Result<Option<T>, Failure> {
        match from.scalar(T::EXPECTED)? {
            Scalar::Text(text) if text.is_empty() => Ok(None),
            scalar => scalar.make().map(Some),
        }
    }

    #[inline]
    fn make<T: FromScalar>(&self) -> Result<T, Failure> {
        T::from_scalar(self).map_err(|why| self.refused(T::EXPECTED, &why))
    }

    #[cold]
    fn refused(&self, expected: &str, why: &str) -> Failure {
        let colon = if why.is_empty() { "" } else { ": " };
        let found = match self {
            Scalar::Text(_) => "text",
            Scalar::Number(_) => "a number",
            Scalar::Bool(_) => "a boolean",
            Scalar::Null => "null",
        };
        Failure::quoting(
            format!("expected {expected}, found {found}"),
            format!("expected {expected}, found {}{colon}{why}", self.describe()),
        )
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
