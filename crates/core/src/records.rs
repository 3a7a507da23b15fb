//! Records: objects on the wire whose members are known by name.

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicU8, Ordering},
};

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Failure, Reader, Wire, carried::Carried};

/// Defines a struct that is an object on the wire, one member a field.
///
/// Members that are not named are ignored: exchanges add them. A field whose type has something
/// that stands for its absence ([`Wire::absent`]) may be missing; an `Option` that holds nothing is
/// not written. The word behind a name is the module of [`crate::wire`] that writes the field.
/// `or ["member"]` behind the name of the struct lets it be read from the bare list of that member
/// too, which is how some servers answer; everything else is then absent.
///
/// ```
/// venue_core::record! {
///     /// A fill.
///     pub struct Fill {
///         /// Price.
///         pub price: venue_core::Decimal => "priceAvg",
///         /// Time of the fill.
///         pub time: Option<venue_core::time::TimestampMs> => "cTime" as quoted,
///     }
/// }
///
/// let fill: Fill = serde_json::from_str(r#"{"priceAvg": 1.10, "new": [], "cTime": 7}"#).unwrap();
/// assert_eq!(serde_json::to_string(&fill).unwrap(), r#"{"priceAvg":"1.10","cTime":"7"}"#);
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(or [$list:literal])? {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty => $member:literal $(as $writer:ident)?,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::records::Record for $name {
            fn read(from: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Failure> {
                const COUNT: usize = [$($member),*].len();
                static ORDER: $crate::records::Order<COUNT> = $crate::records::order();
                $(let mut $field: Option<$type> = None;)*
                let fields: &mut [$crate::records::Field<'_>] = &mut [$(($member, &mut $field),)*];
                $(if from.is_list() {
                    $crate::records::fill_list(from, fields, $list)?;
                } else)? {
                    let expected = $crate::record!(@expected $name $($list)?);
                    $crate::records::fill(from, expected, &ORDER, fields)?;
                }
                Ok(Self { $($field: $crate::records::filled($field)?,)* })
            }

            fn write<M: ::serde::ser::SerializeMap>(&self, to: &mut M) -> Result<(), M::Error> {
                $crate::records::write(to, &[
                    $(($member, $crate::record!(@value &self.$field, $type $(, $writer)?)),)*
                ])
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(from)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, to)
            }
        }
    };
    (@expected $name:ident) => { concat!("struct ", stringify!($name)) };
    (@expected $name:ident $list:literal) => { "a page or a list" };
    (@value $value:expr, $type:ty) => { $value };
    (@value $value:expr, $type:ty, $writer:ident) => {
        &$crate::records::Formed::<$type, $crate::wire::$writer::Form>::new($value)
    };
}

/// A struct that [`record!`](crate::record) has defined.
pub trait Record: Sized {
    /// Reads the members.
    ///
    /// # Errors
    /// When a member is missing, stands there twice, or does not fit.
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure>;

    /// Writes the members that are not absent.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    fn write<M: SerializeMap>(&self, to: &mut M) -> Result<(), M::Error>;
}

impl<T: Record> Wire for T {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        <T as Record>::read(from)
    }

    fn encode<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut members = to.serialize_map(None)?;
        self.write(&mut members)?;
        members.end()
    }
}

/// A field that is being read, and the name of its member. The generated code names fields through
/// this, so that there is one reader for each type and not one for each field.
#[doc(hidden)]
pub type Field<'a> = (&'static str, &'a mut dyn Slot);

#[doc(hidden)]
pub trait Slot {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure>;
    fn is_filled(&self) -> bool;
    fn leave_absent(&mut self);
}

impl<T: Wire> Slot for Option<T> {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure> {
        *self = Some(T::read(from)?);
        Ok(())
    }

    fn is_filled(&self) -> bool {
        self.is_some()
    }

    fn leave_absent(&mut self) {
        *self = T::absent();
    }
}

/// In which order an exchange sends the members of a record, as learnt from the answers so far:
/// the field at each place. A guess, to look there first.
#[doc(hidden)]
pub type Order<const COUNT: usize> = [AtomicU8; COUNT];

/// An order in which nothing is known.
#[doc(hidden)]
#[must_use]
pub const fn order<const COUNT: usize>() -> Order<COUNT> {
    [const { AtomicU8::new(u8::MAX) }; COUNT]
}

/// Reads members into the fields that have their names, each looked for first where the last
/// answer had it.
#[doc(hidden)]
pub fn fill(
    from: &mut Reader<'_>,
    expected: &str,
    order: &[AtomicU8],
    fields: &mut [Field<'_>],
) -> Result<(), Failure> {
    let mut places = order.iter();
    from.members(expected, &mut |name, value| {
        let place = places.next();
        let guess = place.map_or(u8::MAX, |place| place.load(Ordering::Relaxed)).into();
        let is_field = |field: &Field<'_>| field.0 == name;
        let index = match fields.get(guess) {
            Some(field) if is_field(field) => Some(guess),
            _ => fields.iter().position(is_field),
        };
        let Some(index) = index else { return value.skip().map(drop) };
        if index != guess
            && let (Some(place), Ok(index)) = (place, u8::try_from(index))
        {
            place.store(index, Ordering::Relaxed);
        }
        match fields.get_mut(index) {
            Some((_, field)) if !field.is_filled() => field.read(value),
            _ => Err(Failure::plain(format!("duplicate field `{name}`"))),
        }
    })?;
    leave_absent(fields)
}

/// Reads a list into the field of this name, which is all there is.
#[doc(hidden)]
pub fn fill_list(
    from: &mut Reader<'_>,
    fields: &mut [Field<'_>],
    list: &str,
) -> Result<(), Failure> {
    match fields.iter_mut().find(|(name, _)| *name == list) {
        Some((_, field)) => field.read(from)?,
        None => drop(from.skip()?),
    }
    leave_absent(fields)
}

/// Sees to the fields that the answer did not fill.
fn leave_absent(fields: &mut [Field<'_>]) -> Result<(), Failure> {
    for (name, field) in fields {
        if !field.is_filled() {
            field.leave_absent();
            if !field.is_filled() {
                return Err(Failure::plain(format!("missing field `{name}`")));
            }
        }
    }
    Ok(())
}

/// What a field holds after [`fill`].
#[doc(hidden)]
pub fn filled<T>(field: Option<T>) -> Result<T, Failure> {
    field.ok_or_else(|| Failure::new("a field was left out"))
}

/// A field that is being written.
#[doc(hidden)]
pub trait Member<M: SerializeMap> {
    fn write(&self, name: &'static str, to: &mut M) -> Result<(), M::Error>;
}

impl<T: Wire, M: SerializeMap> Member<M> for T {
    fn write(&self, name: &'static str, to: &mut M) -> Result<(), M::Error> {
        if self.is_absent() { Ok(()) } else { to.serialize_entry(name, &Carried(self)) }
    }
}

/// A way of writing values of a type that is not the type's own.
#[doc(hidden)]
pub trait Form<T> {
    fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error>;
}

/// A field that is written in a form that is not its type's own.
#[doc(hidden)]
pub struct Formed<'a, T, F>(&'a T, PhantomData<F>);

impl<'a, T, F> Formed<'a, T, F> {
    pub fn new(value: &'a T) -> Self {
        Self(value, PhantomData)
    }
}

impl<T, F: Form<T>> Serialize for Formed<'_, T, F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        F::write(self.0, to)
    }
}

impl<T: Wire, F: Form<T>, M: SerializeMap> Member<M> for Formed<'_, T, F> {
    fn write(&self, name: &'static str, to: &mut M) -> Result<(), M::Error> {
        if self.0.is_absent() { Ok(()) } else { to.serialize_entry(name, self) }
    }
}

/// Writes members.
#[doc(hidden)]
pub fn write<M: SerializeMap>(
    to: &mut M,
    members: &[(&'static str, &dyn Member<M>)],
) -> Result<(), M::Error> {
    members.iter().try_for_each(|(name, member)| member.write(name, to))
}
