//! The client and where it connects.

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

venue_core::client! {
    /// A client of the PicoStocks exchange. Cheap to clone; clones share connections and credentials.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), venue_picostocks::Error> {
    /// let client = venue_picostocks::Client::builder().build()?;
    /// let book = client.order_book().stock_id(3).unit_id(2).send().await?;
    /// println!("{}", book.asks.len());
    /// # Ok(()) }
    /// ```
    pub struct Client(PicoStocks) { forms: bool }

    /// The environment that a client connects to.
    pub enum Environment {
        /// Real money.
        #[default]
        Live = "https://api.picostocks.com/v1",
    }
    custom {
        /// An address of your own: a proxy or a test server.
        Custom,
    }
}

impl Client {
    /// Returns a client that sends the bodies of orders form-encoded, as the official Python client
    /// does. Default: JSON, as the exchange's document says.
    #[must_use]
    pub fn with_form_bodies(mut self) -> Self {
        self.forms = true;
        self
    }

    pub(crate) fn sends_forms(&self) -> bool {
        self.forms
    }
}
