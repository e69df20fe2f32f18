//! What the entries of a transaction call one another, and what that becomes.

use super::condition::{Whose, sole, wanted};
use crate::entry::SourceId;
use crate::refusals;
use nabz_fhir::bundle::type_and_id;
use nabz_fhir::{Link, ResourceType};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use std::cell::RefCell;
use std::collections::HashMap;

/// The full URLs of a transaction, and the `Type/id` that each of them has now.
#[derive(Default)]
pub(super) struct Names<'i> {
    urls: HashMap<&'i str, String>,
    /// What conditional references have led to: many entries of a bundle name the same one.
    found: RefCell<HashMap<String, String>>,
}

impl<'i> Names<'i> {
    /// This full URL is that entry.
    pub(super) fn note(&mut self, url: &'i str, reference: String) {
        self.urls.insert(url, reference);
    }

    /// Is this the full URL of an entry that has its place?
    pub(super) fn has(&self, url: &str) -> bool {
        self.urls.contains_key(url)
    }

    /// Something was deleted: what was looked up may no longer be there.
    pub(super) fn look_again(&mut self) {
        self.found.get_mut().clear();
    }

    /// What a link within the entry of `full_url` has to become: `None` when it stays as it is.
    ///
    /// R4 replaces what is the full URL of another entry, and of the relative references those that
    /// are one when they are read from where their own entry stands. A `uri` is replaced only where
    /// it is a `urn:`, for the address of a code system is its name as well.
    ///
    /// # Errors
    /// `REC-006` for a conditional reference that nothing fits, and for a `urn:uuid:` or `urn:oid:`
    /// that no entry has.
    pub(super) fn resolved(
        &self,
        tx: &mut Tx<'_>,
        source: SourceId,
        (full_url, kind, link): (Option<&str>, Link, &str),
    ) -> Result<Option<String>, Stop> {
        let is_urn = link.starts_with("urn:uuid:") || link.starts_with("urn:oid:");
        match kind {
            Link::Uri | Link::Url | Link::Narrative => {
                Ok(self.urls.get(link).filter(|_| is_urn || kind != Link::Uri).cloned())
            }
            Link::Reference => {
                if let Some(known) = self.known(full_url, link) {
                    return Ok(Some(known));
                }
                if let Some((of, criteria)) = conditional(link) {
                    return self.looked_up(tx, source, (link, of, criteria)).map(Some);
                }
                if is_urn && !self.urls.is_empty() { Err(unknown(link)) } else { Ok(None) }
            }
        }
    }

    fn looked_up(
        &self,
        tx: &mut Tx<'_>,
        source: SourceId,
        (link, of, criteria): (&str, ResourceType, &str),
    ) -> Result<String, Stop> {
        if let Some(found) = self.found.borrow().get(link) {
            return Ok(found.clone());
        }
        let query = wanted(tx, of, criteria)?;
        let found = sole(tx, source, &query, Whose::Anybodys)?.ok_or_else(|| unknown(link))?;
        self.found.borrow_mut().insert(link.to_owned(), found.reference());
        Ok(found.reference())
    }

    /// The entry of the bundle that a reference means.
    fn known(&self, full_url: Option<&str>, link: &str) -> Option<String> {
        if let Some(known) = self.urls.get(link) {
            return Some(known.clone());
        }
        let (of, id) = type_and_id(link)?;
        let mut above = full_url?.rsplitn(3, '/');
        let (_, _, base) = (above.next()?, above.next()?, above.next()?);
        self.urls.get(format!("{base}/{of}/{id}").as_str()).cloned()
    }
}

/// `Type?criteria`.
pub(super) fn conditional(link: &str) -> Option<(ResourceType, &str)> {
    let (of, criteria) = link.split_once('?')?;
    Some((ResourceType::named(of)?, criteria))
}

fn unknown(link: &str) -> Stop {
    Refused::plain(refusals::REFERENCE_UNKNOWN).invalid().with("reference", link).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_with_criteria_names_a_type_first() {
        assert_eq!(conditional("Patient?a=b"), Some((ResourceType::PATIENT, "a=b")));
        assert_eq!(conditional("Patient/1"), None);
        assert_eq!(conditional("https://a.example/?a=b"), None);
    }

    #[test]
    fn a_relative_reference_is_read_from_where_its_entry_stands() {
        let mut names = Names::default();
        names.note("https://a.example/fhir/Patient/1", "Patient/x".to_owned());
        let known = |from, link| names.known(from, link);
        let beside = Some("https://a.example/fhir/Observation/7");
        assert_eq!(known(beside, "Patient/1").as_deref(), Some("Patient/x"));
        assert_eq!(known(beside, "Patient/1/_history/2").as_deref(), Some("Patient/x"));
        assert_eq!(known(None, "https://a.example/fhir/Patient/1").as_deref(), Some("Patient/x"));
        for (from, link) in
            [(None, "Patient/1"), (beside, "Patient/2"), (Some("urn:uuid:1"), "Patient/1")]
        {
            assert_eq!(known(from, link), None, "{link}");
        }
    }
}
