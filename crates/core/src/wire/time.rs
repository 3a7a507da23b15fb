//! Reading and writing of the types in [`crate::time`].

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{FromScalar, Scalar, Shape, Wire, Writer, integer};
use crate::{scalar_readers, time::Timestamp};

impl<const UNITS: i64> FromScalar for Timestamp<UNITS> {
    const EXPECTED: &'static str = "a time as a whole number";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().and_then(integer::parse).map(Self::new).ok_or_else(String::new)
    }
}

impl<const UNITS: i64> Wire for Timestamp<UNITS> {
    scalar_readers!();

    fn write(&self, to: &mut Writer) {
        to.number(self);
    }

    fn blank() -> Self {
        Self::new(0)
    }

    fn shape() -> Shape {
        Shape::Integer
    }
}

impl<const UNITS: i64> Serialize for Timestamp<UNITS> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        super::serialize(self, to)
    }
}

impl<'de, const UNITS: i64> Deserialize<'de> for Timestamp<UNITS> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::deserialize(from)
    }
}
