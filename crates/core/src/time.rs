//! Moments as the exchanges write them, and their way to `chrono` and `std`.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use chrono::{NaiveDateTime, TimeDelta, Utc};

/// Seconds since the Unix epoch.
pub type TimestampS = Timestamp<1>;
/// Milliseconds since the Unix epoch.
pub type TimestampMs = Timestamp<1_000>;
/// Microseconds since the Unix epoch.
pub type TimestampUs = Timestamp<1_000_000>;

/// A moment counted from the Unix epoch, in `1 / UNITS` seconds.
///
/// It holds the number that was on the wire. Some exchanges send seconds in a field that is
/// documented in milliseconds; the conversions see that by the size (as milliseconds such a
/// number would lie before March 1973) and read it as seconds.
///
/// ```
/// use venue_core::time::TimestampMs;
/// let time = TimestampMs::new(1_695_806_875_837);
/// assert_eq!(time.to_chrono().unwrap().to_rfc3339(), "2023-09-27T09:27:55.837+00:00");
/// assert_eq!(TimestampMs::from(time.to_system_time().unwrap()), time);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp<const UNITS: i64>(i64);

impl<const UNITS: i64> Timestamp<UNITS> {
    /// A moment from its number on the wire.
    #[must_use]
    pub const fn new(count: i64) -> Self {
        Self(count)
    }

    /// The number on the wire.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Nanoseconds since the Unix epoch.
    #[must_use]
    pub const fn as_nanos(self) -> i128 {
        // Seconds since the 1970s: too few to be a later moment in any finer unit.
        let seconds_sent = matches!(self.0.unsigned_abs(), 100_000_000..100_000_000_000);
        let units = if seconds_sent { 1 } else { UNITS };
        self.0 as i128 * (1_000_000_000 / units) as i128
    }

    /// The moment as `chrono` has it, or none where it lies beyond `chrono`'s years.
    #[must_use]
    pub fn to_chrono(self) -> Option<chrono::DateTime<Utc>> {
        let nanos = self.as_nanos();
        let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
        let rest = u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?;
        chrono::DateTime::from_timestamp(seconds, rest)
    }

    /// The moment as `std` has it, or none where it lies beyond what the system can hold.
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

    /// Rounds down to the unit; a moment that is too far away is the last that can be told.
    fn of(seconds: i64, nanos: u32) -> Self {
        let units = i64::from(nanos) / (1_000_000_000 / UNITS);
        Self(seconds.saturating_mul(UNITS).saturating_add(units))
    }
}

impl<const UNITS: i64> From<SystemTime> for Timestamp<UNITS> {
    /// Rounds down to the unit.
    fn from(time: SystemTime) -> Self {
        let whole = |size: Duration| i64::try_from(size.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::of(whole(after), after.subsec_nanos()),
            Err(before) => match (whole(before.duration()), before.duration().subsec_nanos()) {
                (seconds, 0) => Self::of(-seconds, 0),
                (seconds, nanos) => Self::of(-seconds - 1, 1_000_000_000 - nanos),
            },
        }
    }
}

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

/// A date and time that came as text: ISO 8601 (UTC where it names no offset), or seconds since
/// the Unix epoch with a fraction.
///
/// It keeps the text, so that nothing is lost, beside the moment.
///
/// ```
/// use venue_core::time::DateTime;
/// let iso = DateTime::parse("2018-11-26T07:48:23Z").unwrap();
/// let epoch = DateTime::parse("1543218503.000000").unwrap();
/// assert_eq!(iso.to_chrono(), epoch.to_chrono());
/// assert_eq!(epoch.as_str(), "1543218503.000000");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    text: Box<str>,
    moment: chrono::DateTime<Utc>,
}

impl DateTime {
    /// Reads any of the forms.
    ///
    /// # Errors
    /// When the text has none of them.
    pub fn parse(text: &str) -> Result<Self, InvalidDateTime> {
        let moment = epoch(text).or_else(|| iso(text)).ok_or(InvalidDateTime)?;
        Ok(Self { text: text.into(), moment })
    }

    /// The text as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The moment as `chrono` has it.
    #[must_use]
    pub const fn to_chrono(&self) -> chrono::DateTime<Utc> {
        self.moment
    }

    /// The moment as `std` has it.
    #[must_use]
    pub fn to_system_time(&self) -> SystemTime {
        self.moment.into()
    }
}

fn iso(text: &str) -> Option<chrono::DateTime<Utc>> {
    if let Ok(moment) = chrono::DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let naive = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    naive.iter().find_map(|form| Some(NaiveDateTime::parse_from_str(text, form).ok()?.and_utc()))
}

fn epoch(text: &str) -> Option<chrono::DateTime<Utc>> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size: i64 = seconds.parse().ok()?;
    let nanos: i64 = format!("{fraction:0<9}").parse().ok()?;
    let nanos = if seconds.starts_with('-') { -nanos } else { nanos };
    chrono::DateTime::from_timestamp(size, 0)?.checked_add_signed(TimeDelta::nanoseconds(nanos))
}

impl fmt::Display for DateTime {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.text)
    }
}

/// The text is neither an ISO 8601 date and time nor seconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDateTime;

impl fmt::Display for InvalidDateTime {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("neither an ISO 8601 date and time nor seconds since 1970")
    }
}

impl std::error::Error for InvalidDateTime {}
