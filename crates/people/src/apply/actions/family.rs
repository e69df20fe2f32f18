//! What is typed about a family is kept, right or wrong, until it is sent.

use super::code::new_draft;
use super::forget::forget_at;
use super::{DAY, seen};
use crate::apply::model::{ApplyRefusal, Draft, Family, Seen};
use crate::apply::store;
use nabz_access::Program;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

const KEEP: &str = "apply.keep-family";
const BEGIN: &str = "apply.begin-again";

/// Keeps a family as it was typed. The same press keeps it once.
///
/// Refuses with `APP-004` a form that saw it before another window changed it, or sent it.
pub fn keep_family(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (form, family): (&Seen, &Family),
) -> Result<Draft, Stop> {
    let by = Program::doing(tx, KEEP)?;
    let draft = seen(tx, phone, form)?;
    if draft.kept_with == form.once && !form.once.is_empty() {
        return Ok(draft);
    }
    if draft.version != form.version || draft.made.is_some() {
        return Err(ApplyRefusal::Stale.into());
    }
    let (family, kept_with) = (family.clone(), form.once.clone());
    let kept = Draft { kept_with, family, ..draft };
    store::save_draft(tx, phone, &kept)?;
    tx.audit(&by, kept.id)?;
    Ok(Draft { version: kept.version + 1, ..kept })
}

/// Begins the next family of a phone. One that is not sent yet goes on.
pub fn begin_again(tx: &mut Tx<'_>, phone: &Mobile) -> Result<(), Stop> {
    let by = Program::doing(tx, BEGIN)?;
    tx.lock(&format!("apply_draft/{}", phone.digits()))?;
    if store::draft(tx, phone)?.is_some_and(|draft| draft.made.is_none()) {
        return Ok(());
    }
    store::end_draft(tx, phone)?;
    let (draft, until) = (new_draft(tx), tx.now().plus(DAY));
    store::begin_draft(tx, phone, &draft, until)?;
    forget_at(tx, until)?;
    tx.audit(&by, draft.id)
}
