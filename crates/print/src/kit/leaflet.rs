//! The leaflet: A4, what the card is for, Hindi on the left and English on the right.

use super::flow::Flow;
use super::{A4, grey};
use crate::card::Issuer;
use crate::paper::Page;
use crate::press::Press;
use crate::sheet::{Area, Sheet, THICK};
use crate::text::{Paragraph, Style};
use crate::words::DEMO_TEXT;
use crate::{Both, PrintFault, mm};

/// What a leaflet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaflet {
    /// Its parts, in their order.
    pub parts: Vec<Part>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Over the points.
    pub heading: Both,
    /// One sentence each.
    pub points: Vec<Both>,
}

const LEFT: f32 = mm(18.0);
const INSIDE: f32 = A4.0 - 2.0 * LEFT;
const TOP: f32 = mm(16.0);
const HEIGHT: f32 = A4.1 - mm(32.0);
const BETWEEN: f32 = mm(8.0);
/// The column of one language.
const HALF: f32 = (INSIDE - BETWEEN) / 2.0;

/// A leaflet as a PDF.
///
/// # Errors
/// `PrintFault::Pdf` when one sentence is longer than a page.
pub fn leaflet(leaflet: &Leaflet, issuer: &Issuer) -> Result<Vec<u8>, PrintFault> {
    let mut press = Press::new(Vec::new(), "Leaflet")?;
    for sheet in sheets(leaflet, issuer)? {
        press.paper(&Page { width: A4.0, height: A4.1, sheet })?;
    }
    press.finish()
}

/// The words of each page.
pub(super) fn sheets(leaflet: &Leaflet, issuer: &Issuer) -> Result<Vec<Sheet>, PrintFault> {
    let column = Area { x: LEFT, y: TOP, width: INSIDE, height: HEIGHT };
    let mut flow = Flow::new(Sheet::default(), column, TOP);
    let title = Paragraph::new()
        .say(issuer.title.first(), Style::bold(20.0))
        .and(issuer.title.second(), grey(14.0));
    flow.say(&title, mm(1.0))?;
    let mut call = issuer.call(Style::plain(11.0), grey(10.0), Style::bold(13.0));
    if issuer.is_sample {
        call = call.and(format!("· {} {}", DEMO_TEXT.0, DEMO_TEXT.1), grey(10.0));
    }
    flow.say(&call, mm(2.0))?;
    flow.rule(THICK, mm(4.0));
    for part in &leaflet.parts {
        say(&mut flow, &part.heading, heading, mm(1.0))?;
        for sentence in &part.points {
            say(&mut flow, sentence, point, mm(1.2))?;
        }
        flow.y += mm(3.0);
    }
    Ok(flow.done())
}

fn heading(words: &str) -> Paragraph {
    Paragraph::new().say(words, Style::bold(13.0))
}

fn point(words: &str) -> Paragraph {
    let words = if words.is_empty() { String::new() } else { format!("• {words}") };
    Paragraph::new().say(words, Style::plain(10.5))
}

/// The word of a heading that would be broken between two letters.
pub(super) fn broken_word_of_heading(words: &str) -> Result<Option<String>, PrintFault> {
    Ok(heading(words).broken_word(HALF)?.map(str::to_owned))
}

/// The same of a point.
pub(super) fn broken_word_of_point(words: &str) -> Result<Option<String>, PrintFault> {
    Ok(point(words).broken_word(HALF)?.map(str::to_owned))
}

/// Hindi on the left, English on the right.
fn say(
    flow: &mut Flow,
    words: &Both,
    look: impl Fn(&str) -> Paragraph,
    gap: f32,
) -> Result<(), PrintFault> {
    flow.pair([&look(words.first()), &look(words.second())], BETWEEN, gap)
}
