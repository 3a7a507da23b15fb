//! Dates and times that come as text.

use std::{fmt, time::SystemTime};

use chrono::{NaiveDateTime, TimeDelta, Utc};

/// A date and time that came as text: ISO 8601 (UTC where it names no offset), or seconds since
/// the Unix epoch with a fraction.
///
/// It keeps the text, so that nothing is lost, beside the time.
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
    time: chrono::DateTime<Utc>,
}

impl DateTime {
    /// What stands where no time has been read yet.
    pub(crate) fn blank() -> Self {
        Self { text: Box::default(), time: chrono::DateTime::UNIX_EPOCH }
    }

    /// Reads any of the forms.
    ///
    /// # Errors
    /// When the text has none of them.
    pub fn parse(text: &str) -> Result<Self, InvalidDateTime> {
        let time = epoch(text).or_else(|| iso(text)).ok_or(InvalidDateTime)?;
        Ok(Self { text: text.into(), time })
    }

    /// Returns the text as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the time as `chrono` has it.
    #[must_use]
    pub const fn to_chrono(&self) -> chrono::DateTime<Utc> {
        self.time
    }

    /// Returns the time as `std` has it.
    #[must_use]
    pub fn to_system_time(&self) -> SystemTime {
        self.time.into()
    }
}

fn iso(text: &str) -> Option<chrono::DateTime<Utc>> {
    if let Ok(time) = chrono::DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
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
    let nanos = if seconds.starts_with('-') { nanos.saturating_neg() } else { nanos };
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
