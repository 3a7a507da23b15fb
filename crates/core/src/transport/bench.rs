//! What a call costs beside signing, sending and reading, for `cargo xtask bench` alone.

use tracing::{Instrument, Span};

use super::{Transport, span};
use crate::{deadline::after, operation::Operation, time::TimestampMs};

/// Takes a permit, reads the clock and opens a span as a call does, and sends nothing.
pub async fn permit_clock_and_span(
    transport: &Transport,
    operation: &'static Operation,
) -> Option<TimestampMs> {
    let span = span(operation).unwrap_or_else(Span::none);
    let deadline = after(transport.0.timeout);
    let permit = async {
        let limits = transport.0.limits.as_ref()?;
        limits.permit(operation, deadline).await.ok()?;
        Some(transport.0.clock.now())
    };
    let time = permit.instrument(span.clone()).await;
    span.record("attempts", 1).record("status", 200).record("duration_ms", 1.0);
    time
}
