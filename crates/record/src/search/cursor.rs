//! Where a page ended, as the address of the next one carries it. It holds no text of a person:
//! where an order goes by names or birthdays, it holds the entry and its version, which say them.

use super::choice::Way;
use super::page::SearchStop;
use crate::entry::{Key, hash};
use nabz_fhir::ResourceType;
use nabz_fhir::search::Query;
use uuid::Uuid;

/// A place in the order of a leading index. For an order by entry the first two are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) entry: Uuid,
    pub(crate) bucket: i64,
}

impl Place {
    /// Before everything.
    pub(crate) const START: Self =
        Self { first: i64::MIN, last: i64::MIN, bucket: -1, entry: Uuid::nil() };
    /// Behind everything: where a descending order starts.
    pub(crate) const END: Self =
        Self { first: i64::MAX, last: i64::MAX, bucket: i64::MAX, entry: Uuid::max() };

    /// In an order by entry.
    pub(super) fn by_entry(bucket: i64, entry: Uuid) -> Self {
        Self { first: 0, last: 0, bucket, entry }
    }

    /// The entry that stands there.
    pub(super) fn key(self, of: ResourceType) -> Key {
        Key { bucket: self.bucket, entry: self.entry, of }
    }

    /// The address of the page behind this place. It is tied to the question, so that it cannot
    /// be used, by mistake, to page through another one.
    pub(super) fn written(self, query: &Query, way: Way) -> String {
        let (question, way) = (question(query), way.number());
        let Self { first, last, bucket, entry } = self;
        format!("{question:x}.{way:x}.{first:x}.{last:x}.{bucket:x}.{}", entry.simple())
    }

    /// The place, and the way that led there: which one is the best may have changed since.
    pub(super) fn read(text: &str, query: &Query) -> Result<(Way, Self), SearchStop> {
        Self::parsed(text, question(query)).ok_or(SearchStop::ForeignCursor)
    }

    fn parsed(text: &str, question: i64) -> Option<(Way, Self)> {
        let mut parts = text.split('.');
        let mut number = || {
            let part = u64::from_str_radix(parts.next()?, 16).ok()?;
            Some(i64::from_be_bytes(part.to_be_bytes()))
        };
        let (asked, way) = (number()?, Way::numbered(number()?)?);
        let (first, last, bucket) = (number()?, number()?, number()?);
        let entry = Uuid::try_parse(parts.next()?).ok()?;
        let whole = parts.next().is_none() && asked == question;
        whole.then_some((way, Self { first, last, entry, bucket }))
    }
}

/// What was asked, apart from how much of it is shown at once.
fn question(query: &Query) -> i64 {
    let mut text = query.of.name().to_owned();
    if let Some(within) = &query.within {
        text.extend([" of ", within.of.name(), "/", &within.id]);
    }
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
    use nabz_fhir::search::{Handling, parse};

    #[test]
    fn a_cursor_comes_back_as_it_went_and_fits_no_other_question() {
        let query = |family: &str| {
            let pairs = [("family".to_owned(), family.to_owned())];
            parse(ResourceType::PATIENT, &pairs, Handling::Strict).unwrap()
        };
        let place = Place { first: -5, last: i64::MAX, bucket: 7, entry: Uuid::from_u128(9) };
        for way in [Way::Named, Way::Sorted, Way::Criterion(3), Way::Link(39)] {
            let text = place.written(&query("sharma"), way);
            assert_eq!(Place::read(&text, &query("sharma")).unwrap(), (way, place));
        }
        let text = place.written(&query("sharma"), Way::Changes);
        assert!(!text.contains("sharma"));
        for wrong in [text.as_str(), "", "1.2", "x.y.z.w.v.u"] {
            assert!(Place::read(wrong, &query("verma")).is_err(), "{wrong}");
        }
    }
}
