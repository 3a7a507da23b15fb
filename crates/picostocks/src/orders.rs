//! Placing and cancelling orders: fetch the nonce, sign, send, one order at a time for each user.

use tokio::time::Instant;
use venue_core::{
    Argument, BigDecimal, Call, CallOptions, Error, ErrorKind, Operation, Outcome, Response,
    auth::Query,
};

use crate::{
    Client,
    amount::fixed_point,
    generated::api::{
        operations,
        types::{OrderReceipt, SignedOrder},
    },
};

/// What to do after [`Outcome::Unknown`]: orders have no id to look them up by.
const RECONCILE: &str = "ask for the nonce: if it has moved on, the order was taken; then see the \
                         order book with your user id, the history and the balances";

impl Client {
    /// Places an ask: an order to sell shares or coins.
    ///
    /// ```no_run
    /// # async fn example(client: venue_picostocks::Client) -> Result<(), venue_picostocks::Error> {
    /// let receipt =
    ///     client.place_ask().stock_id(3).quantity("0.035").unit_id(2).price("1000").send().await?;
    /// # Ok(()) }
    /// ```
    pub fn place_ask(&self) -> Order<'_> {
        Order::new(self, Kind::PlaceAsk)
    }

    /// Places a bid: an order to buy shares or coins.
    pub fn place_bid(&self) -> Order<'_> {
        Order::new(self, Kind::PlaceBid)
    }

    /// Cancels an ask, identified by asset, quantity, unit and price: orders have no id.
    pub fn cancel_ask(&self) -> Order<'_> {
        Order::new(self, Kind::CancelAsk)
    }

    /// Cancels a bid, identified by asset, quantity, unit and price: orders have no id.
    pub fn cancel_bid(&self) -> Order<'_> {
        Order::new(self, Kind::CancelBid)
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    PlaceAsk,
    PlaceBid,
    CancelAsk,
    CancelBid,
}

impl Kind {
    /// The word that the signed text begins with.
    const fn word(self) -> &'static str {
        match self {
            Self::PlaceAsk => "ASK",
            Self::PlaceBid => "BID",
            Self::CancelAsk => "CANCELASK",
            Self::CancelBid => "CANCELBID",
        }
    }

    const fn operation(self) -> &'static Operation {
        match self {
            Self::PlaceAsk => &operations::PLACE_ASK,
            Self::PlaceBid => &operations::PLACE_BID,
            Self::CancelAsk => &operations::CANCEL_ASK,
            Self::CancelBid => &operations::CANCEL_BID,
        }
    }
}

venue_core::request! {
    /// An order to place, or the order to cancel: orders have no id.
    pub struct OrderRequest {
        /// Id of the asset that is traded.
        pub stock_id: Option<i64>,
        /// Quantity, greater than zero, with at most 18 decimals.
        pub quantity: Option<BigDecimal>,
        /// Id of the asset that the price is in.
        pub unit_id: Option<i64>,
        /// Price of one share or coin, greater than zero, with at most 18 decimals.
        pub price: Option<BigDecimal>,
    }
    fields {
        body stock_id: i64 = "stock_id", body quantity: BigDecimal = "quantity",
        body unit_id: i64 = "unit_id", body price: BigDecimal = "price",
    }
}

/// An order, or its cancellation, that has not been sent.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Order<'a> {
    client: &'a Client,
    kind: Kind,
    options: CallOptions,
    request: OrderRequest,
}

impl<'a> Order<'a> {
    fn new(client: &'a Client, kind: Kind) -> Self {
        Self { client, kind, options: CallOptions::new(), request: OrderRequest::default() }
    }

    /// Takes a request that was made beforehand, in place of all that has been set.
    pub fn request(mut self, request: OrderRequest) -> Self {
        self.request = request;
        self
    }

    /// Sets the id of the asset that is traded.
    pub fn stock_id(mut self, value: impl Argument<i64>) -> Self {
        self.request = self.request.stock_id(value);
        self
    }

    /// Sets the quantity, greater than zero, with at most 18 decimals.
    pub fn quantity(mut self, value: impl Argument<BigDecimal>) -> Self {
        self.request = self.request.quantity(value);
        self
    }

    /// Sets the id of the asset that the price is in.
    pub fn unit_id(mut self, value: impl Argument<i64>) -> Self {
        self.request = self.request.unit_id(value);
        self
    }

    /// Sets the price of one share or coin, greater than zero, with at most 18 decimals.
    pub fn price(mut self, value: impl Argument<BigDecimal>) -> Self {
        self.request = self.request.price(value);
        self
    }

    /// Sets the timeout, for this call only. Default: the client's.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Fetches a nonce, signs the order and sends it.
    ///
    /// Orders of one user wait for one another. After [`Outcome::Unknown`] look at the user's nonce,
    /// open orders (`order_book` with `user_id`), history and balances.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::outcome`] says whether the exchange may have acted.
    pub async fn send(self) -> Result<Response<OrderReceipt>, Error> {
        let Self { client, kind, options, request } = self;
        let transport = client.transport();
        let operation = kind.operation();
        let rejected = |error: Error| error.with_operation(operation);
        request.check().map_err(rejected)?;
        let OrderRequest { stock_id, quantity, unit_id, price, .. } = request;
        let exact = |name, value: Option<BigDecimal>| {
            fixed_point(&value.unwrap_or_default()).map_err(|why| {
                rejected(Error::invalid_request(format!("parameter `{name}`: {why}")))
            })
        };
        let quantity = exact("quantity", quantity)?;
        let price = exact("price", price)?;
        let (stock_id, unit_id) = (stock_id.unwrap_or_default(), unit_id.unwrap_or_default());
        let keys = client.signer().keys().ok_or_else(|| {
            let message = "needs a user id and private key; give `Credentials::new(…)` or \
                           `Credentials::from_env()?` to `Client::builder()`";
            Error::new(ErrorKind::MissingCredentials, Outcome::NotSent, message)
                .with_operation(operation)
        })?;

        // One deadline for waiting, the nonce and the order.
        let deadline = options.deadline(transport.timeout());
        let left = || options.timeout(deadline.saturating_duration_since(Instant::now()));
        let _one_order =
            tokio::time::timeout_at(deadline, keys.one_order()).await.map_err(|_| {
                let message =
                    "the time for the call was over while other orders of the user were sent";
                Error::new(ErrorKind::Timeout, Outcome::NotSent, message).with_operation(operation)
            })?;
        // Whatever becomes of asking for the nonce, the order itself has not been sent.
        let nonce = client
            .nonce()
            .user_id(keys.user_id)
            .options(left())
            .send()
            .await
            .map_err(|error| error.with_outcome(Outcome::NotSent))?
            .nonce;
        let word = kind.word();
        let user_id = keys.user_id;
        let message = format!("{word}:{user_id}:{stock_id}:{quantity}:{unit_id}:{price}:{nonce}");
        let signature = keys.sign(&message);
        let order = SignedOrder::new(user_id, stock_id, quantity, unit_id, price, signature);
        let mut call = Call::new(transport, operation);
        call.set_options(left());
        let response = if client.sends_forms() {
            call.form(form(&order));
            call.send(&()).await
        } else {
            call.send(&order).await
        };
        response.map_err(|error| error.with_advice(RECONCILE))
    }
}

/// Returns the order as the official client encodes it.
fn form(order: &SignedOrder) -> Query<'static> {
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    let mut form = Query::new();
    for (name, value) in [
        ("user_id", number(order.user_id)),
        ("stock_id", number(order.stock_id)),
        ("quantity", order.quantity.clone()),
        ("unit_id", number(order.unit_id)),
        ("price", order.price.clone()),
        ("signature", order.signature.clone()),
    ] {
        form.push(name, value.unwrap_or_default());
    }
    form
}
