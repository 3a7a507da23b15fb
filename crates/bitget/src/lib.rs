//! Typed, exact SDK for the Bitget exchange: v2 and the unified account (v3).
//!
//! Prices and quantities are [`Decimal`], enums are open, and a request that may have had an
//! effect is sent once; [`Error::outcome`] says whether the exchange may have acted.
//!
//! ```no_run
//! use venue_bitget::{Client, Credentials, Error, spot_trade::types::{OrderType, Side, TimeInForce}};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().credentials(Credentials::from_env()?).build()?;
//! let order = client
//!     .spot_trade()
//!     .place_order()
//!     .symbol("BTCUSDT")
//!     .side(Side::Buy)
//!     .order_type(OrderType::Limit)
//!     .force(TimeInForce::Gtc)
//!     .price("23222.5")
//!     .size("0.01")
//!     .client_oid("my-order-1")
//!     .send()
//!     .await?;
//! println!("{:?}", order.order_id);
//! # Ok(()) }
//! ```
//!
//! Each API group is a Cargo feature; on by default are those of a trading program, and `all` is
//! every group. [`index`] finds an operation by its path. No referral or broker code is sent.

mod auth;
mod client;

#[allow(clippy::all)]
mod generated;

pub use auth::Credentials;
pub use client::{Bitget, BuilderExt, Client, Environment};
#[allow(unused_imports, reason = "groups come and go with features")]
pub use generated::*;
pub use venue_core::{
    CallOptions, ClientBuilder, Decimal, Error, ErrorKind, LimitState, Outcome, Response,
    RetryPolicy, Secret, reqwest, time,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
