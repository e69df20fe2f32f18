//! People with cards, people whose cards come, and batches in the states that an office's buttons
//! need: one of each for every column.

use crate::mistakes::percent;
use crate::town::{Named, Place, colleague};
use nabz_access::Permit;
use nabz_credential::keys::{Kid, MemorySigner, Signer};
use nabz_credential::trust::{self, IssuerKey, TrustList};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::names::{NameText, PersonName};
use nabz_people::cards::actions::{
    ask, begin_roll, count_run, decide, fill_batch, hand_out, issue, note_step, open_batch,
    print_roll, seal_batch, sign_stickers,
};
use nabz_people::cards::model::{
    CardId, Holder, KeyPurpose, Making, OrderId, PrintBatchId, Proof, Roll, Verdict,
};
use nabz_people::cards::{Keys, SharedSigner, Signing, store};
use nabz_people::consent::actions::answer;
use nabz_people::consent::model::{
    Asked, Basis, By, GuardianPaper, Guardianship, How, Proxy, Purpose, Tie, Wish,
};
use nabz_people::registry::actions::register;
use nabz_people::registry::model::{Address, Details, NewPerson, Sex};
use nabz_store::{Stop, Tx};
use nabz_testkit::MORNING;
use std::sync::Arc;

/// More cards than wait in the ward of a column.
const CARDS: u32 = 10;
/// Of each roll.
const STICKERS: u32 = 4;

/// Who signs the town's cards.
pub(crate) fn signing() -> Signing {
    Signing::by(OfTheTown)
}

struct OfTheTown;

impl Keys for OfTheTown {
    fn signer(&self, _tx: &mut Tx<'_>, _purpose: KeyPurpose) -> Result<SharedSigner, Stop> {
        Ok(Arc::new(issuer()))
    }

    fn trust(&self, _tx: &mut Tx<'_>) -> Result<Arc<TrustList>, Stop> {
        let (issuer, morning) = (issuer(), MORNING.date_in_india());
        let key = IssuerKey {
            kid: issuer.kid(),
            key: issuer.public_key(),
            from: Date::from_days(morning.days() - 30),
            to: Date::from_days(morning.days() + 60),
            purpose: trust::Purpose::Cards,
            revoked_from: None,
        };
        Ok(Arc::new(TrustList::new(1, morning, vec![key]).unwrap()))
    }
}

pub(crate) fn issuer() -> MemorySigner {
    MemorySigner::from_secret(Kid([0x4e, 2]), &mut [2; 32]).unwrap()
}

/// Somebody who may be given a card, two who hold one on paper, one whose plastic has come, and a
/// child that has turned one.
pub(crate) fn at_counter(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let may_have_one = willing(tx, place, (title, "Anjali"))?;
    let carded = willing(tx, place, (title, "Bindu"))?;
    let card = issue(tx, &colleague(place), &issuer(), carded)?;
    let giver = willing(tx, place, (title, "Chhaya"))?;
    let givers_card = issue(tx, &colleague(place), &issuer(), giver)?.id;
    let waiter = approved(tx, place, (title, "Divya"))?;
    filled(tx, place, title)?;
    let plastic = checked(tx, place, waiter)?;
    let plastic_text = store::card(tx, plastic)?.unwrap().sealed.text();
    Ok(vec![
        ("willing", may_have_one.to_string()),
        ("carded", carded.to_string()),
        ("card", card.id.to_string()),
        ("cards_code", percent(&card.sealed.text())),
        ("giver", giver.to_string()),
        ("givers_card", givers_card.to_string()),
        ("waiter", waiter.to_string()),
        ("plastic", plastic.to_string()),
        ("plastic_code", percent(&plastic_text)),
        ("plastic_text", plastic_text),
        ("turned", turned(tx, place, title)?.to_string()),
    ])
}

/// A child of a year and a month for whom its mother says yes to a card.
fn turned(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<PersonId, Stop> {
    let name = NameText::try_from("Kamla Devi".to_owned())?;
    let basis = Some(Basis::Paper(GuardianPaper::BirthCertificate));
    let mother = By::Guardian(Guardianship { proxy: Proxy { name, tie: Tie::Mother }, basis });
    of_age(tx, place, (title, "Munni"), (Age::Months(13), mother))
}

/// A request of a colleague's, a batch to be filled, one to be closed and one that is printed,
/// cards to be sent and one that the post has; and somebody who still waits for a batch.
pub(crate) fn in_office(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let (_, request) = asked(tx, place, (title, "Ekta"))?;
    for name in ["Falguni", "Garima"] {
        approved(tx, place, (title, name))?;
    }
    let printed = filled(tx, place, title)?;
    seal_batch(tx, &colleague(place), printed)?;
    count_run(tx, &colleague(place), printed)?;
    let pieces = store::pieces_behind(tx, printed, (0, CARDS))?;
    let to_send = approved(tx, place, (title, "Harsha"))?;
    let sent = approved(tx, place, (title, "Ishita"))?;
    let to_scan = approved(tx, place, (title, "Jayanti"))?;
    let in_file = approved(tx, place, (title, "Mohini"))?;
    filled(tx, place, title)?;
    let to_send = checked(tx, place, to_send)?;
    let scan_serial = serial_checked(tx, place, to_scan)?;
    let file_serial = serial_checked(tx, place, in_file)?;
    let posted = checked(tx, place, sent)?;
    let parcel = format!("EP{title}");
    note_step(tx, &colleague(place), posted, Making::Dispatched, Some(&parcel))?;
    approved(tx, place, (title, "Jyoti"))?;
    let full = filled(tx, place, title)?;
    approved(tx, place, (title, "Kavya"))?;
    let open = open_batch(tx, &colleague(place), title)?.id;
    Ok(vec![
        ("request", request.to_string()),
        ("printed_batch", printed.to_string()),
        ("first_code", percent(&pieces[0].sealed.text())),
        ("second_piece", pieces[1].id.to_string()),
        ("to_send", to_send.to_string()),
        ("scan_serial", scan_serial.to_string()),
        ("file_serial", file_serial.to_string()),
        ("posted", posted.to_string()),
        ("full_batch", full.to_string()),
        ("open_batch", open.to_string()),
    ])
}

/// A roll that lies in its office, one that is not whole, one that was printed and one that a team
/// has; and somebody who gets a sticker of the last.
pub(crate) fn rolls(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Named, Stop> {
    let wanter = willing(tx, place, (title, "Lalita"))?;
    let unsigned = begin_roll(tx, &colleague(place), (title, STICKERS))?;
    let in_office = roll(tx, place, title)?;
    let printed = roll(tx, place, title)?;
    let printed = print_roll(tx, &colleague(place), (printed.id, printed.version))?;
    let out = roll(tx, place, title)?;
    let team = Holder::Team("Blue".to_owned());
    let out = hand_out(tx, &colleague(place), (out.id, out.version), &team)?;
    let sticker = store::stickers_behind(tx, out.id, (None, 0), 1)?.remove(0);
    Ok(vec![
        ("wanter", wanter.to_string()),
        ("sticker_code", percent(&sticker.sealed.text())),
        ("unsigned_roll", unsigned.id.to_string()),
        ("roll", in_office.id.to_string()),
        ("printed_roll", printed.id.to_string()),
        ("out_roll", out.id.to_string()),
    ])
}

/// A whole roll, at version 2.
fn roll(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<Roll, Stop> {
    let begun = begin_roll(tx, &colleague(place), (title, STICKERS))?;
    sign_stickers(tx, &colleague(place), &issuer(), (begun.id, STICKERS))
}

/// Somebody of the column's ward who says yes to a card.
fn willing(tx: &mut Tx<'_>, place: Place, who: (&str, &str)) -> Result<PersonId, Stop> {
    of_age(tx, place, who, (Age::Years(42), By::Themselves))
}

/// Somebody of an age for whom yes is said.
fn of_age(
    tx: &mut Tx<'_>,
    place: Place,
    (title, name): (&str, &str),
    (age, by): (Age, By),
) -> Result<PersonId, Stop> {
    let little = Details {
        sex: Some(Sex::Female),
        birth: Some(Birth::from_age(age, MORNING.date_in_india())?),
        ..Details::named(PersonName::of(&format!("{name} of {title}"))?)
    };
    let details = (place.known.details)(little);
    let address = Address { ward: Some(title.to_owned()), ..details.address };
    let details = Details { address, ..details };
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    let person = register(tx, &colleague(place), &new)?.person;
    let yes = Asked {
        person,
        purpose: Purpose::HealthCard,
        wish: Wish::Yes { shares: Vec::new() },
        seen: 0,
        notice: 1,
        shown_in: Language::Hindi,
        by,
        how: How::Screen,
    };
    answer(tx, &colleague(place), &yes)?;
    Ok(person)
}

/// Somebody for whom a colleague asked for a card of plastic.
fn asked(tx: &mut Tx<'_>, place: Place, who: (&str, &str)) -> Result<(PersonId, OrderId), Stop> {
    let person = willing(tx, place, who)?;
    Ok((person, ask(tx, &colleague(place), (person, 1), Proof::Witness)?.id))
}

/// Somebody whose card of plastic is to be printed.
fn approved(tx: &mut Tx<'_>, place: Place, who: (&str, &str)) -> Result<PersonId, Stop> {
    let (person, order) = asked(tx, place, who)?;
    decide(tx, &Permit::of_the_program(place.facility), order, &Verdict::Approve)?;
    Ok(person)
}

/// A batch with the cards of all who wait in the ward of a column.
fn filled(tx: &mut Tx<'_>, place: Place, title: &str) -> Result<PrintBatchId, Stop> {
    let batch = open_batch(tx, &colleague(place), title)?.id;
    fill_batch(tx, &colleague(place), &issuer(), batch, CARDS)?;
    Ok(batch)
}

/// The serial of the only card of somebody, which was scanned after printing.
fn serial_checked(tx: &mut Tx<'_>, place: Place, person: PersonId) -> Result<u32, Stop> {
    let card = checked(tx, place, person)?;
    Ok(store::card(tx, card)?.unwrap().status.number())
}

/// The only card of somebody, scanned after printing.
fn checked(tx: &mut Tx<'_>, place: Place, person: PersonId) -> Result<CardId, Stop> {
    let card = store::cards_of(tx, person)?.remove(0).id;
    note_step(tx, &colleague(place), card, Making::Checked, None)?;
    Ok(card)
}
