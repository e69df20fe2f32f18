//! The people who can sign in.

use crate::organisation::Names;
use crate::own_word::OwnWord;
use crate::password::PasswordDigest;
use crate::permit::Access;
use crate::refusal::AccessRefusal;
use crate::vault::{SealedSecret, Vault};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, StaffId};
use nabz_kernel::language::Language;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A name to sign in with: 3 to 64 of a–z, 0–9, dot, hyphen, underscore; kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInName(String);

impl SignInName {
    /// Refuses with `ACC-014` what is no sign-in name.
    pub fn parse(typed: &str) -> Result<Self, AccessRefusal> {
        let name = typed.trim().to_lowercase();
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if (3..=64).contains(&name.len()) && name.chars().all(known) {
            Ok(Self(name))
        } else {
            Err(AccessRefusal::BadSignInName)
        }
    }

    /// In lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its claim lies.
    fn hash(&self) -> i64 {
        hash_of(&Sha256::digest(self.0.as_bytes()).into())
    }
}

/// The first eight bytes of a digest, as the column that spreads rows.
pub(crate) fn hash_of(digest: &[u8; 32]) -> i64 {
    digest.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// A member of staff as others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub sign_in_name: String,
    /// What they are called.
    pub names: Names,
    /// The password was given to them and has to be chosen anew.
    pub must_change_password: bool,
    /// Whether a second factor is confirmed.
    pub has_second_factor: bool,
    /// Since when they may not sign in any more.
    pub stopped_at: Option<Instant>,
    /// In which language they read, once they chose one.
    pub language: Option<Language>,
}

/// A member of staff with what only a sign-in looks at.
pub(crate) struct StaffRow {
    pub(crate) staff: Staff,
    pub(crate) digest: PasswordDigest,
    pub(crate) totp: Option<SealedSecret>,
    pub(crate) totp_step: i64,
    pub(crate) failures: i64,
    pub(crate) locked_until: Instant,
}

/// Somebody to be added.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// What they will sign in with.
    pub sign_in_name: SignInName,
    /// What they are called.
    pub names: Names,
    /// The digest of their first password.
    pub digest: PasswordDigest,
    /// Whether they have to choose another at the first sign-in.
    pub must_change: bool,
}

const CLAIM: &str = "
    INSERT INTO access_sign_in_name (hash, name, staff_id)
    VALUES ($1, $2, $3)";
const CLAIMED: &str = "SELECT staff_id FROM access_sign_in_name WHERE hash = $1 AND name = $2";
const ADD: &str = "
    INSERT INTO access_staff (bucket, staff_id, sign_in_name, name_en, name_hi, password,
                              must_change, totp_step, failures, locked_until, added_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8)";
const STAFF: &str = "
    SELECT staff_id, sign_in_name, name_en, name_hi, must_change, totp_since, stopped_at,
           language, password, totp_secret, totp_step, failures, locked_until
    FROM   access_staff
    WHERE  bucket = $1 AND staff_id = $2";
/// As many as one statement of several names reads.
const NAMES_A_STATEMENT: usize = 8;
const NAMES: &str = "
    SELECT staff_id, name_en, name_hi
    FROM   access_staff
    WHERE  (bucket = $1 AND staff_id = $2) OR (bucket = $3 AND staff_id = $4)
        OR (bucket = $5 AND staff_id = $6) OR (bucket = $7 AND staff_id = $8)
        OR (bucket = $9 AND staff_id = $10) OR (bucket = $11 AND staff_id = $12)
        OR (bucket = $13 AND staff_id = $14) OR (bucket = $15 AND staff_id = $16)";
const AFTER: &str = "
    SELECT staff_id, sign_in_name, name_en, name_hi, must_change, totp_since, stopped_at,
           language, password, totp_secret, totp_step, failures, locked_until
    FROM   access_staff
    WHERE  staff_id > $1
    ORDER  BY staff_id
    LIMIT  $2";
const RENAME: &str = "
    UPDATE access_staff
    SET    name_en = $3, name_hi = $4
    WHERE  bucket = $1 AND staff_id = $2 AND (name_en <> $3 OR name_hi <> $4)";
const SET_PASSWORD: &str = "
    UPDATE access_staff
    SET    password = $3, must_change = $4, failures = 0, locked_until = 0
    WHERE  bucket = $1 AND staff_id = $2";
const STOP: &str = "
    UPDATE access_staff
    SET    stopped_at = $3
    WHERE  bucket = $1 AND staff_id = $2";
const BEGIN_TOTP: &str = "
    UPDATE access_staff
    SET    totp_secret = $3, totp_since = NULL, totp_step = 0
    WHERE  bucket = $1 AND staff_id = $2";
const CONFIRM_TOTP: &str = "
    UPDATE access_staff
    SET    totp_since = $3, totp_step = $4
    WHERE  bucket = $1 AND staff_id = $2";
const CHOOSE_LANGUAGE: &str = "
    UPDATE access_staff
    SET    language = $3
    WHERE  bucket = $1 AND staff_id = $2 AND (language IS NULL OR language <> $3)";

/// Adds somebody who can sign in once a role is granted to them.
///
/// Refuses with `ACC-006` when the sign-in name is taken anywhere in the city.
pub fn add_staff(tx: &mut Tx<'_>, new: &NewStaff) -> Result<StaffId, Stop> {
    let id: StaffId = Id::draw(tx.now());
    let claim = [new.sign_in_name.hash().into(), new.sign_in_name.0.as_str().into(), id.into()];
    tx.execute(CLAIM, &claim).on_conflict("access_sign_in_name_key", AccessRefusal::NameTaken)?;
    let row = [
        bucket(id),
        id.into(),
        new.sign_in_name.0.as_str().into(),
        new.names.english.as_str().into(),
        new.names.hindi.as_str().into(),
        new.digest.0.as_str().into(),
        new.must_change.into(),
        tx.now().into(),
    ];
    tx.execute(ADD, &row)?;
    Ok(id)
}

/// Who signs in with this name.
pub fn staff_called(tx: &mut Tx<'_>, name: &SignInName) -> Result<Option<StaffId>, Stop> {
    tx.query_one(CLAIMED, &[name.hash().into(), name.0.as_str().into()], |row| row.id(0))
}

/// A member of staff.
pub fn staff(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Staff>, Stop> {
    Ok(staff_row(tx, id)?.map(|row| row.staff))
}

/// What several are called; whoever does not exist is left out.
pub fn names_of(tx: &mut Tx<'_>, ids: &[StaffId]) -> Result<HashMap<StaffId, Names>, Stop> {
    let mut names = HashMap::with_capacity(ids.len());
    for some in ids.chunks(NAMES_A_STATEMENT) {
        let last = some.last().into_iter().cycle();
        let asked = some.iter().chain(last).take(NAMES_A_STATEMENT);
        let values: Vec<Value> = asked.flat_map(|id| [bucket(*id), (*id).into()]).collect();
        let read = tx.query(NAMES, &values, |row| {
            Ok((row.id(0)?, Names { english: row.get(1)?, hindi: row.get(2)? }))
        })?;
        names.extend(read);
    }
    Ok(names)
}

/// Everyone who can sign in, in the order of their ids, those after `after`, at most `limit`.
pub fn staff_after(tx: &mut Tx<'_>, after: StaffId, limit: u32) -> Result<Vec<Staff>, Stop> {
    tx.query(AFTER, &[after.into(), limit.into()], |row| Ok(read_staff(row)?.staff))
}

/// Corrects what somebody is called; whether anything changed.
pub fn rename_staff(tx: &mut Tx<'_>, id: StaffId, names: &Names) -> Result<bool, Stop> {
    let row = [bucket(id), id.into(), names.english.as_str().into(), names.hindi.as_str().into()];
    Ok(tx.execute(RENAME, &row)? > 0)
}

/// Gives somebody another password and forgets their wrong tries.
pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    id: StaffId,
    digest: &PasswordDigest,
    must_change: bool,
) -> Result<(), Stop> {
    let row = [bucket(id), id.into(), digest.0.as_str().into(), must_change.into()];
    tx.execute(SET_PASSWORD, &row).map(drop)
}

/// Ends an account, or opens it again; every sign-in of theirs ends with it.
pub(crate) fn stop_staff(tx: &mut Tx<'_>, id: StaffId, stopped: bool) -> Result<(), Stop> {
    let at = stopped.then_some(tx.now());
    tx.execute(STOP, &[bucket(id), id.into(), at.into()])?;
    if stopped { crate::session::end_all(tx, id) } else { Ok(()) }
}

/// Keeps a secret that somebody is about to put on their phone; it counts once confirmed.
pub fn begin_second_factor(
    tx: &mut Tx<'_>,
    access: &Access,
    secret: &SealedSecret,
) -> Result<(), Stop> {
    let id = access.staff();
    let row = [bucket(id), id.into(), secret.bytes().to_vec().into()];
    tx.execute(BEGIN_TOTP, &row)?;
    tx.audit(&OwnWord::of(access, "access.begin-second-factor"), id)
}

/// The secret that was begun and not confirmed, for showing its QR code again.
pub fn begun_second_factor(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<SealedSecret>, Stop> {
    let row = staff_row(tx, id)?.filter(|row| !row.staff.has_second_factor);
    Ok(row.and_then(|row| row.totp))
}

/// Confirms the second factor with a code of the phone; `ACC-002` when the code is wrong,
/// `ACC-027` when one stands already, `ACC-028` when there is no secret yet.
///
/// The sign-in that confirmed it counts as one with two factors from now on.
pub fn confirm_second_factor(
    tx: &mut Tx<'_>,
    access: &Access,
    (vault, code): (&Vault, &str),
) -> Result<(), Stop> {
    let id = access.staff();
    let row = staff_row(tx, id)?.ok_or(AccessRefusal::NoSuchStaff)?;
    if row.staff.has_second_factor {
        return Err(AccessRefusal::SecondFactorStands.into());
    }
    let sealed = row.totp.ok_or(AccessRefusal::SecondFactorNotBegun)?;
    let secret = vault.open(id, &sealed)?;
    let step = secret.step_of(code, tx.now()).ok_or(AccessRefusal::WrongSignIn)?;
    tx.execute(CONFIRM_TOTP, &[bucket(id), id.into(), tx.now().into(), step.into()])?;
    crate::session::raise(tx, access)?;
    tx.audit(&OwnWord::of(access, "access.confirm-second-factor"), id)
}

/// Keeps in which language somebody reads their pages from now on, wherever they sign in. The one
/// that they have already is not written again.
pub fn choose_language(tx: &mut Tx<'_>, access: &Access, language: Language) -> Result<(), Stop> {
    let id = access.staff();
    if tx.execute(CHOOSE_LANGUAGE, &[bucket(id), id.into(), language.code().into()])? == 0 {
        return Ok(());
    }
    tx.audit(&OwnWord::of(access, "access.choose-language"), id)
}

/// Whoever signs in, or changes how one signs in, comes one after the other.
pub(crate) fn lock(tx: &mut Tx<'_>, id: StaffId) -> Result<(), Stop> {
    tx.lock(&format!("access_staff/{id}"))
}

/// Somebody with everything a sign-in looks at.
pub(crate) fn staff_row(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<StaffRow>, Stop> {
    tx.query_one(STAFF, &[bucket(id), id.into()], read_staff)
}

/// The distribution column of a member of staff's rows.
pub(crate) fn bucket(id: StaffId) -> Value {
    i64::from(id.bucket().number()).into()
}

/// From `staff_id` to `language`, in the order of the statements.
pub(crate) fn read_facts(row: &Row<'_>) -> Result<Staff, Stop> {
    let at =
        |position| Ok::<_, Stop>(row.get::<Option<i64>>(position)?.map(Instant::from_microseconds));
    Ok(Staff {
        id: row.id(0)?,
        sign_in_name: row.get(1)?,
        names: Names { english: row.get(2)?, hindi: row.get(3)? },
        must_change_password: row.get(4)?,
        has_second_factor: at(5)?.is_some(),
        stopped_at: at(6)?,
        // A word that nobody knows is no choice, and keeps nobody from their work.
        language: row.get::<Option<String>>(7)?.as_deref().and_then(Language::parse),
    })
}

fn read_staff(row: &Row<'_>) -> Result<StaffRow, Stop> {
    Ok(StaffRow {
        staff: read_facts(row)?,
        digest: PasswordDigest(row.get(8)?),
        totp: row.get::<Option<Vec<u8>>>(9)?.map(SealedSecret::of_bytes),
        totp_step: row.get(10)?,
        failures: row.get(11)?,
        locked_until: Instant::from_microseconds(row.get(12)?),
    })
}
