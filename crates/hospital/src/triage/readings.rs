//! A set of signs as pages show it.

use super::model::{Temperature, Vitals};
use super::rules::{news2, pressure_is_out};
use nabz_web::messages::Message;
use nabz_web::msg;

/// One sign.
pub struct Reading {
    /// Which.
    pub name: Message,
    /// With its unit.
    pub value: String,
    /// Out of range is what NEWS2 scores, and a pressure from 140/90.
    pub out: bool,
}

/// Every sign that was read, and the score.
pub fn readings(vitals: &Vitals) -> Vec<Reading> {
    let signs = &vitals.signs;
    let reading = |name, value: String, out| Reading { name, value, out };
    [
        signs.pressure.map(|read| {
            let value = format!("{}/{}", read.systolic.number(), read.diastolic.number());
            reading(msg::opd::bp(), value, pressure_is_out(read))
        }),
        signs.pulse.map(|read| {
            let out = news2::pulse_band(read).0 > 0;
            reading(msg::opd::pulse(), read.number().to_string(), out)
        }),
        signs.temperature.map(|read| {
            let value = match read {
                Temperature::Celsius(read) => format!("{} °C", read.number()),
                Temperature::Fahrenheit(read) => format!("{} °F", read.number()),
            };
            reading(msg::opd::temperature(), value, news2::temperature_band(read).0 > 0)
        }),
        signs.saturation.map(|read| {
            let out = signs
                .oxygen
                .is_some_and(|oxygen| news2::saturation_band(read, oxygen, vitals.scale).0 > 0);
            reading(msg::triage::saturation(), format!("{} %", read.number()), out)
        }),
        signs.respiration.map(|read| {
            let out = news2::respiration_band(read).0 > 0;
            reading(msg::opd::breaths(), read.number().to_string(), out)
        }),
        signs
            .weight
            .map(|read| reading(msg::opd::weight(), format!("{} kg", read.number()), false)),
        signs.sugar.map(|read| reading(msg::opd::sugar(), read.number().to_string(), false)),
        vitals.news2.map(|points| reading(msg::triage::news2(), points.to_string(), points > 4)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
