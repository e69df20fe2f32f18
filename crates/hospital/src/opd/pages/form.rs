//! The note's form: its fields, and the lines of medicine with what speaks against them.

use crate::codes::model::CodeRef;
use crate::formulary::model::{Grouping, Medicine, MedicineId, Name};
use crate::formulary::rules::is_called_as;
use crate::opd::model::{Draft, Note, TypedDiagnosis, TypedLine};
use crate::opd::{paper, rules};
use crate::prescribing::model::{Alert, Directions, Patient, With};
use crate::prescribing::rules::alerts::{Side, alerts};
use crate::prescribing::rules::directions::typed;
use crate::prescribing::sheet::meal_word;
use crate::prescribing::words::how_often;
use crate::stores::model::StoreroomKind;
use crate::{allergies, facilities, formulary, queue, stores};
use nabz_access::Why;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::consent;
use nabz_people::consent::marks;
use nabz_people::consent::model::Sight;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Fields, Language, msg, numbers};
use std::collections::HashSet;
use uuid::Uuid;

/// A line as the page shows it.
pub(super) struct LineView {
    pub(super) number: usize,
    pub(super) medicine: String,
    pub(super) name: String,
    pub(super) typed: TypedLine,
    pub(super) stock: Stock,
    /// In one line: dose, days, meal, remark.
    pub(super) said: Vec<Message>,
    /// Whether the fields stand open: something is missing, wrong, or has no answer yet.
    pub(super) open: bool,
    pub(super) alerts: Vec<Message>,
    pub(super) wrong: Option<Message>,
}

/// What can be had of a medicine here, as the page says it.
pub(super) struct Stock {
    pub(super) words: Message,
    pub(super) none: bool,
    pub(super) low: bool,
}

/// What a page sent, as a draft; nothing is parsed yet.
pub(super) fn draft_of(fields: &Fields) -> Draft {
    let all = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
    let (words, hindi) = (all("dx"), all("dx_hindi"));
    let (systems, codes) = (all("dx_system"), all("dx_code"));
    let diagnoses = (0..words.len()).map(|place| TypedDiagnosis {
        words: at(&words, place),
        hindi: at(&hindi, place),
        system: at(&systems, place),
        code: at(&codes, place),
    });
    let (medicines, doses, days) = (all("medicine"), all("dose"), all("days"));
    let (meals, remarks, reasons) = (all("meal"), all("remark"), all("reason"));
    let lines = (0..medicines.len()).map(|place| TypedLine {
        medicine: at(&medicines, place),
        dose: at(&doses, place),
        days: at(&days, place),
        meal: at(&meals, place),
        remark: at(&remarks, place),
        reason: at(&reasons, place),
    });
    Draft {
        complaint: fields.get("complaint").to_owned(),
        examination: fields.get("examination").to_owned(),
        diagnoses: diagnoses.collect(),
        advice: fields.get("advice").to_owned(),
        tests: fields.get("tests").lines().map(|line| line.trim().to_owned()).collect(),
        see_again: fields.get("see_again").to_owned(),
        lines: lines.collect(),
    }
}

/// A signed note as a draft, to be amended.
pub(super) fn draft_of_note(note: &Note) -> Draft {
    let diagnosis = |one: &crate::opd::model::Diagnosis| {
        let code = one.code.clone();
        let CodeRef { system, code } =
            code.unwrap_or(CodeRef { system: String::new(), code: String::new() });
        TypedDiagnosis { words: one.words.clone(), hindi: one.hindi.clone(), system, code }
    };
    let line = |wish: &crate::prescribing::model::Wish| TypedLine {
        medicine: wish.medicine.to_string(),
        dose: typed(&wish.directions.frequency),
        days: wish.directions.days.to_string(),
        meal: meal_word(wish.directions.meal).to_owned(),
        remark: wish.directions.remark.clone(),
        reason: wish.overrides.first().map(|one| one.reason.clone()).unwrap_or_default(),
    };
    Draft {
        complaint: note.complaint.clone(),
        examination: note.examination.clone(),
        diagnoses: note.diagnoses.iter().map(diagnosis).collect(),
        advice: note.advice.clone(),
        tests: note.tests.clone(),
        see_again: note.see_again_days.map(|days| days.to_string()).unwrap_or_default(),
        lines: note.wishes.iter().map(line).collect(),
    }
}

/// The lines of a draft with stock and alerts. What speaks against a medicine is said as soon as it
/// is on the page; what speaks against a dose, once there is one. `about` is whose they are and why
/// they are read: alerts are judged by all that is known, and say no more than the reader may see.
pub(super) fn line_views(
    view: &mut Tx<'_>,
    at: FacilityId,
    (patient, about): (&Patient, (PersonId, Why)),
    draft: &Draft,
    language: Language,
) -> Result<Vec<LineView>, Stop> {
    let mut views: Vec<LineView> = Vec::new();
    let mut written: Vec<(Medicine, Option<Directions>)> = Vec::new();
    let low = running_low(view, at)?;
    for (line, place) in draft.lines.iter().zip(0_usize..) {
        let id = line.medicine.parse::<Uuid>().map(Id::from_uuid);
        let medicine = match id {
            Ok(id) => formulary::medicine(view, id)?,
            Err(_) => None,
        };
        let Some(medicine) = medicine else { continue };
        let read = rules::directions(line, &medicine.name);
        let directions = read.as_ref().ok().map(|(_, directions)| directions.clone());
        let (wrong, said) = match read {
            Ok((_, directions)) => (None, said(&directions, &medicine)),
            // An empty dose is a line just added; the sentence waits until something is typed.
            Err(_) if line.dose.is_empty() => (None, Vec::new()),
            Err(why) => (Some(Message::from(&Refused::from(why))), Vec::new()),
        };
        views.push(LineView {
            number: place + 1,
            medicine: line.medicine.clone(),
            name: formulary::label(&medicine, language),
            typed: line.clone(),
            stock: stock(view, at, &medicine, &low)?,
            open: said.is_empty(),
            said,
            alerts: Vec::new(),
            wrong,
        });
        written.push((medicine, directions));
    }
    let lines: Vec<_> = written.iter().map(|(medicine, how)| (medicine, how.as_ref())).collect();
    let numbers: Vec<usize> = views.iter().map(|line| line.number).collect();
    let found = alerts(patient, &lines);
    let listed = if found.is_empty() { Vec::new() } else { formulary::groupings(view)? };
    for alert in found {
        let Some((medicine, _)) = written.get(alert.line()) else { continue };
        let warning = if is_closed(view, &alert, about)? {
            msg::opd::alert_closed(medicine.name.in_language(language))
        } else {
            let place_said = where_taken(view, at, &alert, language)?;
            warned((&alert, medicine), &numbers, place_said, (&listed, language))
        };
        if let Some(shown) = views.get_mut(alert.line()) {
            shown.alerts.push(warning);
            shown.open |= shown.typed.reason.is_empty();
        }
    }
    Ok(views)
}

/// How a medicine is taken, in the words of the page.
fn said(directions: &Directions, medicine: &Medicine) -> Vec<Message> {
    let dose = how_often(&directions.frequency, medicine.measure);
    let days = msg::opd::days(i64::from(directions.days));
    let remark = Some(directions.remark.as_str()).filter(|remark| !remark.is_empty());
    let more = paper::meal(directions.meal).into_iter().chain(remark.map(msg::opd::said));
    [dose, days].into_iter().chain(more).collect()
}

/// What a person can walk away with.
pub(super) fn stock(
    view: &mut Tx<'_>,
    at: FacilityId,
    medicine: &Medicine,
    low: &HashSet<MedicineId>,
) -> Result<Stock, Stop> {
    let found = stores::on_hand(view, at, &[medicine.id])?;
    let here = found.first().map_or(0, |(_, here)| i64::from(here.at_counters.count()));
    let (none, low) = (here == 0, here != 0 && low.contains(&medicine.id));
    let words = match (none, low) {
        (true, _) => msg::opd::none_here(),
        (_, true) => msg::opd::stock_low(numbers::grouped(here)),
        (false, false) => msg::opd::said(numbers::grouped(here)),
    };
    Ok(Stock { words, none, low })
}

/// What runs low at the pharmacies of a facility, by the levels that they set.
pub(super) fn running_low(view: &mut Tx<'_>, at: FacilityId) -> Result<HashSet<MedicineId>, Stop> {
    let mut low = HashSet::new();
    for room in stores::storerooms(view, at)? {
        if room.kind == StoreroomKind::Pharmacy {
            low.extend(stores::low(view, at, room.id)?.into_iter().map(|one| one.medicine));
        }
    }
    Ok(low)
}

/// Whether what an alert is about stays closed to the reader, whom it warns all the same.
fn is_closed(
    view: &mut Tx<'_>,
    alert: &Alert,
    (person, why): (PersonId, Why),
) -> Result<bool, Stop> {
    let marks = match alert {
        Alert::Allergy { to, .. } | Alert::CrossAllergy { to, .. } => marks::of_words(to),
        Alert::Duplicate { with: With::Visit(taken), .. } => {
            marks::of_medicine(&taken.ingredients, &[])
        }
        Alert::Duplicate { with: With::Line(_), .. }
        | Alert::Dose { .. }
        | Alert::WeightUnknown { .. }
        | Alert::NoChildDose { .. } => Vec::new(),
    };
    Ok(consent::sight(view, (person, Some(why)), &marks)? == Sight::Masked)
}

/// Where what somebody takes already was prescribed: the unit of the other visit, and the facility
/// when that is another one.
fn where_taken(
    view: &mut Tx<'_>,
    at: FacilityId,
    alert: &Alert,
    language: Language,
) -> Result<String, Stop> {
    let Alert::Duplicate { with: With::Visit(taken), .. } = alert else {
        return Ok(String::new());
    };
    let there = taken.facility;
    let visit = queue::token(view, there, taken.visit)?;
    let unit = visit.map(|visit| facilities::unit(view, there, visit.unit)).transpose()?.flatten();
    let mut named: Vec<_> = unit.map(|unit| unit.names).into_iter().collect();
    if there != at {
        named.extend(facilities::facility(view, there)?.map(|facility| facility.names));
    }
    let called = named.into_iter().map(|names| language.pick(names.hindi, names.english));
    Ok(called.collect::<Vec<_>>().join(", "))
}

fn warned(
    (alert, medicine): (&Alert, &Medicine),
    lines: &[usize],
    place: String,
    (listed, language): (&[Grouping], Language),
) -> Message {
    let named = |name: &Name| name.in_language(language).to_owned();
    let called = |key: &str| called(key, listed, language);
    let name = named(&medicine.name);
    match alert {
        Alert::Allergy { to, .. } => msg::opd::alert_allergy(name, called(to)),
        Alert::CrossAllergy { to, group, .. } => {
            msg::opd::alert_cross_allergy(called(group), name, called(to))
        }
        Alert::Duplicate { with: With::Line(with), ingredient, .. } => {
            let with = lines.get(*with).copied().unwrap_or_default();
            msg::opd::alert_duplicate(called(ingredient), with)
        }
        Alert::Duplicate { with: With::Visit(taken), ingredient, .. } => {
            let last = numbers::date_message(Date::from_days(taken.until.days() - 1));
            msg::opd::alert_taken(called(ingredient), last, named(&taken.medicine), place)
        }
        Alert::Dose { side, amount, usual, unit, .. } => {
            let (amount, usual) = (amount.to_string(), usual.to_string());
            match side {
                Side::Over => msg::opd::alert_dose_over(amount, *unit, usual),
                Side::Under => msg::opd::alert_dose_under(amount, *unit, usual),
            }
        }
        Alert::WeightUnknown { .. } => msg::opd::alert_weight(),
        Alert::NoChildDose { .. } => msg::opd::alert_child_dose(name),
    }
}

/// What the page calls a group or an ingredient, which the formulary spells in English; words that
/// it does not know stay as they are.
fn called(key: &str, listed: &[Grouping], language: Language) -> String {
    if let Some(group) = allergies::rules::group(key) {
        return language.pick(group.hindi, group.english);
    }
    let says = |one: &&Grouping| is_called_as(key, (&one.name, one.ingredients.as_slice()));
    match listed.iter().find(says) {
        Some(one) => one.name.in_language(language).to_owned(),
        None => key.to_owned(),
    }
}
