//! The five sandboxes behind one face, and what a script may do to their responses.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use venue_sandbox::{Bitget, Ctc, Digitex, Durian, PicoStocks, Received, Sandbox, Venue};
use venue_tests::exchanges::Keys;

use crate::front::Trip;

type Change = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// One way to break one response.
#[derive(Clone)]
pub enum Fault {
    /// Another response; whether the call is carried out, status, headers, body. `{secrets}` in the
    /// body stands for the secrets that the client has sent.
    Response(bool, u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The connection ends without a response, and the call is not carried out.
    Cut,
    /// It is carried out, and the connection ends without a response.
    LoseReply,
    /// The connection is reset; whether the call is carried out.
    Reset(bool),
    /// The call is carried out, and no response comes.
    Silence,
    /// Nothing comes after the head and so many bytes.
    StallAfter(usize),
    /// The response comes byte by byte, one in a second.
    Drip,
    /// The response has a header more.
    Header(&'static str, &'static str),
    /// Another body, made from the true one.
    Edit(Change),
    /// Other bytes, made from the true body.
    Raw(Change),
    /// Before the request has arrived.
    Front(Trip),
}

impl Fault {
    pub fn raw(change: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::Raw(Arc::new(change))
    }

    pub fn edit(change: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::Edit(Arc::new(change))
    }

    /// The same with the secrets in their place.
    pub fn quoting(&self, secrets: &[String]) -> Self {
        match self {
            Self::Response(executed, status, headers, body) => {
                let body = match std::str::from_utf8(body) {
                    Ok(text) => text.replace("{secrets}", &secrets.join(" ")).into_bytes(),
                    Err(_) => body.clone(),
                };
                Self::Response(*executed, *status, headers.clone(), body)
            }
            other => other.clone(),
        }
    }

    /// Whether the credentials are unauthorized, by the status.
    pub fn finds_unauthorized(&self) -> bool {
        matches!(self, Self::Response(false, 401, ..))
    }

    /// Whether time has to pass for the call to end.
    pub fn takes_time(&self) -> bool {
        match self {
            Self::Silence | Self::StallAfter(_) | Self::Drip => true,
            Self::Front(trip) => *trip == Trip::Swallow,
            Self::Response(_, _, headers, _) => {
                headers.iter().any(|(name, _)| *name == "retry-after")
            }
            _ => false,
        }
    }
}

/// A sandbox, whatever the exchange.
pub trait AnySandbox {
    fn base_url(&self) -> String;
    fn port(&self) -> u16;
    /// Breaks the next so many responses of an operation.
    fn script(&self, operation: &str, times: usize, fault: &Fault);
    fn clear(&self);
    /// How much was changed so far.
    fn effects(&self) -> usize;
}

impl<V: Venue> AnySandbox for Sandbox<V> {
    fn base_url(&self) -> String {
        self.environment()
    }

    fn port(&self) -> u16 {
        Sandbox::port(self)
    }

    fn script(&self, operation: &str, times: usize, fault: &Fault) {
        let script = self.next(operation).unwrap().times(times);
        match fault.clone() {
            Fault::Response(executed, status, headers, body) => {
                let mut script = if executed { script.executed() } else { script };
                for (name, value) in &headers {
                    script = script.header(name, value);
                }
                script.respond(status, body);
            }
            Fault::Cut => script.cut(),
            Fault::LoseReply => script.lose_reply(),
            Fault::Reset(true) => script.executed().reset(),
            Fault::Reset(false) => script.reset(),
            Fault::Silence => script.delay(Duration::from_secs(86_400)).pass(),
            Fault::StallAfter(bytes) => script.stall_after(bytes),
            Fault::Drip => script.drip(Duration::from_secs(1)),
            Fault::Header(name, value) => script.header(name, value).pass(),
            Fault::Edit(change) => script.edit(move |body| change(body)),
            Fault::Raw(change) => script.raw(move |body| change(body)),
            Fault::Front(_) => {}
        }
    }

    fn clear(&self) {
        self.clear_scripts();
    }

    fn effects(&self) -> usize {
        Sandbox::effects(self).len()
    }
}

/// The requests that arrived since somebody looked.
pub type Log = Arc<Mutex<Vec<Received>>>;

async fn begin<V: Venue>(log: &Log) -> Sandbox<V> {
    let log = Arc::clone(log);
    let builder = Sandbox::builder();
    builder.on_request(move |one| log.lock().unwrap().push(one.clone())).start().await.unwrap()
}

/// Starts an exchange: its sandbox, and the keys that it accepts.
pub async fn start(exchange: &str, log: &Log) -> (Box<dyn AnySandbox>, Keys) {
    let mut keys = Keys::default();
    let sandbox: Box<dyn AnySandbox> = match exchange {
        "bitget" => {
            let bitget: Bitget = begin(log).await;
            (keys.key, keys.secret, keys.passphrase) = bitget.credentials();
            Box::new(bitget)
        }
        "ctc" => Box::new(begin(log).await as Ctc),
        "digitex" => {
            let digitex: Digitex = begin(log).await;
            keys.token = digitex.credentials();
            Box::new(digitex)
        }
        "durian" => {
            let durian: Durian = begin(log).await;
            (keys.email, keys.secret) = durian.credentials();
            Box::new(durian)
        }
        "picostocks" => {
            let picostocks: PicoStocks = begin(log).await;
            (keys.user_id, keys.private_key) = picostocks.credentials();
            Box::new(picostocks)
        }
        other => panic!("no exchange {other}"),
    };
    (sandbox, keys)
}
