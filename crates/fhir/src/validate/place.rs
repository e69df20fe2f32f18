//! Where something stands, in the way of `FHIRPath`: `Patient.contact[1].name`. The way is kept as
//! steps, and becomes a text when there is a fault to tell.

use std::fmt;

/// Of a name that R4 does not know, so much is told.
const NAME_LENGTH_MAX: usize = 64;

#[derive(Clone, Copy, Debug)]
enum Step<'t> {
    Name(&'t str),
    At(usize),
}

/// The way from the outermost resource to what is looked at.
#[derive(Debug, Default)]
pub(crate) struct Place<'t>(Vec<Step<'t>>);

impl<'t> Place<'t> {
    pub(crate) fn enter(&mut self, name: &'t str) {
        self.0.push(Step::Name(name));
    }

    /// Counted from 0.
    pub(crate) fn enter_at(&mut self, number: usize) {
        self.0.push(Step::At(number));
    }

    pub(crate) fn leave(&mut self) {
        self.0.pop();
    }

    pub(crate) fn is_outermost(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::At(number) => write!(f, "[{number}]")?,
                Step::Name(name) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    // A name that whoever sent it made up may hold any sign, and be any length.
                    for sign in name.chars().take(NAME_LENGTH_MAX) {
                        write!(f, "{}", sign.escape_debug())?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_said_as_fhirpath_says_it_and_is_never_long() {
        let long = "x\u{202e}".repeat(1_000);
        let mut place = Place::default();
        place.enter("Patient");
        place.enter("contact");
        place.enter_at(1);
        place.enter("name");
        assert_eq!(place.to_string(), "Patient.contact[1].name");
        place.leave();
        place.enter(&long);
        assert!(place.to_string().len() < 400);
        assert!(place.to_string().ends_with(r"x\u{202e}"));
    }
}
