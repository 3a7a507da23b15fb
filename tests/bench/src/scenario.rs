//! The calls that are measured, by the SDK and hand-written.

use std::hint::black_box;

use venue_bitget::{
    Client, Environment,
    spot_trade::types::{OrderType, Side, TimeInForce},
};

use crate::hand_written::{self, Force, HandWritten, NewOrder};

const CREDENTIALS: [&str; 3] = [
    "bg_0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "benchpass",
];

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// A signed order.
    Place,
    /// A signed list of 20 orders.
    List,
    /// A book of 150 levels a side.
    Book,
    /// 800 tickers.
    Tickers,
}

impl Scenario {
    /// All of them, the lightest response first.
    pub const ALL: [Self; 4] = [Self::Place, Self::List, Self::Book, Self::Tickers];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::List => "list",
            Self::Book => "book",
            Self::Tickers => "tickers",
        }
    }

    /// A scenario by its name.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn named(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|scenario| scenario.name() == name);
        found.ok_or_else(|| {
            format!("no scenario `{name}`; there are {:?}", Self::ALL.map(Self::name))
        })
    }

    /// How many calls make a round that is long enough to measure.
    #[must_use]
    pub const fn calls(self) -> u32 {
        match self {
            Self::Place => 300,
            Self::List => 150,
            Self::Book => 100,
            Self::Tickers => 15,
        }
    }
}

/// Who calls.
#[derive(Clone, Debug)]
pub enum Caller {
    /// The SDK, with limits off and all else as it comes.
    Sdk(Client),
    /// The hand-written client.
    HandWritten(Box<HandWritten>),
}

impl Caller {
    /// The names on the command line.
    pub const NAMES: [&'static str; 2] = ["sdk", "by-hand"];

    /// A caller by its name.
    ///
    /// # Errors
    /// When there is none of this name, or it cannot be built.
    pub fn new(name: &str, base_url: &str) -> Result<Self, String> {
        let [key, secret, passphrase] = CREDENTIALS;
        match name {
            "sdk" => Client::builder()
                .environment(Environment::Custom(base_url.to_owned()))
                .credentials((key, secret, passphrase))
                .without_rate_limits()
                .build()
                .map(Self::Sdk)
                .map_err(|error| error.to_string()),
            "by-hand" => HandWritten::new(base_url, CREDENTIALS)
                .map(|client| Self::HandWritten(Box::new(client)))
                .map_err(|error| format!("{error:?}")),
            _ => Err(format!("no caller `{name}`; there are {:?}", Self::NAMES)),
        }
    }

    /// Calls once.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn call(&self, scenario: Scenario) -> Result<(), String> {
        match self {
            Self::Sdk(client) => sdk(client, scenario).await.map_err(|error| error.to_string()),
            Self::HandWritten(client) => {
                hand_written(client, scenario).await.map_err(|error| format!("{error:?}"))
            }
        }
    }
}

async fn sdk(client: &Client, scenario: Scenario) -> Result<(), venue_bitget::Error> {
    match scenario {
        Scenario::Place => {
            let order = client.spot_trade().place_order().symbol("BTCUSDT").side(Side::Buy);
            let order = order.order_type(OrderType::Limit).force(TimeInForce::Gtc);
            let order = order.price("23222.50").size("0.0013").client_oid("bench-order-1");
            black_box(order.send().await?);
        }
        Scenario::List => {
            let list = client.spot_trade().open_orders().symbol("BTCUSDT").limit(20);
            black_box(list.send().await?);
        }
        Scenario::Book => {
            let book = client.spot_market().order_book().symbol("BTCUSDT").limit(150);
            black_box(book.send().await?);
        }
        Scenario::Tickers => {
            black_box(client.spot_market().tickers().send().await?);
        }
    }
    Ok(())
}

async fn hand_written(client: &HandWritten, scenario: Scenario) -> Result<(), hand_written::Error> {
    match scenario {
        Scenario::Place => {
            let order = NewOrder {
                symbol: "BTCUSDT".to_owned(),
                side: hand_written::Side::Buy,
                order_type: hand_written::OrderType::Limit,
                force: Force::Gtc,
                price: Some("23222.50".to_owned()),
                size: "0.0013".to_owned(),
                client_oid: Some("bench-order-1".to_owned()),
            };
            black_box(client.place_order(&order).await?);
        }
        Scenario::List => {
            black_box(client.open_orders("BTCUSDT", 20).await?);
        }
        Scenario::Book => {
            black_box(client.order_book("BTCUSDT", 150).await?);
        }
        Scenario::Tickers => {
            black_box(client.tickers().await?);
        }
    }
    Ok(())
}
