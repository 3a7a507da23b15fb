//! The client and where it connects.

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

venue_core::client! {
    /// A client of the Durian exchange. Cheap to clone; clones share connections and credentials.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), venue_durian::Error> {
    /// let client = venue_durian::Client::builder().build()?;
    /// let coins = client.coins().send().await?;
    /// println!("{}", coins.len());
    /// # Ok(()) }
    /// ```
    pub struct Client(Durian) {}

    /// The environment that a client connects to.
    pub enum Environment {
        /// Real money.
        #[default]
        Live = "https://api.durian.win",
    }
    custom {
        /// An address of your own: a proxy or a test server.
        Custom,
    }
}
