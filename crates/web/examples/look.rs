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
    let all = std::fs::read_to_string("fixtures/users.csv").unwrap(); let all: String = all.lines().filter(|l| l.contains("sign_in,") || (l.contains(",LNH") && !l.contains("LNH/")) || l.contains("LNH/MED")).map(|l| format!("{l}\n")).collect();
    let lines = read_users(&all, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(())
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
    let routes = Router::new().route("/greet", get(nothing));
    let bound = Bound::bind("127.0.0.1:8095".parse().unwrap(), &Tls::Loopback).await.unwrap();
    bound.serve(router(app, routes), std::future::pending()).await;
}
