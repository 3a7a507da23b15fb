//! Bools and their spellings.

use serde::Serializer;

use super::{FromScalar, Scalar, Shape, Wire};
use crate::scalar_readers;

impl FromScalar for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        match scalar {
            Scalar::Bool(value) => Some(*value),
            Scalar::Text(text) | Scalar::Number(text) => parse(text),
            Scalar::Null => None,
        }
        .ok_or_else(String::new)
    }
}

impl Wire for bool {
    scalar_readers!();

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(*self)
    }

    fn shape() -> Shape {
        Shape::Bool
    }
}

fn parse(text: &str) -> Option<bool> {
    const TRUE: [&str; 4] = ["true", "yes", "on", "1"];
    const FALSE: [&str; 4] = ["false", "no", "off", "0"];
    let is = |word: &&str| word.eq_ignore_ascii_case(text);
    if TRUE.iter().any(is) { Some(true) } else { FALSE.iter().any(is).then_some(false) }
}

/// A bool that may be absent, for the writers below.
pub trait MaybeBool: Wire {
    /// The value, where there is one.
    fn maybe(&self) -> Option<bool>;
}

impl MaybeBool for bool {
    fn maybe(&self) -> Option<bool> {
        Some(*self)
    }
}

impl MaybeBool for Option<bool> {
    fn maybe(&self) -> Option<bool> {
        *self
    }
}

macro_rules! spelling {
    ($module:ident, $yes:literal, $no:literal) => {
        #[doc = concat!("Bools written `", $yes, "` and `", $no, "`.")]
        pub mod $module {
            use super::{MaybeBool, Serializer};

            #[doc = concat!("Writes `", $yes, "` or `", $no, "`.")]
            ///
            /// # Errors
            /// Whatever the serializer reports.
            pub fn serialize<T: MaybeBool, S: Serializer>(
                value: &T,
                to: S,
            ) -> Result<S::Ok, S::Error> {
                match value.maybe() {
                    Some(true) => to.serialize_str($yes),
                    Some(false) => to.serialize_str($no),
                    None => to.serialize_none(),
                }
            }

            /// Lets [`record!`](crate::record) write fields so.
            #[doc(hidden)]
            pub enum Form {}

            impl<T: MaybeBool> crate::wire::Form<T> for Form {
                fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
                    serialize(value, to)
                }
            }
        }
    };
}

spelling!(true_false, "true", "false");
spelling!(yes_no, "yes", "no");
spelling!(upper_yes_no, "YES", "NO");
spelling!(on_off, "on", "off");
