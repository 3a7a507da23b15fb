//! What a call costs beside signing, sending and reading.

use venue_core::{
    Attempt, Authentication, Authenticator, ClientBuilder, Error, Exchange, ExchangeProfile,
    Method, Operation, Scope, Secret, Transport, bench::permit_clock_and_span, time::TimestampMs,
};

/// So many requests that nobody has to wait, in a window that has to be kept all the same.
static OPERATION: Operation =
    Operation::new("bench", Method::GET, "/bench").rate_limit(10_000_000, 1, Scope::User);

/// A client's own work for a call: its permit, its clock, its span.
#[derive(Debug)]
pub struct Overhead(Transport);

impl Overhead {
    /// A client that connects to nobody.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, String> {
        ClientBuilder::<Nobody>::default().build().map(Self).map_err(|error| error.to_string())
    }

    /// Does all of it once.
    pub async fn once(&self) -> Option<TimestampMs> {
        permit_clock_and_span(&self.0, &OPERATION).await
    }
}

struct Nobody;

impl Exchange for Nobody {
    type Environment = String;
    type Credentials = Secret;
    type Authenticator = Self;
    type Client = Transport;

    const PROFILE: ExchangeProfile =
        ExchangeProfile::new(&[]).overall_limit(10_000_000, 1, Scope::Ip);

    fn base_url(_: &String) -> &str {
        "https://localhost"
    }

    fn authenticator(_: Option<Secret>) -> Result<Self, Error> {
        Ok(Self)
    }

    fn client(transport: Transport, _: std::sync::Arc<Self>) -> Transport {
        transport
    }
}

impl Authenticator for Nobody {
    fn authenticate<'a>(&'a self, _: Attempt<'a>) -> Authentication<'a> {
        Authentication::Done(Ok(()))
    }

    fn secrets(&self) -> Vec<Secret> {
        Vec::new()
    }
}
