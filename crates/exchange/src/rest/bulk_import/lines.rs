//! A body taken apart into lines, as it comes. A line that is longer than any resource is passed
//! over without being kept.

use nabz_fhir::body::BODY_BYTES_MAX;

/// One line, counted from 1.
pub(super) struct Line {
    pub(super) number: u64,
    /// `None` where it was too long.
    pub(super) text: Option<Vec<u8>>,
}

impl Line {
    pub(super) fn bytes(&self) -> usize {
        self.text.as_ref().map_or(0, Vec::len)
    }
}

/// What has come of a line that has not ended.
#[derive(Default)]
pub(super) struct Lines {
    begun: Vec<u8>,
    too_long: bool,
    ended: u64,
}

impl Lines {
    /// The lines that end in this part.
    pub(super) fn found_in(&mut self, part: &[u8]) -> Vec<Line> {
        let mut found = Vec::new();
        let mut pieces = part.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            self.go_on(piece);
            if pieces.peek().is_some() {
                found.push(self.end());
            }
        }
        found
    }

    /// What stands behind the last end of a line.
    pub(super) fn rest(&mut self) -> Option<Line> {
        (self.too_long || !self.begun.is_empty()).then(|| self.end())
    }

    fn go_on(&mut self, piece: &[u8]) {
        // One more for the return before the end.
        if self.too_long || self.begun.len().saturating_add(piece.len()) > BODY_BYTES_MAX + 1 {
            self.too_long = true;
            self.begun = Vec::new();
        } else {
            self.begun.extend_from_slice(piece);
        }
    }

    fn end(&mut self) -> Line {
        self.ended += 1;
        let text = std::mem::take(&mut self.begun);
        let text = (!std::mem::take(&mut self.too_long)).then_some(text);
        Line { number: self.ended, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::Index;
    use proptest::test_runner::{Config, RngSeed};

    /// The lines of parts, `-` for one that is too long.
    fn lines(parts: &[&[u8]]) -> Vec<(u64, String)> {
        let mut lines = Lines::default();
        let mut found: Vec<Line> = parts.iter().flat_map(|part| lines.found_in(part)).collect();
        found.extend(lines.rest());
        let text = |line: &Line| {
            line.text
                .as_ref()
                .map_or("-".to_owned(), |text| String::from_utf8(text.clone()).unwrap())
        };
        found.iter().map(|line| (line.number, text(line))).collect()
    }

    #[test]
    fn lines_are_the_same_however_the_body_comes() {
        let wanted = [(1, "a".to_owned()), (2, String::new()), (3, "bc".to_owned())];
        assert_eq!(lines(&[b"a\n\nbc"]), wanted);
        assert_eq!(lines(&[b"a", b"\n", b"\nb", b"c\n"]), wanted);
        assert!(lines(&[]).is_empty() && lines(&[b""]).is_empty());
    }

    proptest! {
        #![proptest_config(Config {
            failure_persistence: None, rng_seed: RngSeed::Fixed(29), ..Config::default()
        })]

        #[test]
        fn lines_are_those_of_the_whole_wherever_it_is_cut(
            whole in "[ab\n\r\0]{0,40}", at in any::<[Index; 3]>(),
        ) {
            let mut cuts = at.map(|at| at.index(whole.len() + 1));
            cuts.sort_unstable();
            let [one, two, three] = cuts;
            let bytes = whole.as_bytes();
            let parts = [&bytes[..one], &bytes[one..two], &bytes[two..three], &bytes[three..]];
            prop_assert_eq!(lines(&parts), lines(&[bytes]));
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_one_is_read() {
        let part = vec![b'x'; BODY_BYTES_MAX / 2];
        let told = lines(&[&part, &part, &part, b"x\nnext\n"]);
        assert_eq!(told, [(1, "-".to_owned()), (2, "next".to_owned())]);
    }
}
