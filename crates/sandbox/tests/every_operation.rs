//! Every operation of every bundle is served, asked with the request that its own spec documents.
//! What has no behaviour responds with a documented example, byte for byte; and every response agrees
//! with its schema.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::BTreeMap;

use common::{
    Signed, login, pico_body, pico_signature, response,
    spec::{Spec, bundle, full_name},
    to,
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, value::RawValue};
use venue_sandbox::{Bitget, Ctc, Digitex, Durian, PicoStocks, Sandbox, Venue};

type Raw = BTreeMap<String, Box<RawValue>>;

/// A request made from a spec alone.
struct Documented {
    id: String,
    method: Method,
    path: String,
    query: String,
    body: String,
    status: u16,
    responses: Vec<String>,
    /// Whether the response repeats ids of the request, which the example has others of.
    repeats: bool,
}

fn raw(text: &RawValue) -> Raw {
    serde_json::from_str(text.get()).unwrap()
}

fn documented(bundle: &str, filtered: bool) -> Vec<Documented> {
    let whole: Value = serde_json::from_str(bundle).unwrap();
    let fields: Raw = serde_json::from_str(bundle).unwrap();
    let mut all = Vec::new();
    for (template, item) in raw(&fields["paths"]) {
        for (method, text) in raw(&item) {
            let operation: Value = serde_json::from_str(text.get()).unwrap();
            let raw_operation = raw(&text);
            let mut path = template.clone();
            let mut query = Vec::new();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let value = match (filtered, name) {
                    (true, "symbol") => "BTCUSDT".to_owned(),
                    (true, "coin") => "BTC".to_owned(),
                    _ => sample(&whole, &parameter["schema"]),
                };
                match parameter["in"].as_str().unwrap() {
                    "path" => path = path.replace(&format!("{{{name}}}"), &value),
                    // A filter may be by what a fresh instance does not have.
                    _ if !filtered && parameter["required"] != true => {}
                    _ => query.push(format!("{name}={value}")),
                }
            }
            let (status, responses) = raw(&raw_operation["responses"])
                .into_iter()
                .find(|(status, _)| status.starts_with('2'))
                .map(|(status, response)| (status.parse().unwrap(), examples(&response)))
                .unwrap();
            assert!(!responses.is_empty(), "{template} has no example");
            let body = raw_operation.get("requestBody").map(|body| examples(body));
            all.push(Documented {
                id: full_name(&whole, &operation),
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path,
                query: query.join("&"),
                body: body.and_then(|all| all.into_iter().next()).unwrap_or_default(),
                status,
                responses,
                repeats: !operation["x-echo"].is_null(),
            });
        }
    }
    all
}

/// The examples of a response or a request body, as they are written.
fn examples(content: &RawValue) -> Vec<String> {
    let media = raw(&raw(content)["content"]);
    let media = raw(&media["application/json"]);
    let several = media.get("examples").map(|several| raw(several));
    let several = several.into_iter().flatten();
    let several = several.map(|(_, example)| compact(raw(&example)["value"].get()));
    let single = media.get("example").map(|single| compact(single.get()));
    single.into_iter().chain(several).collect()
}

/// JSON without the space between its values, its digits as they are.
fn compact(text: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    let kept = text.chars().filter(|character| {
        let is_space = !in_text && character.is_whitespace();
        in_text ^= *character == '"' && !escaped;
        escaped = !escaped && *character == '\\';
        !is_space
    });
    kept.collect()
}

/// A value that a parameter may have.
fn sample(whole: &Value, schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return sample(whole, &whole.pointer(&reference[1..]).unwrap().clone());
    }
    if let Some(all) = schema["allOf"].as_array() {
        return sample(whole, &all[0]);
    }
    if let Some(choices) = schema["enum"].as_array() {
        return choices[0].to_string().replace('"', "");
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("boolean"), _) | (_, Some("bool-true-false")) => "true",
        (_, Some("bool-yes-no" | "bool-YES-NO")) => "yes",
        (_, Some("bool-on-off")) => "on",
        _ => "19",
    }
    .to_owned()
}

/// Asks for every operation and compares. Those of `refused` alone are refused: they ask for what
/// does not exist in a fresh instance.
async fn all_respond<V: Venue>(
    sandbox: &Sandbox<V>,
    refused: &[&str],
    sign: impl Fn(&Documented, RequestBuilder) -> RequestBuilder,
) {
    let bundle = bundle(V::NAME);
    let all = documented(&bundle, V::NAME == "bitget");
    let spec = Spec::of::<V>();
    assert_eq!(all.len(), bundle.matches(r#""operationId""#).count());
    let mut found = Vec::new();
    for asked in &all {
        let question = if asked.query.is_empty() { "" } else { "?" };
        let path = format!("{}{question}{}", asked.path, asked.query);
        let mut request = to(sandbox, asked.method.clone(), &path);
        if !asked.body.is_empty() {
            request = request.header("content-type", "application/json");
            request = request.body(asked.body.clone());
        }
        let (status, text) = response(sign(asked, request)).await;
        let received = sandbox.received().pop().unwrap();
        assert_eq!(received.operation.as_ref(), Some(&asked.id));
        assert!(received.unknown.is_empty(), "{received:?}");
        if received.sample && !asked.repeats {
            assert!(asked.responses.contains(&text), "{}: {text}", asked.id);
        }
        if received.verdict.is_served() {
            assert_eq!(status, asked.status, "{}: {text}", asked.id);
            let problems = spec.operation(&asked.id).success_problems(text.as_bytes());
            assert!(problems.is_empty(), "{}: {problems:?}: {text}", asked.id);
        } else {
            found.push(asked.id.as_str());
        }
    }
    assert_eq!(found, refused);
}

#[tokio::test]
async fn of_bitget() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    let all = all_respond(
        &bitget,
        &[
            // Their examples are of coins and contracts, of orders and positions that a fresh
            // instance does not have, or of a mode that it refuses.
            "futures_account.account",
            "futures_account.max_open",
            "futures_account.open_count",
            "futures_account.set_asset_mode",
            "futures_account.adjust_margin",
            "futures_account.convert_to_usdt",
            "futures_trade.cancel_order",
            "futures_trade.reverse_position",
            "futures_trade.close_positions",
            "futures_trade.order_info",
            "futures_trade.modify_order",
            "futures_plan.modify_order",
            "futures_plan.modify_tpsl_order",
            "futures_plan.place_position_tpsl",
            "futures_plan.place_tpsl_order",
            "futures_plan.sub_orders",
            "spot_trade.cancel_order",
            "spot_plan.cancel_order",
            "spot_trade.replace_order",
            "spot_plan.modify_order",
            "spot_plan.sub_orders",
            "uta_account.adjust_margin",
            "uta_trade.cancel_order",
            "uta_trade.cancel_reality_order",
            "uta_strategy.cancel_order",
            "uta_trade.close_positions",
            "uta_trade.modify_order",
            "uta_strategy.modify_order",
            "uta_trade.order_info",
            "uta_trade.place_reality_order",
            "uta_strategy.place_order",
            "uta_strategy.sub_orders",
        ],
        |asked, request| {
            signed.sign(request, asked.method.as_str(), &asked.path, &asked.query, &asked.body)
        },
    );
    all.await;
}

#[tokio::test]
async fn of_digitex() {
    let digitex = Digitex::start().await.unwrap();
    let token = format!("Token {}", digitex.credentials());
    let all = all_respond(&digitex, &[], |_, request| request.header("Authorization", &token));
    all.await;
}

#[tokio::test]
async fn of_durian() {
    let durian = Durian::start().await.unwrap();
    // A login of their own for each, since one of the operations is the logout.
    let mut tokens = Vec::new();
    for _ in documented(&bundle("durian"), false) {
        tokens.push(login(&durian).await);
    }
    let tokens = std::cell::RefCell::new(tokens);
    let (email, secret) = durian.credentials();
    let all = all_respond(&durian, &["close_position"], |asked, request| {
        let request = request.bearer_auth(tokens.borrow_mut().pop().unwrap());
        match asked.id.as_str() {
            "login" => {
                request.body(format!(r#"{{"email":"{email}","type":"1","secret":"{secret}"}}"#))
            }
            _ => request,
        }
    });
    all.await;
}

#[tokio::test]
async fn of_picostocks() {
    let pico = PicoStocks::start().await.unwrap();
    let all = all_respond(&pico, &["cancel_ask", "cancel_bid"], |asked, request| {
        let word = match asked.id.as_str() {
            "place_ask" => "ASK",
            "place_bid" => "BID",
            "cancel_ask" => "CANCELASK",
            "cancel_bid" => "CANCELBID",
            _ => return request,
        };
        let received = pico.received();
        let orders = received.iter().filter(|received| received.method == "POST");
        let nonce = 45 + orders.filter(|order| order.verdict.is_served()).count() as u64;
        let order = (3, "1.500000000000000000", 2, "0.000000001000000000");
        let signature = pico_signature(word, &pico, order, nonce);
        request.body(pico_body(&pico, order, &signature))
    });
    all.await;
}

#[tokio::test]
async fn of_ctc() {
    let ctc = Ctc::start().await.unwrap();
    all_respond(&ctc, &["coin", "conversion", "deposit", "pair"], |_, request| request).await;
}
