//! Long-term conditions that an emergency room asks for.
//!
//! Demonstration content: a short list, written for the program from general knowledge. The names
//! are our own; the codes are the categories of ICD-10 that they belong to, and nothing else of that
//! classification is here. A deployment has its own list approved.

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
    /// What it is marked as, and stays closed to whoever does not treat the person.
    pub sensitive: Option<Sensitive>,
}

const fn open(code: &'static str, english: &'static str, hindi: &'static str) -> Listed {
    Listed { code, english, hindi, sensitive: None }
}

const fn closed(
    code: &'static str,
    (english, hindi): (&'static str, &'static str),
    category: Sensitive,
) -> Listed {
    Listed { code, english, hindi, sensitive: Some(category) }
}

/// All of them, as a form shows them: what is common first in each kind.
pub const LISTED: &[Listed] = &[
    open("E11", "Type 2 diabetes", "टाइप 2 मधुमेह"),
    open("E10", "Type 1 diabetes", "टाइप 1 मधुमेह"),
    open("I10", "High blood pressure", "उच्च रक्तचाप"),
    open("I25", "Ischaemic heart disease", "हृदय की धमनी का रोग"),
    open("I50", "Heart failure", "हृदय की कमज़ोरी"),
    open("I48", "Atrial fibrillation", "हृदय की अनियमित धड़कन"),
    open("I09", "Rheumatic heart disease", "आमवाती हृदय रोग"),
    open("Z95.0", "Pacemaker", "पेसमेकर लगा है"),
    open("I69", "After a stroke", "लकवे (पक्षाघात) के बाद"),
    open("J45", "Asthma", "दमा"),
    open("J44", "Chronic obstructive pulmonary disease", "फेफड़ों की पुरानी रुकावट (सीओपीडी)"),
    open("A15", "Tuberculosis of the lungs", "फेफड़ों की टीबी"),
    open("N18", "Chronic kidney disease", "गुर्दे की पुरानी बीमारी"),
    open("Z99.2", "On dialysis", "डायलिसिस पर"),
    open("Z94.0", "Kidney transplant", "गुर्दा प्रत्यारोपण"),
    open("K74", "Cirrhosis of the liver", "लिवर सिरोसिस"),
    open("B18", "Chronic viral hepatitis", "पुराना वायरल हेपेटाइटिस"),
    open("G40", "Epilepsy", "मिर्गी"),
    open("G20", "Parkinson’s disease", "पार्किंसन रोग"),
    open("E03", "Hypothyroidism", "थायराइड की कमी"),
    open("E27", "Adrenal insufficiency", "एड्रिनल ग्रंथि की कमी"),
    open("D56", "Thalassaemia", "थैलेसीमिया"),
    open("D57", "Sickle cell disease", "सिकल सेल रोग"),
    open("D66", "Haemophilia", "हीमोफ़ीलिया"),
    open("C80", "Cancer", "कैंसर"),
    open("M06", "Rheumatoid arthritis", "गठिया (रूमेटॉइड)"),
    closed("B20", ("HIV disease", "एचआईवी रोग"), Sensitive::Hiv),
    closed("F20", ("Schizophrenia", "सिज़ोफ़्रेनिया"), Sensitive::MentalHealth),
    closed("F31", ("Bipolar disorder", "बाइपोलर विकार"), Sensitive::MentalHealth),
    closed("F33", ("Recurrent depression", "बार-बार होने वाला अवसाद"), Sensitive::MentalHealth),
    closed("F10", ("Alcohol dependence", "शराब की लत"), Sensitive::SubstanceUse),
    closed("F11", ("Opioid dependence", "अफ़ीम वाले नशे की लत"), Sensitive::SubstanceUse),
];

/// The one of a code; `None` for a code that the list does not have.
pub fn listed(code: &str) -> Option<&'static Listed> {
    LISTED.iter().find(|one| one.code == code)
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
        assert_eq!(listed("B20").and_then(|one| one.sensitive), Some(Sensitive::Hiv));
        assert_eq!(listed("X99"), None);
    }
}
