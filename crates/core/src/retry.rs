//! When and how often a read is sent again.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use crate::deadline::LONGEST;

/// How reads are repeated after a failure. Writes never are.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The maximum number of attempts, the first included.
    pub attempts: u32,
    /// The maximum wait before the second attempt; it doubles with each further one.
    pub base: Duration,
    /// The maximum wait before any attempt.
    pub cap: Duration,
}

impl Default for RetryPolicy {
    /// Three attempts, waiting up to 200 ms and 400 ms.
    fn default() -> Self {
        Self { attempts: 3, base: Duration::from_millis(200), cap: Duration::from_secs(5) }
    }
}

impl RetryPolicy {
    /// Returns the default policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends every request once.
    #[must_use]
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// Sets how often a request is sent at most.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the longest wait before the second attempt, and the longest of all.
    #[must_use]
    pub fn waits(mut self, base: Duration, cap: Duration) -> Self {
        (self.base, self.cap) = (base, cap);
        self
    }

    /// A wait before the attempt after this many: anything up to the limit, so that clients that
    /// failed together do not come back together.
    pub(crate) fn wait(&self, sent: u32) -> Duration {
        let limit = self
            .base
            .saturating_mul(1 << sent.saturating_sub(1).min(16))
            .min(self.cap.min(LONGEST));
        // A fresh hasher's key is random; nothing better is needed to spread out.
        let random = RandomState::new().build_hasher().finish();
        let share = (random >> 32) as u32;
        limit.mul_f64(f64::from(share) / f64::from(u32::MAX))
    }
}

/// How much trouble a client may add to an exchange that is in trouble: shared by all clones, spent
/// by retries, earned back by successes.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const FULL: u32 = 100;
    const RETRY: u32 = 5;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Takes what a retry costs, where it is there.
    pub(crate) fn spend(&self) -> bool {
        let less = |left: u32| left.checked_sub(Self::RETRY);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Gives a little back.
    pub(crate) fn earn(&self) {
        let more = |left: u32| (left < Self::FULL).then_some(left.saturating_add(1));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_ends_and_comes_back_with_successes() {
        let budget = Budget::new();
        let spent = (0..100).filter(|_| budget.spend()).count();
        assert_eq!(spent, 20);
        for _ in 0..5 {
            budget.earn();
        }
        assert!(budget.spend());
        assert!(!budget.spend());
    }

    #[test]
    fn waits_stay_below_their_limit_and_spread() {
        let policy = RetryPolicy::new();
        let waits: Vec<Duration> = (0..50).map(|_| policy.wait(2)).collect();
        assert!(waits.iter().all(|wait| *wait <= Duration::from_millis(400)));
        assert!(waits.iter().any(|wait| Some(wait) != waits.first()));
    }
}
