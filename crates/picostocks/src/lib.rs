//! Typed, exact SDK for the PicoStocks exchange.
//!
//! Amounts are [`BigDecimal`]: 38 digits before the point and 18 behind it. Orders are signed
//! with Ed25519 over a nonce, which the client fetches; orders of one user wait for one another.
//!
//! ```no_run
//! use venue_picostocks::{Client, Credentials, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().credentials(Credentials::from_env()?).build()?;
//! let receipt =
//!     client.place_ask().stock_id(3).quantity("0.035").unit_id(2).price("1000").send().await?;
//! println!("{:?}", receipt.response);
//! # Ok(()) }
//! ```

mod amount;
mod auth;
mod client;

#[allow(clippy::all)]
mod generated;
mod orders;

pub use auth::Credentials;
pub use client::{Client, Environment, PicoStocks};
pub use generated::api::*;
pub use orders::{Order, OrderRequest};
pub use venue_core::{
    BigDecimal, CallOptions, ClientBuilder, Error, ErrorKind, LimitState, Outcome, Response,
    RetryPolicy, Secret, reqwest, time,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
