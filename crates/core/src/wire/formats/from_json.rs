//! Transcodes JSON text into another format.

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple},
};

use super::{
    super::{Failure, FromScalar, Reader, Scalar},
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
            Shape::Record { name, names, shapes } => {
                let fields = fields(self.json).map_err(S::Error::custom)?;
                let mut record = to.serialize_struct(name, names.len())?;
                for (name, shape) in names.iter().zip(shapes) {
                    let field = fields.iter().find(|field| field.0 == *name);
                    let json = field.map_or(NULL, |(_, json)| json);
                    record.serialize_field(name, &FromJson { json, shape: shape() })?;
                }
                record.end()
            }
            Shape::Tuple(shapes) => {
                let mut items = items(self.json).map_err(S::Error::custom)?.into_iter();
                let mut columns = to.serialize_tuple(shapes.len())?;
                for shape in shapes {
                    let json = items.next().unwrap_or(NULL);
                    columns.serialize_element(&FromJson { json, shape: shape() })?;
                }
                columns.end()
            }
        }
    }
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
