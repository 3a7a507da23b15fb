//! The bytes of every operation's request, as a server sees them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeMap, fmt::Write as _};

use venue_tests::{
    exchanges::{self, EXCHANGES},
    server::{Reply, Request, Server},
};

/// Headers that differ from run to run, or belong to the connection.
const LEFT_OUT: [&str; 3] = ["host", "content-length", "user-agent"];
/// Headers whose value differs from run to run.
const MASKED: [&str; 2] = ["access-sign", "access-timestamp"];

fn show(request: &Request) -> String {
    let mut shown = format!("{} {}\n", request.method, request.target);
    let mut headers: Vec<_> = request.headers.clone();
    headers.sort();
    for (name, value) in &headers {
        if MASKED.contains(&name.as_str()) {
            let _ = writeln!(shown, "{name}: …");
        } else if !LEFT_OUT.contains(&name.as_str()) {
            let _ = writeln!(shown, "{name}: {value}");
        }
    }
    if !request.body.is_empty() {
        let _ = writeln!(shown, "\n{}", request.text());
    }
    shown
}

/// Responds to every operation with the example of its spec.
fn examples(exchange: &'static str) -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    move |request| Reply::example(exchange, request).about(request)
}

#[tokio::test]
async fn every_operation_sends_the_request_that_the_snapshot_shows() {
    for exchange in EXCHANGES {
        let server = Server::start(examples(exchange)).await.unwrap();
        let mut groups: BTreeMap<&str, String> = BTreeMap::new();
        for operation in exchanges::operations(exchange) {
            let before = server.requests().len();
            let client = exchanges::client(exchange, &server.url()).unwrap();
            let reached = client.call(operation).await.expect("the harness calls every operation");
            reached.unwrap_or_else(|error| panic!("{exchange}/{operation}: {error}"));
            let (group, _) = operation.split_once('.').unwrap_or((exchange, operation));
            let shown = groups.entry(group).or_default();
            for request in server.requests().iter().skip(before) {
                let _ = writeln!(shown, "── {operation}\n{}", show(request));
            }
        }
        for (group, shown) in groups {
            let name =
                if group == exchange { exchange.to_owned() } else { format!("{exchange}_{group}") };
            insta::assert_snapshot!(name, shown);
        }
    }
}

#[tokio::test]
async fn a_request_made_beforehand_goes_out_as_the_builder_would_have_sent_it() {
    let mut compared = 0;
    for exchange in EXCHANGES {
        let server = Server::start(examples(exchange)).await.unwrap();
        let client = exchanges::client(exchange, &server.url()).unwrap();
        for operation in exchanges::operations(exchange) {
            let before = server.requests().len();
            let Some(reached) = client.call_with(operation).await else { continue };
            reached.unwrap_or_else(|error| panic!("{exchange}/{operation}: {error}"));
            let made = show(server.requests().last().unwrap());
            client.call(operation).await.unwrap().unwrap();
            assert_eq!(made, show(server.requests().last().unwrap()), "{exchange}/{operation}");
            assert_eq!(server.requests().len(), before + 2, "{exchange}/{operation}");
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} operations take something");
}
