//! What is printed and shown in the city's own words. Before it has given any, those of the
//! demonstration stand in their place, and every paper says that they are a sample.

use super::model::{Helpline, KitText, KitTextInForce};
use super::{sheet, store};
use nabz_store::{Stop, Tx};

const SAMPLE: &str = include_str!("../../../../fixtures/kit-text-demo.tsv");

/// The words in force.
pub fn kit_text(view: &mut Tx<'_>) -> Result<KitTextInForce, Stop> {
    match store::kit_text(view)? {
        Some((version, text)) => Ok(KitTextInForce { version: Some(version), text }),
        None => Ok(KitTextInForce { version: None, text: sample()? }),
    }
}

/// The number to call, for whoever shows it without the other words.
pub fn helpline(view: &mut Tx<'_>) -> Result<Helpline, Stop> {
    match store::helpline(view)? {
        Some(helpline) => Ok(helpline),
        None => Ok(sample()?.helpline),
    }
}

fn sample() -> Result<KitText, Stop> {
    let read = sheet::kit_text(SAMPLE);
    read.map(sheet::KitSheet::into_text).map_err(|_| Stop::fault("the sample of a kit's words"))
}
