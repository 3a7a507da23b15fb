//! Authentication: an Ed25519 signature in the body, over the order and a nonce.

use std::fmt;

use tokio::sync::{Mutex, MutexGuard};
use venue_core::{Attempt, Authentication, Authenticator, Error, Secret, auth::Ed25519, variable};

/// A user's id and private key.
///
/// ```no_run
/// # fn main() -> Result<(), venue_picostocks::Error> {
/// use venue_picostocks::Credentials;
/// let explicit = Credentials::new(19, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
/// let from_env = Credentials::from_env()?; // PICOSTOCKS_USER_ID, PICOSTOCKS_PRIVATE_KEY
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Credentials {
    user_id: i64,
    private_key: Secret,
}

impl Credentials {
    /// Returns credentials of a user id and a private key: 64 hexadecimal digits, or 128 with the
    /// public key behind it.
    pub fn new(user_id: i64, private_key: impl Into<Secret>) -> Self {
        Self { user_id, private_key: private_key.into() }
    }

    /// Reads `PICOSTOCKS_USER_ID` and `PICOSTOCKS_PRIVATE_KEY`.
    ///
    /// # Errors
    /// When a variable is not set, or the id is not a whole number; the error names the variable.
    pub fn from_env() -> Result<Self, Error> {
        let user_id = variable("PICOSTOCKS_USER_ID")?
            .parse()
            .map_err(|_| Error::configuration("PICOSTOCKS_USER_ID is not a whole number"))?;
        Ok(Self::new(user_id, variable("PICOSTOCKS_PRIVATE_KEY")?))
    }
}

impl<K: Into<Secret>> From<(i64, K)> for Credentials {
    fn from((user_id, private_key): (i64, K)) -> Self {
        Self::new(user_id, private_key)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Credentials").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// Signs orders, where there are credentials.
pub struct Signer(Option<Keys>);

/// What an order is signed with.
pub(crate) struct Keys {
    pub(crate) user_id: i64,
    private_key: Secret,
    key: Ed25519,
    /// Held from the nonce to the response: of two orders with one nonce, one fails.
    one_order: Mutex<()>,
}

impl Signer {
    pub(crate) fn new(credentials: Option<Credentials>) -> Result<Self, Error> {
        let Some(Credentials { user_id, private_key }) = credentials else {
            return Ok(Self(None));
        };
        let key = Ed25519::from_hex(&private_key).map_err(|error| {
            Error::configuration(format!("credentials: private key: {error}")).with_source(error)
        })?;
        Ok(Self(Some(Keys { user_id, private_key, key, one_order: Mutex::default() })))
    }

    pub(crate) fn keys(&self) -> Option<&Keys> {
        self.0.as_ref()
    }
}

impl Keys {
    /// Waits until no other order of this user is being sent.
    pub(crate) async fn one_order(&self) -> MutexGuard<'_, ()> {
        self.one_order.lock().await
    }

    /// Returns the signature of a message, in lower-case hexadecimal.
    pub(crate) fn sign(&self, message: &str) -> String {
        self.key.sign_hex(message.as_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Signer(***)")
    }
}

impl Authenticator for Signer {
    /// Adds nothing: the signature is part of the body.
    fn authenticate<'a>(&'a self, _attempt: Attempt<'a>) -> Authentication<'a> {
        Authentication::Done(Ok(()))
    }

    fn ready(&self) -> Result<(), String> {
        match self.0 {
            Some(_) => Ok(()),
            None => Err("needs a user id and private key; give `Credentials::new(…)` or \
                 `Credentials::from_env()?` to `Client::builder()`"
                .to_owned()),
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        self.0.iter().map(|keys| keys.private_key.clone()).collect()
    }
}
