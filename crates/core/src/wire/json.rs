//! Reads JSON text into [`Wire`] values, in one pass and without loss.
//!
//! serde's usual readers make a float of `0.10` before anybody can see its digits, and looking at
//! the raw text first means to read everything twice. This reader hands each scalar over as it
//! stands (see [`Scalar`]), borrows what it can, and knows where it failed.
//! It accepts what RFC 8259 does, nested up to [`DEPTH`] levels, and refuses the rest.

#![allow(clippy::arithmetic_side_effects, reason = "positions in a text, which end where it does")]

use std::{borrow::Cow, fmt};

use super::{Scalar, Wire, decimal::Short};

/// How deep a response may be nested.
const DEPTH: u32 = 128;

/// Why a text could not be read, and where in it.
#[derive(Debug)]
pub struct Failure(Box<Fault>);

#[derive(Debug)]
struct Fault {
    path: String,
    /// What is wrong, without a word from the text.
    plain: Cow<'static, str>,
    /// The same with a quotation from the text, where there is one.
    quoting: Option<String>,
}

impl Failure {
    /// Returns a failure at the value that is being read, whose message may quote from the text.
    #[cold]
    pub fn new(message: impl Into<String>) -> Self {
        Self::quoting("a value that does not fit", message)
    }

    /// Returns a failure whose message quotes nothing from the text.
    #[cold]
    pub fn plain(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Fault { path: String::new(), plain: message.into(), quoting: None }))
    }

    /// Returns a failure with two messages, of which the second may quote from the text.
    #[cold]
    pub fn quoting(plain: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let quoting = Some(message.into());
        Self(Box::new(Fault { path: String::new(), plain: plain.into(), quoting }))
    }

    /// Returns the failure of an object that has a field twice.
    #[cold]
    pub(crate) fn duplicate(name: &str) -> Self {
        Self::quoting("a field stands twice", format!("duplicate field `{name}`"))
    }

    /// Returns what is wrong, without a word from the text: neither a value nor a name in it.
    pub(crate) fn without_quotation(&self) -> &str {
        &self.0.plain
    }

    /// The same failure, seen from around the field or element that holds it.
    #[cold]
    fn inside(mut self, step: fmt::Arguments<'_>) -> Self {
        let path = &self.0.path;
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        self.0.path = format!("{step}{dot}{path}");
        self
    }

    /// The same failure, seen from around a field.
    #[cold]
    pub(crate) fn inside_field(self, name: &str) -> Self {
        // A part of a long one is not shown: a part of a secret could not be redacted.
        self.inside(format_args!("{}", if name.len() <= 60 { name } else { "…" }))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { path, plain, quoting } = &*self.0;
        let message = quoting.as_deref().unwrap_or(plain);
        if path.is_empty() { to.write_str(message) } else { write!(to, "at `{path}`: {message}") }
    }
}

impl std::error::Error for Failure {}

/// Reads a whole text.
pub(crate) fn read<T: Wire>(text: &str) -> Result<T, Failure> {
    let mut reader = Reader::new(text);
    let value = T::read(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A place in a JSON text, from which [`Wire`] values are read.
#[derive(Debug)]
pub struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u32,
}

/// Each byte of a word is this one.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Where the first quote, backslash or control character stands; looks at eight bytes at a time.
#[inline]
fn special(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*eight);
        let zero = |word: u64| word.wrapping_sub(all(1)) & !word;
        let control = word.wrapping_sub(all(0x20)) & !word;
        let found = (zero(word ^ all(b'"')) | zero(word ^ all(b'\\')) | control) & all(0x80);
        if found != 0 {
            // The lowest mark is the first such byte; borrows spoil only those behind it.
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)) {
        at += 1;
    }
    at
}

impl<'de> Reader<'de> {
    pub(crate) fn new(text: &'de str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The next byte that is no white space; it is not taken.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = self.byte(self.at)?;
            if byte > b' ' || !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    #[cold]
    fn malformed(&self, at: usize, expected: &str) -> Failure {
        Failure::plain(match self.byte(at) {
            Some(_) => format!("not JSON: expected {expected} at byte {at}"),
            None => format!("not JSON: it ends where {expected} should follow"),
        })
    }

    fn take(&mut self, wanted: u8, name: &str) -> Result<(), Failure> {
        if self.peek() != Some(wanted) {
            return Err(self.malformed(self.at, name));
        }
        self.at += 1;
        Ok(())
    }

    /// Checks that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.malformed(self.at, "nothing more")),
        }
    }

    fn since(&self, start: usize) -> &'de str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Takes a string, whose quote is ahead. What it holds as written, and whether it has escapes.
    fn string(&mut self) -> Result<(&'de str, bool), Failure> {
        let start = self.at + 1;
        let mut escapes = false;
        let mut at = start;
        loop {
            at = special(self.text.as_bytes(), at);
            match self.byte(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escapes = true;
                    at += self.escape(at)?;
                }
                _ => return Err(self.malformed(at, "the end of a string")),
            }
        }
        self.at = at + 1;
        Ok((self.text.get(start..at).unwrap_or_default(), escapes))
    }

    /// The length of an escape.
    fn escape(&self, at: usize) -> Result<usize, Failure> {
        let hex = |index| self.byte(at + index).is_some_and(|byte| byte.is_ascii_hexdigit());
        match self.byte(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') if (2..6).all(hex) => Ok(6),
            _ => Err(self.malformed(at + 1, "the rest of an escape")),
        }
    }

    /// Checks that the name of a field is ahead.
    fn name(&mut self) -> Result<(), Failure> {
        match self.peek() {
            Some(b'"') => Ok(()),
            _ => Err(self.malformed(self.at, "a name")),
        }
    }

    /// Takes a string, whose quote is ahead, its escapes resolved.
    #[inline]
    pub(super) fn text(&mut self) -> Result<Cow<'de, str>, Failure> {
        match self.string()? {
            (inside, false) => Ok(Cow::Borrowed(inside)),
            (inside, true) => unescaped(inside).map(Cow::Owned),
        }
    }

    /// Takes a number. Its characters.
    fn number(&mut self) -> Result<&'de str, Failure> {
        let start = self.at;
        if self.byte(self.at) == Some(b'-') {
            self.at += 1;
        }
        let whole = self.at;
        self.digits()?;
        if self.byte(whole) == Some(b'0') && self.at > whole + 1 {
            return Err(self.malformed(whole, "a number without zeros before it"));
        }
        if self.byte(self.at) == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.since(start))
    }

    /// Takes a short decimal, in quotes or without, where one is ahead. Everything else stays for
    /// the careful readers, and so does what is not as it should be.
    #[inline]
    pub(super) fn short(&mut self) -> Option<Short> {
        self.peek()?;
        let (short, rest) = match self.text.as_bytes().get(self.at..)? {
            [b'"', inside @ ..] => match Short::leading(inside)? {
                (short, [b'"', rest @ ..]) => (short, rest),
                _ => return None,
            },
            [b'0', b'0'..=b'9', ..] | [b'-', b'0', b'0'..=b'9', ..] => return None,
            number => match Short::leading(number)? {
                (_, [b'.' | b'e' | b'E', ..]) => return None,
                found => found,
            },
        };
        self.at = self.text.len() - rest.len();
        Some(short)
    }

    fn digits(&mut self) -> Result<(), Failure> {
        let mut rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let start = rest.len();
        while let [b'0'..=b'9', behind @ ..] = rest {
            rest = behind;
        }
        if rest.len() == start {
            return Err(self.malformed(self.at, "a digit"));
        }
        self.at = self.text.len() - rest.len();
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Failure> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.malformed(self.at, "a value"))
    }

    /// Takes any value, and returns its text.
    pub(crate) fn skip(&mut self) -> Result<&'de str, Failure> {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'"') => self.string().map(drop)?,
            Some(b'-' | b'0'..=b'9') => self.number().map(drop)?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            Some(b'[') => {
                let mut items = self.open(b']')?;
                while items.more()? {
                    items.reader.skip()?;
                }
            }
            Some(b'{') => {
                let mut fields = self.open(b'}')?;
                while fields.more()? {
                    fields.reader.name()?;
                    fields.reader.string()?;
                    fields.reader.take(b':', "`:`")?;
                    fields.reader.skip()?;
                }
            }
            _ => return Err(self.malformed(start, "a value")),
        }
        Ok(self.since(start))
    }

    /// Takes what opens a list or object.
    fn open(&mut self, end: u8) -> Result<Items<'_, 'de>, Failure> {
        if self.depth == DEPTH {
            return Err(Failure::plain("nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(Items { reader: self, end, count: 0, ended: false })
    }

    /// Whether a list is ahead.
    #[doc(hidden)]
    pub fn is_list(&mut self) -> bool {
        self.peek() == Some(b'[')
    }

    /// Whether an object is ahead.
    pub(crate) fn is_object(&mut self) -> bool {
        self.peek() == Some(b'{')
    }

    /// Whether text is ahead.
    pub(super) fn is_text(&mut self) -> bool {
        self.peek() == Some(b'"')
    }

    /// Takes `null`, where that is ahead.
    pub(super) fn null(&mut self) -> Result<bool, Failure> {
        let null = self.peek() == Some(b'n');
        if null {
            self.word("null")?;
        }
        Ok(null)
    }

    /// Takes a list, whose items follow one by one.
    ///
    /// # Errors
    /// When something else is ahead than the list that was expected.
    pub fn items(&mut self, expected: &str) -> Result<Items<'_, 'de>, Failure> {
        if self.is_list() { self.open(b']') } else { Err(self.another(expected)) }
    }

    /// Takes an object, field by field; each call takes a value.
    ///
    /// # Errors
    /// When something else is ahead than the object that was expected, or a field is not read.
    pub fn fields(
        &mut self,
        expected: &str,
        each: &mut dyn FnMut(&str, &mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if !self.is_object() {
            return Err(self.another(expected));
        }
        let mut fields = self.open(b'}')?;
        while fields.more()? {
            fields.reader.name()?;
            let key = fields.reader.text()?;
            fields.reader.take(b':', "`:`")?;
            each(&key, fields.reader).map_err(|failure| failure.inside_field(&key))?;
        }
        Ok(())
    }

    /// The value ahead is of another kind.
    #[cold]
    pub(crate) fn another(&mut self, expected: &str) -> Failure {
        let found = match self.peek() {
            Some(b'"') => "text",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b'[') => "an array",
            Some(b'{') => "an object",
            _ => return self.malformed(self.at, "a value"),
        };
        Failure::plain(format!("expected {expected}, found {found}"))
    }

    /// Takes a scalar as it stands.
    ///
    /// # Errors
    /// When an object or array is ahead.
    #[inline]
    pub fn scalar(&mut self, expected: &str) -> Result<Scalar<'de>, Failure> {
        Ok(match self.peek() {
            Some(b'"') => Scalar::Text(self.text()?),
            Some(b'-' | b'0'..=b'9') => Scalar::Number(Cow::Borrowed(self.number()?)),
            Some(b't') => self.word("true").map(|()| Scalar::Bool(true))?,
            Some(b'f') => self.word("false").map(|()| Scalar::Bool(false))?,
            Some(b'n') => self.word("null").map(|()| Scalar::Null)?,
            _ => return Err(self.another(expected)),
        })
    }
}

/// A string without its escapes; rare enough to leave it to another reader.
#[cold]
fn unescaped(inside: &str) -> Result<String, Failure> {
    serde_json::from_str(&format!("\"{inside}\""))
        .map_err(|_| Failure::plain("not JSON: an escape that stands for no character"))
}

/// What is left of a list, or of an object.
#[derive(Debug)]
pub struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    end: u8,
    count: usize,
    ended: bool,
}

impl<'de> Items<'_, 'de> {
    /// Whether another element or field follows; takes the comma before it, or the end.
    fn more(&mut self) -> Result<bool, Failure> {
        if self.ended {
            return Ok(false);
        }
        match self.reader.peek() {
            Some(b',') if self.count > 0 => self.reader.at += 1,
            Some(byte) if byte == self.end => {
                self.ended = true;
                self.reader.at += 1;
                self.reader.depth -= 1;
                return Ok(false);
            }
            _ if self.count == 0 => {}
            _ => {
                let expected = if self.end == b'}' { "`,` or `}`" } else { "`,` or `]`" };
                return Err(self.reader.malformed(self.reader.at, expected));
            }
        }
        self.count += 1;
        Ok(true)
    }

    /// Reads the next item, if there is one.
    ///
    /// # Errors
    /// When the item is not read, or the text is not JSON.
    #[inline]
    pub fn next<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        if !self.more()? {
            return Ok(None);
        }
        let index = self.count - 1;
        let item = read(self.reader);
        item.map(Some).map_err(|failure| failure.inside(format_args!("[{index}]")))
    }

    /// Takes the next item, if there is one, and returns its text.
    pub(super) fn raw(&mut self) -> Result<Option<&'de str>, Failure> {
        if self.more()? { self.reader.skip().map(Some) } else { Ok(None) }
    }

    /// Takes the items that nobody has asked for.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn skip_rest(&mut self) -> Result<(), Failure> {
        while self.raw()?.is_some() {}
        Ok(())
    }
}
