//! What the doctor's desk promises, as sentences, on both engines.

use super::actions::{self, BeginVisit, PrintPrescription, SignVisit, WriteNote};
use super::model::{Draft, Signed, TypedDiagnosis, TypedLine};
use super::{paper, rebuild, store};
use crate::allergies::actions::{NoteAllergy, note_allergy};
use crate::allergies::model::NewAllergy;
use crate::queue::model::{Token, TokenState};
use crate::trial_day::{Day, FORMULARY, code};
use crate::{formulary, prescribing, queue};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse};
use nabz_print::Both;
use nabz_print::prescription::Dose;
use nabz_record::search::{Everything, search};
use nabz_store::Stop;
use nabz_testkit::{at_once, city_tests};
use std::sync::Arc;
use std::time::Duration;

const COMPOSITION: ResourceType = ResourceType::COMPOSITION;

/// One more medicine for the list: a penicillin like amoxicillin.
const AMPICILLIN: &str = "AMPI-500-CAP,Ampicillin,एम्पिसिलिन,,ampicillin,penicillin,capsule,500 mg,\
    oral,H,capsule,capsule,1,500 mg,250-500,1000-2000,,,\n";

impl Day {
    /// Somebody who sits with the doctor.
    fn sits(&self, name: &str, years: u16) -> Token {
        let token = self.call(&self.arrive(name, years));
        self.begin(&token).unwrap()
    }

    fn begin(&self, token: &Token) -> Result<Token, Stop> {
        let (permit, visit) = (self.permit::<BeginVisit>(), (token.id, self.post));
        self.write(move |tx| actions::begin(tx, &permit, visit))
    }

    fn save(&self, token: &Token, seen: u32, draft: &Draft) -> Result<u32, Stop> {
        let (permit, visit, draft) = (self.permit::<WriteNote>(), token.id, draft.clone());
        self.write(move |tx| actions::save_draft(tx, &permit, visit, (seen, &draft)))
    }

    fn sign(&self, token: &Token, seen: u32, draft: &Draft) -> Result<Signed, Stop> {
        let (permit, visit, draft) = (self.permit::<SignVisit>(), token.id, draft.clone());
        self.write(move |tx| actions::sign(tx, &permit, visit, (seen, &draft)))
    }

    fn amend(&self, token: &Token, seen: u32, draft: &Draft) -> Result<Signed, Stop> {
        let (permit, visit, draft) = (self.permit::<SignVisit>(), token.id, draft.clone());
        self.write(move |tx| actions::amend(tx, &permit, visit, (seen, &draft)))
    }

    fn state(&self, token: &Token) -> TokenState {
        let (at, visit) = (self.facility, token.id);
        self.read(move |tx| queue::token(tx, at, visit)).unwrap().state
    }

    /// The bodies of the notes that a search of the record finds.
    fn notes_on_record(&self, by: &str, value: &str) -> Vec<String> {
        let asked = [(by.to_owned(), value.to_owned())];
        let query = parse(COMPOSITION, &asked, Handling::Strict).unwrap();
        let page = self.read(move |tx| Ok(search(tx, &query, &mut Everything).unwrap()));
        page.matches.into_iter().map(|found| String::from_utf8(found.body).unwrap()).collect()
    }

    fn line(&self, code: &'static str, dose: &str, days: &str) -> TypedLine {
        let medicine = self.read(move |tx| formulary::medicine_by_code(tx, code)).unwrap();
        TypedLine {
            medicine: medicine.id.to_string(),
            dose: dose.into(),
            days: days.into(),
            meal: "after".into(),
            ..TypedLine::default()
        }
    }

    fn tonsils(&self) -> Draft {
        Draft {
            complaint: "Fever and throat pain, 3 days".into(),
            diagnoses: vec![TypedDiagnosis {
                words: "Acute tonsillitis".into(),
                ..TypedDiagnosis::default()
            }],
            advice: "गुनगुने पानी से गरारे करें।".into(),
            see_again: "7".into(),
            lines: vec![self.line("AMOX-500-CAP", "1-1-1", "5")],
            ..Draft::default()
        }
    }
}

city_tests! { Day;
    fn one_signature_closes_the_visit_and_writes_the_prescription(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        assert_eq!(day.save(&token, 0, &draft).unwrap(), 1);
        let signed = day.sign(&token, 1, &draft).unwrap();
        assert!(matches!(day.state(&token), TokenState::Seen { .. }));
        let (at, prescription) = (day.facility, signed.prescription.unwrap());
        let lines = day.read(move |tx| prescribing::outstanding(tx, at, prescription));
        assert_eq!((lines.len(), lines[0].units), (1, 15));
        let visit = token.id;
        assert!(day.read(move |tx| store::draft(tx, at, visit)).is_none());
        assert_eq!(code(day.sign(&token, 1, &draft)), "OPD-003");
        assert_eq!(code(day.save(&token, 1, &draft)), "OPD-003");
    }

    fn a_stale_page_overwrites_nothing(day) {
        let token = day.sits("Sunita Devi", 42);
        let (mine, theirs) = (day.tonsils(), Draft { complaint: "Cough".into(), ..Draft::default() });
        day.save(&token, 0, &theirs).unwrap();
        assert_eq!(code(day.save(&token, 0, &mine)), "OPD-002");
        assert_eq!(code(day.sign(&token, 0, &mine)), "OPD-002");
        let (at, visit) = (day.facility, token.id);
        let kept = day.read(move |tx| store::draft(tx, at, visit)).unwrap();
        assert_eq!((kept.version, kept.draft), (1, theirs));
        assert_eq!(day.save(&token, 1, &mine).unwrap(), 2);
    }

    fn what_cannot_be_read_is_kept_as_a_draft_and_not_signed(day) {
        let token = day.sits("Sunita Devi", 42);
        let mut draft = day.tonsils();
        draft.lines[0].dose = "often".into();
        assert_eq!(day.save(&token, 0, &draft).unwrap(), 1);
        assert_eq!(code(day.sign(&token, 1, &draft)), "PRE-002");
        assert_eq!(code(day.sign(&token, 1, &Draft::default())), "OPD-006");
        draft.complaint = "a\u{0}b".into();
        draft.lines.clear();
        assert_eq!(code(day.sign(&token, 1, &draft)), "OPD-005");
        assert!(matches!(day.state(&token), TokenState::WithDoctor { .. }));
    }

    fn an_allergy_of_the_city_stops_the_signature_until_a_reason_is_typed(day) {
        let token = day.sits("Sunita Devi", 42);
        let asked = NewAllergy {
            person: token.person,
            substance: "पेनिसिलिन".into(),
            reaction: "rash".into(),
            severe: true,
        };
        let permit = day.permit::<NoteAllergy>();
        day.write(move |tx| note_allergy(tx, &permit, &asked)).unwrap();
        let mut draft = day.tonsils();
        assert_eq!(code(day.sign(&token, 0, &draft)), "PRE-001");
        draft.lines[0].reason = "Tolerated twice since, tested negative".into();
        day.sign(&token, 0, &draft).unwrap();
    }

    fn an_allergy_to_one_medicine_stops_the_signature_under_another_of_its_group(day) {
        let token = day.sits("Sunita Devi", 42);
        let list = format!("{FORMULARY}{AMPICILLIN}");
        day.write(move |tx| formulary::actions::load_formulary(tx, &list)).unwrap();
        let (person, permit) = (token.person, day.permit::<NoteAllergy>());
        let (substance, reaction) = ("Amoxicillin".to_owned(), "rash".to_owned());
        let asked = NewAllergy { person, substance, reaction, severe: true };
        day.write(move |tx| note_allergy(tx, &permit, &asked)).unwrap();
        let mut draft = day.tonsils();
        draft.lines = vec![day.line("AMPI-500-CAP", "1-1-1", "5")];
        assert_eq!(code(day.sign(&token, 0, &draft)), "PRE-001");
        draft.lines[0].reason = "Tolerated before; observed".into();
        day.sign(&token, 0, &draft).unwrap();
        let (at, visit) = (day.facility, token.id);
        let paper = day.read(move |tx| paper::read(tx, at, visit, 1));
        let decided = &paper.medicines[0].decided;
        assert!(decided.en.starts_with("Allergy to Amoxicillin, a medicine of the same group"), "{decided:?}");
        assert!(decided.hi.contains("इसी समूह की दवा एमोक्सिसिलिन से एलर्जी"), "{decided:?}");
    }

    fn the_paper_says_what_was_decided_in_spite_of_an_alert_and_speaks_two_languages(day) {
        let token = day.sits("Sunita Devi", 42);
        let (person, permit) = (token.person, day.permit::<NoteAllergy>());
        let (substance, reaction) = ("पेनिसिलिन".to_owned(), "rash".to_owned());
        let asked = NewAllergy { person, substance, reaction, severe: true };
        day.write(move |tx| note_allergy(tx, &permit, &asked)).unwrap();
        let mut draft = day.tonsils();
        draft.lines[0].reason = "Tolerated before; observed".into();
        draft.lines.push(day.line("PARA-500-TAB", "1 SOS 3", "3"));
        day.sign(&token, 0, &draft).unwrap();
        let (at, visit) = (day.facility, token.id);
        let paper = day.read(move |tx| paper::read(tx, at, visit, 1));
        let [amox, para] = paper.medicines.as_slice() else { panic!("{paper:?}") };
        assert!(amox.decided.hi.contains("पेनिसिलिन से एलर्जी: डॉक्टर"), "{:?}", amox.decided);
        assert!(amox.decided.en.contains("Allergy to Penicillin: the doctor"), "{:?}", amox.decided);
        assert_eq!(amox.reason, "Tolerated before; observed");
        assert!(para.decided.is_empty() && para.reason.is_empty());
        assert_eq!((amox.until.en.as_str(), para.until.en.as_str()), ("15 capsules", "9 tablets"));
        let needed = Both::new(
            "ज़रूरत हो तभी 1 गोली; दिन में 3 बार तक",
            "1 tablet only when needed, at most 3 times a day",
        );
        assert_eq!(para.dose, Dose::Words(needed));
        assert_eq!(paper.unit, Both::new("मेडिसिन ओपीडी, कमरा 12", "Medicine OPD, room 12"));
    }

    fn an_amendment_keeps_what_was_signed_and_its_prints_are_counted_anew(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        day.sign(&token, 0, &draft).unwrap();
        let permit = day.permit::<PrintPrescription>();
        let visit = token.id;
        assert_eq!(day.write(move |tx| actions::print_again(tx, &permit, visit)).unwrap(), 2);
        let changed = Draft {
            diagnoses: vec![TypedDiagnosis { words: "Pharyngitis".into(), ..TypedDiagnosis::default() }],
            lines: vec![day.line("PARA-500-TAB", "1 SOS 3", "3")],
            ..draft.clone()
        };
        assert_eq!(day.amend(&token, 0, &changed).unwrap().nth, 1);
        assert_eq!(code(day.amend(&token, 0, &draft)), "OPD-002");
        let at = day.facility;
        let notes = day.read(move |tx| store::notes(tx, at, visit));
        assert_eq!(notes.iter().map(|note| note.prints).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(notes[0].note.diagnoses[0].words, "Acute tonsillitis");
        let walks: [Arc<dyn nabz_record::Walk>; 2] =
            [Arc::new(rebuild::Notes), Arc::new(prescribing::rebuild::Prescribing)];
        let again = nabz_record::rebuild(&day.store, &walks, |_, _| {}).unwrap();
        assert!(again.is_clean() && again.looked_at == 5, "{again:?}");
    }

    fn the_note_is_in_the_record_and_an_amendment_is_a_new_version_of_it(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        day.sign(&token, 0, &draft).unwrap();
        let of_visit = day.notes_on_record("encounter", &format!("Encounter/{}", token.id));
        assert_eq!(day.notes_on_record("patient", &token.person.to_string()), of_visit);
        assert_eq!(of_visit.len(), 1);
        assert!(of_visit[0].contains("throat pain") && of_visit[0].contains("\"final\""));
        let changed = Draft { advice: "Rest & fluids <3".into(), ..draft };
        day.amend(&token, 0, &changed).unwrap();
        let amended = day.notes_on_record("encounter", &format!("Encounter/{}", token.id));
        assert!(amended[0].contains("Rest &amp; fluids &lt;3") && amended[0].contains("amended"));
        let id = token.id.to_string();
        let first = day.read(move |tx| nabz_record::read::version(tx, COMPOSITION, &id, 1)).unwrap();
        assert!(String::from_utf8_lossy(&first.body).contains("गरारे"));
    }

    fn a_visit_that_was_left_is_signed_two_days_later_and_dated_by_its_signature(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        day.save(&token, 0, &draft).unwrap();
        day.pass(Duration::from_hours(48));
        day.sign(&token, 1, &draft).unwrap();
        let (at, visit) = (day.facility, token.id);
        let note = day.read(move |tx| store::latest_note(tx, at, visit)).unwrap();
        assert_eq!(note.signed_at.date_in_india().days(), token.day.days() + 2);
        let TokenState::Seen { began, .. } = day.state(&token) else { panic!("it is not over") };
        assert_eq!(began.date_in_india(), token.day, "they sat down when they did");
        let paper = day.read(move |tx| paper::read(tx, at, visit, 1));
        assert!(paper.date.en.starts_with("25 Nov 2026"), "{:?}", paper.date);
    }

    fn nobody_is_signed_for_who_did_not_sit_down(day) {
        let token = day.arrive("Sunita Devi", 42);
        assert_eq!(code(day.sign(&token, 0, &day.tonsils())), "OPD-004");
        assert_eq!(code(day.amend(&token, 0, &day.tonsils())), "OPD-009");
    }
}

/// The others are told so, each with one of these codes.
fn one_got_it<T: std::fmt::Debug>(outcomes: Vec<Result<T, Stop>>, codes: &[&str]) {
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for outcome in outcomes.into_iter().filter(Result::is_err) {
        let code = code(outcome);
        assert!(codes.contains(&code), "{code}");
    }
}

city_tests! { busy Day;
    fn a_visit_has_one_signature_however_many_press_at_once(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        one_got_it(at_once(|_| day.sign(&token, 0, &draft)), &["OPD-003"]);
        assert_eq!(day.count("SELECT COUNT(*) FROM opd_note"), 1);
        assert_eq!(day.count("SELECT COUNT(*) FROM prescribing_prescription"), 1);
    }

    fn of_thirty_two_who_save_a_draft_over_the_same_version_one_is_kept(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        one_got_it(at_once(|_| day.save(&token, 0, &draft)), &["OPD-002"]);
        one_got_it(at_once(|_| day.save(&token, 1, &draft)), &["OPD-002"]);
        assert_eq!(day.count("SELECT version FROM opd_draft"), 2);
    }

    fn of_thirty_two_who_amend_the_same_note_one_is_kept(day) {
        let token = day.sits("Sunita Devi", 42);
        let draft = day.tonsils();
        day.sign(&token, 0, &draft).unwrap();
        one_got_it(at_once(|_| day.amend(&token, 0, &draft)), &["OPD-002"]);
        assert_eq!(day.count("SELECT COUNT(*) FROM opd_note"), 2);
        assert_eq!(day.count("SELECT amendments FROM prescribing_prescription"), 1);
    }
}
