//! What strangers cannot do to the site, as sentences over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::StaffId;
use nabz_kernel::visitor::VisitorAddress;
use nabz_testkit::{City, Database, MORNING, city_test};
use nabz_web::{App, router};
use tower::ServiceExt;

const ONE: &str = "203.0.113.7";
const OTHER: &str = "203.0.113.8";
/// As many boards and phones of one address as may follow what moves.
const STREAMS: usize = 128;

/// A site without pages of its own.
struct Site {
    router: Router,
    _database: Database,
}

impl City for Site {
    fn on(database: Database) -> Self {
        let app = App::build(database.store.clone(), Clock::Fixed(MORNING)).done();
        Self { router: router(app, Router::new()), _database: database }
    }
}

impl Site {
    async fn ask(&self, path: &str, from: &str) -> Response<Body> {
        let from = VisitorAddress::of(from.parse().unwrap());
        let request = Request::get(path).extension(from).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

#[city_test]
async fn the_choice_of_a_language_never_leads_to_another_site(site: &mut Site) {
    for path in [
        "//evil.example/?lang=en",
        "https://city//evil.example/?lang=en",
        "/\\evil.example/?lang=en",
    ] {
        let answer = site.ask(path, ONE).await;
        assert_eq!(answer.headers().get(header::LOCATION), None, "{path}");
    }
    let ours = site.ask("/sign-in?lang=en", ONE).await;
    assert_eq!(ours.headers()[header::LOCATION], "/sign-in");
}

#[city_test]
async fn one_address_follows_no_more_boards_than_its_share(site: &mut Site) {
    let path = format!("/events?topics=board/{}/opd", StaffId::draw(MORNING));
    let mut open = Vec::new();
    for _ in 0..STREAMS {
        let answer = site.ask(&path, ONE).await;
        assert_eq!(answer.status(), StatusCode::OK);
        open.push(answer);
    }
    let more = site.ask(&path, ONE).await;
    assert_eq!(more.status(), StatusCode::SERVICE_UNAVAILABLE);
    let said = more.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&said).contains("WEB-010"));
    assert_eq!(site.ask(&path, OTHER).await.status(), StatusCode::OK);
    drop(open);
    assert_eq!(site.ask(&path, ONE).await.status(), StatusCode::OK);
}
