//! What the tests of the workspace share: every operation behind one function, a server on
//! loopback that shows the bytes, and exact comparison of JSON.

pub mod exchanges;
pub mod fuzz;
#[rustfmt::skip]
#[allow(deprecated, reason = "deprecated operations are tested like the others")]
pub mod generated {
    //! Every operation of every exchange; written by `cargo xtask codegen`.
    pub mod bitget;
    pub mod ctc;
    pub mod digitex;
    pub mod durian;
    pub mod picostocks;
}
pub mod json;
pub mod operation;
pub mod server;
pub mod spec;

use venue_core::{
    Error, Response,
    wire::{self, Wire},
};

/// What came of a call: the payload written as JSON again, or the error.
pub type Reached = Result<String, Error>;

/// Writes a payload as JSON again.
pub fn reach<T: Wire>(result: Result<Response<T>, Error>) -> Reached {
    result.map(|response| wire::to_json(&response.into_data()).unwrap_or_default())
}

/// Reads a value and writes it again.
///
/// # Errors
/// What could not be read, and where.
pub fn again<T: Wire>(text: &str) -> Result<String, String> {
    let value: T = wire::from_json(text)?;
    wire::to_json(&value).map_err(|error| error.to_string())
}

/// Keeps a request as text and takes it up again.
///
/// # Panics
/// When the request cannot be written, or is another one afterwards.
#[expect(clippy::expect_used, reason = "what fails here fails the test that asked for it")]
pub fn kept<T: Wire + PartialEq + std::fmt::Debug>(request: &T) -> T {
    let text = wire::to_json(request).expect("a request that was made can be written");
    let again = wire::from_json(&text).expect("what was written can be read");
    assert_eq!(*request, again, "{text}");
    again
}

/// The examples of the workspace's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
