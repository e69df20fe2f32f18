//! The staff of the demo city, signed in, each at their own browser.

use super::browser::{Answer, Browser, client};
use crate::fixtures::USERS;
use anyhow::{Context, Result, ensure};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Somebody at work.
pub(crate) struct Member {
    pub(crate) browser: Browser,
    /// As they sign in.
    pub(crate) name: String,
    /// `LNH`.
    pub(crate) facility: String,
    /// `MED`; nothing for whoever works for all of their facility.
    department: String,
    /// The id of the place where they sit: a unit for doctors.
    pub(crate) seat: String,
}

/// Everybody whom a day of out-patient departments needs.
#[derive(Default)]
pub(crate) struct Crew {
    pub(crate) clerks: Vec<Arc<Member>>,
    pub(crate) nurses: Vec<Arc<Member>>,
    pub(crate) doctors: Vec<Arc<Member>>,
    pub(crate) pharmacists: Vec<Arc<Member>>,
}

impl Crew {
    /// Signs everybody in and lets them sit down.
    pub(crate) async fn sign_in(server: &str, password: &str) -> Result<Self> {
        let client = client()?;
        let mut crew = Self::default();
        let mut rooms_taken: HashMap<String, usize> = HashMap::new();
        let mut reader = csv::Reader::from_reader(USERS.as_bytes());
        for record in reader.records() {
            let record = record?;
            let cell = |place: usize| record.get(place).unwrap_or_default();
            let (sign_in, role, at) = (cell(0), cell(3), cell(4));
            let (facility, department) = at.split_once('/').unwrap_or((at, ""));
            let list = match role {
                "registration_clerk" => &mut crew.clerks,
                "triage_nurse" => &mut crew.nurses,
                "doctor" => &mut crew.doctors,
                "pharmacist" => &mut crew.pharmacists,
                _ => continue,
            };
            let browser = Browser::new(&client, server);
            let room = rooms_taken.entry(at.to_owned()).or_default();
            let seat = enter(&browser, (sign_in, password), *room)
                .await
                .with_context(|| format!("{sign_in} cannot sign in"))?;
            *room += 1;
            let [name, facility, department] = [sign_in, facility, department].map(str::to_owned);
            list.push(Arc::new(Member { browser, name, facility, department, seat }));
        }
        ensure!(!crew.clerks.is_empty(), "nobody could be signed in");
        crew.share_out();
        Ok(crew)
    }

    /// A hospital's counter sees twice as many people as a clinic's, which has one department.
    fn share_out(&mut self) {
        let many = |clerk: &&Arc<Member>| {
            let of_facility = self.doctors.iter().filter(|one| one.facility == clerk.facility);
            of_facility.map(|one| &one.seat).collect::<HashSet<_>>().len() > 1
        };
        let again: Vec<_> = self.clerks.iter().filter(many).cloned().collect();
        self.clerks.extend(again);
    }

    /// A doctor of a unit, in turn.
    pub(crate) fn doctor_of(&self, unit: &str, turn: usize) -> Option<&Arc<Member>> {
        let here: Vec<_> = self.doctors.iter().filter(|doctor| doctor.seat == unit).collect();
        here.get(turn.checked_rem(here.len())?).copied()
    }

    /// The code of a unit inside its facility; nothing when no doctor sits there.
    pub(crate) fn department(&self, unit: &str) -> &str {
        let here = self.doctors.iter().find(|doctor| doctor.seat == unit);
        here.map_or("", |doctor| &doctor.department)
    }

    /// Everybody looks at their screen, which would else be locked after a while.
    pub(crate) async fn look_up(&self) -> Result<()> {
        let everybody = [&self.clerks, &self.nurses, &self.doctors, &self.pharmacists];
        for member in everybody.into_iter().flatten() {
            let answer = member.browser.get("/").await?;
            let out = answer.location.is_some_and(|place| place.starts_with("/sign-in"));
            ensure!(answer.status < 400 && !out, "{} is signed out", member.name);
        }
        Ok(())
    }

    /// One of these at a facility, in turn.
    pub(crate) fn at<'c>(
        list: &'c [Arc<Member>],
        facility: &str,
        turn: usize,
    ) -> Option<&'c Arc<Member>> {
        let here: Vec<_> = list.iter().filter(|member| member.facility == facility).collect();
        here.get(turn.checked_rem(here.len())?).copied()
    }
}

async fn enter(browser: &Browser, (name, password): (&str, &str), room: usize) -> Result<String> {
    let door = browser.get("/sign-in").await?;
    let form = door.form("/sign-in")?.with("name", name).with("password", password);
    let answer = browser.post(&form).await?;
    ensure!(answer.status == 303, "the door says {}: {}", answer.status, answer.complaint());
    let place = browser.get("/place").await?;
    ensure!(place.is_good(), "no place to sit: {}", place.complaint());
    sit(browser, &place, room).await
}

/// Doctors sit in a room of their unit, one each; everybody else at their facility.
async fn sit(browser: &Browser, place: &Answer, room: usize) -> Result<String> {
    let choices = place.choices("place");
    let rooms: Vec<&String> = choices.iter().filter(|choice| choice.contains('/')).collect();
    let chosen = rooms
        .get(room.checked_rem(rooms.len()).unwrap_or_default())
        .copied()
        .or_else(|| choices.first())
        .context("nowhere to sit")?;
    let form = place.form("/place")?.with("place", chosen).with("counter", (room + 1).to_string());
    let answer = browser.post(&form).await?;
    ensure!(answer.status == 303, "the place says {}: {}", answer.status, answer.complaint());
    Ok(chosen.split('/').next().unwrap_or_default().to_owned())
}
