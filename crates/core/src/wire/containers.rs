//! Values that may be absent, lists and maps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use super::{Failure, MayBeAbsent, Reader, Scalar, Shape, Wire, Writer};

impl<T: Wire> Wire for Option<T> {
    /// `null` is absent, and so is `""` unless the value is text, where it is the empty text.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        if from.null()? { Ok(None) } else { T::read_present(from) }
    }

    fn write(&self, to: &mut Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.null(),
        }
    }

    fn shape() -> Shape {
        Shape::Option(T::shape)
    }

    fn blank() -> Self {
        None
    }

    fn present(&self) -> Option<&dyn Debug> {
        self.as_ref().map(|value| value as &dyn Debug)
    }

    fn misuse(&self) -> Option<String> {
        self.as_ref()?.misuse()
    }
}

impl<T: Wire> MayBeAbsent for Option<T> {}

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
        while let Some(item) = items.next(T::read)? {
            list.push(item);
        }
        Ok(list)
    }

    fn write(&self, to: &mut Writer) {
        to.begin('[');
        self.iter().for_each(|item| item.write(to));
        to.end(']');
    }

    fn shape() -> Shape {
        Shape::List(T::shape)
    }

    fn blank() -> Self {
        Self::new()
    }

    fn misuse(&self) -> Option<String> {
        let mut items = self.iter().enumerate();
        items.find_map(|(index, item)| Some(format!("[{index}].{}", item.misuse()?)))
    }
}

impl<T: Wire> MayBeAbsent for Vec<T> {}

impl<T: Wire> Wire for BTreeMap<String, T> {
    /// `null` is the empty map; a field that is null or blank is absent.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        let mut map = Self::new();
        let mut absent = BTreeSet::new();
        if !from.null()? {
            from.fields("an object", &mut |name, value| {
                if map.contains_key(name) || absent.contains(name) {
                    return Err(Failure::duplicate(name));
                }
                match Wire::read(value)? {
                    Some(value) => drop(map.insert(name.to_owned(), value)),
                    None => drop(absent.insert(name.to_owned())),
                }
                Ok(())
            })?;
        }
        Ok(map)
    }

    fn write(&self, to: &mut Writer) {
        to.begin('{');
        for (key, value) in self {
            to.key(key);
            value.write(to);
        }
        to.end('}');
    }

    fn shape() -> Shape {
        Shape::Map(T::shape)
    }

    fn blank() -> Self {
        Self::new()
    }

    fn misuse(&self) -> Option<String> {
        self.iter().find_map(|(key, value)| Some(format!("[{key:?}].{}", value.misuse()?)))
    }
}

impl<T: Wire> MayBeAbsent for BTreeMap<String, T> {}

impl Wire for () {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        from.skip().map(drop)
    }

    fn write(&self, to: &mut Writer) {
        to.null();
    }

    fn blank() -> Self {}
}

impl MayBeAbsent for () {}

/// Any JSON value, for fields whose shape nobody documents. Of a field that stands twice it has the
/// later value, as `serde_json` reads it.
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

    fn write(&self, to: &mut Writer) {
        to.raw(self);
    }

    fn blank() -> Self {
        Self::Null
    }
}
