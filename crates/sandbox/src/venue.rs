//! What makes one exchange different from another.

use http::StatusCode;

use crate::{
    effect::Effect, refusal::Problem, refusal::Refusal, request::Request, response::Response,
    spec::Operation,
};

/// An exchange in miniature: its bundle of specs, its state, and what it says.
///
/// The value itself is the state; a [`Sandbox`](crate::Sandbox) starts from `Default` and lends it
/// to one request at a time. Routing, validation and the record of requests are common to all.
pub trait Venue: Default + Send + 'static {
    /// What [`credentials`](Self::credentials) returns.
    type Credentials;

    /// Name of the exchange, in lower case.
    const NAME: &'static str;

    /// The bundled OpenAPI document.
    const BUNDLE: &'static str;

    /// Whether bodies may be `application/x-www-form-urlencoded` as well as JSON.
    const FORMS: bool = false;

    /// Whether the values of enums may be written in either case.
    const ENUMS_IGNORE_CASE: bool = false;

    /// Whether parameters and body are checked before the credentials: so where the credentials
    /// are fields of the body.
    const VALIDATES_FIRST: bool = false;

    /// Credentials that this exchange accepts. For tests only; they open nothing else.
    fn credentials(&self) -> Self::Credentials;

    /// Decides whether the request may do what it asks. It is called for every operation that is
    /// not public, and only there.
    ///
    /// # Errors
    ///
    /// The refusal that the exchange would give.
    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal>;

    /// Whether the exchange minds this disagreement with the spec. It does, by default.
    fn minds(&self, problem: &Problem, operation: &Operation) -> bool {
        let _ = (problem, operation);
        true
    }

    /// Responds to a request that is in order. `None`, the default, stands for the documented example.
    ///
    /// # Errors
    ///
    /// A refusal for reasons of the state: no such order, not enough funds.
    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Response>, Refusal> {
        let _ = (request, operation);
        Ok(None)
    }

    /// Gives away what the requests answered since the last call have changed, oldest first. It is
    /// asked after each request.
    fn take_effects(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// Puts a refusal into the exchange's own words. There is no operation where the request was
    /// not routed.
    fn refuse(
        &self,
        refusal: &Refusal,
        request: &Request,
        operation: Option<&Operation>,
    ) -> Response;

    /// The documented example of an operation, with its documented status.
    fn example(&self, operation: &Operation) -> Response {
        match operation.examples().first() {
            Some(example) => Response::json(operation.status(), example.text().to_owned()),
            None => Response::empty(StatusCode::NOT_IMPLEMENTED),
        }
    }
}
