//! Texts: what no text may be, how each primitive is written, and codes.

use super::codes::known;
use super::forms::Form;
use super::unfit::{TEXT_BYTES_MAX, Unfit};
use super::walk::{Field, Walk};
use crate::schema::Sort;
use std::borrow::Cow;

impl<'t> Walk<'t> {
    pub(super) fn text(&mut self, text: Cow<'t, str>, form: &'static Form, field: &Field<'t>) {
        let wrong = unreadable(&text, form).or_else(|| misspelt(&text, form, field));
        if let Some(what) = wrong {
            return self.fault(what);
        }
        if form.is_link() {
            self.mention(&text);
        }
        if let Some(codes) = field.element.codes.filter(|codes| !codes.has(&text)) {
            self.fault(Unfit::UnknownWord { known: known(codes) });
        }
    }

    /// `#id` points to what is contained.
    pub(super) fn mention(&mut self, link: &Cow<'t, str>) {
    }
}
