//! Between the wire and [`handle`]: reads a request, records it, writes the answer.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, State},
    response::Response,
};
use bytes::Bytes;

use crate::{
    answer::Answer,
    clock::Clock,
    connection::Connection,
    effect::Effect,
    handle::handle,
    received::Received,
    refusal::Refusal,
    request::{Content, Request},
    script::Plans,
    spec::Api,
    venue::Venue,
};

/// The largest body that is read.
const BODY_LIMIT: usize = 1 << 20;

/// How many requests are kept; older ones make room.
pub(crate) const RECORD_LIMIT: usize = 10_000;

/// Told of each request.
pub(crate) type Observer = Box<dyn Fn(&Received) + Send + Sync>;

/// What an instance is made of.
pub(crate) struct Shared<V> {
    pub(crate) api: Api,
    pub(crate) venue: Mutex<V>,
    pub(crate) clock: Clock,
    pub(crate) received: Mutex<VecDeque<Received>>,
    pub(crate) effects: Mutex<VecDeque<Effect>>,
    pub(crate) plans: Mutex<Plans>,
    pub(crate) observer: Option<Observer>,
}

/// Locks, and does not care whether somebody panicked meanwhile: each request leaves the state
/// whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one request.
pub(crate) async fn serve<V: Venue>(
    State(shared): State<Arc<Shared<V>>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    incoming: axum::extract::Request,
) -> Response {
    let (head, body) = incoming.into_parts();
    let (body, read) = match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => (body, Ok(())),
        Err(_) => (Bytes::new(), Err(Refusal::Unreadable)),
    };
    let mut request = Request {
        at: shared.clock.now(),
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
        path_parameters: Vec::new(),
        content: Content::default(),
    };

    let handled = {
        let mut venue = lock(&shared.venue);
        handle(&shared.api, &mut *venue, &mut request, read, &shared.plans)
    };
    let plan = handled.plan.unwrap_or_default();
    let cut = plan.cut(&handled.answer.body);
    let query_pairs = request.query_pairs();
    let received = Received {
        at: request.at,
        exchange: V::NAME,
        method: request.method.to_string(),
        path: request.path,
        query: request.query,
        headers: request
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), value)
            })
            .collect(),
        body: request.body,
        operation: handled.operation,
        parameters: request.path_parameters.into_iter().chain(query_pairs).collect(),
        unknown: handled.unknown,
        verdict: handled.verdict,
        sample: handled.sample,
        status: match &cut {
            Some(cut) if cut.hides_status() => 0,
            _ => handled.answer.status.as_u16(),
        },
    };
    if let Some(observer) = &shared.observer {
        observer(&received);
    }
    keep(&shared.received, received);
    for effect in handled.effects {
        keep(&shared.effects, effect);
    }

    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    if let Some(cut) = cut {
        connection.cut(cut);
    }
    write(handled.answer)
}

/// Adds to a record.
fn keep<T>(record: &Mutex<VecDeque<T>>, item: T) {
    let mut record = lock(record);
    if record.len() >= RECORD_LIMIT {
        record.pop_front();
    }
    record.push_back(item);
}

fn write(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    response.headers_mut().extend(answer.headers);
    response
}
