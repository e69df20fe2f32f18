//! The words of rights as messages, and what a phone shows.

use super::model::{Nominee, NomineeEnded, Outcome, Request, RequestState, Right, Speaker, Voice};
use super::rules;
use crate::consent::words::{guardianship, tie};
use crate::messages::words::said_in;
use nabz_kernel::clock::Date;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg::apply;
use nabz_web::msg::rights as msg;
use nabz_web::numbers::date_message;

/// `000 123`: what a person quotes.
pub fn number(number: u32) -> String {
    let (thousands, rest) = (number / 1_000, number % 1_000);
    format!("{thousands:03} {rest:03}")
}

/// What somebody may ask for.
pub fn right(right: Right) -> Message {
    match right {
        Right::Access => msg::right_access(),
        Right::Correction => msg::right_correction(),
        Right::Erasure => msg::right_erasure(),
        Right::Grievance => msg::right_grievance(),
    }
}

/// Who asks, for a form.
pub fn voice(voice: Voice) -> Message {
    match voice {
        Voice::Themselves => msg::by_themselves(),
        Voice::Guardian => msg::by_guardian(),
        Voice::Nominee => msg::by_nominee(),
    }
}

/// Who asked.
pub fn speaker(speaker: &Speaker) -> Message {
    match speaker {
        Speaker::Themselves => msg::by_themselves(),
        Speaker::Guardian(guardian) => guardianship(guardian),
        Speaker::Nominee(proxy) => msg::asked_nominee(proxy.name.as_str(), tie(proxy.tie)),
    }
}

/// What became of a wish to erase.
pub fn outcome(outcome: Outcome) -> Message {
    match outcome {
        Outcome::Done => msg::outcome_done(),
        Outcome::InPart => msg::outcome_part(),
        Outcome::Refused => msg::outcome_refused(),
    }
}

/// Where a request stands.
pub fn state(state: &RequestState) -> Message {
    match state {
        RequestState::Received => msg::state_received(),
        RequestState::Looking { .. } => msg::state_looking(),
        RequestState::Answered { .. } => msg::state_answered(),
        RequestState::Withdrawn { .. } => msg::state_withdrawn(),
    }
}

/// By when a request is answered, and how many days that leaves, or since how many it is late.
pub fn due(request: &Request, today: Date) -> Message {
    let (day, left) = (date_message(request.due), rules::days_left(request.due, today));
    if left < 0 { msg::overdue(day, -left) } else { msg::due(day, left) }
}

/// Whom somebody named, with how they are reached.
pub fn nominee(nominee: &Nominee) -> Message {
    let (name, phone) = (nominee.proxy.name.as_str(), nominee.phone.spaced());
    msg::nominee_said(name, phone, tie(nominee.proxy.tie))
}

/// Why somebody is the nominee no longer.
pub fn nominee_ended(ended: NomineeEnded) -> Message {
    match ended {
        NomineeEnded::Changed => msg::nominee_changed(),
        NomineeEnded::Withdrawn => msg::nominee_withdrawn(),
    }
}

/// What for somebody's record was looked at, as they are told; nothing for a purpose of another time.
pub fn why_looked(purpose: &str) -> Option<Message> {
    match purpose {
        "TREAT" => Some(apply::to_treat()),
        "BTG" => Some(apply::in_an_emergency()),
        "PATADMIN" => Some(apply::at_a_counter()),
        "RECORDMGT" => Some(apply::for_records()),
        "HOPERAT" => Some(apply::to_oversee()),
        "PATSFTY" => Some(apply::to_warn()),
        "PATRQT" => Some(apply::yourself()),
        _ => None,
    }
}

/// What a phone shows when a request was answered. It names nobody and says nothing of what was
/// asked: families share a phone.
pub fn answered(request: u32, today: Date, languages: &[Language]) -> String {
    said_in(&msg::sms_answered(date_message(today), number(request)), languages)
}

/// Why something stands on record no longer, as the history keeps it: in both languages, and without
/// what it was.
pub fn erased(request: u32) -> String {
    let said = msg::erased_because(number(request));
    [Language::Hindi, Language::English].map(|language| say(&said, language)).join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::rules::TEXT_LETTERS_MAX;
    use crate::registry::rules::reason;
    use nabz_access::Reason;
    use nabz_testkit::MORNING;

    #[test]
    fn every_purpose_of_a_look_is_told_in_words() {
        for purpose in Reason::PURPOSES {
            assert!(why_looked(purpose).is_some(), "{purpose}");
        }
        assert!(why_looked("PATRQT").is_some() && why_looked("cookies").is_none());
    }

    #[test]
    fn a_number_is_read_in_threes_however_large_it_is() {
        assert_eq!([0, 123, 1_204_567].map(number), ["000 000", "000 123", "1204 567"]);
    }

    #[test]
    fn what_is_kept_and_sent_because_of_a_request_fits_where_it_is_kept_and_sent() {
        assert!(reason(&erased(u32::MAX)).is_ok(), "{}", erased(u32::MAX));
        let both = [Language::Hindi, Language::English];
        let text = answered(u32::MAX, MORNING.date_in_india(), &both);
        assert!(text.chars().count() <= TEXT_LETTERS_MAX && text.contains("4294967 295"), "{text}");
    }
}
