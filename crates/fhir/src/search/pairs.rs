//! A query as an address or a form writes it, and back.

use std::fmt::Write as _;

/// The pairs of a query, percent-decoded; `None` when it is not one.
pub fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        Some((decoded(name)?, decoded(value)?))
    };
    query.trim_start_matches('?').split('&').filter(|p| !p.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                let digits = std::str::from_utf8(&digits).ok()?;
                out.push(u8::from_str_radix(digits, 16).ok()?);
            }
            b'+' => out.push(b' '),
            byte => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}

/// The pairs as an address carries them.
pub fn query(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:,/".contains(&byte) {
            out.push(char::from(byte));
        } else if write!(out, "%{byte:02X}").is_err() {
            // Writing into a String cannot fail.
            return out;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_comes_back_as_it_went() {
        let read = pairs("identifier=https%3A%2F%2Fa%7C1&name=a+b").unwrap();
        assert_eq!(read[0], ("identifier".into(), "https://a|1".into()));
        assert_eq!(read[1].1, "a b");
        assert_eq!(query(&read), "identifier=https://a%7C1&name=a%20b");
        assert_eq!(pairs(&query(&read)), Some(read));
        assert_eq!(pairs("name"), None);
        assert_eq!(pairs("a=%zz"), None);
        assert_eq!(pairs(""), Some(Vec::new()));
    }
}
