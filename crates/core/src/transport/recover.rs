//! What is done about a failed attempt. Here alone it is decided whether anything is sent again.

use std::time::{Duration, Instant as StdInstant};

use reqwest::header::HeaderMap;
use tokio::time::{Instant, timeout_at};

use super::{Transport, attempt::CallState, receive::receive};
use crate::{
    deadline::after,
    decode::exchange_time,
    error::{Error, ErrorKind, Outcome},
    operation::{Operation, Retry, Security},
    request::Outgoing,
    response::RawResponse,
    time::TimestampMs,
};

impl Transport {
    /// Decides whether the call goes on after a failure; if not, the failure is the result.
    pub(super) async fn recover(
        &self,
        state: &mut CallState<'_>,
        error: Error,
    ) -> Result<(), Error> {
        let operation = state.outgoing.operation;
        if error.is_stray() {
            self.0.pool.discard_connections();
        }
        if error.kind() == ErrorKind::RateLimit
            && error.outcome() == Outcome::Rejected
            && let Some(limits) = &self.0.limits
        {
            limits.cool_down(operation, error.retry_after().unwrap_or(Duration::from_secs(1)));
        }
        if !state.retries || state.sent == 0 {
            return Err(error);
        }
        if error.outcome() == Outcome::Rejected {
            // Not carried out, and for a reason that can be mended.
            if error.kind() == ErrorKind::Clock && self.0.clock.corrects() && !state.clock_set {
                state.clock_set = true;
                return self.synchronise_clock(error, state.deadline).await;
            }
            if error.kind() == ErrorKind::Authentication
                && operation.security != Security::Public
                && !state.credentials_renewed
                && self.0.authenticator.unauthorized(operation, state.credentials)
            {
                state.credentials_renewed = true;
                return Ok(());
            }
        }
        let again = matches!(
            error.kind(),
            ErrorKind::Transport
                | ErrorKind::Timeout
                | ErrorKind::Unavailable
                | ErrorKind::UnknownOutcome
                | ErrorKind::RateLimit
        );
        if operation.retry != Retry::Safe || !again || state.sent >= self.0.retry.attempts {
            return Err(error);
        }
        let wait = self.0.retry.wait(state.sent).max(error.retry_after().unwrap_or_default());
        if after(wait) >= state.deadline || !self.0.budget.spend() {
            return Err(error);
        }
        tracing::debug!(kind = ?error.kind(), attempt = state.sent, ?wait, "trying again");
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// Synchronises the clock with the exchange's after it has rejected our time; many callers
    /// wait for one response, each no longer than its own deadline.
    async fn synchronise_clock(&self, error: Error, deadline: Instant) -> Result<(), Error> {
        let clock = &self.0.clock;
        let before = clock.generation();
        let Ok(_one) = timeout_at(deadline, clock.asking.lock()).await else {
            return Err(error);
        };
        if clock.generation() != before {
            return Ok(());
        }
        let sent = StdInstant::now();
        let asked = match self.0.profile.clock {
            Some(operation) => self.ask_time(operation, deadline).await,
            None => None,
        };
        let (at, time) = match asked {
            // The exchange read its clock somewhere between request and response.
            Some(time) => (sent.checked_add(sent.elapsed().mul_f32(0.5)).unwrap_or(sent), time),
            None => match error.time() {
                Some(time) => (sent, time),
                None => return Err(error),
            },
        };
        clock.synchronise(at, time);
        tracing::debug!("the clock was synchronised with the exchange's");
        Ok(())
    }

    async fn ask_time(
        &self,
        operation: &'static Operation,
        deadline: Instant,
    ) -> Option<TimestampMs> {
        let outgoing = Outgoing::new(operation);
        let request = self.request(&outgoing, self.0.urls.of(&outgoing), HeaderMap::new());
        let mut response = RawResponse::default();
        let sent = self.0.pool.client().ok()?.execute(request);
        let received = receive(sent, self.0.max_response_bytes, &mut response);
        timeout_at(deadline, received).await.ok()?.ok()?;
        exchange_time(operation, &response.body)
    }
}
