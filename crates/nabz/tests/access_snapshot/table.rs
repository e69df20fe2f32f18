//! Every route, with one address and form that the right person would send.

/// Who has a say in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// For everybody's eyes.
    Public,
    /// One's own account and place: whoever is signed in.
    Account,
    /// Work of a role, wherever it was granted.
    Work,
    /// Work on a thing that belongs to Amaltas Hospital or to somebody who is seen only there.
    Here,
}

/// One line of the snapshot.
#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) kind: Kind,
    pub(crate) method: &'static str,
    pub(crate) route: &'static str,
    pub(crate) path: &'static str,
    pub(crate) body: &'static str,
    pub(crate) note: &'static str,
}

impl Try {
    pub(crate) fn label(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!(" ({})", self.note) };
        format!("{} {}{note}", self.method, self.route)
    }
}

macro_rules! tries {
    ($($kind:ident $method:ident $route:literal $(($note:literal))? $(=> $path:literal)? $(, $body:literal)?;)+) => {
        &[$(Try {
            kind: Kind::$kind,
            method: stringify!($method),
            route: $route,
            path: tries!(@or $($path)?, $route),
            body: tries!(@or $($body)?, ""),
            note: tries!(@or $($note)?, ""),
        }),+]
    };
    (@or , $otherwise:expr) => { $otherwise };
    (@or $said:literal, $otherwise:expr) => { $said };
}

/// In the order of a day: each column calls, marks absent and cancels a token of its own.
pub(crate) const TABLE: &[Try] = tries![
    Public GET "/assets/{*name}" => "/assets/none.css";
    Public GET "/sign-in";
    Public GET "/events" ("a board") => "/events?topics=board/<facility>";
    Here GET "/events" ("a queue") => "/events?topics=queue/<facility>/<unit>";
    Public GET "/board/{facility}" => "/board/AML";
    Public GET "/board/{facility}/{unit}" => "/board/AML/MED";
    Public GET "/check";
    Public GET "/check/app.webmanifest";
    Public GET "/check/worker.js";
    Public GET "/check/status";
    Public GET "/check/status/since/{sequence}" => "/check/status/since/1";
    Public GET "/check/trust";
    Public GET "/check/log/head";
    Public GET "/check/log/proof/{number}" => "/check/log/proof/0102030405a6";
    Public GET "/check/log/consistency/{old}/{new}" => "/check/log/consistency/1/2";
    Work GET "/bind";
    Public GET "/bind/app.webmanifest";
    Work GET "/bind/worker.js";
    Public GET "/.well-known/jwks.json";
    Public GET "/apply";
    Public GET "/apply/code";
    Public POST "/apply/code" => "/apply/code", "once=ac-<title>&phone=0000012345&language=hi";
    Public POST "/apply/check" => "/apply/check", "code=123456";
    Public GET "/apply/family";
    Public POST "/apply/family" => "/apply/family", "once=af-<title>&count=1&do=keep";
    Public POST "/apply/wards" => "/apply/wards", "q=n";
    Public POST "/apply/suggest" => "/apply/suggest", "name=Sunita";
    Public GET "/apply/review";
    Public POST "/apply/submit" => "/apply/submit", "once=as-<title>";
    Public GET "/apply/done";
    Public GET "/apply/cards";
    Public GET "/apply/paper/{link}" => "/apply/paper/none";
    Public GET "/apply/papers/{person}" => "/apply/papers/<sender>";
    Public POST "/apply/papers/{person}" => "/apply/papers/<sender>", "once=ap-<title>&kind=identity";
    Public POST "/apply/papers/{person}/remove" => "/apply/papers/<sender>/remove", "once=ar-<title>&scan=<scan>";
    Public POST "/apply/again";
    Public POST "/apply/leave";
    Public GET "/mine";
    Public GET "/mine/code";
    Public POST "/mine/code" => "/mine/code", "once=mc-<title>&phone=0000012345&language=hi";
    Public POST "/mine/check" => "/mine/check", "code=123456";
    Public GET "/mine/cards/{person}/{card}" => "/mine/cards/<person>/<nobody>";
    Public POST "/mine/share" => "/mine/share", "person=<person>&card=<nobody>";
    Public POST "/mine/lost" => "/mine/lost", "person=<person>&card=<nobody>";
    Public POST "/mine/post" => "/mine/post", "once=mp-<title>&person=<person>&serial=000000001";
    Public GET "/mine/consents/{person}" => "/mine/consents/<person>";
    Public POST "/mine/consents/{person}" => "/mine/consents/<person>", "once=mo-<title>&purpose=sms&answer=yes&seen=0&notice=1&shown_in=en";
    Public GET "/mine/looks/{person}" => "/mine/looks/<person>";
    Public GET "/mine/papers/{person}" => "/mine/papers/<sender>";
    Public POST "/mine/papers/{person}" => "/mine/papers/<sender>", "once=mq-<title>&kind=identity";
    Public POST "/mine/papers/{person}/remove" => "/mine/papers/<sender>/remove", "once=mr-<title>&scan=<scan>";
    Public GET "/mine/rights/{person}" => "/mine/rights/<person>";
    Public GET "/mine/rights/{person}/held" => "/mine/rights/<person>/held";
    Public GET "/mine/rights/{person}/held.json" => "/mine/rights/<person>/held.json";
    Public POST "/mine/rights/{person}" => "/mine/rights/<person>", "once=mr-<title>&right=grievance&note=Somebody+read+it.";
    Public POST "/mine/rights/{person}/withdraw" => "/mine/rights/<person>/withdraw", "once=mw-<title>&request=<nobody>";
    Public POST "/mine/rights/{person}/nominee" => "/mine/rights/<person>/nominee", "once=mn-<title>&seen=&name=Ramkali&tie=sibling&phone=0000012345";
    Public POST "/mine/rights/{person}/nominee/end" => "/mine/rights/<person>/nominee/end", "once=me-<title>&seen=<nobody>";
    Public POST "/mine/leave";
    Account GET "/";
    Account GET "/place";
    Here POST "/place" => "/place", "place=<unit>&counter=4";
    Account GET "/sessions";
    Account POST "/sessions/{session}/end" => "/sessions/<nobody>/end";
    Account GET "/password";
    Account GET "/second-factor";

    Work GET "/desk";
    Work POST "/search" => "/search", "q=Asha";
    Work POST "/search" ("a card") => "/search", "q=<cards_code>";
    Work POST "/desk/choose" => "/desk/choose", "person=<person>";
    Work POST "/desk/new" => "/desk/new", "typed=Sunita";
    Work POST "/desk/new" ("of a family") => "/desk/new", "family=<person>";
    Work POST "/desk/new" ("somebody alike") => "/desk/new", "again=yes&name_en=Jamuna+of+<title>&sex=female&born=12-03-1984&phone=<their_phone>&whose=own";
    Work GET "/desk/counter";
    Work GET "/records/unknown";
    Work POST "/desk/phone" => "/desk/phone", "person=<person>&answer=change&version=1";
    Work POST "/desk/similar" => "/desk/similar", "name_en=Jamuna+of+<title>&sex=female&born=12-03-1984&phone=<their_phone>&whose=own";
    Work POST "/desk/suggest" => "/desk/suggest", "name=Sunita";
    Work POST "/desk/wards" => "/desk/wards", "q=a";
    Here POST "/desk/token" => "/desk/token", "once=t-<title>&person=<newcomer>&unit=<other_unit>";
    Here POST "/desk/register" => "/desk/register", "once=r-<title>&name_en=Kavita+<title>&name_hi=कविता&go_on=yes&unit=<other_unit>";
    Here POST "/desk/unknown" => "/desk/unknown", "once=u-<title>&sex=female&unit=<unit>";
    Here POST "/desk/token" ("with their family") => "/desk/token", "once=tf-<title>&person=<head>&unit=<other_unit>&with=<member>&with=<child>&unit-<child>=<other_unit>";
    Here POST "/desk/undo/{token}" => "/desk/undo/<wanted>";
    Here POST "/desk/undo" => "/desk/undo", "token=<wanted>";
    Work GET "/counter";
    Public GET "/counter/app.webmanifest";
    Work GET "/counter/worker.js";
    Work POST "/counter/prepare" => "/counter/prepare", "{\"device\":\"<nobody>\"}";
    Here POST "/counter/visits" => "/counter/visits", "{\"device\":\"<kept_device>\",\"visits\":[]}";
    Work GET "/counter/devices";
    Here POST "/counter/devices/{device}/lost" => "/counter/devices/<kept_device>/lost", "once=dl-<title>";
    Here POST "/counter/end" => "/counter/end", "{\"device\":\"<ending_device>\"}";
    Work GET "/people/{id}" => "/people/<person>";
    Work POST "/people/{id}/correction" => "/people/<person>/correction", "once=c-<title>&version=1&name_en=Asha+Other&sex=female&reason=The+card+says+so.";
    Work POST "/people/{id}/find" => "/people/<unknown>/find", "q=Asha";
    Work POST "/people/{id}/guess" => "/people/<unknown>/guess", "once=gu-<title>&version=1&sex=male&band=old";
    Work POST "/people/{id}/identify" => "/people/<unknown>/identify", "once=i-<title>&name_en=Kamla+of+<title>&sex=female";
    Work POST "/people/{id}/link" => "/people/<twin>/link", "once=l-<title>&same_as=<known>&reason=They+came+together.&compared=yes";
    Work POST "/people/{id}/unlink" => "/people/<twin>/unlink", "once=n-<title>&why=Two+sisters.";
    Work POST "/people/{id}/partners/{adoption}" => "/people/<adopted>/partners/<adoption>", "once=nd-<title>&reason=Another+of+that+name.";
    Work POST "/people/{id}/partners/{adoption}/again" => "/people/<adopted>/partners/<adoption>/again";
    Work POST "/people/{id}/life" => "/people/<twin>/life", "once=m-<title>&version=1&life=moved&on=2026-11-01";
    Work GET "/people/{id}/history" => "/people/<person>/history";
    Work POST "/people/{id}/papers" => "/people/<person>/papers", "once=nu-<title>&kind=ration-card&number=077001234567";
    Work POST "/people/{id}/papers/end" => "/people/<numbered>/papers/end", "once=ne-<title>&paper=<noted>&why=A+figure+was+mistyped.";
    Work GET "/people/{id}/parted/{link}" => "/people/<unlinked>/parted/<old_link>";
    Work POST "/people/{id}/parted/{link}" => "/people/<unlinked>/parted/<old_link>", "once=np-<title>&entry=<then_written>&seen=&mark=stays";
    Work GET "/people/{id}/household" => "/people/<head>/household";
    Work POST "/people/{id}/household" => "/people/<loner>/household", "once=hf-<title>&kind=home";
    Work POST "/people/{id}/household/place" => "/people/<roofless>/household/place", "once=hp-<title>&household=<shelter>";
    Work POST "/people/{id}/household/find" => "/people/<head>/household/find", "q=Veena";
    Work POST "/people/{id}/household/move" => "/people/<head>/household/move", "once=hm-<title>&member=<head>&seen-<head>=1&line=22+Gali+5&reason=The+rent+paper.";
    Work POST "/people/{id}/household/tie" => "/people/<head>/household/tie", "once=ht-<title>&version=4&person=<mover>&tie=kin";
    Work POST "/people/{id}/household/head" => "/people/<head>/household/head", "once=hh-<title>&version=5&person=<member>";
    Work POST "/people/{id}/household/split" => "/people/<head>/household/split", "once=hs-<title>&version=6&head=<mover>";
    Work POST "/people/{id}/household/join" => "/people/<head>/household/join", "once=hj-<title>&person=<loner>&tie=kin";
    Work POST "/people/{id}/household/leave" => "/people/<head>/household/leave", "once=hl-<title>&person=<loner>&why=moved";
    Work POST "/people/{id}/household/guardian" => "/people/<child>/household/guardian", "once=hg-<title>&person=<member>&role=guardian";
    Work POST "/people/{id}/household/guardian/end" => "/people/<child>/household/guardian/end", "once=he-<title>&guardian=<answers>&reason=The+court+said+so.";
    Work GET "/institutions";
    Work GET "/institutions/new";
    Work POST "/institutions/new" => "/institutions/new", "once=ia-<title>&kind=hostel&called=Boys+Hostel+of+<title>&ward=<ward>&contact=The+warden&phone=0000012099&caretaker=";
    Work GET "/institutions/{id}" => "/institutions/<shelter>";
    Work GET "/institutions/{id}/details" => "/institutions/<hostel>/details";
    Work POST "/institutions/{id}/details" => "/institutions/<hostel>/details", "once=ib-<title>&version=1&kind=hostel&called=Hostel+of+<title>&ward=<ward>&contact=&phone=&caretaker=The+warden";
    Work GET "/institutions/{id}/list" => "/institutions/<shelter>/list";
    Work POST "/institutions/{id}/find" => "/institutions/<hostel>/find", "q=Gomati";
    Work POST "/institutions/{id}/admit" => "/institutions/<hostel>/admit", "once=ic-<title>&person=<comer>";
    Work POST "/institutions/{id}/leave" => "/institutions/<hostel>/leave", "once=id-<title>&person=<comer>&why=moved";
    Work POST "/institutions/{id}/back/{stay}" => "/institutions/<hostel>/back/<stay>";
    Work POST "/institutions/{id}/close" => "/institutions/<closing>/close", "once=ie-<title>&version=1&to=left";
    Work POST "/institutions/{id}/reopen" => "/institutions/<shut>/reopen", "once=if-<title>&version=2&how=undone";
    Work GET "/people/{id}/consents" => "/people/<person>/consents";
    Work POST "/people/{id}/consents" => "/people/<person>/consents", "once=co-<title>&answer=yes:sms&seen-sms=0&notice-sms=1&shown_in=en&by=themselves&way=screen";
    Work GET "/people/{id}/rights" => "/people/<asker>/rights";
    Work GET "/people/{id}/rights/held" => "/people/<asker>/rights/held";
    Work GET "/people/{id}/rights/held.json" => "/people/<asker>/rights/held.json";
    Work POST "/people/{id}/rights" => "/people/<asker>/rights", "once=ra-<title>&right=erasure&by=themselves&note=My+old+phone.";
    Work POST "/people/{id}/rights/withdraw" => "/people/<asker>/rights/withdraw", "once=rw-<title>&request=<second_request>";
    Work POST "/people/{id}/rights/nominee" => "/people/<person>/rights/nominee", "once=rn-<title>&seen=&name=Ramkali&tie=sibling&phone=0000012345";
    Work POST "/people/{id}/rights/nominee/end" => "/people/<asker>/rights/nominee/end", "once=re-<title>&seen=<nominee>";
    Work GET "/records/requests";
    Here GET "/records/requests/{request}" => "/records/requests/<request_asked>";
    Here POST "/records/requests/{request}/take" => "/records/requests/<request_asked>/take", "once=rt-<title>";
    Here POST "/records/requests/{request}/answer" => "/records/requests/<request_asked>/answer", "once=rz-<title>&reason=It+was+the+doctor.";
    Work GET "/people/corrections";
    Here POST "/people/corrections/{id}" => "/people/corrections/<correction>", "once=d-<title>&decision=approve";
    Work GET "/records/families";
    Work GET "/records/alarms";
    Here POST "/records/alarms/{id}" => "/records/alarms/<probe>", "once=la-<title>&remark=A+list+was+typed.";
    Work GET "/records/duplicates";
    Work POST "/records/duplicates/decide" => "/records/duplicates/decide", "once=du-<title>&pair=<alike>&seen_one=1&seen_other=1&decision=later";
    Work POST "/records/duplicates/undo" => "/records/duplicates/undo", "once=dz-<title>&pair=<parted>&decided_at=<parted_at>";
    Work POST "/records/duplicates/press" => "/records/duplicates/press", "once=dp-<title>&shown=<alike_too>.1.1&pair=<alike_too>&decision=different";
    Work POST "/records/duplicates/press/undo" => "/records/duplicates/press/undo", "once=dq-<title>&press=<press>";

    Work GET "/scans";
    Work GET "/scans/{person}" => "/scans/<sender>";
    Work GET "/scans/{person}/{scan}" => "/scans/<sender>/<scan>";
    Work POST "/scans/{person}/{scan}" => "/scans/<sender>/<scan>", "once=sv-<title>&verdict=fits";
    Work POST "/scans/{person}/{scan}/reopen" => "/scans/<sender>/<scan>/reopen";

    Work GET "/cards";
    Work POST "/cards/find" => "/cards/find", "q=Asha";
    Work GET "/cards/{person}" => "/cards/<carded>";
    Work GET "/cards/{person}/paper/{card}" => "/cards/<giver>/paper/<givers_card>";
    Work GET "/cards/{person}/copies/{file}" => "/cards/<giver>/copies/health-card.smart-health-card";
    Work GET "/cards/{person}/paper/{card}/large" => "/cards/<giver>/paper/<givers_card>/large";
    Work GET "/cards/{person}/paper/{card}/stickers" => "/cards/<giver>/paper/<givers_card>/stickers";
    Here POST "/cards/{person}/sticker" => "/cards/<wanter>/sticker", "once=kt-<title>&code=<sticker_code>";
    Work POST "/cards/stickers/bindings" => "/cards/stickers/bindings", "{\"bindings\":[]}";
    Work POST "/cards/{person}/issue" => "/cards/<willing>/issue", "once=ki-<title>";
    Work POST "/cards/{person}/order" => "/cards/<willing>/order", "once=ko-<title>&version=1&proof=voter-card";
    Work POST "/cards/{person}/suspend" => "/cards/<carded>/suspend", "once=ks-<title>&card=<card>&why=lost";
    Work POST "/cards/{person}/restore/{card}" => "/cards/<carded>/restore/<card>";
    Work POST "/cards/{person}/replace" => "/cards/<carded>/replace", "once=kr-<title>&card=<card>&version=3&why=worn";
    Work POST "/cards/{person}/surrender" => "/cards/<giver>/surrender", "once=kg-<title>&card=<givers_card>&version=1&reason=She+moves+to+Pune.";
    Work POST "/cards/{person}/duplicate" => "/cards/<carded>/duplicate", "once=ku-<title>&card=<card>&version=1";
    Work POST "/cards/{person}/end" => "/cards/<giver>/end", "once=kx-<title>&card=<givers_card>&version=1&why=fraud&words=Her+sister+got+it.&sure=yes";
    Work POST "/cards/{person}/hand-over" => "/cards/<waiter>/hand-over", "once=kh-<title>&card=<plastic>&version=2&code=<plastic_code>";
    Work GET "/cards/office";
    Here POST "/cards/office/orders/{order}" => "/cards/office/orders/<request>", "once=kd-<title>&decision=approve";
    Work GET "/cards/office/batches";
    Work POST "/cards/office/batches" => "/cards/office/batches", "once=kb-<title>&ward=<ward>";
    Here GET "/cards/office/batches/{batch}" => "/cards/office/batches/<printed_batch>";
    Here POST "/cards/office/batches/{batch}/fill" => "/cards/office/batches/<open_batch>/fill", "once=kf-<title>";
    Here POST "/cards/office/batches/{batch}/seal" => "/cards/office/batches/<full_batch>/seal", "once=kc-<title>";
    Here POST "/cards/office/batches/{batch}/print" => "/cards/office/batches/<printed_batch>/print", "once=kg-<title>";
    Here GET "/cards/office/batches/{batch}/cards.pdf" => "/cards/office/batches/<printed_batch>/cards.pdf?copy=1";
    Here GET "/cards/office/batches/{batch}/stickers.pdf" => "/cards/office/batches/<printed_batch>/stickers.pdf?copy=1";
    Here GET "/cards/office/batches/{batch}/large.pdf" => "/cards/office/batches/<printed_batch>/large.pdf?copy=1";
    Here GET "/cards/office/batches/{batch}/letters.pdf" => "/cards/office/batches/<printed_batch>/letters.pdf?copy=1";
    Work GET "/cards/office/leaflet.pdf";
    Work GET "/cards/office/stickers";
    Work POST "/cards/office/stickers" => "/cards/office/stickers", "once=kn-<title>&count=4&ward=<ward>";
    Here GET "/cards/office/stickers/{roll}" => "/cards/office/stickers/<roll>";
    Here POST "/cards/office/stickers/{roll}/sign" => "/cards/office/stickers/<unsigned_roll>/sign", "once=kq-<title>";
    Here POST "/cards/office/stickers/{roll}/print" => "/cards/office/stickers/<roll>/print", "once=kv-<title>&version=2";
    Here GET "/cards/office/stickers/{roll}/sheets.pdf" => "/cards/office/stickers/<printed_roll>/sheets.pdf?copy=1";
    Here POST "/cards/office/stickers/{roll}/hand-out" => "/cards/office/stickers/<printed_roll>/hand-out", "once=kw-<title>&version=3&kind=team&to=Blue";
    Here POST "/cards/office/stickers/{roll}/take-back" => "/cards/office/stickers/<out_roll>/take-back", "once=kx-<title>&version=3";
    Here POST "/cards/office/stickers/{roll}/end" => "/cards/office/stickers/<roll>/end", "once=ky-<title>&first=1&last=2&why=lost&reason=The+rain.";
    Here GET "/cards/office/batches/{batch}/check" => "/cards/office/batches/<printed_batch>/check";
    Here POST "/cards/office/batches/{batch}/check" => "/cards/office/batches/<printed_batch>/check", "once=kq-<title>&place=1&code=<first_code>";
    Here POST "/cards/office/pieces/{card}/end" => "/cards/office/pieces/<second_piece>/end", "once=ke-<title>&version=1&why=spoilt&reason=The+foil+tore.";
    Here POST "/cards/office/batches/{batch}/printed" => "/cards/office/batches/<printed_batch>/printed", "once=kz-<title>";
    Work GET "/cards/office/expiring";
    Work GET "/cards/office/turning";
    Work POST "/cards/office/turning" => "/cards/office/turning", "once=ku-<title>&state=one&person=<turned>&version=1&proof=passport";
    Work GET "/cards/office/post";
    Here POST "/cards/office/post/dispatch" => "/cards/office/post/dispatch", "once=kp-<title>&card=<to_send>&parcel=ED<code>";
    Work GET "/cards/office/post/scan";
    Here POST "/cards/office/post/scan" => "/cards/office/post/scan", "once=kl-<title>&piece=<scan_serial>&label=EL<code>";
    Work GET "/cards/office/post/file";
    Work POST "/cards/office/post/file" => "/cards/office/post/file", "lines=<file_serial>,EF<code>";
    Work POST "/cards/office/post/file/take" => "/cards/office/post/file/take", "once=km-<title>&lines=<file_serial>,EF<code>";
    Here POST "/cards/office/post/delivered" => "/cards/office/post/delivered", "once=kj-<title>&card=<posted>";
    Here POST "/cards/office/post/returned" => "/cards/office/post/returned", "once=kt-<title>&card=<posted>";

    Work GET "/queue";
    Here GET "/queue/{unit}" => "/queue/<unit>";
    Here GET "/queue/tokens/{token}/slip.pdf" => "/queue/tokens/<token>/slip.pdf";
    Here GET "/queue/tokens/{token}/card.pdf" => "/queue/tokens/<token>/card.pdf";
    Here GET "/triage/{visit}" => "/triage/<token>";
    Here POST "/triage/{visit}" => "/triage/<token>", "once=v-<title>&pulse=80";
    Here POST "/triage/{visit}/withdraw/{set}" => "/triage/<token>/withdraw/<set>", "once=w-<title>";
    Work GET "/triage";
    Here POST "/queue/{unit}/call-next" => "/queue/<unit>/call-next", "once=q1-<title>&room=<room>";
    Here POST "/queue/tokens/{token}/call" => "/queue/tokens/<token>/call", "once=q2-<title>&unit=<unit>&room=<room>";
    Here POST "/queue/tokens/{token}/call-again" => "/queue/tokens/<token>/call-again", "once=q3-<title>";
    Work GET "/opd";
    Here POST "/opd/call-next" => "/opd/call-next", "once=cn-<title>&unit=<unit>&room=<room>";
    Here POST "/opd/visits/{visit}/begin" => "/opd/visits/<token>/begin", "once=b-<title>";
    Here GET "/opd/visits/{visit}" => "/opd/visits/<token>";
    Here POST "/opd/visits/{visit}/draft" => "/opd/visits/<token>/draft", "complaint=fever";
    Here POST "/opd/visits/{visit}/allergies" => "/opd/visits/<token>/allergies", "once=al-<title>&substance=penicillin&reaction=rash";
    Here POST "/opd/visits/{visit}/allergies" ("who left") => "/opd/visits/<left>/allergies", "once=ll-<title>&substance=penicillin&reaction=rash";
    Here POST "/opd/visits/{visit}/allergies/{allergy}/refute" => "/opd/visits/<token>/allergies/<allergy>/refute", "once=rf-<title>&why=it+was+another+person";
    Here POST "/opd/visits/{visit}/target" => "/opd/visits/<token>/target", "once=tg-<title>&scale=2";
    Here POST "/opd/visits/{visit}" => "/opd/visits/<token>", "act=sign&version=1&complaint=fever&once=s-<title>";
    Here GET "/opd/visits/{visit}/amend" => "/opd/visits/<token>/amend";
    Here POST "/opd/visits/{visit}/amend" => "/opd/visits/<token>/amend", "act=sign&version=0&complaint=cough&once=a-<title>";
    Here POST "/opd/visits/{visit}/print" => "/opd/visits/<signed>/print", "once=pr-<title>";
    Here GET "/opd/visits/{visit}/prescription/{copy}" => "/opd/visits/<signed>/prescription/1";
    Work POST "/opd/suggest/medicines" => "/opd/suggest/medicines", "q=para&visit=<token>";
    Work POST "/opd/suggest/diagnoses" => "/opd/suggest/diagnoses", "q=fever";
    Here POST "/opd/visits/{visit}/absent" => "/opd/visits/<missed>/absent", "once=ab-<title>";
    Here POST "/opd/visits/{visit}/put-back" => "/opd/visits/<begun>/put-back", "once=pb-<title>";
    Here POST "/opd/visits/{visit}/send-on" => "/opd/visits/<sent>/send-on", "once=so-<title>&to=<other_unit>";
    Here POST "/opd/visits/{visit}/end" => "/opd/visits/<broken_off>/end", "once=eu-<title>&why=went-away";
    Here POST "/queue/tokens/{token}/absent" => "/queue/tokens/<absent>/absent", "once=q4-<title>";
    Here POST "/queue/tokens/{token}/return" => "/queue/tokens/<back>/return", "once=q5-<title>";
    Here GET "/chart/{person}" => "/chart/<person>";
    Here GET "/chart/{person}" ("a stranger") => "/chart/<stranger>";
    Here GET "/chart/{person}/entries/{type}/{id}" => "/chart/<person>/entries/Observation/none";
    Here POST "/chart/{person}/entries/{type}/{id}/dispute" => "/chart/<person>/entries/Observation/none/dispute", "once=dd-<title>&ground=outdated";
    Here POST "/chart/{person}/entries/{type}/{id}/withdraw" => "/chart/<person>/entries/Observation/none/withdraw", "once=dw-<title>";
    Here GET "/emergency/{person}" => "/emergency/<ailing>";
    Here GET "/emergency/{person}" ("a stranger") => "/emergency/<stranger>";
    Here POST "/emergency/{person}/blood-group" => "/emergency/<ailing>/blood-group", "once=eb-<title>&seen=1&group=B%2B&how=tested&on=2020";
    Here POST "/emergency/{person}/conditions" => "/emergency/<ailing>/conditions", "once=ec-<title>&code=I10&since=2015";
    Here POST "/emergency/{person}/conditions/{condition}/end" => "/emergency/<ailing>/conditions/<long_term>/end", "once=ee-<title>&how=over&why=It+is+over.";
    Here POST "/emergency/{person}/surgeries" => "/emergency/<ailing>/surgeries", "once=es-<title>&what=Gall+bladder+removed&done=2019";
    Here POST "/emergency/{person}/surgeries/{surgery}/wrong" => "/emergency/<ailing>/surgeries/<surgery>/wrong", "once=ew-<title>&why=It+was+her+sister.";

    Work GET "/pharmacy";
    Work GET "/pharmacy/waiting";
    Here POST "/pharmacy/open" => "/pharmacy/open", "slip=<prescription>&once=op-<title>";
    Work POST "/pharmacy/call-next" => "/pharmacy/call-next", "once=cn-<title>";
    Here GET "/pharmacy/at/{prescription}" => "/pharmacy/at/<prescription>";
    Here POST "/pharmacy/at/{prescription}" => "/pharmacy/at/<prescription>", "pack=PC1";
    Here POST "/pharmacy/at/{prescription}/hand-over" => "/pharmacy/at/<due>/hand-over", "once=h-<title>&collector=self&line=<due_line>&units-<due_line>=<due_units>&scanned=<due_pack>";
    Here GET "/pharmacy/slips/{dispense}" => "/pharmacy/slips/<dispense>";
    Here GET "/pharmacy/slips/{dispense}/labels.pdf" => "/pharmacy/slips/<dispense>/labels.pdf";
    Here POST "/pharmacy/slips/{dispense}/return" => "/pharmacy/slips/<dispense>/return", "item=<item>&batch=<pack>&units=1&why=rash&once=b-<title>";
    Here GET "/pharmacy/recall/{batch}" => "/pharmacy/recall/<batch>";
    Work GET "/returns";
    Here POST "/returns" => "/returns", "number=<slip>&once=lk-<title>";

    Work GET "/stores";
    Here GET "/stores/{room}" => "/stores/<main>";
    Here GET "/stores/{room}/receive" => "/stores/<main>/receive";
    Here POST "/stores/{room}/receive" => "/stores/<main>/receive", "once=rc-<title>&paper=CH-9<title>&medicine=PARA-500-TAB&number=PR<code>&manufacturer=Yamuna&expiry=2028-03&units=5";
    Here GET "/stores/{room}/send" => "/stores/<main>/send";
    Here POST "/stores/{room}/send" => "/stores/<main>/send", "once=sd-<title>&to=<counter>&medicine=PARA-500-TAB&units=5";
    Here GET "/stores/{room}/count" => "/stores/<main>/count";
    Here POST "/stores/{room}/count" => "/stores/<main>/count", "medicine=PARA-500-TAB&look=bin";
    Here GET "/stores/{room}/count/{medicine}" => "/stores/<main>/count/<medicine>";
    Here POST "/stores/{room}/count/{medicine}" => "/stores/<main>/count/<medicine>", "once=ct-<title>&batch=<batch>&book=1000&counted=900&note=counted+twice";
    Here GET "/stores/{room}/expiring" => "/stores/<main>/expiring";
    Here POST "/stores/{room}/expiring" => "/stores/<main>/expiring", "once=ex-<title>";
    Here GET "/stores/{room}/bin/{medicine}" => "/stores/<main>/bin/<medicine>";
    Here POST "/stores/{room}/bin/{medicine}/level" => "/stores/<main>/bin/<medicine>/level", "below=10&once=lv-<title>";
    Here POST "/stores/{room}/bin/{medicine}/hold" => "/stores/<main>/bin/<medicine>/hold", "batch=<batch>&why=recalled+by+the+maker&once=hd-<title>";
    Here POST "/stores/{room}/bin/{medicine}/release" => "/stores/<main>/bin/<medicine>/release", "batch=<batch>&why=it+was+another+batch&once=rl-<title>";
    Here POST "/stores/{room}/bin/{medicine}/discard" => "/stores/<main>/bin/<medicine>/discard", "batch=<held>&units=1&reason=broken&why=fell+down&once=dc-<title>";
    Here POST "/stores/{room}/bin/{medicine}/correct" => "/stores/<main>/bin/<medicine>/correct", "movement=<movement>&why=typed+twice&once=cr-<title>";
    Here GET "/transfers/{transfer}" => "/transfers/<transfer>";
    Here GET "/transfers/{transfer}/voucher.pdf" => "/transfers/<transfer>/voucher.pdf";
    Here POST "/transfers/{transfer}" => "/transfers/<transfer>", "once=tr-<title>&arrived=10";
    Here GET "/counts/{count}" => "/counts/<count>";
    Here POST "/counts/{count}/approve" => "/counts/<count>/approve", "once=ap-<title>";
    Here POST "/counts/{count}/reject" => "/counts/<recount>/reject", "once=rj-<title>";

    Work GET "/wards";
    Work GET "/wards/{ward}" => "/wards/<ward>";
    Work POST "/wards/{ward}" => "/wards/<ward>", "once=wn-<title>&name_en=Narela&name_hi=नरेला&version=0";
    Work GET "/people";
    Here POST "/people/add" => "/people/add", "once=pa-<title>&sign_in=new.<title>&name_en=New&name_hi=नया&role=doctor&place=<facility>&until=2027-03-31";
    Here POST "/people/grant" => "/people/grant", "once=pg-<title>&sign_in=helper.<title>&role=pharmacist&place=<facility>&until=2027-03-31";
    Here POST "/people/{staff}/end-sign-ins" => "/people/<helper>/end-sign-ins", "once=pe-<title>";
    Here GET "/people/{staff}/password" => "/people/<helper>/password";
    Here POST "/people/{staff}/password" => "/people/<helper>/password", "once=pp-<title>";
    Here GET "/people/{staff}/stop" => "/people/<helper>/stop";
    Here POST "/people/{staff}/stop" => "/people/<helper>/stop", "once=ps-<title>";
    Here POST "/people/{staff}/reopen" => "/people/<helper>/reopen", "once=po-<title>";
    Here GET "/people/{staff}/revoke" => "/people/<helper>/revoke?grant=<grant>";
    Here POST "/people/{staff}/revoke" => "/people/<helper>/revoke", "once=pr-<title>&grant=<grant>";
    Work GET "/broken-glass";
    Here POST "/broken-glass/review" => "/broken-glass/review", "once=br-<title>&person=<reviewed>&break=<break>&finding=justified";
    Work GET "/messages";
    Work POST "/messages/{message}/retry" => "/messages/<unsent>/retry", "once=ms-<title>";

    Work GET "/audit";
    Work POST "/audit" => "/audit", "who=helper.<title>";
    Work GET "/who-looked";
    Work POST "/who-looked" => "/who-looked", "health_id=<health_id>";
    Work GET "/who-looked/{person}" => "/who-looked/<person>";
    Work GET "/who-looked/{person}/paper" => "/who-looked/<person>/paper";

    Public GET "/fhir/R4/metadata";
    Public GET "/fhir/R4/openapi.json";
    Public GET "/fhir/R4/.well-known/smart-configuration";
    Public POST "/oauth/token" => "/oauth/token", "grant_type=client_credentials";
    Public POST "/oauth/introspect" => "/oauth/introspect", "token=x";
    Public POST "/oauth/revoke" => "/oauth/revoke", "token=x";
    Work GET "/oauth/authorize";
    Work POST "/oauth/authorize" => "/oauth/authorize", "do=deny";
    Here GET "/apps/{person}" => "/apps/<person>";
    Here POST "/apps/{person}" => "/apps/<person>", "app=x";
    Here GET "/fhir/R4/{type}/{id}" => "/fhir/R4/Patient/<person>";
    Here GET "/fhir/R4/{type}/{id}" ("a stranger") => "/fhir/R4/Patient/<stranger>";
    Here GET "/fhir/R4/{type}/{id}" ("a visit") => "/fhir/R4/Encounter/<token>";
    Here GET "/fhir/R4/{type}/{id}" ("of no patient") => "/fhir/R4/Observation/silent";
    Work GET "/fhir/R4/{type}/{id}" ("a place") => "/fhir/R4/Organization/<facility>";
    Here GET "/fhir/R4/{type}/{id}/_history" => "/fhir/R4/Patient/<person>/_history";
    Here GET "/fhir/R4/{type}/{id}/_history/{version}" => "/fhir/R4/Patient/<person>/_history/1";
    Work GET "/fhir/R4/{type}/_history" => "/fhir/R4/Patient/_history";
    Work GET "/fhir/R4/_history";
    Here GET "/fhir/R4/{type}/{id}/$everything" => "/fhir/R4/Patient/<person>/$everything";
    Here GET "/fhir/R4/{type}/{id}/$everything" ("a stranger") => "/fhir/R4/Patient/<stranger>/$everything";
    Work GET "/fhir/R4/{type}" => "/fhir/R4/Patient?gender=female";
    Work POST "/fhir/R4/{type}/_search" => "/fhir/R4/Patient/_search", "gender=female";
    Work GET "/fhir/R4/{type}/{id}/{part}" => "/fhir/R4/Patient/<person>/Encounter";
    Work POST "/fhir/R4/{type}/{id}/{part}/_search" => "/fhir/R4/Patient/<stranger>/*/_search", "_type=Encounter,Observation";
    Work GET "/fhir/R4" => "/fhir/R4?_type=Patient,Encounter&_lastUpdated=gt2020";
    Work GET "/fhir/R4/" => "/fhir/R4/?_type=Patient";
    Work POST "/fhir/R4/_search" => "/fhir/R4/_search", "_type=Patient,Encounter";
    Work POST "/fhir/R4/{type}/$match" => "/fhir/R4/Patient/$match", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Asha\"}]}}]}";
    Work POST "/fhir/R4/$validate" => "/fhir/R4/$validate", "{\"resourceType\":\"Patient\"}";
    Work POST "/fhir/R4/{type}/$validate" => "/fhir/R4/Patient/$validate", "{\"resourceType\":\"Patient\"}";
    Work GET "/fhir/R4/CodeSystem/$lookup" => "/fhir/R4/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=female";
    Work POST "/fhir/R4/CodeSystem/$lookup" => "/fhir/R4/CodeSystem/$lookup", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"system\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/CodeSystem/$subsumes" => "/fhir/R4/CodeSystem/$subsumes?system=http://hl7.org/fhir/administrative-gender&codeA=female&codeB=male";
    Work POST "/fhir/R4/CodeSystem/$subsumes" => "/fhir/R4/CodeSystem/$subsumes", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"system\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"codeA\",\"valueString\":\"female\"},{\"name\":\"codeB\",\"valueString\":\"male\"}]}";
    Work GET "/fhir/R4/CodeSystem/{id}/$subsumes" => "/fhir/R4/CodeSystem/none/$subsumes?codeA=female&codeB=male";
    Work POST "/fhir/R4/CodeSystem/{id}/$subsumes" => "/fhir/R4/CodeSystem/none/$subsumes", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"codeA\",\"valueString\":\"female\"},{\"name\":\"codeB\",\"valueString\":\"male\"}]}";
    Work GET "/fhir/R4/CodeSystem/$validate-code" => "/fhir/R4/CodeSystem/$validate-code?url=http://hl7.org/fhir/administrative-gender&code=female";
    Work POST "/fhir/R4/CodeSystem/$validate-code" => "/fhir/R4/CodeSystem/$validate-code", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/CodeSystem/{id}/$validate-code" => "/fhir/R4/CodeSystem/none/$validate-code?code=female";
    Work POST "/fhir/R4/CodeSystem/{id}/$validate-code" => "/fhir/R4/CodeSystem/none/$validate-code", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/ValueSet/$expand" => "/fhir/R4/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender";
    Work POST "/fhir/R4/ValueSet/$expand" => "/fhir/R4/ValueSet/$expand", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueString\":\"http://hl7.org/fhir/ValueSet/administrative-gender\"}]}";
    Work GET "/fhir/R4/ValueSet/{id}/$expand" => "/fhir/R4/ValueSet/none/$expand?filter=fe";
    Work POST "/fhir/R4/ValueSet/{id}/$expand" => "/fhir/R4/ValueSet/none/$expand", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"filter\",\"valueString\":\"fe\"}]}";
    Work GET "/fhir/R4/ValueSet/$validate-code" => "/fhir/R4/ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender&system=http://hl7.org/fhir/administrative-gender&code=female";
    Work POST "/fhir/R4/ValueSet/$validate-code" => "/fhir/R4/ValueSet/$validate-code", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueString\":\"http://hl7.org/fhir/ValueSet/administrative-gender\"},{\"name\":\"system\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/ValueSet/{id}/$validate-code" => "/fhir/R4/ValueSet/none/$validate-code?system=http://hl7.org/fhir/administrative-gender&code=female";
    Work POST "/fhir/R4/ValueSet/{id}/$validate-code" => "/fhir/R4/ValueSet/none/$validate-code", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"system\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/ConceptMap/$translate" => "/fhir/R4/ConceptMap/$translate?system=http://hl7.org/fhir/administrative-gender&code=female";
    Work POST "/fhir/R4/ConceptMap/$translate" => "/fhir/R4/ConceptMap/$translate", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"system\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/ConceptMap/{id}/$translate" => "/fhir/R4/ConceptMap/none/$translate?system=http://hl7.org/fhir/administrative-gender&code=female";
    Work POST "/fhir/R4/ConceptMap/{id}/$translate" => "/fhir/R4/ConceptMap/none/$translate", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"system\",\"valueString\":\"http://hl7.org/fhir/administrative-gender\"},{\"name\":\"code\",\"valueString\":\"female\"}]}";
    Work GET "/fhir/R4/$export";
    Work POST "/fhir/R4/$export", "{\"resourceType\":\"Parameters\"}";
    Work GET "/fhir/R4/{type}/$export" => "/fhir/R4/Patient/$export";
    Work POST "/fhir/R4/{type}/$export" => "/fhir/R4/Patient/$export", "{\"resourceType\":\"Parameters\"}";
    Work GET "/fhir/R4/{type}/{id}/$export" => "/fhir/R4/Group/none/$export";
    Work POST "/fhir/R4/{type}/{id}/$export" => "/fhir/R4/Group/none/$export", "{\"resourceType\":\"Parameters\"}";
    Work GET "/fhir/R4/$export/{id}" => "/fhir/R4/$export/none";
    Work DELETE "/fhir/R4/$export/{id}" => "/fhir/R4/$export/none";
    Work GET "/fhir/R4/$export/{id}/{file}" => "/fhir/R4/$export/none/1.ndjson";
    Work POST "/fhir/R4/$import", "{\"resourceType\":\"Patient\",\"id\":\"of-<title>\"}";
    Work POST "/fhir/R4/{type}/{id}/$validate" => "/fhir/R4/Patient/of-<title>/$validate", "{\"resourceType\":\"Patient\",\"id\":\"of-<title>\"}";
    Work POST "/fhir/R4/{type}" => "/fhir/R4/Patient", "{\"resourceType\":\"Patient\",\"gender\":\"female\"}";
    Work PUT "/fhir/R4/{type}/{id}" => "/fhir/R4/Patient/of-<title>", "{\"resourceType\":\"Patient\",\"id\":\"of-<title>\"}";
    Here PUT "/fhir/R4/{type}/{id}" ("one of ours") => "/fhir/R4/Patient/<person>", "{\"resourceType\":\"Patient\",\"id\":\"<person>\"}";
    Work PUT "/fhir/R4/{type}" => "/fhir/R4/Patient?_id=of-<title>", "{\"resourceType\":\"Patient\",\"id\":\"of-<title>\",\"active\":true}";
    Work PATCH "/fhir/R4/{type}/{id}" => "/fhir/R4/Patient/of-<title>", "{\"resourceType\":\"Parameters\"}";
    Here PATCH "/fhir/R4/{type}/{id}" ("one of ours") => "/fhir/R4/Patient/<person>", "{\"resourceType\":\"Parameters\"}";
    Work PATCH "/fhir/R4/{type}" => "/fhir/R4/Patient?_id=of-<title>", "{\"resourceType\":\"Parameters\"}";
    Work DELETE "/fhir/R4/{type}/{id}" => "/fhir/R4/Patient/of-<title>";
    Work DELETE "/fhir/R4/{type}" => "/fhir/R4/Patient?_id=of-<title>";
    Here DELETE "/fhir/R4/{type}/{id}" ("one of ours") => "/fhir/R4/Patient/<person>";
    Work POST "/fhir/R4" => "/fhir/R4", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\"},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
    Work POST "/fhir/R4/" => "/fhir/R4/", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:2\",\"resource\":{\"resourceType\":\"Patient\"},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";

    Here POST "/queue/tokens/{token}/transfer" => "/queue/tokens/<moved>/transfer", "once=q6-<title>&to=<unit>";
    Here POST "/queue/tokens/{token}/cancel" => "/queue/tokens/<gone>/cancel", "once=q7-<title>&why=mistake";
    Work GET "/break-glass/{person}" => "/break-glass/<stranger>";
    Work POST "/break-glass/{person}" => "/break-glass/<stranger>", "once=bg-<title>&reason=Unconscious+at+the+gate.&password=<password>&next=/chart/<stranger>";
    Work GET "/chart/{person}" ("after breaking the glass") => "/chart/<stranger>";
    Work GET "/fhir/R4/{type}/{id}" ("after breaking the glass") => "/fhir/R4/Patient/<stranger>";

    Account POST "/password" => "/password", "old=<password>&new=mango+tree+by+the+well&again=mango+tree+by+the+well";
    Account POST "/second-factor/begin";
    Account POST "/second-factor" => "/second-factor", "code=1";
    Account POST "/sessions/end-others";
    Account POST "/lock";
    Public POST "/sign-out";
    Public POST "/sign-in" => "/sign-in", "name=the.<title>&password=mango+tree+by+the+well";
];
