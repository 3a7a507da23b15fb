//! Where changes are put down.

use std::fmt;

/// A difference between two states of the specs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The exchange it is in.
    pub exchange: String,
    /// The operation or type, as a path in the crate; empty for the exchange as a whole.
    pub subject: String,
    /// What became of it.
    pub kind: Kind,
    /// The difference.
    pub text: String,
    /// Whether a program that uses the crate may have to be changed.
    pub breaking: bool,
}

/// The chapter of the changelog that a change belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Added,
    Changed,
    Removed,
}

impl fmt::Display for Change {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.breaking { "breaking" } else { "compatible" };
        let colons = if self.subject.is_empty() { "" } else { "::" };
        write!(to, "{verdict:10}  {}{colons}{}: {}", self.exchange, self.subject, self.text)
    }
}

/// The changes of one exchange.
pub(super) struct Changes<'a> {
    pub(super) exchange: &'a str,
    pub(super) found: Vec<Change>,
}

impl Changes<'_> {
    /// Puts down a change that breaks nobody.
    pub(super) fn compatible(&mut self, kind: Kind, subject: &str, text: impl Into<String>) {
        self.note(kind, subject, text, false);
    }

    /// Puts down a change that may break programs.
    pub(super) fn breaking(&mut self, kind: Kind, subject: &str, text: impl Into<String>) {
        self.note(kind, subject, text, true);
    }

    /// Puts down a change.
    pub(super) fn note(
        &mut self,
        kind: Kind,
        subject: &str,
        text: impl Into<String>,
        breaking: bool,
    ) {
        let (exchange, subject) = (self.exchange.to_owned(), subject.to_owned());
        self.found.push(Change { exchange, subject, kind, text: text.into(), breaking });
    }
}
