//! Whatever is placed, cancelled and seeded, in whatever order: the sums are right.

use rust_decimal::Decimal;

use super::{
    BitgetVenue,
    exchange::{Exchange, Reject},
    order::{Force, Kind, NewOrder, Order, Side},
};

/// A small generator of numbers, the same at each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn decimal(&mut self, end: u64, scale: u32) -> Decimal {
        Decimal::new(i64::try_from(self.below(end)).unwrap_or(1) + 1, scale).normalize()
    }

    fn side(&mut self) -> Side {
        if self.below(2) == 0 { Side::Buy } else { Side::Sell }
    }

    fn price(&mut self) -> Decimal {
        (Decimal::new(23_220, 0) + self.decimal(500, 2)).normalize()
    }
}

fn check(exchange: &Exchange) {
    let traded = |side: Side, amount: fn(&Order) -> Decimal| -> Decimal {
        exchange.orders.iter().filter(|order| order.side == side).map(amount).sum()
    };
    let bought = traded(Side::Buy, |order| order.filled) - traded(Side::Sell, |order| order.filled);
    let spent = traded(Side::Buy, |order| order.amount) - traded(Side::Sell, |order| order.amount);
    for (coin, start) in
        [("BTC", Decimal::new(10, 0) + bought), ("USDT", Decimal::new(100_000, 0) - spent)]
    {
        let balance = exchange.balances.get(coin).copied().unwrap_or_default();
        let held: Decimal = exchange
            .orders
            .iter()
            .filter(|order| order.paid_coin() == coin)
            .map(|order| order.frozen)
            .sum();
        assert_eq!(balance.frozen, held, "{coin}");
        assert_eq!(balance.available + balance.frozen, start, "{coin}");
        assert!(balance.available >= Decimal::ZERO && balance.frozen >= Decimal::ZERO);
    }
    for order in &exchange.orders {
        let fills = || exchange.fills.iter().filter(|fill| fill.order == order.id);
        assert_eq!(order.filled, fills().map(|fill| fill.quantity).sum());
        assert_eq!(order.amount, fills().map(|fill| fill.amount).sum());
        assert!(order.is_open() || order.frozen.is_zero(), "{order:?}");
        for fill in fills() {
            assert_eq!(fill.amount, fill.price * fill.quantity);
            let (price, limited) = (order.price(), matches!(order.kind, Kind::Limit { .. }));
            assert!(
                !limited
                    || if order.side == Side::Buy {
                        fill.price <= price
                    } else {
                        fill.price >= price
                    }
            );
        }
    }
}

#[test]
fn no_digit_is_lost_or_made_in_a_thousand_random_steps() {
    let mut numbers = Numbers(20);
    let mut exchange = BitgetVenue::default().exchange;
    let (mut placed, mut refused) = (0, 0);
    for step in 0..1_000 {
        match numbers.below(6) {
            0..=2 => {
                let side = numbers.side();
                let forces = [Force::Gtc, Force::Gtc, Force::PostOnly, Force::Fok, Force::Ioc];
                let force = forces.into_iter().nth(numbers.below(5) as usize).unwrap_or(Force::Gtc);
                let kind = match numbers.below(4) {
                    0 => Kind::Market,
                    _ => Kind::Limit { price: numbers.price(), force },
                };
                let size = match (side, kind) {
                    (Side::Buy, Kind::Market) => numbers.decimal(3_000_000, 3),
                    _ => numbers.decimal(200_000_000, 8),
                };
                let symbol = "BTCUSDT".to_owned();
                match exchange.place(NewOrder { symbol, side, kind, size, client_oid: None }, step)
                {
                    Ok(_) => placed += 1,
                    Err(reject) => {
                        assert_eq!(reject, Reject::InsufficientBalance);
                        refused += 1;
                    }
                }
            }
            3 => {
                let open: Vec<u64> = exchange
                    .orders
                    .iter()
                    .filter(|order| order.is_open())
                    .map(|order| order.id)
                    .collect();
                let at = numbers.below(open.len().max(1) as u64) as usize;
                if let Some(id) = open.get(at) {
                    assert!(exchange.cancel(*id, step).is_some());
                }
            }
            _ => {
                let (side, price, quantity) =
                    (numbers.side(), numbers.price(), numbers.decimal(300_000_000, 8));
                exchange.seed_level("BTCUSDT", side, price, quantity, step);
            }
        }
        check(&exchange);
    }
    assert!(
        placed > 300 && exchange.fills.len() > 300,
        "{placed} placed, {refused} refused, {} filled",
        exchange.fills.len()
    );
}
