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
        for shared in [&self.user, &self.address] {
            let closed = shared.lock().closed;
            wait_for(closed, deadline).await?;
        }
        for (name, limit) in overall.into_iter().chain(own) {
            let turn = self.scope(limit.scope).lock().take(name, limit, deadline)?;
            wait_for(Some(turn), deadline).await?;
        }
        Ok(())
    }

    /// Keeps everything of this user, or from this address, back for as long as the exchange asks.
    pub(crate) fn close(&self, operation: &Operation, wait: Duration) {
        let address = operation.rate_limit.is_some_and(|limit| limit.scope == Scope::Address);
        let until = after(wait);
        let shared = if address { &self.address } else { &self.user };
        let mut state = shared.lock();
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

/// The longest time that is counted: 30 years. More cannot be added to a moment everywhere.
pub(crate) const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 3_600);

/// The moment after this time.
pub(crate) fn after(time: Duration) -> Instant {
    Instant::now() + time.min(LONGEST)
}

/// Waits for a moment, unless it comes after the deadline.
async fn wait_for(moment: Option<Instant>, deadline: Instant) -> Result<(), TooLate> {
    let now = Instant::now();
    match moment {
        Some(moment) if moment > deadline => Err(TooLate { wait: moment - now }),
        Some(moment) if moment > now => {
            tokio::time::sleep_until(moment).await;
            Ok(())
        }
        _ => Ok(()),
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
        let turn = window.next(now);
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

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;

    static TEN: Operation =
        Operation::new("ten", Method::GET, "/ten").rate_limit(10, 1, Scope::User);
    static FREE: Operation = Operation::new("free", Method::GET, "/free");

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(3_600)
    }

    /// When each of so many requests goes out, in milliseconds.
    async fn turns(limits: &Limits, operation: &Operation, count: usize) -> Vec<u128> {
        let start = Instant::now();
        let mut turns = Vec::new();
        for _ in 0..count {
            limits.turn(operation, far()).await.unwrap();
            turns.push(start.elapsed().as_millis());
        }
        turns
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_of_a_second_ever_holds_more_than_the_limit() {
        let limits = Limits::new("window.test", &["a"], None);
        let turns = turns(&limits, &TEN, 100).await;
        for window in turns.windows(11) {
            assert!(window[10] - window[0] >= 1_000, "{window:?}");
        }
        assert_eq!(turns.last().copied(), Some(9_000), "and no time is lost");
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_waiters_are_let_through_in_their_order() {
        let limits = Limits::new("fair.test", &["a"], None);
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for number in 0..10_000 {
            let (limits, order) = (limits.clone(), Arc::clone(&order));
            tasks.push(tokio::spawn(async move {
                limits.turn(&TEN, far()).await.unwrap();
                order.lock().unwrap().push(number);
            }));
            tokio::task::yield_now().await;
        }
        for task in tasks {
            task.await.unwrap();
        }
        // Those of one window wake together; between windows the order is that of arrival.
        let order = order.lock().unwrap();
        let windows: Vec<usize> = order.iter().map(|number| number / 10).collect();
        assert!(windows.is_sorted());
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_after_the_deadline_is_refused_and_takes_no_place() {
        let limits = Limits::new("deadline.test", &["a"], None);
        turns(&limits, &TEN, 10).await;
        let soon = Instant::now() + Duration::from_millis(500);
        for _ in 0..1_000 {
            assert!(limits.turn(&TEN, soon).await.is_err());
        }
        assert_eq!(turns(&limits, &TEN, 1).await, [1_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_on_everything_counts_operations_without_one() {
        let overall = RateLimit { requests: 5, seconds: 60, scope: Scope::Address };
        let limits = Limits::new("overall.test", &["a"], Some(overall));
        let other_key = Limits::new("overall.test", &["b"], Some(overall));
        turns(&limits, &FREE, 3).await;
        turns(&other_key, &FREE, 2).await;
        assert_eq!(turns(&limits, &FREE, 1).await, [60_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_opens_when_the_exchange_said() {
        let limits = Limits::new("gate.test", &["a"], None);
        limits.close(&TEN, Duration::from_secs(7));
        limits.close(&TEN, Duration::from_secs(2));
        assert_eq!(turns(&limits, &TEN, 2).await, [7_000, 7_000]);
        limits.close(&FREE, Duration::from_secs(3));
        assert_eq!(turns(&limits, &FREE, 1).await, [3_000], "also where no limit is documented");
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiter_that_gives_up_does_not_hold_up_the_others() {
        let limits = Limits::new("cancel.test", &["a"], None);
        turns(&limits, &TEN, 10).await;
        for _ in 0..5 {
            let waiting = limits.turn(&TEN, far());
            assert!(tokio::time::timeout(Duration::from_millis(1), waiting).await.is_err());
        }
        let last = turns(&limits, &TEN, 5).await;
        assert!(last.iter().all(|turn| *turn <= 1_000), "{last:?}");
    }
}
