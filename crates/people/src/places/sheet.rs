//! Reads the files: a map of wards, a sheet of localities. Every fault is found before anything
//! is loaded.

use super::model::{Fault, Locality, WardShape};
use super::rules::NAME_CHARACTERS_MAX;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashSet;

/// More wards or localities than any city has.
const FEATURES_MAX: usize = 10_000;
const HEADINGS: &str = "english\thindi\tdistrict\tkind";

#[derive(Deserialize)]
struct Map<'t> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    features: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
struct Feature<'t> {
    properties: Properties,
    #[serde(borrow)]
    geometry: &'t RawValue,
}

#[derive(Deserialize)]
struct Properties {
    #[serde(rename = "Ward_Name")]
    name: Option<String>,
    #[serde(rename = "Ward_No")]
    number: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

/// The wards of a `GeoJSON` text with `Ward_Name` and `Ward_No`.
///
/// An area with neither name nor number is no ward (the file has one) and is passed over.
///
/// # Errors
/// Every fault with its line and feature.
pub fn wards(text: &str) -> Result<Vec<WardShape>, Vec<Fault>> {
    let map: Map<'_> = serde_json::from_str(text).map_err(|error| {
        vec![Fault { line: error.line(), feature: None, what: error.to_string() }]
    })?;
    if map.kind != "FeatureCollection" || map.features.len() > FEATURES_MAX {
        let what = format!("a FeatureCollection of at most {FEATURES_MAX} features is needed");
        return Err(vec![Fault { line: 1, feature: None, what }]);
    }
    let (mut wards, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (raw, number) in map.features.iter().zip(1..) {
        match ward(raw) {
            Ok(Some(ward)) if seen.insert(ward.number.clone()) => wards.push(ward),
            Ok(Some(ward)) => {
                let what = format!("ward {} stands here a second time", ward.number);
                faults.push(Fault { line: line_of(text, raw), feature: Some(number), what });
            }
            Ok(None) => {}
            Err(what) => {
                faults.push(Fault { line: line_of(text, raw), feature: Some(number), what });
            }
        }
    }
    if faults.is_empty() { Ok(wards) } else { Err(faults) }
}

fn ward(raw: &RawValue) -> Result<Option<WardShape>, String> {
    let feature: Feature<'_> = serde_json::from_str(raw.get()).map_err(|e| e.to_string())?;
    let polygon = polygon(feature.geometry)?;
    let trimmed = |text: Option<String>| {
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    match (trimmed(feature.properties.name), trimmed(feature.properties.number)) {
        (Some(name_en), Some(number)) => {
            if name_en.chars().count() > NAME_CHARACTERS_MAX
                || name_en.chars().any(char::is_control)
            {
                return Err("Ward_Name is too long or holds control characters".to_owned());
            }
            Ok(Some(WardShape { number, name_en, polygon }))
        }
        (_, None) => Ok(None),
        (None, Some(number)) => Err(format!("ward {number} has no Ward_Name")),
    }
}

/// Rings are closed and lie on the Earth.
fn polygon(raw: &RawValue) -> Result<String, String> {
    const CORNERS_MIN: usize = 4;
    let geometry: Geometry = serde_json::from_str(raw.get()).map_err(|e| e.to_string())?;
    let rings: Vec<Vec<[f64; 2]>> = match geometry {
        Geometry::Polygon(rings) => rings,
        Geometry::MultiPolygon(polygons) => polygons.into_iter().flatten().collect(),
    };
    if rings.is_empty() {
        return Err("the polygon has no ring".to_owned());
    }
    for ring in rings {
        if ring.len() < CORNERS_MIN || ring.first() != ring.last() {
            return Err("a ring of the polygon is not closed".to_owned());
        }
        let on_earth = |[east, north]: &[f64; 2]| east.abs() <= 180.0 && north.abs() <= 90.0;
        if !ring.iter().all(on_earth) {
            return Err("a corner is no longitude and latitude".to_owned());
        }
    }
    Ok(raw.get().to_owned())
}

/// Where a part of the text begins.
fn line_of(text: &str, part: &RawValue) -> usize {
    let offset = part.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
}

/// The localities of a tab-separated sheet: english, hindi, district, kind.
///
/// # Errors
/// Every fault with its line.
pub fn localities(text: &str) -> Result<Vec<Locality>, Vec<Fault>> {
    let (mut localities, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    let fault = |line: usize, what: &str| Fault { line, feature: None, what: what.to_owned() };
    let mut lines = (1..).zip(text.lines().map(|line| line.trim_end_matches('\r')));
    if lines.next().map(|(_, line)| line) != Some(HEADINGS) {
        return Err(vec![fault(1, "the headings are english, hindi, district, kind")]);
    }
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [name_en, name_hi, district, kind] = cells.as_slice() else {
            faults.push(fault(number, "four cells are needed"));
            continue;
        };
        if [name_en, name_hi, district].iter().any(|cell| cell.is_empty()) {
            faults.push(fault(number, "a name or the district is missing"));
        } else if cells.iter().any(|cell| cell.chars().count() > NAME_CHARACTERS_MAX) {
            faults.push(fault(number, "a cell is too long"));
        } else if seen.insert((*name_en, *district)) {
            let [name_en, name_hi, district, kind] =
                [name_en, name_hi, district, kind].map(|cell| (*cell).to_owned());
            localities.push(Locality { name_en, name_hi, district, kind });
        } else {
            faults.push(fault(number, "the locality stands here a second time"));
        }
    }
    if faults.is_empty() { Ok(localities) } else { Err(faults) }
}
