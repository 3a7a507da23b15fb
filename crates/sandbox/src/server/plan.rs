//! What becomes of the next calls, as the scripts of a test have it.

use std::{collections::VecDeque, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::connection::Cut;
use crate::response::Response;

/// What becomes of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Whether the exchange carries out what the call asks for.
    pub(crate) executes: bool,
    /// What is sent in place of the exchange's response.
    pub(crate) response: Option<(StatusCode, Bytes)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// How long the response takes.
    pub(crate) delay: Duration,
    pub(crate) cut: Option<Cut>,
    /// What the body becomes.
    pub(crate) edit: Option<Rewrite>,
    /// What goes out in place of the response.
    pub(crate) raw: Option<Rewrite>,
}

type Function = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

/// What a test makes of the body of a response.
#[derive(Clone)]
pub(crate) struct Rewrite(Arc<Function>);

impl Rewrite {
    pub(crate) fn new(rewrite: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self(Arc::new(rewrite))
    }
}

impl fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rewrite")
    }
}

impl Plan {
    /// Returns what the connection does to a response with this body.
    pub(super) fn cut(&self, body: &[u8]) -> Option<Cut> {
        match &self.raw {
            Some(Rewrite(raw)) => Some(Cut::Instead(raw(body).into())),
            None => self.cut.clone(),
        }
    }

    /// Returns what is sent, given the exchange's own response, if it was asked for one.
    pub(super) fn applied(&self, own: Option<Response>) -> Response {
        let mut response = match (&self.response, own) {
            (Some((status, body)), _) => {
                Response { body: body.clone(), ..Response::empty(*status) }
            }
            (None, Some(own)) => own,
            (None, None) => Response::empty(StatusCode::OK),
        };
        if let Some(Rewrite(edit)) = &self.edit {
            response.body = edit(&response.body).into();
        }
        response.headers.extend(self.headers.iter().cloned());
        response
    }
}

/// The plans that wait for their calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Plans(VecDeque<Waiting>);

#[derive(Debug)]
struct Waiting {
    /// The full name of an operation, or none for any request.
    operation: Option<String>,
    times: usize,
    plan: Plan,
}

impl Plans {
    /// Adds a plan for the next so many calls.
    pub(crate) fn add(&mut self, operation: Option<String>, times: usize, plan: Plan) {
        if times > 0 {
            self.0.push_back(Waiting { operation, times, plan });
        }
    }

    /// Takes the plan for a call of this operation, if there is one.
    pub(super) fn take(&mut self, operation: Option<&str>) -> Option<Plan> {
        let index = self.0.iter().position(|waiting| {
            waiting.operation.is_none() || waiting.operation.as_deref() == operation
        })?;
        let waiting = self.0.get_mut(index)?;
        waiting.times = waiting.times.saturating_sub(1);
        let plan = waiting.plan.clone();
        if waiting.times == 0 {
            self.0.remove(index);
        }
        Some(plan)
    }

    /// Returns how many calls are waited for.
    pub(crate) fn pending(&self) -> usize {
        self.0.iter().fold(0_usize, |sum, waiting| sum.saturating_add(waiting.times))
    }

    /// Forgets all plans.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
