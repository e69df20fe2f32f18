//! What a store does, as sentences, through its actions, on both engines.

mod counts;
mod loads;
mod races;

use super::actions::{self, ApproveCount, CountStock, IssueStock, QuarantineStock, ReceiveStock};
use super::hand_out::{self, Handout};
use super::model::{
    Account, BatchId, Count, CountId, CountSheet, CountState, Delivery, DeliveryLine, Discard,
    Found, IssueOrder, LevelOrder, MovementId, OnHand, Reason, Storeroom, StoreroomId,
    StoreroomKind, Transfer, TransferId, Units, Unlisted,
};
use super::{rules, store};
use crate::formulary;
use crate::formulary::model::{MedicineId, Name};
use nabz_access::{Act, Permit};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Database, MORNING, city_tests};
use uuid::Uuid;

const LIST: &str = "code,name_en,name_hi,also,ingredients,groups,form,strength,route,schedule,\
unit,measure,measures_a_unit,content,adult_single,adult_daily,child_basis,child_single,child_daily
PARA-500-TAB,Paracetamol,पैरासिटामोल,,paracetamol,,tablet,500 mg,oral,open,tablet,tablet,1,500 mg,,,,,
AMLO-5-TAB,Amlodipine,एम्लोडिपीन,,amlodipine,,tablet,5 mg,oral,H,tablet,tablet,1,5 mg,,,,,
";

/// Amaltas Hospital with a main store and a pharmacy, and two medicines.
struct City {
    store: Store,
    _database: Database,
    facility: FacilityId,
    main: StoreroomId,
    pharmacy: StoreroomId,
    paracetamol: MedicineId,
    amlodipine: MedicineId,
    rakesh: StaffId,
    imran: StaffId,
}

impl City {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (facility, main, pharmacy) = (Id::draw(MORNING), Id::draw(MORNING), Id::draw(MORNING));
        let (rakesh, imran) = (Id::draw(MORNING), Id::draw(MORNING));
        let [paracetamol, amlodipine] = store
            .write_blocking(move |tx| {
                formulary::actions::load_formulary(tx, LIST)?;
                let permit = Permit::trial(rakesh, facility);
                let room = |id, code: &str, kind, fed_by| Storeroom {
                    id,
                    code: code.into(),
                    kind,
                    name: Name { english: code.into(), hindi: "भंडार".into() },
                    fed_by,
                };
                let store = room(main, "MAIN", StoreroomKind::Main, None);
                actions::open_storeroom(tx, &permit, &store)?;
                let counter = room(pharmacy, "PHARM", StoreroomKind::Pharmacy, Some(main));
                actions::open_storeroom(tx, &permit, &counter)?;
                Ok([medicine(tx, "PARA-500-TAB")?, medicine(tx, "AMLO-5-TAB")?])
            })
            .unwrap();
        Self {
            store,
            _database: database,
            facility,
            main,
            pharmacy,
            paracetamol,
            amlodipine,
            rakesh,
            imran,
        }
    }

    fn as_rakesh<A: Act>(&self) -> Permit<A> {
        Permit::trial(self.rakesh, self.facility)
    }

    fn as_imran<A: Act>(&self) -> Permit<A> {
        Permit::trial(self.imran, self.facility)
    }

    fn receive(
        &self,
        into: StoreroomId,
        batches: &[(MedicineId, &str, &str, u32)],
    ) -> Result<(), Stop> {
        let permit = self.as_rakesh::<ReceiveStock>();
        let line =
            |(medicine, number, expiry, units): &(MedicineId, &str, &str, u32)| DeliveryLine {
                medicine: *medicine,
                number: (*number).into(),
                manufacturer: "Made-up Pharma".into(),
                expires_on: rules::parse_expiry(expiry).unwrap(),
                units: Units::new(*units),
            };
        let lines = batches.iter().map(line).collect();
        let delivery = Delivery { storeroom: into, paper: "CH-1".into(), lines };
        self.store.write_blocking(move |tx| actions::receive(tx, &permit, &delivery)).map(drop)
    }

    /// Picks and hands out in one transaction, as the pharmacy does.
    fn hand_out(&self, medicine: MedicineId, units: u32) -> Result<Vec<(String, u32)>, Stop> {
        let (facility, storeroom, by) = (self.facility, self.pharmacy, self.imran);
        self.store.write_blocking(move |tx| {
            let shelves = hand_out::shelves_to_pick_from(tx, facility, storeroom, &[medicine])?;
            let picks = rules::first_expiring_first(&shelves[0].1, Units::new(units), tx.today())?;
            let said = picks.iter().map(|p| (p.number.clone(), p.units.count())).collect();
            let document = Uuid::from_u128(7);
            let picks = vec![(medicine, picks)];
            hand_out::hand_out(tx, &Handout { facility, storeroom, document, by, picks })?;
            Ok(said)
        })
    }

    fn issue(&self, wanted: &[(MedicineId, u32)]) -> Result<Transfer, Stop> {
        let permit = self.as_rakesh::<IssueStock>();
        let wanted = wanted.iter().map(|(m, units)| (*m, Units::new(*units))).collect();
        let order = IssueOrder { from: self.main, to: self.pharmacy, wanted };
        self.store.write_blocking(move |tx| actions::issue(tx, &permit, &order))
    }

    fn sign(&self, by: StaffId, transfer: TransferId, arrived: &[u32]) -> Result<Transfer, Stop> {
        let permit = Permit::trial(by, self.facility);
        let arrived: Vec<_> = arrived.iter().map(|units| Units::new(*units)).collect();
        self.store.write_blocking(move |tx| actions::acknowledge(tx, &permit, transfer, &arrived))
    }

    fn count(&self, found: &[(&'static str, u32)]) -> Result<Count, Stop> {
        let book = |number| self.balance(Account::Shelf(self.pharmacy), number);
        let found: Vec<_> = found.iter().map(|(number, n)| (*number, book(number), *n)).collect();
        self.hand_in(&found, Vec::new())
    }

    /// Hands a sheet in: each batch with what the ledger said when it was drawn up.
    fn hand_in(
        &self,
        found: &[(&'static str, u32, u32)],
        unlisted: Vec<Unlisted>,
    ) -> Result<Count, Stop> {
        let permit = self.as_rakesh::<CountStock>();
        let line = |(number, book, n): &(&'static str, u32, u32)| Found {
            batch: self.batch(number),
            book: Units::new(*book),
            counted: Units::new(*n),
        };
        let (found, note) = (found.iter().map(line).collect(), "monthly".to_owned());
        let sheet = CountSheet { storeroom: self.pharmacy, found, unlisted, note };
        self.store.write_blocking(move |tx| actions::hand_in(tx, &permit, &sheet))
    }

    fn level(&self, was: Option<u32>, below: u32) -> Result<(), Stop> {
        let (permit, storeroom, medicine) = (self.as_rakesh(), self.pharmacy, self.paracetamol);
        let (was, below) = (was.map(Units::new), Units::new(below));
        let order = LevelOrder { storeroom, medicine, was, below };
        self.store.write_blocking(move |tx| actions::set_level(tx, &permit, &order))
    }

    fn approve(&self, by: StaffId, count: CountId) -> Result<Count, Stop> {
        let permit = Permit::<ApproveCount>::trial(by, self.facility);
        self.store.write_blocking(move |tx| actions::approve(tx, &permit, count))
    }

    fn hold(&self, number: &'static str) -> Result<Units, Stop> {
        let (permit, batch) = (self.as_imran::<QuarantineStock>(), self.batch(number));
        self.store.write_blocking(move |tx| actions::hold(tx, &permit, batch, "recalled"))
    }

    fn release(&self, number: &'static str) -> Result<Units, Stop> {
        let (permit, batch) = (self.as_imran::<QuarantineStock>(), self.batch(number));
        self.store.write_blocking(move |tx| actions::release(tx, &permit, batch, "tested"))
    }

    fn batch(&self, number: &'static str) -> BatchId {
        let facility = self.facility;
        let found = self.store.read_blocking(move |tx| store::find_batches(tx, facility, number));
        found.unwrap()[0].id
    }

    fn on_hand(&self, medicine: MedicineId) -> (u32, u32) {
        let facility = self.facility;
        let stock = self.store.read_blocking(move |tx| store::on_hand(tx, facility, &[medicine]));
        let OnHand { at_counters, in_stores } = stock.unwrap()[0].1;
        (at_counters.count(), in_stores.count())
    }

    fn balance(&self, account: Account, number: &'static str) -> u32 {
        let (facility, batch) = (self.facility, self.batch(number));
        let units =
            self.store.read_blocking(move |tx| store::balance(tx, facility, account, batch));
        units.unwrap().count()
    }

    fn bin_card(&self, medicine: MedicineId) -> Vec<(MovementId, Reason, u32)> {
        let (facility, storeroom) = (self.facility, self.pharmacy);
        let rows = self
            .store
            .read_blocking(move |tx| store::movements_of(tx, facility, storeroom, medicine, None));
        rows.unwrap().iter().map(|m| (m.id, m.moved.reason, m.moved.units.count())).collect()
    }

    fn adds_up(&self) {
        let facility = self.facility;
        assert_eq!(self.store.read_blocking(move |tx| store::check(tx, facility)).unwrap(), []);
    }

    fn rows(&self, sql: &'static str) -> i64 {
        let count = self.store.read_blocking(move |tx| tx.query_one(sql, &[], |row| row.get(0)));
        count.unwrap().unwrap()
    }
}

fn medicine(tx: &mut Tx<'_>, code: &str) -> Result<MedicineId, Stop> {
    Ok(formulary::store::medicine_by_code(tx, code)?.unwrap().id)
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

city_tests! { City;
    fn the_batch_that_expires_first_leaves_first(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "LATE", "03/2028", 10), (para, "SOON", "12/2026", 10)]).unwrap();
        assert_eq!(city.hand_out(para, 4).unwrap(), [("SOON".into(), 4)]);
        assert_eq!(city.hand_out(para, 8).unwrap(), [("SOON".into(), 6), ("LATE".into(), 2)]);
        assert_eq!(city.on_hand(para), (8, 0));
        assert_eq!(code(city.hand_out(para, 9)), "STK-001");
        city.adds_up();
    }

    fn a_refused_delivery_leaves_nothing(city) {
        let para = city.paracetamol;
        let lines = [(para, "GOOD", "12/2027", 10), (para, "OLD", "10/2026", 10)];
        assert_eq!(code(city.receive(city.main, &lines)), "STK-004");
        city.receive(city.main, &[(para, "B1", "12/2027", 10)]).unwrap();
        assert_eq!(code(city.receive(city.main, &[(para, "b1", "11/2027", 10)])), "STK-012");
        assert_eq!(code(city.receive(city.main, &[(Id::draw(MORNING), "B2", "12/2027", 1)])), "STK-015");
        assert_eq!(code(city.receive(Id::draw(MORNING), &[(para, "B3", "12/2027", 1)])), "STK-002");
        assert_eq!(code(city.receive(city.main, &[(para, "B4", "12/2027", 0)])), "STK-006");
        assert_eq!(code(city.receive(city.main, &[])), "STK-016");
        assert_eq!(city.rows("SELECT COUNT(*) FROM stores_ledger"), 1);
        assert_eq!(city.rows("SELECT COUNT(*) FROM stores_batch"), 1);
    }

    fn what_is_on_its_way_lies_on_nobody_s_shelf_until_somebody_signs(city) {
        let (para, amlo) = (city.paracetamol, city.amlodipine);
        city.receive(city.main, &[(para, "P1", "12/2027", 100), (amlo, "A1", "01/2027", 50)]).unwrap();
        let sent = city.issue(&[(para, 60), (amlo, 50)]).unwrap();
        assert_eq!((sent.number, city.on_hand(para), city.on_hand(amlo)), (1, (0, 40), (0, 0)));
        assert_eq!(city.balance(Account::Transit(city.pharmacy), "P1"), 60);
        let arrived: Vec<_> = sent.lines.iter().map(|line| line.sent.count()).collect();
        city.sign(city.rakesh, sent.id, &arrived).unwrap();
        assert_eq!((city.on_hand(para), city.on_hand(amlo)), ((60, 40), (50, 0)));
        assert_eq!(code(city.sign(city.imran, sent.id, &arrived)), "STK-007");
        assert_eq!(code(city.issue(&[(para, 41)])), "STK-001");
        assert_eq!(code(city.issue(&[(para, 1), (para, 1)])), "STK-016");
        city.adds_up();
    }

    fn whoever_sent_goods_does_not_sign_for_what_is_missing(city) {
        let para = city.paracetamol;
        city.receive(city.main, &[(para, "P1", "12/2027", 100)]).unwrap();
        let sent = city.issue(&[(para, 60)]).unwrap().id;
        assert_eq!(code(city.sign(city.rakesh, sent, &[59])), "STK-011");
        assert_eq!(code(city.sign(city.imran, sent, &[61])), "STK-009");
        assert_eq!(code(city.sign(city.imran, sent, &[])), "STK-016");
        city.sign(city.imran, sent, &[55]).unwrap();
        assert_eq!(city.on_hand(para), (55, 40));
        city.adds_up();
    }

    fn a_held_batch_is_never_handed_out_not_even_when_it_was_on_its_way(city) {
        let para = city.paracetamol;
        city.receive(city.main, &[(para, "P1", "12/2027", 100)]).unwrap();
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 5)]).unwrap();
        let sent = city.issue(&[(para, 60)]).unwrap().id;
        assert_eq!(city.hold("P1").unwrap(), Units::new(45));
        assert_eq!(code(city.hold("P1")), "STK-005");
        city.sign(city.imran, sent, &[60]).unwrap();
        assert_eq!(city.on_hand(para), (0, 0));
        assert_eq!(code(city.hand_out(para, 1)), "STK-001");
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 1)]).unwrap();
        assert_eq!(city.on_hand(para), (0, 0));
        assert_eq!(city.release("P1").unwrap(), Units::new(106));
        assert_eq!(city.on_hand(para), (66, 40));
        city.adds_up();
    }

    fn what_was_set_aside_is_thrown_away_with_a_paper_and_no_more_than_there_is(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 30)]).unwrap();
        city.hold("P1").unwrap();
        let discard = |units| {
            let permit = city.as_imran::<QuarantineStock>();
            let (storeroom, batch) = (city.pharmacy, city.batch("P1"));
            let (reason, note) = (Reason::Broken, "CN-4".to_owned());
            let order = Discard { storeroom, batch, units: Units::new(units), reason, note };
            city.store.write_blocking(move |tx| actions::discard(tx, &permit, &order))
        };
        discard(20).unwrap();
        assert_eq!(code(discard(11)), "STK-001");
        assert_eq!(city.balance(Account::Quarantine(city.pharmacy), "P1"), 10);
        city.adds_up();
    }

    fn returned_medicine_goes_to_quarantine_and_never_to_the_shelf(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 30)]).unwrap();
        city.hand_out(para, 10).unwrap();
        let (facility, storeroom, by) = (city.facility, city.pharmacy, city.imran);
        city.store.write_blocking(move |tx| {
            let batch = store::find_batches(tx, facility, "P1")?.remove(0);
            let picks = vec![(para, vec![rules::pick(&batch, Units::new(4))])];
            let document = Uuid::from_u128(8);
            hand_out::take_back(tx, &Handout { facility, storeroom, document, by, picks })
        }).unwrap();
        assert_eq!(city.on_hand(para), (20, 0));
        assert_eq!(city.balance(Account::Quarantine(storeroom), "P1"), 4);
        city.adds_up();
    }

    fn a_wrong_receipt_is_countered_once_and_stays_readable(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 300)]).unwrap();
        let receipt = city.bin_card(para)[0].0;
        let correct = || {
            let permit = city.as_rakesh::<ReceiveStock>();
            city.store.write_blocking(move |tx| actions::correct(tx, &permit, receipt, "30, not 300"))
        };
        correct().unwrap();
        assert_eq!(city.on_hand(para), (0, 0));
        assert_eq!(code(correct()), "STK-013");
        let mut reasons: Vec<_> = city.bin_card(para).iter().map(|row| row.1.word()).collect();
        reasons.sort_unstable();
        assert_eq!(reasons, ["correction", "receipt"]);
        city.receive(city.pharmacy, &[(para, "P2", "12/2027", 30)]).unwrap();
        city.hand_out(para, 30).unwrap();
        let handed = city.bin_card(para).into_iter().find(|row| row.1 == Reason::Dispense).unwrap();
        let permit = city.as_rakesh::<ReceiveStock>();
        let undo = city.store.write_blocking(move |tx| actions::correct(tx, &permit, handed.0, "no"));
        assert_eq!(code(undo), "STK-014");
        city.adds_up();
    }

    fn what_runs_out_and_what_expires_soon_is_on_its_list(city) {
        let (para, amlo) = (city.paracetamol, city.amlodipine);
        let lots = [(para, "P1", "12/2026", 30), (para, "P2", "12/2028", 30)];
        city.receive(city.pharmacy, &lots).unwrap();
        let (facility, pharmacy) = (city.facility, city.pharmacy);
        let permit = city.as_rakesh();
        let low = city.store.write_blocking(move |tx| {
            for (medicine, below) in [(para, 60), (amlo, 20)] {
                let (storeroom, below) = (pharmacy, Units::new(below));
                let order = LevelOrder { storeroom, medicine, was: None, below };
                actions::set_level(tx, &permit, &order)?;
            }
            store::low(tx, facility, pharmacy)
        }).unwrap();
        let low: Vec<_> = low.iter().map(|l| (l.medicine, l.left.count())).collect();
        assert_eq!(low, [(amlo, 0)]);
        let until = rules::parse_expiry("02/2027").unwrap();
        let soon = city.store.read_blocking(move |tx| store::expiring(tx, facility, pharmacy, until));
        assert_eq!(soon.unwrap().iter().map(|lot| lot.batch.number.as_str()).collect::<Vec<_>>(), ["P1"]);
    }

    fn every_act_leaves_one_audit_row_and_a_refused_one_none(city) {
        let before = city.rows("SELECT COUNT(*) FROM audit_row");
        city.receive(city.main, &[(city.paracetamol, "P1", "12/2027", 10)]).unwrap();
        let sent = city.issue(&[(city.paracetamol, 10)]).unwrap().id;
        assert_eq!(code(city.sign(city.imran, sent, &[11])), "STK-009");
        city.sign(city.imran, sent, &[10]).unwrap();
        assert_eq!(city.rows("SELECT COUNT(*) FROM audit_row") - before, 3);
    }

    fn the_schema_itself_refuses_to_go_below_zero(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 5)]).unwrap();
        let taken = city.store.write_blocking(move |tx| {
            tx.execute("UPDATE stores_balance SET units = units - 6", &[])
        });
        assert!(matches!(taken, Err(Stop::Fault(_))));
        assert_eq!(city.on_hand(para), (5, 0));
    }
}
