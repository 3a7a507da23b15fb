//! The client and where it connects.

use crate::{
    auth::{Credentials, Signer},
    generated::exchange::PROFILE,
};

venue_core::client! {
    /// A client of the {{Name}} exchange. Cheap to clone; clones share connections and credentials.
    pub struct Client({{Name}}) {}

    /// The environment that a client connects to.
    pub enum Environment {
        // TODO: the exchange's address, as in the spec; and one for its test network.
        /// Real money.
        #[default]
        Live = "https://api.example.com",
    }
    custom {
        /// An address of your own: a proxy or a test server.
        Custom,
    }
}
