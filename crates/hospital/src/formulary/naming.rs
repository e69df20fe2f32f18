//! How a medicine is named to people: its name, its strength and its form, in one way everywhere.

use super::model::{Form, Medicine, Name};
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg;

/// `Ampicillin 500 mg capsule`, `एम्पिसिलिन 500 mg कैप्सूल`: the capsule and the injection of one
/// strength differ in nothing else.
pub fn label(medicine: &Medicine, language: Language) -> String {
    let form = say(&form_title(medicine.form), language);
    format!("{} {form}", name_and_strength(medicine, language))
}

/// The same in English: as the record and papers name a medicine, whatever is read beside them.
pub fn english_label(medicine: &Medicine) -> String {
    label(medicine, Language::English)
}

/// The same in both, for a refusal: in which language it will be read is not known yet.
pub fn labels(medicine: &Medicine) -> Name {
    let [hindi, english] = [Language::Hindi, Language::English].map(|one| label(medicine, one));
    Name { english, hindi }
}

/// `Ampicillin 500 mg`, for where a count beside it says the form: `10 capsules`.
pub fn name_and_strength(medicine: &Medicine, language: Language) -> String {
    let name = medicine.name.in_language(language);
    format!("{name} {}", medicine.strength).trim().to_owned()
}

/// What a form is called.
fn form_title(form: Form) -> Message {
    match form {
        Form::Tablet => msg::formulary::form_tablet(),
        Form::Capsule => msg::formulary::form_capsule(),
        Form::Syrup => msg::formulary::form_syrup(),
        Form::Suspension => msg::formulary::form_suspension(),
        Form::Solution => msg::formulary::form_solution(),
        Form::OralDrops => msg::formulary::form_oral_drops(),
        Form::Powder => msg::formulary::form_powder(),
        Form::Injection => msg::formulary::form_injection(),
        Form::Infusion => msg::formulary::form_infusion(),
        Form::Cream => msg::formulary::form_cream(),
        Form::Ointment => msg::formulary::form_ointment(),
        Form::Gel => msg::formulary::form_gel(),
        Form::Lotion => msg::formulary::form_lotion(),
        Form::EyeDrops => msg::formulary::form_eye_drops(),
        Form::EyeOintment => msg::formulary::form_eye_ointment(),
        Form::EarDrops => msg::formulary::form_ear_drops(),
        Form::NasalDrops => msg::formulary::form_nasal_drops(),
        Form::NasalSpray => msg::formulary::form_nasal_spray(),
        Form::Inhaler => msg::formulary::form_inhaler(),
        Form::Suppository => msg::formulary::form_suppository(),
        Form::Pessary => msg::formulary::form_pessary(),
        Form::Gargle => msg::formulary::form_gargle(),
    }
}
