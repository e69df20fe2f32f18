//! What every page can reach: the store, the clock, the settings, and what capabilities left here.

use crate::crowd::Crowd;
use crate::messages::Message;
use crate::origins::OtherOrigins;
use crate::place_names::KnownPlaces;
use crate::problem::Problem;
use crate::turns::Turns;
use crate::upload::Uploads;
use axum::http::Extensions;
use nabz_access::{Access, Role, UnitId};
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::FacilityId;
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::{Stop, Store, Tx};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// Password checks at once.
const PASSWORD_CHECKS_MAX: usize = 2;
/// Papers of strangers that are drawn at once.
const PAPERS_MAX: usize = 2;
/// Long bodies that programs sent and that are looked at at once.
const BODIES_MAX: usize = 2;
/// Boards and phones behind one address that follow what moves, without a sign-in.
const STREAMS_OF_ONE_MAX: usize = 128;

/// What a deployment decides about its pages.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether browsers reach us over TLS; then they are told never to try without it.
    pub tls: bool,
    /// The address under which everybody reaches us, without a slash at its end; `None` where
    /// nobody has said it.
    pub public_url: Option<String>,
    /// Whether `?lang=qps` marks every sentence. Tests alone set it.
    pub pseudo_locale: bool,
    /// Whether nobody here is real, so that pages may show what they keep closed elsewhere: whole
    /// phone numbers, and the codes that were sent to them. The demo alone sets it.
    pub demo: bool,
    /// Requests that one client of the FHIR API may make in a second on average; `None` for any number.
    pub requests_a_second: Option<NonZeroU32>,
    /// The folder in which exports in bulk lie; `None` where there are none.
    pub bulk: Option<PathBuf>,
    /// Where the search box of every page sends what is typed or scanned, by POST as `q`.
    pub search_path: &'static str,
    /// Who has a search box; empty means everybody who is signed in.
    pub search_roles: &'static [Role],
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tls: false,
            public_url: None,
            pseudo_locale: false,
            demo: false,
            requests_a_second: None,
            bulk: None,
            search_path: "/search",
            search_roles: &[],
        }
    }
}

/// One entry of the menu. A person sees those that their roles at their place open.
#[derive(Clone, Copy)]
pub struct Section {
    /// Where it leads, for example `/queue`. Pages below it count as inside.
    pub path: &'static str,
    /// Its name in the menu.
    pub title: fn() -> Message,
    /// Who has use for it; empty means everybody who is signed in.
    pub roles: &'static [Role],
    /// Smallest first; the first one a person sees is where they land.
    pub order: u8,
}

/// A room that somebody may sit in, for those who choose where they work.
#[derive(Clone, Debug)]
pub struct RoomChoice {
    /// Its id in the capability that owns rooms.
    pub id: Uuid,
    /// The unit it serves, if only one.
    pub unit: Option<UnitId>,
    /// What is painted on its door.
    pub door: String,
}

/// Lists the rooms of a facility; the capability that owns them leaves it at start.
pub type Rooms = fn(&mut Tx<'_>, FacilityId) -> Result<Vec<RoomChoice>, Stop>;

/// What has to be at hand when somebody sits down, such as numbers for a counter. It runs in the
/// transaction that seats them; the access is the one of their new place.
pub type Seated = fn(&mut Tx<'_>, &Access) -> Result<(), Stop>;

/// A cheap handle to everything a page may need.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
}

struct Parts {
    store: Store,
    clock: Clock,
    config: Config,
    sections: Vec<Section>,
    rooms: Option<Rooms>,
    seated: Option<Seated>,
    other_origins: Option<OtherOrigins>,
    checks: Turns,
    papers: Turns,
    bodies: Turns,
    uploads: Uploads,
    streams: Crowd,
    known_places: KnownPlaces,
    left: Extensions,
}

/// Puts an [`App`] together at start.
pub struct AppBuilder {
    parts: Parts,
}

impl App {
    /// Begins with what every program needs.
    pub fn build(store: Store, clock: Clock) -> AppBuilder {
        let parts = Parts {
            store,
            clock,
            config: Config::default(),
            sections: Vec::new(),
            rooms: None,
            seated: None,
            other_origins: None,
            checks: Turns::of(PASSWORD_CHECKS_MAX),
            papers: Turns::of(PAPERS_MAX),
            bodies: Turns::of(BODIES_MAX),
            uploads: Uploads::default(),
            streams: Crowd::of(STREAMS_OF_ONE_MAX),
            known_places: KnownPlaces::default(),
            left: Extensions::new(),
        };
        AppBuilder { parts }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// Where the time comes from.
    pub fn clock(&self) -> Clock {
        self.parts.clock
    }

    /// What the deployment decided.
    pub fn config(&self) -> &Config {
        &self.parts.config
    }

    /// The menu, in order, for everybody.
    pub fn sections(&self) -> &[Section] {
        &self.parts.sections
    }

    pub(crate) fn rooms(&self) -> Option<Rooms> {
        self.parts.rooms
    }

    pub(crate) fn known_places(&self) -> &KnownPlaces {
        &self.parts.known_places
    }

    pub(crate) fn seated(&self) -> Option<Seated> {
        self.parts.seated
    }

    pub(crate) fn other_origins(&self) -> Option<OtherOrigins> {
        self.parts.other_origins
    }

    /// Turns at checking passwords: slow by design, and anyone may ask for one.
    pub(crate) fn checks(&self) -> &Turns {
        &self.parts.checks
    }

    /// Turns at drawing papers that anyone may ask for.
    pub(crate) fn papers(&self) -> &Turns {
        &self.parts.papers
    }

    /// Looks at a long body that a program sent from this address, off the threads that serve others,
    /// when it is its turn.
    ///
    /// # Errors
    /// `WEB-010` when too many of its address wait, and when its turn does not come soon.
    pub async fn look_at<T: Send + 'static>(
        &self,
        address: Option<VisitorAddress>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.parts.bodies.work(address, work).await
    }

    /// Who sends a file at this moment.
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.parts.uploads
    }

    /// Who follows what moves without a sign-in.
    pub(crate) fn streams(&self) -> &Crowd {
        &self.parts.streams
    }

    /// Something a capability left here at start: a name index, a set of fonts.
    ///
    /// # Errors
    /// A fault when nobody left one: the program was put together wrongly.
    pub fn part<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, Problem> {
        let found = self.parts.left.get::<Arc<T>>();
        found.cloned().ok_or_else(|| {
            Problem::fault(format!("nobody left a {} at start", std::any::type_name::<T>()))
        })
    }
}

impl AppBuilder {
    /// What the deployment decided.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.parts.config = config;
        self
    }

    /// Adds entries to the menu.
    #[must_use]
    pub fn sections(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.parts.sections.extend(sections);
        self
    }

    /// Who lists the rooms of a facility.
    #[must_use]
    pub fn rooms(mut self, rooms: Rooms) -> Self {
        self.parts.rooms = Some(rooms);
        self
    }

    /// What is done when somebody sits down.
    #[must_use]
    pub fn seated(mut self, seated: Seated) -> Self {
        self.parts.seated = Some(seated);
        self
    }

    /// Which pages of others may ask; without it none may.
    #[must_use]
    pub fn other_origins(mut self, origins: OtherOrigins) -> Self {
        self.parts.other_origins = Some(origins);
        self
    }

    /// Leaves something for [`App::part`].
    #[must_use]
    pub fn part<T: Send + Sync + 'static>(mut self, part: T) -> Self {
        self.parts.left.insert(Arc::new(part));
        self
    }

    /// The finished handle.
    pub fn done(mut self) -> App {
        self.parts.sections.sort_by_key(|section| section.order);
        App { parts: Arc::new(self.parts) }
    }
}
