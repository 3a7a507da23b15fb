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
    heard: Heard,
}

/// What an answer says beside its payload.
#[derive(Clone)]
pub(crate) struct Heard {
    pub(crate) status: StatusCode,
    pub(crate) time: Option<TimestampMs>,
    pub(crate) headers: HeaderMap,
}

impl<T> Response<T> {
    pub(crate) fn new(data: T, heard: Heard) -> Self {
        Self { data, heard }
    }

    /// The payload.
    #[must_use]
    pub fn into_data(self) -> T {
        self.data
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.heard.status
    }

    /// When the exchange handled the request, where its answers say so.
    #[must_use]
    pub fn time(&self) -> Option<TimestampMs> {
        self.heard.time
    }

    /// A header of the answer, for instance one that tells how many requests are left.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.heard.headers.get(name)?.to_str().ok()
    }

    /// The same answer with another payload.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { data, heard } = self;
        Response { data: change(data), heard }
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
            .field("status", &self.heard.status)
            .field("time", &self.heard.time)
            .finish_non_exhaustive()
    }
}
