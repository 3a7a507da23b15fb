//! Building a client: what every exchange's `Client::builder()` offers.

mod macros;

use std::{
    marker::PhantomData,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::{
    Url,
    header::{ACCEPT, HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT},
};
use venue_auth::Secret;

use crate::{
    authenticator::Authenticator,
    clock::{Clock, LocalClock},
    error::Error,
    limits::Limits,
    profile::ExchangeProfile,
    retry::{Budget, RetryPolicy},
    transport::{Inner, Pool, Transport, Urls},
};

/// What an exchange crate says about its exchange.
pub trait Exchange: Sized + 'static {
    /// Live, demo, or an address of the user's own.
    type Environment: Default;
    /// The keys or tokens that prove who sends.
    type Credentials;
    /// What signs.
    type Authenticator: Authenticator;
    /// The client that users hold.
    type Client;

    /// The exchange's codes, clock and overall limit.
    const PROFILE: ExchangeProfile;

    /// Returns the base URL of an environment.
    fn base_url(environment: &Self::Environment) -> &str;

    /// Returns headers that every request to an environment carries.
    fn headers(_environment: &Self::Environment) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    /// Makes what signs.
    ///
    /// # Errors
    /// When the credentials cannot be used: a key of the wrong length, say.
    fn authenticator(credentials: Option<Self::Credentials>) -> Result<Self::Authenticator, Error>;

    /// Makes the client.
    fn client(transport: Transport, authenticator: Arc<Self::Authenticator>) -> Self::Client;
}

/// Builds a client of an exchange.
pub struct ClientBuilder<E: Exchange> {
    environment: E::Environment,
    credentials: Option<E::Credentials>,
    http: Option<Box<HttpSettings>>,
    timeout: Duration,
    connect_timeout: Duration,
    max_response_bytes: usize,
    plain_http: bool,
    headers: HeaderMap,
    local_clock: Option<Box<LocalClock>>,
    corrects_clock: bool,
    keeps_limits: bool,
    limit_margin: Duration,
    retry: RetryPolicy,
    exchange: PhantomData<fn() -> E>,
}

impl<E: Exchange> Default for ClientBuilder<E> {
    fn default() -> Self {
        Self {
            environment: E::Environment::default(),
            credentials: None,
            http: None,
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            max_response_bytes: 16 * 1024 * 1024,
            plain_http: false,
            headers: HeaderMap::new(),
            local_clock: None,
            corrects_clock: true,
            keeps_limits: true,
            limit_margin: Duration::from_millis(250),
            retry: RetryPolicy::new(),
            exchange: PhantomData,
        }
    }
}

impl<E: Exchange> ClientBuilder<E> {
    /// Sets the environment that the client talks to. Default: the exchange's default, live where it has one.
    #[must_use]
    pub fn environment(mut self, environment: impl Into<E::Environment>) -> Self {
        self.environment = environment.into();
        self
    }

    /// Sets the credentials for private operations. Default: none.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Into<E::Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Sets the time for a whole call, from the first try to the end of the response. Default: 10 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the time for opening a connection. Default: 5 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Changes the settings of the HTTP client: a proxy, other roots, a resolver, a local address.
    ///
    /// What it must not do stays off, whatever is set: it follows no redirect, which would carry
    /// the keys to wherever that points, and sends nothing again.
    ///
    /// The function is called again when the connections cannot be trusted any more, because a
    /// response belonged to another request.
    #[must_use]
    pub fn http_client(
        mut self,
        settings: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http = Some(Box::new(settings));
        self
    }

    /// Sets the size of the largest response that is read. Default: 16 MiB.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Allows `http://` to hosts other than this machine. What is sent can then be read and
    /// changed on the way. Default: not allowed.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Sets how reads are repeated after a failure. Writes never are. Default: [`RetryPolicy::new`].
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets what is added to the time in which a limit counts. Default: 250 ms.
    ///
    /// Requests that leave a second apart may arrive in less, when the first had to open its
    /// connection and the second had not. The limits are kept at the exchange so long as no request
    /// takes longer to get there than another by more than this. A smaller margin lets more
    /// through over a long time; a burst is not slowed by it. Clients that share a limit share
    /// the largest margin.
    #[must_use]
    pub fn limit_margin(mut self, margin: Duration) -> Self {
        self.limit_margin = margin;
        self
    }

    /// Leaves the exchange's limits to you: no request waits for a permit.
    #[must_use]
    pub fn without_rate_limits(mut self) -> Self {
        self.keeps_limits = false;
        self
    }

    /// Sets a local clock of your own. Default: the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.local_clock = Some(Box::new(clock));
        self
    }

    /// Trusts the local clock: an exchange that finds the time wrong is not asked for its own.
    #[must_use]
    pub fn without_clock_correction(mut self) -> Self {
        self.corrects_clock = false;
        self
    }

    /// Adds a header to every request, for exchange crates to offer by name.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// When the base URL, the credentials or the TLS library cannot be used.
    pub fn build(self) -> Result<E::Client, Error> {
        let base = base_url(E::base_url(&self.environment), self.plain_http)?;
        let mut headers = self.headers;
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        // hyper would put the same text together anew for every request.
        headers.insert(HOST, host(&base)?);
        for (name, value) in E::headers(&self.environment) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.http.is_none() {
            headers.insert(USER_AGENT, HeaderValue::from_static(OURS));
        }
        let (timeout, plain) = (self.connect_timeout, base.scheme() == "http");
        let settings = self.http.unwrap_or_else(|| Box::new(|http| http));
        let pool = Pool::new(Box::new(move || http_client(timeout, plain, &settings)))?;
        let authenticator = Arc::new(E::authenticator(self.credentials)?);
        let limits = self.keeps_limits.then(|| {
            let secrets = authenticator.secrets();
            let credentials: Vec<&str> = secrets.iter().map(Secret::expose).collect();
            let host = base.host_str().unwrap_or_default();
            let host = format!("{host}:{}", base.port_or_known_default().unwrap_or_default());
            Limits::new(&host, &credentials, E::PROFILE.overall_limit, self.limit_margin)
        });
        let transport = Transport::new(Inner {
            pool,
            urls: Urls::new(base),
            authenticator: authenticator.clone(),
            profile: E::PROFILE,
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
            headers: headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            clock: Clock::new(self.local_clock, self.corrects_clock),
            limits,
            retry: self.retry,
            budget: Budget::new(),
        });
        Ok(E::client(transport, authenticator))
    }
}

/// How a client names itself.
const OURS: &str = concat!("venue/", env!("CARGO_PKG_VERSION"));

/// The value of the header `Host`: the port stands in it where it is not the scheme's own.
fn host(base: &Url) -> Result<HeaderValue, Error> {
    let host = base.host_str().unwrap_or_default();
    let host = base.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    HeaderValue::try_from(host).map_err(|error| {
        Error::configuration("the host of the base URL cannot stand in a header").with_source(error)
    })
}

/// A client for one exchange: no redirects, small packets sent at once. What is not encrypted goes
/// to no proxy, whatever the environment says: the proxy would read the keys.
fn http_client(
    connect_timeout: Duration,
    plain: bool,
    settings: &HttpSettings,
) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .user_agent(OURS)
        .connect_timeout(connect_timeout)
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(60));
    let builder = if plain { builder.no_proxy() } else { builder };
    #[cfg(feature = "webpki-roots")]
    let builder = builder.tls_certs_only(
        webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .filter_map(|der| reqwest::Certificate::from_der(der).ok()),
    );
    let builder = settings(builder)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // Whether a request is sent again is decided in one place, which knows what it does; and
        // reqwest need not copy each request in case it would.
        .retry(reqwest::retry::never().max_retries_per_request(0));
    builder.build().map_err(|error| {
        Error::configuration("the HTTP client could not be built").with_source(error.without_url())
    })
}

/// The caller's settings of the HTTP client.
type HttpSettings = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// Reads an environment variable that must be set and not empty.
///
/// # Errors
/// Names the variable.
pub fn variable(name: &str) -> Result<String, Error> {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(Error::configuration(format!("the environment variable {name} is not set"))),
    }
}

/// Checks a base URL; a wrong one would send keys to a stranger, or to nobody.
fn base_url(text: &str, plain_http: bool) -> Result<Url, Error> {
    let refuse = |why: &str| Error::configuration(format!("base URL: {why}"));
    let url = Url::parse(text).map_err(|error| refuse("not a URL").with_source(error))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it must not contain a user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("it must not contain a query or fragment"));
    }
    let local = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => return Err(refuse("it names no host")),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if local || plain_http => Ok(url),
        "http" => Err(refuse("plain http to another machine; use https, or `allow_plain_http()`")),
        other => Err(refuse(&format!("scheme `{other}`; it must be https"))),
    }
}
