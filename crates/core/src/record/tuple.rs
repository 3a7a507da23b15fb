//! The macro that makes a struct a tuple: a record that is an array on the wire, such as
//! `["27000.5", "0.8"]`.

/// Reads and writes a struct as an array on the wire, and gives it a constructor.
///
/// The table beside the struct has its fields with their positions in the array; those behind a
/// `?` may be missing at its end. The word
/// behind a position is the style in which the field is written. Elements beyond the named ones are passed over, since
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
            $(? $opt:ident)? $($req:ident: $type:ty)? = $position:literal $(as $style:ident)?
        ),* $(,)? }
    ) => {
        const _: () = assert!(
            $crate::record::in_order(&[$($position),*]),
            "the columns of a tuple stand in their order"
        );

        $crate::record! { @made $name
            $(($(? $opt)? $($req: $type)?))*
        }
        $crate::record! { @fields $name [$crate::wire::Layout::Array]
            $((body $(? $opt)? $($req)? = (stringify!($($opt)? $($req)?)) [$($style)?]))*
        }
        $crate::record!(@serde $name);
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
        next = next.saturating_add(1);
        rest = behind;
    }
    true
}
