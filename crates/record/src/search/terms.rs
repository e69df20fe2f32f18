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
    let asks = |wanted: &Wanted| matches!(wanted, Wanted::Codes(codes) if codes.set.is_none());
    let asks = |test: &Test| match test {
        Test::AnyOf(wanted) | Test::NoneOf(wanted) => wanted.iter().any(asks),
        Test::Missing(_) => false,
    };
    if !query.criteria.iter().any(|criterion| asks(&criterion.test)) {
        return Ok(Cow::Borrowed(query));
    }
    let mut query = query.clone();
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
    Ok(Cow::Owned(query))
}
