//! At the pharmacy's window.

use super::{Day, Visit};
use crate::simulate::browser::PageForm;
use crate::simulate::crew::Crew;
use crate::simulate::pace::Slot;
use crate::simulate::told::{Asking, Sent, What};
use anyhow::{Context, Result, bail};
use nabz_hospital::pharmacy::model::PharmacyRefusal;
use nabz_kernel::refusal::Refused;
use std::collections::HashSet;
use std::sync::Arc;

const TRIES_MAX: usize = 5;
/// Packs of one slip that are scanned at most; beyond it the shelf is stranger than any demo's.
const SCANS_MAX: usize = 40;

impl Day {
    /// A pharmacist of the facility calls whoever is next, and hands over what is on the shelf.
    pub(crate) async fn dispense(&self, visit: &mut Visit) -> Result<()> {
        let facility = &self.clerk(visit)?.facility;
        let pharmacist = Crew::at(&self.crew.pharmacists, facility, visit.number);
        let pharmacist = pharmacist.context("the facility has no pharmacist")?;
        let slips =
            self.ask(self.slot(visit, "slips"), pharmacist.browser.get("/pharmacy")).await?;
        let call = slips.form("/pharmacy/call-next")?;
        let called = self.ask(self.slot(visit, "slip"), pharmacist.browser.post(&call)).await?;
        let Some(path) = called.location.filter(|path| path.starts_with("/pharmacy/at/")) else {
            self.nobody("slip");
            return Ok(());
        };
        let mut page = self.ask(self.slot(visit, "window"), pharmacist.browser.get(&path)).await?;
        let mut scanned = HashSet::new();
        for _ in 0..TRIES_MAX {
            let mut form = page.form_at(&path)?;
            for pack in page.texts("<span class=\"nabz-num\">").into_iter().take(SCANS_MAX) {
                if scanned.insert(pack.clone()) {
                    let form_of_pack = form.with("pack", pack);
                    let slot = self.slot(visit, "scan");
                    page = self.ask(slot, pharmacist.browser.post(&form_of_pack)).await?;
                    form = page.form_at(&path)?;
                }
            }
            if form.get("line").is_empty() {
                self.nobody("line");
                return Ok(());
            }
            let form = PageForm { action: format!("{path}/hand-over"), ..form }
                .with("pack", "")
                .with("labels", "hi")
                .with("collector", "self");
            let (who, facility) = (Arc::clone(pharmacist), facility.clone());
            let asking = Asking { what: What::Dispensed, who, facility, form };
            let slot = Slot { fair: Some(other_batch()), ..self.slot(visit, "dispense") };
            match self.send_at(slot, asking).await? {
                Sent::Done(who, answer, _) => {
                    return self.follow(&who, visit, "handed over", &answer).await;
                }
                Sent::Refused(answer) => page = answer,
            }
        }
        bail!("the shelf changed {TRIES_MAX} times under one hand")
    }
}

/// Another window took the last of a batch that was scanned; the next one has to be scanned too.
fn other_batch() -> (&'static str, &'static str) {
    let refused = Refused::from(PharmacyRefusal::TakeTheOther { batch: String::new() });
    (refused.code, "other batch")
}
