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
/// and pages that are not there.
const REJECTED: [ErrorKind; 2] = [ErrorKind::NotFound, ErrorKind::InvalidParameter];

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
    assert_eq!(
        rejected,
        [
            "futures_market.contracts",
            "futures_market.fills_history",
            "futures_market.open_interest",
            "futures_market.ticker",
            "futures_market.merged_order_book",
            "futures_market.recent_fills",
            "futures_market.candles",
            "futures_market.history_candles",
            "futures_market.history_index_candles",
            "futures_market.history_mark_candles",
            "futures_market.symbol_price",
            "futures_market.funding_rate",
            "futures_market.funding_rate_history",
            "futures_market.funding_time",
            "spot_market.coins",
            "spot_market.symbols",
            "spot_market.tickers",
            "spot_market.order_book",
            "spot_market.candles",
            "spot_market.history_candles",
            "spot_market.merged_order_book",
            "spot_market.recent_fills",
            "spot_market.fills_history",
            "spot_trade.cancel_order",
            "spot_trade.open_orders",
            "spot_trade.order_history",
            "spot_trade.fills",
            "uta_market.instruments",
            "uta_market.tickers",
            "uta_market.order_book",
            "uta_market.candles",
            "uta_market.history_candles",
            "uta_market.recent_fills",
            "uta_market.funding_rates",
            "uta_market.funding_rate_history",
            "uta_market.open_interest",
            "uta_trade.cancel_order",
            "uta_trade.order_info",
            "uta_trade.open_orders",
        ]
    );
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
