//! The columns: somebody of every role, nobody, and a partner with its key.

use crate::town::{HERE, THERE, Town};
use axum::http::HeaderName;
use axum::http::header;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::staff::{SignInName, begin_second_factor, confirm_second_factor, staff_called};
use nabz_access::{Password, Role, TotpSecret, Vault, session, sign_in};
use nabz_kernel::ids::StaffId;
use nabz_store::{Stop, Store, Tx};
use std::time::Duration;

pub(crate) const PASSWORD: &str = "neem-tree-by-the-gate";
/// The key of the partner, as its requests carry it.
pub(crate) const PARTNER_KEY: &str = "the-key-of-lab-one";

pub(crate) const TITLES: [&str; 10] = [
    "clerk", "nurse", "doctor", "pharm", "keeper", "admin", "records", "auditor", "nobody",
    "partner",
];
/// So many of the columns are staff.
pub(crate) const STAFF: usize = Role::ALL.len();
/// The first so many need no second factor.
pub(crate) const PASSWORD_SUFFICES: usize = 5;

/// In which respect the people of a table stand wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arm {
    /// In none: their grant lies at this facility and holds.
    Own,
    /// Their grant lies at another facility.
    Elsewhere,
    /// Their grant ended last midnight, while they were signed in.
    Ended,
    /// They signed in with a password alone.
    PasswordOnly,
}

/// One column of the table.
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// Who, where it is a member of staff.
    pub(crate) staff: Option<StaffId>,
    cookie: Option<String>,
}

impl Column {
    /// What their requests carry to say who they are.
    pub(crate) fn proof(&self) -> Option<(HeaderName, String)> {
        if self.title == "partner" {
            return Some((header::AUTHORIZATION, format!("Bearer {PARTNER_KEY}")));
        }
        self.cookie.as_ref().map(|cookie| (header::COOKIE, cookie.clone()))
    }
}

/// Everybody of an arm, signed in.
pub(crate) fn columns(town: &Town, arm: Arm) -> Vec<Column> {
    let (at, until) = match arm {
        Arm::Own | Arm::PasswordOnly => (HERE, "2027-03-31"),
        Arm::Elsewhere => (THERE, "2027-03-31"),
        Arm::Ended => (HERE, "2026-11-23"),
    };
    let line = |(title, role): (&&str, Role)| {
        format!("the.{title},The {title},कोई एक,{},{at},{until}\n", role.word())
    };
    let sheet = String::from("sign_in,name_en,name_hi,role,at,until\n")
        + &TITLES.iter().zip(Role::ALL).map(line).collect::<String>();
    let store = &town.database.store;
    let load = move |tx: &mut Tx<'_>| {
        let lines = read_users(&sheet, tx.today()).unwrap();
        let digest = Password::typed(PASSWORD).cheap_digest()?;
        load_users(tx, &lines, &FirstPassword::Same(digest))
    };
    store.write_blocking(load).unwrap().unwrap();
    if arm == Arm::Ended {
        // From nine in the morning to ten minutes before midnight.
        town.database.pass(Duration::from_mins(14 * 60 + 50));
    }
    let columns = TITLES
        .iter()
        .enumerate()
        .map(|(place, title)| match Role::ALL.get(place) {
            Some(role) => {
                let second = arm != Arm::PasswordOnly && role.needs_second_factor();
                assert_eq!(role.needs_second_factor(), place >= PASSWORD_SUFFICES);
                let (staff, token) = signed_in(store, format!("the.{title}"), second);
                let cookie = Some(format!("__Host-nabz={token}"));
                Column { title, staff: Some(staff), cookie }
            }
            None => Column { title, staff: None, cookie: None },
        })
        .collect();
    if arm == Arm::Ended {
        town.database.pass(Duration::from_mins(20));
    }
    columns
}

/// What second factors of the town are sealed with.
pub(crate) fn vault() -> Vault {
    Vault::of_key(&[7; 32])
}

fn signed_in(store: &Store, name: String, second: bool) -> (StaffId, String) {
    let typed = name.clone();
    let known = store.read_blocking(move |view| sign_in::credentials(view, &typed)).unwrap();
    let verdict = known.check_password(&Password::typed(PASSWORD));
    let signed = store.write_blocking(move |tx| sign_in::sign_in(tx, &verdict, "story")).unwrap();
    let (token, key) = (signed.token.reveal().to_owned(), signed.token.key());
    let confirm = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
        let staff = staff_called(tx, &SignInName::parse(&name).unwrap())?.unwrap();
        if second {
            let (access, secret) = (session::resume(tx, key)?.access, TotpSecret::draw()?);
            let vault = vault();
            begin_second_factor(tx, &access, &vault.seal(staff, &secret)?)?;
            confirm_second_factor(tx, &access, (&vault, &secret.code_at(tx.now())))?;
        }
        Ok(())
    };
    store.write_blocking(confirm).unwrap();
    (signed.staff.id, token)
}
