//! The HTTP server of a simulated exchange: connections, requests, and what scripts do to both.

mod connection;
mod handle;
mod lock;
mod plan;
mod serve;

pub(crate) use connection::{Connection, Cut, Listening};
pub(crate) use lock::lock;
pub(crate) use plan::{Plan, Plans, Rewrite};
pub(crate) use serve::{Observer, Shared, serve};
