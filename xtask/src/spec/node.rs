//! YAML with positions: every value knows its line, and every number keeps its digits.

use std::{collections::HashSet, fmt};

use saphyr_parser::{Event, Parser, ScalarStyle};

/// How deep a spec may nest.
const MAX_DEPTH: usize = 64;

/// Where something stands in a file, counted from one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub line: usize,
    pub column: usize,
}

impl Span {
    fn of(range: &saphyr_parser::Span) -> Self {
        Self { line: range.start.line().max(1), column: range.start.col() + 1 }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}:{}", self.line, self.column)
    }
}

/// A value of a YAML document.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub data: Data,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum Data {
    Null,
    Bool(bool),
    /// The digits as they stand in the file.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    pub span: Span,
    pub key: String,
    pub value: Node,
}

/// Why a document could not be read.
#[derive(Debug)]
pub struct YamlError {
    pub span: Span,
    pub message: String,
}

impl Node {
    /// Reads the one document of a file.
    pub fn parse(text: &str) -> Result<Self, YamlError> {
        let mut stack: Vec<Open> = Vec::new();
        let mut root: Option<Node> = None;
        let mut end = Span { line: 1, column: 1 };
        for event in Parser::new_from_str(text) {
            let (event, range) = event.map_err(|error| YamlError {
                span: Span { line: error.marker().line().max(1), column: error.marker().col() + 1 },
                message: format!("{}; {}", error.info(), remedy(error.info())),
            })?;
            let span = Span::of(&range);
            end = span;
            let refuse = |message: &str| YamlError { span, message: message.to_owned() };
            let done = match event {
                Event::Scalar(text, style, _, _) => Some(Self { span, data: scalar(&text, style) }),
                Event::SequenceStart(..) | Event::MappingStart(..) if stack.len() >= MAX_DEPTH => {
                    return Err(refuse("nested deeper than 64; make the inner schemas components"));
                }
                Event::SequenceStart(..) => {
                    stack.push(Open::new(span, Data::List(Vec::new())));
                    None
                }
                Event::MappingStart(..) => {
                    stack.push(Open::new(span, Data::Map(Vec::new())));
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    stack.pop().map(|open| Self { span: open.span, data: open.data })
                }
                Event::Alias(_) => return Err(refuse("aliases are not supported; use `$ref`")),
                Event::DocumentStart(_) if root.is_some() => {
                    return Err(refuse("a spec is one YAML document; make a file of the second"));
                }
                _ => None,
            };
            let Some(node) = done else { continue };
            match stack.last_mut() {
                Some(open) => open.take(node)?,
                None => root = Some(node),
            }
        }
        root.ok_or_else(|| YamlError {
            span: end,
            message: "the file is empty; write a spec, or take it away".to_owned(),
        })
    }

    /// The value under a key of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The value under a key of a map, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.entries_mut().iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// Sets the value under a key of a map to a text.
    pub fn set(&mut self, key: &str, text: String) {
        let value = Self { span: self.span, data: Data::Text(text) };
        if let Some(old) = self.get_mut(key) {
            *old = value;
        } else if let Data::Map(entries) = &mut self.data {
            entries.push(Entry { span: value.span, key: key.to_owned(), value });
        }
    }

    /// Takes an entry out of a map.
    pub fn remove(&mut self, key: &str) {
        if let Data::Map(entries) = &mut self.data {
            entries.retain(|entry| entry.key != key);
        }
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a map, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries of a map, to be changed.
    pub fn entries_mut(&mut self) -> &mut [Entry] {
        match &mut self.data {
            Data::Map(entries) => entries,
            _ => &mut [],
        }
    }

    /// The items of a list.
    pub fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text under a key of a map.
    pub fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The value of a boolean.
    pub fn is_true(&self) -> bool {
        matches!(self.data, Data::Bool(true))
    }

    /// The text or digits of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn integer(&self) -> Option<i64> {
        match &self.data {
            Data::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The value as JSON text, numbers digit by digit.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        match &self.data {
            Data::Null => json.push_str("null"),
            Data::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
            Data::Number(digits) => json.push_str(digits),
            Data::Text(text) => json.push_str(&quoted(text)),
            Data::List(items) => {
                json.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    item.write_json(json);
                }
                json.push(']');
            }
            Data::Map(entries) => {
                json.push('{');
                for (index, entry) in entries.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    json.push_str(&quoted(&entry.key));
                    json.push(':');
                    entry.value.write_json(json);
                }
                json.push('}');
            }
        }
    }
}

/// Text from a spec inside a message: on one line, and not longer than that can bear.
pub fn shown(text: &str) -> String {
    let mut shown = String::from("`");
    for (count, character) in text.chars().enumerate() {
        match character {
            _ if count == 60 => {
                shown.push('…');
                break;
            }
            '`' => shown.push('\''),
            _ if character.is_control() => shown.extend(character.escape_debug()),
            _ => shown.push(character),
        }
    }
    shown.push('`');
    shown
}

fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// What to do about an error of the parser, which says only what it saw.
fn remedy(error: &str) -> &'static str {
    if error.contains("tabs") {
        "indent with spaces"
    } else if error.contains("unprintable") {
        "save the file as text in UTF-8"
    } else if error.contains("recursion") {
        "make the inner schemas components"
    } else {
        "look here and in the line before for a bracket, quote, colon or indent that is missing or too many"
    }
}

/// A list or map whose end has not been read.
struct Open {
    span: Span,
    key: Option<(Span, String)>,
    /// The keys so far: comparing each with each would take minutes in a map of 100,000.
    keys: HashSet<String>,
    data: Data,
}

impl Open {
    fn new(span: Span, data: Data) -> Self {
        Self { span, key: None, keys: HashSet::new(), data }
    }

    fn take(&mut self, node: Node) -> Result<(), YamlError> {
        match &mut self.data {
            Data::List(items) => items.push(node),
            Data::Map(entries) => match self.key.take() {
                Some((span, key)) => entries.push(Entry { span, key, value: node }),
                None => {
                    let span = node.span;
                    let key = match node.data {
                        Data::Text(text) | Data::Number(text) => text,
                        Data::Bool(value) => value.to_string(),
                        _ => {
                            let message = "a key must be a single value".to_owned();
                            return Err(YamlError { span, message });
                        }
                    };
                    if !self.keys.insert(key.clone()) {
                        let key = shown(&key);
                        let message = format!("the key {key} stands here twice; keep one of them");
                        return Err(YamlError { span, message });
                    }
                    self.key = Some((span, key));
                }
            },
            _ => {}
        }
        Ok(())
    }
}

/// A scalar by the rules of YAML 1.2's core schema.
fn scalar(text: &str, style: ScalarStyle) -> Data {
    if style != ScalarStyle::Plain {
        return Data::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        // What JSON takes for a number, so that the digits can be copied as they are.
        _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => {
            Data::Number(text.to_owned())
        }
        _ => Data::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_on_the_way_to_json() {
        let node = Node::parse("a: [1.50, 1e-20, \"2\", 100000.0, yes]\n200: ~\n").unwrap();
        assert_eq!(node.to_json(), r#"{"a":[1.50,1e-20,"2",100000.0,"yes"],"200":null}"#);
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_its_span() {
        let error = Node::parse("a: 1\nb:\n  c: 1\n  c: 2\n").unwrap_err();
        assert_eq!(
            (error.span.to_string().as_str(), error.message.contains("twice")),
            ("4:3", true)
        );
    }

    #[test]
    fn deep_nesting_is_an_error_not_a_crash() {
        assert!(Node::parse(&"[".repeat(100_000)).is_err());
    }
}
