//! The way of a request through the sandbox: routed, authorised, checked, answered.

use std::sync::Mutex;

use http::StatusCode;

use super::{
    lock::lock,
    plan::{Plan, Plans},
};
use crate::{
    effect::Effect,
    received::Verdict,
    refusal::{Location, Refusal},
    request::Request,
    response::Response,
    spec::{Api, Operation, Security},
    venue::Venue,
};

/// What became of a request.
pub(super) struct Handled {
    pub(super) response: Response,
    pub(super) operation: Option<String>,
    pub(super) unknown: Vec<String>,
    pub(super) verdict: Verdict,
    /// Whether the venue had nothing but the example to say.
    pub(super) sample: bool,
    pub(super) effects: Vec<Effect>,
    /// What a script wants of the response, beside its text.
    pub(super) plan: Option<Plan>,
}

/// Responds to a request. `read` says whether its body could be read at all.
///
/// A scripted fault has its two places here: a response that replaces what the exchange would say
/// stands right after routing, and one that loses or mangles what the exchange did say comes after
/// `respond`, when the effect has happened.
pub(super) fn handle<V: Venue>(
    api: &Api,
    venue: &mut V,
    request: &mut Request,
    read: Result<(), Refusal>,
    plans: &Mutex<Plans>,
) -> Handled {
    let routed = api.route(&request.method, &request.path);
    let (operation, routed) = match routed {
        Ok((operation, parameters)) => {
            request.path_parameters = parameters;
            (Some(operation), Ok(operation))
        }
        Err(refusal) => (None, Err(refusal)),
    };
    let id = operation.map(|operation| operation.name().to_owned());
    let plan = lock(plans).take(id.as_deref());

    let mut sample = false;
    let (own, verdict) = match &plan {
        Some(plan) if !plan.executes => (None, Verdict::Scripted),
        _ => {
            let outcome = routed
                .and_then(|operation| read.and_then(|()| serve(api, venue, request, operation)));
            match outcome {
                Ok(Some(response)) => (Some(response), Verdict::Served),
                Ok(None) => {
                    sample = true;
                    (operation.map(|operation| venue.example(operation)), Verdict::Served)
                }
                Err(refusal) => {
                    (Some(venue.refuse(&refusal, request, operation)), Verdict::Refused(refusal))
                }
            }
        }
    };
    Handled {
        response: match (&plan, own) {
            (Some(plan), own) => plan.applied(own),
            (None, Some(own)) => own,
            // There is no such case: without a plan the venue is asked.
            (None, None) => Response::empty(StatusCode::INTERNAL_SERVER_ERROR),
        },
        operation: id,
        unknown: operation.map(|operation| api.unknown(request, operation)).unwrap_or_default(),
        verdict,
        sample,
        effects: venue.take_effects(),
        plan,
    }
}

fn serve<V: Venue>(
    api: &Api,
    venue: &mut V,
    request: &mut Request,
    operation: &Operation,
) -> Result<Option<Response>, Refusal> {
    if V::VALIDATES_FIRST {
        validate(api, venue, request, operation)?;
        authorize(venue, request, operation)?;
    } else {
        authorize(venue, request, operation)?;
        validate(api, venue, request, operation)?;
    }
    venue.respond(request, operation)
}

fn authorize<V: Venue>(
    venue: &mut V,
    request: &Request,
    operation: &Operation,
) -> Result<(), Refusal> {
    match operation.security() {
        Security::Public => Ok(()),
        Security::Optional | Security::Required => venue.authorize(request, operation),
    }
}

fn validate<V: Venue>(
    api: &Api,
    venue: &V,
    request: &mut Request,
    operation: &Operation,
) -> Result<(), Refusal> {
    if operation.body.is_some() {
        request.content = request.read_content(V::FORMS)?;
    }
    let mut problems = api.problems(request, operation, V::ENUMS_IGNORE_CASE);
    if problems.iter().any(|problem| problem.location == Location::Path) {
        return Err(Refusal::NotFound);
    }
    problems.retain(|problem| venue.minds(problem, operation));
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}
