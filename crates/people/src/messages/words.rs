//! The words of messages, and what a phone shows.

use super::model::{CodePurpose, MessageKind, Sms, WhyFailed};
use super::rules::{CODE_LIVES, Code};
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::messages as msg;

/// What a message is about.
pub fn kind(kind: MessageKind) -> Message {
    match kind {
        MessageKind::Code => msg::kind_code(),
        MessageKind::CardReady => msg::kind_card_ready(),
        MessageKind::CardExpires => msg::kind_card_expires(),
        MessageKind::CardSent => msg::kind_card_sent(),
        MessageKind::Applied => msg::kind_applied(),
        MessageKind::RequestAnswered => msg::kind_request_answered(),
    }
}

/// Why a message was not sent.
pub fn why(why: WhyFailed) -> Message {
    match why {
        WhyFailed::Gateway => msg::why_gateway(),
        WhyFailed::Lapsed => msg::why_lapsed(),
    }
}

/// What tells somebody their code. The code comes first, where a phone shows it without opening.
pub fn code(code: &Code, purpose: CodePurpose, language: Language) -> String {
    let minutes = CODE_LIVES.as_secs() / 60;
    let told = match purpose {
        CodePurpose::Apply => msg::sms_code_apply(code.reveal(), minutes),
        CodePurpose::Own => msg::sms_code_own(code.reveal(), minutes),
    };
    say(&told, language)
}

/// A message in each of these languages, one below the other.
pub fn said_in(told: &Message, languages: &[Language]) -> String {
    let said: Vec<String> = languages.iter().map(|language| say(told, *language)).collect();
    said.join("\n")
}

/// `••••••4321`, or the whole number where nobody is real.
pub fn phone(sms: &Sms, whole: bool) -> String {
    if whole {
        return sms.to.spaced();
    }
    let digits = sms.to.digits();
    let last = digits.len().saturating_sub(4);
    format!("{}{}", "•".repeat(last), digits.get(last..).unwrap_or_default())
}
