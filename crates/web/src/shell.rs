//! What surrounds a page: place, menu, search, language, and who is signed in.

use crate::app::App;
use crate::assets;
use crate::context::Context;
use crate::messages::{Language, Message};
use crate::numbers;
use crate::session::Signed;
use nabz_access::Role;
use nabz_kernel::clock::Instant;

/// The bar has room for so many sections; with more, the last place opens the others.
const SHOWN_MAX: usize = 4;

/// The frame of a staff page: `{% extends "shell.html" %}` with a field `shell: Shell`.
#[derive(Clone)]
pub struct Shell {
    /// Of the whole page.
    pub language: Language,
    /// `अमलतास अस्पताल`
    pub facility: String,
    /// `मेडिसिन ओपीडी · कमरा 12`
    pub place: String,
    /// The sections this person has use for.
    pub nav: Vec<NavLink>,
    /// Who is signed in.
    pub me: Me,
    /// When the page was made.
    pub time: String,
    /// Where the search box sends what is typed.
    pub search_path: &'static str,
    /// Whether there is a search box.
    pub may_search: bool,
    /// What stands in the search box; only an answer to a search fills it.
    pub searched: String,
    /// Whether the cursor starts in the search box.
    pub search_first: bool,
    /// The page's own address, for the language switch.
    pub path: String,
    /// What just happened, with a way to undo it.
    pub toast: Option<Toast>,
}

/// One entry of the menu.
#[derive(Clone)]
pub struct NavLink {
    /// Where it leads.
    pub path: &'static str,
    /// Its name.
    pub title: Message,
    /// Whether this page lies inside it.
    pub current: bool,
    /// How many wait there, when the page knows.
    pub count: Option<String>,
}

/// Who is signed in.
#[derive(Clone)]
pub struct Me {
    /// As others call them.
    pub name: String,
    /// Two letters for the round sign.
    pub initials: String,
}

/// A line at the foot of the page that goes by itself.
#[derive(Clone)]
pub struct Toast {
    /// What happened, to whom.
    pub message: Message,
    /// Where pressing "undo" posts to.
    pub undo: Option<String>,
}

impl Shell {
    pub(crate) fn of(app: &App, context: &Context, signed: &Signed, now: Instant) -> Self {
        let roles = signed.access.roles(now.date_in_india());
        let opens =
            |needed: &[Role]| needed.is_empty() || needed.iter().any(|role| roles.contains(role));
        let open = app.sections().iter().filter(|section| opens(section.roles));
        let current =
            |path: &str| context.path == path || context.path.starts_with(&format!("{path}/"));
        let nav = open.map(|section| NavLink {
            path: section.path,
            title: (section.title)(),
            current: current(section.path),
            count: None,
        });
        Self {
            language: context.language,
            facility: signed.facility_name(context.language).to_owned(),
            place: signed.place(context.language),
            nav: nav.collect(),
            me: Me {
                name: signed.name(context.language).to_owned(),
                initials: initials(&signed.staff.names.english),
            },
            time: numbers::clock_time(now),
            search_path: app.config().search_path,
            may_search: opens(app.config().search_roles),
            searched: String::new(),
            search_first: false,
            path: context.path.clone(),
            toast: None,
        }
    }

    /// The sections that stand in the bar: the first ones, and the one that this page lies in.
    pub fn front(&self) -> Vec<&NavLink> {
        front_and_rest(&self.nav).0
    }

    /// The sections for which the bar has no room.
    pub fn rest(&self) -> Vec<&NavLink> {
        front_and_rest(&self.nav).1
    }

    /// The page answers a POST; the language switch goes to this address instead.
    #[must_use]
    pub fn at(mut self, path: &'static str) -> Self {
        path.clone_into(&mut self.path);
        for link in &mut self.nav {
            link.current = link.path == path;
        }
        self
    }

    /// Shows what was searched for, with the cursor in the box.
    #[must_use]
    pub fn searched(mut self, typed: impl Into<String>) -> Self {
        self.searched = typed.into();
        self
    }

    /// The cursor starts in the search box.
    #[must_use]
    pub fn search_first(mut self) -> Self {
        self.search_first = true;
        self
    }

    /// How many wait in a section.
    #[must_use]
    pub fn count(mut self, path: &str, waiting: i64) -> Self {
        for link in self.nav.iter_mut().filter(|link| link.path == path) {
            link.count = Some(numbers::grouped(waiting));
        }
        self
    }

    /// Says what just happened; `undo` is where taking it back posts to.
    #[must_use]
    pub fn toast(mut self, message: Message, undo: Option<String>) -> Self {
        self.toast = Some(Toast { message, undo });
        self
    }
}

/// The frame of a public page (`public.html`) and of a television (`tv.html`).
#[derive(Clone)]
pub struct PublicShell {
    /// Of the whole page.
    pub language: Language,
    /// The page's own address, for the language switch.
    pub path: String,
}

impl PublicShell {
    pub(crate) fn of(context: &Context) -> Self {
        Self { language: context.language, path: context.path.clone() }
    }

    /// Of the program, for whoever calls the helpdesk and has not signed in.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// Where `head.html` finds what every page loads.
macro_rules! loads {
    ($($Frame:ty),+) => {$(
        impl $Frame {
            /// The style sheet.
            pub fn css(&self) -> String {
                assets::url("app.css")
            }

            /// The small script that listens before anything is drawn.
            pub fn early(&self) -> String {
                assets::url("early.js")
            }

            /// The colours of the dark, over the style sheet.
            pub fn dark(&self) -> String {
                assets::url("dark.css")
            }

            /// The script.
            pub fn js(&self) -> String {
                assets::url("app.js")
            }

            /// The worker that keeps the one stream of a browser.
            pub fn live(&self) -> String {
                assets::url("live.js")
            }

            /// The sign in the browser's tab.
            pub fn mark(&self) -> String {
                assets::url("mark.svg")
            }
        }
    )+};
}

loads!(Shell, PublicShell);

fn front_and_rest(nav: &[NavLink]) -> (Vec<&NavLink>, Vec<&NavLink>) {
    if nav.len() <= SHOWN_MAX {
        return (nav.iter().collect(), Vec::new());
    }
    let here = nav.iter().position(|link| link.current);
    let room = SHOWN_MAX - 1;
    let first = if here.is_some_and(|here| here >= room) { room - 1 } else { room };
    let is_shown = |(at, _): &(usize, &NavLink)| *at < first || Some(*at) == here;
    let (front, rest): (Vec<_>, Vec<_>) = nav.iter().enumerate().partition(is_shown);
    let links = |of: Vec<(usize, _)>| of.into_iter().map(|(_, link)| link).collect();
    (links(front), links(rest))
}

/// The first letters of the first and last word of a name in Roman letters.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| *word != "Dr").collect();
    let firsts = [words.first(), words.get(1..).and_then(<[&str]>::last)];
    firsts.into_iter().flatten().filter_map(|word| word.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 7] = ["/a", "/b", "/c", "/d", "/e", "/f", "/g"];

    fn split(count: usize, here: &str) -> (Vec<&'static str>, Vec<&'static str>) {
        let link = |path: &&'static str| NavLink {
            path,
            title: crate::msg::web::name(),
            current: *path == here,
            count: None,
        };
        let nav: Vec<NavLink> = PATHS.iter().take(count).map(link).collect();
        let (front, rest) = front_and_rest(&nav);
        let paths = |links: Vec<&NavLink>| links.into_iter().map(|link| link.path).collect();
        (paths(front), paths(rest))
    }

    #[test]
    fn the_bar_shows_what_it_has_room_for_and_where_one_is() {
        assert_eq!(split(4, "/d"), (PATHS[..4].to_vec(), vec![]));
        assert_eq!(split(7, "/b"), (PATHS[..3].to_vec(), PATHS[3..].to_vec()));
        assert_eq!(split(7, ""), (PATHS[..3].to_vec(), PATHS[3..].to_vec()));
        assert_eq!(split(7, "/f"), (vec!["/a", "/b", "/f"], vec!["/c", "/d", "/e", "/g"]));
    }
}
