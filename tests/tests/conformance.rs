//! The SDKs and the sandbox mean the same: every call is taken for the operation that it is, has
//! nothing that the sandbox does not know, is signed as it should be, and its response decodes.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use venue_core::{ErrorKind, Outcome};
use venue_sandbox::{
    BitgetVenue, CtcVenue, DigitexVenue, DurianVenue, PicoStocksVenue, Refusal, Sandbox, Venue,
    Verdict,
};
use venue_tests::exchanges::{self, Client};

/// Why an exchange may reject a call that is in order: the harness asks for markets, orders, coins
/// and pages that are not there, to close positions that nobody has, for more than there is.
const REJECTED: [ErrorKind; 6] = [
    ErrorKind::NotFound,
    ErrorKind::InvalidParameter,
    ErrorKind::InvalidState,
    ErrorKind::InsufficientFunds,
    ErrorKind::LimitExceeded,
    ErrorKind::OrderRejected,
];

/// Calls every operation, with a value for every parameter. Returns which were rejected.
async fn understood<V: Venue>(sandbox: &Sandbox<V>, client: &Client) -> Vec<String> {
    let mut rejected = Vec::new();
    let operations = exchanges::operations(V::NAME);
    let count = operations.len();
    for operation in operations {
        let reached = client.call(operation).await.unwrap();
        let received = sandbox.received().pop().unwrap();
        assert_eq!(received.operation.as_deref(), Some(operation), "{operation}");
        assert!(received.unknown.is_empty(), "{operation}: {received:?}");
        match (&received.verdict, reached) {
            (Verdict::Served, reached) => drop(reached.unwrap()),
            (Verdict::Refused(Refusal::Own { .. } | Refusal::NotFound), Err(error)) => {
                assert_eq!(error.outcome(), Outcome::Rejected, "{operation}: {error}");
                assert!(REJECTED.contains(&error.kind()), "{operation}: {error}");
                rejected.push(operation.to_owned());
            }
            (verdict, reached) => panic!("{operation}: {verdict}: {reached:?}"),
        }
    }
    println!("{}: {} operations, {} rejected", V::NAME, count, rejected.len());
    rejected
}

#[tokio::test]
async fn the_sandbox_understands_every_call_of_the_bitget_sdk() {
    let sandbox = Sandbox::<BitgetVenue>::start().await.unwrap();
    let builder = venue_bitget::Client::builder().environment(sandbox.environment());
    let client = builder.credentials(sandbox.credentials()).without_rate_limits().build().unwrap();
    let rejected = understood(&sandbox, &Client::Bitget(client)).await;
    insta::assert_debug_snapshot!(rejected);
}

#[tokio::test]
async fn the_sandbox_understands_every_call_of_the_digitex_sdk() {
    let sandbox = Sandbox::<DigitexVenue>::start().await.unwrap();
    let builder = venue_digitex::Client::builder().environment(sandbox.environment());
    let client = builder.credentials(sandbox.credentials()).without_rate_limits().build().unwrap();
    let rejected = understood(&sandbox, &Client::Digitex(client)).await;
    assert_eq!(rejected, ["trade_history", "order_history", "open_orders"]);
}

#[tokio::test]
async fn the_sandbox_understands_every_call_of_the_durian_sdk() {
    let sandbox = Sandbox::<DurianVenue>::start().await.unwrap();
    let builder = venue_durian::Client::builder().environment(sandbox.environment());
    let client = builder.credentials(sandbox.credentials()).without_rate_limits().build().unwrap();
    let rejected = understood(&sandbox, &Client::Durian(client.clone(), client)).await;
    assert_eq!(rejected, ["close_position", "positions", "position_history"]);
}

#[tokio::test]
async fn the_sandbox_understands_every_call_of_the_picostocks_sdk() {
    let sandbox = Sandbox::<PicoStocksVenue>::start().await.unwrap();
    let builder = venue_picostocks::Client::builder().environment(sandbox.environment());
    let client = builder.credentials(sandbox.credentials()).without_rate_limits().build().unwrap();
    let rejected = understood(&sandbox, &Client::Picostocks(client)).await;
    assert!(rejected.is_empty(), "{rejected:?}");
}

#[tokio::test]
async fn the_sandbox_understands_every_call_of_the_ctc_sdk() {
    let sandbox = Sandbox::<CtcVenue>::start().await.unwrap();
    let client = venue_ctc::Client::builder().environment(sandbox.environment());
    let client = client.without_rate_limits().build().unwrap();
    let rejected = understood(&sandbox, &Client::Ctc(client)).await;
    assert_eq!(rejected, ["coins", "coin", "pairs", "pair", "deposits", "conversions"]);
}
