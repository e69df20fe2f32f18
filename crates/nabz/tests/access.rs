//! Every route and FHIR interaction × every role, over HTTP: a hole shows as a diff.
//!
//! The numbers are HTTP answers. 403 is "not you, or not here"; 303 to the door is shown as `door`;
//! anything else means that the role was let in and the rest of the request decided.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use nabz::site;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::session::resume;
use nabz_access::staff::{begin_second_factor, confirm_second_factor};
use nabz_access::{Password, PasswordDigest, Permit, Role, SessionToken, TotpSecret, UnitId};
use nabz_access::{organisation, staff};
use nabz_hospital::facilities::load::{
    load_facilities, load_rooms, load_units, read_facilities, read_rooms, read_units,
};
use nabz_hospital::queue::actions::{IssueToken, issue_token};
use nabz_hospital::queue::model::{Lane, TokenRequest, VisitKind};
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_people::registry::index::Search;
use nabz_store::{Stop, Tx};
use nabz_testkit::{City, Database, MORNING, city_test, fresh_person};
use nabz_web::Config;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use tower::ServiceExt;

const PASSWORD: &str = "neem-tree-by-the-gate";
static DIGEST: LazyLock<PasswordDigest> =
    LazyLock::new(|| Password::typed(PASSWORD).digest().unwrap());

/// What is asked: a method, and an address as the router writes it.
type Asked = (&'static str, String);

/// Routes of the door and of one's own account: open to whoever is signed in, and told in the
/// stories of `web`.
const OWN: &[&str] = &[
    "/",
    "/assets/{*name}",
    "/events",
    "/sign-in",
    "/sign-out",
    "/lock",
    "/place",
    "/sessions",
    "/sessions/{session}/end",
    "/sessions/end-others",
    "/password",
    "/second-factor",
    "/second-factor/begin",
];

/// Who asks: everyone of a hospital, the same roles at another one, and those whose day is over.
struct Arm {
    name: String,
    cookie: String,
}

/// Two hospitals with one unit each, and somebody of every role in both.
struct Site {
    database: Database,
    router: Router,
    facility: FacilityId,
    unit: UnitId,
}

impl City for Site {
    fn on(database: Database) -> Self {
        let (facility, unit) = database.store.write_blocking(build).unwrap();
        let search = Search::start(&database.store);
        let router = site::router(database.store.clone(), Config::default(), search);
        Self { database, router, facility, unit }
    }
}

fn build(tx: &mut Tx<'_>) -> Result<(FacilityId, UnitId), Stop> {
    let facilities = "code,name_en,name_hi,kind,district\n\
                      AML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n\
                      GUL,Gulmohar Hospital,गुलमोहर अस्पताल,hospital,South\n";
    load_facilities(tx, &read_facilities(facilities).unwrap())?.unwrap();
    let units = "facility,code,name_en,name_hi,prefix,days,opens,closes,tokens_a_day\n\
                 AML,MED,Medicine,मेडिसिन,M,mon,09:00,13:00,9999\n\
                 GUL,MED,Medicine,मेडिसिन,M,mon,09:00,13:00,9999\n";
    load_units(tx, &read_units(units).unwrap())?.unwrap();
    let rooms = "facility,unit,door,where_en,where_hi,doctor\nAML,MED,12,,,\nGUL,MED,12,,,\n";
    load_rooms(tx, &read_rooms(rooms).unwrap())?.unwrap();
    let mut users = String::from("sign_in,name_en,name_hi,role,at,until\n");
    for role in Role::ALL.map(Role::word) {
        for (prefix, at) in [("here", "AML"), ("there", "GUL"), ("over", "AML")] {
            writeln!(users, "{prefix}.{role},Asha Rao,आशा राव,{role},{at},").unwrap();
        }
    }
    let lines = read_users(&users, tx.today()).unwrap();
    load_users(tx, &lines, &FirstPassword::Same(DIGEST.clone()))?.unwrap();
    let facility = organisation::node_by_code(tx, "AML")?.unwrap().id.uuid();
    let unit = organisation::node_by_code(tx, "AML/MED")?.unwrap().id.uuid();
    Ok((Id::from_uuid(facility), Id::from_uuid(unit)))
}

impl Site {
    async fn ask(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        body: &str,
    ) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()));
        let answer = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let to = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (set, location) = (to(header::SET_COOKIE), to(header::LOCATION));
        (answer.status(), set.or(location).unwrap_or_default())
    }

    /// Signs in through the door; where a second factor is due, it is put on first.
    async fn arm(&self, prefix: &str, role: Role) -> Arm {
        let form = format!("name={prefix}.{}&password={PASSWORD}", role.word());
        let (status, set) = self.ask("POST", "/sign-in", "", &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{prefix} {role:?}");
        let cookie = set.split(';').next().unwrap().to_owned();
        if role.needs_second_factor() {
            self.raise(&cookie).await;
        }
        Arm { name: format!("{prefix} {}", role.word()), cookie }
    }

    async fn raise(&self, cookie: &str) {
        let key = SessionToken::of_cookie(cookie.split_once('=').unwrap().1).key();
        let secret = TotpSecret::draw().unwrap();
        let raise = move |tx: &mut Tx<'_>| {
            let access = resume(tx, key)?.access;
            begin_second_factor(tx, access.staff(), &secret)?;
            confirm_second_factor(tx, &access, &secret.code_at(MORNING))
        };
        self.database.store.write(raise).await.unwrap();
    }

    /// Everyone who asks; the postings of the last eight end yesterday.
    async fn arms(&self) -> Vec<Arm> {
        let mut arms = vec![Arm { name: "nobody".into(), cookie: String::new() }];
        for prefix in ["here", "there", "over"] {
            for role in Role::ALL {
                arms.push(self.arm(prefix, role).await);
            }
        }
        let end = |tx: &mut Tx<'_>| {
            for role in Role::ALL {
                let name = staff::SignInName::parse(&format!("over.{}", role.word()))?;
                let id = staff::staff_called(tx, &name)?.unwrap();
                let sql = "UPDATE access_grant SET ends_on = ends_on - 400 WHERE staff_id = $1";
                tx.execute(sql, &[id.into()])?;
            }
            Ok(())
        };
        self.database.store.write(end).await.unwrap();
        arms
    }

    /// A token of Medicine that nobody has touched, with its person.
    async fn fresh_token(&self) -> (String, PersonId) {
        let (person, facility, unit) = (fresh_person(), self.facility, self.unit);
        let request =
            TokenRequest { person, unit, lane: Lane::General, visit: VisitKind::NewProblem };
        let give = move |tx: &mut Tx<'_>| {
            let permit = Permit::<IssueToken>::of_the_program(facility);
            issue_token(tx, &permit, &request)
        };
        let token = self.database.store.write(give).await.unwrap();
        (token.id.to_string(), person)
    }

    async fn cell(&self, (method, path): &Asked, arm: &Arm) -> String {
        let (token, person) = self.fresh_token().await;
        let unit = if path.starts_with("/board") { "MED".into() } else { self.unit.to_string() };
        let path = path
            .replace("{facility}", "AML")
            .replace("{unit}", &unit)
            .replace("{token}", &token)
            .replace("{staff}", &person.to_string())
            .replace("{person}", &person.to_string())
            .replace("{type}", "Encounter")
            .replace("{id}", &token)
            .replace("{version}", "1")
            .replace("{copy}", "1");
        let path = filled(&path, &token);
        let (status, to) = self.ask(method, &path, &arm.cookie, "").await;
        match status {
            StatusCode::SEE_OTHER if to.contains("/sign-in") => "door".into(),
            status => status.as_u16().to_string(),
        }
    }
}

/// The method and address of every `.route("/path", get(…).post(…))` of the workspace, save
/// [`OWN`]: a new route is in the snapshot without anyone's doing.
fn routes() -> BTreeSet<Asked> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut routes = BTreeSet::new();
    for one in std::fs::read_dir(crates).unwrap() {
        gather(&one.unwrap().path().join("src"), &mut routes);
    }
    assert!(routes.len() > 40, "only {} routes were found: the search is broken", routes.len());
    routes
}

fn gather(folder: &Path, routes: &mut BTreeSet<Asked>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            gather(&path, routes);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            text.split(".route(").skip(1).for_each(|rest| note(rest, routes));
        }
    }
}

/// `"/path", get(…).post(…))…`: what stands inside the brackets of one `.route(`.
fn note(rest: &str, routes: &mut BTreeSet<Asked>) {
    let Some(quoted) = rest.trim_start().strip_prefix('"') else { return };
    let (path, after) = quoted.split_once('"').unwrap();
    if OWN.contains(&path) || !path.starts_with('/') {
        return;
    }
    let mut depth = 1;
    let inside = after.split_inclusive(['(', ')']).take_while(|piece| {
        let open = depth > 0;
        depth += if piece.ends_with('(') { 1 } else { -1 };
        open
    });
    let inside: String = inside.collect();
    for (verb, method) in
        [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")]
    {
        if inside.contains(verb) {
            routes.insert((method, path.to_owned()));
        }
    }
}

#[city_test]
async fn every_route_and_every_role(site: &mut Site) {
    let arms = site.arms().await;
    let mut table = String::new();
    for asked in routes() {
        writeln!(table, "{} {}", asked.0, asked.1).unwrap();
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for arm in &arms {
            let cell = site.cell(&asked, arm).await;
            match groups.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, names)) => names.push(&arm.name),
                None => groups.push((cell, vec![&arm.name])),
            }
        }
        for (cell, names) in groups {
            writeln!(table, "  {cell}: {}", shortened(&names)).unwrap();
        }
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access.golden.txt");
    if std::env::var("NABZ_GOLDEN").is_ok_and(|wish| wish == "rewrite") {
        std::fs::write(&golden, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&golden).unwrap(), "\n{table}");
}

/// Whatever else an address asks for is some id that nothing has.
fn filled(path: &str, id: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { id.to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// `here *` for all eight roles of a group, so that a hole stands out.
fn shortened(names: &[&str]) -> String {
    let mut short = Vec::new();
    for prefix in ["nobody", "here", "there", "over"] {
        let of: Vec<&str> = names.iter().filter(|name| name.starts_with(prefix)).copied().collect();
        if of.len() == Role::ALL.len() {
            short.push(format!("{prefix} *"));
        } else {
            short.extend(of.into_iter().map(str::to_owned));
        }
    }
    short.join(", ")
}
