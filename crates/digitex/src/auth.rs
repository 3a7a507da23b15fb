//! Authentication: a trader's token in the `Authorization` header.

use std::fmt;

use venue_core::{
    Attempt, Authentication, Authenticator, Error, Secret, auth::Token, header::AUTHORIZATION,
    variable,
};

/// A trader's token.
///
/// ```no_run
/// # fn main() -> Result<(), venue_digitex::Error> {
/// use venue_digitex::Credentials;
/// let explicit = Credentials::new("token");
/// let from_env = Credentials::from_env()?; // DIGITEX_TOKEN
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Credentials(Secret);

impl Credentials {
    /// Returns credentials of a token from the exchange's website.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
    }

    /// Reads `DIGITEX_TOKEN`.
    ///
    /// # Errors
    /// When the variable is not set.
    pub fn from_env() -> Result<Self, Error> {
        variable("DIGITEX_TOKEN").map(Self::new)
    }
}

impl<T: Into<Secret>> From<T> for Credentials {
    fn from(token: T) -> Self {
        Self::new(token)
    }
}

/// Adds the token to requests, where there is one.
pub struct Signer(Option<(Secret, Token)>);

impl Signer {
    pub(crate) fn new(credentials: Option<Credentials>) -> Result<Self, Error> {
        let Some(Credentials(secret)) = credentials else { return Ok(Self(None)) };
        let token = Token::new(&secret).map_err(|error| {
            Error::configuration(format!("credentials: {error}")).with_source(error)
        })?;
        Ok(Self(Some((secret, token))))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Signer(***)")
    }
}

impl Authenticator for Signer {
    fn authenticate<'a>(&'a self, mut attempt: Attempt<'a>) -> Authentication<'a> {
        if let Some((_, token)) = &self.0 {
            attempt.insert(AUTHORIZATION, token.header_value());
        }
        Authentication::Done(Ok(()))
    }

    fn ready(&self) -> Result<(), String> {
        match self.0 {
            Some(_) => Ok(()),
            None => Err("needs a trader's token; give `Credentials::new(…)` or \
                 `Credentials::from_env()?` to `Client::builder()`"
                .to_owned()),
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        self.0.iter().map(|(secret, _)| secret.clone()).collect()
    }
}
