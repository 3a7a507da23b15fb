//! Whether a request agrees with the spec of its operation.

use serde_json::Value;

use crate::{
    refusal::{Fault, Location, Problem},
    request::Request,
    spec::{Api, Manner, Operation},
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
        let text = Manner { ignore_case, text: true };
        for parameter in &operation.parameters {
            let (location, sent) = match parameter.location {
                Some(Location::Path) => (Location::Path, &request.path_parameters),
                Some(Location::Query) => (Location::Query, &query),
                Some(Location::Body) | None => continue,
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
            problems.extend(found.into_iter().map(|found| problem(location, found)));
        }
        if let Some(schema) = &operation.body {
            let body = Value::Object(request.content.fields.clone());
            let manner = Manner { ignore_case, text: request.content.is_form };
            let mut found = Vec::new();
            self.schemas.check(schema, &body, "", manner, &mut found);
            problems.extend(found.into_iter().map(|found| problem(Location::Body, found)));
        }
        problems
    }

    /// The parameters and fields that the operation does not know.
    pub(crate) fn unknown(&self, request: &Request, operation: &Operation) -> Vec<String> {
        let parameters = request.query_pairs().into_iter().map(|(name, _)| name);
        let parameters = parameters.filter(|name| {
            !operation
                .parameters
                .iter()
                .any(|known| known.location == Some(Location::Query) && known.name == *name)
        });
        let fields = request.content.fields.keys().cloned();
        let fields = fields.filter(|name| match &operation.body {
            Some(schema) => !self.schemas.knows(schema, name),
            None => true,
        });
        parameters.chain(fields).collect()
    }
}

fn problem(location: Location, (name, fault): (String, Fault)) -> Problem {
    Problem { location, name, fault }
}
