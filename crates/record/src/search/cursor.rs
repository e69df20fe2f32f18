//! Where a page ended, as the address of the next one carries it. It holds no text of a person.

use super::lead::Lead;
use super::page::SearchStop;
use crate::entry::hash;
use nabz_fhir::search::Query;
use uuid::Uuid;

/// A place in the order of a leading index. For an order by entry the first two are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) bucket: i64,
    pub(crate) entry: Uuid,
}

impl Place {
    /// Before everything.
    pub(crate) const START: Self =
        Self { first: i64::MIN, last: i64::MIN, bucket: -1, entry: Uuid::nil() };
    /// Behind everything: where a descending order starts.
    pub(crate) const END: Self =
        Self { first: i64::MAX, last: i64::MAX, bucket: i64::MAX, entry: Uuid::max() };

    /// The address of the page behind this place. It is tied to the question, so that it cannot
    /// be used, by mistake, to page through another one, and to the index in whose order it is.
    pub(crate) fn written(self, query: &Query, lead: &Lead) -> String {
        let question = question(query, lead);
        let Self { first, last, bucket, entry } = self;
        format!("{question:x}.{first:x}.{last:x}.{bucket:x}.{}", entry.simple())
    }

    pub(crate) fn read(text: &str, query: &Query, lead: &Lead) -> Result<Self, SearchStop> {
        Self::parsed(text, question(query, lead)).ok_or(SearchStop::ForeignCursor)
    }

    fn parsed(text: &str, question: i64) -> Option<Self> {
        let mut parts = text.split('.');
        let mut number = || {
            let part = u64::from_str_radix(parts.next()?, 16).ok()?;
            Some(i64::from_be_bytes(part.to_be_bytes()))
        };
        let (asked, first, last, bucket) = (number()?, number()?, number()?, number()?);
        let entry = Uuid::try_parse(parts.next()?).ok()?;
        let whole = parts.next().is_none() && asked == question;
        whole.then_some(Self { first, last, bucket, entry })
    }
}

/// What was asked, apart from how much of it is shown at once, and what leads.
fn question(query: &Query, lead: &Lead) -> i64 {
    let mut text = format!("{} {}", query.of, lead.named());
    for (name, value) in query.sent.iter().filter(|(name, _)| name != "_count") {
        text.push('\n');
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    hash(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_fhir::ResourceType;
    use nabz_fhir::search::{Handling, parse};

    #[test]
    fn a_cursor_comes_back_as_it_went_and_fits_no_other_question() {
        let query = |family: &str| {
            let pairs = [("family".to_owned(), family.to_owned())];
            parse(ResourceType::PATIENT, &pairs, Handling::Strict).unwrap()
        };
        let place = Place { first: -5, last: i64::MAX, bucket: 7, entry: Uuid::from_u128(9) };
        let lead = Lead::Listed(Vec::new());
        let text = place.written(&query("sharma"), &lead);
        assert_eq!(Place::read(&text, &query("sharma"), &lead).unwrap(), place);
        let other = Lead::Changes { from: 0, to: 1, descending: false };
        assert!(Place::read(&text, &query("sharma"), &other).is_err(), "another order");
        assert!(!text.contains("sharma"));
        for wrong in [text.as_str(), "", "1.2", "x.y.z.w.v"] {
            assert!(Place::read(wrong, &query("verma"), &lead).is_err(), "{wrong}");
        }
    }
}
