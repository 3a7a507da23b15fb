//! What the harness knows of an operation, and how it calls it.

use std::{future::Future, pin::Pin};

use crate::{Reached, spec};

/// An operation of an exchange, whose client is a `C`.
pub struct Operation<C: 'static> {
    /// What the spec says of it.
    pub spec: spec::Operation,
    /// Calls it with a value for every parameter; none where only a hand-written method may.
    pub call: Option<Caller<C>>,
    /// Calls it with a request that was made beforehand; none where it takes nothing, or only a
    /// hand-written method may call it.
    pub call_with: Option<Caller<C>>,
    /// Reads a payload and writes it again.
    pub decode: Again,
    /// Reads a request body and writes it again; none where it has no body.
    pub decode_body: Option<Again>,
}

/// Calls an operation.
pub type Caller<C> = for<'a> fn(&'a C) -> Pin<Box<dyn Future<Output = Reached> + Send + 'a>>;

/// Reads JSON and writes it again.
pub type Again = fn(&str) -> Result<String, String>;
