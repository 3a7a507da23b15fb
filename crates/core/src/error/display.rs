//! How an error is shown.

use std::{error::Error as StdError, fmt};

use super::{Error, Outcome};
use crate::operation::Retry;

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
            write!(to, "code {code}: ")?;
        }
        to.write_str(&inner.message)?;
        let writes = inner.operation.is_none_or(|operation| operation.retry == Retry::Never);
        if inner.outcome == Outcome::Unknown && writes {
            to.write_str("; the outcome is unknown")?;
            match (&*inner.client_order_ids, inner.advice) {
                ([id], _) => write!(to, ", look the order up by its client order id {id}")?,
                ([], Some(advice)) => write!(to, "; {advice}")?,
                ([], None) => to.write_str(", check orders and positions before sending again")?,
                (ids, _) => {
                    let shown = ids.get(..LISTED).unwrap_or(ids);
                    let ids_shown = shown.join(", ");
                    write!(to, ", look the orders up by their client order ids {ids_shown}")?;
                    if let more @ 1.. = ids.len() - shown.len() {
                        write!(to, " and {more} more")?;
                    }
                }
            }
        }
        Ok(())
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
