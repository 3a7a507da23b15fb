//! Every kind of schema in every place: what the linter passes there, the generator can write.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::Folder;
use crate::{generate, ir, spec};

/// An exchange with one operation, whose places are in capitals.
const API: &str = r##"
openapi: 3.0.3
info: {title: T, version: "1", description: D.}
servers: [{url: "https://a.test"}]
security: []
paths:
  /a/{key}:
    post:
      operationId: place_it
      summary: S
      description: "D. Source: a."
      x-retry: never
      parameters:
        - {name: key, in: path, required: true, description: D., schema: PATH}
        - {name: filter, in: query, required: false, description: D., schema: QUERY}
        - {name: wanted, in: query, required: true, description: D., schema: WANTED}
      requestBody:
        required: true
        content: {application/json: {schema: BODY, example: {}}}
      responses:
        "200": {description: D., content: {application/json: {schema: ANSWER, example: {}}}}
        4XX: {$ref: "common.yaml#/components/responses/Error"}
        5XX: {$ref: "common.yaml#/components/responses/Error"}
components:
  schemas:
    Order:
      description: D.
      type: object
      required: [sure]
      properties:
        sent: SENT
        sure: SURE
    Thing:
      description: D.
      type: object
      properties:
        got: GOT
        list: {description: D., type: array, items: ITEM}
        side: {$ref: "#/components/schemas/Side"}
        map: {$ref: "#/components/schemas/Map"}
        row: {$ref: "#/components/schemas/Level"}
        page: {$ref: "#/components/schemas/Pages"}
        own: {$ref: "#/components/schemas/Own"}
    Own: COMPONENT
    Side: {description: "* `buy`: buys.", type: string, enum: [buy]}
    Map: {description: D., type: object, additionalProperties: VALUE}
    Level:
      description: D.
      type: array
      items: {}
      x-tuple: [{name: price, description: D., COLUMN}]
    Pages:
      description: D.
      x-bare-array: results
      oneOf: [{$ref: "#/components/schemas/Page"}, {type: array, items: {type: string}}]
    Page:
      description: D.
      type: object
      properties:
        results: {description: D., type: array, items: {type: string}}
"##;

const COMMON: &str = r##"
openapi: 3.0.3
info: {title: T, version: "1", description: D.}
paths: {}
components:
  responses:
    Error:
      description: D.
      content: {application/json: {schema: {$ref: "#/components/schemas/ApiError"}, example: {}}}
  schemas:
    ApiError: {description: D., type: object, properties: {msg: {description: D., type: string}}}
    Kind: {description: "* `1`: one.", type: integer, enum: [1], x-enum-varnames: [One]}
"##;

/// The places, and what stands there where something else is tried.
const PLACES: &[(&str, &str)] = &[
    ("PATH", "type: string"),
    ("QUERY", "type: string"),
    ("WANTED", "type: string"),
    ("BODY", "$ref: \"#/components/schemas/Order\""),
    ("ANSWER", "$ref: \"#/components/schemas/Thing\""),
    ("SENT", "type: string"),
    ("SURE", "type: string"),
    ("GOT", "type: string"),
    ("ITEM", "type: string"),
    ("COMPONENT", "type: object, properties: {a: {description: D., type: string}}"),
    ("VALUE", "type: string"),
    ("COLUMN", "type: string"),
];

const SCHEMAS: &[&str] = &[
    "type: string",
    "type: string, nullable: true",
    "type: string, format: decimal",
    "type: number, format: decimal",
    "type: number, format: big-decimal, nullable: true",
    "type: string, format: int64",
    "type: integer, format: int64",
    "type: integer, format: timestamp-ms",
    "type: string, format: timestamp-us",
    "type: string, format: date-time",
    "type: string, format: timestamp",
    "type: string, format: bool-yes-no",
    "type: string, format: password",
    "type: boolean",
    "type: boolean, nullable: true",
    "type: number",
    "type: integer",
    "type: integer, format: int32",
    "type: string, format: uuid",
    "type: string, enum: [a, b]",
    "type: object",
    "type: object, properties: {}",
    "type: object, properties: {a: {description: D., type: string}}",
    "type: object, additionalProperties: {type: string}",
    "type: object, additionalProperties: true",
    "additionalProperties: {$ref: \"#/components/schemas/Side\"}",
    "type: array, items: {type: string}",
    "type: array, nullable: true, items: {type: string}",
    "type: array, items: {type: boolean, nullable: true}",
    "type: array, items: {type: string, format: decimal}",
    "type: array, items: {type: number, format: decimal}",
    "type: array, items: {type: number, format: decimal, nullable: true}",
    "type: array, items: {type: string, format: bool-on-off}",
    "type: array, items: {type: array, items: {type: string}}",
    "type: array, items: {$ref: \"#/components/schemas/Side\"}",
    "type: array, items: {$ref: \"#/components/schemas/Level\"}",
    "type: array, items: {$ref: \"#/components/schemas/Map\"}",
    "type: array, items: {$ref: \"#/components/schemas/Page\"}",
    "type: array, items: {type: object}",
    "type: array, items: {}",
    "type: array",
    "$ref: \"#/components/schemas/Side\"",
    "$ref: \"#/components/schemas/Level\"",
    "$ref: \"#/components/schemas/Map\"",
    "$ref: \"#/components/schemas/Page\"",
    "$ref: \"#/components/schemas/Pages\"",
    "$ref: \"common.yaml#/components/schemas/Kind\"",
    "$ref: \"common.yaml#/components/schemas/ApiError\"",
    "allOf: [{$ref: \"#/components/schemas/Side\"}]",
    "nullable: true, allOf: [{$ref: \"common.yaml#/components/schemas/Kind\"}]",
    "nullable: true, allOf: [{$ref: \"#/components/schemas/Map\"}]",
    "nullable: true, allOf: [{$ref: \"#/components/schemas/Page\"}]",
    "allOf: [{$ref: \"#/components/schemas/Page\"}, {$ref: \"#/components/schemas/Side\"}]",
    "allOf: []",
    "oneOf: [{type: string}, {type: boolean}]",
    "x-bare-array: results, oneOf: [{$ref: \"#/components/schemas/Page\"}, {type: array, items: {type: string}}]",
    "anyOf: [{type: string}]",
    "not: {type: string}",
    "type: array, items: {}, x-tuple: [{name: a, type: string, description: D.}]",
    "type: string, enum: [a], x-enum-varnames: [A]",
    "nullable: true",
    "deprecated: true",
];

/// The exchange with this schema in these places.
fn with(places: &[&str], schema: &str) -> BTreeMap<String, Vec<u8>> {
    const BARE: [&str; 7] = ["PATH", "QUERY", "WANTED", "ITEM", "VALUE", "BODY", "ANSWER"];
    let mut api = API.to_owned();
    for (name, usual) in PLACES {
        let schema = if places.contains(name) { schema } else { usual };
        let schema = match *name {
            "COLUMN" => schema.to_owned(),
            name if schema.starts_with('$') || BARE.contains(&name) => format!("{{{schema}}}"),
            _ => format!("{{description: D., {schema}}}"),
        };
        api = api.replace(name, &schema);
    }
    BTreeMap::from([
        ("api.yaml".to_owned(), api.into_bytes()),
        ("common.yaml".to_owned(), COMMON.as_bytes().to_vec()),
    ])
}

/// Whether the linter passes it. Examples and what is used follow from the place.
fn passes(folder: &Folder) -> bool {
    folder.diagnostics().iter().all(|diagnostic| ["example", "unused"].contains(&diagnostic.rule))
}

#[test]
fn every_schema_in_every_place_is_refused_or_generates() {
    let mut problems = Vec::new();
    let mut count = 0;
    for schema in SCHEMAS {
        let places: Vec<&str> = PLACES
            .iter()
            .map(|(place, _)| *place)
            .filter(|place| passes(&Folder::with(&with(&[place], schema))))
            .collect();
        count += places.len();
        let folder = Folder::with(&with(&places, schema));
        assert!(passes(&folder), "{schema}: each of {places:?} passes alone");
        for exchange in &spec::load(&folder.0, &[]).unwrap() {
            match catch_unwind(AssertUnwindSafe(|| {
                ir::api(exchange).map(|api| generate::exchange(&api))
            })) {
                Ok(output) => {
                    let refused = output.err().unwrap_or_default();
                    problems.extend(refused.iter().map(|one| format!("{schema}: {}", one.message)));
                }
                Err(_) => problems.push(format!("{schema} in {places:?}: panics")),
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 150, "only {count} combinations pass");
}
