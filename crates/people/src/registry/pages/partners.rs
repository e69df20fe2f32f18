//! What partners say of somebody: since when it is taken for theirs, and why it no longer is.

use crate::registry::model::StoodFor;
use crate::registry::store;
use nabz_access::Names;
use nabz_access::staff::names_of;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Language, numbers};
use std::collections::HashMap;

/// All of it, with whoever took something back.
pub(super) struct Partners {
    all: Vec<StoodFor>,
    staff: HashMap<StaffId, Names>,
}

/// What one partner says.
pub(super) struct PartnerRow {
    /// What the partner is called.
    pub(super) source: String,
    pub(super) said: Message,
}

impl Partners {
    pub(super) fn of(view: &mut Tx<'_>, person: PersonId) -> Result<Self, Stop> {
        let all = store::adoptions_ever(view, person)?;
        let undone = all.iter().filter_map(|one| one.undone.as_ref());
        let mut named: Vec<StaffId> = undone.map(|((by, _), _)| *by).collect();
        named.sort_unstable_by_key(|one| one.uuid());
        named.dedup();
        Ok(Self { staff: names_of(view, &named)?, all })
    }

    pub(super) fn rows(&self, language: Language) -> Vec<PartnerRow> {
        let row = |one: &StoodFor| PartnerRow {
            source: one.adoption.source.clone(),
            said: self.said(one, language),
        };
        self.all.iter().map(row).collect()
    }

    fn said(&self, one: &StoodFor, language: Language) -> Message {
        let from = numbers::date_time(one.adopted.1, language);
        let Some(((by, at), why)) = &one.undone else { return msg::partners_since(from) };
        let names = self.staff.get(by);
        let who = names.map(|names| language.pick(&names.hindi, &names.english).clone());
        let until = numbers::date_time(*at, language);
        msg::partners_undone(from, until, who.unwrap_or_else(|| "—".to_owned()), why)
    }
}
