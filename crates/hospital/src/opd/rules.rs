//! From what was typed to what can be signed. Pure.

use super::model::{
    DIAGNOSES_MAX, Diagnosis, Draft, NOTE_LETTERS_MAX, Note, OpdRefusal, SEE_AGAIN_DAYS_MAX,
    TESTS_MAX, TypedLine,
};
use crate::codes::model::CodeRef;
use crate::formulary::model::{MedicineId, Name};
use crate::prescribing::model::{Alert, DAYS_MAX, Directions, Override, PrescribingRefusal, Wish};
use crate::prescribing::rules::directions::{frequency_of, words_kept};
use crate::prescribing::sheet::meal_of;
use nabz_kernel::ids::Id;
use nabz_kernel::signs::cannot_be_kept;
use nabz_people::consent::marks::{in_order, of_code, of_words};
use nabz_people::consent::model::Sensitive;
use uuid::Uuid;

/// Letters of a diagnosis or a test.
const WORDS_LETTERS_MAX: usize = 250;

/// Reads a draft. `names` are those of the lines' medicines, so that a refusal says which one it is
/// about. Ids of new diagnoses are drawn by `draw`; one that `before` had keeps its id.
pub fn read(
    draft: &Draft,
    names: &[Name],
    before: Option<&Note>,
    mut draw: impl FnMut() -> super::model::ConditionId,
) -> Result<Note, OpdRefusal> {
    let name = |nth: usize| names.get(nth).cloned().unwrap_or_default();
    let wishes: Result<Vec<Wish>, OpdRefusal> =
        draft.lines.iter().zip(0..).map(|(line, nth)| wish(line, &name(nth), nth + 1)).collect();
    let diagnoses = draft.diagnoses.iter().filter(|typed| !typed.words.trim().is_empty());
    let known = before.map_or(&[][..], |note| note.diagnoses.as_slice());
    let diagnoses: Vec<Diagnosis> = diagnoses
        .map(|typed| {
            let code = (!typed.code.is_empty() && !typed.system.is_empty())
                .then(|| CodeRef { system: typed.system.clone(), code: typed.code.clone() });
            let words = typed.words.trim().to_owned();
            let same = known.iter().find(|old| old.words == words && old.code == code);
            let id = same.map_or_else(&mut draw, |old| old.id);
            Diagnosis { id, words, hindi: typed.hindi.trim().to_owned(), code }
        })
        .collect();
    let tests: Vec<String> = draft.tests.iter().map(|test| test.trim().to_owned()).collect();
    let tests: Vec<String> = tests.into_iter().filter(|test| !test.is_empty()).collect();
    if diagnoses.len() > DIAGNOSES_MAX || tests.len() > TESTS_MAX {
        return Err(OpdRefusal::TooMany);
    }
    let note = Note {
        complaint: draft.complaint.trim().to_owned(),
        examination: draft.examination.trim().to_owned(),
        diagnoses,
        advice: draft.advice.trim().to_owned(),
        tests,
        see_again_days: see_again(&draft.see_again)?,
        wishes: wishes?,
    };
    check(&note)?;
    Ok(note)
}

fn check(note: &Note) -> Result<(), OpdRefusal> {
    let parts = [&note.complaint, &note.examination, &note.advice];
    let kept = parts
        .iter()
        .all(|part| part.chars().count() <= NOTE_LETTERS_MAX && !part.contains(cannot_be_kept));
    let words = note.diagnoses.iter().flat_map(|found| [&found.words, &found.hindi]);
    let words_kept = words.chain(&note.tests).all(|words| words_kept(words, WORDS_LETTERS_MAX));
    if !kept || !words_kept {
        return Err(OpdRefusal::UnkeptNote);
    }
    let nothing = parts.iter().all(|part| part.is_empty())
        && note.diagnoses.is_empty()
        && note.wishes.is_empty();
    if nothing { Err(OpdRefusal::NothingToSign) } else { Ok(()) }
}

fn see_again(typed: &str) -> Result<Option<u16>, OpdRefusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let days = typed.parse().ok().filter(|days| (1..=SEE_AGAIN_DAYS_MAX).contains(days));
            days.map(Some).ok_or(OpdRefusal::UnlikelyDays)
        }
    }
}

fn wish(line: &TypedLine, name: &Name, number: usize) -> Result<Wish, OpdRefusal> {
    let refused = |why| OpdRefusal::Line { number, why };
    let (medicine, directions) = directions(line, name).map_err(refused)?;
    Ok(Wish { medicine, directions, overrides: Vec::new() })
}

/// What a line says, with the medicine it is about; a refusal calls it by `name`.
pub fn directions(
    line: &TypedLine,
    name: &Name,
) -> Result<(MedicineId, Directions), PrescribingRefusal> {
    let medicine = line.medicine.parse::<Uuid>().map_err(|_| PrescribingRefusal::NotListed)?;
    let days = line.days.trim().parse().ok().filter(|days| (1..=DAYS_MAX).contains(days));
    let named = || name.clone();
    let frequency = frequency_of(&line.dose);
    let directions = Directions {
        frequency: frequency
            .ok_or_else(|| PrescribingRefusal::UnreadableDose { medicine: named() })?,
        days: days.ok_or_else(|| PrescribingRefusal::UnlikelyDays { medicine: named() })?,
        meal: meal_of(&line.meal).unwrap_or_default(),
        remark: line.remark.trim().to_owned(),
    };
    Ok((Id::from_uuid(medicine), directions))
}

/// Answers the alerts of each line with the reason typed beside it; a line without a reason
/// answers none.
pub fn answered(mut wishes: Vec<Wish>, draft: &Draft, alerts: &[Alert]) -> Vec<Wish> {
    for alert in alerts {
        let reason = draft.lines.get(alert.line()).map_or("", |line| line.reason.trim());
        if reason.is_empty() {
            continue;
        }
        if let Some(wish) = wishes.get_mut(alert.line()) {
            wish.overrides.push(Override { alert: alert.key(), reason: reason.to_owned() });
        }
    }
    wishes
}

/// What a diagnosis is marked as: by its code, and by the words in which it was signed.
pub fn marks_of(diagnosis: &Diagnosis) -> Vec<Sensitive> {
    let code = diagnosis.code.as_ref().and_then(|code| of_code(&code.system, &code.code));
    let words = [&diagnosis.words, &diagnosis.hindi].into_iter().flat_map(|words| of_words(words));
    in_order(code.into_iter().chain(words))
}

/// What a note is marked as: by its diagnoses, and by everything else that was written in it.
pub fn marks(note: &Note) -> Vec<Sensitive> {
    let written = [&note.complaint, &note.examination, &note.advice].into_iter().chain(&note.tests);
    let words = written.flat_map(|words| of_words(words));
    in_order(note.diagnoses.iter().flat_map(marks_of).chain(words))
}
