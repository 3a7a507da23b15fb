//! A machine in front of an exchange that passes bytes on, or does not.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// What it does in place of its duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trip {
    /// It accepts no connection.
    Refuse,
    /// It has closed the connections that were idle.
    CloseIdle,
    /// It resets connections before it reads a byte.
    ResetAtOnce,
    /// It passes on half of a request and resets the connection.
    ResetHalfway,
    /// It reads requests and passes nothing on.
    Swallow,
}

pub struct Front {
    port: u16,
    target: u16,
    trip: Arc<Mutex<Option<Trip>>>,
    task: JoinHandle<()>,
}

impl Front {
    pub async fn before(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let trip = Arc::default();
        let task = tokio::spawn(serve(listener, target, Arc::clone(&trip)));
        Self { port, target, trip, task }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub async fn trip(&mut self, trip: Trip) {
        *self.trip.lock().unwrap() = Some(trip);
        if matches!(trip, Trip::Refuse | Trip::CloseIdle) {
            self.close().await;
        }
        if trip == Trip::CloseIdle {
            self.open().await;
        }
    }

    pub async fn heal(&mut self) {
        if self.trip.lock().unwrap().take() == Some(Trip::Refuse) {
            self.open().await;
        }
    }

    async fn close(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    async fn open(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.task = tokio::spawn(serve(listener, self.target, Arc::clone(&self.trip)));
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Its end is the end of all connections.
async fn serve(listener: TcpListener, target: u16, trip: Arc<Mutex<Option<Trip>>>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(forward(client, target, Arc::clone(&trip)));
    }
}

async fn forward(
    mut client: TcpStream,
    target: u16,
    trip: Arc<Mutex<Option<Trip>>>,
) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", target)).await?;
    let (mut up, mut down) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            ready = client.readable() => {
                ready?;
                let trip = *trip.lock().unwrap();
                if trip == Some(Trip::ResetAtOnce) {
                    return client.set_zero_linger();
                }
                let sent = match client.try_read(&mut up) {
                    Ok(0) => return Ok(()),
                    Ok(count) => &up[..count],
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                    Err(error) => return Err(error),
                };
                match trip {
                    Some(Trip::Swallow) => {}
                    Some(Trip::ResetHalfway) => {
                        server.write_all(&sent[..sent.len() / 2]).await?;
                        return client.set_zero_linger();
                    }
                    _ => server.write_all(sent).await?,
                }
            }
            count = server.read(&mut down) => match count? {
                0 => return Ok(()),
                count => client.write_all(&down[..count]).await?,
            },
        }
    }
}
