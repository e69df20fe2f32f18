//! One visit, as the people of a hospital work through it at their browsers.

use super::browser::{Answer, PageForm};
use super::crew::{Crew, Member};
use super::pace::Pace;
use anyhow::{Context, Result, bail};
use nabz_kernel::names::Script;
use nabz_people::registry::model::{Details, Sex};
use nabz_people::residents::Dice;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the desk's forms are tried with.
const COMPLAINTS: [(&str, &str, &str); 5] = [
    ("Fever for three days", "Fever", "para"),
    ("Cough and cold", "Cough", "cetir"),
    ("Burning in the stomach", "Acidity", "omep"),
    ("Sugar check", "Diabetes", "metf"),
    ("Loose motions since yesterday", "Diarrhoea", "oral"),
];
const DOSES: [&str; 4] = ["1-0-1", "1-1-1", "0-0-1", "1-0-0"];
/// Packs of one slip that are scanned at most; beyond it the shelf is stranger than any demo's.
const SCANS_MAX: usize = 40;

/// Steps that somebody was told had happened. After a crash each of them must still be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Token { facility: String, token: String },
    Signed { facility: String, visit: String },
    Dispensed { facility: String, dispense: String },
}

/// What every visit of a run shares.
pub(crate) struct Day {
    pub(crate) crew: Arc<Crew>,
    pub(crate) pace: Pace,
    told: Mutex<Vec<Told>>,
    /// People who have had their token: nobody is sent to the same unit twice.
    used: Mutex<HashSet<String>>,
    /// How far the typical visit goes.
    until: crate::cli::Until,
}

/// A visit of the plan.
pub(crate) struct Visit {
    pub(crate) number: usize,
    pub(crate) meant: Duration,
    pub(crate) details: Details,
    pub(crate) is_new: bool,
    pub(crate) dice: Dice,
}

impl Day {
    /// A day that begins now.
    pub(crate) fn begin(crew: Arc<Crew>, until: crate::cli::Until) -> Self {
        let (told, used) = (Mutex::default(), Mutex::default());
        Self { crew, pace: Pace::start(), told, used, until }
    }

    /// What was acknowledged so far; it is handed over.
    pub(crate) fn told(&self) -> Vec<Told> {
        std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many steps were acknowledged and not handed over yet.
    pub(crate) fn told_so_far(&self) -> usize {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn note(&self, told: Told) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    }

    /// Works through one visit. What goes wrong is noted by the pace and ends the visit.
    pub(crate) async fn work(self: Arc<Self>, mut visit: Visit) {
        if let Err(error) = self.steps(&mut visit).await {
            self.pace.complain(format!("visit {}: {error:#}", visit.number));
        }
    }

    async fn steps(&self, visit: &mut Visit) -> Result<()> {
        use crate::cli::Until;
        let turn = visit.number;
        let clerks = &self.crew.clerks;
        let clerk = clerks.get(turn % clerks.len().max(1)).context("no clerk")?;
        let found = self.search(clerk, visit).await?;
        if self.until == Until::Search {
            return Ok(());
        }
        let (token, unit) = self.arrive(clerk, visit, &found).await?;
        self.note(Told::Token { facility: clerk.facility.clone(), token: token.clone() });
        if self.until >= Until::Vitals {
            self.vitals(clerk, visit, &token).await?;
        }
        if self.until >= Until::Sign
            && self.see(clerk, visit, &unit).await?
            && self.until >= Until::Dispense
        {
            self.dispense(clerk, visit).await?;
        }
        Ok(())
    }

    /// A request made as soon as the one before it was answered.
    async fn now(
        &self,
        step: (usize, &'static str),
        request: impl Future<Output = Result<Answer>>,
    ) -> Result<Answer> {
        good(self.pace.measure(step, self.pace.now(), request).await?)
    }

    async fn search(&self, clerk: &Member, visit: &Visit) -> Result<Answer> {
        let name = name_of(&visit.details);
        let form = PageForm::to("/search").with("q", name);
        let request = clerk.browser.post(&form);
        let answer = self.pace.measure((visit.number, "search"), visit.meant, request).await?;
        good(answer)
    }

    /// A token for somebody found, or a registration with a token.
    async fn arrive(
        &self,
        clerk: &Member,
        visit: &mut Visit,
        found: &Answer,
    ) -> Result<(String, String)> {
        let known = if visit.is_new { None } else { self.unused(&found.choices("person")) };
        let (step, form) = match known {
            Some(person) => {
                let form = found.form("/desk/token")?.with("person", person);
                ("token", with_unit(form, found, &mut visit.dice))
            }
            None => ("register", self.filled(clerk, visit).await?),
        };
        let request = clerk.browser.post(&form);
        let answer = self.now((visit.number, step), request).await?;
        let location = answer.location.context("nothing was given")?;
        let token =
            location.split(['=', '&']).nth(1).with_context(|| format!("{location}: no token"))?;
        Ok((token.to_owned(), form.get("unit").to_owned()))
    }

    fn unused(&self, persons: &[String]) -> Option<String> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        persons.iter().find(|person| used.insert((*person).clone())).cloned()
    }

    async fn filled(&self, clerk: &Member, visit: &mut Visit) -> Result<PageForm> {
        let details = &visit.details;
        let name = name_of(details);
        let blank = PageForm::to("/desk/new").with("typed", &*name);
        let new = self.now((visit.number, "new form"), clerk.browser.post(&blank)).await?;
        let form = new.form("/desk/register")?;
        let hindi = details.name.written_in(Script::Devanagari).map(|n| n.as_str().to_owned());
        let roman = details.name.written_in(Script::Roman).map(|n| n.as_str().to_owned());
        let sex = details.sex.map_or("", Sex::word);
        let form = form
            .with("name_hi", hindi.unwrap_or_default())
            .with("name_en", roman.unwrap_or_default())
            .with("sex", sex)
            .with("age", (20 + visit.dice.below(50)).to_string())
            .with("age_unit", "y")
            .with("go_on", "yes");
        Ok(with_unit(form, &new, &mut visit.dice))
    }

    async fn vitals(&self, clerk: &Member, visit: &mut Visit, token: &str) -> Result<()> {
        let Some(nurse) = Crew::at(&self.crew.nurses, &clerk.facility, visit.number) else {
            return Ok(());
        };
        let path = format!("/triage/{token}");
        let page = self.now((visit.number, "signs"), nurse.browser.get(&path)).await?;
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
        let request = nurse.browser.post(&form);
        self.now((visit.number, "vitals"), request).await.map(drop)
    }

    /// A doctor of the facility calls whoever is next, writes, and signs; false when nobody waited.
    async fn see(&self, clerk: &Member, visit: &mut Visit, unit: &str) -> Result<bool> {
        let Some(doctor) = self.crew.doctor_of(unit, visit.number) else {
            return Ok(false);
        };
        let number = visit.number;
        let queue = self.now((number, "queue"), doctor.browser.get("/opd")).await?;
        let call = queue.form("/opd/call-next")?;
        let request = doctor.browser.post(&call);
        let called = self.pace.measure((visit.number, "call"), self.pace.now(), request).await?;
        let Some(path) = called.location.filter(|path| path.starts_with("/opd/visits/")) else {
            return Ok(false);
        };
        let desk = self.now((number, "desk"), doctor.browser.get(&path)).await?;
        let begin = PageForm { action: format!("{path}/begin"), ..desk.form(&path)? };
        self.now((number, "begin"), doctor.browser.post(&begin)).await?;
        let desk = self.now((number, "desk"), doctor.browser.get(&path)).await?;
        let signed = self.signed(doctor, &desk.form_at(&path)?, visit).await?;
        let request = doctor.browser.post(&signed);
        let answer = self.now((visit.number, "sign"), request).await?;
        let visit = answer.location.and_then(|l| l.split("signed=").nth(1).map(str::to_owned));
        let visit = visit.context("the note was not signed")?;
        self.note(Told::Signed { facility: clerk.facility.clone(), visit });
        Ok(true)
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
        let request = doctor.browser.post(&offered);
        let offered = self.now((visit.number, "suggest"), request).await?;
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

    async fn dispense(&self, clerk: &Member, visit: &Visit) -> Result<()> {
        let list = &self.crew.pharmacists;
        let Some(pharmacist) = Crew::at(list, &clerk.facility, visit.number) else { return Ok(()) };
        let list = self.now((visit.number, "slips"), pharmacist.browser.get("/pharmacy")).await?;
        let call = list.form("/pharmacy/call-next")?;
        let Some(path) = pharmacist.browser.post(&call).await?.location else { return Ok(()) };
        let Some(path) = path.strip_prefix("/pharmacy/at/").map(|id| format!("/pharmacy/at/{id}"))
        else {
            return Ok(());
        };
        let request = pharmacist.browser.get(&path);
        let mut page = self.now((visit.number, "window"), request).await?;
        let mut form = page.form_at(&path)?;
        for pack in page.texts("<span class=\"nabz-num\">").into_iter().take(SCANS_MAX) {
            let scanned = form.with("pack", pack);
            let request = pharmacist.browser.post(&scanned);
            page = self.now((visit.number, "scan"), request).await?;
            form = page.form_at(&path)?;
        }
        if form.get("line").is_empty() {
            return Ok(());
        }
        let form = PageForm { action: format!("{path}/hand-over"), ..form }
            .with("pack", "")
            .with("labels", "hi")
            .with("collector", "self");
        let request = pharmacist.browser.post(&form);
        let answer = self.now((visit.number, "dispense"), request).await?;
        let location = answer.location.context("nothing was handed over")?;
        let dispense = location.rsplit('/').next().unwrap_or_default().to_owned();
        self.note(Told::Dispensed { facility: clerk.facility.clone(), dispense });
        Ok(())
    }
}

fn name_of(details: &Details) -> String {
    details.name.preferring(Script::Devanagari).to_owned()
}

fn with_unit(form: PageForm, page: &Answer, dice: &mut Dice) -> PageForm {
    match dice.one(&page.choices("unit")) {
        Some(unit) => form.with("unit", unit),
        None => form,
    }
}

fn good(answer: Answer) -> Result<Answer> {
    if answer.is_good() {
        return Ok(answer);
    }
    bail!("{} {}", answer.status, answer.complaint())
}
