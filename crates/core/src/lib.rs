//! What every `venue` exchange SDK runs on.
//!
//! You rarely name this crate: the exchange crates re-export what you need. It carries a request
//! to the exchange and its response back ([`Transport`]), says what went wrong and what became of
//! the order ([`Error`]), and holds the exact scalars ([`Decimal`], [`time`], and with the
//! feature `big-decimal` a `BigDecimal` for what is beyond 28 digits).
//!
//! It guarantees that numbers arrive with the digits that were sent or not at all, that a request
//! which may have had an effect is sent once, and that no key appears in an error or log.
//! It does not know any exchange, start a runtime, or keep anything on disk.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod argument;
mod authenticator;
mod call;
mod client;
mod clock;
mod deadline;
mod decode;
mod enums;
mod error;
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub mod fuzz;
mod limits;
mod operation;
pub mod pages;
pub mod parameters;
mod profile;
pub mod record;
mod redact;
mod request;
mod response;
mod retry;
pub mod time;
mod transport;
pub mod wire;

#[doc = include_str!("../docs/where-the-time-goes.md")]
pub mod speed {}

pub use argument::Argument;
pub use authenticator::{Attempt, Authentication, Authenticator, BoxFuture, SideChannel};
#[cfg(feature = "big-decimal")]
pub use bigdecimal::BigDecimal;
pub use call::Call;
pub use client::{ClientBuilder, Exchange, variable};
pub use error::{Error, ErrorKind, Outcome};
pub use limits::{LimitState, MAX_COOLDOWN};
pub use operation::{Envelope, Operation, RateLimit, Retry, Scope, Security};
pub use parameters::Misuse;
pub use profile::ExchangeProfile;
pub use request::{Body, CallOptions, Outgoing};
pub use reqwest;
pub use response::Response;
pub use retry::RetryPolicy;
pub use rust_decimal::Decimal;
pub use transport::Transport;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub use transport::bench;
pub use venue_auth as auth;
pub use venue_auth::Secret;

/// For generated code and authenticators.
#[doc(hidden)]
pub use reqwest::{Method, header};
