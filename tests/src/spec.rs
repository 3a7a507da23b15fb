//! What the specs say of each operation, for tests that go through all of them.

use std::path::PathBuf;

use crate::generated;

/// An operation of a spec.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The full name: `spot_trade.place_order`.
    pub name: &'static str,
    /// The method, in upper case.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// The examples of the response: name and JSON, digit by digit.
    pub examples: &'static [(&'static str, &'static str)],
    /// The examples of the request body.
    pub body_examples: &'static [(&'static str, &'static str)],
}

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Returns the field that holds the payload of an exchange's responses, where there is one.
#[must_use]
pub fn data_field(exchange: &str) -> Option<&'static str> {
    match exchange {
        "bitget" => generated::bitget::DATA,
        "ctc" => generated::ctc::DATA,
        "digitex" => generated::digitex::DATA,
        "durian" => generated::durian::DATA,
        "picostocks" => generated::picostocks::DATA,
        _ => None,
    }
}

/// Returns the operations of an exchange, in the order of its specs; none where there is no such
/// exchange.
#[must_use]
pub fn operations(exchange: &str) -> &'static [Operation] {
    match exchange {
        "bitget" => generated::bitget::SPECS,
        "ctc" => generated::ctc::SPECS,
        "digitex" => generated::digitex::SPECS,
        "durian" => generated::durian::SPECS,
        "picostocks" => generated::picostocks::SPECS,
        _ => &[],
    }
}
