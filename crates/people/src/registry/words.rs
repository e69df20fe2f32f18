//! The registry's words as messages: ages, sexes, relations, reasons.

use super::actions::{CERTAIN, IDENTIFIED, REVIEWED, TAKEN_BACK, UNSEEN};
use super::model::{
    AgeBand, Banner, Decision, Ground, Identity, Life, Mark, PaperKind, PaperSeen, Relation, Sex,
    Whose, WrittenKind,
};
use nabz_kernel::birth::{Age, BirthDate, BirthQuality};
use nabz_kernel::names::{PersonName, Script};
use nabz_linkage::duplicates::Reason;
use nabz_linkage::transliterate::suggest;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::registry as msg;
use nabz_web::numbers;

/// `42 y`, `about 42 y`, `8 months`, as doctors say it.
pub fn age(age: Age, estimated: bool) -> Message {
    let said = match age {
        Age::Days(days) => msg::age_days(i64::from(days)),
        Age::Months(months) => msg::age_months(i64::from(months)),
        Age::YearsMonths(years, months) => {
            msg::age_years_months(i64::from(months), i64::from(years))
        }
        Age::Years(years) => msg::age_years(i64::from(years)),
    };
    if estimated { msg::age_about(said) } else { said }
}

/// Why two were linked, or parted, where nobody typed it: a decision or the program did so. Nothing of
/// what somebody typed.
pub fn link_why(kept: &str) -> Option<Message> {
    match kept {
        REVIEWED => Some(msg::why_compared()),
        UNSEEN => Some(msg::why_alike()),
        IDENTIFIED => Some(msg::why_identified()),
        TAKEN_BACK => Some(msg::why_taken_back()),
        _ => kept.starts_with(CERTAIN).then(msg::why_certain),
    }
}

/// Female, male, other.
pub fn sex(sex: Sex) -> Message {
    match sex {
        Sex::Female => msg::sex_female(),
        Sex::Male => msg::sex_male(),
        Sex::Other => msg::sex_other(),
    }
}

/// Newborn, child, adult, old.
pub fn age_band(band: AgeBand) -> Message {
    match band {
        AgeBand::Newborn => msg::band_newborn(),
        AgeBand::Child => msg::band_child(),
        AgeBand::Adult => msg::band_adult(),
        AgeBand::Old => msg::band_old(),
    }
}

/// `Husband`, for a form.
pub fn relation(relation: Relation) -> Message {
    match relation {
        Relation::Father => msg::relation_father(),
        Relation::Husband => msg::relation_husband(),
        Relation::Mother => msg::relation_mother(),
        Relation::Wife => msg::relation_wife(),
        Relation::Guardian => msg::relation_guardian(),
    }
}

/// `wife of Ramesh Kumar`: how the person is related to the guardian who is named.
pub fn guardian(relation: Relation, sex: Option<Sex>, name: &str) -> Message {
    let name = name.to_owned();
    match (relation, sex) {
        (Relation::Husband, _) => msg::wife_of(name),
        (Relation::Wife, _) => msg::husband_of(name),
        (Relation::Father | Relation::Mother, Some(Sex::Female)) => msg::daughter_of(name),
        (Relation::Father | Relation::Mother, Some(Sex::Male)) => msg::son_of(name),
        (Relation::Father | Relation::Mother, Some(Sex::Other) | None) => msg::child_of(name),
        (Relation::Guardian, _) => msg::ward_of(name),
    }
}

/// A name as a page of this language reads it: as it was written, or else spelt out of the other
/// script. A spelling that nobody wrote is shown and never kept.
pub fn name_read(name: &PersonName, language: Language) -> String {
    let script = script(language);
    let spelt = || suggest(name.preferring(script));
    name.written_in(script).map_or_else(spelt, |written| written.as_str().to_owned())
}

/// Own or family.
pub fn whose(whose: Whose) -> Message {
    match whose {
        Whose::Own => msg::phone_own(),
        Whose::Family => msg::phone_family(),
    }
}

/// Documented, stated, estimated.
pub fn quality(quality: BirthQuality) -> Message {
    match quality {
        BirthQuality::Documented => msg::birth_documented(),
        BirthQuality::Stated => msg::birth_stated(),
        BirthQuality::Estimated => msg::birth_estimated(),
    }
}

/// A flag beside the name, when there is something to say.
pub fn life(life: Life) -> Option<Message> {
    match life {
        Life::Living => None,
        Life::Deceased { .. } => Some(msg::life_deceased()),
        Life::Moved { .. } => Some(msg::life_moved()),
    }
}

/// A flag beside the name of somebody nobody knows.
pub fn identity(identity: Identity) -> Option<Message> {
    match identity {
        Identity::Known => None,
        Identity::Unknown => Some(msg::identity_unknown()),
    }
}

/// A paper by which somebody showed who they are.
pub fn paper_seen(paper: PaperSeen) -> Message {
    match paper {
        PaperSeen::Aadhaar => msg::paper_aadhaar(),
        PaperSeen::VoterCard => msg::paper_voter_card(),
        PaperSeen::RationCard => msg::paper_ration_card(),
        PaperSeen::BirthCertificate => msg::paper_birth_certificate(),
        PaperSeen::Passport => msg::paper_passport(),
        PaperSeen::DrivingLicence => msg::paper_driving_licence(),
        PaperSeen::Other => msg::paper_other(),
    }
}

/// Which paper a number stands on.
pub fn paper_kind(kind: PaperKind) -> Message {
    match kind {
        PaperKind::Abha => msg::paper_abha(),
        PaperKind::AbhaAddress => msg::paper_abha_address(),
        PaperKind::RationCard => msg::paper_ration_card(),
        PaperKind::BirthRegistration => msg::paper_birth_registration(),
        PaperKind::Passport => msg::paper_passport(),
    }
}

/// What something is that was written of somebody.
pub fn written(kind: WrittenKind) -> Message {
    match kind {
        WrittenKind::Visit => msg::written_visit(),
        WrittenKind::Note => msg::written_note(),
        WrittenKind::Diagnosis => msg::written_diagnosis(),
        WrittenKind::Allergy => msg::written_allergy(),
        WrittenKind::Finding => msg::written_finding(),
        WrittenKind::Prescription => msg::written_prescription(),
        WrittenKind::Dispensing => msg::written_dispensing(),
        WrittenKind::Consent => msg::written_consent(),
        WrittenKind::Guardian => msg::written_guardian(),
        WrittenKind::Card => msg::written_card(),
        WrittenKind::CardRequest => msg::written_card_request(),
        WrittenKind::Operation => msg::written_operation(),
        WrittenKind::Target => msg::written_target(),
        WrittenKind::Details => msg::written_details(),
        WrittenKind::Number => msg::written_number(),
        WrittenKind::Life => msg::written_life(),
        WrittenKind::Partner => msg::written_partner(),
        WrittenKind::Link => msg::written_link(),
        WrittenKind::Home => msg::written_home(),
        WrittenKind::Photograph => msg::written_photograph(),
        WrittenKind::Request => msg::written_request(),
        WrittenKind::Nominee => msg::written_nominee(),
        WrittenKind::Other => msg::written_other(),
    }
}

/// To whom something belongs.
pub fn mark(mark: Mark) -> Message {
    match mark {
        Mark::Stays => msg::parted_stays(),
        Mark::Other => msg::parted_other(),
    }
}

/// `12 Mar 1984`, `03/1984`, `1984`: as exactly as it is known.
pub fn born(date: BirthDate, language: Language) -> String {
    if let Some(day) = date.exact() {
        return numbers::date(day, language);
    }
    let text = date.to_string();
    text.split_once('-').map_or(text.clone(), |(year, month)| format!("{month}/{year}"))
}

/// Why two may be one person.
pub fn reason(reason: Reason) -> Message {
    match reason {
        Reason::SameName => msg::reason_same_name(),
        Reason::NameAlike(_) => msg::reason_name_alike(),
        Reason::SameGuardian => msg::reason_same_guardian(),
        Reason::OtherGuardian => msg::reason_other_guardian(),
        Reason::SameBirthDay => msg::reason_same_birth_day(),
        Reason::SameBirthYear => msg::reason_same_birth_year(),
        Reason::BirthYearNear(years) => msg::reason_birth_year_near(i64::from(years)),
        Reason::BirthYearFar(years) => msg::reason_birth_year_far(i64::from(years)),
        Reason::SamePhone => msg::reason_same_phone(),
        Reason::SameVoterId => msg::reason_same_voter_id(),
        Reason::SameAddress => msg::reason_same_address(),
        Reason::SameWard => msg::reason_same_ward(),
        Reason::OtherSex => msg::reason_other_sex(),
        Reason::OtherPaper => msg::reason_other_paper(),
    }
}

/// What was said of two records.
pub fn decision(decision: Decision) -> Message {
    match decision {
        Decision::Same => msg::duplicates_same(),
        Decision::Different => msg::duplicates_different(),
    }
}

/// The reason by which a list of pairs is narrowed.
pub fn ground(ground: Ground) -> Message {
    match ground {
        Ground::VoterCard => msg::ground_voter_card(),
        Ground::PhoneAndName => msg::ground_phone_and_name(),
        Ground::DayAndName => msg::ground_day_and_name(),
        Ground::Phone => msg::ground_phone(),
        Ground::Other => msg::ground_other(),
    }
}

/// A person in one line of a list: enough to tell two apart, and no more.
pub struct Named {
    /// In the page's language, if it was ever written so.
    pub name: String,
    /// Sex and age.
    pub facts: Message,
}

impl Named {
    /// From what the registry says.
    pub fn of(banner: &Banner, language: Language) -> Self {
        let name = banner.name.preferring(script(language)).to_owned();
        Self { name, facts: facts(banner) }
    }
}

/// The script in which a language is read.
pub fn script(language: Language) -> Script {
    match language {
        Language::Hindi => Script::Devanagari,
        Language::English => Script::Roman,
    }
}

/// `Woman, 42 y`, and what is not known.
pub fn facts(banner: &Banner) -> Message {
    let sex_said = banner.sex.map_or_else(msg::sex_not_known, sex);
    let age_said =
        banner.age.map_or_else(msg::age_not_known, |age| self::age(age, banner.age_estimated));
    msg::person_facts(age_said, sex_said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_web::messages::say;

    #[test]
    fn a_small_childs_years_stand_before_the_months() {
        let said = age(Age::YearsMonths(2, 3), false);
        let figures = |language| -> String {
            say(&said, language).chars().filter(char::is_ascii_digit).collect()
        };
        assert_eq!([Language::English, Language::Hindi].map(figures), ["23", "23"]);
    }
}
