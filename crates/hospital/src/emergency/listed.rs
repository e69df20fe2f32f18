//! Long-term conditions that an emergency room asks for.
//!
//! Demonstration content: a short list, written for the program from general knowledge. The names
//! are our own; the codes are the categories of ICD-10 that they belong to, and nothing else of that
//! classification is here. A deployment has its own list approved. Which of them stay closed to
//! whoever does not treat the person follows from their codes, in `consent::marks`.

use nabz_fhir::systems;
use nabz_people::consent::marks;
use nabz_people::consent::model::Sensitive;

/// One of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// ICD-10.
    pub code: &'static str,
    /// In Roman.
    pub english: &'static str,
    /// In Devanagari.
    pub hindi: &'static str,
}

const fn one(code: &'static str, english: &'static str, hindi: &'static str) -> Listed {
    Listed { code, english, hindi }
}

/// All of them, as a form shows them: what is common first in each kind.
pub const LISTED: &[Listed] = &[
    one("E11", "Type 2 diabetes", "टाइप 2 मधुमेह"),
    one("E10", "Type 1 diabetes", "टाइप 1 मधुमेह"),
    one("I10", "High blood pressure", "उच्च रक्तचाप"),
    one("I25", "Ischaemic heart disease", "हृदय की धमनी का रोग"),
    one("I50", "Heart failure", "हृदय की कमज़ोरी"),
    one("I48", "Atrial fibrillation", "हृदय की अनियमित धड़कन"),
    one("I09", "Rheumatic heart disease", "आमवाती हृदय रोग"),
    one("Z95.0", "Pacemaker", "पेसमेकर लगा है"),
    one("I69", "After a stroke", "लकवे (पक्षाघात) के बाद"),
    one("J45", "Asthma", "दमा"),
    one("J44", "Chronic obstructive pulmonary disease", "फेफड़ों की पुरानी रुकावट (सीओपीडी)"),
    one("A15", "Tuberculosis of the lungs", "फेफड़ों की टीबी"),
    one("N18", "Chronic kidney disease", "गुर्दे की पुरानी बीमारी"),
    one("Z99.2", "On dialysis", "डायलिसिस पर"),
    one("Z94.0", "Kidney transplant", "गुर्दा प्रत्यारोपण"),
    one("K74", "Cirrhosis of the liver", "लिवर सिरोसिस"),
    one("B18", "Chronic viral hepatitis", "पुराना वायरल हेपेटाइटिस"),
    one("G40", "Epilepsy", "मिर्गी"),
    one("G20", "Parkinson’s disease", "पार्किंसन रोग"),
    one("E03", "Hypothyroidism", "थायराइड की कमी"),
    one("E27", "Adrenal insufficiency", "एड्रिनल ग्रंथि की कमी"),
    one("D56", "Thalassaemia", "थैलेसीमिया"),
    one("D57", "Sickle cell disease", "सिकल सेल रोग"),
    one("D66", "Haemophilia", "हीमोफ़ीलिया"),
    one("C80", "Cancer", "कैंसर"),
    one("M06", "Rheumatoid arthritis", "गठिया (रूमेटॉइड)"),
    one("B20", "HIV disease", "एचआईवी रोग"),
    one("F20", "Schizophrenia", "सिज़ोफ़्रेनिया"),
    one("F31", "Bipolar disorder", "बाइपोलर विकार"),
    one("F33", "Recurrent depression", "बार-बार होने वाला अवसाद"),
    one("F10", "Alcohol dependence", "शराब की लत"),
    one("F11", "Opioid dependence", "अफ़ीम वाले नशे की लत"),
];

/// The one of a code; `None` for a code that the list does not have.
pub fn listed(code: &str) -> Option<&'static Listed> {
    LISTED.iter().find(|one| one.code == code)
}

/// What a condition of this code is marked as, whether or not the list still has it.
pub(super) fn sensitive(code: &str) -> Vec<Sensitive> {
    marks::of_code(systems::ICD_10, code).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_condition_has_a_code_of_its_own_and_a_name_in_both_scripts() {
        let codes: BTreeSet<&str> = LISTED.iter().map(|one| one.code).collect();
        assert_eq!(codes.len(), LISTED.len());
        for one in LISTED {
            assert!(one.english.is_ascii() || one.english.contains('’'), "{}", one.code);
            assert!(one.hindi.chars().any(|sign| ('\u{900}'..='\u{97f}').contains(&sign)));
        }
        assert_eq!(listed("X99"), None);
    }

    #[test]
    fn what_is_sensitive_is_closed_by_its_code_and_a_name_says_no_more_than_the_code() {
        let closed: Vec<&str> =
            LISTED.iter().map(|one| one.code).filter(|code| !sensitive(code).is_empty()).collect();
        assert_eq!(closed, ["B20", "F20", "F31", "F33", "F10", "F11"]);
        assert_eq!(sensitive("B20"), [Sensitive::Hiv]);
        for one in LISTED {
            for name in [one.english, one.hindi] {
                let said = marks::of_words(name);
                assert!(said.is_empty() || said == sensitive(one.code), "{name}: {said:?}");
            }
        }
    }
}
