//! The corpus of broken specs: each an edit of the base, and the rule that must object.

/// How a case departs from the base.
pub(super) enum Edit {
    /// In a file, what stands there once, and what to write instead.
    Replace(&'static str, &'static str, &'static str),
    /// A file with this text.
    File(&'static str, &'static str),
    /// A file that is not there.
    Without(&'static str),
}

use Edit::{File, Replace, Without};

const MARKET: &str = "market.yaml";
const TRADE: &str = "trade.yaml";
const COMMON: &str = "common.yaml";

/// A broken spec.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// The rule that must be among those of its diagnostics.
    pub(super) rule: &'static str,
    pub(super) edits: &'static [Edit],
}

const fn case(name: &'static str, rule: &'static str, edits: &'static [Edit]) -> Case {
    Case { name, rule, edits }
}

pub(super) static CASES: &[Case] = &[
    // Files and YAML.
    case("yaml_is_malformed", "readable", &[Replace(MARKET, "paths:\n", "paths: [\n")]),
    case("yaml_has_a_tab", "readable", &[Replace(MARKET, "  /v1/time:\n", "\t/v1/time:\n")]),
    case(
        "key_stands_twice",
        "readable",
        &[Replace(TRADE, "      x-retry: never\n", "      x-retry: never\n      x-retry: safe\n")],
    ),
    case(
        "anchor_and_alias",
        "readable",
        &[
            Replace(
                MARKET,
                "asks: {description: \"Asks, the lowest first.\"",
                "asks: &side {description: \"Asks, the lowest first.\"",
            ),
            Replace(MARKET, "labels: {$ref: \"#/components/schemas/Labels\"}", "labels: *side"),
        ],
    ),
    case("two_documents", "readable", &[Replace(MARKET, "components:\n", "---\ncomponents:\n")]),
    case("file_is_empty", "readable", &[File("empty.yaml", "")]),
    case("file_is_called_yml", "readable", &[File("extra.yml", "openapi: 3.0.3\n")]),
    case("root_is_a_list", "structure", &[File("list.yaml", "- openapi\n")]),
    case("root_is_text", "structure", &[File("text.yaml", "just text\n")]),
    case(
        "words_without_quotes",
        "quotes",
        &[
            Replace(COMMON, "enum: [buy, sell]", "enum: [on, sell]"),
            Replace(COMMON, "        * `buy`: buys.\n", "        * `on`: buys.\n"),
            Replace(COMMON, "[\"401\", \"00401\"]", "[\"401\", 00401]"),
            Replace(
                MARKET,
                "value: [{\"id\": 1, \"state\": 2}]",
                "value: [{id: 1, labels: {no: 2019-03-20}}]",
            ),
        ],
    ),
    case(
        "file_name_is_no_module",
        "group",
        &[
            File(
                "Spot-Market.yaml",
                "openapi: 3.0.3\ninfo: {title: T, version: \"1\", description: D.}\nservers: [{url: \"https://a.test\"}]\npaths: {}\n",
            ),
            File(
                "async.yaml",
                "openapi: 3.0.3\ninfo: {title: T, version: \"1\", description: D.}\nservers: [{url: \"https://a.test\"}]\npaths: {}\n",
            ),
        ],
    ),
    case(
        "file_name_is_taken",
        "group",
        &[File(
            "exchange.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: \"1\", description: D.}\nservers: [{url: \"https://a.test\"}]\npaths: {}\n",
        )],
    ),
    case(
        "operations_in_the_common_document",
        "group",
        &[Replace(
            COMMON,
            "paths: {}\n",
            "paths:\n  /v1/ping:\n    get:\n      operationId: ping\n      summary: Ping\n      description: Pings.\n      responses: {}\n",
        )],
    ),
    case("no_group", "group", &[Without(MARKET), Without(TRADE)]),
    case("no_common_document", "reference", &[Without(COMMON)]),
    case("only_group_is_not_called_api", "group", &[Without(TRADE)]),
    // OpenAPI itself.
    case("version_3_1", "openapi-version", &[Replace(MARKET, "openapi: 3.0.3", "openapi: 3.1.0")]),
    case(
        "version_is_a_number",
        "openapi-version",
        &[Replace(MARKET, "openapi: 3.0.3", "openapi: 3.0")],
    ),
    case("swagger_2", "openapi-version", &[Replace(MARKET, "openapi: 3.0.3", "swagger: \"2.0\"")]),
    case(
        "field_is_misspelt",
        "structure",
        &[
            Replace(
                MARKET,
                "      summary: Time of the exchange\n",
                "      sumary: Time of the exchange\n",
            ),
            Replace(MARKET, "        now: {description:", "        now: {desciption:"),
            Replace(MARKET, "servers: [{url:", "servers: [{uri:"),
        ],
    ),
    case(
        "info_lacks_fields",
        "structure",
        &[Replace(
            MARKET,
            "info: {title: Acme market data, version: \"1\", description: Books and prices.}",
            "info: {version: 1.0}",
        )],
    ),
    case(
        "paths_are_missing",
        "structure",
        &[File(
            "other.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: \"1\", description: D.}\nservers: [{url: \"https://a.test\"}]\n",
        )],
    ),
    case(
        "operation_without_responses",
        "structure",
        &[File(
            "other.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: \"1\", description: D.}\nservers: [{url: \"https://a.test\"}]\npaths:\n  /a:\n    get: {operationId: a, summary: A, description: \"A. Source: a.\", security: [], x-retry: safe}\n",
        )],
    ),
    case(
        "sections_are_of_the_wrong_type",
        "structure",
        &[
            Replace(
                MARKET,
                "servers: [{url: \"https://api.acme.test\", description: Live}]",
                "servers: https://api.acme.test",
            ),
            Replace(MARKET, "      required: [asks, bids]", "      required: asks"),
            Replace(
                MARKET,
                "name: pair, in: path, required: true",
                "name: pair, in: path, required: \"yes\"",
            ),
        ],
    ),
    case(
        "operation_is_a_list",
        "structure",
        &[Replace(
            TRADE,
            "    post:\n      operationId: place_order",
            "    put: []\n    post:\n      operationId: place_order",
        )],
    ),
    case(
        "type_does_not_exist",
        "structure",
        &[Replace(
            TRADE,
            "clientId: {description: The caller's name for the order., type: string}",
            "clientId: {description: The caller's name for the order., type: text}",
        )],
    ),
    case(
        "type_is_a_list",
        "structure",
        &[Replace(
            TRADE,
            "clientId: {description: The caller's name for the order., type: string}",
            "clientId: {description: The caller's name for the order., type: [string, \"null\"]}",
        )],
    ),
    case(
        "array_without_items",
        "structure",
        &[Replace(
            MARKET,
            "results: {description: The deposits., type: array, items: {$ref: \"#/components/schemas/Deposit\"}}",
            "results: {description: The deposits., type: array}",
        )],
    ),
    case(
        "required_names_no_property",
        "structure",
        &[Replace(TRADE, "required: [pair, side, price]", "required: [pair, sied, price, price]")],
    ),
    case(
        "component_name_has_a_space",
        "structure",
        &[Replace(
            MARKET,
            "    Labels:\n      description: Labels",
            "    My Labels:\n      description: Labels",
        )],
    ),
    case(
        "places_that_nobody_reads",
        "unread",
        &[
            Replace(
                MARKET,
                "  /v1/time:\n",
                "  /v1/time:\n    summary: Time\n    parameters: [{name: x, in: query}]\n",
            ),
            Replace(
                MARKET,
                "      summary: Time of the exchange\n",
                "      summary: Time of the exchange\n      tags: [market]\n      servers: [{url: \"https://b.test\"}]\n",
            ),
            Replace(
                MARKET,
                "components:\n",
                "components:\n  parameters: {Limit: {name: limit, in: query}}\n",
            ),
        ],
    ),
    // References.
    case(
        "reference_leads_nowhere",
        "reference",
        &[
            Replace(
                MARKET,
                "items: {$ref: \"#/components/schemas/Level\"}}\n        bids",
                "items: {$ref: \"#/components/schemas/Levl\"}}\n        bids",
            ),
            Replace(
                MARKET,
                "schema: {$ref: \"#/components/schemas/OrderBook\"}",
                "schema: {$ref: \"trade.yaml#/components/schemas/Order\"}",
            ),
            Replace(
                TRADE,
                "        side: {$ref: \"common.yaml#/components/schemas/Side\"}\n        price: {description: Price in quote coin., type: string, format: decimal}\n        clientId",
                "        side: {$ref: 5}\n        price: {description: Price in quote coin., type: string, format: decimal}\n        clientId",
            ),
        ],
    ),
    case(
        "reference_to_another_section",
        "reference",
        &[Replace(
            MARKET,
            "schema: {$ref: \"#/components/schemas/OrderBook\"}",
            "schema: {$ref: \"common.yaml#/components/responses/Error\"}",
        )],
    ),
    case(
        "fields_beside_a_reference",
        "reference",
        &[Replace(
            MARKET,
            "labels: {$ref: \"#/components/schemas/Labels\"}",
            "labels: {$ref: \"#/components/schemas/Labels\", nullable: true}",
        )],
    ),
    case(
        "common_document_refers_to_itself_by_name",
        "reference",
        &[Replace(
            COMMON,
            "schema: {$ref: \"#/components/schemas/ApiError\"}",
            "schema: {$ref: \"common.yaml#/components/schemas/ApiError\"}",
        )],
    ),
    case(
        "component_that_nobody_uses",
        "unused",
        &[Replace(
            MARKET,
            "    Labels:\n",
            "    Left:\n      description: Nobody's.\n      type: object\n      properties: {right: {$ref: \"#/components/schemas/Right\"}}\n    Right:\n      description: Left's.\n      type: object\n      properties: {a: {description: A., type: string}}\n    Labels:\n",
        )],
    ),
    case(
        "schema_contains_itself",
        "recursion",
        &[Replace(
            MARKET,
            "        labels: {$ref: \"#/components/schemas/Labels\"}",
            "        parent: {$ref: \"#/components/schemas/Deposit\"}\n        labels: {$ref: \"#/components/schemas/Labels\"}",
        )],
    ),
    case(
        "schemas_contain_each_other",
        "recursion",
        &[Replace(
            MARKET,
            "      additionalProperties: {type: string}",
            "      additionalProperties: {$ref: \"#/components/schemas/DepositPage\"}",
        )],
    ),
    case(
        "all_of_goes_in_a_circle",
        "recursion",
        &[Replace(
            MARKET,
            "    Labels:\n      description: Labels and their values.\n      type: object\n      additionalProperties: {type: string}",
            "    Labels:\n      allOf: [{$ref: \"#/components/schemas/Labels\"}]",
        )],
    ),
    case(
        "bare_list_of_itself",
        "recursion",
        &[Replace(
            MARKET,
            "        - $ref: \"#/components/schemas/DepositPage\"\n        - {type",
            "        - $ref: \"#/components/schemas/DepositList\"\n        - {type",
        )],
    ),
    // The exchange.
    case(
        "server_is_missing",
        "server",
        &[Replace(MARKET, "servers: [{url: \"https://api.acme.test\", description: Live}]\n", "")],
    ),
    case(
        "server_url_is_wrong",
        "server",
        &[Replace(
            MARKET,
            "servers: [{url: \"https://api.acme.test\", description: Live}]",
            "servers: [{url: \"https://api.acme.test/\"}, {url: api.acme.test}, {url: \"https://{host}\", variables: {}}, {url: \"https://a.test?b=c\"}, {url: \"https://\"}]",
        )],
    ),
    case(
        "envelope_is_not_whole",
        "envelope",
        &[Replace(
            COMMON,
            "x-envelope: {code: code, success: [\"0\"], message: [msg], data: data, time: time}",
            "x-envelope: {code: code, succes: [\"0\"], message: msg, data: 5}",
        )],
    ),
    case(
        "error_codes_are_wrong",
        "error-codes",
        &[Replace(
            COMMON,
            "  authentication: [\"401\", \"00401\"]\n  not_found: [\"404\"]",
            "  authentication: [401, \"401\", \"401\"]\n  not_fund: [\"404\", \"401\", \"4 1\"]\n  other: \"1\"",
        )],
    ),
    case(
        "response_is_not_in_the_envelope",
        "envelope",
        &[Replace(
            MARKET,
            "      x-rate-limit: {requests: 10, seconds: 1, scope: uid}\n      x-envelope: none\n",
            "",
        )],
    ),
    case(
        "field_beside_the_payload",
        "envelope",
        &[Replace(
            MARKET,
            "            data: {$ref: \"#/components/schemas/ServerTime\"}",
            "            data: {$ref: \"#/components/schemas/ServerTime\"}\n            total: {description: How many., type: integer, format: int64}",
        )],
    ),
    case(
        "payload_is_called_otherwise",
        "all-of",
        &[Replace(
            MARKET,
            "          required: [data]\n          properties:\n            data: {$ref: \"#/components/schemas/ServerTime\"}",
            "          properties:\n            result: {$ref: \"#/components/schemas/ServerTime\"}",
        )],
    ),
    case(
        "enveloped_response_without_body",
        "envelope",
        &[
            Replace(
                TRADE,
                "          description: The order was taken.\n          content:\n            application/json:\n              schema: {$ref: \"#/components/schemas/PlaceOrderResponse\"}\n              example: {\"code\": \"0\", \"data\": {\"orderId\": \"7\"}}\n",
                "          description: The order was taken.\n",
            ),
            Replace(
                TRADE,
                "    PlaceOrderResponse:\n      description: Response to a new order.\n      allOf:\n        - $ref: \"common.yaml#/components/schemas/Envelope\"\n        - type: object\n          required: [data]\n          properties:\n            data: {$ref: \"#/components/schemas/Order\"}\n",
                "",
            ),
        ],
    ),
    case(
        "envelope_at_an_operation_is_not_none",
        "envelope",
        &[Replace(
            MARKET,
            "      x-rate-limit: {requests: 10, seconds: 1, scope: uid}\n      x-envelope: none\n",
            "      x-envelope: false\n",
        )],
    ),
    // Security.
    case("security_is_missing", "security", &[Replace(MARKET, "security: []\n", "")]),
    case(
        "scheme_does_not_exist",
        "security",
        &[Replace(TRADE, "security: [{Signed: []}]", "security: [{Singed: []}]")],
    ),
    case(
        "two_schemes",
        "security",
        &[
            Replace(
                TRADE,
                "security: [{Signed: []}]",
                "security: [{Signed: [], Other: [read]}, {Other: []}]",
            ),
            Replace(
                TRADE,
                "    Signed: {$ref: \"common.yaml#/components/securitySchemes/Signed\"}\n",
                "    Signed: {$ref: \"common.yaml#/components/securitySchemes/Signed\"}\n    Other: {type: http, scheme: bearer, description: A token.}\n",
            ),
        ],
    ),
    case(
        "scheme_is_not_complete",
        "security",
        &[Replace(
            COMMON,
            "      type: apiKey\n      in: header\n      name: ACME-KEY\n",
            "      type: apiKey\n      in: cookie\n      scheme: bearer\n",
        )],
    ),
    case(
        "scheme_of_an_unknown_type",
        "security",
        &[Replace(
            COMMON,
            "      type: apiKey\n      in: header\n      name: ACME-KEY\n",
            "      type: apikey\n",
        )],
    ),
    // Paths.
    case("path_has_two_slashes", "path", &[Replace(MARKET, "  /v1/time:", "  /v1//time:")]),
    case(
        "path_does_not_begin_with_a_slash",
        "path",
        &[Replace(MARKET, "  /v1/time:", "  v1/time:")],
    ),
    case("path_has_a_query", "path", &[Replace(MARKET, "  /v1/time:", "  /v1/time?zone=utc:")]),
    case(
        "path_braces_do_not_pair",
        "path",
        &[Replace(MARKET, "  /v1/books/{pair}:", "  /v1/books/{pair:")],
    ),
    case(
        "path_and_parameters_differ",
        "path",
        &[Replace(MARKET, "  /v1/books/{pair}:", "  /v1/books/{symbol}:")],
    ),
    case(
        "path_stands_in_two_groups",
        "path",
        &[Replace(
            TRADE,
            "  /v1/orders:\n",
            "  /v1/books/{name}: {}\n  /v1/time:\n    get: {operationId: time, summary: T, description: \"T. Source: t.\", x-retry: safe, responses: {}}\n  /v1/orders:\n",
        )],
    ),
    case(
        "method_is_not_generated",
        "path",
        &[Replace(MARKET, "  /v1/time:\n    get:", "  /v1/time:\n    head:")],
    ),
    // Operations.
    case(
        "operation_id_is_missing",
        "operation-id",
        &[Replace(MARKET, "      operationId: server_time\n", "")],
    ),
    case(
        "operation_id_is_not_snake_case",
        "operation-id",
        &[Replace(MARKET, "operationId: server_time", "operationId: serverTime")],
    ),
    case(
        "operation_id_stands_twice",
        "operation-id",
        &[Replace(MARKET, "operationId: deposits", "operationId: order_book")],
    ),
    case(
        "operation_id_is_a_keyword",
        "operation-id",
        &[Replace(MARKET, "operationId: deposits", "operationId: move")],
    ),
    case(
        "operation_id_is_taken",
        "operation-id",
        &[
            Replace(MARKET, "operationId: deposits", "operationId: call"),
            Replace(MARKET, "operationId: order_book", "operationId: all"),
        ],
    ),
    case(
        "summary_is_long_or_missing",
        "summary",
        &[
            Replace(MARKET, "summary: Order book of a pair", "summary: Order book of a pair."),
            Replace(MARKET, "      summary: Deposits of the house\n", ""),
            Replace(
                MARKET,
                "summary: Time of the exchange",
                "summary: Time of the exchange as its servers see it, which may differ from yours by a few seconds",
            ),
        ],
    ),
    case(
        "source_is_missing",
        "source",
        &[
            Replace(MARKET, "      externalDocs: {url: \"https://acme.test/docs#time\"}\n", ""),
            Replace(MARKET, "{url: \"https://acme.test/docs#book\"}", "{url: the docs}"),
        ],
    ),
    case(
        "descriptions_are_missing",
        "description",
        &[
            Replace(MARKET, "      description: Returns the time.\n", ""),
            Replace(MARKET, "description: Name of the pair., ", ""),
            Replace(MARKET, "description: Id of the deposit., ", "description: \"\", "),
            Replace(
                MARKET,
                "    Labels:\n      description: Labels and their values.\n",
                "    Labels:\n",
            ),
            Replace(MARKET, ", description: Quantity in base coin.}", "}"),
            Replace(
                MARKET,
                "now: {description: \"Time, in milliseconds.\", ",
                "now: {description: 5, ",
            ),
        ],
    ),
    case(
        "retry_is_missing_or_wrong",
        "retry",
        &[
            Replace(
                MARKET,
                "      externalDocs: {url: \"https://acme.test/docs#time\"}\n      x-retry: safe\n",
                "      externalDocs: {url: \"https://acme.test/docs#time\"}\n",
            ),
            Replace(
                MARKET,
                "      externalDocs: {url: \"https://acme.test/docs#book\"}\n      x-retry: safe\n",
                "      externalDocs: {url: \"https://acme.test/docs#book\"}\n      x-retry: often\n",
            ),
            Replace(TRADE, "      x-retry: never\n", "      x-retry: safe\n"),
        ],
    ),
    case(
        "rate_limit_is_wrong",
        "rate-limit",
        &[
            Replace(
                MARKET,
                "x-rate-limit: {requests: 10, seconds: 1, scope: uid}",
                "x-rate-limit: {requests: 0, second: 1, scope: user}",
            ),
            Replace(
                COMMON,
                "x-rate-limit: {requests: 600, seconds: 60, scope: ip}",
                "x-rate-limit: 10 per second",
            ),
        ],
    ),
    case(
        "client_order_id_is_nowhere",
        "client-order-id",
        &[Replace(TRADE, "x-client-order-id: clientId", "x-client-order-id: clientID")],
    ),
    case(
        "parameters_are_called_like_something_of_a_builder",
        "names",
        &[Replace(
            MARKET,
            "        - {name: limit, in: query",
            "        - {name: body, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: client, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: info, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: url, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: misuse, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: Send, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: limit, in: query",
        )],
    ),
    case(
        "names_make_no_field",
        "names",
        &[
            Replace(
                MARKET,
                "        - {name: limit, in: query",
                "        - {name: _x, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: größe, in: query, required: false, description: A word., schema: {type: string}}\n        - {name: limit, in: query",
            ),
            Replace(
                TRADE,
                "        clientId: {",
                "        größe: {description: Size., type: string}\n        \"\": {description: Nothing., type: string}\n        clientId: {",
            ),
        ],
    ),
    case(
        "property_makes_no_field",
        "names",
        &[Replace(
            TRADE,
            "        clientId: {",
            "        größe: {description: Size., type: string}\n        \"\": {description: Nothing., type: string}\n        \"+\": {description: Plus., type: string}\n        clientId: {",
        )],
    ),
    case(
        "operation_id_is_a_module",
        "operation-id",
        &[
            Replace(MARKET, "operationId: deposits", "operationId: types"),
            Replace(TRADE, "operationId: open_orders", "operationId: operations"),
        ],
    ),
    case(
        "operation_ids_make_one_name",
        "operation-id",
        &[
            Replace(TRADE, "operationId: open_orders", "operationId: place_order_request"),
            Replace(MARKET, "operationId: server_time", "operationId: market"),
        ],
    ),
    case(
        "field_inside_a_request_is_called_like_a_method",
        "names",
        &[
            Replace(
                TRADE,
                "        clientId: {",
                "        legs: {description: Legs., type: array, items: {$ref: \"#/components/schemas/Leg\"}}\n        misuse: {description: A field., type: string}\n        clientId: {",
            ),
            Replace(
                TRADE,
                "    Order:\n",
                "    Leg: {description: A leg., type: object, properties: {check: {description: A field., type: string}}}\n    Order:\n",
            ),
        ],
    ),
    case(
        "client_order_id_is_in_no_list",
        "client-order-id",
        &[Replace(TRADE, "x-client-order-id: clientId", "x-client-order-id: side[].clientId")],
    ),
    case(
        "client_order_id_is_in_a_list_that_is_no_body",
        "client-order-id",
        &[Replace(TRADE, "x-client-order-id: clientId", "x-client-order-id: \"[].clientId\"")],
    ),
    case(
        "client_order_id_is_no_field_of_the_items",
        "client-order-id",
        &[
            Replace(TRADE, "x-client-order-id: clientId", "x-client-order-id: \"[].clientID\""),
            Replace(
                TRADE,
                "            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
                "            schema: {type: array, items: {$ref: \"#/components/schemas/PlaceOrderRequest\"}}",
            ),
            Replace(
                TRADE,
                "            example: {\"pair\": \"BTCUSD\", \"side\": \"buy\", \"price\": \"1.10\", \"clientId\": \"a1\"}",
                "            example: []",
            ),
        ],
    ),
    case(
        "client_order_id_is_no_text",
        "client-order-id",
        &[Replace(TRADE, "x-client-order-id: clientId", "x-client-order-id: price")],
    ),
    case(
        "echo_is_no_list",
        "echo",
        &[Replace(
            TRADE,
            "      x-client-order-id: clientId\n",
            "      x-client-order-id: clientId\n      x-echo: side\n",
        )],
    ),
    case(
        "echo_is_in_the_request_or_the_payload_alone",
        "echo",
        &[Replace(
            TRADE,
            "      x-client-order-id: clientId\n",
            "      x-client-order-id: clientId\n      x-echo: [side, orderId, clientId, 7]\n",
        )],
    ),
    case("clock_is_nowhere", "clock", &[Replace(MARKET, "x-clock: now", "x-clock: time")]),
    case(
        "clock_cannot_be_asked",
        "clock",
        &[Replace(
            TRADE,
            "      x-pagination: {style: id,",
            "      x-clock: orderId\n      x-pagination: {style: id,",
        )],
    ),
    case(
        "clock_is_no_time",
        "clock",
        &[Replace(
            MARKET,
            "now: {description: \"Time, in milliseconds.\", type: string, format: timestamp-ms}",
            "now: {description: \"Time, in milliseconds.\", type: string, format: int64}",
        )],
    ),
    case(
        "pagination_names_nothing",
        "pagination",
        &[
            Replace(
                MARKET,
                "x-pagination: {style: offset, limit: limit, offset: offset, items: results, total: count}",
                "x-pagination: {style: offset, limit: size, offset: ofset, items: result, total: counted}",
            ),
            Replace(
                TRADE,
                "x-pagination: {style: id, cursor: before, id: orderId, items: \"\"}",
                "x-pagination: {style: id, cursor: before, id: orderID, items: \"\"}",
            ),
        ],
    ),
    case(
        "pagination_style_is_unknown",
        "pagination",
        &[
            Replace(MARKET, "x-pagination: {style: offset,", "x-pagination: {style: offsets,"),
            Replace(
                TRADE,
                "x-pagination: {style: id, cursor: before, id: orderId, items: \"\"}",
                "x-pagination: cursor",
            ),
        ],
    ),
    case(
        "pagination_does_not_fit_its_types",
        "pagination",
        &[
            Replace(
                MARKET,
                "count: {description: Number of deposits., type: integer, format: int64}",
                "count: {description: Number of deposits., type: string}",
            ),
            Replace(
                MARKET,
                "description: Rows before., schema: {type: integer, format: int64}",
                "description: Rows before., schema: {type: string}",
            ),
            Replace(
                TRADE,
                "x-pagination: {style: id, cursor: before, id: orderId, items: \"\"}",
                "x-pagination: {style: id, cursor: before, id: createdAt, next: price, items: \"\"}",
            ),
        ],
    ),
    case(
        "internal_is_not_true",
        "internal",
        &[Replace(
            TRADE,
            "      x-retry: never\n",
            "      x-retry: never\n      x-internal: \"yes\"\n",
        )],
    ),
    case(
        "extension_is_unknown_or_misplaced",
        "extension",
        &[
            Replace(
                TRADE,
                "      x-retry: never\n",
                "      x-retry: never\n      x-retri: never\n      x-error-codes: {}\n",
            ),
            Replace(MARKET, "security: []\n", "security: []\nx-envelope: {}\n"),
            Replace(MARKET, "  /v1/time:\n", "  x-logo: acme.png\n  /v1/time:\n"),
        ],
    ),
    case(
        "extension_at_a_decimal",
        "extension",
        &[Replace(
            TRADE,
            "        price: {description: Price in quote coin., type: string, format: decimal}\n        clientId",
            "        price: {description: Price in quote coin., type: string, format: decimal, x-note: hi}\n        clientId",
        )],
    ),
    // Parameters.
    case(
        "parameter_in_a_header_or_cookie",
        "parameter",
        &[
            Replace(MARKET, "name: limit, in: query", "name: limit, in: header"),
            Replace(MARKET, "name: offset, in: query", "name: offset, in: cookie"),
        ],
    ),
    case(
        "parameter_in_an_unknown_place",
        "parameter",
        &[Replace(MARKET, "name: limit, in: query", "name: limit, in: body")],
    ),
    case(
        "parameter_says_not_whether_it_is_required",
        "parameter",
        &[
            Replace(
                MARKET,
                "name: pair, in: path, required: true",
                "name: pair, in: path, required: false",
            ),
            Replace(MARKET, "name: depth, in: query, required: false", "name: depth, in: query"),
        ],
    ),
    case(
        "parameter_has_no_schema",
        "parameter",
        &[Replace(
            MARKET,
            "description: Levels wanted., schema: {type: integer, format: int64}}",
            "description: Levels wanted., content: {application/json: {schema: {type: string}}}}",
        )],
    ),
    case(
        "parameter_by_reference",
        "parameter",
        &[Replace(
            MARKET,
            "        - {name: depth, in: query, required: false, description: Levels wanted., schema: {type: integer, format: int64}}\n",
            "        - {$ref: \"#/components/parameters/Depth\"}\n",
        )],
    ),
    case(
        "parameter_list_with_commas",
        "parameter",
        &[Replace(
            MARKET,
            "          description: Sides wanted.\n",
            "          description: Sides wanted.\n          style: spaceDelimited\n          explode: false\n",
        )],
    ),
    case(
        "parameter_list_is_required",
        "parameter",
        &[Replace(
            MARKET,
            "          in: query\n          required: false\n",
            "          in: query\n          required: true\n",
        )],
    ),
    case(
        "parameter_is_an_object",
        "parameter",
        &[Replace(
            MARKET,
            "          schema: {type: array, items: {$ref: \"common.yaml#/components/schemas/Side\"}}",
            "          schema: {$ref: \"#/components/schemas/Level\"}",
        )],
    ),
    case(
        "parameter_in_the_path_is_no_plain_value",
        "parameter",
        &[Replace(
            MARKET,
            "description: Name of the pair., schema: {type: string}",
            "description: Name of the pair., schema: {type: string, format: decimal}",
        )],
    ),
    case(
        "parameter_is_a_secret_or_null",
        "parameter",
        &[
            Replace(
                MARKET,
                "description: Rows wanted., schema: {type: integer, format: int64}",
                "description: Rows wanted., schema: {type: string, format: password}",
            ),
            Replace(
                MARKET,
                "description: Levels wanted., schema: {type: integer, format: int64}",
                "description: Levels wanted., schema: {type: integer, format: int64, nullable: true}",
            ),
        ],
    ),
    // Bodies and answers.
    case(
        "body_is_optional",
        "request-body",
        &[Replace(
            TRADE,
            "        required: true\n        content:",
            "        required: false\n        content:",
        )],
    ),
    case(
        "body_says_not_whether_it_is_required",
        "request-body",
        &[Replace(TRADE, "        required: true\n        content:", "        content:")],
    ),
    case(
        "body_that_is_a_list_is_optional",
        "request-body",
        &[
            Replace(
                TRADE,
                "        required: true\n        content:",
                "        required: false\n        content:",
            ),
            Replace(TRADE, "x-client-order-id: clientId", "x-client-order-id: \"[].clientId\""),
            Replace(
                TRADE,
                "            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
                "            schema: {type: array, items: {$ref: \"#/components/schemas/PlaceOrderRequest\"}}",
            ),
            Replace(
                TRADE,
                "            example: {\"pair\": \"BTCUSD\", \"side\": \"buy\", \"price\": \"1.10\", \"clientId\": \"a1\"}",
                "            example: []",
            ),
        ],
    ),
    case(
        "body_is_a_list_of_lists",
        "ref-only",
        &[Replace(
            TRADE,
            "            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
            "            schema: {type: array, items: {type: array, items: {$ref: \"#/components/schemas/PlaceOrderRequest\"}}}",
        )],
    ),
    case(
        "body_is_a_list_of_text",
        "ref-only",
        &[Replace(
            TRADE,
            "            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
            "            schema: {type: array, items: {type: string}}",
        )],
    ),
    case(
        "body_of_a_get",
        "request-body",
        &[Replace(
            MARKET,
            "      x-clock: now\n",
            "      x-clock: now\n      requestBody: {required: true, content: {application/json: {schema: {$ref: \"#/components/schemas/ServerTime\"}, example: {}}}}\n",
        )],
    ),
    case(
        "body_is_no_object",
        "request-body",
        &[Replace(
            TRADE,
            "            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
            "            schema: {$ref: \"common.yaml#/components/schemas/Side\"}",
        )],
    ),
    case(
        "body_as_form_and_json",
        "media-type",
        &[Replace(
            TRADE,
            "          application/json:\n            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
            "          application/x-www-form-urlencoded:\n            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}\n          application/json:\n            schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
        )],
    ),
    case(
        "response_as_xml",
        "media-type",
        &[Replace(
            MARKET,
            "            application/json:\n              schema: {$ref: \"#/components/schemas/OrderBook\"}",
            "            application/json; charset=utf-8:\n              schema: {$ref: \"#/components/schemas/OrderBook\"}",
        )],
    ),
    case(
        "two_successes",
        "responses",
        &[Replace(
            MARKET,
            "        \"200\":\n          description: The book.\n",
            "        \"201\": {description: Nothing.}\n        \"200\":\n          description: The book.\n",
        )],
    ),
    case(
        "no_success",
        "responses",
        &[Replace(
            MARKET,
            "        \"200\":\n          description: The book.\n",
            "        default:\n          description: The book.\n",
        )],
    ),
    case(
        "failure_is_typed",
        "responses",
        &[Replace(
            MARKET,
            "              example: {\"asks\": [[\"1.10\", \"5\", \"2\"]], \"bids\": [[\"1.09\", \"7\"]], \"fee\": 0.1, \"open\": \"yes\"}\n        4XX: {$ref: \"common.yaml#/components/responses/Error\"}\n",
            "              example: {\"asks\": [[\"1.10\", \"5\", \"2\"]], \"bids\": [[\"1.09\", \"7\"]], \"fee\": 0.1, \"open\": \"yes\"}\n        \"429\": {$ref: \"common.yaml#/components/responses/Error\"}\n        4XX: {description: No.}\n",
        )],
    ),
    case(
        "failure_is_missing",
        "responses",
        &[Replace(
            TRADE,
            "              example: {\"code\": \"0\", \"data\": {\"orderId\": \"7\"}}\n        4XX: {$ref: \"common.yaml#/components/responses/Error\"}\n",
            "              example: {\"code\": \"0\", \"data\": {\"orderId\": \"7\"}}\n",
        )],
    ),
    // Examples.
    case(
        "example_is_missing",
        "example",
        &[
            Replace(
                TRADE,
                "              example: {\"code\": \"0\", \"data\": {\"orderId\": \"7\"}}\n",
                "",
            ),
            Replace(
                TRADE,
                "            example: {\"pair\": \"BTCUSD\", \"side\": \"buy\", \"price\": \"1.10\", \"clientId\": \"a1\"}\n",
                "            examples: {}\n",
            ),
        ],
    ),
    case(
        "example_says_not_where_it_is_from",
        "example",
        &[
            Replace(MARKET, "bare: {summary: Documented for the first release,", "bare: {"),
            Replace(
                MARKET,
                "page: {summary: Constructed from the field list,",
                "constructed_page: {summary: By hand,",
            ),
        ],
    ),
    case(
        "example_beside_examples",
        "example",
        &[Replace(
            MARKET,
            "              examples:\n                bare:",
            "              example: []\n              examples:\n                bare:",
        )],
    ),
    case(
        "example_has_wrong_types",
        "example",
        &[Replace(
            MARKET,
            "example: {\"asks\": [[\"1.10\", \"5\", \"2\"]], \"bids\": [[\"1.09\", \"7\"]], \"fee\": 0.1, \"open\": \"yes\"}",
            "example: {\"asks\": [[1.10, \"5\", \"x\", \"9\"]], \"bids\": {}, \"fee\": \"0.1\", \"open\": \"maybe\"}",
        )],
    ),
    case(
        "example_lacks_or_adds_fields",
        "example",
        &[
            Replace(
                TRADE,
                "example: {\"code\": \"0\", \"data\": {\"orderId\": \"7\"}}",
                "example: {\"data\": {\"orderID\": \"7\"}}",
            ),
            Replace(MARKET, "\"bids\": [[\"1.09\", \"7\"]]", "\"bids\": [[\"1.09\"]]"),
        ],
    ),
    case(
        "example_has_an_unknown_value",
        "example",
        &[
            Replace(
                TRADE,
                "\"side\": \"buy\", \"price\": \"1.10\", \"clientId\": \"a1\"",
                "\"side\": \"hold\", \"price\": \"\", \"clientId\": null",
            ),
            Replace(MARKET, "{\"id\": 1, \"state\": 2}", "{\"id\": null, \"state\": 3}"),
            Replace(
                TRADE,
                "\"createdAt\": \"2019-03-20T03:46:30Z\"",
                "\"createdAt\": \"20.3.2019\"",
            ),
        ],
    ),
    case(
        "example_has_too_many_digits",
        "example",
        &[Replace(
            TRADE,
            "\"price\": \"1.10\", \"clientId\"",
            "\"price\": \"0.00000000000000000000000000001\", \"clientId\"",
        )],
    ),
    // Names.
    case(
        "properties_become_one_field",
        "names",
        &[Replace(
            TRADE,
            "        clientId: {",
            "        client_id: {description: The same., type: string}\n        clientId: {",
        )],
    ),
    case(
        "parameters_become_one_field",
        "names",
        &[Replace(
            MARKET,
            "        - {name: limit, in: query",
            "        - {name: Offset, in: query, required: false, description: The same., schema: {type: string}}\n        - {name: limit, in: query",
        )],
    ),
    case(
        "parameter_and_body_become_one_field",
        "names",
        &[Replace(
            TRADE,
            "      x-client-order-id: clientId\n",
            "      x-client-order-id: clientId\n      parameters: [{name: client_id, in: query, required: false, description: The same., schema: {type: string}}]\n",
        )],
    ),
    case(
        "parameter_is_called_like_a_method",
        "names",
        &[Replace(MARKET, "name: depth, in: query", "name: options, in: query")],
    ),
    case(
        "body_field_is_called_like_a_method",
        "names",
        &[Replace(
            TRADE,
            "        clientId: {",
            "        send: {description: When., type: string}\n        clientId: {",
        )],
    ),
    case(
        "component_is_not_pascal_case",
        "names",
        &[
            Replace(COMMON, "    ApiError:\n", "    APIError:\n"),
            Replace(
                COMMON,
                "schema: {$ref: \"#/components/schemas/ApiError\"}",
                "schema: {$ref: \"#/components/schemas/APIError\"}",
            ),
        ],
    ),
    case(
        "component_hides_another_type",
        "names",
        &[
            Replace(MARKET, "    Labels:\n", "    Vec:\n"),
            Replace(
                MARKET,
                "labels: {$ref: \"#/components/schemas/Labels\"}",
                "labels: {$ref: \"#/components/schemas/Vec\"}",
            ),
        ],
    ),
    case(
        "component_in_two_documents",
        "names",
        &[
            Replace(
                MARKET,
                "    Labels:\n      description: Labels",
                "    Side:\n      description: |-\n        Labels",
            ),
            Replace(MARKET, "#/components/schemas/Labels", "#/components/schemas/Side"),
        ],
    ),
    case(
        "component_is_called_like_a_response",
        "names",
        &[
            Replace(MARKET, "    OrderBook:\n", "    OrderBookResponse:\n"),
            Replace(
                MARKET,
                "schema: {$ref: \"#/components/schemas/OrderBook\"}",
                "schema: {$ref: \"#/components/schemas/OrderBookResponse\"}",
            ),
            Replace(TRADE, "    PlaceOrderRequest:\n", "    PlaceOrderBody:\n"),
            Replace(
                TRADE,
                "schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
                "schema: {$ref: \"#/components/schemas/PlaceOrderBody\"}",
            ),
        ],
    ),
    case(
        "component_is_called_like_a_parameter",
        "names",
        &[
            Replace(MARKET, "    Labels:\n", "    DepositsLimit:\n"),
            Replace(
                MARKET,
                "labels: {$ref: \"#/components/schemas/Labels\"}",
                "labels: {$ref: \"#/components/schemas/DepositsLimit\"}",
            ),
        ],
    ),
    case(
        "component_is_called_by_its_place",
        "names",
        &[
            Replace(MARKET, "    Labels:\n", "    DepositInner:\n"),
            Replace(
                MARKET,
                "labels: {$ref: \"#/components/schemas/Labels\"}",
                "labels: {$ref: \"#/components/schemas/DepositInner\"}",
            ),
            Replace(MARKET, "    OrderBook:\n", "    Response2:\n"),
            Replace(
                MARKET,
                "schema: {$ref: \"#/components/schemas/OrderBook\"}",
                "schema: {$ref: \"#/components/schemas/Response2\"}",
            ),
        ],
    ),
    case(
        "enum_in_two_groups",
        "shared",
        &[
            Replace(
                TRADE,
                "    Order:\n",
                "    DepositState:\n      description: |-\n        Another text.\n\n        * `1`: seen.\n        * `2`: booked.\n      type: integer\n      enum: [1, 2]\n      x-enum-varnames: [One, Two]\n    Order:\n",
            ),
            Replace(
                TRADE,
                "        orderId: {description: Id of the order., type: string}",
                "        orderId: {description: Id of the order., type: string}\n        state: {$ref: \"#/components/schemas/DepositState\"}",
            ),
        ],
    ),
    // Schemas.
    case(
        "enum_in_place",
        "ref-only",
        &[Replace(
            TRADE,
            "        side: {$ref: \"common.yaml#/components/schemas/Side\"}\n        price: {description: Price in quote coin., type: string, format: decimal}\n        clientId",
            "        side: {description: Side., type: string, enum: [buy, sell]}\n        price: {description: Price in quote coin., type: string, format: decimal}\n        clientId",
        )],
    ),
    case(
        "object_in_place",
        "ref-only",
        &[
            Replace(
                MARKET,
                "labels: {$ref: \"#/components/schemas/Labels\"}",
                "labels: {description: Labels., type: object, properties: {a: {description: A., type: string}}}",
            ),
            Replace(
                MARKET,
                "schema: {$ref: \"#/components/schemas/OrderBook\"}",
                "schema: {type: object}",
            ),
        ],
    ),
    case(
        "body_and_response_in_place",
        "ref-only",
        &[
            Replace(
                TRADE,
                "schema: {$ref: \"#/components/schemas/PlaceOrderRequest\"}",
                "schema: {type: string}",
            ),
            Replace(
                TRADE,
                "schema: {$ref: \"#/components/schemas/PlaceOrderResponse\"}",
                "schema: {type: array, items: {type: string}}",
            ),
        ],
    ),
    case(
        "array_of_arrays",
        "ref-only",
        &[Replace(
            MARKET,
            "items: {$ref: \"#/components/schemas/Level\"}}\n        bids",
            "items: {type: array, items: {type: string}}}\n        bids",
        )],
    ),
    case(
        "component_is_a_plain_value",
        "component",
        &[Replace(
            MARKET,
            "    Labels:\n      description: Labels and their values.\n      type: object\n      additionalProperties: {type: string}",
            "    Labels:\n      description: Labels.\n      type: string\n      format: decimal",
        )],
    ),
    case(
        "component_is_an_array",
        "component",
        &[Replace(
            MARKET,
            "    Labels:\n      description: Labels and their values.\n      type: object\n      additionalProperties: {type: string}",
            "    Labels:\n      description: Labels.\n      type: array\n      items: {type: string}",
        )],
    ),
    case(
        "component_is_nullable_or_mixed",
        "component",
        &[
            Replace(
                MARKET,
                "    Labels:\n      description: Labels and their values.\n      type: object\n",
                "    Labels:\n      description: Labels and their values.\n      type: string\n      nullable: true\n",
            ),
            Replace(
                MARKET,
                "    Deposit:\n      description: Coins that arrived.\n      type: object\n",
                "    Deposit:\n      description: Coins that arrived.\n      x-enum-varnames: [A]\n",
            ),
        ],
    ),
    case(
        "number_without_format",
        "format",
        &[
            Replace(
                MARKET,
                "fee: {description: Fee in percent., type: number, format: decimal, nullable: true}",
                "fee: {description: Fee in percent., type: number, nullable: true}",
            ),
            Replace(
                MARKET,
                "count: {description: Number of deposits., type: integer, format: int64}",
                "count: {description: Number of deposits., type: integer, format: int32}",
            ),
        ],
    ),
    case(
        "format_is_unknown",
        "format",
        &[
            Replace(
                MARKET,
                "open: {description: Whether the pair trades., type: string, format: bool-yes-no}",
                "open: {description: Whether the pair trades., type: string, format: bool-y-n}",
            ),
            Replace(
                MARKET,
                "id: {description: Id of the deposit., type: integer, format: int64}",
                "id: {description: Id of the deposit., type: string, format: uuid}",
            ),
            Replace(
                TRADE,
                "orderId: {description: Id of the order., type: string}",
                "orderId: {description: Id of the order., type: string, format: decimals}",
            ),
        ],
    ),
    case(
        "schema_without_type",
        "format",
        &[Replace(
            TRADE,
            "orderId: {description: Id of the order., type: string}",
            "orderId: {description: Id of the order.}",
        )],
    ),
    case(
        "list_that_cannot_be_written_back",
        "format",
        &[Replace(
            MARKET,
            "      additionalProperties: {type: string}",
            "      additionalProperties: {type: number, format: decimal}",
        )],
    ),
    case(
        "property_is_required_and_nullable",
        "nullable",
        &[Replace(
            TRADE,
            "      required: [orderId]\n      properties:\n        orderId: {description: Id of the order., type: string}",
            "      required: [orderId]\n      properties:\n        orderId: {description: Id of the order., type: string, nullable: true}",
        )],
    ),
    case(
        "description_has_a_code_fence",
        "description",
        &[Replace(
            MARKET,
            "description: Returns the time.",
            "description: \"Returns ```let x = 1;```.\"",
        )],
    ),
    case(
        "keywords_that_only_restrict",
        "keyword",
        &[
            Replace(
                TRADE,
                "        price: {description: Price in quote coin., type: string, format: decimal}\n        clientId",
                "        price: {description: Price in quote coin., type: string, format: decimal, pattern: \"^[0-9.+$\", minimum: 0}\n        clientId",
            ),
            Replace(
                MARKET,
                "description: Rows wanted., schema: {type: integer, format: int64}",
                "description: Rows wanted., schema: {type: integer, format: int64, default: 100, multipleOf: 5, minimum: one, maximum: \"500\"}",
            ),
            Replace(
                TRADE,
                "clientId: {description: The caller's name for the order., type: string}",
                "clientId: {description: The caller's name for the order., type: string, minLength: -1, maxLength: 36.5, title: Id}",
            ),
        ],
    ),
    case(
        "all_of_composes_objects",
        "all-of",
        &[Replace(
            MARKET,
            "labels: {$ref: \"#/components/schemas/Labels\"}",
            "labels: {description: Labels., allOf: [{$ref: \"#/components/schemas/Labels\"}, {$ref: \"#/components/schemas/ServerTime\"}]}",
        )],
    ),
    case(
        "property_refers_to_a_response",
        "all-of",
        &[Replace(
            MARKET,
            "labels: {$ref: \"#/components/schemas/Labels\"}",
            "labels: {$ref: \"#/components/schemas/ServerTimeResponse\"}",
        )],
    ),
    case(
        "one_of_two_objects",
        "one-of",
        &[Replace(
            MARKET,
            "    Labels:\n      description: Labels and their values.\n      type: object\n      additionalProperties: {type: string}",
            "    Labels:\n      description: Labels.\n      oneOf: [{$ref: \"#/components/schemas/ServerTime\"}, {$ref: \"#/components/schemas/Level\"}]",
        )],
    ),
    case(
        "one_of_and_any_of_in_place",
        "one-of",
        &[
            Replace(
                TRADE,
                "clientId: {description: The caller's name for the order., type: string}",
                "clientId: {description: The caller's name for the order., oneOf: [{type: string}, {type: integer}]}",
            ),
            Replace(
                MARKET,
                "now: {description: \"Time, in milliseconds.\", type: string, format: timestamp-ms}",
                "now: {description: Time., anyOf: [{type: string}]}",
            ),
        ],
    ),
    case(
        "bare_list_does_not_fit_its_page",
        "one-of",
        &[
            Replace(MARKET, "      x-bare-array: results\n", "      x-bare-array: result\n"),
            Replace(MARKET, "      required: [results]\n", "      required: [results, count]\n"),
        ],
    ),
    case(
        "bare_list_of_other_items",
        "one-of",
        &[
            Replace(
                MARKET,
                "        - {type: array, items: {$ref: \"#/components/schemas/Deposit\"}}",
                "        - {type: array, items: {type: string}}",
            ),
            Replace(MARKET, "      required: [results]\n", "      required: [results, count]\n"),
        ],
    ),
    case(
        "map_beside_properties",
        "additional-properties",
        &[
            Replace(
                MARKET,
                "    ServerTime:\n      description: The time.\n      type: object\n",
                "    ServerTime:\n      description: The time.\n      type: object\n      additionalProperties: {type: string}\n",
            ),
            Replace(
                MARKET,
                "    OrderBook:\n      description: Open orders.\n      type: object\n",
                "    OrderBook:\n      description: Open orders.\n      type: object\n      additionalProperties: false\n",
            ),
            Replace(
                MARKET,
                "      description: Labels and their values.\n      type: object\n      additionalProperties: {type: string}",
                "      description: Labels and their values.\n      type: object\n      additionalProperties: true",
            ),
        ],
    ),
    case(
        "tuple_without_columns",
        "tuple",
        &[Replace(
            MARKET,
            "      x-tuple:\n        - {name: price, type: string, format: decimal, description: Price in quote coin.}\n        - {name: quantity, type: string, format: decimal, description: Quantity in base coin.}\n        - {name: orders, type: string, format: int64, optional: true, description: How many orders stand.}\n",
            "      x-tuple: []\n",
        )],
    ),
    case(
        "tuple_columns_are_not_complete",
        "tuple",
        &[
            Replace(MARKET, "        - {name: price, type: string,", "        - {type: string,"),
            Replace(
                MARKET,
                "{name: quantity, type: string, format: decimal, description",
                "{name: type, format: decimal, nullable: true, description",
            ),
            Replace(
                MARKET,
                "optional: true, description: How many orders stand.",
                "optionl: true, description: How many orders stand.",
            ),
        ],
    ),
    case(
        "tuple_column_refers_to_no_text",
        "structure",
        &[Replace(
            MARKET,
            "{name: price, type: string, format: decimal,",
            "{name: price, allOf: [{$ref: true}],",
        )],
    ),
    case(
        "tuple_columns_of_types_that_are_none",
        "tuple",
        &[
            Replace(
                MARKET,
                "{name: price, type: string, format: decimal,",
                "{name: price, type: strin, format: decimal,",
            ),
            Replace(
                MARKET,
                "{name: quantity, type: string, format: decimal,",
                "{name: quantity, type: object, format: 5,",
            ),
            Replace(
                MARKET,
                "{name: orders, type: string, format: int64,",
                "{name: orders, $ref: 7,",
            ),
        ],
    ),
    case(
        "tuple_optional_column_in_the_middle",
        "tuple",
        &[
            Replace(
                MARKET,
                "{name: quantity, type: string,",
                "{name: quantity, optional: true, type: string,",
            ),
            Replace(MARKET, "format: int64, optional: true,", "format: int64,"),
        ],
    ),
    case(
        "tuple_columns_of_types_that_no_tuple_holds",
        "tuple",
        &[
            Replace(
                MARKET,
                "{name: price, type: string, format: decimal,",
                "{name: price, $ref: \"#/components/schemas/Labels\",",
            ),
            Replace(
                MARKET,
                "{name: quantity, type: string, format: decimal,",
                "{name: quantity, type: string, format: password,",
            ),
            Replace(
                MARKET,
                "{name: orders, type: string, format: int64,",
                "{name: price, type: integer, format: int64,",
            ),
        ],
    ),
    // Enums.
    case("enum_without_values", "enum", &[Replace(COMMON, "enum: [buy, sell]", "enum: []")]),
    case(
        "enum_with_booleans",
        "enum",
        &[
            Replace(COMMON, "enum: [buy, sell]", "enum: [true, 5, null, \"\"]"),
            Replace(MARKET, "x-enum-varnames: [Seen, Booked]", "x-enum-varnames: [Seen, true]"),
        ],
    ),
    case(
        "enum_values_stand_twice",
        "enum",
        &[
            Replace(COMMON, "enum: [buy, sell]", "enum: [buy, sell, buy]"),
            Replace(MARKET, "      enum: [1, 2]", "      enum: [1, \"2\"]"),
        ],
    ),
    case(
        "enum_values_differ_in_case_only",
        "enum",
        &[
            Replace(COMMON, "enum: [buy, sell]", "enum: [buy, sell, Buy]"),
            Replace(
                COMMON,
                "        * `sell`: sells.\n",
                "        * `sell`: sells.\n        * `Buy`: buys.\n",
            ),
        ],
    ),
    case(
        "enum_values_make_no_names",
        "enum",
        &[
            Replace(
                COMMON,
                "enum: [buy, sell]",
                "enum: [\"1\", \"-1\", good_till, goodTill, unknown]",
            ),
            Replace(MARKET, "      x-enum-varnames: [Seen, Booked]\n", ""),
        ],
    ),
    case(
        "enum_names_do_not_fit",
        "enum",
        &[Replace(
            MARKET,
            "x-enum-varnames: [Seen, Booked]",
            "x-enum-varnames: [seen, Unknown, Seen]",
        )],
    ),
    case(
        "enum_values_are_not_explained",
        "enum",
        &[Replace(COMMON, "        * `sell`: sells.\n", "        * `sel`: sells.\n")],
    ),
    case(
        "enum_of_another_type",
        "enum",
        &[Replace(
            COMMON,
            "      type: string\n      enum: [buy, sell]",
            "      type: boolean\n      enum: [buy, sell]",
        )],
    ),
];
