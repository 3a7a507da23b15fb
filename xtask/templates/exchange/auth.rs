//! Proving who sends: an HMAC-SHA256 signature over what goes out.

use std::fmt;

use venue_core::{
    Attempt, Authentication, Authenticator, Error, Secret, auth::HmacSha256, variable,
};

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
    /// A key and its secret from the exchange's website.
    pub fn new(key: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }

    /// Reads `{{NAME}}_API_KEY` and `{{NAME}}_API_SECRET`.
    ///
    /// # Errors
    /// Names the variable that is not set.
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
pub struct Signer(Option<(Credentials, HmacSha256)>);

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Signer(***)")
    }
}

impl Signer {
    /// Prepares the key; a client without credentials can call what is public.
    pub(crate) fn new(credentials: Option<Credentials>) -> Result<Self, Error> {
        let Some(credentials) = credentials else { return Ok(Self(None)) };
        if credentials.key.is_empty() {
            return Err(Error::configuration("credentials: the API key is empty"));
        }
        let key = HmacSha256::new(&credentials.secret).map_err(|error| {
            Error::configuration(format!("credentials: {error}")).with_source(error)
        })?;
        Ok(Self(Some((credentials, key))))
    }
}

/// Adds key, time and signature. TODO: what the exchange signs, and the names of its headers.
///
/// The signed text: time, method, path with its query as sent, body.
fn sign(
    attempt: &mut Attempt<'_>,
    credentials: &Credentials,
    key: &HmacSha256,
) -> Result<(), Error> {
    let time = attempt.time.to_string();
    let outgoing = &attempt.outgoing;
    let mut target = attempt.path.to_owned();
    if !outgoing.query.is_empty() {
        target.push('?');
        outgoing.query.write_encoded(&mut target);
    }
    let signature = key.sign_hex(&[
        time.as_bytes(),
        outgoing.operation.method.as_str().as_bytes(),
        target.as_bytes(),
        outgoing.body.as_ref().map_or(&[][..], |body| &body.bytes),
    ]);
    attempt.secret_header("x-api-key", &credentials.key)?;
    attempt.secret_header("x-signature", &Secret::new(signature))?;
    attempt.header("x-timestamp", &time)
}

impl Authenticator for Signer {
    fn authenticate<'a>(&'a self, mut attempt: Attempt<'a>) -> Authentication<'a> {
        Authentication::Done(match &self.0 {
            Some((credentials, key)) => sign(&mut attempt, credentials, key),
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
        let known = self.0.iter();
        known
            .flat_map(|(credentials, _)| [credentials.key.clone(), credentials.secret.clone()])
            .collect()
    }
}
