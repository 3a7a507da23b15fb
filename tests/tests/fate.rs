//! What becomes of a request, on the wire: never twice, never misreported.
//!
//! Each case breaks one answer in one way and asks three things: how often the request arrived,
//! whether the outcome is what the server knows, and whether the client works afterwards.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use venue_core::{Outcome, RetryPolicy};
use venue_tests::{
    exchanges::{self, Settings},
    server::{Reply, Request, Server},
    spec,
};

/// One operation of each class: exchange, class, operation, and the path of what has the effect.
const OPERATIONS: [(&str, Class, &str, &str); 20] = [
    ("bitget", Class::PublicRead, "spot_market::tickers", "/tickers"),
    ("bitget", Class::SignedRead, "spot_trade::order_info", "/orderInfo"),
    ("bitget", Class::WriteWithId, "spot_trade::place_order", "/place-order"),
    ("bitget", Class::Write, "spot_account::upgrade_account", "/upgrade"),
    ("ctc", Class::PublicRead, "pairs", "/pairs/"),
    ("ctc", Class::SignedRead, "deposits", "/deposits/"),
    ("ctc", Class::WriteWithId, "convert", "/convert/"),
    ("ctc", Class::Write, "convert", "/convert/"),
    ("digitex", Class::PublicRead, "order_book", "/order_book/"),
    ("digitex", Class::SignedRead, "balances", "/balances/"),
    ("digitex", Class::WriteWithId, "place_order", "/trader/order/"),
    ("digitex", Class::Write, "cancel_orders", "/cancel/"),
    ("durian", Class::PublicRead, "coins", "/coins/list"),
    ("durian", Class::SignedRead, "positions", "/portfolio/position"),
    ("durian", Class::WriteWithId, "open_position", "/open/position"),
    ("durian", Class::Write, "close_all_positions", "/close/all/position"),
    ("picostocks", Class::PublicRead, "tickers", "/tickers/24h/"),
    ("picostocks", Class::SignedRead, "balances", "/balance/7/"),
    ("picostocks", Class::WriteWithId, "place_ask", "/ask/put/"),
    ("picostocks", Class::Write, "cancel_bid", "/bid/cancel/"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    PublicRead,
    SignedRead,
    WriteWithId,
    Write,
}

impl Class {
    fn reads(self) -> bool {
        matches!(self, Self::PublicRead | Self::SignedRead)
    }
}

/// What the server knows about a request that it answered in a broken way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    /// It carried the request out, or may have.
    Executed,
    /// It says, in a way that can be read, that it did not.
    Refused,
}

fn example(exchange: &str, operation: &str) -> String {
    let bundle = spec::bundle(exchange).unwrap();
    let found = spec::operations(&bundle).into_iter().find(|one| one.name == operation).unwrap();
    found.examples.first().unwrap().1.clone()
}

/// The faults of a connection.
fn transport_faults(body: &str) -> Vec<(String, Reply)> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    let mut faults = vec![
        ("closed before the answer".to_owned(), Reply::Close),
        ("half a status line".to_owned(), Reply::Bytes(b"HTTP/1.1 2".to_vec())),
        ("a head without end".to_owned(), Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-".to_vec())),
        ("not HTTP".to_owned(), Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
        (
            "a status that is no number".to_owned(),
            Reply::Bytes(b"HTTP/1.1 abc OK\r\n\r\n".to_vec()),
        ),
        (
            "two lengths that differ".to_owned(),
            Reply::Bytes(
                b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 7\r\n\r\nhello".to_vec(),
            ),
        ),
        (
            "a chunk of no size".to_owned(),
            Reply::Bytes(
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"
                    .to_vec(),
            ),
        ),
        (
            "chunks that end early".to_owned(),
            Reply::Bytes(
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a".to_vec(),
            ),
        ),
        (
            "a length too large".to_owned(),
            Reply::Bytes(
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", length + 9)
                    .into_bytes(),
            ),
        ),
        (
            "a length too small".to_owned(),
            Reply::Bytes(
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", length / 2)
                    .into_bytes(),
            ),
        ),
    ];
    for cut in [0, 1, length / 2, length - 1] {
        let bytes = format!("{head}{}", &body[..cut]).into_bytes();
        faults.push((format!("cut after {cut} bytes of {length}"), Reply::Bytes(bytes)));
    }
    faults
}

/// Answers that are whole and not a success, and what the server did.
fn status_faults(exchange: &str) -> Vec<(String, Reply, Truth)> {
    let html = "<html><head><title>Bad gateway</title></head></html>";
    let mut faults = Vec::new();
    for status in [500, 502, 503, 504, 520, 599, 408, 301, 302, 303, 307, 308] {
        let truth = Truth::Executed;
        let location = ("location", "http://127.0.0.1:1/elsewhere".to_owned());
        faults.push((
            format!("{status} with a page"),
            Reply::Answer(status, vec![location], html.to_owned()),
            truth,
        ));
        faults.push((
            format!("{status} with nothing"),
            Reply::Answer(status, vec![], String::new()),
            truth,
        ));
    }
    for status in [400, 401, 403, 404, 405, 409, 413, 418, 422, 425, 429, 451] {
        let truth = Truth::Refused;
        faults.push((
            format!("{status} with a page"),
            Reply::Answer(status, vec![], html.to_owned()),
            truth,
        ));
        faults.push((
            format!("{status} with detail"),
            Reply::status(status, r#"{"detail":"no"}"#),
            truth,
        ));
        faults.push((
            format!("{status} with nothing"),
            Reply::Answer(status, vec![], String::new()),
            truth,
        ));
    }
    for wait in ["1", "Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-5"] {
        let header = ("retry-after", wait.to_owned());
        let reply = Reply::Answer(429, vec![header], "{}".to_owned());
        faults.push((format!("429, retry-after {wait}"), reply, Truth::Refused));
    }
    for body in ["", html, "null", "[1,", "\"text\"", "17", "{\"code\":", "\u{feff}{}"] {
        faults.push((format!("200 with {body:.12}"), Reply::ok(body), Truth::Executed));
    }
    if exchange == "bitget" {
        for (code, truth) in [
            ("40010", Truth::Executed),
            ("40725", Truth::Executed),
            ("45001", Truth::Executed),
            ("40015", Truth::Executed),
            ("43012", Truth::Refused),
            ("40786", Truth::Refused),
            ("99999", Truth::Refused),
        ] {
            for status in [200, 400] {
                let body = format!(r#"{{"code":"{code}","msg":"m","requestTime":1,"data":null}}"#);
                faults.push((
                    format!("{status} with code {code}"),
                    Reply::status(status, body),
                    truth,
                ));
            }
        }
    }
    faults
}

/// An operation with a server whose answer can be broken.
struct Bench {
    exchange: &'static str,
    class: Class,
    operation: &'static str,
    effect: &'static str,
    sound: String,
    broken: Arc<Mutex<Option<Reply>>>,
    server: Server,
    client: exchanges::Client,
}

impl Bench {
    async fn new(
        (exchange, class, operation, effect): (&'static str, Class, &'static str, &'static str),
    ) -> Self {
        let sound = example(exchange, operation);
        let broken: Arc<Mutex<Option<Reply>>> = Arc::default();
        let (fault, good) = (Arc::clone(&broken), sound.clone());
        let server = Server::start(move |request: &Request| {
            if request.path().contains("/account/nonce/") {
                return Reply::ok(r#"{"nonce": 45}"#);
            }
            let fault = fault.lock().unwrap().clone();
            fault.filter(|_| request.path().ends_with(effect)).unwrap_or(Reply::ok(good.clone()))
        })
        .await
        .unwrap();
        let client = exchanges::client(exchange, &server.url()).unwrap();
        Self { exchange, class, operation, effect, sound, broken, server, client }
    }

    fn arrived(&self) -> usize {
        self.server.requests().iter().filter(|one| one.path().ends_with(self.effect)).count()
    }

    /// Runs one case: the fault on every answer of the operation, then a sound answer.
    async fn run(&self, fault: &str, reply: Reply, truth: Truth) {
        let Self { exchange, class, operation, .. } = self;
        let label = format!("{exchange}/{operation} ({class:?}): {fault}");
        let before = self.arrived();
        *self.broken.lock().unwrap() = Some(reply);
        let result = self.client.call(operation).await.unwrap();
        *self.broken.lock().unwrap() = None;
        let arrived = self.arrived() - before;
        if class.reads() {
            assert!((1..=3).contains(&arrived), "{label}: a read arrived {arrived} times");
        } else {
            assert_eq!(arrived, 1, "{label}: a write must arrive once");
        }
        match result {
            // A whole answer may be short of everything and still be a success: `null` for a list.
            Ok(payload) => assert!(
                fault.starts_with("200 with null")
                    || matches!(payload.as_str(), "null" | "[]" | "{}"),
                "{label}: reported as done with {payload}",
            ),
            Err(error) => self.check(&label, truth, &error),
        }
        let after = self.client.call(operation).await.unwrap();
        assert!(after.is_ok(), "{label}: the client does not work afterwards: {after:?}");
    }

    fn check(&self, label: &str, truth: Truth, error: &venue_core::Error) {
        let expected = match truth {
            Truth::Executed => Outcome::Unknown,
            Truth::Refused => Outcome::Rejected,
        };
        assert_eq!(error.outcome(), expected, "{label}: {error}");
        assert!(!error.to_string().contains('\n'), "{label}: {error}");
        let names_orders = matches!(self.exchange, "bitget" | "digitex");
        if self.class == Class::WriteWithId && error.is_unknown() && names_orders {
            let id = error.client_order_id().unwrap_or_default();
            assert!(!id.is_empty(), "{label}: the error does not name the order");
        }
    }
}

#[tokio::test]
async fn a_broken_connection_leaves_the_outcome_unknown_and_a_write_is_sent_once() {
    let mut cases = 0;
    for operation in OPERATIONS {
        let bench = Bench::new(operation).await;
        for (fault, reply) in transport_faults(&bench.sound) {
            bench.run(&fault, reply, Truth::Executed).await;
            cases += 1;
        }
    }
    println!("transport faults: {cases} cases");
}

#[tokio::test]
async fn the_status_of_an_answer_decides_the_outcome_and_a_write_is_sent_once() {
    let mut cases = 0;
    for operation in OPERATIONS {
        let bench = Bench::new(operation).await;
        for (fault, reply, truth) in status_faults(operation.0) {
            bench.run(&fault, reply, truth).await;
            cases += 1;
        }
    }
    println!("status faults: {cases} cases");
}

#[tokio::test]
async fn a_connection_that_is_refused_means_that_nothing_was_sent() {
    // A port that was free a moment ago.
    let url = {
        let server = Server::start(|_| Reply::Close).await.unwrap();
        server.url()
    };
    tokio::task::yield_now().await;
    for (exchange, class, operation, _) in OPERATIONS {
        let client = exchanges::client(exchange, &url).unwrap();
        let error = client.call(operation).await.unwrap().unwrap_err();
        assert_eq!(
            error.outcome(),
            Outcome::NotSent,
            "{exchange}/{operation} ({class:?}): {error}"
        );
    }
}

#[tokio::test]
async fn no_answer_in_time_leaves_the_outcome_unknown() {
    for (exchange, class, operation, effect) in OPERATIONS {
        let server = Server::start(move |request: &Request| {
            if request.path().contains("/account/nonce/") {
                Reply::ok(r#"{"nonce":"45"}"#)
            } else {
                Reply::Silence
            }
        })
        .await
        .unwrap();
        let settings = Settings { timeout: Duration::from_millis(60), ..Settings::default() };
        let client = exchanges::client_with(exchange, &server.url(), settings).unwrap();
        let error = client.call(operation).await.unwrap().unwrap_err();
        let arrived = server.requests().iter().filter(|one| one.path().ends_with(effect)).count();
        assert!(arrived <= 1, "{exchange}/{operation}");
        if arrived == 1 {
            assert_eq!(
                error.outcome(),
                Outcome::Unknown,
                "{exchange}/{operation} ({class:?}): {error}"
            );
        }
    }
}

#[tokio::test]
async fn a_read_is_sent_again_until_it_succeeds_and_signed_afresh_each_time() {
    let body = example("bitget", "spot_trade::order_info");
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let server = Server::start(move |_: &Request| match seen.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::status(503, "{}"),
        1 => Reply::Close,
        _ => Reply::ok(body.clone()),
    })
    .await
    .unwrap();
    let client = exchanges::client("bitget", &server.url()).unwrap();
    client.call("spot_trade::order_info").await.unwrap().unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert!(
            request.header("access-sign").is_some() && request.header("access-timestamp").is_some()
        );
    }
}

#[tokio::test]
async fn retries_end_with_the_policy_and_can_be_switched_off() {
    for attempts in [1, 2, 5] {
        let server = Server::start(|_: &Request| Reply::status(503, "{}")).await.unwrap();
        let retry = RetryPolicy::new().attempts(attempts).waits(Duration::ZERO, Duration::ZERO);
        let settings = Settings { retry, ..Settings::default() };
        let client = exchanges::client_with("ctc", &server.url(), settings).unwrap();
        client.call("pairs").await.unwrap().unwrap_err();
        assert_eq!(server.requests().len(), attempts as usize);
    }
    let server = Server::start(|_: &Request| Reply::status(503, "{}")).await.unwrap();
    let client = venue_ctc::Client::builder().environment(server.url()).build().unwrap();
    let once = venue_ctc::CallOptions::new().without_retry();
    client.pairs().options(once).send().await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_retry_budget_is_shared_by_clones_and_ends() {
    let server = Server::start(|_: &Request| Reply::status(503, "{}")).await.unwrap();
    let client = exchanges::client("ctc", &server.url()).unwrap();
    for _ in 0..30 {
        let clone = client.clone();
        clone.call("pairs").await.unwrap().unwrap_err();
    }
    // 30 calls and 20 retries, not 30 calls and 60 retries.
    assert_eq!(server.requests().len(), 50);
}

#[tokio::test]
async fn a_wait_that_the_exchange_asks_for_is_kept_or_the_call_ends_before_it() {
    let server = Server::start(|_: &Request| {
        Reply::Answer(429, vec![("retry-after", "3600".to_owned())], "{}".to_owned())
    })
    .await
    .unwrap();
    let client = exchanges::client("ctc", &server.url()).unwrap();
    let error = client.call("pairs").await.unwrap().unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.requests().len(), 1, "an hour is longer than the call may take");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_: &Request| Reply::ok("{}")).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/stolen", elsewhere.url());
        let server = Server::start(move |_: &Request| {
            Reply::Answer(status, vec![("location", target.clone())], String::new())
        })
        .await
        .unwrap();
        let client = exchanges::client("bitget", &server.url()).unwrap();
        let error = client.call("spot_trade::place_order").await.unwrap().unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(server.requests().len(), 1);
    }
    assert!(elsewhere.requests().is_empty(), "keys were carried to another host");
}

#[tokio::test]
async fn an_answer_larger_than_the_cap_is_refused_declared_or_not() {
    let large = "x".repeat(40_000);
    let declared = format!("HTTP/1.1 200 OK\r\ncontent-length: 40000\r\n\r\n{large}");
    let endless = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{large}\r\n",
        large.len()
    );
    for bytes in [declared, endless] {
        let server = Server::start(move |_: &Request| Reply::Bytes(bytes.clone().into_bytes()))
            .await
            .unwrap();
        let client = venue_ctc::Client::builder()
            .environment(server.url())
            .max_response_bytes(10_000)
            .build()
            .unwrap();
        let error = client.pairs().send().await.unwrap_err();
        assert!(error.to_string().contains("larger than 10000 bytes"), "{error}");
    }
}
