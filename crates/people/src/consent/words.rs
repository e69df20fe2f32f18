//! The words of consent as messages.

use super::model::{
    Answer, Basis, By, GuardianPaper, Guardianship, Proxy, Purpose, Said, Sensitive, Standing, Tie,
    Way,
};
use nabz_web::messages::Message;
use nabz_web::msg::consent as msg;

/// What somebody is asked about.
pub fn purpose(purpose: Purpose) -> Message {
    match purpose {
        Purpose::HealthCard => msg::purpose_health_card(),
        Purpose::RecordSharing => msg::purpose_record_sharing(),
        Purpose::SurveyHealth => msg::purpose_survey_health(),
        Purpose::Research => msg::purpose_research(),
        Purpose::Sms => msg::purpose_sms(),
    }
}

/// What stays closed.
pub fn sensitive(category: Sensitive) -> Message {
    match category {
        Sensitive::Hiv => msg::sensitive_hiv(),
        Sensitive::MentalHealth => msg::sensitive_mental_health(),
        Sensitive::Reproductive => msg::sensitive_reproductive(),
        Sensitive::SubstanceUse => msg::sensitive_substance_use(),
        Sensitive::SexualViolence => msg::sensitive_sexual_violence(),
        Sensitive::Genetic => msg::sensitive_genetic(),
    }
}

/// What a proxy is to the person.
pub fn tie(tie: Tie) -> Message {
    match tie {
        Tie::Father => msg::tie_father(),
        Tie::Mother => msg::tie_mother(),
        Tie::Guardian => msg::tie_guardian(),
        Tie::Spouse => msg::tie_spouse(),
        Tie::Child => msg::tie_child(),
        Tie::Sibling => msg::tie_sibling(),
        Tie::Other => msg::tie_other(),
    }
}

/// A paper that says whose child somebody is.
pub fn guardian_paper(paper: GuardianPaper) -> Message {
    match paper {
        GuardianPaper::BirthCertificate => msg::paper_birth_certificate(),
        GuardianPaper::RationCard => msg::paper_ration_card(),
        GuardianPaper::Passport => msg::paper_passport(),
        GuardianPaper::Order => msg::paper_order(),
    }
}

/// Whoever answered for a child, and how it is known that they may.
pub fn guardianship(Guardianship { proxy, basis }: &Guardianship) -> Message {
    let who = msg::proxy_said(proxy.name.as_str(), tie(proxy.tie));
    match basis {
        Some(Basis::Paper(paper)) => msg::proxy_shown(guardian_paper(*paper), who),
        Some(Basis::Vouched(name)) => msg::proxy_vouched_by(name.as_str(), who),
        Some(Basis::Named(_)) | None => who,
    }
}

/// How an answer is given.
pub fn way(way: Way) -> Message {
    match way {
        Way::Screen => msg::way_screen(),
        Way::Paper => msg::way_paper(),
        Way::Spoken => msg::way_spoken(),
    }
}

/// How an answer was given, with whoever heard it.
pub fn how(answer: &Answer) -> Message {
    let way = way(answer.how.way());
    match answer.how.witness() {
        Some(witness) => msg::witnessed(witness.as_str(), way),
        None => way,
    }
}

/// Who answered.
pub fn by(by: &By) -> Message {
    let spoke = |Proxy { name, tie }: &Proxy| msg::proxy_said(name.as_str(), self::tie(*tie));
    match by {
        By::Themselves => msg::by_themselves(),
        By::Guardian(guardian) => guardianship(guardian),
        By::Representative { proxy, why } => msg::proxy_because(spoke(proxy), why.as_str()),
    }
}

/// What was answered.
pub fn said(said: &Said) -> Message {
    match said {
        Said::Given { .. } => msg::answer_given(),
        Said::Refused => msg::answer_refused(),
        Said::Withdrawn { .. } => msg::answer_withdrawn(),
    }
}

/// Where the answers have led.
pub fn standing(standing: &Standing) -> Message {
    match standing {
        Standing::NeverAsked => msg::state_never(),
        Standing::Given(_) => msg::state_given(),
        Standing::Refused(_) => msg::state_refused(),
        Standing::Withdrawn(_) => msg::state_withdrawn(),
        Standing::Lapsed(last) => match last.by {
            By::Representative { .. } => msg::state_lapsed_represented(),
            By::Themselves | By::Guardian(_) => msg::state_lapsed(),
        },
    }
}
