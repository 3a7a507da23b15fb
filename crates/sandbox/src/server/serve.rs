//! Between the wire and [`handle`]: reads a request, records it, writes the response.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, State},
    response::Response as HttpResponse,
};
use bytes::Bytes;

use super::{connection::Connection, handle::handle, lock::lock, plan::Plans};
use crate::{
    clock::Clock,
    effect::Effect,
    received::Received,
    refusal::Refusal,
    request::{Content, Request},
    response::Response,
    venue::Venue,
};

/// The largest body that is read.
const BODY_LIMIT: usize = 1 << 20;

/// How many requests are kept; older ones make room.
pub(crate) const RECORD_LIMIT: usize = 10_000;

/// Called with each request.
pub(crate) type Observer = Box<dyn Fn(&Received) + Send + Sync>;

/// What an instance is made of.
pub(crate) struct Shared<V> {
    pub(crate) venue: Mutex<V>,
    pub(crate) clock: Clock,
    pub(crate) received: Mutex<VecDeque<Received>>,
    pub(crate) effects: Mutex<VecDeque<Effect>>,
    pub(crate) plans: Mutex<Plans>,
    pub(crate) observer: Option<Observer>,
}

/// Serves one request.
pub(crate) async fn serve<V: Venue>(
    State(shared): State<Arc<Shared<V>>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    incoming: axum::extract::Request,
) -> HttpResponse {
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
        handle(&mut *venue, &mut request, read, &shared.plans)
    };
    let plan = handled.plan.unwrap_or_default();
    let cut = plan.cut(&handled.response.body);
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
        operation: handled.operation.map(str::to_owned),
        parameters: request.path_parameters.into_iter().chain(query_pairs).collect(),
        unknown: handled.unknown,
        verdict: handled.verdict,
        sample: handled.sample,
        status: match &cut {
            Some(cut) if cut.hides_status() => 0,
            _ => handled.response.status.as_u16(),
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
    write(handled.response)
}

/// Adds to a record.
fn keep<T>(record: &Mutex<VecDeque<T>>, item: T) {
    let mut record = lock(record);
    if record.len() >= RECORD_LIMIT {
        record.pop_front();
    }
    record.push_back(item);
}

fn write(response: Response) -> HttpResponse {
    let mut written = HttpResponse::new(Body::from(response.body));
    *written.status_mut() = response.status;
    written.headers_mut().extend(response.headers);
    written
}
