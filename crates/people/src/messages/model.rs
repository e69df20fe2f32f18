//! The nouns of messages.

use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_kernel::visitor::VisitorAddress;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

id!(
    /// One message to a phone.
    MessageId,
    MessageMark
);
id!(
    /// A code that somebody is to type.
    ChallengeId,
    ChallengeMark
);
id!(
    /// That codes were asked for unusually often.
    AlarmId,
    AlarmMark
);

words!(
    /// What a message is about.
    MessageKind {
        /// A code to type.
        Code = "code",
        /// A card lies ready.
        CardReady = "card-ready",
        /// A card ends soon.
        CardExpires = "card-expires",
        /// A card is on its way.
        CardSent = "card-sent",
        /// An application came in.
        Applied = "applied",
        /// What somebody asked about what is held of them was answered.
        RequestAnswered = "request-answered",
    }
);
words!(
    /// What a code is good for.
    CodePurpose {
        /// Applying for oneself and one's family.
        Apply = "apply",
        /// Looking at one's own things.
        Own = "own",
    }
);
words!(
    /// Why a message was not sent.
    WhyFailed {
        /// The gateway did not take it, however often it was asked.
        Gateway = "gateway",
        /// Its code was worth nothing any more.
        Lapsed = "lapsed",
    }
);

/// A message about to be sent. Its `Debug` hides the phone and the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// To which phone.
    pub to: Mobile,
    /// About what.
    pub kind: MessageKind,
    /// What it says.
    pub text: String,
    /// In which language; of a text in both, the first.
    pub language: Language,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// Waits for the gateway.
    Queued,
    /// The gateway has taken it.
    Sent {
        /// When.
        at: Instant,
    },
    /// Nobody tries any more.
    Failed {
        /// Since when.
        at: Instant,
        /// Why.
        why: WhyFailed,
    },
}

/// A message of the outbox. Its `Debug` hides the phone and the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// Which.
    pub id: MessageId,
    /// To which phone.
    pub to: Mobile,
    /// About what.
    pub kind: MessageKind,
    /// What it says; nothing when it held a code that has lapsed.
    pub text: Option<String>,
    /// In which language.
    pub language: Language,
    /// Where it stands.
    pub state: MessageState,
    /// How often the gateway was asked to take it.
    pub tries: u32,
    /// The work that sends it.
    pub job: Uuid,
    /// When it was written.
    pub made_at: Instant,
    /// Not sent before: nobody is woken by a reminder.
    pub due_at: Instant,
    /// From then on its code is worth nothing.
    pub lapses_at: Option<Instant>,
}

/// Messages that a page shows, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessagesAsked {
    /// Only those that failed.
    pub failed: bool,
    /// Older than this one.
    pub before: Option<MessageId>,
}

/// A code that was sent, as far as it is kept. Its `Debug` hides what it may be guessed from.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Which.
    pub id: ChallengeId,
    /// To which phone.
    pub phone: Mobile,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// Drawn for this code alone.
    pub salt: Vec<u8>,
    /// Over the salt and the code.
    pub digest: Vec<u8>,
    /// How often something was typed.
    pub tries: u32,
    /// The message that told it.
    pub message: MessageId,
    /// From which address it was asked for.
    pub asked_from: Option<String>,
    /// When it was drawn.
    pub made_at: Instant,
    /// From then on it is worth nothing.
    pub expires_at: Instant,
}

words!(
    /// What is asked, or typed, unusually often at the public site as a whole.
    Crowd {
        /// Codes are asked for.
        Asked = "asked",
        /// Wrong codes are typed.
        Wrong = "wrong",
    }
);

/// Who asks for a code at a page that anybody may open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asker {
    /// From where; nothing where there is no network in between.
    pub address: Option<VisitorAddress>,
    /// The code that they were sent last.
    pub last: Option<ChallengeId>,
}

/// That as many codes were asked for from one address as are sent within an hour, or that the public
/// site as a whole sees more than people do.
#[derive(Clone, PartialEq, Eq)]
pub struct Alarm {
    /// From where, or the word of a [`Crowd`].
    pub asked_from: String,
    /// How many within the hour.
    pub codes: u32,
    /// When it was noticed.
    pub raised_at: Instant,
}

/// Why no code is sent, or what was typed is not right. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtpRefusal {
    /// A phone was sent as many codes as it gets within an hour.
    TooManyToPhone {
        /// Until it gets another one.
        minutes: i64,
    },
    /// It is another code.
    Wrong {
        /// So many tries are left.
        left: u32,
    },
    /// No more tries, too old, used, or never drawn: one answer for all, so that nobody learns
    /// which.
    Over,
    /// As many codes were asked for from one address as are sent within an hour.
    TooManyFromHere,
}

/// Why a message is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageRefusal {
    /// Nobody wrote such a message.
    NoSuchMessage,
    /// It was sent, or somebody else has tried it again.
    NotFailed,
    /// Its code is worth nothing any more.
    Lapsed,
}

impl From<OtpRefusal> for Refused {
    fn from(refusal: OtpRefusal) -> Self {
        match refusal {
            OtpRefusal::TooManyToPhone { minutes } => {
                Self::plain("OTP-001").with("minutes", minutes)
            }
            OtpRefusal::Wrong { left } => Self::plain("OTP-002").with("left", left).invalid(),
            OtpRefusal::Over => Self::plain("OTP-003"),
            OtpRefusal::TooManyFromHere => Self::plain("OTP-004"),
        }
    }
}

impl From<MessageRefusal> for Refused {
    fn from(refusal: MessageRefusal) -> Self {
        match refusal {
            MessageRefusal::NoSuchMessage => Self::plain("MSG-001").missing(),
            MessageRefusal::NotFailed => Self::plain("MSG-002"),
            MessageRefusal::Lapsed => Self::plain("MSG-003"),
        }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Sms");
        shown.field("id", &self.id).field("kind", &self.kind).field("state", &self.state);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_a_log_says_neither_the_phone_nor_the_text() {
        let outgoing = Outgoing {
            to: Mobile::parse("0000004321").unwrap(),
            kind: MessageKind::Code,
            text: "271828".into(),
            language: Language::Hindi,
        };
        let said = format!("{outgoing:?}");
        assert!(said.contains("Code") && !said.contains("4321") && !said.contains("271828"));
    }
}
