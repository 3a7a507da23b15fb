//! Decimals that keep every digit, or say that they cannot.

use rust_decimal::Decimal;

/// Reads a plain decimal; `None` where it has more digits than can be kept.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    let value = plain.then(|| Decimal::from_str_exact(text).ok())??;
    Some(value.normalize())
}

/// The product, if it is exact.
pub(super) fn product(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let product = a.checked_mul(b)?;
    let exact = product.is_zero() && (a.is_zero() || b.is_zero())
        || product.scale() == a.scale().checked_add(b.scale())?;
    exact.then(|| product.normalize())
}

/// The sum, if it is exact.
pub(super) fn sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let sum = a.checked_add(b)?;
    (sum.is_zero() || sum.scale() >= a.scale().max(b.scale())).then(|| sum.normalize())
}

/// The sum of what goes into a sum.
pub(super) fn total(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.fold(Decimal::ZERO, |total, amount| sum(total, amount).unwrap_or(total))
}

#[cfg(test)]
mod tests {
    use super::{parse, product, sum};

    #[test]
    fn what_cannot_be_kept_is_not_rounded() {
        let tiny = parse("0.0000000000000001").unwrap_or_default();
        assert_eq!(product(tiny, tiny), None);
        let large = parse("79228162514264337593543950335").unwrap_or_default();
        assert_eq!(sum(large, tiny), None);
        assert_eq!(product(large, large), None);
        assert_eq!(parse("0.00000000000000000000000000001"), None);
        assert_eq!(parse("1e3"), None);
        let [a, b] = ["23222.5", "0.00000001"].map(|text| parse(text).unwrap_or_default());
        assert_eq!(product(a, b).map(|value| value.to_string()), Some("0.000232225".into()));
        assert_eq!(sum(a, b).map(|value| value.to_string()), Some("23222.50000001".into()));
    }
}
