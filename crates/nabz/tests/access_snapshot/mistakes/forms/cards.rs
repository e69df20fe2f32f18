//! Cards: given, blocked and given back at a counter; decided, printed and sent by an office.

use super::Form;
use super::Takes::{Choice, Words};

pub(super) const FORMS: &[Form] = &[
    Form {
        who: "clerk",
        route: "/cards/{person}/suspend",
        path: "/cards/<carded>/suspend",
        right: &[("card", "<card>"), ("why", "lost")],
        wrong: &[("card", Choice), ("why", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/cards/{person}/replace",
        path: "/cards/<carded>/replace",
        right: &[("card", "<card>"), ("version", "1"), ("why", "worn")],
        wrong: &[("card", Choice), ("why", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/cards/{person}/surrender",
        path: "/cards/<giver>/surrender",
        right: &[("card", "<givers_card>"), ("version", "1"), ("reason", "She moves to Pune.")],
        wrong: &[("reason", Words), ("card", Choice)],
        unsaid: &[],
    },
    Form {
        who: "clerk",
        route: "/cards/{person}/hand-over",
        path: "/cards/<waiter>/hand-over",
        right: &[("version", "2")],
        wrong: &[("card", Choice)],
        unsaid: &[],
    },
    Form {
        who: "records",
        route: "/cards/office/orders/{order}",
        path: "/cards/office/orders/<request>",
        right: &[("decision", "decline"), ("reason", "papers"), ("why", "The ration card.")],
        wrong: &[("why", Words), ("reason", Choice)],
        unsaid: &["decision"],
    },
    Form {
        who: "records",
        route: "/cards/office/batches",
        path: "/cards/office/batches",
        right: &[],
        wrong: &[("ward", Choice)],
        unsaid: &[],
    },
    Form {
        who: "records",
        route: "/cards/office/batches/{batch}/check",
        path: "/cards/office/batches/<printed_batch>/check",
        right: &[("place", "1")],
        wrong: &[("code", Words)],
        unsaid: &["code"],
    },
    Form {
        who: "records",
        route: "/cards/office/pieces/{card}/end",
        path: "/cards/office/pieces/<second_piece>/end",
        right: &[("version", "1"), ("why", "spoilt"), ("reason", "The foil tore.")],
        wrong: &[("reason", Words), ("why", Choice)],
        unsaid: &[],
    },
    Form {
        who: "records",
        route: "/cards/office/post/dispatch",
        path: "/cards/office/post/dispatch",
        right: &[("card", "<to_send>"), ("parcel", "ED123456789IN")],
        wrong: &[("parcel", Words), ("card", Choice)],
        unsaid: &[],
    },
    Form {
        who: "records",
        route: "/cards/office/post/returned",
        path: "/cards/office/post/returned",
        right: &[("state", "dispatched")],
        wrong: &[("code", Words), ("card", Choice)],
        unsaid: &[],
    },
];
