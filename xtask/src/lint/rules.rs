//! The table of all rules: what `--explain` prints.

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// Its name, as it stands in brackets behind a diagnostic.
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
    ($($name:literal: $line:literal; $reason:literal; $example:literal;)+) => {
        /// All rules, by theme.
        pub(super) static RULES: &[Rule] =
            &[$(Rule { name: $name, line: $line, reason: $reason, example: $example }),+];
    };
}

rules! {
    "readable": "a spec is one UTF-8 YAML document of a size that people read";
        "The reader gives every value its line. It takes no aliases (other tools expand them into copies), no key
twice (most readers silently keep the last), nothing nested deeper than 64, and no file over 4 MiB.";
        "# one document, no `&anchor`, no `*alias`, no tabs
openapi: 3.0.3";

    "quotes": "words that YAML readers disagree on stand in quotes";
        "Our reader follows YAML 1.2, where `no`, `00001` and `2019-03-20` are text. Most others follow YAML 1.1, where
they are a bool, a number and a date. Without quotes the spec says different things to different tools.";
        "enum: [\"on\", \"off\"]
x-error-codes: {other: [\"00001\"]}";

    "openapi-version": "the version is 3.0.x";
        "The generator reads OpenAPI 3.0 only; 3.1 changed `nullable`, `type` and `$ref`, and 2.0 is another language.";
        "openapi: 3.0.3";

    "structure": "the document is valid OpenAPI 3.0";
        "A misspelt field is not an error to most tools: it is just not read, and what it meant is lost. Here every
field of every object is one that OpenAPI 3.0 knows, of the right type, and those that must be there are.";
        "responses:
  \"200\":
    description: The book.      # required at every response
    content: {application/json: {schema: {$ref: \"#/components/schemas/OrderBook\"}}}";

    "unread": "nothing stands in a spec that the generator does not read";
        "OpenAPI has more than one place for many things. The generator reads one of them; what stood in the other would
silently be missing from the client.";
        "parameters:                  # at the operation, not at the path, not under `components`
  - {name: symbol, in: query, required: true, description: Pair., schema: {type: string}}";

    "extension": "extensions are those of the table, where the table says";
        "A misspelt `x-retri` would be ignored, and the operation never repeated. Inside a plain schema an `x-` field would
turn a decimal into text, without a word. `specs/README.md` has the table.";
        "post:
  operationId: place_order
  x-retry: never";

    "reference": "a `$ref` stands alone, and leads to a component of this file or of common.yaml";
        "A reference into another group would tie two Cargo features together. What stands beside a `$ref` is ignored by
OpenAPI 3.0.";
        "side:
  description: Side of the taker.
  allOf: [{$ref: \"common.yaml#/components/schemas/Side\"}]";

    "recursion": "no schema contains itself";
        "The generator makes plain structs, and a struct that holds itself has no size. No exchange sends trees.";
        "Category:
  type: object
  description: A category.
  properties:
    children: {description: Ids of the categories below., type: array, items: {type: string}}";

    "unused": "every component is used by an operation";
        "Nothing is generated of a component that nobody refers to; it only rots.";
        "# take it out, or refer to it:
schema: {$ref: \"#/components/schemas/Ticker\"}";

    "group": "files and folders have names that Rust can use, and common.yaml has no operations";
        "The file's name becomes a module, a Cargo feature and a method of the client; the folder's name a crate.
Operations in `common.yaml` belong to no group and would not be generated.";
        "specs/bitget/common.yaml         # paths: {}
specs/bitget/spot_market.yaml    # becomes `client.spot_market()`";

    "server": "every group has a server, by an absolute URL without a slash at its end";
        "Paths begin with a slash, and base URL and path are joined as they are: one slash too many is another path to
some servers, and to a signature always.";
        "servers: [{url: https://api.bitget.com, description: Live}]";

    "security": "every operation says how it is signed, by one scheme that the group has";
        "An operation without `security` would be sent unsigned. A client signs in one way, so there is one scheme at
most. Schemes live in common.yaml; each group repeats them by `$ref`.";
        "security: []                          # public
security: [{AccessSign: []}]          # signed
security: [{}, {AccessSign: []}]      # signed where there are credentials";

    "path": "path templates are plain, filled by their parameters, and each stands in one group";
        "The generator keeps no `//` and takes no characters that would be encoded. A parameter without its place in the
template, or a place without its parameter, could not be filled. In the bundle a path has each method once.";
        "/account/nonce/{user_id}/:
  get:
    parameters: [{name: user_id, in: path, required: true, description: Id., schema: {type: integer, format: int64}}]";

    "operation-id": "every operation has an id in snake_case, unique in its group";
        "It becomes a method, a module, a builder and its request, so it is chosen by hand: verb and noun for writes, the noun
for reads. Two that become one name do not compile, nor does `types`, which is a module of every group.";
        "operationId: place_order
operationId: order_book";

    "summary": "every operation has a summary of one short line without a full stop";
        "It is the first line of the method's documentation, and the generator adds the full stop.";
        "summary: Place an order";

    "description": "everything that a user meets is described";
        "Descriptions become the documentation of methods, types and fields. They say what a value means and in which
unit, in our own words. A property that is only a `$ref` has that of its target.";
        "price:
  description: Price of the order, in quote coin.
  type: string
  format: decimal";

    "source": "every operation says where its facts are from";
        "Exchanges change; whoever finds a difference has to know what the spec was written from.";
        "externalDocs: {url: https://www.bitget.com/api-doc/spot/trade/Place-Order}
# or, where there is no address, at the end of the description:
description: Reads a pair by its id. Source: rest_api.rst, section /api/pairs/.";

    "retry": "every operation says whether it may be sent twice";
        "A client that repeats an order doubles it. Only reads are `safe`; a POST that is safe says in its description
that it only reads.";
        "x-retry: never";

    "rate-limit": "a rate limit has requests, seconds and a scope";
        "The client keeps the documented limits by itself; the scope says whether they count for the account or for the IP.";
        "x-rate-limit: {requests: 10, seconds: 1, scope: uid}      # or `ip`";

    "client-order-id": "`x-client-order-id` names a text field of the body or query, or of the items of a list";
        "When it is not known what became of an order, the error carries the caller's own id for it, to look it up.";
        "x-client-order-id: clientOid
x-client-order-id: orderList[].clientOid     # a field of each item of the body's list `orderList`
x-client-order-id: \"[].clientOid\"           # the body is the list";

    "echo": "`x-echo` names fields that stand in the request and in the payload, at any depth";
        "A response that names another order than the one sent belongs to another request: the client then reports the
outcome as unknown and gives up the connection.";
        "x-echo: [orderId, clientOid]";

    "clock": "`x-clock` names a time in the payload";
        "The client synchronises its clock by it: it measures the offset of the exchange's from its own.";
        "x-clock: serverTime      # `type: string, format: timestamp-ms` in the payload";

    "pagination": "`x-pagination` names parameters and fields that are there";
        "Walking through pages takes the names of both; a wrong one ends after the first page, or never.";
        "x-pagination: {style: cursor, cursor: cursor, next: next, items: results}
x-pagination: {style: offset, limit: limit, offset: offset, items: results, total: count}
x-pagination: {style: page, page: pageNum, size: pageSize, items: list, total: total}
x-pagination: {style: id, cursor: idLessThan, id: orderId, items: \"\"}";

    "internal": "`x-internal` is `true` or not there";
        "It makes the generated method private to the crate, since a hand-written one stands before it.";
        "x-internal: true";

    "envelope": "the envelope is described once, and every response in it has its code";
        "The client takes a response for a success by the code in it, and hands out the payload alone. A field that is
neither would be lost; a response without the code could never be a success.";
        "x-envelope: {code: code, success: [\"00000\"], message: [msg], data: data, time: requestTime}
# an operation whose responses have none:
x-envelope: none";

    "error-codes": "each exchange code is text and stands under one known kind";
        "Programs match on the kind. Codes are compared as text, so `00001` keeps its zeros only in quotes.";
        "x-error-codes:
  not_found: [\"40109\"]
  rate_limit: [\"429\"]";

    "parameter": "parameters are plain values in path or query, and say whether they are required";
        "Headers belong to the signature, which is hand-written; cookies are not supported. Lists are always sent as
`ids=1&ids=2`, whatever `explode` says. Values in the path are integers or plain text, checked before they are sent.";
        "- {name: limit, in: query, required: false, description: Number of orders., schema: {type: integer, format: int64}}";

    "request-body": "a body is JSON: an object by `$ref`, or a list of such; one without required fields may be left out";
        "Its fields become the setters of the builder, those of a list the items that it takes. A body that may be left
out is not sent where nothing is given, so nothing in it can be required.";
        "requestBody:
  required: true                 # or `false`, where no field of the body is required
  content: {application/json: {schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}}}
# a list:
  content: {application/json: {schema: {type: array, items: {$ref: \"#/components/schemas/OrderToCancel\"}}}}";

    "media-type": "bodies and responses are `application/json`, and nothing else";
        "A method takes and gives one type, and the generator reads JSON only.";
        "content: {application/json: {schema: {$ref: \"#/components/schemas/Ticker\"}}}";

    "responses": "one success, and the shared `Error` for 4XX and 5XX";
        "A method has one payload. Failures are read by one reader, whatever their shape; what a single status means
belongs to the description.";
        "responses:
  \"200\": {description: …, content: …}
  4XX: {$ref: \"common.yaml#/components/responses/Error\"}
  5XX: {$ref: \"common.yaml#/components/responses/Error\"}";

    "example": "every body and response has an example, and it fits its schema";
        "Examples are the documented responses, and the tests decode them: a field that the schema lacks, a wrong type or
an unknown enum value means that schema or example is wrong. A response that nobody documents is constructed and says so.";
        "examples:
  constructed: {summary: Constructed from the field list, value: {\"orderId\": \"1001\"}}";

    "names": "no two names become one, and none hides another";
        "`uTime` and `u_time` are the same field in Rust. The generator would take a component called
like an operation with `Response` or `Body` behind it for that operation's own, and `Vec` would hide Rust's. A request
has methods such as `new` and `send`, which no field of it can be called.";
        "OrderBook: …          # PascalCase, acronyms as words
properties: {uTime: …}  # and no `u_time` beside it";

    "component": "a component is an object, an enum, a tuple, a map or a list that may come bare";
        "Each becomes a type that is worth a name. Anything else would be a wrapper (`struct Price(Decimal)`) that hides
what is inside.";
        "Ticker:
  description: Last price and volume of a pair.
  type: object
  properties: …";

    "shared": "what means the same in two groups stands in common.yaml";
        "A user who takes an enum from one group and hands it to another finds that they are two types.";
        "side: {$ref: \"common.yaml#/components/schemas/Side\"}";

    "ref-only": "objects and enums have names; only plain values and lists stand in place";
        "What stands in place would be named after its operation or property (`PlaceOrderBodySide`), and where a component
has that name already, be taken for it.";
        "side: {$ref: \"#/components/schemas/Side\"}
fills: {description: Fills., type: array, items: {$ref: \"#/components/schemas/Fill\"}}";

    "format": "plain values have a type and format of the table";
        "The table in `specs/README.md` holds what can be read exactly. A `number` without format would go through a binary
float; an unknown format would be plain text, without a word.";
        "price: {description: Price., type: string, format: decimal}
count: {description: Number of fills., type: integer, format: int64}";

    "nullable": "what may be null is not required";
        "In Rust both are an `Option`: absent and null read alike, so there is nothing to require.";
        "required: [orderId]
properties:
  price: {description: Null for market orders., type: string, format: decimal, nullable: true}";

    "keyword": "schemas have no `default`, `multipleOf`, `example` and the like";
        "A `default` would be sent with every request; the others say what nothing here reads. `minimum`, `maximum`,
`minLength`, `maxLength` and `pattern` are allowed where the exchange documents them: they are documentation, and the
client sends what the user gives.";
        "limit: {description: \"Number of orders. Default: 100.\", type: integer, format: int64, minimum: 1, maximum: 500}";

    "all-of": "`allOf` adds a description to one `$ref`, or puts the envelope around a payload";
        "Of anything else the generator would write one part and lose the others, without a word.";
        "side: {description: Side of the taker., allOf: [{$ref: \"#/components/schemas/Side\"}]}
TickersResponse:
  description: Response with tickers.
  allOf: [{$ref: \"common.yaml#/components/schemas/Envelope\"}, {type: object, properties: {data: …}}]";

    "one-of": "`oneOf` is a list that may come bare, and `anyOf` is nowhere";
        "They would become enums that try one form after the other: errors name nothing, decimals lose digits. A list
that comes as a page or bare is the one case that exchanges have, and has its own reader.";
        "DepositList:
  description: Deposits as a page, or bare.
  x-bare-array: results
  oneOf: [{$ref: \"#/components/schemas/DepositPage\"}, {type: array, items: {$ref: \"#/components/schemas/Deposit\"}}]";

    "additional-properties": "`additionalProperties` makes a component a map, and stands nowhere else";
        "Beside `properties` it would become a flattened map, through which decimals cannot be read. New fields are always
read over, so `true` and `false` say nothing.";
        "OrderMetaMap:
  description: Names of constants and their numbers.
  type: object
  additionalProperties: {type: integer, format: int64}";

    "tuple": "the columns of a tuple are complete, and optional ones come last";
        "A tuple is an array on the wire and a struct in Rust: each column needs a name, a type and a description. One that may
be missing can only be missing at the end.";
        "BookLevel:
  description: One price level.
  type: array
  items: {type: string}
  x-tuple: [{name: price, type: string, format: decimal, description: Price.}]";

    "enum": "values and names of an enum are unique, and each is explained";
        "Every value becomes a variant. `[\"1\", \"-1\"]` and `[buy, Buy]` make no two names, and YAML takes `true` for no
text. Values are compared exactly and then without case. `Unknown` is the variant of values that nobody documented.";
        "Side:
  description: |-
    Side of an order.

    * `buy`: buys.
    * `sell`: sells.
  type: string
  enum: [buy, sell]";

    "generates": "what the linter passes, the generator can write";
        "The generator says so where it does not know a shape. A diagnostic of this kind means that a rule is missing here.";
        "# please report it with the spec";
}
