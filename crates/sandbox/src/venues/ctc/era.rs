//! Three wires of one service, and how the records look on each.

use super::records::{CtcCoin, CtcConversion, CtcDeposit, CtcPair};
use crate::{
    engine::{
        amount::{cut, padded},
        render::{Fields, fields},
    },
    request::Request,
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

    /// Adds fields that only newer eras have.
    fn since(&self, era: Era, mut fields: Fields, more: Fields) -> Fields {
        if self.era >= era {
            fields.0.extend(more.0);
        }
        fields
    }

    /// The five entrances.
    pub(super) fn index(&self) -> Fields {
        fields! {
            "coins": self.url("coins/"),
            "pairs": self.url("pairs/"),
            "deposits": self.url("deposits/"),
            "conversions": self.url("conversions/"),
            "start_conversion": self.url("convert/"),
        }
    }

    pub(super) fn coin(&self, coin: &CtcCoin) -> Fields {
        let fields = fields! {
            "symbol": coin.symbol,
            "display_name": coin.display_name,
            "our_account": coin.our_account,
            "can_issue": coin.can_issue,
        };
        let more = fields! {"coin_type": coin.coin_type, "symbol_id": coin.symbol};
        self.since(Era::C, fields, more)
    }

    pub(super) fn pair(&self, pair: &CtcPair) -> Fields {
        let coin = |symbol: &String| match self.era {
            Era::A => symbol.clone(),
            Era::B | Era::C => self.link("coins", symbol),
        };
        let fields = fields! {
            "id": pair.id,
            "from_coin": coin(&pair.from_coin),
            "to_coin": coin(&pair.to_coin),
            "exchange_rate": padded(&pair.exchange_rate, DECIMALS),
            "__str__": text(pair),
        };
        let more = fields! {"from_coin_symbol": pair.from_coin, "to_coin_symbol": pair.to_coin};
        self.since(Era::B, fields, more)
    }

    pub(super) fn deposit(&self, deposit: &CtcDeposit) -> Fields {
        let convert_to = deposit.convert_to.as_ref();
        let fields = fields! {
            "id": deposit.id,
            "txid": deposit.txid,
            "coin": self.link("coins", &deposit.coin),
            "vout": deposit.vout,
            "status": deposit.status,
            "tx_timestamp": deposit.tx_timestamp,
            "address": deposit.address,
            "from_account": deposit.from_account,
            "to_account": deposit.to_account,
            "amount": padded(&deposit.amount, DECIMALS),
            "memo": deposit.memo,
            "processed_at": deposit.processed_at,
            "convert_to": convert_to.map(|symbol| self.link("coins", symbol)),
        };
        let more = fields! {
            "coin_symbol": deposit.coin,
            "created_at": deposit.created_at,
            "conversion": deposit.conversion.map(|id| self.link("conversions", id)),
        };
        self.since(Era::C, fields, more)
    }

    pub(super) fn conversion(&self, conversion: &CtcConversion) -> Fields {
        let fields = fields! {
            "url": self.link("conversions", conversion.id),
            "deposit": self.link("deposits", conversion.deposit),
            "from_coin": self.link("coins", &conversion.from_coin),
            "to_coin": self.link("coins", &conversion.to_coin),
            "from_address": conversion.from_address,
            "to_address": conversion.to_address,
            "to_memo": conversion.to_memo,
            "to_amount": padded(&conversion.to_amount, DECIMALS),
            "to_txid": conversion.to_txid,
            "tx_fee": padded(&conversion.tx_fee, DECIMALS),
            "ex_fee": padded(&conversion.ex_fee, DECIMALS),
            "created_at": conversion.created_at,
            "updated_at": conversion.updated_at,
        };
        let more = fields! {
            "from_coin_symbol": conversion.from_coin,
            "to_coin_symbol": conversion.to_coin,
        };
        self.since(Era::C, fields, more)
    }
}

/// A pair in words, its rate cut off after four decimals.
pub(super) fn text(pair: &CtcPair) -> String {
    let CtcPair { from_coin, to_coin, .. } = pair;
    let rate = padded(&cut(&pair.exchange_rate, 4), 4);
    format!("{from_coin} -> {to_coin} ({rate} {to_coin} per {from_coin})")
}
