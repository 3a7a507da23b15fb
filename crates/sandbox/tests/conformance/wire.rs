//! Requests as bytes, over one connection: what an HTTP library would tidy up arrives as it is.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request as it goes out.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// The path with the prefix of the base URL, encoded.
    pub path: String,
    /// The query, encoded.
    pub query: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

pub struct Wire(TcpStream);

impl Wire {
    pub async fn to(port: u16) -> Self {
        Self(TcpStream::connect(("127.0.0.1", port)).await.unwrap())
    }

    /// Sends a request and reads the response; none if the connection ended, which it must not.
    pub async fn send(&mut self, request: &Request) -> Option<Response> {
        let Request { method, path, query, headers, body } = request;
        let question = if query.is_empty() { "" } else { "?" };
        let mut head = format!("{method} {path}{question}{query} HTTP/1.1\r\nhost: localhost\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let whole = [head.as_bytes(), body].concat();
        self.0.write_all(&whole).await.ok()?;
        self.read().await
    }

    async fn read(&mut self) -> Option<Response> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if self.0.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        };
        let mut response = Response {
            status,
            headers: lines.filter_map(header).collect(),
            body: bytes.split_off(end + 4),
        };
        let length: usize = response.header("content-length")?.parse().ok()?;
        while response.body.len() < length {
            if self.0.read_buf(&mut response.body).await.ok()? == 0 {
                return None;
            }
        }
        Some(response)
    }
}
