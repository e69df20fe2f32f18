//! Names that several lines of a history share, in the language of the page: medicines,
//! substances, diagnoses, and our own places.

use super::words::medicine_code;
use crate::codes::model::CodeRef;
use crate::{allergies, codes, emergency, formulary};
use nabz_access::organisation::{self, Node};
use nabz_access::{NodeId, NodeKind};
use nabz_fhir::path::Path;
use nabz_fhir::systems;
use nabz_fhir::tape;
use nabz_kernel::ids::Id;
use nabz_record::{Line, SourceId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use std::borrow::Cow;
use std::collections::HashMap;
use uuid::Uuid;

/// What was looked up for one page.
pub(super) struct Names {
    language: Language,
    medicines: HashMap<String, Option<String>>,
    places: HashMap<Uuid, Option<String>>,
    diagnoses: Diagnoses,
}

/// What a list calls the diagnoses of a page, by the words they were signed with.
#[derive(Default)]
pub(super) struct Diagnoses(HashMap<String, Option<String>>);

impl Diagnoses {
    /// What the list calls it in the language of the page; `None` where the words say it already.
    pub(super) fn in_words(&self, signed: &str) -> Option<String> {
        self.0.get(signed).cloned().flatten()
    }

    #[cfg(test)]
    pub(super) fn of<const N: usize>(known: [(&str, &str); N]) -> Self {
        Self(known.map(|(signed, name)| (signed.to_owned(), Some(name.to_owned()))).into())
    }
}

impl Names {
    /// Nothing yet.
    pub(super) fn in_language(language: Language) -> Self {
        let (medicines, places) = (HashMap::new(), HashMap::new());
        Self { language, medicines, places, diagnoses: Diagnoses::default() }
    }

    /// The diagnoses that were looked up so far.
    pub(super) const fn diagnoses(&self) -> &Diagnoses {
        &self.diagnoses
    }

    /// What the list of medicines, of allergies or of diagnoses calls what a line of ours is about;
    /// `None` where what was published is said in this language already.
    pub(super) fn of_list(
        &mut self,
        view: &mut Tx<'_>,
        line: &Line,
        body: tape::Node<'_>,
    ) -> Result<Option<String>, Stop> {
        if line.source != SourceId::NABZ || self.language == Language::English {
            return Ok(None);
        }
        if line.key.of.name() == "AllergyIntolerance" {
            let noted = allergies::allergy(view, Id::from_uuid(line.key.entry))?;
            return Ok(noted.map(|noted| noted.substance.hindi));
        }
        if line.key.of.name() == "Condition" {
            return self.diagnosis(view, body);
        }
        match medicine_code(body) {
            Some(code) => self.medicine(view, &code),
            None => Ok(None),
        }
    }

    fn medicine(&mut self, view: &mut Tx<'_>, code: &str) -> Result<Option<String>, Stop> {
        if let Some(known) = self.medicines.get(code) {
            return Ok(known.clone());
        }
        let medicine = formulary::medicine_by_code(view, code)?;
        let name = medicine.map(|one| format!("{} {}", one.name.hindi, one.strength));
        self.medicines.insert(code.to_owned(), name.clone());
        Ok(name)
    }

    fn diagnosis(
        &mut self,
        view: &mut Tx<'_>,
        body: tape::Node<'_>,
    ) -> Result<Option<String>, Stop> {
        let Some(signed) = Path("code.text").text(body) else { return Ok(None) };
        if let Some(known) = self.diagnoses.0.get(&*signed) {
            return Ok(known.clone());
        }
        let text = |path: &'static str| Path(path).text(body).map(Cow::into_owned);
        let code = text("code.coding.system").zip(text("code.coding.code"));
        let name = match code {
            Some((system, code)) if system == systems::ICD_10 => {
                emergency::listed(&code).map(|known| known.hindi.to_owned())
            }
            Some((system, code)) => {
                codes::concept(view, &CodeRef { system, code })?.map(|one| one.hindi)
            }
            None => None,
        };
        let name = name.filter(|name| !name.is_empty());
        self.diagnoses.0.insert(signed.into_owned(), name.clone());
        Ok(name)
    }

    /// Where it was said: facility and unit of ours, or the place that a partner names.
    pub(super) fn of_place(&mut self, view: &mut Tx<'_>, line: &Line) -> Result<String, Stop> {
        let written = || line.facility.clone().unwrap_or_default();
        if line.source != SourceId::NABZ {
            return Ok(written());
        }
        let organization = line.organization.as_deref();
        let id = organization.and_then(|link| link.strip_prefix("Organization/")?.parse().ok());
        let Some(id) = id else { return Ok(written()) };
        if let Some(known) = self.places.get(&id) {
            return Ok(known.clone().unwrap_or_else(written));
        }
        let name = self.place(view, NodeId::from_uuid(id))?;
        self.places.insert(id, name.clone());
        Ok(name.unwrap_or_else(written))
    }

    fn place(&self, view: &mut Tx<'_>, id: NodeId) -> Result<Option<String>, Stop> {
        let Some(node) = organisation::node(view, id)? else { return Ok(None) };
        let mut parts = Vec::new();
        if node.kind == NodeKind::Unit {
            let above = node.path.nodes().iter().rev().nth(1);
            let facility = above.map(|above| organisation::node(view, *above)).transpose()?;
            parts.extend(facility.flatten().map(|facility| self.name(facility)));
        }
        parts.push(self.name(node));
        Ok(Some(parts.join(" · ")))
    }

    fn name(&self, node: Node) -> String {
        self.language.pick(node.names.hindi, node.names.english)
    }
}
