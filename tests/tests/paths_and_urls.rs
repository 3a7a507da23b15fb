//! No parameter can change the endpoint, no base URL can send keys to a stranger, and no
//! credential can add a header.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::net::{Ipv4Addr, Ipv6Addr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use venue_core::{ErrorKind, Outcome};
use venue_ctc::Client;
use venue_tests::{
    exchanges::EXCHANGES,
    server::{Reply, Server},
};

const COIN: &str = r#"{"symbol":"LTC"}"#;

async fn start() -> Server {
    Server::start(|_| Reply::ok(COIN)).await.unwrap()
}

fn ctc(url: &str) -> Client {
    Client::builder().environment(url).build().unwrap()
}

/// Values that name another endpoint to a server, a proxy, or whoever decodes once too often.
const REJECTED: [&str; 22] = [
    "", ".", "..", "/", "//", "a/b", "../coins", "LTC/", "/LTC", "..\\", "a\\b", "\\", "%2e",
    "%2E", "%2e%2e", "%2E.", ".%2e", "%2E%2e", "a%2fb", "a%2Fb", "%2f", "a\0b",
];

/// Values that are unusual and mean themselves.
const ENCODED: [(&str, &str); 19] = [
    ("LTC", "LTC"),
    ("a.b", "a.b"),
    ("...", "..."),
    (".a", ".a"),
    ("a b", "a%20b"),
    ("a?b=c", "a%3Fb%3Dc"),
    ("a#b", "a%23b"),
    ("a%b", "a%25b"),
    ("%252e%252e", "%25252e%25252e"),
    ("%41", "%2541"),
    ("a%5Cb", "a%255Cb"),
    ("a&b+c", "a%26b%2Bc"),
    ("a;b", "a%3Bb"),
    ("a:b@c", "a%3Ab%40c"),
    ("{symbol}", "%7Bsymbol%7D"),
    ("a\r\nb: c", "a%0D%0Ab%3A%20c"),
    ("\t", "%09"),
    ("龙虾", "%E9%BE%99%E8%99%BE"),
    ("\u{202e}．．", "%E2%80%AE%EF%BC%8E%EF%BC%8E"),
];

#[tokio::test]
async fn a_path_parameter_that_would_name_another_endpoint_is_refused_and_nothing_is_sent() {
    let server = start().await;
    let client = ctc(&server.url());
    for symbol in REJECTED {
        let error = client.coin().symbol(symbol).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{symbol:?}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{symbol:?}");
        assert!(error.to_string().contains("parameter `symbol`"), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_path_parameter_arrives_as_one_segment_that_decodes_to_it() {
    let server = start().await;
    let client = ctc(&server.url());
    for (symbol, segment) in ENCODED {
        let error = client.coin().symbol(symbol).send().await.err();
        let requests = server.requests();
        let target = requests.last().map(|request| request.target.as_str());
        assert_eq!(target, Some(&*format!("/api/coins/{segment}/")), "{symbol:?} {error:?}");
    }
    assert_eq!(server.requests().len(), ENCODED.len());
}

#[tokio::test]
async fn a_numeric_path_parameter_is_its_digits() {
    let server = start().await;
    let client = ctc(&server.url());
    for id in [0, 7, -1, i64::MAX, i64::MIN] {
        let _ = client.deposit().id(id).send().await;
        let target = server.requests().pop().unwrap().target;
        assert_eq!(target, format!("/api/deposits/{id}/"));
    }
}

#[tokio::test]
async fn a_path_parameter_that_is_not_given_is_named_and_nothing_is_sent() {
    let server = start().await;
    let error = ctc(&server.url()).coin().send().await.unwrap_err();
    assert_eq!(error.to_string(), "coin: parameter `symbol`: required and not given");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_query_value_cannot_add_a_parameter_or_leave_the_query() {
    let server = start().await;
    let client = ctc(&server.url());
    for value in ["a&can_issue=true", "a#b", "a?b", "a=b", "../..", "a b\r\n", "%26"] {
        let _ = client.coins().symbol(value).send().await;
        let target = server.requests().pop().unwrap().target;
        let (path, query) = target.split_once('?').unwrap();
        assert_eq!(path, "/api/coins/");
        assert!(query.starts_with("symbol=") && !query.contains(['&', '#', '?', ' ']), "{target}");
        assert_eq!(query.matches('=').count(), 1, "{target}");
    }
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
    let server = start().await;
    let cases = [
        ("", "/api/coins/LTC/"),
        ("/", "/api/coins/LTC/"),
        ("/converter", "/converter/api/coins/LTC/"),
        ("/converter/", "/converter/api/coins/LTC/"),
        ("/a/b%20c//", "/a/b%20c/api/coins/LTC/"),
        ("/x/../y", "/y/api/coins/LTC/"),
    ];
    for (path, target) in cases {
        let client = ctc(&format!("{}{path}", server.url()));
        client.coin().symbol("LTC").send().await.unwrap();
        assert_eq!(server.requests().pop().unwrap().target, target, "{path}");
    }
}

#[tokio::test]
async fn the_port_and_host_of_the_base_url_are_where_the_request_goes() {
    let server = start().await;
    let address = server.url().replace("http://", "");
    let (_, port) = address.split_once(':').unwrap();
    for host in ["127.0.0.1", "localhost", "LOCALHOST"] {
        ctc(&format!("http://{host}:{port}")).coin().symbol("LTC").send().await.unwrap();
        let sent = server.requests().pop().unwrap();
        assert_eq!(sent.header("host"), Some(&*format!("{}:{port}", host.to_lowercase())));
    }
}

#[tokio::test]
async fn a_base_url_may_name_an_ipv6_host() {
    // A machine without IPv6 has nothing to show here.
    let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4096];
        let length = stream.read(&mut head).await.unwrap();
        let body = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{COIN}", COIN.len());
        stream.write_all(body.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    ctc(&format!("http://[::1]:{port}/v1/")).coin().symbol("LTC").send().await.unwrap();
    let head = served.await.unwrap();
    assert!(head.starts_with("GET /v1/api/coins/LTC/ HTTP/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("host: [::1]:{port}\r\n")), "{head}");
}

#[test]
fn a_base_url_that_cannot_be_used_is_refused_with_the_reason() {
    let cases = [
        ("https://user:hidden-9@example.com", "user name or password"),
        ("https://hidden-9@example.com", "user name or password"),
        ("https://:hidden-9@example.com", "user name or password"),
        ("https://example.com/?key=hidden-9", "query or fragment"),
        ("https://example.com/?", "query or fragment"),
        ("https://example.com/#hidden-9", "query or fragment"),
        ("https://example.com/v1#", "query or fragment"),
        ("", "not a URL"),
        ("example.com", "not a URL"),
        ("//example.com", "not a URL"),
        ("/v1", "not a URL"),
        ("https://", "not a URL"),
        ("https://exa mple.com", "not a URL"),
        ("https://example.com:99999", "not a URL"),
        ("https://[::1", "not a URL"),
        ("ftp://example.com", "scheme `ftp`"),
        ("ws://localhost", "scheme `ws`"),
        ("file://localhost/etc", "no host"),
        ("file:///etc", "no host"),
        ("localhost:8000", "no host"),
        ("data:text/plain,hidden-9", "no host"),
        ("http://example.com", "allow_plain_http"),
        ("http://192.168.1.10:8000", "allow_plain_http"),
        ("http://0.0.0.0:8000", "allow_plain_http"),
        ("http://127.0.0.1.example.com", "allow_plain_http"),
        ("http://localhost.example.com", "allow_plain_http"),
        ("http://[2001:db8::1]", "allow_plain_http"),
        ("http://[::ffff:192.168.1.10]", "allow_plain_http"),
    ];
    for (url, why) in cases {
        let error = Client::builder().environment(url).build().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
        let said = error.to_string();
        assert!(said.starts_with("base URL: ") && said.contains(why), "{url}: {said}");
        assert!(!format!("{error:?}").contains("hidden-9"), "{url}: {error:?}");
    }
}

#[test]
fn plain_http_to_this_machine_and_https_to_any_are_accepted() {
    for url in [
        "http://127.0.0.1:8000",
        "http://127.8.9.10",
        "http://localhost:8000/v1",
        "http://[::1]:8000",
        "https://example.com",
        "HTTPS://EXAMPLE.COM/v1/",
        "https://192.168.1.10:8443",
        "https://[2001:db8::1]/",
        "https://börse.example",
    ] {
        assert!(Client::builder().environment(url).build().is_ok(), "{url}");
    }
}

/// `0.0.0.0` is not one of the addresses of this machine by its spelling, and leads to it.
#[tokio::test]
async fn plain_http_elsewhere_works_where_it_is_allowed() {
    let server = start().await;
    let url = server.url().replace(&Ipv4Addr::LOCALHOST.to_string(), "0.0.0.0");
    assert!(Client::builder().environment(url.as_str()).build().is_err());
    let client = Client::builder().environment(url).allow_plain_http().build().unwrap();
    client.coin().symbol("LTC").send().await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn allowing_plain_http_allows_no_other_scheme() {
    for url in ["ftp://example.com", "https://user@example.com", "http://example.com/?a=b"] {
        assert!(Client::builder().environment(url).allow_plain_http().build().is_err(), "{url}");
    }
}

#[test]
fn every_exchange_checks_its_base_url() {
    for exchange in EXCHANGES {
        for url in ["http://example.com", "https://user:secret@example.com", "example.com"] {
            let error = venue_tests::exchanges::client(exchange, url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{exchange} {url}");
        }
    }
}

#[tokio::test]
async fn a_credential_cannot_add_a_header_and_is_not_shown() {
    let server = start().await;
    let url = server.url();
    for evil in
        ["hidden-9\r\nx-evil: 1", "hidden-9\n", "\rhidden-9", "hidden-9\0", "hidden-9\u{e9}"]
    {
        let mut errors = Vec::new();
        let tokens = [
            venue_digitex::Client::builder().environment(&*url).credentials(evil).build().map(drop),
            venue_durian::Client::builder()
                .environment(&*url)
                .credentials(venue_durian::Credentials::token(evil))
                .build()
                .map(drop),
        ];
        errors.extend(tokens.map(Result::unwrap_err));
        for parts in [(evil, "secret", "phrase"), ("key", "secret", evil)] {
            // Rejected at the latest when it would be sent.
            let built =
                venue_bitget::Client::builder().environment(&*url).credentials(parts).build();
            errors.push(match built {
                Ok(client) => client.spot_account().assets().send().await.unwrap_err(),
                Err(error) => error,
            });
        }
        for error in errors {
            assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
            let source =
                std::error::Error::source(&error).map(|source| format!("{source:?} {source}"));
            let said = format!("{error} {error:?} {source:?}");
            assert!(!said.contains("hidden-9") && !said.contains("x-evil"), "{said}");
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_api_secret_with_a_line_break_signs_and_is_in_no_header() {
    let server = Server::start(|_| Reply::ok(r#"{"code":"00000","data":[]}"#)).await.unwrap();
    let client = venue_bitget::Client::builder().environment(server.url());
    let client = client.credentials(("key", "hidden-9\n", "phrase")).build();
    // Either is safe: rejected when built, or used as the key that it is.
    if let Ok(client) = client {
        client.spot_account().assets().send().await.unwrap();
        assert!(!format!("{:?}", server.requests()[0].headers).contains("hidden-9"));
    }
}
