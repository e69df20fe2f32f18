//! One walk over a body and the tables beside it: what stands there, how often, and of which type.

use super::Extent;
use super::fields::Field;
use super::forms::Form;
use super::frame::Frame;
use super::near::nearest;
use super::place::Place;
use super::unfit::Unfit;
use super::{ISSUES_MAX, Issue, Severity};
use crate::fhirpath::Part;
use crate::schema::{Element, Sort, TYPES, TypeDef};
use crate::tape::{Kind, Node};
use std::cell::Cell;

/// What was found so far, and where the walk stands.
pub(super) struct Walk<'t> {
    pub(super) extent: Extent,
    pub(super) place: Place<'t>,
    pub(super) issues: Vec<Issue>,
    /// How many of the faults are about the shape of the body.
    pub(super) misshapen: usize,
    /// The resources within one another, the outermost first.
    pub(super) frames: Vec<Frame<'t>>,
    /// What is left to all rules.
    pub(super) steps: Cell<u32>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(extent: Extent, steps: u32) -> Self {
        let (place, issues, frames) = (Place::default(), Vec::new(), Vec::new());
        Self { extent, place, issues, misshapen: 0, frames, steps: Cell::new(steps) }
    }

    /// A resource of its own, or within another one.
    pub(super) fn resource(
        &mut self,
        node: Node<'t>,
        expected: Option<&'static TypeDef>,
        within: Option<&Field<'t>>,
    ) {
        let of = match type_of(node, expected) {
            Ok(of) => of,
            Err(what) => return self.no_resource(what, wanted_name(expected)),
        };
        let before = self.misshapen;
        if self.place.is_outermost() {
            self.place.enter(of.name);
        }
        let is_contained = within.is_some_and(|field| field.element.name == "contained");
        self.frames.push(Frame::of(node, of, is_contained));
        self.members(node, of);
        if self.misshapen == before {
            let part = Part { value: Some(node), beside: None, of };
            self.rules(part, within.map(|field| field.element));
        }
        if let Some(left) = self.frames.pop()
            && let Some(container) = self.frames.last_mut()
        {
            container.came_back(&left);
        }
    }

    /// What was taken for a resource is none, or another one than is due.
    fn no_resource(&mut self, what: Unfit, wanted: &'static str) {
        if self.place.is_outermost() {
            self.place.enter(wanted);
        }
        if matches!(what, Unfit::NotAnObject { .. }) {
            self.fault(what);
        } else {
            self.fault_at("resourceType", what);
        }
    }

    /// Everything within an object.
    pub(super) fn members(&mut self, node: Node<'t>, of: &'static TypeDef) {
        if node.kind() != Kind::Object {
            return self.fault(Unfit::NotAnObject { of: object_name(of) });
        }
        if node.is_empty() {
            return self.fault(Unfit::Empty);
        }
        let fields = self.fields(node, of);
        self.nothing_missing(of, &fields);
        for field in &fields {
            if self.is_full() {
                return;
            }
            self.place.enter(field.key);
            if field.element.is_list() {
                self.list(field);
            } else {
                self.single(field);
            }
            self.place.leave();
        }
    }

    fn list(&mut self, field: &Field<'t>) {
        for given in [field.value, field.beside].into_iter().flatten() {
            match given.kind() {
                Kind::List if given.is_empty() => return self.fault(Unfit::EmptyList),
                Kind::List => {}
                Kind::Null => return self.fault(Unfit::Null),
                Kind::Truth | Kind::Number | Kind::Text | Kind::Object => {
                    return self.fault(Unfit::NotAList);
                }
            }
        }
        let count = |list: Option<Node<'t>>| list.map(|list| list.items().count());
        let (values, beside) = (count(field.value), count(field.beside));
        if let (Some(values), Some(beside)) = (values, beside)
            && values != beside
        {
            return self.fault(Unfit::OtherLength { values, beside });
        }
        let count = values.or(beside).unwrap_or_default();
        self.count(field.element, count);
        let mut values = field.value.map(Node::items);
        let mut besides = field.beside.map(Node::items);
        for at in 0..count {
            if self.is_full() {
                return;
            }
            let value = values.as_mut().and_then(Iterator::next);
            let beside = besides.as_mut().and_then(Iterator::next);
            self.place.enter_at(at);
            self.value(&Field { value, beside, ..*field }, Unfit::NullAlone);
            self.place.leave();
        }
    }

    fn count(&mut self, element: &Element, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if count < element.min {
            self.fault(Unfit::TooFew { min: element.min });
        }
        if let Some(max) = element.max.filter(|max| count > *max) {
            self.fault(Unfit::TooMany { max });
        }
    }

    fn single(&mut self, field: &Field<'t>) {
        for given in [field.value, field.beside].into_iter().flatten() {
            match given.kind() {
                Kind::List => return self.fault(Unfit::NotOneValue),
                Kind::Null => return self.fault(Unfit::Null),
                Kind::Truth | Kind::Number | Kind::Text | Kind::Object => {}
            }
        }
        self.value(field, Unfit::Null);
    }

    /// One value, or one place of a list; `null` is what is wrong where neither of the two says
    /// anything.
    fn value(&mut self, field: &Field<'t>, null: Unfit) {
        let said = |node: Option<Node<'t>>| node.filter(|node| !node.is_null());
        let (value, beside) = (said(field.value), said(field.beside));
        if value.is_none() && beside.is_none() {
            return self.fault(null);
        }
        let of = field.of.of;
        let before = self.misshapen;
        match (of.sort, value) {
            (Sort::Resource, Some(node)) => {
                let expected = (!of.is_abstract).then_some(of);
                return self.resource(node, expected, Some(field));
            }
            (Sort::Primitive, Some(node)) => self.primitive(node, field),
            (Sort::DataType | Sort::Backbone, Some(node)) => self.complex(node, field),
            (_, None) => {}
        }
        if let Some(beside) = beside {
            self.members(beside, of);
        }
        if self.misshapen == before {
            self.rules(Part { value, beside, of }, Some(field.element));
        }
    }

    fn complex(&mut self, node: Node<'t>, field: &Field<'t>) {
        let before = self.misshapen;
        self.members(node, field.of.of);
        if self.misshapen > before {
            return;
        }
        if field.of.of.name == "Reference" {
            self.reference(node, field.of);
        }
        if let Some(codes) = field.element.codes {
            self.coded(node, field.of.of, codes);
        }
    }

    fn primitive(&mut self, node: Node<'t>, field: &Field<'t>) {
        let Some(form) = Form::of(field.of.of.name) else { return };
        if node.kind() != form.kind {
            return self.fault(Unfit::OtherKind { form });
        }
        match node.text() {
            Some(text) => self.text(text, form, field),
            None if form.fits(node.raw()) => {}
            None => self.fault(Unfit::Malformed { form }),
        }
    }

    pub(super) fn fault(&mut self, what: Unfit) {
        self.misshapen += usize::from(what.is_of_shape());
        let is_unanswered = matches!(what, Unfit::RuleUnanswered { .. });
        let severity = if is_unanswered { Severity::Information } else { Severity::Error };
        if self.told(severity) < ISSUES_MAX {
            let (code, expression) = (what.code(), self.place.to_string());
            self.issues.push(Issue { severity, code, expression, what });
        }
    }

    pub(super) fn fault_at(&mut self, name: &'t str, what: Unfit) {
        self.place.enter(name);
        self.fault(what);
        self.place.leave();
    }

    /// Are there enough errors? What could not be asked hides none of them.
    pub(super) fn is_full(&self) -> bool {
        self.told(Severity::Error) >= ISSUES_MAX
    }

    fn told(&self, severity: Severity) -> usize {
        self.issues.iter().filter(|issue| issue.severity == severity).count()
    }
}

fn wanted_name(expected: Option<&'static TypeDef>) -> &'static str {
    expected.map_or("Resource", |of| of.name)
}

fn type_of(node: Node<'_>, expected: Option<&'static TypeDef>) -> Result<&'static TypeDef, Unfit> {
    if node.kind() != Kind::Object {
        return Err(Unfit::NotAnObject { of: wanted_name(expected) });
    }
    let name = node.get_text("resourceType").ok_or(Unfit::NoResourceType)?;
    let Some(of) = resource_type(&name) else {
        return Err(Unfit::UnknownResourceType { near: near_type(&name) });
    };
    match expected {
        Some(wanted) if wanted != of => Err(Unfit::OtherResourceType { wanted: wanted.name }),
        Some(_) | None => Ok(of),
    }
}

/// The resource type of this name.
pub(super) fn resource_type(name: &str) -> Option<&'static TypeDef> {
    TypeDef::named(name).filter(|of| of.sort == Sort::Resource && !of.is_abstract)
}

/// The resource type that may have been meant.
pub(super) fn near_type(name: &str) -> Option<&'static str> {
    let of = TYPES.iter().filter(|of| of.sort == Sort::Resource && !of.is_abstract);
    nearest(name, of.map(|of| of.name))
}

/// What stands beside a primitive is an Element.
pub(super) fn object_name(of: &TypeDef) -> &'static str {
    if of.sort == Sort::Primitive { "Element" } else { of.name }
}
