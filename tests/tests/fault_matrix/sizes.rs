//! D: responses that are too large, and compression that was not asked for.
//!
//! Where compression is asked for, `crates/ctc/tests/compressed_bomb.rs` shows that what counts is
//! the size unpacked.

use crate::{
    bench::{
        Bench, Case,
        Seen::{Done, Unknown},
    },
    sandbox::Fault,
};

/// The largest response that the clients of these cases read.
pub const CAP: usize = 64 << 10;

/// A million spaces, compressed a thousandfold.
const BOMB: &str = include_str!("../../../crates/ctc/tests/compressed_bomb.hex");

fn bomb() -> Vec<u8> {
    let digits: Vec<u8> = BOMB.bytes().filter(u8::is_ascii_hexdigit).collect();
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn packed(encoding: &str) -> Fault {
    Fault::Response(true, 200, vec![("content-encoding", encoding.to_owned())], bomb())
}

fn with_headers(lines: String) -> Fault {
    Fault::raw(move |body| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{lines}\r\n", body.len());
        [head.as_bytes(), body].concat()
    })
}

pub fn cases() -> Vec<Case> {
    let declared = Fault::raw(|body| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 64 << 20);
        [head.as_bytes(), body].concat()
    });
    let endless = Fault::raw(|_| {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        [head, &chunk.repeat(2 * CAP / 0x1000)].concat().into_bytes()
    });
    let rows = Fault::edit(|_| format!("[{}0]", "0,".repeat(999_999)).into_bytes());
    let plain = Fault::Header("content-encoding", "gzip");
    let long = with_headers(format!("x: {}\r\n", "y".repeat(1 << 20)));
    vec![
        Case::new("64 MiB declared", declared, &[Unknown]),
        Case::new("chunks without end", endless, &[Unknown]),
        Case::new("a million rows", rows, &[Unknown]),
        Case::new("a bomb", packed("gzip"), &[Unknown]),
        Case::new("a bomb in a bomb", packed("gzip, gzip"), &[Unknown]),
        // Whoever did not ask for compression reads the plain text, and may.
        Case::new("plain, called packed", plain, &[Done, Unknown]),
        Case::new("10,000 headers", with_headers("x: y\r\n".repeat(10_000)), &[Unknown]),
        Case::new("a header of 1 MiB", long, &[Unknown]),
    ]
}

/// Runs a case: what is larger than the cap is given up for this reason, and not read first.
pub async fn run(bench: &mut Bench, case: &Case) {
    let outcome = bench.strike(case, 99, true).await.unwrap();
    if matches!(case.label.as_str(), "64 MiB declared" | "chunks without end" | "a million rows") {
        let error = outcome.result.unwrap_err();
        let why = format!("larger than {CAP} bytes");
        assert!(error.message().contains(&why), "{}: {error}", case.label);
    }
}
