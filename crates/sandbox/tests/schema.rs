//! The translation of OpenAPI 3.0 schemas that the other tests rely on, and that it lets through
//! what is right and nothing else.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{
    schema::{Manner, json_schema, validator},
    spec::Spec,
};
use serde_json::{Value, json};
use venue_sandbox::{BitgetVenue, CtcVenue, DigitexVenue, DurianVenue, PicoStocksVenue, Venue};

const ASKED: Manner = Manner { either_case: false, blank: false, closed: false };
const TOLD: Manner = Manner { either_case: false, blank: true, closed: true };

/// A schema, in which manner it is read, and values that are right and wrong.
fn takes(schema: &Value, manner: Manner, right: &[Value], wrong: &[Value]) {
    let document = json!({"components": {"schemas": {
        "Side": {"type": "string", "enum": ["buy", "sell"]},
        "Envelope": {"type": "object", "properties": {"code": {"type": "string"}}},
    }}});
    let validator = validator(&document, schema, manner);
    for value in right {
        assert!(validator.is_valid(value), "{schema} must take {value}");
    }
    for value in wrong {
        assert!(!validator.is_valid(value), "{schema} must not take {value}");
    }
}

#[test]
fn null_is_taken_where_the_spec_says_so() {
    let plain = json!({"type": "string"});
    takes(&plain, ASKED, &[json!("")], &[json!(null), json!(1)]);
    let nullable = json!({"type": "string", "nullable": true});
    takes(&nullable, ASKED, &[json!(""), json!(null)], &[json!(1)]);
    let choice = json!({"type": "integer", "enum": [1, 2], "nullable": true});
    takes(&choice, ASKED, &[json!(1), json!(null)], &[json!(3)]);
    let side = json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Side"}]});
    takes(&side, ASKED, &[json!("buy"), json!(null)], &[json!("hold")]);
}

#[test]
fn bounds_are_those_of_openapi_and_integers_have_64_bits() {
    let open = json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true});
    takes(&open, ASKED, &[json!(2)], &[json!(1)]);
    let closed = json!({"type": "integer", "minimum": 1, "exclusiveMinimum": false});
    takes(&closed, ASKED, &[json!(1)], &[json!(0)]);
    let integer = json!({"type": "integer", "format": "int64"});
    let right = [json!(i64::MAX), json!(i64::MIN)];
    takes(&integer, ASKED, &right, &[json!(u64::MAX), json!(1.5), json!(1.0), json!("1")]);
}

#[test]
fn formats_are_checked() {
    for (format, right, wrong) in [
        ("decimal", ["1.10", "-0", "007"], ["1e5", "1.", "NaN"]),
        ("big-decimal", ["1.10", "-4E-8", "1e+3"], ["1e", ".5", "１"]),
        ("int64", ["5", "-5", "0"], ["5.0", "9223372036854775808", ""]),
        ("timestamp-ms", ["0", "1695806875837", "1"], ["now", "-2", "1.5"]),
        ("bool-YES-NO", ["yes", "NO", "no"], ["true", "1", ""]),
    ] {
        let schema = json!({"type": "string", "format": format});
        takes(&schema, ASKED, &right.map(Value::from), &wrong.map(Value::from));
    }
}

#[test]
fn responses_may_leave_blank_what_is_not_required() {
    let decimal = json!({"type": "string", "format": "decimal"});
    let time = json!({"type": "string", "format": "timestamp-ms"});
    let record = json!({"type": "object", "required": ["price"],
        "properties": {"price": decimal, "fee": decimal, "at": time}});
    let blank = json!({"price": "1", "fee": "", "at": "-1"});
    takes(&record, TOLD, std::slice::from_ref(&blank), &[json!({"price": ""}), json!({})]);
    takes(&record, ASKED, &[json!({"price": "1", "fee": "0"})], &[blank]);
}

#[test]
fn responses_have_no_fields_that_the_spec_does_not_name() {
    let inner = json!({"type": "object", "properties": {"id": {"type": "string"}}});
    let response = json!({"allOf": [
        {"$ref": "#/components/schemas/Envelope"},
        {"type": "object", "properties": {"data": {"type": "array", "items": inner}}},
    ]});
    let right = json!({"code": "0", "data": [{"id": "1"}]});
    let wrong = [json!({"code": "0", "more": 1}), json!({"data": [{"id": "1", "more": 1}]})];
    takes(&response, TOLD, std::slice::from_ref(&right), &wrong);
    takes(&response, ASKED, &wrong, &[json!({"code": 1})]);
}

#[test]
fn tuples_of_columns_and_choices_in_either_case_are_translated() {
    let tuple = json!({"type": "array", "items": {"type": "string"}, "x-tuple": [
        {"name": "ts", "type": "string", "format": "timestamp-ms"},
        {"name": "volume", "type": "string", "format": "decimal", "optional": true},
    ]});
    let right = [json!(["1", "1.5"]), json!(["1"])];
    takes(&tuple, ASKED, &right, &[json!([]), json!(["x", "1"]), json!(["1", "1", "1"])]);
    let choice = json!({"type": "string", "enum": ["USDT-FUTURES"]});
    let either = Manner { either_case: true, ..ASKED };
    takes(&choice, either, &[json!("usdt-futures")], &[json!("uSDT-FUTURES")]);
    takes(&choice, ASKED, &[json!("USDT-FUTURES")], &[json!("usdt-futures")]);
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    takes(&map, ASKED, &[json!({"a": 1})], &[json!({"a": "1"})]);
}

#[test]
#[should_panic(expected = "no translation of `if`")]
fn an_unknown_keyword_stops_the_translation() {
    json_schema(&json!({}), &json!({"if": {}}), ASKED);
}

/// Every schema of every bundle is translated and refers to what is there.
#[test]
fn every_operation_of_every_bundle_has_its_validators() {
    fn count<V: Venue>() -> usize {
        Spec::of::<V>().operations.len()
    }
    let counts = [
        count::<BitgetVenue>(),
        count::<CtcVenue>(),
        count::<DigitexVenue>(),
        count::<DurianVenue>(),
        count::<PicoStocksVenue>(),
    ];
    assert_eq!(counts, [500, 10, 17, 9, 13]);
}
