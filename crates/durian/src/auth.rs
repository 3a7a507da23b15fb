//! Authentication: a bearer token, which a login returns.

use std::{
    fmt,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use venue_core::{
    Attempt, Authentication, Authenticator, Error, ErrorKind, Operation, Outcome, Response, Secret,
    Security, SideChannel, auth::Bearer, header::AUTHORIZATION, variable,
};

use crate::generated::api::{
    operations,
    types::{LoginMethod, LoginRequest, Session},
};

/// An email address with its secret, or a token from an earlier login.
///
/// ```no_run
/// # fn main() -> Result<(), venue_durian::Error> {
/// use venue_durian::Credentials;
/// let login = Credentials::new("me@example.com", "secret");
/// let token = Credentials::token("eyJhbGciOiJIUzUxMiJ9…");
/// let from_env = Credentials::from_env()?; // DURIAN_EMAIL and DURIAN_SECRET, or DURIAN_TOKEN
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Credentials {
    login: Option<(String, Secret)>,
    token: Option<Secret>,
}

impl Credentials {
    /// Returns credentials with which the client logs in when it first needs to, and again when its
    /// token has expired.
    pub fn new(email: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { login: Some((email.into(), secret.into())), token: None }
    }

    /// Returns credentials of a token, which the client cannot renew.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self { login: None, token: Some(token.into()) }
    }

    /// Reads `DURIAN_TOKEN`, or else `DURIAN_EMAIL` and `DURIAN_SECRET`.
    ///
    /// # Errors
    /// When a variable is not set; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        match variable("DURIAN_TOKEN") {
            Ok(token) => Ok(Self::token(token)),
            Err(_) => Ok(Self::new(variable("DURIAN_EMAIL")?, variable("DURIAN_SECRET")?)),
        }
    }
}

impl<E: Into<String>, S: Into<Secret>> From<(E, S)> for Credentials {
    fn from((email, secret): (E, S)) -> Self {
        Self::new(email, secret)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Credentials(***)")
    }
}

/// Adds the token to requests, and logs in for it.
pub struct Signer {
    login: Option<(String, Secret)>,
    token: Mutex<Option<Token>>,
    /// The token before: a response that quotes it may still be on its way.
    former: Mutex<Option<Secret>>,
    /// Held while logging in, so that many callers wait for one login.
    logging_in: tokio::sync::Mutex<()>,
    logins: AtomicU64,
}

/// A token in use.
struct Token {
    secret: Secret,
    header: Bearer,
    /// Distinguishes the tokens of one login and the next.
    number: u64,
}

impl Signer {
    pub(crate) fn new(credentials: Option<Credentials>) -> Result<Self, Error> {
        let (login, token) = credentials.map_or((None, None), |known| (known.login, known.token));
        if login.as_ref().is_some_and(|(email, secret)| email.is_empty() || secret.is_empty()) {
            return Err(Error::configuration("credentials: the email or secret is empty"));
        }
        let token = token.map(|secret| Token::new(secret, 1)).transpose()?;
        Ok(Self {
            login,
            token: Mutex::new(token),
            former: Mutex::default(),
            logging_in: tokio::sync::Mutex::default(),
            logins: AtomicU64::new(0),
        })
    }

    fn current(&self) -> MutexGuard<'_, Option<Token>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn former(&self) -> MutexGuard<'_, Option<Secret>> {
        self.former.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts another token, or none, in the place of the current one.
    fn replace(&self, current: &mut Option<Token>, next: Option<Token>) {
        if let Some(token) = std::mem::replace(current, next) {
            *self.former() = Some(token.secret);
        }
    }

    /// Forgets the token.
    pub(crate) fn forget(&self) {
        self.replace(&mut self.current(), None);
    }

    /// Logs in and keeps the token.
    pub(crate) async fn log_in(&self, side: SideChannel<'_>) -> Result<Response<Session>, Error> {
        let Some((email, secret)) = &self.login else {
            return Err(self.lacking().with_operation(&operations::LOGIN));
        };
        let login = LoginRequest::new(email.as_str(), LoginMethod::SecretKey, secret.clone());
        let session: Response<Session> = side.send(&operations::LOGIN, &login).await?;
        let number = self.logins.fetch_add(1, Ordering::Relaxed) + 2;
        let token = Token::new(session.token.clone(), number)?;
        self.replace(&mut self.current(), Some(token));
        Ok(session)
    }

    fn lacking(&self) -> Error {
        Error::new(
            ErrorKind::MissingCredentials,
            Outcome::NotSent,
            "needs an email address with its secret, or a token; give `Credentials::new(…)`, \
             `Credentials::token(…)` or `Credentials::from_env()?` to `Client::builder()`",
        )
    }

    fn add_token(&self, attempt: &mut Attempt<'_>) -> bool {
        match self.current().as_ref() {
            Some(token) => {
                attempt.insert(AUTHORIZATION, token.header.header_value());
                *attempt.credentials = token.number;
                true
            }
            None => false,
        }
    }
}

impl Token {
    fn new(secret: Secret, number: u64) -> Result<Self, Error> {
        match Bearer::new(&secret) {
            Ok(header) => Ok(Self { secret, header, number }),
            Err(error) => {
                Err(Error::configuration(format!("credentials: token: {error}")).with_source(error))
            }
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Signer(***)")
    }
}

impl Authenticator for Signer {
    fn authenticate<'a>(&'a self, mut attempt: Attempt<'a>) -> Authentication<'a> {
        let operation: &Operation = attempt.outgoing.operation;
        let optional = !matches!(operation.security, Security::Required(_));
        if self.add_token(&mut attempt) || optional {
            return Authentication::Done(Ok(()));
        }
        if operation.name == operations::LOGOUT.name {
            let message = "there is no session to end; the client has not logged in";
            return Authentication::Done(Err(Error::new(
                ErrorKind::MissingCredentials,
                Outcome::NotSent,
                message,
            )));
        }
        Authentication::Later(Box::pin(async move {
            let _one = self.logging_in.lock().await;
            if !self.add_token(&mut attempt) {
                // Whatever became of the login, the request itself has not been sent.
                self.log_in(attempt.side_channel)
                    .await
                    .map_err(|error| error.with_outcome(Outcome::NotSent))?;
                self.add_token(&mut attempt);
            }
            Ok(())
        }))
    }

    fn ready(&self) -> Result<(), String> {
        if self.login.is_some() || self.current().is_some() {
            Ok(())
        } else {
            Err(self.lacking().message().to_owned())
        }
    }

    fn unauthorized(&self, operation: &Operation, credentials: u64) -> bool {
        // A token that the user gave is kept: nothing could replace it.
        if self.login.is_none() || operation.name == operations::LOGOUT.name {
            return false;
        }
        let mut current = self.current();
        // A late rejection of an old token says nothing about its successor.
        if current.as_ref().is_some_and(|token| token.number == credentials) {
            self.replace(&mut current, None);
        }
        true
    }

    fn secrets(&self) -> Vec<Secret> {
        let login = self.login.iter().map(|(_, secret)| secret.clone());
        let current = self.current().as_ref().map(|token| token.secret.clone());
        login.chain(current).chain(self.former().clone()).collect()
    }
}
