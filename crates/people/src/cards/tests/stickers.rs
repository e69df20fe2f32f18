//! Stickers that are signed before anybody has them: handed out on rolls, bound at counters and in
//! the field, and ended when they are lost.

use super::shown::{offline_text, shown};
use super::{
    DAY, aged, card, code, colleague, issue, issuer, permit, register, rows, sunita, trust,
};
use crate::cards::actions::{self, BindSticker, HandleStickers, MakeStickers};
use crate::cards::model::{
    Binding, Bound, Card, CardKind, CardState, Counts, Holder, Roll, RollEvent, RollId, RollsAsked,
    Standing, Sticker, StickerState, Whom, WhyEnded, WhyNoSticker,
};
use crate::cards::store;
use crate::registry;
use crate::registry::model::Life;
use nabz_access::Permit;
use nabz_credential::card::{Bearer, Card as Said, CardId as Number, StatusIndex};
use nabz_credential::check::Verdict;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::health_id::{HealthId, SERIALS};
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::collections::HashSet;
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);

fn begin(city: &TestCity, wanted: u32) -> Result<Roll, Stop> {
    let permit: Permit<MakeStickers> = permit(city);
    city.write(move |tx| actions::begin_roll(tx, &permit, ("11", wanted)))
}

fn sign(city: &TestCity, roll: RollId, most: u32) -> Roll {
    let permit = permit(city);
    city.write(move |tx| actions::sign_stickers(tx, &permit, &issuer(), (roll, most))).unwrap()
}

/// A roll that lies in its office.
fn roll_of(city: &TestCity, wanted: u32) -> Roll {
    let roll = begin(city, wanted).unwrap();
    sign(city, roll.id, wanted)
}

fn hand_out(city: &TestCity, roll: &Roll, to: Holder) -> Result<Roll, Stop> {
    let (permit, seen) = (permit::<HandleStickers>(city), (roll.id, roll.version));
    city.write(move |tx| actions::hand_out(tx, &permit, seen, &to))
}

/// The stickers of a roll that whoever asks carries.
fn carried(city: &TestCity, wanted: u32) -> (Roll, Vec<Sticker>) {
    let roll = hand_out(city, &roll_of(city, wanted), Holder::Worker(city.staff)).unwrap();
    let stickers = stickers(city, roll.id);
    (roll, stickers)
}

fn stickers(city: &TestCity, roll: RollId) -> Vec<Sticker> {
    city.read(move |view| store::stickers_behind(view, roll, (None, 0), 1_000)).unwrap()
}

fn counts(city: &TestCity, roll: RollId) -> Counts {
    city.read(move |view| store::sticker_counts(view, roll)).unwrap()
}

fn bind(city: &TestCity, text: String, person: PersonId) -> Result<Bound, Stop> {
    let (permit, trust) = (permit::<BindSticker>(city), trust());
    city.write(move |tx| actions::bind(tx, &permit, &trust, (&text, person)))
}

fn report(city: &TestCity, binding: Binding) -> Result<Bound, Stop> {
    report_as(city, permit(city), binding)
}

fn report_as(
    city: &TestCity,
    permit: Permit<BindSticker>,
    binding: Binding,
) -> Result<Bound, Stop> {
    let trust = trust();
    city.write(move |tx| actions::bind_from_device(tx, &permit, &trust, &binding))
}

fn said(sticker: &Sticker, person: PersonId, said: Instant) -> Binding {
    Binding { sticker: sticker.sealed.text(), whom: Whom::Person(person), said }
}

fn end(
    city: &TestCity,
    roll: RollId,
    places: Option<(u32, u32)>,
    why: WhyNoSticker,
) -> Result<u64, Stop> {
    let permit: Permit<HandleStickers> = permit(city);
    let words = "the bag was left on the bus";
    city.write(move |tx| actions::end_stickers(tx, &permit, (roll, places), (why, words)))
}

#[city_test]
fn a_roll_that_was_broken_off_is_signed_on_without_a_double_or_a_gap(city: &mut TestCity) {
    let roll = begin(city, 5).unwrap();
    sign(city, roll.id, 2);
    let broken = permit::<MakeStickers>(city);
    let fault: Result<Roll, Stop> = city.write(move |tx| {
        actions::sign_stickers(tx, &broken, &issuer(), (roll.id, 2))?;
        Err(Stop::fault("the power went"))
    });
    assert!(matches!(fault, Err(Stop::Fault(_))));
    assert_eq!(stickers(city, roll.id).len(), 2);
    let early = Roll { signed: 2, ..roll.clone() };
    assert_eq!(code(hand_out(city, &early, Holder::Team("Blue".into()))), "CRD-065");
    assert_eq!(sign(city, roll.id, 100).signed, 5);
    assert_eq!(sign(city, roll.id, 100).signed, 5, "it is whole");
    let all = stickers(city, roll.id);
    assert_eq!(all.iter().map(|one| one.place).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let numbers: HashSet<_> = all.iter().map(|one| one.number).collect();
    let indices: HashSet<_> = all.iter().map(|one| one.status).collect();
    assert_eq!((numbers.len(), indices.len()), (5, 5));
    assert!(all.iter().all(|one| one.state == StickerState::Free && one.card.is_none()));
    let (at, before) = (city.facility, None);
    let listed = city.read(move |view| store::rolls(view, &RollsAsked { facility: at, before }));
    assert_eq!(listed.unwrap().len(), 1);
}

#[city_test]
fn a_roll_has_at_least_one_sticker_and_no_more_than_a_file_of_a_print_shop(city: &mut TestCity) {
    for wrong in [0, 10_001] {
        assert_eq!(code(begin(city, wrong)), "CRD-068");
    }
    begin(city, 10_000).unwrap();
}

#[city_test]
fn a_sticker_becomes_somebody_s_card_with_its_own_number(city: &mut TestCity) {
    let (roll, all) = carried(city, 2);
    let (sunita, sticker) = (sunita(city), &all[0]);
    assert_eq!(code(shown(city, sticker.sealed.text())), "CRD-060");
    assert!(matches!(offline_text(city, &sticker.sealed.text()), Verdict::UnboundSticker(_)));
    let bound = bind(city, sticker.sealed.text(), sunita).unwrap();
    assert!(!bound.before);
    let made: Card = card(city, bound.card);
    assert_eq!((made.kind, made.state), (CardKind::Temporary, CardState::Active));
    assert_eq!((made.number, made.status), (sticker.number, sticker.status));
    assert_eq!(made.expires, Date::from_calendar(2027, 11, 22).unwrap());
    let shown = shown(city, sticker.sealed.text()).unwrap();
    assert_eq!((shown.card.person, shown.standing), (sunita, Standing::Good));
    let verdict = offline_text(city, &sticker.sealed.text());
    assert!(matches!(verdict, Verdict::UnboundSticker(_)), "a phone asks the network");
    let again = bind(city, sticker.sealed.text(), sunita).unwrap();
    assert_eq!((again.card, again.before), (bound.card, true));
    assert_eq!(counts(city, roll.id), Counts { free: 1, bound: 1, ..Counts::default() });
    assert_eq!(code(bind(city, all[1].sealed.text(), sunita)), "CRD-010", "nobody holds two");
}

#[city_test]
fn each_reason_why_a_sticker_cannot_be_somebody_s_has_a_code_of_its_own(city: &mut TestCity) {
    let (roll, all) = carried(city, 6);
    let text = |place: usize| all[place].sealed.text();
    bind(city, text(0), sunita(city)).unwrap();
    assert_eq!(code(bind(city, text(0), sunita(city))), "CRD-062");
    end(city, roll.id, Some((2, 2)), WhyNoSticker::Spoilt).unwrap();
    assert_eq!(code(bind(city, text(1), sunita(city))), "CRD-061");
    assert_eq!(code(shown(city, text(1))), "CRD-061");
    let paper = issue(city, sunita(city));
    assert_eq!(code(bind(city, paper.sealed.text(), sunita(city))), "CRD-063");
    assert_eq!(code(bind(city, "DH1:NONSENSE".into(), sunita(city))), "CRD-023");
    let stolen = Said {
        cid: Number([7; 6]),
        status: StatusIndex::new(7).unwrap(),
        issued: city.now().date_in_india(),
        expires: city.now().date_in_india(),
        bearer: Bearer::Sticker,
    };
    let stolen = stolen.seal(&issuer()).unwrap().text();
    assert_eq!(code(bind(city, stolen, sunita(city))), "CRD-024");
    let at_home = stickers(city, roll_of(city, 1).id).remove(0).sealed.text();
    assert_eq!(code(bind(city, at_home, sunita(city))), "CRD-066");
    let elsewhere: FacilityId = Id::draw(city.now());
    let (theirs, trust, sunita, third) =
        (Permit::trial(city.staff, elsewhere), trust(), sunita(city), text(2));
    let bound = city.write(move |tx| actions::bind(tx, &theirs, &trust, (&third, sunita)));
    assert_eq!(code(bound), "CRD-066");
    city.pass(DAY * 731);
    // Their key signs no more, and what it signed counts on.
    assert_eq!(code(bind(city, text(3), sunita)), "CRD-061", "it lay for too long");
}

#[city_test]
fn a_lost_range_is_in_the_next_list_and_what_was_given_out_of_it_is_not(city: &mut TestCity) {
    let (roll, all) = carried(city, 5);
    let sunita = sunita(city);
    bind(city, all[1].sealed.text(), sunita).unwrap();
    assert_eq!(code(end(city, roll.id, Some((4, 9)), WhyNoSticker::Lost)), "CRD-068");
    assert_eq!(end(city, roll.id, Some((1, 3)), WhyNoSticker::Lost).unwrap(), 2);
    let verdicts: Vec<bool> = all
        .iter()
        .map(|one| matches!(offline_text(city, &one.sealed.text()), Verdict::Revoked(_)))
        .collect();
    assert_eq!(verdicts, [true, false, true, false, false]);
    let late = said(&all[0], register(city, aged("Asha", Age::Years(30))), city.now());
    assert_eq!(code(report(city, late)), "CRD-061", "a device that comes home later");
    assert_eq!(end(city, roll.id, None, WhyNoSticker::Lost).unwrap(), 2, "the whole roll");
    assert_eq!(end(city, roll.id, None, WhyNoSticker::Lost).unwrap(), 0);
    let left = counts(city, roll.id);
    assert_eq!(left, Counts { bound: 1, lost: 4, ..Counts::default() });
    let steps = city.read(move |view| store::roll_steps(view, roll.id)).unwrap();
    let last = steps.last().unwrap();
    assert_eq!((last.what, last.counts), (RollEvent::Lost, left));
    assert_eq!(last.note.as_deref(), Some("the bag was left on the bus"));
}

#[city_test]
fn a_device_is_believed_about_the_time_as_far_as_it_can_be(city: &mut TestCity) {
    let (roll, all) = carried(city, 3);
    let begun = city.now();
    city.pass(DAY * 2);
    for (place, (device, kept)) in [
        (begun.plus(HOUR), begun.plus(HOUR)),
        (Instant::from_microseconds(0), roll.begun_at),
        (city.now().plus(DAY * 400), city.now()),
    ]
    .into_iter()
    .enumerate()
    {
        let person = register(city, aged("Asha", Age::Years(30)));
        let bound = report(city, said(&all[place], person, device)).unwrap();
        let id = all[place].id;
        let at = city.read(move |view| store::bound_at(view, id)).unwrap().unwrap();
        assert_eq!((at.said, at.at), (device, kept), "{place}");
        assert_eq!(card(city, bound.card).issued, kept.date_in_india());
        let step = city.read(move |view| store::steps(view, bound.card)).unwrap().remove(0);
        assert_eq!(step.at, kept);
    }
}

#[city_test]
fn a_device_names_a_registration_and_binds_what_its_worker_carries(city: &mut TestCity) {
    let (_, all) = carried(city, 3);
    let (sunita, asha) = (sunita(city), register(city, aged("Asha", Age::Years(30))));
    let sql = "SELECT registration_id FROM registry_registration WHERE person_id = $1";
    let registration = city
        .read(move |view| view.query_one(sql, &[sunita.into()], |row| row.id(0)))
        .unwrap()
        .unwrap();
    let (text, now) = (all[0].sealed.text(), city.now());
    let named = Whom::Registration(registration);
    let bound = report(city, Binding { sticker: text, whom: named, said: now }).unwrap();
    assert_eq!(bound.person, sunita);
    let other = colleague(city);
    assert_eq!(code(report_as(city, other, said(&all[1], asha, now))), "CRD-066");
    let unknown = Whom::Registration(Id::draw(now));
    let text = all[2].sealed.text();
    assert_eq!(code(report(city, Binding { sticker: text, whom: unknown, said: now })), "REG-020");
}

/// The health ID that somebody was given.
fn health_id(city: &TestCity, person: PersonId) -> HealthId {
    city.read(move |view| registry::person(view, person)).unwrap().unwrap().health_id
}

fn audited(city: &TestCity) -> i64 {
    rows(city, "SELECT COUNT(*) FROM audit_row WHERE act = 'cards.bind-sticker'")
}

#[city_test]
fn a_device_names_somebody_by_what_stands_on_their_papers(city: &mut TestCity) {
    let (_, all) = carried(city, 4);
    let (first, asha) = (sunita(city), register(city, aged("Asha", Age::Years(30))));
    let now = city.now();
    let say = |place: usize, whom| Binding { sticker: all[place].sealed.text(), whom, said: now };
    let by_number = Whom::HealthId(health_id(city, first));
    assert_eq!(report(city, say(0, by_number)).unwrap().person, first);
    assert_eq!(audited(city), 1);
    assert_eq!(code(report(city, say(1, by_number))), "CRD-010", "nobody holds two");
    let nobody = Whom::HealthId(HealthId::of_serial(SERIALS - 1).unwrap());
    assert_eq!(code(report(city, say(1, nobody))), "REG-020");
    let given = issue(city, asha);
    let by_card = Whom::Card(given.number);
    assert_eq!(code(report(city, say(1, by_card))), "CRD-010");
    let back = permit(city);
    let gave_back = "wants a sticker";
    city.write(move |tx| actions::surrender(tx, &back, given.id, gave_back)).unwrap();
    assert_eq!(report(city, say(1, by_card)).unwrap().person, asha);
    assert_eq!(code(report(city, say(2, Whom::Card(Number([9; 6]))))), "CRD-001");
    let free = Whom::Card(all[3].number);
    assert_eq!(code(report(city, say(2, free))), "CRD-060", "a sticker is nobody's paper");
    assert_eq!(audited(city), 2);
}

#[city_test]
fn a_paper_of_somebody_who_goes_on_elsewhere_is_theirs_and_the_dead_get_nothing(
    city: &mut TestCity,
) {
    let (_, all) = carried(city, 2);
    let (away, stays, dead) = (sunita(city), sunita(city), sunita(city));
    let (link, life) = (permit(city), permit(city));
    city.write(move |tx| registry::actions::link(tx, &link, away, stays, ("one woman", false)))
        .unwrap();
    let died = Life::Deceased { on: None };
    city.write(move |tx| registry::actions::record_life(tx, &life, (dead, 1), died)).unwrap();
    let now = city.now();
    let say = |place: usize, person| Binding {
        sticker: all[place].sealed.text(),
        whom: Whom::HealthId(health_id(city, person)),
        said: now,
    };
    assert_eq!(report(city, say(0, away)).unwrap().person, stays);
    assert_eq!(code(report(city, say(1, dead))), "CRD-011");
}

#[city_test]
fn of_two_workers_of_a_team_who_bind_one_sticker_the_first_does(city: &mut TestCity) {
    let roll = hand_out(city, &roll_of(city, 1), Holder::Team("Blue".into())).unwrap();
    let sticker = stickers(city, roll.id).remove(0);
    let (first, asha) = (sunita(city), register(city, aged("Asha", Age::Years(30))));
    let (early, late) = (city.now(), city.now().plus(HOUR));
    city.pass(DAY);
    // Whose device comes home first is first, whatever their clocks say.
    let bound = report_as(city, colleague(city), said(&sticker, first, late)).unwrap();
    assert_eq!(code(report_as(city, colleague(city), said(&sticker, asha, early))), "CRD-062");
    let again = report_as(city, colleague(city), said(&sticker, first, early)).unwrap();
    assert_eq!((again.card, again.before), (bound.card, true), "both gave it to one person");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_card"), 1);
}

#[city_test]
fn a_roll_is_with_one_at_a_time_and_says_what_was_in_it(city: &mut TestCity) {
    let roll = roll_of(city, 4);
    let out = hand_out(city, &roll, Holder::Team("Blue".into())).unwrap();
    assert_eq!(code(hand_out(city, &roll, Holder::Team("Red".into()))), "CRD-067");
    assert_eq!(code(hand_out(city, &out, Holder::Team("Red".into()))), "CRD-067");
    let print = permit::<MakeStickers>(city);
    let seen = (out.id, out.version);
    assert_eq!(code(city.write(move |tx| actions::print_roll(tx, &print, seen))), "CRD-067");
    let text = stickers(city, roll.id).remove(0).sealed.text();
    bind(city, text, sunita(city)).unwrap();
    let back = permit::<HandleStickers>(city);
    let back = city.write(move |tx| actions::take_back(tx, &back, seen)).unwrap();
    let again = (permit::<MakeStickers>(city), (back.id, back.version));
    let printed = city.write(move |tx| actions::print_roll(tx, &again.0, again.1)).unwrap();
    assert_eq!((printed.prints, printed.holder), (1, Holder::Office));
    let steps = city.read(move |view| store::roll_steps(view, roll.id)).unwrap();
    let what: Vec<RollEvent> = steps.iter().map(|step| step.what).collect();
    let way = [
        RollEvent::Begun,
        RollEvent::Signed,
        RollEvent::HandedOut,
        RollEvent::TakenBack,
        RollEvent::Printed,
    ];
    assert_eq!(what, way);
    let in_it: Vec<(u32, u32)> = steps.iter().map(|s| (s.counts.free, s.counts.bound)).collect();
    assert_eq!(in_it, [(0, 0), (4, 0), (4, 0), (3, 1), (3, 1)]);
    let theirs = permit::<HandleStickers>(city);
    let nobodys = (RollId::draw(city.now()), 1);
    assert_eq!(code(city.write(move |tx| actions::take_back(tx, &theirs, nobodys))), "CRD-064");
}

#[city_test]
fn a_sticker_that_is_given_back_ends_like_any_card_on_paper(city: &mut TestCity) {
    let (_, all) = carried(city, 1);
    let bound = bind(city, all[0].sealed.text(), sunita(city)).unwrap();
    let permit = permit(city);
    let words = "moves to Pune";
    city.write(move |tx| actions::surrender(tx, &permit, bound.card, words)).unwrap();
    let ended = CardState::Ended(WhyEnded::Surrendered);
    assert_eq!(card(city, bound.card).state, ended);
    assert!(matches!(offline_text(city, &all[0].sealed.text()), Verdict::Revoked(_)));
}

#[city_test]
fn of_thirty_two_who_bind_one_sticker_one_does(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let (roll, all) = carried(city, 1);
    let people: Vec<_> = (0..nabz_testkit::MANY).map(|_| sunita(city)).collect();
    let text = all[0].sealed.text();
    let bound = at_once(|place| bind(city, text.clone(), people[place]).is_ok());
    assert_eq!(bound.into_iter().filter(|bound| *bound).count(), 1);
    assert_eq!(counts(city, roll.id).bound, 1);
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_card"), 1);
}
