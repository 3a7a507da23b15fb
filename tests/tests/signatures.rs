//! Signed as sent: the server recomputes every signature from the bytes it received; and without
//! credentials nothing is sent that would need them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, UNIX_EPOCH},
};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use venue_core::{ErrorKind, Exchange, Outcome, Security};
use venue_tests::{
    exchanges::{self, Client, EXCHANGES, canary},
    server::{Reply, Request, Server},
    spec,
};

/// Responds to every operation with the example of its spec.
fn examples(exchange: &'static str) -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    move |request| Reply::example(exchange, request).about(request)
}

/// Undoes percent-encoding, and nothing else: a `+` stays a `+`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        rest = match (first, others) {
            (b'%', [high, low, others @ ..]) => {
                let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap();
                bytes.push(u8::try_from(digit(high) * 16 + digit(low)).unwrap());
                others
            }
            _ => {
                bytes.push(*first);
                others
            }
        };
    }
    String::from_utf8(bytes).unwrap()
}

/// The pairs of the query in the order in which they arrived, escapes undone.
fn pairs(request: &Request) -> Vec<(String, String)> {
    let query = request.target.split_once('?').map(|(_, query)| query);
    let pairs = query.into_iter().flat_map(|query| query.split('&'));
    pairs.map(|pair| pair.split_once('=').unwrap()).map(|(k, v)| (decoded(k), decoded(v))).collect()
}

/// The text that Bitget's rules make of a request: time, method, path, query as meant, body.
fn prehash(request: &Request) -> Vec<u8> {
    let mut text = request.header("access-timestamp").unwrap().to_owned();
    text.push_str(&request.method);
    text.push_str(request.path());
    let query: Vec<_> =
        pairs(request).iter().map(|(key, value)| format!("{key}={value}")).collect();
    if !query.is_empty() {
        text.push('?');
        text.push_str(&query.join("&"));
    }
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&request.body);
    bytes
}

#[track_caller]
fn assert_signed(request: &Request, secret: &str) {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(&prehash(request));
    let expected = Base64::encode_string(&mac.finalize().into_bytes());
    assert_eq!(
        request.header("access-sign"),
        Some(&*expected),
        "{} {}",
        request.method,
        request.target
    );
}

#[track_caller]
fn assert_sorted(request: &Request) {
    let keys: Vec<_> = pairs(request).into_iter().map(|(key, _)| key).collect();
    assert!(keys.is_sorted(), "{}", request.target);
    assert!(!request.target.ends_with('?'), "{}", request.target);
}

async fn bitget() -> (Server, venue_bitget::Client) {
    let server = Server::start(examples("bitget")).await.unwrap();
    let Client::Bitget(client) = exchanges::client("bitget", &server.url()).unwrap() else {
        panic!("another exchange")
    };
    (server, client)
}

/// The security of every operation, as the harness names them.
fn securities(exchange: &str) -> BTreeMap<&'static str, Security> {
    let all = spec::operations(exchange);
    let securities: BTreeMap<_, _> =
        all.iter().map(|operation| (operation.name, operation.compiled.security)).collect();
    assert_eq!(securities.len(), all.len(), "two operations of {exchange} have one name");
    securities
}

/// A client that has no credentials.
fn nobody(exchange: &str, url: &str) -> Client {
    match exchange {
        "bitget" => {
            Client::Bitget(venue_bitget::Client::builder().environment(url).build().unwrap())
        }
        "ctc" => Client::Ctc(venue_ctc::Client::builder().environment(url).build().unwrap()),
        "digitex" => {
            Client::Digitex(venue_digitex::Client::builder().environment(url).build().unwrap())
        }
        "durian" => {
            let client = venue_durian::Client::builder().environment(url).build().unwrap();
            Client::Durian(client.clone(), client)
        }
        "picostocks" => Client::Picostocks(
            venue_picostocks::Client::builder().environment(url).build().unwrap(),
        ),
        other => panic!("no exchange {other}"),
    }
}

#[test]
fn the_crates_have_the_operations_of_the_specs_under_their_names() {
    for operation in EXCHANGES.iter().flat_map(|exchange| spec::operations(exchange)) {
        let compiled = operation.compiled;
        assert_eq!(compiled.name, operation.name);
        assert_eq!((compiled.method.as_str(), compiled.path), (operation.method, operation.path));
    }
}

#[tokio::test]
async fn every_signed_operation_of_bitget_is_signed_as_its_bytes_arrived() {
    let (server, client) = bitget().await;
    let client = Client::Bitget(client);
    for (operation, security) in securities("bitget") {
        let before = server.requests().len();
        let result = client.call(operation).await.unwrap();
        result.unwrap_or_else(|error| panic!("{operation}: {error}"));
        let requests = server.requests();
        let [request] = &requests[before..] else { panic!("{operation}: more than one request") };
        assert_sorted(request);
        if security == Security::Public {
            let signed = request.headers.iter().any(|(name, _)| name.starts_with("access-"));
            assert!(!signed, "{operation} is public");
        } else {
            assert_signed(request, canary::SECRET);
            assert_eq!(request.header("access-key"), Some(canary::KEY), "{operation}");
            assert_eq!(
                request.header("access-passphrase"),
                Some(canary::PASSPHRASE),
                "{operation}"
            );
        }
    }
}

#[tokio::test]
async fn values_that_need_encoding_are_signed_as_meant_and_sent_as_escaped() {
    let (server, client) = bitget().await;
    let values = [
        "龙虾USDT",
        "a b",
        "a&b",
        "a=b",
        "a+b",
        "a%b",
        "a%20b",
        "a/b",
        "a?b",
        "a#b",
        "$AI",
        "'\"<>\\",
        "é😀",
        " ",
        "~-._",
        "a;b,c:d@e!",
        "\t\n",
    ];
    for value in values {
        client.spot_trade().order_info().client_oid(value).order_id("1").send().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(pairs(&request)[0], ("clientOid".to_owned(), value.to_owned()), "{value:?}");
        assert!(request.target.is_ascii() && !request.target.contains([' ', '+', '#', '"']));
        assert_eq!(request.target.matches(['?', '&', '=']).count(), 4, "{}", request.target);
        assert_signed(&request, canary::SECRET);
        let order =
            client.spot_trade().place_order().symbol(value).side("buy").order_type("market");
        order.force("gtc").size("10").client_oid(value).send().await.unwrap();
        let request = server.requests().pop().unwrap();
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!((&body["symbol"], &body["clientOid"]), (&value.into(), &value.into()));
        assert_signed(&request, canary::SECRET);
    }
}

#[tokio::test]
async fn the_query_is_sorted_on_the_wire_whatever_the_order_of_the_calls() {
    let (server, client) = bitget().await;
    let one = client.spot_trade().order_history().symbol("BTCUSDT").limit(5).id_less_than("9");
    one.end_time(1_700_000_000_001_i64).start_time(1_700_000_000_000_i64).send().await.unwrap();
    let two =
        client.spot_trade().order_history().start_time(1_700_000_000_000_i64).id_less_than("9");
    two.end_time(1_700_000_000_001_i64).limit(5).symbol("BTCUSDT").send().await.unwrap();
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    let query = "endTime=1700000000001&idLessThan=9&limit=5&startTime=1700000000000&symbol=BTCUSDT";
    assert!(targets.iter().all(|target| target.ends_with(&format!("?{query}"))), "{targets:?}");
    for request in server.requests() {
        assert_signed(&request, canary::SECRET);
    }
}

#[tokio::test]
async fn without_parameters_there_is_no_question_mark() {
    let (server, client) = bitget().await;
    client.spot_account().account_info().send().await.unwrap();
    client.spot_account().assets().send().await.unwrap();
    client.spot_trade().open_orders().send().await.unwrap();
    for request in server.requests() {
        assert!(!request.target.contains('?'), "{}", request.target);
        assert_signed(&request, canary::SECRET);
    }
}

#[tokio::test]
async fn the_path_of_the_base_url_is_sent_and_signed() {
    let server = Server::start(examples("bitget")).await.unwrap();
    for prefix in ["/proxy/bit get", "/proxy/bit%20get/", "/a/../proxy/bit%20get"] {
        let url = format!("{}{prefix}", server.url());
        let Client::Bitget(client) = exchanges::client("bitget", &url).unwrap() else { continue };
        client.spot_account().assets().coin("USDT").send().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.target, "/proxy/bit%20get/api/v2/spot/account/assets?coin=USDT");
        assert_signed(&request, canary::SECRET);
    }
}

#[tokio::test]
async fn each_request_is_signed_with_the_time_at_which_it_is_sent() {
    let server = Server::start(examples("bitget")).await.unwrap();
    let ticks = std::sync::atomic::AtomicU64::new(1_700_000_000_000);
    let client = venue_bitget::Client::builder()
        .environment(server.url())
        .credentials((canary::KEY, canary::SECRET, canary::PASSPHRASE))
        .clock(move || {
            let now = ticks.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
            UNIX_EPOCH + Duration::from_millis(now)
        })
        .build()
        .unwrap();
    for _ in 0..3 {
        client.spot_account().assets().send().await.unwrap();
    }
    let requests = server.requests();
    let times: BTreeSet<_> =
        requests.iter().map(|sent| sent.header("access-timestamp").unwrap()).collect();
    assert_eq!(times.len(), 3, "{times:?}");
    assert!(times.iter().all(|time| time.starts_with("17000000") && time.len() == 13));
    for request in &requests {
        assert_signed(request, canary::SECRET);
    }
}

/// Signatures of the vectors are those of other people's programs, so nothing of ours is compared
/// with itself.
#[tokio::test]
async fn the_agreed_vectors_come_out_of_whole_calls() {
    let path = spec::root().join("tests/fixtures/vectors/bitget.json");
    let file: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let text = |value: &serde_json::Value, field: &str| value[field].as_str().unwrap().to_owned();
    let credentials = &file["credentials"];
    let (key, secret) = (text(credentials, "apiKey"), text(credentials, "secret"));
    let server = Server::start(examples("bitget")).await.unwrap();
    for id in ["get-no-query", "get-one-param", "get-v3-unfilled", "post-place-order-document"] {
        let vector = file["vectors"].as_array().unwrap().iter().find(|v| v["id"] == id).unwrap();
        let time = Duration::from_millis(text(vector, "timestamp").parse().unwrap());
        let client = venue_bitget::Client::builder()
            .environment(server.url())
            .credentials((key.as_str(), secret.as_str(), text(credentials, "passphrase")))
            .clock(move || UNIX_EPOCH + time)
            .build()
            .unwrap();
        let sent = match id {
            "get-no-query" => client.spot_account().account_info().send().await.map(drop),
            "get-one-param" => client.spot_account().assets().coin("USDT").send().await.map(drop),
            "get-v3-unfilled" => {
                let call = client.uta_trade().open_orders().category("USDT-FUTURES");
                let call = call.symbol("BTCUSDT").limit(50).cursor("1233319323918499840");
                call.send().await.map(drop)
            }
            _ => {
                let call = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
                let call = call.order_type("limit").force("gtc").price("23222.5").size("1");
                call.client_oid("121211212122").send().await.map(drop)
            }
        };
        sent.unwrap_or_else(|error| panic!("{id}: {error}"));
        let request = server.requests().pop().unwrap();
        assert_eq!(request.text(), text(vector, "body"), "{id}");
        assert_eq!(String::from_utf8(prehash(&request)).unwrap(), text(vector, "prehash"), "{id}");
        assert_eq!(request.header("access-sign"), vector["sign"].as_str(), "{id}");
    }
}

#[tokio::test]
async fn without_credentials_a_private_operation_is_refused_and_nothing_is_sent() {
    for exchange in EXCHANGES {
        let server = Server::start(examples(exchange)).await.unwrap();
        let client = nobody(exchange, &server.url());
        let mut rejected = 0;
        for (operation, security) in securities(exchange) {
            if !matches!(security, Security::Required(_)) {
                continue;
            }
            let error = client.call(operation).await.unwrap().unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::MissingCredentials,
                "{exchange} {operation}: {error}"
            );
            assert_eq!(error.outcome(), Outcome::NotSent, "{exchange} {operation}");
            assert_eq!(error.operation().unwrap().name, operation, "{exchange} {operation}");
            rejected += 1;
        }
        assert!(server.requests().is_empty(), "{exchange}: {:?}", server.requests());
        assert_eq!(
            rejected == 0,
            exchange == "ctc",
            "{exchange} has {rejected} private operations"
        );
    }
}

#[tokio::test]
async fn the_error_says_which_credentials_are_missing_and_where_to_set_them() {
    let cases: [(&str, &str, &[&str]); 4] = [
        ("bitget", "spot_account.assets", &["API key", "secret", "passphrase"]),
        ("digitex", "balances", &["trader's token"]),
        ("durian", "positions", &["email", "secret", "token"]),
        ("picostocks", "place_ask", &["user id", "private key"]),
    ];
    for (exchange, operation, parts) in cases {
        let server = Server::start(examples(exchange)).await.unwrap();
        let client = nobody(exchange, &server.url());
        let said = client.call(operation).await.unwrap().unwrap_err().to_string();
        for part in parts.iter().chain(&["Credentials::", "Client::builder()"]) {
            assert!(said.contains(part), "{exchange}: {part:?} is not in {said:?}");
        }
    }
}

#[tokio::test]
async fn without_credentials_every_public_operation_works() {
    for exchange in EXCHANGES {
        let server = Server::start(examples(exchange)).await.unwrap();
        let client = nobody(exchange, &server.url());
        let mut worked = 0;
        for (operation, security) in securities(exchange) {
            // Logging in is public for the exchange, and needs what it logs in with.
            if matches!(security, Security::Required(_)) || operation == "login" {
                continue;
            }
            let result = client.call(operation).await.unwrap();
            result.unwrap_or_else(|error| panic!("{exchange} {operation}: {error}"));
            worked += 1;
            assert_eq!(server.requests().len(), worked, "{exchange} {operation}");
        }
        assert!(worked > 0, "{exchange}");
        let secret = |name: &str| name.starts_with("access-") || name == "authorization";
        assert!(
            server.requests().iter().all(|sent| !sent.headers.iter().any(|(name, _)| secret(name)))
        );
    }
}

#[test]
fn credentials_with_an_empty_part_are_rejected_when_the_client_is_built() {
    let url = "https://localhost";
    let key = canary::PRIVATE_KEY;
    let bitget = |parts: (&str, &str, &str)| {
        let (key, secret, passphrase) = parts;
        let parts = (key.to_owned(), secret.to_owned(), passphrase.to_owned());
        venue_bitget::Client::builder().environment(url).credentials(parts).build().map(drop)
    };
    let durian = |credentials: venue_durian::Credentials| {
        venue_durian::Client::builder().environment(url).credentials(credentials).build().map(drop)
    };
    let pico = |key: &str| {
        let builder = venue_picostocks::Client::builder().environment(url);
        builder.credentials((19, key.to_owned())).build().map(drop)
    };
    let digitex = |token: &str| {
        let builder = venue_digitex::Client::builder().environment(url);
        builder.credentials(token.to_owned()).build().map(drop)
    };
    let rejected = [
        (bitget(("", "secret-9", "phrase-9")), "API key"),
        (bitget(("key-9", "", "phrase-9")), "secret"),
        (bitget(("key-9", "secret-9", "")), "passphrase"),
        (bitget(("", "", "")), "API key"),
        (durian(("", "secret-9").into()), "email"),
        (durian(("me@example.com", "").into()), "secret"),
        (durian(venue_durian::Credentials::token("")), "token"),
        (digitex(""), "empty"),
        (pico(""), "private key"),
        (pico(&key[1..]), "private key"),
        (pico(&format!("{key}00")), "private key"),
        (pico(&key.replace('9', "g")), "private key"),
    ];
    for (result, part) in rejected {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
        let said = format!("{error} {error:?}");
        assert!(error.to_string().contains("credentials"), "{said}");
        assert!(said.contains(part), "{part:?} is not in {said:?}");
        assert!(!said.contains("-9") && !said.contains(&key[8..20]), "{said}");
    }
    assert!(bitget(("key-9", "secret-9", "phrase-9")).is_ok());
    assert!(pico(key).is_ok() && digitex("token-9").is_ok());
}

#[test]
fn the_demo_environment_is_the_live_host_with_a_header() {
    use venue_bitget::{Bitget, Environment};
    assert_eq!(Bitget::headers(&Environment::Demo), [("paptrading", "1")]);
    assert_eq!(Bitget::base_url(&Environment::Demo), Bitget::base_url(&Environment::Live));
    assert!(Bitget::headers(&Environment::Live).is_empty());
    assert!(Bitget::headers(&Environment::Custom("https://localhost".to_owned())).is_empty());
}

#[tokio::test]
async fn a_header_of_the_builder_is_on_every_request_and_leaves_the_signature_valid() {
    let server = Server::start(examples("bitget")).await.unwrap();
    let client = venue_bitget::Client::builder()
        .environment(server.url())
        .credentials((canary::KEY, canary::SECRET, canary::PASSPHRASE))
        .header("paptrading".parse().unwrap(), "1".parse().unwrap())
        .build()
        .unwrap();
    client.platform().server_time().send().await.unwrap();
    client.spot_account().assets().send().await.unwrap();
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.header("paptrading") == Some("1")));
    assert_signed(&requests[1], canary::SECRET);
}
