//! What a pharmacy promises, as sentences, through its actions, on both engines.

mod races;
mod returns;

use super::actions;
use super::model::{
    Collector, Dispense, DispenseId, DispenseOrder, ItemId, OrderLine, PharmacyRefusal, ReturnOrder,
};
use super::{rules, store};
use crate::formulary;
use crate::formulary::model::{Medicine, Name};
use crate::prescribing;
use crate::prescribing::model::{Directions, Meal, Order, Patient, PrescriptionId, Wish};
use crate::prescribing::rules::directions::frequency_of;
use crate::prescribing::rules::slip_code;
use crate::queue::model::TokenId;
use crate::queue::paper::code as visit_code;
use crate::stores;
use crate::stores::model::{
    Account, BatchId, Delivery, DeliveryLine, Storeroom, StoreroomId, StoreroomKind, Units,
};
use nabz_access::{Act, Permit};
use nabz_fhir::ResourceType;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_record::{Again, Walk};
use nabz_store::{Heard, Stop, Store, Subscription};
use nabz_testkit::{Database, MORNING, city_tests, fresh_person, wait_for};

/// Of the demo list what these stories name.
fn list() -> String {
    let whole = include_str!("../../../../fixtures/formulary.csv");
    let named = |line: &&str| {
        line.starts_with("code,")
            || [AMLO, AMLO_WEAK, PARA, ENAL, ENAL_HALF, MORPHINE]
                .iter()
                .any(|code| line.starts_with(&format!("{code},")))
    };
    whole.lines().filter(named).flat_map(|line| [line, "\n"]).collect()
}
const AMLO_WEAK: &str = "AMLO-2P5-TAB";
const AMLO: &str = "AMLO-5-TAB";
const PARA: &str = "PARA-500-TAB";
const ENAL: &str = "ENAL-5-TAB";
const ENAL_HALF: &str = "ENAL-2P5-TAB";
const MORPHINE: &str = "MORP-10-TAB";

/// Amaltas Hospital's counter, Imran behind it, and Sunita with a prescription.
struct City {
    store: Store,
    _database: Database,
    facility: FacilityId,
    counter: StoreroomId,
    imran: StaffId,
    sunita: PersonId,
}

impl City {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (facility, counter, imran) = (Id::draw(MORNING), Id::draw(MORNING), Id::draw(MORNING));
        store
            .write_blocking(move |tx| {
                formulary::actions::load_formulary(tx, &list())?;
                let storeroom = Storeroom {
                    id: counter,
                    code: "PHARM".into(),
                    kind: StoreroomKind::Pharmacy,
                    name: Name {
                        english: "Pharmacy".into(), hindi: "दवाखाना".into()
                    },
                    fed_by: None,
                };
                stores::actions::open_storeroom(tx, &Permit::trial(imran, facility), &storeroom)
            })
            .unwrap();
        let sunita = fresh_person();
        Self { store, _database: database, facility, counter, imran, sunita }
    }

    fn permit<A: Act>(&self) -> Permit<A> {
        Permit::trial(self.imran, self.facility)
    }

    fn medicine(&self, code: &'static str) -> Medicine {
        let found = self.store.read_blocking(move |tx| formulary::medicine_by_code(tx, code));
        found.unwrap().unwrap()
    }

    fn stock(&self, code: &'static str, batches: &[(&str, &str, u32)]) {
        let medicine = self.medicine(code).id;
        let line = |(number, expiry, units): &(&str, &str, u32)| DeliveryLine {
            medicine,
            number: (*number).into(),
            manufacturer: "Made-up Pharma".into(),
            expires_on: stores::rules::parse_expiry(expiry).unwrap(),
            units: Units::new(*units),
        };
        let lines = batches.iter().map(line).collect();
        let delivery = Delivery { storeroom: self.counter, paper: "CH-1".into(), lines };
        let permit = self.permit();
        let receive =
            move |tx: &mut nabz_store::Tx<'_>| stores::actions::receive(tx, &permit, &delivery);
        self.store.write_blocking(receive).unwrap();
    }

    fn wish(&self, (code, days): &(&'static str, u16)) -> Wish {
        Wish {
            medicine: self.medicine(code).id,
            directions: Directions {
                frequency: frequency_of("1-0-0").unwrap(),
                days: *days,
                meal: Meal::After,
                remark: String::new(),
            },
            overrides: Vec::new(),
        }
    }

    /// The doctor signs `1-0-0` for so many days of each.
    fn sign(&self, person: PersonId, lines: &[(&'static str, u16)]) -> PrescriptionId {
        let wish = |line: &(&'static str, u16)| self.wish(line);
        let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
        let wishes = lines.iter().map(wish).collect();
        let visit: TokenId = Id::draw_in(MORNING, person.bucket());
        let order = Order { visit, person, patient, wishes };
        let by = (self.facility, Id::draw(MORNING));
        self.store.write_blocking(move |tx| prescribing::issue(tx, by, &order)).unwrap().id
    }

    fn batch(&self, number: &'static str) -> BatchId {
        let facility = self.facility;
        let found =
            self.store.read_blocking(move |tx| stores::store::find_batches(tx, facility, number));
        found.unwrap()[0].id
    }

    /// An order for one line after another: what is given, how many, out of which packs.
    fn order(
        &self,
        prescription: PrescriptionId,
        lines: &[(&'static str, u32, &[&'static str])],
    ) -> DispenseOrder {
        let facility = self.facility;
        let due = self
            .store
            .read_blocking(move |tx| prescribing::lines(tx, facility, prescription))
            .unwrap();
        let line = |(signed, (code, units, packs)): (_, &(&'static str, u32, &[&'static str]))| {
            let signed: &prescribing::model::Line = signed;
            OrderLine {
                line: signed.id,
                medicine: self.medicine(code).id,
                units: Units::new(*units),
                scanned: packs.iter().map(|number| self.batch(number)).collect(),
                reason: String::new(),
                register: String::new(),
            }
        };
        DispenseOrder {
            prescription,
            storeroom: self.counter,
            collector: Collector::Patient,
            lines: due.iter().zip(lines).map(line).collect(),
        }
    }

    fn dispense(&self, order: &DispenseOrder) -> Result<Dispense, Stop> {
        let (permit, order) = (self.permit(), order.clone());
        self.store.write_blocking(move |tx| actions::dispense(tx, &permit, &order))
    }

    fn give_back(&self, of: &Dispense, units: u32) -> Result<Dispense, Stop> {
        let (item, dispense) = (&of.items[0], of.id);
        let (item, batch) = (item.id, item.packs[0].pick.batch);
        let why = "rash".to_owned();
        let order = ReturnOrder { dispense, item, batch, units: Units::new(units), why };
        let permit = self.permit();
        self.store.write_blocking(move |tx| actions::give_back(tx, &permit, &order))
    }

    fn on_hand(&self, code: &'static str) -> u32 {
        let (facility, medicine) = (self.facility, self.medicine(code).id);
        let stock = self.store.read_blocking(move |tx| stores::on_hand(tx, facility, &[medicine]));
        stock.unwrap()[0].1.at_counters.count()
    }

    /// The doctor writes the visit's prescription anew.
    fn amend(&self, slip: PrescriptionId, lines: &[(&'static str, u16)]) {
        let (facility, doctor) = (self.facility, Id::draw(MORNING));
        let wishes: Vec<_> = lines.iter().map(|line| self.wish(line)).collect();
        let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
        let amended = self.store.write_blocking(move |tx| {
            let signed = prescribing::prescription(tx, facility, slip)?.unwrap();
            let (visit, person) = (signed.visit, signed.person);
            let (patient, wishes) = (patient.clone(), wishes.clone());
            prescribing::revise(tx, (facility, doctor), &Order { visit, person, patient, wishes })
        });
        amended.unwrap();
    }

    fn look_up(&self, by: StaffId, read: &str) -> Result<Vec<DispenseId>, Stop> {
        let (permit, read) = (Permit::trial(by, self.facility), read.to_owned());
        Ok(self.store.write_blocking(move |tx| actions::look_up(tx, &permit, &read))?.0)
    }

    fn waiting(&self) -> Vec<(PersonId, u32, bool)> {
        let facility = self.facility;
        let waiting = self.store.read_blocking(move |tx| actions::waiting(tx, facility)).unwrap();
        waiting.iter().map(|one| (one.person, one.medicines, one.called.is_some())).collect()
    }

    /// The current body of an item in the record, as it would be served.
    fn recorded(&self, item: ItemId) -> serde_json::Value {
        let of = ResourceType::named("MedicationDispense").unwrap();
        let entry =
            self.store.read_blocking(move |tx| nabz_record::read::read(tx, of, &item.to_string()));
        serde_json::from_slice(&entry.unwrap().unwrap().body).unwrap()
    }

    fn rows(&self, sql: &'static str) -> i64 {
        let count = self.store.read_blocking(move |tx| tx.query_one(sql, &[], |row| row.get(0)));
        count.unwrap().unwrap()
    }

    fn adds_up(&self) {
        let facility = self.facility;
        assert_eq!(self.store.read_blocking(move |tx| stores::check(tx, facility)).unwrap(), []);
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

/// What the next event of the feed is about.
async fn heard(feed: &mut Subscription) -> String {
    let heard = tokio::time::timeout(std::time::Duration::from_secs(10), feed.next()).await;
    match heard.unwrap().unwrap() {
        Heard::Event(event) => event.topic.clone(),
        Heard::Gap(position) => format!("a gap before {position}"),
    }
}

city_tests! { City;
    fn what_was_signed_is_handed_over_out_of_the_batch_that_expires_first(city) {
        city.stock(AMLO, &[("LATE", "03/2028", 40), ("SOON", "12/2026", 20)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let given = city.dispense(&city.order(slip, &[(AMLO, 30, &["SOON", "LATE"])])).unwrap();
        let packs: Vec<_> = given.items[0].packs.iter().map(|p| (p.pick.number.as_str(), p.pick.units.count())).collect();
        assert_eq!(packs, [("SOON", 20), ("LATE", 10)]);
        assert_eq!((given.number, given.items[0].whole, city.on_hand(AMLO)), (1, true, 30));
        let body = city.recorded(given.items[0].id);
        assert_eq!(body["status"], "completed");
        assert_eq!(body["quantity"]["value"], 30);
        assert_eq!(body["authorizingPrescription"][0]["reference"], format!("MedicationRequest/{}", given.items[0].line));
        assert_eq!(body["extension"][0]["extension"][0]["valueString"], "SOON");
        city.adds_up();
    }

    fn pressing_twice_hands_over_once(city) {
        city.stock(AMLO, &[("B1", "03/2028", 100)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let order = city.order(slip, &[(AMLO, 30, &["B1"])]);
        city.dispense(&order).unwrap();
        assert_eq!(code(city.dispense(&order)), "PHA-002");
        assert_eq!(city.on_hand(AMLO), 70);
        assert_eq!(city.rows("SELECT COUNT(*) FROM pharmacy_dispense"), 1);
    }

    fn a_part_needs_a_reason_and_the_rest_stays_due(city) {
        city.stock(AMLO, &[("B1", "03/2028", 20)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        assert_eq!(code(city.dispense(&city.order(slip, &[(AMLO, 30, &["B1"])]))), "PHA-003");
        let mut part = city.order(slip, &[(AMLO, 20, &["B1"])]);
        assert_eq!(code(city.dispense(&part)), "PHA-008");
        part.lines[0].reason = "out of stock".into();
        let given = city.dispense(&part).unwrap();
        assert!(!given.items[0].whole);
        assert_eq!(city.recorded(given.items[0].id)["type"]["coding"][0]["code"], "FFP");
        assert_eq!(city.waiting(), [(city.sunita, 1, false)]);
        city.stock(AMLO, &[("B2", "03/2028", 50)]);
        assert_eq!(code(city.dispense(&city.order(slip, &[(AMLO, 11, &["B2"])]))), "PHA-005");
        assert!(city.dispense(&city.order(slip, &[(AMLO, 10, &["B2"])])).unwrap().items[0].whole);
        assert_eq!(city.waiting(), []);
        assert_eq!((city.on_hand(AMLO), code(city.dispense(&part))), (40, "PHA-002"));
    }

    fn a_substitute_has_the_same_substance_a_reason_and_the_right_number(city) {
        city.stock(ENAL_HALF, &[("HALF", "03/2028", 100)]);
        city.stock(PARA, &[("PARA", "03/2028", 100)]);
        let slip = city.sign(city.sunita, &[(ENAL, 10)]);
        let mut other = city.order(slip, &[(PARA, 10, &["PARA"])]);
        other.lines[0].reason = "out of stock".into();
        assert_eq!(code(city.dispense(&other)), "PHA-006");
        let mut half = city.order(slip, &[(ENAL_HALF, 20, &["HALF"])]);
        assert_eq!(code(city.dispense(&half)), "PHA-008");
        half.lines[0].reason = "5 mg is out of stock".into();
        half.lines[0].units = Units::new(22);
        assert_eq!(code(city.dispense(&half)), "PHA-005");
        half.lines[0].units = Units::new(20);
        let given = city.dispense(&half).unwrap();
        assert_eq!((given.items[0].covers, given.items[0].whole), (Units::new(10), true));
        let body = city.recorded(given.items[0].id);
        assert_eq!(body["substitution"]["wasSubstituted"], true);
        assert_eq!(body["quantity"]["value"], 20);
        city.adds_up();
    }

    fn a_pack_that_was_not_scanned_does_not_leave(city) {
        city.stock(AMLO, &[("SOON", "12/2026", 40), ("LATE", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        assert_eq!(code(city.dispense(&city.order(slip, &[(AMLO, 30, &["LATE"])]))), "PHA-011");
        assert_eq!(code(city.dispense(&city.order(slip, &[(AMLO, 30, &[])]))), "PHA-011");
        assert_eq!(code(city.dispense(&city.order(slip, &[]))), "PHA-015");
        assert_eq!(city.on_hand(AMLO), 80);
        city.dispense(&city.order(slip, &[(AMLO, 30, &["SOON"])])).unwrap();
    }

    fn a_wrong_pack_is_refused_when_it_is_scanned_and_says_what_it_is(city) {
        city.stock(AMLO, &[("SOON", "12/2026", 40), ("LATE", "03/2028", 40)]);
        city.stock(AMLO_WEAK, &[("WEAK", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let (facility, counter) = (city.facility, city.counter);
        let scan = |number: &'static str| {
            city.store.read_blocking(move |tx| {
                let lines = actions::due_on_shelf(tx, facility, counter, slip)?;
                let mut packs = Vec::new();
                for batch in stores::store::find_batches(tx, facility, number)? {
                    let medicine = formulary::medicine(tx, batch.medicine)?.unwrap();
                    packs.push((batch, medicine));
                }
                let next = lines.first().map(|line| line.due.medicine.clone());
                let found = rules::which_line(&lines, &packs, next.as_ref(), tx.today());
                Ok(found.map(|(line, pick)| (line.due.line.position, pick.units.count()))?)
            })
        };
        assert_eq!(scan("SOON").unwrap(), (1, 30));
        assert_eq!(code(scan("LATE")), "PHA-011");
        assert_eq!(code(scan("NONE")), "PHA-009");
        let named = |english: &str, hindi: &str| Name { english: english.into(), hindi: hindi.into() };
        let refused = PharmacyRefusal::WrongPack {
            pack: named("Amlodipine 2.5 mg tablet", "एम्लोडिपीन 2.5 mg टैबलेट"),
            slip: named("Amlodipine 5 mg tablet", "एम्लोडिपीन 5 mg टैबलेट"),
        };
        match scan("WEAK") {
            Err(Stop::Refused(got)) => assert_eq!(got, nabz_kernel::refusal::Refused::from(refused)),
            other => panic!("{other:?}"),
        }
    }

    fn a_narcotic_leaves_with_a_page_of_the_register_or_not_at_all(city) {
        city.stock(MORPHINE, &[("M1", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(MORPHINE, 5)]);
        let mut order = city.order(slip, &[(MORPHINE, 5, &["M1"])]);
        assert_eq!(code(city.dispense(&order)), "PHA-013");
        order.lines[0].register = "3/2026 p. 14".into();
        assert_eq!(city.dispense(&order).unwrap().items[0].register, "3/2026 p. 14");
    }

    fn a_recall_finds_who_still_has_the_batch(city) {
        city.stock(AMLO, &[("B1", "03/2028", 100)]);
        let ramesh = fresh_person();
        let [first, second] = [city.sunita, ramesh].map(|person| {
            let slip = city.sign(person, &[(AMLO, 30)]);
            city.dispense(&city.order(slip, &[(AMLO, 30, &["B1"])])).unwrap()
        });
        city.give_back(&first, 30).unwrap();
        let (facility, batch) = (city.facility, city.batch("B1"));
        let who = city.store.read_blocking(move |tx| store::recipients(tx, facility, batch, None)).unwrap();
        assert_eq!(who.iter().map(|r| (r.person, r.dispense)).collect::<Vec<_>>(), [(ramesh, second.id)]);
    }

    fn the_codes_of_the_printed_papers_open_the_prescription_and_a_stranger_s_open_nothing(city) {
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let facility = city.facility;
        let signed = city.store.read_blocking(move |tx| prescribing::prescription(tx, facility, slip));
        let visit = signed.unwrap().unwrap().visit;
        let open = |read: String| {
            let permit = city.permit();
            city.store.write_blocking(move |tx| actions::open(tx, &permit, &read))
        };
        for printed in [slip_code(slip), visit_code(visit), slip.to_string()] {
            assert_eq!(open(printed).unwrap(), slip);
        }
        let stranger = slip_code(Id::draw(MORNING));
        for read in ["", "M-001", "148", &stranger, &visit_code(Id::draw(MORNING))] {
            assert_eq!(code(open(read.into())), "PHA-001", "{read}");
        }
    }

    fn a_doctor_s_signature_and_an_amendment_reach_the_pharmacy_s_list_by_themselves(city) {
        wait_for(async {
            let mut feed = city.store.events(None).await.unwrap();
            let topic = prescribing::topic(city.facility);
            let slip = city.sign(city.sunita, &[(AMLO, 30)]);
            assert_eq!(heard(&mut feed).await, topic);
            city.amend(slip, &[(AMLO, 10)]);
            assert_eq!(heard(&mut feed).await, topic);
        });
    }

    fn every_act_leaves_one_audit_row_and_a_refused_one_none(city) {
        city.stock(AMLO, &[("B1", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let before = city.rows("SELECT COUNT(*) FROM audit_row");
        let given = city.dispense(&city.order(slip, &[(AMLO, 30, &["B1"])])).unwrap();
        assert_eq!(code(city.give_back(&given, 31)), "PHA-012");
        city.give_back(&given, 1).unwrap();
        assert_eq!(city.rows("SELECT COUNT(*) FROM audit_row") - before, 2);
    }

    fn saying_everything_again_changes_nothing(city) {
        city.stock(AMLO, &[("B1", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let given = city.dispense(&city.order(slip, &[(AMLO, 30, &["B1"])])).unwrap();
        city.give_back(&given, 3).unwrap();
        let walk: std::sync::Arc<dyn Walk> = std::sync::Arc::new(crate::pharmacy::rebuild::Dispenses);
        let again = nabz_record::rebuild(&city.store, &[walk], |_, _| ());
        assert_eq!(again.unwrap(), Again { looked_at: 1, created: 0, superseded: 0 });
    }
}
