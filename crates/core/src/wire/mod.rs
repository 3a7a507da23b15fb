//! Reading and writing the values of a response, leniently in form and exactly in substance.
//!
//! Generated structs name these modules in [`record!`](crate::record!). A reader accepts a number
//! where text was documented and the reverse, null and blank where a value may be absent, and
//! every new enum value; it never rounds a decimal and never goes through a float.
//! The writers give back the documented form.
//!
//! A field that stands twice is an error, in records and in maps, also where one of the two is null:
//! nobody knows which of them the exchange means. What nobody reads may stand as often as it likes.
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
mod containers;
#[cfg(feature = "chrono")]
mod date_time;
mod decimal;
mod formats;
mod integer;
pub(crate) mod json;
mod scalar;
mod serializer;
mod table;
mod text;
mod time;
mod writer;

#[cfg(feature = "big-decimal")]
pub use big_decimal::{parse_big_decimal, plain};
pub use decimal::{MAX_DIGITS, MAX_EXPONENT, parse_decimal};
pub use formats::Shape;
pub use json::{Failure, Items, Reader};
pub use scalar::{FromScalar, Scalar};
pub use table::{Entry, Layout, Place, Table};
pub use writer::{Style, Writer};

use std::fmt::Debug;

use serde::{Deserializer, Serializer, de::Error, ser::Error as _};

/// A value that generated code reads and writes.
pub trait Wire: Sized + Debug {
    /// Reads the value from any of the forms that exchanges use for it.
    ///
    /// # Errors
    /// When the value is of another kind, or could only be held with a loss.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure>;

    /// Writes the value, in the style that the writer has.
    fn write(&self, to: &mut Writer);

    /// Returns what the value looks like in formats other than JSON. Default: text that holds JSON.
    #[must_use]
    fn shape() -> Shape {
        Shape::Json
    }

    /// Returns what stands in a field until it is read. Of a type that may be absent it means
    /// that it is; of any other it is never seen.
    #[must_use]
    fn blank() -> Self;

    /// Reads a value that may be absent and is not null: `""` counts as absent, except for text.
    ///
    /// # Errors
    /// As [`Wire::read`].
    fn read_present(from: &mut Reader<'_>) -> Result<Option<Self>, Failure> {
        Self::read(from).map(Some)
    }

    /// Returns the value, unless it is absent: a record is then written without it.
    fn present(&self) -> Option<&dyn Debug> {
        Some(self)
    }

    /// Says what a caller gave that does not fit, with the path to it; see
    /// [`request!`](crate::request). Of what was read, nothing.
    fn misuse(&self) -> Option<String> {
        None
    }
}

/// A type whose blank stands for its absence.
pub trait MayBeAbsent: Wire {}

/// Writes a value in its usual form: the entry that serde calls, whatever the format.
///
/// # Errors
/// Whatever the serializer reports, and what keeps a request from being written.
pub fn serialize<T: Wire, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
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
pub fn to_json<T: Wire>(value: &T) -> Result<String, String> {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_json()
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
