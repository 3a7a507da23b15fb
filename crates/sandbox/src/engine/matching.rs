//! Orders that hold money back, meet by price and then by time, and become fills.

use bigdecimal::{BigDecimal, Zero};

use super::{
    ledger::{Insufficient, Ledger, Reason},
    order::{Fill, Kind, NewOrder, Order, Side, Size, Status, Terms, TimeInForce},
};

/// The owner of what a test puts into a book: the market at large.
pub(crate) const MARKET: i64 = i64::MIN;

/// Money, orders and fills. `K` names a balance, `M` a market, `X` is what the exchange adds to an
/// order.
#[derive(Debug)]
pub(crate) struct Matching<K, M, X> {
    pub(crate) ledger: Ledger<K>,
    /// Oldest first.
    orders: Vec<Order<K, M, X>>,
    /// Oldest first.
    fills: Vec<Fill<M>>,
    next_order: u64,
    next_fill: u64,
}

/// A part of an order in the book that another takes.
struct Take {
    maker: u64,
    price: BigDecimal,
    quantity: BigDecimal,
}

impl<K: Clone + Ord, M: Clone + PartialEq, X: Clone> Matching<K, M, X> {
    /// Starts without money and orders; ids count from these.
    pub(crate) fn new(first_order: u64, first_fill: u64) -> Self {
        Self {
            ledger: Ledger::default(),
            orders: Vec::new(),
            fills: Vec::new(),
            next_order: first_order,
            next_fill: first_fill,
        }
    }

    /// Returns all orders, oldest first, without those of the market that are done.
    pub(crate) fn orders(&self) -> impl DoubleEndedIterator<Item = &Order<K, M, X>> {
        self.orders.iter()
    }

    /// Returns the orders of an owner, oldest first.
    pub(crate) fn orders_of(&self, owner: i64) -> impl DoubleEndedIterator<Item = &Order<K, M, X>> {
        self.orders.iter().filter(move |order| order.new.owner == owner)
    }

    /// Returns an order by its id.
    pub(crate) fn order(&self, id: u64) -> Option<&Order<K, M, X>> {
        let index = self.index(id)?;
        self.orders.get(index)
    }

    fn index(&self, id: u64) -> Option<usize> {
        self.orders.binary_search_by_key(&id, |order| order.id).ok()
    }

    /// Returns all fills, oldest first.
    pub(crate) fn fills(&self) -> impl DoubleEndedIterator<Item = &Fill<M>> {
        self.fills.iter()
    }

    /// Returns the open orders of a side of a market: the best price first, then the oldest.
    pub(crate) fn book<'a>(&'a self, market: &M, side: Side) -> Vec<&'a Order<K, M, X>> {
        let mut book: Vec<_> = self
            .orders
            .iter()
            .filter(|order| {
                order.is_open() && order.new.side == side && order.new.market == *market
            })
            .collect();
        book.sort_by(|one, other| {
            let (low, high) = (one.price(), other.price());
            if side == Side::Buy { high.cmp(&low) } else { low.cmp(&high) }
        });
        book
    }

    /// Places an order, and fills it as far as the book goes. Orders of one owner do not meet.
    ///
    /// # Errors
    ///
    /// If it cannot be paid for; nothing has changed then.
    pub(crate) fn place(&mut self, new: NewOrder<K, M, X>, at: i64) -> Result<u64, Insufficient> {
        let mut order = self.received(new, at);
        let mut takes = self.takes(&order);
        let fillable: BigDecimal = takes.iter().map(|take| &take.quantity).sum();
        let is_void = match order.force() {
            TimeInForce::PostOnly => !takes.is_empty(),
            TimeInForce::Fok => fillable < order.left(),
            TimeInForce::Gtc | TimeInForce::Ioc => false,
        };
        let hold = match (&order.new.kind, &order.new.size, order.new.side, &order.new.terms) {
            (Kind::Market, Size::Base(_), Side::Buy, Terms::Spot { .. }) => {
                takes.iter().map(|take| order.cost(&take.quantity, &take.price)).sum()
            }
            _ => order.hold(&takes.last().map_or_else(BigDecimal::zero, |take| take.price.clone())),
        };
        let postings = order.rehold(hold);
        self.ledger.book(Reason::Order, postings, at)?;
        if is_void {
            takes.clear();
        }
        for take in takes {
            self.trade(&mut order, &take, at)?;
        }
        let waits = matches!(order.force(), TimeInForce::Gtc | TimeInForce::PostOnly);
        if order.is_open() && (is_void || !waits) {
            self.close(&mut order, at);
        }
        Ok(self.keep(order))
    }

    /// Puts an order into the book as it is: it meets nobody, and its owner is given what it holds.
    pub(crate) fn rest(&mut self, new: NewOrder<K, M, X>, at: i64) -> u64 {
        let mut order = self.received(new, at);
        let hold = order.hold(&BigDecimal::zero());
        let mut postings = order.rehold(hold);
        postings.iter_mut().for_each(|posting| posting.available = BigDecimal::zero());
        // What is only added to cannot become negative.
        let _ = self.ledger.book(Reason::Seed, postings, at);
        self.keep(order)
    }

    /// Records an order that could not be paid for.
    pub(crate) fn reject(&mut self, new: NewOrder<K, M, X>, status: Status, at: i64) -> u64 {
        let order = self.received(new, at);
        self.keep(Order { status, ..order })
    }

    /// Sets a level of a book: what the market at large buys or sells at a price. Open orders that
    /// it meets are filled at their own price.
    pub(crate) fn seed_level(
        &mut self,
        market: &M,
        extra: X,
        level: (Side, BigDecimal, BigDecimal),
        at: i64,
    ) {
        let (side, price, quantity) = level;
        self.orders.retain(|order| {
            let is_same = order.new.owner == MARKET && order.new.market == *market;
            !(is_same && order.new.side == side && order.limit() == Some(&price))
        });
        if quantity > BigDecimal::zero() {
            let kind = Kind::Limit { price, force: TimeInForce::Gtc };
            // It is paid with nothing that could be lacking.
            let _ = self.place(
                NewOrder {
                    owner: MARKET,
                    client_id: None,
                    market: market.clone(),
                    side,
                    kind,
                    size: Size::Base(quantity),
                    terms: Terms::Free,
                    extra,
                },
                at,
            );
        }
    }

    /// Takes all of the market's levels out of a book.
    pub(crate) fn clear_levels(&mut self, market: &M) {
        self.orders.retain(|order| order.new.owner != MARKET || order.new.market != *market);
    }

    /// Cancels an open order. What it holds is available again.
    pub(crate) fn cancel(&mut self, id: u64, at: i64) -> Option<&Order<K, M, X>> {
        let index = self.index(id)?;
        let mut order = self.orders.get(index).filter(|order| order.is_open())?.clone();
        self.close(&mut order, at);
        let place = self.orders.get_mut(index)?;
        *place = order;
        Some(place)
    }

    /// Fills a part of an open order at its own price, by the market at large. Returns whether so
    /// much of it was left.
    pub(crate) fn fill(&mut self, id: u64, quantity: &BigDecimal, at: i64) -> bool {
        let open = self.order(id).filter(|order| order.is_open());
        let Some(mut order) = open.filter(|order| *quantity <= order.left()).cloned() else {
            return false;
        };
        let price = order.price();
        let postings = order.fill(quantity, &price, at);
        if *quantity <= BigDecimal::zero() || self.ledger.book(Reason::Trade, postings, at).is_err()
        {
            return false;
        }
        let id = self.fill_id();
        self.fills.push(leg(id, &order, MARKET, (quantity, &price), true, at));
        self.replace(order);
        true
    }

    /// Gives an open order another limit and so much left to trade; it meets nobody by that.
    /// Returns whether it can be paid for so; otherwise it stays as it is.
    pub(crate) fn amend(
        &mut self,
        id: u64,
        price: BigDecimal,
        left: &BigDecimal,
        extra: X,
        at: i64,
    ) -> bool {
        let Some(mut order) = self.order(id).filter(|order| order.is_open()).cloned() else {
            return false;
        };
        order.new.size = Size::Base(&order.filled + left);
        order.new.kind = Kind::Limit { price, force: order.force() };
        order.new.extra = extra;
        let hold = order.hold(&BigDecimal::zero());
        let postings = order.rehold(hold);
        let is_paid = self.ledger.book(Reason::Order, postings, at).is_ok();
        if is_paid {
            self.replace(order);
        }
        is_paid
    }

    /// Gives an open order another limit and size, and fills it as far as the book goes then.
    ///
    /// # Errors
    ///
    /// If it cannot be paid for; it stays as it is then.
    pub(crate) fn modify(
        &mut self,
        id: u64,
        price: BigDecimal,
        size: BigDecimal,
        at: i64,
    ) -> Result<(), Insufficient> {
        let Some(mut order) = self.order(id).filter(|order| order.is_open()).cloned() else {
            return Ok(());
        };
        order.new.size = Size::Base(size);
        order.new.kind = Kind::Limit { price, force: order.force() };
        order.updated = at;
        let hold = order.hold(&BigDecimal::zero());
        let postings = order.rehold(hold);
        self.ledger.book(Reason::Order, postings, at)?;
        let takes = self.takes(&order);
        let is_void = order.force() == TimeInForce::PostOnly && !takes.is_empty();
        for take in takes.iter().filter(|_| !is_void) {
            self.trade(&mut order, take, at)?;
        }
        if is_void {
            self.close(&mut order, at);
        }
        self.replace(order);
        Ok(())
    }

    /// Records a trade of two others, which moves no money here.
    pub(crate) fn record(
        &mut self,
        market: M,
        taker: (Side, i64),
        maker: i64,
        price: BigDecimal,
        quantity: BigDecimal,
        at: i64,
    ) {
        let id = self.fill_id();
        let legs = [(taker.0, taker.1, maker, false), (taker.0.opposite(), maker, taker.1, true)];
        for (side, owner, counterparty, is_maker) in legs {
            let (market, value) = (market.clone(), &price * &quantity);
            let (price, quantity) = (price.clone(), quantity.clone());
            let order = 0;
            self.fills.push(Fill {
                id,
                order,
                owner,
                counterparty,
                market,
                side,
                price,
                quantity,
                value,
                is_maker,
                at,
            });
        }
    }

    /// Records a trade that two others made on this market, as one fill: that of the later order.
    pub(crate) fn observe(
        &mut self,
        market: M,
        side: Side,
        price: BigDecimal,
        quantity: BigDecimal,
        at: i64,
    ) {
        let id = self.fill_id();
        self.fills.push(Fill {
            id,
            order: 0,
            owner: MARKET,
            counterparty: MARKET,
            market,
            side,
            value: &price * &quantity,
            price,
            quantity,
            is_maker: false,
            at,
        });
    }

    /// Returns the price of the last trade of an owner or, before the first, of the market's best
    /// purchase or sale.
    pub(crate) fn last_price(&self, market: &M, owner: i64) -> Option<BigDecimal> {
        let mut fills = self.fills.iter().rev();
        let traded = fills.find(|fill| fill.owner == owner && fill.market == *market);
        let best = |side| {
            let book = self.book(market, side);
            let level = book.into_iter().find(|order| order.new.owner == MARKET);
            level.map(Order::price)
        };
        let last = traded.map(|fill| fill.price.clone());
        last.or_else(|| best(Side::Buy)).or_else(|| best(Side::Sell))
    }

    fn received(&mut self, new: NewOrder<K, M, X>, at: i64) -> Order<K, M, X> {
        Order {
            id: self.next_order,
            new,
            status: Status::Live,
            filled: BigDecimal::zero(),
            value: BigDecimal::zero(),
            held: BigDecimal::zero(),
            created: at,
            updated: at,
        }
    }

    fn keep(&mut self, order: Order<K, M, X>) -> u64 {
        let id = order.id;
        self.next_order = id.saturating_add(1);
        // Of the market's own nobody asks what became of it.
        if order.is_open() || order.new.owner != MARKET {
            self.orders.push(order);
        }
        id
    }

    fn replace(&mut self, order: Order<K, M, X>) {
        let Some(index) = self.index(order.id) else { return };
        if order.new.owner == MARKET && !order.is_open() {
            self.orders.remove(index);
        } else if let Some(place) = self.orders.get_mut(index) {
            *place = order;
        }
    }

    /// Returns what an order would take of the book now.
    fn takes(&self, order: &Order<K, M, X>) -> Vec<Take> {
        let mut takes = Vec::new();
        let (mut spent, mut got) = (BigDecimal::zero(), BigDecimal::zero());
        for maker in self.book(&order.new.market, order.new.side.opposite()) {
            let price = maker.price();
            if order.limit().is_some_and(|limit| !order.new.side.accepts(limit, &price)) {
                break;
            }
            if maker.new.owner == order.new.owner {
                continue;
            }
            let quantity = order.wants(&price, &spent, &got).min(maker.left());
            if quantity <= BigDecimal::zero() {
                break;
            }
            spent += order.cost(&quantity, &price);
            got += &quantity;
            takes.push(Take { maker: maker.id, price, quantity });
        }
        takes
    }

    /// Trades with an order in the book, at its price.
    fn trade(
        &mut self,
        taker: &mut Order<K, M, X>,
        take: &Take,
        at: i64,
    ) -> Result<(), Insufficient> {
        let Some(mut maker) = self.order(take.maker).cloned() else { return Ok(()) };
        let Take { price, quantity, .. } = take;
        let mut postings = taker.fill(quantity, price, at);
        postings.extend(maker.fill(quantity, price, at));
        self.ledger.book(Reason::Trade, postings, at)?;
        let id = self.fill_id();
        for (order, other, is_maker) in [(&*taker, &maker, false), (&maker, &*taker, true)] {
            if order.new.owner != MARKET {
                let other = other.new.owner;
                self.fills.push(leg(id, order, other, (quantity, price), is_maker, at));
            }
        }
        self.replace(maker);
        Ok(())
    }

    fn fill_id(&mut self) -> u64 {
        let id = self.next_fill;
        self.next_fill = id.saturating_add(1);
        id
    }

    /// Ends an order that is not filled. A purchase at market whose rest is too small to buy
    /// anything counts as filled.
    fn close(&mut self, order: &mut Order<K, M, X>, at: i64) {
        let postings = order.rehold(BigDecimal::zero());
        // What was held can be released.
        let _ = self.ledger.book(Reason::Order, postings, at);
        let spends = matches!(order.new.size, Size::Quote { .. }) && !order.filled.is_zero();
        let book = self.book(&order.new.market, order.new.side.opposite());
        let is_offered = book.iter().any(|other| other.new.owner != order.new.owner);
        order.status = if spends && is_offered { Status::Filled } else { Status::Cancelled };
        order.updated = at;
    }
}

/// One side of a trade of `quantity` at `price`.
fn leg<K: Clone, M: Clone, X>(
    id: u64,
    order: &Order<K, M, X>,
    counterparty: i64,
    (quantity, price): (&BigDecimal, &BigDecimal),
    is_maker: bool,
    at: i64,
) -> Fill<M> {
    Fill {
        id,
        order: order.id,
        owner: order.new.owner,
        counterparty,
        market: order.new.market.clone(),
        side: order.new.side,
        price: price.clone(),
        quantity: quantity.clone(),
        value: order.cost(quantity, price),
        is_maker,
        at,
    }
}
