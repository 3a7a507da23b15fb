//! The way of a request through the sandbox: routed, authorised, checked, answered.

use std::sync::Mutex;

use http::StatusCode;

use crate::{
    answer::Answer,
    effect::Effect,
    received::Verdict,
    refusal::{Place, Refusal},
    request::Request,
    script::{Plan, Plans},
    serve::lock,
    spec::{Api, Operation, Security},
    venue::Venue,
};

/// What became of a request.
pub(crate) struct Handled {
    pub(crate) answer: Answer,
    pub(crate) operation: Option<String>,
    pub(crate) unknown: Vec<String>,
    pub(crate) verdict: Verdict,
    /// Whether the venue had nothing but the example to say.
    pub(crate) sample: bool,
    pub(crate) effects: Vec<Effect>,
    /// What a script wants of the answer, beside its text.
    pub(crate) plan: Option<Plan>,
}

/// Answers a request. `read` says whether its body could be read at all.
///
/// A scripted fault has its two places here: an answer that replaces what the exchange would say
/// stands right after routing, and one that loses or mangles what the exchange did say comes after
/// `respond`, when the effect has happened.
pub(crate) fn handle<V: Venue>(
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
    let id = operation.map(|operation| operation.id().to_owned());
    let plan = lock(plans).take(id.as_deref());

    let mut sample = false;
    let (own, verdict) = match &plan {
        Some(plan) if !plan.executes => (None, Verdict::Scripted),
        _ => {
            let outcome = routed
                .and_then(|operation| read.and_then(|()| serve(api, venue, request, operation)));
            match outcome {
                Ok(Some(answer)) => (Some(answer), Verdict::Served),
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
        answer: match (&plan, own) {
            (Some(plan), own) => plan.spoken(own),
            (None, Some(own)) => own,
            // There is no such case: without a plan the venue is asked.
            (None, None) => Answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
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
) -> Result<Option<Answer>, Refusal> {
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
    if problems.iter().any(|problem| problem.place == Place::Path) {
        return Err(Refusal::NotFound);
    }
    problems.retain(|problem| venue.minds(problem, operation));
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}
