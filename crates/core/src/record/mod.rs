//! Records: structs whose fields are known by name on the wire, or by their place in an array.

mod faults;
mod macros;
mod tuple;

use std::fmt::Debug;

pub use faults::Fault;
pub(crate) use faults::Faults;
#[doc(hidden)]
pub use tuple::in_order;

use crate::wire::{Failure, Layout, MayBeAbsent, Reader, Shape, Style, Table, Wire, Writer};

/// A struct with a table of its fields, of whatever type they are.
///
/// What reads, writes and checks a record is written once, over this; the macros give each struct
/// the way to its fields.
pub trait Fields {
    /// Returns what is known of the fields.
    fn table(&self) -> &'static Table;

    /// Shows the fields, in the order of the table.
    fn slots(&self, see: &mut dyn FnMut(&[&dyn Slot]));

    /// Returns what a caller gave for a request that does not fit. Of what is read, there is none.
    fn faults(&self) -> Option<&[Fault]> {
        None
    }

    /// Shows the caller's ids of the orders in a request.
    fn client_order_ids(&self, _see: &mut dyn FnMut(&str)) {}
}

/// A struct that [`record!`](crate::record!), [`tuple!`](crate::tuple!) or
/// [`request!`](crate::request) has defined.
pub trait Record: Fields + Debug + Sized {
    /// Returns a record in which nothing has been read yet.
    #[must_use]
    fn blank() -> Self;

    /// Shows the fields, to be read.
    fn slots_mut(&mut self, see: &mut dyn FnMut(&mut [&mut dyn ReadSlot]));
}

/// What stands for a field that may be absent until it is read.
#[doc(hidden)]
#[must_use]
pub fn absent<T: MayBeAbsent>() -> T {
    T::blank()
}

/// A field that is read. Apart from [`Slot`], since few programs read requests.
pub trait ReadSlot {
    /// Reads the field.
    ///
    /// # Errors
    /// As [`Wire::read`].
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure>;

    /// Returns whether there is a value.
    fn is_present(&self) -> bool;
}

impl<T: Wire> ReadSlot for T {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure> {
        *self = <T as Wire>::read(from)?;
        Ok(())
    }

    fn is_present(&self) -> bool {
        self.present().is_some()
    }
}

/// A field of a record, whatever its type.
pub trait Slot {
    /// Writes the field.
    fn write(&self, to: &mut Writer);

    /// Returns the value, unless it is absent.
    fn present(&self) -> Option<&dyn Debug>;

    /// Says what a caller gave that does not fit.
    fn misuse(&self) -> Option<String>;

    /// Returns what the field looks like in formats other than JSON.
    fn shape(&self) -> Shape;
}

impl<T: Wire> Slot for T {
    fn write(&self, to: &mut Writer) {
        Wire::write(self, to);
    }

    fn present(&self) -> Option<&dyn Debug> {
        Wire::present(self)
    }

    fn misuse(&self) -> Option<String> {
        Wire::misuse(self)
    }

    fn shape(&self) -> Shape {
        T::shape()
    }
}

impl<T: Record> Wire for T {
    fn read(from: &mut Reader<'_>) -> Result<Self, Failure> {
        let mut record = T::blank();
        let (table, is_request) = (record.table(), record.faults().is_some());
        let mut result = Ok(());
        record.slots_mut(&mut |slots| result = fill(from, table, is_request, slots));
        result.map(|()| record)
    }

    fn write(&self, to: &mut Writer) {
        write(to, self);
    }

    fn shape() -> Shape {
        Shape::Record(T::blank().table(), |index| {
            let mut shape = Shape::Json;
            T::blank().slots(&mut |slots| {
                if let Some(slot) = slots.get(index) {
                    shape = slot.shape();
                }
            });
            shape
        })
    }

    fn blank() -> Self {
        <T as Record>::blank()
    }

    fn misuse(&self) -> Option<String> {
        faults::misuse(self)
    }
}

/// Reads the fields of a record.
fn fill(
    from: &mut Reader<'_>,
    table: &Table,
    is_request: bool,
    slots: &mut [&mut dyn ReadSlot],
) -> Result<(), Failure> {
    match table.layout {
        Layout::Array => columns(from, table, slots),
        Layout::ObjectOrList(name) if from.is_list() => list(from, table, name, slots),
        _ => fields(from, table, slots, is_request),
    }
}

/// Which fields have been read.
#[derive(Default)]
struct Seen([u64; 4]);

impl Seen {
    /// Notes a field. Returns whether it is the first time.
    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        let Some(word) = self.0.get_mut(index / 64) else { return false };
        let bit = 1 << (index % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

/// Reads fields by name.
fn fields(
    from: &mut Reader<'_>,
    table: &Table,
    slots: &mut [&mut dyn ReadSlot],
    is_request: bool,
) -> Result<(), Failure> {
    if !from.is_object() {
        return Err(another(from, table));
    }
    let mut seen = Seen::default();
    let mut position = 0..;
    from.fields("an object", &mut |name, value| {
        let position = position.next().unwrap_or(usize::MAX);
        let Some(index) = table.find(position, name) else { return value.skip().map(drop) };
        match slots.get_mut(index) {
            Some(slot) if seen.insert(index) => slot.read(value),
            _ => Err(Failure::duplicate(name)),
        }
    })?;
    for (index, (name, entry)) in table.iter().enumerate() {
        // In a request all fields may be absent, until it is sent.
        let given = !is_request || slots.get(index).is_some_and(|slot| slot.is_present());
        if entry.required && (seen.insert(index) || !given) {
            return Err(Failure::plain(format!("missing field `{name}`")));
        }
    }
    Ok(())
}

/// Something else is ahead than the record.
#[cold]
fn another(from: &mut Reader<'_>, table: &Table) -> Failure {
    let name = table.name;
    from.another(&match table.layout {
        Layout::Object => format!("struct {name}"),
        Layout::ObjectOrList(_) => "a page or a list".to_owned(),
        Layout::Array => format!("an array for {name}"),
    })
}

/// Reads a list into the field of this name, which is all there is.
fn list(
    from: &mut Reader<'_>,
    table: &Table,
    list: &str,
    slots: &mut [&mut dyn ReadSlot],
) -> Result<(), Failure> {
    for ((name, entry), slot) in table.iter().zip(slots) {
        if name == list {
            slot.read(from)?;
        } else if entry.required {
            return Err(Failure::plain(format!("missing field `{name}`")));
        }
    }
    Ok(())
}

/// Reads the columns of an array; those that may be absent may be missing at its end.
fn columns(
    from: &mut Reader<'_>,
    table: &Table,
    slots: &mut [&mut dyn ReadSlot],
) -> Result<(), Failure> {
    if !from.is_list() {
        return Err(another(from, table));
    }
    let mut items = from.items("an array")?;
    for ((name, entry), slot) in table.iter().zip(slots) {
        if items.next(|value| slot.read(value))?.is_none() && entry.required {
            return Err(Failure::new(format!("missing column `{name}`")));
        }
    }
    items.skip_rest()
}

/// Writes the fields that are not absent.
fn write(to: &mut Writer, record: &dyn Fields) {
    if let Some(why) = faults::misuse(record) {
        return to.fail(why);
    }
    let table = record.table();
    let is_array = table.layout == Layout::Array;
    let (open, close) = if is_array { ('[', ']') } else { ('{', '}') };
    to.begin(open);
    record.slots(&mut |slots| {
        // What is absent is left out at the end of an array, and null before other columns.
        let mut absent = 0_usize;
        for ((name, entry), slot) in table.iter().zip(slots) {
            if slot.present().is_none() {
                absent = absent.saturating_add(1);
                continue;
            }
            match is_array {
                true => (0..std::mem::take(&mut absent)).for_each(|_| to.null()),
                false => to.key(name),
            }
            to.set_style(entry.style);
            slot.write(to);
        }
    });
    to.set_style(Style::Usual);
    to.end(close);
}

/// Shows what is given in a request.
#[doc(hidden)]
pub fn debug(record: &dyn Fields, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let table = record.table();
    let mut shown = to.debug_struct(table.name);
    record.slots(&mut |slots| {
        for (entry, slot) in table.fields.iter().zip(slots) {
            if let Some(value) = slot.present() {
                shown.field(entry.name, &value);
            }
        }
    });
    shown.finish()
}
