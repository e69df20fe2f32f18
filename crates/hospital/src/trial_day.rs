//! A made-up morning that the stories of the clinic share: one unit, one room, one doctor.

use crate::facilities::actions::{ArrangeFacility, RoomPlan, UnitPlan, arrange_room, arrange_unit};
use crate::facilities::load::{load_facilities, read_facilities};
use crate::facilities::model::{Way, Weekdays};
use crate::formulary;
use crate::queue::actions::{CallOutOfTurn, IssueToken, call_token, issue_token};
use crate::queue::model::{Lane, Post, Token, TokenRequest, VisitKind};
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::{Act, Names, Password, Permit, organisation};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::names::PersonName;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{Details, NewPerson, Sex};
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Database, MORNING, PASSWORD};
use std::time::Duration;

pub(crate) const FORMULARY: &str = "\
code,name_en,name_hi,also,ingredients,groups,form,strength,route,schedule,unit,measure,measures_a_unit,content,adult_single,adult_daily,child_basis,child_single,child_daily
PARA-500-TAB,Paracetamol,पैरासिटामोल,PCM,paracetamol,,tablet,500 mg,oral,open,tablet,tablet,1,500 mg,500-1000,500-4000,kg,10-15,30-60
PARA-125-SUS,Paracetamol,पैरासिटामोल,PCM,paracetamol,,suspension,125 mg/5 ml,oral,open,bottle,ml,60,25 mg,,,kg,10-15,30-60
AMOX-500-CAP,Amoxicillin,एमोक्सिसिलिन,,amoxicillin,penicillin,capsule,500 mg,oral,H,capsule,capsule,1,500 mg,250-1000,750-3000,,,
METF-500-TAB,Metformin,मेटफ़ॉर्मिन,,metformin,,tablet,500 mg,oral,H,tablet,tablet,1,500 mg,500-1000,500-2000,,,
";

/// Medicine of Amaltas Hospital, room 12.
pub(crate) struct Day {
    pub(crate) store: Store,
    pub(crate) facility: FacilityId,
    pub(crate) post: Post,
    pub(crate) doctor: StaffId,
    database: Database,
}

impl Day {
    pub(crate) fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (facility, post) = store.write_blocking(arrange).unwrap();
        Self { store, facility, post, doctor: Id::draw(MORNING), database }
    }

    /// Gives people of the hospital their roles: `sign_in,name_en,name_hi,role`, a line each. They
    /// all have the stories' password.
    pub(crate) fn employ(&self, people: &'static [&'static str]) {
        let facility = nabz_access::facility_node(self.facility);
        let employed = self.write(move |tx| {
            let code = organisation::node(tx, facility)?.unwrap().code;
            let lines = people.iter().map(|line| format!("{line},{code},2027-03-31\n"));
            let sheet = lines.collect::<Vec<_>>().concat();
            let sheet = format!("sign_in,name_en,name_hi,role,at,until\n{sheet}");
            let lines = read_users(&sheet, tx.today()).unwrap();
            let digest = Password::typed(PASSWORD).cheap_digest()?;
            load_users(tx, &lines, &FirstPassword::Same(digest))
        });
        employed.unwrap().unwrap();
    }

    /// Lets time pass; nothing sleeps.
    pub(crate) fn pass(&self, duration: Duration) {
        self.database.pass(duration);
    }

    pub(crate) fn permit<A: Act>(&self) -> Permit<A> {
        Permit::trial(self.doctor, self.facility)
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.store.write_blocking(action)
    }

    pub(crate) fn read<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.store.read_blocking(question).unwrap()
    }

    pub(crate) fn register(&self, name: &str, years: u16) -> PersonId {
        let today = MORNING.date_in_india();
        let details = Details {
            sex: Some(Sex::Female),
            birth: Some(Birth::from_age(Age::Years(years), today).unwrap()),
            ..Details::named(PersonName::of(name).unwrap())
        };
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        let permit = self.permit::<RegisterPerson>();
        self.write(move |tx| register(tx, &permit, &new)).unwrap().person
    }

    /// Somebody of that name and age with a token for Medicine.
    pub(crate) fn arrive(&self, name: &str, years: u16) -> Token {
        self.give_token(self.register(name, years), self.post)
    }

    pub(crate) fn give_token(&self, person: PersonId, post: Post) -> Token {
        let permit = self.permit::<IssueToken>();
        let visit = VisitKind::NewProblem;
        let request = TokenRequest { person, unit: post.unit, lane: Lane::General, visit };
        self.write(move |tx| issue_token(tx, &permit, &request)).unwrap()
    }

    pub(crate) fn call(&self, token: &Token) -> Token {
        self.call_into(token, self.post)
    }

    pub(crate) fn call_into(&self, token: &Token, post: Post) -> Token {
        let (permit, id) = (self.permit::<CallOutOfTurn>(), token.id);
        self.write(move |tx| call_token(tx, &permit, (id, post))).unwrap()
    }

    /// A second unit with one room.
    pub(crate) fn eyes(&self) -> Post {
        let facility = self.facility;
        let names = Names::parse("Eye OPD", "आँख ओपीडी").unwrap();
        self.write(move |tx| post(tx, facility, ("EYE", "E", names.clone()), "21")).unwrap()
    }

    /// A third one.
    pub(crate) fn skin(&self) -> Post {
        let facility = self.facility;
        let names = Names::parse("Skin OPD", "त्वचा ओपीडी").unwrap();
        self.write(move |tx| post(tx, facility, ("SKN", "S", names.clone()), "22")).unwrap()
    }

    /// The unit for children.
    pub(crate) fn children(&self) -> Post {
        let facility = self.facility;
        let names = Names::parse("Children OPD", "बाल रोग ओपीडी").unwrap();
        self.write(move |tx| post(tx, facility, ("PED", "C", names.clone()), "18")).unwrap()
    }

    /// The unit that sees whoever is brought in.
    pub(crate) fn emergencies(&self) -> Post {
        let facility = self.facility;
        let names = Names::parse("Emergency", "इमरजेंसी").unwrap();
        self.write(move |tx| post(tx, facility, ("EMR", "X", names.clone()), "1")).unwrap()
    }

    pub(crate) fn count(&self, sql: &'static str) -> i64 {
        self.read(move |tx| tx.query_one(sql, &[], |row| row.get(0))).unwrap()
    }
}

fn arrange(tx: &mut Tx<'_>) -> Result<(FacilityId, Post), Stop> {
    let lines = "code,name_en,name_hi,kind,district\n\
                 AML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n";
    load_facilities(tx, &read_facilities(lines).unwrap())?.unwrap();
    let node = organisation::node_by_code(tx, "AML")?.unwrap();
    let facility = Id::from_uuid(node.id.uuid());
    formulary::actions::load_formulary(tx, FORMULARY)?;
    let names = Names::parse("Medicine OPD", "मेडिसिन ओपीडी").unwrap();
    Ok((facility, post(tx, facility, ("MED", "M", names), "12")?))
}

fn post(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (code, prefix, names): (&str, &str, Names),
    door: &str,
) -> Result<Post, Stop> {
    let permit = Permit::<ArrangeFacility>::of_the_program(facility);
    let plan = UnitPlan {
        code: code.into(),
        names,
        prefix: prefix.into(),
        days: Weekdays::ALL,
        hours: (540, 780),
        tokens_a_day: 1_000,
    };
    let unit = arrange_unit(tx, &permit, &plan)?.id;
    let plan = RoomPlan { unit, door: door.into(), way: Way::default() };
    Ok(Post { unit, room: arrange_room(tx, &permit, &plan)?.id })
}

/// The code of a refusal; anything else stops the story.
pub(crate) fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
