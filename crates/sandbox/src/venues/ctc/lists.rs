//! Filters and pages.

use http::StatusCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{
    Era,
    era::{Conversion, View},
    records::{CtcCoin, CtcConversion, CtcDeposit, CtcPair, Records},
};
use crate::{refusal::Refusal, request::Request, response::Response};

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;

/// What a query leaves as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One request for a list.
pub(super) struct Asked<'a> {
    pub(super) era: Era,
    pub(super) view: View,
    pub(super) records: &'a Records,
    /// Whether the kinds of coins are known: only after the first conversion.
    pub(super) is_warm: bool,
    pub(super) query: Vec<(String, String)>,
    pub(super) path: &'a str,
}

#[derive(Serialize)]
struct Page<T> {
    count: usize,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<T>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(era: Era, records: &'a Records, is_warm: bool, request: &'a Request) -> Self {
        Self {
            era,
            view: View::of(era, request),
            records,
            is_warm,
            query: request.query_pairs(),
            path: request.path(),
        }
    }

    /// The last of a parameter's values, as the framework reads them.
    fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter().rev();
        let pair = pairs.find(|(known, value)| known == name && !value.is_empty());
        pair.map(|(_, value)| value.as_str())
    }

    /// Whether a text passes a filter that has come with this era or an older one.
    fn passes<'b>(&self, since: Era, name: &str, text: impl Into<Option<&'b str>>) -> bool {
        match self.parameter(name) {
            Some(wanted) if self.era >= since => text.into() == Some(wanted),
            Some(_) | None => true,
        }
    }

    /// Refuses the symbol of a coin that there is not.
    fn knows_coin(&self, since: Era, name: &'static str) -> Result<(), Refusal> {
        let Some(symbol) = self.parameter(name).filter(|_| self.era >= since) else {
            return Ok(());
        };
        if self.records.coins.iter().any(|coin| coin.symbol == symbol) {
            return Ok(());
        }
        let text = "Select a valid choice. That choice is not one of the available choices.";
        Err(Refusal::own(StatusCode::BAD_REQUEST, name, text))
    }

    pub(super) fn coins(&self) -> Result<Response, Refusal> {
        let coins = &self.records.coins;
        if let Some(kind) = self.parameter("coin_type").filter(|_| self.era == Era::C) {
            let is_known = self.is_warm && coins.iter().any(|coin| coin.coin_type == kind);
            if !is_known {
                let text =
                    format!("Select a valid choice. {kind} is not one of the available choices.");
                return Err(Refusal::own(StatusCode::BAD_REQUEST, "coin_type", text));
            }
        }
        let can_issue = match self.parameter("can_issue") {
            Some("true" | "True") => Some(true),
            Some("false" | "False") => Some(false),
            _ => None,
        };
        let can_issue = can_issue.filter(|_| self.era == Era::C);
        let shown = coins.iter().filter(|coin: &&CtcCoin| {
            self.passes(Era::C, "symbol", coin.symbol.as_str())
                && self.passes(Era::C, "symbol_id", coin.symbol.as_str())
                && self.passes(Era::C, "our_account", coin.our_account.as_deref())
                && self.passes(Era::C, "coin_type", coin.coin_type.as_str())
                && can_issue.is_none_or(|can_issue| can_issue == coin.can_issue)
        });
        Ok(bare(shown.map(|coin| self.view.coin(coin))))
    }

    pub(super) fn pairs(&self) -> Result<Response, Refusal> {
        self.knows_coin(Era::A, "from_coin")?;
        self.knows_coin(Era::A, "to_coin")?;
        let shown = self.records.pairs.iter().filter(|pair: &&CtcPair| {
            self.passes(Era::A, "from_coin", pair.from_coin.as_str())
                && self.passes(Era::A, "to_coin", pair.to_coin.as_str())
        });
        Ok(bare(shown.map(|pair| self.view.pair(pair))))
    }

    pub(super) fn deposits(&self) -> Result<Response, Refusal> {
        self.knows_coin(Era::C, "coin")?;
        let shown = self.records.deposits.iter().filter(|deposit| {
            self.passes(Era::A, "address", deposit.address.as_deref())
                && self.passes(Era::A, "from_account", deposit.from_account.as_deref())
                && self.passes(Era::A, "to_account", deposit.to_account.as_deref())
                && self.passes(Era::A, "txid", deposit.txid.as_str())
                && self.passes(Era::A, "memo", deposit.memo.as_deref())
                && self.passes(Era::C, "status", deposit.status.as_str())
                && self.passes(Era::C, "coin", deposit.coin.as_str())
                && self.is_converted_so(deposit)
        });
        let mut shown: Vec<&CtcDeposit> = shown.collect();
        shown.sort_by_key(|deposit| deposit.id);
        if self.era == Era::C {
            shown.reverse();
            shown.sort_by(|one, other| other.created_at.cmp(&one.created_at));
        }
        Ok(self.paged(&shown, |deposit| self.view.deposit(deposit)))
    }

    /// The filters that look at the conversion of a deposit.
    fn is_converted_so(&self, deposit: &CtcDeposit) -> bool {
        let mut conversions = self.records.conversions.iter();
        let conversion = conversions.find(|known| Some(known.id) == deposit.conversion);
        let address = conversion.map(|known| known.to_address.as_str());
        let memo = conversion.and_then(|known| known.to_memo.as_deref());
        let txid = conversion.and_then(|known| known.to_txid.as_deref());
        self.passes(Era::C, "conversion__to_address", address)
            && self.passes(Era::C, "conversion__to_memo", memo)
            && self.passes(Era::C, "conversion__to_txid", txid)
    }

    pub(super) fn conversions(&self) -> Result<Response, Refusal> {
        self.knows_coin(Era::A, "from_coin")?;
        self.knows_coin(Era::A, "to_coin")?;
        let shown = self.records.conversions.iter().filter(|conversion| {
            let mut deposits = self.records.deposits.iter();
            let deposit = deposits.find(|known| known.id == conversion.deposit);
            let of = |field: fn(&CtcDeposit) -> &Option<String>| {
                deposit.and_then(|deposit| field(deposit).as_deref())
            };
            self.passes(Era::A, "from_coin", conversion.from_coin.as_str())
                && self.passes(Era::A, "to_coin", conversion.to_coin.as_str())
                && self.passes(Era::C, "from_address", conversion.from_address.as_deref())
                && self.passes(Era::C, "to_address", conversion.to_address.as_str())
                && self.passes(Era::C, "deposit__from_account", of(|it| &it.from_account))
                && self.passes(Era::C, "deposit__to_account", of(|it| &it.to_account))
                && self.passes(Era::C, "deposit__memo", of(|it| &it.memo))
        });
        let mut shown: Vec<&CtcConversion> = shown.collect();
        shown.sort_by_key(|conversion| conversion.id);
        if self.era == Era::C {
            shown.reverse();
            shown.sort_by(|one, other| other.created_at.cmp(&one.created_at));
        }
        let write = |conversion: &CtcConversion| -> Conversion { self.view.conversion(conversion) };
        Ok(self.paged(&shown, write))
    }

    /// A page, or in the old eras everything.
    fn paged<R, T: Serialize>(&self, rows: &[&R], write: impl Fn(&R) -> T) -> Response {
        if self.era < Era::C {
            return bare(rows.iter().map(|row| write(row)));
        }
        let number = |name| self.parameter(name).and_then(|text| text.parse().ok());
        let limit = number("limit").filter(|limit| *limit > 0).unwrap_or(PAGE);
        let limit = limit.min(LARGEST_PAGE);
        let offset: usize = number("offset").unwrap_or(0);
        let (count, end) = (rows.len(), offset.saturating_add(limit));
        let results = rows.iter().skip(offset).take(limit);
        Response::of(
            StatusCode::OK,
            &Page {
                count,
                next: (end < count).then(|| self.page_url(limit, end)),
                previous: (offset > 0).then(|| self.page_url(limit, offset.saturating_sub(limit))),
                results: results.map(|row| write(row)).collect(),
            },
        )
    }

    /// The same list from another place; its parameters in the order of their names.
    fn page_url(&self, limit: usize, offset: usize) -> String {
        let is_kept = |name: &str| name != "limit" && name != "offset";
        let mut query = self.query.clone();
        query.retain(|(name, _)| is_kept(name));
        query.push(("limit".to_owned(), limit.to_string()));
        if offset > 0 {
            query.push(("offset".to_owned(), offset.to_string()));
        }
        query.sort();
        let encode = |text| utf8_percent_encode(text, &PLAIN);
        let pairs = query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let path = self.path.trim_start_matches("/api/");
        let url = self.view.url(path);
        format!("{url}?{}", pairs.collect::<Vec<_>>().join("&"))
    }
}

fn bare<T: Serialize>(rows: impl Iterator<Item = T>) -> Response {
    Response::of(StatusCode::OK, &rows.collect::<Vec<_>>())
}
