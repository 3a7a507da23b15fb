//! The responses of Django and of its REST framework, on which CTC runs, and Digitex and PicoStocks
//! by all appearance.

use std::collections::BTreeMap;

use http::{Method, StatusCode, header::ALLOW};

use crate::{
    engine::render::fields,
    refusal::{Fault, Problem, Refusal},
    request::Request,
    response::Response,
};

/// `{"detail": …}`.
pub(super) fn detail(status: StatusCode, text: &str) -> Response {
    Response::of(status, &fields! {"detail": text})
}

/// What the REST framework says to a refusal that is not the exchange's own.
pub(super) fn refuse(refusal: &Refusal, request: &Request) -> Response {
    match refusal {
        Refusal::NoRoute | Refusal::NoSlash | Refusal::NotFound => {
            detail(StatusCode::NOT_FOUND, "Not found.")
        }
        Refusal::WrongMethod { allowed } => {
            let text = format!("Method \"{}\" not allowed.", request.method());
            detail(StatusCode::METHOD_NOT_ALLOWED, &text).header(ALLOW, &methods(allowed))
        }
        Refusal::ContentType { found } => {
            let text = format!("Unsupported media type \"{found}\" in request.");
            detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, &text)
        }
        Refusal::Unreadable => {
            detail(StatusCode::PAYLOAD_TOO_LARGE, "Request body exceeded the limit.")
        }
        Refusal::Malformed => {
            detail(StatusCode::BAD_REQUEST, "JSON parse error - the body is not valid JSON")
        }
        Refusal::NotAnObject => {
            let text = "Invalid data. Expected a dictionary, but got something else.";
            let map = BTreeMap::from([("non_field_errors", [text])]);
            Response::of(StatusCode::BAD_REQUEST, &map)
        }
        Refusal::Invalid(problems) => field_map(problems),
        // The code of a refusal of the exchange's own is the name of a field.
        Refusal::Own { status, code: "", message } => detail(*status, message),
        Refusal::Own { status, code, message } => {
            Response::of(*status, &BTreeMap::from([(code, [message])]))
        }
    }
}

/// Names of fields, each with its messages.
fn field_map(problems: &[Problem]) -> Response {
    let mut map: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for problem in problems {
        map.entry(&problem.name).or_default().push(message(problem));
    }
    Response::of(StatusCode::BAD_REQUEST, &map)
}

fn message(problem: &Problem) -> String {
    match &problem.fault {
        Fault::Missing => "This field is required.".to_owned(),
        Fault::Null => "This field may not be null.".to_owned(),
        Fault::Choice { value } => format!("\"{value}\" is not a valid choice."),
        Fault::Type { expected } => match *expected {
            "string" => "Not a valid string.".to_owned(),
            "boolean" => "Must be a valid boolean.".to_owned(),
            "array" => "Expected a list of items.".to_owned(),
            "object" => "Invalid data. Expected a dictionary.".to_owned(),
            number => format!("A valid {number} is required."),
        },
        Fault::Format { .. } => "A valid number is required.".to_owned(),
        Fault::TooSmall { minimum } => {
            format!("Ensure this value is greater than or equal to {minimum}.")
        }
        Fault::TooLarge { maximum } => {
            format!("Ensure this value is less than or equal to {maximum}.")
        }
        Fault::TooShort { minimum } => {
            format!("Ensure this field has at least {minimum} characters.")
        }
        Fault::TooLong { maximum } => {
            format!("Ensure this field has no more than {maximum} characters.")
        }
    }
}

/// The value of an `Allow` header.
pub(super) fn methods(allowed: &[Method]) -> String {
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    names.join(", ")
}
