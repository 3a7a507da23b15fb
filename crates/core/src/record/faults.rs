//! What a caller gave that does not fit, and what is missing.

use super::Fields;

/// The name of a field, and why what was given for it does not fit.
pub type Fault = (&'static str, Box<str>);

/// All that keeps a request from being sent.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    own: Vec<Fault>,
    missing: Vec<&'static str>,
}

impl Faults {
    /// Gathers what was refused when it was set, and what is required and was not given.
    pub(crate) fn of(request: &dyn Fields) -> Self {
        let own = request.faults().unwrap_or_default().to_vec();
        let mut faults = Self { own, missing: Vec::new() };
        let fields = request.table().fields;
        if fields.iter().any(|entry| entry.required) {
            request.slots(&mut |slots| {
                for (entry, slot) in fields.iter().zip(slots) {
                    let told = || faults.own.iter().any(|(name, _)| *name == entry.name);
                    if entry.required && slot.present().is_none() && !told() {
                        faults.missing.push(entry.name);
                    }
                }
            });
        }
        faults
    }

    /// Adds a field that does not fit.
    #[cold]
    pub(crate) fn add(&mut self, name: &'static str, why: impl Into<Box<str>>) {
        self.own.push((name, why.into()));
    }

    /// Says what is wrong, where something is.
    pub(crate) fn describe(&self) -> Option<String> {
        let mut said: Vec<String> =
            self.own.iter().map(|(name, why)| format!("`{name}`: {why}")).collect();
        let missing: Vec<String> = self.missing.iter().map(|name| format!("`{name}`")).collect();
        if !missing.is_empty() {
            said.push(format!("{}: required and not given", missing.join(", ")));
        }
        (!said.is_empty()).then(|| said.join("; "))
    }
}

/// Says what keeps a request from being sent, in it or in an object inside of it; of what was
/// read, nothing.
pub(crate) fn misuse(record: &dyn Fields) -> Option<String> {
    record.faults()?;
    Faults::of(record).describe().or_else(|| {
        let mut inner = None;
        record.slots(&mut |slots| {
            inner = record.table().fields.iter().zip(slots).find_map(|(entry, slot)| {
                Some(format!("{}{}", entry.name, joined(&slot.misuse()?)))
            });
        });
        inner
    })
}

/// Puts a path behind the name of a field: `[1].price` as it is, `price` behind a dot.
fn joined(inner: &str) -> String {
    if inner.starts_with('[') { inner.to_owned() } else { format!(".{inner}") }
}
