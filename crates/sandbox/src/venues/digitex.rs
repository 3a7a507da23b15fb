//! Digitex: a token that never changes, and the answers of the Django REST framework.
//!
//! No refusal of the real server was recorded; the shapes follow its spec and the framework.

use http::{StatusCode, header::WWW_AUTHENTICATE};
use serde::Serialize;

use super::django;
use crate::{
    answer::Answer,
    refusal::Refusal,
    request::Request,
    spec::{Operation, Security},
    venue::Venue,
};

const TOKEN: &str = "5bd1e0f7c2a94d6e8b3f17a09c64d2e85f3ab701";

/// The state of Digitex in miniature.
#[derive(Debug, Default)]
pub struct DigitexVenue {}

impl Venue for DigitexVenue {
    /// The token.
    type Credentials = String;

    const NAME: &'static str = "digitex";
    const BUNDLE: &'static str = include_str!("../../specs/digitex.json");

    fn credentials(&self) -> String {
        TOKEN.to_owned()
    }

    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal> {
        let sent = request.header("Authorization");
        match sent.map(|value| value.strip_prefix("Token ")) {
            Some(Some(TOKEN)) => Ok(()),
            Some(Some(_)) => Err(unauthorized("Invalid token.")),
            // To the framework, a header with another word in front is no header.
            Some(None) | None if operation.security() == Security::Optional => Ok(()),
            Some(None) | None => Err(unauthorized(
                "Authentication credentials were not provided.",
            )),
        }
    }

    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Answer>, Refusal> {
        Ok(match operation.id() {
            "ping" => Some(Answer::of(
                operation.status(),
                &Ping {
                    message: "pong",
                    timestamp: request.at().micros(),
                },
            )),
            _ => None,
        })
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<&Operation>) -> Answer {
        let answer = django::refuse(refusal, request);
        if answer.status == StatusCode::UNAUTHORIZED {
            answer.header(WWW_AUTHENTICATE, "Token")
        } else {
            answer
        }
    }
}

#[derive(Serialize)]
struct Ping {
    message: &'static str,
    timestamp: i64,
}

fn unauthorized(text: &str) -> Refusal {
    Refusal::own(StatusCode::UNAUTHORIZED, "", text)
}
