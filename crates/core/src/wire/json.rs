//! Reads JSON text into [`Wire`] values, in one pass and without loss.
//!
//! serde's usual readers make a float of `0.10` before anybody can see its digits, and looking at
//! the raw text first means to read everything twice. This reader hands each scalar over as it
//! stands (see [`Scalar`](super::Scalar)), borrows what it can, and knows where it failed.
//! It accepts what RFC 8259 does, nested up to [`DEPTH`] levels, and refuses the rest.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, Error as _, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
        value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{
    Wire,
    decimal::Short,
    scalar::{DECIMAL, SCALAR},
};

/// How deep an answer may be nested.
const DEPTH: u32 = 128;

/// Why a text could not be read, and where in it.
#[derive(Debug)]
pub(crate) struct Failure(Box<Fault>);

#[derive(Debug)]
struct Fault {
    path: String,
    message: String,
}

impl Failure {
    /// The same failure, seen from around the member or element that holds it.
    fn inside(mut self, step: fmt::Arguments<'_>) -> Self {
        let path = &self.0.path;
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        self.0.path = format!("{step}{dot}{path}");
        self
    }

    /// The same failure, seen from around a member.
    pub(crate) fn inside_member(self, name: &str) -> Self {
        let shown: String = name.chars().take(60).collect();
        self.inside(format_args!("{shown}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { path, message } = &*self.0;
        if path.is_empty() { to.write_str(message) } else { write!(to, "at `{path}`: {message}") }
    }
}

impl std::error::Error for Failure {}

impl serde::de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let (path, mut message) = (String::new(), message.to_string());
        // serde's own messages quote whatever they found, at any length.
        if let Some((end, _)) = message.char_indices().nth(240) {
            message.truncate(end);
            message.push('…');
        }
        Self(Box::new(Fault { path, message }))
    }
}

/// Reads a whole text.
pub(crate) fn read<T: Wire>(text: &str) -> Result<T, Failure> {
    let mut reader = Reader::new(text);
    let value = T::decode(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A place in a JSON text.
#[derive(Debug)]
pub(crate) struct Reader<'de> {
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
        Failure::custom(match self.byte(at) {
            Some(_) => format_args!("not JSON: expected {expected} at byte {at}").to_string(),
            None => format_args!("not JSON: it ends where {expected} should follow").to_string(),
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

    /// Checks that the name of a member is ahead.
    fn name(&mut self) -> Result<(), Failure> {
        match self.peek() {
            Some(b'"') => Ok(()),
            _ => Err(self.malformed(self.at, "a name")),
        }
    }

    /// Takes a string, whose quote is ahead, its escapes resolved.
    #[inline]
    fn text(&mut self) -> Result<Cow<'de, str>, Failure> {
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
    fn short(&mut self) -> Option<Short> {
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
                let mut members = self.open(b'}')?;
                while members.more()? {
                    members.reader.name()?;
                    members.reader.string()?;
                    members.reader.take(b':', "`:`")?;
                    members.reader.skip()?;
                }
            }
            _ => return Err(self.malformed(start, "a value")),
        }
        Ok(self.since(start))
    }

    /// Takes what opens a list or object.
    fn open(&mut self, end: u8) -> Result<Within<'_, 'de>, Failure> {
        if self.depth == DEPTH {
            return Err(Failure::custom("nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(Within { reader: self, end, count: 0, ended: false, key: 0..0 })
    }

    /// Takes an object, member by member; each call takes a value.
    pub(crate) fn members(
        &mut self,
        mut each: impl FnMut(&str, &mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.peek() != Some(b'{') {
            return Err(self.another(&"an object"));
        }
        let mut members = self.open(b'}')?;
        while members.more()? {
            members.reader.name()?;
            let key = members.reader.text()?;
            members.reader.take(b':', "`:`")?;
            each(&key, members.reader).map_err(|failure| failure.inside_member(&key))?;
        }
        Ok(())
    }

    /// The value ahead is of another kind.
    #[cold]
    fn another(&mut self, expected: &dyn Expected) -> Failure {
        let found = match self.peek() {
            Some(b'"') => "text",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b'[') => "an array",
            Some(b'{') => "an object",
            _ => return self.malformed(self.at, "a value"),
        };
        Failure::custom(format_args!("expected {expected}, found {found}"))
    }

    /// Hands over a scalar as it stands: text, or digits by way of `visit_some`.
    #[inline]
    fn scalar<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Failure> {
        match self.peek() {
            Some(b'"') => self.deserialize_identifier(visitor),
            Some(b'-' | b'0'..=b'9') => {
                visitor.visit_some(BorrowedStrDeserializer::new(self.number()?))
            }
            Some(b't') => self.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.word("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'n') => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => Err(self.another(&visitor)),
        }
    }
}

/// A string without its escapes; rare enough to leave it to another reader.
#[cold]
fn unescaped(inside: &str) -> Result<String, Failure> {
    serde_json::from_str(&format!("\"{inside}\""))
        .map_err(|_| Failure::custom("not JSON: an escape that stands for no character"))
}

/// Within a list or object.
struct Within<'a, 'de> {
    reader: &'a mut Reader<'de>,
    end: u8,
    count: usize,
    ended: bool,
    /// Where the latest key stands.
    key: std::ops::Range<usize>,
}

impl Within<'_, '_> {
    /// Whether another element or member follows; takes the comma before it, or the end.
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

    /// After a visitor has had its say.
    fn close(mut self) -> Result<(), Failure> {
        match self.more()? {
            false => Ok(()),
            true => Err(Failure::custom("more elements than were expected")),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Within<'_, 'de> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        if !self.more()? {
            return Ok(None);
        }
        let index = self.count - 1;
        let value = seed.deserialize(&mut *self.reader);
        value.map(Some).map_err(|failure| failure.inside(format_args!("[{index}]")))
    }
}

impl<'de> MapAccess<'de> for &mut Within<'_, 'de> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failure> {
        if !self.more()? {
            return Ok(None);
        }
        self.reader.name()?;
        let start = self.reader.at + 1;
        let key = seed.deserialize(&mut *self.reader)?;
        self.key = start..self.reader.at - 1;
        self.reader.take(b':', "`:`")?;
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        seed.deserialize(&mut *self.reader).map_err(|failure| {
            failure.inside_member(self.reader.text.get(self.key.clone()).unwrap_or_default())
        })
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => {
                let digits = self.number()?;
                if let Ok(number) = digits.parse() {
                    return visitor.visit_u64(number);
                }
                match (digits.parse(), digits.parse()) {
                    (Ok(number), _) => visitor.visit_i64(number),
                    (_, Ok(number)) => visitor.visit_f64(number),
                    _ => Err(Failure::invalid_value(Unexpected::Other(digits), &visitor)),
                }
            }
            Some(b'[') => {
                let mut items = self.open(b']')?;
                let value = visitor.visit_seq(&mut items)?;
                items.close()?;
                Ok(value)
            }
            Some(b'{') => {
                let mut members = self.open(b'}')?;
                let value = visitor.visit_map(&mut members)?;
                members.close()?;
                Ok(value)
            }
            _ => self.scalar(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match name {
            DECIMAL => match self.short() {
                Some(short) => visitor.visit_u128(short.pack()),
                None => self.scalar(visitor),
            },
            SCALAR => self.scalar(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// A record is an object; a list of its values in order would be guesswork.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.peek() {
            Some(b'{') => self.deserialize_any(visitor),
            _ => Err(self.another(&"an object")),
        }
    }

    /// The name of a member, which is known to be a string.
    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map enum
    }
}
