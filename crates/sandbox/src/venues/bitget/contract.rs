//! Orders for futures: what they say of their position, and whether they may be placed.

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::{
    ACCOUNT, API, BitgetVenue, UNKNOWN_SYMBOL,
    asked::Asked,
    orders::{Scope, Version},
    placing::client_id,
    refused,
    types::{BitgetNewOrder, BitgetOrder, Book, Contract, Extra, Market, Presets},
    wrong,
};
use crate::{
    engine::{
        matching::MARKET,
        order::{Kind, NewOrder, Side, Size, Terms},
        positions::{Direction, Mode},
    },
    refusal::Refusal,
    table::ErrorKind,
};

const UNFIT_MODE: &str = API.code(ErrorKind::OrderRejected, "40774");
const TOO_MUCH_TO_CLOSE: &str = API.code(ErrorKind::InsufficientFunds, "40757");
pub(super) const MARGIN_MODE_IN_USE: &str = API.code(ErrorKind::InvalidState, "45117");

/// How finely sizes and prices of futures, and their margins, are divided.
pub(super) const DECIMALS: i64 = 8;

/// Returns the margin of a quantity, rounded up.
pub(super) fn margin(
    quantity: &BigDecimal,
    price: &BigDecimal,
    leverage: &BigDecimal,
) -> BigDecimal {
    let leverage = if leverage.is_zero() { BigDecimal::from(1) } else { leverage.clone() };
    (quantity * price / leverage).with_scale_round(DECIMALS, RoundingMode::Up)
}

/// What a trade closes or opens: the side of the position, and that of the order.
fn side_of(direction: Direction, opens: bool) -> Side {
    match (direction, opens) {
        (Direction::Long, true) | (Direction::Short, false) => Side::Buy,
        (Direction::Long, false) | (Direction::Short, true) => Side::Sell,
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Long => Direction::Short,
        Direction::Short => Direction::Long,
    }
}

impl Version {
    /// Reads an order for futures. `kind` and `size` are read already.
    pub(super) fn contract(
        &self,
        venue: &BitgetVenue,
        asked: Asked<'_>,
        market: Market,
        (kind, size): (Kind, BigDecimal),
    ) -> Result<BitgetNewOrder, Refusal> {
        let coin = venue.contract_coin(&market)?;
        if asked.said("marginCoin").is_some_and(|it| !it.eq_ignore_ascii_case(coin)) {
            return Err(wrong("marginCoin"));
        }
        let book = (self.account(market.line), market.line);
        let mode = venue.mode(book);
        let opened = Direction::opened_by(asked.side());
        let reduce_only = asked.is("reduceOnly", "yes");
        let (direction, reduces) = match (mode, self.scope) {
            (Mode::Hedge, Scope::Unified) => {
                let named = asked.said("posSide").ok_or_else(unfit_mode)?;
                let named = if named.eq_ignore_ascii_case("long") {
                    Direction::Long
                } else {
                    Direction::Short
                };
                (named, named != opened)
            }
            // The side names the position, whichever way it is traded.
            (Mode::Hedge, _) => match asked.said("tradeSide").ok_or_else(unfit_mode)? {
                trade if trade.eq_ignore_ascii_case("open") => (opened, false),
                trade if trade.eq_ignore_ascii_case("close") => (opened, true),
                _ => return Err(wrong("tradeSide")),
            },
            _ if reduce_only => (opposite(opened), true),
            _ => (opened, false),
        };
        let settings = venue.settings(book, &market.symbol);
        let is_isolated = match asked.said("marginMode") {
            Some(named) => {
                let is_isolated = named.starts_with(['i', 'I', 'f', 'F']);
                if is_isolated != settings.is_isolated && venue.is_in_use(book, &market.symbol) {
                    let text =
                        "Currently holding positions or orders, the margin mode cannot be adjusted";
                    return Err(refused(MARGIN_MODE_IN_USE, text));
                }
                is_isolated
            }
            None => settings.is_isolated,
        };
        let preset = |names: [&str; 4]| {
            let [price, execute, other, limit] = names;
            let trigger =
                asked.maybe_none(price)?.map_or_else(|| asked.maybe_none(other), |it| Ok(Some(it)));
            let order = asked
                .maybe_none(execute)?
                .map_or_else(|| asked.maybe_none(limit), |it| Ok(Some(it)));
            let order = order?;
            Ok(trigger?.map(|trigger| (trigger, order)))
        };
        let presets = Presets {
            profit: preset([
                "presetStopSurplusPrice",
                "presetStopSurplusExecutePrice",
                "takeProfit",
                "tpLimitPrice",
            ])?,
            loss: preset([
                "presetStopLossPrice",
                "presetStopLossExecutePrice",
                "stopLoss",
                "slLimitPrice",
            ])?,
        };
        let contract = Contract {
            account: book.0,
            mode,
            direction,
            reduces,
            leverage: settings.leverage(direction).clone(),
            is_isolated,
        };
        let mut new = venue.contract_order(market, contract, kind, size)?;
        new.client_id = client_id(asked, "clientOid")?;
        new.extra.presets = presets;
        Ok(new)
    }
}

impl BitgetVenue {
    /// Returns the coin of margin of a contract that is traded.
    pub(super) fn contract_coin(&self, market: &Market) -> Result<&'static str, Refusal> {
        let coin = market.line.coin().filter(|_| self.markets.contains(market));
        let unknown = format!("Parameter {} does not exist", market.symbol);
        coin.ok_or_else(|| refused(UNKNOWN_SYMBOL, &unknown))
    }

    /// Returns an order for futures.
    pub(super) fn contract_order(
        &self,
        market: Market,
        contract: Contract,
        kind: Kind,
        size: BigDecimal,
    ) -> Result<BitgetNewOrder, Refusal> {
        let coin = self.contract_coin(&market)?;
        let is_fine = |value: &BigDecimal| {
            let value = value.normalized();
            value.fractional_digit_count() <= DECIMALS && value.digits() <= 20
        };
        if !is_fine(&size) {
            return Err(wrong("size"));
        }
        if matches!(&kind, Kind::Limit { price, .. } if !is_fine(price)) {
            return Err(wrong("price"));
        }
        let terms = match contract.reduces {
            true => Terms::Free,
            false => Terms::Margin {
                coin: (contract.account, coin.to_owned()),
                multiplier: 1.into(),
                leverage: contract.leverage.clone(),
                decimals: DECIMALS,
            },
        };
        Ok(NewOrder {
            owner: ACCOUNT,
            client_id: None,
            market,
            side: side_of(contract.direction, !contract.reduces),
            kind,
            size: Size::Base(size),
            terms,
            extra: Extra { contract: Some(contract), ..Extra::default() },
        })
    }

    /// Places an order, and lets happen what its fills bring about.
    pub(super) fn submit(
        &mut self,
        version: &Version,
        new: BitgetNewOrder,
        at: i64,
    ) -> Result<u64, Refusal> {
        let id = self.place(version, new, at)?;
        self.settle(at);
        Ok(id)
    }

    /// Places an order, if it can be paid for and its position is there.
    pub(super) fn place(
        &mut self,
        version: &Version,
        mut new: BitgetNewOrder,
        at: i64,
    ) -> Result<u64, Refusal> {
        let contract = new.extra.contract.clone();
        if let Some(contract) = &contract {
            match contract.reduces {
                true => self.fit_to_position(version, contract, &mut new, at)?,
                false if !self.can_open(contract, &new) => return Err(version.insufficient()),
                false => {}
            }
        }
        let market = new.market.clone();
        let id = self.exchange.place(new, at).map_err(|_| version.insufficient())?;
        if let Some(contract) = contract {
            let settings = self.settings_mut((contract.account, market.line), &market.symbol);
            settings.is_isolated = contract.is_isolated;
        }
        Ok(id)
    }

    /// Whether there is margin for an order at the best price that it can meet: a sale may bring
    /// more than its limit, and then needs more margin.
    fn can_open(&self, contract: &Contract, new: &BitgetNewOrder) -> bool {
        let (Size::Base(size), Some(coin)) = (&new.size, new.market.line.coin()) else {
            return false;
        };
        let book = self.exchange.book(&new.market, new.side.opposite());
        let best = book.iter().find(|order| order.new.owner == MARKET).map(|order| order.price());
        let price = match (&new.kind, best) {
            (Kind::Limit { price, .. }, Some(best)) if new.side == Side::Sell => {
                price.clone().max(best)
            }
            (Kind::Limit { price, .. }, _) => price.clone(),
            (Kind::Market, best) => best.unwrap_or_default(),
        };
        let balance = self.exchange.ledger.balance(&(contract.account, coin.to_owned()));
        margin(size, &price, &contract.leverage) <= balance.available
    }

    /// Checks an order that closes against its position. In one-way mode it is cut to what there
    /// is to close, and takes the place of older ones; in hedge mode it must fit beside them.
    fn fit_to_position(
        &mut self,
        version: &Version,
        contract: &Contract,
        new: &mut BitgetNewOrder,
        at: i64,
    ) -> Result<(), Refusal> {
        let book = (contract.account, new.market.line);
        let position = self.position(book, &new.market.symbol, contract.direction);
        let quantity = position.map(|position| position.quantity.clone());
        let quantity = quantity.ok_or_else(|| version.no_position())?;
        let Size::Base(size) = &mut new.size else { return Ok(()) };
        if contract.mode == Mode::Hedge {
            let free = &quantity - self.closing(book, &new.market.symbol, contract.direction);
            return match *size > free {
                true => Err(refused(TOO_MUCH_TO_CLOSE, "Not enough position is available")),
                false => Ok(()),
            };
        }
        *size = size.clone().min(quantity.clone());
        let left = quantity - &*size;
        self.keep_closing(book, &new.market.symbol, contract.direction, &left, at);
        Ok(())
    }

    /// Returns the open orders that close a position, oldest first.
    fn closing_orders(
        &self,
        (account, line): Book,
        symbol: &str,
        direction: Direction,
    ) -> impl DoubleEndedIterator<Item = &BitgetOrder> {
        self.exchange.orders_of(ACCOUNT).filter(move |order| {
            let contract = order.new.extra.contract.as_ref();
            order.is_open()
                && order.new.market.line == line
                && order.new.market.symbol == symbol
                && contract.is_some_and(|contract| {
                    contract.reduces
                        && contract.account == account
                        && contract.direction == direction
                })
        })
    }

    /// Returns how much of a position open orders will close.
    pub(super) fn closing(&self, book: Book, symbol: &str, direction: Direction) -> BigDecimal {
        self.closing_orders(book, symbol, direction).map(BitgetOrder::left).sum()
    }

    /// Cancels orders that would close more than this, the oldest first.
    pub(super) fn keep_closing(
        &mut self,
        book: Book,
        symbol: &str,
        direction: Direction,
        most: &BigDecimal,
        at: i64,
    ) {
        let mut left = most.clone();
        let mut excess = Vec::new();
        for order in self.closing_orders(book, symbol, direction).rev() {
            match order.left() <= left {
                true => left -= order.left(),
                false => excess.push(order.id),
            }
        }
        for id in excess {
            self.exchange.cancel(id, at);
        }
    }
}

fn unfit_mode() -> Refusal {
    let text = "The order type for unilateral position must also be the unilateral position type";
    refused(UNFIT_MODE, text)
}
