//! How an error is shown.

use std::{error::Error as StdError, fmt};

use super::{Error, Outcome};
use crate::operation::Retry;

/// How much of a message `Display` shows, in characters; [`Error::message`] has 2,048 of them.
const SHOWN: usize = 500;

/// How much of a code or of a client order id it shows.
const SHOWN_OF_NAME: usize = 80;

/// How many names of orders `Display` lists; [`Error::client_order_ids`] has them all.
const LISTED: usize = 5;

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(operation) = inner.operation {
            write!(to, "{}: ", operation.name)?;
        }
        if let Some(status) = inner.status {
            write!(to, "HTTP {}: ", status.as_u16())?;
        }
        if let Some(code) = &inner.code {
            write!(to, "code {}: ", Line(code, SHOWN_OF_NAME))?;
        }
        write!(to, "{}", Line(&inner.message, SHOWN))?;
        let writes = inner.operation.is_none_or(|operation| operation.retry == Retry::Never);
        if inner.outcome == Outcome::Unknown && writes {
            to.write_str("; the outcome is unknown")?;
            match (&*inner.client_order_ids, inner.advice) {
                ([id], _) => {
                    let id = Line(id, SHOWN_OF_NAME);
                    write!(to, ", look the order up by its client order id {id}")?;
                }
                ([], Some(advice)) => write!(to, "; {advice}")?,
                ([], None) => to.write_str(", check orders and positions before sending again")?,
                (ids, _) => {
                    let shown = ids.get(..LISTED).unwrap_or(ids);
                    to.write_str(", look the orders up by their client order ids ")?;
                    for (index, id) in shown.iter().enumerate() {
                        let comma = if index == 0 { "" } else { ", " };
                        write!(to, "{comma}{}", Line(id, SHOWN_OF_NAME))?;
                    }
                    if let more @ 1.. = ids.len().saturating_sub(shown.len()) {
                        write!(to, " and {more} more")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The beginning of a text, as a part of one line that a terminal shows as it is: what would move
/// the cursor, change colours or turn the direction of writing is shown as its code point.
struct Line<'a>(&'a str, usize);

impl fmt::Display for Line<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, most) = *self;
        let mut characters = text.chars();
        for one in characters.by_ref().take(most) {
            let acts = one.is_control()
                || matches!(one, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}');
            match acts {
                true => write!(to, "{}", one.escape_unicode())?,
                false => write!(to, "{one}")?,
            }
        }
        if characters.next().is_some() { to.write_str("…") } else { Ok(()) }
    }
}

impl fmt::Debug for Error {
    /// What `Display` says and what a program would match on, so that an error that ends `main`
    /// can be read; `{:#?}` shows all parts.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if !to.alternate() {
            return write!(to, "{self} ({:?}, {:?})", inner.kind, inner.outcome);
        }
        to.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("operation", &inner.operation.map(|operation| operation.name))
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("body", &inner.body)
            .field("client_order_ids", &inner.client_order_ids)
            .field("retry_after", &inner.retry_after)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
