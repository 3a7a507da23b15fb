//! Authentication: an HMAC-SHA256 signature over what is sent.

use std::fmt;

use venue_core::{
    Attempt, Authentication, Authenticator, Error, Secret,
    auth::{HmacSha256, KeyError},
    header::{HeaderName, HeaderValue},
    variable,
};

// TODO: the names of the exchange's headers.
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-timestamp");

/// An API key and its secret.
///
/// ```no_run
/// # fn main() -> Result<(), venue_{{name}}::Error> {
/// use venue_{{name}}::Credentials;
/// let explicit = Credentials::new("key", "secret");
/// let from_env = Credentials::from_env()?; // {{NAME}}_API_KEY and {{NAME}}_API_SECRET
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Credentials {
    key: Secret,
    secret: Secret,
}

impl Credentials {
    /// Returns credentials of a key and its secret from the exchange's website.
    pub fn new(key: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }

    /// Reads `{{NAME}}_API_KEY` and `{{NAME}}_API_SECRET`.
    ///
    /// # Errors
    /// When a variable is not set; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self::new(variable("{{NAME}}_API_KEY")?, variable("{{NAME}}_API_SECRET")?))
    }
}

impl<K: Into<Secret>, S: Into<Secret>> From<(K, S)> for Credentials {
    fn from((key, secret): (K, S)) -> Self {
        Self::new(key, secret)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Credentials(***)")
    }
}

/// Signs requests, where there are credentials.
pub struct Signer(Option<Keys>);

struct Keys {
    credentials: Credentials,
    header: HeaderValue,
    key: HmacSha256,
}

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Signer(***)")
    }
}

impl Signer {
    /// Prepares the key; a client without credentials can call what is public.
    pub(crate) fn new(credentials: Option<Credentials>) -> Result<Self, Error> {
        let Some(credentials) = credentials else { return Ok(Self(None)) };
        let unusable = |error: KeyError| {
            Error::configuration(format!("credentials: {error}")).with_source(error)
        };
        let header = credentials.key.header_value().map_err(unusable)?;
        let key = HmacSha256::new(&credentials.secret).map_err(unusable)?;
        Ok(Self(Some(Keys { credentials, header, key })))
    }
}

/// Adds key, time and signature. TODO: what the exchange signs.
///
/// Signs time, method, path with its query as sent, and body.
fn sign(attempt: &mut Attempt<'_>, keys: &Keys) -> Result<(), Error> {
    let time = attempt.time.to_string();
    let outgoing = attempt.outgoing;
    let mut target = attempt.path.to_owned();
    if !outgoing.query.is_empty() {
        target.push('?');
        outgoing.query.write_encoded(&mut target);
    }
    let signature = keys.key.sign_hex(&[
        time.as_bytes(),
        outgoing.operation.method.as_str().as_bytes(),
        target.as_bytes(),
        outgoing.body.as_ref().map_or(&[][..], |body| &body.bytes),
    ]);
    attempt.insert(API_KEY, keys.header.clone());
    attempt.header(SIGNATURE, signature, true)?;
    attempt.header(TIMESTAMP, time, false)
}

impl Authenticator for Signer {
    fn authenticate<'a>(&'a self, mut attempt: Attempt<'a>) -> Authentication<'a> {
        Authentication::Done(match &self.0 {
            Some(keys) => sign(&mut attempt, keys),
            None => Ok(()),
        })
    }

    fn ready(&self) -> Result<(), String> {
        match self.0 {
            Some(_) => Ok(()),
            None => Err("needs an API key and its secret; give `Credentials::new(…)` or \
                 `Credentials::from_env()?` to `Client::builder()`"
                .to_owned()),
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        let known = self.0.iter().map(|keys| &keys.credentials);
        known.flat_map(|known| [known.key.clone(), known.secret.clone()]).collect()
    }
}
