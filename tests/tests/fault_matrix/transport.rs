//! A: what can happen to a connection.
//!
//! Not here, because loopback without certificates does not have them: names that do not resolve,
//! connections that take forever to open, bad certificates, HTTP/2's GOAWAY.

use crate::{
    bench::{
        Case,
        Seen::{self, Done, NotSent, Rejected, Unknown},
    },
    front::Trip,
    sandbox::Fault,
};

/// The response's head, as a sound one might be.
fn head(fields: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{fields}\r\n")
}

/// Head and body of these lengths: as declared, as sent.
fn sized(body: &[u8], declared: usize, sent: usize) -> Vec<u8> {
    let head = head(&format!("content-length: {declared}\r\n"));
    [head.as_bytes(), &body[..sent]].concat()
}

/// Bytes in place of a response, after which the outcome is unknown.
fn raw(label: &str, bytes: &'static [u8]) -> Case {
    Case::new(label, Fault::raw(|_| bytes.to_vec()), &[Unknown])
}

/// Faults of the way to the exchange: the request has not arrived whole.
pub fn before_the_exchange() -> Vec<Case> {
    let case =
        |label: &str, trip, may_see: &'static [Seen]| Case::new(label, Fault::Front(trip), may_see);
    // What a call asks beforehand, a nonce for example, breaks as well: then it was not sent.
    vec![
        case("refused", Trip::Refuse, &[NotSent]),
        case("idle connections closed", Trip::CloseIdle, &[Done, NotSent, Unknown]),
        case("reset before a byte was read", Trip::ResetAtOnce, &[NotSent, Unknown]),
        case("reset in the middle of the request", Trip::ResetHalfway, &[NotSent, Unknown]),
        case("a request that nobody reads", Trip::Swallow, &[NotSent, Unknown]),
    ]
}

/// Faults of the way back, and of the exchange itself.
pub fn at_the_exchange() -> Vec<Case> {
    let mut cases = vec![
        Case::new("ended, and nothing done", Fault::Cut, &[Unknown]),
        Case::new("ended, and all done", Fault::LoseReply, &[Unknown]),
        Case::new("reset, and nothing done", Fault::Reset(false), &[Unknown]),
        Case::new("reset, and all done", Fault::Reset(true), &[Unknown]),
        Case::new("no response", Fault::Silence, &[Unknown]),
        Case::new("a head and then nothing", Fault::StallAfter(0), &[Unknown]),
        Case::new("a part and then nothing", Fault::StallAfter(5), &[Unknown]),
        Case::new("a byte in a second", Fault::Drip, &[Unknown]),
        raw("half a status line", b"HTTP/1.1 2"),
        raw("half a head", b"HTTP/1.1 200 OK\r\ncontent-"),
        raw("a status that is no number", b"HTTP/1.1 abc OK\r\n\r\n"),
        raw("another protocol", b"SSH-2.0-OpenSSH_9.6\r\n"),
        Case::new(
            "two lengths that differ",
            Fault::raw(|body| {
                let (one, other) = (body.len(), body.len() + 2);
                let lengths = format!("content-length: {one}\r\ncontent-length: {other}\r\n");
                [head(&lengths).as_bytes(), body].concat()
            }),
            &[Unknown],
        ),
        Case::new(
            "a length too large",
            Fault::raw(|body| sized(body, body.len() + 9, body.len())),
            &[Unknown],
        ),
        Case::new(
            "a length too small",
            Fault::raw(|body| sized(body, body.len() / 2, body.len())),
            &[Unknown],
        ),
        raw(
            "a chunk of no size",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        ),
        Case::new(
            "chunks that end early",
            Fault::raw(|body| {
                let chunk = format!("{:x}\r\n", body.len());
                let head = head("transfer-encoding: chunked\r\n");
                [head.as_bytes(), chunk.as_bytes(), body, b"\r\n"].concat()
            }),
            &[Unknown],
        ),
    ];
    for share in [0, 1, 50, 99] {
        let label = format!("{share} % of the body");
        let fault = Fault::raw(move |body| sized(body, body.len(), body.len() * share / 100));
        cases.push(Case::new(label, fault, &[Unknown]));
    }
    let proxy = ("proxy-authenticate", "Basic realm=\"way out\"".to_owned());
    let page = |title: &str| format!("<html><title>{title}</title></html>").into_bytes();
    let stopped = page("Proxy authentication required");
    cases.extend([
        Case::new("a proxy's 407", Fault::Response(false, 407, vec![proxy], stopped), &[Rejected]),
        Case::new("a proxy's 502", Fault::Response(true, 502, vec![], page("Bad")), &[Unknown]),
    ]);
    cases
}
