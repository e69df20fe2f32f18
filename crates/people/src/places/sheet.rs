//! Reads the files: a map of wards, a sheet of localities. Every fault is found before anything
//! is loaded.

use super::model::{Locality, WardMap, WardShape};
use super::rules::{NAME_CHARACTERS_MAX, hindi_name};
use nabz_kernel::sheet::{LineFault, Wrong, lines_below};
use nabz_kernel::signs::cannot_stand_on_a_line;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// More wards or localities than any city has.
const FEATURES_MAX: usize = 10_000;
const HEADINGS: [&str; 4] = ["english", "hindi", "district", "kind"];

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
    #[serde(rename = "Ward_Name_Hi")]
    name_hi: Option<String>,
    #[serde(rename = "Ward_No")]
    number: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

/// The wards of a `GeoJSON` text with `Ward_Name`, `Ward_No` and, where it is known,
/// `Ward_Name_Hi`.
///
/// An area with neither name nor number is no ward; it is passed over and counted.
///
/// # Errors
/// Every fault with its line and feature.
pub fn wards(text: &str) -> Result<WardMap, Vec<LineFault>> {
    let map: Map<'_> = serde_json::from_str(text).map_err(|error| {
        let line = u64::try_from(error.line()).unwrap_or_default();
        vec![LineFault::at(line, "", Wrong::NotAMap)]
    })?;
    if map.kind != "FeatureCollection" {
        return Err(vec![LineFault::at(1, "", Wrong::NotAMap)]);
    }
    if map.features.len() > FEATURES_MAX {
        return Err(vec![LineFault::at(1, "", Wrong::TooManyLines { most: FEATURES_MAX })]);
    }
    let (mut read, mut faults, mut seen) = (WardMap::default(), Vec::new(), HashMap::new());
    for (raw, number) in map.features.iter().zip(1_u64..) {
        let line = line_of(text, raw);
        let fault = |what| LineFault { feature: Some(number), ..LineFault::at(line, "", what) };
        match ward(raw) {
            Ok(Some(ward)) => match seen.insert(ward.number.clone(), line) {
                None => read.wards.push(ward),
                Some(line) => faults.push(fault(Wrong::Twice { line })),
            },
            Ok(None) => read.passed_over += 1,
            Err(what) => faults.push(fault(what)),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// A ward, or `None` for an area with neither name nor number.
fn ward(raw: &RawValue) -> Result<Option<WardShape>, Wrong> {
    let feature: Feature<'_> = serde_json::from_str(raw.get()).map_err(|_| Wrong::NotAMap)?;
    let polygon = polygon(feature.geometry)?;
    let trimmed = |text: Option<String>| {
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let Properties { name, name_hi, number } = feature.properties;
    match (trimmed(name), trimmed(name_hi), trimmed(number)) {
        (Some(name_en), name_hi, Some(number)) => {
            on_a_line(&name_en)?;
            on_a_line(&number)?;
            let name_hi = name_hi.map(|name| hindi_name(&name).map_err(|_| Wrong::NotHindi));
            Ok(Some(WardShape { number, name_en, name_hi: name_hi.transpose()?, polygon }))
        }
        (None, None, None) => Ok(None),
        (_, _, None) => Err(Wrong::NumberlessWard),
        (None, _, Some(_)) => Err(Wrong::NamelessWard),
    }
}

fn on_a_line(text: &str) -> Result<(), Wrong> {
    if text.chars().count() > NAME_CHARACTERS_MAX {
        return Err(Wrong::TooLong { most: NAME_CHARACTERS_MAX });
    }
    if text.contains(cannot_stand_on_a_line) { Err(Wrong::StrangeSign) } else { Ok(()) }
}

/// Rings are closed and lie on the Earth.
fn polygon(raw: &RawValue) -> Result<String, Wrong> {
    const CORNERS_MIN: usize = 4;
    let geometry: Geometry = serde_json::from_str(raw.get()).map_err(|_| Wrong::NotAMap)?;
    let rings: Vec<Vec<[f64; 2]>> = match geometry {
        Geometry::Polygon(rings) => rings,
        Geometry::MultiPolygon(polygons) => polygons.into_iter().flatten().collect(),
    };
    if rings.is_empty() {
        return Err(Wrong::OpenPolygon);
    }
    for ring in rings {
        if ring.len() < CORNERS_MIN || ring.first() != ring.last() {
            return Err(Wrong::OpenPolygon);
        }
        let on_earth = |[east, north]: &[f64; 2]| east.abs() <= 180.0 && north.abs() <= 90.0;
        if !ring.iter().all(on_earth) {
            return Err(Wrong::OffTheEarth);
        }
    }
    Ok(raw.get().to_owned())
}

/// Where a part of the text begins.
fn line_of(text: &str, part: &RawValue) -> u64 {
    let offset = part.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    let lines = text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
    u64::try_from(lines).unwrap_or(u64::MAX)
}

/// The localities of a tab-separated sheet: english, hindi, district, kind.
///
/// # Errors
/// Every fault with its line.
pub fn localities(text: &str) -> Result<Vec<Locality>, Vec<LineFault>> {
    let (mut localities, mut faults, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for (number, line) in lines_below(text, &HEADINGS)? {
        match locality(number, line) {
            Ok(read) => match seen.insert((read.name_en.clone(), read.district.clone()), number) {
                None => localities.push(read),
                Some(line) => faults.push(LineFault::at(number, "", Wrong::Twice { line })),
            },
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(localities) } else { Err(faults) }
}

fn locality(number: u64, line: &str) -> Result<Locality, LineFault> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [name_en, name_hi, district, kind] = *cells.as_slice() else {
        return Err(LineFault::at(number, "", Wrong::CellsMissing));
    };
    for (column, cell) in HEADINGS.into_iter().zip([name_en, name_hi, district, kind]) {
        if cell.is_empty() && column != "kind" {
            return Err(LineFault::at(number, column, Wrong::Empty));
        }
        on_a_line(cell).map_err(|what| LineFault::at(number, column, what))?;
    }
    let [name_en, name_hi, district, kind] = [name_en, name_hi, district, kind].map(str::to_owned);
    Ok(Locality { name_en, name_hi, district, kind })
}
