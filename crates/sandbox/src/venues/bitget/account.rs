//! The account: what a test gives it, and what it says it has.

use std::fmt;

use bigdecimal::{BigDecimal, Zero};

use super::{ACCOUNT, BitgetCall, BitgetVenue, Exchange, decimal, types::Market};
use crate::{
    engine::{
        amount::{cut, plain},
        order::Side,
        render::fields,
    },
    response::Response,
    sandbox::Sandbox,
};

/// A text that is not a decimal of at least zero, or has more digits than Bitget takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADecimal(String);

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a plain decimal of at least zero, in 29 digits", self.0)
    }
}

impl std::error::Error for NotADecimal {}

pub(super) fn read(text: &str) -> Result<BigDecimal, NotADecimal> {
    let value = decimal(text).filter(|value| *value >= BigDecimal::zero());
    value.ok_or_else(|| NotADecimal(text.to_owned()))
}

/// At the start there are 100,000 USDT, 10 BTC, and a book of BTCUSDT around 23222.5.
impl Sandbox<BitgetVenue> {
    /// Sets what is available of a coin, `USDT` for example. What orders hold back stays.
    ///
    /// # Errors
    ///
    /// If `available` is not a decimal.
    pub fn seed_balance(&self, coin: &str, available: &str) -> Result<&Self, NotADecimal> {
        let available = read(available)?;
        let now = self.clock().now().millis();
        self.with_venue(|venue| {
            venue.exchange.ledger.set_available(coin.to_owned(), available, now);
        });
        Ok(self)
    }

    /// Sets a level of a spot book: what others buy or sell at a price. A quantity of zero takes
    /// the level away. Open orders that it meets are filled at their own price: the best first, and
    /// of one price the oldest.
    ///
    /// # Errors
    ///
    /// If `price` or `quantity` is not a decimal.
    pub fn seed_level(
        &self,
        symbol: &str,
        side: Side,
        price: &str,
        quantity: &str,
    ) -> Result<&Self, NotADecimal> {
        let level = (side, read(price)?, read(quantity)?);
        let now = self.clock().now().millis();
        self.with_venue(|venue| venue.seed_level(&Market::spot(symbol), level, now));
        Ok(self)
    }

    /// Empties a spot book.
    pub fn clear_book(&self, symbol: &str) -> &Self {
        self.with_venue(|venue| venue.clear_book(&Market::spot(symbol)));
        self
    }

    /// Returns what is available of a coin and what orders hold back of it, as decimals.
    pub fn balance(&self, coin: &str) -> (String, String) {
        let balance = self.with_venue(|venue| venue.exchange.ledger.balance(&coin.to_owned()));
        (plain(&balance.available), plain(&balance.frozen))
    }
}

/// The spot account, version 2.
pub(super) fn spot_assets(exchange: &Exchange, call: &BitgetCall<'_>) -> Response {
    let coin = call.request().query("coin");
    let kind = call.request().query("assetType");
    let all = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("all"));
    let assets = exchange.ledger.balances().filter(|(name, balance)| match &coin {
        Some(coin) => name.eq_ignore_ascii_case(coin),
        None => all || !balance.total().is_zero(),
    });
    let assets = assets.map(|(coin, balance)| {
        fields! {
            "coin": coin,
            "available": plain(&balance.available),
            "frozen": plain(&balance.frozen),
            "uTime": balance.updated.max(0).to_string(),
        }
    });
    call.list(assets, fields! {})
}

/// The unified account, version 3. Worth is in USDT at the last price of the coin's book, rounded
/// to eight decimals; coins without a book are worth nothing.
pub(super) fn unified_assets(exchange: &Exchange, call: &BitgetCall<'_>) -> Response {
    let mut equity = BigDecimal::zero();
    let mut assets = Vec::new();
    for (coin, balance) in exchange.ledger.balances() {
        let total = balance.total();
        let price = match coin.as_str() {
            "USDT" => Some(BigDecimal::from(1)),
            coin => exchange.last_price(&format!("{coin}USDT"), ACCOUNT),
        };
        let worth = (&total * price.unwrap_or_default()).round(8);
        equity += &worth;
        assets.push(fields! {
            "coin": coin,
            "equity": plain(&total),
            "usdValue": plain(&worth),
            "balance": plain(&total),
            "available": plain(&balance.available),
            "debt": "0",
            "locked": plain(&balance.frozen),
            "positionValue": "0",
            "leverage": "0",
            "bonus": "0",
        });
    }
    let price = exchange.last_price(&"BTCUSDT".to_owned(), ACCOUNT).filter(|it| !it.is_zero());
    let in_btc = price.map(|price| cut(&(&equity / price), 8)).unwrap_or_default();
    let equity = plain(&equity);
    call.object(fields! {
        "accountEquity": equity,
        "usdtEquity": equity,
        "btcEquity": plain(&in_btc),
        "effEquity": equity,
        "assets": assets,
    })
}
