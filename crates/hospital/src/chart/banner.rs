//! The banner on top of every page about a person.

use nabz_people::registry::model::Banner;
use nabz_people::registry::words::{self, facts, script};
use nabz_web::messages::{Language, Message};

/// What the banner shows: a page holds it and calls the macro of `chart/pages/banner.html`.
pub struct BannerView {
    /// In the page's language, if it was ever written so.
    pub name: String,
    /// In the other script, with its language code.
    pub other_name: Option<(String, &'static str)>,
    /// Sex and age.
    pub facts: Message,
    /// The number on the card.
    pub health_id: String,
    /// Which token, how long waited; pages about a visit say it.
    pub also: Vec<Message>,
    /// What must not be given, in red, and what happened when it was.
    pub allergies: Vec<(String, String)>,
    /// Has died, has moved.
    pub flags: Vec<Message>,
    /// Is not identified, and the page where somebody can say who it is.
    pub unknown: Option<(Message, String)>,
}

impl BannerView {
    /// From what the registry says.
    pub fn of(banner: &Banner, language: Language) -> Self {
        let script = script(language);
        let shown = banner.name.preferring(script).to_owned();
        let other = banner.name.written_in(script.other()).map(|name| name.as_str().to_owned());
        Self {
            other_name: other
                .filter(|other| *other != shown)
                .map(|other| (other, language.other().code())),
            name: shown,
            facts: facts(banner),
            health_id: banner.health_id.to_string(),
            also: Vec::new(),
            allergies: Vec::new(),
            flags: words::life(banner.life).into_iter().collect(),
            unknown: words::identity(banner.identity)
                .map(|flag| (flag, format!("/people/{}", banner.person))),
        }
    }

    /// Says one thing more, such as which visit it is.
    #[must_use]
    pub fn also(mut self, fact: Message) -> Self {
        self.also.push(fact);
        self
    }

    /// Says what must not be forgotten about the person, where there is something.
    #[must_use]
    pub fn flag(mut self, flag: Option<Message>) -> Self {
        self.flags.extend(flag);
        self
    }

    /// Says in small what helps in an emergency.
    #[must_use]
    pub fn chips(mut self, chips: Vec<Message>) -> Self {
        self.flags.extend(chips);
        self
    }

    /// Shows what must not be given.
    #[must_use]
    pub fn allergies(mut self, allergies: Vec<(String, String)>) -> Self {
        self.allergies = allergies;
        self
    }
}
