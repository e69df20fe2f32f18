//! The timeline as a view: what happened, on which day, where, and who says so.

use super::item::Item;
use super::names::Names;
use super::reader::Reader;
use super::trends::{Trend, trends};
use super::under::Under;
use super::words;
use crate::disputes::model::{Ground, Place};
use crate::queue::model::TokenState;
use crate::{disputes, queue};
use nabz_access::{UnitId, Why};
use nabz_fhir::ResourceType;
use nabz_fhir::tape::Tape;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_people::registry;
use nabz_record::{After, Line, SourceId, timeline};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, Message};
use nabz_web::{msg, numbers};
use std::collections::HashMap;

/// Lines that the doctor's pane shows before "older".
pub const HISTORY_LINES: usize = 80;
/// Trends above the whole history; beside the tests stand all of them.
const TRENDS_BESIDE_ALL: usize = 2;
/// Words of one day, kind and place that are shown before "and so many more".
const ITEMS_SHOWN_MAX: usize = 6;

/// Which part of the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Everything.
    #[default]
    All,
    /// Visits and what was found in them.
    Visits,
    /// Measurements and reports.
    Tests,
    /// What was prescribed and handed out.
    Medicines,
}

impl Show {
    /// Every part, in the order of the tabs.
    pub const ALL: [Self; 4] = [Self::All, Self::Visits, Self::Tests, Self::Medicines];

    /// As an address spells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Visits => "visits",
            Self::Tests => "tests",
            Self::Medicines => "medicines",
        }
    }

    /// From an address; what is not known shows everything.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.word() == word).unwrap_or_default()
    }

    fn title(self) -> Message {
        match self {
            Self::All => msg::chart::show_all(),
            Self::Visits => msg::chart::show_visits(),
            Self::Tests => msg::chart::show_tests(),
            Self::Medicines => msg::chart::show_medicines(),
        }
    }

    fn types(self) -> Vec<ResourceType> {
        let names: &[&str] = match self {
            Self::All => &[],
            Self::Visits => {
                &["Encounter", "Composition", "Condition", "Procedure", "AllergyIntolerance"]
            }
            Self::Tests => &["Observation", "DiagnosticReport", "ImagingStudy"],
            Self::Medicines => &["MedicationRequest", "MedicationDispense", "Immunization"],
        };
        names.iter().filter_map(|name| ResourceType::named(name)).collect()
    }
}

/// What the pane shows: a page holds it as `history` and includes `chart/pages/history.html`.
pub struct History {
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// Signs over time, on the first page of what shows them.
    pub trends: Vec<Trend>,
    /// The latest day first.
    pub days: Vec<Happened>,
    /// Where older lines begin; the whole page's address.
    pub older: Option<String>,
}

/// One tab.
pub struct Tab {
    /// Its name.
    pub title: Message,
    /// Its address.
    pub path: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// What one source said on one day at one place, of one kind.
pub struct Happened {
    /// `22 Nov 2026`
    pub date: String,
    /// For machines: `2026-11-22`.
    pub day: String,
    /// Visit, diagnosis, test …
    pub kind: Message,
    /// What, in the words of the source.
    pub items: Vec<Item>,
    /// How many are not shown.
    pub more: usize,
    /// Where; empty when that is not known.
    pub place: String,
    /// Which partner said so.
    pub partner: Option<Message>,
    /// Under which other number of theirs it stands.
    pub under: Option<Message>,
}

impl History {
    /// Reads one page of the timeline of a person, what partners said included. Whoever calls has
    /// made sure that the person may be read about, and says why: that decides what of it stays
    /// masked.
    pub fn of(
        view: &mut Tx<'_>,
        (person, why): (PersonId, Why),
        chosen: &Chosen,
        language: Language,
    ) -> Result<Self, Stop> {
        let patients = registry::patients_of(view, person)?;
        let page = timeline(view, &patients, &chosen.show.types(), chosen.after, HISTORY_LINES)?;
        let mut known = Names::in_language(language);
        let mut numbers = Under::of(view, person, &patients)?;
        let mut reader = Reader::because(why);
        let disputed = disputed(view, person)?;
        let mut days = Vec::new();
        let bodies: Vec<Tape> = page.lines.iter().map(Line::tape).collect::<Result<_, _>>()?;
        // A note stands before its diagnoses and calls them what they are called below it.
        for (line, body) in page.lines.iter().zip(&bodies) {
            if line.key.of.name() == "Condition" {
                known.of_list(view, line, body.root())?;
            }
        }
        let told = page.lines.iter().zip(&bodies).filter(|(line, _)| !is_dispute(line));
        for (line, body) in told {
            let under = numbers.said(view, line.patient)?;
            let body = body.root();
            if reader.is_closed(view, (line.patient, body))? {
                let at = Where { under, ..Where::default() };
                add(&mut days, line, (Item::masked(), at), language);
                continue;
            }
            let named = known.of_list(view, line, body)?;
            let at = Where { under, ..Where::of(line, known.of_place(view, line)?) };
            let mut item = words::item(line, body, named, known.diagnoses());
            if line.source != SourceId::NABZ {
                item.elsewhere = Some(line.reference.clone());
                item.disputed =
                    disputed.get(&disputes::place(line.key)).copied().map(disputes::words::said);
            }
            add(&mut days, line, (item, at), language);
        }
        let many = match (chosen.show, chosen.after) {
            (Show::All, None) => TRENDS_BESIDE_ALL,
            (Show::Tests, None) => usize::MAX,
            (Show::All | Show::Tests | Show::Visits | Show::Medicines, _) => 0,
        };
        let trends = if many == 0 {
            Vec::new()
        } else {
            trends(view, (&patients, &mut reader), many, language)?
        };
        Ok(Self { trends, ..Self::shown(days, page.next, chosen) })
    }

    /// Links the visits of a facility that have a note, or what was typed and never signed, which
    /// whoever reads may open: those of the units that they reach.
    pub fn link_visits(
        &mut self,
        view: &mut Tx<'_>,
        at: FacilityId,
        reaches: impl Fn(UnitId) -> bool,
    ) -> Result<(), Stop> {
        for item in self.days.iter_mut().flat_map(|day| &mut day.items) {
            let Some(visit) = item.visit else { continue };
            let token = queue::token(view, at, visit)?;
            let seen = |state: TokenState| {
                matches!(state, TokenState::Seen { .. } | TokenState::Unsigned { .. })
            };
            if token.is_some_and(|token| seen(token.state) && reaches(token.unit)) {
                item.link = Some(format!("/opd/visits/{visit}"));
            }
        }
        Ok(())
    }

    /// Links what others said to where it can be disputed.
    pub fn link_disputes(&mut self, person: PersonId) {
        for item in self.days.iter_mut().flat_map(|day| &mut day.items) {
            let path = |reference: &String| disputes::path(person, reference);
            item.dispute = item.elsewhere.as_ref().map(path);
        }
    }

    fn shown(days: Vec<Happened>, next: Option<After>, chosen: &Chosen) -> Self {
        let address = |show: Show| format!("{}?show={}", chosen.path, show.word());
        let tab = |show: Show| Tab {
            title: show.title(),
            path: address(show),
            current: show == chosen.show,
        };
        Self {
            tabs: Show::ALL.map(tab).into(),
            trends: Vec::new(),
            days,
            older: next.map(|after| format!("{}&after={after}", address(chosen.show))),
        }
    }
}

/// What stands against entries about somebody, under whichever of their numbers.
fn disputed(view: &mut Tx<'_>, person: PersonId) -> Result<HashMap<Place, Ground>, Stop> {
    let mut disputed = HashMap::new();
    for record in registry::one(view, person)? {
        let standing = disputes::standing(view, record)?;
        disputed.extend(standing.into_iter().map(|dispute| (dispute.entry, dispute.ground)));
    }
    Ok(disputed)
}

/// A dispute stands beside what it is about, and not in the line of time as well.
fn is_dispute(line: &Line) -> bool {
    line.source == SourceId::NABZ && line.key.of.name() == "DetectedIssue"
}

/// Which page of the timeline is asked for.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The address of the page, without its question.
    pub path: String,
    /// Which part.
    pub show: Show,
    /// Behind which line.
    pub after: Option<After>,
}

/// Where something was said, which partner said it and under which number. Of what is masked neither
/// place nor partner is told: it may be the name of a clinic for one illness.
#[derive(Default)]
struct Where {
    place: String,
    partner: Option<Message>,
    under: Option<Message>,
}

impl Where {
    fn of(line: &Line, place: String) -> Self {
        let is_ours = line.source == SourceId::NABZ;
        let partner = (!is_ours).then(|| msg::chart::partner(&line.source_name));
        Self { place, partner, under: None }
    }
}

/// Lines of one day, kind, place, source and number stand together; the record hands them over in that
/// order.
fn add(days: &mut Vec<Happened>, line: &Line, (item, at): (Item, Where), language: Language) {
    let day = line.at.date_in_india();
    let Where { place, partner, under } = at;
    let kind = kind(line.key.of);
    let same = |one: &&mut Happened| {
        one.day == day.to_string()
            && one.kind.key() == kind.key()
            && one.place == place
            && one.partner == partner
            && one.under == under
    };
    match days.iter_mut().rev().take(8).find(same) {
        Some(open) if open.items.len() >= ITEMS_SHOWN_MAX => open.more += 1,
        Some(open) => open.items.push(item),
        None => days.push(Happened {
            date: numbers::date(day, language),
            day: day.to_string(),
            kind,
            items: vec![item],
            more: 0,
            place,
            partner,
            under,
        }),
    }
}

fn kind(of: ResourceType) -> Message {
    match of.name() {
        "Encounter" => msg::chart::kind_visit(),
        "Composition" => msg::chart::kind_note(),
        "Condition" => msg::chart::kind_diagnosis(),
        "Observation" => msg::chart::kind_measured(),
        "DiagnosticReport" | "ImagingStudy" => msg::chart::kind_report(),
        "AllergyIntolerance" => msg::chart::kind_allergy(),
        "MedicationRequest" => msg::chart::kind_prescribed(),
        "MedicationDispense" => msg::chart::kind_handed_out(),
        "Immunization" => msg::chart::kind_vaccinated(),
        "Procedure" => msg::chart::kind_procedure(),
        "CarePlan" | "CareTeam" | "Goal" => msg::chart::kind_plan(),
        _ => msg::chart::kind_other(),
    }
}
