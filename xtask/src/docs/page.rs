//! The pages as HTML.

use super::{RENDERER, notes};
use crate::ir::Api;

/// Nothing is fetched but the renderer beside the page: no font, no style, no data.
const POLICY: &str = "default-src 'none'; script-src 'self' file: 'unsafe-inline'; \
    style-src 'unsafe-inline'; img-src data:; font-src data:; worker-src blob:";

/// The renderer's settings: no requests and no samples for other languages, since it cannot
/// sign; no services of its maker.
const SETTINGS: &str = r#"{
  "agent": {"disabled": true},
  "defaultOpenFirstTag": false,
  "hiddenClients": true,
  "hideClientButton": true,
  "hideTestRequestButton": true,
  "mcp": {"disabled": true},
  "orderSchemaPropertiesBy": "preserve",
  "showDeveloperTools": "never",
  "showOperationId": true,
  "telemetry": false,
  "withDefaultFonts": false
}"#;

/// The reference of one exchange.
pub struct Page {
    pub exchange: String,
    pub operations: usize,
    title: String,
    groups: Vec<String>,
    document: String,
}

impl Page {
    /// Renders the documents of an exchange.
    pub fn of(api: &Api) -> Self {
        Self {
            exchange: api.name.clone(),
            operations: api.operations().count(),
            title: api.title.clone(),
            groups: api.groups.iter().map(|group| group.name.clone()).collect(),
            document: notes::bundle(api).to_json(),
        }
    }

    /// The page.
    pub fn html(&self) -> String {
        // In a script nothing may look like its end, and in JSON `<` is in texts alone.
        let document = self.document.replace('<', "\\u003c");
        let body = format!(
            r##"<div id="reference"></div>
<script id="document" type="application/json">{document}</script>
<script src="../{RENDERER}"></script>
<script>
const settings = {SETTINGS};
settings.content = document.getElementById("document").textContent;
Scalar.createApiReference("#reference", settings);
</script>"##
        );
        html(&format!("{} API reference", self.title), "", &body)
    }
}

/// The page that lists the others.
pub fn index(pages: &[Page]) -> String {
    let rows: Vec<String> = pages
        .iter()
        .map(|page| {
            let Page { exchange, operations, .. } = page;
            let title = escaped(&page.title);
            let groups = match page.groups.len() {
                1 => String::new(),
                _ => format!("<br><small>{}</small>", page.groups.join(", ")),
            };
            format!(
                "<tr><td><a href=\"{exchange}/index.html\">{title}</a>{groups}</td>\
                 <td><code>venue-{exchange}</code></td><td>{operations}</td></tr>"
            )
        })
        .collect();
    let body = format!(
        "<main>\n<h1>API reference</h1>\n\
         <p>What the exchanges document of the operations that the <code>venue</code> crates call.</p>\n\
         <table>\n<tr><th>exchange</th><th>crate</th><th>operations</th></tr>\n{}\n</table>\n</main>",
        rows.join("\n")
    );
    html("API reference", STYLE, &body)
}

const STYLE: &str = "
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .6rem .6rem .6rem 0; text-align: left; vertical-align: top; }
";

fn html(title: &str, style: &str, body: &str) -> String {
    let title = escaped(title);
    let style = if style.is_empty() { String::new() } else { format!("<style>{style}</style>\n") };
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
{style}</head>
<body>
{body}
</body>
</html>
"#
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
