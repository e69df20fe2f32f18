//! The form: who answers, how, and which purpose the button that was pressed is about.

use super::guardian::GuardianTyped;
use crate::consent::model::{
    Answerer, Asked, By, ConsentRefusal, How, Proxy, Purpose, Sensitive, Standing, Tie, Way, Wish,
};
use crate::consent::{rules, words};
use crate::households::model::Role;
use crate::registry::model::{Guardian, Person, Relation};
use crate::registry::{Choice, choices};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::Script;
use nabz_web::messages::Message;
use nabz_web::msg::consent as msg;
use nabz_web::{Fields, FormErrors, Language};

const YES: &str = "yes";
const NO: &str = "no";

/// What was typed and chosen, whichever button was pressed.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) by: String,
    pub(super) guardian: GuardianTyped,
    pub(super) proxy_name: String,
    pub(super) tie: String,
    pub(super) proxy_why: String,
    pub(super) way: String,
    pub(super) witness: String,
    shares: Vec<String>,
}

impl Typed {
    /// As the form opens: a grown person answers on the screen, for a child the first of those who
    /// were named for it; what is shared already stays ticked.
    pub(super) fn opening(
        (person, named): (&Person, &[(Person, Role)]),
        sharing: &Standing,
        (today, script): (Date, Script),
    ) -> Self {
        let shared = match sharing {
            Standing::Given(last) => last.shares(),
            Standing::NeverAsked
            | Standing::Refused(_)
            | Standing::Withdrawn(_)
            | Standing::Lapsed(_) => &[],
        };
        let typed = Self {
            guardian: GuardianTyped::opening(named),
            way: Way::Screen.word().to_owned(),
            shares: shared.iter().map(|one| one.word().to_owned()).collect(),
            ..Self::default()
        };
        if rules::is_child(person.details.birth, today) != Some(true) {
            return Self { by: Answerer::Themselves.word().to_owned(), ..typed };
        }
        let guardian = person.details.guardian.as_ref();
        let known = guardian.and_then(|guardian| Some((guardian, tie_of(guardian)?)));
        let name = known.map(|(guardian, _)| guardian.name.preferring(script).to_owned());
        Self {
            by: Answerer::Guardian.word().to_owned(),
            proxy_name: name.unwrap_or_default(),
            tie: known.map(|(_, tie)| tie.word().to_owned()).unwrap_or_default(),
            ..typed
        }
    }

    /// From what a form sent.
    pub(super) fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            by: text("by"),
            guardian: GuardianTyped::sent(fields),
            proxy_name: text("proxy_name"),
            tie: text("tie"),
            proxy_why: text("proxy_why"),
            way: text("way"),
            witness: text("witness"),
            shares: fields.all("shares").map(str::to_owned).collect(),
        }
    }

    /// What is asked to be kept, with every mistake noted; `None` while something is wrong. Those who
    /// were named for a child come with it.
    pub(super) fn asked(
        &self,
        (person, named): (PersonId, &[(Person, Role)]),
        fields: &Fields,
        errors: &mut FormErrors,
    ) -> Option<Asked> {
        let pressed = errors.keep("answer", pressed(fields.get("answer")));
        let shown_in = rules::choice(fields.get("shown_in"), Language::parse);
        let shown_in = errors.keep("shown_in", shown_in);
        let (by, how) = (self.by(named, errors), self.how(errors));
        let (agrees, purpose) = pressed?;
        let word = purpose.word();
        // A page that does not say what it saw has seen nothing that there is.
        // What it saw of another record of the same person bears the name of that record.
        let number = |name: &str| {
            let of_record = fields.get(&format!("{name}-{word}-{person}"));
            let of_page = fields.get(&format!("{name}-{word}"));
            let said = if of_record.is_empty() { of_page } else { of_record };
            said.parse().unwrap_or(u32::MAX)
        };
        let (seen, notice) = (number("seen"), number("notice"));
        let wish = match (agrees, purpose) {
            (true, Purpose::RecordSharing) => {
                Wish::Yes { shares: errors.keep("shares", self.shares())? }
            }
            (true, _) => Wish::Yes { shares: Vec::new() },
            (false, _) => Wish::No,
        };
        let (shown_in, by, how) = (shown_in?, by?, how?);
        Some(Asked { person, purpose, wish, seen, notice, shown_in, by, how })
    }

    fn by(&self, named: &[(Person, Role)], errors: &mut FormErrors) -> Option<By> {
        match errors.keep("by", rules::choice(&self.by, Answerer::of_word))? {
            Answerer::Themselves => Some(By::Themselves),
            Answerer::Guardian if !self.guardian.is_another() => {
                self.guardian.named(named, errors).map(By::Guardian)
            }
            Answerer::Guardian => {
                let proxy = self.proxy(errors);
                self.guardian.another(proxy, errors).map(By::Guardian)
            }
            Answerer::Representative => {
                let proxy = self.proxy(errors);
                let why = errors.keep("proxy_why", rules::why(&self.proxy_why));
                Some(By::Representative { proxy: proxy?, why: why? })
            }
        }
    }

    fn proxy(&self, errors: &mut FormErrors) -> Option<Proxy> {
        let name = rules::name(&self.proxy_name, ConsentRefusal::NoProxy);
        let name = errors.keep("proxy_name", name);
        let tie = errors.keep("tie", rules::choice(&self.tie, Tie::of_word));
        Some(Proxy { name: name?, tie: tie? })
    }

    fn how(&self, errors: &mut FormErrors) -> Option<How> {
        Some(match errors.keep("way", rules::choice(&self.way, Way::of_word))? {
            Way::Screen => How::Screen,
            Way::Paper => How::Paper,
            Way::Spoken => {
                let witness = rules::name(&self.witness, ConsentRefusal::NoWitness);
                How::Spoken { witness: errors.keep("witness", witness)? }
            }
        })
    }

    /// In the order in which they are kept, whatever order they were sent in.
    fn shares(&self) -> Result<Vec<Sensitive>, ConsentRefusal> {
        let known = |word: &String| Sensitive::of_word(word).is_some();
        if !self.shares.iter().all(known) {
            return Err(ConsentRefusal::NoSuchChoice);
        }
        let ticked = |one: &&Sensitive| self.shares.iter().any(|word| word == one.word());
        Ok(Sensitive::ALL.iter().filter(ticked).copied().collect())
    }

    /// Whether somebody speaks for the person whose name has to be typed.
    pub(super) fn is_proxied(&self) -> bool {
        match Answerer::of_word(&self.by) {
            Some(Answerer::Guardian) => self.guardian.is_another(),
            Some(Answerer::Representative) => true,
            Some(Answerer::Themselves) | None => false,
        }
    }

    /// Who may answer for this person; all of them while nobody knows whether they are a child.
    pub(super) fn answerers(&self, is_child: Option<bool>) -> Vec<Choice> {
        let offered = |one: &&Answerer| match one {
            Answerer::Guardian => is_child != Some(false),
            Answerer::Themselves | Answerer::Representative => is_child != Some(true),
        };
        let offered: Vec<Answerer> = Answerer::ALL.iter().filter(offered).copied().collect();
        choices(&offered, &self.by, Answerer::word, answerer)
    }

    pub(super) fn ties(&self) -> Vec<Choice> {
        choices(Tie::ALL, &self.tie, Tie::word, words::tie)
    }

    pub(super) fn ways(&self) -> Vec<Choice> {
        choices(Way::ALL, &self.way, Way::word, words::way)
    }

    pub(super) fn categories(&self) -> Vec<Choice> {
        let choice = |one: &Sensitive| Choice {
            word: one.word(),
            said: words::sensitive(*one),
            chosen: self.shares.iter().any(|word| word == one.word()),
        };
        Sensitive::ALL.iter().map(choice).collect()
    }
}

fn answerer(by: Answerer) -> Message {
    match by {
        Answerer::Themselves => msg::by_themselves(),
        Answerer::Guardian => msg::by_guardian(),
        Answerer::Representative => msg::by_representative(),
    }
}

/// `yes:sms`: the button that was pressed.
fn pressed(word: &str) -> Result<(bool, Purpose), ConsentRefusal> {
    let (answer, purpose) = word.split_once(':').ok_or(ConsentRefusal::NoSuchChoice)?;
    let agrees = match answer {
        YES => true,
        NO => false,
        _ => return Err(ConsentRefusal::NoSuchChoice),
    };
    Ok((agrees, rules::choice(purpose, Purpose::of_word)?))
}

/// What the one who is named beside a child is to it, where that one may answer.
fn tie_of(guardian: &Guardian) -> Option<Tie> {
    match guardian.relation {
        Relation::Father => Some(Tie::Father),
        Relation::Mother => Some(Tie::Mother),
        Relation::Guardian => Some(Tie::Guardian),
        Relation::Husband | Relation::Wife => None,
    }
}
