//! What is an exchange's own, as far as the transport has to know it.

use crate::{
    error::ErrorKind,
    operation::{Operation, RateLimit, Scope},
};

/// The properties of an exchange: its error codes, its clock, its limit on all operations.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ExchangeProfile {
    /// The exchange's codes, in a list for each kind of error, with spaces between.
    pub error_codes: &'static [(ErrorKind, &'static str)],
    /// The operation that tells the exchange's time.
    pub clock: Option<&'static Operation>,
    /// The limit on all operations together.
    pub overall_limit: Option<RateLimit>,
}

impl ExchangeProfile {
    /// Returns the profile of an exchange with these error codes, without a clock or an overall
    /// limit.
    #[must_use]
    pub const fn new(error_codes: &'static [(ErrorKind, &'static str)]) -> Self {
        Self { error_codes, clock: None, overall_limit: None }
    }

    /// Returns what a code means, where that is known.
    pub(crate) fn kind(&self, code: &str) -> Option<ErrorKind> {
        let means = |codes: &str| codes.split(' ').any(|known| known == code);
        self.error_codes.iter().find_map(|(kind, codes)| means(codes).then_some(*kind))
    }

    /// Sets the operation that returns the exchange's time. Default: none.
    #[must_use]
    pub const fn clock(mut self, operation: &'static Operation) -> Self {
        self.clock = Some(operation);
        self
    }

    /// Sets the limit on all operations together. Default: none.
    #[must_use]
    pub const fn overall_limit(mut self, requests: u32, seconds: u32, scope: Scope) -> Self {
        self.overall_limit = Some(RateLimit { requests, seconds, scope });
        self
    }
}
