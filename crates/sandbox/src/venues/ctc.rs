//! CTC: no credentials, and three shapes of errors beside Django's own pages.

use http::StatusCode;
use serde::Serialize;

use super::django;
use crate::{
    answer::Answer,
    refusal::{Fault, Place, Problem, Refusal},
    request::Request,
    spec::Operation,
    venue::Venue,
};

const NOT_FOUND: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Not Found</title>\n\
    </head>\n<body>\n  <h1>Not Found</h1><p>The requested resource was not found on this server.\
    </p>\n</body>\n</html>\n";

/// The state of CTC in miniature.
#[derive(Debug, Default)]
pub struct CtcVenue {}

impl Venue for CtcVenue {
    /// There are none.
    type Credentials = ();

    const NAME: &'static str = "ctc";
    const BUNDLE: &'static str = include_str!("../../specs/ctc.json");
    const FORMS: bool = true;

    fn credentials(&self) {}

    /// Nothing is asked for today. An operation that the spec closes stays closed.
    fn authorize(&mut self, _: &Request, _: &Operation) -> Result<(), Refusal> {
        let text = "Authentication credentials were not provided.";
        Err(Refusal::own(StatusCode::FORBIDDEN, "", text))
    }

    /// Filters that take a number or a boolean fall back when they get something else; only those
    /// with a list of values refuse.
    fn minds(&self, problem: &Problem, _: &Operation) -> bool {
        problem.place != Place::Query || matches!(problem.fault, Fault::Choice { .. })
    }

    fn refuse(
        &self,
        refusal: &Refusal,
        request: &Request,
        operation: Option<&Operation>,
    ) -> Answer {
        match refusal {
            Refusal::NoRoute => Answer::html(StatusCode::NOT_FOUND, NOT_FOUND),
            Refusal::NoSlash => Answer::moved(&with_slash(request)),
            Refusal::Own { .. } | Refusal::NotFound | Refusal::WrongMethod { .. } => {
                django::refuse(refusal, request)
            }
            _ if operation.is_some_and(|operation| operation.id() == "convert") => {
                refuse_conversion(refusal)
            }
            Refusal::Invalid(problems) => filter_map(problems),
            _ => django::refuse(refusal, request),
        }
    }
}

/// The conversion has a shape of its own, and blames itself for what it cannot read.
fn refuse_conversion(refusal: &Refusal) -> Answer {
    let (status, message) = match refusal {
        Refusal::Invalid(_) => (
            StatusCode::BAD_REQUEST,
            "You must specify 'from_coin', 'to_coin', and 'destination'",
        ),
        _ => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "An unknown error has occurred... please contact support",
        ),
    };
    let error = true;
    Answer::of(status, &ConversionError { error, message })
}

#[derive(Serialize)]
struct ConversionError {
    error: bool,
    message: &'static str,
}

/// Names of filters, each with its message.
fn filter_map(problems: &[Problem]) -> Answer {
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
    Answer::of(StatusCode::BAD_REQUEST, &map)
}

/// The same path with a slash, relative, and the same query.
fn with_slash(request: &Request) -> String {
    match request.raw_query() {
        "" => format!("{}/", request.path()),
        query => format!("{}/?{query}", request.path()),
    }
}
