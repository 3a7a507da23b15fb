//! Three wires of one service, and how the records look on each.

use serde::Serialize;

use super::records::{CtcCoin, CtcConversion, CtcDeposit, CtcPair};
use crate::{
    request::Request,
    venues::amount::{cut, padded},
};

/// Which release the converter runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// Release 1.0.0 of March 2019, which the document describes: all lists are bare arrays, pairs
    /// have symbols, and there is no index.
    A,
    /// A few days later: pairs have hyperlinks and symbols, and there is an index.
    B,
    /// Today's: deposits and conversions come in pages and have more fields.
    #[default]
    C,
}

const DECIMALS: i64 = 20;

/// Writes records for one request, whose host its hyperlinks repeat.
pub(super) struct View {
    era: Era,
    host: String,
}

/// The five entrances.
#[derive(Serialize)]
pub(super) struct Index {
    coins: String,
    pairs: String,
    deposits: String,
    conversions: String,
    start_conversion: String,
}

#[derive(Serialize)]
pub(super) struct Coin {
    symbol: String,
    display_name: String,
    our_account: Option<String>,
    can_issue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    coin_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol_id: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Pair {
    id: i64,
    from_coin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_coin_symbol: Option<String>,
    to_coin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_coin_symbol: Option<String>,
    exchange_rate: String,
    #[serde(rename = "__str__")]
    text: String,
}

#[derive(Serialize)]
pub(super) struct Deposit {
    id: i64,
    txid: String,
    coin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    coin_symbol: Option<String>,
    vout: i64,
    status: String,
    tx_timestamp: Option<String>,
    address: Option<String>,
    from_account: Option<String>,
    to_account: Option<String>,
    amount: String,
    memo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    /// Absent in the old eras, null before the conversion in the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversion: Option<Option<String>>,
    processed_at: Option<String>,
    convert_to: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Conversion {
    url: String,
    deposit: String,
    from_coin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_coin_symbol: Option<String>,
    to_coin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_coin_symbol: Option<String>,
    from_address: Option<String>,
    to_address: String,
    to_memo: Option<String>,
    to_amount: String,
    to_txid: Option<String>,
    tx_fee: String,
    ex_fee: String,
    created_at: String,
    updated_at: String,
}

impl View {
    pub(super) fn of(era: Era, request: &Request) -> Self {
        let host = request.header("Host").unwrap_or("127.0.0.1:8000");
        Self { era, host: host.to_owned() }
    }

    /// A hyperlink to something below the API.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}/api/{path}", self.host)
    }

    fn link(&self, kind: &str, name: impl std::fmt::Display) -> String {
        self.url(&format!("{kind}/{name}/"))
    }

    /// A value that only newer eras have.
    fn since<T>(&self, era: Era, value: T) -> Option<T> {
        (self.era >= era).then_some(value)
    }

    pub(super) fn index(&self) -> Index {
        Index {
            coins: self.url("coins/"),
            pairs: self.url("pairs/"),
            deposits: self.url("deposits/"),
            conversions: self.url("conversions/"),
            start_conversion: self.url("convert/"),
        }
    }

    pub(super) fn coin(&self, coin: &CtcCoin) -> Coin {
        Coin {
            symbol: coin.symbol.clone(),
            display_name: coin.display_name.clone(),
            our_account: coin.our_account.clone(),
            can_issue: coin.can_issue,
            coin_type: self.since(Era::C, coin.coin_type.clone()),
            symbol_id: self.since(Era::C, coin.symbol.clone()),
        }
    }

    pub(super) fn pair(&self, pair: &CtcPair) -> Pair {
        let coin = |symbol: &String| match self.era {
            Era::A => symbol.clone(),
            Era::B | Era::C => self.link("coins", symbol),
        };
        Pair {
            id: pair.id,
            from_coin: coin(&pair.from_coin),
            from_coin_symbol: self.since(Era::B, pair.from_coin.clone()),
            to_coin: coin(&pair.to_coin),
            to_coin_symbol: self.since(Era::B, pair.to_coin.clone()),
            exchange_rate: padded(&pair.exchange_rate, DECIMALS),
            text: text(pair),
        }
    }

    pub(super) fn deposit(&self, deposit: &CtcDeposit) -> Deposit {
        let conversion = deposit.conversion.map(|id| self.link("conversions", id));
        let convert_to = deposit.convert_to.as_ref();
        Deposit {
            id: deposit.id,
            txid: deposit.txid.clone(),
            coin: self.link("coins", &deposit.coin),
            coin_symbol: self.since(Era::C, deposit.coin.clone()),
            vout: deposit.vout,
            status: deposit.status.clone(),
            tx_timestamp: deposit.tx_timestamp.clone(),
            address: deposit.address.clone(),
            from_account: deposit.from_account.clone(),
            to_account: deposit.to_account.clone(),
            amount: padded(&deposit.amount, DECIMALS),
            memo: deposit.memo.clone(),
            created_at: self.since(Era::C, deposit.created_at.clone()),
            conversion: self.since(Era::C, conversion),
            processed_at: deposit.processed_at.clone(),
            convert_to: convert_to.map(|symbol| self.link("coins", symbol)),
        }
    }

    pub(super) fn conversion(&self, conversion: &CtcConversion) -> Conversion {
        Conversion {
            url: self.link("conversions", conversion.id),
            deposit: self.link("deposits", conversion.deposit),
            from_coin: self.link("coins", &conversion.from_coin),
            from_coin_symbol: self.since(Era::C, conversion.from_coin.clone()),
            to_coin: self.link("coins", &conversion.to_coin),
            to_coin_symbol: self.since(Era::C, conversion.to_coin.clone()),
            from_address: conversion.from_address.clone(),
            to_address: conversion.to_address.clone(),
            to_memo: conversion.to_memo.clone(),
            to_amount: padded(&conversion.to_amount, DECIMALS),
            to_txid: conversion.to_txid.clone(),
            tx_fee: padded(&conversion.tx_fee, DECIMALS),
            ex_fee: padded(&conversion.ex_fee, DECIMALS),
            created_at: conversion.created_at.clone(),
            updated_at: conversion.updated_at.clone(),
        }
    }
}

/// A pair in words, its rate cut off after four decimals.
pub(super) fn text(pair: &CtcPair) -> String {
    let CtcPair { from_coin, to_coin, .. } = pair;
    let rate = padded(&cut(&pair.exchange_rate, 4), 4);
    format!("{from_coin} -> {to_coin} ({rate} {to_coin} per {from_coin})")
}
