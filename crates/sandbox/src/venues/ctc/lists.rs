//! Filters and pages.

use http::StatusCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    CtcCall, Era,
    era::View,
    records::{CtcCoin, CtcConversion, CtcDeposit, CtcPair, Records},
};
use crate::{
    engine::{
        paging::Window,
        render::{Fields, fields},
    },
    refusal::Refusal,
    response::Response,
    table::Pagination,
};

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;

/// What a query leaves as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One request for a list.
pub(super) struct Asked<'a, 'b> {
    pub(super) era: Era,
    pub(super) view: View,
    pub(super) records: &'a Records,
    /// Whether the kinds of coins are known: only after the first conversion.
    pub(super) is_warm: bool,
    call: &'a CtcCall<'b>,
    query: Vec<(String, String)>,
}

impl<'a, 'b> Asked<'a, 'b> {
    pub(super) fn new(
        era: Era,
        records: &'a Records,
        is_warm: bool,
        call: &'a CtcCall<'b>,
    ) -> Self {
        let (view, query) = (View::of(era, call.request()), call.request().query_pairs());
        Self { era, view, records, is_warm, call, query }
    }

    /// The last of a parameter's values, as the framework reads them.
    fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter().rev();
        let pair = pairs.find(|(known, value)| known == name && !value.is_empty());
        pair.map(|(_, value)| value.as_str())
    }

    /// Whether a text passes a filter that has come with this era or an older one.
    fn passes<'c>(&self, since: Era, name: &str, text: impl Into<Option<&'c str>>) -> bool {
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
        Ok(self.bare(shown.map(|coin| self.view.coin(coin))))
    }

    pub(super) fn pairs(&self) -> Result<Response, Refusal> {
        self.knows_coin(Era::A, "from_coin")?;
        self.knows_coin(Era::A, "to_coin")?;
        let shown = self.records.pairs.iter().filter(|pair: &&CtcPair| {
            self.passes(Era::A, "from_coin", pair.from_coin.as_str())
                && self.passes(Era::A, "to_coin", pair.to_coin.as_str())
        });
        Ok(self.bare(shown.map(|pair| self.view.pair(pair))))
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
        Ok(self.paged(&shown, |conversion| self.view.conversion(conversion)))
    }

    fn bare(&self, items: impl Iterator<Item = Fields>) -> Response {
        self.call.respond(&items.collect::<Vec<_>>())
    }

    /// A page, or in the old eras everything.
    fn paged<R>(&self, all: &[&R], write: impl Fn(&R) -> Fields) -> Response {
        let Some(Pagination::Offset { offset, size, .. }) =
            self.call.spec().pagination.filter(|_| self.era == Era::C)
        else {
            return self.bare(all.iter().map(|item| write(item)));
        };
        let number = |name: &str| self.parameter(name).and_then(|text| text.parse().ok());
        let size = number(size).filter(|size| *size > 0).unwrap_or(PAGE).min(LARGEST_PAGE);
        let offset: usize = number(offset).unwrap_or(0);
        let page = Window::Offset { offset, size }.of(all.iter().map(|item| (0, item)));
        let end = offset.saturating_add(size);
        let next = (end < page.total).then(|| self.page_url(size, end));
        let previous = (offset > 0).then(|| self.page_url(size, offset.saturating_sub(size)));
        self.call.respond(&fields! {
            "count": page.total,
            "next": next,
            "previous": previous,
            "results": page.items.into_iter().map(|item| write(item)).collect::<Vec<_>>(),
        })
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
        let path = self.call.request().path().trim_start_matches("/api/");
        let url = self.view.url(path);
        format!("{url}?{}", pairs.collect::<Vec<_>>().join("&"))
    }
}
