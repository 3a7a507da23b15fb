//! What the venue did, beside what it said.

use std::fmt;

/// Something that an operation changed: an order placed, an order cancelled. A response may be lost
/// or replaced by a script; its effect is here all the same, and once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect {
    /// The operation, `spot_trade.place_order` for example.
    pub operation: String,
    /// What happened, in words.
    pub summary: String,
    /// The client order id of the order that it happened to, if the client gave one.
    pub client_order_id: Option<String>,
}

impl Effect {
    /// An effect of an operation, on nothing that the client has a name for.
    pub fn new(operation: impl Into<String>, summary: impl Into<String>) -> Self {
        Self { operation: operation.into(), summary: summary.into(), client_order_id: None }
    }

    /// The same on an order that the client gave an id.
    #[must_use]
    pub fn on_order(mut self, client_order_id: impl Into<String>) -> Self {
        self.client_order_id = Some(client_order_id.into());
        self
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.summary)
    }
}
