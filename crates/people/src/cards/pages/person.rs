//! Somebody's cards: what they have, what comes, what is done next, and all that they ever had.

mod under;

use super::proof;
use super::sent::Sent;
use crate::cards::actions::{
    AskCard, BindSticker, EndCard, ExportCard, HandOverCard, IssueCard, ReplaceCard, RestoreCard,
    SurrenderCard, SuspendCard,
};
use crate::cards::emergency::page_of;
use crate::cards::joined::{ShownCard, card_shown};
use crate::cards::line::Known;
use crate::cards::model::{
    Card, CardId, CardKind, CardState, Coming, CopyForm, Holding, Order, OrderState, Replacement,
    Standing, WhyEnded, WhySuspended,
};
use crate::cards::{Elsewhere, rules, shown_elsewhere, store, words};
use crate::households::model::Member;
use crate::households::{self, words as home};
use crate::registry::actions::SearchRegistry;
use crate::registry::model::{Banner, Person, RegistryRefusal};
use crate::registry::words::{self as said, script};
use crate::registry::{self, Choice, choices};
use crate::scans;
use askama::Template;
use axum::extract::{Path, Query};
use nabz_access::Reason;
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use uuid::Uuid;

/// What says in the form that a card is given to whoever receives those of the place in which its
/// bearer lives.
pub(super) const CARETAKER: &str = "caretaker";
/// Why a card is ended for good that its bearer does not give back.
pub(super) const FOUND_OUT: [WhyEnded; 2] = [WhyEnded::Fraud, WhyEnded::Duplicate];

/// What just happened, as the address says it.
#[derive(Default, Deserialize)]
pub(super) struct Happened {
    #[serde(default)]
    done: String,
    card: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "cards/pages/person.html")]
pub(super) struct CardsPage {
    shell: Shell,
    id: Uuid,
    once: OnceKey,
    /// Of the person, as the page saw them.
    version: u32,
    name: String,
    facts: Message,
    health_id: String,
    said: Message,
    /// Why what was asked could not be done.
    pub(super) notice: Option<Message>,
    /// What was wanted, beside what stands there by now.
    pub(super) wanted: Option<Message>,
    /// What a card that was scanned is worth, and whether it counts.
    shown: Option<(Message, bool)>,
    /// That it was made under another number of the same person.
    made_under: Option<Message>,
    /// Where else it was shown.
    elsewhere: Option<Doubt>,
    /// A paper that is printed now.
    print: Option<String>,
    /// Where what helps in an emergency stands, for whoever gives care.
    emergency: Option<String>,
    /// Why they may have no card.
    why_not: Option<Message>,
    /// When a card of plastic was asked for that is not made, and which paper was shown.
    asked: Option<Message>,
    /// Why the last request for a card of plastic was sent back.
    sent_back: Option<Message>,
    /// What the family sent of their papers.
    sent: Option<Sent>,
    may: May,
    held: Option<Held>,
    coming: Option<Held>,
    besides: Vec<Beside>,
    family: Vec<Relative>,
    history: Vec<Row>,
    /// Which paper was shown before a card of plastic is asked for.
    pub(super) proofs: Vec<Choice>,
    /// Why a card is given back, as typed.
    pub(super) reason: String,
    /// Why the code of a card that is handed over cannot be read, as typed.
    pub(super) unread: String,
    /// Who may receive it where its bearer lives, and whether they do, as chosen.
    caretaker: Option<String>,
    pub(super) through: bool,
    /// Why a card ends for good, as chosen and as typed.
    pub(super) ending: Ending,
}

/// What was chosen and typed about a card that is to end for good.
#[derive(Default)]
pub(super) struct Ending {
    pub(super) why: String,
    pub(super) words: String,
    /// It was sent, and has to be shown again.
    pub(super) sent: bool,
}

/// A card in hand, or one that can be.
struct Held {
    card: Uuid,
    version: u32,
    named: Message,
    said: Message,
    /// That it was made under another number of the same person.
    under: Option<Message>,
    /// Printed at a counter, so that a counter prints it again; a sticker was not.
    on_paper: bool,
    blocked: bool,
    ready: bool,
    reasons: Vec<Choice>,
    blocks: Vec<Choice>,
    /// Files that its bearer can take along.
    copies: Vec<Choice>,
}

/// A card in hand that was made under another number of the same person.
struct Beside {
    card: Uuid,
    version: u32,
    said: Message,
}

/// Another place where the card that was scanned was shown.
struct Doubt {
    said: Message,
    /// One of the two may be a copy.
    too_soon: bool,
    /// The card, where whoever looks may block it.
    block: Option<Uuid>,
}

/// What whoever looks may do, and what there is to be done.
#[expect(clippy::struct_excessive_bools, reason = "one for each form; none excludes another")]
struct May {
    ask_consent: bool,
    give: bool,
    bind: bool,
    order: bool,
    suspend: bool,
    restore: bool,
    replace: bool,
    surrender: bool,
    end: bool,
    hand_over: bool,
    print: bool,
    copy: bool,
}

/// One of the family, whose cards are a step away.
struct Relative {
    person: Uuid,
    name: String,
    tie: Message,
    said: Message,
}

/// One card that somebody was ever given.
struct Row {
    named: Message,
    state: Message,
    /// That it was made under another number of the same person.
    under: Option<Message>,
    until: String,
    steps: Vec<Message>,
}

/// What a page is about.
struct Loaded {
    person: Person,
    known: Known,
    why: Option<String>,
    shown: Option<ShownCard>,
    elsewhere: Option<Elsewhere>,
    /// All their numbers, this one first.
    numbers: Vec<(PersonId, HealthId)>,
    /// Whether their record goes on under this number.
    goes_on: bool,
    family: Vec<(Member, Person, Message)>,
    caretaker: Option<String>,
    steps: Vec<Vec<Message>>,
}

/// The page.
pub(super) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(happened): Query<Happened>,
) -> Result<Page, Problem> {
    let mut view = opened(&desk, id, happened.card).await?;
    view.tell(&desk, &happened);
    desk.page(&view)
}

/// The page as it opens; whom it shows is written down. `shown` is a card that was scanned.
pub(super) async fn opened(
    desk: &Desk,
    id: Uuid,
    shown: Option<Uuid>,
) -> Result<CardsPage, Problem> {
    let (permit, id): (_, PersonId) = (desk.permit::<SearchRegistry>()?, Id::from_uuid(id));
    let (shown, here) = (shown.map(CardId::from_uuid), (desk.facility(), desk.language()));
    let loaded = desk.read(move |view| load(view, (id, shown), here)).await?;
    let family = loaded.family.iter().map(|(_, relative, _)| relative.id);
    let named: Vec<PersonId> = std::iter::once(id).chain(family).collect();
    // Which card each of them has is read of all their records.
    for one in named {
        registry::shows_as_one(desk, &permit, one, Reason::Counter).await?;
    }
    let staff = desk.staff();
    let told = desk.read(move |view| scans::told(view, id, staff)).await?;
    Ok(CardsPage { sent: Sent::of(desk, told), ..CardsPage::of(desk, &loaded) })
}

fn load(
    view: &mut Tx<'_>,
    (id, shown): (PersonId, Option<CardId>),
    (here, language): (FacilityId, Language),
) -> Result<Loaded, Stop> {
    let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let known = Known::of(view, &person)?;
    let declined = known.order.as_ref().filter(|order| order.state == OrderState::Declined);
    let why = match declined {
        Some(order) => store::note_of(view, order.id)?,
        None => None,
    };
    let shown = match shown {
        Some(card) => card_shown(view, id, card)?,
        None => None,
    };
    let numbers = registry::numbers_of(view, id)?;
    let goes_on = registry::goes_on(view, id)? == id;
    let elsewhere = match &shown {
        Some(shown) => shown_elsewhere(view, shown.card.id, here)?,
        None => None,
    };
    let mut family = Vec::new();
    for member in households::family(view, id)? {
        if let Some(relative) = registry::person(view, member.person)? {
            let said = Known::of(view, &relative)?.said(view.today());
            family.push((member, relative, said));
        }
    }
    let mut steps = Vec::with_capacity(known.cards.len());
    for card in &known.cards {
        steps.push(steps_of(view, card, language)?);
    }
    let caretaker = households::caretaker_of(view, id)?;
    Ok(Loaded { person, known, why, shown, elsewhere, numbers, goes_on, family, caretaker, steps })
}

/// All that happened to a card, and before it by what its bearer was known when it was asked for.
fn steps_of(view: &mut Tx<'_>, card: &Card, language: Language) -> Result<Vec<Message>, Stop> {
    let order = match card.piece {
        Some(piece) => store::order(view, piece.order)?,
        None => None,
    };
    let mut steps: Vec<Message> = order.iter().filter_map(|one| asked(one, language)).collect();
    steps.extend(store::steps(view, card.id)?.into_iter().map(|step| {
        let at = numbers::date_time(step.at, language);
        let state = words::state(step.state);
        step.note.map_or_else(
            || msg::step(at.as_str(), &state),
            |note| msg::step_noted(at.as_str(), noted(&note), &state),
        )
    }));
    Ok(steps)
}

/// When a card of plastic was asked for, and which paper was shown; nothing where nobody wrote
/// that down.
fn asked(order: &Order, language: Language) -> Option<Message> {
    let proof = words::proof(order.proof?);
    Some(msg::step_asked(numbers::date_time(order.asked_at, language), proof))
}

/// A note of a step: why a card was replaced or ended by itself is a word, what the post says has
/// a day, everything else was typed.
fn noted(note: &str) -> Message {
    let why = Replacement::of_word(note).map(words::replacement);
    let why = why.or_else(|| WhyEnded::of_word(note).map(words::ended));
    let why = why.or_else(|| Date::parse(note).map(numbers::date_message));
    let why = why.or_else(|| rules::unread_why(note).map(msg::noted_unread));
    let why = why.or_else(|| rules::receiver(note).map(msg::noted_received));
    why.unwrap_or_else(|| msg::in_words(note))
}

impl CardsPage {
    fn of(desk: &Desk, loaded: &Loaded) -> Self {
        let (person, known) = (&loaded.person, &loaded.known);
        let (today, language) = (desk.today(), desk.language());
        let banner = Banner::of(person, today);
        let worth = |shown: &ShownCard| {
            let standing = rules::standing(&shown.card, known.life, today);
            (words::standing(standing), standing == Standing::Good)
        };
        Self {
            shell: desk.shell(),
            id: person.id.uuid(),
            once: OnceKey::draw(),
            version: person.version,
            name: banner.name.preferring(script(language)).to_owned(),
            facts: said::facts(&banner),
            health_id: banner.health_id.to_string(),
            said: known.said(today),
            notice: None,
            wanted: None,
            shown: loaded.shown.as_ref().map(worth),
            made_under: loaded.shown.as_ref().and_then(words::made_under),
            elsewhere: loaded.doubt(desk),
            print: None,
            emergency: page_of(desk, person.id),
            why_not: known.may.err().map(|refusal| Message::from(&Refused::from(refusal))),
            asked: loaded.asked(language),
            sent_back: loaded.why.as_deref().map(words::why_declined),
            sent: None,
            may: May::of(desk, loaded),
            held: rules::held(&known.cards).map(|card| Held::of(card, loaded, today)),
            coming: rules::on_its_way(&known.cards).map(|card| Held::of(card, loaded, today)),
            besides: loaded.besides(),
            family: loaded.relatives(language),
            history: loaded.history(language),
            proofs: proof::choices(None),
            reason: String::new(),
            unread: String::new(),
            caretaker: loaded.caretaker.clone(),
            through: false,
            ending: Ending::default(),
        }
    }

    /// Why whoever found something out ends a card for good.
    fn endings(&self) -> Vec<Choice> {
        choices(&FOUND_OUT, &self.ending.why, WhyEnded::word, words::ended)
    }

    /// The cards that can be ended for good: the one in hand, and the one on its way.
    fn endable(&self) -> Vec<&Held> {
        let all = [self.held.as_ref(), self.coming.as_ref()];
        if self.may.end { all.into_iter().flatten().collect() } else { Vec::new() }
    }

    /// Says what just happened, and prints what has to be.
    fn tell(&mut self, desk: &Desk, happened: &Happened) {
        let given = matches!(happened.done.as_str(), "given" | "replaced");
        let told = match happened.done.as_str() {
            "given" => msg::done_given(),
            "bound" => msg::done_bound(),
            "replaced" => msg::done_replaced(),
            "ordered" => msg::done_ordered(),
            "suspended" => msg::done_suspended(),
            "restored" => msg::done_restored(),
            "surrendered" => msg::done_surrendered(),
            "duplicate-ended" => msg::done_duplicate_ended(),
            "ended" => msg::done_ended(),
            "handed-over" => msg::done_handed_over(),
            _ => return,
        };
        (self.shown, self.made_under, self.elsewhere) = (None, None, None);
        if let Some(card) = happened.card.filter(|_| given) {
            self.print = Some(format!("/cards/{}/paper/{card}", self.id));
        }
        let blocked = happened.card.filter(|_| happened.done == "suspended");
        let undo = blocked.filter(|_| desk.may::<RestoreCard>());
        let undo = undo.map(|card| format!("/cards/{}/restore/{card}", self.id));
        self.shell = self.shell.clone().toast(told, undo);
    }
}

impl Loaded {
    /// Where else the card was shown; it is blocked in one press where it counts until now.
    fn doubt(&self, desk: &Desk) -> Option<Doubt> {
        let (card, elsewhere) = (self.shown.as_ref()?, self.elsewhere.as_ref()?);
        let (said, too_soon) = words::elsewhere(elsewhere, desk.now(), desk.language());
        let block = card.card.state == CardState::Active && desk.may::<SuspendCard>();
        Some(Doubt { said, too_soon, block: block.then(|| card.card.id.uuid()) })
    }

    fn relatives(&self, language: Language) -> Vec<Relative> {
        let row = |(member, person, said): &(Member, Person, Message)| Relative {
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            tie: home::tie_of(member.tie, person.details.sex),
            said: said.clone(),
        };
        self.family.iter().map(row).collect()
    }

    /// The request for a card that is not made yet, or was sent back.
    fn asked(&self, language: Language) -> Option<Message> {
        let order = self.known.order.as_ref()?;
        match order.state {
            OrderState::Asked | OrderState::Approved | OrderState::Declined => {
                asked(order, language)
            }
            OrderState::Made | OrderState::Done => None,
        }
    }
}

impl Held {
    fn of(card: &Card, loaded: &Loaded, today: Date) -> Self {
        let likely = likely(card, today).word();
        let ready = match card.state {
            CardState::Making(step) => rules::can_be_handed_over(step),
            CardState::Active | CardState::Suspended(_) | CardState::Ended(_) => false,
        };
        Self {
            card: card.id.uuid(),
            version: card.version,
            named: words::named(card),
            said: words::state(card.state),
            under: loaded.under(card),
            on_paper: rules::is_on_paper(card),
            blocked: matches!(card.state, CardState::Suspended(_)),
            ready,
            reasons: choices(Replacement::ALL, likely, Replacement::word, words::replacement),
            blocks: choices(WhySuspended::ALL, "", WhySuspended::word, words::suspended),
            copies: choices(CopyForm::ALL, "", CopyForm::word, words::copy_form),
        }
    }
}

/// Why a card is most likely replaced.
fn likely(card: &Card, today: Date) -> Replacement {
    if today > card.expires { Replacement::Expired } else { Replacement::Lost }
}

impl May {
    fn of(desk: &Desk, loaded: &Loaded) -> Self {
        let (person, known, today) = (&loaded.person, &loaded.known, desk.today());
        let (holding, coming) = (known.holding(today), known.coming());
        let wants = known.may.is_ok() && known.agrees;
        let held = rules::held(&known.cards);
        let is_active = held.is_some_and(|card| card.state == CardState::Active);
        let none_comes = coming.is_none() && !has_plastic(holding);
        let old_enough = rules::old_enough(&person.details, today).is_ok();
        let ready = matches!(
            coming, Some(Coming::Making(step)) if rules::can_be_handed_over(step)
        );
        let nothing = holding == Holding::Nothing && !known.on_the_mothers;
        let counts = rules::copied(&known.cards, known.life, today).is_ok();
        let keeps = |card: Option<&Card>| card.is_some_and(|card| known.keeps(card));
        Self {
            ask_consent: known.may.is_ok() && !known.agrees,
            give: wants && nothing && desk.may::<IssueCard>(),
            bind: wants && nothing && desk.may::<BindSticker>(),
            order: wants && none_comes && old_enough && desk.may::<AskCard>(),
            suspend: is_active && desk.may::<SuspendCard>(),
            restore: !is_active && keeps(held) && desk.may::<RestoreCard>(),
            replace: held.is_some() && wants && desk.may::<ReplaceCard>(),
            surrender: held.is_some() && desk.may::<SurrenderCard>(),
            end: desk.may::<EndCard>(),
            hand_over: ready
                && keeps(rules::on_its_way(&known.cards))
                && desk.may::<HandOverCard>(),
            print: is_active && desk.may::<IssueCard>(),
            copy: counts && wants && desk.may::<ExportCard>(),
        }
    }
}

/// Whether somebody has a card of plastic already.
fn has_plastic(holding: Holding) -> bool {
    matches!(holding, Holding::Good { kind: CardKind::Permanent, .. })
}
