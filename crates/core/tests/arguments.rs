//! What a request builder accepts for its parameters, and why it refuses the rest.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, UNIX_EPOCH};

use venue_core::{
    Argument, BigDecimal, Decimal, Secret,
    time::{DateTime, TimestampMs, TimestampS, TimestampUs},
    wire::plain,
};

venue_core::open_enum! {
    /// Which side.
    pub enum Side {
        /// Buys.
        Buy = "buy",
        /// Sells.
        Sell = "sell",
    }
}

venue_core::open_enum! {
    /// What kind.
    pub enum Kind: i64 {
        /// At market.
        Market = 1,
        /// At a price.
        Limit = 2,
    }
}

fn decimal(value: impl Argument<Decimal>) -> Result<String, String> {
    value.into_argument().map(|value| value.to_string()).map_err(|why| why.into_owned())
}

fn big(value: impl Argument<BigDecimal>) -> Result<String, String> {
    value.into_argument().map(|value| plain(&value)).map_err(|why| why.into_owned())
}

fn whole(value: impl Argument<i64>) -> Result<i64, String> {
    value.into_argument().map_err(|why| why.into_owned())
}

fn text(value: impl Argument<String>) -> String {
    value.into_argument().unwrap()
}

#[test]
fn a_decimal_comes_from_decimals_whole_numbers_and_text() {
    let tenth = Decimal::new(10, 2);
    assert_eq!(decimal(tenth).unwrap(), "0.10");
    assert_eq!(decimal("0.10").unwrap(), "0.10");
    assert_eq!(decimal(&"0.10".to_owned()).unwrap(), "0.10");
    assert_eq!(decimal(-5_i32).unwrap(), "-5");
    assert_eq!(decimal(5_u32).unwrap(), "5");
    assert_eq!(decimal(i64::MIN).unwrap(), "-9223372036854775808");
    assert_eq!(decimal(u64::MAX).unwrap(), "18446744073709551615");
    assert_eq!(decimal("1e-7").unwrap(), "0.0000001");
}

#[test]
fn a_big_decimal_comes_from_both_decimals_whole_numbers_and_text() {
    assert_eq!(big(Decimal::new(-10, 2)).unwrap(), "-0.10");
    assert_eq!(big(Decimal::MAX).unwrap(), "79228162514264337593543950335");
    assert_eq!(big(BigDecimal::new(1.into(), 20)).unwrap(), "0.00000000000000000001");
    let digits = "12345678901234567890123456789012345678.123456789012345678";
    assert_eq!(big(digits).unwrap(), digits);
    assert_eq!(big(&digits.to_owned()).unwrap(), digits);
    assert_eq!(big(-5_i32).unwrap(), "-5");
    assert_eq!(big(5_u32).unwrap(), "5");
    assert_eq!(big(i64::MIN).unwrap(), "-9223372036854775808");
    assert_eq!(big(u64::MAX).unwrap(), "18446744073709551615");
}

#[test]
fn a_bare_integer_literal_is_a_decimal() {
    assert_eq!(decimal(38000).unwrap(), "38000");
    assert_eq!(big(9).unwrap(), "9");
}

#[test]
fn text_that_is_no_decimal_is_rejected_with_the_text_and_the_reason() {
    for text in ["NaN", "1_000", "+1", "", " 1", "1,5", "0x10", "1.2.3"] {
        let said = format!("{text:?}: not a decimal number");
        assert_eq!(decimal(text).unwrap_err(), said);
        assert_eq!(big(text).unwrap_err(), said);
    }
}

#[test]
fn text_that_would_be_rounded_is_rejected_with_the_reason() {
    let digits = "0.12345678901234567890123456789";
    let why = decimal(digits).unwrap_err();
    assert_eq!(why, format!("{digits:?}: more digits than a Decimal holds without rounding"));
    assert_eq!(big(digits).unwrap(), digits);
}

#[test]
fn a_huge_exponent_in_text_is_rejected_with_the_reason() {
    for digits in ["1e999999999", "1e-999999999", "1e9223372036854775808"] {
        assert!(big(digits).unwrap_err().contains("exponent is too large"), "{digits}");
        assert!(decimal(digits).is_err(), "{digits}");
    }
}

#[test]
fn an_error_quotes_a_bounded_part_of_the_text() {
    let long = "7".repeat(100_000);
    for why in [decimal(&long).unwrap_err(), big(&long).unwrap_err()] {
        assert!(why.len() < 250, "{} bytes", why.len());
    }
    let moment: Result<DateTime, _> = long.as_str().into_argument();
    assert!(moment.unwrap_err().len() < 250);
}

#[test]
fn a_whole_number_comes_from_every_integer_type() {
    assert_eq!(whole(-7_i8), Ok(-7));
    assert_eq!(whole(-7_i16), Ok(-7));
    assert_eq!(whole(-7_i32), Ok(-7));
    assert_eq!(whole(-7_i64), Ok(-7));
    assert_eq!(whole(7_u8), Ok(7));
    assert_eq!(whole(7_u16), Ok(7));
    assert_eq!(whole(7_u32), Ok(7));
    assert_eq!(whole(7_u64), Ok(7));
    assert_eq!(whole(7_usize), Ok(7));
    assert_eq!(whole(7), Ok(7));
}

#[test]
fn a_whole_number_beyond_64_bits_is_rejected_with_the_number() {
    assert_eq!(whole(i64::MAX as u64), Ok(i64::MAX));
    assert_eq!(whole(1_u64 << 63), Err("9223372036854775808 is too large".to_owned()));
    assert_eq!(whole(u64::MAX), Err("18446744073709551615 is too large".to_owned()));
    assert!(whole(usize::MAX).is_err());
}

#[test]
fn text_is_taken_as_it_stands() {
    for given in ["", " a ", "00.10", "龙虾USDT", "a&b=c"] {
        assert_eq!(text(given), given);
        let owned = given.to_owned();
        assert_eq!(text(&owned), given);
        assert_eq!(text(owned), given);
    }
}

#[test]
fn a_secret_comes_from_text_and_is_not_shown() {
    let owned = "hidden-key".to_owned();
    let secrets: [Secret; 4] = [
        "hidden-key".into_argument().unwrap(),
        Argument::<Secret>::into_argument(&owned).unwrap(),
        owned.into_argument().unwrap(),
        Secret::new("hidden-key").into_argument().unwrap(),
    ];
    for secret in secrets {
        assert_eq!(secret.expose(), "hidden-key");
        assert!(!format!("{:?}", Some(secret)).contains("hidden"));
    }
}

#[test]
fn a_timestamp_comes_from_its_number_from_std_and_from_chrono() {
    let number = 1_695_806_875_837_i64;
    let std = UNIX_EPOCH + Duration::from_millis(1_695_806_875_837);
    let chrono = chrono::DateTime::from_timestamp_millis(number).unwrap();
    let given: [TimestampMs; 4] = [
        number.into_argument().unwrap(),
        std.into_argument().unwrap(),
        chrono.into_argument().unwrap(),
        TimestampMs::new(number).into_argument().unwrap(),
    ];
    assert_eq!(given, [TimestampMs::new(number); 4]);
    let seconds: TimestampS = std.into_argument().unwrap();
    assert_eq!(seconds.get(), 1_695_806_875);
    let micros: TimestampUs = chrono.into_argument().unwrap();
    assert_eq!(micros.get(), 1_695_806_875_837_000);
}

#[test]
fn a_date_and_time_comes_from_text_and_keeps_it() {
    let moment: DateTime = "2018-11-26T07:48:23Z".into_argument().unwrap();
    assert_eq!(moment.as_str(), "2018-11-26T07:48:23Z");
    let refused: Result<DateTime, _> = "yesterday".into_argument();
    let why = refused.unwrap_err();
    assert_eq!(why, "\"yesterday\" is neither an ISO 8601 date and time nor seconds since 1970");
}

#[test]
fn an_enum_comes_from_its_value_and_from_what_stands_on_the_wire() {
    let sides: [Side; 4] = [
        Side::Buy.into_argument().unwrap(),
        "buy".into_argument().unwrap(),
        "BUY".into_argument().unwrap(),
        "hedge".into_argument().unwrap(),
    ];
    assert_eq!(sides, [Side::Buy, Side::Buy, Side::Buy, Side::Unknown("hedge".into())]);
    let kinds: [Kind; 3] = [
        Kind::Limit.into_argument().unwrap(),
        1_i64.into_argument().unwrap(),
        9_i64.into_argument().unwrap(),
    ];
    assert_eq!(kinds, [Kind::Limit, Kind::Market, Kind::Unknown(9)]);
}

#[test]
fn a_list_comes_from_arrays_slices_and_vectors_of_what_its_items_come_from() {
    let ids: [Vec<String>; 4] = [
        ["a", "b"].into_argument().unwrap(),
        (&["a".to_owned(), "b".to_owned()][..]).into_argument().unwrap(),
        vec!["a".to_owned(), "b".to_owned()].into_argument().unwrap(),
        (&vec!["a", "b"]).into_argument().unwrap(),
    ];
    for list in ids {
        assert_eq!(list, ["a", "b"]);
    }
    let prices: Vec<Decimal> = ["1.10", "2"].into_argument().unwrap();
    assert_eq!(prices, [Decimal::new(110, 2), Decimal::from(2)]);
}

#[test]
fn one_item_that_does_not_fit_rejects_the_list() {
    let refused: Result<Vec<Decimal>, _> = ["1.10", "NaN"].into_argument();
    assert_eq!(refused.unwrap_err(), "\"NaN\": not a decimal number");
}
