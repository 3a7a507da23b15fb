//! The client and where it connects.

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

venue_core::client! {
    /// A client of the Digitex exchange. Cheap to clone; clones share connections and credentials.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), venue_digitex::Error> {
    /// let client = venue_digitex::Client::builder().build()?;
    /// let book = client.order_book().market_id(1).send().await?;
    /// println!("{:?}", book.bids);
    /// # Ok(()) }
    /// ```
    pub struct Client(Digitex) {}

    /// The environment that a client connects to.
    pub enum Environment {
        /// Real money.
        #[default]
        Live = "https://digitex.io/dapi",
        /// The exchange's test network.
        Testnet = "https://testnet.digitexfutures.com/dapi",
    }
    custom {
        /// An address of your own: a proxy or a test server.
        Custom,
    }
}
