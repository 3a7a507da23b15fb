//! The client and where it connects.

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

venue_core::client! {
    /// A client of a CryptoToken Converter. Cheap to clone; clones share connections and credentials.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), venue_ctc::Error> {
    /// let client = venue_ctc::Client::builder().build()?;
    /// let pairs = client.pairs().send().await?;
    /// println!("{}", pairs.len());
    /// # Ok(()) }
    /// ```
    pub struct Client(Ctc) {}

    /// The environment that a client connects to.
    pub enum Environment {
        /// A converter on this machine, at its development address.
        #[default]
        Local = "http://127.0.0.1:8000",
    }
    custom {
        /// The address of a converter. There is no public one; operators run their own.
        Custom,
    }
}
