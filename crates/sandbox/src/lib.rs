//! Five crypto exchanges, simulated on loopback: what a test of a trading program talks to in place
//! of an exchange, without money, network or hand-written mocks.
//!
//! ```
//! use venue_sandbox::Bitget;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bitget = Bitget::start().await?;
//!
//! let url = format!("{}/api/v2/spot/market/tickers?symbol=BTCUSDT", bitget.base_url());
//! let text = reqwest::get(url).await?.text().await?;
//! assert!(text.contains(r#""code":"00000""#));
//!
//! let (key, secret, passphrase) = bitget.credentials();
//! // … sign a private request with them …
//! # let _ = (key, secret, passphrase);
//!
//! let received = bitget.received();
//! assert_eq!(received.len(), 1);
//! assert_eq!(received[0].operation.as_deref(), Some("spot_market.tickers"));
//! # Ok(())
//! # }
//! ```
//!
//! # What it guarantees
//!
//! * Every operation of the specs is served: a new one in YAML needs no new code here. What has no
//!   behaviour of its own responds with the documented example, byte for byte.
//! * A request is checked as the exchange checks it: credentials and signature first, then
//!   parameters and body against the spec. A refusal has the exchange's own shape, status and code.
//! * The signatures are verified by code that shares nothing with the SDKs, so that a mistake in
//!   one is found by the other.
//! * Each instance has its own port on 127.0.0.1 and its own state. Dropping it stops it.
//!
//! # What it does not do
//!
//! * It is not a market: orders meet the book that a test has seeded, and not each other.
//! * It does not limit rates, and does not speak TLS, HTTP/2 or WebSocket.
//! * It is no measure for the real exchange where the documents are silent; the README lists where
//!   the sandbox knowingly differs.

mod call;
mod check;
mod clock;
mod effect;
mod engine;
mod formats;
#[rustfmt::skip]
mod generated;
mod received;
mod refusal;
mod request;
mod response;
mod route;
mod sandbox;
mod script;
mod server;
mod table;
mod venue;
mod venues;

pub use call::Call;
pub use clock::{Clock, Timestamp};
pub use effect::Effect;
pub use engine::order::Side;
pub use received::{Received, Verdict};
pub use refusal::{Fault, Location, Problem, Refusal};
pub use request::Request;
pub use response::Response;
pub use sandbox::{Builder, Sandbox};
pub use script::{Script, UnknownOperation};
pub use table::{
    Api, Envelope, ErrorKind, Example, Field, Kind, OperationSpec, Pagination, Parameter, Schema,
    Security, Segment,
};
pub use venue::Venue;
pub use venues::{
    BitgetAccount, BitgetVenue, CtcAddress, CtcCoin, CtcConversion, CtcDeposit, CtcPair, CtcVenue,
    DigitexVenue, DurianVenue, Era, NotADecimal, PicoStocksVenue,
};

/// Bitget, simulated: HMAC-SHA256 over the request, a passphrase and a window of 30 seconds.
pub type Bitget = Sandbox<BitgetVenue>;

/// CryptoToken Converter, simulated: no credentials, three shapes of errors.
pub type Ctc = Sandbox<CtcVenue>;

/// Digitex, simulated: a fixed token.
pub type Digitex = Sandbox<DigitexVenue>;

/// Durian, simulated: a login that issues a token, errors inside of HTTP 200.
pub type Durian = Sandbox<DurianVenue>;

/// PicoStocks, simulated: Ed25519 over the order and a nonce that moves.
pub type PicoStocks = Sandbox<PicoStocksVenue>;

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
