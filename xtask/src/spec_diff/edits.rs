//! The series of edits that [`super::tests`] goes through.

/// An edit and the report of it.
pub const EDITS: &[(&str, &str, &[&str])] = &[
    // Nothing that a program could notice.
    ("description: Newest trades first.", "description: Trades, the newest first.", &[]),
    ("example: {code: 0, data: []}", "example: {code: 0, data: null}", &[]),
    ("    # Spot only.\n", "", &[]),
    // Operations.
    (
        "operationId: trades",
        "operationId: fills",
        &[
            "compatible  fixture::fills: new operation `GET /v1/trades/{symbol}`",
            "breaking    fixture::trades: the operation is gone",
        ],
    ),
    (
        "/v1/orders:\n    post:",
        "/v2/orders:\n    put:",
        &["compatible  fixture::place_order: is `PUT /v2/orders`, was `POST /v1/orders`"],
    ),
    (
        "security: [] # trades",
        "security: [{Key: []}]",
        &["breaking    fixture::trades: is signed with Key, was public"],
    ),
    (
        "security: [] # trades",
        "security: [{}, {Key: []}]",
        &[
            "compatible  fixture::trades: is signed with Key where there are credentials, was public",
        ],
    ),
    (
        "security: [{Key: []}] # place_order",
        "security: []",
        &["compatible  fixture::place_order: is public, was signed with Key"],
    ),
    (
        "x-retry: safe # trades",
        "x-retry: never",
        &["compatible  fixture::trades: is never sent twice, was sent again after a failure"],
    ),
    (
        "x-retry: never # place_order",
        "x-retry: safe",
        &[
            "compatible  fixture::place_order: may be sent again after a failure, was never sent twice",
        ],
    ),
    (
        "x-rate-limit: {requests: 10, seconds: 1, scope: ip}",
        "x-rate-limit: {requests: 20, seconds: 1, scope: uid}",
        &[
            "compatible  fixture::trades: limit of 20 requests in 1 s for each user, was 10 requests in 1 s for each IP",
        ],
    ),
    (
        "      x-rate-limit: {requests: 10, seconds: 1, scope: ip}\n",
        "",
        &["compatible  fixture::trades: the limit of 10 requests in 1 s for each IP is gone"],
    ),
    (
        "x-client-order-id: clientId",
        "x-client-order-id: clientId\n      x-rate-limit: {requests: 5, seconds: 2, scope: uid}",
        &["compatible  fixture::place_order: limit of 5 requests in 2 s for each user"],
    ),
    (
        "x-client-order-id: clientId",
        "deprecated: true",
        &[
            "compatible  fixture::place_order: is deprecated",
            "compatible  fixture::place_order: the client order id is nowhere, was in `clientId`",
        ],
    ),
    (
        "x-client-order-id: clientId",
        "x-client-order-id: clientId\n      x-internal: true",
        &["breaking    fixture::place_order: has no method any longer"],
    ),
    (
        "      x-pagination: {style: id, cursor: before, id: id, items: \"\"}\n",
        "",
        &["breaking    fixture::trades: `stream()` is gone"],
    ),
    ("\"201\":", "\"200\":", &["compatible  fixture::place_order: succeeds with 200, was 201"]),
    // Parameters.
    (
        "        - name: before\n",
        "        - name: limit\n          in: query\n          required: false\n          schema: {type: integer, format: int64}\n        - name: before\n",
        &["compatible  fixture::trades: new optional query parameter `limit`: `i64`"],
    ),
    (
        "        - name: before\n",
        "        - name: limit\n          in: query\n          required: true\n          schema: {type: integer, format: int64}\n        - name: before\n",
        &["breaking    fixture::trades: new required query parameter `limit`: `i64`"],
    ),
    (
        "        - {name: side, in: query, required: false, schema: {$ref: \"common.yaml#/components/schemas/Side\"}}\n",
        "",
        &["breaking    fixture::trades: query parameter `side` is gone"],
    ),
    (
        "in: query, required: false, schema: {$ref: \"common.yaml#/components/schemas/Side\"}",
        "in: query, required: true, schema: {$ref: \"common.yaml#/components/schemas/Side\"}",
        &["breaking    fixture::trades: query parameter `side` is required, was optional"],
    ),
    (
        "in: path\n          required: true\n          schema: {type: string}",
        "in: path\n          required: true\n          schema: {type: integer, format: int64}",
        &["breaking    fixture::trades: path parameter `symbol` is `i64`, was `String`"],
    ),
    // Body fields.
    (
        "required: [side, quantity] # OrderRequest",
        "required: [side]",
        &["compatible  fixture::place_order: body field `quantity` is optional, was required"],
    ),
    (
        "required: [side, quantity] # OrderRequest",
        "required: [side, quantity, clientId]",
        &["breaking    fixture::place_order: body field `clientId` is required, was optional"],
    ),
    (
        "        memo: {type: string}\n",
        "",
        &["breaking    fixture::place_order: body field `memo` is gone"],
    ),
    (
        "        clientId: {type: string}\n",
        "        clientId: {type: string}\n        price: {type: string, format: decimal}\n",
        &["compatible  fixture::place_order: new optional body field `price`: `Decimal`"],
    ),
    (
        "quantity: {type: string, format: decimal} # OrderRequest",
        "quantity: {type: number, format: decimal}",
        &[
            "compatible  fixture::place_order: body field `quantity` is sent as number decimal, was string decimal",
        ],
    ),
    (
        "required: [trigger] # Leg",
        "required: [trigger, kind]",
        &["breaking    fixture::types::Leg: field `kind` is `String`, was `Option<String>`"],
    ),
    (
        "        kind: {type: string} # Leg\n",
        "        kind: {type: string}\n        note: {type: string}\n",
        &["compatible  fixture::types::Leg: new field `note`: `Option<String>`"],
    ),
    (
        "required: [trigger] # Leg\n      properties:\n",
        "required: [trigger, price]\n      properties:\n        price: {type: string, format: decimal}\n",
        &["breaking    fixture::types::Leg: new required field `price`: `Decimal`"],
    ),
    // Response fields.
    (
        "        fee: {type: string, format: decimal}\n",
        "        fee: {type: string, format: decimal}\n        maker: {type: boolean}\n",
        &["compatible  fixture::types::Trade: new field `maker`: `Option<bool>`"],
    ),
    (
        "        fee: {type: string, format: decimal}\n",
        "",
        &["breaking    fixture::types::Trade: field `fee` is gone"],
    ),
    (
        "        fee: {type: string, format: decimal}\n",
        "        fees: {type: string, format: decimal}\n",
        &[
            "compatible  fixture::types::Trade: new field `fees`: `Option<Decimal>`",
            "breaking    fixture::types::Trade: field `fee` is gone",
        ],
    ),
    (
        "        fee: {type: string, format: decimal}\n",
        "        fee: {type: string, format: big-decimal}\n",
        &[
            "breaking    fixture::types::Trade: field `fee` is `Option<BigDecimal>`, was `Option<Decimal>`",
        ],
    ),
    (
        "        fee: {type: string, format: decimal}\n",
        "        fee: {type: number, format: decimal}\n",
        &[
            "compatible  fixture::types::Trade: field `fee` is number decimal on the wire, was string decimal",
        ],
    ),
    (
        "required: [id] # Trade",
        "required: [id, fee]",
        &["breaking    fixture::types::Trade: field `fee` is `Decimal`, was `Option<Decimal>`"],
    ),
    (
        "required: [id] # Trade",
        "required: []",
        &["breaking    fixture::types::Trade: field `id` is `Option<i64>`, was `i64`"],
    ),
    (
        "required: [id] # Trade",
        "required: [id, tags]",
        &["compatible  fixture::types::Trade: field `tags` is always there"],
    ),
    (
        "id: {type: integer, format: int64} # Trade",
        "id: {type: integer, format: int64, nullable: true}",
        &["breaking    fixture::types::Trade: field `id` is `Option<i64>`, was `i64`"],
    ),
    (
        "data: {$ref: \"#/components/schemas/Book\"}",
        "data: {type: array, items: {$ref: \"#/components/schemas/Book\"}}",
        &["breaking    fixture::place_order: returns `Vec<Book>`, was `Book`"],
    ),
    // Enum values, tuples, the kinds of types.
    (
        "enum: [buy, sell]",
        "enum: [buy, sell, short]",
        &["compatible  fixture::types::Side: new value `short`: `Short`"],
    ),
    (
        "enum: [buy, sell]",
        "enum: [buy]",
        &["breaking    fixture::types::Side: value `sell` is gone: `Sell`"],
    ),
    (
        "enum: [buy, sell]",
        "enum: [buy, sell]\n      x-enum-varnames: [Buy, Offer]",
        &["breaking    fixture::types::Side: value `sell` is called `Offer`, was `Sell`"],
    ),
    (
        "type: string\n      enum: [buy, sell]",
        "type: integer\n      enum: [1, 2]\n      x-enum-varnames: [Buy, Sell]",
        &["breaking    fixture::types::Side: is an enum of integers, was one of strings"],
    ),
    (
        "        - {name: quantity, type: string, format: decimal} # Level\n",
        "        - {name: quantity, type: string, format: decimal}\n        - {name: orders, type: integer, format: int64, optional: true}\n",
        &["compatible  fixture::types::Level: new column `orders`: `Option<i64>`"],
    ),
    (
        "        - {name: quantity, type: string, format: decimal} # Level\n",
        "        - {name: quantity, type: string}\n",
        &["breaking    fixture::types::Level: column `quantity` is `String`, was `Decimal`"],
    ),
    (
        "        - {name: quantity, type: string, format: decimal} # Level\n",
        "",
        &["breaking    fixture::types::Level: column `quantity` is gone"],
    ),
    // What holds for everything.
    (
        "authentication: [\"101\"]",
        "permission: [\"101\"]\n  signature: [\"102\"]",
        &[
            "compatible  fixture: error code `102` means signature",
            "compatible  fixture: error code `101` means permission, was authentication",
        ],
    ),
    (
        "x-rate-limit: {requests: 100, seconds: 10, scope: ip}",
        "x-rate-limit: {requests: 50, seconds: 10, scope: ip}",
        &[
            "compatible  fixture: 50 requests in 10 s for each IP on everything, was 100 requests in 10 s for each IP",
        ],
    ),
];
