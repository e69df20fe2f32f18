//! A code is asked for, typed, and the phone is known. Every phone is answered alike.

use super::DAY;
use super::forget::forget_at;
use crate::apply::model::{ApplyRefusal, Door, Draft, DraftId, Family, Typed};
use crate::apply::rules::{
    self, ASKED_ALARM, ASKED_MAX, WRONG_ALARM, WRONG_FROM_ADDRESS_MAX, WRONG_MAX,
};
use crate::apply::store::{self, Session};
use crate::messages;
use crate::messages::model::{Asker, ChallengeId, CodePurpose, Crowd, OtpRefusal};
use nabz_access::{Program, SessionKey};
use nabz_kernel::ids::Id;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::{Authority, Stop, Tx};
use std::time::Duration;

const ASK: &str = "apply.ask-code";
const CHECK: &str = "apply.check-code";
const LEAVE: &str = "apply.leave";
/// What is written down when more ask, or guess, than people do.
const ALARM: &str = "apply.alarm";
/// A code that is not typed for so long is of no use any more.
const CODE_KEPT: Duration = Duration::from_hours(1);
/// Whoever presses twice presses within so long.
const PRESSED_TWICE: Duration = Duration::from_mins(1);

impl Door {
    const fn purpose(self) -> CodePurpose {
        match self {
            Self::Apply => CodePurpose::Apply,
            Self::Own => CodePurpose::Own,
        }
    }
}

/// A code that somebody asks for.
#[derive(Clone)]
pub struct CodeWish {
    /// What their cookie is known by.
    pub session: SessionKey,
    /// Where they knock.
    pub door: Door,
    /// The key of the form.
    pub once: String,
    /// From where it is asked for; none where there is no network.
    pub address: Option<VisitorAddress>,
    /// Where the code goes.
    pub phone: Mobile,
    /// In which language it comes.
    pub language: Language,
}

/// Sends a code. The same press sends one.
///
/// Refuses with `APP-003` when everybody together asks for more than people do, and with `OTP-004`
/// when one address does; never for who is on record, nor for what the phone was sent before.
pub fn ask_code(tx: &mut Tx<'_>, wish: &CodeWish) -> Result<(), Stop> {
    store::lock_session(tx, wish.session)?;
    let before = store::session(tx, wish.session)?.filter(|before| before.door == wish.door);
    if before.as_ref().is_some_and(|before| before.asked_with == wish.once) {
        return Ok(());
    }
    let by = Program::doing(tx, ASK)?;
    let hour = rules::hour(tx.now());
    let asked = store::count_asked(tx, wish.door, hour)?;
    if asked > ASKED_MAX {
        return Err(ApplyRefusal::TooManyAsk.into());
    }
    alarm_at(tx, (asked, ASKED_ALARM), Crowd::Asked)?;
    let last = before.map(|before| Id::from_uuid(before.challenge));
    let visitor = Asker { address: wish.address, last };
    let challenge = messages::actions::send_code_to_visitor(
        tx,
        visitor,
        &wish.phone,
        wish.door.purpose(),
        wish.language,
    )?;
    let session = Session {
        door: wish.door,
        asked_with: wish.once.clone(),
        challenge: challenge.uuid(),
        phone: None,
    };
    let until = tx.now().plus(CODE_KEPT);
    store::keep_session(tx, wish.session, &session, until)?;
    forget_at(tx, until)?;
    tx.audit(&by, by.facility())
}

/// What was typed at a browser.
#[derive(Clone)]
pub struct CodeTyped {
    /// What its cookie is known by.
    pub session: SessionKey,
    /// What its next cookie is known by, once the code is right: whoever knew the one from before
    /// knows nothing.
    pub fresh: SessionKey,
    /// Where they knock.
    pub door: Door,
    /// From where it is typed; none where there is no network.
    pub address: Option<VisitorAddress>,
    /// What stands in the field.
    pub typed: String,
}

/// Looks at the code that was typed. A wrong one is counted, which is why it is an answer and no
/// refusal. Whoever typed the right one goes on for a day under another cookie, with the family that
/// they had begun; the same code typed again at once is a second press, and right.
///
/// Refuses with `APP-002` a browser for which no code was sent, or too long ago. In the inner answer
/// refuses as the messages do, and when more wrong ones come than people type: with `OTP-004` those
/// of one address, with `APP-003` all.
pub fn check_code(tx: &mut Tx<'_>, said: &CodeTyped) -> Result<Result<(), Refused>, Stop> {
    store::lock_session(tx, said.session)?;
    let session = store::session(tx, said.session)?.filter(|session| session.door == said.door);
    let session = session.filter(|session| session.phone.is_none());
    let session = session.ok_or(ApplyRefusal::NotOpen)?;
    let hour = rules::hour(tx.now());
    if let Err(refused) = may_type(tx, said, hour)? {
        return Ok(Err(refused));
    }
    let phone = match whose(tx, Id::from_uuid(session.challenge), said)? {
        Ok(phone) => phone,
        // Nothing was looked at, and nothing is counted.
        Err(OtpRefusal::Over) => return Ok(Err(OtpRefusal::Over.into())),
        Err(refusal) => {
            count_wrong(tx, said, hour)?;
            return Ok(Err(refusal.into()));
        }
    };
    let by = Program::doing(tx, CHECK)?;
    let (now, until) = (tx.now(), tx.now().plus(DAY));
    store::hand_over(tx, said.session, &session, now.plus(PRESSED_TWICE))?;
    let opened = Session { phone: Some(phone.clone()), ..session };
    store::keep_session(tx, said.fresh, &opened, until)?;
    if said.door == Door::Apply {
        let draft = new_draft(tx);
        store::begin_draft(tx, &phone, &draft, until)?;
    }
    forget_at(tx, until)?;
    tx.audit(&by, by.facility())?;
    Ok(Ok(()))
}

/// Whose phone was sent the code that was typed.
fn whose(
    tx: &mut Tx<'_>,
    challenge: ChallengeId,
    said: &CodeTyped,
) -> Result<Result<Mobile, OtpRefusal>, Stop> {
    let (purpose, typed) = (said.door.purpose(), said.typed.as_str());
    match messages::actions::check_code(tx, challenge, purpose, typed)? {
        Err(OtpRefusal::Over) => {
            let again = (challenge, PRESSED_TWICE);
            let phone = messages::actions::typed_again(tx, again, purpose, typed)?;
            Ok(phone.ok_or(OtpRefusal::Over))
        }
        checked => Ok(checked),
    }
}

fn may_type(tx: &mut Tx<'_>, said: &CodeTyped, hour: i64) -> Result<Result<(), Refused>, Stop> {
    if let Some(address) = said.address
        && store::wrong_from(tx, address, hour)? >= WRONG_FROM_ADDRESS_MAX
    {
        return Ok(Err(OtpRefusal::TooManyFromHere.into()));
    }
    if store::wrong(tx, said.door, hour)? >= WRONG_MAX {
        return Ok(Err(ApplyRefusal::TooManyAsk.into()));
    }
    Ok(Ok(()))
}

fn count_wrong(tx: &mut Tx<'_>, said: &CodeTyped, hour: i64) -> Result<(), Stop> {
    let by = Program::doing(tx, CHECK)?;
    let wrong = store::count_wrong(tx, said.door, hour)?;
    if let Some(address) = said.address {
        store::count_wrong_from(tx, address, hour)?;
    }
    alarm_at(tx, (wrong, WRONG_ALARM), Crowd::Wrong)?;
    tx.audit_refused(&by, by.facility(), None)
}

/// Closes what somebody had opened at a browser that others use, too.
pub fn leave(tx: &mut Tx<'_>, key: SessionKey) -> Result<(), Stop> {
    if !store::end_session(tx, key)? {
        return Ok(());
    }
    let by = Program::doing(tx, LEAVE)?;
    tx.audit(&by, by.facility())
}

/// A family of which only the head's place is there.
pub(super) fn new_draft(tx: &Tx<'_>) -> Draft {
    let family = Family { persons: vec![Typed::default()], ..Family::default() };
    let id = DraftId::draw(tx.now());
    Draft { id, version: 1, kept_with: String::new(), family, made: None }
}

/// Once an hour, at the number that is too high, whoever reads the log, the audit or the page of the
/// messages is told.
fn alarm_at(tx: &mut Tx<'_>, (count, too_many): (i64, i64), crowd: Crowd) -> Result<(), Stop> {
    if count != too_many {
        return Ok(());
    }
    tracing::warn!(count, "the public site is asked for, or sent, more codes than people would");
    messages::actions::note_crowd(tx, crowd, count)?;
    let by = Program::doing(tx, ALARM)?;
    tx.audit(&by, by.facility())
}
