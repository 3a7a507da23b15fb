//! A small response that unpacks into a large one is rejected at the cap.
#![cfg(feature = "gzip")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{Read, Write};

/// A million spaces, compressed a thousandfold.
fn bomb() -> Vec<u8> {
    let digits: String = include_str!("compressed_bomb.hex").split_whitespace().collect();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

#[tokio::test]
async fn a_compressed_response_is_measured_as_it_unpacks() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let read = stream.read(&mut request).unwrap();
        let bomb = bomb();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            bomb.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&bomb).unwrap();
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let client =
        venue_ctc::Client::builder().environment(url).max_response_bytes(100_000).build().unwrap();
    let error = client.pairs().send().await.unwrap_err();
    assert!(error.to_string().contains("larger than 100000 bytes"), "{error}");
    assert!(server.join().unwrap().contains("accept-encoding: gzip"));
}
