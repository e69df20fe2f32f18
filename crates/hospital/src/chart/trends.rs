//! Vital signs over time: a line for the eye, a table for everybody, drawn on the server.
//!
//! The readings come from the record, so a chart shows what every facility and partner measured.
//! What was taken back as an error is not drawn, nor what stays closed to the reader.

use super::reader::Reader;
use nabz_fhir::path::Path;
use nabz_fhir::tape::{Node, Tape};
use nabz_fhir::{ResourceType, extract};
use nabz_kernel::clock::Instant;
use nabz_record::Entry;
use nabz_record::search::search_all;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, Message, say};
use nabz_web::{msg, numbers};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Readings of one chart; more would not have room for their numbers.
const READINGS_MAX: usize = 6;
/// Observations looked at for all charts of a page, the latest.
const OBSERVATIONS_MAX: usize = 120;
/// A single reading is no trend.
const READINGS_MIN: usize = 2;

/// The drawing, in units of its view box: where the first and the last reading stand, and the
/// highest and the lowest.
const LEFT: i64 = 20;
const RIGHT: i64 = 250;
const TOP: i64 = 20;
const BOTTOM: i64 = 50;
/// The right edge of the drawing; its left one is 0.
const EDGE: i64 = 272;
/// How far above its dot a number stands.
const LABEL_ABOVE: i64 = 7;

/// A sign that is drawn, with the codes that sources use for it and the unit it is drawn in.
///
/// Codes: LOINC, as the vital-signs profile of FHIR R4 names them; 55284-4 is the older code of a
/// blood pressure that partners still send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Pressure,
    Weight,
    Pulse,
    Saturation,
    Sugar,
}

impl Sign {
    /// In the order of the charts.
    const ALL: [Self; 5] =
        [Self::Pressure, Self::Weight, Self::Pulse, Self::Saturation, Self::Sugar];

    /// Decimals of a reading. One is what the instruments read, none of a pressure; partners send
    /// ten.
    const fn decimals(self) -> u32 {
        match self {
            Self::Pressure => 0,
            Self::Weight | Self::Pulse | Self::Saturation | Self::Sugar => 1,
        }
    }

    const fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Pressure => &["85354-9", "55284-4"],
            Self::Weight => &["29463-7"],
            Self::Pulse => &["8867-4"],
            Self::Saturation => &["2708-6", "59408-5"],
            Self::Sugar => &["41653-7"],
        }
    }

    /// A reading in another unit is not drawn: a line through kilograms and pounds would lie.
    const fn unit_code(self) -> &'static str {
        match self {
            Self::Pressure => "mm[Hg]",
            Self::Weight => "kg",
            Self::Pulse => "/min",
            Self::Saturation => "%",
            Self::Sugar => "mg/dL",
        }
    }

    fn name(self) -> Message {
        match self {
            Self::Pressure => msg::chart::trend_pressure(),
            Self::Weight => msg::chart::trend_weight(),
            Self::Pulse => msg::chart::trend_pulse(),
            Self::Saturation => msg::chart::trend_saturation(),
            Self::Sugar => msg::chart::trend_sugar(),
        }
    }

    fn unit(self, language: Language) -> String {
        match self {
            Self::Pressure => "mmHg".to_owned(),
            Self::Pulse => say(&msg::chart::trend_a_minute(), language),
            Self::Weight | Self::Saturation | Self::Sugar => self.unit_code().to_owned(),
        }
    }
}

/// One chart.
#[derive(Debug)]
pub struct Trend {
    /// Of what.
    pub name: Message,
    /// In which unit.
    pub unit: String,
    /// The whole chart in words, for those who do not see it.
    pub words: String,
    /// Paths; a second one is the lower pressure.
    pub lines: Vec<String>,
    /// One for each reading of each line.
    pub dots: Vec<Dot>,
    /// The numbers above the upper line.
    pub labels: Vec<Label>,
    /// Date of the first reading; its time, when all are of one day.
    pub first: String,
    /// The same of the last one.
    pub last: String,
    /// When and what, the latest first.
    pub rows: Vec<(String, String)>,
}

/// One reading in the drawing.
#[derive(Debug)]
pub struct Dot {
    /// From the left.
    pub x: i64,
    /// From above.
    pub y: Decimal,
    /// The last one is filled.
    pub latest: bool,
}

/// One number in the drawing.
#[derive(Debug)]
pub struct Label {
    /// From the left.
    pub x: i64,
    /// From above.
    pub y: Decimal,
    /// Where of the number that place is.
    pub anchor: Anchor,
    /// The number.
    pub text: String,
}

/// Which part of a number stands at its place: the outer ones end at the edges of the drawing, so
/// that nothing of them is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    /// The class of the text.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Start => "c-text",
            Self::Middle => "c-text c-text--mid",
            Self::End => "c-text c-text--end c-text--b",
        }
    }
}

/// What was read once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    at: Instant,
    value: Decimal,
    /// The lower pressure.
    lower: Option<Decimal>,
}

impl Reading {
    fn shown(&self) -> String {
        let whole = self.value.normalize();
        self.lower
            .map_or_else(|| whole.to_string(), |lower| format!("{whole}/{}", lower.normalize()))
    }
}

/// The charts of the named Patients, `many` at most. Whoever calls has made sure that each may be
/// read.
pub(super) fn trends(
    view: &mut Tx<'_>,
    (patients, reader): (&[Uuid], &mut Reader),
    many: usize,
    language: Language,
) -> Result<Vec<Trend>, Stop> {
    let mut bodies: Vec<Tape> = Vec::new();
    for patient in patients {
        for entry in observations(view, *patient)? {
            let Ok(body) = entry.tape() else { continue };
            if !reader.is_closed(view, (*patient, body.root()))? {
                bodies.push(body);
            }
        }
    }
    let drawn = Sign::ALL.into_iter().filter_map(|sign| {
        let readings = readings(sign, &bodies);
        (readings.len() >= READINGS_MIN).then(|| draw(sign, &readings, language))
    });
    Ok(drawn.take(many).collect())
}

fn observations(view: &mut Tx<'_>, patient: Uuid) -> Result<Vec<Entry>, Stop> {
    let codes: Vec<&str> = Sign::ALL.iter().flat_map(|sign| sign.codes()).copied().collect();
    let asked = [
        ("patient".to_owned(), patient.to_string()),
        ("code".to_owned(), codes.join(",")),
        ("_count".to_owned(), OBSERVATIONS_MAX.to_string()),
    ];
    search_all(view, ResourceType::OBSERVATION, &asked)
}

/// The latest readings of a sign, in the order of time.
fn readings(sign: Sign, bodies: &[Tape]) -> Vec<Reading> {
    let of_sign = bodies.iter().map(Tape::root).filter(|body| is(*body, sign.codes()));
    let mut readings: Vec<Reading> = of_sign.filter_map(|body| read(sign, body)).collect();
    readings.sort_by_key(|reading| reading.at);
    let older = readings.len().saturating_sub(READINGS_MAX);
    readings.split_off(older)
}

fn is(body: Node<'_>, codes: &[&str]) -> bool {
    let mut said = Path("code.coding.code").all(body).into_iter().filter_map(Node::text);
    said.any(|code| codes.contains(&&*code))
}

fn read(sign: Sign, body: Node<'_>) -> Option<Reading> {
    const COUNTS: [&str; 3] = ["final", "amended", "corrected"];
    let status = body.get_text("status")?;
    let span = extract::happened(ResourceType::OBSERVATION, body)?;
    let at = Instant::from_microseconds(span.first);
    if !COUNTS.contains(&&*status) {
        return None;
    }
    if sign != Sign::Pressure {
        let value = amount(body.get("valueQuantity")?, sign)?;
        return Some(Reading { at, value, lower: None });
    }
    let part = |code: &str| {
        let part = body.get("component")?.items().find(|part| is(*part, &[code]))?;
        amount(part.get("valueQuantity")?, sign)
    };
    Some(Reading { at, value: part("8480-6")?, lower: Some(part("8462-4")?) })
}

fn amount(quantity: Node<'_>, sign: Sign) -> Option<Decimal> {
    let code = quantity.get_text("code").or_else(|| quantity.get_text("unit"))?;
    let value = quantity.get("value")?.number()?;
    let value = (code == sign.unit_code()).then(|| value.parse::<Decimal>().ok())??;
    Some(value.round_dp(sign.decimals()))
}

fn draw(sign: Sign, readings: &[Reading], language: Language) -> Trend {
    let values = || readings.iter().flat_map(|one| std::iter::once(one.value).chain(one.lower));
    let high = values().max().unwrap_or_default();
    let low = values().min().unwrap_or_default();
    let y = |value: Decimal| {
        let span = high - low;
        if span.is_zero() {
            return Decimal::from(i64::midpoint(TOP, BOTTOM));
        }
        let below = (high - value) * Decimal::from(BOTTOM - TOP) / span;
        (Decimal::from(TOP) + below).round_dp(1).normalize()
    };
    let steps = i64::try_from(readings.len()).unwrap_or(1).saturating_sub(1).max(1);
    let places: Vec<(i64, &Reading)> =
        (0..).map(|nth| LEFT + (RIGHT - LEFT) * nth / steps).zip(readings).collect();
    let upper: Vec<(i64, Decimal)> = places.iter().map(|(x, one)| (*x, y(one.value))).collect();
    let lower: Vec<(i64, Decimal)> =
        places.iter().filter_map(|(x, one)| Some((*x, y(one.lower?)))).collect();
    let dots = |line: &[(i64, Decimal)]| {
        let dot = |(x, y): &(i64, Decimal)| Dot { x: *x, y: *y, latest: *x == RIGHT };
        line.iter().map(dot).collect::<Vec<_>>()
    };
    let label = |(x, one): &(i64, &Reading)| {
        let (x, anchor) = match *x {
            LEFT => (0, Anchor::Start),
            RIGHT => (EDGE, Anchor::End),
            between => (between, Anchor::Middle),
        };
        let y = y(one.value) - Decimal::from(LABEL_ABOVE);
        Label { x, y, anchor, text: one.shown() }
    };
    let one_day = one_day(readings);
    let day = |one: &Reading| {
        if one_day {
            numbers::date_time(one.at, language)
        } else {
            numbers::date(one.at.date_in_india(), language)
        }
    };
    let end = |one: &Reading| if one_day { numbers::clock_time(one.at) } else { day(one) };
    let said = |one: &Reading| say(&msg::chart::trend_reading(day(one), one.shown()), language);
    let said = readings.iter().map(said).collect::<Vec<_>>().join(", ");
    let words = say(&msg::chart::trend_words(sign.name(), said), language);
    Trend {
        name: sign.name(),
        unit: sign.unit(language),
        words,
        lines: [&upper, &lower].into_iter().filter(|l| !l.is_empty()).map(|l| path(l)).collect(),
        labels: places.iter().map(label).collect(),
        dots: dots(&upper).into_iter().chain(dots(&lower)).collect(),
        first: readings.first().map(day).unwrap_or_default(),
        last: readings.last().map(end).unwrap_or_default(),
        rows: readings.iter().rev().map(|one| (day(one), one.shown())).collect(),
    }
}

/// Whether all were read on the same day: then their dates tell nothing apart.
fn one_day(readings: &[Reading]) -> bool {
    let mut days = readings.iter().map(|one| one.at.date_in_india());
    let first = days.next();
    days.all(|day| Some(day) == first)
}

fn path(places: &[(i64, Decimal)]) -> String {
    let points: Vec<String> = places.iter().map(|(x, y)| format!("{x} {y}")).collect();
    format!("M{}", points.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read_of(sign: Sign, bodies: &[Value]) -> Vec<Reading> {
        let tape = |body: &Value| Tape::parse(body.to_string().into_bytes()).unwrap();
        readings(sign, &bodies.iter().map(tape).collect::<Vec<_>>())
    }

    fn pressure(day: &str, upper: u32, lower: u32, status: &str) -> Value {
        let part = |code: &str, read: u32| {
            json!({"code": {"coding": [{"code": code}]},
                   "valueQuantity": {"value": read, "code": "mm[Hg]"}})
        };
        json!({"status": status, "effectiveDateTime": day,
               "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
               "component": [part("8462-4", lower), part("8480-6", upper)]})
    }

    #[test]
    fn a_trend_is_drawn_told_and_listed_and_leaves_errors_out() {
        let bodies = [
            pressure("2026-11-20", 152, 94, "final"),
            pressure("2026-10-01", 132, 84, "final"),
            pressure("2026-11-01", 300, 10, "entered-in-error"),
        ];
        let readings = read_of(Sign::Pressure, &bodies);
        let trend = draw(Sign::Pressure, &readings, Language::English);
        assert_eq!(trend.words, "Blood pressure: 132/84 on 1 Oct 2026, 152/94 on 20 Nov 2026");
        assert_eq!(trend.lines, ["M20 28.8 250 20", "M20 50 250 45.6"]);
        assert_eq!((trend.dots.len(), trend.labels.len()), (4, 2));
        assert_eq!(trend.rows[0], ("20 Nov 2026".into(), "152/94".into()));
        assert_eq!((trend.first.as_str(), trend.last.as_str()), ("1 Oct 2026", "20 Nov 2026"));
    }

    #[test]
    fn the_numbers_of_a_chart_stay_inside_it_and_those_of_one_day_have_their_times() {
        let bodies = [
            pressure("2026-11-20T09:14:00+05:30", 152, 105, "final"),
            pressure("2026-11-20T10:05:00+05:30", 148, 100, "final"),
            pressure("2026-11-20T11:43:00+05:30", 132, 84, "final"),
        ];
        let readings = read_of(Sign::Pressure, &bodies);
        let trend = draw(Sign::Pressure, &readings, Language::English);
        let places: Vec<_> = trend.labels.iter().map(|label| (label.x, label.anchor)).collect();
        assert_eq!(places, [(0, Anchor::Start), (135, Anchor::Middle), (272, Anchor::End)]);
        assert_eq!((trend.first.as_str(), trend.last.as_str()), ("20 Nov 2026, 09:14", "11:43"));
        assert_eq!(trend.rows[0].0, "20 Nov 2026, 11:43");
    }

    #[test]
    fn a_pressure_is_drawn_in_whole_numbers() {
        let mut body = pressure("2026-11-20", 152, 94, "final");
        body["component"][1]["valueQuantity"]["value"] = json!(151.923_4);
        assert_eq!(read_of(Sign::Pressure, &[body])[0].shown(), "152/94");
    }

    #[test]
    fn readings_in_another_unit_are_not_drawn() {
        let weight = |value: f64, unit: &str| {
            json!({"status": "final", "effectiveDateTime": "2026-10-01",
                   "code": {"coding": [{"code": "29463-7"}]},
                   "valueQuantity": {"value": value, "code": unit}})
        };
        let bodies = [weight(64.25, "kg"), weight(141.0, "[lb_av]"), weight(64.0, "kg")];
        let shown: Vec<_> = read_of(Sign::Weight, &bodies).iter().map(Reading::shown).collect();
        assert_eq!(shown, ["64.2", "64"]);
    }
}
