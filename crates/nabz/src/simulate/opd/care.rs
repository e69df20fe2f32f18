//! At the nurse's table and in the doctor's room.

use super::{Day, Visit};
use crate::simulate::browser::PageForm;
use crate::simulate::crew::{Crew, Member};
use crate::simulate::told::{Asking, What};
use anyhow::{Context, Result};
use std::sync::Arc;

/// What the desk's forms are tried with.
const COMPLAINTS: [(&str, &str, &str); 5] = [
    ("Fever for three days", "Fever", "para"),
    ("Cough and cold", "Cough", "cetir"),
    ("Burning in the stomach", "Acidity", "omep"),
    ("Sugar check", "Diabetes", "metf"),
    ("Loose motions since yesterday", "Diarrhoea", "oral"),
];
const DOSES: [&str; 4] = ["1-0-1", "1-1-1", "0-0-1", "1-0-0"];

impl Day {
    /// A nurse of the facility reads the signs of whoever has the visit's token.
    pub(crate) async fn vitals(&self, visit: &mut Visit) -> Result<()> {
        let facility = &self.clerk(visit)?.facility;
        let Some(nurse) = Crew::at(&self.crew.nurses, facility, visit.number) else {
            return Ok(());
        };
        let path = format!("/triage/{}", visit.arrived()?.token);
        let page = self.ask(self.slot(visit, "signs"), nurse.browser.get(&path)).await?;
        let dice = &mut visit.dice;
        let form = page
            .form(&path)?
            .with("systolic", (105 + dice.below(45)).to_string())
            .with("diastolic", (62 + dice.below(28)).to_string())
            .with("pulse", (62 + dice.below(40)).to_string())
            .with("temperature", format!("{}.{}", 97 + dice.below(4), dice.below(10)))
            .with("unit", "F")
            .with("saturation", (94 + dice.below(6)).to_string())
            .with("oxygen", "air")
            .with("respiration", (13 + dice.below(8)).to_string())
            .with("awake", "A");
        let noted = self.ask(self.slot(visit, "vitals"), nurse.browser.post(&form)).await?;
        self.follow(nurse, visit, "triage", &noted).await
    }

    /// A doctor of the unit calls whoever is next and begins to see them; false when nobody waited.
    pub(crate) async fn call(&self, visit: &mut Visit) -> Result<bool> {
        let doctor = self.doctor(visit)?;
        let queue = self.ask(self.slot(visit, "queue"), doctor.browser.get("/opd")).await?;
        let call = queue.form("/opd/call-next")?;
        let called = self.ask(self.slot(visit, "call"), doctor.browser.post(&call)).await?;
        let Some(path) = called.location.filter(|path| path.starts_with("/opd/visits/")) else {
            self.nobody("call");
            return Ok(false);
        };
        let desk = self.ask(self.slot(visit, "desk"), doctor.browser.get(&path)).await?;
        let begin = PageForm { action: format!("{path}/begin"), ..desk.form(&path)? };
        self.ask(self.slot(visit, "begin"), doctor.browser.post(&begin)).await?;
        visit.called = Some(path);
        Ok(true)
    }

    /// The doctor writes about whoever they called, and signs.
    pub(crate) async fn sign(&self, visit: &mut Visit) -> Result<()> {
        let path = visit.called.clone().context("nobody was called")?;
        let doctor = self.doctor(visit)?;
        let desk = self.ask(self.slot(visit, "desk"), doctor.browser.get(&path)).await?;
        let signed = self.signed(doctor, &desk.form_at(&path)?, visit).await?;
        let (who, facility) = (Arc::clone(doctor), doctor.facility.clone());
        let asking = Asking { what: What::Signed, who, facility, form: signed };
        self.send(visit, ("sign", "room"), asking).await.map(drop)
    }

    async fn signed(
        &self,
        doctor: &Member,
        form: &PageForm,
        visit: &mut Visit,
    ) -> Result<PageForm> {
        let (complaint, diagnosis, medicine) =
            visit.dice.one(&COMPLAINTS).copied().context("no complaint")?;
        let offered = PageForm::to("/opd/suggest/medicines").with("q", medicine);
        let offered = self.ask(self.slot(visit, "suggest"), doctor.browser.post(&offered)).await?;
        let medicine = offered.attribute("data-value").with_context(|| format!("no {medicine}"))?;
        let dose = visit.dice.one(&DOSES).copied().unwrap_or("1-0-1");
        let mut signed = form
            .clone()
            .with("complaint", complaint)
            .with("advice", "Rest, and water often")
            .with("act", "sign");
        for (name, value) in [
            ("dx", diagnosis),
            ("dx_hindi", ""),
            ("dx_system", ""),
            ("dx_code", ""),
            ("medicine", &*medicine),
            ("dose", dose),
            ("days", "5"),
            ("meal", "after"),
            ("remark", ""),
            ("reason", "seen together with the patient"),
        ] {
            signed.fields.push((name.to_owned(), value.to_owned()));
        }
        Ok(signed)
    }
}
