//! Tuples: records that are arrays on the wire, such as `["27000.5", "0.8"]`.

use crate::wire::{Failure, Items, Wire};

/// Reads and writes a struct as an array on the wire, and gives it a constructor.
///
/// The table beside the struct has its fields with their positions in the array; those behind a
/// `?` may be missing at its end. The word behind a name is the module of
/// [`crate::wire`] that writes the field. Elements beyond the named ones are passed over, since
/// exchanges add columns. In CSV a tuple is a line without headers; for other serde formats see
/// [Formats](crate::wire#formats).
///
/// ```
/// use venue_core::Decimal;
///
/// /// One price level.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub struct BookLevel {
///     /// Price.
///     pub price: Decimal,
///     /// Quantity.
///     pub quantity: Decimal,
/// }
///
/// venue_core::tuple! { BookLevel
///     fields { price: Decimal = 0, quantity: Decimal = 1 }
/// }
///
/// let level: BookLevel = serde_json::from_str(r#"["27000.5", 0.80, "new column"]"#).unwrap();
/// assert_eq!(level.quantity.to_string(), "0.80");
/// assert_eq!(serde_json::to_string(&level).unwrap(), r#"["27000.5","0.80"]"#);
/// ```
#[macro_export]
macro_rules! tuple {
    (
        $name:ident
        fields { $(
            $(? $opt:ident)? $($req:ident: $type:ty)? = $position:literal $(as $writer:ident)?
        ),* $(,)? }
    ) => {
        const _: () = assert!(
            $crate::tuple::in_order(&[$($position),*]),
            "the columns of a tuple stand in their order"
        );

        impl $name {
            /// Makes a tuple of what is always there; the rest is absent and can be set
            /// afterwards. For tests: the client makes tuples of responses.
            #[must_use]
            #[allow(clippy::too_many_arguments, clippy::new_without_default)]
            #[inline]
            pub fn new($($($req: impl Into<$type>,)?)*) -> Self {
                Self { $($($req: $req.into(),)? $($opt: Default::default(),)?)* }
            }
        }

        impl $crate::wire::Wire for $name {
            #[inline]
            fn read(from: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Failure> {
                let mut items = from.items(concat!("an array for ", stringify!($name)))?;
                let tuple = Self {
                    $(
                        $($req: $crate::tuple::column(&mut items, stringify!($req))?,)?
                        $($opt: $crate::tuple::column(&mut items, stringify!($opt))?,)?
                    )*
                };
                items.skip_rest()?;
                Ok(tuple)
            }

            #[inline]
            fn encode<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeSeq;
                let mut columns = to.serialize_seq(None)?;
                // What is absent is left out at the end, and null before other columns.
                let mut absent = 0;
                $($crate::tuple!(
                    @write columns, absent, &self.$($req)? $($opt)? $(, $writer)?
                );)*
                columns.end()
            }

            #[inline]
            fn shape() -> $crate::wire::Shape {
                $crate::wire::Shape::Tuple(const {
                    &[$($crate::wire::field_shape(|of: &$name| &of.$($req)? $($opt)?),)*]
                })
            }
        }

        $crate::record!(@serde $name);
    };
    (@write $columns:ident, $absent:ident, $value:expr $(, $writer:ident)?) => {
        if $crate::wire::Wire::is_absent($value) {
            $absent += 1;
        } else {
            for _ in 0..::std::mem::take(&mut $absent) {
                $columns.serialize_element(&())?;
            }
            $columns.serialize_element($crate::tuple!(@value $value $(, $writer)?))?;
        }
    };
    (@value $value:expr) => { &$crate::wire::Carried($value) };
    (@value $value:expr, $writer:ident) => {
        &$crate::record::Formed::<_, $crate::wire::$writer::Form>::new($value)
    };
}

/// Whether positions count up from zero.
#[doc(hidden)]
#[must_use]
pub const fn in_order(positions: &[usize]) -> bool {
    let mut next = 0;
    let mut rest = positions;
    while let [position, behind @ ..] = rest {
        if *position != next {
            return false;
        }
        next += 1;
        rest = behind;
    }
    true
}

/// Reads the next column; one that may be absent may be missing.
#[doc(hidden)]
pub fn column<T: Wire>(items: &mut Items<'_, '_>, name: &str) -> Result<T, Failure> {
    let value = items.item()?.or_else(T::absent);
    value.ok_or_else(|| Failure::new(format!("missing column `{name}`")))
}
