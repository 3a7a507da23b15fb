//! A request on its way through the rules of an exchange, and the responses that it may get.

use std::collections::VecDeque;

use http::StatusCode;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    clock::Timestamp,
    effect::Effect,
    engine::render::{Fields, Json, first_object, json},
    request::Request,
    response::Response,
    table::{Api, OperationSpec, Pagination, Security},
};

/// A request that was routed to an operation.
#[derive(Debug)]
pub struct Call<'a, O: 'static> {
    request: &'a Request,
    api: &'static Api<O>,
    spec: &'static OperationSpec<O>,
    pub(crate) effects: Vec<Effect>,
}

impl<'a, O: Copy> Call<'a, O> {
    pub(crate) fn new(
        request: &'a Request,
        api: &'static Api<O>,
        spec: &'static OperationSpec<O>,
    ) -> Self {
        Self { request, api, spec, effects: Vec::new() }
    }

    /// Returns the operation.
    pub fn operation(&self) -> O {
        self.spec.id
    }

    /// Returns what the spec says of the operation.
    pub fn spec(&self) -> &'static OperationSpec<O> {
        self.spec
    }

    /// Returns the request.
    pub fn request(&self) -> &'a Request {
        self.request
    }

    /// Returns when it arrived, by the sandbox's clock.
    pub fn at(&self) -> Timestamp {
        self.request.at()
    }

    /// Whether it may come without credentials.
    pub fn is_optional(&self) -> bool {
        self.spec.security == Security::Optional
    }

    /// Records something that the call has changed; the client order id, if the client gave one.
    pub fn effect(&mut self, summary: impl Into<String>, client_order_id: Option<&str>) {
        let effect = Effect::new(self.spec.name, summary);
        self.effects.push(match client_order_id {
            Some(id) => effect.on_order(id),
            None => effect,
        });
    }

    /// Responds with the documented example; what the exchange repeats of a request is that of
    /// this one.
    pub(crate) fn example(&self) -> Response {
        match self.spec.examples.first() {
            Some(example) if self.spec.echo.is_empty() => {
                Response::json(self.status(), example.text)
            }
            Some(example) => {
                let mut sent: Vec<_> =
                    self.spec.echo.iter().map(|name| (*name, self.request.sent(name))).collect();
                Response::json(self.status(), repeated(example.text, &mut sent))
            }
            None => Response::empty(StatusCode::NOT_IMPLEMENTED),
        }
    }

    /// Responds with a payload, inside the exchange's envelope where it has one.
    pub(crate) fn respond(&self, payload: &impl Serialize) -> Response {
        let envelope = self.api.envelope.filter(|_| self.spec.enveloped);
        let Some(envelope) = envelope else {
            return Response::of(self.status(), payload);
        };
        let mut wrapped = self.documented();
        wrapped.set(envelope.data, json(payload));
        if let Some(time) = envelope.time {
            wrapped.set(time, json(&self.at().millis()));
        }
        Response::of(self.status(), &wrapped)
    }

    /// Responds with an object: the documented one, overlaid.
    pub(crate) fn object(&self, fields: Fields) -> Response {
        self.respond(&fields.over(&self.item()))
    }

    /// Responds with a list of objects, each like the first documented one, overlaid. `more` are the
    /// fields beside the list, where the operation's pages have such.
    pub(crate) fn list(&self, items: impl IntoIterator<Item = Fields>, more: Fields) -> Response {
        let item = self.item();
        let items: Vec<Fields> = items.into_iter().map(|fields| fields.over(&item)).collect();
        match self.spec.pagination.as_ref().map(Pagination::items) {
            None | Some("") => self.respond(&items),
            Some(name) => {
                let mut page = more;
                page.set(name, json(&items));
                let example = self.payload().map(|payload| Fields::read(payload.get()));
                self.respond(&page.over(&example.unwrap_or_default()))
            }
        }
    }

    /// Returns the documented object that the payload's objects are written after.
    pub(crate) fn item(&self) -> Fields {
        let list = self.spec.pagination.as_ref().map(Pagination::items);
        self.payload().map(|payload| first_object(&payload, list)).unwrap_or_default()
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.spec.status).unwrap_or_default()
    }

    fn documented(&self) -> Fields {
        self.spec.examples.first().map(|example| Fields::read(example.text)).unwrap_or_default()
    }

    /// Returns the documented payload.
    fn payload(&self) -> Option<Json> {
        match self.api.envelope.filter(|_| self.spec.enveloped) {
            Some(envelope) => self.documented().get(envelope.data).map(RawValue::to_owned),
            None => RawValue::from_string(self.spec.examples.first()?.text.to_owned()).ok(),
        }
    }
}

/// An example with what was sent in place of its own values: the first under each name in the
/// first place, and so on; the last one stays for all further places.
fn repeated(example: &str, sent: &mut [(&'static str, VecDeque<Json>)]) -> String {
    if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(example) {
        let items: Vec<String> = items.iter().map(|item| repeated(item.get(), sent)).collect();
        return format!("[{}]", items.join(","));
    }
    if !example.trim_start().starts_with('{') {
        return example.to_owned();
    }
    let mut fields = Fields::read(example);
    for (name, value) in &mut fields.0 {
        let known = sent.iter_mut().find(|(known, _)| known == name);
        let text = match known.map(|(_, values)| values) {
            Some(values) if values.len() > 1 => values.pop_front(),
            Some(values) => values.front().cloned(),
            None => RawValue::from_string(repeated(value.get(), sent)).ok(),
        };
        *value = text.unwrap_or_else(|| value.clone());
    }
    json(&fields).get().to_owned()
}
