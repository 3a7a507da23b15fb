//! What a test gives the exchange before it begins, or meanwhile.

use std::fmt;

use rust_decimal::Decimal;

use super::{BitgetVenue, exact, order::Side};
use crate::{sandbox::Sandbox, server::lock};

/// A text that is not a decimal of at least zero, or has more digits than can be kept: 28.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADecimal(String);

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a decimal of at least zero that can be kept exactly", self.0)
    }
}

impl std::error::Error for NotADecimal {}

fn read(text: &str) -> Result<Decimal, NotADecimal> {
    let value = exact::parse(text).filter(|value| *value >= Decimal::ZERO);
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
        let mut venue = lock(&self.shared.venue);
        let balance = venue.exchange.balances.entry(coin.to_owned()).or_default();
        (balance.available, balance.updated) = (available, now);
        Ok(self)
    }

    /// Sets a level of a spot book: what others buy or sell at a price. A quantity of zero takes
    /// the level away. Open orders that it meets are filled at their own price, oldest first.
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
        let (price, quantity) = (read(price)?, read(quantity)?);
        let now = self.clock().now().millis();
        let mut venue = lock(&self.shared.venue);
        venue.exchange.seed_level(symbol, side, price, quantity, now);
        Ok(self)
    }

    /// Empties a spot book.
    pub fn clear_book(&self, symbol: &str) -> &Self {
        let mut venue = lock(&self.shared.venue);
        venue.exchange.books.insert(symbol.to_owned(), super::book::Book::default());
        self
    }

    /// What is available of a coin and what orders hold back of it, as decimals.
    pub fn balance(&self, coin: &str) -> (String, String) {
        let venue = lock(&self.shared.venue);
        let balance = venue.exchange.balances.get(coin).copied().unwrap_or_default();
        (balance.available.to_string(), balance.frozen.to_string())
    }
}
