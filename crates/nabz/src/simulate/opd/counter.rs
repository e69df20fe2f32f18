//! At the counter: somebody is found or registered, and given a token.

use super::{Arrived, Day, Visit, lock};
use crate::simulate::browser::{Answer, PageForm};
use crate::simulate::crew::Member;
use crate::simulate::departments::Who;
use crate::simulate::told::{Asking, What};
use crate::simulate::typing::typed;
use anyhow::Result;
use nabz_hospital::facilities::model::EMERGENCY_UNIT_CODE;
use nabz_kernel::names::Script;
use nabz_people::registry::model::Sex;
use nabz_people::residents::Dice;
use std::sync::Arc;

/// What a pane shows of a token that somebody holds already.
const SLIP_AGAIN: &str = "href=\"/queue/tokens/";
/// What stands before the sex and age of each who was found.
const FACTS: &str = "<span class=\"nabz-result__facts\">";

/// Somebody who was found and has not been here today.
struct Known {
    person: String,
    who: Who,
    /// The page with the pane for their token.
    pane: Answer,
}

impl Day {
    /// Somebody comes to the counter and has their token.
    pub(crate) async fn come(&self, visit: &mut Visit) -> Result<()> {
        let found = self.search(visit).await?;
        self.arrive(visit, &found).await
    }

    pub(super) async fn search(&self, visit: &mut Visit) -> Result<Answer> {
        let clerk = self.clerk(visit)?;
        visit.typed = typed(&visit.details, &mut visit.dice);
        let form = PageForm::to("/search").with("q", visit.typed.as_str());
        self.ask(self.slot(visit, "search"), clerk.browser.post(&form)).await
    }

    /// A token for somebody found, or a registration with a token.
    pub(super) async fn arrive(&self, visit: &mut Visit, found: &Answer) -> Result<()> {
        let clerk = self.clerk(visit)?;
        let known = if visit.is_new { None } else { self.unserved(clerk, visit, found).await? };
        let (step, form, person) = match known {
            Some(Known { person, who, pane }) => {
                let form = pane.form("/desk/token")?.with("person", &person);
                ("token", self.with_unit(form, &pane, (&mut visit.dice, who)), Some(person))
            }
            None => ("register", self.filled(clerk, visit).await?, None),
        };
        let unit = form.get("unit").to_owned();
        let (who, facility) = (Arc::clone(clerk), clerk.facility.clone());
        let asking = Asking { what: What::Token, who, facility, form };
        let told = self.send(visit, (step, "counter"), asking).await?;
        let token = told.place_and_id().1.to_owned();
        visit.arrived = Some(Arrived { token, unit, person });
        Ok(())
    }

    /// The clerk says who of those found is meant, and sees the pane for their token.
    async fn choose(&self, clerk: &Member, visit: &mut Visit, person: &str) -> Result<Answer> {
        let typed = visit.typed.as_str();
        let form = PageForm::to("/desk/choose").with("q", typed).with("person", person);
        self.ask(self.slot(visit, "choose"), clerk.browser.post(&form)).await
    }

    /// Somebody among those found who has not been here today. Who was registered this morning is
    /// found by their name too; the pane shows the slip they have.
    async fn unserved(
        &self,
        clerk: &Member,
        visit: &mut Visit,
        found: &Answer,
    ) -> Result<Option<Known>> {
        let (persons, facts) = (found.choices("person"), found.texts(FACTS));
        while let Some((at, person)) = self.unused(&persons) {
            let pane = self.choose(clerk, visit, person).await?;
            if !pane.body.contains(SLIP_AGAIN) {
                let who = facts.get(at).map(|facts| Who::of_facts(facts)).unwrap_or_default();
                return Ok(Some(Known { person: person.clone(), who, pane }));
            }
        }
        Ok(None)
    }

    fn unused<'p>(&self, persons: &'p [String]) -> Option<(usize, &'p String)> {
        let mut used = lock(&self.used);
        persons.iter().enumerate().find(|(_, person)| used.insert((*person).clone()))
    }

    async fn filled(&self, clerk: &Member, visit: &mut Visit) -> Result<PageForm> {
        let blank = PageForm::to("/desk/new").with("typed", visit.typed.as_str());
        let new = self.ask(self.slot(visit, "new form"), clerk.browser.post(&blank)).await?;
        let guess = 20 + visit.dice.below(50);
        let years = visit.who.years.map_or(guess, u64::from);
        let form = new.form("/desk/register")?;
        let name = &visit.details.name;
        let hindi = name.written_in(Script::Devanagari).map(|n| n.as_str().to_owned());
        let roman = name.written_in(Script::Roman).map(|n| n.as_str().to_owned());
        let form = form
            .with("name_hi", hindi.unwrap_or_default())
            .with("name_en", roman.unwrap_or_default())
            .with("sex", visit.details.sex.map_or("", Sex::word))
            .with("age", years.to_string())
            .with("age_unit", "y")
            .with("go_on", "yes");
        Ok(self.with_unit(form, &new, (&mut visit.dice, visit.who)))
    }

    /// Asks for a department that fits, and for an emergency where those are seen.
    fn with_unit(&self, form: PageForm, page: &Answer, (dice, who): (&mut Dice, Who)) -> PageForm {
        let units = page.choices("unit");
        let offered: Vec<&str> = units.iter().map(|unit| self.crew.department(unit)).collect();
        let all = units.iter().zip(offered.iter().copied());
        let suiting: Vec<_> = all.filter(|(_, one)| who.suits(one, &offered)).collect();
        match dice.one(&suiting).copied() {
            Some((unit, EMERGENCY_UNIT_CODE)) => form.with("unit", unit).with("visit", "emergency"),
            Some((unit, _)) => form.with("unit", unit),
            None => form,
        }
    }
}
