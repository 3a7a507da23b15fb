//! The macro that makes a struct a record.

/// Reads and writes a struct as an object on the wire, and gives it a constructor.
///
/// The table beside the struct has its fields with their names on the wire. Those with a type are
/// in every response, and the constructor takes them; those behind a `?` may be absent. The word
/// behind a name is the style in which the field is written: `number`, `quoted`, or the words of a
/// bool. Fields that the struct does not have are passed over, since exchanges add them; an
/// `Option` that holds nothing is not written. So much for JSON, which is read and written as the
/// exchange does it; for other serde formats see [Formats](crate::wire#formats).
/// `list "results"` lets the object be read from the bare list of that field too, which is how some
/// servers respond; everything else is then absent.
///
/// ```
/// use venue_core::{Decimal, time::TimestampMs};
///
/// /// A fill.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub struct Fill {
///     /// Price.
///     pub price: Decimal,
///     /// Time of the fill.
///     pub time: Option<TimestampMs>,
/// }
///
/// venue_core::record! { Fill
///     fields { price: Decimal = "priceAvg", ?time = "cTime" as quoted }
/// }
///
/// let fill: Fill = serde_json::from_str(r#"{"priceAvg": 1.10, "new": [], "cTime": 7}"#).unwrap();
/// assert_eq!(serde_json::to_string(&fill).unwrap(), r#"{"priceAvg":"1.10","cTime":"7"}"#);
///
/// // In a test of your own:
/// let mut made = Fill::new(Decimal::new(110, 2));
/// made.time = Some(TimestampMs::new(7));
/// assert_eq!(made, fill);
///
/// // In a file of your own:
/// assert_eq!(toml::to_string(&fill).unwrap(), "priceAvg = \"1.10\"\ncTime = 7\n");
/// ```
#[macro_export]
macro_rules! record {
    (
        $name:ident
        fields { $(
            $(? $opt:ident)? $($req:ident: $type:ty)? = $wire:literal $(as $style:ident)?
        ),* $(,)? }
        $(list $list:literal)?
    ) => {
        $crate::record! { @made $name
            $(($(? $opt)? $($req: $type)?))*
        }
        $crate::record! { @fields $name [$crate::record!(@layout $($list)?)]
            $((body $(? $opt)? $($req)? = $wire [$($style)?]))*
        }
        $crate::record!(@serde $name);
    };
    // The constructor, and what stands in the fields until they are read.
    (@made $name:ident $(($(? $opt:ident)? $($req:ident: $type:ty)?))*) => {
        impl $name {
            /// Makes a record of the fields that every response has; the others are absent and
            /// can be set afterwards. For tests: the client makes records of responses.
            #[must_use]
            #[inline]
            #[allow(clippy::too_many_arguments, clippy::new_without_default)]
            pub fn new($($($req: impl Into<$type>,)?)*) -> Self {
                Self { $($($req: $req.into(),)? $($opt: $crate::record::absent(),)?)* }
            }
        }

        impl $crate::record::Record for $name {
            #[inline]
            fn blank() -> Self {
                Self {
                    $($($req: $crate::wire::Wire::blank(),)? $($opt: $crate::record::absent(),)?)*
                }
            }

            $crate::record!(@slots_mut $($($opt)? $($req)?)*);
        }
    };
    // The table of the fields, and the way to them.
    (
        @fields $name:ident [$layout:expr]
        $(($place:ident $(? $opt:ident)? $($req:ident)? = $wire:tt [$($style:ident)?]))*
        $(misuse $misuse:ident)?
        $(id $id:ident)?
        $(ids $ids:ident.$each:ident)?
    ) => {
        impl $crate::record::Fields for $name {
            #[inline]
            fn table(&self) -> &'static $crate::wire::Table {
                static NAMES: &[&str] = &[$($crate::record!(@name $wire)),*];
                static FIELDS: [$crate::wire::Entry; NAMES.len()] = [$(
                    $crate::wire::Entry::new(
                        stringify!($($opt)? $($req)?),
                        $crate::record!(@place $place),
                        $crate::record!(@required $($req)?),
                        $crate::record!(@style $($style)?),
                    ),
                )*];
                static TABLE: $crate::wire::Table =
                    $crate::wire::Table::new(stringify!($name), $layout, NAMES, &FIELDS);
                &TABLE
            }

            #[inline]
            fn slots(&self, see: &mut dyn FnMut(&[&dyn $crate::record::Slot])) {
                see(&[$(&self.$($opt)? $($req)?),*]);
            }

            $(
                #[inline]
                fn faults(&self) -> Option<&[$crate::record::Fault]> {
                    Some(self.$misuse.faults())
                }
            )?

            $(
                #[inline]
                fn client_order_ids(&self, see: &mut dyn FnMut(&str)) {
                    self.$id.iter().for_each(|id| see(id));
                }
            )?

            $(
                #[inline]
                fn client_order_ids(&self, see: &mut dyn FnMut(&str)) {
                    let all = self.$ids.iter().flatten();
                    all.filter_map(|each| each.$each.as_deref()).for_each(|id| see(id));
                }
            )?
        }
    };
    (@slots_mut $($field:ident)*) => {
        #[inline]
        fn slots_mut(
            &mut self,
            see: &mut dyn FnMut(&mut [&mut dyn $crate::record::ReadSlot]),
        ) {
            see(&mut [$(&mut self.$field),*]);
        }
    };
    (@layout) => { $crate::wire::Layout::Object };
    (@layout $list:literal) => { $crate::wire::Layout::ObjectOrList($list) };
    (@name $name:tt) => { $name };
    (@place path) => { $crate::wire::Place::Path };
    (@place query) => { $crate::wire::Place::Query };
    (@place body) => { $crate::wire::Place::Body };
    (@place optional_body) => { $crate::wire::Place::OptionalBody };
    (@place whole_body) => { $crate::wire::Place::WholeBody };
    (@required) => { false };
    (@required $req:ident) => { true };
    (@style) => { $crate::wire::Style::Usual };
    (@style number) => { $crate::wire::Style::Number };
    (@style quoted) => { $crate::wire::Style::Quoted };
    (@style true_false) => { $crate::wire::Style::Words("false", "true") };
    (@style yes_no) => { $crate::wire::Style::Words("no", "yes") };
    (@style upper_yes_no) => { $crate::wire::Style::Words("NO", "YES") };
    (@style on_off) => { $crate::wire::Style::Words("off", "on") };
    (@serde $name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(from)
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, to)
            }
        }
    };
}
