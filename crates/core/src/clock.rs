//! The exchange's time, as far as this process knows it.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Instant, SystemTime},
};

use crate::time::TimestampMs;

/// A source of the local time, for users and tests that bring their own.
pub type LocalClock = dyn Fn() -> SystemTime + Send + Sync;

/// The exchange's clock: the local one until the exchange has told its own time, from then on
/// that time carried forward by the monotonic clock.
pub(crate) struct Clock {
    local: Box<LocalClock>,
    corrects: bool,
    learnt: Mutex<Option<Learnt>>,
    /// Held while asking, so that many callers wait for one answer.
    pub(crate) asking: tokio::sync::Mutex<()>,
}

/// What the exchange said, and when.
#[derive(Clone, Copy)]
struct Learnt {
    at: Instant,
    time: i64,
    generation: u64,
}

impl Clock {
    pub(crate) fn new(local: Option<Box<LocalClock>>, corrects: bool) -> Self {
        Self {
            local: local.unwrap_or_else(|| Box::new(SystemTime::now)),
            corrects,
            learnt: Mutex::new(None),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// Whether the clock may be set by what the exchange says.
    pub(crate) fn corrects(&self) -> bool {
        self.corrects
    }

    /// The time on the exchange's clock.
    pub(crate) fn now(&self) -> TimestampMs {
        match self.learnt() {
            Some(learnt) => {
                let since = i64::try_from(learnt.at.elapsed().as_millis()).unwrap_or(i64::MAX);
                TimestampMs::new(learnt.time.saturating_add(since))
            }
            None => TimestampMs::from((self.local)()),
        }
    }

    /// How often the clock has been set.
    pub(crate) fn generation(&self) -> u64 {
        self.learnt().map_or(0, |learnt| learnt.generation)
    }

    /// Sets the clock to what the exchange said at this moment.
    pub(crate) fn learn(&self, at: Instant, time: TimestampMs) {
        let generation = self.generation() + 1;
        let learnt = Learnt { at, time: time.get(), generation };
        *self.learnt.lock().unwrap_or_else(PoisonError::into_inner) = Some(learnt);
    }

    fn learnt(&self) -> Option<Learnt> {
        *self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Clock").field("now", &self.now()).finish_non_exhaustive()
    }
}
