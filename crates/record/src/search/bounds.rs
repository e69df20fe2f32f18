//! Which spans of time a wish can meet; a few more than do, the body decides.

use nabz_fhir::date::Span;
use nabz_fhir::search::{DateWanted, Prefix};

/// A day: approximately means no less.
const DAY_MICROSECONDS: i64 = 86_400_000_000;

/// Where a span may begin and where it may end, both ends included; microseconds UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) first: (i64, i64),
    pub(crate) last: (i64, i64),
}

impl Bounds {
    pub(crate) fn of(wanted: DateWanted) -> Self {
        const ANY: (i64, i64) = (i64::MIN, i64::MAX);
        let Span { first, last } = wanted.span;
        let (first, last) = match wanted.prefix {
            Prefix::Eq => ((first, last), (first, last)),
            Prefix::Ne => (ANY, ANY),
            Prefix::Gt => (ANY, (last, i64::MAX)),
            Prefix::Sa => ((last, i64::MAX), (last, i64::MAX)),
            Prefix::Lt => ((i64::MIN, first), ANY),
            Prefix::Eb => ((i64::MIN, first), (i64::MIN, first)),
            Prefix::Ge => (ANY, (first, i64::MAX)),
            Prefix::Le => ((i64::MIN, last), ANY),
            Prefix::Ap => {
                let slack = (last.saturating_sub(first) / 10).max(DAY_MICROSECONDS);
                let (from, to) = (first.saturating_sub(slack), last.saturating_add(slack));
                ((i64::MIN, to), (from, i64::MAX))
            }
        };
        Self { first, last }
    }

    /// What meets both wishes, where one span has to.
    pub(crate) fn and(self, other: Self) -> Self {
        let both = |one: (i64, i64), other: (i64, i64)| (one.0.max(other.0), one.1.min(other.1));
        Self { first: both(self.first, other.first), last: both(self.last, other.last) }
    }

    pub(crate) fn allow(self, first: i64, last: i64) -> bool {
        let within = |(from, to): (i64, i64), at: i64| from <= at && at <= to;
        within(self.first, first) && within(self.last, last)
    }

    /// Where spans may begin that are no longer than this.
    pub(crate) fn first_of_short(self, longest: i64) -> (i64, i64) {
        (self.first.0.max(self.last.0.saturating_sub(longest)), self.first.1.min(self.last.1))
    }

    /// Where any other may begin.
    pub(crate) fn first_of_long(self) -> (i64, i64) {
        (self.first.0, self.first.1.min(self.last.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_fhir::search::date_matches;

    #[test]
    fn whatever_meets_a_wish_lies_within_its_bounds() {
        let prefixes = [
            Prefix::Eq,
            Prefix::Ne,
            Prefix::Gt,
            Prefix::Lt,
            Prefix::Ge,
            Prefix::Le,
            Prefix::Sa,
            Prefix::Eb,
            Prefix::Ap,
        ];
        let at = [i64::MIN, -9, 0, 10, 11, 20, 21, 30, i64::MAX];
        let spans = || {
            let from = |first: i64| at.into_iter().filter(move |last| *last >= first);
            at.into_iter().flat_map(move |first| from(first).map(move |last| Span { first, last }))
        };
        let (longest, mut met) = (15, 0);
        for prefix in prefixes {
            for span in spans() {
                let wanted = DateWanted { prefix, span };
                let bounds = Bounds::of(wanted);
                for found in spans().filter(|found| date_matches(wanted, *found)) {
                    let (first, last) = (found.first, found.last);
                    assert!(bounds.allow(first, last), "{wanted:?} {found:?} {bounds:?}");
                    let is_short = last.saturating_sub(first) <= longest;
                    let short = bounds.first_of_short(longest);
                    let (from, to) = if is_short { short } else { bounds.first_of_long() };
                    assert!(from <= first && first <= to, "{wanted:?} {found:?} {bounds:?}");
                    met += 1;
                }
            }
        }
        assert!(met > 1_000);
    }
}
