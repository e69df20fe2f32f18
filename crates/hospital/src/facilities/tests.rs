//! What facilities promise, as sentences, on both engines.

use super::actions::{self, ArrangeFacility, RoomPlan, UnitPlan};
use super::load::{
    Outcome, load_facilities, load_rooms, load_units, publish_people, read_facilities, read_rooms,
    read_units,
};
use super::model::{FacilityKind, Unit, Way, Weekdays};
use super::rebuild::{People, Places};
use super::{fhir, store};
use nabz_access::grants::{GrantRoles, Held};
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::staff::{Staff, staff_called};
use nabz_access::{Grant, Names, Node, NodeId, NodeKind, NodePath, Password, Permit, Role};
use nabz_access::{organisation, staff::SignInName};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::{Stop, Tx};
use nabz_testkit::{MORNING, TestCity, city_test, golden};
use std::fmt::Debug;
use std::sync::Arc;
use uuid::Uuid;

const FACILITIES: &str = include_str!("../../../../fixtures/facilities.csv");
const CLINICS: &str = include_str!("../../../../fixtures/clinics.csv");
const UNITS: &str = include_str!("../../../../fixtures/units.csv");
const ROOMS: &str = include_str!("../../../../fixtures/rooms.csv");
const USERS: &str = include_str!("../../../../fixtures/users.csv");

/// Loads the made-up city and says how many lines of each list were new.
fn load_city(city: &TestCity) -> [usize; 4] {
    let sum = |outcome: Outcome| outcome.unwrap().added;
    let [mut first, mut second] = [FACILITIES, CLINICS].map(|text| read_facilities(text).unwrap());
    first.append(&mut second);
    let facilities = city.write(move |tx| load_facilities(tx, &first)).unwrap();
    let units = read_units(UNITS).unwrap();
    let units = city.write(move |tx| load_units(tx, &units)).unwrap();
    let users = read_users(USERS, MORNING.date_in_india()).unwrap();
    let digest =
        FirstPassword::Same(Password::typed("neem-tree-by-the-gate").cheap_digest().unwrap());
    let people = city.write(move |tx| {
        let loaded = load_users(tx, &users, &digest)?.unwrap();
        publish_people(tx, &loaded.added)?;
        Ok(loaded.added.len())
    });
    let rooms = read_rooms(ROOMS).unwrap();
    let rooms = city.write(move |tx| load_rooms(tx, &rooms)).unwrap();
    [sum(facilities), sum(units), people.unwrap(), sum(rooms)]
}

fn facility_called(city: &TestCity, code: &'static str) -> FacilityId {
    let node = city.read(move |view| organisation::node_by_code(view, code)).unwrap().unwrap();
    Id::from_uuid(node.id.uuid())
}

fn code<T: Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

fn rows(city: &TestCity, sql: &'static str) -> i64 {
    city.read(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap().unwrap()
}

fn medicine(facility: FacilityId) -> Unit {
    Unit {
        id: Id::from_uuid(Uuid::from_u128(3)),
        facility,
        code: "MED".into(),
        names: Names::parse("Medicine", "मेडिसिन").unwrap(),
        prefix: "M".into(),
        days: Weekdays::ALL,
        opens: 540,
        closes: 780,
        tokens_a_day: 600,
    }
}

#[city_test]
fn the_made_up_city_loads_and_loading_it_again_changes_nothing(city: &mut TestCity) {
    assert_eq!(load_city(city), [40, 25, 67, 28]);
    let versions = rows(city, "SELECT CAST(SUM(version) AS BIGINT) FROM record_entry");
    assert_eq!(load_city(city), [0, 0, 0, 0]);
    let again = rows(city, "SELECT CAST(SUM(version) AS BIGINT) FROM record_entry");
    assert_eq!(again, versions, "nothing was published anew");
    let hospital = facility_called(city, "LNH");
    let (units, rooms) = city
        .read(move |view| Ok((store::units(view, hospital)?, store::rooms(view, hospital)?)))
        .unwrap();
    assert_eq!((units.len(), rooms.len()), (10, 11));
    assert_eq!(units[0].names.hindi, "मेडिसिन");
    assert_eq!(city.read(move |view| store::shifts(view, hospital)).unwrap().len(), 11);
}

#[city_test]
fn saying_the_organisation_again_changes_nothing(city: &mut TestCity) {
    load_city(city);
    let walks: [Arc<dyn nabz_record::Walk>; 2] = [Arc::new(Places), Arc::new(People)];
    let again = nabz_record::rebuild(&city.store, &walks, |_, _| ()).unwrap();
    assert!(again.is_clean(), "{again:?}");
    assert!(again.looked_at > 200, "{again:?}");
}

#[city_test]
fn a_list_with_one_bad_line_loads_nothing_and_names_every_bad_line(city: &mut TestCity) {
    let head = "facility,code,name_en,name_hi,prefix,days,opens,closes,tokens_a_day\n";
    let text = format!(
        "{head}LNH,MED,Medicine,मेडिसिन,M,mon noday,09:00,13:00,600\n\
         LNH,EYE,Eye,,E,mon,09:00,13:00,600\n\
         LNH,ENT,Ear,कान,e,mon,09:00,13:00,600\n\
         LNH,SUR,Surgery,शल्य,S,mon,13:00,09:00,600\n\
         LNH,ORT,Bones,हड्डी,H,mon,09:00,13:00,0\n\
         LNH,SKN,Skin,त्वचा,K,mon,9,13:00,10\n\
         LNH,PED,Children,बाल,C,mon,09:00,13:00,10\n\
         LNH,PED,Children,बाल,D,mon,09:00,13:00,10\n"
    );
    let faults: Vec<_> = read_units(&text)
        .unwrap_err()
        .into_iter()
        .map(|fault| (fault.line, fault.column))
        .collect();
    let expect = [
        (2, "days"),
        (3, "name_hi"),
        (4, "prefix"),
        (5, "closes"),
        (6, "tokens_a_day"),
        (7, "opens"),
        (9, "code"),
    ];
    assert_eq!(faults, expect);
    let lost = format!("{head}NOWHERE,MED,Medicine,मेडिसिन,M,mon,09:00,13:00,600\n");
    let lines = read_units(&lost).unwrap();
    let outcome = city.write(move |tx| load_units(tx, &lines)).unwrap();
    let faults: Vec<_> = outcome.unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(faults, ["2 facility SHT-012"]);
    assert_eq!(rows(city, "SELECT COUNT(*) FROM facilities_unit"), 0);
}

#[city_test]
fn two_units_never_share_a_letter_nor_two_rooms_a_door(city: &mut TestCity) {
    load_city(city);
    let hospital = facility_called(city, "LNH");
    let plan = |code: &str, prefix: &str, hours| UnitPlan {
        code: code.into(),
        names: Names::parse("Chest", "छाती रोग").unwrap(),
        prefix: prefix.into(),
        days: Weekdays::ALL,
        hours,
        tokens_a_day: 100,
    };
    let arrange = |plan: UnitPlan| {
        let permit = Permit::<ArrangeFacility>::trial(Id::draw(MORNING), hospital);
        city.write(move |tx| actions::arrange_unit(tx, &permit, &plan))
    };
    assert_eq!(code(arrange(plan("CHE", "M", (540, 780)))), "FAC-004");
    assert_eq!(code(arrange(plan("CHE", "Z", (780, 540)))), "FAC-006");
    let unit = arrange(plan("CHE", "Z", (540, 780))).unwrap();
    let room = RoomPlan { unit: unit.id, door: "11".into(), way: Way::default() };
    let permit = Permit::<ArrangeFacility>::trial(Id::draw(MORNING), hospital);
    let moved = city.write(move |tx| actions::arrange_room(tx, &permit, &room)).unwrap();
    assert_eq!(moved.unit, unit.id, "the room with this door is the same room");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM facilities_room"), 28);
}

#[city_test]
fn a_role_that_is_given_and_taken_back_stands_in_the_record(city: &mut TestCity) {
    load_city(city);
    let hospital = facility_called(city, "LNH");
    let permit = Permit::<GrantRoles>::trial(Id::draw(MORNING), hospital);
    let ends_on = Date::from_days(MORNING.date_in_india().days() + 30);
    let node = nabz_access::facility_node(hospital);
    let grant = Grant { role: Role::Doctor, node, ends_on };
    let find = |tx: &mut Tx<'_>| {
        let id = staff_called(tx, &SignInName::parse("pooja.bisht").unwrap())?;
        Ok::<StaffId, Stop>(id.unwrap())
    };
    let (staff, id) = city
        .write(move |tx| {
            let staff = find(tx)?;
            let id = actions::grant_role(tx, &permit, staff, &grant)?;
            actions::revoke_role(tx, &permit, staff, id)?;
            Ok((staff, id))
        })
        .unwrap();
    let held = city.read(move |view| nabz_access::grants::held_by(view, staff)).unwrap();
    assert!(held.iter().all(|held| held.id != id));
    assert!(rows(city, "SELECT COUNT(*) FROM audit_row WHERE act = 'access.grant-roles'") >= 2);
}

#[test]
fn the_organisation_and_its_people_in_fhir() {
    let [root, district, facility, staff, grant, door] =
        [1u128, 2, 4, 5, 6, 7].map(Uuid::from_u128);
    let path = NodePath::root(Id::from_uuid(root)).child(Id::from_uuid(district));
    let node = Node {
        id: NodeId::from_uuid(facility),
        kind: NodeKind::Facility,
        code: "LNH".into(),
        names: Names::parse("Lok Nayak Hospital", "लोक नायक अस्पताल").unwrap(),
        path: path.child(NodeId::from_uuid(facility)),
    };
    let asha = Names::parse("Asha Rao", "आशा राव").unwrap();
    let person = Staff {
        id: Id::from_uuid(staff),
        sign_in_name: "asha.rao".into(),
        names: asha.clone(),
        must_change_password: false,
        has_second_factor: false,
        stopped_at: None,
        language: None,
    };
    let held = Held {
        id: Id::from_uuid(grant),
        staff: person.id,
        sign_in_name: person.sign_in_name.clone(),
        names: asha,
        grant: Grant {
            role: Role::Doctor,
            node: node.id,
            ends_on: Date::from_calendar(2027, 3, 31).unwrap(),
        },
        stopped: false,
    };
    let unit = medicine(Id::from_uuid(facility));
    let house = super::model::Facility {
        id: unit.facility,
        code: node.code.clone(),
        names: node.names.clone(),
        kind: FacilityKind::Hospital,
        district: "Central".into(),
    };
    let way = Way {
        english: "First floor, left of the lift".into(),
        hindi: "पहली मंज़िल, लिफ़्ट से बाएँ".into(),
    };
    let twelve = super::model::Room {
        id: Id::from_uuid(door),
        facility: unit.facility,
        unit: unit.id,
        door: "12".into(),
        way,
    };
    let house_body = fhir::organization(&node, Some(FacilityKind::Hospital));
    golden!("fhir/organization.golden.json", &house_body);
    golden!("fhir/practitioner.golden.json", &fhir::practitioner(&person));
    golden!("fhir/role.golden.json", &fhir::practitioner_role(&held, true));
    golden!("fhir/location.golden.json", &fhir::location(&twelve, &unit, &house));
}
