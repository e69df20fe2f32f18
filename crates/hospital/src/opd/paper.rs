//! The A5 prescription of a signed visit, in both scripts.

use super::model::{OpdRefusal, SignedNote};
use super::{rules, store};
use crate::allergies::model::Known;
use crate::formulary::model::Medicine;
use crate::prescribing::model::{Frequency, LineState, Meal, NamedLine};
use crate::prescribing::rules::{directions::shown, marks, slip_code};
use crate::prescribing::words::{how_many, how_often, overruled, reasons};
use crate::queue::model::{QueueRefusal, Token, TokenId, TokenState};
use crate::triage::model::{Consciousness, Oxygen, Standing, Temperature};
use crate::triage::readings::{awake, breathed};
use crate::{allergies, facilities, formulary, prescribing, queue, triage};
use nabz_access::{Why, staff};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::FacilityId;
use nabz_kernel::names::{NameText, Script};
use nabz_people::cards;
use nabz_people::consent;
use nabz_people::consent::marks::in_order;
use nabz_people::consent::model::Sight;
use nabz_people::registry::{self, model::Banner, words};
use nabz_print::prescription::{Dose, MedicineLine, Prescription};
use nabz_print::{Both, PrintCount};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::{Language, msg, numbers};

/// Whether what was signed at a visit stays closed to somebody who reads because of `why`. A note
/// and its medicines are read whole or not at all, on the screen and on paper.
pub fn is_closed(view: &mut Tx<'_>, note: &SignedNote, why: Why) -> Result<bool, Stop> {
    if why.is_care() {
        return Ok(false);
    }
    let (lines, _) = lines(view, note.facility, note.visit)?;
    let medicines = lines.iter().flat_map(|one| marks(&one.line, &one.medicine));
    let marks = in_order(rules::marks(&note.note).into_iter().chain(medicines));
    Ok(consent::sight(view, (note.person, Some(why)), &marks)? == Sight::Masked)
}

/// What the paper of a visit says now, as its `copy`-th print.
///
/// Refuses with `OPD-009` when nothing is signed.
pub fn read(
    view: &mut Tx<'_>,
    at: FacilityId,
    visit: TokenId,
    copy: u32,
) -> Result<Prescription, Stop> {
    let token = queue::token(view, at, visit)?.ok_or(QueueRefusal::NoSuchToken)?;
    let note = store::latest_note(view, at, visit)?.ok_or(OpdRefusal::NotSigned)?;
    let person = registry::banner(view, token.person)?;
    let facility = facilities::facility(view, at)?;
    let facility = facility.map(|found| names(&found.names)).unwrap_or_default();
    let unit = unit_and_room(view, &token)?;
    let doctor = staff::staff(view, note.signed_by)?;
    let vitals = triage::standing(view, &token, person.age)?;
    let allergies = allergies::of(view, token.person)?;
    let (lines, code) = lines(view, at, visit)?;
    Ok(Prescription {
        facility,
        unit,
        date: date_time(note.signed_at),
        name: name(&person),
        facts: facts(&person, vitals.as_ref()),
        health_id: person.health_id.to_string(),
        token: token.number.to_string(),
        diagnoses: diagnoses(&note),
        signs: vitals.as_ref().map(signs).unwrap_or_default(),
        medicines: lines.iter().map(|line| medicine_line(line, &allergies)).collect(),
        allergies: allergies
            .into_iter()
            .map(|one| Both::new(one.substance.hindi, one.substance.english))
            .collect(),
        tests: note.note.tests.iter().map(|test| Both::new("", test.as_str())).collect(),
        advice: note.note.advice.clone(),
        see_again: see_again(&note),
        signed_by: doctor.map(|doctor| names(&doctor.names)).unwrap_or_default(),
        signed_at: format!("{} IST", numbers::date_time(note.signed_at, Language::English)),
        helpline: cards::helpline(view)?.to_string(),
        qr: code.unwrap_or_else(|| visit_code(&token)),
        print: PrintCount { copy, amended: (note.nth > 0).then_some(note.nth) },
    })
}

/// The unit, and behind which door the person was seen.
fn unit_and_room(view: &mut Tx<'_>, token: &Token) -> Result<Both, Stop> {
    let unit = facilities::unit(view, token.facility, token.unit)?;
    let unit = unit.map(|found| names(&found.names)).unwrap_or_default();
    let room = match token.state {
        TokenState::Called { room, .. }
        | TokenState::WithDoctor { room, .. }
        | TokenState::Seen { room, .. }
        | TokenState::Unsigned { room, .. } => facilities::room(view, token.facility, room)?,
        TokenState::Waiting { .. } | TokenState::Absent { .. } | TokenState::Left { .. } => None,
    };
    let Some(room) = room else { return Ok(unit) };
    let said = |unit: &str, language| say(&msg::opd::unit_room(room.door.as_str(), unit), language);
    Ok(Both::new(said(&unit.hi, Language::Hindi), said(&unit.en, Language::English)))
}

/// The lines that are to be taken, and what the pharmacy scans.
fn lines(
    view: &mut Tx<'_>,
    at: FacilityId,
    visit: TokenId,
) -> Result<(Vec<NamedLine>, Option<String>), Stop> {
    let Some(prescription) = prescribing::prescription_of_visit(view, at, visit)? else {
        return Ok((Vec::new(), None));
    };
    let mut named = Vec::new();
    for line in prescribing::lines(view, at, prescription.id)? {
        if line.state == LineState::Stopped {
            continue;
        }
        let medicine = formulary::medicine(view, line.medicine)?;
        let medicine = medicine.ok_or_else(|| Stop::fault("a line without its medicine"))?;
        named.push(NamedLine { line, medicine });
    }
    Ok((named, Some(slip_code(prescription.id))))
}

fn visit_code(token: &Token) -> String {
    format!("NABZ:T:{}", token.id.uuid().simple()).to_uppercase()
}

fn medicine_line(named: &NamedLine, allergies: &[Known]) -> MedicineLine {
    let directions = &named.line.directions;
    let meal = meal(directions.meal).map(|words| both(&words)).unwrap_or_default();
    let remark = &directions.remark;
    let joined = |first: &str| match (first.is_empty(), remark.is_empty()) {
        (_, true) => first.to_owned(),
        (true, false) => remark.clone(),
        (false, false) => format!("{first}; {remark}"),
    };
    let days = msg::opd::days(i64::from(directions.days));
    let about = (&named.medicine, allergies);
    let overruled = |language| overruled(&named.line.overrides, about, language);
    MedicineLine {
        name: formulary::english_label(&named.medicine),
        note: if meal.is_empty() {
            Both::new("", remark.as_str())
        } else {
            Both::new(joined(&meal.hi), meal.en.clone())
        },
        dose: dose(&directions.frequency, &named.medicine),
        until: Both::new(
            say(&days, Language::Hindi),
            say(&how_many(named.line.units, named.medicine.unit), Language::English),
        ),
        decided: Both::new(overruled(Language::Hindi), overruled(Language::English)),
        reason: reasons(&named.line.overrides),
    }
}

fn dose(frequency: &Frequency, medicine: &Medicine) -> Dose {
    match frequency {
        Frequency::Daily { morning, noon, night } => {
            let cell = |amount: &Option<_>| amount.map(shown).unwrap_or_default();
            Dose::Grid([cell(morning), cell(noon), cell(night)])
        }
        Frequency::EveryHours { .. }
        | Frequency::AsNeeded { .. }
        | Frequency::Weekly { .. }
        | Frequency::Once { .. } => Dose::Words(both(&how_often(frequency, medicine.measure))),
    }
}

/// How a medicine goes with meals, in words.
pub(super) fn meal(meal: Meal) -> Option<Message> {
    match meal {
        Meal::Any => None,
        Meal::Before => Some(msg::opd::meal_before()),
        Meal::After => Some(msg::opd::meal_after()),
        Meal::With => Some(msg::opd::meal_with()),
        Meal::Empty => Some(msg::opd::meal_empty()),
    }
}

fn diagnoses(note: &SignedNote) -> Vec<(Both, String)> {
    let found = note.note.diagnoses.iter();
    found
        .map(|one| {
            let code = one.code.as_ref().map(|code| code.code.clone()).unwrap_or_default();
            (Both::new(one.hindi.as_str(), one.words.as_str()), code)
        })
        .collect()
}

/// The signs that stand, on one line; readings are the same in both scripts.
fn signs(vitals: &Standing) -> String {
    let signs = &vitals.signs;
    let hindi = |message: Message| say(&message, Language::Hindi);
    let temperature = signs.temperature.map(|read| match read {
        Temperature::Celsius(read) => format!("{} °C", read.number()),
        Temperature::Fahrenheit(read) => format!("{} °F", read.number()),
    });
    let parts = [
        signs.pressure.map(|read| {
            let read = format!("{}/{}", read.systolic.number(), read.diastolic.number());
            hindi(msg::opd::sign_pressure(read))
        }),
        temperature.map(|read| hindi(msg::opd::sign_temperature(read))),
        signs.pulse.map(|read| hindi(msg::opd::sign_pulse(read.number().to_string()))),
        signs.saturation.map(|read| format!("SpO₂ {} %", read.number())),
        // What is as it should be is not worth the room on the paper.
        signs.oxygen.filter(|oxygen| *oxygen != Oxygen::Air).map(|read| hindi(breathed(read))),
        signs.respiration.map(|read| hindi(msg::opd::sign_breaths(read.number().to_string()))),
        signs
            .consciousness
            .filter(|read| *read != Consciousness::Alert)
            .map(|read| hindi(awake(read))),
        signs.sugar.map(|read| hindi(msg::opd::sign_sugar(read.number().to_string()))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn see_again(note: &SignedNote) -> Option<Both> {
    let days = i64::from(note.note.see_again_days?);
    let day = Date::from_days(note.signed_at.date_in_india().days() + days);
    let said = |language| numbers::date(day, language);
    Some(Both::new(said(Language::Hindi), said(Language::English)))
}

fn facts(person: &Banner, vitals: Option<&Standing>) -> String {
    let hindi = |message: Message| say(&message, Language::Hindi);
    let weight = vitals.and_then(|set| set.signs.weight);
    let parts = [
        person.sex.map(|sex| hindi(words::sex(sex))),
        person.age.map(|age| hindi(words::age(age, person.age_estimated))),
        weight.map(|read| hindi(msg::opd::sign_weight(read.number().to_string()))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn name(person: &Banner) -> Both {
    let text = |script| person.name.written_in(script).map(NameText::as_str).unwrap_or_default();
    Both::new(text(Script::Devanagari), text(Script::Roman))
}

fn names(names: &nabz_access::Names) -> Both {
    Both::new(names.hindi.clone(), names.english.clone())
}

fn both(message: &Message) -> Both {
    Both::new(say(message, Language::Hindi), say(message, Language::English))
}

fn date_time(at: Instant) -> Both {
    let said = |language| numbers::date_time(at, language);
    Both::new(said(Language::Hindi), said(Language::English))
}
