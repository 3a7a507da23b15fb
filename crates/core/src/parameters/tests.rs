//! What stands in a query.

#![allow(clippy::unwrap_used, dead_code)]

#[cfg(feature = "big-decimal")]
use bigdecimal::BigDecimal;
use reqwest::Method;
use rust_decimal::Decimal;

use crate::{
    operation::Operation,
    request::Outgoing,
    time::{DateTime, TimestampMs},
};

static OPERATION: Operation = Operation::new("search", Method::GET, "/search");

crate::open_enum! {
    /// Which side.
    pub enum Side {
        /// Buys.
        Buy = "buy",
        /// Sells.
        Sell = "sell",
    }
}

crate::open_enum! {
    /// What kind.
    pub enum Kind: i64 {
        /// At market.
        Market = 1,
    }
}

crate::request! {
    /// One field of each type.
    pub struct Search {
        /// Text.
        pub text: Option<String>,
        /// A decimal.
        pub decimal: Option<Decimal>,
        /// A decimal that a body has as a JSON number.
        pub number: Option<Decimal>,
        /// A whole number.
        pub integer: Option<i64>,
        /// A whole number that a body has in quotes.
        pub quoted: Option<i64>,
        /// A bool.
        pub open: Option<bool>,
        /// A bool in words.
        pub word: Option<bool>,
        /// A time.
        pub time: Option<TimestampMs>,
        /// A time as text.
        pub date: Option<DateTime>,
        /// A text enum.
        pub side: Option<Side>,
        /// A number enum.
        pub kind: Option<Kind>,
        /// A list.
        pub ids: Option<Vec<i64>>,
    }
    fields {
        query ?text = "text", query ?decimal = "decimal", query ?number = "number" as number,
        query ?integer = "integer", query ?quoted = "quoted" as quoted, query ?open = "open",
        query ?word = "word" as upper_yes_no, query ?time = "time", query ?date = "date",
        query ?side = "side", query ?kind = "kind", query ?ids = "ids",
    }
}

/// The query as it is before percent-encoding.
fn query(search: &Search) -> Vec<(String, String)> {
    let mut outgoing = Outgoing::new(&OPERATION);
    super::fill(&mut outgoing, search).unwrap();
    let pairs = outgoing.query.iter();
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn a_value_stands_in_a_query_as_it_would_in_a_body_without_its_quotes() {
    let search = Search::new()
        .text("a b")
        .decimal(Decimal::new(10, 2))
        .number("0.50")
        .integer(-7)
        .quoted(8)
        .open(true)
        .word(false)
        .time(1_700_000_000_000)
        .date("1543218503.000000")
        .side(Side::Sell)
        .kind(9)
        .ids([3, 1, 2]);
    let expected = [
        ("text", "a b"),
        ("decimal", "0.10"),
        ("number", "0.50"),
        ("integer", "-7"),
        ("quoted", "8"),
        ("open", "true"),
        ("word", "NO"),
        ("time", "1700000000000"),
        ("date", "1543218503.000000"),
        ("side", "sell"),
        ("kind", "9"),
        ("ids", "3"),
        ("ids", "1"),
        ("ids", "2"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query(&search), expected);
    assert_eq!(query(&Search::new().side("Hedge")), [("side".to_owned(), "Hedge".to_owned())]);
    assert_eq!(query(&Search::new()), []);
}

#[cfg(feature = "big-decimal")]
#[test]
fn a_large_decimal_stands_in_a_query_without_an_exponent() {
    crate::request! {
        /// Large.
        pub struct Large {
            /// A decimal.
            pub value: Option<BigDecimal>,
        }
        fields { query ?value = "value" }
    }
    let text = |exponent| {
        let mut outgoing = Outgoing::new(&OPERATION);
        let filled =
            super::fill(&mut outgoing, &Large::new().value(BigDecimal::new(1.into(), exponent)));
        filled.map(|()| outgoing.query.iter().map(|(_, value)| value.to_owned()).collect())
    };
    let texts = |exponent| -> Vec<String> { text(exponent).unwrap() };
    assert_eq!(texts(20), ["0.00000000000000000001"]);
    assert_eq!(texts(-20), ["100000000000000000000"]);
    let error = text(-1_000_000).unwrap_err().to_string();
    assert!(error.contains("`value`: the exponent of a decimal is too large"), "{error}");
}
