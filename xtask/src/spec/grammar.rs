//! OpenAPI 3.0 as a table: which fields each of its objects has, which it must have, and which
//! nothing here reads.

use std::{collections::BTreeMap, sync::LazyLock};

/// Each object by its name, with what it is called. Below it, `must` and `may` have a field's
/// type; `never` has fields that OpenAPI knows and that have no effect here or a wrong one: the
/// rule against them, and what to write instead; `extensions` are those that may stand there; and
/// `like` takes the fields of another object.
///
/// A type is `any`, `text`, `bool`, `number`, `length`, `pattern`, `[T]` for a list, `{T}` for
/// names and what each of them is, an object's name, `&name` where a `$ref` may stand instead, or
/// `bool|&name`.
const TABLE: &str = "
document: a document
    may openapi : any
    must info : info
    may externalDocs : externalDocs
    may servers : [server]
    may security : [{[text]}]
    must paths : any
    may components : components
    never tags : unread : leave it out: the bundle tags operations by their group
common: the common document
    like document
    extensions x-envelope x-error-codes x-rate-limit
info: `info`
    must title version : text
    may termsOfService : text
    may description contact license : any
externalDocs: `externalDocs`
    must url : text
    may description : text
server: a server
    must url : text
    may description : text
    never variables : server : write one server for each address
components: `components`
    may schemas responses securitySchemes : any
    never parameters : unread : write each parameter where it is used
    never requestBodies : unread : write each request body at its operation
    never examples : unread : write each example at its media type
    never headers : unread : describe headers in the operation's `description`
    never links : unread : say in the `description` what leads where
    never callbacks : unread : describe them in the `description`
path: a path
    may get post put delete patch : any
    never head options trace : path : the generator writes no such method; leave it out
    never $ref : unread : write the path out here
    never parameters : unread : write them at each operation
    never servers : unread : `servers` stands at the root only
    never summary description : unread : write it at each operation
operation: an operation
    may operationId summary description : any
    may externalDocs : externalDocs
    may security : [{[text]}]
    may deprecated : bool
    may parameters : [parameter]
    may requestBody : requestBody
    must responses : {&response}
    never tags : unread : leave it out: the bundle tags operations by their group
    never callbacks : unread : describe them in the `description`
    never servers : unread : `servers` stands at the root only
    extensions x-envelope x-retry x-rate-limit x-client-order-id x-echo x-clock x-pagination x-internal
parameter: a parameter
    must name in : text
    may required deprecated explode : bool
    may description example : any
    may schema : &schema
    may style : text
    never $ref : parameter : it would be lost; write the parameter out here
    never examples : unread : write one `example`
    never content : parameter : write `schema`
    never allowEmptyValue : parameter : leave it out
    never allowReserved : parameter : leave it out: everything is encoded
requestBody: a request body
    may description : text
    must content : {mediaType}
    may required : bool
    never $ref : request-body : it would be lost; write the body out here
response: a response
    must description : any
    may content : {mediaType}
    never headers : unread : describe headers in the operation's `description`
    never links : unread : say in the `description` what leads where
mediaType: a media type
    must schema : &schema
    may example : any
    may examples : {example}
    never encoding : media-type : bodies are JSON; leave it out
example: an example
    may summary description : text
    must value : any
    never externalValue $ref : example : write the `value` here
securityScheme: a security scheme
    must type : text
    may description flows : any
    may name in scheme bearerFormat openIdConnectUrl : text
schema: a schema
    may type description : any
    may format : text
    may nullable deprecated : bool
    may required : [text]
    may properties : {&schema}
    may additionalProperties : bool|&schema
    may items : &schema
    may allOf oneOf : [&schema]
    may enum : [any]
    may externalDocs : externalDocs
    may minimum maximum : number
    may minLength maxLength : length
    may pattern : pattern
    never anyOf : one-of : write the object that holds all fields, each optional
    never not discriminator : one-of : leave it out
    never default : keyword : say in the `description` what holds where it is missing
    never exclusiveMinimum exclusiveMaximum multipleOf : keyword : say it in the `description`
    never minItems maxItems uniqueItems minProperties maxProperties : keyword : say it in the `description`
    never title : keyword : leave it out: the component's name is the type's name
    never example : keyword : examples stand at the media type
    never readOnly writeOnly : keyword : make a component for requests and one for responses
    never xml : keyword : leave it out
    extensions x-tuple x-bare-array x-enum-varnames
";

/// Where each extension stands.
pub const EXTENSIONS: &[(&str, &str)] = &[
    ("x-envelope", "the root of `common.yaml`, or as `none` at an operation"),
    ("x-error-codes", "the root of `common.yaml`"),
    ("x-retry", "an operation"),
    ("x-rate-limit", "an operation or the root of `common.yaml`"),
    ("x-client-order-id", "an operation"),
    ("x-echo", "an operation"),
    ("x-clock", "an operation"),
    ("x-pagination", "an operation"),
    ("x-internal", "an operation"),
    ("x-tuple", "an array in `components.schemas`"),
    ("x-bare-array", "a `oneOf` in `components.schemas`"),
    ("x-enum-varnames", "an enum in `components.schemas`"),
];

/// What stands under a field.
#[derive(Clone, Debug)]
pub enum Kind {
    Any,
    Text,
    Bool,
    Number,
    /// A whole number that is not negative.
    Length,
    /// A regular expression.
    Pattern,
    List(Box<Kind>),
    /// Names and what each of them is.
    Map(Box<Kind>),
    Object(&'static str),
    /// An object, or a `$ref` to one.
    Reference(&'static str),
    BoolOrReference(&'static str),
}

impl Kind {
    fn read(text: &'static str) -> Self {
        let inside = |from, to| text.strip_prefix(from).and_then(|rest| rest.strip_suffix(to));
        if let Some(inner) = inside('[', ']') {
            return Self::List(Box::new(Self::read(inner)));
        }
        if let Some(inner) = inside('{', '}') {
            return Self::Map(Box::new(Self::read(inner)));
        }
        match text {
            "any" => Self::Any,
            "text" => Self::Text,
            "bool" => Self::Bool,
            "number" => Self::Number,
            "length" => Self::Length,
            "pattern" => Self::Pattern,
            _ => match (text.strip_prefix("bool|&"), text.strip_prefix('&')) {
                (Some(name), _) => Self::BoolOrReference(name),
                (_, Some(name)) => Self::Reference(name),
                _ => Self::Object(text),
            },
        }
    }
}

/// Whether a field stands there.
#[derive(Clone, Debug)]
pub enum Need {
    Must(Kind),
    May(Kind),
    /// The rule against it, and what to write instead.
    Never(&'static str, &'static str),
}

/// An object of OpenAPI.
#[derive(Debug, Default)]
pub struct Shape {
    /// What it is called, with its article.
    pub called: &'static str,
    pub fields: Vec<(&'static str, Need)>,
    pub extensions: Vec<&'static str>,
}

/// The objects by their names.
static SHAPES: LazyLock<BTreeMap<&'static str, Shape>> = LazyLock::new(|| {
    let mut shapes: BTreeMap<&'static str, Shape> = BTreeMap::new();
    let mut name = "";
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let Some(line) = line.strip_prefix("    ") else {
            let (head, called) = line.split_once(": ").unwrap_or((line, line));
            name = head;
            shapes.insert(name, Shape { called, ..Shape::default() });
            continue;
        };
        let (names, what) = line.split_once(" : ").unwrap_or((line, ""));
        let mut names = names.split(' ');
        let need = match names.next() {
            Some("must") => Need::Must(Kind::read(what)),
            Some("never") => {
                let (rule, instead) = what.split_once(" : ").unwrap_or((what, ""));
                Need::Never(rule, instead)
            }
            Some("extensions") => {
                shapes.entry(name).or_default().extensions.extend(names);
                continue;
            }
            Some("like") => {
                let other = names.next().and_then(|other| shapes.get(other));
                let fields = other.map(|other| other.fields.clone()).unwrap_or_default();
                shapes.entry(name).or_default().fields = fields;
                continue;
            }
            _ => Need::May(Kind::read(what)),
        };
        let shape = shapes.entry(name).or_default();
        shape.fields.extend(names.map(|name| (name, need.clone())));
    }
    shapes
});

/// An object by its name.
pub fn shape(name: &str) -> &'static Shape {
    static NONE: Shape = Shape { called: "", fields: Vec::new(), extensions: Vec::new() };
    SHAPES.get(name).unwrap_or(&NONE)
}
