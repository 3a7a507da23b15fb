//! Whether a request agrees with the spec of its operation.

use serde_json::Value;

use crate::{
    refusal::{Fault, Place, Problem},
    request::Request,
    spec::{Api, Location, Manner, Operation},
};

impl Api {
    /// Everything in which a request disagrees with its operation: path, then query, then body.
    pub(crate) fn problems(
        &self,
        request: &Request,
        operation: &Operation,
        ignore_case: bool,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let query = request.query_pairs();
        let text = Manner { ignore_case, text: true, ..Manner::default() };
        for parameter in &operation.parameters {
            let (place, sent) = match parameter.location {
                Location::Path => (Place::Path, &request.path_parameters),
                Location::Query => (Place::Query, &query),
                Location::Elsewhere => continue,
            };
            // The exchanges take an empty value for an absent one.
            let mut values = sent
                .iter()
                .filter(|(name, value)| *name == parameter.name && !value.is_empty())
                .peekable();
            let mut found = Vec::new();
            if parameter.required && values.peek().is_none() {
                found.push((parameter.name.clone(), Fault::Missing));
            }
            for (name, value) in values {
                let value = Value::String(value.clone());
                self.schemas.check(&parameter.schema, &value, name, text, &mut found);
            }
            problems.extend(found.into_iter().map(|found| problem(place, found)));
        }
        if let Some(schema) = &operation.body {
            let body = Value::Object(request.content.members.clone());
            let manner = Manner { ignore_case, text: request.content.is_form, ..Manner::default() };
            let mut found = Vec::new();
            self.schemas.check(schema, &body, "", manner, &mut found);
            problems.extend(found.into_iter().map(|found| problem(Place::Body, found)));
        }
        problems
    }

    /// Everything in which the body of a success disagrees with the schema of its operation. An
    /// empty string stands for an absent value, as the exchanges' own examples have it.
    pub(crate) fn answer_problems(
        &self,
        operation: &Operation,
        body: &[u8],
        ignore_case: bool,
    ) -> Vec<Problem> {
        let Some(schema) = &operation.response else {
            return Vec::new();
        };
        let mut found = Vec::new();
        match serde_json::from_slice(body) {
            Ok(value) => {
                let manner = Manner { ignore_case, text: false, blank: true };
                self.schemas.check(schema, &value, "", manner, &mut found);
            }
            Err(_) => found.push((String::new(), Fault::Type { expected: "JSON" })),
        }
        found.into_iter().map(|found| problem(Place::Body, found)).collect()
    }

    /// The parameters and members that the operation does not know.
    pub(crate) fn unknown(&self, request: &Request, operation: &Operation) -> Vec<String> {
        let parameters = request.query_pairs().into_iter().map(|(name, _)| name);
        let parameters = parameters.filter(|name| {
            !operation
                .parameters
                .iter()
                .any(|known| known.location == Location::Query && known.name == *name)
        });
        let members = request.content.members.keys().cloned();
        let members = members.filter(|name| match &operation.body {
            Some(schema) => !self.schemas.knows(schema, name),
            None => true,
        });
        parameters.chain(members).collect()
    }
}

fn problem(place: Place, (name, fault): (String, Fault)) -> Problem {
    Problem { place, name, fault }
}
