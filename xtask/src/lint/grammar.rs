//! OpenAPI 3.0 as tables: which members each of its objects has, which it must have, and which
//! nothing here reads.

use super::rules::{self, Rule};

/// What stands under a member.
pub(super) enum Kind {
    Any,
    Text,
    Bool,
    /// A list of text.
    Texts,
    List(&'static Kind),
    /// Names and what each of them is.
    Map(&'static Kind),
    Object(&'static Shape),
    /// An object, or a `$ref` to a component of the same shape.
    Reference(&'static Shape),
    /// A truth value, or a schema.
    BoolOrSchema,
    Number,
    /// A length: a whole number that is not negative.
    Length,
    /// A regular expression.
    Pattern,
}

/// Whether a member stands there.
pub(super) enum Need {
    Must,
    May,
    /// OpenAPI knows it, and here it has no effect or a wrong one: by which rule, and what to
    /// write instead.
    Never(&'static Rule, &'static str),
}

/// A member of an object.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
}

/// An object of OpenAPI.
pub(super) struct Shape {
    /// What it is called, with its article.
    pub(super) called: &'static str,
    /// The section of `components` that holds such objects.
    pub(super) section: &'static str,
    pub(super) members: &'static [Member],
    pub(super) extensions: &'static [&'static str],
}

const fn must(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, need: Need::Must }
}

const fn may(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, need: Need::May }
}

const fn never(name: &'static str, rule: &'static Rule, instead: &'static str) -> Member {
    Member { name, kind: Kind::Any, need: Need::Never(rule, instead) }
}

/// Where each extension stands.
pub(super) const EXTENSIONS: &[(&str, &str)] = &[
    ("x-envelope", "the root of `common.yaml`, or as `none` at an operation"),
    ("x-error-codes", "the root of `common.yaml`"),
    ("x-retry", "an operation"),
    ("x-rate-limit", "an operation or the root of `common.yaml`"),
    ("x-client-order-id", "an operation"),
    ("x-clock", "an operation"),
    ("x-pagination", "an operation"),
    ("x-internal", "an operation"),
    ("x-tuple", "an array in `components.schemas`"),
    ("x-bare-array", "a `oneOf` in `components.schemas`"),
    ("x-enum-varnames", "an enum in `components.schemas`"),
];

static ROOT_MEMBERS: &[Member] = &[
    may("openapi", Kind::Any),
    must("info", Kind::Object(&INFO)),
    may("externalDocs", Kind::Object(&EXTERNAL_DOCS)),
    may("servers", Kind::List(&Kind::Object(&SERVER))),
    may("security", Kind::List(&Kind::Map(&Kind::Texts))),
    never("tags", &rules::UNREAD, "leave it out: the bundle tags operations by their group"),
    must("paths", Kind::Any),
    may("components", Kind::Object(&COMPONENTS)),
];

pub(super) static ROOT: Shape =
    Shape { called: "a document", section: "", members: ROOT_MEMBERS, extensions: &[] };

pub(super) static COMMON_ROOT: Shape = Shape {
    called: "the common document",
    section: "",
    members: ROOT_MEMBERS,
    extensions: &["x-envelope", "x-error-codes", "x-rate-limit"],
};

static INFO: Shape = Shape {
    called: "`info`",
    section: "",
    members: &[
        must("title", Kind::Text),
        must("version", Kind::Text),
        may("description", Kind::Any),
        may("termsOfService", Kind::Text),
        may("contact", Kind::Any),
        may("license", Kind::Any),
    ],
    extensions: &[],
};

static EXTERNAL_DOCS: Shape = Shape {
    called: "`externalDocs`",
    section: "",
    members: &[must("url", Kind::Text), may("description", Kind::Text)],
    extensions: &[],
};

static SERVER: Shape = Shape {
    called: "a server",
    section: "",
    members: &[
        must("url", Kind::Text),
        may("description", Kind::Text),
        never("variables", &rules::SERVER, "write one server for each address"),
    ],
    extensions: &[],
};

static COMPONENTS: Shape = Shape {
    called: "`components`",
    section: "",
    members: &[
        may("schemas", Kind::Any),
        may("responses", Kind::Any),
        may("securitySchemes", Kind::Any),
        never("parameters", &rules::UNREAD, "write each parameter where it is used"),
        never("requestBodies", &rules::UNREAD, "write each request body at its operation"),
        never("examples", &rules::UNREAD, "write each example at its media type"),
        never("headers", &rules::UNREAD, "describe headers in the operation's `description`"),
        never("links", &rules::UNREAD, "say in the `description` what leads where"),
        never("callbacks", &rules::UNREAD, "describe them in the `description`"),
    ],
    extensions: &[],
};

pub(super) static PATH_ITEM: Shape = Shape {
    called: "a path",
    section: "",
    members: &[
        may("get", Kind::Any),
        may("post", Kind::Any),
        may("put", Kind::Any),
        may("delete", Kind::Any),
        may("patch", Kind::Any),
        never("head", &rules::PATH, "the generator writes no such method; leave it out"),
        never("options", &rules::PATH, "the generator writes no such method; leave it out"),
        never("trace", &rules::PATH, "the generator writes no such method; leave it out"),
        never("$ref", &rules::UNREAD, "write the path out here"),
        never("parameters", &rules::UNREAD, "write them at each operation"),
        never("servers", &rules::UNREAD, "`servers` stands at the root only"),
        never("summary", &rules::UNREAD, "write it at each operation"),
        never("description", &rules::UNREAD, "write it at each operation"),
    ],
    extensions: &[],
};

pub(super) static OPERATION: Shape = Shape {
    called: "an operation",
    section: "",
    members: &[
        may("operationId", Kind::Any),
        may("summary", Kind::Any),
        may("description", Kind::Any),
        may("externalDocs", Kind::Object(&EXTERNAL_DOCS)),
        may("security", Kind::List(&Kind::Map(&Kind::Texts))),
        may("deprecated", Kind::Bool),
        may("parameters", Kind::List(&Kind::Object(&PARAMETER))),
        may("requestBody", Kind::Object(&REQUEST_BODY)),
        must("responses", Kind::Map(&Kind::Reference(&RESPONSE))),
        never("tags", &rules::UNREAD, "leave it out: the bundle tags operations by their group"),
        never("callbacks", &rules::UNREAD, "describe them in the `description`"),
        never("servers", &rules::UNREAD, "`servers` stands at the root only"),
    ],
    extensions: &[
        "x-envelope",
        "x-retry",
        "x-rate-limit",
        "x-client-order-id",
        "x-clock",
        "x-pagination",
        "x-internal",
    ],
};

static PARAMETER: Shape = Shape {
    called: "a parameter",
    section: "parameters",
    members: &[
        must("name", Kind::Text),
        must("in", Kind::Text),
        may("required", Kind::Bool),
        may("description", Kind::Any),
        may("deprecated", Kind::Bool),
        may("schema", Kind::Reference(&SCHEMA)),
        may("style", Kind::Text),
        may("explode", Kind::Bool),
        may("example", Kind::Any),
        never("$ref", &rules::PARAMETER, "it would be lost; write the parameter out here"),
        never("examples", &rules::UNREAD, "write one `example`"),
        never("content", &rules::PARAMETER, "write `schema`"),
        never("allowEmptyValue", &rules::PARAMETER, "leave it out"),
        never("allowReserved", &rules::PARAMETER, "leave it out: everything is encoded"),
    ],
    extensions: &[],
};

static REQUEST_BODY: Shape = Shape {
    called: "a request body",
    section: "requestBodies",
    members: &[
        may("description", Kind::Text),
        must("content", Kind::Map(&Kind::Object(&MEDIA_TYPE))),
        may("required", Kind::Bool),
        never("$ref", &rules::REQUEST_BODY, "it would be lost; write the body out here"),
    ],
    extensions: &[],
};

pub(super) static RESPONSE: Shape = Shape {
    called: "a response",
    section: "responses",
    members: &[
        must("description", Kind::Any),
        may("content", Kind::Map(&Kind::Object(&MEDIA_TYPE))),
        never("headers", &rules::UNREAD, "describe headers in the operation's `description`"),
        never("links", &rules::UNREAD, "say in the `description` what leads where"),
    ],
    extensions: &[],
};

static MEDIA_TYPE: Shape = Shape {
    called: "a media type",
    section: "",
    members: &[
        must("schema", Kind::Reference(&SCHEMA)),
        may("example", Kind::Any),
        may("examples", Kind::Map(&Kind::Object(&EXAMPLE))),
        never("encoding", &rules::MEDIA_TYPE, "bodies are JSON; leave it out"),
    ],
    extensions: &[],
};

static EXAMPLE: Shape = Shape {
    called: "an example",
    section: "examples",
    members: &[
        may("summary", Kind::Text),
        may("description", Kind::Text),
        must("value", Kind::Any),
        never("externalValue", &rules::EXAMPLE, "write the `value` here"),
        never("$ref", &rules::EXAMPLE, "write the `value` here"),
    ],
    extensions: &[],
};

pub(super) static SECURITY_SCHEME: Shape = Shape {
    called: "a security scheme",
    section: "securitySchemes",
    members: &[
        must("type", Kind::Text),
        may("description", Kind::Any),
        may("name", Kind::Text),
        may("in", Kind::Text),
        may("scheme", Kind::Text),
        may("bearerFormat", Kind::Text),
        may("flows", Kind::Any),
        may("openIdConnectUrl", Kind::Text),
    ],
    extensions: &[],
};

/// What stands under `allOf`.
pub(super) static PARTS: Kind = Kind::List(&Kind::Reference(&SCHEMA));

const IN_WORDS: &str = "say it in the `description`: the exchange decides, not the client";
const LEAVE_OUT: &str = "leave it out";

pub(super) static SCHEMA: Shape = Shape {
    called: "a schema",
    section: "schemas",
    members: &[
        may("type", Kind::Any),
        may("format", Kind::Text),
        may("description", Kind::Any),
        may("nullable", Kind::Bool),
        may("deprecated", Kind::Bool),
        may("required", Kind::Texts),
        may("properties", Kind::Map(&Kind::Reference(&SCHEMA))),
        may("additionalProperties", Kind::BoolOrSchema),
        may("items", Kind::Reference(&SCHEMA)),
        may("allOf", Kind::List(&Kind::Reference(&SCHEMA))),
        may("oneOf", Kind::List(&Kind::Reference(&SCHEMA))),
        may("enum", Kind::List(&Kind::Any)),
        may("minimum", Kind::Number),
        may("maximum", Kind::Number),
        may("minLength", Kind::Length),
        may("maxLength", Kind::Length),
        may("pattern", Kind::Pattern),
        may("externalDocs", Kind::Object(&EXTERNAL_DOCS)),
        never("anyOf", &rules::ONE_OF, "write the object that holds all members, each optional"),
        never("not", &rules::ONE_OF, LEAVE_OUT),
        never("discriminator", &rules::ONE_OF, LEAVE_OUT),
        never(
            "default",
            &rules::KEYWORD,
            "say in the `description` what holds where it is missing",
        ),
        never("exclusiveMinimum", &rules::KEYWORD, IN_WORDS),
        never("exclusiveMaximum", &rules::KEYWORD, IN_WORDS),
        never("multipleOf", &rules::KEYWORD, IN_WORDS),
        never("minItems", &rules::KEYWORD, IN_WORDS),
        never("maxItems", &rules::KEYWORD, IN_WORDS),
        never("uniqueItems", &rules::KEYWORD, IN_WORDS),
        never("minProperties", &rules::KEYWORD, IN_WORDS),
        never("maxProperties", &rules::KEYWORD, IN_WORDS),
        never("title", &rules::KEYWORD, "leave it out: the component's name is the type's name"),
        never("example", &rules::KEYWORD, "examples stand at the media type"),
        never("readOnly", &rules::KEYWORD, "make a component for requests and one for answers"),
        never("writeOnly", &rules::KEYWORD, "make a component for requests and one for answers"),
        never("xml", &rules::KEYWORD, LEAVE_OUT),
    ],
    extensions: &["x-tuple", "x-bare-array", "x-enum-varnames"],
};
