//! Records that are arrays on the wire: `["27000.5", "0.8"]`.

/// Defines a struct that is an array on the wire, one element a field.
///
/// Elements beyond the named ones are ignored: exchanges add columns. A field of type `Option` may
/// be missing at the end. The word behind a type names the module of [`crate::wire`] that writes it.
///
/// ```
/// venue_core::row! {
///     /// One price level.
///     pub struct BookLevel {
///         /// Price.
///         pub price: venue_core::Decimal => serialize,
///         /// Quantity.
///         pub quantity: venue_core::Decimal => serialize,
///     }
/// }
///
/// let level: BookLevel = serde_json::from_str(r#"["27000.5", 0.80, "new column"]"#).unwrap();
/// assert_eq!(level.quantity.to_string(), "0.80");
/// assert_eq!(serde_json::to_string(&level).unwrap(), r#"["27000.5","0.80"]"#);
/// ```
#[macro_export]
macro_rules! row {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty => $($writer:ident)::+,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Row;

                impl<'de> ::serde::de::Visitor<'de> for Row {
                    type Value = $name;

                    fn expecting(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        to.write_str(concat!("an array for ", stringify!($name)))
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(
                        self,
                        mut items: A,
                    ) -> Result<Self::Value, A::Error> {
                        let row = $name {
                            $($field: $crate::rows::cell(&mut items, stringify!($field))?,)+
                        };
                        while items.next_element::<::serde::de::IgnoredAny>()?.is_some() {}
                        Ok(row)
                    }
                }

                from.deserialize_seq(Row)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeSeq;
                let mut row = to.serialize_seq(None)?;
                // What is absent is left out at the end, and null before other columns.
                let mut absent = 0;
                $({
                    struct Cell<'a>(&'a $type);
                    impl ::serde::Serialize for Cell<'_> {
                        fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                            $crate::wire::$($writer)::+(self.0, to)
                        }
                    }
                    if $crate::rows::present(&self.$field) {
                        for _ in 0..::std::mem::take(&mut absent) {
                            row.serialize_element(&())?;
                        }
                        row.serialize_element(&Cell(&self.$field))?;
                    } else {
                        absent += 1;
                    }
                })+
                row.end()
            }
        }

        $crate::records!($name);
    };
}

/// Lets a page be read from the bare list of its items, which is how some servers answer.
///
/// Everything else in the page is then absent.
#[macro_export]
macro_rules! bare_list {
    ($page:ident, $list:ident) => {
        impl $crate::wire::Wire for $page {
            fn decode<'de, D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Either;

                impl<'de> ::serde::de::Visitor<'de> for Either {
                    type Value = $page;

                    fn expecting(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        to.write_str("a page or a list")
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(
                        self,
                        items: A,
                    ) -> Result<Self::Value, A::Error> {
                        let items = ::serde::de::value::SeqAccessDeserializer::new(items);
                        Ok($page { $list: $crate::wire::deserialize(items)?, ..Default::default() })
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        members: A,
                    ) -> Result<Self::Value, A::Error> {
                        let members = ::serde::de::value::MapAccessDeserializer::new(members);
                        ::serde::Deserialize::deserialize(members)
                    }
                }

                from.deserialize_any(Either)
            }

            fn encode<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(self, to)
            }
        }
    };
}

use serde::de::{Error, SeqAccess};

use crate::wire::{Wire, carried::Carried};

/// A value that a row may hold.
pub trait Cell: Wire {
    /// What stands for a column that is not there.
    #[must_use]
    fn missing() -> Option<Self> {
        None
    }

    /// Whether the column is written.
    fn is_present(&self) -> bool {
        true
    }
}

impl<T: Wire> Cell for Option<T> {
    fn missing() -> Option<Self> {
        Some(None)
    }

    fn is_present(&self) -> bool {
        self.is_some()
    }
}

macro_rules! cells {
    ($($type:ty),*) => {$(impl Cell for $type {})*};
}
cells!(String, i64, bool, crate::Decimal, crate::time::DateTime);
#[cfg(feature = "big-decimal")]
cells!(crate::BigDecimal);

impl<const UNITS: i64> Cell for crate::time::Timestamp<UNITS> {}

/// Reads the next column.
#[doc(hidden)]
pub fn cell<'de, T: Cell, A: SeqAccess<'de>>(items: &mut A, name: &str) -> Result<T, A::Error> {
    match items.next_element::<Carried<T>>()? {
        Some(Carried(value)) => Ok(value),
        None => {
            T::missing().ok_or_else(|| A::Error::custom(format_args!("missing column `{name}`")))
        }
    }
}

/// Whether a column is written.
#[doc(hidden)]
pub fn present<T: Cell>(value: &T) -> bool {
    value.is_present()
}
