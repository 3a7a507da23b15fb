//! What is on record at the start: the coins, pairs, deposits 4 and 5 and conversions 5, 6 and 7 of
//! the document. The deposits 7, 9 and 10 and the conversions 3 and 4 are made up, so that the
//! hyperlinks of the others lead somewhere; so are the times of recording.

use bigdecimal::BigDecimal;

use super::records::{CtcCoin, CtcConversion, CtcDeposit, CtcPair, Records};
use crate::engine::amount::fixed;

const WALLET: &str = "LKjpPtgMbcFgbJJYwzfe1ZtR8x4bbs2V3o";
const MEMO: &str = "Token Conversion from SGTK account privex";

impl Default for Records {
    fn default() -> Self {
        Self {
            coins: vec![
                CtcCoin {
                    symbol: "LTC".to_owned(),
                    display_name: "Litecoin".to_owned(),
                    our_account: None,
                    can_issue: false,
                    coin_type: "bitcoind".to_owned(),
                },
                CtcCoin {
                    symbol: "SGTK".to_owned(),
                    display_name: "Sometoken".to_owned(),
                    our_account: Some("someguy123".to_owned()),
                    can_issue: true,
                    coin_type: "steemengine".to_owned(),
                },
            ],
            pairs: vec![
                pair(1, "LTC", "SGTK", fixed(100_000, 0)),
                pair(2, "SGTK", "LTC", fixed(1, 2)),
            ],
            deposits: deposits(),
            conversions: vec![
                to_ltc(3, 4, 8_832, 1_000, "2019-03-20T04:31:30.643406Z", Some("5f0c")),
                to_sgtk(4, 5, 9_000, 1_000, "2019-03-20T04:46:53.602857Z", "8a31"),
                to_ltc(5, 7, 4_332, 500, "2019-03-20T04:56:53.859675Z", None),
                to_ltc(
                    6,
                    10,
                    8_832,
                    1_000,
                    "2019-03-21T10:14:20.021360Z",
                    Some("e4a5cb3ccc5524e20a39b1a076cef16a85efc68bf929e7a3ec4a834c30711e55"),
                ),
                to_sgtk(
                    7,
                    9,
                    900,
                    100,
                    "2019-03-21T10:15:47.071323Z",
                    "55c30e43088c8aa6d7a74da1e29d3843cd7157e7",
                ),
            ],
        }
    }
}

fn pair(id: i64, from_coin: &str, to_coin: &str, exchange_rate: BigDecimal) -> CtcPair {
    CtcPair { id, from_coin: from_coin.to_owned(), to_coin: to_coin.to_owned(), exchange_rate }
}

fn deposits() -> Vec<CtcDeposit> {
    let documented = "MFht1FmYhsRaSChGdqomxQpjtGtsjFHDQX";
    let made_up = "MTcPHSipXBzwhTWT8wXMtNf6vwAxovjpx9";
    vec![
        CtcDeposit {
            id: 4,
            txid: "635dd656b3bd8c61699e6066c9b3c6e74696e195".to_owned(),
            tx_timestamp: Some("2019-03-20T03:46:30Z".to_owned()),
            conversion: Some(3),
            ..of_sgtk(fixed(1, 0), "2019-03-20T04:30:02.114870Z", "2019-03-20T04:31:30.643406Z")
        },
        CtcDeposit {
            id: 5,
            txid: "b881d1ae8cf280184960c9c2d74bc1bd230f18f5adcd7fe695239dbf46b06c45".to_owned(),
            tx_timestamp: Some("2019-03-20T01:34:20Z".to_owned()),
            conversion: Some(4),
            ..of_ltc(
                documented,
                fixed(1, 1),
                "2019-03-20T04:40:02.310215Z",
                "2019-03-20T04:46:53.602857Z",
            )
        },
        CtcDeposit {
            id: 7,
            txid: "1c27".repeat(10),
            tx_timestamp: Some("2019-03-20T04:50:12Z".to_owned()),
            conversion: Some(5),
            ..of_sgtk(fixed(5, 1), "2019-03-20T04:55:02.480113Z", "2019-03-20T04:56:53.859675Z")
        },
        CtcDeposit {
            id: 9,
            txid: "9e04".repeat(16),
            tx_timestamp: Some("2019-03-21T10:02:11Z".to_owned()),
            conversion: Some(7),
            ..of_ltc(
                made_up,
                fixed(1, 2),
                "2019-03-21T10:10:02.716030Z",
                "2019-03-21T10:15:47.071323Z",
            )
        },
        CtcDeposit {
            id: 10,
            txid: "20d7".repeat(10),
            tx_timestamp: Some("2019-03-21T10:09:33Z".to_owned()),
            conversion: Some(6),
            ..of_sgtk(fixed(1, 0), "2019-03-21T10:12:02.901744Z", "2019-03-21T10:14:20.021360Z")
        },
    ]
}

fn of_sgtk(amount: BigDecimal, created: &str, processed: &str) -> CtcDeposit {
    CtcDeposit {
        coin: "SGTK".to_owned(),
        status: "conv".to_owned(),
        from_account: Some("privex".to_owned()),
        to_account: Some("someguy123".to_owned()),
        amount,
        memo: Some(format!("LTC {WALLET}")),
        created_at: created.to_owned(),
        processed_at: Some(processed.to_owned()),
        convert_to: Some("LTC".to_owned()),
        ..CtcDeposit::default()
    }
}

fn of_ltc(address: &str, amount: BigDecimal, created: &str, processed: &str) -> CtcDeposit {
    CtcDeposit {
        coin: "LTC".to_owned(),
        status: "conv".to_owned(),
        address: Some(address.to_owned()),
        amount,
        created_at: created.to_owned(),
        processed_at: Some(processed.to_owned()),
        convert_to: Some("SGTK".to_owned()),
        ..CtcDeposit::default()
    }
}

/// Amount and fee in millionths.
fn to_ltc(
    id: i64,
    deposit: i64,
    amount: i64,
    fee: i64,
    created: &str,
    txid: Option<&str>,
) -> CtcConversion {
    CtcConversion {
        id,
        deposit,
        from_coin: "SGTK".to_owned(),
        to_coin: "LTC".to_owned(),
        from_address: Some(WALLET.to_owned()),
        to_address: WALLET.to_owned(),
        to_memo: Some(MEMO.to_owned()),
        to_amount: fixed(amount, 6),
        to_txid: txid.map(long),
        tx_fee: fixed(168, 6),
        ex_fee: fixed(fee, 6),
        created_at: created.to_owned(),
        updated_at: later(created),
    }
}

fn to_sgtk(
    id: i64,
    deposit: i64,
    amount: i64,
    fee: i64,
    created: &str,
    txid: &str,
) -> CtcConversion {
    let address = match deposit {
        9 => "MTcPHSipXBzwhTWT8wXMtNf6vwAxovjpx9",
        _ => "MFht1FmYhsRaSChGdqomxQpjtGtsjFHDQX",
    };
    CtcConversion {
        id,
        deposit,
        from_coin: "LTC".to_owned(),
        to_coin: "SGTK".to_owned(),
        from_address: Some("someguy123".to_owned()),
        to_address: "privex".to_owned(),
        to_memo: Some(format!("Token Conversion via LTC deposit address {address}")),
        to_amount: fixed(amount, 0),
        to_txid: Some(long(txid)),
        tx_fee: fixed(0, 0),
        ex_fee: fixed(fee, 0),
        created_at: created.to_owned(),
        updated_at: later(created),
    }
}

/// A made-up id of a transaction from four of its digits.
fn long(digits: &str) -> String {
    match digits.len() {
        4 => digits.repeat(10),
        _ => digits.to_owned(),
    }
}

/// The two times of the document that differ, in their last digits.
fn later(created: &str) -> String {
    match created {
        "2019-03-20T04:56:53.859675Z" => "2019-03-20T04:56:53.859691Z",
        "2019-03-21T10:14:20.021360Z" => "2019-03-21T10:14:20.021373Z",
        "2019-03-21T10:15:47.071323Z" => "2019-03-21T10:15:47.071340Z",
        same => same,
    }
    .to_owned()
}
