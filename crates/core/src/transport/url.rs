//! Where a request goes.

use std::{
    borrow::Cow,
    sync::{PoisonError, RwLock},
};

use reqwest::Url;

use crate::{operation::Operation, request::Outgoing};

/// The base URL, and what is below it.
///
/// The URLs of operations without parameters in their path are kept, by the address of the
/// operation: parsing one costs more than all else that is done to a request.
#[derive(Debug)]
pub(crate) struct Urls {
    base: Url,
    known: RwLock<Vec<(usize, Url)>>,
}

impl Urls {
    pub(crate) fn new(base: Url) -> Self {
        Self { base, known: RwLock::default() }
    }

    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    pub(super) fn of(&self, outgoing: &Outgoing) -> Url {
        let mut url = match outgoing.path {
            Cow::Borrowed(_) => self.known(outgoing.operation),
            Cow::Owned(ref path) => self.below_base(path),
        };
        if !outgoing.query.is_empty() {
            url.set_query(Some(&outgoing.query.encoded()));
        }
        url
    }

    fn known(&self, operation: &'static Operation) -> Url {
        let key = std::ptr::from_ref(operation).addr();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = known.iter().find(|(of, _)| *of == key) {
            return url.clone();
        }
        drop(known);
        let url = self.below_base(operation.path);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.push((key, url.clone()));
        url
    }

    fn below_base(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }
}
