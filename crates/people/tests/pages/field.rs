//! The page of stickers that a phone keeps: whom it is for, and what it says of anybody.

use crate::Site;
use axum::http::StatusCode;
use nabz_testkit::{Browser, city_test};

#[city_test]
fn whoever_is_not_signed_in_is_led_to_the_door_and_back_to_the_page(site: &mut Site) {
    let stranger = Browser::new(&site.router);
    for path in ["/bind", "/bind/worker.js"] {
        let answer = stranger.get(path);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.location, format!("/sign-in?next={path}"));
    }
    let manifest = stranger.page("/bind/app.webmanifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest.get("start_url").unwrap(), "/bind");
    assert_eq!(manifest.get("scope").unwrap(), "/bind");
    assert_eq!(manifest.get("name").unwrap(), "फ़ील्ड में स्टिकर · Field stickers");
}

#[city_test]
fn the_page_speaks_both_languages_and_says_nobody_s_name(site: &mut Site) {
    for browser in [site.pooja(), site.arjun()] {
        let page = browser.page("/bind");
        assert!(page.contains("किसी को स्टिकर दें") && page.contains("Give somebody a sticker"));
        assert!(page.contains("data-worker=\"") && page.contains("data-root=\"\""));
        for name in ["Pooja", "पूजा", "Arjun", "अर्जुन", "सुनीता"] {
            assert!(!page.contains(name), "{name}: {page}");
        }
    }
}

#[city_test]
fn its_worker_keeps_all_that_it_needs_and_nothing_of_the_check(site: &mut Site) {
    let pooja = site.pooja();
    let (page, worker) = (pooja.page("/bind"), pooja.page("/bind/worker.js"));
    let loaded = page.split(['"', '#']).filter(|part| part.starts_with("/assets/"));
    for address in loaded {
        assert!(worker.contains(&format!("\"{address}\"")), "{address} is not kept: {worker}");
    }
    assert!(worker.contains("\"page\":\"/bind\"") && !worker.contains("\"/check\""));
    assert_eq!(pooja.page("/bind/worker.js"), worker, "nothing of it comes from chance");
    assert_ne!(site.arjun().page("/bind/worker.js"), worker, "another worker, another page");
}
