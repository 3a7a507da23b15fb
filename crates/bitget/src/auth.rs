//! Authentication: an HMAC-SHA256 or RSA signature over what is sent.

use std::fmt;

use venue_core::{
    Attempt, Authentication, Authenticator, Error, Secret,
    auth::{HmacSha256, KeyError},
    header::{HeaderName, HeaderValue},
    variable,
};

const ACCESS_KEY: HeaderName = HeaderName::from_static("access-key");
const ACCESS_PASSPHRASE: HeaderName = HeaderName::from_static("access-passphrase");
const ACCESS_SIGN: HeaderName = HeaderName::from_static("access-sign");
const ACCESS_TIMESTAMP: HeaderName = HeaderName::from_static("access-timestamp");

/// An API key, its secret, and the passphrase that was chosen with it.
///
/// ```no_run
/// # fn main() -> Result<(), venue_bitget::Error> {
/// use venue_bitget::Credentials;
/// let explicit = Credentials::new("key", "secret", "passphrase");
/// let from_env = Credentials::from_env()?; // BITGET_API_KEY, BITGET_API_SECRET, BITGET_API_PASSPHRASE
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Credentials {
    key: Secret,
    secret: Secret,
    passphrase: Secret,
    kind: Kind,
}

/// What the secret is.
#[derive(Clone, Copy)]
enum Kind {
    Hmac,
    #[cfg(feature = "rsa")]
    Rsa,
}

impl Credentials {
    /// Returns credentials of an HMAC key, the usual kind, whose secret is text.
    pub fn new(
        key: impl Into<Secret>,
        secret: impl Into<Secret>,
        passphrase: impl Into<Secret>,
    ) -> Self {
        let (key, secret, passphrase) = (key.into(), secret.into(), passphrase.into());
        Self { key, secret, passphrase, kind: Kind::Hmac }
    }

    /// Returns credentials of an RSA key, with the private key as PKCS#8 in PEM.
    #[cfg(feature = "rsa")]
    pub fn rsa(
        key: impl Into<Secret>,
        private_key_pem: impl Into<Secret>,
        passphrase: impl Into<Secret>,
    ) -> Self {
        Self { kind: Kind::Rsa, ..Self::new(key, private_key_pem, passphrase) }
    }

    /// Reads `BITGET_API_KEY`, `BITGET_API_SECRET` and `BITGET_API_PASSPHRASE`.
    ///
    /// # Errors
    /// When a variable is not set; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        let [key, secret, passphrase] =
            ["BITGET_API_KEY", "BITGET_API_SECRET", "BITGET_API_PASSPHRASE"].map(variable);
        Ok(Self::new(key?, secret?, passphrase?))
    }

    fn missing(&self) -> Option<&'static str> {
        [(&self.key, "API key"), (&self.secret, "secret"), (&self.passphrase, "passphrase")]
            .into_iter()
            .find_map(|(part, name)| part.is_empty().then_some(name))
    }
}

impl<K: Into<Secret>, S: Into<Secret>, P: Into<Secret>> From<(K, S, P)> for Credentials {
    fn from((key, secret, passphrase): (K, S, P)) -> Self {
        Self::new(key, secret, passphrase)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Credentials(***)")
    }
}

/// Signs requests, where there are credentials.
pub struct Signer(Option<Keys>);

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Signer(***)")
    }
}

struct Keys {
    credentials: Credentials,
    key: HeaderValue,
    passphrase: HeaderValue,
    signer: Algorithm,
}

enum Algorithm {
    Hmac(HmacSha256),
    #[cfg(feature = "rsa")]
    Rsa(Box<venue_core::auth::RsaSha256>),
}

impl Signer {
    /// Prepares the key; a client without credentials can call what is public.
    pub(crate) fn new(credentials: Option<Credentials>) -> Result<Self, Error> {
        let Some(credentials) = credentials else { return Ok(Self(None)) };
        if let Some(part) = credentials.missing() {
            return Err(Error::configuration(format!("credentials: the {part} is empty")));
        }
        let unusable = |error: KeyError| {
            Error::configuration(format!("credentials: {error}")).with_source(error)
        };
        let key = credentials.key.header_value().map_err(unusable)?;
        let passphrase = credentials.passphrase.header_value().map_err(unusable)?;
        let signer = match credentials.kind {
            Kind::Hmac => Algorithm::Hmac(HmacSha256::new(&credentials.secret).map_err(unusable)?),
            #[cfg(feature = "rsa")]
            Kind::Rsa => Algorithm::Rsa(Box::new(
                venue_core::auth::RsaSha256::from_pkcs8_pem(&credentials.secret)
                    .map_err(unusable)?,
            )),
        };
        Ok(Self(Some(Keys { credentials, key, passphrase, signer })))
    }
}

impl Keys {
    /// Signs time, method, path, query (raw, not percent-encoded) and body, and adds the headers.
    fn sign(&self, attempt: &mut Attempt<'_>) -> Result<(), Error> {
        let time = attempt.time.to_string();
        let outgoing = attempt.outgoing;
        let mut query = String::new();
        if !outgoing.query.is_empty() {
            query.push('?');
            outgoing.query.write_raw(&mut query);
        }
        let body = outgoing.body.as_ref().map_or(&[][..], |body| &body.bytes);
        let text = [
            time.as_bytes(),
            outgoing.operation.method.as_str().as_bytes(),
            attempt.path.as_bytes(),
            query.as_bytes(),
            body,
        ];
        let signature = match &self.signer {
            Algorithm::Hmac(key) => key.sign_base64(&text),
            #[cfg(feature = "rsa")]
            Algorithm::Rsa(key) => key.sign_base64(&text).map_err(|error| {
                Error::configuration(format!("credentials: {error}")).with_source(error)
            })?,
        };
        attempt.insert(ACCESS_KEY, self.key.clone());
        attempt.insert(ACCESS_PASSPHRASE, self.passphrase.clone());
        attempt.header(ACCESS_SIGN, signature, true)?;
        attempt.header(ACCESS_TIMESTAMP, time, false)
    }
}

impl Authenticator for Signer {
    fn authenticate<'a>(&'a self, mut attempt: Attempt<'a>) -> Authentication<'a> {
        Authentication::Done(match &self.0 {
            Some(keys) => keys.sign(&mut attempt),
            None => Ok(()),
        })
    }

    fn ready(&self) -> Result<(), String> {
        match self.0 {
            Some(_) => Ok(()),
            None => Err("needs an API key, secret and passphrase; give \
                 `Credentials::new(…)` or `Credentials::from_env()?` to `Client::builder()`"
                .to_owned()),
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        self.0
            .iter()
            .flat_map(|keys| {
                let Credentials { key, secret, passphrase, .. } = &keys.credentials;
                [key.clone(), secret.clone(), passphrase.clone()]
            })
            .collect()
    }
}
