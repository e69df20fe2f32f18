//! Scratch.
#![allow(warnings, clippy::all)]
use axum::Router;
use axum::routing::get;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{NodeId, NodeKind, Password, Role};
use nabz_kernel::clock::Clock;
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::MORNING;
use nabz_web::filters;
use nabz_web::*;
const PASSWORD: &str = "neem-tree-by-the-gate";
fn people_the_hospital(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let mut above = None;
    for (kind, code) in [
        (NodeKind::Department, "department"),
        (NodeKind::District, "district:Central"),
        (NodeKind::Facility, "LNH"),
        (NodeKind::Unit, "LNH/MED"),
    ] {
        let names = Names::parse("Amaltas Hospital", "अमलतास अस्पताल").unwrap();
        let node = add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?;
        above = Some(node);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n";
    let all = std::fs::read_to_string("fixtures/users.csv").unwrap();
    let all: String = all
        .lines()
        .filter(|l| {
            l.contains("sign_in,")
                || (l.contains(",LNH") && !l.contains("LNH/"))
                || l.contains("LNH/MED")
        })
        .map(|l| format!("{l}\n"))
        .collect();
    let lines = read_users(&all, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(())
}

#[derive(askama::Template)]
#[template(
    ext = "html",
    source = r#"{% extends "tv.html" %}{% block content %}<main data-board class="nabz-board" data-live="board/x/y" hx-get="/board" hx-trigger="nabz:live" hx-swap="outerHTML" data-call="{{ n }}" hx-select="main"><p class="nabz-board__token">{{ n }}</p></main>{% endblock %}"#
)]
struct Tv {
    shell: PublicShell,
    n: u32,
}
static N: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
async fn board(v: Visitor) -> Result<Page, Problem> {
    v.page(&Tv { shell: v.public_shell(), n: N.load(std::sync::atomic::Ordering::SeqCst) })
}
async fn call(v: Visitor) -> Result<String, Problem> {
    N.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    v.app().store().write(|tx| tx.notify("board/x/y", &1)).await?;
    Ok("ok".into())
}
async fn refuse(v: Visitor) -> Result<Page, Problem> {
    Err(nabz_kernel::refusal::Refused::plain("WEB-001").into())
}
#[derive(askama::Template)]
#[template(
    ext = "html",
    source = r#"{% extends "public.html" %}{% block content %}<form hx-post="/refuse" method="post" action="/refuse" data-draft="d"><input id="a" name="a"><button id="b">x</button></form><div class="nabz-combo" data-combo="/combo"><input class="nabz-input" id="c" name="q" aria-label="x"><input type="hidden" name="v" id="v"></div>{% endblock %}"#
)]
struct Fm {
    shell: PublicShell,
}
async fn fm(v: Visitor) -> Result<Page, Problem> {
    v.page(&Fm { shell: v.public_shell() })
}
async fn combo(f: Fields) -> axum::response::Html<String> {
    axum::response::Html(format!(
        "<li data-value=\"1\" data-text=\"{0} one\">{0} one</li><li data-value=\"2\" data-text=\"{0} two\">{0} two</li>",
        f.get("q")
    ))
}
async fn nothing(desk: Desk) -> Result<Page, Problem> {
    Err(Problem::missing())
}
#[tokio::main]
async fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let store = Store::open_sqlite(&dir.join("a.db"), Clock::Machine).unwrap();
    store.write(people_the_hospital).await.unwrap();
    let section = |path, title: fn() -> Message, order| Section { path, title, roles: &[], order };
    let app = App::build(store, Clock::Machine)
        .config(Config { pseudo_locale: true, ..Config::default() })
        .sections([
            section("/sessions", || msg::signin::sessions_title(), 1),
            section("/place", || msg::signin::counter(), 2),
        ])
        .done();
    let routes = Router::new()
        .route("/greet", get(nothing))
        .route("/board", get(board))
        .route("/call", axum::routing::post(call))
        .route("/refuse", axum::routing::post(refuse))
        .route("/fm", get(fm))
        .route("/combo", axum::routing::post(combo));
    let bound = Bound::bind("127.0.0.1:8095".parse().unwrap(), &Tls::Loopback).await.unwrap();
    bound.serve(router(app, routes), std::future::pending()).await;
}
