//! What the sandbox sends back.

use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use serde::Serialize;

/// An HTTP response: a status, headers and the bytes of the body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers, without those that belong to the transport.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body, exactly as it is sent.
    pub body: Bytes,
}

impl Response {
    /// A response without body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// A JSON text, sent as it is.
    pub fn json(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Self { body: text.into(), ..Self::empty(status) }.header(CONTENT_TYPE, "application/json")
    }

    /// A value written as JSON, its fields in the order of its fields.
    pub fn of(status: StatusCode, value: &impl Serialize) -> Self {
        Self::json(status, serde_json::to_vec(value).unwrap_or_default())
    }

    /// A page of HTML.
    pub fn html(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Self { body: text.into(), ..Self::empty(status) }
            .header(CONTENT_TYPE, "text/html; charset=utf-8")
    }

    /// A permanent redirect.
    pub fn moved(location: &str) -> Self {
        Self::empty(StatusCode::MOVED_PERMANENTLY).header(LOCATION, location)
    }

    /// The same with one more header; a value that no header can have is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}
