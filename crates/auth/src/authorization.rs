use std::fmt;

use http::HeaderValue;

use crate::{KeyError, Secret};

/// The `Authorization` header value `Token <secret>`.
///
/// The header value is made once; each use shares it. It is marked sensitive, and wiped when the
/// last copy is dropped.
///
/// ```
/// use venue_auth::{Secret, Token};
///
/// let token = Token::new(&Secret::new("ad9f2e"))?;
/// assert_eq!(token.header_value(), "Token ad9f2e");
/// assert_eq!(format!("{token:?} {:?}", token.header_value()), "Token(***) Sensitive");
/// # Ok::<(), venue_auth::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Token(HeaderValue);

impl Token {
    /// Returns the header value of a secret.
    ///
    /// # Errors
    ///
    /// [`KeyError::Empty`], or [`KeyError::HeaderCharacter`] for a secret with a space, a line
    /// break, another control character or a character outside ASCII.
    pub fn new(secret: &Secret) -> Result<Self, KeyError> {
        credentials("Token ", secret).map(Self)
    }

    /// Returns `Token <secret>`, for the header `Authorization`.
    #[must_use]
    pub fn header_value(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// The `Authorization` header value `Bearer <secret>` (RFC 6750).
///
/// The header value is made once; each use shares it. It is marked sensitive, and wiped when the
/// last copy is dropped.
///
/// ```
/// use venue_auth::{Bearer, Secret};
///
/// let bearer = Bearer::new(&Secret::new("eyJhbGciOiJIUzUxMiJ9.e30.c2ln"))?;
/// assert_eq!(bearer.header_value(), "Bearer eyJhbGciOiJIUzUxMiJ9.e30.c2ln");
/// # Ok::<(), venue_auth::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Bearer(HeaderValue);

impl Bearer {
    /// Returns the header value of a secret.
    ///
    /// # Errors
    ///
    /// As for [`Token::new`].
    pub fn new(secret: &Secret) -> Result<Self, KeyError> {
        credentials("Bearer ", secret).map(Self)
    }

    /// Returns `Bearer <secret>`, for the header `Authorization`.
    #[must_use]
    pub fn header_value(&self) -> HeaderValue {
        self.0.clone()
    }
}

fn credentials(scheme: &str, secret: &Secret) -> Result<HeaderValue, KeyError> {
    // On the bare secret, so that positions in an error are the user's.
    secret.header_value()?;
    if let Some(index) = secret.expose().find(' ') {
        return Err(KeyError::HeaderCharacter { position: index + 1, found: "a space" });
    }
    // Of the exact size: growing would leave an unwiped piece behind.
    let mut text = String::with_capacity(scheme.len() + secret.expose().len());
    text.push_str(scheme);
    text.push_str(secret.expose());
    Secret::new(text).header_value()
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(***)")
    }
}
