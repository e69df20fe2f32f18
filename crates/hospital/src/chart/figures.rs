//! Figures as people read them. Partners send every digit that a machine had, and units with notes
//! in braces; the record keeps them, a line shows what means something.

use nabz_fhir::path::Path;
use nabz_fhir::tape::Node;
use rust_decimal::Decimal;

/// Decimals that a source may write and that are shown as it wrote them.
const DECIMALS_AS_WRITTEN: u32 = 2;
/// Digits of a figure below one.
const DIGITS_OF_SMALL: u32 = 3;

/// What was measured: `159.1 mL/min/1.73 m²`; of several parts each with its name. `None` where it
/// is no quantity.
pub(super) fn measured(body: Node<'_>) -> Option<String> {
    if let Some(quantity) = body.get("valueQuantity") {
        return shown(quantity);
    }
    let part = |part: Node<'_>| {
        let name = Path("code.text").text(part);
        let name = name.or_else(|| Path("code.coding.display").text(part))?;
        Some(format!("{name} {}", shown(part.get("valueQuantity")?)?))
    };
    let said: Vec<String> = body.get("component")?.items().map(part).collect::<Option<_>>()?;
    (!said.is_empty()).then(|| said.join(" · "))
}

fn shown(quantity: Node<'_>) -> Option<String> {
    let value = rounded(quantity.get("value")?.number()?);
    let unit = quantity.get_text("unit").or_else(|| quantity.get_text("code"));
    Some(match unit.map(|unit| without_notes(&unit)).as_deref() {
        None | Some("") => value,
        Some("%") => format!("{value}%"),
        Some(unit) => format!("{value} {unit}"),
    })
}

/// Few decimals stay as they were written; of many, those that somebody can act on.
fn rounded(written: &str) -> String {
    let read = written.parse::<Decimal>().or_else(|_| Decimal::from_scientific(written));
    let Ok(value) = read else { return written.to_owned() };
    if value.scale() <= DECIMALS_AS_WRITTEN {
        return written.to_owned();
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
    use nabz_fhir::tape::Tape;
    use serde_json::{Value, json};

    fn said(body: &Value) -> Option<String> {
        measured(Tape::parse(body.to_string().into_bytes()).unwrap().root())
    }

    fn check(value: &Value, unit: &str, shown: &str) {
        let body = json!({"valueQuantity": {"value": value, "unit": unit}});
        assert_eq!(said(&body).as_deref(), Some(shown));
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
        assert_eq!(said(&both).as_deref(), Some("Upper 151.9 mmHg · Lower 94.0 mmHg"));
        let words = json!({"component": [{"code": {"text": "Pain"}, "valueString": "none"}]});
        assert_eq!(said(&words), None);
    }
}
