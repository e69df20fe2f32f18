//! What somebody unknown seems to be: sex and age as they appear, until somebody knows who they are.

use super::details::{Choice, choices};
use super::identify::learn;
use super::person::{back, shown, view};
use crate::registry::actions::{self, GuessUnknown};
use crate::registry::model::{AgeBand, Guess, Person, RegistryRefusal, Sex};
use crate::registry::{rules, words};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_web::{Desk, Fields, FormErrors, Problem};
use uuid::Uuid;

/// The form as it is shown.
pub(super) struct GuessForm {
    /// Of the record, as the page saw it.
    pub(super) version: String,
    pub(super) sexes: Vec<Choice>,
    pub(super) bands: Vec<Choice>,
    /// The age as it is typed; nothing leaves what was guessed before.
    pub(super) age: String,
    pub(super) errors: FormErrors,
}

impl GuessForm {
    pub(super) fn of(person: &Person) -> Self {
        let sex = person.details.sex.map_or("", Sex::word);
        Self::saying((sex, "", ""), person.version.to_string())
    }

    fn saying((sex, band, age): (&str, &str, &str), version: String) -> Self {
        Self {
            version,
            sexes: choices(Sex::ALL, sex, Sex::word, words::sex),
            bands: choices(AgeBand::ALL, band, AgeBand::word, words::age_band),
            age: age.to_owned(),
            errors: FormErrors::default(),
        }
    }

    /// What was sent, with why not.
    fn again(fields: &Fields, version: String, refused: &Refused) -> Self {
        let said = (fields.get("sex"), fields.get("band"), fields.get("age"));
        let mut form = Self::saying(said, version);
        form.errors.add("age", refused);
        form
    }

    /// Whether none of the bands is chosen.
    pub(super) fn is_unsaid(&self) -> bool {
        self.bands.iter().all(|band| !band.chosen)
    }
}

/// Puts right what somebody unknown seems to be.
pub(super) async fn guess(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<GuessUnknown>()?;
    let (person, seen): (PersonId, u32) = (Id::from_uuid(id), fields.version());
    let guess = match guessed(&fields) {
        Ok(guess) => guess,
        Err(refused) => {
            let loaded = shown(&desk, id).await?;
            let mut page = view(&desk, &loaded);
            page.guess = GuessForm::again(&fields, fields.get("version").to_owned(), &refused);
            return Ok(desk.page(&page)?.with_errors().into_response());
        }
    };
    let once = fields.once();
    let kept = desk.write_once(permit, &once, move |tx, permit| {
        actions::guess(tx, permit, (person, seen), guess).map(|person| person.version)
    });
    let Err(problem) = kept.await else {
        learn(&desk, person).await?;
        return Ok(back(id).into_response());
    };
    let Some(refused) = problem.refused() else { return Err(problem) };
    // Somebody was quicker: what stands there now is shown, and what was typed can be sent again.
    let loaded = shown(&desk, id).await?;
    let mut page = view(&desk, &loaded);
    page.notice = Some(refused.into());
    page.guess = GuessForm::again(&fields, loaded.person.version.to_string(), refused);
    Ok(desk.page(&page)?.with_conflict().into_response())
}

fn guessed(fields: &Fields) -> Result<Guess, Refused> {
    let sex = Sex::of_word(fields.get("sex")).ok_or(RegistryRefusal::NoSuchChoice)?;
    let age = rules::guessed_age(fields.get("age"), fields.get("band"))?;
    Ok(Guess { sex, age })
}
