//! What is listed: coins, spot pairs, margin pairs and contracts, and their rules.

use std::collections::BTreeSet;

use bigdecimal::{BigDecimal, Zero};

use super::{Asked, OPENED, funding};
use crate::{
    engine::{
        amount::{cut, fixed, plain},
        order::Side,
        render::{Fields, fields},
    },
    refusal::Refusal,
    response::Response,
    venues::bitget::{
        BitgetVenue,
        types::{Line, Market},
        unknown_symbol,
        views::split,
    },
};

/// A market that is listed at the start.
struct Listed {
    line: Line,
    symbol: &'static str,
    price_decimals: i64,
    quantity_decimals: i64,
    /// What its book has, the best bid first.
    book: &'static [Offer],
    /// How many decimals the prices of the book have.
    scale: i64,
}

/// A level: its side, its price, and its quantity in hundredths.
type Offer = (Side, i64, i64);

const BITCOIN: [Offer; 6] = [
    (Side::Buy, 2_322_240, 80),
    (Side::Buy, 2_322_200, 200),
    (Side::Buy, 2_320_000, 1_000),
    (Side::Sell, 2_322_260, 125),
    (Side::Sell, 2_322_300, 200),
    (Side::Sell, 2_325_000, 1_000),
];

const ETHER: [Offer; 4] = [
    (Side::Buy, 159_990, 1_000),
    (Side::Buy, 159_500, 20_000),
    (Side::Sell, 160_010, 1_500),
    (Side::Sell, 160_500, 20_000),
];

const ETHER_IN_BITCOIN: [Offer; 4] = [
    (Side::Buy, 68_895, 1_000),
    (Side::Buy, 68_800, 20_000),
    (Side::Sell, 68_905, 1_500),
    (Side::Sell, 69_000, 20_000),
];

const fn contract(line: Line, symbol: &'static str, book: &'static [Offer]) -> Listed {
    Listed { line, symbol, price_decimals: 1, quantity_decimals: 4, book, scale: 2 }
}

const LISTED: [Listed; 6] = [
    Listed {
        line: Line::Spot,
        symbol: "BTCUSDT",
        price_decimals: 2,
        quantity_decimals: 6,
        book: &BITCOIN,
        scale: 2,
    },
    Listed {
        line: Line::Spot,
        symbol: "ETHBTC",
        price_decimals: 6,
        quantity_decimals: 4,
        book: &ETHER_IN_BITCOIN,
        scale: 6,
    },
    contract(Line::Usdt, "BTCUSDT", &BITCOIN),
    contract(Line::Usdt, "ETHUSDT", &ETHER),
    contract(Line::Usdc, "BTCPERP", &BITCOIN),
    contract(Line::Coin, "BTCUSD", &BITCOIN),
];

/// The least decimals of the prices of a spot pair.
const PRICE_DECIMALS: i64 = 2;

/// The coin in which futures of a line are quoted, and how their symbols end.
const QUOTES: [(Line, &str, &str); 3] =
    [(Line::Usdt, "USDT", "USDT"), (Line::Usdc, "USDC", "PERP"), (Line::Coin, "USD", "USD")];

/// What orders in a market must be like.
pub(super) struct Rules {
    pub(super) base: String,
    pub(super) quote: String,
    pub(super) price_decimals: i64,
    quantity_decimals: i64,
}

impl BitgetVenue {
    /// Lists what is listed at the start, with its books.
    pub(crate) fn list_markets(&mut self) {
        for listed in LISTED {
            let market = Market::new(listed.line, listed.symbol);
            for (side, price, quantity) in listed.book {
                let level = (*side, fixed(*price, listed.scale), fixed(*quantity, 2));
                self.seed_level(&market, level, 0);
            }
        }
    }

    /// Returns the rules of a market. Where it was not listed at the start, prices have as many
    /// decimals as its first one.
    pub(super) fn rules(&self, market: &Market) -> Rules {
        let (base, quote) = coins(market);
        let known = LISTED
            .iter()
            .find(|listed| listed.line == market.line && listed.symbol == market.symbol);
        let opening = self.openings.get(market);
        let digits = opening.map_or(0, |price| price.normalized().fractional_digit_count());
        Rules {
            base: base.to_owned(),
            quote: quote.to_owned(),
            price_decimals: known.map_or(digits.max(PRICE_DECIMALS), |it| it.price_decimals),
            quantity_decimals: known.map_or(6, |listed| listed.quantity_decimals),
        }
    }
}

/// Base and quote coin of a market; empty where its symbol does not tell.
fn coins(market: &Market) -> (&str, &str) {
    match QUOTES.iter().find(|(line, ..)| *line == market.line) {
        Some((_, quote, end)) => (market.symbol.strip_suffix(end).unwrap_or_default(), quote),
        None => split(&market.symbol).unwrap_or_default(),
    }
}

/// The markets of a call whose coins are known, each with its rules.
fn ruled<'a>(asked: &Asked<'a>) -> Result<impl Iterator<Item = (&'a Market, Rules)>, Refusal> {
    let venue = asked.venue;
    let all = asked.markets()?.into_iter().map(|market| (market, venue.rules(market)));
    Ok(all.filter(|(_, rules)| !rules.base.is_empty()))
}

/// A step of so many decimals.
fn unit(decimals: i64) -> String {
    plain(&fixed(1, decimals))
}

/// Responds with the coins of the markets and of the account.
pub(super) fn coin_list(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let venue = asked.venue;
    let mut all = BTreeSet::new();
    for market in &venue.markets {
        let (base, quote) = coins(market);
        // Futures in coins are quoted in dollars, which are no coin.
        all.extend([base, quote].into_iter().filter(|coin| !matches!(*coin, "" | "USD")));
    }
    let held = venue.exchange.ledger.balances();
    let held = held.filter(|(_, balance)| !balance.total().is_zero());
    all.extend(held.map(|((_, coin), _)| coin.as_str()));
    let wanted = asked.call.request().query("coin");
    if let Some(coin) = wanted.as_deref().filter(|coin| !all.contains(coin)) {
        return Err(unknown_symbol(coin));
    }
    let numbered = (1..).zip(&all);
    let coins = numbered.filter(|(_, coin)| wanted.as_deref().is_none_or(|it| it == **coin));
    let coins = coins.map(|(id, coin)| {
        let chain = fields! {
            "chain": if *coin == "BTC" { "BTC" } else { "ERC20" },
            "needTag": "false",
            "withdrawable": "true",
            "rechargeable": "true",
            "withdrawFee": "0.0005",
            "extraWithdrawFee": "0",
            "depositConfirm": "1",
            "withdrawConfirm": "1",
            "minDepositAmount": "0.001",
            "minWithdrawAmount": "0.001",
            "browserUrl": "",
            "contractAddress": "",
            "withdrawStep": "0",
            "withdrawMinScale": "8",
            "congestion": "normal",
        };
        let id: i32 = id;
        fields! {"coinId": id.to_string(), "coin": coin, "transfer": "true", "chains": [chain]}
    });
    Ok(asked.call.list(coins, fields! {}))
}

/// Responds with the spot pairs in version 2.
pub(super) fn symbols(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let symbols = ruled(asked)?.map(|(market, rules)| {
        fields! {
            "symbol": market.symbol,
            "baseCoin": rules.base,
            "quoteCoin": rules.quote,
            "pricePrecision": rules.price_decimals.to_string(),
            "quantityPrecision": rules.quantity_decimals.to_string(),
            "quotePrecision": "8",
            "openTime": OPENED.to_string(),
        }
    });
    Ok(asked.call.list(symbols, fields! {}))
}

/// Responds with the pairs of margin in version 2: all spot pairs.
pub(super) fn margin_symbols(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let symbols = ruled(asked)?.map(|(market, rules)| {
        fields! {
            "symbol": market.symbol,
            "baseCoin": rules.base,
            "quoteCoin": rules.quote,
            "minTradeAmount": unit(rules.quantity_decimals),
            "pricePrecision": rules.price_decimals.to_string(),
            "quantityPrecision": rules.quantity_decimals.to_string(),
        }
    });
    Ok(asked.call.list(symbols, fields! {}))
}

/// Responds with the contracts of a product line in version 2.
pub(super) fn contracts(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let contracts = ruled(asked)?.map(|(market, rules)| {
        let margin = if market.line == Line::Coin { &rules.base } else { &rules.quote };
        fields! {
            "symbol": market.symbol,
            "baseCoin": rules.base,
            "quoteCoin": rules.quote,
            "supportMarginCoins": [margin],
            "minTradeNum": unit(rules.quantity_decimals),
            "priceEndStep": "1",
            "volumePlace": rules.quantity_decimals.to_string(),
            "pricePlace": rules.price_decimals.to_string(),
            "sizeMultiplier": unit(rules.quantity_decimals),
            "fundInterval": funding::HOURS,
        }
    });
    Ok(asked.call.list(contracts, fields! {}))
}

/// Responds with the instruments of a product line in version 3.
pub(super) fn unified(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let instruments = ruled(asked)?.map(|(market, rules)| {
        let category = asked.category(market);
        let more = match market.line {
            Line::Spot if category == "MARGIN" => margin_fields(),
            Line::Spot => fields! {"areaSymbol": "no", "launchTime": OPENED.to_string()},
            Line::Usdt | Line::Usdc | Line::Coin => contract_fields(&rules),
        };
        let is_spot = market.line == Line::Spot;
        let instrument = fields! {
            "symbol": market.symbol,
            "category": category,
            "baseCoin": rules.base,
            "quoteCoin": rules.quote,
            "buyLimitPriceRatio": "0.05",
            "sellLimitPriceRatio": "0.05",
            "minOrderQty": unit(rules.quantity_decimals),
            "maxOrderQty": "0",
            "pricePrecision": rules.price_decimals.to_string(),
            "quantityPrecision": rules.quantity_decimals.to_string(),
            "quotePrecision": if is_spot { "8" } else { "" },
            "minOrderAmount": "1",
            "maxSymbolOrderNum": "",
            "maxProductOrderNum": "400",
            "maxPositionNum": "200",
            "status": "online",
            "maintainTime": "",
            "symbolType": "crypto",
        };
        more.over(&instrument)
    });
    Ok(asked.call.respond(&instruments.collect::<Vec<_>>()))
}

/// What a margin pair has beside the others.
fn margin_fields() -> Fields {
    fields! {
        "isIsolatedBaseBorrowable": "YES",
        "isIsolatedQuotedBorrowable": "YES",
        "warningRiskRatio": "0.8",
        "liquidationRiskRatio": "1",
        "maxCrossedLeverage": "3",
        "maxIsolatedLeverage": "10",
        "userMinBorrow": "0.00000001",
        "areaSymbol": "no",
        "maxLeverage": "10",
        "launchTime": None::<()>,
    }
}

/// What a contract has beside the others.
fn contract_fields(rules: &Rules) -> Fields {
    fields! {
        "isRwa": "NO",
        "isReality": "no",
        "feeRateUpRatio": "0.005",
        "makerFeeRate": "0.0002",
        "takerFeeRate": "0.0006",
        "openCostUpRatio": "0.01",
        "maxOrderQty": "1200",
        "maxMarketOrderQty": "220",
        "priceMultiplier": unit(rules.price_decimals),
        "quantityMultiplier": unit(rules.quantity_decimals),
        "type": "perpetual",
        "minOrderAmount": "5",
        "offTime": "-1",
        "limitOpenTime": "-1",
        "deliveryTime": "",
        "deliveryStartTime": "",
        "deliveryPeriod": "",
        "launchTime": "0",
        "fundInterval": funding::HOURS,
        "minLeverage": "1",
        "maxLeverage": "125",
    }
}

/// Returns what an amount of a coin is worth in USDT at the last price, cut off after eight
/// decimals; nothing where there is no price.
pub(super) fn usdt(venue: &BitgetVenue, coin: &str, amount: &BigDecimal) -> BigDecimal {
    if matches!(coin, "USDT" | "USDC" | "USD") {
        return amount.clone();
    }
    let price = venue.history(&Market::spot(format!("{coin}USDT"))).last().cloned();
    cut(&(amount * price.unwrap_or_default()), 8)
}
