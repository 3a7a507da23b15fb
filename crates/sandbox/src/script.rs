//! What a test tells an exchange to do instead of its duty: respond wrongly, late, half or never.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::StatusCode;

use crate::{
    sandbox::Sandbox,
    server::{Cut, Plan, Rewrite, lock},
    venue::Venue,
};

/// Bytes that are neither JSON nor text.
const GARBAGE: &[u8] = b"\x00\xff\xfe{\"code\":\x80<html>";

/// What is to become of the next calls of an operation: begun with [`Sandbox::next`], and in
/// force once one of the methods that end it is called.
///
/// | end | the call is carried out | the client gets |
/// |---|---|---|
/// | [`respond`](Self::respond) | no, unless [`executed`](Self::executed) | the given response |
/// | [`garbage`](Self::garbage) | no, unless `executed` | HTTP 200 with bytes that mean nothing |
/// | [`cut`](Self::cut) | no, unless `executed` | the end of the connection |
/// | [`reset`](Self::reset) | no, unless `executed` | a connection that is reset |
/// | [`lose_reply`](Self::lose_reply) | yes | the end of the connection |
/// | [`cut_after`](Self::cut_after) | yes | the head and a part of the body of the true response |
/// | [`stall_after`](Self::stall_after) | yes | the same, and then silence on an open connection |
/// | [`drip`](Self::drip) | yes | the true response, byte by byte |
/// | [`edit`](Self::edit) | yes | the true response with another body, made from its own |
/// | [`raw`](Self::raw) | yes | bytes in place of HTTP, made from the body of the true response |
/// | [`pass`](Self::pass) | yes | the true response, with the delay and the headers of the script |
///
/// A call that is not carried out is not checked either, as if a machine before the exchange had
/// responded to it.
#[derive(Debug)]
#[must_use = "a script is in force when one of its ends is called, `respond` for example"]
pub struct Script<'a, V: Venue> {
    sandbox: &'a Sandbox<V>,
    operation: Option<String>,
    times: usize,
    plan: Plan,
}

/// The name of an operation that the exchange does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    exchange: &'static str,
    name: String,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no operation {:?}", self.exchange, self.name)
    }
}

impl std::error::Error for UnknownOperation {}

impl<V: Venue> Sandbox<V> {
    /// Begins a script for the next call of an operation, by its full name: `spot_trade.place_order`,
    /// or `place_order` where the exchange has one group of operations. Scripts for one operation
    /// follow each other in the order in which they were written.
    ///
    /// # Errors
    ///
    /// If the exchange has no such operation.
    pub fn next(&self, operation: impl Into<String>) -> Result<Script<'_, V>, UnknownOperation> {
        let name = operation.into();
        if V::api().operation(&name).is_none() {
            return Err(UnknownOperation { exchange: V::NAME, name });
        }
        Ok(self.script(Some(name)))
    }

    /// Begins a script for the next request, whatever it asks for.
    pub fn next_any(&self) -> Script<'_, V> {
        self.script(None)
    }

    /// Returns how many calls the scripts still wait for.
    pub fn scripted(&self) -> usize {
        lock(&self.shared.plans).pending()
    }

    /// Forgets what the scripts still wait for.
    pub fn clear_scripts(&self) {
        lock(&self.shared.plans).clear();
    }

    fn script(&self, operation: Option<String>) -> Script<'_, V> {
        Script { sandbox: self, operation, times: 1, plan: Plan::default() }
    }
}

impl<V: Venue> Script<'_, V> {
    /// Sets for how many calls the script is. Default: 1.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Delays the response. What the call does is done before, so that a client that does not wait
    /// has had its effect.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.plan.delay = delay;
        self
    }

    /// Adds a header to the response. What no header can be is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.plan.headers.push((name, value));
        }
        self
    }

    /// Carries the call out, whatever is said about it afterwards.
    pub fn executed(mut self) -> Self {
        self.plan.executes = true;
        self
    }

    /// Ends the script: the response is this. A status that HTTP does not have becomes 500.
    pub fn respond(mut self, status: u16, body: impl Into<Bytes>) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.plan.response = Some((status, body.into()));
        self.begin();
    }

    /// Ends the script: the response is HTTP 200 with bytes that are neither JSON nor text.
    pub fn garbage(self) {
        self.respond(200, GARBAGE);
    }

    /// Ends the script: the connection is closed without a response, and the call not carried out.
    pub fn cut(self) {
        self.disrupted(Cut::AtOnce);
    }

    /// Ends the script: the connection is reset, as by a machine that fell over, and the call not
    /// carried out.
    pub fn reset(self) {
        self.disrupted(Cut::Reset);
    }

    /// Ends the script: the call is carried out and the connection closed without a response.
    pub fn lose_reply(self) {
        self.executed().cut();
    }

    /// Ends the script: the call is carried out, and the connection closed after the head and this
    /// many bytes of the body of its response.
    pub fn cut_after(self, bytes: usize) {
        self.executed().disrupted(Cut::After(bytes));
    }

    /// Ends the script: the call is carried out, and nothing more comes after the head and this many
    /// bytes of the body of its response. The connection stays open until the client closes it.
    pub fn stall_after(self, bytes: usize) {
        self.executed().disrupted(Cut::Stall(bytes));
    }

    /// Ends the script: the call is carried out, and its response comes one byte at a time, so far
    /// apart.
    pub fn drip(self, interval: Duration) {
        self.executed().disrupted(Cut::Drip(interval));
    }

    /// Ends the script: the call is carried out, and the body of its response is what `edit` makes
    /// of it. Status, headers and length are right.
    pub fn edit(mut self, edit: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) {
        self.plan.edit = Some(Rewrite::new(edit));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out, and the connection carries what `raw` makes of the
    /// body of the response, which need not be HTTP, and ends.
    pub fn raw(mut self, raw: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) {
        self.plan.raw = Some(Rewrite::new(raw));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out and responded to as ever, but with the delay and
    /// the headers of this script.
    pub fn pass(self) {
        self.executed().begin();
    }

    fn disrupted(mut self, cut: Cut) {
        self.plan.cut = Some(cut);
        self.begin();
    }

    fn begin(self) {
        lock(&self.sandbox.shared.plans).add(self.operation, self.times, self.plan);
    }
}
