//! The calls, exchange by exchange, as a program that uses the SDKs would write them.

use venue_bitget::Decimal;
use venue_core::{BigDecimal, ErrorKind};
use venue_sandbox::Received;

use crate::{Setup, table::Table};

/// Market data, an order with a client order id, and the order looked up by it.
pub async fn bitget(table: &mut Table) -> Result<(), Setup> {
    use venue_bitget::{
        Client, platform,
        spot_market::{self, types::BookLevel},
        spot_trade::{
            self,
            types::{OrderType, Side, TimeInForce},
        },
    };

    let sandbox = venue_sandbox::Bitget::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("bitget", sandbox.base_url());

    let call = client.platform().server_time().send();
    table
        .call(&platform::operations::SERVER_TIME, call, |clock| {
            Some(vec![("time", clock.server_time.to_chrono()?.to_string())])
        })
        .await;

    let call = client.spot_market().order_book().symbol("BTCUSDT").limit(5).send();
    table
        .call(&spot_market::operations::ORDER_BOOK, call, |book| {
            let (bid, ask) = (book.bids.first()?, book.asks.first()?);
            let value = |side: &[BookLevel]| -> Decimal {
                side.iter().map(|level| level.price * level.quantity).sum()
            };
            Some(vec![
                ("best bid", format!("{} × {}", bid.price, bid.quantity)),
                ("best ask", format!("{} × {}", ask.price, ask.quantity)),
                ("spread", (ask.price - bid.price).to_string()),
                ("bids", format!("{} USDT", value(&book.bids).normalize())),
            ])
        })
        .await;

    let (price, size, client_oid) = (Decimal::new(232_225, 1), Decimal::ONE, "121211212122");
    let call = client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side(Side::Buy)
        .order_type(OrderType::Limit)
        .force(TimeInForce::Gtc)
        .price(price)
        .size(size)
        .client_oid(client_oid)
        .send();
    table
        .call(&spot_trade::operations::PLACE_ORDER, call, |placed| {
            Some(vec![
                ("order", placed.order_id.clone()),
                ("client id", placed.client_oid.clone()?),
                ("notional", format!("{price} × {size} = {} USDT", price * size)),
            ])
        })
        .await;

    let call = client.spot_trade().order_info().client_oid(client_oid).send();
    table
        .call(&spot_trade::operations::ORDER_INFO, call, |orders| {
            let order = orders.first()?;
            let (price, volume) = (order.price_avg?.normalize(), order.base_volume?.normalize());
            Some(vec![
                ("order", format!("{} {:?}", order.order_id, order.status.as_ref()?)),
                ("filled", format!("{volume} × {price} = {}", price * volume)),
                ("charged", format!("{} USDT", order.quote_volume?)),
            ])
        })
        .await;
    Ok(())
}

/// Markets and a book without a token's need, then an order, its state, and its cancellation.
pub async fn digitex(table: &mut Table) -> Result<(), Setup> {
    use venue_digitex::{
        Client, operations,
        types::{OrderDuration, OrderSide, OrderType},
    };

    let sandbox = venue_sandbox::Digitex::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("digitex", sandbox.base_url());

    let markets = table
        .call(&operations::MARKETS, client.markets().send(), |markets| {
            let market = markets.first()?;
            Some(vec![
                ("market", format!("{} {}", market.id, market.code.as_ref()?)),
                ("kind", format!("{:?}", market.market_type?)),
                ("tick", market.tick_size.as_ref()?.normalized().to_plain_string()),
            ])
        })
        .await;
    let market_id = markets.and_then(|markets| Some(markets.first()?.id)).unwrap_or(1);

    let call = client.order_book().market_id(market_id).send();
    table
        .call(&operations::ORDER_BOOK, call, |book| {
            let (bid, ask) = (book.bids.as_ref()?.first()?, book.asks.as_ref()?.first()?);
            Some(vec![
                ("best bid", format!("{} × {}", bid.price, bid.quantity)),
                ("best ask", format!("{} × {}", ask.price, ask.quantity)),
                ("spread", (&ask.price - &bid.price).to_string()),
            ])
        })
        .await;

    let client_id = "d3c32cc8-89b7-4a4a-8847-7a255e7739ad";
    let call = client
        .place_order()
        .client_id(client_id)
        .market_id(market_id)
        .side(OrderSide::Buy)
        .type_(OrderType::Limit)
        .duration(OrderDuration::Gtc)
        .leverage(10)
        .quantity(9)
        .price(38_000)
        .send();
    table
        .call(&operations::PLACE_ORDER, call, |placed| {
            let (price, quantity) = (placed.price.as_ref()?, placed.quantity.as_ref()?);
            Some(vec![
                ("client id", placed.client_id.clone()?),
                ("notional", format!("{price} × {quantity} = {}", price * quantity)),
            ])
        })
        .await;

    let call = client.order_status().client_id(client_id).send();
    table
        .call(&operations::ORDER_STATUS, call, |orders| {
            let order = orders.first()?;
            let (ordered, rest) = (order.orig_quantity.as_ref()?, order.quantity.as_ref()?);
            let filled = (ordered - rest).normalized();
            Some(vec![
                ("status", format!("{:?}", order.status?)),
                ("filled", format!("{filled} of {}", ordered.normalized())),
                ("placed", order.created_at?.to_chrono()?.to_string()),
            ])
        })
        .await;

    let call = client.cancel_orders(market_id, [client_id]).send();
    table
        .call(&operations::CANCEL_ORDERS, call, |confirmed| {
            Some(vec![("cancels", confirmed.orders_client_ids.as_ref()?.join(", "))])
        })
        .await;
    Ok(())
}

/// Coins, a position opened (for which the client logs in) and looked at, and the end of the session.
pub async fn durian(table: &mut Table) -> Result<(), Setup> {
    use venue_durian::{
        Client, operations,
        types::{PositionSide, Side},
    };

    let sandbox = venue_sandbox::Durian::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("durian", sandbox.base_url());

    table
        .call(&operations::COINS, client.coins().send(), |coins| {
            let coin = coins.first()?;
            let (price, smallest) = (coin.price?, coin.min_amount?);
            Some(vec![
                ("symbol", coin.symbol.clone()),
                ("smallest", format!("{smallest} × {price} = {}", price * smallest)),
            ])
        })
        .await;

    let call = client
        .open_position()
        .symbol("BT_PERP_BTC_USD")
        .side(Side::Buy)
        .position_side(PositionSide::Long)
        .order_qty("0.03")
        .leverage(20)
        .send();
    table
        .call(&operations::OPEN_POSITION, call, |opened| {
            Some(vec![
                ("position", opened.position_id.clone()),
                ("side", format!("{:?}", opened.position_side.as_ref()?)),
                ("exposure", format!("{} × {}", opened.order_qty?, opened.leverage?)),
                ("arrived", tail(&sandbox.received(), 2)),
            ])
        })
        .await;

    table
        .call(&operations::POSITIONS, client.positions().send(), |positions| {
            let position = positions.first()?;
            let (quantity, mark) = (position.position_qty?, position.mark_price?);
            Some(vec![
                ("symbol", position.symbol.clone()),
                ("value", format!("{quantity} × {mark} = {}", quantity * mark)),
                ("updated", position.update_time?.to_chrono()?.to_string()),
            ])
        })
        .await;

    table
        .call(&operations::LOGOUT, client.logout(), |ended| {
            Some(vec![("status()", ended.status().to_string())])
        })
        .await;
    Ok(())
}

/// Amounts with 18 decimals, and an order signed over a nonce that the client fetches.
pub async fn picostocks(table: &mut Table) -> Result<(), Setup> {
    use venue_picostocks::{Client, operations};

    let sandbox = venue_sandbox::PicoStocks::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("picostocks", sandbox.base_url());

    table
        .call(&operations::TICKERS, client.tickers().send(), |tickers| {
            let ticker = tickers.first()?;
            let (price, quantity) = (ticker.price.as_ref()?, ticker.quantity.as_ref()?);
            let (stock, unit) = (ticker.stock_code.as_ref()?, ticker.unit_code.as_ref()?);
            Some(vec![
                ("last", format!("{} {unit}", price.normalized())),
                ("volume", format!("{} {stock}", quantity.normalized())),
                ("turnover", format!("{} {unit}", (price * quantity).normalized())),
            ])
        })
        .await;

    table
        .call(&operations::ORDER_BOOK, client.order_book().send(), |book| {
            let ask = book.asks.first()?;
            Some(vec![
                ("price", ask.price.to_plain_string()),
                ("quantity", ask.quantity.to_plain_string()),
                ("notional", (&ask.price * &ask.quantity).normalized().to_plain_string()),
            ])
        })
        .await;

    let (quantity, price) = (BigDecimal::new(35.into(), 3), BigDecimal::from(1_000_000_000));
    let call =
        client.place_ask().stock_id(3).quantity(quantity.clone()).unit_id(2).price(price.clone());
    table
        .call(&operations::PLACE_ASK, call.send(), |receipt| {
            let notional = &receipt.price * &receipt.quantity;
            Some(vec![
                ("sells", receipt.quantity.normalized().to_plain_string()),
                ("notional", notional.normalized().to_plain_string()),
                ("arrived", tail(&sandbox.received(), 2)),
            ])
        })
        .await;

    let call = client.cancel_ask().stock_id(3).quantity(quantity).unit_id(2).price(price);
    table
        .call(&operations::CANCEL_ASK, call.send(), |receipt| {
            Some(vec![
                ("response", receipt.response.clone()?),
                ("arrived", tail(&sandbox.received(), 2)),
            ])
        })
        .await;
    Ok(())
}

/// Pairs, the start of a conversion, and what became of deposits. The converter has no accounts.
pub async fn ctc(table: &mut Table) -> Result<(), Setup> {
    use venue_ctc::{Client, operations};

    let sandbox = venue_sandbox::Ctc::start().await?;
    let client = Client::builder().environment(sandbox.environment()).build()?;
    table.exchange("ctc", sandbox.base_url());

    table
        .call(&operations::PAIRS, client.pairs().send(), |pairs| {
            let pair = pairs.first()?;
            let rate = pair.exchange_rate.as_ref()?;
            let (from, to) = (pair.from_symbol()?, pair.to_symbol()?);
            let amount = BigDecimal::new(12.into(), 5);
            let bought = (rate * &amount).normalized();
            Some(vec![
                ("rate", format!("{} {to} per {from}", rate.normalized().to_plain_string())),
                ("buys", format!("{amount} {from} → {bought} {to}")),
            ])
        })
        .await;

    let call = client.convert().from_coin("LTC").to_coin("SGTK").destination("someguy123").send();
    table
        .call(&operations::CONVERT, call, |start| {
            Some(vec![("send to", start.address.clone()?), ("paid to", start.destination.clone()?)])
        })
        .await;

    let deposits = table
        .call(&operations::DEPOSITS, client.deposits().send(), |page| {
            let total: BigDecimal =
                page.results.iter().filter_map(|deposit| deposit.amount.clone()).sum();
            Some(vec![
                ("deposits", page.results.len().to_string()),
                ("amounts", total.normalized().to_plain_string()),
            ])
        })
        .await;

    let id = deposits.and_then(|page| Some(page.results.first()?.id)).unwrap_or(4);
    table
        .call(&operations::DEPOSIT, client.deposit().id(id).send(), |deposit| {
            let amount = deposit.amount.as_ref()?.normalized();
            Some(vec![
                ("deposit", format!("{} of {amount} {}", deposit.id, deposit.symbol()?)),
                ("status", format!("{:?}", deposit.status.as_ref()?)),
                ("arrived", deposit.tx_timestamp.as_ref()?.to_chrono().to_string()),
            ])
        })
        .await;
    Ok(())
}

/// An order signed with the wrong secret: what a program learns from the error.
pub async fn refused(table: &mut Table) -> Result<(), Setup> {
    use venue_bitget::{
        Client, Outcome,
        spot_trade::{
            operations,
            types::{OrderType, Side, TimeInForce},
        },
    };

    let sandbox = venue_sandbox::Bitget::start().await?;
    let (key, _, passphrase) = sandbox.credentials();
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials((key, "not the secret", passphrase))
        .build()?;
    table.section(
        "refused",
        "an order to bitget, signed with the wrong secret: an error a program can match on",
    );

    let call = client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side(Side::Sell)
        .order_type(OrderType::Market)
        .force(TimeInForce::Gtc)
        .size("0.01")
        .send();
    table
        .refused(&operations::PLACE_ORDER, call, |error| {
            error.kind() == ErrorKind::Signature && error.outcome() == Outcome::Rejected
        })
        .await;
    Ok(())
}

/// The operations of the last requests that arrived, oldest first.
fn tail(received: &[Received], count: usize) -> String {
    let from = received.len().saturating_sub(count);
    let names = received.iter().skip(from).filter_map(|one| one.operation.as_deref());
    names.collect::<Vec<_>>().join(", ")
}
