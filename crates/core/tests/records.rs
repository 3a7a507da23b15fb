//! Records: objects whose fields are known by name.

use std::collections::BTreeMap;

use venue_core::{Decimal, time::TimestampMs, wire};

/// A fill.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fill {
    /// Id of the fill.
    pub id: String,
    /// Price.
    pub price: Decimal,
    /// Whether it made the market.
    pub maker: Option<bool>,
    /// Time.
    pub time: Option<TimestampMs>,
    /// Fees.
    pub fees: Vec<Decimal>,
}

venue_core::record! { Fill
    fields {
        id: String = "tradeId", price: Decimal = "price" as number, ?maker = "maker" as yes_no, ?time = "cTime" as quoted, ?fees = "fees",
    }
}
fn read(text: &str) -> Result<Fill, String> {
    wire::from_json(text)
}

fn written(fill: &Fill) -> String {
    wire::to_json(fill).unwrap_or_default()
}

#[test]
fn fields_are_found_by_name_in_any_order_and_written_in_that_of_the_spec() {
    let text = r#"{"tradeId":"7","price":1.10,"maker":"yes","cTime":"5","fees":["0.1"]}"#;
    let fill = read(text).unwrap();
    assert_eq!(written(&fill), text);
    let shuffled = r#"{"fees":["0.1"],"new":{"a":[1]},"cTime":5,"maker":true,"price":"1.10","trade\u0049d":7}"#;
    assert_eq!(read(shuffled).unwrap(), fill);
}

#[test]
fn what_may_be_absent_may_be_missing_and_only_what_holds_nothing_is_not_written() {
    let fill = read(r#"{"tradeId":"7","price":0,"maker":null}"#).unwrap();
    assert_eq!((fill.maker, fill.time, fill.fees.len()), (None, None, 0));
    assert_eq!(written(&fill), r#"{"tradeId":"7","price":0,"fees":[]}"#);
}

#[test]
fn what_identifies_a_record_must_be_there() {
    assert!(read(r#"{"price":1}"#).unwrap_err().contains("missing field `tradeId`"));
    assert!(read(r#"{"tradeId":"7"}"#).unwrap_err().contains("missing field `price`"));
}

#[test]
fn a_map_that_has_a_field_twice_is_rejected_like_a_record() {
    let twice =
        [r#"{"a":1,"a":2}"#, r#"{"a":1,"a":null}"#, r#"{"a":null,"a":1}"#, r#"{"a":"","a":""}"#];
    for json in twice {
        let why = wire::from_json::<BTreeMap<String, Decimal>>(json).unwrap_err();
        assert!(why.contains("duplicate field `a`"), "{json}: {why}");
    }
    for json in [
        r#"{"tradeId":"7","price":1,"price":null}"#,
        r#"{"tradeId":"7","price":1,"maker":null,"maker":"yes"}"#,
    ] {
        let why = read(json).unwrap_err();
        assert!(why.contains("duplicate field `"), "{json}: {why}");
    }
    assert!(read(r#"{"tradeId":"7","price":1,"new":1,"new":2}"#).is_ok());
}

#[test]
fn a_field_that_is_there_twice_is_rejected() {
    let twice = read(r#"{"tradeId":"7","price":1,"price":2}"#).unwrap_err();
    assert!(twice.contains("duplicate field `price`"), "{twice}");
}

#[test]
fn an_array_is_not_a_record() {
    let refused = read(r#"["7", 1, null, null, []]"#).unwrap_err();
    assert!(refused.contains("expected struct Fill"), "{refused}");
}

#[test]
fn serde_json_reads_a_record_from_text_from_bytes_that_come_in_and_from_a_value() {
    let text = r#"{"tradeId":"7","price":1.10,"maker":"yes","cTime":"5","fees":["0.1"]}"#;
    let fill = read(text).unwrap();
    assert_eq!(serde_json::from_str::<Fill>(text).unwrap(), fill);
    assert_eq!(serde_json::from_reader::<_, Fill>(text.as_bytes()).unwrap(), fill);
    let value = serde_json::json!({"tradeId": 7, "price": "1.10", "maker": true, "cTime": 5, "fees": [0.1]});
    assert_eq!(serde_json::from_value::<Fill>(value).unwrap(), fill);
    let list: Vec<Fill> = serde_json::from_str(&format!("[{text},{text}]")).unwrap();
    assert_eq!(list, [fill.clone(), fill]);
    let wrong = serde_json::from_str::<Fill>(r#"{"tradeId":"7","price":"x"}"#).unwrap_err();
    assert!(wrong.to_string().contains("at `price`: expected a decimal"), "{wrong}");
}
