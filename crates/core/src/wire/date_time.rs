//! Reading and writing of [`DateTime`].

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{FromScalar, Scalar, Shape, Wire, Writer};
use crate::{scalar_readers, time::DateTime};

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

    fn write(&self, to: &mut Writer) {
        to.text(self.as_str());
    }

    fn blank() -> Self {
        Self::blank()
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        super::serialize(self, to)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::deserialize(from)
    }
}
