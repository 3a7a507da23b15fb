//! What a test tells an exchange to do instead of its duty: answer wrongly, late, half or never.

use std::{collections::VecDeque, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::{answer::Answer, connection::Cut, sandbox::Sandbox, serve::lock, venue::Venue};

/// Bytes that are neither JSON nor text.
const GARBAGE: &[u8] = b"\x00\xff\xfe{\"code\":\x80<html>";

/// What is to become of the next calls of an operation: begun with [`Sandbox::next`], and in
/// force once one of the methods that end it is called.
///
/// | end | the call is carried out | the client gets |
/// |---|---|---|
/// | [`answer`](Self::answer) | no, unless [`executed`](Self::executed) | the given answer |
/// | [`garbage`](Self::garbage) | no, unless `executed` | HTTP 200 with bytes that mean nothing |
/// | [`cut`](Self::cut) | no, unless `executed` | the end of the connection |
/// | [`reset`](Self::reset) | no, unless `executed` | a connection that is reset |
/// | [`lose_reply`](Self::lose_reply) | yes | the end of the connection |
/// | [`cut_after`](Self::cut_after) | yes | the head and a part of the body of the true answer |
/// | [`stall_after`](Self::stall_after) | yes | the same, and then silence on an open connection |
/// | [`drip`](Self::drip) | yes | the true answer, byte by byte |
/// | [`edit`](Self::edit) | yes | the true answer with another body, made from its own |
/// | [`raw`](Self::raw) | yes | bytes in place of HTTP, made from the body of the true answer |
/// | [`pass`](Self::pass) | yes | the true answer, with the delay and the headers of the script |
///
/// A call that is not carried out is not checked either, as if a machine before the exchange had
/// answered it.
#[derive(Debug)]
#[must_use = "a script is in force when one of its ends is called, `answer` for example"]
pub struct Script<'a, V: Venue> {
    sandbox: &'a Sandbox<V>,
    operation: Option<String>,
    times: usize,
    plan: Plan,
}

/// What becomes of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Whether the venue carries out what the call asks.
    pub(crate) executes: bool,
    /// What is said in place of the venue's answer.
    answer: Option<(StatusCode, Bytes)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// How long the answer takes.
    pub(crate) delay: Duration,
    cut: Option<Cut>,
    /// What the body becomes.
    edit: Option<Change>,
    /// What goes out in place of the answer.
    raw: Option<Change>,
}

/// What a test makes of the body of an answer.
type Rewrite = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

#[derive(Clone)]
struct Change(Arc<Rewrite>);

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Change")
    }
}

impl Plan {
    /// What the connection does to an answer with this body.
    pub(crate) fn cut(&self, body: &[u8]) -> Option<Cut> {
        match &self.raw {
            Some(Change(raw)) => Some(Cut::Instead(raw(body).into())),
            None => self.cut.clone(),
        }
    }

    /// What is said, given what the venue says, if it was asked.
    pub(crate) fn spoken(&self, own: Option<Answer>) -> Answer {
        let mut answer = match (&self.answer, own) {
            (Some((status, body)), _) => Answer { body: body.clone(), ..Answer::empty(*status) },
            (None, Some(own)) => own,
            (None, None) => Answer::empty(StatusCode::OK),
        };
        if let Some(Change(edit)) = &self.edit {
            answer.body = edit(&answer.body).into();
        }
        answer.headers.extend(self.headers.iter().cloned());
        answer
    }
}

/// The plans that wait for their calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Plans(VecDeque<Waiting>);

#[derive(Debug)]
struct Waiting {
    operation: Option<String>,
    times: usize,
    plan: Plan,
}

impl Plans {
    /// The plan for a call of this operation, if there is one; it has happened then.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Option<Plan> {
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
}

impl<V: Venue> Sandbox<V> {
    /// Begins a script for the next call of an operation, by its id in the spec; of Bitget with
    /// its group in front, `spot_trade_place_order`. Scripts for one operation follow each other
    /// in the order in which they were written.
    pub fn next(&self, operation: impl Into<String>) -> Script<'_, V> {
        self.script(Some(operation.into()))
    }

    /// Begins a script for the next request, whatever it asks.
    pub fn next_any(&self) -> Script<'_, V> {
        self.script(None)
    }

    /// How many calls the scripts still wait for. An operation that does not exist is waited for
    /// forever, which a test finds out at its end by this.
    pub fn scripted(&self) -> usize {
        let plans = lock(&self.shared.plans);
        plans.0.iter().fold(0_usize, |sum, waiting| sum.saturating_add(waiting.times))
    }

    /// Takes back what the scripts still wait for.
    pub fn clear_scripts(&self) {
        lock(&self.shared.plans).0.clear();
    }

    fn script(&self, operation: Option<String>) -> Script<'_, V> {
        Script { sandbox: self, operation, times: 1, plan: Plan::default() }
    }
}

impl<V: Venue> Script<'_, V> {
    /// For this many calls; for one, unless given.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// The answer takes this long. What the call does is done before, so that a client that does
    /// not wait has had its effect.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.plan.delay = delay;
        self
    }

    /// The answer has this header, too. What no header can be is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.plan.headers.push((name, value));
        }
        self
    }

    /// The call is carried out, whatever is said about it afterwards.
    pub fn executed(mut self) -> Self {
        self.plan.executes = true;
        self
    }

    /// Ends the script: the answer is this. A status that HTTP does not have becomes 500.
    pub fn answer(mut self, status: u16, body: impl Into<Bytes>) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.plan.answer = Some((status, body.into()));
        self.begin();
    }

    /// Ends the script: the answer is HTTP 200 with bytes that are neither JSON nor text.
    pub fn garbage(self) {
        self.answer(200, GARBAGE);
    }

    /// Ends the script: the connection is closed without an answer, and the call not carried out.
    pub fn cut(mut self) {
        self.plan.cut = Some(Cut::AtOnce);
        self.begin();
    }

    /// Ends the script: the connection is reset, as by a machine that fell over, and the call not
    /// carried out.
    pub fn reset(mut self) {
        self.plan.cut = Some(Cut::Reset);
        self.begin();
    }

    /// Ends the script: the call is carried out and the connection closed without an answer.
    pub fn lose_reply(self) {
        self.executed().cut();
    }

    /// Ends the script: the call is carried out, and the connection closed after the head and this
    /// many bytes of the body of its answer.
    pub fn cut_after(mut self, bytes: usize) {
        self.plan.cut = Some(Cut::After(bytes));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out, and nothing more comes after the head and this many
    /// bytes of the body of its answer. The connection stays open until the client closes it.
    pub fn stall_after(mut self, bytes: usize) {
        self.plan.cut = Some(Cut::Stall(bytes));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out, and its answer comes one byte at a time, so far
    /// apart.
    pub fn drip(mut self, interval: Duration) {
        self.plan.cut = Some(Cut::Drip(interval));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out, and the body of its answer is what `edit` makes of
    /// it. Status, headers and length are right.
    pub fn edit(mut self, edit: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) {
        self.plan.edit = Some(Change(Arc::new(edit)));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out, and the connection carries what `raw` makes of the
    /// body of the answer, which need not be HTTP, and ends.
    pub fn raw(mut self, raw: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) {
        self.plan.raw = Some(Change(Arc::new(raw)));
        self.executed().begin();
    }

    /// Ends the script: the call is carried out and answered as ever, but with the delay and the
    /// headers of this script.
    pub fn pass(self) {
        self.executed().begin();
    }

    fn begin(self) {
        if self.times > 0 {
            lock(&self.sandbox.shared.plans).0.push_back(Waiting {
                operation: self.operation,
                times: self.times,
                plan: self.plan,
            });
        }
    }
}
