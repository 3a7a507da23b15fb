//! What the specs say of each operation, for tests that go through all of them.

use std::{collections::BTreeMap, path::PathBuf, sync::LazyLock};

use crate::{exchanges::EXCHANGES, generated, operation};

/// An operation of a spec.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The full name: `spot_trade.place_order`.
    pub name: &'static str,
    /// The method, in upper case.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// What the crate knows of it.
    pub compiled: &'static venue_core::Operation,
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
    static ALL: LazyLock<BTreeMap<&str, Vec<Operation>>> = LazyLock::new(|| {
        EXCHANGES.into_iter().map(|exchange| (exchange, specs(exchange))).collect()
    });
    ALL.get(exchange).map_or(&[], Vec::as_slice)
}

fn specs(exchange: &str) -> Vec<Operation> {
    fn of<C>(operations: &[operation::Operation<C>]) -> Vec<Operation> {
        operations.iter().map(|operation| operation.spec).collect()
    }
    match exchange {
        "bitget" => of(generated::bitget::OPERATIONS),
        "ctc" => of(generated::ctc::OPERATIONS),
        "digitex" => of(generated::digitex::OPERATIONS),
        "durian" => of(generated::durian::OPERATIONS),
        "picostocks" => of(generated::picostocks::OPERATIONS),
        _ => Vec::new(),
    }
}
