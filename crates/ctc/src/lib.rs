//! Typed, exact SDK for the CryptoToken Converter (CTC).
//!
//! Converters are run by their operators and exist in three releases, whose responses differ;
//! this client reads all of them. There are no accounts and no credentials.
//!
//! ```no_run
//! use venue_ctc::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().environment("https://converter.example.com").build()?;
//! let start =
//!     client.convert().from_coin("LTC").to_coin("SGTK").destination("someguy123").send().await?;
//! println!("send to {:?} or {:?} {:?}", start.address, start.account, start.memo);
//! # Ok(()) }
//! ```

mod auth;
mod client;

#[allow(clippy::all)]
mod generated;
mod links;

pub use client::{Client, Ctc, Environment};
pub use generated::api::*;
pub use venue_core::{
    BigDecimal, CallOptions, ClientBuilder, Error, ErrorKind, LimitState, Outcome, Response,
    RetryPolicy, Secret, reqwest, time,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
