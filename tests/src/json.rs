//! JSON compared digit by digit.

use std::{collections::BTreeMap, fmt};

use serde_json::value::RawValue;

/// A JSON value whose numbers are the text that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// The digits.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Map(BTreeMap<String, Json>),
}

impl Json {
    /// Reads JSON text.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let raw: &RawValue = serde_json::from_str(text)?;
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
                let fields = fields
                    .into_iter()
                    .map(|(key, value)| Ok((key, Self::parse(value.get())?)))
                    .collect::<Result<_, serde_json::Error>>()?;
                Self::Map(fields)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let items = items.iter().map(|item| Self::parse(item.get()));
                Self::List(items.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'n') => Self::Null,
            _ => Self::Number(text.to_owned()),
        })
    }

    /// A field of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(fields) => fields.get(key),
            _ => None,
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => to.write_str("null"),
            Self::Bool(value) => write!(to, "{value}"),
            Self::Number(digits) => to.write_str(digits),
            Self::Text(text) => write!(to, "{text:?}"),
            Self::List(items) => write!(to, "a list of {}", items.len()),
            Self::Map(fields) => write!(to, "an object of {}", fields.len()),
        }
    }
}

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a field of an object.
    Key(String),
    /// To an item of a list.
    Index(usize),
}

/// A way to one value.
pub type Path = Vec<Step>;

impl Json {
    /// The ways to all values below this one; of lists, to the first item alone.
    #[must_use]
    pub fn paths(&self) -> Vec<Path> {
        let mut found = Vec::new();
        self.find_paths(&[], &mut found);
        found
    }

    fn find_paths(&self, here: &[Step], found: &mut Vec<Path>) {
        let mut step = |step, value: &Self| {
            let path = [here, &[step]].concat();
            // The items of a list are no places of their own.
            if matches!(path.last(), Some(Step::Key(_))) {
                found.push(path.clone());
            }
            value.find_paths(&path, found);
        };
        match self {
            Self::Map(fields) => {
                for (key, value) in fields {
                    step(Step::Key(key.clone()), value);
                }
            }
            Self::List(items) => {
                if let Some(first) = items.first() {
                    step(Step::Index(0), first);
                }
            }
            _ => {}
        }
    }

    /// The value at the end of a way.
    pub fn at(&mut self, path: &[Step]) -> Option<&mut Self> {
        path.iter().try_fold(self, |json, step| match (json, step) {
            (Self::Map(fields), Step::Key(key)) => fields.get_mut(key),
            (Self::List(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        })
    }

    /// The value as JSON text.
    #[must_use]
    pub fn text(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(digits) => digits.clone(),
            Self::Text(text) => quoted(text),
            Self::List(items) => {
                format!("[{}]", items.iter().map(Self::text).collect::<Vec<_>>().join(","))
            }
            Self::Map(fields) => {
                let fields = fields.iter().map(|(key, value)| quoted(key) + ":" + &value.text());
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// The places where two values differ: `data[0].uTime: sent "1", written 1`.
#[must_use]
pub fn differences(sent: &Json, written: &Json) -> Vec<String> {
    let mut found = Vec::new();
    compare("", sent, Some(written), &mut found);
    found
}

fn compare(path: &str, sent: &Json, written: Option<&Json>, found: &mut Vec<String>) {
    match (sent, written) {
        (_, None) => found.push(format!("{path}: sent {sent}, not written")),
        (Json::Map(sent), Some(Json::Map(written))) => {
            for (key, value) in sent {
                compare(&format!("{path}.{key}"), value, written.get(key), found);
            }
            for (key, value) in written.iter().filter(|(key, _)| !sent.contains_key(*key)) {
                found.push(format!("{path}.{key}: written {value}, never sent"));
            }
        }
        (Json::List(sent), Some(Json::List(written))) if sent.len() == written.len() => {
            for (index, (sent, written)) in sent.iter().zip(written).enumerate() {
                compare(&format!("{path}[{index}]"), sent, Some(written), found);
            }
        }
        (sent, Some(written)) if sent != written => {
            found.push(format!("{path}: sent {sent}, written {written}"));
        }
        _ => {}
    }
}
