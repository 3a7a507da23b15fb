//! Values keep all their digits in every serde format, or the format refuses them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{collections::BTreeMap, fmt::Debug};

use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use venue_core::{
    BigDecimal, Decimal, Secret,
    time::{DateTime, TimestampMs, TimestampUs},
    wire::{Wire, parse_big_decimal, to_json},
};

venue_core::open_enum! {
    /// A side.
    pub enum Side {
        /// Buys.
        Buy = "buy",
        /// Sells.
        Sell = "sell",
    }
}

venue_core::open_enum! {
    /// A state.
    pub enum State: i64 {
        /// Stands.
        Open = 1,
        /// Is gone.
        Closed = -2,
    }
}

/// A record that is one row of a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// Text.
    pub text: String,
    /// A decimal.
    pub price: Decimal,
    /// A decimal that is a JSON number.
    pub size: Decimal,
    /// A decimal of any length.
    pub amount: BigDecimal,
    /// A whole number.
    pub count: i64,
    /// A bool in words.
    pub maker: bool,
    /// A side.
    pub side: Side,
    /// A state.
    pub state: State,
    /// A time in quotes.
    pub time: TimestampMs,
    /// A date.
    pub date: DateTime,
    /// Perhaps text.
    pub maybe_text: Option<String>,
    /// Perhaps a decimal.
    pub maybe_price: Option<Decimal>,
    /// Perhaps a JSON number.
    pub maybe_amount: Option<BigDecimal>,
    /// Perhaps a whole number.
    pub maybe_count: Option<i64>,
    /// Perhaps a bool.
    pub maybe_maker: Option<bool>,
    /// Perhaps a side.
    pub maybe_side: Option<Side>,
    /// Perhaps a time.
    pub maybe_time: Option<TimestampUs>,
}

venue_core::record! { Row
    fields {
        text: String = "text",
        price: Decimal = "price",
        size: Decimal = "size" as number,
        amount: BigDecimal = "amount" as quoted,
        count: i64 = "count",
        maker: bool = "maker" as upper_yes_no,
        side: Side = "side",
        state: State = "state",
        time: TimestampMs = "cTime" as quoted,
        date: DateTime = "date",
        ?maybe_text = "maybeText",
        ?maybe_price = "maybePrice",
        ?maybe_amount = "maybeAmount" as number,
        ?maybe_count = "maybeCount" as quoted,
        ?maybe_maker = "maybeMaker" as on_off,
        ?maybe_side = "maybeSide",
        ?maybe_time = "maybeTime",
    }
}

/// A price level.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Level {
    /// Price.
    pub price: Decimal,
    /// Quantity.
    pub quantity: BigDecimal,
}

venue_core::tuple! { Level
    fields { price: Decimal = 0 as number, quantity: BigDecimal = 1 }
}

/// A candle.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Candle {
    /// When it opened.
    pub time: TimestampMs,
    /// Price.
    pub close: Decimal,
    /// Volume.
    pub volume: Option<BigDecimal>,
    /// Trades.
    pub trades: Option<i64>,
}

venue_core::tuple! { Candle
    fields { time: TimestampMs = 0, close: Decimal = 1, ?volume = 2, ?trades = 3 }
}

/// A record that holds others.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tree {
    /// A record.
    pub row: Row,
    /// Records.
    pub rows: Vec<Row>,
    /// Tuples.
    pub levels: Vec<Level>,
    /// Decimals.
    pub prices: Vec<Decimal>,
    /// Decimals by name.
    pub balances: BTreeMap<String, Decimal>,
    /// Records by name.
    pub named: BTreeMap<String, Row>,
    /// Perhaps a record.
    pub maybe: Option<Node>,
    /// Perhaps decimals.
    pub maybe_prices: Option<Vec<BigDecimal>>,
    /// Whatever it is.
    pub extra: Option<Value>,
}

/// A record in a record in a record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Node {
    /// Sides.
    pub sides: Vec<Side>,
    /// A tuple.
    pub level: Level,
    /// The same again.
    pub again: Vec<Node>,
}

venue_core::record! { Node
    fields { ?sides = "sides", level: Level = "level", ?again = "again" }
}

venue_core::record! { Tree
    fields {
        row: Row = "row",
        ?rows = "rows",
        ?levels = "levels",
        ?prices = "prices",
        ?balances = "balances",
        ?named = "named",
        ?maybe = "maybe",
        ?maybe_prices = "maybePrices",
        ?extra = "extra",
    }
    list "rows"
}

venue_core::request! {
    /// An order.
    pub struct Order {
        /// Quantity.
        pub size: Option<Decimal>,
        /// Price.
        pub price: Option<BigDecimal>,
        /// Side.
        pub side: Option<Side>,
        /// Whether it may only add to the book.
        pub post_only: Option<bool>,
    }
    fields {
        body size: Decimal = "size" as number,
        body ?price = "price",
        body side: Side = "side",
        body ?post_only = "postOnly" as yes_no,
    }
}

venue_core::request! {
    /// Orders.
    pub struct Batch {
        /// The orders.
        pub orders: Option<Vec<Order>>,
        /// One more.
        pub stop: Option<Order>,
        /// The word that allows it.
        pub passphrase: Option<Secret>,
        /// When it ends.
        pub until: Option<TimestampMs>,
    }
    fields {
        body orders: Vec<Order> = "orderList",
        body ?stop = "stop",
        body ?passphrase = "passphrase",
        body ?until = "until" as quoted,
    }
}

// Formats.

/// A format, there and back.
trait Format {
    const NAME: &'static str;
    fn there_and_back<T: Serialize + DeserializeOwned>(value: &T) -> Result<T, String>;
}

macro_rules! format {
    ($name:ident: |$value:ident: &$type:ident| $there_and_back:expr) => {
        struct $name;

        impl Format for $name {
            const NAME: &'static str = stringify!($name);

            fn there_and_back<$type: Serialize + DeserializeOwned>(
                $value: &$type,
            ) -> Result<$type, String> {
                $there_and_back
            }
        }
    };
}

fn shown(error: impl std::fmt::Display) -> String {
    error.to_string()
}

format! { JsonText: |value: &T| serde_json::from_str(&serde_json::to_string_pretty(value).map_err(shown)?).map_err(shown) }
format! { JsonSlice: |value: &T| serde_json::from_slice(&serde_json::to_vec(value).map_err(shown)?).map_err(shown) }
format! { JsonReader: |value: &T| serde_json::from_reader(&*serde_json::to_vec(value).map_err(shown)?).map_err(shown) }
format! { JsonValue: |value: &T| serde_json::from_value(serde_json::to_value(value).map_err(shown)?).map_err(shown) }
format! { JsonValueRef: |value: &T| T::deserialize(&serde_json::to_value(value).map_err(shown)?).map_err(shown) }
format! { Toml: |value: &T| toml::from_str(&toml::to_string(value).map_err(shown)?).map_err(shown) }
format! { TomlPretty: |value: &T| toml::from_str(&toml::to_string_pretty(value).map_err(shown)?).map_err(shown) }
format! { TomlValue: |value: &T| toml::Value::try_from(value).map_err(shown)?.try_into().map_err(shown) }
format! { Yaml: |value: &T| serde_saphyr::from_str(&serde_saphyr::to_string(value).map_err(shown)?).map_err(shown) }
format! { Postcard: |value: &T| postcard::from_bytes(&postcard::to_stdvec(value).map_err(shown)?).map_err(shown) }
format! { MessagePack: |value: &T| rmp_serde::from_slice(&rmp_serde::to_vec(value).map_err(shown)?).map_err(shown) }
format! { MessagePackNamed: |value: &T| rmp_serde::from_slice(&rmp_serde::to_vec_named(value).map_err(shown)?).map_err(shown) }
format! { Csv: |value: &T| csv_of(true, value) }
format! { CsvBare: |value: &T| csv_of(false, value) }

fn csv_of<T: Serialize + DeserializeOwned>(headers: bool, value: &T) -> Result<T, String> {
    let mut writer = csv::WriterBuilder::new().has_headers(headers).from_writer(Vec::new());
    writer.serialize(value).map_err(shown)?;
    let text = writer.into_inner().map_err(shown)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(headers).from_reader(&*text);
    let row = reader.deserialize().next().ok_or("no row")?;
    row.map_err(shown)
}

/// Compares the digits too: two decimals are equal whatever zeros they end with.
fn survives<F: Format, T: Wire + Serialize + DeserializeOwned>(
    value: &T,
) -> Result<(), TestCaseError> {
    let back = F::there_and_back(value);
    prop_assert!(back.is_ok(), "{}: {}", F::NAME, back.err().unwrap());
    prop_assert_eq!(to_json(&back.unwrap()).unwrap(), to_json(value).unwrap(), "{}", F::NAME);
    Ok(())
}

macro_rules! survive {
    ($value:expr; $($format:ident),*) => {$(survives::<$format, _>($value)?;)*};
}

/// The formats that carry any record.
fn survives_nested<T: Wire + Serialize + DeserializeOwned>(value: &T) -> Result<(), TestCaseError> {
    survive!(value; JsonText, JsonSlice, JsonReader, JsonValue, JsonValueRef);
    survive!(value; Toml, TomlPretty, TomlValue, Yaml, Postcard, MessagePack, MessagePackNamed);
    Ok(())
}

// Values.

prop_compose! {
    fn decimal()(
        mantissa in prop_oneof![
            Just(0), Just((1_i128 << 96) - 1), Just(1 - (1_i128 << 96)), -10_000_i128..10_000,
            (1 - (1_i128 << 96))..(1_i128 << 96),
        ],
        scale in 0_u32..=28,
    ) -> Decimal {
        Decimal::from_i128_with_scale(mantissa, scale)
    }
}

fn big_decimal() -> impl Strategy<Value = BigDecimal> {
    "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?".prop_map(|text| parse_big_decimal(&text).unwrap())
}

fn integer() -> impl Strategy<Value = i64> {
    prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0), any::<i64>()]
}

/// Text, and text that a careless reader takes for something else.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        "null",
        "~",
        "true",
        "no",
        "007",
        "1.10",
        "1e5",
        "-0",
        "0x10",
        "1_000",
        "NaN",
        ".5",
        "{}",
        "[1]",
        "\"a\"",
        "'",
        "a: b",
        "# a",
        "- a",
        "a,b",
        "a\nb",
        "\r\n",
        " a ",
        "2020-01-01",
        "18446744073709551616",
        "=",
        "é",
        "\u{1f600}",
        "\\",
    ];
    prop_oneof![proptest::sample::select(words.to_vec()).prop_map(str::to_owned), "[ -~é]{0,12}"]
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell), text().prop_map(Side::from)]
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![Just(State::Open), Just(State::Closed), integer().prop_map(State::from)]
}

fn date() -> impl Strategy<Value = DateTime> {
    let forms =
        ["2018-11-26T07:48:23Z", "2018-11-26 07:48:23.5", "1543218503.000000", "1543218503"];
    proptest::sample::select(forms.to_vec()).prop_map(|text| DateTime::parse(text).unwrap())
}

/// Where a format has one word for nothing and for empty text, empty text is nothing.
fn filled() -> impl Strategy<Value = String> {
    text().prop_filter("empty", |text| !text.is_empty())
}

prop_compose! {
    fn row_with(maybe_text: BoxedStrategy<String>)(
        (text, price, size, amount, count) in (text(), decimal(), decimal(), big_decimal(), integer()),
        (maker, side, state, time, date) in (any::<bool>(), side(), state(), integer(), date()),
        maybe_text in proptest::option::of(maybe_text),
        maybe_price in proptest::option::of(decimal()),
        maybe_amount in proptest::option::of(big_decimal()),
        maybe_count in proptest::option::of(integer()),
        maybe_maker in any::<Option<bool>>(),
        maybe_side in proptest::option::of(filled().prop_map(Side::from)),
        maybe_time in proptest::option::of(integer().prop_map(TimestampUs::new)),
    ) -> Row {
        let mut row =
            Row::new(text, price, size, amount, count, maker, side, state, TimestampMs::new(time), date);
        row.maybe_text = maybe_text;
        row.maybe_price = maybe_price;
        row.maybe_amount = maybe_amount;
        row.maybe_count = maybe_count;
        row.maybe_maker = maybe_maker;
        row.maybe_side = maybe_side;
        row.maybe_time = maybe_time;
        row
    }
}

fn row() -> impl Strategy<Value = Row> {
    row_with(text().boxed())
}

fn level() -> impl Strategy<Value = Level> {
    (decimal(), big_decimal()).prop_map(|(price, quantity)| Level::new(price, quantity))
}

prop_compose! {
    fn candle()(
        time in integer(),
        close in decimal(),
        volume in proptest::option::of(big_decimal()),
        trades in proptest::option::of(integer()),
    ) -> Candle {
        let mut candle = Candle::new(TimestampMs::new(time), close);
        candle.volume = volume;
        candle.trades = trades;
        candle
    }
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = (proptest::collection::vec(side(), 0..3), level()).prop_map(|(sides, level)| {
        let mut made = Node::new(level);
        made.sides = sides;
        made
    });
    leaf.prop_recursive(3, 8, 2, |inner| {
        (level(), proptest::collection::vec(inner, 0..3)).prop_map(|(level, again)| {
            let mut made = Node::new(level);
            made.again = again;
            made
        })
    })
}

fn extra() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"a": [null, 1.5, -7, true, "x"], "b": {}})),
        Just(json!([])),
        text().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
    ]
}

prop_compose! {
    fn tree()(
        row in row(),
        rows in proptest::collection::vec(row(), 0..3),
        levels in proptest::collection::vec(level(), 0..4),
        prices in proptest::collection::vec(decimal(), 0..4),
        balances in proptest::collection::btree_map(text(), decimal(), 0..4),
        named in proptest::collection::btree_map(text(), row(), 0..2),
        maybe in proptest::option::of(node()),
        maybe_prices in proptest::option::of(proptest::collection::vec(big_decimal(), 0..3)),
        extra in proptest::option::of(extra()),
    ) -> Tree {
        let mut tree = Tree::new(row);
        tree.rows = rows;
        tree.levels = levels;
        tree.prices = prices;
        tree.balances = balances;
        tree.named = named;
        tree.maybe = maybe;
        tree.maybe_prices = maybe_prices;
        tree.extra = extra;
        tree
    }
}

prop_compose! {
    fn order()(
        size in decimal(),
        price in proptest::option::of(big_decimal()),
        side in filled().prop_map(Side::from),
        post_only in any::<Option<bool>>(),
    ) -> Order {
        let mut order = Order::new(size, side);
        order.price = price;
        order.post_only = post_only;
        order
    }
}

prop_compose! {
    fn batch()(
        orders in proptest::collection::vec(order(), 0..3),
        stop in proptest::option::of(order()),
        passphrase in proptest::option::of(filled().prop_map(Secret::new)),
        until in proptest::option::of(integer().prop_map(TimestampMs::new)),
    ) -> Batch {
        let mut batch = Batch::new(orders);
        batch.stop = stop;
        batch.passphrase = passphrase;
        batch.until = until;
        batch
    }
}

// Round trips.

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_flat_record_survives_every_format(row in row_with(filled().boxed())) {
        survives_nested(&row)?;
        survive!(&row; Csv, CsvBare);
    }

    #[test]
    fn a_nested_record_survives_every_format_that_nests(tree in tree()) {
        survives_nested(&tree)?;
    }

    #[test]
    fn a_request_survives_every_format(order in order(), batch in batch()) {
        survives_nested(&order)?;
        survive!(&order; Csv, CsvBare);
        survives_nested(&batch)?;
    }

    #[test]
    fn a_tuple_survives_every_format_that_has_lists(candle in candle()) {
        survive!(&candle; JsonText, JsonSlice, JsonReader, JsonValue, JsonValueRef);
        survive!(&candle; Yaml, Postcard, MessagePack, MessagePackNamed, CsvBare);
    }

    #[test]
    fn what_a_response_holds_survives_every_format(
        rows in proptest::collection::vec(row(), 0..3),
        sides in proptest::collection::btree_map(side(), row(), 0..3),
        states in proptest::collection::vec(state(), 0..3),
        times in proptest::collection::vec(integer().prop_map(TimestampMs::new), 0..3),
        dates in proptest::collection::vec(date(), 0..3),
    ) {
        /// What a program keeps.
        #[derive(Serialize, Deserialize)]
        struct Kept {
            rows: Vec<Row>,
            sides: BTreeMap<String, Row>,
            states: Vec<State>,
            times: Vec<TimestampMs>,
            dates: Vec<DateTime>,
            last: Option<State>,
        }

        fn kept<F: Format>(kept: &Kept) -> Result<(), TestCaseError> {
            let back = F::there_and_back(kept).map_err(|why| TestCaseError::fail(F::NAME.to_owned() + ": " + &why))?;
            prop_assert_eq!(to_json(&back.rows).unwrap(), to_json(&kept.rows).unwrap(), "{}", F::NAME);
            prop_assert_eq!(to_json(&back.sides).unwrap(), to_json(&kept.sides).unwrap(), "{}", F::NAME);
            prop_assert_eq!(&back.states, &kept.states, "{}", F::NAME);
            prop_assert_eq!(to_json(&back.times).unwrap(), to_json(&kept.times).unwrap(), "{}", F::NAME);
            prop_assert_eq!(&back.dates, &kept.dates, "{}", F::NAME);
            prop_assert_eq!(back.last, kept.last, "{}", F::NAME);
            Ok(())
        }

        let sides = sides.into_iter().map(|(side, row)| (side.to_string(), row)).collect();
        let last = states.first().copied();
        let value = Kept { rows, sides, states, times, dates, last };
        kept::<JsonText>(&value)?;
        kept::<JsonReader>(&value)?;
        kept::<JsonValue>(&value)?;
        kept::<Toml>(&value)?;
        kept::<TomlValue>(&value)?;
        kept::<Yaml>(&value)?;
        kept::<Postcard>(&value)?;
        kept::<MessagePack>(&value)?;
        kept::<MessagePackNamed>(&value)?;
    }

    #[test]
    fn enums_are_the_keys_of_maps_in_every_format(
        sides in proptest::collection::btree_map(side(), integer(), 0..3),
    ) {
        fn kept<F: Format>(sides: &BTreeMap<Side, i64>) -> Result<(), TestCaseError> {
            let back = F::there_and_back(sides).map_err(|why| TestCaseError::fail(F::NAME.to_owned() + ": " + &why))?;
            prop_assert_eq!(&back, sides, "{}", F::NAME);
            Ok(())
        }
        kept::<JsonText>(&sides)?;
        kept::<JsonReader>(&sides)?;
        kept::<JsonValue>(&sides)?;
        kept::<Toml>(&sides)?;
        kept::<Yaml>(&sides)?;
        kept::<Postcard>(&sides)?;
        kept::<MessagePack>(&sides)?;
    }
}

// What the formats show.

fn sample() -> Row {
    let row = json!({
        "text": "007", "price": "1.10", "size": "0.1000000000000000000000000001", "amount": "5.00",
        "count": i64::MIN, "maker": "YES", "side": "Buy", "state": 7, "cTime": "1695806875837",
        "date": "2018-11-26T07:48:23Z", "maybeMaker": "off", "maybeAmount": "0.30",
    });
    serde_json::from_value(row).unwrap()
}

#[test]
fn json_has_the_documented_forms_and_leaves_out_what_is_absent() {
    let text = r#"{"text":"007","price":"1.10","size":0.1000000000000000000000000001,"amount":"5.00","count":-9223372036854775808,"maker":"YES","side":"buy","state":7,"cTime":"1695806875837","date":"2018-11-26T07:48:23Z","maybeAmount":0.30,"maybeMaker":"off"}"#;
    assert_eq!(serde_json::to_string(&sample()).unwrap(), text);
    assert_eq!(to_json(&sample()).unwrap(), text);
}

#[test]
fn toml_has_decimals_as_text_and_leaves_out_what_is_absent() {
    let text = r#"text = "007"
price = "1.10"
size = "0.1000000000000000000000000001"
amount = "5.00"
count = -9223372036854775808
maker = true
side = "buy"
state = 7
cTime = 1695806875837
date = "2018-11-26T07:48:23Z"
maybeAmount = "0.30"
maybeMaker = false
"#;
    assert_eq!(toml::to_string(&sample()).unwrap(), text);
}

#[test]
fn csv_has_a_column_for_each_field_and_a_blank_for_what_is_absent() {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize(sample()).unwrap();
    let text = "text,price,size,amount,count,maker,side,state,cTime,date,maybeText,maybePrice,maybeAmount,maybeCount,maybeMaker,maybeSide,maybeTime\n\
        007,1.10,0.1000000000000000000000000001,5.00,-9223372036854775808,true,buy,7,1695806875837,2018-11-26T07:48:23Z,,,0.30,,false,,\n";
    assert_eq!(String::from_utf8(writer.into_inner().unwrap()).unwrap(), text);
}

#[test]
fn yaml_has_decimals_as_text_and_null_for_what_is_absent() {
    let text = serde_saphyr::to_string(&sample()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.contains(&"price: \"1.10\""), "{text}");
    assert!(lines.contains(&"count: -9223372036854775808"), "{text}");
    assert!(lines.contains(&"maybePrice: null"), "{text}");
}

#[test]
fn binary_formats_have_json_text_in_the_place_of_a_record() {
    let json = to_json(&sample()).unwrap();
    assert_eq!(postcard::to_stdvec(&sample()).unwrap(), postcard::to_stdvec(&json).unwrap());
    assert_eq!(rmp_serde::to_vec(&sample()).unwrap(), rmp_serde::to_vec(&json).unwrap());
    let order = Order::new("0.10", Side::Buy);
    assert_eq!(
        postcard::from_bytes::<Order>(&postcard::to_stdvec(&order).unwrap()).unwrap(),
        order
    );
}

#[test]
fn binary_formats_have_enums_and_times_as_they_are() {
    let written = postcard::to_stdvec(&(Side::Buy, State::Closed, TimestampMs::new(-7))).unwrap();
    assert_eq!(written, postcard::to_stdvec(&("buy", -2_i64, -7_i64)).unwrap());
}

#[test]
fn a_json_value_has_a_number_where_it_keeps_the_digits_and_text_where_it_does_not() {
    let value = |digits: &str| {
        let level = Level::new(digits.parse::<Decimal>().unwrap(), 1);
        serde_json::to_value(&level).unwrap()
    };
    for digits in ["0.1", "5", "-27000.5", "0.0", "9007199254740993"] {
        let number: serde_json::Number = digits.parse().unwrap();
        assert_eq!(value(digits), json!([number, "1"]), "{digits}");
    }
    for digits in ["1.10", "0.00", "0.1234567890123456789", "79228162514264337593543950335"] {
        assert_eq!(value(digits), json!([digits, "1"]), "{digits}");
    }
}

// What the formats give.

const FLOAT: &str = "a binary float does not keep the digits of a number: write it in quotes";

/// A price, and perhaps more.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quote {
    /// An id.
    pub id: Option<String>,
    /// A price.
    pub price: Decimal,
    /// When.
    pub time: Option<TimestampMs>,
    /// A secret.
    pub key: Option<Secret>,
    /// Whatever it is.
    pub extra: Option<Value>,
    /// Sides.
    pub sides: Vec<Side>,
}

venue_core::record! { Quote
    fields {
        ?id = "id", price: Decimal = "price" as number, ?time = "time", ?key = "key",
        ?extra = "extra", ?sides = "sides",
    }
}

fn from_toml(text: &str) -> Result<Quote, String> {
    toml::from_str(text).map_err(shown)
}

fn from_yaml(text: &str) -> Result<Quote, String> {
    serde_saphyr::from_str(text).map_err(shown)
}

fn from_csv(text: &str) -> Result<Quote, String> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().next().unwrap().map_err(shown)
}

fn from_message_pack(value: &impl Serialize) -> Result<Quote, String> {
    rmp_serde::from_slice(&rmp_serde::to_vec_named(value).unwrap()).map_err(shown)
}

#[track_caller]
fn refused(read: Result<Quote, String>, why: &str) -> String {
    let error = read.unwrap_err();
    assert!(error.contains(why), "{error}");
    error
}

#[test]
fn a_float_is_refused_because_its_digits_are_gone() {
    refused(from_toml("price = 1.10"), FLOAT);
    refused(from_toml("price = '1.10'\ntime = 7.0"), FLOAT);
    refused(from_yaml("price: 1.10\ntime: 7.0"), FLOAT);
    refused(from_csv("price,time\n1.10,7.0"), FLOAT);
    refused(from_message_pack(&BTreeMap::from([("price", 1.1)])), FLOAT);
}

#[test]
fn digits_that_a_format_shows_as_text_are_read_as_they_stand() {
    for read in [from_yaml("price: 1.10"), from_csv("price\n1.10"), from_toml("price = '1.10'")] {
        assert_eq!(read.unwrap().price.to_string(), "1.10");
    }
    assert_eq!(from_toml("price = 5").unwrap().price.to_string(), "5");
    refused(from_yaml("price: 1_000"), "not a decimal number");
    refused(from_csv("price\n0.12345678901234567890123456789"), "without rounding");
}

#[test]
fn text_keeps_its_zeros_or_is_refused() {
    for read in [from_yaml("id: 007\nprice: 1"), from_csv("id,price\n007,1")] {
        assert_eq!(read.unwrap().id.as_deref(), Some("007"));
    }
    refused(from_toml("id = 7\nprice = 1"), "expected text, found a number: write it in quotes");
}

#[test]
fn a_whole_number_and_a_bool_may_stand_in_quotes() {
    for read in [from_toml("price = 1\ntime = '7'"), from_yaml("price: 1\ntime: '7'")] {
        assert_eq!(read.unwrap().time, Some(TimestampMs::new(7)));
    }
    let order: Order = toml::from_str("size = '1'\nside = 'sell'\npostOnly = 'yes'").unwrap();
    assert_eq!(order, Order::new("1", Side::Sell).post_only(true));
}

#[test]
fn new_fields_are_passed_over_and_missing_ones_named() {
    for read in [
        from_toml("new = [1.5]\nprice = 1\n[other]\na = 1.5"),
        from_yaml("new: [1.5]\nprice: 1\nother: {a: 1.5}"),
        from_csv("new,price,other\n1.5,1,x"),
    ] {
        let read = read.unwrap();
        assert_eq!((read.id, read.time, read.sides.len()), (None, None, 0));
    }
    refused(from_toml("id = 'a'"), "missing field `price`");
    refused(from_yaml("id: a"), "missing field `price`");
    refused(from_csv("id,price\na,"), "expected a decimal, found the string \"\"");
    refused(from_csv("price,price\n1,2"), "duplicate field `price`");
}

#[test]
fn json_in_text_is_one_value_and_no_way_around_the_fields() {
    let read = from_toml("price = 1\nextra = '{\"a\": [1, null]}'").unwrap();
    assert_eq!(read.extra, Some(json!({"a": [1, null]})));
    refused(from_toml("price = 1\nextra = '1, \"time\": 7'"), "not JSON");
    refused(from_toml("price = 1\nextra = 'word'"), "not JSON");
    let records = [r#"{"price":1}, {"price":2}"#, r#"{"price":1"#, "1", ""];
    for text in records {
        assert!(from_message_pack(&text).is_err(), "{text}");
    }
}

#[test]
fn a_secret_is_in_no_error() {
    // TOML and YAML show the line that they read; what is ours in the error does not.
    let toml = toml::from_str::<Quote>("price = 1\nkey = 48151623").unwrap_err();
    let yaml = serde_saphyr::from_str::<Quote>("price: 1\nkey: 48151623").unwrap_err();
    for read in [
        Err(toml.message().to_owned()),
        Err(yaml.without_snippet().to_string()),
        from_csv("price,key\n1,48151623"),
        from_message_pack(&json!({"price": "1", "key": 48151623})),
    ] {
        let error = refused(read, "expected a secret in a string");
        assert!(!error.contains("48151623"), "{error}");
    }
}

#[test]
fn csv_refuses_what_does_not_fit_into_a_row() {
    let error = |value: &dyn Fn(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>| {
        value(&mut csv::Writer::from_writer(Vec::new())).unwrap_err().to_string()
    };
    let quote = Quote::new(1);
    let why = error(&|to| to.serialize(&quote));
    assert!(why.contains("cannot serialize"), "{why}");
    let why = error(&|to| to.serialize(Node::new(Level::new(1, 1))));
    assert!(why.contains("cannot serialize"), "{why}");
    let why = error(&|to| to.serialize(BTreeMap::from([("a", sample())])));
    assert!(why.contains("map"), "{why}");
}

#[test]
fn toml_refuses_a_tuple_with_an_absent_column() {
    let candle = Candle::new(TimestampMs::new(7), 1);
    let why = toml::to_string(&BTreeMap::from([("candle", candle)])).unwrap_err();
    assert!(why.to_string().contains("None"), "{why}");
}

#[test]
fn a_request_that_does_not_fit_is_written_in_no_format() {
    let order = Order::new("much", Side::Buy);
    let errors = [
        JsonText::there_and_back(&order).unwrap_err(),
        JsonValue::there_and_back(&order).unwrap_err(),
        Toml::there_and_back(&order).unwrap_err(),
        Yaml::there_and_back(&order).unwrap_err(),
        Csv::there_and_back(&order).unwrap_err(),
        MessagePack::there_and_back(&order).unwrap_err(),
    ];
    for error in errors {
        assert!(error.contains("`size`: \"much\""), "{error}");
    }
    // It has no place for words.
    assert!(Postcard::there_and_back(&order).is_err());
}

// serde's own wrappers, which take a value apart before anybody can see its text.

/// A quote and where it is from.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    from: String,
    #[serde(flatten)]
    quote: Quote,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Quote(Quote),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Quote(Quote),
}

fn quote(price: &str) -> Quote {
    let mut quote = Quote::new(price.parse::<Decimal>().unwrap());
    quote.time = Some(TimestampMs::new(7));
    quote.id = Some("007".to_owned());
    quote.sides = vec![Side::Buy];
    quote
}

#[test]
fn wrappers_of_serde_keep_the_digits() {
    fn kept<F: Format>(price: &str) {
        let flat = Flat { from: "a".to_owned(), quote: quote(price) };
        assert_eq!(F::there_and_back(&flat).unwrap(), flat, "{}", F::NAME);
        let tagged = Tagged::Quote(quote(price));
        assert_eq!(F::there_and_back(&tagged).unwrap(), tagged, "{}", F::NAME);
    }
    fn kept_untagged<F: Format>(price: &str) {
        let untagged = Untagged::Quote(quote(price));
        assert_eq!(F::there_and_back(&untagged).unwrap(), untagged, "{}", F::NAME);
    }
    // A whole number is one in JSON; what is a fraction there is a float to serde's wrappers.
    kept::<JsonText>("5");
    kept::<JsonValue>("1.10");
    kept::<Toml>("1.10");
    kept::<Yaml>("1.10");
    kept::<MessagePackNamed>("1.10");
    kept_untagged::<JsonText>("5");
    kept_untagged::<JsonValue>("1.10");
    kept_untagged::<Toml>("1.10");
    kept_untagged::<Yaml>("1.10");
}

#[test]
fn what_the_wrappers_of_serde_do_not_keep_is_refused() {
    let flat = serde_json::from_str::<Flat>(r#"{"from": "a", "price": 1.10}"#).unwrap_err();
    assert!(flat.to_string().contains(FLOAT), "{flat}");
    let flat = serde_json::from_str::<Flat>(r#"{"from": "a", "price": "1.10"}"#).unwrap();
    assert_eq!(flat.quote.price.to_string(), "1.10");
    let tagged = serde_json::from_str::<Tagged>(r#"{"kind": "Quote", "price": 1.10}"#).unwrap_err();
    assert!(tagged.to_string().contains(FLOAT), "{tagged}");
    // JSON text stands for the record, and nothing that is untagged expects that.
    assert!(MessagePack::there_and_back(&Untagged::Quote(quote("1.10"))).is_err());
    let flat =
        csv::Reader::from_reader(&b"from,id,price\na,007,1"[..]).deserialize::<Flat>().next();
    assert!(flat.unwrap().is_err(), "zeros before a number");
}

#[test]
fn json_through_a_wrapper_is_written_as_ever() {
    let flat = Flat { from: "a".to_owned(), quote: quote("1.10") };
    let text = r#"{"from":"a","id":"007","price":1.10,"time":7,"sides":["buy"]}"#;
    assert_eq!(serde_json::to_string(&flat).unwrap(), text);
}

#[test]
fn a_format_that_cannot_be_told_what_to_show_is_taken_at_its_word() {
    use serde::de::value::{Error, MapDeserializer};
    let map = [("price", "1.10"), ("time", "7"), ("id", "007")].into_iter();
    let read = Quote::deserialize(MapDeserializer::<_, Error>::new(map)).unwrap();
    assert_eq!(read.price.to_string(), "1.10");
    assert_eq!((read.time, read.id.as_deref()), (Some(TimestampMs::new(7)), Some("007")));
    let map = [("price", 1.1)].into_iter();
    let why = Quote::deserialize(MapDeserializer::<_, Error>::new(map)).unwrap_err();
    assert!(why.to_string().contains(FLOAT), "{why}");
}
