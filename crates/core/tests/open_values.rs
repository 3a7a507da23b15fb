//! Rule 2: a new value, a new field, a null, a number where text was: the response still decodes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use proptest::prelude::*;
use venue_core::{
    Decimal, Secret,
    time::{DateTime, TimestampMs, TimestampS, TimestampUs},
    wire::{Wire, from_json, to_json},
};

venue_core::open_enum! {
    /// Which side an order is on.
    pub enum Side {
        /// Buys.
        Buy = "buy",
        /// Sells.
        Sell = "sell",
        /// Neither, spelled as a number.
        Neither = "0",
    }
}

venue_core::open_enum! {
    /// Two values that differ in case alone.
    pub enum Interval {
        /// A minute.
        Minute = "1m",
        /// A month.
        Month = "1M",
    }
}

venue_core::open_enum! {
    /// How an order is priced.
    pub enum Kind: i64 {
        /// At market.
        Market = 1,
        /// At a price.
        Limit = 2,
        /// A negative one.
        Odd = -1,
    }
}

/// A price level.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Level {
    /// Price.
    pub price: Decimal,
    /// Quantity.
    pub quantity: Decimal,
    /// Number of orders.
    pub orders: Option<i64>,
    /// A remark.
    pub remark: Option<String>,
}

venue_core::tuple! { Level
    fields { price: Decimal = 0, quantity: Decimal = 1 as number, ?orders = 2, ?remark = 3 }
}

/// A page whose items some servers send bare.
#[derive(Default, Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The items.
    pub results: Vec<Level>,
    /// The next page.
    pub next: Option<String>,
}

venue_core::record! { Page
    fields { ?results = "results", ?next = "next" }
    list "results"
}

/// A record with a field of each sort.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Order {
    /// Text.
    pub id: String,
    /// An enum of text.
    pub side: Option<Side>,
    /// An enum of numbers.
    pub kind: Option<Kind>,
    /// A whole number.
    pub count: Option<i64>,
    /// A bool.
    pub open: Option<bool>,
    /// A time.
    pub time: Option<TimestampMs>,
    /// Text that may be absent.
    pub note: Option<String>,
    /// A list.
    pub fills: Vec<Fill>,
    /// A map.
    pub fees: Option<BTreeMap<String, Decimal>>,
}

venue_core::record! { Order
    fields {
        id: String = "orderId", ?side = "side", ?kind = "kind", ?count = "count", ?open = "open" as yes_no, ?time = "time" as quoted, ?note = "note", ?fills = "fills", ?fees = "fees",
    }
}

/// A record inside the record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fill {
    /// Price.
    pub price: Decimal,
}

venue_core::record! { Fill
    fields { price: Decimal = "price" }
}

fn reads<T: Wire>(json: &str) -> T {
    from_json(json).unwrap_or_else(|why| panic!("{json}: {why}"))
}

#[track_caller]
fn refused<T: Wire>(json: &str) -> String {
    match from_json::<T>(json) {
        Ok(_) => panic!("{json} was read"),
        Err(why) => why,
    }
}

// Enums of text.

#[test]
fn a_documented_value_reads_as_its_variant_and_writes_as_documented() {
    for side in Side::KNOWN {
        let json = to_json(side).unwrap();
        assert_eq!(json, format!("{:?}", side.as_str()));
        assert_eq!(&reads::<Side>(&json), side);
    }
}

#[test]
fn an_unknown_value_keeps_its_text_to_the_letter() {
    for text in ["hedge", "Hedge ", "", "buy_sell", "卖", "a\"b\\c", "null"] {
        let json = serde_json::to_string(text).unwrap();
        let side: Side = reads(&json);
        assert_eq!(side, Side::Unknown(text.into()));
        assert_eq!(side.as_str(), text);
        assert_eq!(side.to_string(), text);
        assert_eq!(to_json(&side).unwrap(), json);
    }
}

#[test]
fn a_documented_value_is_known_in_any_case() {
    for json in ["\"BUY\"", "\"Buy\"", "\"bUY\""] {
        assert_eq!(reads::<Side>(json), Side::Buy);
    }
    assert_eq!("SELL".parse::<Side>().unwrap(), Side::Sell);
    assert_eq!(Side::from("SELL".to_owned()), Side::Sell);
}

#[test]
fn values_that_differ_in_case_alone_stay_apart() {
    assert_eq!(reads::<Interval>("\"1m\""), Interval::Minute);
    assert_eq!(reads::<Interval>("\"1M\""), Interval::Month);
}

#[test]
fn an_enum_of_text_takes_a_number_or_bool_by_its_spelling() {
    assert_eq!(reads::<Side>("0"), Side::Neither);
    assert_eq!(reads::<Side>("17"), Side::Unknown("17".into()));
    assert_eq!(reads::<Side>("1.50"), Side::Unknown("1.50".into()));
    assert_eq!(reads::<Side>("true"), Side::Unknown("true".into()));
    assert_eq!(reads::<Side>("false"), Side::Unknown("false".into()));
}

#[test]
fn a_blank_or_null_enum_is_none_where_it_may_be_absent() {
    for json in ["\"\"", "null"] {
        assert_eq!(reads::<Option<Side>>(json), None);
        assert_eq!(reads::<Option<Kind>>(json), None);
    }
    assert!(refused::<Side>("null").contains("expected text, found null"));
    assert!(refused::<Side>("{}").contains("found an object"));
}

// Enums of whole numbers.

#[test]
fn an_enum_of_numbers_reads_numbers_and_text_and_keeps_what_it_does_not_know() {
    assert_eq!(reads::<Kind>("2"), Kind::Limit);
    assert_eq!(reads::<Kind>("\"2\""), Kind::Limit);
    assert_eq!(reads::<Kind>("2.0"), Kind::Limit);
    assert_eq!(reads::<Kind>("-1"), Kind::Odd);
    for number in [0, 3, -9, i64::MAX, i64::MIN] {
        let kind: Kind = reads(&number.to_string());
        assert_eq!(kind, Kind::Unknown(number));
        assert_eq!((kind.as_i64(), kind.name()), (number, None));
        assert_eq!(to_json(&kind).unwrap(), number.to_string());
    }
    assert_eq!(Kind::Limit.name(), Some("Limit"));
    assert_eq!(Kind::Limit.to_string(), "2");
}

#[test]
fn an_enum_of_numbers_refuses_what_is_no_whole_number() {
    for json in ["\"limit\"", "2.5", "\" 2\"", "true", "9223372036854775808"] {
        assert!(refused::<Kind>(json).contains("expected a whole number, found"), "{json}");
    }
}

// Rows.

#[test]
fn a_tuple_ignores_further_columns() {
    let level: Level = reads(r#"["1.10", 2.20, 3, "r", {"new": [1]}, null, "x"]"#);
    assert_eq!((level.price.to_string(), level.orders), ("1.10".to_owned(), Some(3)));
    assert_eq!(to_json(&level).unwrap(), r#"["1.10",2.20,3,"r"]"#);
}

#[test]
fn a_tuple_may_lack_its_optional_columns() {
    for json in [r#"["1.10","2"]"#, r#"["1.10",2,null]"#, r#"["1.10",2,"",null]"#] {
        let level: Level = reads(json);
        assert_eq!((level.orders, level.remark), (None, None), "{json}");
    }
    assert_eq!(to_json(&reads::<Level>(r#"["1.10","2"]"#)).unwrap(), r#"["1.10",2]"#);
}

#[test]
fn a_tuple_keeps_its_columns_apart_when_one_between_is_null() {
    let level: Level = reads(r#"["1.10",2,null,"r"]"#);
    let json = to_json(&level).unwrap();
    assert_eq!(json, r#"["1.10",2,null,"r"]"#);
    assert_eq!(reads::<Level>(&json), level);
}

#[test]
fn a_tuple_without_a_required_column_names_it() {
    assert!(refused::<Level>(r#"["1.10"]"#).contains("missing column `quantity`"));
    assert!(refused::<Level>("[]").contains("missing column `price`"));
}

#[test]
fn a_tuple_rejects_a_null_in_a_required_column_and_says_which() {
    let why = refused::<Vec<Level>>(r#"[["1", 2], ["1", null]]"#);
    assert_eq!(
        why.split(" at line").next().unwrap(),
        "at `[1][1]`: expected a decimal, found null"
    );
}

#[test]
fn a_tuple_that_is_no_array_is_refused() {
    for json in ["{}", "\"1.10\"", "1", "null"] {
        assert!(refused::<Level>(json).contains("an array for Level"), "{json}");
    }
}

// Lists, pages and maps.

#[test]
fn a_page_reads_from_an_object_and_from_the_bare_list() {
    let page: Page = reads(r#"{"results": [["1", 2]], "next": "cursor", "count": 7}"#);
    assert_eq!((page.results.len(), page.next.as_deref()), (1, Some("cursor")));
    let bare: Page = reads(r#"[["1", 2]]"#);
    assert_eq!((&bare.results, bare.next), (&page.results, None));
    assert_eq!(reads::<Page>("[]"), Page::default());
    assert_eq!(reads::<Page>(r#"{"results": null, "next": null}"#), Page::default());
}

#[test]
fn a_page_that_is_neither_is_refused() {
    assert!(refused::<Page>("7").contains("a page or a list"));
}

#[test]
fn a_wrong_item_of_a_bare_list_is_found_by_its_path() {
    assert!(
        refused::<Page>(r#"[["1", 2], ["x", 2]]"#).starts_with("at `[1][0]`: expected a decimal")
    );
}

#[test]
fn a_null_or_blank_list_is_empty() {
    assert_eq!(reads::<Vec<i64>>("null"), Vec::<i64>::new());
    assert_eq!(reads::<Vec<i64>>("\"\""), Vec::<i64>::new());
    assert_eq!(reads::<Vec<i64>>("[]"), Vec::<i64>::new());
    assert_eq!(reads::<Option<Vec<i64>>>("null"), None);
    assert_eq!(reads::<Order>(r#"{"orderId": "1", "fills": null}"#).fills, []);
}

#[test]
fn text_or_an_object_in_place_of_a_list_is_refused() {
    assert!(refused::<Vec<i64>>("\"1,2\"").contains("expected a list, found text"));
    assert!(refused::<Vec<i64>>("{}").contains("a list"));
    assert!(refused::<Vec<i64>>("7").contains("a list"));
}

#[test]
fn a_map_keeps_its_keys_and_a_null_map_is_empty() {
    let map: BTreeMap<String, Decimal> = reads(r#"{"USDT": "1.10", "btc": 2.20}"#);
    assert_eq!(to_json(&map).unwrap(), r#"{"USDT":"1.10","btc":"2.20"}"#);
    assert!(reads::<BTreeMap<String, Decimal>>("null").is_empty());
    assert!(reads::<BTreeMap<String, Decimal>>(r#"{"USDT": null, "BTC": ""}"#).is_empty());
    assert!(refused::<BTreeMap<String, Decimal>>("[]").contains("an object"));
    let why = refused::<BTreeMap<String, Decimal>>(r#"{"USDT": "x"}"#);
    assert!(why.starts_with("at `USDT`: expected a decimal"), "{why}");
}

// Text.

#[test]
fn text_takes_numbers_and_bools_by_their_spelling() {
    assert_eq!(reads::<String>("121211212122121211212122"), "121211212122121211212122");
    assert_eq!(reads::<String>("1.50"), "1.50");
    assert_eq!(reads::<String>("true"), "true");
    assert!(refused::<String>("null").contains("expected text, found null"));
}

#[test]
fn blank_text_stays_blank_text_where_it_may_be_absent() {
    assert_eq!(reads::<Option<String>>("\"\""), Some(String::new()));
    assert_eq!(reads::<Option<String>>("null"), None);
}

#[test]
fn text_is_read_with_its_escapes_resolved() {
    for text in ["a\"b", "a\\b", "line\nline", "龙虾", "\u{1F600}", "", "\\u0041"] {
        let json = serde_json::to_string(text).unwrap();
        assert_eq!(reads::<String>(&json), text);
        assert_eq!(to_json(&text.to_owned()).unwrap(), json);
    }
    assert_eq!(reads::<String>(r#""\ud83d\ude00""#), "\u{1F600}");
}

#[test]
fn a_secret_in_a_response_is_read_and_never_quoted() {
    assert_eq!(reads::<Secret>("\"token-1\"").expose(), "token-1");
    for json in ["12345678", "[\"token-1\"]", "{\"token-1\": 1}", "null"] {
        let why = refused::<Secret>(json);
        assert!(why.contains("expected a secret in a string"), "{why}");
        assert!(!why.contains("token-1") && !why.contains("12345678"), "{why}");
    }
}

// Whole numbers.

#[test]
fn a_whole_number_reads_from_number_and_text_also_with_zeros_behind_the_point() {
    for json in ["5", "\"5\"", "5.0", "\"5.00\"", "\"005\""] {
        assert_eq!(reads::<i64>(json), 5, "{json}");
    }
    assert_eq!(reads::<i64>("-9223372036854775808"), i64::MIN);
    assert_eq!(reads::<i64>("\"9223372036854775807\""), i64::MAX);
    assert_eq!(reads::<i64>("9007199254740993"), 9_007_199_254_740_993);
}

#[test]
fn what_is_not_whole_is_refused_and_not_rounded() {
    for json in
        ["5.5", "\"5.5\"", "5.000001", "\"\"", "\" 5\"", "\"5 \"", "\"5_000\"", "true", "null"]
    {
        assert!(refused::<i64>(json).contains("expected a whole number, found"), "{json}");
    }
    for json in ["9223372036854775808", "-9223372036854775809", "\"99999999999999999999\""] {
        assert!(refused::<i64>(json).contains("expected a whole number, found"), "{json}");
    }
}

// Bools.

#[test]
fn a_bool_reads_from_all_its_spellings() {
    for json in ["true", "\"true\"", "\"TRUE\"", "\"yes\"", "\"YES\"", "\"on\"", "1", "\"1\""] {
        assert!(reads::<bool>(json), "{json}");
    }
    for json in ["false", "\"false\"", "\"False\"", "\"no\"", "\"No\"", "\"off\"", "0", "\"0\""] {
        assert!(!reads::<bool>(json), "{json}");
    }
    for json in ["\"\"", "2", "-1", "\"y\"", "\"maybe\"", "null", "1.0"] {
        assert!(refused::<bool>(json).contains("expected true or false, found"), "{json}");
    }
    assert_eq!(reads::<Option<bool>>("\"\""), None);
    assert_eq!(reads::<Option<bool>>("null"), None);
}

#[derive(Clone, Debug, PartialEq)]
struct Words {
    true_false: Option<bool>,
    yes_no: Option<bool>,
    upper_yes_no: Option<bool>,
    on_off: Option<bool>,
    usual: Option<bool>,
    last: i64,
}

venue_core::tuple! { Words
    fields {
        ?true_false = 0 as true_false, ?yes_no = 1 as yes_no, ?upper_yes_no = 2 as upper_yes_no,
        ?on_off = 3 as on_off, ?usual = 4, last: i64 = 5,
    }
}

#[test]
fn each_bool_style_uses_its_words() {
    let cases = [
        (Some(false), r#"["false","no","NO","off",false,7]"#),
        (Some(true), r#"["true","yes","YES","on",true,7]"#),
        (None, "[null,null,null,null,null,7]"),
    ];
    for (value, expected) in cases {
        let words = Words {
            true_false: value,
            yes_no: value,
            upper_yes_no: value,
            on_off: value,
            usual: value,
            last: 7,
        };
        assert_eq!(to_json(&words).unwrap(), expected);
        assert_eq!(serde_json::to_string(&words).unwrap(), expected);
        assert_eq!(reads::<Words>(expected), words);
    }
}

// Timestamps.

#[test]
fn a_timestamp_reads_from_number_and_text() {
    for json in ["1695806875837", "\"1695806875837\"", "1695806875837.0", "\"1695806875837.000\""] {
        assert_eq!(reads::<TimestampMs>(json), TimestampMs::new(1_695_806_875_837), "{json}");
    }
    assert_eq!(reads::<Option<TimestampMs>>("\"\""), None);
    assert_eq!(reads::<Option<TimestampMs>>("null"), None);
    assert_eq!(to_json(&TimestampMs::new(-5)).unwrap(), "-5");
}

#[test]
fn a_timestamp_that_is_not_whole_or_too_large_is_refused() {
    for json in ["1.5", "\"2018-11-26T07:48:23Z\"", "\"\"", "true", "9223372036854775808"] {
        assert!(
            refused::<TimestampMs>(json).contains("expected a time as a whole number"),
            "{json}"
        );
    }
}

#[test]
fn seconds_in_a_field_of_milliseconds_are_read_as_seconds() {
    let seconds: TimestampMs = reads("1695806875");
    let milliseconds: TimestampMs = reads("1695806875000");
    assert_eq!(seconds.to_chrono(), milliseconds.to_chrono());
    assert_eq!(seconds.to_system_time(), milliseconds.to_system_time());
    assert_eq!(seconds.get(), 1_695_806_875);
    assert_eq!(to_json(&seconds).unwrap(), "1695806875");
}

#[test]
fn timestamps_compare_by_the_instant_whatever_their_units_and_spelling() {
    let hasher = RandomState::new();
    let hash = |time: TimestampMs| hasher.hash_one(time);
    let (short, long) = (TimestampMs::new(1_695_806_875), TimestampMs::new(1_695_806_875_000));
    assert_eq!(short, long);
    assert_eq!(hash(short), hash(long));
    assert_eq!(short.cmp(&long), Ordering::Equal);
    assert_ne!(short.get(), long.get());
    // The later one is the smaller number.
    assert!(TimestampMs::new(1_695_806_876) > long);
    assert_eq!(TimestampS::new(1_695_806_875), long);
    assert!(TimestampS::new(1_695_806_876) > long);
    assert!(TimestampUs::new(1_695_806_875_000_001) > long);
    assert!(TimestampS::new(i64::MIN) < TimestampUs::new(i64::MIN));
}

#[test]
fn the_units_of_a_timestamp_agree_on_the_time() {
    let moment = chrono::DateTime::parse_from_rfc3339("2023-09-27T09:27:55Z").unwrap().to_utc();
    assert_eq!(TimestampS::new(1_695_806_875).to_chrono(), Some(moment));
    assert_eq!(TimestampMs::new(1_695_806_875_000).to_chrono(), Some(moment));
    assert_eq!(TimestampUs::new(1_695_806_875_000_000).to_chrono(), Some(moment));
}

#[test]
fn a_time_before_1970_is_negative() {
    let moment = TimestampMs::new(-1_500);
    assert_eq!(moment.to_chrono().unwrap().to_rfc3339(), "1969-12-31T23:59:58.500+00:00");
    assert_eq!(moment.to_system_time(), Some(UNIX_EPOCH - Duration::from_millis(1_500)));
    assert_eq!(TimestampMs::from(UNIX_EPOCH - Duration::from_millis(1_500)), moment);
    assert_eq!(
        TimestampS::from(UNIX_EPOCH - Duration::from_millis(1_500)).get(),
        -2,
        "rounds down"
    );
}

#[test]
fn a_time_beyond_the_calendar_is_none_and_no_panic() {
    for number in [i64::MAX, i64::MIN] {
        assert_eq!(TimestampS::new(number).to_chrono(), None);
        assert_eq!(TimestampMs::new(number).to_chrono(), None);
        let _ =
            (TimestampS::new(number).to_system_time(), TimestampUs::new(number).to_system_time());
    }
    assert!(TimestampUs::from(chrono::DateTime::<chrono::Utc>::MAX_UTC).to_chrono().is_some());
}

#[test]
fn a_date_and_time_reads_from_all_its_forms_and_keeps_the_text() {
    let forms = [
        ("\"2018-11-26T07:48:23Z\"", "2018-11-26T07:48:23+00:00"),
        ("\"2018-11-26T07:48:23z\"", "2018-11-26T07:48:23+00:00"),
        ("\"2018-11-26T07:48:23.5Z\"", "2018-11-26T07:48:23.500+00:00"),
        ("\"2018-11-26T08:48:23+01:00\"", "2018-11-26T07:48:23+00:00"),
        ("\"2018-11-26T07:48:23.020322\"", "2018-11-26T07:48:23.020322+00:00"),
        ("\"2018-11-26 07:48:23\"", "2018-11-26T07:48:23+00:00"),
        ("\"2018-11-26 07:48:23.25\"", "2018-11-26T07:48:23.250+00:00"),
        ("\"2018-11-26 07:48:23Z\"", "2018-11-26T07:48:23+00:00"),
        ("\"2018-11-26 07:48:23+00:00\"", "2018-11-26T07:48:23+00:00"),
        ("\"1543218503.000000\"", "2018-11-26T07:48:23+00:00"),
        ("\"1543218503\"", "2018-11-26T07:48:23+00:00"),
        ("1543218503", "2018-11-26T07:48:23+00:00"),
        ("1543218503.123456789", "2018-11-26T07:48:23.123456789+00:00"),
        ("\"-0.5\"", "1969-12-31T23:59:59.500+00:00"),
        ("-1.5", "1969-12-31T23:59:58.500+00:00"),
    ];
    for (json, moment) in forms {
        let read: DateTime = reads(json);
        assert_eq!(read.to_chrono().to_rfc3339(), moment, "{json}");
        assert_eq!(read.as_str(), json.trim_matches('"'));
        assert_eq!(to_json(&read).unwrap(), format!("\"{}\"", json.trim_matches('"')));
        assert_eq!(chrono::DateTime::<chrono::Utc>::from(read.to_system_time()), read.to_chrono());
    }
}

#[test]
fn what_is_no_date_and_time_is_refused_and_not_guessed() {
    let wrong = [
        "\"\"",
        "\"yesterday\"",
        "\"2018-13-26T07:48:23Z\"",
        "\"07:48:23\"",
        "\"1.5.5\"",
        "\".\"",
        "\"1e9\"",
        "\"1543218503.0123456789\"",
        "\"99999999999999999\"",
        "true",
        "null",
        "{}",
    ];
    for json in wrong {
        let why = refused::<DateTime>(json);
        assert!(why.contains("a date and time"), "{json}: {why}");
    }
    assert!(from_json::<Option<DateTime>>("\"\"").unwrap().is_none());
}

// Records.

#[test]
fn a_record_ignores_fields_that_are_new_and_takes_nulls_for_those_that_may_be_absent() {
    let json = r#"{
        "orderId": 1001, "side": null, "kind": "", "count": "", "open": null, "time": "",
        "note": null, "fills": null, "fees": null, "new": {"deep": [1, {"x": null}]}, "also": 1e999
    }"#;
    let order: Order = reads(json);
    assert_eq!(to_json(&order).unwrap(), r#"{"orderId":"1001","fills":[]}"#);
}

#[test]
fn a_record_writes_what_it_read_in_the_documented_form() {
    let json = r#"{"orderId":"1","side":"hedge","kind":7,"count":"5","open":1,"time":1695806875837,"note":"","fills":[{"price":1.10}],"fees":{"USDT":0.10}}"#;
    let order: Order = reads(json);
    assert_eq!(
        to_json(&order).unwrap(),
        r#"{"orderId":"1","side":"hedge","kind":7,"count":5,"open":"yes","time":"1695806875837","note":"","fills":[{"price":"1.10"}],"fees":{"USDT":"0.10"}}"#
    );
}

#[test]
fn a_record_without_a_required_field_names_it() {
    assert!(refused::<Order>("{}").contains("missing field `orderId`"));
}

#[test]
fn an_error_says_where_in_the_response_it_is() {
    let why =
        refused::<Vec<Order>>(r#"[{"orderId": "1"}, {"orderId": "2", "fills": [{"price": "x"}]}]"#);
    assert!(
        why.starts_with("at `[1].fills[0].price`: expected a decimal, found the string \"x\""),
        "{why}"
    );
    let why = refused::<Order>(r#"{"orderId": "1", "fees": {"USDT": []}}"#);
    assert!(why.starts_with("at `fees.USDT`: "), "{why}");
}

#[test]
fn text_that_is_no_json_is_an_error() {
    for json in ["", "{", "[1,", "nul", "<html>", "{\"orderId\": \"1\"} trailing"] {
        refused::<Order>(json);
    }
}

#[test]
fn an_error_quotes_a_bounded_part_of_what_it_found() {
    let long = format!("\"{}\"", "x".repeat(100_000));
    let errors = [
        refused::<i64>(&long),
        refused::<bool>(&long),
        refused::<Kind>(&long),
        refused::<TimestampMs>(&long),
        refused::<DateTime>(&long),
        refused::<Vec<i64>>(&long),
        refused::<BTreeMap<String, i64>>(&long),
        refused::<Level>(&long),
        refused::<Page>(&long),
        refused::<Order>(&long),
    ];
    for why in errors {
        assert!(why.len() < 300, "{} bytes: {:.80}", why.len(), why);
    }
}

proptest! {
    #[test]
    fn any_whole_number_comes_back(number: i64) {
        prop_assert_eq!(reads::<i64>(&number.to_string()), number);
        prop_assert_eq!(reads::<i64>(&format!("\"{number}\"")), number);
        prop_assert_eq!(reads::<Kind>(&number.to_string()).as_i64(), number);
    }

    #[test]
    fn any_text_comes_back(text: String) {
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(&reads::<String>(&json), &text);
        let interval = reads::<Interval>(&json);
        prop_assert!(interval.as_str().eq_ignore_ascii_case(&text));
    }

    #[test]
    fn any_time_since_1974_comes_back_from_chrono_and_std(number in 126_230_400_000_i64..253_402_300_800_000) {
        let moment = TimestampMs::new(number);
        prop_assert_eq!(TimestampMs::from(moment.to_chrono().unwrap()), moment);
        prop_assert_eq!(TimestampMs::from(moment.to_system_time().unwrap()), moment);
        let micros = TimestampUs::new(number * 1_000 + 7);
        prop_assert_eq!(TimestampUs::from(micros.to_chrono().unwrap()), micros);
        prop_assert_eq!(TimestampUs::from(SystemTime::from(micros.to_chrono().unwrap())), micros);
    }

    #[test]
    fn no_text_makes_a_reader_of_times_panic(text in ".{0,40}|[-+0-9.:TZ ]{0,40}") {
        if let Ok(read) = DateTime::parse(&text) {
            prop_assert_eq!(read.as_str(), text);
            let _ = read.to_system_time();
        }
    }
}
