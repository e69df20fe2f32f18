//! How disputes are said.

use super::model::Ground;
use nabz_web::messages::Message;
use nabz_web::msg::disputes as msg;

/// A reason, as a form offers it.
pub fn ground(ground: Ground) -> Message {
    match ground {
        Ground::AnotherPerson => msg::another_person(),
        Ground::ProvedWrong => msg::proved_wrong(),
        Ground::Mistaken => msg::mistaken(),
        Ground::Outdated => msg::outdated(),
        Ground::Other => msg::other(),
    }
}

/// Beside an entry: that it is disputed, and why.
pub fn said(of: Ground) -> Message {
    match of {
        Ground::AnotherPerson => msg::said_another_person(),
        Ground::ProvedWrong => msg::said_proved_wrong(),
        Ground::Mistaken => msg::said_mistaken(),
        Ground::Outdated => msg::said_outdated(),
        Ground::Other => msg::said_other(),
    }
}
