//! Connections that a script can cut, stall or slow down, at a given byte of a response.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use bytes::{Buf, Bytes};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};

use super::lock::lock;

/// What ends the head of a response.
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// What a connection does to a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It ends before the first byte.
    AtOnce,
    /// It is reset before the first byte.
    Reset,
    /// It ends after the head and this many bytes of the body.
    After(usize),
    /// It carries nothing more after the head and this many bytes of the body, and stays open.
    Stall(usize),
    /// It carries these bytes in place of the response, and ends.
    Instead(Bytes),
    /// It carries one byte, waits so long, carries the next.
    Drip(Duration),
}

impl Cut {
    /// Whether nothing of the response goes out, its status included.
    pub(crate) fn hides_status(&self) -> bool {
        matches!(self, Self::AtOnce | Self::Reset | Self::Instead(_))
    }
}

/// The way from the response to the connection that it goes out on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection(Arc<Mutex<Option<Scissors>>>);

#[derive(Debug)]
struct Scissors {
    at: Cut,
    /// How much of [`END_OF_HEAD`] was just seen; all of it, once the body has begun.
    seen: usize,
}

impl Connection {
    /// Does this to the next response.
    pub(crate) fn cut(&self, at: Cut) {
        *lock(&self.0) = Some(Scissors { at, seen: 0 });
    }
}

impl Scissors {
    /// How many of these bytes may still go out.
    fn allows(&self, bytes: &[u8]) -> usize {
        let (Cut::After(left) | Cut::Stall(left)) = self.at else {
            return 0;
        };
        let mut seen = self.seen;
        for (index, byte) in bytes.iter().enumerate() {
            if seen == END_OF_HEAD.len() {
                return index.saturating_add(left).min(bytes.len());
            }
            seen = after(seen, *byte);
        }
        bytes.len()
    }

    /// Notes what went out.
    fn sent(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.seen < END_OF_HEAD.len() {
                self.seen = after(self.seen, *byte);
            } else if let Cut::After(left) | Cut::Stall(left) = &mut self.at {
                *left = left.saturating_sub(1);
            }
        }
    }
}

/// How much of the end of the head is seen when one more byte is.
fn after(seen: usize, byte: u8) -> usize {
    if END_OF_HEAD.get(seen) == Some(&byte) {
        seen.saturating_add(1)
    } else {
        usize::from(byte == b'\r')
    }
}

/// A listener whose connections can be cut.
pub(crate) struct Listening(pub(crate) TcpListener);

impl Listener for Listening {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        let (tcp, address) = Listener::accept(&mut self.0).await;
        let connection = Connection::default();
        (Stream { tcp, connection, pause: None }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Listening>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Listening>) -> Self {
        stream.io().connection.clone()
    }
}

/// A connection, and what may cut it.
pub(crate) struct Stream {
    tcp: TcpStream,
    connection: Connection,
    /// Before the next byte of a response that drips.
    pause: Option<Pin<Box<Sleep>>>,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { tcp, connection, pause } = self.get_mut();
        let mut scissors = lock(&connection.0);
        let Some(scissors) = scissors.as_mut() else {
            return Pin::new(tcp).poll_write(context, bytes);
        };
        let aborted = || Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        match &mut scissors.at {
            Cut::AtOnce => return aborted(),
            Cut::Reset => {
                // A reset that does not come off is a cut, which is as good.
                let _ = tcp.set_zero_linger();
                return aborted();
            }
            Cut::Instead(left) => {
                while !left.is_empty() {
                    let count = ready!(Pin::new(&mut *tcp).poll_write(context, left))?;
                    left.advance(count);
                }
                return aborted();
            }
            Cut::Drip(interval) => {
                if let Some(pause) = pause {
                    ready!(pause.as_mut().poll(context));
                }
                *pause = Some(Box::pin(sleep(*interval)));
                return Pin::new(tcp).poll_write(context, bytes.get(..1).unwrap_or_default());
            }
            Cut::After(_) | Cut::Stall(_) => {}
        }
        let bytes = bytes.get(..scissors.allows(bytes)).unwrap_or_default();
        if bytes.is_empty() {
            if !matches!(scissors.at, Cut::Stall(_)) {
                return aborted();
            }
            // Silence, until the client has enough of it.
            let mut next = [0; 1];
            return match ready!(tcp.poll_peek(context, &mut ReadBuf::new(&mut next))) {
                Ok(0) | Err(_) => aborted(),
                Ok(_) => Poll::Pending,
            };
        }
        let written = Pin::new(tcp).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = written {
            scissors.sent(bytes.get(..count).unwrap_or_default());
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cut, Scissors};

    #[test]
    fn the_cut_counts_from_the_end_of_the_head_however_the_bytes_come() {
        let response = b"HTTP/1.1 200 OK\r\na: b\r\n\r\nbody";
        let mut whole = Scissors { at: Cut::After(2), seen: 0 };
        assert_eq!(whole.allows(response), response.len() - 2);
        let mut out = 0;
        for byte in response {
            let allowed = whole.allows(&[*byte]);
            out += allowed;
            if allowed == 1 {
                whole.sent(&[*byte]);
            }
        }
        assert_eq!(out, response.len() - 2);
    }
}
