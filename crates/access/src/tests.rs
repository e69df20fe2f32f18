//! What access promises, as sentences, on both engines.

mod accounting;
mod accounts;
mod racing;
mod reading;
mod sealing;

use crate::break_glass::{self, BreakGlass, Cause, Finding, ReviewBreakGlass};
use crate::grants::{self, GrantRoles};
use crate::load::{FirstPassword, load_users, read_users};
use crate::organisation::{self, Names, Node};
use crate::session::{self, Seat};
use crate::sign_in::{self, SignedIn};
use crate::staff::{self, NewStaff, SignInName};
use crate::{
    Access, Act, Grant, Holder, NodeId, NodeKind, Password, Permit, Role, SessionKey, TotpSecret,
    Vault, Why, may_read, relate, unrelate,
};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::language::Language;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Database, MORNING, city_tests, fresh_person};
use std::sync::LazyLock;
use uuid::Uuid;

/// Something clerks do.
enum Greet {}
impl Act for Greet {
    const NAME: &'static str = "test.greet";
    const ROLES: &'static [Role] = &[Role::RegistrationClerk];
}

/// Something administrators do.
enum Rule {}
impl Act for Rule {
    const NAME: &'static str = "test.rule";
    const ROLES: &'static [Role] = &[Role::FacilityAdministrator];
}

const PASSWORD: &str = "neem-tree-by-the-gate";
static DIGEST: LazyLock<crate::PasswordDigest> =
    LazyLock::new(|| Password::typed(PASSWORD).cheap_digest().unwrap());

/// A department with a district, a hospital with two units, and a clinic.
struct City {
    database: Database,
    department: Node,
    hospital: Node,
    medicine: Node,
    eye: Node,
    clinic: Node,
}

impl City {
    fn on(database: Database) -> Self {
        let build = |tx: &mut Tx<'_>| {
            let mut add = |parent: Option<&Node>, kind, code: &str| {
                let names = Names::parse(code, "नाम").unwrap();
                organisation::add_node(tx, parent, (NodeId::draw(MORNING), kind), code, &names)
            };
            let department = add(None, NodeKind::Department, "department")?;
            let district = add(Some(&department), NodeKind::District, "district:Central")?;
            let hospital = add(Some(&district), NodeKind::Facility, "LNH")?;
            let medicine = add(Some(&hospital), NodeKind::Unit, "LNH/MED")?;
            let eye = add(Some(&hospital), NodeKind::Unit, "LNH/EYE")?;
            let clinic = add(Some(&district), NodeKind::Facility, "GULC")?;
            Ok([department, hospital, medicine, eye, clinic])
        };
        let [department, hospital, medicine, eye, clinic] =
            database.store.write_blocking(build).unwrap();
        Self { database, department, hospital, medicine, eye, clinic }
    }

    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.database.store.write_blocking(action)
    }

    fn read<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.database.store.read_blocking(question)
    }

    /// Somebody with one role at one place until a day from now.
    fn posted(&self, name: &str, role: Role, at: &Node, days: i64) -> StaffId {
        let new = NewStaff {
            sign_in_name: SignInName::parse(name).unwrap(),
            names: Names::parse("Asha Rao", "आशा राव").unwrap(),
            digest: DIGEST.clone(),
            must_change: false,
        };
        let ends_on = Date::from_days(MORNING.date_in_india().days() + days);
        let grant = Grant { role, node: at.id, ends_on };
        let add = move |tx: &mut Tx<'_>| {
            let id = staff::add_staff(tx, &new)?;
            grants::add(tx, id, &grant, crate::PROGRAM)?;
            Ok(id)
        };
        self.write(add).unwrap()
    }

    fn sign_in_with(&self, name: &str, password: &str, code: &str) -> Result<SignedIn, Stop> {
        let name = name.to_owned();
        let found = self.read(move |view| sign_in::credentials(view, &name))?;
        let verdict = found.check(&Password::typed(password), (&vault(), code), MORNING)?;
        self.write(move |tx| sign_in::sign_in(tx, &verdict, "a browser"))
    }

    fn signed_in(&self, name: &str) -> SessionKey {
        self.sign_in_with(name, PASSWORD, "").unwrap().token.key()
    }

    fn access(&self, key: SessionKey) -> Result<Access, Stop> {
        self.read(move |view| session::resume(view, key).map(|resumed| resumed.access))
    }

    fn permit<A: Act + 'static>(&self, key: SessionKey) -> Result<Permit<A>, Stop> {
        Ok(self.access(key)?.permit(MORNING.date_in_india())?)
    }

    fn sit(&self, key: SessionKey, node: &Node) -> Result<(), Stop> {
        let access = self.access(key)?;
        let seat = Seat { node: node.clone(), room: None, counter: Some(" 4 ".into()) };
        self.write(move |tx| session::sit(tx, &access, &seat).map(drop))
    }

    fn may_read(&self, staff: StaffId, person: PersonId) -> bool {
        self.read(move |view| may_read(view, staff, person)).unwrap()
    }

    fn set(&self, sql: &'static str) {
        self.write(move |tx| tx.execute(sql, &[]).map(drop)).unwrap();
    }

    fn rows(&self, sql: &'static str) -> i64 {
        self.read(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap().unwrap()
    }
}

fn code<T>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        Err(other) => panic!("a refusal was expected, not {other:?}"),
        Ok(_) => panic!("a refusal was expected"),
    }
}

fn vault() -> Vault {
    Vault::of_key(&[7; 32])
}

fn hours_from_now(hours: i64) -> Instant {
    Instant::from_microseconds(MORNING.microseconds() + hours * 3_600_000_000)
}

city_tests! { City;
    fn a_right_password_opens_a_session_at_the_first_posting(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let access = city.access(city.signed_in("Asha.Rao ")).unwrap();
        assert_eq!(access.staff(), clerk);
        assert_eq!(access.place().facility.uuid(), city.hospital.id.uuid());
        assert_eq!(access.roles(MORNING.date_in_india()), [Role::RegistrationClerk]);
    }

    fn a_wrong_name_and_a_wrong_password_are_refused_alike(city) {
        city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        assert_eq!(code(city.sign_in_with("asha.rao", "something-else", "")), "ACC-002");
        assert_eq!(code(city.sign_in_with("nobody.here", PASSWORD, "")), "ACC-002");
        assert_eq!(code(city.sign_in_with("no one!", PASSWORD, "")), "ACC-002");
    }

    fn wrong_tries_are_kept_and_in_the_end_the_right_password_waits_too(city) {
        city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        for _ in 0..=sign_in::FREE_FAILURES_MAX {
            assert_eq!(code(city.sign_in_with("asha.rao", "something-else", "")), "ACC-002");
        }
        assert_eq!(city.rows("SELECT failures FROM access_staff"), 5);
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, "")), "ACC-003");
        city.set("UPDATE access_staff SET locked_until = locked_until - 15000000");
        city.signed_in("asha.rao");
        assert_eq!(city.rows("SELECT failures FROM access_staff"), 0);
        let refused = "SELECT COUNT(*) FROM audit_row WHERE outcome = 'refused'";
        assert_eq!(city.rows(refused), 5, "every wrong try is in the audit");
    }

    fn two_people_cannot_have_one_sign_in_name(city) {
        city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        let new = NewStaff {
            sign_in_name: SignInName::parse("ASHA.RAO").unwrap(),
            names: Names::parse("Asha Rao", "आशा राव").unwrap(),
            digest: DIGEST.clone(),
            must_change: false,
        };
        assert_eq!(code(city.write(move |tx| staff::add_staff(tx, &new))), "ACC-006");
    }

    fn a_second_factor_is_asked_for_once_confirmed_and_a_code_works_once(city) {
        let head = city.posted("asha.rao", Role::FacilityAdministrator, &city.hospital, 30);
        let key = city.signed_in("asha.rao");
        assert_eq!(code(city.permit::<Rule>(key)), "ACC-008", "a password alone does not rule");
        let secret = TotpSecret::draw().unwrap();
        let (begun, access) = (vault().seal(head, &secret).unwrap(), city.access(key).unwrap());
        let own = access.clone();
        city.write(move |tx| staff::begin_second_factor(tx, &own, &begun)).unwrap();
        let wrong = access.clone();
        let guess = city.write(move |tx| staff::confirm_second_factor(tx, &wrong, (&vault(), "12345")));
        assert_eq!(code(guess), "ACC-002");
        let now = secret.code_at(MORNING);
        city.write(move |tx| staff::confirm_second_factor(tx, &access, (&vault(), &now))).unwrap();
        city.permit::<Rule>(key).unwrap();
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, "")), "ACC-004");
        let used = secret.code_at(MORNING);
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, &used)), "ACC-002");
        let next = secret.code_at(Instant::from_microseconds(MORNING.microseconds() + 30_000_000));
        let again = city.sign_in_with("asha.rao", PASSWORD, &next).unwrap();
        city.permit::<Rule>(again.token.key()).unwrap();
    }

    fn a_language_is_kept_with_its_person_and_written_only_when_it_changes(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let other = city.posted("ravi.sen", Role::RegistrationClerk, &city.hospital, 30);
        let signed = city.sign_in_with("asha.rao", PASSWORD, "").unwrap();
        assert_eq!((signed.staff.id, signed.staff.language), (clerk, None));
        let (key, access) = (signed.token.key(), city.access(signed.token.key()).unwrap());
        let written = "SELECT COUNT(*) FROM audit_row WHERE act = 'access.choose-language'";
        let [english, hindi] = [Language::English, Language::Hindi];
        for (language, rows) in [(english, 1), (english, 1), (hindi, 2)] {
            let own = access.clone();
            city.write(move |tx| staff::choose_language(tx, &own, language)).unwrap();
            assert_eq!(city.rows(written), rows);
            let resumed = city.read(move |view| session::resume(view, key)).unwrap();
            assert_eq!(resumed.staff.language, Some(language));
            let again = city.sign_in_with("asha.rao", PASSWORD, "").unwrap();
            assert_eq!(again.staff.language, Some(language));
        }
        let other = city.read(move |view| staff::staff(view, other)).unwrap();
        assert_eq!(other.unwrap().language, None);
    }

    fn a_role_reaches_down_the_tree_and_nowhere_else(city) {
        city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let key = city.signed_in("asha.rao");
        city.sit(key, &city.medicine).unwrap();
        let permit = city.permit::<Greet>(key).unwrap();
        assert_eq!(permit.facility().uuid(), city.hospital.id.uuid());
        assert!(permit.reaches(Id::from_uuid(city.eye.id.uuid())), "granted at the hospital");
        assert_eq!(code(city.sit(key, &city.clinic)), "ACC-001");
        assert_eq!(code(city.permit::<Rule>(key)), "ACC-001");
        assert_eq!(city.access(key).unwrap().place().counter.as_deref(), Some("4"));
    }

    fn a_role_in_one_unit_does_not_reach_another(city) {
        city.posted("asha.rao", Role::RegistrationClerk, &city.medicine, 30);
        let key = city.signed_in("asha.rao");
        let permit = city.permit::<Greet>(key).unwrap();
        assert!(permit.reaches(Id::from_uuid(city.medicine.id.uuid())));
        assert!(!permit.reaches(Id::from_uuid(city.eye.id.uuid())));
    }

    fn somebody_of_the_department_sits_wherever_the_city_has_a_facility(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.department, 30);
        let seats = city.read(move |view| session::seats_of(view, clerk)).unwrap();
        let codes: Vec<_> = seats.iter().map(|seat| seat.code.as_str()).collect();
        assert_eq!(codes, ["department", "GULC", "LNH"]);
        let key = city.signed_in("asha.rao");
        city.sit(key, &city.clinic).unwrap();
        city.permit::<Greet>(key).unwrap();
    }

    fn a_grant_ends_on_its_day(city) {
        city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 0);
        let key = city.signed_in("asha.rao");
        city.permit::<Greet>(key).unwrap();
        city.set("UPDATE access_grant SET ends_on = ends_on - 1");
        assert_eq!(code(city.permit::<Greet>(key)), "ACC-001");
        assert_eq!(code(city.sign_in_with("asha.rao", PASSWORD, "")), "ACC-001");
    }

    fn a_permit_is_looked_at_again_inside_the_transaction(city) {
        city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let key = city.signed_in("asha.rao");
        let recheck = |permit: Permit<Greet>| city.write(move |tx| permit.recheck(tx));
        let permit = city.permit::<Greet>(key).unwrap();
        recheck(permit.clone()).unwrap();
        city.sit(key, &city.medicine).unwrap();
        recheck(permit.clone()).unwrap();
        city.set("UPDATE access_grant SET revoked_at = 1, revoked_by = staff_id");
        assert_eq!(code(recheck(permit.clone())), "ACC-001");
        city.set("UPDATE access_grant SET revoked_at = NULL, revoked_by = NULL");
        city.set("UPDATE access_staff SET stopped_at = 1");
        assert_eq!(code(recheck(permit.clone())), "ACC-017");
        city.write(move |tx| session::end(tx, key)).unwrap();
        assert_eq!(code(recheck(permit)), "ACC-005");
    }

    fn a_page_made_for_another_place_does_not_act_here(city) {
        city.posted("asha.rao", Role::RegistrationClerk, &city.department, 30);
        let key = city.signed_in("asha.rao");
        city.sit(key, &city.hospital).unwrap();
        let permit = city.permit::<Greet>(key).unwrap();
        city.sit(key, &city.clinic).unwrap();
        assert_eq!(code(city.write(move |tx| permit.recheck(tx))), "ACC-021");
    }

    fn a_session_ends_when_left_alone_or_too_old_or_revoked(city) {
        let clerk = city.posted("asha.rao", Role::RegistrationClerk, &city.hospital, 30);
        let idle = city.signed_in("asha.rao");
        city.set("UPDATE access_session SET seen_at = seen_at - 1800000000");
        assert_eq!(code(city.access(idle)), "ACC-005");
        city.write(move |tx| session::touch(tx, idle)).unwrap();
        city.set("UPDATE access_session SET opened_at = opened_at - 50400000000");
        assert_eq!(code(city.access(idle)), "ACC-005");
        let (one, other) = (city.signed_in("asha.rao"), city.signed_in("asha.rao"));
        let open = city.read(move |view| session::sessions_of(view, clerk)).unwrap();
        assert_eq!(open.len(), 2);
        let first = city.access(one).unwrap().session();
        let own = city.access(other).unwrap();
        city.write(move |tx| session::end_one(tx, &own, first)).unwrap();
        assert_eq!(code(city.access(one)), "ACC-005");
        city.access(other).unwrap();
        city.write(move |tx| session::end_all(tx, clerk)).unwrap();
        assert_eq!(code(city.access(other)), "ACC-005");
    }

    fn a_role_is_granted_within_reach_and_revoked(city) {
        let doctor = city.posted("neha.kaul", Role::Doctor, &city.clinic, 30);
        let facility = Id::from_uuid(city.hospital.id.uuid());
        let permit = Permit::<GrantRoles>::trial(Id::draw(MORNING), facility);
        let today = MORNING.date_in_india();
        let day = |days: i64| Date::from_days(today.days() + days);
        let give = |node: &Node, ends_on| {
            let grant = Grant { role: Role::Doctor, node: node.id, ends_on };
            let permit = permit.clone();
            city.write(move |tx| grants::grant(tx, &permit, doctor, &grant))
        };
        assert_eq!(code(give(&city.clinic, day(30))), "ACC-016");
        assert_eq!(code(give(&city.department, day(30))), "ACC-016");
        assert_eq!(code(give(&city.eye, day(-1))), "ACC-013");
        assert_eq!(code(give(&city.eye, day(800))), "ACC-013");
        let id = give(&city.eye, day(30)).unwrap();
        let hospital = city.hospital.id;
        let held = city.read(move |view| grants::held_at(view, hospital)).unwrap();
        assert_eq!(held.iter().map(|h| (h.id, h.staff)).collect::<Vec<_>>(), [(id, doctor)]);
        let again = permit.clone();
        city.write(move |tx| grants::revoke(tx, &permit, doctor, id)).unwrap();
        assert_eq!(code(city.write(move |tx| grants::revoke(tx, &again, doctor, id))), "ACC-018");
    }

    fn a_relationship_of_a_unit_reaches_those_who_give_care_there_while_it_is_open(city) {
        let asha = fresh_person();
        let here = city.posted("d.medicine", Role::Doctor, &city.medicine, 30);
        let above = city.posted("d.hospital", Role::Doctor, &city.hospital, 30);
        let beside = city.posted("d.eye", Role::Doctor, &city.eye, 30);
        let clerk = city.posted("c.hospital", Role::RegistrationClerk, &city.hospital, 30);
        let (unit, why) = (Holder::Node(city.medicine.id), Why::Visit(Uuid::from_u128(1)));
        assert!(!city.may_read(here, asha));
        city.write(move |tx| relate(tx, unit, asha, why, hours_from_now(12))).unwrap();
        assert!(city.may_read(here, asha) && city.may_read(above, asha));
        assert!(!city.may_read(beside, asha) && !city.may_read(clerk, asha));
        city.write(move |tx| unrelate(tx, unit, asha, why)).unwrap();
        assert!(!city.may_read(here, asha));
        city.write(move |tx| relate(tx, unit, asha, why, hours_from_now(12))).unwrap();
        city.write(move |tx| relate(tx, unit, asha, why, MORNING)).unwrap();
        assert!(!city.may_read(here, asha), "it ended by itself");
    }

    fn breaking_the_glass_needs_a_reason_lasts_four_hours_and_is_reviewed_by_another(city) {
        let asha = fresh_person();
        let facility = Id::from_uuid(city.hospital.id.uuid());
        let doctor = city.posted("asha.rao", Role::Doctor, &city.hospital, 30);
        let permit = Permit::<BreakGlass>::trial(doctor, facility);
        let prove = |password: &str| {
            let found = city.read(move |view| sign_in::credentials_of(view, doctor)).unwrap();
            found.check_password(&Password::typed(password))
        };
        let (short, wrong, right, again) =
            (permit.clone(), permit.clone(), prove(PASSWORD), prove(PASSWORD));
        let guess = prove("something-else");
        let ok = city.write(move |tx| break_glass::break_glass(tx, &short, &right, (asha, Cause::Other, " ok ")));
        assert_eq!(code(ok), "ACC-010");
        let reason = "unconscious, brought in by the police";
        let told = (asha, Cause::Unconscious, reason);
        let wrong = city.write(move |tx| break_glass::break_glass(tx, &wrong, &guess, told));
        assert_eq!(code(wrong), "ACC-002");
        assert_eq!(city.rows("SELECT failures FROM access_staff"), 1, "a guess is counted");
        let id = city
            .write(move |tx| break_glass::break_glass(tx, &permit, &again, told))
            .unwrap();
        assert!(city.may_read(doctor, asha));
        let list = city.read(move |view| break_glass::to_review(view, facility)).unwrap();
        assert_eq!((list.len(), list[0].until), (1, hours_from_now(break_glass::BREAK_GLASS_HOURS)));
        assert_eq!(list[0].cause, Some(Cause::Unconscious));
        let review = |by: StaffId, finding, remark: &'static str| {
            let permit = Permit::<ReviewBreakGlass>::trial(by, facility);
            city.write(move |tx| break_glass::review(tx, &permit, (asha, id), (finding, remark)))
        };
        assert_eq!(code(review(doctor, Finding::Justified, "")), "ACC-019", "nobody reviews themselves");
        let officer = Id::draw(MORNING);
        assert_eq!(code(review(officer, Finding::NotJustified, "  ")), "ACC-030", "it says why");
        assert_eq!(code(review(officer, Finding::Justified, "a\u{1}b")), "ACC-030");
        review(officer, Finding::NotJustified, "on  leave that day").unwrap();
        assert_eq!(code(review(Id::draw(MORNING), Finding::Justified, "")), "ACC-019");
        let over = city.read(move |view| break_glass::reviewed(view, facility)).unwrap();
        let found: Vec<_> = over.iter().map(|one| (one.broken.id, one.by, one.finding)).collect();
        assert_eq!(found, [(id, officer, Finding::NotJustified)]);
        assert_eq!(over[0].remark, "on leave that day");
        city.set("UPDATE access_relation SET until = until - 4 * 3600000000");
        assert!(!city.may_read(doctor, asha));
    }

    fn users_are_loaded_whole_or_not_at_all_and_twice_adds_nothing(city) {
        let today = MORNING.date_in_india();
        let head = "sign_in,name_en,name_hi,role,at,until\n";
        let good = format!("{head}asha.rao,Asha Rao,आशा राव,doctor,LNH/MED,2027-03-31\n\
                            asha.rao,Asha Rao,आशा राव,triage_nurse,LNH,\n");
        let load = |text: &str| {
            let lines = read_users(text, today).unwrap();
            let first = FirstPassword::Same(DIGEST.clone());
            city.write(move |tx| load_users(tx, &lines, &first)).unwrap()
        };
        let lost = format!("{good}ravi.sen,Ravi Sen,रवि सेन,doctor,NOWHERE,\n");
        let faults: Vec<_> = load(&lost).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(faults, ["4 at SHT-012"]);
        assert_eq!(city.rows("SELECT COUNT(*) FROM access_staff"), 0);
        let first = load(&good).unwrap();
        assert_eq!((first.added.len(), first.known, first.granted), (1, 1, 2));
        let second = load(&good).unwrap();
        assert_eq!((second.added.len(), second.granted), (0, 0));
        city.signed_in("asha.rao");
    }
}

#[test]
fn every_wrong_line_of_a_sheet_of_users_is_named() {
    let text = "sign_in,name_en,name_hi,role,at,until\n\
                a!,Asha,आशा,doctor,LNH,\n\
                asha.rao,,आशा,doctor,LNH,\n\
                asha.rao,Asha,आशा,surgeon,LNH,\n\
                asha.rao,Asha,आशा,doctor,LNH,31.3.2027\n\
                asha.rao,Asha,आशा,doctor,LNH,2020-01-01\n";
    let faults = read_users(text, MORNING.date_in_india()).unwrap_err();
    let lines: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    let expect = [(2, "sign_in"), (3, "name_en"), (4, "role"), (5, "until"), (6, "until")];
    assert_eq!(lines, expect);
}
