//! The client and where it connects.

use std::sync::Arc;

use venue_core::{ClientBuilder, Error, Exchange, ExchangeProfile, LimitState, Transport};

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

/// A client of the Durian exchange. Cheap to clone; clones share connections and credentials.
///
/// ```no_run
/// # async fn example() -> Result<(), venue_durian::Error> {
/// let client = venue_durian::Client::builder().build()?;
/// let coins = client.coins().send().await?;
/// println!("{}", coins.len());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    signer: Arc<Signer>,
}

impl Client {
    /// Returns a builder, which takes environment, credentials and timeouts.
    #[must_use]
    pub fn builder() -> ClientBuilder<Durian> {
        ClientBuilder::default()
    }

    /// Returns how much of each limit is used, by all clients that the exchange counts together.
    #[must_use]
    pub fn limits(&self) -> Vec<LimitState> {
        self.transport().limits()
    }

    /// Returns the transport, which sends the requests.
    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Returns what signs the requests.
    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }
}

/// Where a client connects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Environment {
    /// Real money.
    #[default]
    Live,
    /// An address of your own: a proxy or a test server.
    Custom(String),
}

impl<T: Into<String>> From<T> for Environment {
    fn from(base_url: T) -> Self {
        Self::Custom(base_url.into())
    }
}

/// Durian, for [`ClientBuilder`].
#[derive(Debug)]
pub enum Durian {}

impl Exchange for Durian {
    type Environment = Environment;
    type Credentials = Credentials;
    type Authenticator = Signer;
    type Client = Client;

    const PROFILE: ExchangeProfile = PROFILE;

    fn base_url(environment: &Environment) -> &str {
        match environment {
            Environment::Live => "https://api.durian.win",
            Environment::Custom(url) => url,
        }
    }

    fn authenticator(credentials: Option<Credentials>) -> Result<Signer, Error> {
        Signer::new(credentials)
    }

    fn client(transport: Transport, signer: Arc<Signer>) -> Client {
        Client { transport, signer }
    }
}
