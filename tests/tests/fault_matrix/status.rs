//! B: whole responses that are not the response: every kind of status, and wrappers that say no.

use std::net::TcpListener;

use crate::{
    bench::{
        Bench, Case,
        Seen::{self, Done, Rejected, Unknown},
    },
    sandbox::Fault,
};

/// A machine that a redirect points to, and that nobody may visit.
pub struct Elsewhere(TcpListener);

impl Elsewhere {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn url(&self) -> String {
        format!("http://{}/stolen", self.0.local_addr().unwrap())
    }

    pub fn assert_unvisited(&self) {
        let visit = self.0.accept().map_err(|error| error.kind());
        assert_eq!(visit.map(drop), Err(std::io::ErrorKind::WouldBlock), "keys went elsewhere");
    }
}

/// A page and an explanation that repeat the secrets, as a careless gateway would.
const PAGE: &[u8] = b"<html><title>Bad gateway {secrets}</title></html>";
const DETAIL: &[u8] = br#"{"detail":"no: {secrets}"}"#;

/// A response after which nobody knows: with all done, and with nothing done.
fn unknown(cases: &mut Vec<Case>, label: &str, status: u16, headers: &[Header], body: &[u8]) {
    for (executed, done) in [(true, "all"), (false, "nothing")] {
        let fault = Fault::Response(executed, status, headers.to_vec(), body.to_vec());
        cases.push(Case::new(format!("{label}, {done} done"), fault, &[Unknown]));
    }
}

type Header = (&'static str, String);

pub fn cases(bench: &Bench, elsewhere: &Elsewhere) -> Vec<Case> {
    let mut cases = Vec::new();
    interim(&mut cases);
    successes(&mut cases, bench);
    redirects(&mut cases, bench, elsewhere);
    rejections(&mut cases);
    failures(&mut cases);
    wrappers(&mut cases, bench);
    cases
}

fn interim(cases: &mut Vec<Case>) {
    let hint = Fault::raw(|body| {
        let head = format!("content-type: application/json\r\ncontent-length: {}", body.len());
        let early = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n";
        [early.as_bytes(), head.as_bytes(), b"\r\n\r\n", body].concat()
    });
    cases.push(Case::new("103, then the response", hint, &[Done]));
    let switch = Fault::raw(|_| b"HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n".to_vec());
    cases.push(Case::new("101", switch, &[Unknown]));
}

fn successes(cases: &mut Vec<Case>, bench: &Bench) {
    unknown(cases, "200 with nothing", 200, &[], b"");
    unknown(cases, "200 with a page", 200, &[], PAGE);
    unknown(cases, "204", 204, &[], b"");
    unknown(cases, "200 with text", 200, &[], b"\"done\"");
    unknown(cases, "200 with a number", 200, &[], b"17");
    // A list that is null is an empty list.
    let null = Fault::Response(true, 200, vec![], b"null".to_vec());
    let lists = bench.cell.class.reads();
    cases.push(Case::new("200 with null", null, if lists { &[Done, Unknown] } else { &[Unknown] }));
}

fn redirects(cases: &mut Vec<Case>, bench: &Bench, elsewhere: &Elsewhere) {
    for status in [301, 302, 303, 307, 308] {
        for (target, where_to) in [
            ("/elsewhere".to_owned(), "here"),
            (bench.url() + "/x", "here in full"),
            (elsewhere.url(), "elsewhere"),
        ] {
            let label = format!("{status} to {where_to}");
            unknown(cases, &label, status, &[("location", target)], b"");
        }
    }
}

fn rejections(cases: &mut Vec<Case>) {
    let mut rejected = |label: String, status, headers: &[Header], body: &[u8]| {
        let fault = Fault::Response(false, status, headers.to_vec(), body.to_vec());
        cases.push(Case::new(label, fault, &[Rejected]));
    };
    for status in [400, 401, 403, 404, 405, 409, 413, 418, 422, 425, 429, 451] {
        rejected(format!("{status} with detail"), status, &[], DETAIL);
        // A program on the way may give these after it has asked the exchange.
        if ![409, 422].contains(&status) {
            rejected(format!("{status} with a page"), status, &[], PAGE);
            rejected(format!("{status} with nothing"), status, &[], b"");
        }
    }
    let waits = ["1", "3600", "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 2999 23:59:59 GMT"];
    for wait in waits.into_iter().chain(["soon", "-5"]) {
        let header = ("retry-after", wait.to_owned());
        rejected(format!("429, retry-after {wait}"), 429, &[header], b"{}");
    }
}

fn failures(cases: &mut Vec<Case>) {
    for status in [408, 409, 422, 499, 500, 502, 503, 504, 520, 599] {
        unknown(cases, &format!("{status} with a page"), status, &[], PAGE);
        if ![409, 422].contains(&status) {
            unknown(cases, &format!("{status} with detail"), status, &[], DETAIL);
        }
        unknown(cases, &format!("{status} with nothing"), status, &[], b"");
    }
    let wait = ("retry-after", "1".to_owned());
    unknown(cases, "503, retry-after 1", 503, &[wait], PAGE);
}

/// What the wrapper says inside of HTTP 200 and 400; who has none reads it as a strange payload.
fn wrappers(cases: &mut Vec<Case>, bench: &Bench) {
    let codes: &[(&str, &'static [Seen])] = match bench.cell.exchange {
        "bitget" => &[
            ("43012", &[Rejected]),
            ("40786", &[Rejected]),
            ("99999", &[Rejected]),
            ("40010", &[Unknown]),
            ("40725", &[Unknown]),
            ("45001", &[Unknown]),
            ("40015", &[Unknown]),
        ],
        "durian" => {
            &[("400", &[Rejected]), ("601", &[Rejected]), ("500", &[Unknown]), ("0", &[Unknown])]
        }
        _ => &[("43012", &[Done, Unknown])],
    };
    for (code, may_see) in codes {
        let executed = may_see.contains(&Unknown);
        let body =
            format!(r#"{{"code":"{code}","msg":"{{secrets}}","requestTime":1,"data":null}}"#);
        let fault = |status| Fault::Response(executed, status, vec![], body.clone().into_bytes());
        cases.push(Case::new(format!("200 with code {code}"), fault(200), may_see));
        if bench.cell.exchange == "bitget" {
            cases.push(Case::new(format!("400 with code {code}"), fault(400), may_see));
        }
    }
}
