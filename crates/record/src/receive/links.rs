//! References of a transaction: what points to another entry of it, or says how to find one.

use nabz_fhir::ResourceType;

/// `Type?criteria`.
pub(super) fn conditional(link: &str) -> Option<(ResourceType, &str)> {
    let (of, criteria) = link.split_once('?')?;
    Some((ResourceType::named(of)?, criteria))
}

/// The pairs of a query, percent-decoded; `None` when it is not one.
pub(super) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_a_form_writes_it() {
        let read = pairs("identifier=https%3A%2F%2Fa%7C1&name=a+b").unwrap();
        assert_eq!(read[0], ("identifier".into(), "https://a|1".into()));
        assert_eq!(read[1].1, "a b");
        assert_eq!(pairs("name"), None);
        assert_eq!(pairs("a=%zz"), None);
        assert_eq!(conditional("Patient?a=b").map(|(of, _)| of), Some(ResourceType::PATIENT));
        assert_eq!(conditional("Patient/1"), None);
    }
}
