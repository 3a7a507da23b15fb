//! What a caller may hand to a request.

use std::borrow::Cow;

#[cfg(feature = "big-decimal")]
use bigdecimal::BigDecimal;
use rust_decimal::Decimal;
use venue_auth::Secret;

#[cfg(feature = "chrono")]
use crate::time::DateTime;
#[cfg(feature = "big-decimal")]
use crate::wire::parse_big_decimal;
use crate::{time::Timestamp, wire::parse_decimal};

/// A value that can stand for a `T` in a request: the `T` itself, or what converts without loss.
///
/// Decimals come from decimals, whole numbers and text. They do not come from floats: `0.1` is
/// not a tenth in binary, and the order would be sent with another price than the one meant.
///
/// ```compile_fail
/// fn price(_: impl venue_core::Argument<venue_core::Decimal>) {}
/// price(0.1);
/// ```
pub trait Argument<T> {
    /// Converts the value.
    ///
    /// # Errors
    /// When the value is not a `T`; says why.
    fn into_argument(self) -> Result<T, Cow<'static, str>>;
}

impl<T> Argument<T> for T {
    fn into_argument(self) -> Result<T, Cow<'static, str>> {
        Ok(self)
    }
}

macro_rules! from_text {
    ($($type:ty: $text:ident => $make:expr;)*) => {$(
        impl Argument<$type> for &str {
            fn into_argument(self) -> Result<$type, Cow<'static, str>> {
                let $text = self;
                $make
            }
        }

        impl Argument<$type> for &String {
            fn into_argument(self) -> Result<$type, Cow<'static, str>> {
                self.as_str().into_argument()
            }
        }
    )*};
}

from_text! {
    String: text => Ok(text.to_owned());
    Secret: text => Ok(Secret::new(text));
    Decimal: text => decimal(text, parse_decimal);
}

#[cfg(feature = "chrono")]
from_text! {
    DateTime: text => DateTime::parse(text).map_err(|why| format!("{} is {why}", quoted(text)).into());
}

#[cfg(feature = "big-decimal")]
from_text! {
    BigDecimal: text => decimal(text, parse_big_decimal);
}

fn decimal<T>(text: &str, parse: fn(&str) -> Result<T, String>) -> Result<T, Cow<'static, str>> {
    parse(text).map_err(|why| format!("{}: {why}", quoted(text)).into())
}

/// Returns how an error names a text: the text itself if it is short.
fn quoted(text: &str) -> String {
    if text.len() <= 60 { format!("{text:?}") } else { format!("a text of {} bytes", text.len()) }
}

impl Argument<Secret> for String {
    fn into_argument(self) -> Result<Secret, Cow<'static, str>> {
        Ok(Secret::new(self))
    }
}

#[cfg(feature = "big-decimal")]
impl Argument<BigDecimal> for Decimal {
    fn into_argument(self) -> Result<BigDecimal, Cow<'static, str>> {
        Ok(BigDecimal::new(self.mantissa().into(), i64::from(self.scale())))
    }
}

macro_rules! from_integers {
    ($to:ty: $($from:ty),*) => {$(
        impl Argument<$to> for $from {
            fn into_argument(self) -> Result<$to, Cow<'static, str>> {
                Ok(<$to>::from(self))
            }
        }
    )*};
}
from_integers!(Decimal: i32, i64, u32, u64);
#[cfg(feature = "big-decimal")]
from_integers!(BigDecimal: i32, i64, u32, u64);

macro_rules! to_i64 {
    ($($from:ty),*) => {$(
        impl Argument<i64> for $from {
            fn into_argument(self) -> Result<i64, Cow<'static, str>> {
                i64::try_from(self).map_err(|_| format!("{self} is too large").into())
            }
        }
    )*};
}
to_i64!(i8, i16, i32, u8, u16, u32, u64, usize);

impl<const UNITS: i64> Argument<Timestamp<UNITS>> for i64 {
    fn into_argument(self) -> Result<Timestamp<UNITS>, Cow<'static, str>> {
        Ok(Timestamp::new(self))
    }
}

impl<const UNITS: i64> Argument<Timestamp<UNITS>> for std::time::SystemTime {
    fn into_argument(self) -> Result<Timestamp<UNITS>, Cow<'static, str>> {
        Ok(self.into())
    }
}

#[cfg(feature = "chrono")]
impl<const UNITS: i64> Argument<Timestamp<UNITS>> for chrono::DateTime<chrono::Utc> {
    fn into_argument(self) -> Result<Timestamp<UNITS>, Cow<'static, str>> {
        Ok(self.into())
    }
}

impl<T: Clone> Argument<Vec<T>> for &[T] {
    fn into_argument(self) -> Result<Vec<T>, Cow<'static, str>> {
        Ok(self.to_vec())
    }
}

impl<T, A: Argument<T>, const N: usize> Argument<Vec<T>> for [A; N] {
    fn into_argument(self) -> Result<Vec<T>, Cow<'static, str>> {
        self.into_iter().map(Argument::into_argument).collect()
    }
}

impl<T, A: Argument<T>> Argument<Vec<T>> for &Vec<A>
where
    A: Clone,
{
    fn into_argument(self) -> Result<Vec<T>, Cow<'static, str>> {
        self.iter().cloned().map(Argument::into_argument).collect()
    }
}
