//! The other end: responds at once, from memory, and counts what it sees.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::responses;

/// A server on loopback, with a thread for each connection, for as long as the process lives.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    connections: Arc<AtomicU64>,
}

/// What a server does until the next request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// It sleeps, and is woken by whoever sends.
    Sleeps,
    /// It looks again and again, for one caller on another core: waking it up would be most of what
    /// a small call costs, and vary more than that.
    Spins,
}

/// A stream that tries until it can go on.
struct Eager(TcpStream);

impl Eager {
    fn again<T>(
        &mut self,
        mut attempt: impl FnMut(&mut TcpStream) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            match attempt(&mut self.0) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::hint::spin_loop(),
                done => return done,
            }
        }
    }
}

impl Read for Eager {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.again(|stream| stream.read(into))
    }
}

impl Write for Eager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.again(|stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Server {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(idle: Idle) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (address, connections) = (listener.local_addr()?, Arc::new(AtomicU64::new(0)));
        let counter = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counter.fetch_add(1, Ordering::SeqCst);
                // A client that goes away ends its thread.
                thread::spawn(move || drop(serve(stream, idle)));
            }
        });
        Ok(Self { address, connections })
    }

    /// Where it listens.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were opened so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }
}

fn serve(stream: TcpStream, idle: Idle) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_nonblocking(idle == Idle::Spins)?;
    let mut reader = BufReader::new(Eager(stream.try_clone()?));
    let mut writer = Eager(stream);
    let mut ready: HashMap<String, Vec<u8>> = HashMap::new();
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut length = 0;
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            match line.trim_end().to_ascii_lowercase().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap_or(0),
                Some(_) => {}
                None => break,
            }
        }
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        let bytes = ready.entry(target).or_insert_with_key(|target| response(target));
        writer.write_all(bytes)?;
    }
}

fn response(target: &str) -> Vec<u8> {
    let body = responses::response(target);
    // The headers that Bitget's gateway sends with a response.
    format!(
        "HTTP/1.1 200 OK\r\nDate: Wed, 27 Sep 2023 10:02:29 GMT\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: keep-alive\r\nVary: Origin\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
