//! What a test may ask afterwards: each request as it arrived, and what became of it.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use crate::{clock::Timestamp, refusal::Refusal};

/// A request that arrived, and what the sandbox said to it. `Display` is one line of a log and
/// `Debug` has the names of the headers only, so that neither shows credentials.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// When it arrived, by the sandbox's clock.
    pub at: Timestamp,
    /// The exchange, `bitget` for example.
    pub exchange: &'static str,
    /// The method, in upper case.
    pub method: String,
    /// The path as sent, with the prefix of the base URL and percent-encoded.
    pub path: String,
    /// The query as sent, without `?`; empty if there is none.
    pub query: String,
    /// The headers in order, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Bytes,
    /// The operation that the request was routed to, if any.
    pub operation: Option<String>,
    /// The parameters of the path and then of the query, decoded, in the order of the wire.
    pub parameters: Vec<(String, String)>,
    /// Parameters and fields of the body that the spec does not know. The exchanges ignore them
    /// silently, and so does the sandbox; a test may want to look.
    pub unknown: Vec<String>,
    /// What the sandbox made of it.
    pub verdict: Verdict,
    /// Whether the response is the documented example, because the operation has no behaviour here.
    pub sample: bool,
    /// The status of the response; 0 if a script cut the connection before it, or wrote bytes of its
    /// own in its place.
    pub status: u16,
}

impl Received {
    /// The first header of this name, whatever the case of the name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The first parameter of this name, decoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sample = if self.sample { " (sample)" } else { "" };
        write!(
            f,
            "{} {:<10} {:<4} {} {}{sample} {}",
            self.at, self.exchange, self.method, self.path, self.verdict, self.status
        )
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Received")
            .field("exchange", &self.exchange)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body_length", &self.body.len())
            .field("operation", &self.operation)
            .field("unknown", &self.unknown)
            .field("verdict", &self.verdict)
            .field("sample", &self.sample)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What the sandbox made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was in order and was carried out.
    Served,
    /// It was refused.
    Refused(Refusal),
    /// A script responded in place of the exchange, which was not asked.
    Scripted,
}

impl Verdict {
    /// Whether the request was in order.
    pub fn is_served(&self) -> bool {
        matches!(self, Self::Served)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Served => f.write_str("served"),
            Self::Refused(refusal) => write!(f, "refused: {refusal}"),
            Self::Scripted => f.write_str("scripted"),
        }
    }
}
