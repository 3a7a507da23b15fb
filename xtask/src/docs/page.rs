//! The pages as HTML.

use super::{RENDERER, notes, part};
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
pub struct Reference {
    pub exchange: String,
    title: String,
    parts: Vec<Part>,
}

/// A group of its operations.
struct Part {
    name: String,
    title: String,
    operations: Vec<Row>,
    document: String,
}

/// An operation, as lists show it.
struct Row {
    name: String,
    summary: String,
    method: String,
    path: String,
}

impl Reference {
    /// Renders the documents of an exchange: one, or one for each of its groups, since a browser is
    /// slow to show hundreds of operations.
    pub fn of(api: &Api) -> Self {
        let whole = notes::bundle(api);
        let parts = api.groups.iter().map(|group| {
            let operations = group.operations.iter().map(|one| Row {
                name: one.name.clone(),
                summary: one.summary.clone(),
                method: one.method.clone(),
                path: one.path.clone(),
            });
            let document = if api.is_single() { whole.clone() } else { part::of(&whole, group) };
            Part {
                name: group.name.clone(),
                title: group.title.clone(),
                operations: operations.collect(),
                document: document.to_json(),
            }
        });
        Self { exchange: api.name.clone(), title: api.title.clone(), parts: parts.collect() }
    }

    /// How many operations it has.
    pub fn operations(&self) -> usize {
        self.parts.iter().map(|part| part.operations.len()).sum()
    }

    /// The pages, by their file names: `index.html`, and one for each of several groups.
    pub fn pages(&self) -> Vec<(String, String)> {
        if let [part] = self.parts.as_slice() {
            let title = format!("{} API reference", self.title);
            return vec![("index.html".to_owned(), part.html(&title))];
        }
        let parts = self.parts.iter().map(|part| {
            let title = format!("{} API reference", part.title.trim_end_matches('.'));
            (format!("{}.html", part.name), part.html(&title))
        });
        [("index.html".to_owned(), self.list())].into_iter().chain(parts).collect()
    }

    /// The page that lists the operations of all groups, and finds them.
    fn list(&self) -> String {
        let rows: Vec<String> = self.parts.iter().map(Part::rows).collect();
        let body = format!(
            "<main class=\"wide\">\n<h1>{} API reference</h1>\n\
             <p>The {} operations of the crate <code>venue-{}</code>, by group. \
             <a href=\"../index.html\">Other exchanges</a></p>\n\
             <input id=\"filter\" type=\"search\" placeholder=\"Words of a name, a path or a summary\" \
             aria-label=\"Filter\" autofocus>\n<table>\n{}\n</table>\n</main>\n{FILTER}",
            escaped(&self.title),
            self.operations(),
            self.exchange,
            rows.join("\n")
        );
        html(&format!("{} API reference", self.title), STYLE, &body)
    }
}

impl Part {
    /// Its operations in the list of all.
    fn rows(&self) -> String {
        let file = format!("{}.html", self.name);
        let mut rows = format!(
            "<tbody>\n<tr><th colspan=\"3\"><a href=\"{file}\">{}</a></th></tr>\n",
            escaped(&self.title)
        );
        for Row { name, summary, method, path } in &self.operations {
            rows.push_str(&format!(
                "<tr class=\"operation\"><td><a href=\"{file}#tag/{}/{method}{path}\">{name}</a></td>\
                 <td>{}</td><td><code>{method} {path}</code></td></tr>\n",
                // As the renderer names tags.
                self.name.replace('_', "-"),
                escaped(summary),
            ));
        }
        rows + "</tbody>"
    }

    /// The page.
    fn html(&self, title: &str) -> String {
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
        html(title, "", &body)
    }
}

/// Hides the operations that have not all words of the filter, and the groups that have none left.
const FILTER: &str = r#"<script>
const filter = document.getElementById("filter");
filter.addEventListener("input", () => {
  const words = filter.value.toLowerCase().split(/\s+/);
  for (const group of document.querySelectorAll("tbody")) {
    let any = false;
    for (const row of group.querySelectorAll("tr.operation")) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      any ||= !row.hidden;
    }
    group.hidden = !any;
  }
});
</script>"#;

/// The page that lists the others.
pub fn index(pages: &[Reference]) -> String {
    let rows: Vec<String> = pages
        .iter()
        .map(|page| {
            let (exchange, operations) = (&page.exchange, page.operations());
            let title = escaped(&page.title);
            let names: Vec<&str> = page.parts.iter().map(|part| part.name.as_str()).collect();
            let groups = match names.as_slice() {
                [_] => String::new(),
                names => format!("<br><small>{}</small>", names.join(", ")),
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
main.wide { max-width: 80rem; }
input { box-sizing: border-box; font: inherit; padding: .4rem .6rem; width: 100%; }
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
