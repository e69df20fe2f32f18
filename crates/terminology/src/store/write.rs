//! Writes the rows of a release, a part at a time.

use super::concepts::value_key;
use crate::draft::{DraftConcept, Pair};
use crate::ranges::Ranges;
use crate::release::ReleaseId;
use crate::words::words;
use nabz_store::{Stop, Tx, Value};

const CONCEPT: &str = "
    INSERT INTO terminology_concept (release_id, concept, code, code_key, display, definition,
                                     is_active, is_abstract)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const DESIGNATION: &str = "
    INSERT INTO terminology_designation (release_id, concept, place, language, use_system, use_code,
                                         words)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const PROPERTY: &str = "
    INSERT INTO terminology_property (release_id, concept, place, name, kind, value, value_key,
                                      value_system)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const PARENT: &str =
    "INSERT INTO terminology_parent (release_id, concept, parent) VALUES ($1, $2, $3)";
const BELOW: &str =
    "INSERT INTO terminology_below (release_id, concept, first, behind) VALUES ($1, $2, $3, $4)";
const WORD: &str = "INSERT INTO terminology_word (release_id, word, concept) VALUES ($1, $2, $3)";
const TARGET: &str = "
    INSERT INTO terminology_target (release_id, place, source_system, source_code, target_system,
                                    target_code, display, equivalence, remark)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Rows of some concepts, with all that belongs to them.
#[derive(Default)]
pub(crate) struct Part {
    concepts: Vec<[Value; 8]>,
    designations: Vec<[Value; 7]>,
    properties: Vec<[Value; 8]>,
    parents: Vec<[Value; 3]>,
    below: Vec<[Value; 4]>,
    words: Vec<[Value; 3]>,
}

/// Where a concept stands.
pub(crate) struct Place<'p> {
    /// Its number.
    pub(crate) number: u32,
    /// Its code as it is looked up.
    pub(crate) key: String,
    /// The numbers of what it lies directly below.
    pub(crate) parents: Vec<u32>,
    /// Itself and all that lies below it.
    pub(crate) below: &'p Ranges,
}

impl Part {
    /// Adds the rows of one concept.
    pub(crate) fn add(&mut self, id: ReleaseId, place: Place<'_>, concept: &DraftConcept) {
        let (release, number) = (Value::from(id.0), Value::from(place.number));
        let both = || (release.clone(), number.clone());
        let display = if concept.display.is_empty() { &concept.code } else { &concept.display };
        self.concepts.push([
            release.clone(),
            number.clone(),
            concept.code.as_str().into(),
            place.key.into(),
            display.as_str().into(),
            concept.definition.as_deref().into(),
            (!concept.is_inactive).into(),
            concept.is_abstract.into(),
        ]);
        for (at, said) in (0_u32..).zip(&concept.designations) {
            let (release, number) = both();
            let (system, code) = (said.used.0.as_str().into(), said.used.1.as_str().into());
            let (language, words) = (said.language.as_str().into(), said.words.as_str().into());
            self.designations.push([release, number, at.into(), language, system, code, words]);
        }
        for (at, said) in (0_u32..).zip(&concept.properties) {
            let (release, number) = both();
            let (name, kind) = (said.name.as_str().into(), said.kind.name().into());
            let (value, key) = (said.value.as_str().into(), value_key(&said.value).into());
            let system = said.system.as_str().into();
            self.properties.push([release, number, at.into(), name, kind, value, key, system]);
        }
        self.parents.extend(place.parents.into_iter().map(|parent| {
            let (release, number) = both();
            [release, number, parent.into()]
        }));
        if place.below.count() > 1 {
            self.below.extend(place.below.spans().iter().map(|span| {
                let (release, number) = both();
                [release, number, span.start.into(), span.end.into()]
            }));
        }
        let said = concept.designations.iter().map(|said| said.words.as_str());
        let texts = [concept.code.as_str(), display.as_str()].into_iter().chain(said);
        self.words.extend(words(texts).into_iter().map(|word| {
            let (release, number) = both();
            [release, word.into(), number]
        }));
    }

    /// Writes all of them.
    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        tx.insert_many(CONCEPT, self.concepts.iter().cloned())?;
        tx.insert_many(DESIGNATION, self.designations.iter().cloned())?;
        tx.insert_many(PROPERTY, self.properties.iter().cloned())?;
        tx.insert_many(PARENT, self.parents.iter().cloned())?;
        tx.insert_many(BELOW, self.below.iter().cloned())?;
        tx.insert_many(WORD, self.words.iter().cloned()).map(drop)
    }
}

/// Writes pairs of a map; the first has the place `from`.
pub(crate) fn pairs(tx: &mut Tx<'_>, id: ReleaseId, from: u32, pairs: &[Pair]) -> Result<(), Stop> {
    let rows = (from..).zip(pairs).map(|(place, pair)| {
        [
            id.0.into(),
            place.into(),
            pair.source.0.as_str().into(),
            pair.source.1.as_str().into(),
            pair.target.0.as_str().into(),
            pair.target.1.as_str().into(),
            pair.display.as_str().into(),
            pair.equivalence.as_str().into(),
            pair.remark.as_str().into(),
        ]
    });
    tx.insert_many(TARGET, rows).map(drop)
}
