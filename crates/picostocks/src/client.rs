//! The client and where it connects.

use std::sync::Arc;

use venue_core::{ClientBuilder, Error, Exchange, ExchangeProfile, LimitState, Transport};

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

/// A client of the PicoStocks exchange. Cheap to clone; clones share connections and credentials.
///
/// ```no_run
/// # async fn example() -> Result<(), venue_picostocks::Error> {
/// let client = venue_picostocks::Client::builder().build()?;
/// let book = client.order_book().stock_id(3).unit_id(2).send().await?;
/// println!("{}", book.asks.len());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    signer: Arc<Signer>,
    forms: bool,
}

impl Client {
    /// Returns a builder, which takes environment, credentials and timeouts.
    #[must_use]
    pub fn builder() -> ClientBuilder<PicoStocks> {
        ClientBuilder::default()
    }

    /// Returns a client that sends the bodies of orders form-encoded, as the official Python client
    /// does. Default: JSON, as the exchange's document says.
    #[must_use]
    pub fn with_form_bodies(mut self) -> Self {
        self.forms = true;
        self
    }

    /// Returns whether the bodies of orders are form-encoded.
    pub(crate) fn sends_forms(&self) -> bool {
        self.forms
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

/// PicoStocks, for [`ClientBuilder`].
#[derive(Debug)]
pub enum PicoStocks {}

impl Exchange for PicoStocks {
    type Environment = Environment;
    type Credentials = Credentials;
    type Authenticator = Signer;
    type Client = Client;

    const PROFILE: ExchangeProfile = PROFILE;

    fn base_url(environment: &Environment) -> &str {
        match environment {
            Environment::Live => "https://api.picostocks.com/v1",
            Environment::Custom(url) => url,
        }
    }

    fn authenticator(credentials: Option<Credentials>) -> Result<Signer, Error> {
        Signer::new(credentials)
    }

    fn client(transport: Transport, signer: Arc<Signer>) -> Client {
        Client { transport, signer, forms: false }
    }
}
