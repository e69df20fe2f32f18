//! A small city: Amaltas Hospital, where everything lies, and Neem Clinic across the river.

use crate::cards;
use crate::messages;
use crate::people::{Column, PARTNER_KEY, PASSWORD, TITLES, vault};
use crate::scans;
use crate::standing;
use axum::Router;
use nabz::site;
use nabz_access::break_glass::{BreakGlass, Cause, break_glass};
use nabz_access::staff::SignInName;
use nabz_access::{
    Act, Grant, Names, NodeId, Password, Permit, Role, organisation, sign_in, staff,
};
use nabz_access::{facility_node, grants};
use nabz_fhir::Body;
use nabz_hospital::allergies::actions::note_allergy;
use nabz_hospital::allergies::model::{AllergyId, NewAllergy};
use nabz_hospital::facilities::actions::{
    ArrangeFacility, RoomPlan, UnitPlan, arrange_room, arrange_unit,
};
use nabz_hospital::facilities::load::{load_facilities, read_facilities};
use nabz_hospital::facilities::model::{RoomId, Way, Weekdays};
use nabz_hospital::formulary::actions::load_formulary;
use nabz_hospital::formulary::medicine_by_code;
use nabz_hospital::formulary::model::{MedicineId, Name};
use nabz_hospital::opd::actions as opd;
use nabz_hospital::opd::model::{Draft, TypedDiagnosis};
use nabz_hospital::pharmacy::model::{Collector, DispenseOrder, OrderLine};
use nabz_hospital::prescribing::model::{Directions, Meal, Order, Patient, Wish as Prescribed};
use nabz_hospital::prescribing::rules::directions::frequency_of;
use nabz_hospital::queue::actions::{IssueToken, call_token, cancel, issue_token};
use nabz_hospital::queue::model::{Lane, Post, Token, TokenRequest, VisitKind, WhyLeft};
use nabz_hospital::stores::actions as stock;
use nabz_hospital::stores::model::{
    Account, CountSheet, Delivery, DeliveryLine, Found, IssueOrder, Storeroom, StoreroomId,
    StoreroomKind, Units,
};
use nabz_hospital::triage::actions::record_vitals;
use nabz_hospital::triage::model::{BeatsAMinute, Signs, Taking, VitalsId};
use nabz_hospital::{pharmacy, prescribing, stores};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::names::PersonName;
use nabz_people::consent;
use nabz_people::places::model::WardShape;
use nabz_people::registry::actions::{
    AskCorrection, RegisterPerson, Wish, ask_correction, register, register_unknown,
};
use nabz_people::registry::index::Search;
use nabz_people::registry::model::{Details, NewPerson, Sex, UnknownPerson};
use nabz_record::receive;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Database, MORNING};
use nabz_web::Config;
use std::collections::BTreeMap;

/// The facility where everything lies.
pub(crate) const HERE: &str = "AML";
/// Another one.
pub(crate) const THERE: &str = "NEEM";
/// The pack that lies at the counter; it expires before all others, so it is handed out first.
pub(crate) const PACK: &str = "PC1";
const MEDICINE: &str = "PARA-500-TAB";
const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");
const FORMULARY: &str = "\
code,name_en,name_hi,also,ingredients,groups,form,strength,route,schedule,unit,measure,measures_a_unit,content,adult_single,adult_daily,child_basis,child_single,child_daily
PARA-500-TAB,Paracetamol,पैरासिटामोल,PCM,paracetamol,,tablet,500 mg,oral,open,tablet,tablet,1,500 mg,500-1000,500-4000,kg,10-15,30-60
";

pub(crate) struct Town {
    pub(crate) database: Database,
    pub(crate) router: Router,
    pub(crate) place: Place,
}

/// What is known of the town's people beside their names. Most stories ask for no more.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// All that somebody says about themselves, made of the little that the town gives them.
    pub(crate) details: fn(Details) -> Details,
    /// What is written about them, made of what the town writes; perhaps of nothing.
    pub(crate) words: fn(&str) -> String,
}

impl Known {
    const LITTLE: Self = Self { details: std::convert::identity, words: str::to_owned };
}

/// What everyone at the hospital shares.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) facility: FacilityId,
    pub(crate) unit: nabz_access::UnitId,
    pub(crate) other_unit: nabz_access::UnitId,
    pub(crate) room: RoomId,
    pub(crate) main: StoreroomId,
    pub(crate) counter: StoreroomId,
    pub(crate) medicine: MedicineId,
    pub(crate) known: Known,
}

/// The ids that a column's paths and forms name: `{token}` and the like.
pub(crate) struct Things(BTreeMap<&'static str, String>);

impl Things {
    /// A path or form with its names filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, value) in &self.0 {
            filled = filled.replace(&format!("<{name}>"), value);
        }
        assert!(!filled.contains('<'), "nothing of that name: {filled}");
        filled
    }
}

impl Town {
    pub(crate) fn build(database: Database) -> Self {
        let store = database.store.clone();
        let place = store.write_blocking(arrange).unwrap();
        let search = Search::default();
        search.load(&store).unwrap();
        let router = site::router(store, Config::default(), (search, vault(), cards::signing()));
        Self { database, router, place }
    }

    /// So much is known of whoever comes from now on.
    pub(crate) fn know(&mut self, known: Known) {
        self.place.known = known;
    }

    /// A ward for each column, whose names it corrects.
    fn map(tx: &mut Tx<'_>) -> Result<(), Stop> {
        let corners = "[[[77.1,28.6],[77.2,28.6],[77.2,28.7],[77.1,28.6]]]";
        let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":{corners}}}");
        let shape = |title: &&str| WardShape {
            number: (*title).into(),
            name_en: "NARELA".into(),
            name_hi: None,
            polygon: polygon.clone(),
        };
        let shapes: Vec<WardShape> = TITLES.iter().map(shape).collect();
        nabz_people::places::actions::keep_wards(tx, &shapes).map(drop)
    }

    /// Somebody with a token, a prescription, a slip and so on, for one column alone.
    pub(crate) fn things(&self, column: &Column) -> Things {
        let (place, title) = (self.place, column.title);
        let code = title.to_uppercase();
        let digest = Password::typed(PASSWORD).cheap_digest().unwrap();
        let mut things = BTreeMap::new();
        let mut keep = |name, value: &dyn ToString| things.insert(name, value.to_string());
        keep("facility", &place.facility);
        keep("unit", &place.unit);
        keep("other_unit", &place.other_unit);
        keep("room", &place.room);
        keep("main", &place.main);
        keep("counter", &place.counter);
        keep("medicine", &place.medicine);
        keep("title", &title);
        keep("code", &code);
        keep("password", &PASSWORD);
        keep("ward", &title);
        keep("nobody", &uuid::Uuid::from_u128(7));
        let store = &self.database.store;
        let visit = store.write_blocking(move |tx| visit(tx, place, title)).unwrap();
        let stocked = store.write_blocking(move |tx| shelves(tx, place, title)).unwrap();
        let asked = store.write_blocking(move |tx| office(tx, place, (title, &digest))).unwrap();
        for (name, value) in visit.into_iter().chain(stocked).chain(asked) {
            things.insert(name, value);
        }
        let more = [
            standing::in_queues,
            standing::at_window,
            standing::set_aside,
            standing::at_home,
            standing::under_roofs,
            standing::compared,
            standing::alarmed,
            standing::recorded,
            standing::numbered,
            standing::with_a_phone,
            standing::asking,
            standing::at_kept_counters,
            standing::taken_for_one,
            standing::of_a_partner,
            cards::at_counter,
            cards::in_office,
            cards::rolls,
            messages::in_outbox,
            scans::sent_ahead,
        ];
        for more in more {
            things.extend(store.write_blocking(move |tx| more(tx, place, title)).unwrap());
        }
        Things(things)
    }
}

pub(crate) type Named = Vec<(&'static str, String)>;

fn program<A: Act>(place: Place) -> Permit<A> {
    Permit::of_the_program(place.facility)
}

/// Somebody else than whoever asks: what needs a second pair of eyes is decided by the column.
pub(crate) fn colleague<A: Act>(place: Place) -> Permit<A> {
    Permit::trial(StaffId::from_uuid(uuid::Uuid::from_u128(99)), place.facility)
}

fn arrange(tx: &mut Tx<'_>) -> Result<Place, Stop> {
    let lines = "code,name_en,name_hi,kind,district\n\
                 AML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n\
                 NEEM,Neem Clinic,नीम क्लिनिक,hospital,East\n";
    load_facilities(tx, &read_facilities(lines).unwrap())?.unwrap();
    load_formulary(tx, FORMULARY)?;
    Town::map(tx)?;
    let notices = consent::sheet::notices(NOTICES).unwrap();
    consent::actions::issue_notices(tx, &notices)?;
    let there = facility(tx, THERE)?;
    unit(tx, there, ("MED", "M"))?;
    let here = facility(tx, HERE)?;
    let (medicine, eye) = (unit(tx, here, ("MED", "M"))?, unit(tx, here, ("EYE", "E"))?);
    let plan = RoomPlan { unit: medicine, door: "12".into(), way: Way::default() };
    let arranging = Permit::<ArrangeFacility>::of_the_program(here);
    let room = arrange_room(tx, &arranging, &plan)?.id;
    said_of_nobody(tx)?;
    let lab = nabz_exchange::partner(tx, "lab-one")?;
    nabz_exchange::give_key(tx, lab, &nabz_exchange::digest(PARTNER_KEY))?;
    let place = Place {
        facility: here,
        unit: medicine,
        other_unit: eye,
        room,
        main: storeroom(tx, here, ("MAIN", StoreroomKind::Main))?,
        counter: storeroom(tx, here, ("PHARM", StoreroomKind::Pharmacy))?,
        medicine: medicine_by_code(tx, MEDICINE)?.unwrap().id,
        known: Known::LITTLE,
    };
    delivered(tx, place, (place.counter, PACK, (2027, 12)))?;
    Ok(place)
}

/// Another partner says something and not of whom.
fn said_of_nobody(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let other = nabz_exchange::partner(tx, "lab-two")?;
    let said =
        r#"{"resourceType":"Observation","id":"silent","status":"final","code":{"text":"Hb"}}"#;
    let body = Body::parse(said.into()).unwrap();
    receive::update(tx, other, "silent", &body, None).map(drop)
}

fn facility(tx: &mut Tx<'_>, code: &str) -> Result<FacilityId, Stop> {
    let node = organisation::node_by_code(tx, code)?.unwrap();
    Ok(Id::from_uuid(node.id.uuid()))
}

fn unit(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (code, prefix): (&str, &str),
) -> Result<nabz_access::UnitId, Stop> {
    let plan = UnitPlan {
        code: code.into(),
        names: Names::parse("A department", "एक विभाग").unwrap(),
        prefix: prefix.into(),
        days: Weekdays::ALL,
        hours: (0, 1_439),
        tokens_a_day: 1_000,
    };
    Ok(arrange_unit(tx, &Permit::<ArrangeFacility>::of_the_program(facility), &plan)?.id)
}

fn storeroom(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (code, kind): (&str, StoreroomKind),
) -> Result<StoreroomId, Stop> {
    let id = StoreroomId::draw(tx.now());
    let name = Name { english: "Storeroom".into(), hindi: "भंडार".into() };
    let room = Storeroom { id, code: code.into(), kind, name, fed_by: None };
    stock::open_storeroom(tx, &Permit::of_the_program(facility), &room)?;
    Ok(id)
}

fn registered(tx: &mut Tx<'_>, place: Place, name: &str) -> Result<PersonId, Stop> {
    aged(tx, place, (name, 42))
}

pub(crate) fn aged(
    tx: &mut Tx<'_>,
    place: Place,
    (name, years): (&str, u16),
) -> Result<PersonId, Stop> {
    let details = Details {
        sex: Some(Sex::Female),
        birth: Some(Birth::from_age(Age::Years(years), MORNING.date_in_india())?),
        ..Details::named(PersonName::of(name)?)
    };
    let details = (place.known.details)(details);
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    Ok(register(tx, &program::<RegisterPerson>(place), &new)?.person)
}

pub(crate) fn arrived(tx: &mut Tx<'_>, place: Place, name: &str) -> Result<Token, Stop> {
    let person = registered(tx, place, name)?;
    let visit = VisitKind::NewProblem;
    let request = TokenRequest { person, unit: place.unit, lane: Lane::General, visit };
    issue_token(tx, &program::<IssueToken>(place), &request)
}

/// Somebody who came today and was prescribed something, and somebody nobody here knows.
fn visit(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let token = arrived(tx, place, &format!("Asha of {title}"))?;
    let seen = arrived(tx, place, &format!("Bela of {title}"))?;
    let wanted = arrived(tx, place, &format!("Chanda of {title}"))?;
    let stranger = registered(tx, place, &format!("Meena of {title}"))?;
    let newcomer = registered(tx, place, &format!("Nargis of {title}"))?;
    let twin = registered(tx, place, &format!("Padma of {title}"))?;
    let known = registered(tx, place, &format!("Padmini of {title}"))?;
    let nobody_knows = UnknownPerson { sex: Sex::Female, age: None, counter: String::new() };
    let unknown = register_unknown(tx, &program::<RegisterPerson>(place), &nobody_knows)?.person;
    let signed = arrived(tx, place, &format!("Esha of {title}"))?;
    see(tx, place, &signed)?;
    let banner = nabz_people::registry::banner(tx, token.person)?;
    let health_id = banner.health_id.number().to_string();
    let left = arrived(tx, place, &format!("Gita of {title}"))?;
    cancel(tx, &program(place), (left.id, WhyLeft::Mistake))?;
    let waiting = prescribed(tx, place, &token)?;
    let dispensed = prescribed(tx, place, &seen)?;
    let line = prescribing::lines(tx, place.facility, dispensed)?.remove(0);
    let pack = stores::store::find_batches(tx, place.facility, PACK)?.remove(0);
    let (allergy, set) = told(tx, place, &token)?;
    let line = OrderLine {
        line: line.id,
        medicine: place.medicine,
        units: Units::new(line.units),
        scanned: vec![pack.id],
        reason: String::new(),
        register: String::new(),
    };
    let order = DispenseOrder {
        prescription: dispensed,
        storeroom: place.counter,
        collector: Collector::Patient,
        lines: vec![line],
    };
    let slip = pharmacy::actions::dispense(tx, &program(place), &order)?;
    Ok(vec![
        ("token", token.id.to_string()),
        ("person", token.person.to_string()),
        ("health_id", health_id),
        ("wanted", wanted.id.to_string()),
        ("stranger", stranger.to_string()),
        ("newcomer", newcomer.to_string()),
        ("twin", twin.to_string()),
        ("known", known.to_string()),
        ("unknown", unknown.to_string()),
        ("signed", signed.id.to_string()),
        ("left", left.id.to_string()),
        ("prescription", waiting.to_string()),
        ("dispense", slip.id.to_string()),
        ("item", slip.items[0].id.to_string()),
        ("pack", pack.id.to_string()),
        ("allergy", allergy.to_string()),
        ("set", set.to_string()),
        ("slip", slip.number.to_string()),
    ])
}

/// A colleague notes an allergy and reads a sign.
fn told(tx: &mut Tx<'_>, place: Place, token: &Token) -> Result<(AllergyId, VitalsId), Stop> {
    let (substance, reaction) = ((place.known.words)("Latex"), (place.known.words)(""));
    let asked = NewAllergy { person: token.person, substance, reaction, severe: false };
    let allergy = note_allergy(tx, &colleague(place), &asked)?;
    let signs = Signs { pulse: Some(BeatsAMinute::parse("80").unwrap()), ..Signs::default() };
    let taking = Taking { visit: token.id, pregnant: false, signs };
    Ok((allergy.id, record_vitals(tx, &colleague(place), &taking)?.id))
}

/// A colleague sees somebody and signs.
fn see(tx: &mut Tx<'_>, place: Place, token: &Token) -> Result<(), Stop> {
    let post = Post { unit: place.unit, room: place.room };
    call_token(tx, &colleague(place), (token.id, post))?;
    opd::begin(tx, &colleague(place), (token.id, post))?;
    let words = place.known.words;
    let found = TypedDiagnosis { words: words(""), ..TypedDiagnosis::default() };
    let draft = Draft {
        complaint: words("Fever"),
        diagnoses: vec![found],
        advice: words(""),
        ..Draft::default()
    };
    let version = opd::save_draft(tx, &colleague(place), token.id, (0, &draft))?;
    opd::sign(tx, &colleague(place), token.id, (version, &draft)).map(drop)
}

pub(crate) fn prescribed(
    tx: &mut Tx<'_>,
    place: Place,
    token: &Token,
) -> Result<prescribing::model::PrescriptionId, Stop> {
    let directions = Directions {
        frequency: frequency_of("1-0-0").unwrap(),
        days: 5,
        meal: Meal::After,
        remark: (place.known.words)(""),
    };
    let wish = Prescribed { medicine: place.medicine, directions, overrides: Vec::new() };
    let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
    let order = Order { visit: token.id, person: token.person, patient, wishes: vec![wish] };
    let by = (place.facility, colleague::<IssueToken>(place).staff());
    Ok(prescribing::issue(tx, by, &order)?.id)
}

pub(crate) fn delivered(
    tx: &mut Tx<'_>,
    place: Place,
    (storeroom, number, (year, month)): (StoreroomId, &str, (i16, i8)),
) -> Result<(), Stop> {
    let line = DeliveryLine {
        medicine: place.medicine,
        number: number.to_owned(),
        manufacturer: "Yamuna Pharma".into(),
        expires_on: Date::from_calendar(year, month, 28).unwrap(),
        units: Units::new(1_000),
    };
    let delivery = Delivery { storeroom, paper: format!("CH-{number}"), lines: vec![line] };
    stock::receive(tx, &program(place), &delivery).map(drop)
}

/// A batch, goods on their way and a count that differs.
fn shelves(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let number = format!("PM{}", title.to_uppercase());
    // No two expire on one day, so that which one is sent does not hang on chance.
    let before = TITLES.iter().position(|other| *other == title).unwrap();
    let month = i8::try_from(before).unwrap() + 1;
    delivered(tx, place, (place.main, &number, (2028, month)))?;
    let batch = stores::store::find_batches(tx, place.facility, &number)?.remove(0).id;
    let wanted = vec![(place.medicine, Units::new(10))];
    let order = IssueOrder { from: place.main, to: place.counter, wanted };
    let transfer = stock::issue(tx, &colleague(place), &order)?.id;
    let mut counts = Vec::new();
    for found in [900, 901] {
        let book = stores::store::balance(tx, place.facility, Account::Shelf(place.main), batch)?;
        let found = vec![Found { batch, book, counted: Units::new(found) }];
        let (storeroom, note) = (place.main, String::new());
        let sheet = CountSheet { storeroom, found, unlisted: Vec::new(), note };
        counts.push(stock::hand_in(tx, &colleague(place), &sheet)?.id);
    }
    let moves = stores::store::movements_of(tx, place.facility, place.main, place.medicine, None)?;
    let received = moves.iter().rev().find(|one| one.moved.batch == batch).unwrap();
    Ok(vec![
        ("batch", batch.to_string()),
        ("transfer", transfer.to_string()),
        ("count", counts[0].to_string()),
        ("recount", counts[1].to_string()),
        ("movement", received.id.to_string()),
    ])
}

/// A member of staff with a role that can be revoked, a correction to decide, broken glass.
fn office(
    tx: &mut Tx<'_>,
    place: Place,
    (title, digest): (&str, &nabz_access::PasswordDigest),
) -> Result<Named, Stop> {
    let new = staff::NewStaff {
        sign_in_name: SignInName::parse(&format!("helper.{title}"))?,
        names: Names::parse("A helper", "एक सहायक")?,
        digest: digest.clone(),
        must_change: false,
    };
    let helper = staff::add_staff(tx, &new)?;
    let node: NodeId = facility_node(place.facility);
    let ends_on = Date::from_calendar(2027, 3, 31).unwrap();
    let grant = Grant { role: Role::Doctor, node, ends_on };
    let grant = grants::grant(tx, &program(place), helper, &grant)?;
    let person = registered(tx, place, &format!("Dolly of {title}"))?;
    let on_record = nabz_people::registry::store::person(tx, person)?.unwrap();
    let wanted = Details { sex: Some(Sex::Male), ..on_record.details.clone() };
    let reason = (place.known.words)("The card says otherwise.");
    let wish = Wish { person, wanted, seen: on_record.version, reason };
    let correction = ask_correction(tx, &colleague::<AskCorrection>(place), &wish)?.id;
    let known = sign_in::credentials_of(tx, helper)?;
    let again = known.check_password(&Password::typed(PASSWORD));
    let permit = Permit::<BreakGlass>::trial(helper, place.facility);
    let reason = (place.known.words)("Unconscious at the gate.");
    let told = (person, Cause::Unconscious, reason.as_str());
    let broken = break_glass(tx, &permit, &again, told)?;
    Ok(vec![
        ("helper", helper.to_string()),
        ("grant", grant.to_string()),
        ("correction", correction.to_string()),
        ("reviewed", person.to_string()),
        ("break", broken.to_string()),
    ])
}
