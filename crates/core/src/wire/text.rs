//! Text, ids and secrets.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use venue_auth::Secret;

use super::{Scalar, Wire};

impl Wire for String {
    fn decode<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Scalar::read(from)? {
            Scalar::Text(text) | Scalar::Number(text) => Ok(text.into_owned()),
            Scalar::Bool(value) => Ok(value.to_string()),
            Scalar::Null => Err(D::Error::custom("expected text, found null")),
        }
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl Wire for Secret {
    fn decode<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Not through `Scalar`, whose errors quote what they found.
        Self::deserialize(from).map_err(|_| D::Error::custom("expected a secret in a string"))
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}
