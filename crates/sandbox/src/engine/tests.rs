//! What holds whatever is placed, cancelled, seeded and traded, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::{BigDecimal, Zero};
use proptest::prelude::*;

use super::{
    amount::fixed,
    ledger::{Balance, Ledger, Posting, Reason},
    matching::{MARKET, Matching},
    order::{Kind, NewOrder, Side, Size, Status, Terms, TimeInForce},
    positions::{Direction, Excess, Mode, Positions, Trade},
};

/// An order says whether it was amended.
type Exchange = Matching<(i64, &'static str), (), bool>;

const USERS: [i64; 2] = [1, 2];

/// One thing that happens to an exchange.
#[derive(Clone, Debug)]
enum Step {
    Place { owner: i64, side: Side, kind: Kind, size: BigDecimal, in_money: bool },
    Level { side: Side, price: BigDecimal, quantity: BigDecimal },
    Cancel(prop::sample::Index),
    Fill(prop::sample::Index, BigDecimal),
    Amend(prop::sample::Index, BigDecimal, BigDecimal),
}

fn side() -> impl Strategy<Value = Side> {
    prop::sample::select(&[Side::Buy, Side::Sell][..])
}

fn price() -> impl Strategy<Value = BigDecimal> {
    (9_000_i64..11_000).prop_map(|cents| fixed(cents, 2))
}

fn quantity() -> impl Strategy<Value = BigDecimal> {
    (1_i64..3_000_000_000).prop_map(|units| fixed(units, 9))
}

fn step() -> impl Strategy<Value = Step> {
    let forces = [TimeInForce::Gtc, TimeInForce::PostOnly, TimeInForce::Fok, TimeInForce::Ioc];
    let limit = (price(), prop::sample::select(forces.to_vec()));
    let kind = prop_oneof![
        3 => limit.prop_map(|(price, force)| Kind::Limit { price, force }),
        1 => Just(Kind::Market),
    ];
    let place = (prop::sample::select(&USERS[..]), side(), kind, quantity(), any::<bool>());
    let index = any::<prop::sample::Index>;
    prop_oneof![
        6 => place.prop_map(|(owner, side, kind, size, in_money)| {
            Step::Place { owner, side, kind, size, in_money }
        }),
        3 => (side(), price(), quantity())
            .prop_map(|(side, price, quantity)| Step::Level { side, price, quantity }),
        2 => index().prop_map(Step::Cancel),
        1 => (index(), quantity()).prop_map(|(index, quantity)| Step::Fill(index, quantity)),
        1 => (index(), price(), quantity())
            .prop_map(|(index, price, quantity)| Step::Amend(index, price, quantity)),
    ]
}

fn order(
    owner: i64,
    side: Side,
    kind: Kind,
    size: Size,
) -> NewOrder<(i64, &'static str), (), bool> {
    let terms = match owner {
        MARKET => Terms::Free,
        // Odd users count with few decimals, as some exchanges do.
        _ => {
            let decimals = (owner % 2 == 1).then_some(6);
            Terms::Spot { base: (owner, "BTC"), quote: (owner, "USDT"), decimals }
        }
    };
    NewOrder { owner, client_id: None, market: (), side, kind, size, terms, extra: false }
}

fn start() -> Exchange {
    let mut exchange = Matching::new(100, 7);
    for user in USERS {
        exchange.ledger.set_available((user, "BTC"), 10.into(), 0);
        exchange.ledger.set_available((user, "USDT"), 1_000.into(), 0);
    }
    exchange
}

fn open_id(exchange: &Exchange, index: prop::sample::Index) -> Option<u64> {
    let open = exchange.orders().filter(|order| order.is_open() && order.new.owner != MARKET);
    let open: Vec<u64> = open.map(|order| order.id).collect();
    (!open.is_empty()).then(|| *index.get(&open))
}

fn carry_out(exchange: &mut Exchange, step: Step, at: i64) {
    match step {
        Step::Place { owner, side, kind, size, in_money } => {
            let size = match (side, &kind) {
                (Side::Buy, Kind::Market) if in_money => Size::Quote { amount: size, decimals: 6 },
                _ => Size::Base(size),
            };
            let _ = exchange.place(order(owner, side, kind, size), at);
        }
        Step::Level { side, price, quantity } => {
            exchange.seed_level(&(), false, (side, price, quantity), at);
        }
        Step::Cancel(index) => {
            if let Some(id) = open_id(exchange, index) {
                assert!(exchange.cancel(id, at).is_some_and(|order| !order.is_open()));
            }
        }
        Step::Fill(index, quantity) => {
            if let Some(id) = open_id(exchange, index) {
                exchange.fill(id, &quantity, at);
            }
        }
        Step::Amend(index, price, quantity) => {
            if let Some(id) = open_id(exchange, index) {
                exchange.amend(id, price, &quantity, true, at);
            }
        }
    }
}

fn check<K: Clone + Ord + std::fmt::Debug>(ledger: &Ledger<K>) {
    let mut sums: BTreeMap<K, Balance> = BTreeMap::new();
    for entry in ledger.entries() {
        let sum = sums.entry(entry.posting.key.clone()).or_default();
        sum.available += &entry.posting.available;
        sum.frozen += &entry.posting.frozen;
        sum.updated = entry.at;
    }
    for (key, balance) in ledger.balances() {
        let zero = BigDecimal::zero();
        assert!(balance.available >= zero && balance.frozen >= zero, "{key:?}: {balance:?}");
        assert_eq!(sums.get(key), Some(balance), "{key:?}");
    }
    assert_eq!(sums.len(), ledger.balances().count());
}

fn check_all(exchange: &Exchange) {
    check(&exchange.ledger);
    let mut held: BTreeMap<(i64, &str), BigDecimal> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for order in exchange.orders() {
        assert!(ids.insert(order.id), "{order:?}");
        assert!(order.is_open() || order.held.is_zero(), "{order:?}");
        if let Some(key) = order.held_key() {
            *held.entry(*key).or_default() += &order.held;
        }
        match &order.new.size {
            Size::Base(size) => assert!(order.filled <= *size, "{order:?}"),
            Size::Quote { amount, .. } => assert!(order.value <= *amount, "{order:?}"),
        }
        let fills = || exchange.fills().filter(|fill| fill.order == order.id);
        if order.new.owner != MARKET {
            assert_eq!(order.filled, fills().map(|fill| &fill.quantity).sum::<BigDecimal>());
            assert_eq!(order.value, fills().map(|fill| &fill.value).sum::<BigDecimal>());
        }
        for fill in fills() {
            assert!(fill.counterparty != order.new.owner, "{fill:?}");
            let limit = order.limit().filter(|_| !order.new.extra);
            assert!(limit.is_none_or(|limit| order.new.side.accepts(limit, &fill.price)));
        }
    }
    for (key, balance) in exchange.ledger.balances() {
        assert_eq!(balance.frozen, held.get(key).cloned().unwrap_or_default(), "{key:?}");
    }
    let mut legs = BTreeSet::new();
    assert!(exchange.fills().all(|fill| legs.insert((fill.id, fill.owner))));
    // What one pays the other gets, and the market at large gives and takes the rest.
    for user in USERS {
        let of = |asset| exchange.ledger.balance(&(user, asset)).total();
        let (mut btc, mut usdt) = (BigDecimal::from(10), BigDecimal::from(1_000));
        for fill in exchange.fills().filter(|fill| fill.owner == user) {
            let sign = BigDecimal::from(if fill.side == Side::Buy { 1 } else { -1 });
            btc += &sign * &fill.quantity;
            usdt -= &sign * &fill.value;
        }
        assert_eq!((of("BTC"), of("USDT")), (btc, usdt));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_digit_is_lost_or_made_and_nothing_becomes_negative(
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let mut exchange = start();
        for (at, step) in (1..).zip(steps) {
            carry_out(&mut exchange, step, at);
            check_all(&exchange);
        }
    }

    #[test]
    fn profits_and_what_is_open_add_up_to_what_was_paid_in_every_mode(
        mode in prop::sample::select(&[Mode::OneWay, Mode::Hedge, Mode::Separate][..]),
        trades in prop::collection::vec((side(), price(), quantity(), any::<bool>()), 1..60),
        last in price(),
    ) {
        let mut positions: Positions<(), ()> = Positions::new(mode);
        let (mut paid, mut realised) = (BigDecimal::zero(), BigDecimal::zero());
        for (at, (side, price, quantity, reduces)) in (1..).zip(trades) {
            let trade = Trade {
                market: (),
                side,
                quantity: quantity.clone(),
                price: price.clone(),
                leverage: 10.into(),
                reduces,
            };
            let before = positions.open().len();
            match positions.apply(trade, (), at) {
                Ok(profit) => {
                    let value = quantity * price;
                    paid += if side == Side::Buy { value } else { -value };
                    realised += profit;
                }
                Err(_) => assert!(reduces && positions.open().len() == before),
            }
            let open = positions.open();
            assert!(open.iter().all(|one| one.quantity > BigDecimal::zero()));
            match mode {
                Mode::OneWay => assert!(open.len() <= 1),
                Mode::Hedge => assert!(open.len() <= 2),
                Mode::Separate => {}
            }
            let closed: BigDecimal = positions.closed().iter().map(|one| &one.profit).sum();
            assert_eq!(closed, realised);
        }
        // Whoever sold all at the last price would have won what was realised and what is open.
        let unrealised: BigDecimal = positions.open().iter().map(|one| one.unrealised(&last)).sum();
        let net: BigDecimal = positions.open().iter().map(|one| match one.direction {
            Direction::Long => one.quantity.clone(),
            Direction::Short => -&one.quantity,
        }).sum();
        assert_eq!(realised + unrealised, net * last - paid);
    }
}

fn trade(side: Side, quantity: i64, price: i64, reduces: bool) -> Trade<&'static str> {
    let (quantity, price) = (quantity.into(), price.into());
    Trade { market: "BTCUSDT", side, quantity, price, leverage: 10.into(), reduces }
}

#[test]
fn a_one_way_position_averages_closes_and_turns_round() {
    let mut positions = Positions::new(Mode::OneWay);
    let mut apply = |side, quantity, price| {
        let profit = positions.apply(trade(side, quantity, price, false), (), 1);
        let position = positions.open().first();
        let open = position.map(|it| (it.direction, it.quantity.clone(), it.average()));
        (profit, open)
    };
    let at = |direction, quantity: i64, average: i64| {
        Some((direction, BigDecimal::from(quantity), BigDecimal::from(average)))
    };
    assert_eq!(apply(Side::Buy, 1, 100), (Ok(0.into()), at(Direction::Long, 1, 100)));
    assert_eq!(apply(Side::Buy, 3, 120), (Ok(0.into()), at(Direction::Long, 4, 115)));
    assert_eq!(apply(Side::Sell, 1, 125), (Ok(10.into()), at(Direction::Long, 3, 115)));
    assert_eq!(apply(Side::Sell, 5, 105), (Ok((-30).into()), at(Direction::Short, 2, 105)));
    assert_eq!(apply(Side::Buy, 2, 100), (Ok(10.into()), None));
    let position = trade(Side::Sell, 1, 100, true);
    assert_eq!(positions.apply(position, (), 1), Err(Excess::NoPosition));
}

#[test]
fn hedged_positions_stand_beside_each_other_and_are_closed_by_name() {
    let mut positions = Positions::new(Mode::Hedge);
    for (side, price) in [(Side::Buy, 100), (Side::Sell, 110)] {
        assert_eq!(positions.apply(trade(side, 2, price, false), (), 1), Ok(0.into()));
    }
    let unrealised = |positions: &Positions<_, ()>, price: i64| -> Vec<BigDecimal> {
        positions.open().iter().map(|it| it.unrealised(&price.into())).collect()
    };
    assert_eq!(unrealised(&positions, 105), [BigDecimal::from(10), 10.into()]);
    assert_eq!(positions.open().first().map(|it| it.margin(8)), Some(20.into()));
    assert_eq!(positions.apply(trade(Side::Sell, 3, 105, true), (), 2), Err(Excess::TooMuch));
    assert_eq!(positions.apply(trade(Side::Sell, 1, 104, true), (), 2), Ok(4.into()));
    assert_eq!(positions.apply(trade(Side::Buy, 2, 104, true), (), 2), Ok(12.into()));
    let [long] = positions.open() else { panic!("one is left") };
    assert_eq!((long.quantity.clone(), long.realised.clone()), (1.into(), 4.into()));
    assert_eq!(positions.closed().len(), 2);
}

#[test]
fn margin_is_held_and_released_and_profit_paid_into_the_account() {
    let mut ledger = Ledger::default();
    ledger.set_available("USDT", 100.into(), 0);
    let mut positions = Positions::new(Mode::OneWay);
    let mut settle = |side, quantity, price| {
        let trade = trade(side, quantity, price, false);
        let profit = positions.settle(&mut ledger, "USDT", trade, (), 1);
        let Balance { available, frozen, .. } = ledger.balance(&"USDT");
        check(&ledger);
        (profit, available, frozen)
    };
    let is = |profit: i64, available: i64, frozen: i64| {
        (Ok(profit.into()), BigDecimal::from(available), BigDecimal::from(frozen))
    };
    // A tenth of its value, with a leverage of 10.
    assert_eq!(settle(Side::Buy, 4, 100), is(0, 60, 40));
    assert_eq!(settle(Side::Sell, 1, 110), is(10, 80, 30));
    assert_eq!(settle(Side::Sell, 5, 90), is(-30, 62, 18));
    let too_much = (Err(Excess::Insufficient), 62.into(), 18.into());
    assert_eq!(settle(Side::Buy, 2, 140), too_much);
    assert_eq!(settle(Side::Buy, 2, 80), is(20, 100, 0));
    assert_eq!(positions.closed().len(), 3);
}

#[test]
fn a_booking_that_would_overdraw_one_balance_changes_none() {
    let mut ledger = Ledger::default();
    ledger.set_available("USDT", 5.into(), 1);
    let both = vec![Posting::pay("BTC", 1.into()), Posting::pay("USDT", (-6).into())];
    assert!(ledger.book(Reason::Trade, both, 2).is_err());
    assert_eq!(ledger.balances().count(), 1);
    assert_eq!(ledger.entries().len(), 1);
    let order = vec![Posting::hold("USDT", &5.into())];
    assert!(ledger.book(Reason::Order, order, 3).is_ok());
    assert_eq!(ledger.balance(&"USDT").frozen, BigDecimal::from(5));
    check(&ledger);
}

#[test]
fn the_best_price_goes_first_and_of_one_price_the_oldest() {
    let mut exchange = start();
    let limit = |price: i64| Kind::Limit { price: price.into(), force: TimeInForce::Gtc };
    let mut place = |price| {
        let new = order(1, Side::Buy, limit(price), Size::Base(1.into()));
        exchange.place(new, 1).unwrap_or_default()
    };
    let (low, first, second) = (place(90), place(95), place(95));
    exchange.seed_level(&(), false, (Side::Sell, 80.into(), fixed(25, 1)), 2);
    let status = |id| exchange.order(id).map(|order| order.status);
    assert_eq!(status(first), Some(Status::Filled));
    assert_eq!(status(second), Some(Status::Filled));
    assert_eq!(status(low), Some(Status::PartiallyFilled));
    let prices: Vec<_> = exchange.fills().map(|fill| fill.price.clone()).collect();
    assert_eq!(prices, [95.into(), 95.into(), BigDecimal::from(90)]);
}
