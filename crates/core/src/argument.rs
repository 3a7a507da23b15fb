//! What a caller may hand to a request builder, and how the builder writes it.

use std::{borrow::Cow, marker::PhantomData};

#[cfg(feature = "big-decimal")]
use bigdecimal::BigDecimal;
use rust_decimal::Decimal;
use serde_json::Serializer;
use venue_auth::Secret;

#[cfg(feature = "big-decimal")]
use crate::wire::{parse_big_decimal, plain};
use crate::{
    time::{DateTime, Timestamp},
    wire::{Form, Wire, parse_decimal},
};

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

/// A parameter value as it stands in a path or query, before percent-encoding.
pub trait Parameter {
    /// The text.
    fn text(&self) -> Cow<'_, str>;
}

impl Parameter for String {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

#[cfg(feature = "big-decimal")]
impl Parameter for BigDecimal {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(plain(self))
    }
}

impl Parameter for DateTime {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

macro_rules! by_display {
    ($($type:ty),*) => {$(
        impl Parameter for $type {
            fn text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
by_display!(i64, bool, Decimal);

impl<const UNITS: i64> Parameter for Timestamp<UNITS> {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

/// The value of a parameter of a path or query, of any type.
pub trait TextValue {
    /// The text, where there is a value.
    fn text(&self) -> Option<Cow<'_, str>>;
}

impl<T: Parameter> TextValue for Option<T> {
    fn text(&self) -> Option<Cow<'_, str>> {
        self.as_ref().map(Parameter::text)
    }
}

/// The value of a field of a JSON body, of any type.
pub trait JsonValue {
    /// Returns whether there is a value.
    fn is_given(&self) -> bool;

    /// Writes the value, where there is one.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()>;

    /// Says what in the value does not fit, with the path to it.
    fn misuse(&self) -> Option<String> {
        None
    }
}

impl<T: Wire> JsonValue for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }

    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()> {
        self.as_ref().map_or(Ok(()), |value| value.encode(&mut Serializer::new(to)))
    }

    fn misuse(&self) -> Option<String> {
        Wire::misuse(self)
    }
}

/// The value of a field, written in a form that is not its type's own; see [`crate::wire`].
#[derive(Debug)]
pub struct InForm<'a, T, F>(&'a Option<T>, PhantomData<F>);

impl<'a, T, F: Form<T>> InForm<'a, T, F> {
    /// Returns the value in that form.
    #[must_use]
    pub const fn of(value: &'a Option<T>) -> Self {
        Self(value, PhantomData)
    }
}

impl<T, F: Form<T>> JsonValue for InForm<'_, T, F> {
    fn is_given(&self) -> bool {
        self.0.is_some()
    }

    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()> {
        self.0.as_ref().map_or(Ok(()), |value| F::write(value, &mut Serializer::new(to)))
    }
}
