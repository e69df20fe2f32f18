//! `nabz load users`: people and their first roles from a sheet, whole or not at all.

use crate::grants;
use crate::node::NodeId;
use crate::organisation::{self, Names};
use crate::password::{Password, PasswordDigest};
use crate::permit::{Grant, PROGRAM};
use crate::program::Program;
use crate::role::Role;
use crate::sheet::{SheetLine, read_sheet};
use crate::staff::{self, NewStaff, SignInName};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::StaffId;
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

const COLUMNS: [&str; 6] = ["sign_in", "name_en", "name_hi", "role", "at", "until"];
/// How long a role is given when the sheet does not say.
const GRANT_DAYS: i64 = 365;

/// A user's line that was read without fault. Somebody with two roles has two lines.
#[derive(Clone, Debug)]
pub struct UserLine {
    line: u64,
    name: SignInName,
    names: Names,
    role: Role,
    at: String,
    until: Option<Date>,
}

/// The first password of everyone who is new.
#[derive(Clone, Debug)]
pub enum FirstPassword {
    /// The same for all, for a demo.
    Same(PasswordDigest),
    /// Drawn for each and handed over; it has to be changed at the first sign-in. By sign-in name.
    Drawn(HashMap<String, PasswordDigest>),
}

impl FirstPassword {
    /// Draws one for each line's person and hashes it, which takes a moment each: call it outside
    /// the transaction. Answers with what to hand over.
    pub fn draw(lines: &[UserLine]) -> Result<(Self, Vec<(String, Password)>), Stop> {
        let (mut digests, mut slips) = (HashMap::new(), Vec::new());
        for line in lines {
            let name = line.name.as_str().to_owned();
            if !digests.contains_key(&name) {
                let password = Password::drawn()?;
                digests.insert(name.clone(), password.digest()?);
                slips.push((name, password));
            }
        }
        Ok((Self::Drawn(digests), slips))
    }

    fn of(&self, name: &str) -> Option<(PasswordDigest, bool)> {
        match self {
            Self::Same(digest) => Some((digest.clone(), false)),
            Self::Drawn(digests) => digests.get(name).map(|digest| (digest.clone(), true)),
        }
    }
}

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Sign-in names that are new; only to these a first password was given.
    pub added: Vec<String>,
    /// People who were known; their names follow the sheet.
    pub known: usize,
    /// Roles that are new.
    pub granted: usize,
}

/// Reads the sheet `sign_in,name_en,name_hi,role,at,until`. `at` is a place's code
/// (`department`, `LNH`, `LNH/MED`); an empty `until` means a year from today.
pub fn read_users(text: &str, today: Date) -> Result<Vec<UserLine>, Vec<LineFault>> {
    let (mut users, mut faults) = (Vec::new(), Vec::new());
    for line in read_sheet(text, &COLUMNS)? {
        match user_of(&line, today) {
            Ok(user) => users.push(user),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(users) } else { Err(faults) }
}

/// Keeps every line, or none: places that do not exist come back as faults of their lines.
///
/// Loading the same sheet again changes nothing. Nobody's password or role is taken away by it.
pub fn load_users(
    tx: &mut Tx<'_>,
    lines: &[UserLine],
    first: &FirstPassword,
) -> Result<Result<Loaded, Vec<LineFault>>, Stop> {
    let mut places = HashMap::new();
    let mut faults = Vec::new();
    for line in lines {
        if let Some(node) = organisation::node_by_code(tx, &line.at)? {
            places.insert(line.at.clone(), node.id);
        } else {
            let what = Wrong::NoSuch { code: line.at.clone() };
            faults.push(LineFault::at(line.line, "at", what));
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let program = Program::doing(tx, "access.load-users")?;
    let mut loaded = Loaded::default();
    for line in lines {
        let node = places.get(&line.at).copied();
        let node = node.ok_or_else(|| Stop::fault("a place went missing while loading"))?;
        if let Some(staff) = load_user(tx, (line, node), first, &mut loaded)? {
            tx.audit(&program, staff)?;
        }
    }
    Ok(Ok(loaded))
}

/// Whom the line has changed something for, if it has.
fn load_user(
    tx: &mut Tx<'_>,
    (line, node): (&UserLine, NodeId),
    first: &FirstPassword,
    loaded: &mut Loaded,
) -> Result<Option<StaffId>, Stop> {
    let (id, changed) = if let Some(id) = staff::staff_called(tx, &line.name)? {
        loaded.known += 1;
        (id, staff::rename_staff(tx, id, &line.names)?)
    } else {
        let name = line.name.as_str().to_owned();
        let given = first.of(&name);
        let (digest, must_change) =
            given.ok_or_else(|| Stop::fault("no first password was drawn for somebody"))?;
        loaded.added.push(name);
        let (sign_in_name, names) = (line.name.clone(), line.names.clone());
        (staff::add_staff(tx, &NewStaff { sign_in_name, names, digest, must_change })?, true)
    };
    let year_on = Date::from_days(tx.today().days() + GRANT_DAYS);
    let grant = Grant { role: line.role, node, ends_on: line.until.unwrap_or(year_on) };
    let today = tx.today();
    let holds =
        |held: &Grant| held.role == grant.role && held.node == grant.node && today <= held.ends_on;
    let granted = !grants::grants_of(tx, id)?.iter().any(holds);
    if granted {
        grants::add(tx, id, &grant, PROGRAM)?;
        loaded.granted += 1;
    }
    Ok((changed || granted).then_some(id))
}

fn user_of(line: &SheetLine, today: Date) -> Result<UserLine, LineFault> {
    let name = SignInName::parse(line.needed("sign_in")?);
    let name = name.map_err(|_| line.fault("sign_in", Wrong::NotASignInName))?;
    let names = Names::parse(line.needed("name_en")?, line.needed("name_hi")?);
    let names = names.map_err(|_| line.fault("name_en", Wrong::NotAName))?;
    let role = Role::of_word(line.needed("role")?);
    let role = role.ok_or_else(|| {
        let known = Role::ALL.into_iter().map(Role::word).collect::<Vec<_>>().join(", ");
        line.fault("role", Wrong::UnknownWord { word: line.cell("role").to_owned(), known })
    })?;
    let until = match line.cell("until") {
        "" => None,
        typed => Some(day_of(line, typed, today)?),
    };
    let at = line.needed("at")?.to_owned();
    Ok(UserLine { line: line.line, name, names, role, at, until })
}

fn day_of(line: &SheetLine, typed: &str, today: Date) -> Result<Date, LineFault> {
    let date = Date::parse(typed).ok_or_else(|| line.fault("until", Wrong::NotADay))?;
    grants::ends_well(today, date).map_err(|_| line.fault("until", Wrong::DayOutOfReach))?;
    Ok(date)
}
