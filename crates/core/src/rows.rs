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

        impl $crate::wire::Wire for $name {
            fn read(from: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Failure> {
                let mut items = from.items(concat!("an array for ", stringify!($name)))?;
                let row = Self {
                    $($field: $crate::rows::cell(&mut items, stringify!($field))?,)+
                };
                items.skip_rest()?;
                Ok(row)
            }

            fn encode<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(self, to)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(from)
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
    };
}

use crate::wire::{Failure, Items, Wire};

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
pub fn cell<T: Cell>(items: &mut Items<'_, '_>, name: &str) -> Result<T, Failure> {
    let value = items.item()?.or_else(T::missing);
    value.ok_or_else(|| Failure::new(format!("missing column `{name}`")))
}

/// Whether a column is written.
#[doc(hidden)]
pub fn present<T: Cell>(value: &T) -> bool {
    value.is_present()
}
