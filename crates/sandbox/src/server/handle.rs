//! The way of a request through the sandbox: routed, authorised, checked, responded to.

use std::sync::Mutex;

use http::StatusCode;

use super::{
    lock::lock,
    plan::{Plan, Plans},
};
use crate::{
    call::Call,
    check,
    effect::Effect,
    received::Verdict,
    refusal::{Location, Refusal},
    request::{Content, Request},
    response::Response,
    route::route,
    table::{Kind, Security},
    venue::Venue,
};

/// What became of a request.
pub(super) struct Handled {
    pub(super) response: Response,
    pub(super) operation: Option<&'static str>,
    pub(super) unknown: Vec<String>,
    pub(super) verdict: Verdict,
    /// Whether the response is the documented example.
    pub(super) sample: bool,
    pub(super) effects: Vec<Effect>,
    /// What a script wants of the response, beside its text.
    pub(super) plan: Option<Plan>,
}

/// Handles a request. `read` says whether its body could be read at all.
///
/// A scripted fault has its two places here: a response that replaces the exchange's own stands
/// right after routing, and one that loses or mangles it comes after `respond`, when the effect has
/// happened.
pub(super) fn handle<V: Venue>(
    venue: &mut V,
    request: &mut Request,
    read: Result<(), Refusal>,
    plans: &Mutex<Plans>,
) -> Handled {
    let routed = route(V::api(), &request.method, &request.path).map(|(spec, parameters)| {
        request.path_parameters = parameters;
        spec
    });
    let spec = routed.as_ref().ok().copied();
    let plan = lock(plans).take(spec.map(|spec| spec.name));
    let content = match spec.and_then(|spec| spec.body) {
        Some(schema) => request.read_content(V::FORMS, schema.kind == Kind::Array),
        None => Ok(Content::default()),
    };
    let content = content.map(|content| request.content = content);

    let (mut sample, mut effects) = (false, Vec::new());
    let (own, verdict) = match &plan {
        Some(plan) if !plan.executes => (None, Verdict::Scripted),
        _ => {
            let served = routed.and_then(|spec| {
                read?;
                let mut call = Call::new(request, V::api(), spec);
                let response = serve(venue, &mut call, content)?;
                effects = std::mem::take(&mut call.effects);
                sample = response.is_none();
                Ok(response.unwrap_or_else(|| call.example()))
            });
            match served {
                Ok(response) => (Some(response), Verdict::Served),
                Err(refusal) => {
                    let response = venue.refuse(&refusal, request, spec.map(|spec| spec.id));
                    (Some(response), Verdict::Refused(refusal))
                }
            }
        }
    };
    Handled {
        response: match (&plan, own) {
            (Some(plan), own) => plan.applied(own),
            (None, Some(own)) => own,
            // There is no such case: without a plan the exchange is asked.
            (None, None) => Response::empty(StatusCode::INTERNAL_SERVER_ERROR),
        },
        operation: spec.map(|spec| spec.name),
        unknown: spec.map(|spec| check::unknown(request, spec)).unwrap_or_default(),
        verdict,
        sample,
        effects,
        plan,
    }
}

fn serve<V: Venue>(
    venue: &mut V,
    call: &mut Call<'_, V::Operation>,
    content: Result<(), Refusal>,
) -> Result<Option<Response>, Refusal> {
    if V::VALIDATES_FIRST {
        validate(venue, call, content)?;
        authorize(venue, call)?;
    } else {
        authorize(venue, call)?;
        validate(venue, call, content)?;
    }
    venue.respond(call)
}

fn authorize<V: Venue>(venue: &mut V, call: &Call<'_, V::Operation>) -> Result<(), Refusal> {
    match call.spec().security {
        Security::Public => Ok(()),
        Security::Optional | Security::Required => venue.authorize(call),
    }
}

fn validate<V: Venue>(
    venue: &V,
    call: &Call<'_, V::Operation>,
    content: Result<(), Refusal>,
) -> Result<(), Refusal> {
    content?;
    let mut problems = check::problems(call.request(), call.spec(), V::ENUMS_IGNORE_CASE);
    if problems.iter().any(|problem| problem.location == Location::Path) {
        return Err(Refusal::NotFound);
    }
    problems.retain(|problem| venue.minds(problem, call.spec()));
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}
