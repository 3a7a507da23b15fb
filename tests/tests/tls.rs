//! TLS as it is met: an exchange with a certificate of the test's own, and what stands in its place.
//! Whoever is not the exchange hears no request, and the outcome says that nothing was sent.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};
use venue_bitget::{
    Client, Error, ErrorKind, Outcome, Response,
    reqwest::{
        Certificate, ClientBuilder, Proxy,
        dns::{Name, Resolve, Resolving},
    },
    spot_trade::types::OrderAck,
};

const ORDER: &str = r#"{"code":"00000","data":{"orderId":"1","clientOid":"mine"}}"#;

/// A root, which clients trust or do not.
struct Root(CertifiedIssuer<'static, KeyPair>);

impl Root {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn certificate(&self) -> Certificate {
        Certificate::from_der(self.0.der()).unwrap()
    }

    /// What a server of this name needs; its certificate ends in this year.
    fn server(&self, name: &str, until: i32) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder().with_no_client_auth();
        Arc::new(config.with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

/// What answers at the exchange's address.
enum Server {
    Tls(Arc<ServerConfig>),
    /// It takes the connection and says nothing.
    Silent,
    /// It speaks HTTP where TLS is expected.
    Plain,
}

/// Starts it. Returns the port, and the number of requests that could be read.
async fn start(server: Server) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&requests);
    let acceptor = match &server {
        Server::Tls(config) => Some(TlsAcceptor::from(Arc::clone(config))),
        Server::Silent | Server::Plain => None,
    };
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            match (&acceptor, &server) {
                (Some(acceptor), _) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        tokio::spawn(serve(stream, Arc::clone(&heard)));
                    }
                }
                (None, Server::Plain) => {
                    tokio::spawn(plain(stream, Arc::clone(&heard)));
                }
                (None, _) => kept.push(stream),
            }
        }
    });
    (port, requests)
}

async fn serve(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, heard: Arc<AtomicUsize>) {
    let mut bytes = [0; 4096];
    while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {
        heard.fetch_add(1, Ordering::Relaxed);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", ORDER.len());
        stream.write_all((head + ORDER).as_bytes()).await.unwrap();
    }
}

/// Counts what can be read as HTTP, which a beginning of TLS cannot.
async fn plain(mut stream: TcpStream, heard: Arc<AtomicUsize>) {
    let mut bytes = [0; 4096];
    let count = stream.read(&mut bytes).await.unwrap_or(0);
    if bytes[..count].starts_with(b"POST") {
        heard.fetch_add(1, Ordering::Relaxed);
    }
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
}

/// Places an order at that port, with trust in this root.
async fn place(port: u16, root: &Root) -> Result<Response<OrderAck>, Error> {
    place_through(port, root, |http| http.no_proxy()).await
}

/// The same, with further settings.
async fn place_through(
    port: u16,
    root: &Root,
    settings: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static,
) -> Result<Response<OrderAck>, Error> {
    let certificate = root.certificate();
    let client = Client::builder()
        .environment(format!("https://localhost:{port}"))
        .credentials(("key", "secret", "passphrase"))
        .connect_timeout(Duration::from_millis(300))
        .http_client(move |http| settings(http).tls_certs_only([certificate.clone()]))
        .build()
        .unwrap();
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    order.order_type("market").force("gtc").size("10").client_oid("mine").send().await
}

#[tokio::test]
async fn an_exchange_with_a_certificate_that_is_trusted_gets_the_order() {
    let root = Root::new();
    let (port, requests) = start(Server::Tls(root.server("localhost", 2100))).await;
    assert_eq!(place(port, &root).await.unwrap().order_id.as_deref(), Some("1"));
    assert_eq!(requests.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn whoever_cannot_show_the_exchanges_certificate_hears_nothing() {
    let root = Root::new();
    for (what, server) in [
        ("another name", Server::Tls(root.server("exchange.test", 2100))),
        ("an expired certificate", Server::Tls(root.server("localhost", 2020))),
        ("a root that nobody trusts", Server::Tls(Root::new().server("localhost", 2100))),
        ("no handshake", Server::Silent),
        ("no TLS", Server::Plain),
    ] {
        let (port, requests) = start(server).await;
        // The time for a handshake that does not come passes at once.
        let waits = what == "no handshake";
        if waits {
            tokio::time::pause();
        }
        let error = place(port, &root).await.unwrap_err();
        if waits {
            tokio::time::resume();
        }
        assert!(
            matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout),
            "{what}: {error:?}"
        );
        assert_eq!(error.outcome(), Outcome::NotSent, "{what}: {error:?}");
        assert_eq!(requests.load(Ordering::Relaxed), 0, "{what}");
        let shown = format!("{error:#?}");
        assert!(!shown.contains("secret") && !shown.contains("passphrase"), "{what}: {shown}");
    }
}

/// Knows no name, once it has been asked.
struct Nameless(Arc<AtomicUsize>);

impl Resolve for Nameless {
    fn resolve(&self, name: Name) -> Resolving {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Err(format!("nobody knows {}", name.as_str()).into()) })
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_resolved_sends_nothing() {
    let asked = Arc::new(AtomicUsize::new(0));
    let resolver = Arc::new(Nameless(Arc::clone(&asked)));
    let settings = move |http: ClientBuilder| http.no_proxy().dns_resolver(Arc::clone(&resolver));
    let error = place_through(443, &Root::new(), settings).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::NotSent));
    assert_eq!(asked.load(Ordering::Relaxed), 1, "an order is not tried again");
}

/// A proxy that responds so to `CONNECT`, and what it reads.
async fn proxy(response: &'static str) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://user:word@{}", listener.local_addr().unwrap());
    let (tell, read) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut bytes).await {
                tell.send(String::from_utf8_lossy(&bytes[..count]).into_owned()).unwrap();
                stream.write_all(response.as_bytes()).await.unwrap();
            }
        }
    });
    (url, read)
}

#[tokio::test]
async fn a_proxy_that_opens_no_tunnel_learns_the_exchanges_name_and_no_more() {
    let root = Root::new();
    let (port, requests) = start(Server::Tls(root.server("localhost", 2100))).await;
    for response in [
        "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 Connection Established\r\n\r\nand then no TLS",
        "no HTTP at all\r\n\r\n",
    ] {
        let (url, mut read) = proxy(response).await;
        let through = move |http: ClientBuilder| http.proxy(Proxy::all(&url).unwrap());
        let error = place_through(port, &root, through).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{response}: {error:?}");
        let connect = read.recv().await.unwrap();
        assert!(connect.starts_with(&format!("CONNECT localhost:{port} ")), "{connect}");
        while let Ok(more) = read.try_recv() {
            // The beginning of TLS, in which the name stands again.
            assert!(!more.contains("place-order") && !more.contains("passphrase"), "{more}");
        }
        for secret in ["secret", "passphrase", "place-order", "mine"] {
            assert!(!connect.contains(secret), "{connect}");
        }
    }
    assert_eq!(requests.load(Ordering::Relaxed), 0);
}
