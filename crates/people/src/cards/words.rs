//! The words of cards as messages.

use super::Elsewhere;
use super::joined::ShownCard;
use super::model::{
    Card, CardKind, CardState, Coming, CopyForm, Due, Holding, KeyPurpose, LineAnswer, Making,
    NextStep, OrderState, PostSaid, PrintRun, PrintWay, Proof, Replacement, RollEvent, RollId,
    SendBack, Standing, StatusIndex, StickerState, Turning, WhyEnded, WhySuspended,
};
use super::rules::{ends_in, is_too_soon, sent_back_why};
use crate::messages::words::said_in;
use crate::registry::words::paper_seen;
use nabz_access::Names;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::language::Bilingual;
use nabz_web::messages::{CODES, Fact, Language, Message};
use nabz_web::msg::cards as msg;
use nabz_web::numbers::{date_message, date_time};

/// Digits of the number of an issue: enough for every index of the status list.
const SERIAL_DIGITS: usize = 9;

/// Rolls are called by so many names, of six digits; an office has few of them at once.
const ROLL_NAMES: u128 = 1_000_000;

/// `067 108 863`: the number of an issue, as a card prints it. It is where the card stands in the
/// status list, which is drawn anew with every card and says nothing about a person.
pub fn serial(status: StatusIndex) -> String {
    let digits = format!("{:0SERIAL_DIGITS$}", status.number());
    let groups = digits.as_bytes().chunks(3).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}

/// Permanent, temporary, of a newborn.
pub fn kind(kind: CardKind) -> Message {
    match kind {
        CardKind::Permanent => msg::kind_permanent(),
        CardKind::Temporary => msg::kind_temporary(),
        CardKind::Newborn => msg::kind_newborn(),
    }
}

/// In which form a copy is given.
pub fn copy_form(form: CopyForm) -> Message {
    match form {
        CopyForm::HealthCard => msg::copy_health_card(),
        CopyForm::Text => msg::copy_text(),
        CopyForm::Picture => msg::copy_picture(),
        CopyForm::Drawing => msg::copy_drawing(),
    }
}

/// What somebody has in hand.
pub fn holding(holding: Holding, today: Date) -> Message {
    match holding {
        Holding::Nothing => msg::holds_none(),
        Holding::Good { kind, until } => {
            let said = msg::holds_until(date_message(until), self::kind(kind));
            ends_in(until, today).map_or(said.clone(), |days| msg::holds_ends_in(days, said))
        }
        Holding::Expired { on } => msg::holds_expired(date_message(on)),
        Holding::Suspended(why) => suspended(why),
    }
}

/// How far a card of plastic has come.
pub fn coming(coming: Coming) -> Message {
    match coming {
        Coming::Asked => msg::coming_asked(),
        Coming::Approved => msg::coming_approved(),
        Coming::Making(Making::Queued | Making::Printed) => msg::coming_printing(),
        Coming::Making(Making::Checked) => msg::coming_checked(),
        Coming::Making(Making::Dispatched) => msg::coming_dispatched(),
        Coming::Making(Making::Delivered) => msg::coming_delivered(),
        Coming::Making(Making::Returned) => msg::coming_returned(),
    }
}

/// What somebody has and what comes, in one line.
pub fn line(holding: Holding, coming: Option<Coming>, today: Date) -> Message {
    let said = self::holding(holding, today);
    match coming {
        Some(coming) => msg::holds_and_comes(self::coming(coming), said),
        None => said,
    }
}

/// That a ceremony is asked for, and what for; nothing where none is.
pub fn key_due(purpose: KeyPurpose, due: Due) -> Option<Message> {
    let what = match purpose {
        KeyPurpose::Cards => msg::key_signs_cards(),
        KeyPurpose::Lists => msg::key_signs_lists(),
        KeyPurpose::Heads => msg::key_signs_heads(),
        KeyPurpose::Exports => msg::key_signs_exports(),
    };
    match due {
        Due::No => None,
        Due::Follower(first) => Some(msg::key_due_follower(date_message(first), what)),
        Due::Now => Some(msg::key_due_now(what)),
    }
}

/// What a counter does next.
pub fn next_step(step: NextStep) -> Message {
    match step {
        NextStep::Ask => msg::step_ask(),
        NextStep::Give => msg::step_give(),
        NextStep::Order => msg::step_order(),
        NextStep::HandOver => msg::step_hand_over(),
        NextStep::Replace => msg::step_replace(),
        NextStep::Renew => msg::step_renew(),
    }
}

/// Reported lost, stolen, misused.
pub fn suspended(why: WhySuspended) -> Message {
    match why {
        WhySuspended::Lost => msg::suspended_lost(),
        WhySuspended::Stolen => msg::suspended_stolen(),
        WhySuspended::Misused => msg::suspended_misused(),
    }
}

/// Why a card never counts again.
pub fn ended(why: WhyEnded) -> Message {
    match why {
        WhyEnded::Spoilt => msg::ended_spoilt(),
        WhyEnded::LostOnTheWay => msg::ended_lost_on_the_way(),
        WhyEnded::Replaced => msg::ended_replaced(),
        WhyEnded::Corrected => msg::ended_corrected(),
        WhyEnded::Surrendered => msg::ended_surrendered(),
        WhyEnded::Deceased => msg::ended_deceased(),
        WhyEnded::Duplicate => msg::ended_duplicate(),
        WhyEnded::Fraud => msg::ended_fraud(),
    }
}

/// How far a piece has come.
pub fn making(step: Making) -> Message {
    match step {
        Making::Queued => msg::making_queued(),
        Making::Printed => msg::making_printed(),
        Making::Checked => msg::making_checked(),
        Making::Dispatched => msg::making_dispatched(),
        Making::Delivered => msg::making_delivered(),
        Making::Returned => msg::making_returned(),
    }
}

/// Where a card stands.
pub fn state(state: CardState) -> Message {
    match state {
        CardState::Making(step) => making(step),
        CardState::Active => msg::state_active(),
        CardState::Suspended(why) => suspended(why),
        CardState::Ended(why) => ended(why),
    }
}

/// When a batch was printed out, and from where.
pub fn print_run(run: &PrintRun, language: Language) -> Message {
    let at = date_time(run.at, language);
    match run.way {
        PrintWay::Page => msg::run_by_page(at, run.number),
        PrintWay::Command => msg::run_by_command(at, run.number),
    }
}

/// What the post says of a card.
pub fn post_said(said: &PostSaid) -> Message {
    match said {
        PostSaid::Booked(parcel) => msg::line_booked(parcel),
        PostSaid::Delivered(on) => msg::line_delivered(date_message(*on)),
        PostSaid::Returned(on) => msg::line_returned(date_message(*on)),
    }
}

/// What becomes of one line of a file of the post.
pub fn line_answer(answer: LineAnswer) -> Message {
    match answer {
        LineAnswer::Fine => msg::line_fine(),
        LineAnswer::Before => msg::line_before(),
        LineAnswer::Unreadable => msg::line_unreadable(),
        LineAnswer::Twice => msg::line_twice(),
        LineAnswer::Unknown => msg::line_unknown(),
        LineAnswer::NotChecked => msg::line_not_checked(),
        LineAnswer::OtherNumber => msg::line_other_number(),
        LineAnswer::NotSent => msg::line_not_sent(),
        LineAnswer::InHand => msg::line_in_hand(),
        LineAnswer::Over => msg::line_over(),
        LineAnswer::ToCome => msg::line_to_come(),
        LineAnswer::TooEarly => msg::line_too_early(),
    }
}

/// What a card that was shown at a desk is worth.
pub fn standing(standing: Standing) -> Message {
    match standing {
        Standing::Good => msg::shown_good(),
        Standing::NotYetValid(first) => msg::shown_not_yet(date_message(first)),
        Standing::Expired => msg::shown_expired(),
        Standing::NotHandedOver => msg::shown_not_handed_over(),
        Standing::Suspended(why) => suspended(why),
        Standing::Ended(why) => ended(why),
    }
}

/// That a card that was shown was made under another number of the same person.
pub fn made_under(shown: &ShownCard) -> Option<Message> {
    shown.made_under.map(under)
}

/// That a card was made under this other number of the same person.
pub fn under(number: HealthId) -> Message {
    msg::made_under(number.to_string().as_str())
}

/// Where else a card was shown, with what to look at; whether one of the two may be a copy.
pub fn elsewhere(shown: &Elsewhere, now: Instant, language: Language) -> (Message, bool) {
    let place = shown.place.as_ref().map_or_else(some_counter, place_called);
    let at = date_time(shown.at, language);
    if is_too_soon(shown.at, now) {
        (msg::shown_too_soon(at, place), true)
    } else {
        (msg::shown_elsewhere(at, place), false)
    }
}

/// Which birthday, for a list.
pub fn turning(turning: Turning) -> Message {
    match turning {
        Turning::One => msg::turning_one(),
        Turning::Eighteen => msg::turning_eighteen(),
    }
}

/// Where a request for a card of plastic stands.
pub fn order_state(state: OrderState) -> Message {
    match state {
        OrderState::Asked => msg::order_asked(),
        OrderState::Approved => msg::order_approved(),
        OrderState::Declined => msg::order_declined(),
        OrderState::Made => msg::order_made(),
        OrderState::Done => msg::order_done(),
    }
}

/// Which paper was shown, or that a witness vouched.
pub fn proof(proof: Proof) -> Message {
    match proof {
        Proof::Paper(paper) => paper_seen(paper),
        Proof::Witness => msg::proof_witness(),
    }
}

/// Why somebody needs another card.
pub fn replacement(why: Replacement) -> Message {
    match why {
        Replacement::Lost => msg::replace_lost(),
        Replacement::Worn => msg::replace_worn(),
        Replacement::Corrected => msg::replace_corrected(),
        Replacement::Expired => msg::replace_expired(),
    }
}

/// Why a request is sent back.
pub fn send_back(reason: SendBack) -> Message {
    match reason {
        SendBack::Papers => msg::back_papers(),
        SendBack::Name => msg::back_name(),
        SendBack::Facts => msg::back_facts(),
        SendBack::Address => msg::back_address(),
        SendBack::Twice => msg::back_twice(),
        SendBack::Other => msg::back_other(),
    }
}

/// Why a request was not fulfilled, as it was kept: a reason of the form, words, the code of the
/// refusal that the printing met, or what became of the card that was printed first.
pub fn why_declined(kept: &str) -> Message {
    if let Some(code) = CODES.iter().find(|code| **code == kept) {
        return Message::plain(code);
    }
    if let Some(why) = WhyEnded::of_word(kept) {
        return ended(why);
    }
    match sent_back_why(kept) {
        (SendBack::Other, words) => msg::back_in_words(words),
        (reason, "") => send_back(reason),
        (reason, words) => msg::back_and_words(send_back(reason), words),
    }
}

/// What a phone shows of a card that ends soon. It names the card and nobody: families share a phone.
pub fn ends_soon(card: &Card, today: Date, languages: &[Language]) -> String {
    let (days, day) = (card.expires.days() - today.days(), date_message(card.expires));
    let told = msg::sms_ends_soon(day, days, kind(card.kind), serial(card.status));
    said_in(&told, languages)
}

/// What the bearer of a card of plastic is told of its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is printed and right, and lies where it was printed.
    Printed,
    /// The post, or somebody else, takes it to them.
    Sent {
        /// The number by which it is found there.
        parcel: Option<String>,
    },
    /// The post says that it was delivered.
    Delivered,
    /// The post brought it back.
    CameBack,
    /// Somebody has it, and it counts.
    HandedOver,
    /// Whoever has it read its serial from it, on their own phone, and it counts.
    Activated,
}

/// What a phone shows of a card of plastic that has come further, and where that was written down.
/// It names the card and nobody, as [`ends_soon`]; of one that nobody has yet it does not say the
/// serial, by which whoever has the card shows that it came.
pub fn on_its_way(
    (status, told): (StatusIndex, &Told),
    (place, today): (Option<&Names>, Date),
    languages: &[Language],
) -> String {
    let (place, serial) = (place.map_or_else(some_counter, place_called), serial(status));
    let told = match told {
        Told::Printed => msg::sms_printed(place),
        Told::Sent { parcel: Some(parcel) } => msg::sms_sent(parcel, place),
        Told::Sent { parcel: None } => msg::sms_sent_without_number(place),
        Told::Delivered => msg::sms_delivered(),
        Told::CameBack => msg::sms_came_back(place),
        Told::HandedOver => msg::sms_handed_over(date_message(today), place, serial),
        Told::Activated => msg::sms_activated(date_message(today), serial),
    };
    said_in(&told, languages)
}

fn some_counter() -> Fact {
    Fact::Said(Box::new(msg::sms_some_counter()))
}

fn place_called(names: &Names) -> Fact {
    Fact::Named(Bilingual { hindi: names.hindi.clone(), english: names.english.clone() })
}

/// A card by its kind and number, for a question that names it.
pub fn named(card: &Card) -> Message {
    let kind = if card.sticker.is_some() { msg::kind_sticker() } else { kind(card.kind) };
    msg::named(kind, serial(card.status))
}

/// `417226`: what a roll is called on its sheets and by those who carry it.
pub fn roll(id: RollId) -> String {
    format!("{:06}", id.uuid().as_u128() % ROLL_NAMES)
}

/// Where a sticker stands.
pub fn sticker_state(state: StickerState) -> Message {
    match state {
        StickerState::Free => msg::sticker_free(),
        StickerState::Bound => msg::sticker_bound(),
        StickerState::Spoilt => msg::sticker_spoilt(),
        StickerState::Lost => msg::sticker_lost(),
    }
}

/// What happened to a roll.
pub fn roll_event(event: RollEvent) -> Message {
    match event {
        RollEvent::Begun => msg::roll_begun(),
        RollEvent::Signed => msg::roll_signed(),
        RollEvent::Printed => msg::roll_printed(),
        RollEvent::HandedOut => msg::roll_handed_out(),
        RollEvent::TakenBack => msg::roll_taken_back(),
        RollEvent::Spoilt => msg::roll_spoilt(),
        RollEvent::Lost => msg::roll_lost(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::rules::TEXT_LETTERS_MAX;

    #[test]
    fn the_number_of_an_issue_stands_in_groups() {
        let serial = |number| serial(StatusIndex::new(number).unwrap());
        assert_eq!(serial(0), "000 000 000");
        assert_eq!(serial(417_226), "000 417 226");
    }

    #[test]
    fn what_a_phone_shows_fits_into_a_message_however_long_the_names_are() {
        let place = Names { english: "H".repeat(120), hindi: "अ".repeat(120) };
        let (status, today) = (StatusIndex::new(417_226).unwrap(), Date::from_days(20_000));
        let sent = |length| Told::Sent { parcel: Some("E".repeat(length)) };
        let way = [Told::Printed, sent(13), sent(200), Told::Delivered, Told::CameBack];
        for told in way.into_iter().chain([Told::HandedOver, Told::Activated]) {
            let both = [Language::Hindi, Language::English];
            let text = on_its_way((status, &told), (Some(&place), today), &both);
            assert!(text.chars().count() <= TEXT_LETTERS_MAX, "{}: {text}", text.chars().count());
            let named = if matches!(told, Told::HandedOver | Told::Activated) { 2 } else { 0 };
            assert!(text.matches("000 417 226").count() == named, "{text}");
            let somewhere = on_its_way((status, &told), (None, today), &[Language::English]);
            let says_where = !matches!(told, Told::Delivered | Told::Activated);
            assert!(somewhere.contains("the card counter") == says_where, "{somewhere}");
        }
    }

    #[test]
    fn a_reason_that_was_kept_is_said_in_words() {
        assert_eq!(why_declined("CRD-019").key(), "CRD-019");
        assert_eq!(why_declined("spoilt"), msg::ended_spoilt());
        assert_eq!(why_declined("papers"), msg::back_papers());
        assert_eq!(why_declined("name: Devi").key(), "cards-back-and-words");
        assert_eq!(why_declined("ask the brother"), msg::back_in_words("ask the brother"));
    }
}
