//! What the doors of the site promise, as sentences over HTTP, on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken promise should stop the story where it broke"
)]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::{get, post};
use http_body_util::BodyExt;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::staff::{begin_second_factor, confirm_second_factor};
use nabz_access::{
    NodeId, NodeKind, Password, Role, SessionToken, TotpSecret, Vault, act, session,
};
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::StaffId;
use nabz_store::{Stop, Tx};
use nabz_testkit::{City, Database, MORNING, city_test};
use nabz_web::{App, Config, Desk, Fields, Message, Page, Problem, Section, Visitor, router};
use tower::ServiceExt;

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
const PASSWORD: &str = "neem-tree-by-the-gate";

act!(
    /// Something clerks do.
    Greet = "test.greet", [RegistrationClerk]
);
act!(
    /// Something doctors do.
    Heal = "test.heal", [Doctor]
);

/// A hospital with one clerk, and a site with a page that only clerks may use.
struct Site {
    database: Database,
    router: Router,
}

impl City for Site {
    fn on(database: Database) -> Self {
        database.store.write_blocking(people_the_hospital).unwrap();
        let section = Section {
            path: "/greet",
            title: || Message::plain("web-name"),
            roles: &[Role::RegistrationClerk],
            order: 1,
        };
        let app = App::build(database.store.clone(), Clock::Fixed(MORNING))
            .config(Config { pseudo_locale: true, ..Config::default() })
            .sections([section])
            .part(Vault::of_key(&[7; 32]))
            .done();
        let routes = Router::new()
            .route("/greet", post(greet).get(async |_: Desk| "hello"))
            .route("/greet/again", post(greet))
            .route("/heal", post(heal))
            .route("/panic", get(trip));
        Self { database, router: router(app, routes) }
    }
}

fn people_the_hospital(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let mut above = None;
    for (kind, code) in [
        (NodeKind::Department, "department"),
        (NodeKind::District, "district:Central"),
        (NodeKind::Facility, "LNH"),
    ] {
        let names = Names::parse("Amaltas Hospital", "अमलतास अस्पताल").unwrap();
        let node = add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?;
        above = Some(node);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(())
}

/// Answers something that is never the same twice.
async fn greet(desk: Desk, fields: Fields) -> Result<String, Problem> {
    let permit = desk.permit::<Greet>()?;
    let draw = |tx: &mut Tx<'_>, _: &_| Ok(StaffId::draw(tx.now()).to_string());
    desk.write_once(permit, &fields.once(), draw).await
}

async fn heal(desk: Desk) -> Result<&'static str, Problem> {
    desk.permit::<Heal>()?;
    Ok("healed")
}

async fn trip(_: Visitor) -> Result<Page, Problem> {
    let steps: Vec<Page> = Vec::new();
    Ok(steps.into_iter().next().expect("tripped"))
}

/// What a browser would show and keep.
struct Answer {
    status: StatusCode,
    location: Option<String>,
    cookies: Vec<String>,
    response: Response<()>,
    text: String,
}

impl Answer {
    /// In which language the browser goes on, if that is said.
    fn language(&self) -> Option<&str> {
        let kept = self.cookies.iter().find_map(|one| one.strip_prefix("__Host-nabz-lang="));
        kept.and_then(|kept| kept.split(';').next())
    }
}

impl Site {
    async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = |value: &header::HeaderValue| value.to_str().unwrap().to_owned();
        Answer {
            status: parts.status,
            location: parts.headers.get(header::LOCATION).map(text),
            cookies: parts.headers.get_all(header::SET_COOKIE).iter().map(text).collect(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            response: Response::from_parts(parts, ()),
        }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap())
            .await
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    async fn sign_in(&self, password: &str) -> Answer {
        self.post("/sign-in", "", &format!("name=pooja.bisht&password={password}")).await
    }

    /// The session cookie of Pooja, the clerk.
    async fn pooja(&self) -> String {
        let answer = self.sign_in(PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let cookie = answer.cookies.iter().find(|cookie| cookie.starts_with("__Host-nabz="));
        cookie.unwrap().split(';').next().unwrap().to_owned()
    }

    /// Puts a second factor on the phone of whoever holds this session cookie.
    async fn enrol(&self, cookie: &str) -> TotpSecret {
        let key = SessionToken::of_cookie(cookie.split('=').nth(1).unwrap()).key();
        let secret = TotpSecret::draw().unwrap();
        let shown = secret.clone();
        let enrol = move |tx: &mut Tx<'_>| {
            let (access, vault) = (session::resume(tx, key)?.access, Vault::of_key(&[7; 32]));
            begin_second_factor(tx, &access, &vault.seal(access.staff(), &shown)?)?;
            confirm_second_factor(tx, &access, (&vault, &shown.code_at(tx.now())))
        };
        self.database.store.write(enrol).await.unwrap();
        secret
    }
}

#[city_test]
async fn a_page_without_a_sign_in_leads_to_the_door_and_back(site: &mut Site) {
    let answer = site.get("/greet", "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some("/sign-in?next=/greet"));
}

#[city_test]
async fn whoever_signs_in_lands_on_their_work(site: &mut Site) {
    let cookie = site.pooja().await;
    let home = site.get("/", &cookie).await;
    assert_eq!(home.location.as_deref(), Some("/greet"));
    assert_eq!(site.get("/greet", &cookie).await.text, "hello");
}

#[city_test]
async fn a_session_cookie_is_for_this_host_over_tls_and_for_no_script(site: &mut Site) {
    let answer = site.sign_in(PASSWORD).await;
    let cookie = answer.cookies.iter().find(|c| c.starts_with("__Host-nabz=")).unwrap();
    for word in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(word), "{cookie}");
    }
}

#[city_test]
async fn a_wrong_password_is_said_with_its_code_and_the_name_stays(site: &mut Site) {
    let answer = site.sign_in("wrong").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("ACC-002"));
    assert!(answer.text.contains("value=\"pooja.bisht\""));
    assert!(!answer.text.contains("wrong\""), "a password is never sent back");
}

#[city_test]
async fn too_many_wrong_passwords_make_the_right_one_wait(site: &mut Site) {
    for _ in 0..5 {
        site.sign_in("wrong").await;
    }
    let answer = site.sign_in(PASSWORD).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("ACC-003"), "{}", answer.text);
}

#[city_test]
async fn an_act_of_another_role_is_refused_in_words_and_in_json(site: &mut Site) {
    let cookie = site.pooja().await;
    let page = site.post("/heal", &cookie, "").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("ACC-001") && page.text.contains("पूजा बिष्ट"));
    let request = Request::post("/heal")
        .header(header::COOKIE, &cookie)
        .header(header::ACCEPT, "application/json");
    let json = site.ask(request.body(Body::empty()).unwrap()).await;
    assert!(json.text.contains("\"code\":\"ACC-001\""), "{}", json.text);
}

#[city_test]
async fn a_form_sent_twice_is_done_once(site: &mut Site) {
    let cookie = site.pooja().await;
    let first = site.post("/greet", &cookie, "once=a&to=Asha").await;
    let second = site.post("/greet", &cookie, "once=a&to=Asha").await;
    assert_eq!((first.status, &first.text), (StatusCode::OK, &second.text));
    let other = site.post("/greet", &cookie, "once=b&to=Asha").await;
    assert_ne!(first.text, other.text);
}

#[city_test]
async fn a_form_without_a_key_is_refused_and_never_answered_from_memory(site: &mut Site) {
    let cookie = site.pooja().await;
    for form in ["", "once=", "once=%20", "once=a%2Fb", &format!("once={}", "a".repeat(65))] {
        let answer = site.post("/greet", &cookie, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(answer.text.contains("WEB-012: यह"), "{form}: {}", answer.text);
    }
}

#[city_test]
async fn a_key_that_was_used_for_something_else_is_refused_with_a_reason(site: &mut Site) {
    let cookie = site.pooja().await;
    let first = site.post("/greet", &cookie, "once=a&to=Asha").await;
    assert_eq!(first.status, StatusCode::OK);
    let other_body = site.post("/greet", &cookie, "once=a&to=Bela").await;
    let other_path = site.post("/greet/again", &cookie, "once=a&to=Asha").await;
    for answer in [other_body, other_path] {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
        assert!(answer.text.contains("STO-005: यह"), "{}", answer.text);
    }
    let english = format!("{cookie}; __Host-nabz-lang=en");
    let answer = site.post("/greet", &english, "once=a&to=Bela").await;
    assert!(answer.text.contains("STO-005: this page"), "{}", answer.text);
    let again = site.post("/greet", &cookie, "once=a&to=Asha").await;
    assert_eq!(again.text, first.text, "the first wish is still answered");
}

#[city_test]
async fn a_write_from_another_site_is_refused(site: &mut Site) {
    let cookie = site.pooja().await;
    let request = Request::post("/greet")
        .header(header::COOKIE, &cookie)
        .header("sec-fetch-site", "cross-site");
    let answer = site.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("WEB-003"));
}

#[city_test]
async fn signing_out_ends_the_session_itself_and_not_only_the_cookie(site: &mut Site) {
    let cookie = site.pooja().await;
    site.post("/sign-out", &cookie, "").await;
    assert_eq!(site.get("/greet", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[city_test]
async fn a_locked_screen_asks_for_the_password_alone(site: &mut Site) {
    let cookie = site.pooja().await;
    let locked = site.post("/lock", &cookie, "").await;
    let name = locked.cookies.iter().find(|c| c.starts_with("__Host-nabz-name=")).unwrap();
    let door = site.get("/sign-in", name.split(';').next().unwrap()).await;
    assert!(door.text.contains("value=\"pooja.bisht\""));
    assert_eq!(site.get("/greet", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[city_test]
async fn a_locked_screen_leads_back_to_where_it_was_and_nowhere_else(site: &mut Site) {
    for (said, leads) in [("/greet", "/sign-in?next=/greet"), ("//elsewhere.example", "/sign-in")] {
        let cookie = site.pooja().await;
        let locked = site.post("/lock", &cookie, &format!("next={said}")).await;
        assert_eq!(locked.location.as_deref(), Some(leads));
    }
}

#[city_test]
async fn the_door_of_the_staff_leads_residents_to_their_own_pages(site: &mut Site) {
    for (language, words) in [("en", "For residents:"), ("hi", "निवासियों के लिए:")]
    {
        let door = site.get("/sign-in", &format!("__Host-nabz-lang={language}")).await;
        for part in [words, "href=\"/apply\"", "href=\"/mine\"", "href=\"/check\""] {
            assert!(door.text.contains(part), "{part}: {}", door.text);
        }
    }
}

#[city_test]
async fn pages_are_in_hindi_until_english_is_chosen_and_then_remembered(site: &mut Site) {
    assert!(site.get("/sign-in", "").await.text.contains("lang=\"hi\""));
    let chosen = site.get("/sign-in?lang=en", "").await;
    assert_eq!(chosen.location.as_deref(), Some("/sign-in"));
    let cookie = chosen.cookies.first().unwrap().split(';').next().unwrap().to_owned();
    assert!(site.get("/sign-in", &cookie).await.text.contains("Sign in to work"));
}

#[city_test]
async fn a_chosen_language_meets_its_person_at_any_counter(site: &mut Site) {
    let first = site.sign_in(PASSWORD).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    assert_eq!(first.language(), None, "who never chose goes on in the language of the door");
    let cookie = site.pooja().await;
    for code in ["en", "hi", "en", "en"] {
        let chosen = site.get(&format!("/greet?lang={code}"), &cookie).await;
        assert_eq!(chosen.location.as_deref(), Some("/greet"));
        assert_eq!(chosen.language(), Some(code));
        assert_eq!(site.sign_in(PASSWORD).await.language(), Some(code), "at another counter");
    }
    let form = format!("name=pooja.bisht&password={PASSWORD}");
    let shared = site.post("/sign-in", "__Host-nabz-lang=hi", &form).await;
    assert_eq!(shared.language(), Some("en"), "whatever the one before her had chosen");
}

#[city_test]
async fn a_locked_screen_opens_in_the_language_of_its_person(site: &mut Site) {
    let cookie = site.pooja().await;
    site.get("/greet?lang=en", &cookie).await;
    site.post("/lock", &cookie, "").await;
    let passer_by = site.get("/sign-in?lang=hi", &cookie).await;
    assert_eq!(passer_by.language(), Some("hi"), "the door speaks as it is asked to");
    assert_eq!(site.sign_in(PASSWORD).await.language(), Some("en"));
}

#[city_test]
async fn a_language_comes_with_the_last_step_of_a_sign_in(site: &mut Site) {
    let cookie = site.pooja().await;
    site.get("/greet?lang=en", &cookie).await;
    assert_eq!(site.sign_in("wrong").await.language(), None);
    let secret = site.enrol(&cookie).await;
    let without = site.sign_in(PASSWORD).await;
    assert!(without.text.contains("ACC-004"), "{}", without.text);
    assert_eq!(without.language(), None);
    let next = secret.code_at(MORNING.plus(std::time::Duration::from_secs(30)));
    let form = format!("name=pooja.bisht&password={PASSWORD}&code={next}");
    let signed = site.post("/sign-in", "", &form).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(signed.language(), Some("en"));
}

#[city_test]
async fn only_a_choice_of_ones_own_is_kept(site: &mut Site) {
    let cookie = site.pooja().await;
    assert_eq!(site.get("/greet?lang=qps", &cookie).await.language(), Some("qps"));
    assert_eq!(site.get("/greet?lang=fr", &cookie).await.language(), None);
    assert_eq!(site.get("/fhir/R4/Patient?lang=en", &cookie).await.language(), None);
    let link = Request::get("/greet?lang=en")
        .header(header::COOKIE, &cookie)
        .header("sec-fetch-site", "cross-site");
    site.ask(link.body(Body::empty()).unwrap()).await;
    assert_eq!(site.sign_in(PASSWORD).await.language(), None);
    site.get("/greet?lang=en", &cookie).await;
    let form = format!("name=pooja.bisht&password={PASSWORD}");
    let marked = site.post("/sign-in", "__Host-nabz-lang=qps", &form).await;
    assert_eq!(marked.status, StatusCode::SEE_OTHER, "{}", marked.text);
    assert_eq!(marked.language(), None, "a page that is marked for a test stays marked");
}

#[city_test]
async fn a_language_that_cannot_be_kept_stops_nobody(site: &mut Site) {
    let cookie = site.pooja().await;
    let broken = "ALTER TABLE access_staff RENAME COLUMN language TO tongue";
    site.database.store.write(move |tx| tx.execute(broken, &[]).map(drop)).await.unwrap();
    let chosen = site.get("/greet?lang=en", &cookie).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(chosen.language(), Some("en"));
}

#[city_test]
async fn the_pseudo_locale_marks_every_sentence(site: &mut Site) {
    let page = site.get("/sign-in", "__Host-nabz-lang=qps").await;
    assert!(page.text.contains("⟦Sign in to work⟧"), "{}", page.text);
}

#[city_test]
async fn a_fault_is_answered_with_a_number_to_quote_and_nothing_else(site: &mut Site) {
    let answer = site.get("/panic", "").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text.contains("tripped"));
}

#[city_test]
async fn every_answer_carries_the_standing_headers_and_is_kept_by_nobody(site: &mut Site) {
    let answer = site.get("/nowhere", "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let headers = answer.response.headers();
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[city_test]
async fn a_password_changed_needs_the_old_one(site: &mut Site) {
    let cookie = site.pooja().await;
    let wrong = "old=nonsense&new=mango+tree+by+the+well&again=mango+tree+by+the+wall";
    let refused = site.post("/password", &cookie, wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("old-error") && refused.text.contains("again-error"));
    let right = format!("old={PASSWORD}&new=mango+tree+by+the+well&again=mango+tree+by+the+well");
    assert_eq!(site.post("/password", &cookie, &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.sign_in("mango+tree+by+the+well").await.status, StatusCode::SEE_OTHER);
}

#[city_test]
async fn guessing_the_old_password_at_an_open_screen_waits_like_a_sign_in(site: &mut Site) {
    let cookie = site.pooja().await;
    let form =
        |old: &str| format!("old={old}&new=mango+tree+by+the+well&again=mango+tree+by+the+well");
    for _ in 0..5 {
        let wrong = site.post("/password", &cookie, &form("wrong")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("ACC-002") && wrong.text.contains("old-error"));
    }
    let locked = site.post("/password", &cookie, &form(PASSWORD)).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(locked.text.contains("ACC-003"), "{}", locked.text);
    assert!(site.sign_in(PASSWORD).await.text.contains("ACC-003"), "at the door too");
}

#[city_test]
async fn ones_own_sign_ins_are_listed_and_ended(site: &mut Site) {
    let (here, there) = (site.pooja().await, site.pooja().await);
    let list = site.get("/sessions", &here).await;
    assert_eq!(list.text.matches("अमलतास अस्पताल</td>").count(), 2, "{}", list.text);
    site.post("/sessions/end-others", &here, "").await;
    assert_eq!(site.get("/sessions", &there).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get("/sessions", &here).await.status, StatusCode::OK);
}

#[city_test]
async fn a_browser_hears_of_what_moves_where_it_may_look(site: &mut Site) {
    let topic = format!("board/{}/opd", StaffId::draw(MORNING));
    let request = Request::get(format!("/events?topics={topic}")).body(Body::empty()).unwrap();
    let response = site.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = response.into_body();
    let store = site.database.store.clone();
    let said = topic.clone();
    store.write(move |tx| tx.notify(&said, &12)).await.unwrap();
    let mut heard = String::new();
    while !heard.contains("event: moved") {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await.unwrap().unwrap().unwrap();
        heard += std::str::from_utf8(frame.data_ref().unwrap()).unwrap();
    }
    assert!(heard.contains(&format!("data: {topic}\ndata: 12")), "{heard}");
    let elsewhere = site.get("/events?topics=queue/somewhere/12", "").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
}
