//! Reading and writing of the types in [`crate::time`].

use std::borrow::Cow;

use serde::Serializer;

use super::{FromScalar, Numeric, Scalar, Wire, integer};
use crate::{
    scalar_readers,
    time::{DateTime, Timestamp},
};

impl<const UNITS: i64> FromScalar for Timestamp<UNITS> {
    const EXPECTED: &'static str = "a time as a whole number";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().and_then(integer::parse).map(Self::new).ok_or_else(String::new)
    }
}

impl<const UNITS: i64> Wire for Timestamp<UNITS> {
    scalar_readers!();

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(self.get())
    }
}

impl<const UNITS: i64> Numeric for Timestamp<UNITS> {
    fn encode_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(self.get())
    }

    fn encode_text<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.get())
    }
}

impl FromScalar for DateTime {
    const EXPECTED: &'static str = "a date and time";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        match scalar {
            Scalar::Text(text) | Scalar::Number(text) => {
                Self::parse(Cow::as_ref(text)).map_err(|error| error.to_string())
            }
            Scalar::Bool(_) | Scalar::Null => Err(String::new()),
        }
    }
}

impl Wire for DateTime {
    scalar_readers!();

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
