//! What fills do to positions, and the settings that positions follow.

use std::collections::BTreeMap;

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::{
    ACCOUNT, BitgetVenue,
    contract::{DECIMALS, margin},
    orders::Version,
    types::{
        BitgetAccount, BitgetFill, BitgetPositions, Book, Contract, Extra, Held, Line, Market,
    },
    views::receipt,
};
use crate::{
    engine::{
        ledger::{Posting, Reason},
        matching::MARKET,
        order::Side,
        positions::{Direction, Mode, Position, Positions, Trade},
        render::Fields,
    },
    refusal::Refusal,
};

/// Leverage where nobody has set another.
const LEVERAGE: i64 = 20;

/// What an account has set for a contract.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) long: BigDecimal,
    pub(super) short: BigDecimal,
    pub(super) is_isolated: bool,
    /// Whether the exchange may add margin by itself, which it never has to.
    pub(super) adds_margin: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let (long, short) = (LEVERAGE.into(), LEVERAGE.into());
        Self { long, short, is_isolated: false, adds_margin: false }
    }
}

impl Settings {
    pub(super) fn leverage(&self, direction: Direction) -> &BigDecimal {
        match direction {
            Direction::Long => &self.long,
            Direction::Short => &self.short,
        }
    }
}

/// The positions of all accounts, as they are at the start: classic accounts hedge.
pub(super) fn books() -> BTreeMap<Book, BitgetPositions> {
    let lines = [Line::Usdt, Line::Usdc, Line::Coin];
    let classic = lines.map(|line| ((line.account(), line), Positions::new(Mode::Hedge)));
    let unified = lines.map(|line| ((BitgetAccount::Spot, line), Positions::new(Mode::OneWay)));
    classic.into_iter().chain(unified).collect()
}

impl BitgetVenue {
    pub(super) fn settings(&self, book: Book, symbol: &str) -> Settings {
        self.settings.get(&(book, symbol.to_owned())).cloned().unwrap_or_default()
    }

    pub(super) fn settings_mut(&mut self, book: Book, symbol: &str) -> &mut Settings {
        self.settings.entry((book, symbol.to_owned())).or_default()
    }

    pub(super) fn mode(&self, book: Book) -> Mode {
        self.books.get(&book).map_or(Mode::OneWay, |positions| positions.mode)
    }

    /// Returns the open positions of an account in a line, oldest first.
    pub(super) fn positions(&self, book: Book) -> &[Position<String, Held>] {
        self.books.get(&book).map(Positions::open).unwrap_or_default()
    }

    pub(super) fn position(
        &self,
        book: Book,
        symbol: &str,
        direction: Direction,
    ) -> Option<&Position<String, Held>> {
        let mut open = self.positions(book).iter();
        open.find(|one| one.market == symbol && one.direction == direction)
    }

    /// Whether there is a position or an open order in a contract.
    pub(super) fn is_in_use(&self, book: Book, symbol: &str) -> bool {
        self.positions(book).iter().any(|position| position.market == symbol)
            || self.has_orders(book, Some(symbol))
    }

    /// Whether there are open orders in a line, or in one contract of it.
    pub(super) fn has_orders(&self, (account, line): Book, symbol: Option<&str>) -> bool {
        self.exchange.orders_of(ACCOUNT).any(|order| {
            let contract = order.new.extra.contract.as_ref();
            order.is_open()
                && order.new.market.line == line
                && contract.is_some_and(|contract| contract.account == account)
                && symbol.is_none_or(|symbol| symbol == order.new.market.symbol)
        })
    }

    /// Returns the last price: that of the last own fill or of the last seed that moved it; before
    /// both, that of the best purchase or sale.
    pub(super) fn last(&self, market: &Market) -> Option<BigDecimal> {
        let known = self.prices.get(market).cloned();
        known.or_else(|| self.exchange.last_price(market, ACCOUNT))
    }

    /// Sets what others buy or sell at a price. Own orders that it meets are filled one by one, at
    /// their own price. A purchase above the last price, or a sale below it, moves the last price.
    pub(super) fn seed_level(
        &mut self,
        market: &Market,
        (side, price, mut quantity): (Side, BigDecimal, BigDecimal),
        at: i64,
    ) {
        self.markets.insert(market.clone());
        if !quantity.is_zero() {
            self.open(market, &price);
        }
        self.exchange.seed_level(
            market,
            Extra::default(),
            (side, price.clone(), BigDecimal::zero()),
            at,
        );
        let is_offered = quantity > BigDecimal::zero();
        while quantity > BigDecimal::zero() {
            let book = self.exchange.book(market, side.opposite());
            let met = book
                .into_iter()
                .find(|order| order.new.owner != MARKET && side.accepts(&price, &order.price()));
            let Some((id, left)) = met.map(|order| (order.id, order.left())) else { break };
            let taken = left.min(quantity.clone());
            if !self.exchange.fill(id, &taken, at) {
                break;
            }
            quantity -= taken;
            self.book_fills(at);
        }
        if quantity > BigDecimal::zero() {
            self.exchange.seed_level(market, Extra::default(), (side, price.clone(), quantity), at);
        }
        let moves = |last: &BigDecimal| match side {
            Side::Buy => price > *last,
            Side::Sell => price < *last,
        };
        if is_offered && self.last(market).as_ref().is_some_and(moves) {
            self.prices.insert(market.clone(), price);
        }
        self.settle(at);
    }

    /// Books the fills that no position knows of yet.
    pub(super) fn book_fills(&mut self, at: i64) {
        let fills: Vec<BitgetFill> = self.exchange.fills().skip(self.booked).cloned().collect();
        self.booked += fills.len();
        for fill in fills {
            self.prices.insert(fill.market.clone(), fill.price.clone());
            let order = self.exchange.order(fill.order);
            let contract = order.and_then(|order| order.new.extra.contract.clone());
            if let Some(contract) = contract {
                self.book_fill(&fill, &contract, at);
            }
        }
    }

    /// Carries a fill over to its position: margin is held or released, profit paid. What a loss
    /// takes beyond all that is available is not paid by anybody.
    fn book_fill(&mut self, fill: &BitgetFill, contract: &Contract, at: i64) {
        let book = (contract.account, fill.market.line);
        let Some(coin) = fill.market.line.coin() else { return };
        let Some(positions) = self.books.get_mut(&book) else { return };
        let closed_before = positions.closed().len();
        let trade = Trade {
            market: fill.market.symbol.clone(),
            side: fill.side,
            quantity: fill.quantity.clone(),
            price: fill.price.clone(),
            leverage: contract.leverage.clone(),
            reduces: contract.reduces,
        };
        let held = Held { margin: BigDecimal::zero(), is_isolated: contract.is_isolated };
        let Ok(profit) = positions.apply(trade, held, at) else { return };
        let (mut released, mut opened) = (BigDecimal::zero(), fill.quantity.clone());
        let closed = positions.closed().get(closed_before..).unwrap_or_default().to_vec();
        for part in &closed {
            let held = &part.position.extra.margin;
            let share = match part.is_whole {
                true => held.clone(),
                false => (held * &part.quantity / &part.position.quantity)
                    .with_scale_round(DECIMALS, RoundingMode::Down),
            };
            for position in positions.open_mut().filter(|one| one.id == part.position.id) {
                position.extra.margin -= &share;
            }
            released += share;
            opened -= &part.quantity;
        }
        let key = (contract.account, coin.to_owned());
        let available = self.exchange.ledger.balance(&key).available + &released;
        let paid = profit.clone().max(-&available);
        let wanted = margin(&opened, &fill.price, &contract.leverage);
        let taken = wanted.min(&available + &paid);
        let direction = Direction::opened_by(fill.side);
        let grown = positions
            .open_mut()
            .find(|one| one.market == fill.market.symbol && one.direction == direction);
        if let Some(position) = grown.filter(|_| opened > BigDecimal::zero()) {
            position.extra.margin += &taken;
        }
        let postings = vec![
            Posting::hold(key.clone(), &-released),
            Posting::pay(key.clone(), paid),
            Posting::hold(key, &taken),
        ];
        // Nothing is taken beyond what is there.
        let _ = self.exchange.ledger.book(Reason::Position, postings, at);
        self.profits.insert(fill.id, profit);
        self.protect(fill, &opened, at);
        for part in closed {
            let direction = part.position.direction;
            let symbol = &fill.market.symbol;
            let left = self.position(book, symbol, direction).map(|one| one.quantity.clone());
            self.keep_closing(book, symbol, direction, &left.unwrap_or_default(), at);
        }
    }

    /// Returns how much of a position open orders would still open.
    pub(super) fn opening(
        &self,
        (account, line): Book,
        symbol: &str,
        direction: Direction,
    ) -> BigDecimal {
        let orders = self.exchange.orders_of(ACCOUNT).filter(|order| {
            let contract = order.new.extra.contract.as_ref();
            order.is_open()
                && order.new.market.line == line
                && order.new.market.symbol == symbol
                && contract.is_some_and(|contract| {
                    !contract.reduces
                        && contract.account == account
                        && contract.direction == direction
                })
        });
        orders.map(|order| order.left()).sum()
    }

    /// Sets the presets of an order that stays as it is otherwise.
    pub(super) fn preset(
        &mut self,
        id: u64,
        (profit, loss): (Option<BigDecimal>, Option<BigDecimal>),
        at: i64,
        version: &Version,
    ) -> Result<Fields, Refusal> {
        let order = self.exchange.order(id).ok_or_else(|| version.no_position())?;
        let (price, left, mut extra) = (order.price(), order.left(), order.new.extra.clone());
        let receipt = receipt(order);
        extra.presets.profit = profit.map(|price| (price, None)).or(extra.presets.profit);
        extra.presets.loss = loss.map(|price| (price, None)).or(extra.presets.loss);
        self.exchange.amend(id, price, &left, extra, at);
        Ok(receipt)
    }

    /// Returns the profit that the fills of an order brought.
    pub(super) fn profit_of(&self, order: u64) -> BigDecimal {
        let fills = self.exchange.fills().filter(|fill| fill.order == order);
        fills.filter_map(|fill| self.profits.get(&fill.id)).sum()
    }
}
