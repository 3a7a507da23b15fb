//! The exchange's time, as far as this process knows it.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Instant, SystemTime},
};

use crate::time::TimestampMs;

/// A source of the local time, for users and tests that bring their own.
pub type LocalClock = dyn Fn() -> SystemTime + Send + Sync;

/// The exchange's clock: the local one until it has been synchronised, from then on the
/// exchange's time, carried forward by the monotonic clock.
pub(crate) struct Clock {
    local: Box<LocalClock>,
    corrects: bool,
    offset: Mutex<Option<Offset>>,
    /// Held while asking, so that many callers wait for one response.
    pub(crate) asking: tokio::sync::Mutex<()>,
}

/// What the exchange's clock showed, and when by the monotonic one.
#[derive(Clone, Copy)]
struct Offset {
    at: Instant,
    time: i64,
    generation: u64,
}

impl Clock {
    pub(crate) fn new(local: Option<Box<LocalClock>>, corrects: bool) -> Self {
        Self {
            local: local.unwrap_or_else(|| Box::new(SystemTime::now)),
            corrects,
            offset: Mutex::new(None),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// Whether the clock may be set by what the exchange says.
    pub(crate) fn corrects(&self) -> bool {
        self.corrects
    }

    /// The time on the exchange's clock.
    pub(crate) fn now(&self) -> TimestampMs {
        match self.offset() {
            Some(offset) => {
                let since = i64::try_from(offset.at.elapsed().as_millis()).unwrap_or(i64::MAX);
                TimestampMs::new(offset.time.saturating_add(since))
            }
            None => TimestampMs::from((self.local)()),
        }
    }

    /// How often the clock has been synchronised.
    pub(crate) fn generation(&self) -> u64 {
        self.offset().map_or(0, |offset| offset.generation)
    }

    /// Synchronises the clock with what the exchange's showed at this instant.
    pub(crate) fn synchronise(&self, at: Instant, time: TimestampMs) {
        let mut current = self.offset.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = current.map_or(0, |offset| offset.generation).wrapping_add(1);
        *current = Some(Offset { at, time: time.get(), generation });
    }

    fn offset(&self) -> Option<Offset> {
        *self.offset.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Clock").field("now", &self.now()).finish_non_exhaustive()
    }
}
