use std::{env, process};

use serde_json::Value;

use super::*;
use crate::spec::Exchange;

fn reference(exchange: &Exchange) -> page::Reference {
    page::Reference::of(&crate::ir::api(exchange).unwrap())
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Runs the command into a folder that is not there yet.
fn render(test: &str, names: &[&str]) -> (ExitCode, PathBuf) {
    let folder = env::temp_dir().join(format!("venue-docs-{test}-{}", process::id()));
    let _ = fs::remove_dir_all(&folder);
    let mut arguments: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    arguments.extend(["--out".to_owned(), folder.display().to_string()]);
    (run(workspace(), &arguments).unwrap(), folder)
}

/// The document inside a page.
fn document(html: &str) -> Value {
    let (_, rest) = html.split_once(r#"<script id="document" type="application/json">"#).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// Id, summary and description of every operation.
fn operations(document: &Value) -> Vec<[&str; 3]> {
    let paths = document["paths"].as_object().unwrap().values();
    let methods = paths.flat_map(|path| path.as_object().unwrap().values());
    methods
        .map(|node| {
            ["operationId", "summary", "description"].map(|key| node[key].as_str().unwrap())
        })
        .collect()
}

fn count(exchange: &Exchange) -> usize {
    crate::ir::api(exchange).unwrap().operations().count()
}

/// The references of a document that lead nowhere.
fn dangling(document: &Value) -> Vec<String> {
    let text = document.to_string();
    let references = text.split(r##""$ref":"#"##).skip(1);
    let targets = references.map(|rest| rest.split('"').next().unwrap());
    targets.filter(|target| document.pointer(target).is_none()).map(str::to_owned).collect()
}

#[test]
fn every_operation_of_every_bundle_is_on_the_page_of_its_exchange_with_its_notes() {
    let (code, folder) = render("all", &[]);
    assert_eq!(code, ExitCode::SUCCESS);
    let index = fs::read_to_string(folder.join("index.html")).unwrap();
    for exchange in spec::load(workspace(), &[]).unwrap() {
        let name = &exchange.name;
        assert!(index.contains(&format!(r#"href="{name}/index.html""#)), "{name}");
        let mut pages: Vec<String> = vec!["index".to_owned()];
        if exchange.groups.len() > 1 {
            pages = exchange.groups.iter().map(|group| group.name.clone()).collect();
            let list = fs::read_to_string(folder.join(name).join("index.html")).unwrap();
            assert_eq!(
                list.matches("<tr class=\"operation\">").count(),
                count(&exchange),
                "{name}"
            );
            assert!(pages.iter().all(|page| list.contains(&format!("href=\"{page}.html\""))));
        }
        let bundle: Value =
            serde_json::from_str(&crate::bundle::text(&crate::ir::api(&exchange).unwrap()))
                .unwrap();
        let pages = pages.iter().map(|page| {
            let html = fs::read_to_string(folder.join(name).join(format!("{page}.html"))).unwrap();
            let page = document(&html);
            assert!(
                !page.to_string().contains(r#""x-internal""#),
                "{name}: hidden by the renderer"
            );
            assert_eq!(dangling(&page), Vec::<String>::new(), "{name}");
            page
        });
        let pages: Vec<Value> = pages.collect();
        let mut shown: Vec<[&str; 3]> = pages.iter().flat_map(operations).collect();
        let mut expected = operations(&bundle);
        shown.sort_unstable();
        expected.sort_unstable();
        assert_eq!(shown.len(), expected.len(), "{name}");
        for ([id, summary, shown], expected) in shown.into_iter().zip(expected) {
            assert_eq!([id, summary], expected[..2], "{name}");
            let notes = shown.strip_prefix(expected[2].trim()).unwrap();
            for note in ["In Rust", "Signed", "Sent again", "Limit"] {
                assert!(notes.contains(&format!("* **{note}:** ")), "{name} {id}: {notes}");
            }
        }
    }
    let renderer = fs::read_to_string(folder.join(RENDERER)).unwrap();
    assert!(renderer.contains("createApiReference"), "that is what the pages call");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_page_loads_nothing_but_the_renderer_beside_it() {
    let exchanges = spec::load(workspace(), &[]).unwrap();
    let references: Vec<page::Reference> = exchanges.iter().map(reference).collect();
    let pages = references.iter().flat_map(page::Reference::pages);
    let mut all: Vec<String> = pages.map(|(_, html)| html).collect();
    all.push(page::index(&references));
    for html in all {
        // Everything but the text of the specs, in which addresses are just text.
        let (start, end) = (html.find("{\"openapi\""), html.find("</script>\n<script src="));
        let html = match (start, end) {
            (Some(start), Some(end)) => format!("{}{}", &html[..start], &html[end..]),
            _ => html,
        };
        assert!(!html.contains("//"), "an address: {html}");
        assert!(html.contains("content=\"default-src 'none'; script-src 'self' file: "), "{html}");
        let loaded = html.match_indices(" src=").map(|(at, _)| html[at..].split('>').next());
        for source in loaded {
            assert_eq!(source, Some(r#" src="../scalar.js""#));
        }
        for fetched in ["<link rel=\"stylesheet", "@import", "url(", "<img", "<iframe", "fetch("] {
            assert!(!html.contains(fetched), "{fetched}: {html}");
        }
    }
}

#[test]
fn text_of_a_spec_cannot_end_the_script_that_it_stands_in() {
    let root = spec::node::Node::parse(
        "info: {title: T}\npaths: {/x: {get: {operationId: x, description: '</script><!--'}}}",
    )
    .unwrap();
    let (file, name, text) = ("specs/x/api.yaml".to_owned(), "api".to_owned(), String::new());
    let groups = vec![spec::Document { file, name, root, text }];
    let exchange = spec::Exchange { name: "x".to_owned(), common: None, groups };
    let (_, html) = reference(&exchange).pages().remove(0);
    let shown = document(&html)["paths"]["/x"]["get"]["description"].as_str().unwrap().to_owned();
    assert!(shown.starts_with("</script><!--"), "{shown}");
}

#[test]
fn an_unknown_exchange_is_rejected_before_anything_is_written() {
    let (code, folder) = render("unknown", &["bitgte"]);
    assert_eq!((code, folder.exists()), (ExitCode::FAILURE, false));
    let diagnostics = spec::load(workspace(), &["bitgte".to_owned()]).unwrap_err();
    insta::assert_snapshot!(diagnostics[0], @"specs/bitgte:1:1: there is no such exchange; there are bitget, ctc, digitex, durian, picostocks [readable]");
}

#[test]
fn what_extensions_say_can_be_read_without_knowing_them() {
    let exchanges = spec::load(workspace(), &[]).unwrap();
    let of = |exchange: &str, id: &str| {
        let exchange = exchanges.iter().find(|one| one.name == exchange).unwrap();
        let bundle: Value =
            serde_json::from_str(&notes::bundle(&crate::ir::api(exchange).unwrap()).to_json())
                .unwrap();
        let found = operations(&bundle).into_iter().find(|[found, ..]| *found == id).unwrap();
        let (_, notes) = found[2].split_once("\n\n").unwrap();
        notes.to_owned()
    };
    insta::assert_snapshot!(of("bitget", "spot_trade_place_order"), @"
    * **In Rust:** `client.spot_trade().place_order()`
    * **Signed:** by AccessSign
    * **Sent again:** never: it may have had an effect
    * **Limit:** 10 requests a second for each account
    * **Client order id:** `clientOid` finds the order when its outcome is unknown
    * **Repeated:** `clientOid`: a response that names another is not this one's
    * **Source:** [www.bitget.com](https://www.bitget.com/api-doc/spot/trade/Place-Order)
    ");
    insta::assert_snapshot!(of("bitget", "spot_trade_open_orders"), @"
    * **In Rust:** `client.spot_trade().open_orders()`; `stream()` in place of `send()` walks through the pages
    * **Signed:** by AccessSign
    * **Sent again:** yes, it only reads
    * **Limit:** 20 requests a second for each account
    * **Source:** [www.bitget.com](https://www.bitget.com/api-doc/spot/trade/Get-Unfilled-Orders)
    ");
    insta::assert_snapshot!(of("picostocks", "place_bid"), @"
    A hand-written method replaces this operation: it fetches the nonce, signs and sends, one order of a user at a time.
    The reference asks for a JSON body, while the official Python client sends the same fields as
    `application/x-www-form-urlencoded`; JSON is declared here and the client supports both.

    * **In Rust:** through a hand-written method of the client
    * **Signed:** by Ed25519Signature
    * **Sent again:** never: it may have had an effect
    * **Limit:** none of its own is documented
    * **Repeated:** `signature`: a response that names another is not this one's
    * **Source:** [github.com](https://github.com/picostocks/python-picostocks-api#new-bid-order)
    ");
    insta::assert_snapshot!(of("digitex", "ping"), @"
    * **In Rust:** `client.ping()`
    * **Signed:** where there are credentials, by TradersToken
    * **Sent again:** yes, it only reads
    * **Limit:** none of its own is documented
    * **Clock:** `timestamp` tells the exchange's time
    * **Source:** [digitexofficial.github.io](https://digitexofficial.github.io/rest-api-docs/)
    ");
}

#[test]
fn tuples_envelope_and_error_codes_are_explained() {
    let exchanges = spec::load(workspace(), &[]).unwrap();
    let shown = |exchange: &str, pointer: &str| {
        let exchange = exchanges.iter().find(|one| one.name == exchange).unwrap();
        let bundle: Value =
            serde_json::from_str(&notes::bundle(&crate::ir::api(exchange).unwrap()).to_json())
                .unwrap();
        bundle.pointer(pointer).unwrap().as_str().unwrap().to_owned()
    };
    insta::assert_snapshot!(shown("durian", "/info/description"), @"
    The operations of the crate `venue-durian`, with what is documented of them. Amounts have the format `decimal`, or `big-decimal` where 28 digits are too few; times have a format that names their unit. [Other exchanges](../index.html)

    A response is a success only if the HTTP status is 2xx and the field `code` is 200. The reference documents no error at
    all. Wrapper, paging parameters and token claim are those of the Java framework RuoYi, which reports failures with HTTP
    200 and puts the failure into `code`; the codes listed here are inferred from it:

    * 400: the request is malformed. 403: no permission. 404: not found.
    * 401: the token is missing, wrong or expired; a new login is required.
    * 500: the operation failed. RuoYi uses it for rejections and for crashes alike, so it is unknown whether it acted.
    * 0: occurs in one sample of the reference, as a placeholder. It is neither success nor a known failure.

    # Signing: BearerToken

    The `token` of the login response, sent as `Authorization: Bearer <token>`. The sample is a JWT without an expiry, so only the server knows its lifetime; code 401 in the body means that a new login is required. The reference does not say which operations need the token. It is assumed that all need it except the login and the coin list.

    # The envelope of responses

    * `code`: the code; `200` means success, and the crate makes an error of any other.
    * `msg`: the message.
    * `data`: the payload, which is what the crate returns.

    # Error codes

    * **`authentication`:** 401
    * **`permission`:** 403
    * **`invalid_parameter`:** 400
    * **`not_found`:** 404
    * **`unknown_outcome`:** 0, 500
    ");
    let tuple = "/components/schemas/BookLevel/description";
    insta::assert_snapshot!(shown("bitget", tuple), @"
    One price level of an order book.

    A tuple, whose columns are:

    1. `price` (decimal): Price, in quote coin.
    2. `quantity` (decimal): Quantity at this price. In base coin on the spot market.
    ");
}
