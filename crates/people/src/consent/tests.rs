//! What a counter that asks for consent relies on, as sentences, on both engines.

mod guardians;

use super::actions::{self, RecordConsent};
use super::model::{
    Answer, AnswerId, Asked, Basis, By, GuardianPaper, Guardianship, How, Issued, Notice,
    NoticeText, Proxy, Purpose, Said, Sensitive, Sight, Standing, Tie, Wish,
};
use super::{Shared, is_given, is_to_be_asked, rebuild, sheet, sight, standing, store};
use crate::registry;
use crate::registry::actions::RegisterPerson;
use crate::registry::model::{Details, NewPerson};
use nabz_access::{Holder, Permit, Why, may_read, relate};
use nabz_fhir::ResourceType;
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::names::{NameText, PersonName};
use nabz_store::Stop;
use nabz_testkit::{Busy, MORNING, TestCity, at_once, city_test};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");
const YEAR: Duration = Duration::from_hours(24 * 366);

fn told(city: &TestCity) -> Issued {
    let texts = sheet::notices(NOTICES).unwrap();
    city.write(move |tx| actions::issue_notices(tx, &texts)).unwrap()
}

fn person(city: &TestCity, years: u16) -> PersonId {
    told(city);
    let details = Details {
        birth: Some(Birth::from_age(Age::Years(years), MORNING.date_in_india()).unwrap()),
        ..Details::named(PersonName::of("Asha").unwrap())
    };
    let permit = Permit::<RegisterPerson>::trial(city.staff, city.facility);
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    city.write(move |tx| registry::actions::register(tx, &permit, &new)).unwrap().person
}

/// A question about messages, as somebody grown up answers it on the screen.
fn asked(person: PersonId, wish: Wish, seen: u32) -> Asked {
    Asked {
        person,
        purpose: Purpose::Sms,
        wish,
        seen,
        notice: 1,
        shown_in: Language::Hindi,
        by: By::Themselves,
        how: How::Screen,
    }
}

fn yes() -> Wish {
    Wish::Yes { shares: Vec::new() }
}

fn named(name: &str) -> NameText {
    NameText::try_from(name.to_owned()).unwrap()
}

/// A mother whom nobody named, and whose paper was seen.
fn mother() -> By {
    let proxy = Proxy { name: named("कमला देवी"), tie: Tie::Mother };
    let basis = Some(Basis::Paper(GuardianPaper::BirthCertificate));
    By::Guardian(Guardianship { proxy, basis })
}

fn say(city: &TestCity, asked: &Asked) -> Result<Answer, Stop> {
    let permit = Permit::<RecordConsent>::trial(city.staff, city.facility);
    let asked = asked.clone();
    city.write(move |tx| actions::answer(tx, &permit, &asked))
}

fn stands(city: &TestCity, person: PersonId) -> Standing {
    city.read(move |view| standing(view, person, Purpose::Sms)).unwrap()
}

fn agrees(city: &TestCity, person: PersonId, purpose: Purpose) -> bool {
    city.read(move |view| is_given(view, person, purpose)).unwrap()
}

fn is_asked_anew(city: &TestCity, person: PersonId) -> bool {
    city.read(move |view| {
        let person = registry::person(view, person)?.unwrap();
        is_to_be_asked(view, &person)
    })
    .unwrap()
}

fn kept(city: &TestCity, person: PersonId) -> Vec<Answer> {
    city.read(move |view| store::of_person(view, person)).unwrap()
}

/// The body of an entry of the record.
fn on_record(city: &TestCity, of: &str, id: AnswerId) -> String {
    let (of, id) = (ResourceType::named(of).unwrap(), id.to_string());
    let entry = city.read(move |view| nabz_record::read::read(view, of, &id)).unwrap();
    String::from_utf8(entry.unwrap().body).unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[city_test]
fn what_was_given_is_taken_back_and_every_answer_stays(city: &mut TestCity) {
    let asha = person(city, 42);
    assert_eq!(stands(city, asha), Standing::NeverAsked);
    let given = say(city, &asked(asha, yes(), 0)).unwrap();
    assert_eq!(stands(city, asha), Standing::Given(given.clone()));
    assert!(agrees(city, asha, Purpose::Sms) && !agrees(city, asha, Purpose::Research));
    assert!(on_record(city, "Consent", given.id).contains(r#""status":"active""#));
    let taken_back = say(city, &asked(asha, Wish::No, 1)).unwrap();
    assert_eq!(taken_back.said, Said::Withdrawn { of: given.id });
    assert!(!agrees(city, asha, Purpose::Sms));
    assert!(on_record(city, "Consent", given.id).contains(r#""status":"inactive""#));
    let provenance = on_record(city, "Provenance", taken_back.id);
    assert!(provenance.contains(&format!("Consent/{}", given.id)), "{provenance}");
    let again = say(city, &asked(asha, yes(), 2)).unwrap();
    assert_eq!(stands(city, asha), Standing::Given(again.clone()));
    assert_eq!(kept(city, asha), [given, taken_back, again]);
}

#[city_test]
fn a_no_is_kept_as_a_no_and_what_stands_is_not_said_twice(city: &mut TestCity) {
    let asha = person(city, 42);
    let refused = say(city, &asked(asha, Wish::No, 0)).unwrap();
    assert_eq!(refused.said, Said::Refused);
    assert!(on_record(city, "Consent", refused.id).contains(r#""status":"rejected""#));
    assert_eq!(code(say(city, &asked(asha, Wish::No, 1))), "CNS-004");
    say(city, &asked(asha, yes(), 1)).unwrap();
    assert_eq!(code(say(city, &asked(asha, yes(), 2))), "CNS-004");
    assert!(on_record(city, "Consent", refused.id).contains(r#""status":"rejected""#));
}

#[city_test]
fn a_guardian_answers_until_the_child_is_grown_up_and_is_asked_anew(city: &mut TestCity) {
    let child = person(city, 16);
    assert_eq!(code(say(city, &asked(child, yes(), 0))), "CNS-005");
    let by_mother = |wish, seen| Asked { by: mother(), ..asked(child, wish, seen) };
    let given = say(city, &by_mother(yes(), 0)).unwrap();
    assert_eq!(given.until().unwrap().to_string(), "2028-12-31");
    assert!(agrees(city, child, Purpose::Sms));
    assert!(on_record(city, "Consent", given.id).contains("2028-12-30"));
    assert!(!is_asked_anew(city, child));
    city.pass(YEAR * 2);
    assert!(agrees(city, child, Purpose::Sms), "eighteen by the middle of the year alone");
    assert!(!is_asked_anew(city, child));
    city.pass(YEAR);
    assert!(is_asked_anew(city, child), "the next counter asks");
    assert!(!agrees(city, child, Purpose::Sms));
    assert_eq!(stands(city, child), Standing::Lapsed(given.clone()));
    assert_eq!(code(say(city, &by_mother(yes(), 1))), "CNS-006");
    let own = say(city, &asked(child, yes(), 1)).unwrap();
    assert!(!is_asked_anew(city, child));
    assert_eq!((own.until(), stands(city, child)), (None, Standing::Given(own.clone())));
    assert!(on_record(city, "Consent", given.id).contains(r#""status":"inactive""#));
}

#[city_test]
fn whoever_speaks_for_somebody_is_named_with_the_reason_and_the_witness(city: &mut TestCity) {
    let asha = person(city, 42);
    let husband = Proxy { name: named("Ramesh Kumar"), tie: Tie::Spouse };
    let spoken = Asked {
        purpose: Purpose::RecordSharing,
        wish: Wish::Yes { shares: vec![Sensitive::Hiv, Sensitive::Genetic] },
        by: By::Representative { proxy: husband, why: "unconscious".into() },
        how: How::Spoken { witness: named("Kamla Devi") },
        shown_in: Language::English,
        ..asked(asha, yes(), 0)
    };
    let given = say(city, &spoken).unwrap();
    let on_paper = Asked { how: How::Paper, ..asked(asha, yes(), 0) };
    let paper = say(city, &on_paper).unwrap();
    assert_eq!((&given.by, &given.how), (&spoken.by, &spoken.how));
    assert_eq!(given.until().unwrap().to_string(), "2026-12-23", "thirty days");
    assert_eq!(paper.until(), None, "her own word holds");
    assert_eq!(kept(city, asha), [given, paper]);
}

#[city_test]
fn a_page_that_has_seen_less_than_there_is_keeps_nothing(city: &mut TestCity) {
    let asha = person(city, 42);
    assert_eq!(code(say(city, &asked(asha, yes(), u32::MAX))), "CNS-002");
    say(city, &asked(asha, yes(), 0)).unwrap();
    assert_eq!(code(say(city, &asked(asha, Wish::No, 0))), "CNS-002");
    let other = NoticeText {
        purpose: Purpose::Sms,
        english: "Messages come at night, too.".into(),
        hindi: "संदेश रात में भी आएँगे।".into(),
        demonstration: false,
    };
    let text = vec![other.clone()];
    let issued = city.write(move |tx| actions::issue_notices(tx, &text)).unwrap();
    assert_eq!(issued, Issued { issued: 1, kept: 0 });
    assert_eq!(code(say(city, &asked(asha, Wish::No, 1))), "CNS-003");
    assert!(agrees(city, asha, Purpose::Sms), "what was given under the old one stands");
    let shown = Asked { notice: 2, ..asked(asha, yes(), 1) };
    assert_eq!(say(city, &shown).unwrap().notice, 2);
    let notices = city.read(|view| store::notices(view, Purpose::Sms)).unwrap();
    let versions: Vec<u32> = notices.iter().map(|notice| notice.version).collect();
    assert_eq!((versions, &notices[0].text), (vec![2, 1], &other));
}

#[city_test]
fn nobody_is_asked_without_a_notice_and_nobody_unknown_is_asked(city: &mut TestCity) {
    let nobody = nabz_testkit::fresh_person();
    assert_eq!(code(say(city, &asked(nobody, yes(), 0))), "REG-020");
    let asha = person(city, 42);
    let gone = "DELETE FROM consent_notice";
    city.write(move |tx| tx.execute(gone, &[])).unwrap();
    assert_eq!(code(say(city, &asked(asha, yes(), 0))), "CNS-001");
}

#[city_test]
fn the_demonstration_notices_are_whole_and_marked_and_are_not_issued_twice(city: &mut TestCity) {
    assert_eq!(told(city), Issued { issued: Purpose::ALL.len(), kept: 0 });
    assert_eq!(told(city), Issued { issued: 0, kept: Purpose::ALL.len() });
    for purpose in Purpose::ALL {
        let notice = city.read(move |view| store::notice(view, *purpose)).unwrap();
        let Notice { version, text, .. } = notice.unwrap();
        assert!(version == 1 && text.demonstration, "{purpose:?}");
    }
}

#[test]
fn a_list_of_notices_says_where_it_is_wrong() {
    let list = |lines: &str| sheet::notices(&format!("purpose\tenglish\thindi\tkind\n{lines}"));
    let said = |lines: &str| {
        let faults = list(lines).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(list("sms\tA\tअ\tapproved\n").unwrap().len(), 1);
    assert_eq!(said("sms\tA\tअ\tapproved\nsms\tB\tब\tapproved"), "3 purpose SHT-006");
    let strange = said("cookies\tA\tअ\tapproved\nsms\t\tअ\tapproved");
    assert_eq!(strange, "2 purpose SHT-004; 3 english SHT-001");
    let strange = said("sms\tA\tA\tapproved\nresearch\tA\tअ\tnew");
    assert_eq!(strange, "2 hindi SHT-028; 3 kind SHT-004");
    assert_eq!(said("sms\tA\tअ"), "2 SHT-010");
    let headless = sheet::notices("purpose\tenglish\tkind\n").unwrap_err();
    assert_eq!(headless[0].to_string(), "1 hindi SHT-009");
}

#[city_test]
fn what_is_sensitive_is_shared_by_name_and_care_asks_for_no_consent(city: &mut TestCity) {
    let (asha, id) = (person(city, 42), Uuid::from_u128(7));
    let seen = |why: Option<Why>, one: Sensitive| {
        city.read(move |view| sight(view, (asha, why), &[one])).unwrap()
    };
    let (keeping, treating) = (Some(Why::Record(id)), Some(Why::Visit(id)));
    let purpose = Purpose::RecordSharing;
    let sharing = |wish, count| Asked { purpose, ..asked(asha, wish, count) };
    assert_eq!(seen(keeping, Sensitive::Hiv), Sight::Masked);
    let by_name = Wish::Yes { shares: vec![Sensitive::Hiv] };
    say(city, &sharing(by_name, 0)).unwrap();
    assert_eq!(seen(keeping, Sensitive::Hiv), Sight::Open);
    assert_eq!(seen(keeping, Sensitive::MentalHealth), Sight::Masked);
    assert_eq!(seen(None, Sensitive::MentalHealth), Sight::Masked);
    say(city, &sharing(Wish::No, 1)).unwrap();
    assert_eq!(seen(keeping, Sensitive::Hiv), Sight::Masked);
    let (doctor, until) = (city.staff, city.now().plus(YEAR));
    city.write(move |tx| relate(tx, Holder::Staff(doctor), asha, Why::Visit(id), until)).unwrap();
    assert!(city.read(move |view| may_read(view, doctor, asha)).unwrap(), "a no costs nothing");
    assert_eq!(seen(treating, Sensitive::Hiv), Sight::Open);
}

#[city_test]
fn what_somebody_shares_is_asked_once_however_much_is_marked(city: &mut TestCity) {
    let (asha, id) = (person(city, 42), Uuid::from_u128(7));
    let shares = Wish::Yes { shares: vec![Sensitive::Hiv] };
    say(city, &Asked { purpose: Purpose::RecordSharing, ..asked(asha, shares, 0) }).unwrap();
    let seen = city.write(move |tx| {
        let (mut shared, keeping) = (Shared::default(), Some(Why::Record(id)));
        let first = shared.sight(tx, (asha, keeping), &[Sensitive::Hiv])?;
        tx.execute("DELETE FROM consent_answer", &[])?;
        let again = shared.sight(tx, (asha, keeping), &[Sensitive::Hiv])?;
        let other = shared.sight(tx, (asha, keeping), &[Sensitive::Hiv, Sensitive::Genetic])?;
        Ok([first, again, other, sight(tx, (asha, keeping), &[Sensitive::Hiv])?])
    });
    assert_eq!(seen.unwrap(), [Sight::Open, Sight::Open, Sight::Masked, Sight::Masked]);
}

#[city_test]
fn a_rebuild_of_the_record_finds_nothing_to_change(city: &mut TestCity) {
    let (asha, child) = (person(city, 42), person(city, 7));
    for (wish, seen) in [(yes(), 0), (Wish::No, 1), (yes(), 2)] {
        say(city, &asked(asha, wish, seen)).unwrap();
    }
    let no = Asked { purpose: Purpose::Research, ..asked(asha, Wish::No, 0) };
    say(city, &no).unwrap();
    say(city, &Asked { by: mother(), ..asked(child, yes(), 0) }).unwrap();
    let walk: [Arc<dyn nabz_record::Walk>; 1] = [Arc::new(rebuild::Answers)];
    let again = nabz_record::rebuild(&city.store, &walk, |_, _| {}).unwrap();
    // Five answers with a Provenance each, and a Consent for each that was no withdrawal.
    assert!(again.is_clean() && again.looked_at == 9, "{again:?}");
}

#[city_test]
fn thirty_two_who_answer_for_one_person_leave_one_answer(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let asha = person(city, 42);
    let said = at_once(|_| say(city, &asked(asha, yes(), 0)));
    assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 1);
    for refused in said.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), "CNS-002");
    }
    assert_eq!(kept(city, asha).len(), 1);
}
