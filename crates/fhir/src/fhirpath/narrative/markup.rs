//! XML as one piece after another: tags, texts, comments.

/// A piece of markup.
pub(super) enum Piece<'x> {
    /// `<p>`, `<br/>`.
    Opening(Tag<'x>),
    /// `</p>`.
    Closing(&'x str),
    /// What stands between tags.
    Text {
        /// Only white space.
        is_blank: bool,
    },
    /// `<!-- … -->`.
    Comment,
}

/// The opening tag of an element.
pub(super) struct Tag<'x> {
    pub(super) name: &'x str,
    /// Names and values, entities replaced.
    pub(super) attributes: Vec<(&'x str, String)>,
    /// It is closed at once: `<br/>`.
    pub(super) is_empty: bool,
}

/// Reads one piece after another.
pub(super) struct Markup<'x> {
    rest: &'x str,
}

impl<'x> Markup<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        Self { rest: text }
    }

    /// The next piece, `Some(None)` behind the last one; `None` when what follows is not
    /// well-formed, or is what no narrative has: a document type, a processing instruction.
    #[expect(clippy::option_option, reason = "the end is no fault, and a fault says no more")]
    pub(super) fn next(&mut self) -> Option<Option<Piece<'x>>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        let piece = if self.took("<!--") {
            let comment = self.until("-->")?;
            let is_sound = !comment.contains("--") && !comment.ends_with('-');
            (is_sound && comment.chars().all(is_character)).then_some(Piece::Comment)?
        } else if self.took("<![CDATA[") {
            let text = self.until("]]>")?;
            let is_blank = text.trim_ascii().is_empty();
            text.chars().all(is_character).then_some(Piece::Text { is_blank })?
        } else if self.took("</") {
            let name = self.name()?;
            self.blanks();
            self.took(">").then_some(Piece::Closing(name))?
        } else if self.took("<") {
            Piece::Opening(self.tag()?)
        } else {
            let text = self.up_to('<');
            let plain = unescaped(text).filter(|_| !text.contains("]]>"))?;
            Piece::Text { is_blank: plain.trim().is_empty() }
        };
        Some(Some(piece))
    }

    fn tag(&mut self) -> Option<Tag<'x>> {
        let name = self.name()?;
        let mut attributes: Vec<(&str, String)> = Vec::new();
        loop {
            let is_apart = self.blanks();
            if self.took("/>") {
                return Some(Tag { name, attributes, is_empty: true });
            }
            if self.took(">") {
                return Some(Tag { name, attributes, is_empty: false });
            }
            let key = self.name()?;
            self.blanks();
            let is_new = attributes.iter().all(|(known, _)| *known != key);
            if !is_apart || !is_new || attributes.len() > ATTRIBUTES_MAX || !self.took("=") {
                return None;
            }
            self.blanks();
            let quote = ["\"", "'"].into_iter().find(|quote| self.took(quote))?;
            let value = self.until(quote)?;
            attributes.push((key, unescaped(value).filter(|_| !value.contains('<'))?));
        }
    }

    /// A name of an element or attribute; those that narratives may have are of these letters.
    fn name(&mut self) -> Option<&'x str> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || ":_-.".contains(c);
        let end = self.rest.find(|c| !is_letter(c)).unwrap_or(self.rest.len());
        let (name, behind) = self.rest.split_at_checked(end)?;
        self.rest = behind;
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
    }

    fn took(&mut self, start: &str) -> bool {
        let behind = self.rest.strip_prefix(start);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// White space; was there any?
    fn blanks(&mut self) -> bool {
        let behind = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let is_any = behind.len() < self.rest.len();
        self.rest = behind;
        is_any
    }

    fn until(&mut self, end: &str) -> Option<&'x str> {
        let (before, behind) = self.rest.split_once(end)?;
        self.rest = behind;
        Some(before)
    }

    fn up_to(&mut self, stop: char) -> &'x str {
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        let (before, behind) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = behind;
        before
    }
}

/// More than there are names of attributes.
const ATTRIBUTES_MAX: usize = 64;

/// A text with XML's five entities and numbered characters replaced; `None` for other entities,
/// which FHIR does not allow, and for characters that XML has not.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        let (entity, behind) = behind.split_once(';')?;
        plain.push_str(before);
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => numbered(entity)?,
        });
        rest = behind;
    }
    plain.push_str(rest);
    plain.chars().all(is_character).then_some(plain)
}

fn numbered(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#')?;
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let is_number = digits.chars().all(|c| c.is_digit(radix)) && !digits.is_empty();
    let code = is_number.then(|| u32::from_str_radix(digits, radix).ok()).flatten()?;
    char::from_u32(code)
}

/// Source: XML 1.0, production 2.
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
