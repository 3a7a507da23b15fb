//! Names that Rust can use.

/// Words of Rust, in every edition.
const KEYWORDS: &str = " abstract as async await become box break const continue crate do dyn else enum \
    extern false final fn for gen if impl in let loop macro match mod move mut override priv pub ref \
    return self Self static struct super trait true try type typeof unsafe unsized use virtual where \
    while yield _ ";

/// Whether a name is a word of Rust.
pub fn is_keyword(name: &str) -> bool {
    !name.contains(' ') && KEYWORDS.contains(&format!(" {name} "))
}

/// Whether a name is snake_case.
pub fn is_snake(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.ends_with('_')
        && !name.contains("__")
        && heck::AsSnakeCase(name).to_string() == name
}

/// `order_book` and `orderBook` as `OrderBook`.
pub fn pascal(name: &str) -> String {
    let mut pascal = String::new();
    let mut upper = true;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            pascal.push(if upper { character.to_ascii_uppercase() } else { character });
            upper = false;
        } else {
            upper = true;
        }
    }
    pascal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_is_what_is_left_as_it_is() {
        for name in ["place_order", "tickers", "get_v2_24h", "order2"] {
            assert!(is_snake(name), "{name}");
        }
        for name in ["placeOrder", "Place", "_x", "x_", "a__b", "", "1a", "a-b", "é"] {
            assert!(!is_snake(name), "{name}");
        }
    }

    #[test]
    fn keywords_are_those_of_rust_in_every_edition() {
        for name in ["type", "async", "try", "gen", "self", "Self", "crate", "abstract", "yield"] {
            assert!(is_keyword(name), "{name}");
        }
        for name in ["order", "order_type", "union", "auto", "raw", "", "1", "a-b"] {
            assert!(!is_keyword(name), "{name}");
        }
    }
}
