//! The table of all rules: what `--explain` prints, and the only place that a finding can take
//! its rule from.

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// Its name, as it stands in brackets behind a finding.
    pub(super) name: &'static str,
    /// What it asks for, in a line.
    pub(super) line: &'static str,
    /// Why.
    pub(super) reason: &'static str,
    /// How it is done.
    pub(super) example: &'static str,
}

impl Rule {
    /// What `--explain` prints.
    pub(super) fn explanation(&self) -> String {
        let Self { name, line, reason, example } = self;
        let example: Vec<String> = example.lines().map(|line| format!("    {line}")).collect();
        format!("{name}: {line}\n\n{reason}\n\n{}", example.join("\n"))
    }
}

macro_rules! rules {
    ($($constant:ident = $name:literal: $line:literal; $reason:literal; $example:literal;)+) => {
        $(pub(super) static $constant: Rule =
            Rule { name: $name, line: $line, reason: $reason, example: $example };)+

        /// All rules, by theme.
        pub(super) static RULES: &[&Rule] = &[$(&$constant),+];
    };
}

rules! {
    READABLE = "readable": "a spec is one UTF-8 YAML document of a size that people read";
        "The reader gives every value its line. It takes no aliases (other tools expand them into copies), no key
twice (most readers silently keep the last), nothing nested deeper than 64, and no file over 4 MiB.";
        "# one document, no `&anchor`, no `*alias`, no tabs
openapi: 3.0.3";

    QUOTES = "quotes": "words that YAML readers disagree on stand in quotes";
        "Our reader follows YAML 1.2, where `no`, `00001` and `2019-03-20` are text. Most others follow YAML 1.1, where
they are a truth value, a number and a date. Without quotes the spec says different things to different tools.";
        "enum: [\"on\", \"off\"]
x-error-codes: {other: [\"00001\"]}";

    OPENAPI_VERSION = "openapi-version": "the version is 3.0.x";
        "progenitor reads OpenAPI 3.0 only; 3.1 changed `nullable`, `type` and `$ref`, and 2.0 is another language.";
        "openapi: 3.0.3";

    STRUCTURE = "structure": "the document is valid OpenAPI 3.0";
        "A misspelt member is not an error to most tools: it is just not read, and what it meant is lost. Here every
member of every object is one that OpenAPI 3.0 knows, of the right type, and those that must be there are.";
        "responses:
  \"200\":
    description: The book.      # required at every response
    content: {application/json: {schema: {$ref: \"#/components/schemas/OrderBook\"}}}";

    UNREAD = "unread": "nothing stands in a spec that the generator does not read";
        "OpenAPI has more than one place for many things. The generator reads one of them; what stood in the other would
silently be missing from the client.";
        "parameters:                  # at the operation, not at the path, not under `components`
  - {name: symbol, in: query, required: true, description: Pair., schema: {type: string}}";

    EXTENSION = "extension": "extensions are those of the table, where the table says";
        "A misspelt `x-retri` would be ignored, and the operation never repeated. Inside a plain schema an `x-` member makes
progenitor miss the conversion, so that a decimal silently becomes text. `specs/README.md` has the table.";
        "post:
  operationId: place_order
  x-retry: never";

    REFERENCE = "reference": "a `$ref` stands alone, and leads to a component of this file or of common.yaml";
        "A reference into another group would tie two Cargo features together. What stands beside a `$ref` is ignored by
OpenAPI 3.0.";
        "side:
  description: Side of the taker.
  allOf: [{$ref: \"common.yaml#/components/schemas/Side\"}]";

    RECURSION = "recursion": "no schema contains itself";
        "The generator makes plain structs, and a struct that holds itself has no size. No exchange sends trees.";
        "Category:
  type: object
  description: A category.
  properties:
    children: {description: Ids of the categories below., type: array, items: {type: string}}";

    UNUSED = "unused": "every component is used by an operation";
        "Nothing is generated of a component that nobody refers to; it only rots.";
        "# take it out, or refer to it:
schema: {$ref: \"#/components/schemas/Ticker\"}";

    GROUP = "group": "files and folders have names that Rust can use, and common.yaml has no operations";
        "The file's name becomes a module, a Cargo feature and a method of the client; the folder's name a crate.
Operations in `common.yaml` belong to no group and would not be generated.";
        "specs/bitget/common.yaml         # paths: {}
specs/bitget/spot_market.yaml    # becomes `client.spot_market()`";

    SERVER = "server": "every group has a server, by an absolute URL without a slash at its end";
        "Paths begin with a slash, and base URL and path are joined as they are: one slash too many is another path to
some servers, and to a signature always.";
        "servers: [{url: https://api.bitget.com, description: Live}]";

    SECURITY = "security": "every operation says how it is signed, by one scheme that the group has";
        "An operation without `security` would be sent unsigned. A client signs in one way, so there is one scheme at
most. Schemes live in common.yaml; each group repeats them by `$ref`.";
        "security: []                          # public
security: [{AccessSign: []}]          # signed
security: [{}, {AccessSign: []}]      # signed where there are credentials";

    PATH = "path": "path templates are plain, filled by their parameters, and each stands in one group";
        "progenitor writes `//` as `/` and takes no other characters than it needs; a parameter without its place in the
template, or a place without its parameter, is a panic. In the bundle of an exchange a path has each method once.";
        "/account/nonce/{user_id}/:
  get:
    parameters: [{name: user_id, in: path, required: true, description: Id., schema: {type: integer, format: int64}}]";

    OPERATION_ID = "operation-id": "every operation has an id in snake_case, unique in its group";
        "It becomes a method, a struct and a constant, so it is chosen by hand: verb and noun for writes, the noun for
reads. Two that become one name do not compile.";
        "operationId: place_order
operationId: order_book";

    SUMMARY = "summary": "every operation has a summary of one short line without a full stop";
        "It is the first line of the method's documentation, and the generator adds the full stop.";
        "summary: Place an order";

    DESCRIPTION = "description": "everything that a user meets is described";
        "Descriptions become the documentation of methods, types and fields. They say what a value means and in which
unit, in our own words. A property that is only a `$ref` has that of its target.";
        "price:
  description: Price of the order, in quote coin.
  type: string
  format: decimal";

    SOURCE = "source": "every operation says where its facts are from";
        "Exchanges change; whoever finds a difference has to know what the spec was written from.";
        "externalDocs: {url: https://www.bitget.com/api-doc/spot/trade/Place-Order}
# or, where there is no address, at the end of the description:
description: Reads a pair by its id. Source: rest_api.rst, section /api/pairs/.";

    RETRY = "retry": "every operation says whether it may be sent twice";
        "A client that repeats an order doubles it. Only reads are `safe`; a POST that is safe says in its description
that it only reads.";
        "x-retry: never";

    RATE_LIMIT = "rate-limit": "a rate limit has requests, seconds and a scope";
        "The client keeps the documented limits by itself; the scope says whether they count for the account or for the
address.";
        "x-rate-limit: {requests: 10, seconds: 1, scope: uid}      # or `ip`";

    CLIENT_ORDER_ID = "client-order-id": "`x-client-order-id` names a text field of the body or query, or of the items of a list";
        "When it is not known what became of an order, the error carries the caller's own id for it, to look it up.";
        "x-client-order-id: clientOid
x-client-order-id: orderList[].clientOid     # a field of each item of the body's list `orderList`
x-client-order-id: \"[].clientOid\"           # the body is the list";

    CLOCK = "clock": "`x-clock` names a time in the payload";
        "The client learns from it how far the exchange's clock is from its own.";
        "x-clock: serverTime      # `type: string, format: timestamp-ms` in the payload";

    PAGINATION = "pagination": "`x-pagination` names parameters and members that are there";
        "Walking through pages takes the names of both; a wrong one ends after the first page, or never.";
        "x-pagination: {style: cursor, cursor: cursor, next: next, items: results}
x-pagination: {style: offset, limit: limit, offset: offset, items: results, total: count}
x-pagination: {style: page, page: pageNum, size: pageSize, items: list, total: total}
x-pagination: {style: id, cursor: idLessThan, id: orderId, items: \"\"}";

    INTERNAL = "internal": "`x-internal` is `true` or not there";
        "It makes the generated method private to the crate, since a hand-written one stands before it.";
        "x-internal: true";

    ENVELOPE = "envelope": "the envelope is described once, and every answer in it has its code";
        "The client takes an answer for a success by the code in it, and hands out the payload alone. A member that is
neither would be lost; an answer without the code could never be a success.";
        "x-envelope: {code: code, success: [\"00000\"], message: [msg], data: data, time: requestTime}
# an operation that answers without it:
x-envelope: none";

    ERROR_CODES = "error-codes": "each exchange code is text and stands under one known kind";
        "Programs match on the kind. Codes are compared as text, so `00001` keeps its zeros only in quotes.";
        "x-error-codes:
  not_found: [\"40109\"]
  rate_limit: [\"429\"]";

    PARAMETER = "parameter": "parameters are plain values in path or query, and say whether they are required";
        "Headers belong to the signature, which is written by hand; cookies are an error in progenitor. Lists are always
sent as `ids=1&ids=2`, whatever `explode` says. Values in the path are integers or plain text, checked before they are sent.";
        "- {name: limit, in: query, required: false, description: Rows wanted., schema: {type: integer, format: int64}}";

    REQUEST_BODY = "request-body": "a body is JSON: an object by `$ref`, or a list of such; one without required fields may be left out";
        "Its fields become the setters of the builder, those of a list the items that it takes. A body that may be left
out is not sent where nothing is given, so nothing in it can be required.";
        "requestBody:
  required: true                 # or `false`, where no field of the body is required
  content: {application/json: {schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}}}
# a list:
  content: {application/json: {schema: {type: array, items: {$ref: \"#/components/schemas/OrderToCancel\"}}}}";

    MEDIA_TYPE = "media-type": "bodies and answers are `application/json`, and nothing else";
        "Two media types are a panic in progenitor, another one is raw bytes to it, and the generator reads this one only.";
        "content: {application/json: {schema: {$ref: \"#/components/schemas/Ticker\"}}}";

    RESPONSES = "responses": "one success, and the shared `Error` for 4XX and 5XX";
        "Two kinds of success or of failure are a panic in progenitor. Failures are read by one reader, whatever their
shape; what a single status means belongs to the description.";
        "responses:
  \"200\": {description: …, content: …}
  4XX: {$ref: \"common.yaml#/components/responses/Error\"}
  5XX: {$ref: \"common.yaml#/components/responses/Error\"}";

    EXAMPLE = "example": "every body and answer has an example, and it fits its schema";
        "Examples are the documented answers, and the tests decode them: a member that the schema lacks, a wrong type or
an unknown enum value means that schema or example is wrong. An answer that nobody documents is constructed and says so.";
        "examples:
  constructed: {summary: Constructed from the field list, value: {\"orderId\": \"1001\"}}";

    NAMES = "names": "no two names become one, and none hides another";
        "`uTime` and `u_time` are the same field in Rust. progenitor silently takes a component called like an operation
with `Response` or `Body` behind it for that operation's own. A component called `Vec` would hide Rust's.";
        "OrderBook: …          # PascalCase, acronyms as words
properties: {uTime: …}  # and no `u_time` beside it";

    COMPONENT = "component": "a component is an object, an enum, a row, a map or a list that may come bare";
        "Each becomes a type that is worth a name. progenitor makes a wrapper around anything else (`struct Price(Decimal)`),
which would hide what is inside.";
        "Ticker:
  description: Last price and volume of a pair.
  type: object
  properties: …";

    SHARED = "shared": "what means the same in two groups stands in common.yaml";
        "A user who takes an enum from one group and hands it to another finds that they are two types.";
        "side: {$ref: \"common.yaml#/components/schemas/Side\"}";

    REF_ONLY = "ref-only": "objects and enums have names; only plain values and lists stand in place";
        "progenitor names what stands in place after its operation or property (`PlaceOrderBodySide`), and where a component
has that name already, it silently uses that one.";
        "side: {$ref: \"#/components/schemas/Side\"}
fills: {description: Fills., type: array, items: {$ref: \"#/components/schemas/Fill\"}}";

    FORMAT = "format": "plain values have a type and format of the table";
        "The table in `specs/README.md` holds what can be read exactly. A `number` without format would go through a binary
float; an unknown format is plain text to progenitor, without a word.";
        "price: {description: Price., type: string, format: decimal}
count: {description: Number of fills., type: integer, format: int64}";

    NULLABLE = "nullable": "what may be null is not required";
        "In Rust both are an `Option`: absent and null read alike. Of the two together progenitor makes a field that the
generator does not know.";
        "required: [orderId]
properties:
  price: {description: Null for market orders., type: string, format: decimal, nullable: true}";

    KEYWORD = "keyword": "schemas have no `default`, `multipleOf`, `example` and the like";
        "A `default` would be sent with every request; the others say what nothing here reads. `minimum`, `maximum`,
`minLength`, `maxLength` and `pattern` are allowed where the exchange documents them: they are documentation, and the
client sends what the user gives.";
        "limit: {description: \"Rows wanted. Default: 100.\", type: integer, format: int64, minimum: 1, maximum: 500}";

    ALL_OF = "all-of": "`allOf` adds a description to one `$ref`, or puts the envelope around a payload";
        "Of anything else the generator would write one part and lose the others, without a word.";
        "side: {description: Side of the taker., allOf: [{$ref: \"#/components/schemas/Side\"}]}
TickersResponse:
  description: Answer with tickers.
  allOf: [{$ref: \"common.yaml#/components/schemas/Envelope\"}, {type: object, properties: {data: …}}]";

    ONE_OF = "one-of": "`oneOf` is a list that may come bare, and `anyOf` is nowhere";
        "progenitor makes of them enums that try one form after the other: errors name nothing, decimals lose digits. A list
that comes as a page or bare is the one case that exchanges have, and has its own reader.";
        "DepositList:
  description: Deposits as a page, or bare.
  x-bare-array: results
  oneOf: [{$ref: \"#/components/schemas/DepositPage\"}, {type: array, items: {$ref: \"#/components/schemas/Deposit\"}}]";

    ADDITIONAL_PROPERTIES = "additional-properties": "`additionalProperties` makes a component a map, and stands nowhere else";
        "Beside `properties` it would become a flattened map, through which decimals cannot be read. New members are always
read over, so `true` and `false` say nothing.";
        "OrderMetaMap:
  description: Names of constants and their numbers.
  type: object
  additionalProperties: {type: integer, format: int64}";

    TUPLE = "tuple": "the columns of a row are complete, and optional ones come last";
        "A row is an array on the wire and a struct in Rust: each column needs a name, a type and a description. One that may
be missing can only be missing at the end.";
        "BookLevel:
  description: One price level.
  type: array
  items: {type: string}
  x-tuple: [{name: price, type: string, format: decimal, description: Price.}]";

    ENUM = "enum": "values and names of an enum are unique, and each is explained";
        "Every value becomes a variant. `[\"1\", \"-1\"]` and `[buy, Buy]` make no two names, and YAML takes `true` for no
text. Values are compared exactly and then without case. `Unknown` is the variant of values that nobody documented.";
        "Side:
  description: |-
    Side of an order.

    * `buy`: buys.
    * `sell`: sells.
  type: string
  enum: [buy, sell]";

    GENERATES = "generates": "what the linter passes, the generator can write";
        "The generator reads what progenitor makes of a spec, and says so where it does not know a shape. A finding of this
kind means that a rule is missing here, or that progenitor is not the pinned version.";
        "# please report it with the spec";
}
