//! Requests made from the specs, right and wrong, to every operation of every exchange: no panic,
//! no hang, no response that the spec does not know, and nothing refused or let through that should
//! not be. What is right is decided by an outside validator of JSON Schema.
//!
//! `PROPTEST_RNG_SEED` draws the same requests again. HTTP 500 is a response of the converter's
//! conversion alone, which blames itself for a body that it cannot read; Durian has `code` 500
//! for that, inside of HTTP 200.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;

mod case;
mod exchange;
mod forms;
mod wire;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use proptest::{
    strategy::{BoxedStrategy, Strategy},
    test_runner::{Config, TestCaseError, TestRunner},
};
use tokio::runtime::{Builder, Runtime};
use venue_sandbox::{
    BitgetVenue, Clock, CtcVenue, DigitexVenue, DurianVenue, PicoStocksVenue, Received, Refusal,
    Sandbox, Verdict,
};

use self::{
    case::{Case, Harm, Key},
    common::spec::{Location, Operation, Security, Spec},
    exchange::Rules,
    wire::{Request, Response, Wire},
};

/// Right requests to each operation, and as many that are not.
const CASES: usize = 64;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Served,
    /// Refused for reasons of the state: nothing is wrong with its form.
    State,
    Credentials,
    Invalid,
    NotFound,
    Malformed,
    NotAnObject,
    ContentType,
    Method,
    Route,
}

/// An exchange, and what is needed to talk to it.
pub(crate) struct Bench<V: Rules> {
    runtime: Runtime,
    pub sandbox: Sandbox<V>,
    spec: Spec,
    wire: RefCell<Option<Wire>>,
    /// A login's.
    pub token: RefCell<Option<String>>,
    last: Arc<Mutex<Option<Received>>>,
    counts: RefCell<BTreeMap<Class, usize>>,
    served: RefCell<BTreeMap<String, usize>>,
}

impl<V: Rules> Bench<V> {
    fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let last = Arc::new(Mutex::new(None));
        let keep = last.clone();
        let started = Sandbox::<V>::builder()
            .clock(Clock::fixed_ms(1_734_451_962_843))
            .on_request(move |received| *keep.lock().unwrap() = Some(received.clone()))
            .start();
        let sandbox = runtime.block_on(started).unwrap();
        V::endow(&sandbox);
        Self {
            sandbox,
            runtime,
            spec: Spec::of::<V>(),
            wire: RefCell::default(),
            token: RefCell::default(),
            last,
            counts: RefCell::default(),
            served: RefCell::default(),
        }
    }

    /// Sends a request on the one connection. None if there was no response.
    pub async fn send(&self, request: &Request) -> Option<Response> {
        let mut wire = match self.wire.take() {
            Some(wire) => wire,
            None => Wire::to(self.sandbox.port()).await,
        };
        let response =
            tokio::time::timeout(Duration::from_secs(10), wire.send(request)).await.ok()??;
        *self.wire.borrow_mut() = Some(wire);
        Some(response)
    }

    /// Sends a case, and looks at what became of it.
    async fn check(&self, operation: &Operation, mut case: Case) -> Result<(), String> {
        let key = match case.harm {
            Harm::Key(key) => key,
            _ => Key::Right,
        };
        let headers = match operation.security {
            Security::Public => Vec::new(),
            _ => V::sign(self, operation, &mut case, key).await,
        };
        let mut request = case.request(&self.spec, operation);
        request.headers.extend(headers);
        if operation.security != Security::Public {
            V::seal(self, &mut request, key);
        }
        let response = self.send(&request).await.ok_or("no response: a panic, or it hangs")?;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        let received = self.last.lock().unwrap().take().ok_or("it did not arrive")?;
        let found = class::<V>(operation, &received.verdict);
        let told = || format!("{found:?}: {} {text}", response.status);

        let expected = self.expected(operation, &case);
        if !expected.contains(&found) {
            return Err(format!("expected {expected:?}, it was {}", told()));
        }
        if let Verdict::Refused(refusal) = &received.verdict
            && !V::has_form(found, operation, refusal, &response)
        {
            return Err(format!("not in the form of the exchange: {}", told()));
        }
        let problems = match found {
            Class::Served if response.status == operation.status => {
                operation.success_problems(&response.body)
            }
            Class::Served => {
                return Err(format!("another status than {}: {}", operation.status, told()));
            }
            Class::Route if V::NAME == "ctc" => Vec::new(),
            _ => operation.refusal_problems(&response.body),
        };
        if !problems.is_empty() {
            return Err(format!("the response disagrees with the spec: {problems:?}: {}", told()));
        }
        if let Some(known) = received.unknown.iter().find(|name| !name.starts_with("x-")) {
            return Err(format!("{known} is in the spec, and unknown to the sandbox"));
        }
        *self.counts.borrow_mut().entry(found).or_default() += 1;
        if found == Class::Served {
            *self.served.borrow_mut().entry(operation.id.clone()).or_default() += 1;
        }
        Ok(())
    }

    /// What may become of a case.
    fn expected(&self, operation: &Operation, case: &Case) -> Vec<Class> {
        let right = vec![Class::Served, Class::State];
        let found = case.disagreements(operation);
        match &case.harm {
            Harm::None if found.iter().any(|one| one.place == Location::Path) => {
                vec![Class::NotFound]
            }
            Harm::None if V::objects_to(&found) => vec![Class::Invalid],
            Harm::None if V::NAME == "ctc" => vec![Class::Served, Class::State, Class::NotFound],
            Harm::None if !is_own_order(case) => vec![Class::Credentials, Class::State],
            Harm::None => right,
            Harm::Method(_) => vec![Class::Method],
            Harm::Path(_) => vec![Class::Route],
            Harm::Body(_, true) => vec![Class::NotAnObject],
            Harm::Body(_, false) => vec![Class::Malformed],
            Harm::ContentType(_) => vec![Class::ContentType],
            // An order of PicoStocks has a form beside the spec's, which is looked at before.
            Harm::Key(_) if V::NAME == "picostocks" => vec![Class::Credentials, Class::State],
            Harm::Key(Key::Absent) if operation.security == Security::Optional => right,
            Harm::Key(_) if operation.security == Security::Optional && V::NAME == "durian" => {
                right
            }
            Harm::Key(_) => vec![Class::Credentials],
        }
    }
}

/// Whether an order of PicoStocks is of the user who can sign.
fn is_own_order(case: &Case) -> bool {
    let body = case.body.as_ref();
    body.and_then(|body| body.get("user_id")).is_none_or(|user| *user == 19 || *user == "19")
}

fn class<V: Rules>(operation: &Operation, verdict: &Verdict) -> Class {
    let Verdict::Refused(refusal) = verdict else {
        return Class::Served;
    };
    match refusal {
        Refusal::NoRoute | Refusal::NoSlash => Class::Route,
        Refusal::WrongMethod { .. } => Class::Method,
        Refusal::NotFound => Class::NotFound,
        Refusal::ContentType { .. } => Class::ContentType,
        Refusal::Malformed => Class::Malformed,
        Refusal::NotAnObject => Class::NotAnObject,
        Refusal::Invalid(_) => Class::Invalid,
        own if operation.security != Security::Public && V::is_unauthorized(own) => {
            Class::Credentials
        }
        _ => Class::State,
    }
}

/// Rounds of requests to each operation, to and fro, so that what one does is there for the others.
fn conforms<V: Rules>() {
    let bench = Bench::<V>::start();
    let mut runner = TestRunner::new(Config { max_shrink_iters: 200, ..Config::default() });
    let kinds: Vec<_> =
        bench.spec.operations.iter().map(|operation| kinds::<V>(&bench, operation)).collect();
    for round in 0..CASES {
        let mut all: Vec<_> = bench.spec.operations.iter().zip(&kinds).collect();
        if round % 4 > 1 {
            all.reverse();
        }
        for (operation, kinds) in all {
            let wrong = &kinds[1 + round % 2];
            for strategy in [&kinds[0], wrong] {
                let case = strategy.new_tree(&mut runner).unwrap();
                let outcome = runner.run_one(case, |case| {
                    let checked = bench.runtime.block_on(bench.check(operation, case));
                    checked.map_err(TestCaseError::fail)
                });
                if let Err(failure) = outcome {
                    panic!("{} {}: {failure}", V::NAME, operation.id);
                }
            }
        }
    }
    let counts = bench.counts.borrow();
    let served = bench.served.borrow();
    let total: usize = counts.values().sum();
    println!(
        "{}: {total} requests to {} operations: {counts:?}",
        V::NAME,
        bench.spec.operations.len()
    );
    let can_be = |operation: &&Operation| !V::NEVER_SERVED.contains(&operation.id.as_str());
    for operation in bench.spec.operations.iter().filter(can_be) {
        assert!(served.contains_key(&operation.id), "{} was never served", operation.id);
    }
}

/// Right requests, spoilt ones, harmed ones.
fn kinds<V: Rules>(bench: &Bench<V>, operation: &Operation) -> [BoxedStrategy<Case>; 3] {
    let has_key = operation.security != Security::Public;
    [
        case::right(operation, V::hints, V::FORMS),
        case::spoilt(operation, V::hints, V::FORMS),
        case::harmed(&bench.spec, operation, V::hints, has_key),
    ]
}

#[test]
fn bitget_conforms_to_its_spec() {
    conforms::<BitgetVenue>();
}

#[test]
fn digitex_conforms_to_its_spec() {
    conforms::<DigitexVenue>();
}

#[test]
fn durian_conforms_to_its_spec() {
    conforms::<DurianVenue>();
}

#[test]
fn picostocks_conforms_to_its_spec() {
    conforms::<PicoStocksVenue>();
}

#[test]
fn ctc_conforms_to_its_spec() {
    conforms::<CtcVenue>();
}
