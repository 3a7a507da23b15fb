//! Reading the exchange's time.

use super::refusal::{field, scalar};
use crate::{operation::Operation, time::TimestampMs};

/// Returns the exchange's time in a response of the operation that tells it.
pub(crate) fn exchange_time(operation: &Operation, body: &[u8]) -> Option<TimestampMs> {
    let mut text = std::str::from_utf8(body).ok()?;
    if let Some(envelope) = operation.envelope {
        text = field(text, envelope.data)?;
    }
    milliseconds(scalar(field(text, operation.clock?)?)?.parse().ok()?)
}

/// Takes seconds, milliseconds or microseconds, by their size. Nothing else is a time to go by.
fn milliseconds(number: i64) -> Option<TimestampMs> {
    let time = match number {
        ..=0 => return None,
        1..100_000_000_000 => number.checked_mul(1_000)?,
        100_000_000_000..100_000_000_000_000 => number,
        _ => number / 1_000,
    };
    Some(TimestampMs::new(time))
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;

    static TIME: Operation = Operation::new("time", Method::GET, "/time").clock("serverTime");

    fn read(number: impl std::fmt::Display) -> Option<i64> {
        let body = format!(r#"{{"serverTime":{number}}}"#);
        exchange_time(&TIME, body.as_bytes()).map(TimestampMs::get)
    }

    #[test]
    fn the_unit_of_a_server_time_is_told_by_its_size() {
        for number in [1_700_000_000_i64, 1_700_000_000_000, 1_700_000_000_000_000] {
            assert_eq!(read(number), Some(1_700_000_000_000));
        }
    }

    #[test]
    fn no_number_that_a_server_sends_as_its_time_overflows() {
        for number in [i64::MIN, i64::MIN + 1, -1_700_000_000, -1, 0] {
            assert_eq!(read(number), None, "{number}");
            assert_eq!(read(format!("\"{number}\"")), None, "{number}");
        }
        for number in [1, 99_999_999_999, 100_000_000_000, 99_999_999_999_999, i64::MAX] {
            assert!(read(number).is_some(), "{number}");
        }
        assert_eq!(read("18446744073709551616"), None);
    }
}
