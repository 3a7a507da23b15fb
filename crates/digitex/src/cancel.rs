//! Cancelling, in three calls that cannot be mistaken for one another.
//!
//! On the wire they are one operation, and an empty body cancels every order of the account; so
//! would a list that is left out because it is empty.

use venue_core::{Call, CallOptions, Error, Response};

use crate::{
    Client,
    generated::api::{
        operations,
        types::{CancelConfirmation, CancelOrdersRequest},
    },
};

impl Client {
    /// Cancels these orders of a market, named by their client order ids.
    ///
    /// An empty list is an error, and nothing is sent.
    ///
    /// ```no_run
    /// # async fn example(client: venue_digitex::Client) -> Result<(), venue_digitex::Error> {
    /// client.cancel_orders(1, ["d3c32cc8-89b7-4a4a-8847-7a255e7739ad"]).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn cancel_orders<I>(&self, market_id: i64, client_ids: I) -> Cancel<'_>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let ids: Vec<String> = client_ids.into_iter().map(Into::into).collect();
        self.cancel(Some(market_id), Some(ids))
    }

    /// Cancels every order of a market.
    pub fn cancel_market(&self, market_id: i64) -> Cancel<'_> {
        self.cancel(Some(market_id), None)
    }

    /// Cancels every order of the account, in all markets.
    pub fn cancel_all(&self) -> Cancel<'_> {
        self.cancel(None, None)
    }

    fn cancel(&self, market_id: Option<i64>, ids: Option<Vec<String>>) -> Cancel<'_> {
        let call = Call::new(self.transport(), &operations::CANCEL_ORDERS);
        let mut request = CancelOrdersRequest::new();
        (request.market_id, request.orders_client_ids) = (market_id, ids);
        Cancel { call, request }
    }
}

/// A cancellation that has not been sent.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Cancel<'a> {
    call: Call<'a>,
    request: CancelOrdersRequest,
}

impl Cancel<'_> {
    /// Sets the timeout and whether to retry, for this call only. Default: the client's.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call.set_options(options);
        self
    }

    /// Sends the request. The response confirms that it was received; `order_status` shows the effect.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::outcome`] says whether the exchange may have acted.
    pub async fn send(mut self) -> Result<Response<CancelConfirmation>, Error> {
        let ids = self.request.orders_client_ids.as_deref();
        if ids.is_some_and(|ids| ids.is_empty() || ids.iter().any(String::is_empty)) {
            return Err(Error::invalid_request(
                "no client order ids given, or an empty one; to cancel all orders of a market \
                 call `cancel_market`, to cancel all orders of the account `cancel_all`",
            )
            .with_operation(&operations::CANCEL_ORDERS));
        }
        for id in self.request.orders_client_ids.iter().flatten() {
            self.call.add_client_order_id(id.as_str());
        }
        self.call.send(&self.request).await
    }
}
