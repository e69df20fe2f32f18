//! Figures as people read them. Partners send every digit that a machine had, and units with notes
//! in braces; the record keeps them, a line shows what means something.

use nabz_fhir::path::Path;
use rust_decimal::Decimal;
use serde_json::{Number, Value};

/// Decimals that a source may write and that are shown as it wrote them.
const DECIMALS_AS_WRITTEN: u32 = 2;
/// Digits of a figure below one.
const DIGITS_OF_SMALL: u32 = 3;

/// What was measured: `159.1 mL/min/1.73 m²`; of several parts each with its name. `None` where it
/// is no quantity.
pub(super) fn measured(body: &Value) -> Option<String> {
    if let Some(quantity) = body.get("valueQuantity") {
        return shown(quantity);
    }
    let part = |part: &Value| {
        let name = Path("code.text").text(part);
        let name = name.or_else(|| Path("code.coding.display").text(part))?;
        Some(format!("{name} {}", shown(part.get("valueQuantity")?)?))
    };
    let parts = body.get("component")?.as_array()?;
    let said: Vec<String> = parts.iter().map(part).collect::<Option<_>>()?;
    (!said.is_empty()).then(|| said.join(" · "))
}

fn shown(quantity: &Value) -> Option<String> {
    let Value::Number(value) = quantity.get("value")? else { return None };
    let value = rounded(value);
    let unit = quantity.get("unit").or_else(|| quantity.get("code")).and_then(Value::as_str);
    Some(match unit.map(without_notes).as_deref() {
        None | Some("") => value,
        Some("%") => format!("{value}%"),
        Some(unit) => format!("{value} {unit}"),
    })
}

/// Few decimals stay as they were written; of many, those that somebody can act on.
fn rounded(number: &Number) -> String {
    let written = number.to_string();
    let read = written.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&written));
    let Ok(value) = read else { return written };
    if value.scale() <= DECIMALS_AS_WRITTEN {
        return written;
    }
    let size = value.abs();
    let rounded = if size >= Decimal::ONE_HUNDRED {
        value.round_dp(1)
    } else if size >= Decimal::ONE {
        value.round_dp(DECIMALS_AS_WRITTEN)
    } else {
        value.round_sf(DIGITS_OF_SMALL).unwrap_or(value)
    };
    rounded.normalize().to_string()
}

/// A unit without what UCUM notes in braces: `{score}` only repeats what was counted. Behind a
/// stroke it says per what the figure is, and stays: `mL/min/{1.73_m2}`.
fn without_notes(unit: &str) -> String {
    let mut said = String::new();
    let mut rest = unit;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((note, after)) = behind.split_once('}') else { break };
        said.push_str(before);
        if said.ends_with('/') {
            said.push_str(&note.replace("_m2", " m²").replace('_', " "));
        }
        rest = after;
    }
    said.push_str(rest);
    said.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(value: &Value, unit: &str, shown: &str) {
        let body = json!({"valueQuantity": {"value": value, "unit": unit}});
        assert_eq!(measured(&body).as_deref(), Some(shown));
    }

    #[test]
    fn a_figure_has_the_digits_that_somebody_can_act_on_and_no_notes_in_braces() {
        let rate = json!(159.130_224_209_964_92);
        check(&rate, "mL/min/{1.73_m2}", "159.1 mL/min/1.73 m²");
        check(&json!(3.150_518_465_512_645_7), "{score}", "3.15");
        check(&json!(0.000_312_345_6), "g/L", "0.000312 g/L");
        check(&json!(64.25), "kg", "64.25 kg");
        check(&json!(120), "mm[Hg]", "120 mm[Hg]");
        check(&json!(98.0), "%", "98.0%");
        check(&json!(72), "{beats}/min", "72 /min");
        check(&json!(99.999), "mg/dL", "100 mg/dL");
    }

    #[test]
    fn a_measurement_of_several_parts_says_each() {
        let part = |name: &str, value: f64| {
            let quantity = json!({"value": value, "unit": "mmHg"});
            json!({"code": {"text": name}, "valueQuantity": quantity})
        };
        let both = json!({"component": [part("Upper", 151.923_4), part("Lower", 94.0)]});
        assert_eq!(measured(&both).as_deref(), Some("Upper 151.9 mmHg · Lower 94.0 mmHg"));
        let words = json!({"component": [{"code": {"text": "Pain"}, "valueString": "none"}]});
        assert_eq!(measured(&words), None);
    }
}
