//! Requests as data: what a caller gives to an operation, and how it gets into path, query and
//! body.

mod filling;
mod macros;

use crate::{argument::Argument, wire::Failure};
pub use filling::Filling;

/// The parameters of an operation.
///
/// Each operation with parameters or a body has a type of its own, made by
/// [`request!`](crate::request). It is plain data: it can be made beforehand, kept, compared,
/// logged, serialised, and sent any number of times.
pub trait Request {
    /// Writes every field into its place.
    fn fill(&self, to: &mut Filling<'_>);
}

/// The request of an operation that takes nothing.
impl Request for () {
    fn fill(&self, _to: &mut Filling<'_>) {}
}

/// Values that were given and do not fit, by the field that they were given for.
///
/// They keep a request from being sent, unless the field is set again.
// Boxed twice, to be as small as a pointer: each request holds one, and next to none a fault.
#[allow(clippy::box_collection)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misuse(Option<Box<Vec<Fault>>>);

/// The name of a field, and why what was given for it does not fit.
type Fault = (&'static str, Box<str>);

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

    fn faults(&self) -> &[Fault] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Says what does not fit, or which of these fields must be given and was not.
    #[must_use]
    pub fn describe(&self, required: &[(&'static str, bool)]) -> Option<String> {
        let missing = required.iter().filter(|(_, given)| !given).map(|(name, _)| *name);
        let missing: Vec<&str> = missing.filter(|name| !self.is_about(name)).collect();
        if self.0.is_none() && missing.is_empty() {
            return None;
        }
        Some(said(self.faults(), &missing))
    }

    fn is_about(&self, name: &str) -> bool {
        self.faults().iter().any(|(of, _)| *of == name)
    }
}

/// All that is wrong with the fields of a request.
#[cold]
fn said(faults: &[Fault], missing: &[&str]) -> String {
    let mut said: Vec<String> =
        faults.iter().map(|(name, why)| format!("`{name}`: {why}")).collect();
    let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    if !missing.is_empty() {
        said.push(format!("{}: required and not given", missing.join(", ")));
    }
    said.join("; ")
}

/// Puts a path behind the name of a field: `[1].price` as it is, `price` behind a dot.
#[doc(hidden)]
#[must_use]
pub fn joined(inner: &str) -> String {
    if inner.starts_with('[') { inner.to_owned() } else { format!(".{inner}") }
}

/// Returns what was read for a field that a request must have.
#[doc(hidden)]
pub fn given<T>(field: Option<Option<T>>, wire: &str) -> Result<Option<T>, Failure> {
    match field.flatten() {
        None => Err(Failure::plain(format!("missing field `{wire}`"))),
        given => Ok(given),
    }
}
