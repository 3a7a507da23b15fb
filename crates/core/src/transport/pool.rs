//! The HTTP client with its connections, and a new one where these cannot be trusted any more.

use std::sync::{PoisonError, RwLock};

use crate::error::Error;

/// Makes the HTTP client, each time with the same settings.
pub(crate) type Make = dyn Fn() -> Result<reqwest::Client, Error> + Send + Sync;

/// The HTTP client in use.
pub(crate) struct Pool {
    make: Box<Make>,
    client: RwLock<Option<reqwest::Client>>,
}

impl Pool {
    /// Returns a pool with a client, so that wrong settings show when the SDK's client is built.
    pub(crate) fn new(make: Box<Make>) -> Result<Self, Error> {
        let client = RwLock::new(Some(make()?));
        Ok(Self { make, client })
    }

    /// Returns the client.
    ///
    /// # Errors
    /// When a new one is needed and cannot be made.
    pub(super) fn client(&self) -> Result<reqwest::Client, Error> {
        if let Some(client) = &*self.client.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(client.clone());
        }
        let mut client = self.client.write().unwrap_or_else(PoisonError::into_inner);
        match &*client {
            Some(client) => Ok(client.clone()),
            None => Ok(client.insert((self.make)()?).clone()),
        }
    }

    /// Uses none of the connections again: each ends with the call that it carries.
    #[cold]
    pub(super) fn discard_connections(&self) {
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
