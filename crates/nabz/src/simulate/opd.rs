//! One visit, as the people of a hospital work through it at their browsers.

use super::browser::{Answer, PageForm};
use super::crew::{Crew, Member};
use super::pace::{Pace, Slot};
use super::told::{Asking, Sent, Told, What, good};
use super::typing::typed;
use anyhow::{Context, Result, bail};
use nabz_hospital::pharmacy::model::PharmacyRefusal;
use nabz_kernel::names::Script;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::model::{Details, Sex};
use nabz_people::residents::Dice;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
/// Of so many visits two look at the board of the hall, one at a storeroom and one at a chart.
const SELDOM: usize = 10;
const TRIES_MAX: usize = 5;
/// Packs of one slip that are scanned at most; beyond it the shelf is stranger than any demo's.
const SCANS_MAX: usize = 40;
/// What a pane shows of a token that somebody holds already.
const SLIP_AGAIN: &str = "href=\"/queue/tokens/";
/// So long after the one before it, half as much more or less, each request of a visit is meant to
/// be made. The plan does not wait for answers: whoever had to wait for one is late for the next,
/// and that is counted too. People do not act in step, and neither do these.
const BETWEEN_REQUESTS: Duration = Duration::from_millis(400);

/// What every visit of a run shares.
pub(crate) struct Day {
    pub(crate) crew: Arc<Crew>,
    pub(crate) pace: Pace,
    told: Mutex<Vec<Told>>,
    /// People who have had their token: nobody is sent to the same unit twice.
    used: Mutex<HashSet<String>>,
    /// Visits that ended early because nobody was there to be called, by step.
    idle: Mutex<Vec<&'static str>>,
    /// Forms that must not be lost and have no answer yet, by their visits.
    unanswered: Mutex<BTreeMap<usize, Asking>>,
    /// Of each kind the last one that was answered.
    answered: Mutex<BTreeMap<What, (Asking, Told)>>,
    /// How far the typical visit goes.
    until: crate::cli::Until,
    /// So long after the one before it each request of a visit is meant to be made.
    pause: Duration,
}

/// Somebody with a token.
struct Arrived {
    token: String,
    unit: String,
    /// Unless the counter has only just met them.
    person: Option<String>,
}

/// A visit of the plan.
pub(crate) struct Visit {
    pub(crate) number: usize,
    pub(crate) details: Details,
    pub(crate) is_new: bool,
    /// What the clerk typed to find them; nothing before they did.
    pub(crate) typed: String,
    pub(crate) dice: Dice,
    /// When its next request is meant to be made; before the first, when it is meant to begin.
    pub(crate) next: Duration,
    /// Decides how long they think before each.
    pub(crate) pauses: Dice,
}

impl Day {
    /// A day that begins now.
    pub(crate) fn begin(crew: Arc<Crew>, until: crate::cli::Until) -> Self {
        let (told, used, idle) = Default::default();
        let (unanswered, answered) = Default::default();
        let (pace, pause) = (Pace::start(), BETWEEN_REQUESTS);
        Self { crew, pace, told, used, idle, unanswered, answered, until, pause }
    }

    /// A day on which nobody stops to think.
    #[cfg(test)]
    pub(crate) fn without_pauses(crew: Arc<Crew>, until: crate::cli::Until) -> Self {
        Self { pause: Duration::ZERO, ..Self::begin(crew, until) }
    }

    /// What was acknowledged so far; it is handed over.
    pub(crate) fn told(&self) -> Vec<Told> {
        std::mem::take(&mut *lock(&self.told))
    }

    /// How many steps of a kind were acknowledged and not handed over yet.
    #[cfg(test)]
    pub(crate) fn told_of(&self, what: What) -> usize {
        lock(&self.told).iter().filter(|told| told.what() == what).count()
    }

    /// The forms whose answer never came; they are handed over.
    #[cfg(test)]
    pub(crate) fn unanswered(&self) -> Vec<Asking> {
        std::mem::take(&mut *lock(&self.unanswered)).into_values().collect()
    }

    /// The last form of each kind that was answered, and its answer; they are handed over.
    #[cfg(test)]
    pub(crate) fn last_answered(&self) -> Vec<(Asking, Told)> {
        std::mem::take(&mut *lock(&self.answered)).into_values().collect()
    }

    /// The plan's moment for the next request of a visit.
    fn slot(&self, visit: &mut Visit, step: &'static str) -> Slot {
        let meant = visit.next;
        let percent = u32::try_from(50 + visit.pauses.below(101)).unwrap_or(100);
        visit.next += self.pause * percent / 100;
        Slot { visit: visit.number, step, meant, fair: None }
    }

    /// Sends a form that must not be lost when the plan says so, notes what its answer tells, and
    /// goes to the page that the answer names.
    async fn send(
        &self,
        visit: &mut Visit,
        (step, then): (&'static str, &'static str),
        asking: Asking,
    ) -> Result<Told> {
        let slot = self.slot(visit, step);
        match self.send_at(slot, asking).await? {
            Sent::Done(who, answer, told) => {
                self.follow(&who, visit, then, &answer).await?;
                Ok(told)
            }
            Sent::Refused(answer) => bail!("{} {}", answer.status, answer.complaint()),
        }
    }

    async fn send_at(&self, slot: Slot, asking: Asking) -> Result<Sent> {
        self.pace.until(slot.meant).await;
        lock(&self.unanswered).insert(slot.visit, asking.clone());
        let answer = self.pace.measure(slot, asking.who.browser.post(&asking.form)).await?;
        lock(&self.unanswered).remove(&slot.visit);
        if slot.is_fair(&answer) {
            return Ok(Sent::Refused(answer));
        }
        let told = asking.told(&answer)?;
        let who = Arc::clone(&asking.who);
        lock(&self.told).push(told.clone());
        lock(&self.answered).insert(asking.what, (asking, told.clone()));
        Ok(Sent::Done(who, answer, told))
    }

    /// The page that an answer names, as a browser would ask for it.
    async fn follow(
        &self,
        who: &Member,
        visit: &mut Visit,
        step: &'static str,
        answer: &Answer,
    ) -> Result<()> {
        if let Some(path) = &answer.location {
            self.ask(self.slot(visit, step), who.browser.get(path)).await?;
        }
        Ok(())
    }

    /// Each time that a doctor or a pharmacist called and nobody waited, by the step.
    pub(crate) fn idle(&self) -> Vec<&'static str> {
        std::mem::take(&mut *lock(&self.idle))
    }

    fn nobody(&self, step: &'static str) {
        lock(&self.idle).push(step);
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
        let arrived = self.arrive(clerk, visit, &found).await?;
        if self.until >= Until::Vitals {
            self.vitals(clerk, visit, &arrived.token).await?;
        }
        if self.until >= Until::Sign
            && self.see(clerk, visit, &arrived.unit).await?
            && self.until >= Until::Dispense
        {
            self.dispense(clerk, visit).await?;
        }
        self.look_around(clerk, visit, &arrived).await
    }

    /// The pages that are looked at more seldom than once a visit.
    async fn look_around(
        &self,
        clerk: &Member,
        visit: &mut Visit,
        arrived: &Arrived,
    ) -> Result<()> {
        let (step, browser, path) = match visit.number % SELDOM {
            0 | 5 => ("board", &clerk.browser, format!("/board/{}", clerk.facility)),
            3 => {
                let pharmacist = Crew::at(&self.crew.pharmacists, &clerk.facility, visit.number);
                ("stores", &pharmacist.context("no pharmacist")?.browser, "/stores".to_owned())
            }
            7 => {
                let Some(person) = &arrived.person else { return Ok(()) };
                let doctor = self.crew.doctor_of(&arrived.unit, visit.number);
                let path = format!("/chart/{person}");
                ("chart", &doctor.context("the unit has no doctor")?.browser, path)
            }
            _ => return Ok(()),
        };
        self.ask(self.slot(visit, step), browser.get(&path)).await.map(drop)
    }

    /// Makes a request when the plan says so; anything but a good answer ends the visit.
    async fn ask(
        &self,
        slot: Slot,
        request: impl Future<Output = Result<Answer>>,
    ) -> Result<Answer> {
        let answer = self.pace.measure(slot, request).await?;
        good(&answer)?;
        Ok(answer)
    }

    async fn search(&self, clerk: &Member, visit: &mut Visit) -> Result<Answer> {
        visit.typed = typed(&visit.details, &mut visit.dice);
        let form = PageForm::to("/search").with("q", visit.typed.as_str());
        self.ask(self.slot(visit, "search"), clerk.browser.post(&form)).await
    }

    /// The clerk says who of those found is meant, and sees the pane for their token.
    async fn choose(&self, clerk: &Member, visit: &mut Visit, person: &str) -> Result<Answer> {
        let typed = visit.typed.as_str();
        let form = PageForm::to("/desk/choose").with("q", typed).with("person", person);
        self.ask(self.slot(visit, "choose"), clerk.browser.post(&form)).await
    }

    /// A token for somebody found, or a registration with a token.
    async fn arrive(
        &self,
        clerk: &Arc<Member>,
        visit: &mut Visit,
        found: &Answer,
    ) -> Result<Arrived> {
        let pane = if visit.is_new { None } else { self.unserved(clerk, visit, found).await? };
        let (step, form, known) = match pane {
            Some((person, pane)) => {
                let form = pane.form("/desk/token")?.with("person", &person);
                ("token", with_unit(form, &pane, &mut visit.dice), Some(person))
            }
            None => ("register", self.filled(clerk, visit).await?, None),
        };
        let unit = form.get("unit").to_owned();
        let (who, facility) = (Arc::clone(clerk), clerk.facility.clone());
        let asking = Asking { what: What::Token, who, facility, form };
        let told = self.send(visit, (step, "counter"), asking).await?;
        let token = told.place_and_id().1.to_owned();
        Ok(Arrived { token, unit, person: known })
    }

    /// Somebody among those found who has not been here today, and the pane for their token. Who
    /// was registered this morning is found by their name too; the pane shows the slip they have.
    async fn unserved(
        &self,
        clerk: &Member,
        visit: &mut Visit,
        found: &Answer,
    ) -> Result<Option<(String, Answer)>> {
        let persons = found.choices("person");
        while let Some(person) = self.unused(&persons) {
            let pane = self.choose(clerk, visit, &person).await?;
            if !pane.body.contains(SLIP_AGAIN) {
                return Ok(Some((person, pane)));
            }
        }
        Ok(None)
    }

    /// Everybody who has had their token: a later day of the same people goes on from here.
    #[cfg(test)]
    pub(crate) fn used(&self) -> HashSet<String> {
        std::mem::take(&mut *lock(&self.used))
    }

    /// A day on which these have had their token already.
    #[cfg(test)]
    pub(crate) fn after(self, used: HashSet<String>) -> Self {
        *lock(&self.used) = used;
        self
    }

    fn unused(&self, persons: &[String]) -> Option<String> {
        let mut used = lock(&self.used);
        persons.iter().find(|person| used.insert((*person).clone())).cloned()
    }

    async fn filled(&self, clerk: &Member, visit: &mut Visit) -> Result<PageForm> {
        let blank = PageForm::to("/desk/new").with("typed", visit.typed.as_str());
        let new = self.ask(self.slot(visit, "new form"), clerk.browser.post(&blank)).await?;
        let details = &visit.details;
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

    /// A doctor of the facility calls whoever is next, writes, and signs; false when nobody waited.
    async fn see(&self, clerk: &Member, visit: &mut Visit, unit: &str) -> Result<bool> {
        let doctor = self.crew.doctor_of(unit, visit.number).context("the unit has no doctor")?;
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
        let desk = self.ask(self.slot(visit, "desk"), doctor.browser.get(&path)).await?;
        let signed = self.signed(doctor, &desk.form_at(&path)?, visit).await?;
        let (who, facility) = (Arc::clone(doctor), clerk.facility.clone());
        let asking = Asking { what: What::Signed, who, facility, form: signed };
        self.send(visit, ("sign", "room"), asking).await?;
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

    async fn dispense(&self, clerk: &Member, visit: &mut Visit) -> Result<()> {
        let pharmacist = Crew::at(&self.crew.pharmacists, &clerk.facility, visit.number);
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
            let (who, facility) = (Arc::clone(pharmacist), clerk.facility.clone());
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn with_unit(form: PageForm, page: &Answer, dice: &mut Dice) -> PageForm {
    match dice.one(&page.choices("unit")) {
        Some(unit) => form.with("unit", unit),
        None => form,
    }
}
