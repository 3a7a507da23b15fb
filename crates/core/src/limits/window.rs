//! One limit: the requests that went out lately, and those that wait.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "instants that are bounded by the length of a window"
)]

use std::{collections::VecDeque, sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::{deadline::LONGEST, operation::RateLimit};

#[derive(Debug)]
pub(super) struct Window {
    pub(super) limit: RateLimit,
    /// The largest of those that the clients have that share the window.
    pub(super) margin: Duration,
    /// When the latest requests went out; never more than the limit allows in its time.
    departures: VecDeque<Instant>,
    /// How many requests wait.
    pub(super) waiting: usize,
    /// Held by the one of them that goes next; it wakes them in the order in which they came.
    pub(super) queue: Arc<tokio::sync::Mutex<()>>,
}

impl Window {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            margin: Duration::ZERO,
            departures: VecDeque::new(),
            waiting: 0,
            queue: Arc::default(),
        }
    }

    /// The time in which the exchange counts.
    pub(super) fn documented(&self) -> Duration {
        Duration::from_secs(u64::from(self.limit.seconds))
    }

    /// The time in which no more than the allowed number goes out.
    fn length(&self) -> Duration {
        self.documented().saturating_add(self.margin).min(LONGEST)
    }

    fn allowed(&self) -> usize {
        self.limit.requests.max(1) as usize
    }

    /// Forgets what went out too long ago to count.
    fn prune(&mut self, now: Instant) {
        let length = self.length();
        while self.departures.front().is_some_and(|gone| *gone + length <= now) {
            self.departures.pop_front();
        }
    }

    /// When one more request may go out.
    #[inline]
    pub(super) fn next(&mut self, now: Instant) -> Instant {
        self.prune(now);
        let index = self.departures.len().checked_sub(self.allowed());
        match index.and_then(|index| self.departures.get(index)) {
            Some(gone) => *gone + self.length(),
            None => now,
        }
    }

    /// When one more request may go out, after all those that wait.
    pub(super) fn next_behind_queue(&mut self, now: Instant) -> Instant {
        self.prune(now);
        let (allowed, gone) = (self.allowed(), self.departures.len());
        let place = gone + self.waiting;
        if place < allowed {
            return now;
        }
        // Each one goes a window after the one that is `allowed` places before it.
        let windows = self.waiting / allowed + 1;
        let (from, windows) = match place.checked_sub(windows.saturating_mul(allowed)) {
            Some(index) => (self.departures.get(index).copied().unwrap_or(now), windows),
            None => (now, windows - 1),
        };
        let wait = self.length().saturating_mul(u32::try_from(windows).unwrap_or(u32::MAX));
        from + wait.min(LONGEST)
    }

    /// Counts a request that goes out.
    #[inline]
    pub(super) fn depart(&mut self, now: Instant) {
        self.departures.push_back(now);
    }

    pub(super) fn used(&self, now: Instant) -> usize {
        self.departures.iter().filter(|gone| **gone + self.length() > now).count()
    }
}
