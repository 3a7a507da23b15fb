//! Transcodes another format into JSON text.

use std::{
    borrow::Cow,
    fmt::{self, Display},
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor},
};

use super::{
    super::{json, writer::quote},
    RAW, Shape,
};

/// Writes one value of another format as JSON text.
///
/// It asks the format for what the shape says, and takes what comes: the reader that gets the text
/// is lenient, and knows best what fits.
pub(super) struct IntoJson<'a> {
    /// None where the format is JSON itself, taken apart by one of serde's wrappers.
    pub(super) shape: Option<Shape>,
    pub(super) into: &'a mut String,
}

impl IntoJson<'_> {
    fn inner(&mut self, shape: Option<Shape>) -> IntoJson<'_> {
        IntoJson { shape, into: self.into }
    }

    fn push<E>(self, scalar: impl Display) -> Result<(), E> {
        self.into.push_str(&scalar.to_string());
        Ok(())
    }

    fn integer<E: Error>(self, value: impl Display) -> Result<(), E> {
        match self.shape.map(Shape::present) {
            // Whoever took it for a number may have dropped zeros before it.
            Some(Shape::Text) => {
                Err(E::custom("expected text, found a number: write it in quotes"))
            }
            _ => self.push(value),
        }
    }

    /// The elements of a list, of which each has its shape.
    fn elements<'de, A: SeqAccess<'de>>(
        mut self,
        mut list: A,
        mut shape: impl FnMut() -> Option<Option<Shape>>,
    ) -> Result<(), A::Error> {
        self.into.push('[');
        let mut first = true;
        while let Some(shape) = shape() {
            let end = self.into.len();
            if !first {
                self.into.push(',');
            }
            if list.next_element_seed(self.inner(shape))?.is_none() {
                self.into.truncate(end);
                break;
            }
            first = false;
        }
        self.into.push(']');
        Ok(())
    }

    /// The fields of a record in their order, from a format that leaves out the names.
    fn columns<'de, A: SeqAccess<'de>>(
        mut self,
        mut list: A,
        parts: impl Iterator<Item = (&'static str, Shape)>,
    ) -> Result<(), A::Error> {
        self.into.push('{');
        let mut first = true;
        for (name, shape) in parts {
            let end = self.into.len();
            if !first {
                self.into.push(',');
            }
            quote(self.into, name);
            self.into.push(':');
            if list.next_element_seed(self.inner(Some(shape)))?.is_none() {
                self.into.truncate(end);
                break;
            }
            first = false;
        }
        self.into.push('}');
        Ok(())
    }

    /// The names of fields with what belongs to them.
    fn entries<'de, A: MapAccess<'de>, K: Deserialize<'de> + AsRef<str>>(
        mut self,
        mut map: A,
        shape: impl Fn(&str) -> Option<Option<Shape>>,
    ) -> Result<(), A::Error> {
        self.into.push('{');
        let mut first = true;
        while let Some(name) = map.next_key::<K>()? {
            let Some(shape) = shape(name.as_ref()) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if !first {
                self.into.push(',');
            }
            first = false;
            quote(self.into, name.as_ref());
            self.into.push(':');
            map.next_value_seed(self.inner(shape))?;
        }
        self.into.push('}');
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for IntoJson<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let Some(shape) = self.shape else { return from.deserialize_any(self) };
        let readable = from.is_human_readable();
        match shape {
            shape if shape.has_parts() && !readable => from.deserialize_string(self),
            Shape::Json | Shape::Text | Shape::Decimal => from.deserialize_string(self),
            // So a number may stand in quotes, and no format quotes a secret that is none.
            Shape::Integer | Shape::Bool | Shape::Secret if readable => from.deserialize_any(self),
            Shape::Integer => from.deserialize_i64(self),
            Shape::Bool => from.deserialize_bool(self),
            Shape::Secret => from.deserialize_string(self),
            Shape::Option(_) => from.deserialize_option(self),
            Shape::List(_) => from.deserialize_seq(self),
            Shape::Map(_) => from.deserialize_map(self),
            Shape::Record(table, _) if table.is_array() => {
                from.deserialize_tuple(table.names.len(), self)
            }
            Shape::Record(table, _) => from.deserialize_struct(table.name, table.names, self),
        }
    }
}

impl<'de> Visitor<'de> for IntoJson<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self.shape.map(Shape::present) {
            None | Some(Shape::Json) => "a value",
            Some(Shape::Text) => "text",
            Some(Shape::Secret) => "a secret in a string",
            Some(Shape::Decimal) => "a decimal in quotes",
            Some(Shape::Integer) => "a whole number",
            Some(Shape::Bool) => "true or false",
            Some(Shape::List(_)) => "a list",
            Some(Shape::Map(_)) => "a map",
            Some(Shape::Record(table, _)) if !table.is_array() => {
                return write!(to, "struct {}", table.name);
            }
            Some(Shape::Record(..) | Shape::Option(_)) => "an array",
        })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.push(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.integer(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.integer(value)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.integer(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.integer(value)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Err(E::custom("a binary float does not keep the digits of a number: write it in quotes"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.shape.map(Shape::present) {
            Some(shape)
                if matches!(shape, Shape::Json) || (shape.has_parts() && !text.is_empty()) =>
            {
                json::read::<()>(text).map_err(E::custom)?;
                self.push(text)
            }
            _ => self.push(quoted(text)),
        }
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.push("null")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.push("null")
    }

    fn visit_some<D: Deserializer<'de>>(mut self, from: D) -> Result<(), D::Error> {
        let shape = match self.shape {
            Some(Shape::Option(inner)) => Some(inner()),
            shape => shape,
        };
        self.inner(shape).deserialize(from)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        self.deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        match self.shape.map(Shape::present) {
            None => self.elements(list, || Some(None)),
            Some(Shape::List(inner)) => self.elements(list, || Some(Some(inner()))),
            Some(Shape::Record(table, of)) if table.is_array() => {
                let mut parts = Shape::parts(table, of);
                self.elements(list, || parts.next().map(|(_, shape)| Some(shape)))
            }
            Some(Shape::Record(table, of)) => self.columns(list, Shape::parts(table, of)),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        match self.shape.map(Shape::present) {
            None => self.entries::<A, String>(map, |_| Some(None)),
            Some(Shape::Map(inner)) => self.entries::<A, String>(map, |_| Some(Some(inner()))),
            Some(Shape::Record(table, of)) if !table.is_array() => {
                self.entries::<A, Name>(map, |name| {
                    let index = table.names.iter().position(|known| *known == name)?;
                    Some(Some(of(index)))
                })
            }
            Some(_) => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len().saturating_add(2));
    quote(&mut json, text);
    json
}

/// The name of a field, as formats write names.
struct Name(String);

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_identifier(Word).map(|name| Self(name.into_owned()))
    }
}

/// Text that is borrowed where that is possible.
struct Word;

impl<'de> Visitor<'de> for Word {
    type Value = Cow<'de, str>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }

    /// CSV shows its headers as bytes.
    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<Self::Value, E> {
        let text = str::from_utf8(text).map_err(E::custom)?;
        Ok(Cow::Owned(text.to_owned()))
    }
}

impl<'de> DeserializeSeed<'de> for Word {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

/// The text itself, where the format is JSON and still has it.
pub(super) struct RawText;

impl<'de> Visitor<'de> for RawText {
    type Value = Cow<'de, str>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("any JSON value")
    }

    /// `serde_json` shows its text as a map of one entry.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_key_seed(Word)? {
            Some(name) if name == RAW => map.next_value_seed(Word),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }

    /// One of serde's wrappers has taken the text apart.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        let mut json = String::new();
        IntoJson { shape: None, into: &mut json }.deserialize(from)?;
        Ok(Cow::Owned(json))
    }

    /// Text that stands for itself, such as the key of a map.
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(quoted(text)))
    }
}
