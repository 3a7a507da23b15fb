//! Bools and their spellings.

use super::{FromScalar, Scalar, Shape, Wire, Writer};
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

    fn write(&self, to: &mut Writer) {
        to.bool(*self);
    }

    fn blank() -> Self {
        false
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
