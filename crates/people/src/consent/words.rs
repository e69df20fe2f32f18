//! The words of consent as messages.

use super::model::{Answer, By, Proxy, Purpose, Said, Sensitive, Standing, Tie, Way};
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
        By::Guardian(proxy) => spoke(proxy),
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
        Standing::Lapsed(_) => msg::state_lapsed(),
    }
}
