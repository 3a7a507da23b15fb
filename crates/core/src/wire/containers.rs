//! Values that may be absent, lists and maps.

use std::collections::BTreeMap;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use super::{Failure, Numeric, Reader, Scalar, Shape, Wire, carried::Carried};

impl<T: Wire> Wire for Option<T> {
    /// `null` is absent, and so is `""` unless the value is text, where it is the empty text.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        if from.null()? { Ok(None) } else { T::read_present(from) }
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.encode(to),
            None => to.serialize_none(),
        }
    }

    fn shape() -> Shape {
        Shape::Option(T::shape)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn misuse(&self) -> Option<String> {
        self.as_ref()?.misuse()
    }
}

impl<T: Numeric> Numeric for Option<T> {
    fn encode_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.encode_number(to),
            None => to.serialize_none(),
        }
    }

    fn encode_text<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.encode_text(to),
            None => to.serialize_none(),
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    /// `null` and `""` are the empty list.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        if from.null()? {
            return Ok(Self::new());
        }
        if from.is_text() {
            return match from.text()?.is_empty() {
                true => Ok(Self::new()),
                false => Err(Failure::new("expected a list, found text")),
            };
        }
        let mut list = Self::new();
        let mut items = from.items("a list")?;
        while let Some(item) = items.item()? {
            list.push(item);
        }
        Ok(list)
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.len()))?;
        for item in self {
            list.serialize_element(&Carried(item))?;
        }
        list.end()
    }

    fn shape() -> Shape {
        Shape::List(T::shape)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn misuse(&self) -> Option<String> {
        let mut items = self.iter().enumerate();
        items.find_map(|(index, item)| Some(format!("[{index}].{}", item.misuse()?)))
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    /// `null` is the empty map; a field that is null or blank is absent.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        let mut map = Self::new();
        if !from.null()? {
            from.fields("an object", &mut |name, value| {
                if let Some(value) = Wire::read(value)? {
                    map.insert(name.to_owned(), value);
                }
                Ok(())
            })?;
        }
        Ok(map)
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, &Carried(value))?;
        }
        map.end()
    }

    fn shape() -> Shape {
        Shape::Map(T::shape)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn misuse(&self) -> Option<String> {
        self.iter().find_map(|(key, value)| Some(format!("[{key:?}].{}", value.misuse()?)))
    }
}

impl Wire for () {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        from.skip().map(drop)
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

/// Any JSON value, for fields whose shape nobody documents.
impl Wire for serde_json::Value {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        if from.is_list() {
            return Vec::read(from).map(Self::Array);
        }
        if from.is_object() {
            let mut map = serde_json::Map::new();
            from.fields("an object", &mut |name, value| {
                map.insert(name.to_owned(), Wire::read(value)?);
                Ok(())
            })?;
            return Ok(Self::Object(map));
        }
        Ok(match from.scalar("a value")? {
            Scalar::Text(text) => Self::String(text.into_owned()),
            Scalar::Number(digits) => {
                let number = digits.parse();
                Self::Number(number.map_err(|_| Failure::new("a number out of range"))?)
            }
            Scalar::Bool(value) => Self::Bool(value),
            Scalar::Null => Self::Null,
        })
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}
