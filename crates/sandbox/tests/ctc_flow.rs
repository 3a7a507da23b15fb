//! The simulated CTC, over raw HTTP: three eras, pages, filters and conversions.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::sync::LazyLock;

use common::{get, json, post, response, spec::Spec};
use serde_json::{Value, json as value};
use venue_sandbox::{Ctc, CtcConversion, CtcDeposit, CtcPair, CtcVenue, Era};

async fn start(era: Era) -> Ctc {
    let venue = CtcVenue::in_era(era);
    Ctc::builder().venue(venue).start().await.unwrap()
}

/// Reads something, which agrees with the spec whatever the era.
async fn read(ctc: &Ctc, path: &str) -> Value {
    static SPEC: LazyLock<Spec> = LazyLock::new(Spec::of::<CtcVenue>);
    let (status, body) = json(get(ctc, path)).await;
    assert_eq!(status, 200, "{path}: {body}");
    let operation = ctc.received().pop().unwrap().operation.unwrap();
    let problems = SPEC.operation(&operation).success_problems(body.to_string().as_bytes());
    assert!(problems.is_empty(), "{path}: {problems:?}");
    body
}

fn ids(items: &Value) -> Vec<i64> {
    let items = items.as_array().unwrap().iter();
    items
        .map(|item| match item["url"].as_str() {
            Some(url) => url.trim_end_matches('/').rsplit('/').next().unwrap().parse().unwrap(),
            None => item["id"].as_i64().unwrap(),
        })
        .collect()
}

#[tokio::test]
async fn lists_are_bare_in_the_old_eras_and_pages_today() {
    for era in [Era::A, Era::B] {
        let ctc = start(era).await;
        assert_eq!(ids(&read(&ctc, "/api/deposits/?limit=1").await), [4, 5, 7, 9, 10]);
        assert_eq!(ids(&read(&ctc, "/api/conversions/").await), [3, 4, 5, 6, 7]);
    }
    let ctc = Ctc::start().await.unwrap();
    let page = read(&ctc, "/api/deposits/").await;
    assert_eq!(
        (&page["count"], &page["next"], &page["previous"]),
        (&5.into(), &Value::Null, &Value::Null)
    );
    assert_eq!(ids(&page["results"]), [10, 9, 7, 5, 4]);
    assert_eq!(ids(&read(&ctc, "/api/conversions/").await["results"]), [7, 6, 5, 4, 3]);
    for list in ["coins", "pairs"] {
        assert_eq!(read(&ctc, &format!("/api/{list}/")).await.as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn each_era_has_its_fields() {
    for (era, coin, pair, deposit, conversion) in
        [(Era::A, 4, 5, 13, 13), (Era::B, 4, 7, 13, 13), (Era::C, 6, 7, 16, 15)]
    {
        let ctc = start(era).await;
        for (path, fields) in [
            ("coins/LTC/", coin),
            ("pairs/1/", pair),
            ("deposits/4/", deposit),
            ("conversions/5/", conversion),
        ] {
            let found = read(&ctc, &format!("/api/{path}")).await;
            assert_eq!(found.as_object().unwrap().len(), fields, "{era:?} {found}");
        }
        let pair = read(&ctc, "/api/pairs/1/").await;
        assert_eq!(pair["__str__"], "LTC -> SGTK (100000.0000 SGTK per LTC)");
        assert_eq!(pair["exchange_rate"], "100000.00000000000000000000");
        let coin = match era {
            Era::A => "LTC".to_owned(),
            Era::B | Era::C => format!("{}/api/coins/LTC/", ctc.base_url()),
        };
        assert_eq!(pair["from_coin"], coin);
    }
}

#[tokio::test]
async fn the_index_came_after_the_first_era() {
    let (status, page) = response(get(&start(Era::A).await, "/api/")).await;
    assert!(status == 404 && page.contains("<h1>Not Found</h1>"));
    let ctc = start(Era::B).await;
    let index = read(&ctc, "/api/").await;
    assert_eq!(index["start_conversion"], format!("{}/api/convert/", ctc.base_url()));
}

#[tokio::test]
async fn documented_records_are_there_and_hyperlinks_repeat_the_host() {
    let ctc = Ctc::start().await.unwrap();
    let request = get(&ctc, "/api/deposits/4/").header("Host", "converter.example");
    let (_, deposit) = json(request).await;
    assert_eq!(deposit["coin"], "http://converter.example/api/coins/SGTK/");
    assert_eq!(deposit["amount"], "1.00000000000000000000");
    assert_eq!(deposit["address"], Value::Null);
    // All hyperlinks of all records lead somewhere.
    for deposit in read(&ctc, "/api/deposits/").await["results"].as_array().unwrap() {
        for name in ["coin", "conversion", "convert_to"] {
            let path = deposit[name].as_str().unwrap().replace(ctc.base_url(), "");
            read(&ctc, &path).await;
        }
    }
    let (status, body) = json(get(&ctc, "/api/deposits/77/")).await;
    assert_eq!((status, body), (404, value!({"detail": "Not found."})));
    assert_eq!(response(get(&ctc, "/api/coins/ltc/")).await.0, 404);
}

#[tokio::test]
async fn pages_are_clamped_and_link_to_one_another() {
    let ctc = Ctc::start().await.unwrap();
    let base = ctc.base_url().to_owned();
    let page = read(&ctc, "/api/deposits/?offset=2&limit=2&from_account=").await;
    assert_eq!(ids(&page["results"]), [7, 5]);
    let next = format!("{base}/api/deposits/?from_account=&limit=2&offset=4");
    assert_eq!(page["next"], next.as_str());
    assert_eq!(page["previous"], format!("{base}/api/deposits/?from_account=&limit=2"));
    let last = read(&ctc, &next.replace(&base, "")).await;
    assert_eq!((ids(&last["results"]), &last["next"]), (vec![4], &Value::Null));

    let past = read(&ctc, "/api/deposits/?offset=50&limit=2").await;
    assert_eq!((past["results"].as_array().unwrap().len(), &past["count"]), (0, &5.into()));
    assert!(past["next"].is_null() && past["previous"].is_string());
    for odd in ["limit=0", "limit=-1", "limit=x", "offset=-3", "offset=x", "colour=red"] {
        let page = read(&ctc, &format!("/api/deposits/?{odd}")).await;
        assert_eq!(page["results"].as_array().unwrap().len(), 5, "{odd}");
    }
    ctc.with_venue(|venue| {
        for id in 100..1_200 {
            venue.add_deposit(CtcDeposit { id, ..CtcDeposit::default() });
        }
    });
    for (query, length) in [("", 100), ("?limit=5000", 1_000)] {
        let page = read(&ctc, &format!("/api/deposits/{query}")).await;
        assert_eq!(page["results"].as_array().unwrap().len(), length);
    }
}

#[tokio::test]
async fn filters_work_are_ignored_or_refused_as_recorded() {
    let ctc = Ctc::start().await.unwrap();
    let txid = "55c30e43088c8aa6d7a74da1e29d3843cd7157e7";
    for (query, found) in [
        ("deposits/?coin=LTC".to_owned(), vec![9, 5]),
        ("deposits/?from_account=privex".to_owned(), vec![10, 7, 4]),
        ("deposits/?from_account=nobody".to_owned(), vec![]),
        ("deposits/?from_address=someguy123".to_owned(), vec![10, 9, 7, 5, 4]),
        (format!("deposits/?conversion__to_txid={txid}"), vec![9]),
        ("deposits/?status=new".to_owned(), vec![]),
        ("conversions/?to_address=privex".to_owned(), vec![7, 4]),
        ("conversions/?deposit__from_account=privex&from_coin=SGTK".to_owned(), vec![6, 5, 3]),
        // Documented, and never there.
        (format!("conversions/?to_txid={txid}"), vec![7, 6, 5, 4, 3]),
    ] {
        let page = read(&ctc, &format!("/api/{query}")).await;
        assert_eq!(ids(&page["results"]), found, "{query}");
    }
    assert_eq!(ids(&read(&ctc, "/api/pairs/?from_coin=SGTK").await), [2]);
    let can_issue = read(&ctc, "/api/coins/?can_issue=true").await;
    assert_eq!((can_issue.as_array().unwrap().len(), &can_issue[0]["symbol"]), (1, &"SGTK".into()));
    assert_eq!(read(&ctc, "/api/coins/?can_issue=maybe").await.as_array().unwrap().len(), 2);

    for (query, name) in [
        ("pairs/?to_coin=DOGE", "to_coin"),
        ("deposits/?coin=DOGE", "coin"),
        ("deposits/?status=lost", "status"),
        ("conversions/?from_coin=ltc", "from_coin"),
        ("coins/?coin_type=bitcoind", "coin_type"),
    ] {
        let (status, body) = json(get(&ctc, &format!("/api/{query}"))).await;
        assert_eq!(status, 400, "{query}");
        assert!(body[name][0].as_str().unwrap().starts_with("Select a valid choice"));
    }
    // The first conversion loads the handlers, and with them the kinds of coins.
    let body = r#"{"from_coin":"SGTK","to_coin":"LTC","destination":"MVYBriQcasb6zvtGjPfLKbbWcRoKWh4sAf"}"#;
    assert_eq!(response(post(&ctc, "/api/convert/", body)).await.0, 200);
    assert_eq!(read(&ctc, "/api/coins/?coin_type=bitcoind").await[0]["symbol"], "LTC");
}

#[tokio::test]
async fn the_first_era_ignores_the_filters_that_came_later() {
    let ctc = start(Era::A).await;
    for query in ["status=lost", "coin=DOGE", "conversion__to_txid=x", "limit=1&offset=1"] {
        let all = read(&ctc, &format!("/api/deposits/?{query}")).await;
        assert_eq!(all.as_array().unwrap().len(), 5, "{query}");
    }
    for query in ["to_address=privex", "from_address=x", "deposit__memo=x"] {
        let all = read(&ctc, &format!("/api/conversions/?{query}")).await;
        assert_eq!(all.as_array().unwrap().len(), 5, "{query}");
    }
    assert_eq!(read(&ctc, "/api/coins/?symbol=LTC").await.as_array().unwrap().len(), 2);
    assert_eq!(ids(&read(&ctc, "/api/conversions/?from_coin=LTC").await), [4, 7]);
}

#[tokio::test]
async fn a_conversion_gives_an_address_of_its_own_or_an_account_and_a_memo() {
    let ctc = Ctc::start().await.unwrap();
    let body = r#"{"from_coin":"ltc","to_coin":"Sgtk","destination":"someguy123","memo":"hello"}"#;
    let (status, one) = json(post(&ctc, "/api/convert/", body)).await;
    let (_, two) = json(post(&ctc, "/api/convert/", body)).await;
    assert_eq!((status, &one["ex_rate"]), (200, &100_000.0.into()));
    assert_eq!(one["pair"], "LTC -> SGTK (100000.0000 SGTK per LTC)");
    assert_eq!(one.as_object().unwrap().len(), 4);
    assert_ne!(one["address"], two["address"]);
    let made = ctc.with_venue(|venue| venue.addresses().to_vec());
    assert_eq!((made.len(), made[0].address.as_str()), (2, one["address"].as_str().unwrap()));
    assert_eq!((made[0].pair, made[0].destination.as_str()), (1, "someguy123"));
    assert_eq!(ctc.effects().len(), 2);
    assert_eq!(ctc.effects()[0].to_string(), "convert: told where to deposit");

    let to = "MVYBriQcasb6zvtGjPfLKbbWcRoKWh4sAf";
    for (era, memo, expected) in [
        (Era::C, value!("hello there"), format!("LTC {to} hello there")),
        (Era::C, Value::Null, format!("LTC {to} None")),
        (Era::A, value!("hello there"), format!("LTC {to}")),
    ] {
        let ctc = start(era).await;
        let body = value!({"from_coin": "SGTK", "to_coin": "LTC", "destination": to,
            "memo": memo, "dest_memo": "ignored"});
        let (_, found) = json(post(&ctc, "/api/convert/", body.to_string())).await;
        assert_eq!(found["account"], "someguy123");
        assert_eq!(found["memo"], expected);
        assert!(found.get("address").is_none());
    }
}

#[tokio::test]
async fn a_deposit_that_arrives_is_found_until_it_is_converted() {
    let ctc = Ctc::start().await.unwrap();
    let body = r#"{"from_coin":"LTC","to_coin":"SGTK","destination":"someguy123"}"#;
    let (_, converted) = json(post(&ctc, "/api/convert/", body)).await;
    let address = converted["address"].as_str().unwrap().to_owned();
    ctc.with_venue(|venue| {
        venue.add_deposit(CtcDeposit {
            id: 11,
            coin: "LTC".to_owned(),
            status: "mapped".to_owned(),
            address: Some(address.clone()),
            amount: "0.00000000000000000001".parse().unwrap(),
            created_at: "2020-03-20T04:30:02.114870Z".to_owned(),
            ..CtcDeposit::default()
        });
    });
    let path = format!("/api/deposits/?address={address}");
    let found = read(&ctc, &path).await["results"][0].clone();
    assert_eq!((&found["status"], &found["conversion"]), (&"mapped".into(), &Value::Null));
    assert_eq!(found["amount"], "0.00000000000000000001");
    ctc.with_venue(|venue| {
        venue.add_conversion(CtcConversion {
            id: 8,
            deposit: 11,
            from_coin: "LTC".to_owned(),
            to_coin: "SGTK".to_owned(),
            to_address: "someguy123".to_owned(),
            ..CtcConversion::default()
        });
    });
    let found = read(&ctc, &path).await["results"][0].clone();
    assert_eq!(found["status"], "conv");
    let link = found["conversion"].as_str().unwrap().replace(ctc.base_url(), "");
    assert_eq!(read(&ctc, &link).await["to_address"], "someguy123");
}

#[tokio::test]
async fn a_conversion_has_errors_of_its_own() {
    let ctc = Ctc::start().await.unwrap();
    ctc.with_venue(|venue| {
        venue.add_pair(CtcPair {
            id: 3,
            from_coin: "LTC".to_owned(),
            to_coin: "GONE".to_owned(),
            exchange_rate: "0.00000000000000000001".parse().unwrap(),
        });
    });
    let ask = |from: &str, to: &str, destination: &str| {
        value!({"from_coin": from, "to_coin": to, "destination": destination}).to_string()
    };
    for (body, status, text) in [
        (ask("LTC", "sgtk", ""), 400, "You must specify 'from_coin', 'to_coin', and 'destination'"),
        (ask("Ltc", "btc", "x"), 404, "There is no such coin pair Ltc -> btc"),
        (ask("LTC", "SGTK", "x"), 400, "The destination address 'x' is not valid"),
        (ask("LTC", "GONE", "x"), 500, "An unknown error has occurred... please contact support"),
        ("{".to_owned(), 500, "An unknown error has occurred... please contact support"),
    ] {
        let found = json(post(&ctc, "/api/convert/", body)).await;
        assert_eq!(found, (status, value!({"error": true, "message": text})));
    }
    let pair = read(&ctc, "/api/pairs/3/").await;
    assert_eq!(pair["__str__"], "LTC -> GONE (0.0000 GONE per LTC)");
}
