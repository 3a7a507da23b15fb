//! Runs a case and asks all that must be true of it.

use std::{error::Error as _, time::Duration};

use tokio::time::Instant;
use venue_core::{Error, Outcome};
use venue_sandbox::Received;
use venue_tests::{
    Reached,
    exchanges::{self, Client, Keys, Settings},
};

use crate::{
    cells::{Cell, Class},
    front::Front,
    sandbox::{self, AnySandbox, Fault, Log},
};

/// The time for a call. It passes only where a case needs it, and virtually.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What a caller gets to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Done,
    NotSent,
    Rejected,
    Unknown,
}

impl Seen {
    fn of(result: &Reached) -> Self {
        match result.as_ref().map_err(Error::outcome) {
            Ok(_) => Self::Done,
            Err(Outcome::NotSent) => Self::NotSent,
            Err(Outcome::Rejected) => Self::Rejected,
            Err(Outcome::Unknown) => Self::Unknown,
        }
    }
}

/// One fault, and what a caller may get to see of it.
pub struct Case {
    pub label: String,
    pub fault: Fault,
    pub may_see: &'static [Seen],
}

impl Case {
    pub fn new(label: impl Into<String>, fault: Fault, may_see: &'static [Seen]) -> Self {
        Self { label: label.into(), fault, may_see }
    }
}

/// What became of a call.
pub struct CallOutcome {
    pub result: Reached,
    pub arrived: usize,
}

/// A sandbox with a client.
pub struct Bench {
    pub cell: Cell,
    pub client: Client,
    pub keys: Keys,
    /// What must not be seen; of Durian's, the second is the token that it has issued.
    pub secrets: Vec<String>,
    sandbox: Box<dyn AnySandbox>,
    front: Option<Front>,
    log: Log,
    calls: usize,
}

impl Bench {
    pub async fn new(cell: Cell) -> Self {
        Self::start(cell, false, Settings::default()).await
    }

    /// With a machine between client and exchange.
    pub async fn behind_a_front(cell: Cell) -> Self {
        Self::start(cell, true, Settings::default()).await
    }

    pub async fn start(cell: Cell, behind: bool, settings: Settings) -> Self {
        let log = Log::default();
        let (sandbox, keys) = sandbox::start(cell.exchange, &log).await;
        let front = if behind { Some(Front::before(sandbox.port()).await) } else { None };
        let settings = Settings { timeout: TIMEOUT, ..settings };
        let url = url(&*sandbox, front.as_ref());
        let client = exchanges::client_of(cell.exchange, &url, settings, &keys).unwrap();
        let secrets = match cell.exchange {
            "bitget" => vec![keys.key.clone(), keys.secret.clone(), keys.passphrase.clone()],
            "digitex" => vec![keys.token.clone()],
            "durian" => vec![keys.secret.clone()],
            "picostocks" => vec![keys.private_key.clone()],
            _ => Vec::new(),
        };
        let calls = 0;
        let mut bench = Self { cell, client, keys, secrets, sandbox, front, log, calls };
        if let Some(needed) = cell.needs() {
            needed.call(&bench.client, 0, true).await.unwrap().unwrap();
        }
        bench.call().await.unwrap();
        let log = bench.take_log();
        bench.note_token(&log);
        bench
    }

    /// Takes a client that has not seen any trouble.
    pub fn renew_client(&mut self) {
        let url = self.url();
        self.client = self.client_at(&url);
    }

    pub fn url(&self) -> String {
        url(&*self.sandbox, self.front.as_ref())
    }

    pub fn client_at(&self, url: &str) -> Client {
        let settings = Settings { timeout: TIMEOUT, ..Settings::default() };
        exchanges::client_of(self.cell.exchange, url, settings, &self.keys).unwrap()
    }

    /// The requests since it was last asked.
    pub fn take_log(&self) -> Vec<Received> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    /// Notes Durian's token, which changes with each login.
    fn note_token(&mut self, log: &[Received]) {
        let sent = log.iter().rev().find_map(|one| one.header("authorization"));
        if let (Some(token), "durian") = (sent, self.cell.exchange) {
            self.secrets.truncate(1);
            self.secrets.push(token.replace("Bearer ", ""));
        }
    }

    /// A sound call.
    pub async fn call(&mut self) -> Reached {
        self.calls += 1;
        self.cell.call(&self.client, self.calls, true).await.unwrap()
    }

    /// Runs a case: the fault on every response of the operation, then a sound response.
    pub async fn run(&mut self, case: &Case) {
        self.strike(case, 99, true).await;
    }

    /// Runs a case whose fault strikes so many responses; a call that is not sound is one that the
    /// exchange rejects. None where it cannot be made to.
    pub async fn strike(&mut self, case: &Case, times: usize, sound: bool) -> Option<CallOutcome> {
        let Case { label, fault, may_see } = case;
        let Cell { exchange, operation, class } = self.cell;
        let label = format!("{exchange}/{operation} ({}): {label}", class.title());
        let log = self.take_log();
        self.note_token(&log);
        let quoted = self.secrets.clone();
        let before = self.sandbox.effects();
        self.calls += 1;
        self.sandbox.script(operation, times, &fault.quoting(&quoted));
        if let (Fault::Front(trip), Some(front)) = (fault, &mut self.front) {
            front.trip(*trip).await;
        }
        let begun = Instant::now();
        let call = self.cell.call(&self.client, self.calls, sound);
        let result = if fault.takes_time() { in_virtual_time(call).await } else { call.await };
        let took = begun.elapsed();
        self.sandbox.clear();
        if let Some(front) = &mut self.front {
            front.heal().await;
        }
        let result = result?;

        let log = self.take_log();
        let arrived = log.iter().filter(|one| one.operation.as_deref() == Some(operation)).count();
        let effects = self.sandbox.effects() - before;
        assert!(took <= TIMEOUT.mul_f64(1.1), "{label}: it took {took:?}");
        assert!(log.iter().all(|one| one.operation.is_some()), "{label}: went astray: {log:?}");
        let most = match class.reads() {
            true => 3,
            // A write whose token was unauthorized goes out again with a new one.
            false if exchange == "durian" && fault.finds_unauthorized() => 2,
            false => 1,
        };
        assert!(arrived <= most, "{label}: arrived {arrived} times");
        assert!(effects <= 1, "{label}: done {effects} times");
        let seen = Seen::of(&result);
        assert!(may_see.contains(&seen), "{label}: seen {seen:?}, {result:?}");
        match seen {
            Seen::Done => assert!(class.reads() || effects == 1, "{label}: not done"),
            Seen::NotSent => assert_eq!(arrived, 0, "{label}: it was sent"),
            Seen::Rejected => assert_eq!(effects, 0, "{label}: it was done"),
            Seen::Unknown => {}
        }
        self.note_token(&log);
        if let Err(error) = &result {
            self.check(&label, error, &[quoted, self.secrets.clone()].concat());
        }

        let before = self.sandbox.effects();
        let after = self.call().await;
        assert!(after.is_ok(), "{label}: the client does not work afterwards: {after:?}");
        let effects = self.sandbox.effects() - before;
        assert_eq!(effects, usize::from(!class.reads()), "{label}: afterwards");
        Some(CallOutcome { result, arrived })
    }

    /// What every error must be: one line, without a secret, with the client order id.
    fn check(&self, label: &str, error: &Error, secrets: &[String]) {
        assert!(!error.to_string().contains('\n'), "{label}: {error}");
        let mut shown = format!("{error} {error:?} {error:#?} {:?}", error.body());
        let mut source = error.source();
        while let Some(inner) = source {
            shown = format!("{shown} {inner} {inner:?}");
            source = inner.source();
        }
        for secret in secrets {
            assert!(!shown.contains(secret), "{label}: shows {secret}: {shown}");
        }
        if self.cell.class == Class::WriteWithId {
            let id = format!("order-{}", self.calls);
            assert_eq!(error.client_order_id(), Some(id.as_str()), "{label}: {error:?}");
        }
    }
}

fn url(sandbox: &dyn AnySandbox, front: Option<&Front>) -> String {
    let url = sandbox.base_url();
    match front {
        Some(front) => url.replace(&sandbox.port().to_string(), &front.port().to_string()),
        None => url,
    }
}

/// Runs a call while time passes, and no faster than bytes on loopback: a little of it each time
/// that everybody has run. Nothing waits in earnest.
async fn in_virtual_time<T>(call: impl Future<Output = T>) -> T {
    tokio::time::pause();
    let passing = async {
        for _ in 0..300 {
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        loop {
            tokio::time::advance(Duration::from_millis(50)).await;
        }
    };
    let result = tokio::select! {
        biased;
        result = call => result,
        () = passing => unreachable!("time does not end"),
    };
    tokio::time::resume();
    result
}
