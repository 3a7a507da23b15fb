//! Staying within what an exchange allows.
//!
//! Each limit is a window that slides: a request goes out when fewer than the allowed number went
//! out in the window's time before it. The time is the documented one and a margin, because what
//! leaves a second apart may arrive in less. So long as no request takes longer from its permit to
//! the exchange than another by more than the margin (signing and a new connection included), and
//! nobody else uses the account, no window at the exchange holds more than the limit, whether it
//! slides or begins with each full second. (A bucket that refills evenly lets through nearly twice
//! the number in its first window.)
//!
//! Requests go out in the order in which they came, counted at the instant at which they go. Those
//! that wait look again before they go: the exchange may have asked for a pause in the meantime.
//! The counts are shared by all clients of this process that an exchange would count together: by
//! IP, and by credentials.

#[cfg(test)]
mod tests;
mod window;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::OwnedMutexGuard,
    time::{Instant, sleep_until, timeout_at},
};

use crate::{
    deadline::after,
    operation::{Operation, RateLimit, Scope},
};
use window::Window;

/// The longest pause that a client makes because the exchange asks for it. Where it asks for more,
/// as a broken server may ask for decades, one request goes out after this time, to see.
pub const MAX_COOLDOWN: Duration = Duration::from_secs(3_600);

/// A limit and how much of it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitState {
    /// The operation's full name, or none for the limit on all of them together.
    pub operation: Option<&'static str>,
    /// The scope in which the exchange counts.
    pub scope: Scope,
    /// The number of requests that it allows in a window.
    pub allowed: u32,
    /// The length of the window.
    pub window: Duration,
    /// The time added to the window, for requests that arrive closer together than they were sent.
    pub margin: Duration,
    /// The number of requests that were sent within window and margin.
    pub used: u32,
    /// The number of requests that wait for a permit.
    pub waiting: u32,
    /// How long nothing is sent because the exchange asked to wait, at most [`MAX_COOLDOWN`]. None if
    /// it did not ask.
    pub cooldown: Option<Duration>,
}

/// The limits that a client keeps.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    user: Arc<Shared>,
    ip: Arc<Shared>,
    overall: Option<RateLimit>,
    margin: Duration,
}

/// The counts that are shared within the process.
#[derive(Debug, Default)]
struct Shared(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    overall: Option<Window>,
    /// By the operations' full names.
    windows: HashMap<&'static str, Window>,
    /// Nothing goes out before this instant: the exchange has said so.
    cooldown: Option<Instant>,
}

/// A permit that comes after the deadline.
#[derive(Debug)]
pub(crate) struct TooLate {
    pub(crate) wait: Duration,
}

type Registry = Mutex<HashMap<(Scope, u64), Weak<Shared>>>;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::default);
/// Keys the registry, so that no credentials can be found in it.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The counts of those who share this identity.
fn shared(scope: Scope, identity: &[&str]) -> Arc<Shared> {
    // The scope stands beside the hash: one lock taken as two would wait for itself.
    let key = (scope, HASHER.hash_one(identity));
    let mut registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = registry.get(&key).and_then(Weak::upgrade) {
        return found;
    }
    registry.retain(|_, shared| shared.strong_count() > 0);
    let fresh = Arc::new(Shared::default());
    registry.insert(key, Arc::downgrade(&fresh));
    fresh
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The window of an operation, or of all of them.
    fn window(&mut self, name: Option<&'static str>) -> Option<&mut Window> {
        match name {
            Some(name) => self.windows.get_mut(name),
            None => self.overall.as_mut(),
        }
    }
}

/// What one request has to do with: the cooldown, its own limit, and that on everything.
struct Applying<'a> {
    now: Instant,
    cooldown: Option<Instant>,
    own: Option<&'a mut Window>,
    overall: Option<&'a mut Window>,
}

impl Applying<'_> {
    fn windows(&mut self) -> impl Iterator<Item = &mut Window> {
        self.own.as_deref_mut().into_iter().chain(self.overall.as_deref_mut())
    }

    /// The latest of the cooldown's end and what each window says.
    fn latest(&mut self, next: impl Fn(&mut Window, Instant) -> Instant) -> Instant {
        let now = self.now;
        let least = self.cooldown.map_or(now, |until| until.max(now));
        self.windows().map(|window| next(window, now)).fold(least, Instant::max)
    }

    /// Counts a request that may go out now; if none may, when to ask again.
    fn depart(&mut self) -> Result<(), Instant> {
        let now = self.now;
        let next = self.latest(Window::next);
        if next > now {
            return Err(next);
        }
        self.windows().for_each(|window| window.depart(now));
        Ok(())
    }
}

impl Limits {
    /// The limits of a client of this host, with these credentials.
    pub(crate) fn new(
        host: &str,
        credentials: &[&str],
        overall: Option<RateLimit>,
        margin: Duration,
    ) -> Self {
        let mut identity = vec![host];
        identity.extend(credentials);
        let (user, ip) = (shared(Scope::User, &identity), shared(Scope::Ip, &[host]));
        Self { user, ip, overall, margin }
    }

    fn scope(&self, scope: Scope) -> &Arc<Shared> {
        match scope {
            Scope::User => &self.user,
            Scope::Ip => &self.ip,
        }
    }

    /// Looks at all that a request has to do with, at one instant; returns what `at` makes of it.
    /// `result` only has its type.
    fn look<T>(
        &self,
        operation: &Operation,
        mut result: T,
        at: impl FnOnce(Applying<'_>) -> T,
    ) -> T {
        let mut at = Some(at);
        self.with_windows(operation, &mut |applying| {
            if let Some(at) = at.take() {
                result = at(applying);
            }
        });
        result
    }

    /// What [`Self::look`] does, compiled once for all that look.
    fn with_windows(&self, operation: &Operation, at: &mut dyn FnMut(Applying<'_>)) {
        // Always in this order, and never while something is awaited.
        let (mut user, mut ip) = (self.user.lock(), self.ip.lock());
        let (user, ip) = (&mut *user, &mut *ip);
        let cooldown = user.cooldown.max(ip.cooldown);
        let own = operation.rate_limit.map(|limit| {
            let windows = match limit.scope {
                Scope::User => &mut user.windows,
                Scope::Ip => &mut ip.windows,
            };
            windows.entry(operation.name).or_insert_with(|| Window::new(limit))
        });
        let overall = self.overall.map(|limit| {
            let window = match limit.scope {
                Scope::User => &mut user.overall,
                Scope::Ip => &mut ip.overall,
            };
            window.get_or_insert_with(|| Window::new(limit))
        });
        let mut applying = Applying { now: Instant::now(), cooldown, own, overall };
        for window in applying.windows() {
            window.margin = window.margin.max(self.margin);
        }
        at(applying)
    }

    /// Waits until a request may go out, and counts it; at once an error where that would be
    /// after the deadline.
    pub(crate) async fn permit(
        &self,
        operation: &Operation,
        deadline: Instant,
    ) -> Result<(), TooLate> {
        let at_once = self.look(operation, false, |mut applying| {
            applying.windows().all(|window| window.waiting == 0) && applying.depart().is_ok()
        });
        // Apart, so that a request that need not wait has no room for what waiting takes.
        if at_once { Ok(()) } else { Box::pin(self.wait(operation, deadline)).await }
    }

    async fn wait(&self, operation: &Operation, deadline: Instant) -> Result<(), TooLate> {
        let expected = self
            .look(operation, deadline, |mut applying| applying.latest(Window::next_behind_queue));
        not_after(deadline, expected)?;
        // First the operation's own limit: whoever waits for that must not hold up the others.
        let own = operation.rate_limit.map(|limit| (Some(operation.name), limit));
        let _own = self.enqueue(own, deadline, expected).await?;
        while let Err(next) = self.look(operation, Ok(()), |mut applying| {
            applying.overall = None;
            let next = applying.latest(Window::next);
            if next > applying.now { Err(next) } else { Ok(()) }
        }) {
            not_after(deadline, next)?;
            sleep_until(next).await;
        }
        let _overall =
            self.enqueue(self.overall.map(|limit| (None, limit)), deadline, expected).await?;
        while let Err(next) = self.look(operation, Ok(()), |mut applying| applying.depart()) {
            not_after(deadline, next)?;
            sleep_until(next).await;
        }
        Ok(())
    }

    /// Waits for the first place in the queue of a limit.
    async fn enqueue(
        &self,
        limit: Option<(Option<&'static str>, RateLimit)>,
        deadline: Instant,
        expected: Instant,
    ) -> Result<Option<Place>, TooLate> {
        let Some((name, limit)) = limit else { return Ok(None) };
        let shared = Arc::clone(self.scope(limit.scope));
        let Some(queue) = shared.lock().window(name).map(|window| {
            window.waiting = window.waiting.saturating_add(1);
            Arc::clone(&window.queue)
        }) else {
            return Ok(None);
        };
        let mut place = Place { shared, name, _first: None };
        match timeout_at(deadline, queue.lock_owned()).await {
            Ok(first) => place._first = Some(first),
            // A pause has come in between.
            Err(_) => {
                let wait = expected.max(deadline).saturating_duration_since(Instant::now());
                return Err(TooLate { wait });
            }
        }
        Ok(Some(place))
    }

    /// Keeps everything of this user, or from this IP, back for as long as the exchange asks.
    pub(crate) fn cool_down(&self, operation: &Operation, wait: Duration) {
        let scope = operation.rate_limit.map_or(Scope::User, |limit| limit.scope);
        let mut state = self.scope(scope).lock();
        state.cooldown = state.cooldown.max(Some(after(wait.min(MAX_COOLDOWN))));
    }

    /// Returns whether the exchange has asked for a pause that is not over.
    pub(crate) fn is_cooling_down(&self, operation: &Operation) -> bool {
        self.look(operation, false, |applying| applying.cooldown > Some(applying.now))
    }

    /// Returns the state of each limit that has been used.
    pub(crate) fn states(&self) -> Vec<LimitState> {
        let now = Instant::now();
        let mut states = Vec::new();
        for shared in [&self.user, &self.ip] {
            let state = shared.lock();
            let cooldown = state.cooldown.and_then(|until| until.checked_duration_since(now));
            let overall = state.overall.iter().map(|window| (None, window));
            let own = state.windows.iter().map(|(name, window)| (Some(*name), window));
            for (operation, window) in overall.chain(own) {
                states.push(LimitState {
                    operation,
                    scope: window.limit.scope,
                    allowed: window.limit.requests,
                    window: window.documented(),
                    margin: window.margin,
                    used: u32::try_from(window.used(now)).unwrap_or(u32::MAX),
                    waiting: u32::try_from(window.waiting).unwrap_or(u32::MAX),
                    cooldown: cooldown.filter(|wait| !wait.is_zero()),
                });
            }
        }
        states.sort_unstable_by_key(|state| (state.operation, state.scope == Scope::Ip));
        states
    }
}

/// A place in a queue, which is left when this goes.
struct Place {
    shared: Arc<Shared>,
    name: Option<&'static str>,
    _first: Option<OwnedMutexGuard<()>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(window) = self.shared.lock().window(self.name) {
            window.waiting = window.waiting.saturating_sub(1);
        }
    }
}

fn not_after(deadline: Instant, next: Instant) -> Result<(), TooLate> {
    if next <= deadline {
        return Ok(());
    }
    Err(TooLate { wait: next.saturating_duration_since(Instant::now()) })
}
