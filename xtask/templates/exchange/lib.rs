//! Typed, exact SDK for the {{Name}} exchange.
//!
//! ```no_run
//! use venue_{{name}}::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().build()?;
//! let ticker = client.ticker().symbol("BTCUSDT").send().await?;
//! println!("{}", ticker.price);
//! # Ok(()) }
//! ```

mod auth;
mod client;
#[allow(clippy::all)]
mod generated;

pub use auth::Credentials;
pub use client::{Client, Environment, {{Name}}};
pub use generated::api::*;
pub use venue_core::{
    CallOptions, ClientBuilder, Decimal, Error, ErrorKind, LimitState, Outcome, Response,
    RetryPolicy, Secret, reqwest, time,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
