//! Transcodes JSON text into another format.

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple},
};
use serde_json::value::RawValue;

use super::{
    super::{Failure, FromScalar, Reader, Scalar, serializer::keeps_numbers},
    Shape,
};

/// JSON text that is on its way into another format.
pub(super) struct FromJson<'a> {
    pub(super) json: &'a str,
    pub(super) shape: Shape,
}

const NULL: &str = "null";

impl FromJson<'_> {
    fn scalar<E: Error>(&self) -> Result<Scalar<'_>, E> {
        Reader::new(self.json).scalar("a single value").map_err(E::custom)
    }

    fn value<T: FromScalar, E: Error>(&self) -> Result<T, E> {
        let wrong = |_| E::custom(format_args!("expected {}", T::EXPECTED));
        T::from_scalar(&self.scalar()?).map_err(wrong)
    }

    fn text<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.scalar()? {
            Scalar::Text(text) | Scalar::Number(text) => to.serialize_str(&text),
            Scalar::Bool(value) => to.collect_str(&value),
            Scalar::Null => to.serialize_none(),
        }
    }
}

impl Serialize for FromJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.json == NULL && !matches!(self.shape, Shape::Json) {
            return to.serialize_none();
        }
        match self.shape {
            Shape::Json => to.serialize_str(self.json),
            Shape::Text | Shape::Secret | Shape::Decimal => self.text(to),
            Shape::Integer => to.serialize_i64(self.value()?),
            Shape::Bool => to.serialize_bool(self.value()?),
            Shape::Option(inner) => {
                to.serialize_some(&FromJson { json: self.json, shape: inner() })
            }
            Shape::List(inner) => {
                let items = items(self.json).map_err(S::Error::custom)?;
                let mut list = to.serialize_seq(Some(items.len()))?;
                for json in items {
                    list.serialize_element(&FromJson { json, shape: inner() })?;
                }
                list.end()
            }
            Shape::Map(inner) => {
                let fields = fields(self.json).map_err(S::Error::custom)?;
                let mut map = to.serialize_map(Some(fields.len()))?;
                for (name, json) in &fields {
                    map.serialize_entry(name, &FromJson { json, shape: inner() })?;
                }
                map.end()
            }
            Shape::Record(table, of) if table.is_array() => {
                let mut items = items(self.json).map_err(S::Error::custom)?.into_iter();
                let mut columns = to.serialize_tuple(table.names.len())?;
                for (_, shape) in Shape::parts(table, of) {
                    let json = items.next().unwrap_or(NULL);
                    columns.serialize_element(&FromJson { json, shape })?;
                }
                columns.end()
            }
            Shape::Record(table, of) => {
                let fields = fields(self.json).map_err(S::Error::custom)?;
                let mut record = to.serialize_struct(table.name, table.names.len())?;
                for (name, shape) in Shape::parts(table, of) {
                    let field = fields.iter().find(|field| field.0 == name);
                    let json = field.map_or(NULL, |(_, json)| json);
                    record.serialize_field(name, &FromJson { json, shape })?;
                }
                record.end()
            }
        }
    }
}

/// JSON text that is on its way into JSON: the same values, laid out as that serializer does.
pub(super) struct Json<'a>(pub(super) &'a str);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0.as_bytes().first() {
            Some(b'{') => {
                let fields = fields(self.0).map_err(S::Error::custom)?;
                let mut map = to.serialize_map(Some(fields.len()))?;
                for (name, json) in &fields {
                    map.serialize_entry(name, &Json(json))?;
                }
                map.end()
            }
            Some(b'[') => {
                let items = items(self.0).map_err(S::Error::custom)?;
                let mut list = to.serialize_seq(Some(items.len()))?;
                for json in items {
                    list.serialize_element(&Json(json))?;
                }
                list.end()
            }
            _ => match Reader::new(self.0).scalar("a value").map_err(S::Error::custom)? {
                Scalar::Text(text) => to.serialize_str(&text),
                Scalar::Number(digits) => match digits.parse() {
                    Ok(whole) => to.serialize_i64(whole),
                    Err(_) => number(&digits, to),
                },
                Scalar::Bool(value) => to.serialize_bool(value),
                Scalar::Null => to.serialize_none(),
            },
        }
    }
}

/// Writes digits as a JSON number, past serde's own number types, none of which holds them all.
/// Where no number keeps the digits, they are text.
fn number<S: Serializer>(digits: &str, to: S) -> Result<S::Ok, S::Error> {
    if !keeps_numbers::<S>(digits) {
        return to.serialize_str(digits);
    }
    RawValue::from_string(digits.to_owned()).map_err(S::Error::custom)?.serialize(to)
}

fn items(json: &str) -> Result<Vec<&str>, Failure> {
    let mut reader = Reader::new(json);
    let mut items = reader.items("a list")?;
    let mut found = Vec::new();
    while let Some(item) = items.raw()? {
        found.push(item);
    }
    Ok(found)
}

fn fields(json: &str) -> Result<Vec<(String, &str)>, Failure> {
    let mut found = Vec::new();
    Reader::new(json).fields("an object", &mut |name, value| {
        found.push((name.to_owned(), value.skip()?));
        Ok(())
    })?;
    Ok(found)
}
