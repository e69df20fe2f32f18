//! How often a code is sent, when it is right, and when a phone may ring. Pure.

use super::model::{Challenge, MessageKind, MessageRefusal, MessageState, OtpRefusal, Sms};
use nabz_kernel::clock::Instant;
use nabz_kernel::language::Language;
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::Duration;

/// Codes that one phone is sent within an hour, whatever for.
pub const CODES_TO_PHONE_MAX: usize = 3;
/// Codes that one phone is sent within a day.
pub const CODES_TO_PHONE_A_DAY_MAX: usize = 8;
/// Codes that are sent within an hour to whoever asks from one address: a whole office or a cyber
/// café applies from one, and nobody tries out the numbers of a city with so few.
pub const CODES_FROM_ADDRESS_MAX: usize = 30;
/// Codes are counted over so long.
pub const COUNTED_OVER: Duration = Duration::from_hours(1);
/// So long a code can be typed.
pub const CODE_LIVES: Duration = Duration::from_mins(10);
/// So often something may be typed.
pub const TRIES_MAX: u32 = 5;
/// How far the clocks of two machines of ours may differ. A code that says it was drawn later than
/// that from now was drawn by a clock that was wrong.
pub const CLOCKS_DIFFER_MAX: Duration = Duration::from_mins(2);
/// How often the gateway is asked to take a message: for some four hours in all.
pub const SENDING_TRIES_MAX: u32 = 12;
/// Letters of one message; a gateway cuts longer ones.
pub const TEXT_LETTERS_MAX: usize = 1_000;
/// A reminder reaches nobody before this hour of the day,
const DAY_BEGINS: Duration = Duration::from_hours(9);
/// and nobody after this one.
const DAY_ENDS: Duration = Duration::from_hours(20);
/// Codes to one phone are counted over so long, too.
pub const DAY: Duration = Duration::from_hours(24);
/// There are so many codes.
const CODES: u32 = 1_000_000;
/// More signs than anybody types by mistake.
const TYPED_SIGNS_MAX: usize = 20;
const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

/// Six digits. Its `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code of a number drawn at random; `None` for the few numbers that would make some codes
    /// likelier than others.
    pub fn of(drawn: u32) -> Option<Self> {
        let fair = u32::MAX - u32::MAX % CODES;
        (drawn < fair).then(|| Self(format!("{:06}", drawn % CODES)))
    }

    /// What somebody typed, in either script's figures, with spaces and hyphens or without.
    pub fn typed(text: &str) -> Self {
        let signs = text.chars().filter(|sign| !sign.is_whitespace() && *sign != '-');
        Self(signs.take(TYPED_SIGNS_MAX).map(latin).collect())
    }

    /// For the message that tells it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self, salt: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(salt).chain_update(self.0.as_bytes()).finalize().into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

fn latin(sign: char) -> char {
    match sign {
        '०'..='९' => char::from_digit(u32::from(sign) - u32::from('०'), 10).unwrap_or(sign),
        other => other,
    }
}

/// Whether what was typed is the code, found out in the same time whichever digits are wrong.
pub fn is_right(kept: &Challenge, typed: &Code) -> bool {
    let digest = typed.digest(&kept.salt);
    let differs = |(one, other): (&u8, &u8)| one ^ other;
    let differences = digest.iter().zip(&kept.digest).map(differs);
    kept.digest.len() == digest.len() && differences.fold(0, |all, one| all | one) == 0
}

/// Whether a phone gets another code; `sent` is when it was sent one within the day, the first
/// first.
///
/// Refuses with `OTP-001` and the minutes until the next one.
pub fn may_send(sent: &[Instant], now: Instant) -> Result<(), OtpRefusal> {
    let since = now.minus(COUNTED_OVER);
    let hour: Vec<Instant> = sent.iter().copied().filter(|at| *at > since).collect();
    let waits = [
        minutes_left(&hour, (CODES_TO_PHONE_MAX, COUNTED_OVER), now),
        minutes_left(sent, (CODES_TO_PHONE_A_DAY_MAX, DAY), now),
    ];
    match waits.into_iter().flatten().max() {
        Some(minutes) => Err(OtpRefusal::TooManyToPhone { minutes }),
        None => Ok(()),
    }
}

/// How long somebody waits who was sent so many within so long.
fn minutes_left(sent: &[Instant], (most, over): (usize, Duration), now: Instant) -> Option<i64> {
    let oldest = sent.get(sent.len().checked_sub(most)?)?;
    let minutes = |microseconds: i64| microseconds.div_euclid(MICROSECONDS_A_MINUTE);
    let wait = oldest.plus(over).microseconds() - now.microseconds();
    let longest = i64::try_from(over.as_secs() / 60).unwrap_or(i64::MAX);
    Some((minutes(wait) + 1).clamp(1, longest))
}

/// When a message goes out: what somebody waits for at once, what only reminds by day.
pub fn due_at(kind: MessageKind, now: Instant) -> Instant {
    match kind {
        MessageKind::Code | MessageKind::Applied => now,
        MessageKind::CardReady
        | MessageKind::CardExpires
        | MessageKind::CardSent
        | MessageKind::RequestAnswered => {
            let midnight = Instant::beginning_in_india(now.date_in_india());
            let (begins, ends) = (midnight.plus(DAY_BEGINS), midnight.plus(DAY_ENDS));
            if now < begins {
                begins
            } else if now < ends {
                now
            } else {
                begins.plus(DAY)
            }
        }
    }
}

/// In which languages somebody is told who speaks this one: in theirs, or in both of the city's
/// where nobody knows it or it is another one.
pub fn told_in(speaks: Option<&str>) -> Vec<Language> {
    match speaks.and_then(Language::parse) {
        Some(language) => vec![language],
        None => vec![Language::Hindi, Language::English],
    }
}

/// Whether its code is worth nothing any more.
pub fn has_lapsed(sms: &Sms, now: Instant) -> bool {
    sms.text.is_none() || sms.lapses_at.is_some_and(|lapses| lapses <= now)
}

/// Whether a message may be tried again.
///
/// Refuses with `MSG-002` one that did not fail, and with `MSG-003` one whose code has lapsed.
pub fn may_retry(sms: &Sms, now: Instant) -> Result<(), MessageRefusal> {
    match sms.state {
        MessageState::Queued | MessageState::Sent { .. } => Err(MessageRefusal::NotFailed),
        MessageState::Failed { .. } if has_lapsed(sms, now) => Err(MessageRefusal::Lapsed),
        MessageState::Failed { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::clock::Date;

    fn at(hour: u64, minute: u64) -> Instant {
        let midnight = Instant::beginning_in_india(Date::from_calendar(2026, 11, 23).unwrap());
        midnight.plus(Duration::from_mins(60 * hour + minute))
    }

    #[test]
    fn every_code_is_as_likely_as_every_other() {
        assert_eq!(Code::of(0).unwrap().reveal(), "000000");
        assert_eq!(Code::of(4_293_999_999).unwrap().reveal(), "999999");
        assert_eq!(Code::of(4_294_000_000), None);
        assert_eq!(Code::of(u32::MAX), None);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["271828", " 271 828 ", "271-828", "२७१८२८"] {
            assert_eq!(Code::typed(typed).reveal(), "271828", "{typed}");
        }
        assert_ne!(Code::typed("2718280").reveal(), "271828");
        assert!(Code::typed(&"1".repeat(10_000)).reveal().len() < 100);
    }

    #[test]
    fn a_digest_is_of_its_own_salt() {
        let code = Code::typed("271828");
        assert_eq!(code.digest(b"one"), Code::typed("271 828").digest(b"one"));
        assert_ne!(code.digest(b"one"), code.digest(b"two"));
        assert_ne!(code.digest(b"one"), Code::typed("271829").digest(b"one"));
    }

    #[test]
    fn the_fourth_code_within_an_hour_waits_until_the_first_is_an_hour_old() {
        let sent = [at(9, 0), at(9, 10), at(9, 20)];
        assert_eq!(may_send(&sent[..2], at(9, 30)), Ok(()));
        let wait = |now| may_send(&sent, now);
        assert_eq!(wait(at(9, 30)), Err(OtpRefusal::TooManyToPhone { minutes: 31 }));
        let four = [at(8, 50), at(9, 0), at(9, 10), at(9, 20)];
        assert_eq!(may_send(&four, at(9, 30)), wait(at(9, 30)));
        // A clock that was put back makes nobody wait for longer than an hour.
        assert_eq!(wait(at(3, 0)), Err(OtpRefusal::TooManyToPhone { minutes: 60 }));
    }

    #[test]
    fn the_ninth_code_within_a_day_waits_until_the_first_is_a_day_old() {
        let sent: Vec<Instant> = (1..=8).map(|hour| at(hour, 0)).collect();
        assert_eq!(may_send(&sent[..7], at(12, 0)), Ok(()));
        let wait = may_send(&sent, at(12, 0));
        assert_eq!(wait, Err(OtpRefusal::TooManyToPhone { minutes: 13 * 60 + 1 }));
    }

    #[test]
    fn a_reminder_wakes_nobody_and_a_code_comes_at_once() {
        let reminder = |now| due_at(MessageKind::CardExpires, now);
        assert_eq!(reminder(at(0, 10)), at(9, 0));
        assert_eq!(reminder(at(9, 0)), at(9, 0));
        assert_eq!(reminder(at(19, 59)), at(19, 59));
        assert_eq!(reminder(at(20, 0)), at(33, 0));
        assert_eq!(due_at(MessageKind::Code, at(3, 0)), at(3, 0));
    }

    #[test]
    fn somebody_is_told_in_their_language_or_in_both() {
        assert_eq!(told_in(Some("en")), [Language::English]);
        assert_eq!(told_in(Some("hi")), [Language::Hindi]);
        for other in [None, Some("pa")] {
            assert_eq!(told_in(other), [Language::Hindi, Language::English]);
        }
    }
}
