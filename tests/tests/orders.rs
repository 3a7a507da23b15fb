//! Placing and cancelling orders where the exchange's own way takes care: PicoStocks signs over a
//! nonce, Digitex has one operation for three kinds of cancelling.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use serde_json::Value;
use venue_core::{BigDecimal, Error, ErrorKind, Outcome, RetryPolicy, Secret, auth::Ed25519};
use venue_tests::server::{Reply, Request, Server};

mod picostocks {
    use super::*;
    use venue_picostocks::{Client, Order};

    const KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const RECEIPT: &str = r#"{"user_id":19,"stock_id":3,"quantity":"1","unit_id":2,"price":"1","signature":"00","response":"ok"}"#;

    type New = fn(&Client) -> Order<'_>;

    /// The kinds of orders: word, builder and path.
    const KINDS: [(&str, New, &str); 4] = [
        ("ASK", Client::place_ask, "/v1/trader/ask/put/"),
        ("BID", Client::place_bid, "/v1/trader/bid/put/"),
        ("CANCELASK", Client::cancel_ask, "/v1/trader/ask/cancel/"),
        ("CANCELBID", Client::cancel_bid, "/v1/trader/bid/cancel/"),
    ];

    /// What the official client rounds, or signs though it is negative.
    const REFUSED: [&str; 2] = ["negative-quantity", "round-half-even-down"];

    fn client(server: &Server, user_id: i64, key: &str) -> Client {
        Client::builder()
            .environment(format!("{}/v1", server.url()))
            .credentials((user_id, key))
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    /// Answers a question for the nonce with this JSON, and every order with a receipt.
    async fn with_nonce(nonce: impl ToString) -> Server {
        let nonce = nonce.to_string();
        Server::start(move |request| match request.method.as_str() {
            "GET" => Reply::ok(format!("{{\"nonce\":{nonce}}}")),
            _ => Reply::ok(RECEIPT),
        })
        .await
        .unwrap()
    }

    fn order(client: &Client) -> Order<'_> {
        client.place_ask().stock_id(3).quantity("0.035").unit_id(2).price("1000000000")
    }

    fn vectors() -> Vec<Value> {
        let path = venue_tests::spec::root().join("tests/fixtures/vectors/picostocks.json");
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        file["vectors"].as_array().unwrap().clone()
    }

    fn text<'a>(value: &'a Value, member: &str) -> &'a str {
        value[member].as_str().unwrap_or_else(|| panic!("{member} in {value}"))
    }

    /// The body member as the official form has it: without the quotes that JSON needs.
    fn bare(body: &Value, member: &str) -> String {
        match &body[member] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// What the vector's inputs make, sent to a server that has the vector's nonce.
    async fn run(vector: &Value, forms: bool) -> (Result<(), Error>, Vec<Request>) {
        let inputs = &vector["inputs"];
        let server = with_nonce(&inputs["nonce"]).await;
        let client =
            client(&server, inputs["user_id"].as_i64().unwrap(), text(vector, "private_key_hex"));
        let client = if forms { client.with_form_bodies() } else { client };
        let (_, new, _) =
            KINDS.into_iter().find(|(word, ..)| *word == text(vector, "operation")).unwrap();
        let order = new(&client)
            .stock_id(inputs["stock_id"].as_i64().unwrap())
            .quantity(text(inputs, "quantity"))
            .unit_id(inputs["unit_id"].as_i64().unwrap())
            .price(text(inputs, "price"));
        let result = order.send().await.map(drop);
        (result, server.requests())
    }

    #[tokio::test]
    async fn every_vector_of_the_official_client_is_signed_and_sent_alike() {
        let mut count = 0;
        for vector in vectors().iter().filter(|vector| !REFUSED.contains(&text(vector, "name"))) {
            let name = text(vector, "name");
            let (result, requests) = run(vector, false).await;
            result.unwrap_or_else(|error| panic!("{name}: {error}"));
            let [nonce, sent] = &requests[..] else {
                panic!("{name}: {} requests", requests.len())
            };
            assert_eq!(
                (&*nonce.method, &*nonce.target),
                ("GET", text(vector, "nonce_path")),
                "{name}"
            );
            assert_eq!((&*sent.method, &*sent.target), ("POST", text(vector, "path")), "{name}");
            let body: Value = serde_json::from_slice(&sent.body).unwrap();
            assert_eq!(text(&body, "quantity"), text(vector, "quantity_canonical"), "{name}");
            assert_eq!(text(&body, "price"), text(vector, "price_canonical"), "{name}");
            assert_eq!(text(&body, "signature"), text(vector, "signature_hex"), "{name}");
            let form = vector["wire_form"].as_object().unwrap();
            assert_eq!(body.as_object().unwrap().len(), form.len(), "{name}: further members");
            for (member, value) in form {
                assert_eq!(bare(&body, member), value.as_str().unwrap(), "{name}: {member}");
            }
            count += 1;
        }
        assert!(count >= 9, "{count} vectors");
    }

    #[tokio::test]
    async fn every_vector_is_sent_byte_for_byte_as_the_official_client_sends_it_where_forms_are_chosen()
     {
        for vector in vectors().iter().filter(|vector| !REFUSED.contains(&text(vector, "name"))) {
            let name = text(vector, "name");
            let (result, requests) = run(vector, true).await;
            result.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(requests[1].text(), text(vector, "wire_body"), "{name}");
            assert_eq!(
                requests[1].header("content-type"),
                vector["content_type"].as_str(),
                "{name}"
            );
        }
    }

    #[tokio::test]
    async fn what_the_official_client_rounds_or_negates_is_refused_and_nothing_is_sent() {
        for name in REFUSED {
            let all = vectors();
            let vector = all.iter().find(|vector| text(vector, "name") == name).unwrap();
            let (result, requests) = run(vector, false).await;
            let error = result.unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::InvalidRequest, Outcome::NotSent)
            );
            assert!(requests.is_empty(), "{name}");
        }
    }

    #[tokio::test]
    async fn each_kind_of_order_signs_its_own_word_and_goes_to_its_own_path() {
        let key = Ed25519::from_hex(&Secret::new(KEY)).unwrap();
        for (word, new, path) in KINDS {
            let server = with_nonce(7).await;
            let client = client(&server, 19, KEY);
            new(&client).stock_id(3).quantity("0.035").unit_id(2).price(5).send().await.unwrap();
            let sent = &server.requests()[1];
            assert_eq!(sent.target, path);
            let message = format!("{word}:19:3:0.035000000000000000:2:5.000000000000000000:7");
            let body: Value = serde_json::from_slice(&sent.body).unwrap();
            assert_eq!(text(&body, "signature"), key.sign_hex(message.as_bytes()), "{word}");
        }
    }

    #[tokio::test]
    async fn an_amount_says_the_same_as_text_decimal_or_whole_number() {
        let server = with_nonce(1).await;
        let client = client(&server, 19, KEY);
        let order = || client.place_bid().stock_id(3).unit_id(2);
        order().quantity("5").price("5.0").send().await.unwrap();
        order().quantity(5).price(5_u64).send().await.unwrap();
        order().quantity("5e0").price("0.5E1").send().await.unwrap();
        order()
            .quantity(BigDecimal::from(5))
            .price(BigDecimal::new(5000.into(), 3))
            .send()
            .await
            .unwrap();
        let bodies: Vec<_> = server
            .requests()
            .iter()
            .filter(|sent| sent.method == "POST")
            .map(Request::text)
            .collect();
        assert_eq!(bodies.len(), 4);
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
    }

    #[tokio::test]
    async fn an_amount_that_cannot_be_signed_exactly_is_refused_and_nothing_is_sent() {
        let server = with_nonce(1).await;
        let client = client(&server, 19, KEY);
        let amounts = [
            ("0", "more than zero"),
            ("0.000", "more than zero"),
            ("-0", "more than zero"),
            ("-1.5", "more than zero"),
            ("0.0000000000000000001", "more than 18 decimals"),
            ("1.1234567890123456789", "more than 18 decimals"),
            ("1e-19", "more than 18 decimals"),
            ("100000000000000000000000000000000000000", "more than 38 digits"),
            ("1e38", "more than 38 digits"),
            ("1e400", "more than 38 digits"),
            ("1e999999999", "exponent"),
            ("NaN", "not a decimal"),
            ("Infinity", "not a decimal"),
            ("1,5", "not a decimal"),
            ("", "not a decimal"),
        ];
        for (amount, why) in amounts {
            for (name, order) in [
                ("quantity", order(&client).quantity(amount)),
                ("price", order(&client).price(amount)),
            ] {
                let error = order.send().await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{amount}");
                assert_eq!(error.outcome(), Outcome::NotSent, "{amount}");
                let said = error.to_string();
                assert!(said.starts_with(&format!("place_ask: parameter `{name}`: ")), "{said}");
                assert!(said.contains(why), "{said}");
            }
        }
        assert!(server.requests().is_empty());
    }

    #[tokio::test]
    async fn an_amount_with_a_huge_exponent_is_refused_at_once_and_without_a_panic() {
        let server = with_nonce(1).await;
        let client = client(&server, 19, KEY);
        for scale in [-1_000_000, 1_000_000, i64::MIN, i64::MAX] {
            let amount = BigDecimal::new(1.into(), scale);
            let error = order(&client).quantity(amount).send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{scale}");
        }
        assert!(server.requests().is_empty());
    }

    #[tokio::test]
    async fn the_18th_decimal_and_the_38th_digit_are_kept() {
        let server = with_nonce(1).await;
        let client = client(&server, 19, KEY);
        let (most, least) = ("9".repeat(38) + "." + &"9".repeat(18), "0.000000000000000001");
        order(&client).quantity(&most).price(least).send().await.unwrap();
        order(&client).quantity("1.50000000000000000000000").price(1).send().await.unwrap();
        let bodies: Vec<Value> = server
            .requests()
            .iter()
            .filter(|sent| sent.method == "POST")
            .map(|sent| serde_json::from_slice(&sent.body).unwrap())
            .collect();
        assert_eq!((text(&bodies[0], "quantity"), text(&bodies[0], "price")), (&*most, least));
        assert_eq!(text(&bodies[1], "quantity"), "1.500000000000000000");
    }

    #[tokio::test]
    async fn a_missing_parameter_is_named_and_nothing_is_sent() {
        let server = with_nonce(1).await;
        let client = client(&server, 19, KEY);
        let orders = [
            ("stock_id", client.cancel_bid().quantity(1).unit_id(2).price(1)),
            ("quantity", client.cancel_bid().stock_id(3).unit_id(2).price(1)),
            ("unit_id", client.cancel_bid().stock_id(3).quantity(1).price(1)),
            ("price", client.cancel_bid().stock_id(3).quantity(1).unit_id(2)),
        ];
        for (name, order) in orders {
            let error = order.send().await.unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("cancel_bid: parameter `{name}`: required and not given")
            );
        }
        assert!(server.requests().is_empty());
    }

    #[tokio::test]
    async fn orders_of_one_user_at_the_same_time_never_share_a_nonce() {
        let key = Ed25519::from_hex(&Secret::new(KEY)).unwrap();
        // The nonce that was given and not used, and the next one.
        let state = Mutex::new((None, 1));
        let wrong = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&wrong);
        let server = Server::start(move |request| {
            let (given, next) = &mut *state.lock().unwrap();
            if request.method == "GET" {
                if given.is_some() {
                    noted.lock().unwrap().push(format!("nonce {next} asked while one is in use"));
                }
                *given = Some(*next);
                return Reply::ok(format!("{{\"nonce\":{next}}}"));
            }
            *next += 1;
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let message = given.take().map(|nonce| {
                let (quantity, price) = (text(&body, "quantity"), text(&body, "price"));
                format!("ASK:19:3:{quantity}:2:{price}:{nonce}")
            });
            let signed = message.as_deref().map(|message| key.sign_hex(message.as_bytes()));
            if signed.as_deref() != body["signature"].as_str() {
                noted.lock().unwrap().push(format!("{message:?} is not what was signed"));
            }
            Reply::ok(RECEIPT)
        })
        .await
        .unwrap();
        let client = client(&server, 19, KEY);
        let orders: Vec<_> = (1..=12)
            .map(|quantity| {
                let client = client.clone();
                tokio::spawn(
                    async move { order(&client).quantity(quantity).send().await.map(drop) },
                )
            })
            .collect();
        for order in orders {
            order.await.unwrap().unwrap();
        }
        assert_eq!(*wrong.lock().unwrap(), Vec::<String>::new());
        let methods: Vec<_> = server.requests().into_iter().map(|request| request.method).collect();
        assert_eq!(methods, ["GET", "POST"].repeat(12));
    }

    #[tokio::test]
    async fn an_order_that_is_given_up_leaves_the_turn_to_the_next() {
        let asked = AtomicI64::new(0);
        let server = Server::start(move |request| match request.method.as_str() {
            "GET" if asked.fetch_add(1, Ordering::SeqCst) == 0 => Reply::Silence,
            "GET" => Reply::ok(r#"{"nonce":1}"#),
            _ => Reply::ok(RECEIPT),
        })
        .await
        .unwrap();
        let client = client(&server, 19, KEY);
        let seen = async {
            while server.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = order(&client).send() => panic!("nobody answered"),
            () = seen => {}
        }
        order(&client).send().await.unwrap();
        let posts = server.requests().iter().filter(|request| request.method == "POST").count();
        assert_eq!(posts, 1);
    }

    #[tokio::test]
    async fn without_a_nonce_no_order_is_sent() {
        let answers = [
            Reply::status(500, r#"{"detail":"ERROR: busy"}"#),
            Reply::Answer(504, Vec::new(), "<html><h1>504 Gateway Time-out</h1></html>".to_owned()),
            Reply::status(404, r#"{"detail":"ERROR: no such user"}"#),
            Reply::status(429, "{}"),
            Reply::ok("{}"),
            Reply::ok(r#"{"nonce":null}"#),
            Reply::ok(r#"{"nonce":4.5}"#),
            Reply::ok(r#"{"nonce":"x"}"#),
            Reply::ok("<html></html>"),
            Reply::ok(""),
            Reply::Close,
        ];
        for answer in answers {
            let reply = answer.clone();
            let server = Server::start(move |_| reply.clone()).await.unwrap();
            let error = order(&client(&server, 19, KEY)).send().await.unwrap_err();
            assert_eq!(error.outcome(), Outcome::NotSent, "{answer:?}");
            assert!(server.requests().iter().all(|sent| sent.method == "GET"), "{answer:?}");
        }
    }

    #[tokio::test]
    async fn a_nonce_may_be_a_number_or_text() {
        let mut signatures = Vec::new();
        for nonce in ["45", "\"45\"", "45.0"] {
            let server = with_nonce(nonce).await;
            order(&client(&server, 19, KEY)).send().await.unwrap();
            let body: Value = serde_json::from_slice(&server.requests()[1].body).unwrap();
            signatures.push(text(&body, "signature").to_owned());
        }
        let plain =
            vectors().into_iter().find(|vector| text(vector, "name") == "plain-ask").unwrap();
        assert!(signatures.iter().all(|signature| signature == text(&plain, "signature_hex")));
    }

    #[tokio::test]
    async fn a_504_with_a_web_page_leaves_the_outcome_of_an_order_unknown() {
        for (_, new, path) in KINDS {
            let server = Server::start(|request| match request.method.as_str() {
                "GET" => Reply::ok(r#"{"nonce":1}"#),
                _ => {
                    let page = "<html><head><title>504 Gateway Time-out</title></head></html>";
                    Reply::Answer(
                        504,
                        vec![("content-type", "text/html".to_owned())],
                        page.to_owned(),
                    )
                }
            })
            .await
            .unwrap();
            let client = client(&server, 19, KEY);
            let order = new(&client).stock_id(3).quantity(1).unit_id(2).price(1);
            let error = order.clone().send().await.unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::UnknownOutcome, Outcome::Unknown)
            );
            assert_eq!(error.status().unwrap(), 504);
            assert_eq!(error.message(), "504 Gateway Time-out");
            assert!(error.to_string().contains("the outcome is unknown"), "{error}");
            let requests = server.requests();
            assert_eq!(requests.iter().filter(|sent| sent.target == path).count(), 1, "{path}");
            // The turn is free again, and the next order asks for a nonce of its own.
            order.send().await.unwrap_err();
            assert_eq!(server.requests().len(), 4);
        }
    }

    #[tokio::test]
    async fn an_order_that_the_exchange_refuses_says_why() {
        let server = Server::start(|request| match request.method.as_str() {
            "GET" => Reply::ok(r#"{"nonce":1}"#),
            _ => Reply::status(400, r#"{"detail":"ERROR: not enough funds"}"#),
        })
        .await
        .unwrap();
        let error = order(&client(&server, 19, KEY)).send().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Rejected);
        assert_eq!(error.message(), "ERROR: not enough funds");
        assert_eq!(error.operation().unwrap().id, "place_ask");
    }
}

mod digitex {
    use super::*;
    use venue_digitex::{
        Client,
        types::{OrderDuration, OrderSide, OrderType},
    };

    const CANCEL: &str = "/v1/exchange/bot/trader/order/cancel/";

    async fn start() -> (Server, Client) {
        let server = Server::start(|request| match request.method.as_str() {
            "GET" => Reply::ok("{}"),
            _ => Reply::ok(r#"{"status":"ok"}"#),
        })
        .await
        .unwrap();
        let client = Client::builder().environment(server.url()).credentials("token-123");
        (server, client.retry(RetryPolicy::none()).build().unwrap())
    }

    /// The bodies that arrived. What the server answered does not matter here.
    fn bodies(server: &Server) -> Vec<String> {
        server
            .requests()
            .iter()
            .map(|sent| {
                assert_eq!((sent.method.as_str(), sent.target.as_str()), ("POST", CANCEL));
                sent.text()
            })
            .collect()
    }

    #[tokio::test]
    async fn cancelling_orders_sends_the_market_and_the_ids() {
        let (server, client) = start().await;
        let _ = client.cancel_orders(1, ["a-1", "b-2"]).send().await;
        let _ = client.cancel_orders(2, vec!["c-3".to_owned()]).send().await;
        assert_eq!(
            bodies(&server),
            [
                r#"{"market_id":1,"orders_client_ids":["a-1","b-2"]}"#,
                r#"{"market_id":2,"orders_client_ids":["c-3"]}"#
            ]
        );
    }

    #[tokio::test]
    async fn cancelling_a_market_sends_the_market_alone() {
        let (server, client) = start().await;
        let _ = client.cancel_market(1).send().await;
        assert_eq!(bodies(&server), [r#"{"market_id":1}"#]);
    }

    #[tokio::test]
    async fn cancelling_everything_sends_an_empty_object() {
        let (server, client) = start().await;
        let _ = client.cancel_all().send().await;
        assert_eq!(bodies(&server), ["{}"]);
    }

    #[tokio::test]
    async fn an_empty_list_or_id_never_becomes_a_cancellation_of_more() {
        let (server, client) = start().await;
        let none: [&str; 0] = [];
        for cancel in [
            client.cancel_orders(1, none),
            client.cancel_orders(1, [""]),
            client.cancel_orders(1, ["a-1", ""]),
        ] {
            let error = cancel.send().await.unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::InvalidRequest, Outcome::NotSent)
            );
            assert_eq!(error.operation().unwrap().id, "cancel_orders");
            assert!(error.message().contains("`cancel_all`"), "{error}");
        }
        assert!(server.requests().is_empty());
    }

    #[tokio::test]
    async fn a_cursor_arrives_as_it_was_given() {
        let (server, client) = start().await;
        let cursor = "cD0yMDE5+/MDE=&x==";
        let _ = client.order_history().cursor(cursor).market_id(1).send().await;
        let _ = client.trade_history().cursor(cursor).send().await;
        let _ = client.open_orders().cursor(cursor).send().await;
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        for request in requests {
            let (_, query) = request.target.split_once('?').unwrap();
            let sent = query.split('&').next().unwrap();
            assert_eq!(sent, "cursor=cD0yMDE5%2B%2FMDE%3D%26x%3D%3D");
        }
    }

    #[tokio::test]
    async fn a_market_order_is_1_and_a_limit_order_is_2_on_the_wire() {
        let (server, client) = start().await;
        for (kind, number) in [(OrderType::Market, 1), (OrderType::Limit, 2)] {
            let order = client.place_order().market_id(1).client_id("a-1").side(OrderSide::Buy);
            let order = order.type_(kind).duration(OrderDuration::Gtc).leverage(10);
            let _ = order.quantity(9).price("38000.50").send().await;
            let _ = client.open_orders().type_(kind).send().await;
            let requests = server.requests();
            let [.., placed, listed] = &requests[..] else { panic!("{} requests", requests.len()) };
            let body: Value = serde_json::from_slice(&placed.body).unwrap();
            assert_eq!(body["type"], number);
            assert_eq!((&body["price"], &body["quantity"]), (&"38000.50".into(), &"9".into()));
            assert!(listed.target.ends_with(&format!("?type={number}")), "{}", listed.target);
        }
    }
}
