//! What is done with messages: they are put into the outbox, codes are drawn and checked, and what
//! failed is tried again.

use super::model::{
    Alarm, AlarmId, Asker, Challenge, ChallengeId, CodePurpose, Crowd, MessageId, MessageKind,
    MessageRefusal, MessageState, OtpRefusal, Outgoing, Sms,
};
use super::rules::{self, Code};
use super::{store, words};
use nabz_access::{Permit, Program, act};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use serde::{Deserialize, Serialize};
use std::time::Duration;

act!(
    /// Reading which messages went out.
    ReadMessages = "sms.read",
    [FacilityAdministrator]
);
act!(
    /// Trying a message again that could not be sent.
    RetryMessage = "sms.retry",
    [FacilityAdministrator]
);

/// The kind of job that hands a message to the gateway.
pub const SEND: &str = "messages-send";
/// The kind of job that takes away the text of a code.
pub const BLANK: &str = "messages-blank";
/// What a page that shows messages follows. It tells everybody that something moved, and nobody
/// what.
pub const TOPIC: &str = "board/messages";

const SEND_CODE: &str = "sms.send-code";
const CHECK_CODE: &str = "sms.check-code";
const RAISE_ALARM: &str = "sms.raise-alarm";
const SALT_BYTES: usize = 16;
const DIGEST_BYTES: usize = 32;
/// Whoever says that no message came is answered for so long.
const MESSAGES_KEPT: Duration = Duration::from_hours(90 * 24);
/// Codes are counted over an hour.
const CHALLENGES_KEPT: Duration = Duration::from_hours(24);
const ALARMS_KEPT: Duration = Duration::from_hours(90 * 24);

/// Which message some work is about. Neither its phone nor its text: jobs are read by others.
#[derive(Serialize, Deserialize)]
pub(super) struct Work {
    pub(super) message: MessageId,
}

/// Puts a message into the outbox, in the same transaction as what it tells of. Whether somebody
/// agreed to be told is for the caller to ask.
pub fn send(tx: &mut Tx<'_>, outgoing: &Outgoing) -> Result<MessageId, Stop> {
    if outgoing.kind == MessageKind::Code {
        return Err(Stop::fault("a code is sent by `send_code`, which keeps its digest"));
    }
    queue(tx, outgoing, None)
}

fn queue(
    tx: &mut Tx<'_>,
    outgoing: &Outgoing,
    lapses_at: Option<Instant>,
) -> Result<MessageId, Stop> {
    let letters = outgoing.text.chars().count();
    if letters == 0 || letters > rules::TEXT_LETTERS_MAX {
        return Err(Stop::fault(format!("a message of {letters} letters cannot be sent")));
    }
    let (now, bucket) = (tx.now(), store::bucket_of(&outgoing.to));
    let (message, due_at) = (MessageId::draw_in(now, bucket), rules::due_at(outgoing.kind, now));
    let job = tx.enqueue_at(due_at, SEND, outgoing.to.digits(), &Work { message })?;
    let sms = Sms {
        id: message,
        to: outgoing.to.clone(),
        kind: outgoing.kind,
        text: Some(outgoing.text.clone()),
        language: outgoing.language,
        state: MessageState::Queued,
        tries: 0,
        job: job.uuid(),
        made_at: now,
        due_at,
        lapses_at,
    };
    store::add(tx, &sms)?;
    moved(tx)?;
    Ok(message)
}

/// Draws a code for a phone, keeps its digest only, and puts it into the outbox.
///
/// Refuses with `OTP-001` the fourth within an hour to one phone, and the ninth within a day,
/// whatever it was for. A page that anybody may open calls [`send_code_to_visitor`].
pub fn send_code(
    tx: &mut Tx<'_>,
    mobile: &Mobile,
    purpose: CodePurpose,
    language: Language,
) -> Result<ChallengeId, Stop> {
    may_send(tx, mobile)??;
    send_drawn(tx, None, (mobile, purpose, language))
}

/// [`send_code`] for whoever asks at a page that anybody may open. They are told nothing of what the
/// phone was sent before: in place of one too many they are given one that nobody is sent and nothing
/// opens, or their own last one while it counts.
///
/// Refuses with `OTP-004` an address from which as many were asked for as are sent within an hour,
/// to whatever phones. The last one that is sent raises an alarm.
pub fn send_code_to_visitor(
    tx: &mut Tx<'_>,
    asker: Asker,
    mobile: &Mobile,
    purpose: CodePurpose,
    language: Language,
) -> Result<ChallengeId, Stop> {
    let asked_from = asker.address.map(|address| address.to_string());
    // Always the address before the phone: two who ask wait for each other in one order.
    let asked_before = match &asked_from {
        Some(address) => asked_before(tx, address)?,
        None => 0,
    };
    let wish = (mobile, purpose, language);
    let challenge = match may_send(tx, mobile)? {
        Ok(()) => send_drawn(tx, asked_from.clone(), wish)?,
        Err(_) => send_nothing(tx, (asker.last, asked_from.clone()), (mobile, purpose))?,
    };
    raise_alarm(tx, asked_from, asked_before + 1)?;
    Ok(challenge)
}

/// Whether a phone is sent another code; whoever else asks for it waits.
fn may_send(tx: &mut Tx<'_>, mobile: &Mobile) -> Result<Result<(), OtpRefusal>, Stop> {
    tx.lock(&format!("messages-code {}", mobile.digits()))?;
    let now = tx.now();
    let sent = store::sent_to(tx, mobile, now.minus(rules::DAY))?;
    Ok(rules::may_send(&sent, now))
}

/// Keeps that a code was asked for which nobody is sent, and says which one may be typed. What is
/// kept of it is the digest of nothing that anybody types.
fn send_nothing(
    tx: &mut Tx<'_>,
    (last, asked_from): (Option<ChallengeId>, Option<String>),
    (mobile, purpose): (&Mobile, CodePurpose),
) -> Result<ChallengeId, Stop> {
    let now = tx.now();
    let mut digest = [0_u8; DIGEST_BYTES];
    getrandom::fill(&mut digest).map_err(|e| Stop::fault(e.to_string()))?;
    let challenge = Challenge {
        id: ChallengeId::draw_in(now, store::bucket_of(mobile)),
        phone: mobile.clone(),
        purpose,
        digest: digest.to_vec(),
        salt: draw_salt()?.to_vec(),
        tries: 0,
        message: Id::from_uuid(store::NOT_SENT),
        asked_from,
        made_at: now,
        expires_at: now.plus(rules::CODE_LIVES),
    };
    store::add_challenge(tx, &challenge)?;
    let program = Program::doing(tx, SEND_CODE)?;
    tx.audit_refused(&program, challenge.id, None)?;
    match last {
        Some(last) if store::is_open(tx, (last, purpose), mobile)? => Ok(last),
        _ => Ok(challenge.id),
    }
}

fn send_drawn(
    tx: &mut Tx<'_>,
    asked_from: Option<String>,
    (mobile, purpose, language): (&Mobile, CodePurpose, Language),
) -> Result<ChallengeId, Stop> {
    let now = tx.now();
    let (code, salt, expires_at) = (draw_code()?, draw_salt()?, now.plus(rules::CODE_LIVES));
    let text = words::code(&code, purpose, language);
    let outgoing = Outgoing { to: mobile.clone(), kind: MessageKind::Code, text, language };
    let message = queue(tx, &outgoing, Some(expires_at))?;
    tx.enqueue_at(expires_at, BLANK, mobile.digits(), &Work { message })?;
    let challenge = Challenge {
        id: ChallengeId::draw_in(now, store::bucket_of(mobile)),
        phone: mobile.clone(),
        purpose,
        digest: code.digest(&salt).to_vec(),
        salt: salt.to_vec(),
        tries: 0,
        message,
        asked_from,
        made_at: now,
        expires_at,
    };
    store::add_challenge(tx, &challenge)?;
    let program = Program::doing(tx, SEND_CODE)?;
    tx.audit(&program, challenge.id)?;
    Ok(challenge.id)
}

/// How many codes were asked for from an address within the hour.
fn asked_before(tx: &mut Tx<'_>, address: &str) -> Result<usize, Stop> {
    tx.lock(&format!("messages-from {address}"))?;
    let since = tx.now().minus(rules::COUNTED_OVER);
    let asked = store::asked_from(tx, address, since)?;
    if asked >= rules::CODES_FROM_ADDRESS_MAX {
        return Err(OtpRefusal::TooManyFromHere.into());
    }
    Ok(asked)
}

/// Keeps that an address has come as far as it may, once an hour.
fn raise_alarm(tx: &mut Tx<'_>, asked_from: Option<String>, asked: usize) -> Result<(), Stop> {
    let Some(address) = asked_from else { return Ok(()) };
    let (now, since) = (tx.now(), tx.now().minus(rules::COUNTED_OVER));
    if asked < rules::CODES_FROM_ADDRESS_MAX || store::is_alarmed(tx, &address, since)? {
        return Ok(());
    }
    let codes = u32::try_from(asked).unwrap_or(u32::MAX);
    let id = AlarmId::draw(now);
    store::add_alarm(tx, id, &Alarm { asked_from: address, codes, raised_at: now })?;
    tracing::warn!(alarm = %id, "codes are asked for unusually often from one address");
    let program = Program::doing(tx, RAISE_ALARM)?;
    tx.audit(&program, id)
}

/// Keeps that the public site as a whole sees more than people do, for the page of the messages.
pub fn note_crowd(tx: &mut Tx<'_>, crowd: Crowd, count: i64) -> Result<(), Stop> {
    let (now, asked_from) = (tx.now(), crowd.word().to_owned());
    let codes = u32::try_from(count).unwrap_or(u32::MAX);
    let id = AlarmId::draw(now);
    store::add_alarm(tx, id, &Alarm { asked_from, codes, raised_at: now })?;
    let program = Program::doing(tx, RAISE_ALARM)?;
    tx.audit(&program, id)
}

/// Whose phone it is, when the code is right. A code counts once, for ten minutes, and for five
/// tries; a wrong try is counted, so the transaction has to commit.
///
/// Refuses, in the inner answer, with `OTP-002` a wrong code, with how many tries are left, and
/// with `OTP-003` one that has no more tries, is too old, was used, was drawn for something else, or
/// never; then nothing is written.
pub fn check_code(
    tx: &mut Tx<'_>,
    challenge: ChallengeId,
    purpose: CodePurpose,
    typed: &str,
) -> Result<Result<Mobile, OtpRefusal>, Stop> {
    let Some(kept) = store::take_try(tx, (challenge, purpose))? else {
        return Ok(Err(OtpRefusal::Over));
    };
    let program = Program::doing(tx, CHECK_CODE)?;
    if !rules::is_right(&kept, &Code::typed(typed)) {
        tx.audit_refused(&program, challenge, None)?;
        let left = rules::TRIES_MAX.saturating_sub(kept.tries);
        return Ok(Err(OtpRefusal::Wrong { left }));
    }
    store::use_up(tx, challenge)?;
    store::blank(tx, kept.message)?;
    tx.audit(&program, challenge)?;
    moved(tx)?;
    Ok(Ok(kept.phone))
}

/// Whose phone it is, when a code that was right within this time is typed once more: somebody has
/// pressed twice. It counts as a try.
pub fn typed_again(
    tx: &mut Tx<'_>,
    (challenge, within): (ChallengeId, Duration),
    purpose: CodePurpose,
    typed: &str,
) -> Result<Option<Mobile>, Stop> {
    let since = tx.now().minus(within);
    let kept = store::take_try_again(tx, (challenge, purpose), since)?;
    let right = kept.filter(|kept| rules::is_right(kept, &Code::typed(typed)));
    Ok(right.map(|kept| kept.phone))
}

/// Tries a message again that was given up.
///
/// Refuses with `MSG-001` one that nobody wrote, with `MSG-002` one that did not fail, and with
/// `MSG-003` one whose code has lapsed.
pub fn retry(
    tx: &mut Tx<'_>,
    permit: &Permit<RetryMessage>,
    message: MessageId,
) -> Result<(), Stop> {
    let sms = store::sms(tx, message)?.ok_or(MessageRefusal::NoSuchMessage)?;
    rules::may_retry(&sms, tx.now())?;
    let job = tx.enqueue(SEND, sms.to.digits(), &Work { message })?;
    if !store::queue_again(tx, message, job)? {
        return Err(MessageRefusal::NotFailed.into());
    }
    tx.audit(permit, message)?;
    moved(tx)
}

/// Takes away what is old: messages and alarms after three months, codes after a day.
pub fn forget(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let before = |kept| tx.now().minus(kept);
    let ages = (before(MESSAGES_KEPT), before(CHALLENGES_KEPT), before(ALARMS_KEPT));
    store::forget(tx, ages)
}

/// Tells the pages that show messages to look again.
pub(super) fn moved(tx: &mut Tx<'_>) -> Result<(), Stop> {
    tx.notify(TOPIC, &())
}

fn draw_code() -> Result<Code, Stop> {
    loop {
        let drawn = getrandom::u32().map_err(|e| Stop::fault(e.to_string()))?;
        if let Some(code) = Code::of(drawn) {
            return Ok(code);
        }
    }
}

fn draw_salt() -> Result<[u8; SALT_BYTES], Stop> {
    let mut salt = [0_u8; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|e| Stop::fault(e.to_string()))?;
    Ok(salt)
}

impl From<OtpRefusal> for Stop {
    fn from(refusal: OtpRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}

impl From<MessageRefusal> for Stop {
    fn from(refusal: MessageRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
