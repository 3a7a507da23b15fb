//! Reading and writing the values of a response, leniently in form and exactly in substance.
//!
//! Generated structs name these modules in [`record!`](crate::record!). A reader accepts a number
//! where text was documented and the reverse, null and blank where a value may be absent, and
//! every new enum value; it never rounds a decimal and never goes through a float.
//! The writers give back the documented form.
//!
//! # Formats
//!
//! Records, tuples, requests, open enums and times are `Serialize` and `Deserialize` for any serde
//! format. What a format cannot keep is an error, never a loss.
//!
//! | Format | Writes | Reads |
//! |---|---|---|
//! | `serde_json` text | the exchange's documented form; what is absent is left out | every form that the client reads, numbers with all their digits |
//! | `serde_json::Value` | the same; a number whose digits its float does not show is text | the same; a number that was a float before has the digits that the float shows |
//! | CSV, TOML, YAML, other text | all fields in their order, decimals as text, whole numbers and times as integers, `bool` as `bool`, what is absent as the format's nothing | the same; bools and whole numbers also in quotes; decimals also as integers |
//! | postcard, MessagePack, other binary | JSON text in the place of a record, tuple or request, and of the rest as text formats | the same |
//!
//! * A float is refused wherever it arrives: TOML and MessagePack hold no `1.10`, only something
//!   near it. YAML and CSV show its digits to who asks for text, so that they may stand bare there.
//! * A blank in CSV is absent. It has no lists and no maps, hence refuses records that hold some;
//!   it holds tuples where it has no headers. TOML refuses a tuple with an absent column.
//! * A [`serde_json::Value`] in a record is JSON text in other formats.
//! * `#[serde(flatten)]`, `tag` and `untagged` work, with two exceptions that are errors: from JSON
//!   they hand numbers with a fraction on as floats, and in binary formats `untagged` meets JSON
//!   text where it expects a record.
//! * The error of a format may quote the line that it read. Of a [`Secret`](crate::Secret) this
//!   crate's part of the message says nothing.
//!
//! [`Decimal`](crate::Decimal) and `BigDecimal` are not types of this crate, and in a struct of
//! your own they read floats. This module reads and writes them exactly:
//!
//! ```
//! use venue_core::Decimal;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Limits {
//!     #[serde(with = "venue_core::wire")]
//!     size: Decimal,
//! }
//!
//! let limits: Limits = toml::from_str("size = '0.10'").unwrap();
//! assert_eq!(toml::to_string(&limits).unwrap(), "size = \"0.10\"\n");
//! let error = toml::from_str::<Limits>("size = 0.10").err().unwrap();
//! assert!(error.to_string().contains("write it in quotes"), "{error}");
//! ```
//!
//! What this module does not do: it tells `serde_json` by its error type, so behind a wrapper with
//! an error type of its own, such as `erased_serde`, JSON is a text format like the others.

#[cfg(feature = "big-decimal")]
mod big_decimal;
mod boolean;
pub(crate) mod carried;
mod containers;
mod decimal;
mod formats;
mod integer;
pub(crate) mod json;
mod scalar;
mod serializer;
mod text;
mod time;

#[cfg(feature = "big-decimal")]
pub use big_decimal::{parse_big_decimal, plain};
pub use boolean::{on_off, true_false, upper_yes_no, yes_no};
#[doc(hidden)]
pub use carried::Carried;
pub use decimal::{MAX_DIGITS, MAX_EXPONENT, parse_decimal};
pub use formats::Shape;
#[doc(hidden)]
pub use formats::field as field_shape;
pub use json::{Failure, Items, Reader};
pub use scalar::{FromScalar, Scalar};

use serde::{Deserializer, Serializer, de::Error, ser::Error as _};

/// A value that generated code reads and writes.
pub trait Wire: Sized {
    /// Reads the value from any of the forms that exchanges use for it.
    ///
    /// # Errors
    /// When the value is of another kind, or could only be held with a loss.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure>;

    /// Writes the value in its usual form.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Returns what the value looks like in formats other than JSON. Default: text that holds JSON.
    #[must_use]
    fn shape() -> Shape {
        Shape::Json
    }

    /// Reads a value that may be absent and is not null: `""` counts as absent, except for text.
    ///
    /// # Errors
    /// As [`Wire::read`].
    fn read_present(from: &mut Reader<'_>) -> Result<Option<Self>, Failure> {
        Self::read(from).map(Some)
    }

    /// What stands for a field of a record that is not there, where something does.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether a record is written without this field.
    fn is_absent(&self) -> bool {
        false
    }

    /// Says what a caller gave that does not fit, with the path to it; see
    /// [`request!`](crate::request). Of what was read, nothing.
    fn misuse(&self) -> Option<String> {
        None
    }
}

/// A way of writing values of a type that is not the type's own.
#[doc(hidden)]
pub trait Form<T> {
    fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error>;
}

/// A value that some exchanges write as a JSON number and others as text.
pub trait Numeric: Wire {
    /// Writes the value as a JSON number, with all its digits.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    fn encode_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Writes the value as a JSON string.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    fn encode_text<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;
}

/// Writes a value in its usual form: the entry that serde calls, whatever the format.
///
/// # Errors
/// Whatever the serializer reports.
pub fn serialize<T: Wire, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    if serializer::is_json::<S::Error>() {
        return value.encode(to);
    }
    formats::write(&to_json(value).map_err(S::Error::custom)?, T::shape(), to)
}

/// Reads a value from any of its forms: the entry that serde calls, whatever the format.
///
/// # Errors
/// When the value is of another kind, or could only be held with a loss.
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let json = formats::read(T::shape(), from)?;
    from_json(&json).map_err(D::Error::custom)
}

/// Reads a value from JSON text; the error says where in the text it does not fit.
///
/// # Errors
/// The path to what does not fit, and why.
pub fn from_json<T: Wire>(text: &str) -> Result<T, String> {
    json::read(text).map_err(|failure| failure.to_string())
}

/// Writes a value as JSON text.
///
/// # Errors
/// When the value cannot be written, which no value that was read does.
pub fn to_json<T: Wire>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(&carried::Carried(value))
}

/// Values documented as JSON numbers.
pub mod number {
    use super::{Numeric, Serializer};

    /// Writes a JSON number.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<T: Numeric, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        value.encode_number(to)
    }

    /// Lets [`record!`](crate::record) write fields so.
    #[doc(hidden)]
    pub enum Form {}

    impl<T: Numeric> super::Form<T> for Form {
        fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
            serialize(value, to)
        }
    }
}

/// Numbers and times documented as JSON strings.
pub mod quoted {
    use super::{Numeric, Serializer};

    /// Writes a JSON string.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    pub fn serialize<T: Numeric, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        value.encode_text(to)
    }

    /// Lets [`record!`](crate::record) write fields so.
    #[doc(hidden)]
    pub enum Form {}

    impl<T: Numeric> super::Form<T> for Form {
        fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
            serialize(value, to)
        }
    }
}

/// Gives a type that is one JSON scalar its readers.
#[macro_export]
#[doc(hidden)]
macro_rules! scalar_readers {
    () => {
        #[inline]
        fn read(from: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Failure> {
            $crate::wire::Scalar::decode(from)
        }
        #[inline]
        fn read_present(
            from: &mut $crate::wire::Reader<'_>,
        ) -> Result<Option<Self>, $crate::wire::Failure> {
            $crate::wire::Scalar::decode_present(from)
        }
    };
}
