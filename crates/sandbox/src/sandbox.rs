//! Starting and stopping an exchange, and asking what it saw.

use std::{
    collections::VecDeque,
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{Router, handler::Handler};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    clock::Clock,
    effect::Effect,
    received::Received,
    server::{Connection, Listening, Observer, Plans, Shared, lock, serve},
    venue::Venue,
};

/// A simulated exchange that runs on loopback until it is dropped.
///
/// Each has its own port and its own state, so that tests run side by side. It needs a Tokio
/// runtime and lives on it as a task.
pub struct Sandbox<V: Venue> {
    pub(crate) shared: Arc<Shared<V>>,
    address: SocketAddr,
    base_url: String,
    /// Dropping it tells the task to stop.
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl<V: Venue> Sandbox<V> {
    /// Starts an instance on a free port, with the time of the computer.
    ///
    /// # Errors
    ///
    /// If no port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts an instance with options.
    pub fn builder() -> Builder<V> {
        Builder { port: 0, clock: Clock::system(), observer: None, venue: V::default() }
    }

    /// What stands in place of the exchange's base URL, without a slash at its end:
    /// `http://127.0.0.1:PORT`, and the path of the live one where that has a path.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The base URL in the form in which the SDKs take an environment.
    pub fn environment(&self) -> String {
        self.base_url.clone()
    }

    /// Credentials that this exchange accepts.
    ///
    /// | exchange | value |
    /// |---|---|
    /// | Bitget | key, secret, passphrase |
    /// | Digitex | token |
    /// | Durian | email, secret of the login |
    /// | PicoStocks | number of the user, private key in hex |
    /// | CTC | none |
    pub fn credentials(&self) -> V::Credentials {
        lock(&self.shared.venue).credentials()
    }

    /// What arrived so far, oldest first; of very many, the last 10,000.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).iter().cloned().collect()
    }

    /// What the requests so far have changed, oldest first; of very many, the last 10,000. A
    /// request whose response was lost is among them.
    pub fn effects(&self) -> Vec<Effect> {
        lock(&self.shared.effects).iter().cloned().collect()
    }

    /// Looks at the state of the exchange or changes it, between two requests.
    pub fn with_venue<T>(&self, look: impl FnOnce(&mut V) -> T) -> T {
        look(&mut lock(&self.shared.venue))
    }

    /// The clock, to be read or moved.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Stops, and waits until requests under way have their responses and the port is free.
    ///
    /// # Errors
    ///
    /// If the listener had failed.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        match (&mut self.task).await {
            Ok(ended) => ended,
            Err(failed) => Err(io::Error::other(failed)),
        }
    }
}

impl<V: Venue> Drop for Sandbox<V> {
    fn drop(&mut self) {
        // The listener goes with the task. Connections end by the signal: they are tasks of the
        // server library, and finish what they are at.
        self.stop.take();
        self.task.abort();
    }
}

impl<V: Venue> fmt::Debug for Sandbox<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("exchange", &V::NAME)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Options of an instance.
pub struct Builder<V: Venue> {
    port: u16,
    clock: Clock,
    observer: Option<Observer>,
    venue: V,
}

impl<V: Venue> Builder<V> {
    /// A port on 127.0.0.1; 0, the default, takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The state to start from, in place of the default.
    #[must_use]
    pub fn venue(mut self, venue: V) -> Self {
        self.venue = venue;
        self
    }

    /// The time that the exchange goes by.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The time of the computer and this many milliseconds more, or less if negative.
    #[must_use]
    pub fn clock_offset_ms(self, milliseconds: i64) -> Self {
        self.clock(Clock::offset_ms(milliseconds))
    }

    /// Calls `observer` with each request, right before it is responded to.
    #[must_use]
    pub fn on_request(mut self, observer: impl Fn(&Received) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Starts the instance.
    ///
    /// # Errors
    ///
    /// If the port is taken or not allowed.
    pub async fn start(self) -> io::Result<Sandbox<V>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let base_url = format!("http://{address}{}", V::api().prefix);
        let shared = Arc::new(Shared {
            venue: Mutex::new(self.venue),
            clock: self.clock,
            received: Mutex::new(VecDeque::new()),
            effects: Mutex::new(VecDeque::new()),
            plans: Mutex::new(Plans::default()),
            observer: self.observer,
        });

        let (stop, stopped) = oneshot::channel::<()>();
        let service = Router::new().fallback_service(serve::<V>.with_state(shared.clone()));
        let service = service.into_make_service_with_connect_info::<Connection>();
        let server = axum::serve(Listening(listener), service).with_graceful_shutdown(async {
            // An error says that the sandbox was dropped, which is the signal.
            let _ = stopped.await;
        });
        Ok(Sandbox {
            shared,
            address,
            base_url,
            stop: Some(stop),
            task: tokio::spawn(server.into_future()),
        })
    }
}

impl<V: Venue> fmt::Debug for Builder<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("exchange", &V::NAME)
            .field("port", &self.port)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
