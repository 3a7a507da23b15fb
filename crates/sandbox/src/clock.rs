//! What time the sandbox thinks it is. Real by default; ahead, behind or standing still where a
//! test wants to see what the exchange says to a wrong clock.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// A source of time. Clones tell the same time, so a test may keep one and move it.
///
/// ```
/// use venue_sandbox::Clock;
///
/// let clock = Clock::fixed_ms(1_659_076_670_000);
/// clock.advance_ms(1_500);
/// assert_eq!(clock.now().millis(), 1_659_076_671_500);
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    /// The system's time and microseconds to add to it.
    System(AtomicI64),
    /// A time in microseconds that moves only when it is set.
    Fixed(AtomicI64),
}

impl Clock {
    /// The time of the computer.
    pub fn system() -> Self {
        Self::offset_ms(0)
    }

    /// The time of the computer and `milliseconds` more, or less if negative.
    pub fn offset_ms(milliseconds: i64) -> Self {
        Self(Arc::new(Source::System(micros(milliseconds))))
    }

    /// A clock that stands still at `milliseconds` since 1970.
    pub fn fixed_ms(milliseconds: i64) -> Self {
        Self(Arc::new(Source::Fixed(micros(milliseconds))))
    }

    /// Moves this clock and its clones, back if negative.
    pub fn advance_ms(&self, milliseconds: i64) {
        let (Source::System(value) | Source::Fixed(value)) = &*self.0;
        value.fetch_add(milliseconds.saturating_mul(1_000), Ordering::SeqCst);
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Source::Fixed(value) => Timestamp(value.load(Ordering::SeqCst)),
            Source::System(offset) => {
                let system = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .ok()
                    .and_then(|elapsed| i64::try_from(elapsed.as_micros()).ok())
                    .unwrap_or_default();
                Timestamp(system.saturating_add(offset.load(Ordering::SeqCst)))
            }
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

fn micros(milliseconds: i64) -> AtomicI64 {
    AtomicI64::new(milliseconds.saturating_mul(1_000))
}

/// A point in time, in UTC. `Display` is the time of day, `14:05:09.123`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.millis().rem_euclid(86_400_000);
        let (seconds, millis) = (of_day / 1_000, of_day % 1_000);
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        write!(f, "{hours:02}:{minutes:02}:{:02}.{millis:03}", seconds % 60)
    }
}
