//! The compartments of R4: whom a resource is about, by the search parameters that say so.
//!
//! An Observation lies in the Patient compartment of whoever `subject` or `performer` names; a
//! search within a compartment is a search by one of these parameters. A Patient, an Encounter and
//! so on also lies in the compartment of itself, which no parameter says.
//!
//! Source: <http://hl7.org/fhir/R4/compartmentdefinition.html>.

use crate::resource_types::ResourceType;

/// One sort of compartment, such as that of a Patient.
#[derive(Debug)]
pub struct Compartment {
    /// The resource type whose compartment it is.
    pub of: &'static str,
    /// What may lie in it, and by which search parameters; both in the order of their bytes.
    pub parts: &'static [(&'static str, &'static [&'static str])],
}

include!(concat!(env!("OUT_DIR"), "/compartments.rs"));

impl Compartment {
    /// The compartment of that type of resource, if R4 has one.
    pub fn of(focus: ResourceType) -> Option<&'static Self> {
        COMPARTMENTS.iter().find(|known| known.of == focus.name())
    }

    /// All of them.
    pub fn all() -> &'static [Self] {
        COMPARTMENTS
    }

    /// The type whose compartment it is.
    pub fn owner(&self) -> Option<ResourceType> {
        ResourceType::named(self.of)
    }

    /// The search parameters by any of which a resource of that type lies in it; none where it
    /// cannot.
    pub fn parameters(&self, of: ResourceType) -> &'static [&'static str] {
        let at = self.parts.binary_search_by(|(known, _)| (*known).cmp(of.name()));
        at.ok().and_then(|at| self.parts.get(at)).map_or(&[], |(_, parameters)| parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compartment_is_searched_by_the_parameters_that_name_its_owner() {
        let patient = Compartment::of(ResourceType::PATIENT).unwrap();
        assert_eq!(patient.parameters(ResourceType::OBSERVATION), ["performer", "subject"]);
        assert_eq!(patient.parameters(ResourceType::PATIENT), ["link"]);
        assert!(patient.parameters(ResourceType::LOCATION).is_empty());
        assert!(Compartment::of(ResourceType::OBSERVATION).is_none());
    }

    #[test]
    fn there_are_five_compartments_and_each_names_types_that_are_known() {
        let names: Vec<&str> = COMPARTMENTS.iter().map(|known| known.of).collect();
        assert_eq!(names, ["Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"]);
        for compartment in COMPARTMENTS {
            assert!(compartment.parts.is_sorted());
            let known = |(of, _): &(&str, _)| ResourceType::named(of).is_some();
            assert!(compartment.parts.iter().all(known), "{}", compartment.of);
        }
    }
}
