//! Signing for exchange SDKs: secrets, keys, and the query in the two spellings that a signature
//! needs.
//!
//! The crate knows how to sign, not what. Which parts make up the signed text, which headers carry
//! the result and what time it is, the crate that knows the exchange decides:
//!
//! ```
//! use venue_auth::{HmacSha256, KeyError, Query, Secret};
//!
//! # fn main() -> Result<(), KeyError> {
//! let secret = Secret::new("4f2a9c7d1e8b4c6fa03d5b7e9c1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b");
//! let key = HmacSha256::new(&secret)?;
//!
//! let mut query = Query::new();
//! query.push("coin", "USDT");
//! let url = format!("/api/v2/spot/account/assets?{}", query.encoded());
//! let signed = format!("/api/v2/spot/account/assets?{}", query.raw());
//!
//! let signature = key.sign_base64(&[b"1659076670000", b"GET", signed.as_bytes()]);
//! assert_eq!(signature, "voNxEZha+WE4XcyhM4uR8/gnxvPBKqHcK+DS+Hg7baM=");
//! # let _ = url;
//! # Ok(())
//! # }
//! ```
//!
//! # What it guarantees
//!
//! * No key, token or secret appears in a `Debug`, a `Display` or an error. Reading a [`Secret`]
//!   takes a call to [`expose`](Secret::expose).
//! * A [`Secret`], every header value made of one, and the keys of [`HmacSha256`] and [`Ed25519`]
//!   are wiped with their last clone, and what work with a key left on the stack is overwritten
//!   (a test searches the memory of its process for them).
//! * A key that cannot work is an error when it is read: a [`KeyError`] that says why and what to
//!   do.
//! * What is signed and what is sent have the same pairs in the same order ([`Query`]).
//! * No I/O, no clock, no randomness, no `unsafe`, no panics.
//!
//! # What it does not do
//!
//! * It cannot wipe what others copy: the buffers of an HTTP library, an environment variable, the
//!   source of a `&str`, and the key inside ring (feature `rsa`).
//! * It does not lock memory against swapping, or keep keys in hardware.
//! * It does not verify signatures.
//!
//! # Features
//!
//! * `ed25519`, on by default: [`Ed25519`], by ed25519-dalek.
//! * `rsa`: `RsaSha256`, RSASSA-PKCS1-v1_5 with SHA-256, by ring.
//! * `serde`: [`Secret`] in request and response bodies.

mod authorization;
#[cfg(feature = "ed25519")]
mod ed25519;
mod error;
mod hmac_sha256;
mod query;
#[cfg(feature = "rsa")]
mod rsa;
mod secret;
#[cfg(feature = "serde")]
mod secret_serde;
mod stack;

pub use authorization::{Bearer, Token};
#[cfg(feature = "ed25519")]
pub use ed25519::Ed25519;
pub use error::KeyError;
pub use hmac_sha256::HmacSha256;
pub use query::Query;
#[cfg(feature = "rsa")]
pub use rsa::RsaSha256;
pub use secret::Secret;

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
