//! The client and where it connects.

use std::sync::Arc;

use venue_core::{ClientBuilder, Error, Exchange, ExchangeProfile, LimitState, Transport};

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

/// A client of a CryptoToken Converter. Cheap to clone; clones share connections and credentials.
///
/// ```no_run
/// # async fn example() -> Result<(), venue_ctc::Error> {
/// let client = venue_ctc::Client::builder().build()?;
/// let pairs = client.pairs().send().await?;
/// println!("{}", pairs.len());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client(Transport);

impl Client {
    /// Returns a builder, which takes environment, credentials and timeouts.
    #[must_use]
    pub fn builder() -> ClientBuilder<Ctc> {
        ClientBuilder::default()
    }

    /// Returns how much of each limit is used, by all clients that the exchange counts together.
    #[must_use]
    pub fn limits(&self) -> Vec<LimitState> {
        self.transport().limits()
    }

    /// Returns the transport, which sends the requests.
    pub(crate) fn transport(&self) -> &Transport {
        &self.0
    }
}

/// Where a client connects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Environment {
    /// A converter on this machine, at its development address.
    #[default]
    Local,
    /// The address of a converter. There is no public one; operators run their own.
    Custom(String),
}

impl<T: Into<String>> From<T> for Environment {
    fn from(base_url: T) -> Self {
        Self::Custom(base_url.into())
    }
}

/// CryptoToken Converter, for [`ClientBuilder`].
#[derive(Debug)]
pub enum Ctc {}

impl Exchange for Ctc {
    type Environment = Environment;
    type Credentials = Credentials;
    type Authenticator = Signer;
    type Client = Client;

    const PROFILE: ExchangeProfile = PROFILE;

    fn base_url(environment: &Environment) -> &str {
        match environment {
            Environment::Local => "http://127.0.0.1:8000",
            Environment::Custom(url) => url,
        }
    }

    fn authenticator(credentials: Option<Credentials>) -> Result<Signer, Error> {
        Signer::new(credentials)
    }

    fn client(transport: Transport, _signer: Arc<Signer>) -> Client {
        Client(transport)
    }
}
