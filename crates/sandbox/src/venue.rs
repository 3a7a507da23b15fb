//! What makes one exchange different from another.

use crate::{
    call::Call,
    refusal::{Problem, Refusal},
    request::Request,
    response::Response,
    table::{Api, OperationSpec},
};

/// A simulated exchange: its interface, its state, and its rules.
///
/// The value itself is the state; a [`Sandbox`](crate::Sandbox) starts from `Default` and lends it
/// to one request at a time. Routing, validation and the record of requests are common to all.
pub trait Venue: Default + Send + 'static {
    /// What [`credentials`](Self::credentials) returns.
    type Credentials;

    /// The exchange's operations.
    type Operation: Copy + Send + Sync + 'static;

    /// Name of the exchange, in lower case.
    const NAME: &'static str;

    /// Whether bodies may be `application/x-www-form-urlencoded` as well as JSON.
    const FORMS: bool = false;

    /// Whether the values of enums may be written in either case.
    const ENUMS_IGNORE_CASE: bool = false;

    /// Whether parameters and body are checked before the credentials: so where the credentials
    /// are fields of the body.
    const VALIDATES_FIRST: bool = false;

    /// Returns the exchange's interface, as its specs describe it.
    fn api() -> &'static Api<Self::Operation>;

    /// Returns credentials that this exchange accepts. For tests only; they open nothing else.
    fn credentials(&self) -> Self::Credentials;

    /// Decides whether the caller may make this call. It is asked for every operation that is not
    /// public, and only there.
    ///
    /// # Errors
    ///
    /// The refusal that the exchange would give.
    fn authorize(&mut self, call: &Call<'_, Self::Operation>) -> Result<(), Refusal>;

    /// Whether the exchange minds this disagreement with the spec. It does, by default.
    fn minds(&self, problem: &Problem, operation: &OperationSpec<Self::Operation>) -> bool {
        let _ = (problem, operation);
        true
    }

    /// Responds to a call that is in order. `None` stands for the documented example.
    ///
    /// # Errors
    ///
    /// A refusal for reasons of the state: no such order, not enough funds.
    fn respond(
        &mut self,
        call: &mut Call<'_, Self::Operation>,
    ) -> Result<Option<Response>, Refusal>;

    /// Writes a refusal as the exchange does. There is no operation where the request was not
    /// routed.
    fn refuse(
        &self,
        refusal: &Refusal,
        request: &Request,
        operation: Option<Self::Operation>,
    ) -> Response;
}
