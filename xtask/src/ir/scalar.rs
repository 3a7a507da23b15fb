//! The scalars of the specs and the Rust types that hold them.

/// One combination of `type` and `format`.
#[derive(Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The JSON type: `string`, `number` or `integer`.
    pub json: &'static str,
    /// The format.
    pub format: &'static str,
    /// The Rust type.
    pub rust: &'static str,
    /// The module of `venue_core::wire` that writes it, below `wire`.
    pub writer: Option<&'static str>,
}

impl Scalar {
    /// A name for it that can stand in a path.
    pub fn marker(&self) -> String {
        format!("{}_{}", self.json, self.format.replace('-', "_"))
    }

    /// The scalar behind such a name.
    pub fn of_marker(marker: &str) -> Option<&'static Self> {
        SCALARS.iter().find(|scalar| scalar.marker() == marker)
    }

    /// The scalar that a schema describes.
    pub fn of(json: &str, format: &str) -> Option<&'static Self> {
        SCALARS.iter().find(|scalar| scalar.json == json && scalar.format == format)
    }
}

const fn scalar(
    json: &'static str,
    format: &'static str,
    rust: &'static str,
    writer: Option<&'static str>,
) -> Scalar {
    Scalar { json, format, rust, writer }
}

/// All that a spec may use beside plain text, `int64` and booleans.
pub const SCALARS: &[Scalar] = &[
    scalar("string", "decimal", "Decimal", None),
    scalar("number", "decimal", "Decimal", Some("number")),
    scalar("string", "big-decimal", "BigDecimal", None),
    scalar("number", "big-decimal", "BigDecimal", Some("number")),
    scalar("integer", "timestamp-s", "TimestampS", None),
    scalar("integer", "timestamp-ms", "TimestampMs", None),
    scalar("integer", "timestamp-us", "TimestampUs", None),
    scalar("string", "timestamp-s", "TimestampS", Some("quoted")),
    scalar("string", "timestamp-ms", "TimestampMs", Some("quoted")),
    scalar("string", "timestamp-us", "TimestampUs", Some("quoted")),
    scalar("string", "date-time", "DateTime", None),
    scalar("string", "timestamp", "DateTime", None),
    scalar("string", "int64", "i64", Some("quoted")),
    scalar("string", "bool-true-false", "bool", Some("true_false")),
    scalar("string", "bool-yes-no", "bool", Some("yes_no")),
    scalar("string", "bool-YES-NO", "bool", Some("upper_yes_no")),
    scalar("string", "bool-on-off", "bool", Some("on_off")),
    scalar("string", "password", "Secret", None),
];
