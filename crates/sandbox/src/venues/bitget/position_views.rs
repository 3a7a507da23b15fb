//! Open and closed positions, in both versions.

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::{
    BitgetCall, BitgetVenue,
    asked::{self, Asked, Listed, page},
    contract::DECIMALS,
    missing,
    orders::{Scope, V3},
    types::{BitgetAccount, Book, Held, Line, Market, direction_name, margin_mode, mode_name},
};
use crate::{
    engine::{
        amount::plain,
        positions::{Closed, Direction, Mode, Position},
        render::{Fields, fields, json},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
};

/// How finely average prices are written, in decimals.
const AVERAGE_DECIMALS: i64 = 12;

/// A closed position: its last part, and all of its parts.
struct Past {
    id: u64,
    parts: Vec<Closed<String, Held>>,
    line: Line,
    mode: Mode,
}

impl BitgetVenue {
    /// Responds to questions for positions.
    pub(super) fn list_positions(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        Ok(Some(match call.operation() {
            Operation::FuturesPositionPositions | Operation::FuturesPositionContractPositions => {
                self.classic_positions(call)?
            }
            Operation::FuturesPositionPositionHistory => {
                let product = call.request().query("productType");
                let line = product.map(|name| Line::futures(&name)).transpose()?;
                self.position_history(call, Scope::Classic, line)?
            }
            Operation::FuturesPositionAdlRanks => {
                let line = Line::of(call)?;
                call.list(self.ranks((line.account(), line)), fields! {})
            }
            Operation::UtaPositionPositions => self.unified_positions(call)?,
            Operation::UtaPositionPositionHistory => {
                let line = V3.line(Asked::of(call))?;
                self.position_history(call, Scope::Unified, line)?
            }
            Operation::UtaPositionAdlRanks => {
                let lines = [Line::Usdt, Line::Usdc, Line::Coin];
                let all = lines.iter().flat_map(|line| self.ranks((BitgetAccount::Spot, *line)));
                call.list(all, fields! {})
            }
            _ => return Ok(None),
        }))
    }

    /// Writes how near positions are to automatic deleveraging, of which there is none.
    fn ranks(&self, book: Book) -> Vec<Fields> {
        let all = self.positions(book).iter().map(|position| {
            let mut rank = fields! {
                "symbol": position.market,
                "marginCoin": book.1.coin(),
                "adlRank": "0",
                "holdSide": direction_name(position.direction),
            };
            if book.0 != BitgetAccount::Spot {
                rank.set("rank", json("0"));
            }
            rank
        });
        all.collect()
    }

    /// Lists the open positions of a classic account, those opened last first.
    fn classic_positions(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let line = Line::of(call)?;
        let symbol = call.request().query("symbol").map(|symbol| symbol.to_ascii_uppercase());
        let coin = call.request().query("marginCoin");
        if let Some(symbol) = &symbol {
            self.contract_coin(&Market::new(line, symbol.as_str()))?;
        }
        let own = line.coin().unwrap_or_default();
        let book = (line.account(), line);
        let all = self.positions(book).iter().rev().filter(|position| {
            symbol.as_ref().is_none_or(|symbol| *symbol == position.market)
                && coin.as_ref().is_none_or(|coin| coin.eq_ignore_ascii_case(own))
        });
        let all = all.map(|position| self.classic_position(book, position));
        Ok(call.list(all, fields! {}))
    }

    fn classic_position(&self, book: Book, position: &Position<String, Held>) -> Fields {
        let it = self.about(book, position);
        fields! {
            "marginCoin": book.1.coin(),
            "symbol": position.market,
            "holdSide": direction_name(position.direction),
            "openDelegateSize": it.opening,
            "marginSize": it.margin,
            "available": it.available,
            "locked": it.locked,
            "total": plain(&position.quantity),
            "leverage": plain(&position.leverage),
            "achievedProfits": plain(&position.realised),
            "openPriceAvg": it.average,
            "marginMode": margin_mode(position.extra.is_isolated),
            "posMode": mode_name(self.mode(book)),
            "unrealizedPL": it.unrealised,
            "liquidationPrice": "0",
            "markPrice": it.last,
            "breakEvenPrice": it.average,
            "totalFee": "0",
            "deductedFee": "0",
            "takeProfit": "",
            "stopLoss": "",
            "takeProfitId": "",
            "stopLossId": "",
            "marginRatio": "0",
            "assetMode": "single",
            "autoMargin": if self.settings(book, &position.market).adds_margin { "on" } else { "off" },
            "cTime": position.opened.to_string(),
            "uTime": position.updated.to_string(),
        }
    }

    /// Lists the open positions of the unified account.
    fn unified_positions(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = V3.line(asked)?.ok_or_else(|| missing("category"))?;
        let (symbol, side) = (asked.said("symbol"), asked.said("posSide"));
        if let Some(symbol) = symbol.as_ref().filter(|_| line != Line::Spot) {
            self.contract_coin(&Market::new(line, symbol.to_ascii_uppercase()))?;
        }
        let book = (BitgetAccount::Spot, line);
        let all = self.positions(book).iter().rev().filter(|position| {
            symbol.as_ref().is_none_or(|symbol| symbol.eq_ignore_ascii_case(&position.market))
                && side.as_ref().is_none_or(|side| {
                    side.eq_ignore_ascii_case(direction_name(position.direction))
                })
        });
        let example = call.item();
        let example: Option<Vec<Fields>> =
            example.get("list").and_then(|list| serde_json::from_str(list.get()).ok());
        let example = example.and_then(|all| all.into_iter().next()).unwrap_or_default();
        let all: Vec<Fields> =
            all.map(|position| self.unified_position(book, position).over(&example)).collect();
        Ok(call.object(fields! {"list": all}))
    }

    fn unified_position(&self, book: Book, position: &Position<String, Held>) -> Fields {
        let it = self.about(book, position);
        let ratio = match position.extra.margin.is_zero() {
            true => BigDecimal::zero(),
            false => (&it.won / &position.extra.margin)
                .with_scale_round(DECIMALS, RoundingMode::HalfEven),
        };
        fields! {
            "category": book.1.name(),
            "symbol": position.market,
            "marginCoin": book.1.coin(),
            "holdMode": mode_name(self.mode(book)),
            "posSide": direction_name(position.direction),
            "marginMode": margin_mode(position.extra.is_isolated),
            "positionBalance": it.margin,
            "available": it.available,
            "frozen": it.locked,
            "total": plain(&position.quantity),
            "leverage": plain(&position.leverage),
            "curRealisedPnl": plain(&position.realised),
            "avgPrice": it.average,
            "positionStatus": "normal",
            "unrealisedPnl": it.unrealised,
            "liquidationPrice": "0",
            "profitRate": plain(&ratio),
            "markPrice": it.last,
            "breakEvenPrice": it.average,
            "totalFunding": "0",
            "openFeeTotal": "0",
            "closeFeeTotal": "0",
            "createdTime": position.opened.to_string(),
            "updatedTime": position.updated.to_string(),
        }
    }

    fn about(&self, book: Book, position: &Position<String, Held>) -> About {
        let market = Market::new(book.1, position.market.as_str());
        let last = self.last(&market).unwrap_or_default();
        let closing = self.closing(book, &position.market, position.direction);
        let opening = self.opening(book, &position.market, position.direction);
        let won = position.unrealised(&last);
        About {
            opening: plain(&opening),
            margin: plain(&position.extra.margin),
            available: plain(&(&position.quantity - &closing)),
            locked: plain(&closing),
            average: plain(&rounded(position.average())),
            unrealised: plain(&won),
            last: plain(&last),
            won,
        }
    }

    /// Lists closed positions, newest first.
    fn position_history(
        &self,
        call: &BitgetCall<'_>,
        scope: Scope,
        line: Option<Line>,
    ) -> Result<Response, Refusal> {
        let mut all = Vec::new();
        for ((account, of), positions) in &self.books {
            let is_unified = *account == BitgetAccount::Spot;
            if is_unified != (scope == Scope::Unified) || line.is_some_and(|line| line != *of) {
                continue;
            }
            for last in positions.closed().iter().filter(|part| part.is_whole) {
                let parts = positions.closed().iter();
                let parts = parts.filter(|part| part.position.id == last.position.id).cloned();
                let (parts, mode) = (parts.collect(), positions.mode);
                all.push(Past { id: last.id, parts, line: *of, mode });
            }
        }
        all.sort_by_key(|past| std::cmp::Reverse((past.at(), past.id)));
        let page = page(call, all.into_iter(), |past| Listed {
            id: past.id,
            order: past.id,
            symbol: past.symbol(),
            at: past.at(),
        })?;
        Ok(asked::respond(call, page.map(|past| past.write(scope))))
    }
}

/// What there is to say about an open position.
struct About {
    opening: String,
    margin: String,
    available: String,
    locked: String,
    average: String,
    unrealised: String,
    last: String,
    won: BigDecimal,
}

fn rounded(value: BigDecimal) -> BigDecimal {
    value.with_scale_round(AVERAGE_DECIMALS, RoundingMode::HalfEven).normalized()
}

impl Past {
    fn at(&self) -> i64 {
        self.parts.last().map_or(0, |part| part.at)
    }

    fn symbol(&self) -> &str {
        self.parts.last().map_or("", |part| part.position.market.as_str())
    }

    fn write(self, scope: Scope) -> Fields {
        let Some(last) = self.parts.last() else { return Fields::default() };
        let total: BigDecimal = self.parts.iter().map(|part| &part.quantity).sum();
        let value: BigDecimal = self.parts.iter().map(|part| &part.quantity * &part.price).sum();
        let profit: BigDecimal = self.parts.iter().map(|part| &part.profit).sum();
        let cost = match last.position.direction {
            Direction::Long => &value - &profit,
            Direction::Short => &value + &profit,
        };
        let (open, close) = (plain(&rounded(cost / &total)), plain(&rounded(value / &total)));
        let (total, profit) = (plain(&total), plain(&profit));
        let (opened, closed) = (last.position.opened.to_string(), last.at.to_string());
        let common = fields! {
            "positionId": self.id.to_string(),
            "symbol": last.position.market,
            "marginCoin": self.line.coin(),
            "marginMode": margin_mode(last.position.extra.is_isolated),
            "openTotalPos": total,
            "closeTotalPos": total,
            "netProfit": profit,
            "totalFunding": "0",
        };
        let side = direction_name(last.position.direction);
        match scope {
            Scope::Unified => fields! {
                "category": self.line.name(),
                "holdMode": mode_name(self.mode),
                "posSide": side,
                "openPriceAvg": open,
                "closePriceAvg": close,
                "cumRealisedPnl": profit,
                "openFeeTotal": "0",
                "closeFeeTotal": "0",
                "createdTime": opened,
                "updatedTime": closed,
            },
            _ => fields! {
                "holdSide": side,
                "posMode": mode_name(self.mode),
                "openAvgPrice": open,
                "closeAvgPrice": close,
                "pnl": profit,
                "openFee": "0",
                "closeFee": "0",
                "ctime": opened,
                "utime": closed,
            },
        }
        .over(&common)
    }
}
