//! Rule 1: the digits arrive as sent, or reading fails.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use venue_core::{
    BigDecimal, Decimal,
    wire::{self, Wire, from_json, parse_big_decimal, parse_decimal, plain, to_json},
};

/// What a field of a generated struct looks like, in each of its writings.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Amounts {
    /// In the usual form.
    pub usual: Decimal,
    /// As a number.
    pub number: Decimal,
    /// In quotes.
    pub quoted: BigDecimal,
    /// As a number of any range.
    pub big_number: BigDecimal,
    /// Perhaps.
    pub maybe: Option<Decimal>,
    /// Perhaps, as a number of any range.
    pub maybe_number: Option<BigDecimal>,
}

venue_core::record! { Amounts
    fields {
        usual: Decimal = "usual", number: Decimal = "number" as number, quoted: BigDecimal = "quoted" as quoted, big_number: BigDecimal = "big_number" as number, ?maybe = "maybe", ?maybe_number = "maybe_number" as number,
    }
}

/// Reads the digits from a JSON string and from a JSON number.
fn both<T: Wire>(digits: &str) -> [Result<T, String>; 2] {
    [from_json(&format!("\"{digits}\"")), from_json(digits)]
}

fn decimal(digits: &str) -> String {
    let [text, number] = both::<Decimal>(digits).map(|read| read.unwrap().to_string());
    assert_eq!(text, number, "the string and the number {digits} differ");
    text
}

fn big(digits: &str) -> String {
    let [text, number] = both::<BigDecimal>(digits).map(|read| plain(&read.unwrap()));
    assert_eq!(text, number, "the string and the number {digits} differ");
    text
}

#[track_caller]
fn refused<T: Wire + std::fmt::Debug>(json: &str) -> String {
    let why = from_json::<T>(json).unwrap_err();
    assert!(why.contains("expected a decimal"), "{why}");
    assert!(why.len() < 250, "quotes too much: {} bytes", why.len());
    why
}

/// Text that no reader may take for a decimal.
const NOT_DECIMALS: [&str; 31] = [
    "NaN",
    "nan",
    "inf",
    "Infinity",
    "-Infinity",
    "1_000",
    "1,5",
    "1,000.5",
    "+1",
    "--1",
    "-+1",
    "",
    " ",
    " 1",
    "1 ",
    "1\u{a0}",
    "-",
    ".",
    "-.",
    "e5",
    "1e",
    "1e+",
    "1e5.5",
    "1e1e1",
    "1.2.3",
    "1-2",
    "1.-2",
    "0x10",
    "$1",
    "١٢",
    "１",
];

/// Digits that a decimal of each kind holds exactly: leading digit, 28 and 29 places, both ends.
const HELD: [&str; 16] = [
    "0",
    "1",
    "-1",
    "0.1",
    "0.3",
    "100",
    "27000.50",
    "0.80",
    "1.000000",
    "0.00000001",
    "-0.000000000000000001",
    "1234567890123456789012345678",
    "0.1234567890123456789012345678",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "7.9228162514264337593543950335",
];

#[test]
fn a_decimal_keeps_every_digit_and_every_trailing_zero() {
    for digits in HELD {
        assert_eq!(decimal(digits), digits);
        assert_eq!(big(digits), digits);
    }
}

#[test]
fn a_zero_keeps_its_places() {
    for digits in ["0.0", "0.00", "0.000000000000000000"] {
        assert_eq!(decimal(digits), digits);
        assert_eq!(big(digits), digits);
    }
}

#[test]
fn a_negative_zero_is_zero() {
    for digits in ["-0", "-0.00", "-0e3"] {
        let [text, number] = both::<Decimal>(digits).map(Result::unwrap);
        assert!(text.is_zero() && number.is_zero(), "{digits}");
        let [text, number] = both::<BigDecimal>(digits).map(Result::unwrap);
        assert_eq!((text, number), (BigDecimal::from(0), BigDecimal::from(0)), "{digits}");
    }
    assert_eq!(big("-0.00"), "0.00");
}

#[test]
fn an_exponent_is_written_out() {
    let forms = [
        ("1e-7", "0.0000001"),
        ("1E-7", "0.0000001"),
        ("1.50e1", "15.0"),
        ("1.5e+3", "1500"),
        ("-2.5e-3", "-0.0025"),
        ("1e0", "1"),
        ("1e28", "10000000000000000000000000000"),
        ("1e-28", "0.0000000000000000000000000001"),
        ("0e5", "0"),
    ];
    for (sent, written) in forms {
        assert_eq!(decimal(sent).parse::<Decimal>().unwrap(), written.parse().unwrap(), "{sent}");
        assert_eq!(big(sent), written, "{sent}");
    }
    assert_eq!(decimal("1e-7"), "0.0000001");
    assert_eq!(decimal("1.50e1"), "15.0");
}

#[test]
fn text_may_have_leading_zeros_or_begin_with_the_point() {
    for (sent, written) in
        [(".5", "0.5"), ("-.5", "-0.5"), ("007", "7"), ("00.10", "0.10"), ("5.", "5")]
    {
        assert_eq!(parse_decimal(sent).unwrap().to_string(), written);
        assert_eq!(plain(&parse_big_decimal(sent).unwrap()), written);
    }
}

#[test]
fn a_big_decimal_holds_38_digits_before_the_point_and_18_behind_it() {
    let digits = "12345678901234567890123456789012345678.123456789012345678";
    assert_eq!(big(digits), digits);
}

#[test]
fn a_big_decimal_holds_a_bounded_number_of_characters_and_no_more() {
    let digits = "9".repeat(wire::MAX_DIGITS);
    assert_eq!(big(&digits), digits);
    let longer = "9".repeat(wire::MAX_DIGITS + 1);
    assert!(refused::<BigDecimal>(&longer).contains("more digits than are accepted"));
}

#[test]
fn a_decimal_that_would_be_rounded_is_refused() {
    let rounded = [
        "79228162514264337593543950336",
        "0.12345678901234567890123456789",
        "7.92281625142643375935439503350",
        "123456789012345678901234567890",
        "1e29",
        "1e-29",
        "1.23456789012345678901234567891e3",
        "12345678901234567890123456789012345678.123456789012345678",
    ];
    for digits in rounded {
        for json in [digits.to_owned(), format!("\"{digits}\"")] {
            let why = refused::<Decimal>(&json);
            assert!(why.contains("without rounding"), "{digits}: {why}");
            assert!(why.contains(digits) || why.contains("a string of"), "{digits}: {why}");
        }
    }
}

#[test]
fn what_is_not_a_decimal_is_refused_and_the_error_quotes_it() {
    for text in NOT_DECIMALS {
        let json = serde_json::to_string(text).unwrap();
        for why in [refused::<Decimal>(&json), refused::<BigDecimal>(&json)] {
            assert!(why.contains(&format!("found the string {text:?}")), "{text:?}: {why}");
            assert!(why.contains("not a decimal number"), "{text:?}: {why}");
        }
        assert!(parse_decimal(text).is_err(), "{text:?}");
        assert!(parse_big_decimal(text).is_err(), "{text:?}");
    }
}

#[test]
fn another_kind_of_value_is_refused_by_its_name() {
    for (json, named) in [("true", "the boolean true"), ("null", "null")] {
        assert!(refused::<Decimal>(json).contains(named), "{json}");
        assert!(refused::<BigDecimal>(json).contains(named), "{json}");
    }
    for json in ["[1]", r#"{"value": 1}"#] {
        let why = from_json::<Decimal>(json).unwrap_err();
        assert!(why.contains("expected a decimal, found an "), "{why}");
    }
}

#[test]
fn a_huge_exponent_is_refused_before_it_fills_the_memory() {
    let huge = [
        "1e400000",
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "1e9223372036854775807",
        "1e9223372036854775808",
        "1e-9223372036854775807",
        "1e-9223372036854775808",
        "1e170141183460469231731687303715884105727",
        "1e-170141183460469231731687303715884105728",
        "1e999999999999999999999999999999999999999999999",
        "0e999999999",
    ];
    for digits in huge {
        for json in [digits.to_owned(), format!("\"{digits}\"")] {
            refused::<BigDecimal>(&json);
            refused::<Decimal>(&json);
        }
    }
}

#[test]
fn the_largest_exponents_are_400_in_either_direction() {
    assert_eq!(big("1e400").len(), 401);
    assert_eq!(big("1e-400").len(), 402);
    assert!(refused::<BigDecimal>("1e401").contains("exponent"));
    assert!(refused::<BigDecimal>("1e-401").contains("exponent"));
    refused::<Decimal>("1e400");
    refused::<Decimal>("1e-400");
}

#[test]
fn ten_thousand_digits_are_refused_without_being_quoted() {
    let digits = "7".repeat(10_000);
    let fraction = format!("0.{digits}");
    for json in
        [digits.clone(), fraction.clone(), format!("\"{digits}\""), format!("\"{fraction}\"")]
    {
        for why in [refused::<Decimal>(&json), refused::<BigDecimal>(&json)] {
            assert!(!why.contains("7777777777"), "{why}");
        }
    }
}

#[test]
fn long_text_that_is_no_decimal_is_refused_without_being_quoted() {
    let json = format!("\"{}\"", "x".repeat(100_000));
    for why in [refused::<Decimal>(&json), refused::<BigDecimal>(&json)] {
        assert!(why.contains("a string of 100000 bytes"), "{why}");
    }
}

#[test]
fn text_with_escapes_is_read_as_what_it_means() {
    assert_eq!(from_json::<Decimal>(r#""\u0031.\u0035""#).unwrap().to_string(), "1.5");
    assert!(from_json::<Decimal>(r#""1\n""#).is_err());
}

#[test]
fn a_blank_or_null_where_a_decimal_may_be_absent_is_none() {
    for json in ["\"\"", "null"] {
        assert_eq!(from_json::<Option<Decimal>>(json).unwrap(), None);
        assert_eq!(from_json::<Option<BigDecimal>>(json).unwrap(), None);
    }
    assert_eq!(from_json::<Option<Decimal>>("0.10").unwrap().unwrap().to_string(), "0.10");
}

#[test]
fn a_wrong_value_where_a_decimal_may_be_absent_is_an_error_not_none() {
    for json in ["\"-\"", "\" \"", "\"NaN\"", "false", "1e29"] {
        refused::<Option<Decimal>>(json);
    }
}

#[test]
fn lists_and_maps_keep_the_digits_of_their_decimals() {
    let list: Vec<Vec<Decimal>> = from_json(r#"[["1.10", 2.20], [], [3]]"#).unwrap();
    assert_eq!(to_json(&list).unwrap(), r#"[["1.10","2.20"],[],["3"]]"#);
    let map: BTreeMap<String, BigDecimal> =
        from_json(r#"{"a": 0.10, "b": "", "c": null, "d": "2.0"}"#).unwrap();
    assert_eq!(to_json(&map).unwrap(), r#"{"a":"0.10","d":"2.0"}"#);
}

#[test]
fn the_error_of_a_nested_decimal_says_where_it_stands() {
    let why = from_json::<Vec<Vec<Decimal>>>(r#"[["1"], ["2", "x"]]"#).unwrap_err();
    assert!(why.starts_with("at `[1][1]`: expected a decimal, found the string \"x\""), "{why}");
    let json = r#"{"usual": 1, "number": 1, "quoted": 1, "big_number": "1_000"}"#;
    let why = from_json::<Amounts>(json).unwrap_err();
    assert!(why.starts_with("at `big_number`: expected a decimal"), "{why}");
}

#[test]
fn a_number_stays_a_number_and_text_stays_text_when_written() {
    let json = concat!(
        r#"{"usual":"1.10","number":2.20,"quoted":"0.000000000000000000000000000001","#,
        r#""big_number":123456789012345678901234567890.10,"maybe":"0.0","maybe_number":1000}"#
    );
    let read: Amounts = from_json(json).unwrap();
    assert_eq!(to_json(&read).unwrap(), json);
}

#[test]
fn an_absent_decimal_is_not_written() {
    let json = r#"{"usual":"1","number":1,"quoted":"1","big_number":1}"#;
    let with =
        r#"{"usual":"1","number":1,"quoted":"1","big_number":1,"maybe":"","maybe_number":null}"#;
    let read: Amounts = from_json(with).unwrap();
    assert_eq!(to_json(&read).unwrap(), json);
}

#[test]
fn no_writer_uses_an_exponent() {
    for (sent, written) in
        [("1e-20", "0.00000000000000000001"), ("1e30", "1000000000000000000000000000000")]
    {
        let value: BigDecimal = from_json(sent).unwrap();
        let json = format!(r#"{{"usual":1,"number":1,"quoted":{sent},"big_number":{sent}}}"#);
        let read: Amounts = from_json(&json).unwrap();
        let again = to_json(&read).unwrap();
        assert!(
            again.ends_with(&format!(r#""quoted":"{written}","big_number":{written}}}"#)),
            "{again}"
        );
        assert_eq!(to_json(&value).unwrap(), format!("\"{written}\""));
    }
    let json = r#"{"usual":1e-20,"number":1e-20,"quoted":1,"big_number":1}"#;
    let again = to_json(&from_json::<Amounts>(json).unwrap()).unwrap();
    assert!(
        again.starts_with(r#"{"usual":"0.00000000000000000001","number":0.00000000000000000001,"#)
    );
}

#[test]
fn what_a_float_would_spoil_arrives_whole() {
    for digits in [
        "0.1",
        "0.30000000000000004",
        "9007199254740993",
        "1.7976931348623157",
        "123456789.123456789123",
    ] {
        assert_eq!(decimal(digits), digits);
        assert_eq!(big(digits), digits);
    }
}

/// A JSON number without exponent; negative zeros are left out, since zero has no sign.
fn number(whole: usize, fraction: usize) -> impl Strategy<Value = String> {
    let whole =
        proptest::string::string_regex(&format!("0|[1-9][0-9]{{0,{}}}", whole - 1)).unwrap();
    let fraction = proptest::string::string_regex(&format!("[0-9]{{0,{fraction}}}")).unwrap();
    (any::<bool>(), whole, fraction).prop_map(|(negative, whole, fraction)| {
        let point = if fraction.is_empty() { "" } else { "." };
        let zero = (whole.bytes().chain(fraction.bytes())).all(|digit| digit == b'0');
        let sign = if negative && !zero { "-" } else { "" };
        format!("{sign}{whole}{point}{fraction}")
    })
}

proptest! {
    #[test]
    fn any_digits_that_a_decimal_holds_come_back_from_both_forms(digits in number(14, 14)) {
        prop_assert_eq!(&decimal(&digits), &digits);
        let value = parse_decimal(&digits).unwrap();
        prop_assert_eq!(to_json(&value).unwrap(), format!("\"{digits}\""));
        let [_, written] = written(&digits);
        prop_assert_eq!(written, digits);
    }

    #[test]
    fn a_decimal_is_written_as_the_library_writes_it(
        mantissa in prop_oneof![-1000..1000_i64, any::<i64>()],
        scale in 0..=28_u32,
    ) {
        let value = Decimal::new(mantissa, scale);
        prop_assert_eq!(to_json(&value).unwrap(), format!("\"{value}\""));
        let larger = Decimal::from_i128_with_scale(i128::from(mantissa.unsigned_abs()) * 3, scale);
        prop_assert_eq!(to_json(&larger).unwrap(), format!("\"{larger}\""));
    }

    #[test]
    fn any_digits_of_a_big_decimal_come_back_from_both_forms(digits in number(60, 60)) {
        prop_assert_eq!(&big(&digits), &digits);
        let [quoted, number] = written_big(&digits);
        prop_assert_eq!(quoted, format!("\"{digits}\""));
        prop_assert_eq!(number, digits);
    }

    #[test]
    fn a_decimal_arrives_with_its_digits_or_not_at_all(digits in number(31, 31)) {
        match from_json::<Decimal>(&digits) {
            Ok(value) => prop_assert_eq!(value.to_string(), digits),
            Err(why) => prop_assert!(why.contains("without rounding"), "{}", why),
        }
    }

    #[test]
    fn an_exponent_says_the_same_to_both_kinds(digits in number(6, 6), exponent in -14_i32..14) {
        let text = format!("{digits}e{exponent}");
        let small = parse_decimal(&text).unwrap();
        prop_assert_eq!(parse_big_decimal(&text).unwrap(), parse_big_decimal(&small.to_string()).unwrap());
    }

    #[test]
    fn an_exponent_is_read_as_if_the_number_had_been_written_out(
        text in exponents(),
        spoilt in prop::option::of((any::<prop::sample::Index>(), "[-+.eE0]?")),
    ) {
        let mut text = text;
        if let Some((at, piece)) = spoilt {
            let at = at.index(text.len());
            text.replace_range(at..=at, &piece);
        }
        prop_assert_eq!(read_once(&text), read_by_way_of_a_big_decimal(&text), "{}", text);
    }

    #[test]
    fn what_json_holds_is_read_as_the_bare_text_is(
        text in "-?[0-9]{0,20}(\\.[0-9]{0,20})?|-?[0-9]{1,12}\\.[0-9]{1,8}|[-+0-9.eE]{0,8}",
        space in " ?",
    ) {
        let read = read_once(&text);
        let one = |json: String| from_json::<Vec<Decimal>>(&json).ok()?.first().copied().map(parts);
        let (quoted, number) = (format!("[{space}\"{text}\"{space}]"), format!("[{space}{text}{space}]"));
        prop_assert_eq!(one(quoted), read.clone().ok());
        let is_number = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
        prop_assert_eq!(one(number), read.clone().ok().filter(|_| is_number));
        if !text.contains(['e', 'E', '+']) {
            prop_assert_eq!(read.ok(), Decimal::from_str_exact(&text).ok().map(parts));
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic_or_allocate_much(text in ".{0,40}|[-+0-9.eE_]{0,40}") {
        if let Ok(value) = parse_decimal(&text) {
            prop_assert!(parse_decimal(&value.to_string()).is_ok());
        }
        if let Ok(value) = parse_big_decimal(&text) {
            let digits = plain(&value);
            prop_assert!(digits.len() <= 2 * wire::MAX_DIGITS + 2);
            prop_assert!(digits.len() > wire::MAX_DIGITS || parse_big_decimal(&digits).unwrap() == value);
        }
    }
}

/// Digits with an exponent: few or too many, around and beyond what each kind holds.
fn exponents() -> impl Strategy<Value = String> {
    let digits =
        prop_oneof!["[0-9]{1,8}", "0{0,3}[0-9]{26,31}", "[0-9]{1,4}0{0,45}", "0{0,45}[0-9]{0,3}"];
    let fraction = prop_oneof![
        Just(String::new()),
        Just(".".to_owned()),
        "\\.[0-9]{1,8}",
        "\\.0{0,45}[0-9]{0,30}"
    ];
    let exponent =
        prop_oneof![-60_i128..60, -410_i128..410, any::<i64>().prop_map(i128::from), any::<i128>()];
    let sign = prop::sample::select(vec!["", "", "-"]);
    let letter = prop::sample::select(vec!["e", "E", "e+"]);
    (sign, digits, fraction, letter, exponent).prop_map(
        |(sign, digits, fraction, letter, exponent)| {
            format!("{sign}{digits}{fraction}{letter}{exponent}")
        },
    )
}

/// What comes of a text, with everything that a decimal has beside its value.
type Read = Result<(String, u32, i128, bool), String>;

fn parts(value: Decimal) -> (String, u32, i128, bool) {
    (value.to_string(), value.scale(), value.mantissa(), value.is_sign_negative())
}

fn read_once(text: &str) -> Read {
    parse_decimal(text).map(parts)
}

/// The long way round: a number of any size first, then its digits.
fn read_by_way_of_a_big_decimal(text: &str) -> Read {
    if !text.contains(['e', 'E']) {
        return read_once(text);
    }
    let digits = parse_big_decimal(text)?.to_plain_string();
    let why = "more digits than a Decimal holds without rounding";
    Decimal::from_str_exact(&digits).map(parts).map_err(|_| why.to_owned())
}

#[test]
fn every_edge_of_an_exponent_is_read_as_if_the_number_had_been_written_out() {
    let (zeros, nines) = ("0".repeat(40), "9".repeat(28));
    let texts = "
        1.50e1 1.50e-1 0e-300 0e300 0e400 0e401 0e-400 0e-401 0e-28 0e-29 1e28 1e29 1e-28
        1e-29 -0e-3 -0e3 -0.00e1 -.5e1 .5e0 5.e1 1.e-28 10e-29 1.0e-28 1e400 1.5e401 1e402
        1e-400 1.5e-400 79228162514264337593543950335e0 79228162514264337593543950336e0
        7922816251426433759354395033.5e1 0.79228162514264337593543950335e29
        792281625142643375935439503350e-1 79228162514264337593543950335e-28
        79228162514264337593543950335e-29 100000000000000000000000000000000e-10
        1e9223372036854775807 1e9223372036854775808 1.0e9223372036854775808
        1e-9223372036854775808 1.0e-9223372036854775808 1e99999999999999999999999999999
        1e-170141183460469231731687303715884105728
        1.5e-170141183460469231731687303715884105728
        1e999999999999999999999999999999999999999999
        1e00000000000000000000000000000000000000001 1e 1e+ 1e- 1e+-1 1e1.5 1.5e1.5 1e1e1
        1+2e401 1-e5 1.2.3e4 1.+5e1 1.-5e1 -1e-5 --1e5 e5 -e5 .e5 1_0e5 +1e5
    ";
    let long = [
        format!("0.{zeros}1e40"),
        format!("0.{zeros}1e41"),
        format!("0.{zeros}1e12"),
        format!("1{zeros}e-40"),
        format!("1{zeros}e-30"),
        format!("{zeros}1e0"),
        format!("{zeros}.5e-1"),
        format!("{nines}e-28"),
        format!("{nines}.9e-27"),
        format!("{nines}.9e1"),
        format!("1{}e0", "0".repeat(wire::MAX_DIGITS - 3)),
        format!("0{}e0", "0".repeat(wire::MAX_DIGITS - 3)),
        format!("0{}e0", "0".repeat(wire::MAX_DIGITS - 2)),
    ];
    for text in texts.split_whitespace().chain(long.iter().map(String::as_str)) {
        assert_eq!(read_once(text), read_by_way_of_a_big_decimal(text), "{text}");
    }
}

/// A decimal as text and as a number again.
fn written(digits: &str) -> [String; 2] {
    let json = format!(r#"{{"usual":{digits},"number":{digits},"quoted":1,"big_number":1}}"#);
    let again = to_json(&from_json::<Amounts>(&json).unwrap()).unwrap();
    members(&again, ["usual", "number"])
}

fn written_big(digits: &str) -> [String; 2] {
    let json = format!(r#"{{"usual":1,"number":1,"quoted":{digits},"big_number":{digits}}}"#);
    let again = to_json(&from_json::<Amounts>(&json).unwrap()).unwrap();
    members(&again, ["quoted", "big_number"])
}

fn members(json: &str, names: [&str; 2]) -> [String; 2] {
    let members: BTreeMap<String, &serde_json::value::RawValue> =
        serde_json::from_str(json).unwrap();
    names.map(|name| members[name].get().to_owned())
}
