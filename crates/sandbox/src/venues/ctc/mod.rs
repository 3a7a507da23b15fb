//! CTC: no credentials, and three shapes of errors beside Django's own pages.

mod convert;
mod era;
mod lists;
mod records;
mod seed;

use http::StatusCode;

pub use self::{
    convert::CtcAddress,
    era::Era,
    records::{CtcCoin, CtcConversion, CtcDeposit, CtcPair},
};
use self::{era::View, lists::Asked, records::Records};
use super::django;
use crate::{
    call::Call,
    generated::ctc::{API, Operation},
    refusal::{Fault, Location, Problem, Refusal},
    request::Request,
    response::Response,
    table::{Api, OperationSpec},
    venue::Venue,
};

type CtcCall<'a> = Call<'a, Operation>;

const NOT_FOUND: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Not Found</title>\n\
    </head>\n<body>\n  <h1>Not Found</h1><p>The requested resource was not found on this server.\
    </p>\n</body>\n</html>\n";

/// The state of the simulated converter: two coins that can be converted into one another, and what the
/// document has of deposits and conversions. It runs today's release; [`in_era`](Self::in_era)
/// starts another.
#[derive(Debug, Default)]
pub struct CtcVenue {
    era: Era,
    records: Records,
    addresses: Vec<CtcAddress>,
    /// Whether there was a conversion, before which no kind of coin is known.
    is_warm: bool,
}

impl CtcVenue {
    /// A converter of another release, for [`Builder::venue`](crate::Builder::venue).
    pub fn in_era(era: Era) -> Self {
        Self { era, ..Self::default() }
    }

    /// Adds a coin, or replaces the one of this symbol.
    pub fn add_coin(&mut self, coin: CtcCoin) {
        self.records.coins.retain(|known| known.symbol != coin.symbol);
        self.records.coins.push(coin);
    }

    /// Adds a pair, or replaces the one of this number.
    pub fn add_pair(&mut self, pair: CtcPair) {
        self.records.pairs.retain(|known| known.id != pair.id);
        self.records.pairs.push(pair);
    }

    /// Adds a deposit, or replaces the one of this number.
    pub fn add_deposit(&mut self, deposit: CtcDeposit) {
        self.records.deposits.retain(|known| known.id != deposit.id);
        self.records.deposits.push(deposit);
    }

    /// Adds a conversion, or replaces the one of this number. Its deposit points to it from now
    /// on, and is `conv`.
    pub fn add_conversion(&mut self, conversion: CtcConversion) {
        let mut deposits = self.records.deposits.iter_mut();
        if let Some(deposit) = deposits.find(|known| known.id == conversion.deposit) {
            deposit.conversion = Some(conversion.id);
            deposit.status = "conv".to_owned();
            deposit.processed_at = Some(conversion.created_at.clone());
        }
        let conversions = &mut self.records.conversions;
        conversions.retain(|known| known.id != conversion.id);
        conversions.push(conversion);
    }

    /// The addresses that were made for conversions, oldest first.
    pub fn addresses(&self) -> &[CtcAddress] {
        &self.addresses
    }
}

impl Venue for CtcVenue {
    /// There are none.
    type Credentials = ();

    type Operation = Operation;

    const NAME: &'static str = "ctc";
    const FORMS: bool = true;

    fn api() -> &'static Api<Operation> {
        &API
    }

    fn credentials(&self) {}

    /// Nothing is asked for today. An operation that the spec closes stays closed.
    fn authorize(&mut self, _: &CtcCall<'_>) -> Result<(), Refusal> {
        let text = "Authentication credentials were not provided.";
        Err(Refusal::own(StatusCode::FORBIDDEN, "", text))
    }

    /// Filters that take a number or a boolean fall back when they get something else; only those
    /// with a list of values refuse.
    ///
    /// The conversion minds only what is missing, and makes text of all else. The old eras do not
    /// have the filters with lists.
    fn minds(&self, problem: &Problem, _: &OperationSpec<Operation>) -> bool {
        match (problem.location, &problem.fault) {
            (Location::Path, _) | (Location::Body, Fault::Missing) => true,
            (Location::Query, Fault::Choice { .. }) => self.era == Era::C,
            (Location::Query | Location::Body, _) => false,
        }
    }

    fn respond(&mut self, call: &mut CtcCall<'_>) -> Result<Option<Response>, Refusal> {
        if call.operation() == Operation::Convert {
            let Self { era, records, addresses, .. } = self;
            let converted = convert::convert(*era, records, addresses, call.request())?;
            self.is_warm = true;
            call.effect("told where to deposit", None);
            return Ok(Some(call.respond(&converted)));
        }
        let asked = Asked::new(self.era, &self.records, self.is_warm, call);
        let view = View::of(self.era, call.request());
        let symbol = call.request().path_parameter("symbol");
        let id = call.request().path_parameter("id").and_then(|id| id.parse::<i64>().ok());
        let Records { coins, pairs, deposits, conversions } = &self.records;
        let found = match call.operation() {
            Operation::ApiIndex if self.era == Era::A => return Err(Refusal::NoRoute),
            Operation::ApiIndex => Some(view.index()),
            Operation::Coins => return asked.coins().map(Some),
            Operation::Pairs => return asked.pairs().map(Some),
            Operation::Deposits => return asked.deposits().map(Some),
            Operation::Conversions => return asked.conversions().map(Some),
            Operation::Coin => {
                let coin = coins.iter().find(|coin| Some(coin.symbol.as_str()) == symbol);
                coin.map(|coin| view.coin(coin))
            }
            Operation::Pair => {
                pairs.iter().find(|pair| Some(pair.id) == id).map(|pair| view.pair(pair))
            }
            Operation::Deposit => {
                let deposit = deposits.iter().find(|deposit| Some(deposit.id) == id);
                deposit.map(|deposit| view.deposit(deposit))
            }
            Operation::Conversion => {
                let conversion = conversions.iter().find(|known| Some(known.id) == id);
                conversion.map(|conversion| view.conversion(conversion))
            }
            Operation::Convert => None,
        };
        found.map(|fields| Some(call.respond(&fields))).ok_or(Refusal::NotFound)
    }

    fn refuse(
        &self,
        refusal: &Refusal,
        request: &Request,
        operation: Option<Operation>,
    ) -> Response {
        match refusal {
            Refusal::NoRoute => Response::html(StatusCode::NOT_FOUND, NOT_FOUND),
            Refusal::NoSlash => Response::moved(&with_slash(request)),
            Refusal::Own { code: convert::SHAPE, .. } => convert::refuse(refusal),
            Refusal::Own { .. } | Refusal::NotFound | Refusal::WrongMethod { .. } => {
                django::refuse(refusal, request)
            }
            _ if operation == Some(Operation::Convert) => convert::refuse(refusal),
            Refusal::Invalid(problems) => filter_map(problems),
            _ => django::refuse(refusal, request),
        }
    }
}

/// Names of filters, each with its message.
fn filter_map(problems: &[Problem]) -> Response {
    let map: std::collections::BTreeMap<&str, [String; 1]> = problems
        .iter()
        .map(|problem| {
            let text = match &problem.fault {
                Fault::Choice { value } => {
                    format!("Select a valid choice. {value} is not one of the available choices.")
                }
                other => other.to_string(),
            };
            (problem.name.as_str(), [text])
        })
        .collect();
    Response::of(StatusCode::BAD_REQUEST, &map)
}

/// The same path with a slash, relative, and the same query.
fn with_slash(request: &Request) -> String {
    match request.raw_query() {
        "" => format!("{}/", request.path()),
        query => format!("{}/?{query}", request.path()),
    }
}
