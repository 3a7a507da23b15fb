//! Positions: what orders for derivatives leave behind, with profit and loss.

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::{
    amount::cut,
    ledger::{Ledger, Posting, Reason},
    order::Side,
};

/// How many decimals a quotient has.
const DECIMALS: i64 = 36;

/// How many decimals a share of a cost has: profits move balances, which clients read into decimals
/// of 28 digits.
const SHARE_DECIMALS: i64 = 16;

/// What a position wins by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// A price that rises.
    Long,
    /// A price that falls.
    Short,
}

impl Direction {
    /// Returns what an order of a side opens.
    pub(crate) fn opened_by(side: Side) -> Self {
        match side {
            Side::Buy => Self::Long,
            Side::Sell => Self::Short,
        }
    }
}

/// An open position. `M` names a market, `X` is what the exchange adds.
#[derive(Clone, Debug)]
pub(crate) struct Position<M, X> {
    pub(crate) id: u64,
    pub(crate) market: M,
    pub(crate) direction: Direction,
    pub(crate) quantity: BigDecimal,
    /// What its quantity cost when it was opened: the sum of prices by quantities.
    pub(crate) cost: BigDecimal,
    pub(crate) leverage: BigDecimal,
    /// Profit and loss of what was closed of it.
    pub(crate) realised: BigDecimal,
    pub(crate) opened: i64,
    pub(crate) updated: i64,
    pub(crate) extra: X,
}

impl<M, X> Position<M, X> {
    /// Returns the average price at which it was opened.
    pub(crate) fn average(&self) -> BigDecimal {
        if self.quantity.is_zero() {
            return BigDecimal::zero();
        }
        let average = &self.cost / &self.quantity;
        average.with_scale_round(DECIMALS, RoundingMode::HalfEven).normalized()
    }

    /// Returns what all of it would win at a price, or lose if negative.
    pub(crate) fn unrealised(&self, price: &BigDecimal) -> BigDecimal {
        self.won(&self.cost, &(&self.quantity * price))
    }

    /// Returns the margin that it is held with, cut off after so many decimals.
    pub(crate) fn margin(&self, decimals: i64) -> BigDecimal {
        if self.leverage.is_zero() {
            return self.cost.clone();
        }
        cut(&(&self.cost / &self.leverage), decimals)
    }

    fn won(&self, cost: &BigDecimal, value: &BigDecimal) -> BigDecimal {
        match self.direction {
            Direction::Long => value - cost,
            Direction::Short => cost - value,
        }
    }

    /// Takes a quantity out of it, and returns the profit. The last piece takes all that is left
    /// of the cost, so that nothing is lost in the quotients of the others.
    fn reduce(&mut self, quantity: &BigDecimal, price: &BigDecimal, at: i64) -> BigDecimal {
        let cost = if *quantity == self.quantity {
            self.cost.clone()
        } else {
            let share = &self.cost * quantity / &self.quantity;
            share.with_scale_round(SHARE_DECIMALS, RoundingMode::HalfEven)
        };
        let profit = self.won(&cost, &(quantity * price)).normalized();
        self.cost -= cost;
        self.quantity -= quantity;
        self.realised += &profit;
        self.updated = at;
        profit
    }
}

/// A position, or a part of one, that was closed.
#[derive(Clone, Debug)]
pub(crate) struct Closed<M, X> {
    pub(crate) id: u64,
    /// The position as it was before.
    pub(crate) position: Position<M, X>,
    pub(crate) quantity: BigDecimal,
    pub(crate) price: BigDecimal,
    pub(crate) profit: BigDecimal,
    /// Whether nothing is left of it.
    pub(crate) is_whole: bool,
    pub(crate) at: i64,
}

/// How the fills of a market add up to positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One position in each market, long or short.
    OneWay,
    /// A long and a short one beside each other.
    Hedge,
    /// Each opening is a position of its own.
    Separate,
}

/// What a fill does.
#[derive(Clone, Debug)]
pub(crate) struct Trade<M> {
    pub(crate) market: M,
    pub(crate) side: Side,
    pub(crate) quantity: BigDecimal,
    pub(crate) price: BigDecimal,
    pub(crate) leverage: BigDecimal,
    /// Whether it only closes: in hedge mode, a position of the other direction; in one-way mode,
    /// what there is of one.
    pub(crate) reduces: bool,
}

/// Why a trade is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// There is no position to close.
    NoPosition,
    /// There is less to close.
    TooMuch,
    /// There is too little money for its margin, or for what it loses.
    Insufficient,
}

/// The positions of one account.
#[derive(Debug)]
pub(crate) struct Positions<M, X> {
    pub(crate) mode: Mode,
    open: Vec<Position<M, X>>,
    closed: Vec<Closed<M, X>>,
    next: u64,
}

impl<M: Clone + PartialEq, X: Clone> Positions<M, X> {
    pub(crate) fn new(mode: Mode) -> Self {
        Self { mode, open: Vec::new(), closed: Vec::new(), next: 1 }
    }

    /// Returns the open positions, oldest first.
    pub(crate) fn open(&self) -> &[Position<M, X>] {
        &self.open
    }

    pub(crate) fn open_mut(&mut self) -> impl Iterator<Item = &mut Position<M, X>> {
        self.open.iter_mut()
    }

    /// Returns what was closed, oldest first.
    pub(crate) fn closed(&self) -> &[Closed<M, X>] {
        &self.closed
    }

    /// Carries out a trade, and returns the profit of what it closes.
    ///
    /// In one-way mode, a trade against the position closes it first and opens the rest in the
    /// other direction; one that reduces stops at nothing.
    pub(crate) fn apply(
        &mut self,
        trade: Trade<M>,
        extra: X,
        at: i64,
    ) -> Result<BigDecimal, Excess> {
        let opens = Direction::opened_by(trade.side);
        let against = self
            .open
            .iter()
            .find(|position| position.market == trade.market && position.direction != opens);
        let closes = match self.mode {
            Mode::OneWay => true,
            Mode::Hedge | Mode::Separate => trade.reduces,
        };
        let against = against.filter(|_| closes).map(|one| (one.id, one.quantity.clone()));
        let (mut left, mut profit) = (trade.quantity.clone(), BigDecimal::zero());
        match against {
            None if trade.reduces => return Err(Excess::NoPosition),
            None => {}
            Some((_, open)) if trade.reduces && left > open => return Err(Excess::TooMuch),
            Some((id, open)) => {
                let quantity = left.clone().min(open);
                profit = self.close(id, Some(&quantity), &trade.price, at)?;
                left -= quantity;
            }
        }
        if left > BigDecimal::zero() {
            self.increase(Trade { quantity: left, ..trade }, extra, at);
        }
        Ok(profit)
    }

    /// Carries out a trade on the account of a coin: the margin of what is opened is held back, the
    /// margin of what is closed released, and its profit paid. All of it, or nothing.
    #[cfg_attr(not(test), allow(dead_code, reason = "for exchanges that keep margin accounts"))]
    pub(crate) fn settle<K: Clone + Ord>(
        &mut self,
        ledger: &mut Ledger<K>,
        coin: K,
        trade: Trade<M>,
        extra: X,
        at: i64,
    ) -> Result<BigDecimal, Excess> {
        let margin = |all: &[Position<M, X>]| -> BigDecimal {
            all.iter().map(|position| position.margin(DECIMALS)).sum()
        };
        let (open, closed, before) = (self.open.clone(), self.closed.len(), margin(&self.open));
        let profit = self.apply(trade, extra, at)?;
        let held = margin(&self.open) - before;
        let postings = vec![Posting::hold(coin.clone(), &held), Posting::pay(coin, profit.clone())];
        if ledger.book(Reason::Position, postings, at).is_err() {
            self.open = open;
            self.closed.truncate(closed);
            return Err(Excess::Insufficient);
        }
        Ok(profit)
    }

    /// Opens a position or adds to one, and returns its id.
    fn increase(&mut self, trade: Trade<M>, extra: X, at: i64) -> u64 {
        let direction = Direction::opened_by(trade.side);
        let cost = &trade.quantity * &trade.price;
        let known = self
            .open
            .iter_mut()
            .find(|position| position.market == trade.market && position.direction == direction);
        if let Some(position) = known.filter(|_| self.mode != Mode::Separate) {
            position.quantity += trade.quantity;
            position.cost += cost;
            position.updated = at;
            return position.id;
        }
        let id = self.number();
        self.open.push(Position {
            id,
            market: trade.market,
            direction,
            quantity: trade.quantity,
            cost,
            leverage: trade.leverage,
            realised: BigDecimal::zero(),
            opened: at,
            updated: at,
            extra,
        });
        id
    }

    /// Closes so much of a position, or all of it, and returns the profit.
    pub(crate) fn close(
        &mut self,
        id: u64,
        quantity: Option<&BigDecimal>,
        price: &BigDecimal,
        at: i64,
    ) -> Result<BigDecimal, Excess> {
        let index = self.open.iter().position(|position| position.id == id);
        let index = index.ok_or(Excess::NoPosition)?;
        let position = self.open.get_mut(index).ok_or(Excess::NoPosition)?;
        let quantity = quantity.unwrap_or(&position.quantity).clone();
        if quantity > position.quantity {
            return Err(Excess::TooMuch);
        }
        let before = position.clone();
        let profit = position.reduce(&quantity, price, at);
        let is_whole = position.quantity.is_zero();
        if is_whole {
            self.open.remove(index);
        }
        let number = self.number();
        let (price, closed) = (price.clone(), profit.clone());
        self.closed.push(Closed {
            id: number,
            position: before,
            quantity,
            price,
            profit: closed,
            is_whole,
            at,
        });
        Ok(profit)
    }

    /// Positions and what is closed of them are numbered together.
    fn number(&mut self) -> u64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }
}
