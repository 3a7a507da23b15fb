//! Responses: the documented example, overlaid with state. A field that no rule sets says what the
//! example says; order and spelling are the example's.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::{RawValue, to_raw_value};

/// A JSON value as it is written.
pub(crate) type Json = Box<RawValue>;

/// The fields of an object, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub(crate) Vec<(Cow<'static, str>, Json)>);

/// Makes [`Fields`] of names and values.
macro_rules! fields {
    ($($name:literal: $value:expr),* $(,)?) => {
        $crate::engine::render::Fields(vec![
            $(($name.into(), $crate::engine::render::json(&$value))),*
        ])
    };
}
pub(crate) use fields;

/// Writes a value.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Json {
    to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Writes a decimal, or another text that is a number, as a JSON number with all its digits.
pub(crate) fn number(digits: String) -> Json {
    RawValue::from_string(digits).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

impl Fields {
    /// Reads an object; of anything else, no fields.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Returns the value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Sets a field: in its place, or at the end where there is none.
    pub(crate) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: Json) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name, value)),
        }
    }

    /// Returns an example with these fields in place of its own.
    pub(crate) fn over(self, example: &Self) -> Self {
        let mut all = example.clone();
        self.0.into_iter().for_each(|(name, value)| all.set(name, value));
        all
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Json>()? {
                    fields.push((name.into(), value));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Returns the object in a documented payload that items are written after: the payload, or the
/// first item of the list in it.
pub(crate) fn first_object(payload: &RawValue, list: Option<&str>) -> Fields {
    let inside = Fields::read(payload.get());
    let list = match list {
        Some(name) if !name.is_empty() => inside.get(name).map(RawValue::get),
        _ => Some(payload.get()),
    };
    let items: Option<Vec<&RawValue>> = list.and_then(|text| serde_json::from_str(text).ok());
    match items.as_deref() {
        Some([first, ..]) => Fields::read(first.get()),
        Some([]) => Fields::default(),
        None => inside,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, first_object, json, number};

    #[test]
    fn an_example_keeps_its_order_and_digits_under_what_is_laid_over_it() {
        let example = Fields::read(r#"{"b":1.50,"a":"x","c":{"d":null}}"#);
        let state = fields! {"a": "y", "z": number("0.10".to_owned())};
        let text = json(&state.over(&example));
        assert_eq!(text.get(), r#"{"b":1.50,"a":"y","c":{"d":null},"z":0.10}"#);
    }

    #[test]
    fn the_first_item_is_found_in_a_list_and_in_a_page() {
        let first = |text: &str, list| {
            let payload = number(text.to_owned());
            json(&first_object(&payload, list)).get().to_owned()
        };
        assert_eq!(first(r#"[{"a":1},{"a":2}]"#, None), r#"{"a":1}"#);
        assert_eq!(first(r#"{"list":[{"a":1}],"total":1}"#, Some("list")), r#"{"a":1}"#);
        assert_eq!(first(r#"{"a":1}"#, None), r#"{"a":1}"#);
        assert_eq!(first("[]", Some("")), "{}");
    }
}
