use proptest::prelude::*;
use reqwest::Method;

use super::*;

static TEN: Operation = Operation::new("a.ten", Method::GET, "/ten").rate_limit(10, 1, Scope::User);
static OTHER_TEN: Operation =
    Operation::new("b.ten", Method::GET, "/other").rate_limit(10, 1, Scope::User);
static ONE: Operation = Operation::new("a.one", Method::GET, "/one").rate_limit(1, 1, Scope::User);
static FREE: Operation = Operation::new("free", Method::GET, "/free");

const FIVE_A_MINUTE: RateLimit = RateLimit { requests: 5, seconds: 60, scope: Scope::Ip };

/// The limits of a client with this key at a host of the test's own, without a margin.
fn limits(host: &str, key: &str) -> Limits {
    Limits::new(host, &[key], None, Duration::ZERO)
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(3_600)
}

/// When each of so many requests goes out, in milliseconds.
async fn permits(limits: &Limits, operation: &Operation, count: usize) -> Vec<u128> {
    let start = Instant::now();
    let mut permits = Vec::new();
    for _ in 0..count {
        limits.permit(operation, far()).await.unwrap();
        permits.push(start.elapsed().as_millis());
    }
    permits
}

/// Queues so many requests at once, and tells later when each of them went out.
fn queue(
    limits: &Limits,
    operation: &'static Operation,
    count: usize,
) -> Vec<tokio::task::JoinHandle<(Instant, Result<(), TooLate>)>> {
    let each = |_| {
        let limits = limits.clone();
        tokio::spawn(async move {
            let result = limits.permit(operation, far()).await;
            (Instant::now(), result)
        })
    };
    (0..count).map(each).collect()
}

#[tokio::test(start_paused = true)]
async fn no_window_of_a_second_ever_holds_more_than_the_limit() {
    let permits = permits(&limits("window.test", "a"), &TEN, 100).await;
    for window in permits.windows(11) {
        assert!(window[10] - window[0] >= 1_000, "{window:?}");
    }
    assert_eq!(permits.last().copied(), Some(9_000), "and no time is lost");
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_waiters_are_let_through_in_their_order() {
    let limits = limits("fair.test", "a");
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..10_000 {
        let (limits, order) = (limits.clone(), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            limits.permit(&TEN, far()).await.unwrap();
            order.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert!(order.lock().unwrap().is_sorted());
}

#[tokio::test(start_paused = true)]
async fn a_permit_after_the_deadline_is_denied_and_takes_no_place() {
    let limits = limits("deadline.test", "a");
    permits(&limits, &TEN, 10).await;
    let soon = Instant::now() + Duration::from_millis(500);
    for _ in 0..1_000 {
        let late = limits.permit(&TEN, soon).await.unwrap_err();
        assert_eq!(late.wait, Duration::from_secs(1));
    }
    assert_eq!(permits(&limits, &TEN, 1).await, [1_000]);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_is_counted_when_a_permit_is_denied() {
    let limits = limits("queue.test", "a");
    permits(&limits, &TEN, 10).await;
    let waiting = queue(&limits, &TEN, 25);
    tokio::task::yield_now().await;
    for (milliseconds, granted) in [(1_010, false), (2_010, false), (3_010, true)] {
        let deadline = Instant::now() + Duration::from_millis(milliseconds);
        let start = Instant::now();
        let result = limits.clone().permit(&TEN, deadline).await;
        assert_eq!(result.is_ok(), granted, "{milliseconds} ms");
        assert_eq!(start.elapsed().as_secs(), if granted { 3 } else { 0 });
    }
    for task in waiting {
        task.await.unwrap().1.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_on_everything_counts_operations_without_one() {
    let client = |key| Limits::new("overall.test", &[key], Some(FIVE_A_MINUTE), Duration::ZERO);
    let (limits, other_key) = (client("a"), client("b"));
    permits(&limits, &FREE, 3).await;
    permits(&other_key, &FREE, 2).await;
    assert_eq!(permits(&limits, &FREE, 1).await, [60_000]);
}

#[tokio::test(start_paused = true)]
async fn the_limit_on_everything_counts_a_request_when_it_goes_and_not_when_it_comes() {
    let limits = Limits::new("when.test", &["a"], Some(FIVE_A_MINUTE), Duration::ZERO);
    let start = Instant::now();
    let slow = queue(&limits, &ONE, 5);
    tokio::task::yield_now().await;
    let free = queue(&limits, &FREE, 4);
    let mut gone = Vec::new();
    for task in slow.into_iter().chain(free) {
        gone.push((task.await.unwrap().0 - start).as_secs());
    }
    gone.sort_unstable();
    // Four of those without a limit of their own need not wait behind the slow ones.
    assert_eq!(gone, [0, 0, 0, 0, 0, 60, 61, 62, 63]);
}

#[tokio::test(start_paused = true)]
async fn two_operations_of_one_id_in_two_groups_share_no_limit_and_clones_do() {
    let limits = limits("groups.test", "a");
    assert_eq!(TEN.id(), OTHER_TEN.id());
    assert_eq!(permits(&limits, &TEN, 10).await.last(), Some(&0));
    assert_eq!(permits(&limits, &OTHER_TEN, 10).await.last(), Some(&0));
    assert_eq!(permits(&limits.clone(), &TEN, 1).await, [1_000]);
    let names: Vec<_> = limits.states().iter().map(|state| state.operation).collect();
    assert_eq!(names, [Some("a.ten"), Some("b.ten")]);
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_ends_when_the_exchange_said() {
    let limits = limits("cooldown.test", "a");
    limits.cool_down(&TEN, Duration::from_secs(7));
    limits.cool_down(&TEN, Duration::from_secs(2));
    assert_eq!(permits(&limits, &TEN, 2).await, [7_000, 7_000]);
    limits.cool_down(&FREE, Duration::from_secs(3));
    assert_eq!(permits(&limits, &FREE, 1).await, [3_000], "also where no limit is documented");
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_holds_those_that_wait_already_and_keeps_their_order() {
    let limits = limits("queued.test", "a");
    permits(&limits, &TEN, 10).await;
    let start = Instant::now();
    let waiting = queue(&limits, &TEN, 30);
    tokio::time::sleep(Duration::from_millis(100)).await;
    limits.cool_down(&TEN, Duration::from_secs(3));
    let mut gone = Vec::new();
    for task in waiting {
        let (at, result) = task.await.unwrap();
        result.unwrap();
        gone.push((at - start).as_millis());
    }
    assert!(gone.is_sorted(), "{gone:?}");
    let expected: Vec<u128> = (0..30).map(|number| 3_100 + number / 10 * 1_000).collect();
    assert_eq!(gone, expected);
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_that_outlasts_a_deadline_ends_the_waiting() {
    let limits = limits("outlasted.test", "a");
    permits(&limits, &TEN, 10).await;
    let deadline = Instant::now() + Duration::from_secs(2);
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let limits = limits.clone();
            tokio::spawn(async move { limits.permit(&TEN, deadline).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    limits.cool_down(&TEN, Duration::from_secs(60));
    for task in waiting {
        assert!(task.await.unwrap().unwrap_err().wait > Duration::from_secs(50));
    }
    assert!(Instant::now() < deadline);
    assert_eq!(limits.states()[0].waiting, 0);
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_gives_up_leaves_its_place_to_the_others() {
    let limits = limits("cancel.test", "a");
    permits(&limits, &TEN, 10).await;
    for _ in 0..50 {
        let waiting = limits.permit(&TEN, far());
        assert!(tokio::time::timeout(Duration::from_millis(1), waiting).await.is_err());
    }
    let last = permits(&limits, &TEN, 10).await;
    assert!(last.iter().all(|permit| *permit <= 1_000), "{last:?}");
}

/// A second of an exchange that counts, by any of the ways of counting.
fn most_in_a_second(arrivals: &[Duration], phase: Duration) -> usize {
    let second = Duration::from_secs(1);
    let sliding = arrivals
        .iter()
        .map(|start| arrivals.iter().filter(|at| *at >= start && **at < *start + second).count());
    let mut fixed = HashMap::new();
    for at in arrivals {
        *fixed.entry((*at + phase).as_secs()).or_insert(0_usize) += 1;
    }
    sliding.chain(fixed.values().copied()).max().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_window_at_the_exchange_holds_more_than_the_limit_whatever_the_delays_within_the_margin(
        margin in 0_u64..300,
        requests in prop::collection::vec((0_u64..400, 0_u64..=1_000, any::<bool>()), 1..80),
        phase in 0_u64..1_000,
        host in any::<u64>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let arrivals = runtime.block_on(async {
            let overall = RateLimit { requests: 12, seconds: 1, scope: Scope::Ip };
            let margin = Duration::from_millis(margin);
            let limits = Limits::new(&format!("{host}.test"), &["a"], Some(overall), margin);
            let start = Instant::now();
            let mut sent = Vec::new();
            for (pause, delay, own) in requests {
                // Most come at once, a few after a pause.
                if pause > 300 {
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                let limits = limits.clone();
                let operation = if own { &TEN } else { &FREE };
                let delay = margin.mul_f64(delay as f64 / 1_000.0);
                sent.push((own, tokio::spawn(async move {
                    limits.permit(operation, far()).await.unwrap();
                    start.elapsed() + delay
                })));
            }
            let mut arrivals = Vec::new();
            for (own, task) in sent {
                arrivals.push((own, task.await.unwrap()));
            }
            arrivals
        });
        let phase = Duration::from_millis(phase);
        let all: Vec<Duration> = arrivals.iter().map(|(_, at)| *at).collect();
        let own: Vec<Duration> = arrivals.iter().filter(|(own, _)| *own).map(|(_, at)| *at).collect();
        prop_assert!(most_in_a_second(&all, phase) <= 12, "{:?}", all);
        prop_assert!(most_in_a_second(&own, phase) <= 10, "{:?}", own);
    }
}
