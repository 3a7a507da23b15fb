//! Requests as data: what a caller gives to an operation, and how it gets into path, query and
//! body.
//!
//! Each operation with parameters or a body has a type of its own, made by
//! [`request!`](crate::request). It is plain data: it can be made beforehand, kept, compared,
//! logged, serialised, and sent any number of times.

mod filling;
mod macros;
#[cfg(test)]
mod tests;

use crate::{
    argument::Argument,
    record::{Fault, Fields, Slot},
    wire::{Layout, Table},
};
pub(crate) use filling::fill;

/// The request of an operation that takes nothing.
impl Fields for () {
    fn table(&self) -> &'static Table {
        static NONE: Table = Table::new("()", Layout::Object, &[], &[]);
        &NONE
    }

    fn slots(&self, _see: &mut dyn FnMut(&[&dyn Slot])) {}
}

/// Values that were given and do not fit, by the field that they were given for.
///
/// They keep a request from being sent, unless the field is set again.
// Boxed twice, to be as small as a pointer: each request holds one, and next to none a fault.
#[allow(clippy::box_collection)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misuse(Option<Box<Vec<Fault>>>);

impl Misuse {
    /// Takes what the caller gives for a field into its place.
    #[inline]
    pub fn set<T>(&mut self, name: &'static str, place: &mut Option<T>, value: impl Argument<T>) {
        match value.into_argument() {
            Ok(value) => {
                *place = Some(value);
                if self.0.is_some() {
                    self.forget(name);
                }
            }
            Err(why) => {
                *place = None;
                self.add(name, why.into());
            }
        }
    }

    #[cold]
    fn add(&mut self, name: &'static str, why: Box<str>) {
        self.forget(name);
        self.0.get_or_insert_default().push((name, why));
    }

    #[cold]
    fn forget(&mut self, name: &str) {
        if let Some(faults) = &mut self.0 {
            faults.retain(|(of, _)| *of != name);
            if faults.is_empty() {
                self.0 = None;
            }
        }
    }

    /// Returns them.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}
