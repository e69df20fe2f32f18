//! What one value has to be: given values, limits, codes and rules.

use super::Check;
use super::reach::said_type;
use crate::fhirpath::{Context, Expression, Item, Part, PathFault};
use crate::profile::Unmet;
use crate::profile::demand::{Binding, Demand, Rule, Strength};
use crate::profile::terms::Membership;
use crate::tape::Node;
use crate::validate::{Severity, target_type};

impl<'a> Check<'a> {
    pub(super) fn valued(&mut self, part: Part<'a>, demand: &'a Demand) {
        if let Some(given) = demand.given.as_ref().filter(|given| !given.fits(part)) {
            let wanted = given.told();
            let exactly = given.is_exact;
            self.tell(if exactly {
                Unmet::NotFixed { wanted }
            } else {
                Unmet::NotPattern { wanted }
            });
        }
        let text = part.value.and_then(Node::text);
        if let (Some(most), Some(text)) = (demand.length_max, text)
            && text.chars().count() > most
        {
            self.tell(Unmet::TooLong { most });
        }
        for bound in &demand.bounds {
            let told = || bound.words.to_string();
            match self.holds(part, &bound.expression) {
                Ok(true) => {}
                Ok(false) => self.tell(Unmet::OutOfBounds { bound: told() }),
                Err(why) => self.tell(Unmet::Unanswered { key: told(), why }),
            }
        }
        if let Some(binding) = &demand.binding {
            self.bound(part, binding);
        }
        for rule in &demand.rules {
            self.ruled(part, rule);
        }
    }

    fn ruled(&mut self, part: Part<'a>, rule: &Rule) {
        let key = rule.key.to_string();
        match self.holds(part, &rule.expression) {
            Ok(true) => {}
            Ok(false) => {
                let severity = if rule.is_error { Severity::Error } else { Severity::Warning };
                let human = rule.human.to_string();
                self.tell_as(severity, Unmet::RuleBroken { key, human });
            }
            Err(why) => self.tell(Unmet::Unanswered { key, why }),
        }
    }

    fn holds(
        &self,
        part: Part<'a>,
        expression: &Result<Expression, PathFault>,
    ) -> Result<bool, String> {
        let expression = expression.as_ref().map_err(ToString::to_string)?;
        let resolve = |link: &str| {
            let found = self.reach.resolved(link, &self.frames);
            found.or_else(|| target_type(link).map(Part::unread)).map(Item::Part)
        };
        let member_of = |item: &Item<'a>, url: &str| match item {
            Item::Part(part) => match self.among(*part, url)? {
                Membership::In => Some(true),
                Membership::Out => Some(false),
                Membership::Unknown(_) => None,
            },
            Item::Value(_) => None,
        };
        let whole =
            |frame: Option<&super::Frame<'a>>| Item::Part(frame.map_or(part, |frame| frame.part));
        let root = self.frames.iter().rev().find(|frame| !frame.is_contained);
        let context = Context::about(Item::Part(part))
            .within(whole(self.frames.last()), whole(root))
            .resolving(&resolve)
            .knowing(&member_of)
            .sharing(&self.steps);
        expression.holds(&context).map_err(|why| why.to_string())
    }

    fn bound(&mut self, part: Part<'a>, binding: &Binding) {
        let value_set = binding.url.to_string();
        match self.among(part, &binding.url) {
            None | Some(Membership::In) => {}
            Some(Membership::Out) => {
                let severity = match binding.strength {
                    Strength::Required => Severity::Error,
                    Strength::Extensible => Severity::Warning,
                };
                self.tell_as(severity, Unmet::NotAmong { value_set });
            }
            Some(Membership::Unknown(why)) => self.tell(Unmet::ValueSetUnknown { why }),
        }
    }

    /// Is the code of a part among those of a value set? `None` of what has no code to look at. Of
    /// a `CodeableConcept` one coding has to be; words alone are no code.
    pub(super) fn among(&self, part: Part<'_>, url: &str) -> Option<Membership> {
        let node = part.value?;
        let terms = &self.profiles.terms;
        let coding = |coding: Node<'_>| match coding.get_text("code") {
            Some(code) => terms.has(url, coding.get_text("system").as_deref(), &code),
            None => Membership::Out,
        };
        match part.of.name {
            "CodeableConcept" => {
                let codings = node.get("coding").into_iter().flat_map(Node::items);
                let mut best = Membership::Out;
                for answer in codings.map(coding) {
                    match answer {
                        Membership::In => return Some(Membership::In),
                        Membership::Out => {}
                        Membership::Unknown(_) => best = answer,
                    }
                }
                Some(best)
            }
            "Coding" => Some(coding(node)),
            _ if part.of.is_a("Quantity") => Some(coding(node)),
            _ => node.text().map(|code| terms.has(url, None, &code)),
        }
    }

    /// What a path of a discriminator may find behind a reference.
    pub(super) fn followed(&self, reference: Part<'a>) -> Option<Part<'a>> {
        let node = reference.value?;
        let link = node.get_text("reference");
        let found = link.and_then(|link| self.reach.resolved(&link, &self.frames));
        found.or_else(|| said_type(node).map(Part::unread))
    }
}
