//! Codes that a query asks for by what they belong to: they are spelled out before it is answered.

use crate::refusals;
use nabz_fhir::search::{CodeSet, Codes, Query, Test, Wanted};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use std::borrow::Cow;

/// Who knows which codes belong together.
pub trait Terms {
    /// Those codes; `None` when it is not known which they are.
    fn codes(&mut self, tx: &mut Tx<'_>, of: &Codes) -> Result<Option<CodeSet>, Stop>;
}

/// Knows of no codes what they belong to.
pub struct NoTerms;

impl Terms for NoTerms {
    fn codes(&mut self, _: &mut Tx<'_>, _: &Codes) -> Result<Option<CodeSet>, Stop> {
        Ok(None)
    }
}

/// The query with every set of codes spelled out.
///
/// # Errors
/// `REC-010` for codes of which nobody knows which they are: an answer without them would say that
/// there is nothing.
pub(super) fn spelled_out<'q>(
    tx: &mut Tx<'_>,
    query: &'q Query,
    terms: &mut dyn Terms,
) -> Result<Cow<'q, Query>, Stop> {
    if !asks(query) {
        return Ok(Cow::Borrowed(query));
    }
    let mut query = query.clone();
    spell_out(tx, &mut query, terms)?;
    Ok(Cow::Owned(query))
}

/// Does it ask for codes that are not spelled out, of the entry itself or of what it is linked to?
fn asks(query: &Query) -> bool {
    let open = |wanted: &Wanted| matches!(wanted, Wanted::Codes(codes) if codes.set.is_none());
    let asked = query.criteria.iter().any(|criterion| criterion.test.wanted().iter().any(open));
    asked || query.links.iter().flat_map(|link| &link.ends).any(asks)
}

fn spell_out(tx: &mut Tx<'_>, query: &mut Query, terms: &mut dyn Terms) -> Result<(), Stop> {
    for criterion in &mut query.criteria {
        let (Test::AnyOf(wanted) | Test::NoneOf(wanted)) = &mut criterion.test else { continue };
        for wanted in wanted {
            let Wanted::Codes(codes) = wanted else { continue };
            let known = terms.codes(tx, &codes.of)?;
            let unknown = || {
                let named = codes.of.to_string();
                Refused::plain(refusals::CODES_UNKNOWN)
                    .with("codes", named.escape_debug())
                    .invalid()
            };
            codes.set = Some(known.ok_or_else(unknown)?);
        }
    }
    let mut ends = query.links.iter_mut().flat_map(|link| &mut link.ends);
    ends.try_for_each(|end| spell_out(tx, end, terms))
}
