//! Futures accounts, and what is set in them: leverage, margin mode, position mode, margin.

use bigdecimal::{BigDecimal, ToPrimitive, Zero};

use super::{
    API, BitgetCall, BitgetVenue, Line,
    asked::Asked,
    contract::{MARGIN_MODE_IN_USE, margin},
    decimal, missing,
    orders::{MIX, V3, Version},
    refused,
    types::{BitgetAccount, Book, Market, direction_name, margin_mode, mode_name},
    wrong,
};
use crate::{
    engine::{
        amount::{cut, plain},
        ledger::{Posting, Reason},
        positions::{Direction, Mode},
        render::{Fields, fields},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
    table::ErrorKind,
};

const POSITION_MODE_IN_USE: &str = API.code(ErrorKind::InvalidState, "40920");
const TOO_LITTLE_MARGIN: &str = API.code(ErrorKind::InsufficientFunds, "40800");
const CONDITION: &str = API.code(ErrorKind::InvalidParameter, "40812");

/// The greatest leverage.
const MOST: i64 = 125;

/// How finely estimated sizes are written, in decimals.
const SIZE_DECIMALS: i64 = 6;

impl BitgetVenue {
    /// Responds to what concerns futures accounts and settings, in both versions.
    pub(super) fn configure(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        Ok(Some(match call.operation() {
            Operation::FuturesAccountAccounts => {
                let line = Line::of(call)?;
                call.list(self.futures_accounts(line), fields! {})
            }
            Operation::FuturesAccountAccount => self.futures_account(call)?,
            Operation::FuturesAccountSetLeverage => self.set_leverage(call, &MIX)?,
            Operation::UtaAccountSetLeverage
                if V3.line(Asked::of(call))?.is_some_and(|line| line != Line::Spot) =>
            {
                self.set_leverage(call, &V3)?
            }
            Operation::FuturesAccountSetAllLeverage => {
                let (line, leverage) = (Line::of(call)?, leverage(Asked::of(call), "leverage")?);
                let leverage = leverage.ok_or_else(|| missing("leverage"))?;
                let book = (line.account(), line);
                let open = self.positions(book).iter();
                let all: Vec<_> =
                    open.map(|one| (one.market.clone(), one.direction, leverage.clone())).collect();
                self.change_leverage(book, &all, call.at().millis())?;
                call.respond(&"success")
            }
            Operation::FuturesAccountAdjustMargin => {
                self.adjust_margin(call, &MIX)?;
                call.respond(&"")
            }
            Operation::UtaAccountAdjustMargin => {
                self.adjust_margin(call, &V3)?;
                call.respond(&"success")
            }
            Operation::FuturesAccountSetAutoMargin => {
                let asked = Asked::of(call);
                let symbol = asked.needed("symbol")?.to_ascii_uppercase();
                let line = Line::of_contract(&symbol);
                self.contract_coin(&Market::new(line, symbol.as_str()))?;
                let adds = asked.is("autoMargin", "on");
                self.settings_mut((line.account(), line), &symbol).adds_margin = adds;
                call.respond(&"success")
            }
            Operation::FuturesAccountSetMarginMode => self.set_margin_mode(call)?,
            Operation::FuturesAccountSetPositionMode => {
                let line = Line::of(call)?;
                let mode = self.set_mode(call, "posMode", &[(line.account(), line)])?;
                call.object(fields! {"posMode": mode_name(mode)})
            }
            Operation::UtaAccountSetPositionMode => {
                let lines = [Line::Usdt, Line::Usdc, Line::Coin];
                let books = lines.map(|line| (BitgetAccount::Spot, line));
                self.set_mode(call, "holdMode", &books)?;
                call.respond(&"success")
            }
            Operation::FuturesAccountSetAssetMode => {
                Line::of(call)?;
                if Asked::of(call).is("assetMode", "union") {
                    return Err(refused(CONDITION, "The condition assetMode is not met"));
                }
                call.respond(&"success")
            }
            Operation::FuturesAccountConvertToUsdt => {
                // Coins are pooled in multi-asset mode alone.
                return Err(refused(CONDITION, "The condition assetMode is not met"));
            }
            Operation::UtaAccountSettings => self.unified_settings(call),
            Operation::FuturesAccountOpenCount | Operation::FuturesAccountMaxOpen => {
                self.estimate(call)?
            }
            Operation::FuturesAccountIsolatedSymbols => {
                let line = Line::of(call)?;
                let book = (line.account(), line);
                let all =
                    self.settings.iter().filter(|((of, _), it)| *of == book && it.is_isolated);
                let all = all.map(|((_, symbol), _)| {
                    fields! {"symbol": symbol, "marginMode": margin_mode(true)}
                });
                call.list(all, fields! {})
            }
            _ => return Ok(None),
        }))
    }

    /// The settings of the unified account: its position mode, and those of the contracts.
    fn unified_settings(&self, call: &BitgetCall<'_>) -> Response {
        let mode = self.mode((BitgetAccount::Spot, Line::Usdt));
        let all = self.markets.iter().filter(|market| market.line != Line::Spot);
        let all = all.map(|market| {
            let settings = self.settings((BitgetAccount::Spot, market.line), &market.symbol);
            fields! {
                "category": market.line.name(),
                "symbol": market.symbol,
                "marginMode": margin_mode(settings.is_isolated),
                "leverage": plain(&settings.long),
            }
        });
        let all: Vec<Fields> = all.collect();
        call.object(fields! {"holdMode": mode_name(mode), "symbolConfigList": all})
    }

    /// Writes the accounts of a line, one for each coin.
    fn futures_accounts(&self, line: Line) -> Vec<Fields> {
        let account = line.account();
        self.balances_of(account).map(|(coin, _)| self.account_of(line, coin)).collect()
    }

    fn account_of(&self, line: Line, coin: &str) -> Fields {
        let account = line.account();
        let balance = self.exchange.ledger.balance(&(account, coin.to_owned()));
        let (mut isolated, mut crossed) = (BigDecimal::zero(), BigDecimal::zero());
        let mut won = [BigDecimal::zero(), BigDecimal::zero()];
        for position in self.positions((account, line)) {
            let last = self.last(&Market::new(line, position.market.as_str()));
            let profit = position.unrealised(&last.unwrap_or_default());
            let [in_crossed, in_isolated] = &mut won;
            match position.extra.is_isolated {
                true => (isolated += &position.extra.margin, *in_isolated += profit),
                false => (crossed += &position.extra.margin, *in_crossed += profit),
            };
        }
        let [in_crossed, in_isolated] = won;
        let equity = balance.total() + &in_crossed + &in_isolated;
        let worth = self.worth(coin, &equity);
        let available = plain(&balance.available);
        let locked = &balance.frozen - &isolated - &crossed;
        fields! {
            "marginCoin": coin,
            "locked": plain(&locked),
            "available": available,
            "crossedMaxAvailable": available,
            "isolatedMaxAvailable": available,
            "maxTransferOut": available,
            "accountEquity": plain(&equity),
            "usdtEquity": plain(&worth),
            "btcEquity": plain(&self.in_btc(&worth)),
            "crossedRiskRate": "0",
            "unrealizedPL": plain(&(&in_crossed + &in_isolated)),
            "coupon": "0",
            "unionTotalMagin": "",
            "unionAvailable": "",
            "unionMm": "",
            "assetList": Vec::<Fields>::new(),
            "isolatedMargin": plain(&isolated),
            "crossedMargin": plain(&crossed),
            "crossedUnrealizedPL": plain(&in_crossed),
            "isolatedUnrealizedPL": plain(&in_isolated),
            "grant": "0",
            "assetMode": "single",
        }
    }

    /// The account of one coin, with the settings of one contract.
    fn futures_account(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = Line::of(call)?;
        let (symbol, coin) = self.contract_of(asked, line)?;
        let book = (line.account(), line);
        let settings = self.settings(book, &symbol);
        let mut account = self.account_of(line, coin);
        account.0.retain(|(name, _)| {
            let is_of_all = ["unionTotalMagin", "unionAvailable", "unionMm", "assetList"];
            !is_of_all.contains(&name.as_ref())
        });
        let more = fields! {
            "crossedMarginLeverage": plain(&settings.long),
            "isolatedLongLever": plain(&settings.long),
            "isolatedShortLever": plain(&settings.short),
            "marginMode": margin_mode(settings.is_isolated),
            "posMode": mode_name(self.mode(book)),
        };
        Ok(call.object(more.over(&account)))
    }

    /// Returns the contract that is asked for, which is traded, and its coin of margin.
    fn contract_of(&self, asked: Asked<'_>, line: Line) -> Result<(String, &'static str), Refusal> {
        let symbol = asked.needed("symbol")?.to_ascii_uppercase();
        let coin = self.contract_coin(&Market::new(line, symbol.as_str()))?;
        match asked.said("marginCoin").is_none_or(|named| named.eq_ignore_ascii_case(coin)) {
            true => Ok((symbol, coin)),
            false => Err(wrong("marginCoin")),
        }
    }

    /// Sets the leverage of a contract, of both sides or of one.
    fn set_leverage(
        &mut self,
        call: &mut BitgetCall<'_>,
        version: &Version,
    ) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = version.line(asked)?.ok_or_else(|| missing("category"))?;
        let (symbol, coin) = self.contract_of(asked, line)?;
        let book = (version.account(line), line);
        let settings = self.settings(book, &symbol);
        let side = asked.said("holdSide").or_else(|| asked.said("posSide"));
        let has_sides = self.mode(book) == Mode::Hedge && settings.is_isolated;
        let both = leverage(asked, "leverage")?;
        let own = |name: &str, word: &str| {
            let named = side.as_ref().is_none_or(|side| side.eq_ignore_ascii_case(word));
            let both = both.clone().filter(|_| named || !has_sides);
            Ok(leverage(asked, name)?.or(both))
        };
        let (long, short) = (own("longLeverage", "long")?, own("shortLeverage", "short")?);
        // Sides with margin in common have leverage in common, the long one's first.
        let (long, short) = match has_sides {
            true => (long, short),
            false => {
                let one = long.or(short);
                (one.clone(), one)
            }
        };
        if long.is_none() && short.is_none() {
            return Err(missing("leverage"));
        }
        let sides = [(Direction::Long, long), (Direction::Short, short)];
        let sides: Vec<_> = sides
            .into_iter()
            .filter_map(|(direction, leverage)| Some((symbol.clone(), direction, leverage?)))
            .collect();
        self.change_leverage(book, &sides, call.at().millis())?;
        let settings = self.settings(book, &symbol);
        if book.0 == BitgetAccount::Spot {
            return Ok(call.respond(&"success"));
        }
        Ok(call.object(fields! {
            "symbol": symbol,
            "marginCoin": coin,
            "longLeverage": plain(&settings.long),
            "shortLeverage": plain(&settings.short),
            "crossMarginLeverage": plain(&settings.long),
            "marginMode": margin_mode(settings.is_isolated),
        }))
    }

    /// Sets the leverage of sides of contracts, whose positions are held with another margin then:
    /// of all of them, or of none.
    fn change_leverage(
        &mut self,
        book: Book,
        sides: &[(String, Direction, BigDecimal)],
        at: i64,
    ) -> Result<(), Refusal> {
        let wanted = |venue: &Self, (symbol, direction, leverage): &(String, _, BigDecimal)| {
            let position = venue.position(book, symbol, *direction)?;
            let wanted = margin(&position.quantity, &position.average(), leverage);
            Some((position.id, &wanted - &position.extra.margin, wanted))
        };
        let changes: Vec<_> = sides.iter().map(|side| wanted(self, side)).collect();
        let total: BigDecimal = changes.iter().flatten().map(|(_, change, _)| change).sum();
        self.hold(book, &total, at)?;
        for ((symbol, direction, leverage), change) in sides.iter().zip(changes) {
            if let Some((id, _, wanted)) = change {
                for position in self.open_mut(book).filter(|one| one.id == id) {
                    position.extra.margin = wanted.clone();
                    position.leverage = leverage.clone();
                }
            }
            let settings = self.settings_mut(book, symbol);
            match direction {
                Direction::Long => settings.long = leverage.clone(),
                Direction::Short => settings.short = leverage.clone(),
            }
        }
        Ok(())
    }

    /// Holds back so much more of the margin coin, or less if negative.
    fn hold(&mut self, book: Book, change: &BigDecimal, at: i64) -> Result<(), Refusal> {
        let coin = book.1.coin().unwrap_or_default().to_owned();
        let posting = Posting::hold((book.0, coin), change);
        let booked = self.exchange.ledger.book(Reason::Position, vec![posting], at);
        booked.map_err(|_| refused(TOO_LITTLE_MARGIN, "Insufficient amount of margin"))
    }

    fn open_mut(
        &mut self,
        book: Book,
    ) -> impl Iterator<Item = &mut crate::engine::positions::Position<String, super::types::Held>>
    {
        self.books.get_mut(&book).into_iter().flat_map(|positions| positions.open_mut())
    }

    /// Adds margin to an isolated position, or takes away what is more than its leverage needs.
    fn adjust_margin(
        &mut self,
        call: &mut BitgetCall<'_>,
        version: &Version,
    ) -> Result<(), Refusal> {
        let asked = Asked::of(call);
        let line = version.line(asked)?.ok_or_else(|| missing("category"))?;
        let (symbol, _) = self.contract_of(asked, line)?;
        let book = (version.account(line), line);
        let side = asked.said("holdSide").or_else(|| asked.said("posSide"));
        let amount = decimal(&asked.needed("amount")?).filter(|amount| !amount.is_zero());
        let mut amount = amount.ok_or_else(|| wrong("amount"))?;
        if asked.is("operation", "remove") {
            amount = -amount;
        }
        let found = self.positions(book).iter().find(|position| {
            position.market == symbol
                && side.as_ref().is_none_or(|side| {
                    self.mode(book) != Mode::Hedge
                        || side.eq_ignore_ascii_case(direction_name(position.direction))
                })
        });
        let position = found.cloned().ok_or_else(|| version.no_position())?;
        if !position.extra.is_isolated {
            return Err(refused(CONDITION, "The condition marginMode is not met"));
        }
        let least = margin(&position.quantity, &position.average(), &position.leverage);
        let margin = &position.extra.margin + &amount;
        if amount < BigDecimal::zero() && margin < least {
            return Err(refused(TOO_LITTLE_MARGIN, "Insufficient amount of margin"));
        }
        self.hold(book, &amount, call.at().millis())?;
        for one in self.open_mut(book).filter(|one| one.id == position.id) {
            one.extra.margin = margin.clone();
        }
        call.effect(format!("margin of {symbol} is {}", plain(&margin)), None);
        Ok(())
    }

    fn set_margin_mode(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = Line::of(call)?;
        let (symbol, coin) = self.contract_of(asked, line)?;
        let book = (line.account(), line);
        let is_isolated = asked.needed("marginMode")?.starts_with(['i', 'I', 'f', 'F']);
        if self.is_in_use(book, &symbol) {
            let text = "Currently holding positions or orders, the margin mode cannot be adjusted";
            return Err(refused(MARGIN_MODE_IN_USE, text));
        }
        let settings = self.settings_mut(book, &symbol);
        settings.is_isolated = is_isolated;
        Ok(call.object(fields! {
            "symbol": symbol,
            "marginCoin": coin,
            "longLeverage": plain(&settings.long),
            "shortLeverage": plain(&settings.short),
            "marginMode": margin_mode(is_isolated),
        }))
    }

    /// Sets the position mode of product lines in which nothing is open.
    fn set_mode(
        &mut self,
        call: &BitgetCall<'_>,
        name: &str,
        books: &[Book],
    ) -> Result<Mode, Refusal> {
        let mode = match Asked::of(call).is(name, "hedge_mode") {
            true => Mode::Hedge,
            false => Mode::OneWay,
        };
        for book in books {
            let is_in_use = !self.positions(*book).is_empty() || self.has_orders(*book, None);
            if is_in_use && self.mode(*book) != mode {
                let text = "Position or order exists, the position mode cannot be switched";
                return Err(refused(POSITION_MODE_IN_USE, text));
            }
        }
        for book in books {
            if let Some(positions) = self.books.get_mut(book) {
                positions.mode = mode;
            }
        }
        Ok(mode)
    }

    /// Estimates what can be opened: with a given margin, or with all that is available.
    fn estimate(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = Line::of(call)?;
        let (symbol, coin) = self.contract_of(asked, line)?;
        let book = (line.account(), line);
        let settings = self.settings(book, &symbol);
        let is_short = asked.is("posSide", "short");
        let set = if is_short { &settings.short } else { &settings.long };
        let leverage = leverage(asked, "leverage")?.unwrap_or_else(|| set.clone());
        let price = asked.maybe("openPrice")?.or_else(|| self.last(&Market::new(line, symbol)));
        let price = price.filter(|price| !price.is_zero()).ok_or_else(|| wrong("openPrice"))?;
        let balance = self.exchange.ledger.balance(&(book.0, coin.to_owned()));
        let amount = asked.maybe("openAmount")?.unwrap_or(balance.available);
        let size = plain(&cut(&(amount * leverage / price), SIZE_DECIMALS));
        Ok(match call.operation() {
            Operation::FuturesAccountOpenCount => call.object(fields! {"size": size}),
            _ => call.object(fields! {"maxOpen": size}),
        })
    }
}

/// Reads a leverage: a whole number.
fn leverage(asked: Asked<'_>, name: &str) -> Result<Option<BigDecimal>, Refusal> {
    let Some(value) = asked.maybe(name)? else { return Ok(None) };
    let whole = value.to_i64().filter(|_| value.is_integer());
    let is_fine = whole.is_some_and(|whole| (1..=MOST).contains(&whole));
    is_fine.then_some(Some(value)).ok_or_else(|| wrong(name))
}
