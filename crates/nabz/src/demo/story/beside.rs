//! What stands beside the cards: records that look alike, a correction that waits, what people ask
//! about what is held of them, what a stranger who helps has to know of somebody, and a code that was
//! just sent.

use super::Story;
use super::counter::somebody;
use crate::demo::morning::Morning;
use crate::ended::Ended;
use nabz_access::Access;
use nabz_access::relations::{Holder, Why, relate, unrelate};
use nabz_hospital::allergies::actions::{NoteAllergy, note_allergy};
use nabz_hospital::allergies::model::NewAllergy;
use nabz_hospital::emergency::actions::{NoteEmergency, note_condition, note_group, note_surgery};
use nabz_hospital::emergency::model::{AskedBlood, How};
use nabz_kernel::language::Language;
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_people::consent::model::{Proxy, Tie};
use nabz_people::messages;
use nabz_people::messages::model::CodePurpose;
use nabz_people::registry::actions::{AskCorrection, Wish, ask_correction};
use nabz_people::registry::dedupe::{Walk, walk};
use nabz_people::registry::model::Details;
use nabz_people::rights::actions::{NameNominee, NoteRequest, ask, name_nominee};
use nabz_people::rights::model::{Asks, NewNominee, NewRequest, Note, Right};
use std::time::Duration;

/// So long the doctor of the story is related to whom they write about.
const A_LOOK: Duration = Duration::from_mins(1);

impl Story<'_> {
    /// What the list of duplicates has to show.
    pub(super) fn looks_for_doubles(&self) -> Result<(), Ended> {
        walk(self.store, &Walk::default(), &|_| ())?;
        Ok(())
    }

    /// Somebody's name is to be written otherwise; nobody has decided yet.
    pub(super) fn asks_for_correction(&self, counter: &Access) -> Result<(), Ended> {
        let (asked, counter) = (self.list.correction.clone(), counter.clone());
        let person = self.called(&asked.of)?.person;
        let name = PersonName::parse(&asked.name_hi, &asked.name_en)?;
        self.write(move |tx| {
            let permit = counter.permit::<AskCorrection>(tx.today())?;
            let stands = somebody(tx, person)?;
            let wanted = Details { name: name.clone(), ..stands.details };
            let wish = Wish { person, wanted, seen: stands.version, reason: asked.reason.clone() };
            ask_correction(tx, &permit, &wish).map(drop)
        })
    }

    /// What people ask about what is held of them, and whom one of them names; nobody has answered yet.
    pub(super) fn asks_about_data(&self, counter: &Access) -> Result<(), Ended> {
        let named = self.list.nominee.clone();
        let mut wishes = Vec::new();
        for asked in &self.list.request {
            let right = Right::of_word(&asked.right);
            let right =
                right.ok_or_else(|| Ended::fault(format!("no right is {}", asked.right)))?;
            let (person, note) = (self.called(&asked.of)?.person, Note::parse(&asked.note)?);
            wishes.push(NewRequest { person, right, asks: Asks::Themselves, note });
        }
        let name = NameText::parse(&named.name)?;
        let proxy = name.zip(Tie::of_word(&named.tie)).map(|(name, tie)| Proxy { name, tie });
        let nominee = NewNominee {
            person: self.called(&named.of)?.person,
            proxy: proxy.ok_or_else(|| Ended::fault("the nominee of the story is nobody"))?,
            phone: Mobile::parse(&named.phone)?,
            seen: None,
        };
        let counter = counter.clone();
        self.write(move |tx| {
            let notes = counter.permit::<NoteRequest>(tx.today())?;
            for wish in &wishes {
                ask(tx, &notes, wish)?;
            }
            let naming = counter.permit::<NameNominee>(tx.today())?;
            name_nominee(tx, &naming, &nominee).map(drop)
        })
    }

    /// What is printed on somebody's card as a help in an emergency, written down by a doctor.
    pub(super) fn notes_emergency(&self, doctor: &Access) -> Result<(), Ended> {
        let (told, doctor) = (self.list.emergency.clone(), doctor.clone());
        let person = self.called(&told.of)?.person;
        self.write(move |tx| {
            let (holder, why) = (Holder::Staff(doctor.staff()), Why::Visit(person.uuid()));
            let until = tx.now().plus(A_LOOK);
            relate(tx, holder, person, why, until)?;
            let notes = doctor.permit::<NoteEmergency>(tx.today())?;
            let blood = AskedBlood {
                seen: 0,
                group: told.group.clone(),
                how: How::Tested.word().to_owned(),
                tested_on: told.tested.clone(),
                why: String::new(),
            };
            note_group(tx, &notes, (person, &blood))?;
            note_condition(tx, &notes, person, (&told.condition, &told.since))?;
            note_surgery(tx, &notes, person, (&told.surgery, &told.done))?;
            let allergy = NewAllergy {
                person,
                substance: told.allergy.clone(),
                reaction: told.reaction.clone(),
                severe: true,
            };
            note_allergy(tx, &doctor.permit::<NoteAllergy>(tx.today())?, &allergy)?;
            unrelate(tx, holder, person, why)
        })
    }

    /// Somebody asks for a code right before now, so that it can still be read.
    pub(in crate::demo) fn sends_code(&self, morning: &Morning) -> Result<(), Ended> {
        morning.ends();
        let phone = Mobile::parse(&self.list.code.phone)?;
        self.write(move |tx| {
            let (purpose, language) = (CodePurpose::Own, Language::Hindi);
            messages::actions::send_code(tx, &phone, purpose, language).map(drop)
        })
    }
}
