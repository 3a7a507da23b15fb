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
        builder::Nonce,
        operations,
        types::{OrderReceipt, SignedOrder},
    },
};

/// What to do where it is not known whether the exchange acted: orders have no number to ask for.
const RECONCILE: &str = "ask for the nonce: if it has moved on, the order was taken; then see the \
                         order book with your user id, the history and the balances";

impl Client {
    /// Offers shares or coins for sale.
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

    /// Offers to buy shares or coins.
    pub fn place_bid(&self) -> Order<'_> {
        Order::new(self, Kind::PlaceBid)
    }

    /// Cancels an ask, which is named by asset, quantity, unit and price: orders have no number.
    pub fn cancel_ask(&self) -> Order<'_> {
        Order::new(self, Kind::CancelAsk)
    }

    /// Cancels a bid, which is named by asset, quantity, unit and price: orders have no number.
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

/// An order, or its cancellation, that has not been sent.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Order<'a> {
    client: &'a Client,
    call: Call<'a>,
    kind: Kind,
    options: CallOptions,
    stock_id: Option<i64>,
    quantity: Option<BigDecimal>,
    unit_id: Option<i64>,
    price: Option<BigDecimal>,
}

impl<'a> Order<'a> {
    fn new(client: &'a Client, kind: Kind) -> Self {
        Self {
            client,
            call: Call::new(client.transport(), kind.operation()),
            kind,
            options: CallOptions::new(),
            stock_id: None,
            quantity: None,
            unit_id: None,
            price: None,
        }
    }

    /// Number of the asset that is traded.
    pub fn stock_id(mut self, value: impl Argument<i64>) -> Self {
        self.call.set("stock_id", &mut self.stock_id, value);
        self
    }

    /// Amount of it, more than zero, with at most 18 decimals.
    pub fn quantity(mut self, value: impl Argument<BigDecimal>) -> Self {
        self.call.set("quantity", &mut self.quantity, value);
        self
    }

    /// Number of the asset that the price is in.
    pub fn unit_id(mut self, value: impl Argument<i64>) -> Self {
        self.call.set("unit_id", &mut self.unit_id, value);
        self
    }

    /// Price of one share or coin, more than zero, with at most 18 decimals.
    pub fn price(mut self, value: impl Argument<BigDecimal>) -> Self {
        self.call.set("price", &mut self.price, value);
        self
    }

    /// Sets the time allowed, for this call only.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Fetches a nonce, signs and sends.
    ///
    /// Orders of one user wait for one another. After [`Outcome::Unknown`] the user's nonce, open
    /// orders (`order_book` with `user_id`), history and balances tell what became of the order.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::outcome`] says whether the exchange may have acted.
    pub async fn send(self) -> Result<Response<OrderReceipt>, Error> {
        let Self { client, mut call, kind, options, stock_id, quantity, unit_id, price } = self;
        let transport = client.transport();
        let operation = kind.operation();
        let stock_id = call.required("stock_id", stock_id)?;
        let unit_id = call.required("unit_id", unit_id)?;
        let mut exact = |name, value| {
            fixed_point(&call.required(name, value)?).map_err(|why| {
                let message = format!("parameter `{name}`: {why}");
                Error::invalid_request(message).with_operation(operation)
            })
        };
        let quantity = exact("quantity", quantity)?;
        let price = exact("price", price)?;
        let keys = client.signer().keys().ok_or_else(|| {
            let message = "needs a user's number and private key; give `Credentials::new(…)` or \
                           `Credentials::from_env()?` to `Client::builder()`";
            Error::new(ErrorKind::MissingCredentials, Outcome::NotSent, message)
                .with_operation(operation)
        })?;

        // One deadline for the turn, the nonce and the order.
        let deadline = options.deadline(transport.timeout());
        let left = || options.timeout(deadline.saturating_duration_since(Instant::now()));
        let _turn = tokio::time::timeout_at(deadline, keys.turn()).await.map_err(|_| {
            let message = "the time for the call was over while other orders of the user were sent";
            Error::new(ErrorKind::Timeout, Outcome::NotSent, message).with_operation(operation)
        })?;
        // Whatever becomes of asking for the nonce, the order itself has not been sent.
        let nonce = Nonce::new(transport)
            .user_id(keys.user_id)
            .options(left())
            .send()
            .await
            .map_err(|error| error.with_outcome(Outcome::NotSent))?
            .nonce;
        let word = kind.word();
        let user_id = keys.user_id;
        let message = format!("{word}:{user_id}:{stock_id}:{quantity}:{unit_id}:{price}:{nonce}");
        let order = SignedOrder {
            user_id,
            stock_id,
            quantity,
            unit_id,
            price,
            signature: keys.sign(&message),
        };
        call.set_options(left());
        if client.sends_forms() {
            call.form(form(&order));
        } else {
            call.json(&order)?;
        }
        call.send().await.map_err(|error| error.with_advice(RECONCILE))
    }
}

/// The order as the official client encodes it.
fn form(order: &SignedOrder) -> Query<'static> {
    let SignedOrder { user_id, stock_id, quantity, unit_id, price, signature } = order.clone();
    let mut form = Query::new();
    form.push("user_id", user_id.to_string())
        .push("stock_id", stock_id.to_string())
        .push("quantity", quantity)
        .push("unit_id", unit_id.to_string())
        .push("price", price)
        .push("signature", signature);
    form
}
