//! Records: objects on the wire whose members are known by name.

use std::{
    fmt,
    marker::PhantomData,
    sync::atomic::{AtomicU8, Ordering},
};

use serde::{
    Serialize, Serializer,
    de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap,
};

use crate::wire::{Wire, carried::Carried};

/// Defines a struct that is an object on the wire, one member a field.
///
/// Members that are not named are ignored: exchanges add them. A field whose type has something
/// that stands for its absence ([`Wire::absent`]) may be missing; an `Option` that holds nothing is
/// not written. The word behind a name is the module of [`crate::wire`] that writes the field.
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
        pub struct $name:ident {
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
            const NAME: &'static str = stringify!($name);

            fn read<'de, A: ::serde::de::MapAccess<'de>>(members: A) -> Result<Self, A::Error> {
                const COUNT: usize = [$($member),*].len();
                static ORDER: $crate::records::Order<COUNT> = $crate::records::order();
                $(let mut $field: Option<$type> = None;)*
                $crate::records::fill(members, &ORDER, &mut [$(($member, &mut $field),)*])?;
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
                $crate::records::deserialize(from)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::records::serialize(self, to)
            }
        }
    };
    (@value $value:expr, $type:ty) => { $value };
    (@value $value:expr, $type:ty, $writer:ident) => {
        &$crate::records::Formed::<$type, $crate::wire::$writer::Form>::new($value)
    };
}

/// A struct that [`record!`](crate::record) has defined.
pub trait Record: Sized {
    /// Its name, for errors.
    const NAME: &'static str;

    /// Reads the members.
    ///
    /// # Errors
    /// When a member is missing, stands there twice, or does not fit.
    fn read<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;

    /// Writes the members that are not absent.
    ///
    /// # Errors
    /// Whatever the serializer reports.
    fn write<M: SerializeMap>(&self, to: &mut M) -> Result<(), M::Error>;
}

/// Reads a record.
#[doc(hidden)]
pub fn deserialize<'de, T: Record, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Record> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(to, "struct {}", T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            T::read(members)
        }
    }

    from.deserialize_map(Object(PhantomData))
}

/// Writes a record.
#[doc(hidden)]
pub fn serialize<T: Record, S: Serializer>(record: &T, to: S) -> Result<S::Ok, S::Error> {
    let mut members = to.serialize_map(None)?;
    record.write(&mut members)?;
    members.end()
}

/// A field that is being read. The generated code names fields through this, so that there is one
/// reader for each type and not one for each field.
#[doc(hidden)]
pub trait Slot<'de, A: MapAccess<'de>> {
    fn read(&mut self, members: &mut A) -> Result<(), A::Error>;
    fn is_filled(&self) -> bool;
    fn leave_absent(&mut self);
}

impl<'de, T: Wire, A: MapAccess<'de>> Slot<'de, A> for Option<T> {
    fn read(&mut self, members: &mut A) -> Result<(), A::Error> {
        let Carried(value) = members.next_value()?;
        *self = Some(value);
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

/// Reads members into the fields that have their names.
#[doc(hidden)]
pub fn fill<'de, A: MapAccess<'de>>(
    mut members: A,
    order: &[AtomicU8],
    fields: &mut [(&'static str, &mut dyn Slot<'de, A>)],
) -> Result<(), A::Error> {
    let mut order = order.iter();
    loop {
        let place = order.next();
        let guess = place.map_or(u8::MAX, |place| place.load(Ordering::Relaxed)).into();
        let Some(index) = members.next_key_seed(Key { fields, guess })? else { break };
        if index != guess
            && let (Some(place), Ok(index)) = (place, u8::try_from(index))
        {
            place.store(index, Ordering::Relaxed);
        }
        match fields.get_mut(index) {
            Some((name, field)) if field.is_filled() => {
                return Err(A::Error::duplicate_field(name));
            }
            Some((_, field)) => field.read(&mut members)?,
            None => drop(members.next_value::<IgnoredAny>()?),
        }
    }
    for (name, field) in fields {
        if !field.is_filled() {
            field.leave_absent();
            if !field.is_filled() {
                return Err(A::Error::missing_field(name));
            }
        }
    }
    Ok(())
}

/// The field of a member's name, looked for first where the last answer had it.
struct Key<'a, F> {
    fields: &'a [(&'static str, F)],
    guess: usize,
}

impl<'de, F> DeserializeSeed<'de> for Key<'_, F> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl<'de, F> Visitor<'de> for Key<'_, F> {
    type Value = usize;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        if self.fields.get(self.guess).is_some_and(|(name, _)| *name == key) {
            return Ok(self.guess);
        }
        let found = self.fields.iter().position(|(name, _)| *name == key);
        Ok(found.unwrap_or(usize::MAX))
    }
}

/// What a field holds after [`fill`].
#[doc(hidden)]
pub fn filled<T, E: Error>(field: Option<T>) -> Result<T, E> {
    field.ok_or_else(|| E::custom("a field was left out"))
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
