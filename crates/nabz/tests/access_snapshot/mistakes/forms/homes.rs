//! Who lives with whom, and who answers for a child.

use super::Form;
use super::Takes::{Choice, Words};

pub(super) const FORMS: &[Form] = &[
    Form {
        who: "clerk",
        route: "/people/{id}/household",
        path: "/people/<loner>/household",
        right: &[("kind", "institution"), ("called", "Rain Basera")],
        wrong: &[("called", Words), ("kind", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/join",
        path: "/people/<head>/household/join",
        right: &[("person", "<loner>"), ("tie", "kin")],
        wrong: &[("person", Choice), ("tie", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/tie",
        path: "/people/<head>/household/tie",
        right: &[("version", "4"), ("person", "<mover>"), ("tie", "kin")],
        wrong: &[("person", Choice), ("tie", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/head",
        path: "/people/<head>/household/head",
        right: &[("version", "4")],
        wrong: &[("person", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/place",
        path: "/people/<roofless>/household/place",
        right: &[],
        wrong: &[("household", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/where",
        path: "/people/<guest>/household/where",
        right: &[("version", "1"), ("ward", "11"), ("contact", "The warden")],
        wrong: &[("ward", Words), ("contact", Words)],
        unsaid: &[],
    },
    Form {
        who: "records",
        route: "/people/{id}/household/leave",
        path: "/people/<head>/household/leave",
        right: &[("person", "<mover>"), ("why", "moved")],
        wrong: &[("person", Choice), ("why", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/split",
        path: "/people/<head>/household/split",
        right: &[("version", "4"), ("head", "<mover>")],
        wrong: &[("head", Choice), ("mover", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/guardian",
        path: "/people/<child>/household/guardian",
        right: &[("person", "<member>"), ("role", "guardian")],
        wrong: &[("person", Choice), ("role", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/people/{id}/household/guardian/end",
        path: "/people/<child>/household/guardian/end",
        right: &[("guardian", "<answers>"), ("reason", "The court said so.")],
        wrong: &[("reason", Words), ("guardian", Choice)],
        unsaid: &[],
    },
];
