//! Who may read about whom for keeping records, and who reads the audit.

use super::*;
use crate::audit_reading::{ReadAudit, WhoLooked, read_audit, who_looked};
use crate::looks::{self, Reason};
use crate::relations::{keep_record, why_may_read};
use crate::{Seen, seen_by};
use nabz_kernel::ids::FacilityId;
use nabz_store::AuditSearch;
use nabz_testkit::wait_for;
use std::time::Duration;

/// Something that shows a person.
enum Show {}
impl Act for Show {
    const NAME: &'static str = "test.show";
    const ROLES: &'static [Role] = &[Role::Doctor];
}

fn facility(node: &Node) -> FacilityId {
    Id::from_uuid(node.id.uuid())
}

impl City {
    fn looks(&self, staff: StaffId, at: &Node, person: PersonId, reason: Reason) {
        self.looks_together((staff, at), &[person], reason);
    }

    /// Reads records together that are one person, the asked one first.
    fn looks_together(&self, (staff, at): (StaffId, &Node), records: &[PersonId], reason: Reason) {
        let permit = Permit::<Show>::trial(staff, facility(at));
        let store = &self.database.store;
        wait_for(looks::account(store, &permit, records, reason)).unwrap();
        store.flush_reads().unwrap();
    }

    /// The places of the looks that somebody is shown, newest first.
    fn shown_looks(&self, staff: StaffId, at: &Node, person: PersonId) -> Vec<String> {
        let permit = Permit::<WhoLooked>::trial(staff, facility(at));
        let page = self.read(move |view| who_looked(view, &permit, &[person], None)).unwrap();
        page.entries.into_iter().map(|entry| entry.place.unwrap().english).collect()
    }
}

city_tests! { City;
    fn who_keeps_records_reads_about_those_who_came_to_their_facility_and_no_others(city) {
        let (asha, stranger) = (fresh_person(), fresh_person());
        let here = city.posted("records.lnh", Role::RecordsOfficer, &city.hospital, 30);
        let above = city.posted("records.city", Role::RecordsOfficer, &city.department, 30);
        let beside = city.posted("records.gulc", Role::RecordsOfficer, &city.clinic, 30);
        let over = city.posted("records.past", Role::RecordsOfficer, &city.hospital, -1);
        let doctor = city.posted("d.hospital", Role::Doctor, &city.hospital, 30);
        let at = facility(&city.hospital);
        city.write(move |tx| keep_record(tx, at, asha)).unwrap();
        let why = city.read(move |view| why_may_read(view, here, asha)).unwrap();
        assert_eq!(why, Some(Why::Record(at.uuid())));
        assert!(city.may_read(above, asha));
        for other in [beside, over, doctor] {
            assert!(!city.may_read(other, asha));
        }
        assert!(!city.may_read(here, stranger));
        city.set("UPDATE access_relation SET opened_at = opened_at - 31536000000000");
        assert!(city.may_read(here, asha), "a record is kept for good");
    }

    fn a_visit_opens_a_record_to_those_who_give_care_and_not_to_those_who_keep_records(city) {
        let asha = fresh_person();
        let officer = city.posted("records.lnh", Role::RecordsOfficer, &city.hospital, 30);
        let (unit, why) = (Holder::Node(city.medicine.id), Why::Visit(Uuid::from_u128(1)));
        city.write(move |tx| relate(tx, unit, asha, why, hours_from_now(12))).unwrap();
        assert!(!city.may_read(officer, asha));
    }

    fn a_reason_of_care_comes_before_any_other(city) {
        let asha = fresh_person();
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        let (own, home) = (Holder::Staff(doctor), Why::Household(Uuid::from_u128(2)));
        city.write(move |tx| relate(tx, own, asha, home, hours_from_now(12))).unwrap();
        let why = || city.read(move |view| why_may_read(view, doctor, asha)).unwrap();
        assert_eq!(why(), Some(home));
        let (unit, visit) = (Holder::Node(city.medicine.id), Why::Visit(Uuid::from_u128(1)));
        city.write(move |tx| relate(tx, unit, asha, visit, hours_from_now(12))).unwrap();
        assert_eq!(why(), Some(visit), "whoever treats somebody reads as one who does");
        city.write(move |tx| unrelate(tx, unit, asha, visit)).unwrap();
        assert_eq!(why(), Some(home));
    }

    fn an_auditor_of_a_district_reads_nothing_of_what_a_person_did_in_another(city) {
        let department = city.department.clone();
        let other = city.write(move |tx| {
            let names = Names::parse("East", "पूर्व").unwrap();
            let id = (NodeId::draw(MORNING), NodeKind::District);
            let east = organisation::add_node(tx, Some(&department), id, "district:East", &names)?;
            let id = (NodeId::draw(MORNING), NodeKind::Facility);
            organisation::add_node(tx, Some(&east), id, "GTB", &names)
        }).unwrap();
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        for node in [&city.hospital, &other, &city.clinic, &other] {
            city.looks(doctor, node, fresh_person(), Reason::OwnWork);
        }
        let central = city.hospital.path.nodes()[1];
        let central = city.read(move |view| organisation::node(view, central)).unwrap().unwrap();
        let read = |seat: &Node| {
            let permit = Permit::<ReadAudit>::trial(Id::draw(MORNING), facility(seat));
            let search = AuditSearch::Actor(doctor);
            let page = city.write(move |tx| read_audit(tx, &permit, search, None)).unwrap();
            assert_eq!(page.older, None);
            let places = page.entries.into_iter().map(|entry| entry.row.facility.uuid());
            let mut places: Vec<_> = places.collect();
            places.sort_unstable();
            places
        };
        let sorted = |nodes: &[&Node]| {
            let mut places: Vec<_> = nodes.iter().map(|node| node.id.uuid()).collect();
            places.sort_unstable();
            places
        };
        assert_eq!(read(&central), sorted(&[&city.hospital, &city.clinic]));
        assert_eq!(read(&city.hospital), sorted(&[&city.hospital]));
        let all = [&city.hospital, &other, &city.clinic, &other];
        assert_eq!(read(&city.department), sorted(&all));
    }

    fn a_page_of_the_audit_is_full_although_most_of_it_happened_elsewhere(city) {
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        for _ in 0..60 {
            city.looks(doctor, &city.clinic, fresh_person(), Reason::OwnWork);
            city.looks(doctor, &city.hospital, fresh_person(), Reason::OwnWork);
        }
        let auditor = Id::draw(MORNING);
        let read = |before| {
            let permit = Permit::<ReadAudit>::trial(auditor, facility(&city.hospital));
            let search = AuditSearch::Actor(doctor);
            city.write(move |tx| read_audit(tx, &permit, search, before)).unwrap()
        };
        let first = read(None);
        let second = read(first.older);
        assert_eq!((first.entries.len(), second.entries.len(), second.older), (50, 10, None));
        assert!(first.entries.iter().all(|entry| !second.entries.contains(entry)));
    }

    fn whoever_keeps_the_record_sees_every_look_and_others_those_of_their_place(city) {
        let asha = fresh_person();
        let doctor = city.posted("asha.rao", Role::Doctor, &city.department, 30);
        let officer = city.posted("records.lnh", Role::RecordsOfficer, &city.hospital, 30);
        let ruler = city.posted("ruler.lnh", Role::FacilityAdministrator, &city.hospital, 30);
        let at = facility(&city.hospital);
        city.write(move |tx| keep_record(tx, at, asha)).unwrap();
        assert!(city.shown_looks(officer, &city.hospital, asha).is_empty());
        city.looks(doctor, &city.clinic, asha, Reason::OwnWork);
        city.looks(doctor, &city.hospital, asha, Reason::Counter);
        city.looks(doctor, &city.hospital, fresh_person(), Reason::Counter);
        let mut all = city.shown_looks(officer, &city.hospital, asha);
        all.sort();
        assert_eq!(all, ["GULC", "LNH"]);
        assert_eq!(city.shown_looks(ruler, &city.hospital, asha), ["LNH"]);
        let elsewhere = city.posted("records.gulc", Role::RecordsOfficer, &city.clinic, 30);
        assert_eq!(city.shown_looks(elsewhere, &city.clinic, asha), ["GULC"]);
    }

    fn a_look_through_broken_glass_stands_with_its_reason(city) {
        let (asha, at) = (fresh_person(), facility(&city.hospital));
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        let officer = city.posted("records.lnh", Role::RecordsOfficer, &city.hospital, 30);
        let permit = Permit::<BreakGlass>::trial(doctor, at);
        let found = city.read(move |view| sign_in::credentials_of(view, doctor)).unwrap();
        let again = found.check_password(&Password::typed(PASSWORD));
        let reason = "unconscious, brought in by the police";
        let told = (asha, Cause::Unconscious, reason);
        city.write(move |tx| break_glass::break_glass(tx, &permit, &again, told)).unwrap();
        let why = city.read(move |view| why_may_read(view, doctor, asha)).unwrap().unwrap();
        city.looks(doctor, &city.hospital, asha, why.into());
        let permit = Permit::<WhoLooked>::trial(officer, at);
        let page = city.read(move |view| who_looked(view, &permit, &[asha], None)).unwrap();
        let reasons: Vec<_> = page.entries.iter().map(|entry| entry.reason.as_deref()).collect();
        assert_eq!(reasons, [Some(reason)]);
        assert_eq!(page.entries[0].row.purpose, "BTG");
        let seen = city.read(move |view| seen_by(view, &[asha], None)).unwrap().0;
        assert_eq!(seen[0].reason.as_deref(), Some(reason));
        let beside = fresh_person();
        city.looks_together((doctor, &city.hospital), &[beside, asha], why.into());
        let told = |records: Vec<PersonId>| {
            let seen = city.read(move |view| seen_by(view, &records, None)).unwrap().0;
            seen.into_iter().find(|one| one.person == beside).unwrap()
        };
        let seen = told(vec![asha, beside]);
        assert_eq!((seen.purpose.as_str(), seen.reason.as_deref()), ("BTG", Some(reason)));
        let seen = told(vec![beside]);
        assert_eq!((seen.purpose.as_str(), seen.reason), ("BTG", None), "it was said of another");
    }

    fn a_resident_is_told_where_in_which_role_and_what_for(city) {
        let asha = fresh_person();
        let doctor = city.posted("asha.rao", Role::Doctor, &city.medicine, 30);
        let clerk = city.posted("pooja.bisht", Role::RegistrationClerk, &city.clinic, 30);
        city.looks(doctor, &city.hospital, asha, Reason::OwnWork);
        city.looks(clerk, &city.clinic, asha, Reason::Counter);
        city.looks(doctor, &city.hospital, fresh_person(), Reason::OwnWork);
        let told = || {
            let seen = city.read(move |view| seen_by(view, &[asha], None)).unwrap().0;
            let one = |one: Seen| (one.place.unwrap().english, one.roles, one.purpose);
            let mut told: Vec<_> = seen.into_iter().map(one).collect();
            told.sort();
            told
        };
        let counter = ("GULC".to_owned(), vec![Role::RegistrationClerk], "PATADMIN".to_owned());
        let unit = ("LNH".to_owned(), vec![Role::Doctor], "TREAT".to_owned());
        assert_eq!(told(), [counter, unit.clone()]);
        city.set("UPDATE access_grant SET revoked_at = granted_at + 60000000, revoked_by = staff_id");
        assert!(told().contains(&unit), "a role that was taken back later was held then");
        city.set("UPDATE access_grant SET revoked_at = granted_at");
        assert!(told().iter().all(|(_, roles, _)| roles.is_empty()));
    }

    fn the_looks_at_two_records_of_one_person_are_one_list_page_by_page(city) {
        let records = [fresh_person(), fresh_person()];
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        for number in 0..60 {
            city.looks(doctor, &city.hospital, records[number % 2], Reason::OwnWork);
            city.looks(doctor, &city.hospital, fresh_person(), Reason::OwnWork);
            city.database.pass(Duration::from_mins(1));
        }
        let read = |before| city.read(move |view| seen_by(view, &records, before)).unwrap();
        let (mut seen, older) = read(None);
        assert_eq!(seen.len(), 50);
        let (rest, last) = read(older);
        seen.extend(rest);
        assert_eq!((seen.len(), last), (60, None));
        let expected = (0..60).rev().map(|number| records[number % 2]);
        assert!(seen.iter().map(|one| one.person).eq(expected), "the latest first");
        let permit = Permit::<WhoLooked>::trial(doctor, facility(&city.hospital));
        let page = city.read(move |view| who_looked(view, &permit, &records, None)).unwrap();
        assert_eq!(page.entries.len(), 50);
        let of_both = |record| page.entries.iter().any(|entry| entry.row.patient == Some(record));
        assert!(records.into_iter().all(of_both));
    }
}

city_tests! { City;
    fn a_look_at_records_that_are_read_together_is_one_and_each_has_its_own_once_they_are_parted(city) {
        let (asha, beside) = (fresh_person(), fresh_person());
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        city.looks_together((doctor, &city.hospital), &[asha, beside], Reason::OwnWork);
        city.database.pass(Duration::from_mins(1));
        city.looks_together((doctor, &city.hospital), &[beside, asha], Reason::OwnWork);
        let told = |records: Vec<PersonId>| -> Vec<PersonId> {
            let seen = city.read(move |view| seen_by(view, &records, None)).unwrap().0;
            seen.into_iter().map(|one| one.person).collect()
        };
        for records in [vec![asha, beside], vec![beside, asha]] {
            assert_eq!(told(records), [beside, asha], "under the one that was asked for");
        }
        assert_eq!((told(vec![asha]), told(vec![beside])), (vec![asha; 2], vec![beside; 2]));
        let permit = Permit::<WhoLooked>::trial(doctor, facility(&city.hospital));
        let page = city.read(move |view| who_looked(view, &permit, &[asha, beside], None)).unwrap();
        assert_eq!((page.entries.len(), page.older), (2, None));
        assert_eq!(city.shown_looks(doctor, &city.hospital, beside).len(), 2);
    }

    fn looks_at_records_that_are_read_together_fill_their_pages(city) {
        let records = [fresh_person(), fresh_person(), fresh_person()];
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        for _ in 0..60 {
            city.looks_together((doctor, &city.hospital), &records, Reason::OwnWork);
            city.database.pass(Duration::from_mins(1));
        }
        let read = |before| city.read(move |view| seen_by(view, &records, before)).unwrap();
        let (seen, older) = read(None);
        let (rest, last) = read(older);
        assert_eq!((seen.len(), rest.len(), last), (50, 10, None));
        let mut moments: Vec<_> = seen.iter().chain(&rest).map(|one| one.at).collect();
        moments.dedup();
        assert_eq!(moments.len(), 60, "each once");
    }
}

#[test]
fn every_reason_has_a_purpose_that_a_page_can_name() {
    let one = Uuid::from_u128(1);
    let because = [Why::Visit(one), Why::BreakGlass(one), Why::Record(one)].map(Reason::Because);
    let others =
        [Reason::OwnWork, Reason::Counter, Reason::Records, Reason::Oversight, Reason::Safety];
    for reason in because.into_iter().chain(others) {
        assert!(Reason::PURPOSES.contains(&reason.purpose()));
    }
}
