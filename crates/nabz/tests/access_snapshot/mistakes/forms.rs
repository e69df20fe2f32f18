//! Every form that is sent, with what is right in it and the fields that are made wrong.

mod cards;
mod care;
mod homes;
mod office;
mod stores;

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Form> + Clone {
    [office::FORMS, homes::FORMS, cards::FORMS, care::FORMS, stores::FORMS].into_iter().flatten()
}

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Words on a line.
    Words,
    /// A number, a phone or a day.
    Number,
    /// When somebody was born.
    Birth,
    /// An id, or a word out of a list: nobody types it.
    Choice,
}

/// One form.
pub(crate) struct Form {
    pub(crate) who: &'static str,
    /// As the sources write it.
    pub(crate) route: &'static str,
    pub(crate) path: &'static str,
    /// What is right, field by field; `<…>` names one of the town's things.
    pub(crate) right: &'static [(&'static str, &'static str)],
    /// The fields that are made wrong, one after the other.
    pub(crate) wrong: &'static [(&'static str, Takes)],
    /// What a page never writes out again: buttons that were pressed, secrets, a scanner's field.
    pub(crate) unsaid: &'static [&'static str],
}

/// What has to happen before somebody's forms can be sent.
type Step = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
pub(crate) const BEFORE: &[Step] = &[
    (
        "doctor",
        "/queue/tokens/<token>/call",
        &[("once", "b"), ("unit", "<unit>"), ("room", "<room>")],
    ),
    ("doctor", "/opd/visits/<token>/begin", &[("once", "c")]),
];

/// Routes that no wrong form can be sent to, by the reason.
pub(crate) const NOT_TRIED: &[(&str, &[&str])] = &[
    (
        "programs send these, and are answered in the words of OAuth",
        &["/oauth/introspect", "/oauth/revoke", "/oauth/token"],
    ),
    ("no app is registered in the town", &["/apps/{person}", "/oauth/authorize"]),
    (
        "no partner speaks of the town's people",
        &[
            "/chart/{person}/entries/{type}/{id}/dispute",
            "/chart/{person}/entries/{type}/{id}/withdraw",
        ],
    ),
    (
        "a button: nothing is typed or chosen",
        &[
            "/apply/again",
            "/apply/leave",
            "/cards/{person}/duplicate",
            "/cards/{person}/issue",
            "/cards/{person}/restore/{card}",
            "/cards/office/batches/{batch}/fill",
            "/cards/office/batches/{batch}/print",
            "/cards/office/batches/{batch}/printed",
            "/cards/office/batches/{batch}/seal",
            "/cards/office/stickers/{roll}/print",
            "/cards/office/stickers/{roll}/sign",
            "/cards/office/stickers/{roll}/take-back",
            "/counter/devices/{device}/lost",
            "/counts/{count}/approve",
            "/counts/{count}/reject",
            "/desk/undo/{token}",
            "/institutions/{id}/back/{stay}",
            "/lock",
            "/messages/{message}/retry",
            "/mine/leave",
            "/opd/visits/{visit}/absent",
            "/opd/visits/{visit}/begin",
            "/opd/visits/{visit}/print",
            "/opd/visits/{visit}/put-back",
            "/people/{staff}/end-sign-ins",
            "/people/{staff}/password",
            "/people/{staff}/reopen",
            "/people/{staff}/stop",
            "/people/{id}/partners/{adoption}/again",
            "/people/{id}/rights/nominee/end",
            "/people/{id}/rights/withdraw",
            "/pharmacy/call-next",
            "/queue/tokens/{token}/absent",
            "/queue/tokens/{token}/call-again",
            "/queue/tokens/{token}/return",
            "/records/requests/{request}/take",
            "/scans/{person}/{scan}/reopen",
            "/second-factor/begin",
            "/sessions/end-others",
            "/sessions/{session}/end",
            "/sign-out",
            "/stores/{room}/expiring",
            "/triage/{visit}/withdraw/{set}",
        ],
    ),
    (
        "a device sends it: each line is answered by itself",
        &["/cards/stickers/bindings", "/counter/end", "/counter/prepare", "/counter/visits"],
    ),
    (
        "the note: a draft keeps whatever is typed, and what cannot be signed is tried beside its page",
        &["/opd/visits/{visit}", "/opd/visits/{visit}/draft"],
    ),
    (
        "a question: whatever is typed is looked for, and nothing is kept",
        &[
            "/apply/suggest",
            "/apply/wards",
            "/cards/find",
            "/desk/new",
            "/desk/similar",
            "/desk/suggest",
            "/desk/wards",
            "/institutions/{id}/find",
            "/opd/suggest/diagnoses",
            "/opd/suggest/medicines",
            "/people/{id}/find",
            "/people/{id}/household/find",
            "/search",
        ],
    ),
    (
        "whoever has typed a code of their phone: wrong ones are sent beside the pages",
        &[
            "/apply/check",
            "/apply/code",
            "/apply/family",
            "/apply/papers/{person}",
            "/apply/papers/{person}/remove",
            "/apply/submit",
            "/mine/check",
            "/mine/code",
            "/mine/consents/{person}",
            "/mine/lost",
            "/mine/papers/{person}",
            "/mine/papers/{person}/remove",
            "/mine/post",
            "/mine/rights/{person}",
            "/mine/rights/{person}/nominee",
            "/mine/rights/{person}/nominee/end",
            "/mine/rights/{person}/withdraw",
            "/mine/share",
        ],
    ),
];

/// Fields that a page does not write out again although somebody typed them, and why that is.
pub(crate) const LOSES: &[(&str, &[&str], &str)] = &[(
    "/pharmacy/at/{prescription}/hand-over",
    &["units-<due_line>"],
    "counted anew from the packs",
)];
