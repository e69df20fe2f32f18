//! People who stand in a queue in the states that its buttons need, packs that were set aside, and
//! a slip that waits at the window, a family, a number of a paper, a request about what is held of
//! somebody, two who were taken for one, and somebody of whom a partner speaks:
//! one of each for every column, so that whoever may press a button is answered `yes`.

use crate::people::TITLES;
use crate::town::{Named, PACK, Place, aged, arrived, colleague, delivered, prescribed};
use nabz_access::{Holder, Why, relate};
use nabz_fhir::Body;
use nabz_hospital::emergency::actions::{note_condition, note_group, note_surgery};
use nabz_hospital::emergency::model::AskedBlood;
use nabz_hospital::opd::actions::begin;
use nabz_hospital::outage;
use nabz_hospital::outage::model::DeviceId;
use nabz_hospital::queue::actions::{IssueToken, call_token, mark_absent};
use nabz_hospital::queue::model::{Post, Token};
use nabz_hospital::stores::actions as stock;
use nabz_hospital::{prescribing, stores};
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::StaffId;
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::{Reason, Resemblance};
use nabz_people::consent::model::{Proxy, Tie as ConsentTie};
use nabz_people::households::actions::{
    admit, close_place, found, join, leave, name_guardian, open_place,
};
use nabz_people::households::model::{
    Closing, HouseholdId, HouseholdKind, Leaving, NewHousehold, Place as Roof, PlaceKind, Role, Tie,
};
use nabz_people::households::store::last_stay;
use nabz_people::registry::actions::{
    Ruling, add_paper, adopt, decide_duplicate, keep_probes, link, press, register, unlink,
};
use nabz_people::registry::model::{
    Decision, Details, MISSES_AN_HOUR, NewPerson, Pair, PaperKind, PaperNumber, Phone, PressWish,
    ProbeSum, Sex, Whose,
};
use nabz_people::registry::store::{add_doubt, adoptions_ever, link_of, open_alarms};
use nabz_people::rights::actions as rights;
use nabz_people::rights::model::{Asks, NewNominee, NewRequest, Note, Right};
use nabz_record::{receive, source};
use nabz_store::{Stop, Tx};

/// Two who were called and did not come, one who comes back, one to be sent on, one who goes away;
/// and three who sit with a doctor and will not be signed for.
pub(crate) fn in_queues(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let missed = called(tx, place, &format!("Hema of {title}"))?;
    let absent = called(tx, place, &format!("Indu of {title}"))?;
    let back = called(tx, place, &format!("Jaya of {title}"))?;
    mark_absent(tx, &colleague(place), back.id)?;
    // Where nobody calls, nobody is called away before the button is pressed.
    let quiet = Place { unit: place.other_unit, ..place };
    let moved = arrived(tx, quiet, &format!("Kiran of {title}"))?;
    let gone = arrived(tx, quiet, &format!("Lata of {title}"))?;
    let begun = sits(tx, place, &format!("Nirmala of {title}"))?;
    let sent = sits(tx, place, &format!("Omvati of {title}"))?;
    let broken_off = sits(tx, place, &format!("Pushpa of {title}"))?;
    let tokens = [
        ("missed", missed),
        ("absent", absent),
        ("back", back),
        ("moved", moved),
        ("gone", gone),
        ("begun", begun),
        ("sent", sent),
        ("broken_off", broken_off),
    ];
    Ok(tokens.into_iter().map(|(name, token)| (name, token.id.to_string())).collect())
}

fn called(tx: &mut Tx<'_>, place: Place, name: &str) -> Result<Token, Stop> {
    let token = arrived(tx, place, name)?;
    let post = Post { unit: place.unit, room: place.room };
    call_token(tx, &colleague(place), (token.id, post))
}

fn sits(tx: &mut Tx<'_>, place: Place, name: &str) -> Result<Token, Stop> {
    let token = called(tx, place, name)?;
    let post = Post { unit: place.unit, room: place.room };
    begin(tx, &colleague(place), (token.id, post))
}

/// Somebody who came today, of whom a colleague has written down what helps in an emergency.
pub(crate) fn recorded(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let token = arrived(tx, place, &format!("Zeenat of {title}"))?;
    let (person, treats) = (token.person, Why::Visit(token.id.uuid()));
    let holder = Holder::Staff(colleague::<IssueToken>(place).staff());
    relate(tx, holder, person, treats, Instant::from_microseconds(i64::MAX))?;
    let said = AskedBlood { group: "B+".into(), how: "said".into(), ..AskedBlood::default() };
    note_group(tx, &colleague(place), (person, &said))?;
    let condition = note_condition(tx, &colleague(place), person, ("E11", "2015"))?;
    let what = (place.known.words)("Appendix removed");
    let surgery = note_surgery(tx, &colleague(place), person, (&what, "2019"))?;
    Ok(vec![
        ("ailing", person.to_string()),
        ("long_term", condition.id.to_string()),
        ("surgery", surgery.id.to_string()),
    ])
}

/// A prescription with the line and the pack that hand it over.
pub(crate) fn at_window(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let token = arrived(tx, place, &format!("Madhu of {title}"))?;
    let prescription = prescribed(tx, place, &token)?;
    let line = prescribing::lines(tx, place.facility, prescription)?.remove(0);
    let pack = stores::store::find_batches(tx, place.facility, PACK)?.remove(0);
    Ok(vec![
        ("due", prescription.to_string()),
        ("due_line", line.id.to_string()),
        ("due_units", line.units.to_string()),
        ("due_pack", pack.id.to_string()),
    ])
}

/// A batch that was set aside and may be thrown away.
pub(crate) fn set_aside(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let number = format!("PT{}", title.to_uppercase());
    delivered(tx, place, (place.main, &number, (2029, 6)))?;
    let batch = stores::store::find_batches(tx, place.facility, &number)?.remove(0).id;
    stock::hold(tx, &colleague(place), batch, "Recalled by the maker.")?;
    Ok(vec![("held", batch.to_string())])
}

/// Records that wait to be compared, and those that a colleague has told apart: two alone, and two
/// by a press that may be of many.
pub(crate) fn compared(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let waits = alike(tx, place, ["Ritu", "Reetu"], title)?;
    let parted = alike(tx, place, ["Sita", "Seeta"], title)?;
    let (seen, decision) = ([1, 1], Decision::Different);
    let ruling = Ruling { pair: parted, seen, decision, compared: false };
    decide_duplicate(tx, &colleague(place), &ruling)?;
    let waits_too = alike(tx, place, ["Rekha", "Rekhaa"], title)?;
    let pairs = vec![(alike(tx, place, ["Neeta", "Nita"], title)?, [1, 1])];
    let wish = PressWish { decision: Decision::Different, pairs };
    let pressed = press(tx, &colleague(place), &wish)?;
    Ok(vec![
        ("alike", waits.to_string()),
        ("alike_too", waits_too.to_string()),
        ("press", pressed.id.to_string()),
        ("parted", parted.to_string()),
        ("parted_at", tx.now().microseconds().to_string()),
    ])
}

/// An alarm about somebody who looked for many numbers that nobody has.
pub(crate) fn alarmed(tx: &mut Tx<'_>, place: Place, _title: &str) -> Result<Named, Stop> {
    let (staff, facility) = (StaffId::draw(tx.now()), place.facility);
    let sum = ProbeSum {
        staff,
        facility,
        searches: MISSES_AN_HOUR,
        misses: MISSES_AN_HOUR,
        shown: 0,
        minute: 0,
        in_minute: 0,
        in_order: 0,
    };
    keep_probes(tx, &[(sum, Vec::new())])?;
    let mut alarms = open_alarms(tx, facility)?.into_iter();
    let alarm = alarms.find(|alarm| alarm.staff == staff).unwrap();
    Ok(vec![("probe", alarm.id.to_string())])
}

/// Two devices that a colleague has prepared to go on without a network: one will be lost, and one
/// gives its numbers back.
pub(crate) fn at_kept_counters(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let [kept, ending] = [DeviceId::draw(tx.now()), DeviceId::draw(tx.now())];
    for device in [kept, ending] {
        outage::actions::prepare(tx, &colleague(place), (device, 0), title)?;
    }
    Ok(vec![("kept_device", kept.to_string()), ("ending_device", ending.to_string())])
}

/// Somebody with a ration card.
pub(crate) fn numbered(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let person = aged(tx, place, (&format!("Vidya of {title}"), 42))?;
    let number = PaperNumber::parse(PaperKind::RationCard, "077007654321").unwrap();
    let noted = add_paper(tx, &colleague(place), person, (&number, true))?;
    Ok(vec![("numbered", person.to_string()), ("noted", noted.id.to_string())])
}

/// Somebody whose phone and day of birth are known, so that whoever is typed in with them looks alike.
pub(crate) fn with_a_phone(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let column = TITLES.iter().position(|other| *other == title).unwrap();
    let mobile = Mobile::parse(&format!("000055{column:04}"))?;
    let date = BirthDate::parse("12-03-1984", tx.today())?;
    let details = Details {
        sex: Some(Sex::Female),
        birth: Some(Birth { date, quality: BirthQuality::Documented }),
        phone: Some(Phone { mobile: mobile.clone(), whose: Whose::Own }),
        ..Details::named(PersonName::of(&format!("Jamuna of {title}"))?)
    };
    let details = (place.known.details)(details);
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    register(tx, &colleague(place), &new)?;
    Ok(vec![("their_phone", mobile.digits().to_owned())])
}

/// Somebody who asked twice about what is held of them and has named a nominee, and somebody who wants
/// it erased.
pub(crate) fn asking(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let asker = aged(tx, place, (&format!("Urmila of {title}"), 42))?;
    let eraser = aged(tx, place, (&format!("Tahira of {title}"), 42))?;
    let note = Note::parse(&(place.known.words)("My old phone.")).unwrap();
    let mut ask = |person, right| {
        let new = NewRequest { person, right, asks: Asks::Themselves, note: note.clone() };
        rights::ask(tx, &colleague(place), &new).map(|request| request.id.to_string())
    };
    let (first, second) = (ask(asker, Right::Grievance)?, ask(asker, Right::Correction)?);
    let erase = ask(eraser, Right::Erasure)?;
    let name = NameText::try_from((place.known.words)("Ramkali"))?;
    let proxy = Proxy { name, tie: ConsentTie::Sibling };
    let phone = Mobile::parse("0000012345")?;
    let new = NewNominee { person: asker, proxy, phone, seen: None };
    let nominee = rights::name_nominee(tx, &colleague(place), &new)?;
    Ok(vec![
        ("asker", asker.to_string()),
        ("request_asked", first),
        ("second_request", second),
        ("request_erase", erase),
        ("nominee", nominee.id.to_string()),
    ])
}

/// Two who were taken for one and are not, with a visit of the time when they were, and two who are
/// taken for one.
pub(crate) fn taken_for_one(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let other = aged(tx, place, (&format!("Yamini of {title}"), 42))?;
    let token = arrived(tx, place, &format!("Zubeda of {title}"))?;
    link(tx, &colleague(place), token.person, other, ("One card.", true))?;
    let old_link = link_of(tx, token.person)?.unwrap().id;
    unlink(tx, &colleague(place), token.person, "two women")?;
    let linked = aged(tx, place, (&format!("Yashoda of {title}"), 42))?;
    link(tx, &colleague(place), linked, other, ("One card.", true))?;
    Ok(vec![
        ("linked", linked.to_string()),
        ("unlinked", token.person.to_string()),
        ("old_link", old_link.to_string()),
        ("then_written", format!("Encounter/{}", token.id)),
    ])
}

/// Somebody who was made of what a partner says of a patient.
pub(crate) fn of_a_partner(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let said = format!(
        r#"{{"resourceType":"Patient","name":[{{"text":"Ulfat of {title}"}}],"gender":"female"}}"#
    );
    let body = Body::parse(said.into_bytes()).unwrap();
    let lab = source::register(tx, "lab-three")?;
    let patient = receive::create(tx, lab, &body, None)?.key.entry;
    let adopted = adopt(tx, &colleague(place), patient)?.unwrap().person;
    let adoption = adoptions_ever(tx, adopted)?.remove(0).adoption.id;
    Ok(vec![("adopted", adopted.to_string()), ("adoption", adoption.to_string())])
}

/// Each with a spelling of their own, by which an answer is known to name the one or the other.
fn alike(tx: &mut Tx<'_>, place: Place, spellings: [&str; 2], title: &str) -> Result<Pair, Stop> {
    let [one, other] = spellings.map(|name| format!("{name} of {title}"));
    let (one, other) = (aged(tx, place, (&one, 42))?, aged(tx, place, (&other, 42))?);
    let pair = Pair::of(one, other).unwrap();
    let reasons = vec![Reason::NameAlike(900), Reason::SameBirthYear];
    add_doubt(tx, pair, &Resemblance { points: 12, reasons }, Band::Review)?;
    Ok(pair)
}

/// Four who live together, the head's child among them, and somebody who lives alone. With three
/// who joined, the page of the household is of version 4.
pub(crate) fn at_home(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let head = aged(tx, place, (&format!("Rukmini of {title}"), 60))?;
    let member = aged(tx, place, (&format!("Sarla of {title}"), 40))?;
    let mover = aged(tx, place, (&format!("Tara of {title}"), 30))?;
    let child = aged(tx, place, (&format!("Uma of {title}"), 9))?;
    let loner = aged(tx, place, (&format!("Veena of {title}"), 50))?;
    let new = NewHousehold { kind: HouseholdKind::Home, head };
    let home = found(tx, &colleague(place), &new)?.id;
    for who in [(member, Tie::Child), (mover, Tie::Child), (child, Tie::Grandchild)] {
        join(tx, &colleague(place), home, who)?;
    }
    let answers = name_guardian(tx, &colleague(place), (child, head), Role::Guardian)?;
    let guest = aged(tx, place, (&format!("Bhagwati of {title}"), 50))?;
    let roofless = aged(tx, place, (&format!("Dhanvati of {title}"), 50))?;
    let shelter = roof(tx, place, &format!("Shelter of {title}"))?;
    admit(tx, &colleague(place), shelter, guest)?;
    Ok(vec![
        ("head", head.to_string()),
        ("member", member.to_string()),
        ("mover", mover.to_string()),
        ("child", child.to_string()),
        ("loner", loner.to_string()),
        ("answers", answers.id.to_string()),
        ("guest", guest.to_string()),
        ("roofless", roofless.to_string()),
        ("shelter", shelter.to_string()),
    ])
}

/// A place that is to be closed and one that is, somebody who comes to live in a place, and somebody
/// who has left one.
pub(crate) fn under_roofs(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let comer = aged(tx, place, (&format!("Gomati of {title}"), 50))?;
    let leaver = aged(tx, place, (&format!("Girija of {title}"), 50))?;
    let hostel = roof(tx, place, &format!("Ladies Hostel of {title}"))?;
    admit(tx, &colleague(place), hostel, leaver)?;
    leave(tx, &colleague(place), leaver, Leaving::Moved)?;
    let stay = last_stay(tx, leaver)?.unwrap().id;
    let closing = roof(tx, place, &format!("Camp of {title}"))?;
    let shut = roof(tx, place, &format!("Old Camp of {title}"))?;
    close_place(tx, &colleague(place), (shut, 1), Closing::Left)?;
    Ok(vec![
        ("comer", comer.to_string()),
        ("hostel", hostel.to_string()),
        ("stay", stay.to_string()),
        ("closing", closing.to_string()),
        ("shut", shut.to_string()),
    ])
}

fn roof(tx: &mut Tx<'_>, place: Place, called: &str) -> Result<HouseholdId, Stop> {
    let roof = Roof::named(PlaceKind::NightShelter, called);
    Ok(open_place(tx, &colleague(place), &roof)?.id)
}
