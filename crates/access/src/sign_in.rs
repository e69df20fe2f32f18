//! Signing in: look up, check outside the transaction, then settle inside one.
//!
//! Checking a password takes tens of milliseconds on purpose, and one writer serves the whole
//! hospital, so the three steps are apart: [`credentials`] in a read, [`Credentials::check`] on a
//! thread that may be busy, [`sign_in`] in a write.

use crate::grants::grants_of;
use crate::own_word::OwnWord;
use crate::password::{Password, PasswordDigest};
use crate::permit::Access;
use crate::refusal::AccessRefusal;
use crate::session::{self, SessionToken};
use crate::staff::{
    SignInName, Staff, StaffRow, bucket, lock, set_password, staff_called, staff_row,
};
use crate::vault::{SealedSecret, Vault};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, StaffId};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Wrong tries that cost nothing but time: a tired person at seven in the morning.
pub const FREE_FAILURES_MAX: i64 = 4;
/// The first wait after them; each further wrong try doubles it.
const FIRST_WAIT_SECONDS: i64 = 15;
/// Longer would let a stranger lock a doctor out for the day by typing her name.
pub const WAIT_SECONDS_MAX: i64 = 15 * 60;
const MICROSECONDS_A_SECOND: i64 = 1_000_000;

const SIGN_IN: &str = "access.sign-in";
const CHANGE_PASSWORD: &str = "access.change-password";

const FAILED: &str = "
    UPDATE access_staff
    SET    failures = failures + 1, locked_until = $3
    WHERE  bucket = $1 AND staff_id = $2";
const SUCCEEDED: &str = "
    UPDATE access_staff
    SET    failures = 0, locked_until = 0, totp_step = $3
    WHERE  bucket = $1 AND staff_id = $2";

/// What a sign-in is checked against. For a name nobody has it is a decoy that takes as long.
#[derive(Debug)]
pub struct Credentials {
    staff: Option<StaffId>,
    digest: PasswordDigest,
    totp: Option<SealedSecret>,
}

/// What came out of the check; [`sign_in`] acts on it.
#[derive(Clone, Debug)]
pub struct Verdict {
    staff: Option<StaffId>,
    /// What it was compared with: a password that was changed since opens nothing.
    digest: PasswordDigest,
    password_is_right: bool,
    second: Second,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Second {
    NotEnrolled,
    Missing,
    Wrong,
    Step(i64),
}

/// A sign-in that went through.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// For the cookie.
    pub token: SessionToken,
    /// Who.
    pub staff: Staff,
}

/// Looks up what a name's sign-in is checked against. Belongs into a read.
pub fn credentials(tx: &mut Tx<'_>, typed: &str) -> Result<Credentials, Stop> {
    let found = match SignInName::parse(typed) {
        Ok(name) => match staff_called(tx, &name)? {
            Some(id) => staff_row(tx, id)?,
            None => None,
        },
        Err(_) => None,
    };
    Ok(found.map_or_else(
        || Credentials { staff: None, digest: PasswordDigest::decoy(), totp: None },
        |row| {
            let confirmed = row.staff.has_second_factor;
            let totp = row.totp.filter(|_| confirmed);
            Credentials { staff: Some(row.staff.id), digest: row.digest, totp }
        },
    ))
}

/// The same for somebody who is signed in and has to prove again that it is they.
pub fn credentials_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Credentials, Stop> {
    let row = staff_row(tx, staff)?.ok_or(AccessRefusal::NoSuchStaff)?;
    Ok(Credentials { staff: Some(staff), digest: row.digest, totp: None })
}

/// Goes on only with the right password; a wrong one counts like a wrong sign-in.
///
/// Refuses with `ACC-002` a wrong password and with `ACC-003` while a wait lasts.
pub fn prove(tx: &mut Tx<'_>, verdict: &Verdict) -> Result<(), Stop> {
    let row = row_unless_locked(tx, verdict)?;
    if verdict.password_is_right { Ok(()) } else { Err(count_failure(tx, &row)?) }
}

/// Gives somebody the password that they chose, once they proved that it is they.
///
/// Refuses like [`prove`].
pub fn change_password(
    tx: &mut Tx<'_>,
    access: &Access,
    again: &Verdict,
    chosen: &PasswordDigest,
) -> Result<(), Stop> {
    prove(tx, again)?;
    let staff = access.staff();
    set_password(tx, staff, chosen, false)?;
    tx.audit(&OwnWord::of(access, CHANGE_PASSWORD), staff)
}

impl Credentials {
    /// Compares a name's password and code. Slow by design: call it off the threads that serve
    /// others.
    ///
    /// # Errors
    /// `ACC-024` when the vault does not open this person's second factor.
    pub fn check(
        &self,
        password: &Password,
        (vault, code): (&Vault, &str),
        now: Instant,
    ) -> Result<Verdict, AccessRefusal> {
        let second = match self.staff.zip(self.totp.as_ref()) {
            None => Second::NotEnrolled,
            Some(_) if code.trim().is_empty() => Second::Missing,
            Some((staff, sealed)) => {
                let secret = vault.open(staff, sealed)?;
                secret.step_of(code, now).map_or(Second::Wrong, Second::Step)
            }
        };
        Ok(Verdict { second, ..self.check_password(password) })
    }

    /// Compares the password alone, for somebody who is signed in. As slow.
    pub fn check_password(&self, password: &Password) -> Verdict {
        let password_is_right = self.digest.is_of(password);
        let (staff, digest) = (self.staff, self.digest.clone());
        Verdict { staff, digest, password_is_right, second: Second::NotEnrolled }
    }
}

/// Opens a session, or keeps count of the wrong try.
///
/// Refuses with `ACC-002` a wrong name, password or code, with `ACC-003` while the wait after
/// too many of them lasts, with `ACC-004` when only the code is missing, with `ACC-017` a stopped
/// account, with `ACC-001` somebody without any posting today.
pub fn sign_in(tx: &mut Tx<'_>, verdict: &Verdict, device: &str) -> Result<SignedIn, Stop> {
    let row = row_unless_locked(tx, verdict)?;
    let id = row.staff.id;
    if !verdict.password_is_right {
        return Err(count_failure(tx, &row)?);
    }
    let step = match verdict.second {
        Second::NotEnrolled => row.totp_step,
        Second::Missing => return Err(AccessRefusal::CodeDue.into()),
        Second::Step(step) if step > row.totp_step => step,
        // A code that was used before is a wrong one: somebody may have read it over a shoulder.
        Second::Wrong | Second::Step(_) => return Err(count_failure(tx, &row)?),
    };
    if row.staff.stopped_at.is_some() {
        return Err(AccessRefusal::Stopped.into());
    }
    tx.execute(SUCCEEDED, &[bucket(id), id.into(), step.into()])?;
    let second_factor = matches!(verdict.second, Second::Step(_));
    let opened = session::open(tx, id, second_factor, device)?;
    let (act, facility, session) = (SIGN_IN, opened.facility, Some(opened.id));
    tx.audit(&OwnWord { act, staff: id, facility, session }, id)?;
    Ok(SignedIn { token: opened.token, staff: row.staff })
}

fn row_unless_locked(tx: &mut Tx<'_>, verdict: &Verdict) -> Result<StaffRow, Stop> {
    let id = verdict.staff.ok_or(AccessRefusal::WrongSignIn)?;
    lock(tx, id)?;
    let row = staff_row(tx, id)?.filter(|row| row.digest == verdict.digest);
    let row = row.ok_or(AccessRefusal::WrongSignIn)?;
    let now = tx.now();
    if now < row.locked_until {
        let wait = row.locked_until.microseconds() - now.microseconds();
        let seconds = wait.div_euclid(MICROSECONDS_A_SECOND) + 1;
        return Err(AccessRefusal::Locked { seconds }.into());
    }
    Ok(row)
}

/// The refusal of a wrong try, kept together with its count.
fn count_failure(tx: &mut Tx<'_>, row: &StaffRow) -> Result<Stop, Stop> {
    let id = row.staff.id;
    let locked_until = wait_after(row.failures + 1, tx.now());
    tx.execute(FAILED, &[bucket(id), id.into(), locked_until.into()])?;
    let posting = grants_of(tx, id)?.first().map_or(Uuid::nil(), |grant| grant.node.uuid());
    let (act, facility, session) = (SIGN_IN, Id::from_uuid(posting), None);
    tx.audit_refused(&OwnWord { act, staff: id, facility, session }, id, None)?;
    Ok(tx.refuse_and_keep(AccessRefusal::WrongSignIn))
}

/// When the next try counts after so many wrong ones in a row.
fn wait_after(failures: i64, now: Instant) -> Instant {
    let doublings = u32::try_from(failures - FREE_FAILURES_MAX - 1).ok();
    let seconds = doublings.map_or(0, |n| {
        FIRST_WAIT_SECONDS.checked_shl(n.min(20)).unwrap_or(WAIT_SECONDS_MAX).min(WAIT_SECONDS_MAX)
    });
    Instant::from_microseconds(now.microseconds() + seconds * MICROSECONDS_A_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_with_each_wrong_try_and_has_an_end() {
        let now = Instant::from_microseconds(0);
        let seconds = |failures| wait_after(failures, now).microseconds() / MICROSECONDS_A_SECOND;
        let waits: Vec<_> = (3..14).map(seconds).collect();
        assert_eq!(waits, [0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(seconds(1_000), WAIT_SECONDS_MAX);
    }
}
