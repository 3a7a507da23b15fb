//! Placing and cancelling orders where the exchange's own way takes care: PicoStocks signs over a
//! nonce, Digitex has one operation for three kinds of cancelling.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::time::Duration;

use venue_core::{BigDecimal, ErrorKind, Outcome, RetryPolicy};

mod picostocks {
    use super::*;
    use venue_picostocks::{Client, Order};
    use venue_sandbox::PicoStocks;

    type New = fn(&Client) -> Order<'_>;

    /// The kinds of orders; a cancellation finds what the one before it has placed.
    const KINDS: [(&str, New); 4] = [
        ("place_ask", Client::place_ask),
        ("cancel_ask", Client::cancel_ask),
        ("place_bid", Client::place_bid),
        ("cancel_bid", Client::cancel_bid),
    ];

    async fn start() -> (PicoStocks, Client) {
        let exchange = PicoStocks::start().await.unwrap();
        let builder = Client::builder().environment(exchange.environment());
        let client = builder.credentials(exchange.credentials()).retry(RetryPolicy::none());
        (exchange, client.build().unwrap())
    }

    /// Offers some of stock 3 for much of stock 2.
    fn order(client: &Client) -> Order<'_> {
        client.place_ask().stock_id(3).quantity("0.035").unit_id(2).price("1000000")
    }

    /// The operations that were asked for.
    fn asked(exchange: &PicoStocks) -> Vec<String> {
        exchange.received().into_iter().filter_map(|one| one.operation).collect()
    }

    #[tokio::test]
    async fn orders_of_one_user_at_the_same_time_never_share_a_nonce() {
        let (exchange, client) = start().await;
        let orders: Vec<_> = (1..=12)
            .map(|quantity| {
                let client = client.clone();
                tokio::spawn(
                    async move { order(&client).quantity(quantity).send().await.map(drop) },
                )
            })
            .collect();
        // The exchange moves the nonce with each order, and takes no signature over another one.
        for order in orders {
            order.await.unwrap().unwrap();
        }
        assert_eq!(asked(&exchange), ["nonce", "place_ask"].repeat(12));
        assert_eq!(exchange.effects().len(), 12);
        let (_, locked) = exchange.with_venue(|venue| venue.balance(19, 3));
        assert_eq!(locked, BigDecimal::from(78));
    }

    #[tokio::test]
    async fn an_order_that_is_given_up_lets_the_next_one_go() {
        let (exchange, client) = start().await;
        exchange.next("nonce").unwrap().delay(Duration::from_secs(86_400)).pass();
        let seen = async {
            while exchange.received().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = order(&client).send() => panic!("nobody responded"),
            () = seen => {}
        }
        order(&client).send().await.unwrap();
        assert_eq!(asked(&exchange), ["nonce", "nonce", "place_ask"]);
        assert_eq!(exchange.effects().len(), 1);
    }

    #[tokio::test]
    async fn without_a_nonce_no_order_is_sent() {
        let (exchange, client) = start().await;
        let responses = [
            (500, r#"{"detail":"ERROR: busy"}"#),
            (504, "<html><h1>504 Gateway Time-out</h1></html>"),
            (404, r#"{"detail":"ERROR: no such user"}"#),
            (429, "{}"),
            (200, "{}"),
            (200, r#"{"nonce":null}"#),
            (200, r#"{"nonce":4.5}"#),
            (200, r#"{"nonce":"x"}"#),
            (200, "<html></html>"),
            (200, ""),
        ];
        for (status, body) in responses {
            exchange.next("nonce").unwrap().respond(status, body);
            let error = order(&client).send().await.unwrap_err();
            assert_eq!(error.outcome(), Outcome::NotSent, "{status} {body}");
        }
        exchange.next("nonce").unwrap().cut();
        assert_eq!(order(&client).send().await.unwrap_err().outcome(), Outcome::NotSent);
        assert!(asked(&exchange).iter().all(|operation| operation == "nonce"));
        assert!(exchange.effects().is_empty());
    }

    #[tokio::test]
    async fn a_504_with_a_web_page_leaves_the_outcome_unknown_and_the_nonce_tells() {
        let page = "<html><head><title>504 Gateway Time-out</title></head></html>";
        for executed in [true, false] {
            let (exchange, client) = start().await;
            for (done, (operation, new)) in KINDS.into_iter().enumerate() {
                let nonce = || async { client.nonce().user_id(19).send().await.unwrap().nonce };
                let before = nonce().await;
                let script = exchange.next(operation).unwrap();
                let script = if executed { script.executed() } else { script };
                script.respond(504, page);
                let order = new(&client).stock_id(3).quantity(1).unit_id(2).price(5);
                let error = order.send().await.unwrap_err();
                let seen = (error.kind(), error.outcome());
                assert_eq!(seen, (ErrorKind::UnknownOutcome, Outcome::Unknown));
                assert_eq!(error.status().unwrap(), 504);
                assert_eq!(error.message(), "504 Gateway Time-out");
                // The advice that the error gives leads to what happened.
                assert!(error.to_string().contains("ask for the nonce"), "{error}");
                let moved = nonce().await - before;
                assert_eq!(moved, i64::from(executed), "{operation}");
                let effects = exchange.effects().len();
                assert_eq!(effects, if executed { done + 1 } else { 0 }, "{operation}");
            }
        }
    }

    #[tokio::test]
    async fn an_order_that_the_exchange_refuses_says_why() {
        let (exchange, client) = start().await;
        let error = order(&client).quantity(10_000_000).send().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Rejected);
        assert!(error.message().starts_with("ERROR: "), "{error}");
        assert_eq!(error.operation().unwrap().id(), "place_ask");
        assert!(exchange.effects().is_empty());
        order(&client).send().await.unwrap();
    }
}

mod digitex {
    use super::*;
    use venue_digitex::{
        Client,
        types::{OrderDuration, OrderSide, OrderType},
    };
    use venue_sandbox::Digitex;

    async fn start() -> (Digitex, Client) {
        let exchange = Digitex::start().await.unwrap();
        let builder = Client::builder().environment(exchange.environment());
        let client = builder.credentials(exchange.credentials()).retry(RetryPolicy::none());
        (exchange, client.build().unwrap())
    }

    async fn place(client: &Client, market: i64, id: &str, kind: OrderType, price: &str) {
        let order = client.place_order().market_id(market).client_id(id).side(OrderSide::Buy);
        let order = order.type_(kind).duration(OrderDuration::Gtc).leverage(10);
        order.quantity(9).price(price).send().await.unwrap();
    }

    /// An exchange with two orders in market 1 and one in market 14.
    async fn with_orders() -> (Digitex, Client) {
        let (exchange, client) = start().await;
        for (market, id) in [(1, "a-1"), (1, "b-2"), (14, "c-3")] {
            place(&client, market, id, OrderType::Limit, "38000.50").await;
        }
        (exchange, client)
    }

    /// The body that arrived last, and the orders that are left.
    fn result(exchange: &Digitex) -> (String, Vec<String>) {
        let received = exchange.received();
        let last = received.last().unwrap();
        assert_eq!(last.operation.as_deref(), Some("cancel_orders"));
        let body = String::from_utf8_lossy(&last.body).into_owned();
        let open = exchange
            .with_venue(|venue| venue.open_client_ids().into_iter().map(str::to_owned).collect());
        (body, open)
    }

    #[tokio::test]
    async fn cancelling_orders_sends_the_market_and_the_ids() {
        let (exchange, client) = with_orders().await;
        client.cancel_orders(1, ["a-1"]).send().await.unwrap();
        let (body, open) = result(&exchange);
        assert_eq!(body, r#"{"market_id":1,"orders_client_ids":["a-1"]}"#);
        assert_eq!(open, ["b-2", "c-3"]);
        client.cancel_orders(1, vec!["b-2".to_owned(), "c-3".to_owned()]).send().await.unwrap();
        let (body, open) = result(&exchange);
        assert_eq!(body, r#"{"market_id":1,"orders_client_ids":["b-2","c-3"]}"#);
        assert_eq!(open, ["c-3"], "that one is of another market");
    }

    #[tokio::test]
    async fn cancelling_a_market_sends_the_market_alone() {
        let (exchange, client) = with_orders().await;
        client.cancel_market(1).send().await.unwrap();
        assert_eq!(result(&exchange), (r#"{"market_id":1}"#.to_owned(), vec!["c-3".to_owned()]));
    }

    #[tokio::test]
    async fn cancelling_everything_sends_an_empty_object() {
        let (exchange, client) = with_orders().await;
        client.cancel_all().send().await.unwrap();
        assert_eq!(result(&exchange), ("{}".to_owned(), Vec::new()));
    }

    #[tokio::test]
    async fn an_empty_list_or_id_never_becomes_a_cancellation_of_more() {
        let (exchange, client) = with_orders().await;
        let none: [&str; 0] = [];
        for cancel in [
            client.cancel_orders(1, none),
            client.cancel_orders(1, [""]),
            client.cancel_orders(1, ["a-1", ""]),
        ] {
            let error = cancel.send().await.unwrap_err();
            let seen = (error.kind(), error.outcome());
            assert_eq!(seen, (ErrorKind::InvalidRequest, Outcome::NotSent));
            assert_eq!(error.operation().unwrap().id(), "cancel_orders");
            assert!(error.message().contains("`cancel_all`"), "{error}");
        }
        assert_eq!(exchange.received().len(), 3, "nothing was sent but the orders");
        assert_eq!(exchange.with_venue(|venue| venue.open_client_ids().len()), 3);
    }

    #[tokio::test]
    async fn an_unknown_cancellation_names_all_orders_and_shows_the_first_ones() {
        let (exchange, client) = with_orders().await;
        exchange.next("cancel_orders").unwrap().lose_reply();
        let ids = ["a-1", "a-2", "a-3", "a-4", "a-5", "a-6", "a-7"];
        let error = client.cancel_orders(1, ids).send().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.client_order_ids().collect::<Vec<_>>(), ids);
        let shown = error.to_string();
        let listed = "by their client order ids a-1, a-2, a-3, a-4, a-5 and 2 more";
        assert!(shown.ends_with(listed), "{shown}");
    }

    #[tokio::test]
    async fn a_cursor_arrives_as_it_was_given() {
        let (exchange, client) = start().await;
        let cursor = "cD0yMDE5+/MDE=&x==";
        let _ = client.order_history().cursor(cursor).market_id(1).send().await;
        let _ = client.trade_history().cursor(cursor).send().await;
        let _ = client.open_orders().cursor(cursor).send().await;
        let received = exchange.received();
        assert_eq!(received.len(), 3);
        for one in received {
            let sent = one.query.split('&').next().unwrap();
            assert_eq!(sent, "cursor=cD0yMDE5%2B%2FMDE%3D%26x%3D%3D");
        }
    }

    #[tokio::test]
    async fn a_market_order_is_1_and_a_limit_order_is_2_on_the_wire() {
        let (exchange, client) = start().await;
        for (kind, number, open) in [(OrderType::Market, 1, 0), (OrderType::Limit, 2, 1)] {
            place(&client, 1, &format!("a-{number}"), kind, "37000.50").await;
            let listed = client.open_orders().type_(kind).send().await.unwrap();
            assert_eq!(listed.results.len(), open, "a market order is filled at once");
            let received = exchange.received();
            let [.., placed, asked] = &received[..] else { panic!("{} requests", received.len()) };
            let body: serde_json::Value = serde_json::from_slice(&placed.body).unwrap();
            assert_eq!(body["type"], number);
            assert_eq!((&body["price"], &body["quantity"]), (&"37000.50".into(), &"9".into()));
            assert_eq!(asked.query, format!("type={number}"));
        }
    }
}
