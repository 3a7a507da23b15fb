//! The client against a server on loopback: what goes out, how it is signed, what comes back.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    thread::{self, JoinHandle},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use venue_{{name}}::{Client, ErrorKind, Outcome, types::Side};

const ORDER: &str =
    r#"{"id":"1001","symbol":"BTCUSDT","side":"buy","price":"27000.50","quantity":"0.01"}"#;

/// A request as it came in.
struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The signature of this request, worked out here and not by the crate under test.
    fn expected_signature(&self, secret: &str) -> String {
        let mut parts = self.line.split(' ');
        let (method, target) = (parts.next().unwrap(), parts.next().unwrap());
        let text = format!("{}{method}{target}{}", self.header("x-timestamp").unwrap(), self.body);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Responds to one request after the other, and returns them at the end.
fn serve(responses: Vec<String>) -> (String, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        responses.iter().map(|response| one(listener.accept().unwrap().0, response)).collect()
    });
    (url, server)
}

fn one(stream: TcpStream, response: &str) -> Request {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim_end().is_empty() {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let headers: Vec<(String, String)> = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let line = lines.first().cloned().unwrap_or_default();
    let mut request = Request { line, headers, body: String::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request.body = String::from_utf8(body).unwrap();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    let length = response.len();
    let stream = reader.get_mut();
    write!(stream, "{head}\r\ncontent-length: {length}\r\n\r\n{response}").unwrap();
    request
}

fn wrapped(data: &str) -> String {
    format!(r#"{{"code":"0","message":"ok","data":{data}}}"#)
}

fn client(url: &str) -> Client {
    Client::builder().environment(url).credentials(("key", "secret")).build().unwrap()
}

#[tokio::test]
async fn a_public_read_needs_no_credentials() {
    let (url, server) = serve(vec![wrapped(r#"{"symbol":"BTCUSDT","price":"27000.50"}"#)]);
    let client = Client::builder().environment(url.as_str()).build().unwrap();
    let ticker = client.ticker().symbol("BTCUSDT").send().await.unwrap();
    assert_eq!(ticker.price.to_string(), "27000.50");
    let requests = server.join().unwrap();
    assert_eq!(requests[0].line, "GET /v1/ticker?symbol=BTCUSDT HTTP/1.1");
    assert_eq!(requests[0].header("x-signature"), None);
}

#[tokio::test]
async fn a_write_is_signed_over_what_goes_out() {
    let (url, server) = serve(vec![wrapped(ORDER)]);
    let client = client(&url);
    let order = client.place_order().symbol("BTCUSDT").side(Side::Buy).price("27000.50");
    let placed = order.quantity("0.01").client_order_id("my-order-1").send().await.unwrap();
    assert_eq!((placed.id.as_str(), placed.side.clone()), ("1001", Some(Side::Buy)));
    let request = &server.join().unwrap()[0];
    assert_eq!(request.line, "POST /v1/orders HTTP/1.1");
    assert_eq!(request.header("x-api-key"), Some("key"));
    let expected = request.expected_signature("secret");
    assert_eq!(request.header("x-signature"), Some(expected.as_str()));
    assert_eq!(
        request.body,
        r#"{"symbol":"BTCUSDT","side":"buy","price":"27000.50","quantity":"0.01","clientOrderId":"my-order-1"}"#
    );
}

#[tokio::test]
async fn a_list_comes_page_by_page() {
    let page = wrapped(&format!(r#"{{"total":2,"orders":[{ORDER}]}}"#));
    let (url, server) = serve(vec![page.clone(), page.replace("1001", "1002")]);
    let client = client(&url);
    let mut orders = client.orders().symbol("BTC/USDT").size(1).stream();
    let mut ids = Vec::new();
    while let Some(order) = orders.next().await {
        ids.push(order.unwrap().id);
    }
    assert_eq!(ids, ["1001", "1002"]);
    let requests = server.join().unwrap();
    let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
    let expected = [
        "GET /v1/orders?size=1&symbol=BTC%2FUSDT HTTP/1.1",
        "GET /v1/orders?page=2&size=1&symbol=BTC%2FUSDT HTTP/1.1",
    ];
    assert_eq!(lines, expected);
    for request in &requests {
        let expected = request.expected_signature("secret");
        assert_eq!(request.header("x-signature"), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_code_of_the_exchange_is_an_error_with_its_kind() {
    let (url, server) = serve(vec![r#"{"code":"2001","message":"no funds"}"#.to_owned()]);
    let client = client(&url);
    let order = client.place_order().symbol("BTCUSDT").side(Side::Sell).price(1).quantity(1);
    let error = order.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InsufficientFunds);
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(!format!("{error:?}").contains("secret"));
    server.join().unwrap();
}

#[tokio::test]
async fn without_credentials_nothing_private_is_sent() {
    let client = Client::builder().environment("http://127.0.0.1:9").build().unwrap();
    let error = client.orders().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingCredentials);
    assert_eq!(error.outcome(), Outcome::NotSent);
}
