//! Reading a response from the connection.

use bytes::{Bytes, BytesMut};

use crate::{
    error::{Error, ErrorKind, Outcome},
    response::RawResponse,
};

/// Reads the whole response to a request that has been sent.
pub(super) async fn receive(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
    cap: usize,
    response: &mut RawResponse,
) -> Result<(), Error> {
    let mut arriving = sent.await.map_err(failed_to_send)?;
    response.status = Some(arriving.status());
    response.headers = std::mem::take(arriving.headers_mut());
    read(arriving, cap, &mut response.body).await
}

/// Whether a failure left the outcome open: everything after the connection stood does.
#[cold]
fn failed_to_send(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let (kind, outcome, message) = if error.is_builder() {
        (ErrorKind::InvalidRequest, Outcome::NotSent, "the request could not be built")
    } else if error.is_connect() {
        let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
        (kind, Outcome::NotSent, "no connection to the exchange")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, Outcome::Unknown, "no response in time")
    } else {
        (ErrorKind::Transport, Outcome::Unknown, "the connection broke before the response came")
    };
    Error::new(kind, outcome, message).with_source(error)
}

#[cold]
fn failed_to_read(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    Error::new(kind, Outcome::Unknown, "the response did not arrive whole").with_source(error)
}

/// Reads a body up to the cap, whether or not its length was declared.
async fn read(mut response: reqwest::Response, cap: usize, body: &mut Bytes) -> Result<(), Error> {
    let declared = response.content_length().unwrap_or(0);
    if declared > cap as u64 {
        return Err(too_large(cap));
    }
    let Some(first) = response.chunk().await.map_err(failed_to_read)? else {
        *body = Bytes::new();
        return Ok(());
    };
    if first.len() > cap {
        return Err(too_large(cap));
    }
    // Most responses come in one piece, which needs no copy.
    let Some(second) = response.chunk().await.map_err(failed_to_read)? else {
        *body = first;
        return Ok(());
    };
    let declared = usize::try_from(declared).unwrap_or(0);
    let mut whole = BytesMut::with_capacity(declared.max(first.len()));
    whole.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if whole.len().saturating_add(chunk.len()) > cap {
            return Err(too_large(cap));
        }
        whole.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(failed_to_read)?;
    }
    *body = whole.freeze();
    Ok(())
}

#[cold]
fn too_large(cap: usize) -> Error {
    let message = format!("the response is larger than {cap} bytes");
    Error::new(ErrorKind::Decode, Outcome::Unknown, message)
}
