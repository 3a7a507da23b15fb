//! E and F: what is signed is what arrives, as a verifier finds that shares no code with the SDKs.
//!
//! The vectors of other implementations are checked in `crates/auth/tests/`. The sandbox has no
//! keys of Bitget's RSA kind; `promises.rs` signs with one. CTC signs nothing.

use std::time::{Duration, SystemTime};

use venue_sandbox::{Received, Refusal, Verdict};
use venue_tests::exchanges::{self, Client, Keys, Settings};

use crate::{
    cells::{Class, EXCHANGES},
    sandbox::{self, AnySandbox, Log},
    table::Table,
};

/// Values that are written in more than one way, or look like a part of what is around them.
const AWKWARD: [&str; 14] = [
    "BTC",
    "",
    "a b",
    "a+b",
    "a%20b",
    "%41",
    "a&b=c",
    "a?b#c",
    "a/b",
    "~-_.",
    ";:@$,!*()",
    "\"'<>\\",
    "龙虾",
    "e\u{301}\u{1f99e}",
];

/// An exchange that is watched.
struct Watched {
    exchange: &'static str,
    sandbox: Box<dyn AnySandbox>,
    keys: Keys,
    log: Log,
}

impl Watched {
    async fn new(exchange: &'static str) -> Self {
        let log = Log::default();
        let (sandbox, keys) = sandbox::start(exchange, &log).await;
        Self { exchange, sandbox, keys, log }
    }

    fn client(&self) -> Client {
        let url = self.sandbox.base_url();
        exchanges::client_of(self.exchange, &url, Settings::default(), &self.keys).unwrap()
    }

    /// Looks at what has arrived: something, and all of it with credentials that are right.
    fn look(&self, label: &str, table: &mut Table) -> Vec<Received> {
        let log = std::mem::take(&mut *self.log.lock().unwrap());
        for one in &log {
            if let Verdict::Refused(refusal) = &one.verdict {
                let wrong = is_about_credentials(refusal, one.exchange);
                assert!(!wrong, "{} {label}: {one}", self.exchange);
            }
        }
        let last = log.last().unwrap_or_else(|| panic!("{} {label}: not sent", self.exchange));
        table.add(self.exchange, class(last), 1);
        log
    }
}

fn is_about_credentials(refusal: &Refusal, exchange: &str) -> bool {
    match refusal {
        Refusal::Own { status, code, message } => {
            let known = [
                "40001", "40002", "40003", "40005", "40006", "40008", "40009", "40011", "40012",
                "40037", "401",
            ];
            known.contains(code)
                || matches!(status.as_u16(), 401 | 403)
                || message.contains("signature")
                || message.contains("signed")
                || message.contains("decimals")
        }
        // PicoStocks looks at the fields first, the signature among them.
        _ => exchange == "picostocks",
    }
}

/// To which class a request belongs, by what is in it.
fn class(one: &Received) -> Class {
    let signed = ["access-sign", "authorization"].iter().any(|name| one.header(name).is_some());
    let body = String::from_utf8_lossy(&one.body);
    match (one.method.as_str(), signed) {
        ("GET", false) => Class::PublicRead,
        ("GET", true) => Class::SignedRead,
        _ if ["\"clientOid\"", "\"client_id\""].iter().any(|name| body.contains(name)) => {
            Class::WriteWithId
        }
        _ => Class::Write,
    }
}

/// E: values, orders of values and times that signatures are known to stumble over.
pub async fn awkward_values() -> Table {
    let mut table = Table::default();
    bitget(&mut table).await;
    digitex(&mut table).await;
    durian(&mut table).await;
    picostocks(&mut table).await;
    table
}

async fn bitget(table: &mut Table) {
    let watched = Watched::new("bitget").await;
    let Client::Bitget(client) = watched.client() else { return };
    let _ = client.spot_account().account_info().send().await;
    watched.look("nothing", table);
    for text in AWKWARD {
        let _ = client.spot_account().assets().coin(text).send().await;
        watched.look(text, table);
        let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
        let order = order.order_type("limit").force("gtc").price(1).size("0.001");
        let _ = order.client_oid(text).send().await;
        watched.look(text, table);
    }
    let orders = client.spot_trade().open_orders();
    let _ = orders.symbol("BTCUSDT").limit(7).start_time(1_i64).end_time(2_i64).send().await;
    watched.look("many parameters", table);
    let orders = client.spot_trade().open_orders();
    let _ = orders.end_time(2_i64).start_time(1_i64).limit(7).symbol("BTCUSDT").send().await;
    watched.look("many parameters, backwards", table);
    let _ = client.spot_account().upgrade_account().send().await;
    let body = watched.look("an empty object", table).remove(0).body;
    assert_eq!(body, "{}");
    for ahead in [0, 1, 29] {
        for behind in [false, true] {
            let Keys { key, secret, passphrase, .. } = watched.keys.clone();
            let seconds = Duration::from_secs(ahead);
            let clock = move || match behind {
                true => SystemTime::now() - seconds,
                false => SystemTime::now() + seconds,
            };
            let client = venue_bitget::Client::builder().clock(clock);
            let client = client.environment(watched.sandbox.base_url());
            let client = client.credentials((key, secret, passphrase)).build().unwrap();
            let _ = client.spot_account().account_info().send().await;
            watched.look(&format!("{ahead} seconds off, behind: {behind}"), table);
        }
    }
}

async fn digitex(table: &mut Table) {
    let watched = Watched::new("digitex").await;
    let Client::Digitex(client) = watched.client() else { return };
    let _ = client.balances().send().await;
    watched.look("nothing", table);
    for text in AWKWARD.into_iter().filter(|text| !text.is_empty()) {
        let _ = client.order_status().client_id(text).send().await;
        watched.look(text, table);
        let order = client.place_order().client_id(text).market_id(1).side(1_i64).type_(2_i64);
        let _ = order.duration(2_i64).leverage(1).quantity(1).price(1).send().await;
        watched.look(text, table);
        let _ = client.cancel_orders(1, [text]).send().await;
        watched.look(text, table);
    }
    let _ = client.cancel_all().send().await;
    let body = watched.look("an empty object", table).remove(0).body;
    assert_eq!(body, "{}");
}

async fn durian(table: &mut Table) {
    let watched = Watched::new("durian").await;
    let Client::Durian(_, client) = watched.client() else { return };
    let _ = client.coins().send().await;
    watched.look("before the login", table);
    let _ = client.positions().send().await;
    watched.look("nothing", table);
    for text in AWKWARD {
        let _ = client.positions().symbol(text).send().await;
        watched.look(text, table);
        let _ = client.set_leverage().symbol(text).leverage(1).send().await;
        watched.look(text, table);
    }
    let _ = client.close_all_positions().send().await;
    let body = watched.look("no body", table).remove(0).body;
    assert!(body.is_empty());
    let _ = client.coins().send().await;
    watched.look("after the login", table);
}

async fn picostocks(table: &mut Table) {
    let watched = Watched::new("picostocks").await;
    let Client::Picostocks(client) = watched.client() else { return };
    let amounts =
        ["1", "0.000000000000000001", "1.50", "1e3", "12345678901234567890.123456789012345678"];
    for client in [client.clone(), client.with_form_bodies()] {
        for amount in amounts {
            for order in
                [client.place_ask(), client.place_bid(), client.cancel_ask(), client.cancel_bid()]
            {
                let order = order.stock_id(3).unit_id(2).quantity("0.035").price(amount);
                let _ = order.send().await;
                watched.look(amount, table);
            }
        }
    }
}

/// F: every operation of every exchange, with a value for every parameter.
pub async fn every_operation() -> Table {
    let mut table = Table::default();
    for exchange in EXCHANGES {
        let mut watched = Watched::new(exchange).await;
        let mut client = watched.client();
        for operation in exchanges::operations(exchange) {
            // A logout would spoil the token for the operations after it.
            if let Client::Durian(_, fresh) = &client {
                watched.keys.token = fresh.login().await.unwrap().token.expose().to_owned();
                client = watched.client();
                watched.log.lock().unwrap().clear();
            }
            let _ = client.call(operation).await.unwrap();
            let log = watched.look(operation, &mut table);
            let arrived = log.iter().any(|one| one.operation.as_deref() == Some(operation));
            assert!(arrived, "{exchange}/{operation} was not sent: {log:?}");
        }
    }
    table
}
