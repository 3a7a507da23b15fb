//! Files that nobody would write: too large, too deep, too many, no text at all. Each ends in a
//! diagnostic, or in none, and soon.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use super::{Folder, base};

/// What the linter says when `market.yaml` has these bytes.
fn with_market(bytes: Vec<u8>) -> Vec<String> {
    let mut files = base();
    files.insert("market.yaml".to_owned(), bytes);
    Folder::with(&files).diagnostics().iter().map(ToString::to_string).collect()
}

/// A document with these paths and components.
fn document(paths: &str, schemas: &str) -> Vec<u8> {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: \"1\", description: D.}}\n\
         servers: [{{url: \"https://a.test\"}}]\nsecurity: []\npaths:\n{paths}\ncomponents:\n  schemas:\n{schemas}\n",
    )
    .into_bytes()
}

#[test]
fn a_file_of_ten_megabytes_is_refused_before_it_is_read() {
    let mut bytes = b"openapi: 3.0.3\n# ".to_vec();
    bytes.resize(10 << 20, b'x');
    insta::assert_snapshot!(
        with_market(bytes).join("\n"),
        @"specs/acme/market.yaml:1:1: the file has 10 MiB, and a spec at most 4; make it several groups, one file each [readable]"
    );
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let cases = [
        b"openapi: 3.0.3\ninfo: \xff\xfe\n".to_vec(),
        (0..=255_u8).cycle().take(10_000).collect(),
        b"\x7fELF\x02\x01\x01\x00\x00\x00".to_vec(),
        "openapi: 3.0.3\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    let found: Vec<String> = cases.into_iter().map(|bytes| with_market(bytes).join("\n")).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    specs/acme/market.yaml:2:1: the file is not UTF-8; save it as UTF-8 [readable]
    specs/acme/market.yaml:2:1: the file is not UTF-8; save it as UTF-8 [readable]
    specs/acme/market.yaml:1:8: found unprintable character; save the file as text in UTF-8 [readable]
    specs/acme/market.yaml:1:2: found unprintable character; save the file as text in UTF-8 [readable]
    ");
}

#[test]
fn deep_nesting_is_refused_with_its_place() {
    let lists = with_market(format!("a: {}", "[".repeat(100_000)).into_bytes());
    let maps = with_market(format!("a: {}", "{a: ".repeat(100_000)).into_bytes());
    let mut blocks = String::new();
    for depth in 0..500 {
        let _ = writeln!(blocks, "{}a:", " ".repeat(depth));
    }
    let blocks = with_market(blocks.into_bytes());
    insta::assert_snapshot!([lists, maps, blocks].concat().join("\n"), @"
    specs/acme/market.yaml:1:259: recursion limit exceeded; make the inner schemas components [readable]
    specs/acme/market.yaml:1:256: nested deeper than 64; make the inner schemas components [readable]
    specs/acme/market.yaml:65:65: nested deeper than 64; make the inner schemas components [readable]
    ");
}

#[test]
fn a_folder_that_is_called_like_a_file_is_reported() {
    let folder = Folder::with(&base());
    fs::create_dir(folder.0.join("specs/acme/extra.yaml")).unwrap();
    let found = folder.diagnostics();
    // What the system says differs between systems.
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found.iter().all(|one| one.file == "specs/acme/extra.yaml" && one.rule == "readable"));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let files = base().into_iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).unwrap();
        (name, format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes())
    });
    let files: BTreeMap<String, Vec<u8>> = files.collect();
    let lines: Vec<String> =
        Folder::with(&files).diagnostics().iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn fifty_thousand_keys_in_a_map_end() {
    let mut text = String::from("openapi: 3.0.3\n");
    for number in 0..50_000 {
        let _ = writeln!(text, "k{number}: 1");
    }
    assert!(with_market(text.into_bytes()).len() > 50_000);
}

#[test]
fn fifty_thousand_words_in_a_line_end() {
    let found = with_market(format!("a: [{}on]\n", "yes, ".repeat(50_000)).into_bytes());
    let quotes = found.iter().filter(|line| line.ends_with("[quotes]")).count();
    assert_eq!(quotes, 50_001);
}

#[test]
fn a_long_chain_of_references_and_a_large_circle_end() {
    const LENGTH: usize = 5_000;
    let mut schemas = String::new();
    for number in 0..LENGTH {
        let next = (number + 1) % LENGTH;
        let _ = writeln!(
            schemas,
            "    S{number}: {{description: D., type: object, properties: {{a: {{$ref: \"#/components/schemas/S{next}\"}}}}}}",
        );
    }
    let found = with_market(document("  {}", &schemas));
    let circles = found.iter().filter(|line| line.ends_with("[recursion]")).count();
    assert_eq!(circles, 1, "{:?}", found.first());
}

#[test]
fn schemas_that_double_at_every_step_end() {
    let mut schemas = String::new();
    for number in 0..60 {
        let next = number + 1;
        let _ = writeln!(
            schemas,
            "    S{number}:\n      description: D.\n      allOf: [{{$ref: \"#/components/schemas/S{next}\"}}, {{$ref: \"#/components/schemas/S{next}\"}}]",
        );
    }
    let path = "  /a:\n    get:\n      operationId: a\n      x-pagination: {style: cursor, cursor: c, next: n, items: i}\n      \
         responses: {\"200\": {description: A., content: {application/json: {schema: {$ref: \"#/components/schemas/S0\"}, example: {a: 1}}}}}\n";
    assert!(!with_market(document(path, &schemas)).is_empty());
}

#[test]
fn many_operations_over_one_large_object_end() {
    let mut paths = String::new();
    for number in 0..400 {
        let _ = writeln!(
            paths,
            "  /p{number}:\n    get:\n      operationId: p{number}\n      x-envelope: none\n      x-pagination: {{style: cursor, cursor: c, next: n, items: i}}\n      \
             responses: {{\"200\": {{description: A., content: {{application/json: {{schema: {{$ref: \"#/components/schemas/Big\"}}, example: {{p0: \"x\"}}}}}}}}}}",
        );
    }
    let mut schemas =
        String::from("    Big:\n      description: D.\n      type: object\n      properties:\n");
    for number in 0..10_000 {
        let _ = writeln!(schemas, "        p{number}: {{type: string}}");
    }
    assert!(with_market(document(&paths, &schemas)).len() > 400);
}
