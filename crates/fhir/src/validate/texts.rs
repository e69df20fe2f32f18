//! Texts: what no text may be, how each primitive is written, and codes.

use super::codes::known;
use super::fields::Field;
use super::forms::Form;
use super::unfit::{TEXT_BYTES_MAX, Unfit};
use super::walk::Walk;
use std::borrow::Cow;

impl<'t> Walk<'t> {
    pub(super) fn text(&mut self, text: Cow<'t, str>, form: &'static Form, field: &Field<'t>) {
        if let Some(what) = unreadable(&text, form).or_else(|| misspelt(&text, form)) {
            return self.fault(what);
        }
        if let Some(codes) = field.element.codes.filter(|codes| !codes.has(&text)) {
            self.fault(Unfit::UnknownWord { known: known(codes) });
        }
        if form.is_link() {
            self.mention(text);
        }
    }

    /// `#id` points to what is contained.
    pub(super) fn mention(&mut self, link: Cow<'t, str>) {
        if !link.starts_with('#') {
            return;
        }
        let id = match link {
            Cow::Borrowed(link) => Cow::Borrowed(link.get(1..).unwrap_or_default()),
            Cow::Owned(link) => Cow::Owned(link.get(1..).unwrap_or_default().to_owned()),
        };
        // From the resource that it stands in to the one that contains all.
        for frame in self.frames.iter_mut().rev() {
            frame.mention(id.clone());
            if !frame.is_contained {
                return;
            }
        }
    }
}

/// What is wrong with a text of any type.
fn unreadable(text: &str, form: &Form) -> Option<Unfit> {
    let is_control = |sign: u8| sign < b' ' && !matches!(sign, b'\t' | b'\n' | b'\r');
    if text.is_empty() {
        return Some(Unfit::Empty);
    }
    if form.is_free_text() && text.trim_start().is_empty() {
        return Some(Unfit::Blank);
    }
    if text.len() > TEXT_BYTES_MAX && !matches!(form.name, "base64Binary" | "xhtml") {
        return Some(Unfit::TooLong);
    }
    text.bytes().any(is_control).then_some(Unfit::ControlCharacter)
}

fn misspelt(text: &str, form: &'static Form) -> Option<Unfit> {
    if form.fits(text) {
        return None;
    }
    Some(match form.name {
        "id" => Unfit::NotAnId,
        "date" | "dateTime" | "instant" | "time" => Unfit::NotADate { form },
        _ => Unfit::Malformed { form },
    })
}
