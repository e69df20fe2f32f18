//! The answers of a phone in words, each with a colour and a sign that no other colour has.
//!
//! The phone decides which is shown and puts in what stands in `{…}`; it knows no sentence.

use crate::cards::model::CardsRefusal;
use nabz_credential::check::{ListAge, Verdict};
use nabz_kernel::refusal::Refused;
use nabz_web::messages::Message;
use nabz_web::msg::checker as msg;

/// The card is good.
const GOOD: &str = "";
/// The card is ours and does not count.
const STOPPED: &str = " nabz-verdict--stopped";
/// The card is not to be accepted.
const FALSE: &str = " nabz-verdict--false";
/// A day is over, or has not come.
const LATE: &str = " nabz-verdict--old";
/// Nothing is known of what was read.
const UNREAD: &str = " nabz-verdict--unread";

/// What a phone says of a card.
pub struct Answer {
    /// As the phone calls it; `web/src/check/verdict.ts` has the same words.
    pub word: &'static str,
    /// What its colour adds to the class of the block.
    pub look: &'static str,
    /// Its sign.
    pub sign: &'static str,
    /// In large letters.
    pub title: Message,
    /// In one sentence.
    pub text: Message,
    /// Whether the first letters of the name are shown, to compare with the printed ones.
    pub named: bool,
    /// What else is shown.
    pub facts: Vec<Fact>,
    /// What a helpline may ask for.
    pub code: Option<&'static str>,
    /// Above what to do.
    pub asks: Message,
    /// What to do.
    pub advice: Message,
    /// Whether newer lists may change the answer.
    pub updates: bool,
}

/// One thing that is shown.
pub struct Fact {
    /// What it is.
    pub name: Message,
    /// What it says.
    pub said: Message,
}

impl Answer {
    fn of(
        word: &'static str,
        (look, sign): (&'static str, &'static str),
        (title, text): (Message, Message),
        advice: Message,
    ) -> Self {
        Self {
            word,
            look,
            sign,
            title,
            text,
            named: false,
            facts: Vec::new(),
            code: None,
            asks: msg::what_to_do(),
            advice,
            updates: false,
        }
    }

    fn named(mut self) -> Self {
        self.named = true;
        self
    }

    fn saying(mut self, name: Message, said: Message) -> Self {
        self.facts.push(Fact { name, said });
        self
    }

    /// When it was checked, and with which list.
    fn dated(self) -> Self {
        self.saying(msg::checked(), msg::checked_fact("{at}", "{list}"))
    }

    fn updating(mut self) -> Self {
        self.updates = true;
        self
    }
}

/// Every answer that a phone can give.
pub fn answers() -> Vec<Answer> {
    let genuine = ours().into_iter().chain(out_of_its_days());
    genuine.chain(not_ours()).chain(in_doubt()).collect()
}

fn ours() -> [Answer; 4] {
    let valid = (msg::valid(), msg::valid_text());
    let valid = Answer::of("valid", (GOOD, "check"), valid, msg::valid_advice());
    let valid = Answer { asks: msg::valid_ask(), ..valid };
    let suspended = (msg::suspended(), msg::suspended_text());
    let suspended = Answer::of("suspended", (STOPPED, "pause"), suspended, msg::suspended_advice());
    let revoked = (msg::revoked(), msg::revoked_text());
    let revoked = Answer::of("revoked", (STOPPED, "lock"), revoked, msg::revoked_advice());
    let sticker = (msg::sticker(), msg::sticker_text());
    let sticker = Answer::of("unbound-sticker", (STOPPED, "user"), sticker, msg::sticker_advice());
    [
        valid.named().saying(msg::card(), msg::card_fact("{kind}", "{last}")).dated(),
        suspended.saying(msg::usual(), msg::suspended_usual()).dated(),
        revoked.saying(msg::usual(), msg::revoked_usual()).dated(),
        sticker.dated(),
    ]
}

fn out_of_its_days() -> [Answer; 2] {
    let expired = (msg::expired(), msg::expired_text());
    let expired = Answer::of("expired", (LATE, "clock"), expired, msg::expired_advice());
    let not_yet = (msg::not_yet(), msg::not_yet_text());
    let not_yet = Answer::of("not-yet-valid", (LATE, "sunrise"), not_yet, msg::not_yet_advice());
    [
        expired.saying(msg::last(), msg::checked_at("{last}")).dated(),
        not_yet.saying(msg::first(), msg::checked_at("{first}")).dated(),
    ]
}

/// One look for all that is not to be accepted; the signature line says which it is.
fn not_ours() -> [Answer; 4] {
    let refused = |word, text, signature, refusal: CardsRefusal| {
        let words = (msg::not_ours(), text);
        let answer = Answer::of(word, (FALSE, "x"), words, msg::not_ours_advice());
        let code = Some(Refused::from(refusal).code);
        Answer { code, ..answer.saying(msg::signature(), signature) }.dated()
    };
    let (wrong, unknown) = (msg::wrongly_signed_text(), msg::unknown_issuer_text());
    let (stolen, unlisted) = (msg::key_revoked_text(), msg::never_issued_text());
    let not_ours = CardsRefusal::NotOurs;
    let unknown = refused("unknown-issuer", unknown, msg::signature_unknown(), not_ours);
    [
        refused("wrongly-signed", wrong, msg::signature_wrong(), not_ours),
        refused("key-revoked", stolen, msg::signature_stolen(), not_ours),
        refused("never-issued", unlisted, msg::signature_unlisted(), CardsRefusal::NeverIssued),
        // A key of this week is unknown to last week's list.
        Answer { advice: msg::unknown_issuer_advice(), ..unknown }.updating(),
    ]
}

fn in_doubt() -> [Answer; 4] {
    let unreadable = (msg::unreadable(), msg::unreadable_text());
    let amber = (msg::list_amber(), msg::list_old_text("{days}"));
    let red = (msg::list_red(), msg::list_old_text("{days}"));
    let unready = (msg::unready(), msg::unready_text());
    let aged = |answer: Answer| {
        let answer = answer.named().saying(msg::list(), msg::checked_at("{list}"));
        answer.saying(msg::signature(), msg::signature_ours()).updating()
    };
    [
        Answer::of("malformed", (UNREAD, "scan"), unreadable, msg::unreadable_advice()),
        aged(Answer::of("list-amber", (LATE, "cal"), amber, msg::list_amber_advice())),
        aged(Answer::of("list-red", (FALSE, "alert"), red, msg::list_red_advice())),
        Answer::of("unready", (LATE, "cloudoff"), unready, msg::unready_advice()).updating(),
    ]
}

/// What is said of a card where nobody draws it.
pub struct Said {
    /// As [`Answer::word`].
    pub word: &'static str,
    answer: Message,
    sentence: Message,
}

impl Said {
    fn of(word: &'static str, answer: Message, sentence: Message) -> Self {
        Self { word, answer, sentence }
    }

    /// One line; with the name that is compared, where there is one.
    pub fn line(&self, name: &str) -> Message {
        if name.is_empty() {
            return msg::line(&self.answer, &self.sentence);
        }
        msg::line_named(&self.answer, name, &self.sentence)
    }
}

/// What is said of a verdict, in the words of the phone.
pub fn said(verdict: &Verdict) -> Said {
    let not_ours = |word, sentence| Said::of(word, msg::not_ours(), sentence);
    match verdict {
        Verdict::Valid(_) => Said::of("valid", msg::valid(), msg::valid_text()),
        Verdict::Suspended(_) => Said::of("suspended", msg::suspended(), msg::suspended_text()),
        Verdict::Revoked(_) => Said::of("revoked", msg::revoked(), msg::revoked_text()),
        Verdict::Expired(_) => Said::of("expired", msg::expired(), msg::expired_text()),
        Verdict::NotYetValid(_) => Said::of("not-yet-valid", msg::not_yet(), msg::not_yet_text()),
        Verdict::UnboundSticker(_) => {
            Said::of("unbound-sticker", msg::sticker(), msg::sticker_text())
        }
        Verdict::NeverIssued(_) => not_ours("never-issued", msg::never_issued_text()),
        Verdict::WronglySigned => not_ours("wrongly-signed", msg::wrongly_signed_text()),
        Verdict::UnknownIssuer(_) => not_ours("unknown-issuer", msg::unknown_issuer_text()),
        Verdict::KeyRevoked(_) => not_ours("key-revoked", msg::key_revoked_text()),
        Verdict::Malformed(_) => Said::of("malformed", msg::unreadable(), msg::unreadable_text()),
        Verdict::ListTooOld(_, ListAge::Amber(days)) => {
            Said::of("list-amber", msg::list_amber(), msg::list_is_old(*days))
        }
        Verdict::ListTooOld(_, ListAge::Red(days)) => {
            Said::of("list-red", msg::list_red(), msg::list_is_old(*days))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_answer_is_told_from_another_by_its_colour_alone() {
        let answers = answers();
        let words: BTreeSet<&str> = answers.iter().map(|answer| answer.word).collect();
        assert_eq!(words.len(), answers.len());
        let signs_of = |look: &str| {
            let of_look = answers.iter().filter(|answer| answer.look == look);
            of_look.map(|answer| answer.sign).collect::<BTreeSet<_>>()
        };
        let signs = [GOOD, STOPPED, FALSE, LATE, UNREAD].map(signs_of);
        for (place, these) in signs.iter().enumerate() {
            let mut later = signs.iter().skip(place + 1);
            assert!(later.all(|those| these.is_disjoint(those)), "{these:?}");
        }
    }

    #[test]
    fn a_name_is_shown_only_where_it_has_to_be_compared() {
        let answers = answers();
        let named = answers.iter().filter(|answer| answer.named).map(|answer| answer.word);
        assert_eq!(named.collect::<Vec<_>>(), ["valid", "list-amber", "list-red"]);
    }
}
