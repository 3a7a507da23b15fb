//! The client and where it connects.

use std::sync::Arc;

use venue_core::{ClientBuilder, ExchangeProfile, Error, Exchange, LimitState, Transport};

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

/// A client of the {{Name}} exchange. Cheap to clone; clones share connections and credentials.
#[derive(Clone, Debug)]
pub struct Client(Transport);

impl Client {
    /// Returns a builder, which takes environment, credentials and timeouts.
    #[must_use]
    pub fn builder() -> ClientBuilder<{{Name}}> {
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

/// {{Name}}, for [`ClientBuilder`].
#[derive(Debug)]
pub enum {{Name}} {}

impl Exchange for {{Name}} {
    type Environment = Environment;
    type Credentials = Credentials;
    type Authenticator = Signer;
    type Client = Client;

    const PROFILE: ExchangeProfile = PROFILE;

    fn base_url(environment: &Environment) -> &str {
        match environment {
            // TODO: the exchange's address, as in the spec; and a variant for its test network.
            Environment::Live => "https://api.example.com",
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
