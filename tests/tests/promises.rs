//! Further promises of the SDKs, each on the wire.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
    time::{Duration, UNIX_EPOCH},
};

use venue_bitget::{BuilderExt, Client, Credentials, Environment, Error, ErrorKind, Outcome};
use venue_sandbox::{Bitget, Received};
use venue_tests::{
    exchanges::{self, EXCHANGES},
    server::{Reply, Request, Server},
    spec,
};

const ORDER: &str =
    r#"{"code":"00000","msg":"success","requestTime":1,"data":{"orderId":"1","clientOid":"a"}}"#;

/// What the server hears when every operation is called.
async fn all_requests(server: &Server, environment: Environment) -> Vec<Request> {
    let builder = Client::builder().environment(environment).credentials(("k", "s", "p"));
    let client = exchanges::Client::Bitget(builder.without_rate_limits().build().unwrap());
    for operation in exchanges::operations("bitget") {
        let _ = client.call(operation).await.unwrap();
    }
    let requests = server.requests();
    assert!(requests.len() >= 44);
    requests
}

#[tokio::test]
async fn demo_trading_is_declared_on_every_request_and_live_trading_on_none() {
    for demo in [true, false] {
        let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
        let environment = if demo {
            Environment::CustomDemo(server.url())
        } else {
            Environment::Custom(server.url())
        };
        for request in all_requests(&server, environment).await {
            assert_eq!(request.header("paptrading"), demo.then_some("1"), "{}", request.target);
        }
    }
}

#[tokio::test]
async fn the_language_of_messages_is_sent_where_it_is_set() {
    let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
    let builder = Client::builder().environment(server.url()).locale("zh-CN").unwrap();
    let client = builder.credentials(("k", "s", "p")).build().unwrap();
    let _ = client.spot_account().account_info().send().await;
    assert_eq!(server.requests()[0].header("locale"), Some("zh-CN"));
    assert!(Client::builder().locale("zh\r\nx: y").is_err());
}

#[tokio::test]
async fn settings_of_the_http_client_hold_and_leave_the_rest_as_it_is() {
    let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
    let builder = || Client::builder().environment(server.url()).credentials(("k", "s", "p"));
    let own = builder().http_client(|http| http.user_agent("mine/1")).build().unwrap();
    let usual = builder().http_client(|http| http.tcp_nodelay(false)).build().unwrap();
    for (client, agent) in [(own, "mine/1"), (usual, concat!("venue/", env!("CARGO_PKG_VERSION")))]
    {
        let _ = client.spot_account().account_info().send().await;
        let request = server.requests().pop().unwrap();
        let agents = request.headers.iter().filter(|(name, _)| name == "user-agent");
        let agents: Vec<&str> = agents.map(|(_, value)| value.as_str()).collect();
        assert_eq!(agents, [agent]);
        assert_eq!(request.header("accept"), Some("application/json"));
    }
    let error = builder().http_client(|http| http.user_agent("a\nb")).build().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
}

#[tokio::test]
async fn every_header_of_a_request_stands_there_once_with_its_value() {
    let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
    let requests = all_requests(&server, Environment::Custom(server.url())).await;
    let host = server.url().strip_prefix("http://").unwrap().to_owned();
    let ours = concat!("venue/", env!("CARGO_PKG_VERSION"));
    for request in requests {
        let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(all, names.len(), "{names:?}");
        assert_eq!(request.header("host"), Some(&*host), "{}", request.target);
        assert_eq!(request.header("user-agent"), Some(ours), "{}", request.target);
        assert_eq!(request.header("accept"), Some("application/json"), "{}", request.target);
        let length = (!request.body.is_empty()).then(|| request.body.len().to_string());
        assert_eq!(request.header("content-length"), length.as_deref(), "{}", request.target);
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_keeps_a_request_back_until_it_is_set_again() {
    let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
    let builder = Client::builder().environment(Environment::Custom(server.url()));
    let client = builder.credentials(("k", "s", "p")).build().unwrap();
    let order = || {
        let order = client.spot_trade().place_order().symbol("BTCUSDT").size("1");
        order.side("buy").order_type("limit").force("gtc").price("1.5.0")
    };
    let twice = || order().size("one");
    for (order, parameter) in
        [(order(), "price"), (twice(), "price"), (twice().price("1.5"), "size")]
    {
        let error = order.send().await.unwrap_err();
        assert_eq!(error.outcome(), venue_core::Outcome::NotSent);
        assert!(error.to_string().contains(&format!("parameter `{parameter}`")), "{error}");
    }
    let never_given = client.spot_trade().place_order().size("one").send().await.unwrap_err();
    assert!(never_given.to_string().contains(r#"parameter `size`: "one""#), "{never_given}");
    assert!(server.requests().is_empty());
    twice().price("1.5").size("2").send().await.unwrap();
    assert!(server.requests()[0].text().contains(r#""price":"1.5","size":"2""#));
}

/// The agreed signatures of independent implementations, made again through the whole client.
#[tokio::test]
async fn hmac_and_rsa_keys_sign_as_independent_implementations_do() {
    let file = spec::root().join("tests/fixtures/vectors/bitget.json");
    let vectors: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let known = &vectors["credentials"];
    let (key, passphrase) = (text(&known["apiKey"]), text(&known["passphrase"]));
    let mut checked = Vec::new();
    for vector in vectors["vectors"].as_array().unwrap() {
        let path = vector["path"].as_str().unwrap_or_default();
        let rsa = vector["id"].as_str().unwrap().contains("rsa");
        if vector["method"] != "GET" || !path.starts_with("/api/v2/spot/account/") {
            continue;
        }
        let server =
            Server::start(|_: &Request| Reply::ok(r#"{"code":"00000","data":[]}"#)).await.unwrap();
        let credentials = if rsa {
            Credentials::rsa(
                key.clone(),
                text(&vectors["rsa_private_key_pkcs8_pem"]),
                passphrase.clone(),
            )
        } else {
            Credentials::new(key.clone(), text(&known["secret"]), passphrase.clone())
        };
        let millis: u64 = text(&vector["timestamp"]).parse().unwrap();
        let client = Client::builder()
            .environment(server.url())
            .credentials(credentials)
            .clock(move || UNIX_EPOCH + Duration::from_millis(millis))
            .build()
            .unwrap();
        let account = client.spot_account();
        let _ = match (path.rsplit('/').next().unwrap(), vector["params"]["coin"].as_str()) {
            ("info", _) => account.account_info().send().await.map(drop),
            ("assets", Some(coin)) => account.assets().coin(coin).send().await.map(drop),
            ("assets", None) => account.assets().send().await.map(drop),
            _ => continue,
        };
        let request = server.requests().remove(0);
        assert_eq!(request.header("access-sign"), vector["sign"].as_str(), "{}", vector["id"]);
        checked.push(rsa);
    }
    assert!(checked.contains(&false), "no HMAC vector was reached");
    // An RSA vector of another path: the key signs through the client all the same.
    if !checked.contains(&true) {
        let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
        let pem = text(&vectors["rsa_private_key_pkcs8_pem"]);
        let client = Client::builder()
            .environment(server.url())
            .credentials(Credentials::rsa(key, pem, passphrase))
            .build()
            .unwrap();
        let _ = client.spot_account().account_info().send().await;
        assert_eq!(
            server.requests()[0].header("access-sign").unwrap().len(),
            344,
            "2048 bits in base64"
        );
    }
}

#[tokio::test]
async fn a_missing_parameter_is_named_before_anything_is_sent() {
    let server = Server::start(|_: &Request| Reply::ok(ORDER)).await.unwrap();
    let client =
        Client::builder().environment(server.url()).credentials(("k", "s", "p")).build().unwrap();
    let error =
        client.spot_trade().place_order().symbol("BTCUSDT").side("buy").send().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::NotSent));
    assert_eq!(
        error.to_string(),
        "spot_trade.place_order: parameter `order_type`, `force`, `size`: required and not given"
    );
    let error = client.spot_market().order_book().send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "spot_market.order_book: parameter `symbol`: required and not given"
    );
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy").order_type("limit");
    let error = order
        .force("gtc")
        .price("0.12345678901234567890123456789")
        .size("1")
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("parameter `price`"), "{error}");
    assert!(server.requests().is_empty());
}

const PLACE: &str = "spot_trade.place_order";

async fn bitget() -> (Bitget, Client) {
    let bitget = Bitget::start().await.unwrap();
    let client = Client::builder().environment(bitget.environment());
    let client = client.credentials(bitget.credentials()).without_rate_limits();
    (bitget, client.build().unwrap())
}

async fn place(client: &Client, name: &str) -> Result<(), Error> {
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    let order = order.order_type("limit").force("gtc").price(1).size(1).client_oid(name);
    order.send().await.map(drop)
}

#[tokio::test]
async fn a_call_that_is_dropped_at_any_point_is_sent_once_at_most_and_harms_nobody() {
    let (bitget, client) = bitget().await;
    let mut finished = 0;
    for polls in 0..60 {
        {
            let name = format!("dropped-{polls}");
            let mut call = pin!(place(&client, &name));
            for _ in 0..polls {
                let mut context = Context::from_waker(Waker::noop());
                if call.as_mut().poll(&mut context).is_ready() {
                    finished += 1;
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        let body = format!("\"dropped-{polls}\"");
        let sent = |one: &&Received| String::from_utf8_lossy(&one.body).contains(&body);
        let sent = bitget.received().iter().filter(sent).count();
        assert!(sent <= 1, "sent {sent} times after {polls} polls");
    }
    place(&client, "after").await.unwrap();
    let placed = bitget.effects().len();
    assert!(placed > finished, "what the caller saw was done");
    assert_eq!(bitget.balance("USDT").1, placed.to_string(), "each order was paid for once");
    println!("dropped at 60 points, {finished} of them after the end");
}

#[tokio::test]
async fn a_connection_that_died_while_idle_costs_a_write_nothing_or_leaves_it_unknown() {
    for round in 0..20 {
        let (bitget, client) = bitget().await;
        // Every response is followed by the end of the connection, without saying so.
        bitget.next(PLACE).unwrap().times(100).raw(|body| {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            [head.as_bytes(), body].concat()
        });
        for call in 1..=5 {
            let before = bitget.effects().len();
            let result = place(&client, &format!("order-{call}")).await;
            let done = bitget.effects().len() - before;
            match result {
                Ok(()) => assert_eq!(done, 1, "round {round}"),
                Err(error) => {
                    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
                    assert!(done <= 1, "round {round}");
                }
            }
        }
    }
}

#[tokio::test]
async fn clients_can_be_cloned_sent_and_shared_between_tasks() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    for exchange in EXCHANGES {
        let server = Server::start(|_: &Request| Reply::status(404, "{}")).await.unwrap();
        let client = exchanges::client(exchange, &server.url()).unwrap();
        shared(&client);
        let operation = exchanges::operations(exchange).next().unwrap();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.call(operation).await.is_some() })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
    }
}

#[tokio::test]
async fn a_response_gives_its_payload_status_time_and_headers() {
    let server = Server::start(|_: &Request| {
        let header = ("x-mbx-used-remain-limit", "9".to_owned());
        Reply::Response(200, vec![header], ORDER.to_owned())
    })
    .await
    .unwrap();
    let client =
        Client::builder().environment(server.url()).credentials(("k", "s", "p")).build().unwrap();
    let order = client.spot_trade().place_order().symbol("B").side("buy").order_type("limit");
    let placed = order.force("gtc").price(1).size("0.5").send().await.unwrap();
    assert_eq!(placed.order_id.as_deref(), Some("1"), "it dereferences to the payload");
    assert_eq!(placed.status().as_u16(), 200);
    assert_eq!(placed.time().map(|time| time.get()), Some(1));
    assert_eq!(placed.header("x-mbx-used-remain-limit"), Some("9"));
    assert_eq!(placed.into_data().order_id.as_deref(), Some("1"));
}
