//! A server on loopback that keeps the bytes of every request and responds with what the test says.
//!
//! It is for tests in which bytes matter and nothing else: any credentials, any path, any response.
//! Where it matters what an exchange makes of a request, an exchange of `venue-sandbox` is in place.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{exchanges::EXCHANGES, json::Json, spec};

/// A request as its bytes came in.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query, as on the wire.
    pub target: String,
    /// The headers, in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A complete response: status, further headers, body.
    Response(u16, Vec<(&'static str, String)>, String),
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// The end of the connection, without a response.
    Close,
    /// Nothing, for as long as the test runs.
    Silence,
}

impl Reply {
    /// A JSON response with status 200.
    #[must_use]
    pub fn ok(body: impl Into<String>) -> Self {
        Self::status(200, body)
    }

    /// A JSON response.
    #[must_use]
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Response(status, vec![("content-type", "application/json".to_owned())], body.into())
    }
}

/// The operations that a request may ask for; the path may have something before that of the spec.
fn asked<'a>(
    exchange: &str,
    request: &'a Request,
) -> impl Iterator<Item = &'static spec::Operation> + 'a {
    let path: Vec<&str> = request.path().split('/').collect();
    spec::operations(exchange).iter().filter(move |operation| {
        let template: Vec<&str> = operation.path.split('/').collect();
        operation.method == request.method
            && template.len() <= path.len()
            && (template.iter().rev().zip(path.iter().rev()))
                .all(|(part, sent)| part == sent || part.is_empty() || part.starts_with('{'))
    })
}

/// Fields in which an exchange repeats what it was sent.
fn repeated(request: &Request) -> BTreeSet<&'static str> {
    let operations = EXCHANGES.iter().flat_map(|exchange| asked(exchange, request));
    operations.flat_map(|operation| operation.compiled.echo).copied().collect()
}

impl Reply {
    /// The first example of the operation that a request asks for, or 404 where it is none.
    #[must_use]
    pub fn example(exchange: &str, request: &Request) -> Self {
        match asked(exchange, request).next().and_then(|operation| operation.examples.first()) {
            Some((_, example)) => Self::ok(*example),
            None => Self::status(404, "{}"),
        }
    }

    /// The same response about the order of this request: what exchanges repeat of a request is as
    /// it was sent.
    #[must_use]
    pub fn about(self, request: &Request) -> Self {
        self.repeating(request, |sent| sent)
    }

    /// The same response about another order than that of this request.
    #[must_use]
    pub fn about_another(self, request: &Request) -> Self {
        self.repeating(request, |sent| match sent {
            Json::List(_) => Json::List(vec![Json::Text("another".to_owned())]),
            _ => Json::Text("another".to_owned()),
        })
    }

    fn repeating(self, request: &Request, change: impl Fn(Json) -> Json) -> Self {
        let Self::Response(status, headers, body) = self else { return self };
        let Ok(mut json) = Json::parse(&body) else { return Self::Response(status, headers, body) };
        let sent = Json::parse(&request.text()).ok();
        for name in repeated(request) {
            if let Some(sent) = sent.as_ref().and_then(|sent| first(sent, name)) {
                repeat(&mut json, name, &change(sent));
            }
        }
        Self::Response(status, headers, json.text())
    }
}

/// The first value that stands under a name, at any depth.
fn first(json: &Json, name: &str) -> Option<Json> {
    match json {
        Json::Map(fields) => match fields.get(name) {
            Some(value) => Some(value.clone()),
            None => fields.values().find_map(|value| first(value, name)),
        },
        Json::List(items) => items.iter().find_map(|item| first(item, name)),
        _ => None,
    }
}

/// Puts a value wherever this name stands.
fn repeat(json: &mut Json, name: &str, sent: &Json) {
    match json {
        Json::Map(fields) => {
            for (field, value) in fields {
                if field == name { *value = sent.clone() } else { repeat(value, name, sent) }
            }
        }
        Json::List(items) => items.iter_mut().for_each(|item| repeat(item, name, sent)),
        _ => {}
    }
}

type Script = dyn Fn(&Request) -> Reply + Send + Sync;

/// The server; it ends when it is dropped.
pub struct Server {
    address: std::net::SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server that responds by this script.
    ///
    /// # Errors
    /// When loopback has no port left.
    pub async fn start(
        script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&seen)));
            }
        });
        Ok(Self { address, requests, task })
    }

    /// Its base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Script>, seen: Arc<Mutex<Vec<Request>>>) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        match script(&request) {
            Reply::Response(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                head.push_str("\r\n");
                let mut bytes = head.into_bytes();
                bytes.extend_from_slice(body.as_bytes());
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Reply::Bytes(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Reply::Close => return,
            Reply::Silence => std::future::pending::<()>().await,
        }
    }
}

/// Reads one request, or none at the end of the connection.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    loop {
        if let Some((request, length)) = parse(buffer) {
            buffer.drain(..length);
            return Some(request);
        }
        let mut chunk = [0; 16 * 1024];
        let count = stream.read(&mut chunk).await.ok()?;
        buffer.extend_from_slice(chunk.get(..count).filter(|chunk| !chunk.is_empty())?);
    }
}

/// A request with a declared length at the front of the buffer, and how many bytes it takes.
fn parse(buffer: &[u8]) -> Option<(Request, usize)> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let declared = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = declared.map_or(Some(0), |(_, value)| value.parse().ok())?;
    let body = buffer.get(end + 4..end + 4 + length)?.to_vec();
    Some((Request { method, target, headers, body }, end + 4 + length))
}
