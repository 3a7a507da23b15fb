use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::HeaderValue;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::KeyError;

/// A secret text: an API secret, a passphrase, a token, a private key in hex or PEM.
///
/// * `Debug` prints `Secret(***)`; there is no `Display`. Reading it takes an explicit
///   [`expose`](Self::expose).
/// * The memory is overwritten when the last clone is dropped. A `String` handed to
///   [`new`](Self::new) becomes that memory; it is not copied.
/// * A clone shares the allocation and costs one reference count.
/// * Comparison takes the same time wherever two secrets of one length differ.
///
/// With the feature `serde`, `Secret` serializes as **its real value**, because that is what a
/// request body needs. Do not serialize one into a log or a configuration dump.
///
/// ```
/// use venue_auth::Secret;
///
/// let secret = Secret::new(String::from("4f2a9c7d"));
/// assert_eq!(format!("{secret:?}"), "Secret(***)");
/// assert_eq!(secret.expose(), "4f2a9c7d");
/// assert_eq!(secret, Secret::from("4f2a9c7d"));
/// ```
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Returns a secret of a text.
    ///
    /// A `String` is moved in. A `&str` is copied, and wiping the original stays with its owner.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    /// Returns the text itself. Every call is a place where a secret can leak.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the text as a header value, marked sensitive: its `Debug` prints `Sensitive`, and HTTP/2
    /// does not put it into the compression table.
    ///
    /// The value shares this secret's memory, and so is wiped with it. What an HTTP library copies
    /// into its output buffer is out of reach.
    ///
    /// # Errors
    ///
    /// [`KeyError::Empty`], or [`KeyError::HeaderCharacter`] for anything that would not arrive as
    /// it is: a line break, another control character, a character outside ASCII, a space at
    /// either end (a receiver strips it).
    ///
    /// ```
    /// # use venue_auth::{KeyError, Secret};
    /// let value = Secret::new("TestPass123").header_value()?;
    /// assert!(value.is_sensitive());
    /// assert_eq!(value, "TestPass123");
    ///
    /// let error = Secret::new("TestPass123\n").header_value().unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the secret cannot go into a header: character 12 is a line break; \
    ///      copy it again without it"
    /// );
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn header_value(&self) -> Result<HeaderValue, KeyError> {
        self.check_header()?;
        let shared = Bytes::from_owner(SharedBytes(self.clone()));
        // The check above is stricter than the one here, which knows no position.
        let mut value = HeaderValue::from_maybe_shared(shared)
            .map_err(|_| KeyError::HeaderCharacter { position: 1, found: "not allowed" })?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn check_header(&self) -> Result<(), KeyError> {
        if self.is_empty() {
            return Err(KeyError::Empty { what: "secret" });
        }
        let mut characters = self.expose().chars().enumerate().peekable();
        while let Some((index, character)) = characters.next() {
            let found = match character {
                '\r' | '\n' => "a line break",
                ' ' if index == 0 => "a space at the start",
                ' ' if characters.peek().is_none() => "a space at the end",
                ' '..='~' => continue,
                c if c.is_ascii() => "a control character",
                _ => "not ascii",
            };
            let position = index + 1;
            return Err(KeyError::HeaderCharacter { position, found });
        }
        Ok(())
    }
}

/// Lends a secret's own memory to a [`HeaderValue`].
struct SharedBytes(Secret);

impl AsRef<[u8]> for SharedBytes {
    fn as_ref(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        a.ct_eq(b).into()
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
