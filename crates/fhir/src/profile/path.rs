//! The paths of discriminators: the part of `FHIRPath` that R4 lets them have.

/// One step of a path. No step at all, `$this`, stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the children of this name.
    Name(Box<str>),
    /// To what a reference points to.
    Resolve,
    /// To the extensions with this URL.
    Extension(Box<str>),
    /// Keeps what is of this type.
    OfType(Box<str>),
}

/// Reads a path; `None` where it says something that a discriminator cannot.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path.trim();
    while !rest.is_empty() {
        let end = end_of_step(rest)?;
        let (step, behind) = rest.split_at_checked(end)?;
        if step != "$this" {
            steps.push(one(step)?);
        }
        rest = match behind.strip_prefix('.') {
            Some("") => return None,
            Some(behind) => behind,
            None => "",
        };
    }
    Some(steps)
}

/// The dot behind a step that is in no brackets: URLs have dots as well.
fn end_of_step(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            '.' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    (depth == 0).then_some(text.len())
}

fn one(step: &str) -> Option<Step> {
    let Some((function, argument)) = step.split_once('(') else {
        let name = step.strip_suffix("[x]").unwrap_or(step);
        let is_name = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric());
        return is_name.then(|| Step::Name(name.into()));
    };
    let argument = argument.strip_suffix(')')?.trim();
    let plain = argument.trim_matches(['\'', '"']);
    match (function, plain) {
        ("resolve", "") => Some(Step::Resolve),
        ("extension", url) if !url.is_empty() => Some(Step::Extension(url.into())),
        ("ofType" | "as", of) if !of.is_empty() => {
            Some(Step::OfType(of.strip_prefix("FHIR.").unwrap_or(of).into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_discriminator_is_read_and_another_is_refused() {
        let name = |name: &str| Step::Name(name.into());
        assert_eq!(steps("$this"), Some(vec![]));
        assert_eq!(steps("value[x]"), Some(vec![name("value")]));
        assert_eq!(steps("$this.type.coding"), Some(vec![name("type"), name("coding")]));
        let resolved = Some(vec![name("resource"), Step::Resolve, name("code")]);
        assert_eq!(steps("resource.resolve().code"), resolved);
        let url = Step::Extension("https://a.example/b".into());
        assert_eq!(steps("extension('https://a.example/b').value"), Some(vec![url, name("value")]));
        let quantity = Step::OfType("Quantity".into());
        assert_eq!(steps("value.ofType(Quantity)"), Some(vec![name("value"), quantity]));
        for wrong in ["a.", ".a", "a..b", "a b", "where(a = 'b')", "resolve(", "a)", "extension()"]
        {
            assert_eq!(steps(wrong), None, "{wrong}");
        }
    }
}
