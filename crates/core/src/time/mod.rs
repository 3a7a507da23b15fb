//! Times as the exchanges write them, and their way to `std` and, with the feature `chrono`, to
//! `chrono`.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

#[cfg(feature = "chrono")]
mod date_time;

#[cfg(feature = "chrono")]
use chrono::Utc;

#[cfg(feature = "chrono")]
pub use date_time::{DateTime, InvalidDateTime};

/// Seconds since the Unix epoch.
pub type TimestampS = Timestamp<1>;
/// Milliseconds since the Unix epoch.
pub type TimestampMs = Timestamp<1_000>;
/// Microseconds since the Unix epoch.
pub type TimestampUs = Timestamp<1_000_000>;

/// A time counted from the Unix epoch, in `1 / UNITS` seconds.
///
/// It holds the number that was on the wire. Some exchanges send seconds in a field that is
/// documented in milliseconds; the conversions see that by the size (as milliseconds such a
/// number would lie before March 1973) and read it as seconds.
///
/// Comparisons are of the instants, as [`Timestamp::as_nanos`] returns them, in any units: two
/// timestamps are equal if they mean the same instant, and then have the same hash.
/// [`Timestamp::get`] distinguishes what was written differently.
///
/// ```
/// use venue_core::time::{TimestampMs, TimestampS};
/// let time = TimestampMs::new(1_695_806_875_837);
/// assert_eq!(TimestampMs::from(time.to_system_time().unwrap()), time);
/// assert!(TimestampS::new(1_695_806_875) < time);
/// assert_eq!(TimestampS::new(1_695_806_875), TimestampMs::new(1_695_806_875_000));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Timestamp<const UNITS: i64>(i64);

impl<const UNITS: i64, const OTHER: i64> PartialEq<Timestamp<OTHER>> for Timestamp<UNITS> {
    fn eq(&self, other: &Timestamp<OTHER>) -> bool {
        self.as_nanos() == other.as_nanos()
    }
}

impl<const UNITS: i64> Eq for Timestamp<UNITS> {}

impl<const UNITS: i64, const OTHER: i64> PartialOrd<Timestamp<OTHER>> for Timestamp<UNITS> {
    fn partial_cmp(&self, other: &Timestamp<OTHER>) -> Option<Ordering> {
        Some(self.as_nanos().cmp(&other.as_nanos()))
    }
}

impl<const UNITS: i64> Ord for Timestamp<UNITS> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_nanos().cmp(&other.as_nanos())
    }
}

impl<const UNITS: i64> Hash for Timestamp<UNITS> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_nanos().hash(state);
    }
}

impl<const UNITS: i64> Timestamp<UNITS> {
    /// Takes the number on the wire.
    #[must_use]
    pub const fn new(count: i64) -> Self {
        Self(count)
    }

    /// Returns the number on the wire.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Returns nanoseconds since the Unix epoch.
    #[must_use]
    pub const fn as_nanos(self) -> i128 {
        // Seconds since the 1970s: too few to be a later time in any finer unit.
        let seconds_sent = matches!(self.0.unsigned_abs(), 100_000_000..100_000_000_000);
        let units = if seconds_sent { 1 } else { UNITS };
        (self.0 as i128).saturating_mul(Self::nanos(units) as i128)
    }

    /// Returns the time as `chrono` has it, or none where it lies beyond `chrono`'s years. Needs
    /// the feature `chrono`.
    ///
    /// ```
    /// let time = venue_core::time::TimestampMs::new(1_695_806_875_837);
    /// assert_eq!(time.to_chrono().unwrap().to_rfc3339(), "2023-09-27T09:27:55.837+00:00");
    /// ```
    #[cfg(feature = "chrono")]
    #[must_use]
    pub fn to_chrono(self) -> Option<chrono::DateTime<Utc>> {
        let nanos = self.as_nanos();
        let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
        let rest = u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?;
        chrono::DateTime::from_timestamp(seconds, rest)
    }

    /// Returns the time as `std` has it, or none where it lies beyond what the system can hold.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let nanos = self.as_nanos();
        let size = nanos.unsigned_abs();
        let size = Duration::new(
            u64::try_from(size / 1_000_000_000).ok()?,
            u32::try_from(size % 1_000_000_000).ok()?,
        );
        if nanos < 0 { UNIX_EPOCH.checked_sub(size) } else { UNIX_EPOCH.checked_add(size) }
    }

    /// How many nanoseconds a unit has.
    #[allow(clippy::arithmetic_side_effects, reason = "no second has zero units")]
    const fn nanos(units: i64) -> i64 {
        1_000_000_000 / units
    }

    /// Rounds down to the unit; a time that is out of range becomes the last that is in it.
    fn of(seconds: i64, nanos: u32) -> Self {
        let units = i64::from(nanos).checked_div(Self::nanos(UNITS)).unwrap_or_default();
        let all = i128::from(seconds).saturating_mul(UNITS.into()).saturating_add(units.into());
        let last = if seconds < 0 { i64::MIN } else { i64::MAX };
        Self(i64::try_from(all).unwrap_or(last))
    }
}

impl<const UNITS: i64> From<SystemTime> for Timestamp<UNITS> {
    /// Rounds down to the unit.
    fn from(time: SystemTime) -> Self {
        let whole = |size: Duration| i64::try_from(size.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::of(whole(after), after.subsec_nanos()),
            Err(before) => match (whole(before.duration()), before.duration().subsec_nanos()) {
                (seconds, 0) => Self::of(seconds.saturating_neg(), 0),
                (seconds, nanos) => {
                    let down = seconds.saturating_neg().saturating_sub(1);
                    Self::of(down, 1_000_000_000_u32.saturating_sub(nanos))
                }
            },
        }
    }
}

#[cfg(feature = "chrono")]
impl<const UNITS: i64> From<chrono::DateTime<Utc>> for Timestamp<UNITS> {
    /// Rounds down to the unit.
    fn from(time: chrono::DateTime<Utc>) -> Self {
        Self::of(time.timestamp(), time.timestamp_subsec_nanos())
    }
}

impl<const UNITS: i64> fmt::Display for Timestamp<UNITS> {
    /// Writes the number on the wire.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, to)
    }
}
