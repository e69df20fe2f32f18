//! Addresses as names of things: the very same one, those above it, those below it.
//!
//! Source: <http://hl7.org/fhir/R4/search.html#uri>, and for versions of canonical addresses
//! <http://hl7.org/fhir/R4/references.html#canonical>.

/// What is kept of an address in the index; longer ones are compared in the body.
const INDEXED_CHARACTERS_MAX: usize = 200;
/// What ends a part of an address; a version stands behind the bar.
const ENDS_A_PART: [char; 4] = ['/', '|', '#', '?'];

/// How addresses are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriMode {
    /// The same, letter for letter.
    Exact,
    /// The wanted one, and those whose parts it begins with.
    Above,
    /// The wanted one, and those that begin with its parts.
    Below,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriWanted {
    /// As it was sent.
    pub uri: String,
    /// How it is compared.
    pub mode: UriMode,
}

impl UriWanted {
    pub(super) fn is(&self, found: &str) -> bool {
        match self.mode {
            UriMode::Exact => found == self.uri,
            UriMode::Above => is_below(&self.uri, found),
            UriMode::Below => is_below(found, &self.uri),
        }
    }

    /// Every address that is the wanted one or stands above it.
    pub fn above(&self) -> Vec<String> {
        let ends = self.uri.char_indices().filter(|(_, c)| ENDS_A_PART.contains(c) || *c == '.');
        let ends = ends.flat_map(|(at, c)| [at, at + c.len_utf8()]).chain([self.uri.len()]);
        let mut all: Vec<String> = ends
            .filter_map(|end| self.uri.get(..end))
            .filter(|above| is_below(&self.uri, above))
            .map(str::to_owned)
            .collect();
        all.dedup();
        all
    }

    /// What everything below it begins with.
    pub fn stem(&self) -> &str {
        stem(&self.uri)
    }
}

fn stem(uri: &str) -> &str {
    uri.trim_end_matches('/')
}

/// `http://a/b/c` is below `http://a/b`, and `http://a/b|1.2` below `http://a/b|1`.
fn is_below(lower: &str, upper: &str) -> bool {
    let Some(rest) = lower.strip_prefix(stem(upper)) else { return false };
    let begins = |ends: &[char]| rest.starts_with(ends);
    // A scheme alone is above everything and says nothing.
    let names_something = stem(upper).contains([':', '.']) && !stem(upper).ends_with(':');
    let version_goes_on = upper.contains('|') && begins(&['.']);
    lower == upper
        || names_something && (rest.is_empty() || begins(&ENDS_A_PART) || version_goes_on)
}

/// An address as an index keeps it: cut, with the case of its letters.
pub fn uri_for_index(uri: &str) -> String {
    uri.chars().filter(|c| !c.is_control()).take(INDEXED_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(uri: &str, mode: UriMode) -> UriWanted {
        UriWanted { uri: uri.to_owned(), mode }
    }

    #[test]
    fn an_address_is_below_another_where_a_part_of_it_ends() {
        let below = |upper: &str, lower: &str| wanted(upper, UriMode::Below).is(lower);
        for (upper, lower) in [
            ("http://a/b", "http://a/b"),
            ("http://a/b", "http://a/b/c"),
            ("http://a/b/", "http://a/b/c"),
            ("http://a/b", "http://a/b|1"),
            ("http://a/b|1", "http://a/b|1.2"),
        ] {
            assert!(below(upper, lower), "{lower} is below {upper}");
            assert!(wanted(lower, UriMode::Above).is(upper), "{upper} is above {lower}");
            assert!(wanted(lower, UriMode::Above).above().iter().any(|above| above == upper));
        }
        for (upper, lower) in [
            ("http://a/b", "http://a/bc"),
            ("http://a/b", "http://A/b"),
            ("http://a/b|1", "http://a/b|12"),
            ("http://a/b/c", "http://a/b"),
            ("http:/", "http://a/b"),
            ("", "http://a/b"),
        ] {
            assert!(!below(upper, lower), "{lower} is not below {upper}");
        }
        let above = wanted("http://a/b/c", UriMode::Above).above();
        assert_eq!(above, ["http://a", "http://a/", "http://a/b", "http://a/b/", "http://a/b/c"]);
    }
}
