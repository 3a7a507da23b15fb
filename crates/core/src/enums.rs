//! Open enums: the values that are documented by name, and every other one as it came.

/// Defines an enum whose values are text (or whole numbers) on the wire.
///
/// A value that is not among the documented ones reads as `Unknown` and keeps what was sent, so
/// that a response never fails because the exchange has added a value. Values compare exactly
/// first and then without case, since some exchanges write one value in several cases.
///
/// ```
/// venue_core::open_enum! {
///     /// Which side an order is on.
///     pub enum Side {
///         /// Buys.
///         Buy = "buy",
///         /// Sells.
///         Sell = "sell",
///     }
/// }
///
/// assert_eq!(Side::from("Buy"), Side::Buy);
/// assert_eq!(Side::from("hedge"), Side::Unknown("hedge".into()));
/// assert_eq!(Side::Sell.as_str(), "sell");
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: i64 {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value that was not documented when this crate was generated.
            Unknown(i64),
        }

        impl $name {
            /// The documented values.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)+];

            /// The number on the wire.
            #[must_use]
            #[inline]
            pub const fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value,
                }
            }

            /// The name of the value, or none where it is not documented.
            #[must_use]
            #[inline]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some(stringify!($variant)),)+
                    Self::Unknown(_) => None,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    other => Self::Unknown(other),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), to)
            }
        }

        impl $crate::wire::FromScalar for $name {
            const EXPECTED: &'static str = <i64 as $crate::wire::FromScalar>::EXPECTED;

            #[inline]
            fn from_scalar(scalar: &$crate::wire::Scalar<'_>) -> Result<Self, String> {
                <i64 as $crate::wire::FromScalar>::from_scalar(scalar).map(Self::from)
            }
        }

        impl $crate::wire::Wire for $name {
            $crate::scalar_readers!();

            #[inline]
            fn write(&self, to: &mut $crate::wire::Writer) {
                to.number(self.as_i64());
            }

            #[inline]
            fn blank() -> Self {
                Self::Unknown(0)
            }

            #[inline]
            fn shape() -> $crate::wire::Shape {
                $crate::wire::Shape::Integer
            }
        }

        impl $crate::Argument<$name> for i64 {
            #[inline]
            fn into_argument(self) -> Result<$name, ::std::borrow::Cow<'static, str>> {
                Ok($name::from(self))
            }
        }

        $crate::record!(@serde $name);
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value that was not documented when this crate was generated.
            Unknown(::std::boxed::Box<str>),
        }

        impl $name {
            /// The documented values.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)+];

            /// The text on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($value => return Self::$variant,)+
                    _ => {}
                }
                match text {
                    $(text if text.eq_ignore_ascii_case($value) => Self::$variant,)+
                    _ => Self::Unknown(text.into()),
                }
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                to.write_str(self.as_str())
            }
        }

        impl $crate::wire::FromScalar for $name {
            const EXPECTED: &'static str = "text";

            #[inline]
            fn from_scalar(scalar: &$crate::wire::Scalar<'_>) -> Result<Self, String> {
                match scalar {
                    $crate::wire::Scalar::Bool(true) => Ok(Self::from("true")),
                    $crate::wire::Scalar::Bool(false) => Ok(Self::from("false")),
                    other => other.digits().map(Self::from).ok_or_else(String::new),
                }
            }
        }

        impl $crate::wire::Wire for $name {
            $crate::scalar_readers!();

            #[inline]
            fn write(&self, to: &mut $crate::wire::Writer) {
                to.text(self.as_str());
            }

            #[inline]
            fn blank() -> Self {
                Self::Unknown(Default::default())
            }

            #[inline]
            fn shape() -> $crate::wire::Shape {
                $crate::wire::Shape::Text
            }
        }

        impl $crate::Argument<$name> for &str {
            #[inline]
            fn into_argument(self) -> Result<$name, ::std::borrow::Cow<'static, str>> {
                Ok($name::from(self))
            }
        }

        $crate::record!(@serde $name);
    };
}
