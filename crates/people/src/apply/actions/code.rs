//! A code is asked for, typed, and the phone is known. Every phone is answered alike.

use super::DAY;
use super::forget::forget_at;
use crate::apply::model::{ApplyRefusal, Door, Draft, DraftId, Family, Typed};
use crate::apply::rules::{self, ASKED_ALARM, ASKED_MAX, WRONG_ALARM};
use crate::apply::store::{self, Session};
use crate::messages;
use crate::messages::model::CodePurpose;
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
/// Refuses with `APP-003` when everybody together asks for more than people do, and as the messages
/// do when this phone was sent too many; never for who is on record.
pub fn ask_code(tx: &mut Tx<'_>, wish: &CodeWish) -> Result<(), Stop> {
    let before = store::session(tx, wish.session)?;
    if before.is_some_and(|before| before.asked_with == wish.once && before.door == wish.door) {
        return Ok(());
    }
    let by = Program::doing(tx, ASK)?;
    let hour = rules::hour(tx.now());
    let asked = store::count_asked(tx, hour)?;
    if asked > ASKED_MAX {
        return Err(ApplyRefusal::TooManyAsk.into());
    }
    alarm_at(tx, (asked, ASKED_ALARM))?;
    let purpose = match wish.door {
        Door::Apply => CodePurpose::Apply,
        Door::Own => CodePurpose::Own,
    };
    let challenge = messages::actions::send_code_to_visitor(
        tx,
        wish.address,
        &wish.phone,
        purpose,
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

/// Looks at the code that was typed. A wrong one is counted, which is why it is an answer and no
/// refusal. Whoever typed the right one goes on for a day, with the family that they had begun.
///
/// Refuses with `APP-002` a browser for which no code was sent, or too long ago.
pub fn check_code(
    tx: &mut Tx<'_>,
    (key, door): (SessionKey, Door),
    typed: &str,
) -> Result<Result<(), Refused>, Stop> {
    let session = store::session(tx, key)?.filter(|session| session.door == door);
    let session = session.ok_or(ApplyRefusal::NotOpen)?;
    if session.phone.is_some() {
        return Ok(Ok(()));
    }
    let by = Program::doing(tx, CHECK)?;
    let challenge = Id::from_uuid(session.challenge);
    let phone = match messages::actions::check_code(tx, challenge, typed)? {
        Ok(phone) => phone,
        Err(refusal) => {
            let hour = rules::hour(tx.now());
            let wrong = store::count_wrong(tx, hour)?;
            alarm_at(tx, (wrong, WRONG_ALARM))?;
            tx.audit_refused(&by, by.facility(), None)?;
            return Ok(Err(refusal.into()));
        }
    };
    let until = tx.now().plus(DAY);
    store::verify(tx, key, &phone, until)?;
    if door == Door::Apply {
        let draft = new_draft(tx);
        store::begin_draft(tx, &phone, &draft, until)?;
    }
    forget_at(tx, until)?;
    tx.audit(&by, by.facility())?;
    Ok(Ok(()))
}

/// Closes what somebody had opened at a browser that others use, too.
pub fn leave(tx: &mut Tx<'_>, key: SessionKey) -> Result<(), Stop> {
    let by = Program::doing(tx, LEAVE)?;
    store::end_session(tx, key)?;
    tx.audit(&by, by.facility())
}

/// A family of which only the head's place is there.
pub(super) fn new_draft(tx: &Tx<'_>) -> Draft {
    let family = Family { persons: vec![Typed::default()], ..Family::default() };
    let id = DraftId::draw(tx.now());
    Draft { id, version: 1, kept_with: String::new(), family, made: None }
}

/// Once an hour, at the number that is too high, whoever reads the log and the audit is told.
fn alarm_at(tx: &mut Tx<'_>, (count, too_many): (i64, i64)) -> Result<(), Stop> {
    if count != too_many {
        return Ok(());
    }
    tracing::warn!(count, "the public site is asked for, or sent, more codes than people would");
    let by = Program::doing(tx, ALARM)?;
    tx.audit(&by, by.facility())
}
