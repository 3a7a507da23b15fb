//! Responses that belong to another request: one too many on a connection that is kept.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use venue_bitget::{
    Client, Error, ErrorKind, Outcome, reqwest::redirect::Policy, spot_trade::types::OrderAck,
};
use venue_tests::{
    exchanges::{self, EXCHANGES},
    server::{Reply, Request, Server},
    spec,
};

/// One connection, as the exchange sees it, and how many came before it.
struct Exchange {
    stream: TcpStream,
    connection: usize,
}

impl Exchange {
    /// Waits for a request. Returns the client order id in it.
    fn request(&mut self) -> Option<String> {
        let mut all = Vec::new();
        let mut some = [0; 4096];
        loop {
            let count = self.stream.read(&mut some).ok().filter(|count| *count > 0)?;
            all.extend_from_slice(&some[..count]);
            let text = String::from_utf8_lossy(&all);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if length.map_or(0, |length| length.parse().unwrap()) == body.len() {
                let id = body.split(r#""clientOid":""#).nth(1).unwrap_or_default();
                return Some(id.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }

    fn respond(&mut self, order: &str, client_id: &str) {
        let body = format!(
            r#"{{"code":"00000","data":{{"orderId":"{order}","clientOid":"{client_id}"}}}}"#
        );
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        let _ = self.stream.write_all((head + &body).as_bytes());
    }
}

/// Starts an exchange that handles each of its connections so. Returns its URL.
fn start(script: impl Fn(&mut Exchange) + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (connection, stream) in listener.incoming().enumerate() {
            let (stream, script) = (stream.unwrap(), script.clone());
            stream.set_nodelay(true).unwrap();
            thread::spawn(move || script(&mut Exchange { stream, connection }));
        }
    });
    url
}

fn client(url: String) -> Client {
    let client = Client::builder().environment(url).credentials(("key", "secret", "passphrase"));
    client.without_rate_limits().build().unwrap()
}

async fn place(client: &Client, client_id: Option<&str>) -> Result<OrderAck, Error> {
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    let order = order.order_type("market").force("gtc").size("10");
    let order = match client_id {
        Some(id) => order.client_oid(id),
        None => order,
    };
    order.send().await.map(|response| response.into_data())
}

#[tokio::test]
async fn a_response_that_names_another_order_is_unknown_and_its_connection_is_given_up() {
    // The first connection is always one response behind.
    let client = client(start(|exchange| {
        let mut last = exchange.request().unwrap();
        exchange.respond("1", &last);
        while let Some(id) = exchange.request() {
            let late = std::mem::replace(&mut last, id.clone());
            exchange.respond("2", if exchange.connection == 0 { &late } else { &id });
        }
    }));
    assert_eq!(place(&client, Some("one")).await.unwrap().order_id.as_deref(), Some("1"));
    let error = place(&client, Some("two")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
    assert_eq!(
        error.to_string(),
        "spot_trade.place_order: HTTP 200: the response belongs to another request: its \
         `clientOid` is \"one\", not the one sent; the outcome is unknown, look the order up by its \
         client order id two"
    );
    for order_id in ["1", "2", "2"] {
        let placed = place(&client, Some("three")).await.unwrap();
        let ids = (placed.order_id.as_deref(), placed.client_oid.as_deref());
        assert_eq!(ids, (Some(order_id), Some("three")));
    }
}

#[tokio::test]
async fn a_response_that_came_before_its_request_was_sent_is_not_taken_for_the_next_ones() {
    // Orders without an id, so that nothing but the time of the response tells it from another.
    let both = Arc::new(Barrier::new(2));
    let exchange = Arc::clone(&both);
    let client = client(start(move |connection| {
        while connection.request().is_some() {
            connection.respond("mine", "");
            exchange.wait();
            connection.respond("stray", "");
            exchange.wait();
        }
    }));
    for round in 0..200 {
        let placed = place(&client, None).await.unwrap();
        assert_eq!(placed.order_id.as_deref(), Some("mine"), "order {round}");
        // The stray arrives while the runtime does not look at its connections.
        both.wait();
        both.wait();
    }
}

/// Every operation whose documented response repeats something of the request.
fn compared() -> Vec<String> {
    let mut compared = Vec::new();
    for exchange in EXCHANGES {
        for operation in spec::operations(exchange) {
            let (_, example) = operation.examples.first().unwrap();
            let has = |name: &&str| example.contains(&format!("\"{name}\":"));
            if operation.compiled.echo.iter().any(has) {
                compared.push(format!("{exchange}: {}", operation.name));
            }
        }
    }
    compared
}

#[tokio::test]
async fn what_an_exchange_repeats_of_a_request_is_compared_for_all_exchanges() {
    let mut compared = Vec::new();
    for exchange in EXCHANGES {
        let script = |request: &Request| Reply::example(exchange, request).about_another(request);
        let server = Server::start(script).await.unwrap();
        for operation in exchanges::operations(exchange) {
            let client = exchanges::client(exchange, &server.url()).unwrap();
            let before = server.requests().len();
            let Err(error) = client.call(operation).await.unwrap() else { continue };
            let said = "the response belongs to another request: ";
            assert!(error.message().starts_with(said), "{exchange}: {error}");
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
            let sent = server.requests().split_off(before);
            let writes = sent.iter().filter(|request| request.method == "POST").count();
            assert!(writes <= 2, "{exchange}: {operation} was sent {writes} times");
            compared.push(format!("{exchange}: {operation}"));
        }
    }
    compared.sort_unstable();
    let mut expected = self::compared();
    expected.sort_unstable();
    assert_eq!(compared, expected);
    assert!(compared.len() > 30, "only {} operations", compared.len());
}

#[tokio::test]
async fn no_setting_of_the_http_client_makes_it_follow_a_redirect_with_the_keys() {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let url = start(move |connection| {
        while connection.request().is_some() {
            counted.fetch_add(1, Ordering::Relaxed);
            let elsewhere = "HTTP/1.1 307 Moved\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n";
            connection.stream.write_all(elsewhere.as_bytes()).unwrap();
        }
    });
    let client = Client::builder()
        .environment(url)
        .credentials(("key", "secret", "passphrase"))
        .http_client(|http| http.redirect(Policy::limited(10)).referer(true))
        .build()
        .unwrap();
    let error = place(&client, Some("one")).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.outcome()), (307, Outcome::Unknown));
    assert_eq!(requests.load(Ordering::Relaxed), 1);
}
