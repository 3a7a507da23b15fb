//! Whole numbers, as JSON numbers or as text.

use super::{FromScalar, Scalar, Shape, Wire, Writer};
use crate::scalar_readers;

/// Reads `5`, `"5"`, `5.0` and `"5.00"`; refuses what is not whole.
pub(super) fn parse(text: &str) -> Option<i64> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok()
}

impl FromScalar for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn from_scalar(scalar: &Scalar<'_>) -> Result<Self, String> {
        scalar.digits().and_then(parse).ok_or_else(String::new)
    }
}

impl Wire for i64 {
    scalar_readers!();

    fn write(&self, to: &mut Writer) {
        to.number(self);
    }

    fn blank() -> Self {
        0
    }

    fn shape() -> Shape {
        Shape::Integer
    }
}
