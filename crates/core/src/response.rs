//! A response: as it arrived, and as the caller gets it.

use std::{
    fmt,
    ops::Deref,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};

use crate::time::TimestampMs;

/// A response as it arrived.
#[derive(Default)]
pub(crate) struct RawResponse {
    /// None until the head of the response has come.
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl RawResponse {
    pub(crate) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.is_success())
    }

    /// How long the exchange asks to wait: a number of seconds, or until a date, which is compared
    /// with that of the response, both being of the exchange's clock.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = httpdate::parse_http_date(value).ok()?;
        until.duration_since(self.sent().unwrap_or_else(SystemTime::now)).ok()
    }

    /// When the exchange sent it, by its own clock.
    pub(crate) fn date(&self) -> Option<TimestampMs> {
        self.sent().map(TimestampMs::from)
    }

    fn sent(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.headers.get(DATE)?.to_str().ok()?).ok()
    }
}

/// The payload of a response, and beside it what the response says about itself.
///
/// It dereferences to the payload; [`Response::into_data`] returns it.
#[derive(Clone)]
pub struct Response<T> {
    data: T,
    meta: ResponseMeta,
}

/// The parts of a response beside its payload.
#[derive(Clone)]
pub(crate) struct ResponseMeta {
    pub(crate) status: StatusCode,
    pub(crate) time: Option<TimestampMs>,
    pub(crate) headers: HeaderMap,
}

impl<T> Response<T> {
    pub(crate) fn new(data: T, meta: ResponseMeta) -> Self {
        Self { data, meta }
    }

    /// Returns the payload.
    #[must_use]
    pub fn into_data(self) -> T {
        self.data
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// Returns when the exchange handled the request, where its responses say so.
    #[must_use]
    pub fn time(&self) -> Option<TimestampMs> {
        self.meta.time
    }

    /// Returns a header, for instance one that tells how many requests are left.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.meta.headers.get(name)?.to_str().ok()
    }

    /// Returns the same response with another payload.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { data, meta } = self;
        Response { data: change(data), meta }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T> IntoIterator for Response<Vec<T>> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Response<Vec<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// Shows everything but the headers, in which an exchange may set cookies.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Response")
            .field("data", &self.data)
            .field("status", &self.meta.status)
            .field("time", &self.meta.time)
            .finish_non_exhaustive()
    }
}
