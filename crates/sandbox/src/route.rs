//! Which operation a path belongs to.

use http::Method;
use percent_encoding::percent_decode_str;

use crate::{
    refusal::Refusal,
    table::{Api, OperationSpec, Segment},
};

/// The operation, and the parameters of its path.
pub(crate) type Routed<O> = (&'static OperationSpec<O>, Vec<(String, String)>);

/// Finds the operation of a method and a path. Literal segments go before parameters.
pub(crate) fn route<O>(api: &Api<O>, method: &Method, path: &str) -> Result<Routed<O>, Refusal> {
    let below = path.strip_prefix(api.prefix).ok_or(Refusal::NoRoute)?;
    let candidates = matching(api, below);
    if candidates.is_empty() {
        let slashed = !matching(api, &format!("{below}/")).is_empty();
        return Err(if slashed { Refusal::NoSlash } else { Refusal::NoRoute });
    }
    let allowed = candidates.iter().map(|(operation, _)| operation.method.clone()).collect();
    candidates
        .into_iter()
        .filter(|(operation, _)| operation.method == *method)
        .min_by_key(|(_, parameters)| parameters.len())
        .ok_or(Refusal::WrongMethod { allowed })
}

fn matching<O>(api: &Api<O>, path: &str) -> Vec<Routed<O>> {
    let operations = api.operations.iter();
    operations
        .filter_map(|operation| Some((operation, parameters(operation.path, path)?)))
        .collect()
}

/// Returns the parameters of a path, if it is that of the operation.
fn parameters(segments: &[Segment], path: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut sent = path.split('/');
    for segment in segments {
        let text = percent_decode_str(sent.next()?).decode_utf8_lossy();
        match segment {
            Segment::Literal(literal) if *literal == text => {}
            Segment::Parameter(name) if !text.is_empty() => {
                found.push(((*name).to_owned(), text.into_owned()));
            }
            Segment::Literal(_) | Segment::Parameter(_) => return None,
        }
    }
    sent.next().is_none().then_some(found)
}
