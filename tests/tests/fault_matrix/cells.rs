//! What the matrix calls: of each exchange, one operation of each class.

use venue_tests::{Reached, exchanges::Client, reach};

/// The kinds of operations that fail in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    PublicRead,
    SignedRead,
    WriteWithId,
    Write,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::PublicRead, Self::SignedRead, Self::WriteWithId, Self::Write];

    pub fn reads(self) -> bool {
        matches!(self, Self::PublicRead | Self::SignedRead)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::PublicRead => "public GET",
            Self::SignedRead => "signed GET",
            Self::WriteWithId => "POST with id",
            Self::Write => "POST without",
        }
    }
}

/// An exchange, a class, and the operation that represents both, by its id in the sandbox.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub exchange: &'static str,
    pub class: Class,
    pub operation: &'static str,
}

const fn cell(exchange: &'static str, class: Class, operation: &'static str) -> Cell {
    Cell { exchange, class, operation }
}

/// The exchanges of the matrix: those that have a sandbox.
pub const EXCHANGES: [&str; 5] = ["bitget", "ctc", "digitex", "durian", "picostocks"];

pub const CELLS: [Cell; 15] = [
    cell("bitget", Class::PublicRead, "spot_market.order_book"),
    cell("bitget", Class::SignedRead, "spot_trade.order_info"),
    cell("bitget", Class::WriteWithId, "spot_trade.place_order"),
    cell("bitget", Class::Write, "spot_trade.place_order"),
    cell("ctc", Class::PublicRead, "pairs"),
    cell("ctc", Class::Write, "convert"),
    cell("digitex", Class::PublicRead, "order_book"),
    cell("digitex", Class::SignedRead, "open_orders"),
    cell("digitex", Class::WriteWithId, "place_order"),
    cell("digitex", Class::Write, "place_order"),
    cell("durian", Class::PublicRead, "coins"),
    cell("durian", Class::SignedRead, "positions"),
    cell("durian", Class::Write, "open_position"),
    cell("picostocks", Class::PublicRead, "order_book"),
    cell("picostocks", Class::Write, "place_bid"),
];

/// The classes of which an exchange has no operation, and why.
pub const NONE: [(&str, Class, &str); 5] = [
    ("ctc", Class::SignedRead, "nothing is signed"),
    ("ctc", Class::WriteWithId, "a conversion has no client order id"),
    ("durian", Class::WriteWithId, "a position has no client order id"),
    ("picostocks", Class::SignedRead, "all reads are public"),
    ("picostocks", Class::WriteWithId, "an order has no id at all"),
];

impl Cell {
    /// Calls the operation, with a client order id of this number where one is given. What is not
    /// sound is rejected by the exchange; none where it rejects nothing.
    pub async fn call(&self, client: &Client, number: usize, sound: bool) -> Option<Reached> {
        let or = |good: &'static str, bad: &'static str| if sound { good } else { bad };
        Some(match (client, self.class) {
            (Client::Bitget(client), Class::PublicRead) => {
                let call = client.spot_market().order_book().symbol("BTCUSDT");
                reach(call.limit(if sound { 5 } else { 0 }).send().await)
            }
            (Client::Bitget(client), Class::SignedRead) => {
                let call = client.spot_trade().order_info();
                // It must name an order.
                reach(if sound {
                    call.client_oid("order-0").send().await
                } else {
                    call.send().await
                })
            }
            (Client::Bitget(client), class) => {
                let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
                let order = order.order_type("limit").force("gtc").price(1);
                let order = order.size(or("0.001", "1000000"));
                reach(match class {
                    Class::WriteWithId => order.client_oid(format!("order-{number}")).send().await,
                    _ => order.send().await,
                })
            }
            (Client::Ctc(client), Class::PublicRead) => {
                reach(client.pairs().from_coin(or("LTC", "NOPE")).send().await)
            }
            (Client::Ctc(client), _) => {
                let call = client.convert().from_coin(or("LTC", "NOPE")).to_coin("SGTK");
                reach(call.destination("someguy123").send().await)
            }
            (Client::Digitex(client), Class::PublicRead) if sound => {
                reach(client.order_book().market_id(1).send().await)
            }
            (Client::Digitex(_), Class::PublicRead) => return None,
            (Client::Digitex(client), Class::SignedRead) => {
                let call = client.open_orders().market_id(1);
                reach(if sound { call.send().await } else { call.cursor("no").send().await })
            }
            (Client::Digitex(client), class) => {
                let order = client.place_order().market_id(if sound { 1 } else { 999 });
                let order = order.side(1_i64).type_(2_i64).duration(2_i64).leverage(10);
                let order = order.quantity(1).price(1);
                reach(match class {
                    Class::WriteWithId => order.client_id(format!("order-{number}")).send().await,
                    _ => order.send().await,
                })
            }
            (Client::Durian(_, client), Class::PublicRead) => {
                reach(client.coins().is_asc(or("desc", "sideways")).send().await)
            }
            (Client::Durian(_, client), Class::SignedRead) => {
                reach(client.positions().symbol(or("BT_PERP_BTC_USD", "NOPE")).send().await)
            }
            (Client::Durian(_, client), _) => {
                let call = client.open_position().symbol(or("BT_PERP_BTC_USD", "NOPE"));
                let call = call.side("BUY").position_side("LONG").order_qty("0.03").leverage(20);
                reach(call.send().await)
            }
            (Client::Picostocks(client), Class::PublicRead) if sound => {
                reach(client.order_book().stock_id(2).unit_id(3).send().await)
            }
            (Client::Picostocks(_), Class::PublicRead) => return None,
            (Client::Picostocks(client), _) => {
                let order = client.place_bid().stock_id(3).unit_id(2).quantity("0.001");
                reach(order.price(or("1", "1000000000000")).send().await)
            }
            // An exchange that is new, and has no sandbox yet.
            _ => return None,
        })
    }

    /// What has to be there for the reads of this cell to find something.
    pub fn needs(&self) -> Option<Self> {
        let class = match (self.exchange, self.class) {
            ("bitget" | "digitex", Class::SignedRead) => Class::WriteWithId,
            ("durian", Class::SignedRead) => Class::Write,
            _ => return None,
        };
        CELLS.into_iter().find(|cell| (cell.exchange, cell.class) == (self.exchange, class))
    }
}
