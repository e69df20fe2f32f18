//! What a device reports line by line when it has a network again. Each line is answered by itself,
//! in both languages, because the device shows the answer in whichever is chosen later.

use crate::messages::{Language, Message, say};
use nabz_kernel::clock::Instant;
use nabz_kernel::refusal::Kind;
use nabz_store::Stop;
use serde_json::{Value, json};

const MICROSECONDS_A_MILLISECOND: i64 = 1_000;

/// What a line is known by, also where nothing else of it can be read; empty where it has no key.
pub fn key_of(line: &Value) -> String {
    line.get("key").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The moment that a device says, in milliseconds since 1970.
pub fn said_at(milliseconds: i64) -> Instant {
    Instant::from_microseconds(milliseconds.saturating_mul(MICROSECONDS_A_MILLISECOND))
}

/// What a device is told of a line that was not taken. One that may be sent again as it is says so.
pub fn not_taken(key: &str, stop: &Stop) -> Value {
    match stop {
        Stop::Refused(no) => refused(key, &Message::from(no), no.kind == Kind::Busy),
        Stop::Fault(_) | Stop::Again => {
            tracing::error!(%stop, "a line of a device could not be kept");
            json!({ "key": key, "taken": false, "again": true })
        }
    }
}

/// The same where the sentence is known already; `again` says that the line may be sent as it is.
pub fn refused(key: &str, sentence: &Message, again: bool) -> Value {
    json!({
        "key": key, "taken": false, "code": sentence.key(), "again": again,
        "en": say(sentence, Language::English), "hi": say(sentence, Language::Hindi),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::refusal::Refused;

    fn told(stop: &Stop) -> (Option<bool>, bool) {
        let answer = not_taken("k", stop);
        let again = answer.get("again").and_then(Value::as_bool);
        (again, answer.get("hi").is_some())
    }

    #[test]
    fn what_the_rules_refuse_says_why_and_what_is_busy_is_sent_again() {
        assert_eq!(told(&Refused::plain("WEB-002").invalid().into()), (Some(false), true));
        assert_eq!(told(&Refused::plain("STO-001").busy().into()), (Some(true), true));
        assert_eq!(told(&Stop::fault("a cable")), (Some(true), false), "a fault is not shown raw");
    }

    #[test]
    fn a_line_without_a_key_is_known_by_none() {
        assert_eq!(key_of(&json!({ "key": "a" })), "a");
        assert_eq!(key_of(&json!({ "key": 7 })), "");
    }
}
