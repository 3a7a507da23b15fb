//! A secret in request and response bodies.
//!
//! Asked for a string, a format that finds a number quotes it in its error. So the format is asked
//! for whatever is there, and the visitor rejects every kind of number itself.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};

use crate::Secret;

/// Writes the real value: a request body needs it.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

/// Accepts a string only, from a self-describing format such as JSON. The message of a failure
/// does not quote what was found.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret in a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Secret, E> {
        Err(number())
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Secret, E> {
        Err(number())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Secret, E> {
        Err(number())
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Secret, E> {
        Err(number())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Secret, E> {
        Err(number())
    }
}

fn number<E: Error>() -> E {
    E::custom("invalid type: a number, expected a secret in a string")
}
