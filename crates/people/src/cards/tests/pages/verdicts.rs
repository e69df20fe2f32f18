//! What a counter says of every card that is shown, and of one that was shown elsewhere.

use super::{OfTheDay, Site, agree, done, percent, shows};
use crate::cards::actions::SuspendCard;
use crate::cards::model::{Card, CardState, KeyPurpose, WhySuspended};
use crate::cards::tests::{issuer, key, trust};
use crate::cards::{Keys, SharedSigner, Signing, actions};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_credential::card::{Bearer, Card as Said, CardId as Number, StatusIndex};
use nabz_credential::keys::{MemorySigner, Signer};
use nabz_credential::trust::{IssuerKey, Purpose, TrustList};
use nabz_kernel::clock::Date;
use nabz_store::{Stop, Tx, Value};
use nabz_testkit::{Browser, City, Database, MORNING, city_test};
use nabz_web::Language;
use std::sync::Arc;
use std::time::Duration;

/// The press that is there while two places are too near in time.
const BLOCK: &str = "Block this card: somebody else may use it";

/// The key of the day, and another that was stolen on its first day.
struct Robbed(Site);

struct WithStolen;

impl Keys for WithStolen {
    fn signer(&self, tx: &mut Tx<'_>, purpose: KeyPurpose) -> Result<SharedSigner, Stop> {
        OfTheDay.signer(tx, purpose)
    }

    fn trust(&self, _tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop> {
        let (known, thief) = (trust(), stolen());
        let cards = known.key(issuer().kid(), Purpose::Cards).unwrap();
        let taken = IssuerKey {
            kid: thief.kid(),
            key: thief.public_key(),
            revoked_from: Some(cards.from),
            ..*cards
        };
        let keys = known.keys().iter().copied().chain([taken]).collect();
        Ok(Arc::new(TrustList::new(2, MORNING.date_in_india(), keys).unwrap()))
    }
}

impl City for Robbed {
    fn on(database: Database) -> Self {
        Self(Site::signing(database, Signing::by(WithStolen)))
    }
}

fn stolen() -> MemorySigner {
    key(5)
}

/// A card that nobody here made, by whoever signs it.
fn made_up(signer: &MemorySigner) -> String {
    let today = MORNING.date_in_india();
    let said = Said {
        cid: Number([1, 2, 3, 4, 5, 6]),
        status: StatusIndex::new(7).unwrap(),
        issued: today,
        expires: today,
        bearer: Bearer::Sticker,
    };
    said.seal(signer).unwrap().text()
}

/// Somebody new gets a card.
fn given(site: &Site, clerk: &Browser, name: &str) -> Card {
    site.moment();
    let person = site.register(name, 42);
    agree(clerk, person);
    done(&clerk.post(&format!("/cards/{person}/issue"), &format!("once=g-{person}")));
    site.latest(person)
}

/// A card of other days than today's.
fn dated(site: &Site, card: &Card, (first, last): (i64, i64)) {
    let sql = "UPDATE cards_card SET issued_on = $3, expires_on = $4
               WHERE bucket = $1 AND card_id = $2";
    let day = |days: i64| Date::from_days(card.issued.days() + days);
    let (bucket, id) = (card.id.bucket(), card.id);
    let row: [Value; 4] = [bucket.into(), id.into(), day(first).into(), day(last).into()];
    site.write(move |tx| tx.execute(sql, &row));
}

fn blocked(site: &Site, card: &Card) {
    let (permit, id): (Permit<SuspendCard>, _) = (site.permit(), card.id);
    site.write(move |tx| actions::suspend(tx, &permit, id, WhySuspended::Stolen));
}

/// What the counter shows after a scan, wherever that leads.
fn scanned(browser: &Browser, code: &str) -> String {
    let found = browser.post("/cards/find", &format!("q={}", percent(code)));
    if found.status == StatusCode::SEE_OTHER { browser.page(&found.location) } else { found.text() }
}

#[city_test]
fn a_counter_has_its_own_sentence_for_every_card_in_both_languages(city: &mut Robbed) {
    let site = &city.0;
    let clerk = site.clerk(Language::English);
    let [good, lost, old, early] =
        ["सुनीता देवी", "आशा", "मीरा", "रेखा"].map(|name| given(site, &clerk, name));
    blocked(site, &lost);
    dated(site, &old, (-400, -36));
    dated(site, &early, (5, 400));
    let forger = MemorySigner::from_secret(issuer().kid(), &mut [9; 32]).unwrap();
    let text = |card: &Card| card.sealed.text();
    let answers = [
        (text(&good), ["</span> It counts.", "</span> यह चालू है।"]),
        (text(&lost), ["</span> Reported stolen", "</span> चोरी की सूचना"]),
        (text(&old), ["</span> Its last day is over.", "</span> इसकी तारीख़ निकल चुकी है।"]),
        (
            text(&early),
            ["</span> It is not valid before 28 Nov 2026.", "</span> यह अभी शुरू नहीं हुआ; पहली तारीख़"],
        ),
        ("DH1:6BF".to_owned(), ["CRD-023: this is no health card", "CRD-023: यह इस शहर का"]),
        (made_up(&issuer()), ["CRD-024: this card was never", "CRD-024: यह कार्ड यहाँ कभी"]),
        (made_up(&key(9)), ["CRD-070: this card was signed", "CRD-070: इस कार्ड पर ऐसी कुंजी"]),
        (made_up(&forger), ["CRD-071: the signature on this", "CRD-071: इस कार्ड के हस्ताक्षर"]),
        (made_up(&stolen()), ["CRD-072: this card was signed", "CRD-072: इस कार्ड पर चोरी हुई"]),
    ];
    for (place, language) in [Language::English, Language::Hindi].into_iter().enumerate() {
        let clerk = site.clerk(language);
        for (code, words) in &answers {
            let page = scanned(&clerk, code);
            shows(&page, &[words[place]]);
            let others = answers.iter().filter(|(_, other)| page.contains(other[place]));
            assert_eq!(others.count(), 1, "another card's sentence: {page}");
        }
    }
}

#[city_test]
fn a_card_that_was_shown_elsewhere_within_the_hour_is_blocked_in_one_press(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let card = given(site, &clerk, "सुनीता देवी");
    let code = card.sealed.text();
    let alone = scanned(&clerk, &code);
    assert!(!alone.contains("Also shown at"), "{alone}");
    let elsewhere = site.officer("meena.rao", Language::Hindi);
    shows(&scanned(&elsewhere, &code), &["अमलतास अस्पताल", "एक घंटे के अंदर"]);
    let page = scanned(&clerk, &code);
    shows(&page, &["It counts.", "Also shown at Neem Clinic less than an hour ago", BLOCK]);
    site.database.pass(Duration::from_hours(2));
    let clerk = site.clerk(Language::English);
    let later = scanned(&clerk, &code);
    shows(&later, &["Also shown at Neem Clinic", "compare face and name"]);
    assert!(!later.contains(BLOCK), "{later}");
    let form = format!("once=t&card={}&why=misused", card.id);
    done(&clerk.post(&format!("/cards/{}/suspend", card.person), &form));
    assert_eq!(site.card(card.id).state, CardState::Suspended(WhySuspended::Misused));
    site.database.pass(Duration::from_hours(12));
    let over = scanned(&site.clerk(Language::English), &code);
    assert!(!over.contains("Also shown at"), "{over}");
}
