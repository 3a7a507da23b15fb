//! What a request says of the order that it places.

use bigdecimal::BigDecimal;

use super::{
    ACCOUNT, API, BitgetVenue, LONG_CLIENT_ID, UNKNOWN_SYMBOL,
    asked::Asked,
    is_exact,
    orders::Version,
    refused,
    types::{BitgetAccount, BitgetNewOrder, Extra, Line, Market},
    views::{force, split},
    wrong,
};
use crate::{
    engine::order::{Kind, NewOrder, Side, Size, Terms, TimeInForce},
    refusal::Refusal,
    table::ErrorKind,
};

/// How finely an amount of money is divided into base coin, in decimals.
pub(super) const BASE_DECIMALS: i64 = 6;

const STRANGE_CLIENT_ID: &str = API.code(ErrorKind::InvalidParameter, "40305");

/// How many characters a client order id may have.
const CLIENT_ID: usize = 50;

impl Version {
    /// Reads an order, of whatever line.
    pub(super) fn read(
        &self,
        venue: &BitgetVenue,
        asked: Asked<'_>,
    ) -> Result<BitgetNewOrder, Refusal> {
        refuse_trigger(asked)?;
        let line = self.line(asked)?.unwrap_or(Line::Spot);
        let price = asked.is("orderType", "limit").then(|| asked.positive("price")).transpose()?;
        let kind = self.kind(asked, price);
        let symbol = asked.needed("symbol")?;
        let size = asked.positive(self.size)?;
        if line == Line::Spot {
            return spot_order(asked, &symbol, asked.side(), kind, size);
        }
        self.contract(venue, asked, Market::new(line, symbol.to_ascii_uppercase()), (kind, size))
    }

    /// Returns the kind of an order with this limit, or of one at market.
    pub(super) fn kind(&self, asked: Asked<'_>, price: Option<BigDecimal>) -> Kind {
        let forces = [TimeInForce::PostOnly, TimeInForce::Fok, TimeInForce::Ioc];
        let named = forces.into_iter().find(|one| asked.is(self.force, force(*one)));
        match price {
            Some(price) => Kind::Limit { price, force: named.unwrap_or(TimeInForce::Gtc) },
            None => Kind::Market,
        }
    }
}

/// Returns an order on spot. A purchase at market is for an amount of money.
pub(super) fn spot_order(
    asked: Asked<'_>,
    symbol: &str,
    side: Side,
    kind: Kind,
    size: BigDecimal,
) -> Result<BitgetNewOrder, Refusal> {
    let (base, quote) = base_and_quote(symbol)?;
    if let (Side::Buy, Kind::Limit { price, .. }) = (side, &kind)
        && !is_exact(&(price * &size))
    {
        return Err(wrong(if asked.said("qty").is_some() { "qty" } else { "size" }));
    }
    let size = match (side, &kind) {
        (Side::Buy, Kind::Market) => Size::Quote { amount: size, decimals: BASE_DECIMALS },
        _ => Size::Base(size),
    };
    let key = |coin: &str| (BitgetAccount::Spot, coin.to_owned());
    let terms = Terms::Spot { base: key(base), quote: key(quote), decimals: None };
    Ok(NewOrder {
        owner: ACCOUNT,
        client_id: client_id(asked, "clientOid")?,
        market: Market::spot(symbol),
        side,
        kind,
        size,
        terms,
        extra: Extra { is_margin: asked.is("category", "MARGIN"), ..Extra::default() },
    })
}

/// Returns base and quote coin of a symbol on spot.
pub(super) fn base_and_quote(symbol: &str) -> Result<(&str, &str), Refusal> {
    let unknown = || refused(UNKNOWN_SYMBOL, &format!("Parameter {symbol} does not exist"));
    split(symbol).ok_or_else(unknown)
}

/// Reads a client order id.
pub(super) fn client_id(asked: Asked<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let Some(client_id) = asked.said(name) else { return Ok(None) };
    if client_id.chars().count() > CLIENT_ID {
        let message = format!("clientOid length cannot be greater than {CLIENT_ID}");
        return Err(refused(LONG_CLIENT_ID, &message));
    }
    if client_id.contains(char::is_control) {
        return Err(refused(STRANGE_CLIENT_ID, "clientOid has characters that are not allowed"));
    }
    Ok(Some(client_id))
}

/// Refuses an order that waits for a trigger: those have operations of their own.
fn refuse_trigger(asked: Asked<'_>) -> Result<(), Refusal> {
    match is_trigger(asked.said("tpslType").as_deref()) {
        true => Err(wrong("tpslType")),
        false => Ok(()),
    }
}

pub(super) fn is_trigger(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("tpsl"))
}
