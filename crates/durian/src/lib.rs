//! Typed, exact SDK for the Durian exchange.
//!
//! The client logs in by itself, once for all clones, and again when the exchange says that the
//! token has expired. A failure that the exchange reports inside HTTP 200 is an [`Error`].
//!
//! ```no_run
//! use venue_durian::{Client, Credentials, Error, types::{PositionSide, Side}};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().credentials(Credentials::from_env()?).build()?;
//! let opened = client
//!     .open_position()
//!     .symbol("BT_PERP_BTC_USD")
//!     .side(Side::Buy)
//!     .position_side(PositionSide::Long)
//!     .order_qty("0.03")
//!     .leverage(20)
//!     .send()
//!     .await?;
//! println!("{:?}", opened.position_id);
//! # Ok(()) }
//! ```
//!
//! Opening and closing have no client order id: after [`Outcome::Unknown`] look at
//! [`Client::positions`] before anything else.

mod auth;
mod client;

#[allow(clippy::all)]
mod generated;
mod session;

pub use auth::Credentials;
pub use client::{Client, Durian, Environment};
pub use generated::api::*;
pub use venue_core::{
    CallOptions, ClientBuilder, Decimal, Error, ErrorKind, LimitState, Outcome, Response,
    RetryPolicy, Secret, reqwest, time,
};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
