//! A text as tokens: names, literals, signs.

use super::PathFault;

/// The longest text; the longest expression of R4 has some 1,400 bytes.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;

/// One word of the language, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'e> {
    pub(super) word: Word<'e>,
    pub(super) at: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word<'e> {
    /// A name or a keyword.
    Name(&'e str),
    /// A name between back-ticks, which is never a keyword.
    Delimited(String),
    /// Digits, perhaps with a point.
    Number(&'e str),
    /// What stands between quotes.
    Text(String),
    /// A date, dateTime or time, without its `@`.
    Moment(&'e str),
    /// What follows `%`.
    Variable(String),
    /// `$this`, `$index`, `$total`, without `$`.
    Dollar(&'e str),
    /// An operator or a bracket.
    Sign(&'e str),
    /// Nothing more.
    End,
}

/// Reads one token after another.
pub(super) struct Lexer<'e> {
    text: &'e str,
    at: usize,
}

impl<'e> Lexer<'e> {
    pub(super) fn new(text: &'e str) -> Result<Self, PathFault> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(PathFault::TooLong);
        }
        Ok(Self { text, at: 0 })
    }

    /// The next token; `End` again and again behind the last one.
    pub(super) fn next(&mut self) -> Result<Token<'e>, PathFault> {
        self.blanks()?;
        let at = self.at;
        let word = match self.rest().chars().next() {
            None => Word::End,
            Some('\'') => Word::Text(self.quoted('\'')?),
            Some('`') => Word::Delimited(self.quoted('`')?),
            Some('@') => self.moment(),
            Some('%') => self.variable()?,
            Some('$') => {
                self.at += 1;
                Word::Dollar(self.name("this, index or total")?)
            }
            Some('0'..='9') => Word::Number(self.number()),
            Some('A'..='Z' | 'a'..='z' | '_') => Word::Name(self.name("a name")?),
            Some(_) => Word::Sign(self.sign()?),
        };
        Ok(Token { word, at })
    }

    /// White space and comments.
    fn blanks(&mut self) -> Result<(), PathFault> {
        loop {
            let rest = self.rest();
            let length = if rest.starts_with([' ', '\t', '\r', '\n']) {
                1
            } else if rest.starts_with("//") {
                rest.find(['\r', '\n']).unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else {
                    return Err(malformed(self.at, "the end of a comment"));
                };
                end + 2
            } else {
                return Ok(());
            };
            self.at += length;
        }
    }

    fn name(&mut self, what: &'static str) -> Result<&'e str, PathFault> {
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !self.rest().starts_with(is_first) {
            return Err(malformed(self.at, what));
        }
        Ok(self.take(|c| c.is_ascii_alphanumeric() || c == '_'))
    }

    fn number(&mut self) -> &'e str {
        let from = self.at;
        self.take(|c| c.is_ascii_digit());
        // `1.exists()` asks something of 1; only a digit makes the point one of a decimal.
        let mut behind = self.rest().chars();
        if behind.next() == Some('.') && behind.next().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            self.take(|c| c.is_ascii_digit());
        }
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// All that can belong to a moment; whether it is one is seen when it is read.
    fn moment(&mut self) -> Word<'e> {
        self.at += 1;
        let from = self.at;
        self.take(|c| c.is_ascii_digit());
        for _month_and_day in 0..2 {
            if self.follows("-00") {
                self.at += 3;
            }
        }
        if self.rest().starts_with('T') {
            self.at += 1;
            self.take(|c| c.is_ascii_digit() || c == ':');
            let mut behind = self.rest().chars();
            if behind.next() == Some('.') && behind.next().is_some_and(|c| c.is_ascii_digit()) {
                self.at += 1;
                self.take(|c| c.is_ascii_digit());
            }
            if self.rest().starts_with('Z') {
                self.at += 1;
            } else if self.follows("+00:00") || self.follows("-00:00") {
                self.at += 6;
            }
        }
        Word::Moment(self.text.get(from..self.at).unwrap_or_default())
    }

    /// Does something of this form follow? `0` stands for any digit.
    fn follows(&self, form: &str) -> bool {
        let behind = self.rest().bytes().take(form.len());
        let is_such = |(byte, of): (u8, u8)| byte == of || of == b'0' && byte.is_ascii_digit();
        behind.len() == form.len() && behind.zip(form.bytes()).all(is_such)
    }

    fn variable(&mut self) -> Result<Word<'e>, PathFault> {
        self.at += 1;
        let name = match self.rest().chars().next() {
            Some(quote @ ('\'' | '"' | '`')) => self.quoted(quote)?,
            _ => self.name("a name behind %")?.to_owned(),
        };
        Ok(Word::Variable(name))
    }

    /// What stands between two quotes, its escapes replaced.
    fn quoted(&mut self, quote: char) -> Result<String, PathFault> {
        let opening = self.at;
        self.at += 1;
        let mut plain = String::new();
        loop {
            let part = self.take(|c| c != quote && c != '\\');
            plain.push_str(part);
            let escape = self.at;
            match self.rest().chars().next() {
                None => return Err(malformed(opening, "a quote that is closed")),
                Some('\\') => {
                    let character = self.escaped();
                    plain.push(character.ok_or(malformed(escape, "a known escape"))?);
                }
                Some(_) => {
                    self.at += 1;
                    return Ok(plain);
                }
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let letter = self.rest().chars().nth(1)?;
        self.at += 1 + letter.len_utf8();
        match letter {
            '\'' | '"' | '`' | '\\' | '/' => Some(letter),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => self.unicode(),
            _ => None,
        }
    }

    /// Four hexadecimal digits, or twice four with `\u` between for what UTF-16 writes so.
    fn unicode(&mut self) -> Option<char> {
        let high = self.unit()?;
        if let Some(whole) = char::from_u32(u32::from(high)) {
            return Some(whole);
        }
        if !self.rest().starts_with("\\u") {
            return None;
        }
        self.at += 2;
        let low = self.unit()?;
        char::decode_utf16([high, low]).next()?.ok()
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    fn sign(&mut self) -> Result<&'e str, PathFault> {
        let two = self.rest().get(..2).filter(|two| ["<=", ">=", "!=", "!~"].contains(two));
        let one = self.rest().get(..1).filter(|one| "()[]{}.,+-*/&|<>=~".contains(one));
        let sign = two.or(one).ok_or(malformed(self.at, "a name, a value or an operator"))?;
        self.at += sign.len();
        Ok(sign)
    }

    fn take(&mut self, belongs: impl Fn(char) -> bool) -> &'e str {
        let rest = self.rest();
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn rest(&self) -> &'e str {
        self.text.get(self.at..).unwrap_or_default()
    }

}

fn malformed(at: usize, what: &'static str) -> PathFault {
    PathFault::Malformed { at, what }
}
