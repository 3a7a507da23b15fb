//! Writes values as JSON text, and as the bare text of paths and queries.

use std::fmt::{Display, Write as _};

/// How a field is written, where that is not its type's own form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// The form of the type.
    #[default]
    Usual,
    /// Numbers and times as JSON numbers.
    Number,
    /// Numbers and times as JSON strings.
    Quoted,
    /// Bools as these words, for no and for yes.
    Words(&'static str, &'static str),
}

/// Where values are written: a JSON text, or the texts of a path or query.
///
/// The style is that of the field that is being written; each type does of it what concerns it.
/// The first thing that cannot be written is kept, and makes the whole an error.
#[derive(Debug, Default)]
pub struct Writer {
    json: String,
    /// The texts, where no JSON is wanted: one, or those of a list.
    bare: Option<Vec<String>>,
    style: Style,
    fault: Option<String>,
}

impl Writer {
    /// Returns a writer of bare texts.
    pub(crate) fn bare(style: Style) -> Self {
        Self { bare: Some(Vec::new()), style, ..Self::default() }
    }

    /// Returns the JSON text.
    ///
    /// # Errors
    /// When something could not be written.
    pub(crate) fn into_json(self) -> Result<String, String> {
        self.fault.map_or(Ok(self.json), Err)
    }

    /// Returns the bare texts: none where the value is absent.
    ///
    /// # Errors
    /// When something could not be written.
    pub(crate) fn into_texts(self) -> Result<Vec<String>, String> {
        self.fault.map_or(Ok(self.bare.unwrap_or_default()), Err)
    }

    /// Takes what could not be written.
    pub(crate) fn take_fault(&mut self) -> Option<String> {
        self.fault.take()
    }

    /// Sets the style of what follows.
    pub(crate) fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    /// Says that a value cannot be written.
    #[cold]
    pub fn fail(&mut self, why: impl Into<String>) {
        self.fault.get_or_insert_with(|| why.into());
    }

    /// Writes the comma before an item, where one belongs there.
    fn separate(&mut self) {
        if !matches!(self.json.as_bytes().last(), None | Some(b'[' | b'{' | b':')) {
            self.json.push(',');
        }
    }

    /// Writes something as it is.
    pub(super) fn raw(&mut self, text: impl Display) {
        match &mut self.bare {
            Some(texts) => texts.push(text.to_string()),
            None => {
                self.separate();
                // Writing to a string does not fail.
                let _ = write!(self.json, "{text}");
            }
        }
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        if let Some(texts) = &mut self.bare {
            return texts.push(text.to_owned());
        }
        self.separate();
        quote(&mut self.json, text);
    }

    /// Writes a number that is a JSON number unless the style says otherwise.
    pub fn number(&mut self, digits: impl Display) {
        if self.style != Style::Quoted || self.bare.is_some() {
            return self.raw(digits);
        }
        self.quoted(digits);
    }

    /// Writes a number that is a JSON string unless the style says otherwise.
    pub(super) fn decimal(&mut self, digits: impl Display) {
        if self.style == Style::Number || self.bare.is_some() {
            return self.raw(digits);
        }
        self.quoted(digits);
    }

    /// Writes digits in quotes, in which nothing has to be escaped.
    fn quoted(&mut self, digits: impl Display) {
        self.separate();
        let _ = write!(self.json, "\"{digits}\"");
    }

    /// Writes a bool.
    pub(super) fn bool(&mut self, value: bool) {
        match self.style {
            Style::Words(no, yes) => self.text(if value { yes } else { no }),
            _ => self.raw(value),
        }
    }

    /// Writes that there is no value.
    pub(crate) fn null(&mut self) {
        if self.bare.is_none() {
            self.raw("null");
        }
    }

    /// Writes the beginning of a body that is an object, with room for one of usual size.
    pub(crate) fn begin_body(&mut self) {
        self.json.reserve(256);
        self.begin('{');
    }

    /// Writes the beginning of a list or object.
    pub(crate) fn begin(&mut self, open: char) {
        match self.bare {
            Some(_) if open == '[' => {}
            Some(_) => self.fail("an object cannot stand in a path or query"),
            None => {
                self.separate();
                self.json.push(open);
            }
        }
    }

    /// Writes the end of a list or object.
    pub(crate) fn end(&mut self, close: char) {
        if self.bare.is_none() {
            self.json.push(close);
        }
    }

    /// Writes the name of a field.
    pub(crate) fn key(&mut self, name: &str) {
        self.separate();
        quote(&mut self.json, name);
        self.json.push(':');
    }
}

/// Writes a text in quotes, its quotes, backslashes and control characters escaped.
pub(super) fn quote(to: &mut String, text: &str) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        to.push('"');
        to.push_str(text);
        to.push('"');
    } else {
        // A text can always be written.
        to.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}
