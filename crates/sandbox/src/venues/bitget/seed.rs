//! What a test gives the account, the books and the prices.

use std::fmt;

use bigdecimal::{BigDecimal, Zero};

use super::{
    BitgetVenue, decimal,
    types::{BitgetAccount, Line, Market},
};
use crate::{
    engine::{
        amount::{fixed, plain},
        order::Side,
    },
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

/// At the start there are 100,000 USDT and 10 BTC in the spot account, 50,000 USDT in that of USDT
/// futures, and books of BTCUSDT around 23222.5 on spot and as a USDT future.
impl Sandbox<BitgetVenue> {
    /// Sets what is available of a coin in the spot account, `USDT` for example. What orders hold
    /// back stays.
    ///
    /// # Errors
    ///
    /// If `available` is not a decimal.
    pub fn seed_balance(&self, coin: &str, available: &str) -> Result<&Self, NotADecimal> {
        self.seed_account(BitgetAccount::Spot, coin, available)
    }

    /// Sets what is available of a coin in an account. What orders and positions hold back stays.
    ///
    /// # Errors
    ///
    /// If `available` is not a decimal.
    pub fn seed_account(
        &self,
        account: BitgetAccount,
        coin: &str,
        available: &str,
    ) -> Result<&Self, NotADecimal> {
        let available = read(available)?;
        let now = self.clock().now().millis();
        self.with_venue(|venue| {
            venue.exchange.ledger.set_available((account, coin.to_owned()), available, now);
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
        self.seed_market(Market::spot(symbol), (side, read(price)?, read(quantity)?))
    }

    /// Empties a spot book.
    pub fn clear_book(&self, symbol: &str) -> &Self {
        self.clear_market(Market::spot(symbol))
    }

    /// Sets a level of the book of a futures contract, of `BTCUSDT` or `BTCPERP` for example:
    /// contracts in USDC end in `PERP` or `USDC`, all others are in USDT. Otherwise it does what
    /// [`seed_level`](Self::seed_level) does.
    ///
    /// # Errors
    ///
    /// If `price` or `quantity` is not a decimal.
    pub fn seed_futures_level(
        &self,
        symbol: &str,
        side: Side,
        price: &str,
        quantity: &str,
    ) -> Result<&Self, NotADecimal> {
        let market = Market::new(Line::of_contract(symbol), symbol);
        self.seed_market(market, (side, read(price)?, read(quantity)?))
    }

    /// Empties the book of a futures contract.
    pub fn clear_futures_book(&self, symbol: &str) -> &Self {
        self.clear_market(Market::new(Line::of_contract(symbol), symbol))
    }

    /// Records a trade of two others on a spot market: `side` is that of the later order. The last
    /// price, the day and the candles change by it, and orders that wait for the price are triggered.
    ///
    /// # Errors
    ///
    /// If `price` or `quantity` is not a decimal.
    pub fn seed_trade(
        &self,
        symbol: &str,
        side: Side,
        price: &str,
        quantity: &str,
    ) -> Result<&Self, NotADecimal> {
        self.trade(Market::spot(symbol), side, (read(price)?, read(quantity)?))
    }

    /// Moves the last price on spot, by a small trade of two others. Orders that wait for it are
    /// triggered.
    ///
    /// # Errors
    ///
    /// If `price` is not a decimal.
    pub fn seed_price(&self, symbol: &str, price: &str) -> Result<&Self, NotADecimal> {
        self.move_price(Market::spot(symbol), price)
    }

    /// Moves the last price of a futures contract, by a small trade of two others. Orders that wait
    /// for it are triggered.
    ///
    /// # Errors
    ///
    /// If `price` is not a decimal.
    pub fn seed_futures_price(&self, symbol: &str, price: &str) -> Result<&Self, NotADecimal> {
        self.move_price(Market::new(Line::of_contract(symbol), symbol), price)
    }

    fn trade(
        &self,
        market: Market,
        side: Side,
        traded: (BigDecimal, BigDecimal),
    ) -> Result<&Self, NotADecimal> {
        let now = self.clock().now().millis();
        self.with_venue(|venue| venue.seed_trade(&market, side, traded, now));
        Ok(self)
    }

    fn move_price(&self, market: Market, price: &str) -> Result<&Self, NotADecimal> {
        self.trade(market, Side::Buy, (read(price)?, fixed(1, 4)))
    }

    fn seed_market(
        &self,
        market: Market,
        level: (Side, BigDecimal, BigDecimal),
    ) -> Result<&Self, NotADecimal> {
        let now = self.clock().now().millis();
        self.with_venue(|venue| venue.seed_level(&market, level, now));
        Ok(self)
    }

    fn clear_market(&self, market: Market) -> &Self {
        self.with_venue(|venue| venue.clear_book(&market));
        self
    }

    /// Returns what is available of a coin in the spot account and what orders hold back of it, as
    /// decimals.
    pub fn balance(&self, coin: &str) -> (String, String) {
        self.account_balance(BitgetAccount::Spot, coin)
    }

    /// Returns what is available of a coin in an account, and what orders and positions hold back
    /// of it, as decimals.
    pub fn account_balance(&self, account: BitgetAccount, coin: &str) -> (String, String) {
        let key = (account, coin.to_owned());
        let balance = self.with_venue(|venue| venue.exchange.ledger.balance(&key));
        (plain(&balance.available), plain(&balance.frozen))
    }
}
