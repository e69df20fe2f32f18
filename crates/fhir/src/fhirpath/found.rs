//! A collection, as evaluation hands it on: most have no item or one, and need no memory of their
//! own; what is there already is lent.

use super::item::Item;
use std::ops::Deref;

/// Items in their order.
pub(super) enum Found<'a, 't> {
    None,
    One(Item<'t>),
    Many(Vec<Item<'t>>),
    Lent(&'a [Item<'t>]),
}

impl<'t> Deref for Found<'_, 't> {
    type Target = [Item<'t>];

    fn deref(&self) -> &[Item<'t>] {
        match self {
            Self::None => &[],
            Self::One(item) => std::slice::from_ref(item),
            Self::Many(items) => items,
            Self::Lent(items) => items,
        }
    }
}

impl<'a, 't> Found<'a, 't> {
    /// A computed truth; nothing where it is not known.
    pub(super) fn truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::None, |truth| Self::One(Item::truth(truth)))
    }

    /// One item or none.
    pub(super) fn of(item: Option<Item<'t>>) -> Self {
        item.map_or(Self::None, Self::One)
    }

    /// One more item behind the others.
    pub(super) fn push(&mut self, item: Item<'t>) {
        *self = match std::mem::replace(self, Self::None) {
            Self::None => Self::One(item),
            Self::One(first) => Self::Many(vec![first, item]),
            Self::Many(mut items) => {
                items.push(item);
                Self::Many(items)
            }
            Self::Lent(items) => {
                let mut own = items.to_vec();
                own.push(item);
                Self::Many(own)
            }
        };
    }

    /// All items of another collection behind the others.
    pub(super) fn append(&mut self, more: Found<'_, 't>) {
        match more {
            Found::None => {}
            Found::One(item) => self.push(item),
            Found::Many(items) if self.is_empty() => *self = Self::Many(items),
            Found::Many(items) => items.into_iter().for_each(|item| self.push(item)),
            Found::Lent(items) => items.iter().for_each(|item| self.push(item.clone())),
        }
    }

    /// The items for oneself.
    pub(super) fn into_vec(self) -> Vec<Item<'t>> {
        match self {
            Self::None => Vec::new(),
            Self::One(item) => vec![item],
            Self::Many(items) => items,
            Self::Lent(items) => items.to_vec(),
        }
    }

    /// The items from one place to before another, as far as there are any.
    pub(super) fn between(self, from: usize, before: usize) -> Self {
        let before = before.min(self.len());
        if from >= before {
            return Self::None;
        }
        match self {
            Self::Lent(items) => Self::Lent(items.get(from..before).unwrap_or_default()),
            Self::Many(mut items) => {
                items.truncate(before);
                items.drain(..from);
                Self::Many(items)
            }
            Self::None | Self::One(_) => self,
        }
    }
}

impl<'t> FromIterator<Item<'t>> for Found<'_, 't> {
    fn from_iter<I: IntoIterator<Item = Item<'t>>>(items: I) -> Self {
        let mut found = Self::None;
        items.into_iter().for_each(|item| found.push(item));
        found
    }
}
