//! The fault matrix: five SDKs against five exchanges that keep books and know what they did.
//!
//! Each case breaks one call in one way, of one operation of each class (`cells.rs`), and asks
//! what must be true of all of them (`bench.rs`):
//!
//! * what the caller gets to see is true: never "not sent" or "rejected" of what was done, never
//!   "done" of what was not;
//! * a write arrives once at most (once more where Durian found it unauthorized) and has its effect
//!   once at most; a read arrives three times at most;
//! * the error is one line, has the client order id, and shows no secret, even where the response does;
//! * the call ends in its time, and the client works afterwards.
//!
//! How many cases there are is kept in `snapshots/`, and printed with `--nocapture`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod bench;
mod bodies;
mod cells;
mod front;
mod retries;
mod sandbox;
mod signatures;
mod sizes;
mod status;
mod table;
mod transport;

use bench::{Bench, Case, Seen};
use cells::CELLS;
use sandbox::Fault;
use table::Table;
use venue_core::Outcome;
use venue_tests::exchanges::Settings;

#[tokio::test]
async fn a_broken_connection_leaves_the_outcome_unknown_and_a_write_is_sent_once() {
    let mut table = Table::default();
    for cell in CELLS {
        let mut bench = Bench::new(cell).await;
        let cases = transport::at_the_exchange();
        for case in &cases {
            bench.run(case).await;
        }
        let mut bench = Bench::behind_a_front(cell).await;
        let more = transport::before_the_exchange();
        for case in &more {
            bench.run(case).await;
        }
        // And TLS with a machine that does not speak it.
        let client = bench.client_at(&bench.url().replace("http:", "https:"));
        let error = cell.call(&client, 0, true).await.unwrap().unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{cell:?}: {error}");
        table.add(cell.exchange, cell.class, cases.len() + more.len() + 1);
    }
    table.finish("A transport");
}

#[tokio::test]
async fn the_status_of_a_response_decides_the_outcome_and_a_write_is_sent_once() {
    let mut table = Table::default();
    let elsewhere = status::Elsewhere::new();
    for cell in CELLS {
        let mut bench = Bench::new(cell).await;
        let cases = status::cases(&bench, &elsewhere);
        for case in &cases {
            bench.run(case).await;
        }
        table.add(cell.exchange, cell.class, cases.len());
    }
    elsewhere.assert_unvisited();
    table.finish("B status and envelope");
}

#[tokio::test]
async fn a_response_that_drifted_is_read_or_leaves_the_outcome_unknown() {
    let mut table = Table::default();
    for cell in CELLS {
        let mut bench = Bench::new(cell).await;
        let cases = bodies::cases(&mut bench).await;
        for case in &cases {
            bench.run(case).await;
        }
        table.add(cell.exchange, cell.class, cases.len());
    }
    table.finish("C bodies");
}

#[tokio::test]
async fn a_response_that_is_too_large_leaves_the_outcome_unknown() {
    let mut table = Table::default();
    for cell in CELLS {
        let settings = Settings { cap: sizes::CAP, ..Settings::default() };
        let mut bench = Bench::start(cell, false, settings).await;
        let cases = sizes::cases();
        for case in &cases {
            sizes::run(&mut bench, case).await;
        }
        table.add(cell.exchange, cell.class, cases.len());
    }
    table.finish("D sizes");
}

#[tokio::test]
async fn awkward_values_are_signed_as_they_arrive() {
    signatures::awkward_values().await.finish("E signatures");
}

#[tokio::test]
async fn every_operation_is_signed_as_it_arrives() {
    signatures::every_operation().await.finish("F every operation");
}

#[tokio::test]
async fn a_write_is_never_sent_again_and_a_read_until_a_response_comes() {
    let mut table = Table::default();
    for cell in CELLS {
        let mut bench = Bench::new(cell).await;
        table.add(cell.exchange, cell.class, retries::run(&mut bench).await);
    }
    table.finish("J retries");
}

/// The exchange says that it rejected the call, and did not: the bench must find it.
#[tokio::test]
#[should_panic(expected = "it was done")]
async fn a_rejection_of_what_was_done_would_be_found() {
    let mut bench = Bench::new(CELLS[2]).await;
    let lie = Fault::Response(true, 400, vec![], b"{}".to_vec());
    bench.run(&Case::new("rejected, and done", lie, &[Seen::Rejected])).await;
}

#[tokio::test]
#[should_panic(expected = "not done")]
async fn a_success_of_what_was_not_done_would_be_found() {
    let mut bench = Bench::new(CELLS[2]).await;
    let body = r#"{"code":"00000","data":{"orderId":"1","clientOid":"order-2"}}"#;
    let lie = Fault::Response(false, 200, vec![], body.into());
    bench.run(&Case::new("done, and not", lie, &[Seen::Done])).await;
}

#[tokio::test]
#[should_panic(expected = "shows")]
async fn a_secret_in_an_error_would_be_found() {
    let mut bench = Bench::new(CELLS[2]).await;
    bench.secrets.push("Bad gateway".to_owned());
    let page = b"<html><title>Bad gateway</title></html>".to_vec();
    let fault = Fault::Response(false, 502, vec![], page);
    bench.run(&Case::new("a word that is secret", fault, &[Seen::Unknown])).await;
}
