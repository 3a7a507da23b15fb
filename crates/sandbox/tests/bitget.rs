//! The simulated Bitget: the signature, the headers around it, and the clock.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{Signed, envelope as refused, get, json, now_ms, post};
use venue_sandbox::{Bitget, Clock};

const ASSETS: &str = "/api/v2/spot/account/assets";
const PLACE: &str = "/api/v2/spot/trade/place-order";

#[tokio::test]
async fn a_signed_request_is_served_whatever_its_query_needs_to_be_encoded() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    for (wire, raw) in [
        ("coin=USDT", "coin=USDT"),
        ("coin=US%24DT%2B%26%3D%25", "coin=US$DT+&=%"),
        ("coin=%E9%BE%99%20x", "coin=龙 x"),
        ("coin=%E9%BE%99+x", "coin=龙 x"),
        ("zeta=1&coin=A", "zeta=1&coin=A"),
    ] {
        let request = get(&bitget, &format!("{ASSETS}?{wire}"));
        let (status, body) = json(signed.sign(request, "GET", ASSETS, raw, "")).await;
        assert_eq!((status, &body["code"]), (200, &"00000".into()), "{wire}");
    }
}

#[tokio::test]
async fn the_encoded_query_is_not_what_must_be_signed() {
    let bitget = Bitget::start().await.unwrap();
    let (status, code, _) =
        refused(json(Signed::by(&bitget).get(&bitget, ASSETS, "coin=A%24")).await);
    assert_eq!((status, code.as_str()), (400, "40009"));
}

#[tokio::test]
async fn each_wrong_credential_has_its_own_code() {
    let bitget = Bitget::start().await.unwrap();
    let good = Signed::by(&bitget);
    let cases = [
        (Signed { key: String::new(), ..good.clone() }, "40001"),
        (Signed { key: "mine".into(), ..good.clone() }, "40006"),
        (Signed { key: "bg_other".into(), ..good.clone() }, "40037"),
        (Signed { secret: "other".into(), ..good.clone() }, "40009"),
        (Signed { passphrase: String::new(), ..good.clone() }, "40011"),
        (Signed { passphrase: "other".into(), ..good.clone() }, "40012"),
        (Signed { timestamp: String::new(), ..good.clone() }, "40005"),
        (Signed { timestamp: "+1".into(), ..good.clone() }, "40005"),
        (Signed { timestamp: "1.5".into(), ..good.clone() }, "40005"),
        (Signed { timestamp: (now_ms() - 31_000).to_string(), ..good.clone() }, "40008"),
        (Signed { timestamp: (now_ms() + 32_000).to_string(), ..good.clone() }, "40008"),
    ];
    for (signed, expected) in cases {
        let (status, code, message) = refused(json(signed.get(&bitget, ASSETS, "")).await);
        assert_eq!((status, code.as_str()), (400, expected), "{message}");
    }
}

#[tokio::test]
async fn absent_headers_are_told_apart() {
    let bitget = Bitget::start().await.unwrap();
    let good = Signed::by(&bitget);
    for (absent, expected) in [
        ("access-key", "40001"),
        ("access-sign", "40002"),
        ("access-passphrase", "40011"),
        ("access-timestamp", "40005"),
    ] {
        let mut request = good.get(&bitget, ASSETS, "").build().unwrap();
        request.headers_mut().remove(absent);
        let response = common::client().execute(request).await.unwrap();
        let text = response.text().await.unwrap();
        assert!(text.contains(expected), "{absent}: {text}");
    }
    let blank = get(&bitget, ASSETS).header("ACCESS-KEY", &good.key).header("ACCESS-SIGN", "");
    assert_eq!(refused(json(blank).await).1, "40003");
}

#[tokio::test]
async fn a_body_other_than_the_signed_one_is_refused() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    let request =
        signed.sign(post(&bitget, PLACE, r#"{"size":"2"}"#), "POST", PLACE, "", r#"{"size":"1"}"#);
    assert_eq!(refused(json(request).await).1, "40009");
}

#[tokio::test]
async fn signatures_of_other_peoples_code_are_accepted_at_their_time() {
    // Computed by Python's standard library, ccxt and the npm package bitget-api alike.
    let clock = Clock::fixed_ms(1_659_076_670_000);
    let bitget = Bitget::builder().clock(clock.clone()).start().await.unwrap();
    let (key, _, passphrase) = bitget.credentials();
    let request = || {
        get(&bitget, "/api/v2/common/trade-rate?businessType=mix&symbol=BTCUSDT")
            .header("ACCESS-KEY", &key)
            .header("ACCESS-PASSPHRASE", &passphrase)
            .header("ACCESS-TIMESTAMP", "1659076670000")
            .header("ACCESS-SIGN", "94sO2YIuzsWoAhDQaSdeth4yB1elnCIABGz4yIyrc9E=")
    };
    assert_eq!(json(request()).await.0, 200);
    clock.advance_ms(30_000);
    assert_eq!(json(request()).await.0, 200);
    clock.advance_ms(1);
    assert_eq!(refused(json(request()).await).1, "40008");
}

#[tokio::test]
async fn the_server_time_is_that_of_the_clock() {
    let bitget = Bitget::builder().clock_offset_ms(-3_600_000).start().await.unwrap();
    let (status, body) = json(get(&bitget, "/api/v2/public/time")).await;
    let told: u64 = body["data"]["serverTime"].as_str().unwrap().parse().unwrap();
    let expected = now_ms() - 3_600_000;
    assert_eq!(status, 200);
    assert!(told <= expected && expected - told < 60_000);
}
