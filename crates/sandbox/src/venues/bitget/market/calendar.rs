//! Where the candles of each length begin.

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// How far the exchange's own time zone is ahead of UTC.
const ZONE: i64 = 8 * HOUR;

/// 1970-01-05, the first Monday.
const MONDAY: i64 = 4 * DAY;

/// The length of a candle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interval {
    /// So many milliseconds, counted from a time at which one begins.
    Fixed { length: i64, anchor: i64 },
    /// A month, in a time zone that is so far ahead of UTC.
    Month { zone: i64 },
}

impl Interval {
    /// Reads a length in any of its spellings: `1min` and `1m`, `1day`, `1D` and `1Dutc`. Only the
    /// case tells `1m`, a minute, from `1M`, a month.
    pub(super) fn read(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let (name, zone) = match lower.strip_suffix("utc") {
            Some(name) => (name, 0),
            None => (lower.as_str(), ZONE),
        };
        if text == "1M" || lower == "1mutc" {
            return Some(Self::Month { zone });
        }
        let unit_at = name.find(|character: char| !character.is_ascii_digit())?;
        let (count, unit) = name.split_at_checked(unit_at)?;
        let (unit, anchor) = match unit {
            "m" | "min" => (MINUTE, 0),
            "h" => (HOUR, 0),
            "d" | "day" => (DAY, 0),
            "w" | "week" => (7 * DAY, MONDAY),
            _ => return None,
        };
        let length = count.parse::<i64>().ok()?.checked_mul(unit).filter(|length| *length > 0)?;
        Some(Self::Fixed { length, anchor: anchor - zone })
    }

    /// Returns the beginning of the candle that a time is in.
    pub(super) fn start(self, time: i64) -> i64 {
        match self {
            Self::Fixed { length, anchor } => {
                let since = time.saturating_sub(anchor).div_euclid(length);
                since.saturating_mul(length).saturating_add(anchor)
            }
            Self::Month { zone } => {
                let (year, month) = month_of(time.saturating_add(zone).div_euclid(DAY));
                first_day(year, month).saturating_mul(DAY).saturating_sub(zone)
            }
        }
    }

    /// Returns the end of the candle that begins at a time.
    pub(super) fn end(self, start: i64) -> i64 {
        match self {
            Self::Fixed { length, .. } => start.saturating_add(length),
            // A month has fewer than 32 days, and two have more.
            Self::Month { .. } => self.start(start.saturating_add(32 * DAY)),
        }
    }
}

/// The year and the month, from 0, of a day since 1970, by the calendar that repeats every 400
/// years.
fn month_of(day: i64) -> (i64, i64) {
    // The year begins in March, so that the leap day is its last.
    let shifted = day.saturating_add(719_468);
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = ((5 * day_of_year + 2) / 153 + 2) % 12;
    (era * 400 + year_of_era + i64::from(month < 2), month)
}

/// The first day of a month, since 1970.
fn first_day(year: i64, month: i64) -> i64 {
    let year = if month < 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 10) % 12) + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn a_candle_begins_where_its_name_says() {
        // 2024-12-17 16:12:42.843 UTC, a Tuesday; 00:12 of the next day in UTC+8.
        let time = 1_734_451_962_843;
        for (names, start, end) in [
            (["1min", "1m"], 1_734_451_920_000, 1_734_451_980_000),
            (["15min", "15M"], 1_734_451_200_000, 1_734_452_100_000),
            (["1h", "1H"], 1_734_451_200_000, 1_734_454_800_000),
            (["4h", "4H"], 1_734_451_200_000, 1_734_465_600_000),
            (["6h", "6H"], 1_734_451_200_000, 1_734_472_800_000),
            (["6Hutc", "6hutc"], 1_734_436_800_000, 1_734_458_400_000),
            (["1day", "1D"], 1_734_451_200_000, 1_734_537_600_000),
            (["1Dutc", "1dutc"], 1_734_393_600_000, 1_734_480_000_000),
            (["1week", "1W"], 1_734_278_400_000, 1_734_883_200_000),
            (["1Wutc", "1wutc"], 1_734_307_200_000, 1_734_912_000_000),
            (["1M", "1M"], 1_732_982_400_000, 1_735_660_800_000),
            (["1Mutc", "1mutc"], 1_733_011_200_000, 1_735_689_600_000),
        ] {
            for name in names {
                let interval = Interval::read(name).unwrap();
                let found = interval.start(time);
                assert_eq!((found, interval.end(found)), (start, end), "{name}");
                assert_eq!(interval.start(end - 1), start, "{name}");
                assert_eq!(interval.start(end), end, "{name}");
            }
        }
        for name in ["", "m", "0m", "1", "1y", "99999999999999999999m"] {
            assert_eq!(Interval::read(name), None, "{name}");
        }
    }

    #[test]
    fn february_has_its_leap_day() {
        let month = Interval::read("1Mutc").unwrap();
        // 2024-02-29 and 2100-02-28.
        for (day, start, end) in [
            (1_709_164_800_000, 1_706_745_600_000, 1_709_251_200_000),
            (4_107_456_000_000, 4_105_123_200_000, 4_107_542_400_000),
        ] {
            assert_eq!((month.start(day), month.end(start)), (start, end));
        }
    }
}
