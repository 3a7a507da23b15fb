//! Typed, exact SDK for the Digitex exchange.
//!
//! Amounts are [`BigDecimal`], since the engine works with 256 bits; times count microseconds;
//! [`types::OrderType`] says 1 for market and 2 for limit, as the service does.
//!
//! ```no_run
//! use venue_digitex::{Client, Credentials, Error, types::{OrderDuration, OrderSide, OrderType}};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().credentials(Credentials::from_env()?).build()?;
//! let placed = client
//!     .place_order()
//!     .market_id(1)
//!     .side(OrderSide::Buy)
//!     .type_(OrderType::Limit)
//!     .duration(OrderDuration::Gtc)
//!     .leverage(10)
//!     .quantity(9)
//!     .price(38000)
//!     .client_id("d3c32cc8-89b7-4a4a-8847-7a255e7739ad")
//!     .send()
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! Cancelling is three calls: [`Client::cancel_orders`], [`Client::cancel_market`] and
//! [`Client::cancel_all`].

mod auth;
mod cancel;
mod client;

#[allow(clippy::all)]
mod generated;

pub use auth::Credentials;
pub use cancel::Cancel;
pub use client::{Client, Digitex, Environment};
pub use generated::api::*;
pub use venue_core::{
    BigDecimal, CallOptions, ClientBuilder, Error, ErrorKind, LimitState, Outcome, Response,
    RetryPolicy, Secret, reqwest, time,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
