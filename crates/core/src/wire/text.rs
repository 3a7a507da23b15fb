//! Text, ids and secrets.

use venue_auth::Secret;

use super::{Failure, Reader, Scalar, Shape, Wire, Writer};

impl Wire for String {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        match from.scalar("a single value")? {
            Scalar::Text(text) | Scalar::Number(text) => Ok(text.into_owned()),
            Scalar::Bool(value) => Ok(value.to_string()),
            Scalar::Null => Err(Failure::new("expected text, found null")),
        }
    }

    fn write(&self, to: &mut Writer) {
        to.text(self);
    }

    fn blank() -> Self {
        Self::new()
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

impl Wire for Secret {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        // Not through `Scalar`, whose errors quote what they found.
        match from.is_text() {
            true => from.text().map(Self::new),
            false => Err(Failure::new("expected a secret in a string")),
        }
    }

    fn write(&self, to: &mut Writer) {
        to.text(self.expose());
    }

    fn blank() -> Self {
        Self::new(String::new())
    }

    fn shape() -> Shape {
        Shape::Secret
    }
}
