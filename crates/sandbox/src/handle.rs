//! The way of a request through the sandbox: routed, authorised, checked, answered.

use crate::{
    answer::Answer,
    received::Verdict,
    refusal::{Place, Refusal},
    request::Request,
    spec::{Api, Operation, Security},
    venue::Venue,
};

/// What became of a request.
pub(crate) struct Handled {
    pub(crate) answer: Answer,
    pub(crate) operation: Option<String>,
    pub(crate) unknown: Vec<String>,
    pub(crate) verdict: Verdict,
}

/// Answers a request. `read` says whether its body could be read at all.
///
/// Scripted faults, when they come, have their two places here: an answer that replaces what the
/// exchange would say stands right after routing, and one that loses or mangles what the exchange
/// did say comes after `respond`, when the effect has happened.
pub(crate) fn handle<V: Venue>(
    api: &Api,
    venue: &mut V,
    request: &mut Request,
    read: Result<(), Refusal>,
) -> Handled {
    let routed = api.route(&request.method, &request.path);
    let operation = match routed {
        Ok((operation, parameters)) => {
            request.path_parameters = parameters;
            operation
        }
        Err(refusal) => {
            return Handled {
                answer: venue.refuse(&refusal, request, None),
                operation: None,
                unknown: Vec::new(),
                verdict: Verdict::Refused(refusal),
            };
        }
    };

    let outcome = read.and_then(|()| serve(api, venue, request, operation));
    let (answer, verdict) = match outcome {
        Ok(answer) => (answer, Verdict::Served),
        Err(refusal) => (
            venue.refuse(&refusal, request, Some(operation)),
            Verdict::Refused(refusal),
        ),
    };
    Handled {
        answer,
        operation: Some(operation.id().to_owned()),
        unknown: api.unknown(request, operation),
        verdict,
    }
}

fn serve<V: Venue>(
    api: &Api,
    venue: &mut V,
    request: &mut Request,
    operation: &Operation,
) -> Result<Answer, Refusal> {
    if V::VALIDATES_FIRST {
        validate(api, venue, request, operation)?;
        authorize(venue, request, operation)?;
    } else {
        authorize(venue, request, operation)?;
        validate(api, venue, request, operation)?;
    }
    let answer = venue.respond(request, operation)?;
    Ok(answer.unwrap_or_else(|| venue.example(operation)))
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
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(problems))
    }
}
