//! An answer that succeeded.

use std::{fmt, ops::Deref};

use reqwest::{StatusCode, header::HeaderMap};

use crate::time::TimestampMs;

/// The payload of an answer, and beside it what the answer says about itself.
///
/// It dereferences to the payload; [`Response::into_data`] gives it away.
#[derive(Clone)]
pub struct Response<T> {
    data: T,
    status: StatusCode,
    time: Option<TimestampMs>,
    headers: HeaderMap,
}

impl<T> Response<T> {
    pub(crate) fn new(
        data: T,
        status: StatusCode,
        time: Option<TimestampMs>,
        headers: HeaderMap,
    ) -> Self {
        Self { data, status, time, headers }
    }

    /// The payload.
    #[must_use]
    pub fn into_data(self) -> T {
        self.data
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// When the exchange handled the request, where its answers say so.
    #[must_use]
    pub fn time(&self) -> Option<TimestampMs> {
        self.time
    }

    /// A header of the answer, for instance one that tells how many requests are left.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The same answer with another payload.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { data, status, time, headers } = self;
        Response { data: change(data), status, time, headers }
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
    /// Leaves the headers out, in which an exchange may set cookies.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Response")
            .field("data", &self.data)
            .field("status", &self.status)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}
