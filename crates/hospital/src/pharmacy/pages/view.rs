//! What the dispensing page shows, decided before the template sees it.

use super::draft::{Draft, DraftLine};
use super::labels::{self, Sticker};
use crate::allergies::{self, model::Known};
use crate::chart;
use crate::chart::banner::BannerView;
use crate::emergency;
use crate::formulary;
use crate::formulary::model::{Medicine, MedicineId};
use crate::pharmacy::actions;
use crate::pharmacy::model::{DueOnShelf, OrderLine, PharmacyRefusal};
use crate::pharmacy::rules;
use crate::prescribing;
use crate::prescribing::model::{Directions, Prescription, PrescriptionId};
use crate::prescribing::rules::directions::typed;
use crate::prescribing::words::{overruled, reasons};
use crate::queue;
use crate::queue::model::TokenId;
use crate::stores;
use crate::stores::model::{OnShelf, Pick, StoreroomId, StoreroomKind, Units};
use crate::stores::rules::parse_units;
use nabz_access::Why;
use nabz_access::relations::{must_be_related, no_relation};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_people::registry;
use nabz_people::registry::words::script;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, say};
use nabz_web::{Message, msg, numbers};
use uuid::Uuid;

/// Other strengths offered for one line; more are not read.
const SUBSTITUTES_MAX: usize = 4;

/// One line of the prescription.
#[expect(clippy::struct_excessive_bools, reason = "each is one question that the template asks")]
pub(super) struct Row {
    pub(super) line: Uuid,
    pub(super) medicine: Uuid,
    pub(super) name: String,
    pub(super) directions: String,
    /// What the doctor decided in spite of an alert, and why.
    pub(super) decided: String,
    pub(super) decided_why: String,
    pub(super) packs: Vec<PackView>,
    pub(super) units: String,
    pub(super) left: Message,
    pub(super) done: bool,
    pub(super) next: bool,
    pub(super) none: bool,
    /// None of it is given this time, though it is there.
    pub(super) left_out: bool,
    pub(super) why: bool,
    pub(super) reason: String,
    pub(super) narcotic: bool,
    pub(super) register: String,
    pub(super) instead: Option<String>,
    pub(super) substitutes: Vec<Choice>,
}

/// One batch to take.
pub(super) struct PackView {
    pub(super) number: String,
    pub(super) expires: String,
    pub(super) soon: bool,
    pub(super) units: u32,
    pub(super) scanned: bool,
}

/// Another strength that is on the shelf.
pub(super) struct Choice {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// Everything that the page is about.
pub(super) struct AtWindow {
    pub(super) person: PersonId,
    pub(super) why: Why,
    pub(super) prescription: PrescriptionId,
    pub(super) visit: TokenId,
    pub(super) storeroom: StoreroomId,
    pub(super) banner: BannerView,
    pub(super) rows: Vec<Row>,
    pub(super) stickers: Vec<Sticker>,
    pub(super) written: Vec<(prescribing::model::LineId, MedicineId)>,
}

impl AtWindow {
    /// How many medicines are scanned, and of how many that can be given now.
    pub(super) fn progress(&self) -> (usize, usize) {
        let there = self.rows.iter().filter(|row| !row.none && !row.left_out);
        (self.rows.iter().filter(|row| row.done).count(), there.count())
    }

    /// The lines of an order that the button promised: those of which a pack was scanned. When
    /// they are not as many as it said, the shelf has changed since; then all of them stand, and
    /// what was not scanned is refused.
    pub(super) fn promised(&self, lines: Vec<OrderLine>, said: Option<usize>) -> Vec<OrderLine> {
        let begun = |one: &&OrderLine| {
            let row = self.rows.iter().find(|row| row.line == one.line.uuid());
            row.is_some_and(|row| row.packs.iter().any(|pack| pack.scanned))
        };
        let scanned: Vec<OrderLine> = lines.iter().filter(begun).cloned().collect();
        if Some(scanned.len()) == said { scanned } else { lines }
    }
}

/// The first counter of the facility that hands out medicine.
pub(super) fn counter(tx: &mut Tx<'_>, facility: FacilityId) -> Result<StoreroomId, Stop> {
    let storerooms = stores::storerooms(tx, facility)?;
    let counter = storerooms.iter().find(|room| room.kind == StoreroomKind::Pharmacy);
    Ok(counter.ok_or(PharmacyRefusal::NoCounter)?.id)
}

/// A person's name in the language of the page, if it was ever written so.
pub(super) fn name(tx: &mut Tx<'_>, person: PersonId, language: Language) -> Result<String, Stop> {
    let person = registry::person(tx, person)?;
    let name = person.map(|person| person.details.name);
    Ok(name.map(|name| name.preferring(script(language)).to_owned()).unwrap_or_default())
}

/// Why somebody may read what a person is given. A prescription is read whole or not at all, so
/// whoever reads about the person without treating them is refused with `ACC-009`, too.
pub(super) fn must_treat(tx: &mut Tx<'_>, staff: StaffId, person: PersonId) -> Result<Why, Stop> {
    let why = must_be_related(tx, staff, person)?;
    if why.is_care() { Ok(why) } else { Err(no_relation(person).into()) }
}

/// Reads what the page shows, for somebody who treats this person.
pub(super) fn at_window(
    tx: &mut Tx<'_>,
    (facility, staff): (FacilityId, StaffId),
    prescription: PrescriptionId,
    (draft, language): (&Draft, Language),
) -> Result<AtWindow, Stop> {
    let prescription = prescribing::prescription(tx, facility, prescription)?;
    let prescription = prescription.ok_or(PharmacyRefusal::NoSuchSlip)?;
    let why = must_treat(tx, staff, prescription.person)?;
    let storeroom = counter(tx, facility)?;
    let lines = actions::due_on_shelf(tx, facility, storeroom, prescription.id)?;
    let token = queue::token(tx, facility, prescription.visit)?;
    let token = token.map(|token| token.number.to_string()).unwrap_or_default();
    let allergies = allergies::of(tx, prescription.person)?;
    let mut rows = Vec::with_capacity(lines.len());
    let whose = labels::whose(tx, prescription.person, &token)?;
    let mut stickers = Vec::new();
    for line in &lines {
        let offer = offer(tx, (facility, storeroom), line, draft.line(line.due.line.id))?;
        let packed = Taken::of(line, &offer, draft, tx.today());
        let row = row(line, (&offer, &packed), draft, &allergies, (language, tx.today()));
        if row.done {
            let what = (&offer.medicine, &offer.directions);
            stickers.extend(packed.picks.iter().map(|pick| Sticker::of(what, pick, &whose)));
        }
        rows.push(row);
    }
    if let Some(row) = rows.iter_mut().find(|row| !row.done && !row.none && !row.left_out) {
        row.next = true;
    }
    let written = lines.iter().map(|line| (line.due.line.id, line.due.medicine.id)).collect();
    let banner = banner(tx, &prescription, (&token, allergies), language)?;
    let (id, person) = (prescription.id, prescription.person);
    Ok(AtWindow {
        person,
        why,
        prescription: id,
        visit: prescription.visit,
        storeroom,
        banner,
        rows,
        stickers,
        written,
    })
}

/// Who stands at the window, with which token and since when it is signed.
fn banner(
    tx: &mut Tx<'_>,
    of: &Prescription,
    (token, allergies): (&str, Vec<Known>),
    language: Language,
) -> Result<BannerView, Stop> {
    let person = registry::banner(tx, of.person)?;
    let allergies = allergies::words::shown(allergies, language);
    let signed = msg::pharmacy::signed_at(numbers::clock_time(of.signed_at));
    let why = Some(Why::Dispensing(of.id.uuid()));
    let chips = emergency::chips(tx, (of.person, why), language)?;
    let banner = BannerView::of(&person, language)
        .allergies(allergies)
        .flag(chart::goes_on(tx, of.person)?)
        .chips(chips)
        .also(signed);
    Ok(if token.is_empty() { banner } else { banner.also(msg::opd::token_fact(token)) })
}

/// What is given for a line: as written, or what the pharmacist chose instead.
struct Offer {
    medicine: Medicine,
    shelf: Vec<OnShelf>,
    wanted: Units,
    directions: Directions,
    substitute: bool,
    others: Vec<Medicine>,
}

fn offer(
    tx: &mut Tx<'_>,
    (facility, storeroom): (FacilityId, StoreroomId),
    line: &DueOnShelf,
    draft: Option<&DraftLine>,
) -> Result<Offer, Stop> {
    let written = &line.due.medicine;
    let short = rules::can_be_given(line, tx.today()) < line.due.left();
    let others = if short { substitutes(tx, (facility, storeroom), written)? } else { Vec::new() };
    let chosen = draft.and_then(|draft| draft.medicine).filter(|id| *id != written.id);
    let chosen = others.iter().find(|other| Some(other.id) == chosen).cloned();
    let Some(medicine) = chosen else {
        let (medicine, shelf) = (written.clone(), line.shelf.clone());
        let directions = line.due.line.directions.clone();
        let wanted = line.due.left();
        return Ok(Offer { medicine, shelf, wanted, directions, substitute: false, others });
    };
    let stand = rules::may_stand_for(written, &medicine)?;
    let shelf = stores::shelf(tx, facility, storeroom, medicine.id)?;
    let directions = stand.dosed(&line.due.line.directions);
    let directions = directions.ok_or_else(|| Stop::fault("a dose beyond any amount"))?;
    let wanted = stand.needed(line.due.left());
    Ok(Offer { medicine, shelf, wanted, directions, substitute: true, others })
}

fn substitutes(
    tx: &mut Tx<'_>,
    (facility, storeroom): (FacilityId, StoreroomId),
    written: &Medicine,
) -> Result<Vec<Medicine>, Stop> {
    let mut found = Vec::new();
    for other in formulary::every_medicine(tx)? {
        if other.id == written.id || rules::may_stand_for(written, &other).is_err() {
            continue;
        }
        let there = stores::hand_out::pickable_at(tx, facility, storeroom, other.id)?;
        if !there.is_none() && found.len() < SUBSTITUTES_MAX {
            found.push(other);
        }
    }
    Ok(found)
}

/// How many of a line are about to be given, and out of which batches.
struct Taken {
    units: Units,
    /// What was typed and is no number.
    strange: Option<String>,
    picks: Vec<Pick>,
}

impl Taken {
    fn of(line: &DueOnShelf, offer: &Offer, draft: &Draft, today: Date) -> Self {
        let most = offer.wanted.min(stores::rules::pickable(&offer.shelf, today));
        let typed_in = draft.line(line.due.line.id);
        let same = typed_in.filter(|one| one.counted() == Some(offer.medicine.id));
        let units = same.and_then(|one| parse_units(&one.units).ok()).unwrap_or(most);
        let strange = same.filter(|one| one.units().is_err()).map(|one| one.units.clone());
        Self { units, strange, picks: stores::rules::at_most(&offer.shelf, units, today) }
    }
}

fn row(
    line: &DueOnShelf,
    (offer, taken): (&Offer, &Taken),
    draft: &Draft,
    allergies: &[Known],
    (language, today): (Language, Date),
) -> Row {
    let due = &line.due;
    let overrides = &due.line.overrides;
    let typed_in = draft.line(due.line.id);
    let none = stores::rules::pickable(&offer.shelf, today).is_none();
    let pack = |pick: &Pick| PackView {
        number: pick.number.clone(),
        expires: numbers::month(pick.expires_on, language),
        soon: stores::rules::expiry(pick.expires_on, today) <= stores::rules::Expiry::Within90Days,
        units: pick.units.count(),
        scanned: draft.scanned.contains(&pick.batch),
    };
    let packs: Vec<_> = taken.picks.iter().map(pack).collect();
    let given = !taken.units.is_none();
    let days = say(&msg::pharmacy::days(offer.directions.days), language);
    Row {
        line: due.line.id.uuid(),
        medicine: offer.medicine.id.uuid(),
        name: formulary::label(&due.medicine, language),
        directions: format!("{} · {days}", typed(&offer.directions.frequency)),
        decided: overruled(overrides, (&due.medicine, allergies), language),
        decided_why: reasons(overrides),
        done: !packs.is_empty() && packs.iter().all(|pack| pack.scanned),
        next: false,
        none,
        left_out: !none && !given,
        packs,
        units: taken.strange.clone().unwrap_or_else(|| taken.units.to_string()),
        left: msg::pharmacy::of_due(due.left().count()),
        why: given && (offer.substitute || taken.units < offer.wanted),
        reason: typed_in.map(|one| one.reason.clone()).unwrap_or_default(),
        narcotic: rules::needs_register(&offer.medicine),
        register: typed_in.map(|one| one.register.clone()).unwrap_or_default(),
        instead: offer.substitute.then(|| formulary::label(&offer.medicine, language)),
        substitutes: offer.others.iter().map(|other| choice(other, offer, language)).collect(),
    }
}

fn choice(other: &Medicine, offer: &Offer, language: Language) -> Choice {
    Choice {
        id: other.id.uuid(),
        name: formulary::label(other, language),
        chosen: offer.medicine.id == other.id,
    }
}
