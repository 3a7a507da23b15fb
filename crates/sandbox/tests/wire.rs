//! Scripts that reach below HTTP: responses that stall, drip, are edited, or are none.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use venue_sandbox::{Ctc, Verdict};

/// A connection that has asked for the coins.
async fn asked(ctc: &Ctc) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", ctc.port())).await.unwrap();
    let request = b"GET /api/coins/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    stream
}

async fn bytes(ctc: &Ctc) -> Vec<u8> {
    let mut all = Vec::new();
    asked(ctc).await.read_to_end(&mut all).await.unwrap();
    all
}

/// The body of a response.
fn body(response: &[u8]) -> &[u8] {
    let end = response.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    response.get(end + 4..).unwrap()
}

#[tokio::test]
async fn an_edited_response_is_whole_and_says_something_else() {
    let ctc = Ctc::start().await.unwrap();
    let whole = bytes(&ctc).await;
    ctc.next("coins").unwrap().edit(|body| [b"edited: ", body].concat());
    let edited = bytes(&ctc).await;
    assert_eq!(body(&edited), [b"edited: ", body(&whole)].concat());
    let length = format!("content-length: {}\r\n", body(&edited).len());
    assert!(String::from_utf8_lossy(&edited).contains(&length));
    assert_eq!(ctc.received().last().unwrap().verdict, Verdict::Served);
}

#[tokio::test]
async fn raw_bytes_stand_in_place_of_the_response() {
    let ctc = Ctc::start().await.unwrap();
    let whole = bytes(&ctc).await;
    ctc.next("coins").unwrap().raw(|body| [b"SSH-2.0 ", body].concat());
    assert_eq!(bytes(&ctc).await, [b"SSH-2.0 ", body(&whole)].concat());
    let received = ctc.received();
    let last = received.last().unwrap();
    assert_eq!((&last.verdict, last.status), (&Verdict::Served, 0));
}

#[tokio::test]
async fn a_reset_is_an_error_of_the_connection_and_not_its_end() {
    let ctc = Ctc::start().await.unwrap();
    ctc.next("coins").unwrap().reset();
    let mut all = Vec::new();
    let error = asked(&ctc).await.read_to_end(&mut all).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(all.is_empty());
    assert_eq!(ctc.received().last().unwrap().verdict, Verdict::Scripted);
}

#[tokio::test]
async fn a_response_that_stalls_keeps_its_connection_until_the_client_closes_it() {
    let ctc = Ctc::start().await.unwrap();
    let whole = bytes(&ctc).await;
    ctc.next("coins").unwrap().stall_after(7);
    let mut stream = asked(&ctc).await;
    let count = whole.len() - body(&whole).len() + 7;
    let mut part = vec![0; count];
    stream.read_exact(&mut part).await.unwrap();
    assert_eq!(Some(body(&part)), body(&whole).get(..7));
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let more = stream.try_read(&mut [0; 1]).unwrap_err();
    assert_eq!(more.kind(), std::io::ErrorKind::WouldBlock);
    drop(stream);
    ctc.stop().await.unwrap();
}

#[tokio::test]
async fn a_response_that_drips_comes_whole_in_its_time() {
    let ctc = Ctc::start().await.unwrap();
    let whole = bytes(&ctc).await;
    ctc.next("coins").unwrap().drip(Duration::from_secs(1));
    let mut stream = asked(&ctc).await;
    let mut first = [0; 1];
    stream.read_exact(&mut first).await.unwrap();
    // From here on, nothing happens but by the passing of seconds.
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert_eq!(body(&rest), body(&whole));
    assert!(begun.elapsed() >= Duration::from_secs(rest.len() as u64 - 2));
}
