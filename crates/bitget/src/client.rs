//! The client, where it connects, and the headers of every request.

use venue_core::{
    ClientBuilder, Error,
    header::{HeaderName, HeaderValue},
};

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

venue_core::client! {
    /// A client of the Bitget exchange. Cheap to clone; clones share connections and credentials.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), venue_bitget::Error> {
    /// let client = venue_bitget::Client::builder().build()?;
    /// let book = client.spot_market().order_book().symbol("BTCUSDT").limit(5).send().await?;
    /// println!("{:?}", book.bids.first());
    /// # Ok(()) }
    /// ```
    pub struct Client(Bitget) {}

    /// The environment that a client connects to.
    pub enum Environment {
        /// Real money.
        #[default]
        Live = "https://api.bitget.com",
        /// Demo trading, with a key made for it: the live host, and a header on every request.
        Demo = "https://api.bitget.com" ["paptrading": "1"],
    }
    custom {
        /// An address of your own: a proxy or a test server.
        Custom,
        /// Demo trading through an address of your own.
        CustomDemo ["paptrading": "1"],
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
