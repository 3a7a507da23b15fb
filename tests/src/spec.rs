//! What the specs say of each operation, for tests that go through all of them.

use std::path::PathBuf;

use venue_sandbox::{
    Api, BitgetVenue, CtcVenue, DigitexVenue, DurianVenue, PicoStocksVenue, Segment, Venue,
};

use crate::generated;

/// An operation of a spec.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The full name: `spot_trade.place_order`.
    pub name: &'static str,
    /// The method, in upper case.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// The examples of the response: name and JSON, digit by digit.
    pub examples: Vec<(&'static str, &'static str)>,
    /// The examples of the request body.
    pub body_examples: Vec<(&'static str, &'static str)>,
}

/// A request body of the specs: operation, name of the example, JSON.
pub type BodyExample = (&'static str, &'static str, &'static str);

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Returns the field that holds the payload of an exchange's responses.
#[must_use]
pub fn data_field(exchange: &str) -> Option<&'static str> {
    fn of<V: Venue>() -> Option<&'static str> {
        Some(V::api().envelope?.data)
    }
    match exchange {
        "bitget" => of::<BitgetVenue>(),
        "ctc" => of::<CtcVenue>(),
        "digitex" => of::<DigitexVenue>(),
        "durian" => of::<DurianVenue>(),
        "picostocks" => of::<PicoStocksVenue>(),
        _ => None,
    }
}

/// Returns the operations of an exchange, in the order of its specs; none where there is no such
/// exchange.
#[must_use]
pub fn operations(exchange: &str) -> Vec<Operation> {
    match exchange {
        "bitget" => read(BitgetVenue::api(), generated::bitget::BODIES),
        "ctc" => read(CtcVenue::api(), generated::ctc::BODIES),
        "digitex" => read(DigitexVenue::api(), generated::digitex::BODIES),
        "durian" => read(DurianVenue::api(), generated::durian::BODIES),
        "picostocks" => read(PicoStocksVenue::api(), generated::picostocks::BODIES),
        _ => Vec::new(),
    }
}

fn read<O>(api: &'static Api<O>, bodies: &[BodyExample]) -> Vec<Operation> {
    let operations = api.operations.iter().map(|operation| Operation {
        name: operation.name,
        method: operation.method.as_str(),
        path: template(operation.path),
        examples: operation.examples.iter().map(|one| (one.name, one.text)).collect(),
        body_examples: bodies
            .iter()
            .filter(|(of, ..)| *of == operation.name)
            .map(|(_, name, text)| (*name, *text))
            .collect(),
    });
    operations.collect()
}

fn template(path: &[Segment]) -> String {
    let segments = path.iter().map(|segment| match segment {
        Segment::Literal(text) => (*text).to_owned(),
        Segment::Parameter(name) => format!("{{{name}}}"),
    });
    segments.collect::<Vec<_>>().join("/")
}
