//! A call: an operation, the transport that carries it, and what the caller wants for it.

use venue_auth::Query;

use crate::{
    decode,
    error::Error,
    operation::Operation,
    parameters,
    record::Fields,
    request::{Body, CallOptions, Outgoing},
    response::Response,
    transport::Transport,
    wire::Wire,
};

/// A call of an operation that has not been sent.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    transport: &'a Transport,
    options: CallOptions,
    outgoing: Outgoing,
}

impl<'a> Call<'a> {
    /// Begins a call of an operation.
    #[must_use]
    pub fn new(transport: &'a Transport, operation: &'static Operation) -> Self {
        let (options, outgoing) = (CallOptions::default(), Outgoing::new(operation));
        Self { transport, options, outgoing }
    }

    /// Sets what the caller wants for this call.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Notes the caller's id of an order, for an error to tell.
    pub fn add_client_order_id(&mut self, id: impl Into<Box<str>>) {
        self.outgoing.client_order_ids.push(id.into());
    }

    /// Sets a form-encoded body: these bytes are signed and sent.
    pub fn form(&mut self, fields: Query<'_>) {
        let content_type = "application/x-www-form-urlencoded";
        self.outgoing.body = Some(Body { content_type, bytes: fields.encoded().into() });
    }

    /// Sends a request and reads the response.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn send<T: Wire + Send>(
        mut self,
        request: &dyn Fields,
    ) -> impl Future<Output = Result<Response<T>, Error>> + Send + use<'a, T> {
        let filled = parameters::fill(&mut self.outgoing, request);
        async move {
            filled?;
            let mut data = None;
            let meta = self.transport.send(&mut self.outgoing, self.options, &mut data).await?;
            data.map(|data| Response::new(data, meta)).ok_or_else(decode::empty)
        }
    }
}
