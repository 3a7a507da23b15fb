//! The simulated Durian: a login, its token, and refusals that arrive as HTTP 200.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{get, json, login, post};
use serde_json::json as value;
use venue_sandbox::Durian;

const POSITIONS: &str = "/api/v3/account/portfolio/position";

#[tokio::test]
async fn a_token_lasts_from_login_to_logout() {
    let durian = Durian::start().await.unwrap();
    let refused = (200, value!({"msg": "unauthorized", "code": 401}));
    assert_eq!(json(get(&durian, POSITIONS)).await, refused);

    let token = login(&durian).await;
    let other = login(&durian).await;
    assert_ne!(token, other);
    let ask = |token: &str| get(&durian, POSITIONS).bearer_auth(token);
    assert_eq!(json(ask(&token)).await.1["code"], 200);
    assert_eq!(json(ask("made up")).await, refused);

    let logout = common::to(&durian, reqwest::Method::POST, "/api/v3/logout");
    assert_eq!(json(logout.bearer_auth(&token)).await.1["code"], 200);
    assert_eq!(json(ask(&token)).await, refused);
    assert_eq!(json(ask(&other)).await.1["code"], 200);
}

#[tokio::test]
async fn a_login_is_refused_with_the_wrong_secret_and_is_first_once() {
    let durian = Durian::start().await.unwrap();
    let (email, secret) = durian.credentials();
    let attempt = |email: &str, secret: &str| {
        let body = value!({"email": email, "type": "1", "secret": secret});
        post(&durian, "/api/v3/register", body.to_string())
    };
    let refused = (200, value!({"msg": "unauthorized", "code": 401}));
    assert_eq!(json(attempt(&email, "other")).await, refused);
    assert_eq!(json(attempt("other@example.com", &secret)).await, refused);
    assert_eq!(json(attempt(&email, &secret)).await.1["data"]["isFirst"], true);
    assert_eq!(json(attempt(&email, &secret)).await.1["data"]["isFirst"], false);
}

#[tokio::test]
async fn the_coin_list_is_open_to_all() {
    let durian = Durian::start().await.unwrap();
    assert_eq!(json(get(&durian, "/api/v3/coins/list")).await.1["code"], 200);
}

#[tokio::test]
async fn faults_of_a_request_are_codes_inside_of_http_200() {
    let durian = Durian::start().await.unwrap();
    let token = login(&durian).await;
    let open =
        |body: &str| post(&durian, "/api/v3/account/open/position", body).bearer_auth(&token);
    let good = r#"{"side":"BUY","orderQty":"0.1","leverage":10,"positionSide":"LONG","symbol":"BT_PERP_BTC_USD"}"#;
    for (body, code) in [
        (good.to_owned(), 200),
        (good.replace("10", r#""10""#), 400),
        (good.replace("BUY", "HOLD"), 400),
        ("{}".to_owned(), 400),
        ("{".to_owned(), 500),
    ] {
        let (status, response) = json(open(&body)).await;
        assert_eq!((status, &response["code"]), (200, &code.into()), "{body}");
    }
    let history = get(&durian, "/api/v3/account/portfolio/position/history?startTime=1");
    let (_, response) = json(history.bearer_auth(&token)).await;
    assert_eq!(response, value!({"msg": "endTime is missing", "code": 400}));
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_say_so_twice() {
    let durian = Durian::start().await.unwrap();
    for (path, code) in [("/api/v3/nothing", 404), ("/api/v3/logout", 405)] {
        let (status, response) = json(get(&durian, path)).await;
        assert_eq!((status, &response["code"]), (code, &code.into()));
    }
}
