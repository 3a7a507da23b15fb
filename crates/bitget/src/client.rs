//! The client, where it connects, and the headers of every request.

use std::sync::Arc;

use venue_core::{
    ClientBuilder, Error, Exchange, ExchangeProfile, LimitState, Transport,
    header::{HeaderName, HeaderValue},
};

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

/// A client of the Bitget exchange. Cheap to clone; clones share connections and credentials.
///
/// ```no_run
/// # async fn example() -> Result<(), venue_bitget::Error> {
/// let client = venue_bitget::Client::builder().build()?;
/// let book = client.spot_market().order_book().symbol("BTCUSDT").limit(5).send().await?;
/// println!("{:?}", book.bids.first());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client(Transport);

impl Client {
    /// Returns a builder, which takes environment, credentials and timeouts.
    #[must_use]
    pub fn builder() -> ClientBuilder<Bitget> {
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
    /// Demo trading, with a key made for it: the live host, and a header on every request.
    Demo,
    /// An address of your own: a proxy or a test server.
    Custom(String),
    /// Demo trading through an address of your own.
    CustomDemo(String),
}

impl<T: Into<String>> From<T> for Environment {
    fn from(base_url: T) -> Self {
        Self::Custom(base_url.into())
    }
}

/// Settings that only Bitget's builder has.
pub trait BuilderExt: Sized {
    /// Sets the language of the exchange's messages: `en-US`, `zh-CN` and others. Default: the
    /// exchange's, English.
    ///
    /// # Errors
    /// When the text cannot stand in a header.
    fn locale(self, locale: &str) -> Result<Self, Error>;
}

impl BuilderExt for ClientBuilder<Bitget> {
    fn locale(self, locale: &str) -> Result<Self, Error> {
        let value = HeaderValue::from_str(locale)
            .map_err(|_| Error::configuration("locale: not a text that a header can hold"))?;
        Ok(self.header(HeaderName::from_static("locale"), value))
    }
}

/// Bitget, for [`ClientBuilder`].
#[derive(Debug)]
pub enum Bitget {}

impl Exchange for Bitget {
    type Environment = Environment;
    type Credentials = Credentials;
    type Authenticator = Signer;
    type Client = Client;

    const PROFILE: ExchangeProfile = PROFILE;

    fn base_url(environment: &Environment) -> &str {
        match environment {
            Environment::Live | Environment::Demo => "https://api.bitget.com",
            Environment::Custom(url) | Environment::CustomDemo(url) => url,
        }
    }

    fn headers(environment: &Environment) -> Vec<(&'static str, &'static str)> {
        match environment {
            Environment::Demo | Environment::CustomDemo(_) => vec![("paptrading", "1")],
            Environment::Live | Environment::Custom(_) => Vec::new(),
        }
    }

    fn authenticator(credentials: Option<Credentials>) -> Result<Signer, Error> {
        Signer::new(credentials)
    }

    fn client(transport: Transport, _signer: Arc<Signer>) -> Client {
        Client(transport)
    }
}
