//! Staying within what an exchange allows.
//!
//! Each limit is a window that slides: a request may go out when fewer than the allowed number
//! went out in the time before it, which no way of counting on the exchange's side can object to.
//! (A bucket that refills evenly lets through nearly twice the number in its first window.)
//! Callers are let through in the order in which they came. The counts are shared by all clients of this process that
//! an exchange would count together: by address, and by credentials.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::time::Instant;

use crate::operation::{Operation, RateLimit, Scope};

/// What a limit is about, and how much of it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitState {
    /// The operation, or none for the limit on all of them together.
    pub operation: Option<&'static str>,
    /// For whom the exchange counts.
    pub scope: Scope,
    /// How many requests it allows …
    pub allowed: u32,
    /// … in this time.
    pub window: Duration,
    /// How many went out, or have their turn, within it.
    pub used: u32,
    /// How long the exchange asked to wait, where it did.
    pub closed_for: Option<Duration>,
}

/// The limits that a client keeps.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    user: Arc<Shared>,
    address: Arc<Shared>,
    overall: Option<RateLimit>,
}

/// The counts that are shared within the process.
#[derive(Debug, Default)]
struct Shared(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    windows: HashMap<Option<&'static str>, Window>,
    /// Nothing goes out before this moment: the exchange has said so.
    closed: Option<Instant>,
}

#[derive(Debug)]
struct Window {
    limit: RateLimit,
    /// When the latest requests went out or will.
    turns: VecDeque<Instant>,
}

/// Whose turn comes too late.
#[derive(Debug)]
pub(crate) struct TooLate {
    pub(crate) wait: Duration,
}

type Registry = Mutex<HashMap<u64, Weak<Shared>>>;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::default);
/// Keys the registry, so that no credentials can be found in it.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The counts of those who share this identity.
fn shared(identity: &[&str]) -> Arc<Shared> {
    let key = HASHER.hash_one(identity);
    let mut registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = registry.get(&key).and_then(Weak::upgrade) {
        return found;
    }
    registry.retain(|_, shared| shared.strong_count() > 0);
    let fresh = Arc::new(Shared::default());
    registry.insert(key, Arc::downgrade(&fresh));
    fresh
}

impl Limits {
    /// The limits of a client of this host, with these credentials.
    pub(crate) fn new(host: &str, credentials: &[&str], overall: Option<RateLimit>) -> Self {
        let mut identity = vec!["user", host];
        identity.extend(credentials);
        Self { user: shared(&identity), address: shared(&["address", host]), overall }
    }

    fn scope(&self, scope: Scope) -> &Shared {
        match scope {
            Scope::User => &self.user,
            Scope::Address => &self.address,
        }
    }

    /// Takes a turn: waits for it, unless it comes after the deadline.
    pub(crate) async fn turn(
        &self,
        operation: &Operation,
        deadline: Instant,
    ) -> Result<(), TooLate> {
        let overall = self.overall.map(|limit| (None, limit));
        let own = operation.rate_limit.map(|limit| (Some(operation.id), limit));
        for (name, limit) in overall.into_iter().chain(own) {
            let turn = self.scope(limit.scope).lock().take(name, limit, deadline)?;
            if turn > Instant::now() {
                tokio::time::sleep_until(turn).await;
            }
        }
        Ok(())
    }

    /// Keeps everything back for as long as the exchange asks.
    pub(crate) fn close(&self, operation: &Operation, wait: Duration) {
        let scope = operation.rate_limit.map_or(Scope::User, |limit| limit.scope);
        let until = Instant::now() + wait;
        let mut state = self.scope(scope).lock();
        state.closed = Some(state.closed.map_or(until, |closed| closed.max(until)));
    }

    /// What is used of each limit that has been touched.
    pub(crate) fn states(&self) -> Vec<LimitState> {
        let now = Instant::now();
        let mut states = Vec::new();
        for shared in [&self.user, &self.address] {
            let state = shared.lock();
            let closed_for = state.closed.and_then(|until| until.checked_duration_since(now));
            for (operation, window) in &state.windows {
                states.push(LimitState {
                    operation: *operation,
                    scope: window.limit.scope,
                    allowed: window.limit.requests,
                    window: window.length(),
                    used: u32::try_from(window.used(now)).unwrap_or(u32::MAX),
                    closed_for: closed_for.filter(|wait| !wait.is_zero()),
                });
            }
        }
        states.sort_by_key(|state| (state.operation, state.scope == Scope::Address));
        states
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The moment at which one more request may go out.
    fn take(
        &mut self,
        name: Option<&'static str>,
        limit: RateLimit,
        deadline: Instant,
    ) -> Result<Instant, TooLate> {
        let now = Instant::now();
        let window =
            self.windows.entry(name).or_insert_with(|| Window { limit, turns: VecDeque::new() });
        let turn = window.next(now).max(self.closed.unwrap_or(now));
        if turn > deadline {
            return Err(TooLate { wait: turn - now });
        }
        window.turns.push_back(turn);
        Ok(turn)
    }
}

impl Window {
    fn length(&self) -> Duration {
        Duration::from_secs(u64::from(self.limit.seconds))
    }

    /// When the next request may go out.
    fn next(&mut self, now: Instant) -> Instant {
        let length = self.length();
        while self.turns.front().is_some_and(|turn| *turn + length <= now) {
            self.turns.pop_front();
        }
        let allowed = self.limit.requests.max(1) as usize;
        let latest = self.turns.back().copied().unwrap_or(now);
        match self.turns.len().checked_sub(allowed).and_then(|index| self.turns.get(index)) {
            Some(turn) => (*turn + length).max(latest),
            None => now.max(latest),
        }
    }

    fn used(&self, now: Instant) -> usize {
        self.turns.iter().filter(|turn| **turn + self.length() > now).count()
    }
}
