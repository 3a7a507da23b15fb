//! Credentials that would be recognised go through every operation of every exchange, in success,
//! rejection, garbage and silence; no sink may show them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    error::Error as _,
    fmt::Write as _,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use tracing_subscriber::fmt::MakeWriter;
use venue_tests::{
    exchanges::{self, EXCHANGES, Settings, canary},
    server::{Reply, Request, Server},
    spec,
};

const SECRETS: [&str; 5] =
    [canary::KEY, canary::SECRET, canary::PASSPHRASE, canary::TOKEN, canary::PRIVATE_KEY];

/// Everything that is logged, at any level, by any crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn assert_clean(what: &str, text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

/// Responses that repeat what the server was sent, as a careless gateway would.
fn faults(request: &Request, mode: usize, example: &str) -> Reply {
    let mut echo = String::new();
    for (name, value) in &request.headers {
        let _ = write!(echo, "{name}={value} ");
    }
    let echo = format!("{echo}{}", request.text()).replace('"', "'");
    match mode {
        0 => Reply::ok(example),
        1 => Reply::status(400, format!(r#"{{"code":"40009","msg":"{echo}","detail":"{echo}"}}"#)),
        2 => Reply::ok(format!("{echo} is not JSON")),
        3 => Reply::status(502, format!("<title>{echo}</title>")),
        4 => Reply::ok(format!(r#"{{"code":"{echo}","msg":"{echo}","data":[["{echo}"]]}}"#)),
        5 => Reply::status(400, format!(r#"{{"{echo}":["{echo}"]}}"#)),
        _ => Reply::Silence,
    }
}

#[tokio::test]
async fn no_sink_shows_a_secret_whatever_the_exchange_sends() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(log.clone())
        .init();
    let mut calls = 0;
    for exchange in EXCHANGES {
        let operations = spec::operations(exchange);
        for mode in 0..=6 {
            let known = operations;
            let server = Server::start(move |request: &Request| {
                let found = known.iter().find(|one| {
                    one.method == request.method
                        && one.path.split('/').next_back() == request.path().split('/').next_back()
                        && one.path.split('/').count() == request.path().split('/').count()
                });
                let example = found.and_then(|one| one.examples.first());
                faults(request, mode, example.map_or("{}", |(_, example)| example))
            })
            .await
            .unwrap();
            let settings = Settings {
                timeout: Duration::from_millis(if mode == 6 { 5 } else { 5_000 }),
                ..Settings::default()
            };
            let client = exchanges::client_with(exchange, &server.url(), settings).unwrap();
            assert_clean("Debug of the client", &format!("{client:?}"));
            for operation in exchanges::operations(exchange) {
                calls += 1;
                let label = format!("{exchange}/{operation}, mode {mode}");
                if let Err(error) = client.call(operation).await.unwrap() {
                    assert_clean(&label, &format!("{error}\n{error:?}\n{error:#?}"));
                    assert_clean(&label, error.body().unwrap_or_default());
                    let mut source = error.source();
                    while let Some(inner) = source {
                        assert_clean(&label, &format!("{inner}\n{inner:?}"));
                        source = inner.source();
                    }
                }
            }
            for request in server.requests() {
                assert_clean("the URL", &request.target);
            }
        }
    }
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    let spans: [&str; 6] = [
        "operation=\"spot_trade.place_order\"",
        "method=POST",
        "path=\"/api/v2/spot/trade/place-order\"",
        "status=200",
        "attempts=1",
        "duration_ms=",
    ];
    for part in spans {
        assert!(logged.contains(part), "the spans of calls lack {part}");
    }
    for line in logged.lines() {
        assert_clean("the log", line);
    }
    println!("secrets: {calls} calls, {} bytes of log", logged.len());
}

/// A secret, and the ways in which a gateway may write it.
const SPELT: [&str; 6] = [
    r#"pass+phrase/with="all"&<more>"#,
    "pass%2Bphrase%2Fwith%3D%22all%22%26%3Cmore%3E",
    "pass%2bphrase%2fwith%3d%22all%22%26%3cmore%3e",
    r#"pass+phrase\/with=\"all\"&<more>"#,
    r#"pass\u002bphrase/with=\u0022all\u0022\u0026\u003Cmore\u003E"#,
    "pass+phrase/with=&quot;all&#34;&amp;&lt;more&#x3E;",
];

#[tokio::test]
async fn a_secret_that_comes_back_encoded_or_at_the_end_of_what_is_shown_is_redacted() {
    for spelt in SPELT {
        for before in [0, 10, 2_020, 2_040, 2_047] {
            let text = format!("{}{spelt} and more", "x".repeat(before));
            for reply in [Reply::status(502, text.clone()), Reply::ok(text)] {
                let server = Server::start(move |_: &Request| reply.clone()).await.unwrap();
                let client = venue_bitget::Client::builder().environment(server.url());
                let client = client.credentials(("key", "secret", SPELT[0])).build().unwrap();
                let error = client.spot_account().account_info().options(once()).send();
                let error = error.await.unwrap_err();
                let shown = format!("{error} {error:?} {error:#?} {:?}", error.body());
                assert!(!shown.contains("pass"), "{before}: {shown}");
                assert!(error.body().unwrap().chars().count() <= 2_052, "{before}");
            }
        }
    }
}

fn once() -> venue_core::CallOptions {
    venue_core::CallOptions::new().without_retry()
}

#[tokio::test]
async fn headers_with_keys_are_marked_sensitive_and_credentials_do_not_print() {
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        venue_bitget::Credentials::new(canary::KEY, canary::SECRET, canary::PASSPHRASE),
        venue_digitex::Credentials::new(canary::TOKEN),
        venue_durian::Credentials::new("me@example.com", canary::SECRET),
        venue_picostocks::Credentials::new(19, canary::PRIVATE_KEY),
    );
    assert_clean("Debug of credentials", &shown);
}

#[tokio::test]
async fn a_key_that_cannot_be_used_is_rejected_without_showing_it() {
    let broken = "canary-secret-93f0b7d4\r\nx-injected: 1";
    let bitget = venue_bitget::Client::builder().credentials((broken, "s", "p")).build();
    let message = match bitget {
        Err(error) => format!("{error} {error:?}"),
        Ok(client) => {
            let error = client.spot_account().account_info().send().await.unwrap_err();
            assert_eq!(error.outcome(), venue_core::Outcome::NotSent);
            format!("{error} {error:?}")
        }
    };
    assert_clean("the rejection", &message);
    let digitex = venue_digitex::Client::builder().credentials(broken).build().unwrap_err();
    assert_clean("the rejection", &format!("{digitex} {digitex:?}"));
    let picostocks =
        venue_picostocks::Client::builder().credentials((1, "canary-secret-93f0b7d4")).build();
    let error = picostocks.unwrap_err();
    assert!(error.to_string().contains("hex"), "{error}");
    assert_clean("the rejection", &format!("{error} {error:?}"));
}
