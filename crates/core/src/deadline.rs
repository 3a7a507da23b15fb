//! Times after which something is given up.

use std::time::Duration;

use tokio::time::Instant;

/// The longest time that is counted: 30 years. More cannot be added to an instant everywhere.
pub(crate) const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 3_600);

/// The instant after this time.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time.min(LONGEST)).unwrap_or(now)
}
