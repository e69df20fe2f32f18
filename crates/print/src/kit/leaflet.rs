//! The leaflet: A4, what the card is for, Hindi on the left and English on the right.

use super::flow::Flow;
use super::{A4, grey};
use crate::card::Issuer;
use crate::paper::Page;
use crate::press::Press;
use crate::sheet::{Area, Sheet, THICK};
use crate::text::{Paragraph, Style};
use crate::words::{DEMO_TEXT, HELPLINE};
use crate::{Both, PrintFault, mm};

/// What a leaflet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaflet {
    /// Its parts, in their order.
    pub parts: Vec<Part>,
    /// Whether these are words to try with, which the paper then says.
    pub is_demo: bool,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Over the points.
    pub heading: Both,
    /// One sentence each.
    pub points: Vec<Both>,
}

impl Leaflet {
    /// Words to try with, until the department gives its own.
    pub fn demo() -> Self {
        let both = |(hindi, english): &(&str, &str)| Both::new(*hindi, *english);
        let parts = DEMO.iter().map(|(heading, points)| Part {
            heading: both(heading),
            points: points.iter().map(both).collect(),
        });
        Self { parts: parts.collect(), is_demo: true }
    }
}

type Words = (&'static str, &'static str);

const DEMO: [(Words, &[Words]); 4] = [
    (
        ("कार्ड किस काम का है", "What the card is for"),
        &[
            (
                "काउंटर पर आपका रिकॉर्ड तुरंत मिल जाता है, चाहे आप पहली बार उस अस्पताल में आए हों।",
                "A counter finds your record at once, even in a hospital where you have never been.",
            ),
            (
                "डॉक्टर को एलर्जी और पुराना इलाज दिखता है।",
                "The doctor sees allergies and earlier treatment.",
            ),
            (
                "कार्ड पर बीमारी, पता या फ़ोन नंबर नहीं लिखा होता; कोड में भी नहीं।",
                "No illness, address or phone number is on the card, and none is in its code.",
            ),
        ],
    ),
    (
        ("कैसे इस्तेमाल करें", "How to use it"),
        &[
            (
                "काउंटर पर कार्ड दिखाएँ; स्कैन होते ही टोकन बन सकता है।",
                "Show it at the counter; once it is scanned, you can be given a token.",
            ),
            (
                "स्टिकर इलाज के काग़ज़ों की फ़ाइल, मोबाइल या बच्चे की कॉपी पर लगाएँ।",
                "Put the stickers on your treatment papers, your phone or a child's notebook.",
            ),
            (
                "एक साल से छोटे बच्चे का इलाज माँ के कार्ड पर होता है।",
                "A child under one is treated on the mother's card.",
            ),
        ],
    ),
    (
        ("यह करें", "Do"),
        &[
            (
                "नाम या जन्म का साल ग़लत हो तो ठीक करवाएँ; कोई शुल्क नहीं है।",
                "Have a wrong name or year of birth corrected; it costs nothing.",
            ),
            (
                "कार्ड खो जाए तो हेल्पलाइन पर तुरंत बताएँ; पुराना कार्ड बंद हो जाएगा।",
                "Tell the helpline at once if you lose it; the old card will be stopped.",
            ),
        ],
    ),
    (
        ("यह न करें", "Do not"),
        &[
            (
                "अपना कार्ड किसी और को इलाज के लिए न दें: उसकी दवा आपके रिकॉर्ड में लिख जाएगी।",
                "Do not lend it to anybody for treatment: their medicines would be written into your record.",
            ),
            (
                "फ़ोन पर आया ओटीपी किसी को न बताएँ। कार्ड के लिए कोई पैसे नहीं माँगता।",
                "Do not tell anybody an OTP. Nobody asks money for the card.",
            ),
            (
                "कार्ड घर रह जाए तो इलाज न टालें: इलाज कार्ड के बिना भी मिलेगा।",
                "Do not put off care because the card is at home: care is given without a card too.",
            ),
        ],
    ),
];

const LEFT: f32 = mm(18.0);
const INSIDE: f32 = A4.0 - 2.0 * LEFT;
const TOP: f32 = mm(16.0);
const HEIGHT: f32 = A4.1 - mm(32.0);
const BETWEEN: f32 = mm(8.0);

/// A leaflet as a PDF.
///
/// # Errors
/// `PrintFault::Pdf` when one sentence is longer than a page.
pub fn leaflet(leaflet: &Leaflet, issuer: &Issuer) -> Result<Vec<u8>, PrintFault> {
    let column = Area { x: LEFT, y: TOP, width: INSIDE, height: HEIGHT };
    let mut flow = Flow::new(Sheet::default(), column, TOP);
    let title = Paragraph::new()
        .say(issuer.title.first(), Style::bold(20.0))
        .and(issuer.title.second(), grey(14.0));
    flow.say(&title, mm(1.0))?;
    let mut call = Paragraph::new()
        .say(HELPLINE.0, Style::plain(11.0))
        .and(HELPLINE.1, grey(10.0))
        .and(&issuer.helpline, Style::bold(13.0));
    if leaflet.is_demo {
        call = call.and(format!("· {} {}", DEMO_TEXT.0, DEMO_TEXT.1), grey(10.0));
    }
    flow.say(&call, mm(2.0))?;
    flow.rule(THICK, mm(4.0));
    for part in &leaflet.parts {
        let heading = |words: &str| Paragraph::new().say(words, Style::bold(13.0));
        say(&mut flow, &part.heading, heading, mm(1.0))?;
        for sentence in &part.points {
            let point = |words: &str| {
                let words = if words.is_empty() { String::new() } else { format!("• {words}") };
                Paragraph::new().say(words, Style::plain(10.5))
            };
            say(&mut flow, sentence, point, mm(1.2))?;
        }
        flow.y += mm(3.0);
    }
    let mut press = Press::new(Vec::new(), "Leaflet")?;
    for sheet in flow.done() {
        press.paper(&Page { width: A4.0, height: A4.1, sheet })?;
    }
    press.finish()
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
