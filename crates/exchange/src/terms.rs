//! Codes that a search asks for by what they belong to, as far as terminologies are loaded.

use nabz_fhir::search::{CodeSet, Codes, TokenWanted};
use nabz_record::search::Terms;
use nabz_store::{Stop, Tx};
use nabz_terminology::{codes_of, subsumed, subsuming};

/// What was loaded.
pub(crate) struct Loaded;

impl Terms for Loaded {
    fn codes(&mut self, tx: &mut Tx<'_>, of: &Codes) -> Result<Option<CodeSet>, Stop> {
        let (token, around): (&TokenWanted, Around) = match of {
            Codes::ValueSet(url) => {
                let codes = codes_of(tx, url)?.into_iter();
                return Ok(Some(CodeSet::of(codes.map(|(system, code)| (Some(system), code)))));
            }
            Codes::Above(token) => (token, subsuming),
            Codes::Below(token) => (token, subsumed),
        };
        // A code without its system is above and below nothing that anybody could know.
        let TokenWanted { system: Some(Some(system)), code: Some(code) } = token else {
            return Ok(None);
        };
        let codes = around(tx, system, code)?.into_iter();
        Ok(Some(CodeSet::of(codes.map(|code| (Some(system.clone()), code)))))
    }
}

type Around = fn(&mut Tx<'_>, &str, &str) -> Result<Vec<String>, Stop>;
