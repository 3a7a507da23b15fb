//! Which operation a path belongs to.

use http::Method;
use percent_encoding::percent_decode_str;

use crate::{
    refusal::Refusal,
    spec::{Api, Operation, Segment},
};

/// The operation, and the parameters of its path.
pub(crate) type Routed<'a> = (&'a Operation, Vec<(String, String)>);

impl Api {
    /// Finds the operation of a method and a path. Literal segments go before parameters.
    pub(crate) fn route(&self, method: &Method, path: &str) -> Result<Routed<'_>, Refusal> {
        let Some(below) = path.strip_prefix(self.prefix.as_str()) else {
            return Err(Refusal::NoRoute);
        };
        let candidates = self.matching(below);
        if candidates.is_empty() {
            let slashed = !self.matching(&format!("{below}/")).is_empty();
            return Err(if slashed { Refusal::NoSlash } else { Refusal::NoRoute });
        }
        let allowed = candidates.iter().map(|(operation, _)| operation.method().clone()).collect();
        candidates
            .into_iter()
            .filter(|(operation, _)| operation.method() == method)
            .min_by_key(|(_, parameters)| parameters.len())
            .ok_or(Refusal::WrongMethod { allowed })
    }

    fn matching(&self, path: &str) -> Vec<Routed<'_>> {
        self.operations
            .iter()
            .filter_map(|operation| Some((operation, parameters(operation, path)?)))
            .collect()
    }
}

/// The parameters of a path, if it is that of the operation.
fn parameters(operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut sent = path.split('/');
    for segment in &operation.segments {
        let text = percent_decode_str(sent.next()?).decode_utf8_lossy();
        match segment {
            Segment::Literal(literal) if *literal == text => {}
            Segment::Parameter(name) if !text.is_empty() => {
                found.push((name.clone(), text.into_owned()));
            }
            Segment::Literal(_) | Segment::Parameter(_) => return None,
        }
    }
    sent.next().is_none().then_some(found)
}
