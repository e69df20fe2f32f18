//! `nabz load`: master lists, whole or not at all.

use crate::cli::Load;
use crate::commands::definitions::{search_parameters, usable};
use crate::config::Database;
use crate::ended::Ended;
use crate::say::Say;
use nabz_access::Password;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_exchange::{
    Enforce, LoadedParameters, LoadedProfiles, load_profiles, load_search_parameters,
};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::added::Stage;
use nabz_hospital::facilities::load as places;
use nabz_hospital::{codes, formulary, prescribing, stores};
use nabz_kernel::sheet::LineFault;
use nabz_people::cards;
use nabz_people::cards::model::KitTextIssued;
use nabz_people::consent;
use nabz_people::places::{actions, sheet};
use nabz_record::parameters::Listed;
use nabz_store::{Stop, Store, Tx};
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) fn run(database: &Database, what: &Load, say: &Say) -> Result<(), Ended> {
    let store = database.open()?;
    match what {
        Load::Wards { file } => wards(&store, &text(file)?, say),
        Load::Localities { file } => localities(&store, &text(file)?, say),
        Load::Facilities { file } => facilities(&store, &text(file)?, say),
        Load::Units { file } => units(&store, &text(file)?, say),
        Load::Users { file } => users(&store, &text(file)?, None, say),
        Load::Rooms { file } => rooms(&store, &text(file)?, say),
        Load::Stores { file } => stores(&store, &text(file)?, say),
        Load::Codes { file, system } => codes(&store, system, &text(file)?, say),
        Load::Formulary { file } => formulary(&store, &text(file)?, say),
        Load::Templates { file } => templates(&store, &text(file)?, say),
        Load::Profiles { folder, enforce } => profiles(&store, folder, enforce, say),
        Load::SearchParameters { folder, retire } => {
            parameters(&store, folder.as_deref(), retire, say)
        }
        Load::Notices { file } => notices(&store, &text(file)?, say),
        Load::KitText { file } => kit_text(&store, &text(file)?, say),
        Load::Terminology { what } => super::terminology::load(&store, what, say),
    }
}

fn text(file: &Path) -> Result<String, Ended> {
    std::fs::read_to_string(file)
        .map_err(|error| Ended::usage(format!("{}: {error}", file.display())))
}

/// Keeps a list, or nothing of it when any line is wrong; then says which.
fn whole<T: Send + 'static>(
    store: &Store,
    mut keep: impl FnMut(&mut Tx<'_>) -> Result<Result<T, Vec<LineFault>>, Stop> + Send + 'static,
) -> Result<T, Ended> {
    let wrong = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&wrong);
    let kept = store.write_blocking(move |tx| {
        keep(tx)?.map_err(|faults| {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = faults;
            // Undoes what the good lines did.
            Stop::fault("a list had faulty lines")
        })
    });
    let lines = std::mem::take(&mut *wrong.lock().unwrap_or_else(PoisonError::into_inner));
    if lines.is_empty() { Ok(kept?) } else { Err(Ended::faulty(lines)) }
}

/// Ward polygons; Hindi names come by transliteration and can be corrected.
pub(crate) fn wards(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let map = sheet::wards(text).map_err(Ended::faulty)?;
    let over = map.passed_over;
    let loaded = store.write_blocking(move |tx| actions::keep_wards(tx, &map.wards))?;
    let (added, kept, retired) = (loaded.added, loaded.kept, loaded.retired);
    let sentence =
        format!("wards: {added} added, {kept} kept, {retired} retired, {over} passed over");
    let facts = json!({
        "list": "wards", "added": added, "kept": kept, "retired": retired, "passed_over": over,
    });
    say.result(sentence, &facts);
    Ok(())
}

/// The localities that people name.
pub(crate) fn localities(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    sheet::localities(text).map_err(Ended::faulty)?;
    let text = text.to_owned();
    let loaded = store.write_blocking(move |tx| actions::load_localities(tx, &text))?;
    let (added, kept, retired) = (loaded.added, loaded.kept, loaded.retired);
    let sentence = format!("localities: {added} added, {kept} kept, {retired} retired");
    let facts = json!({ "list": "localities", "added": added, "kept": kept, "retired": retired });
    say.result(sentence, &facts);
    Ok(())
}

/// Hospitals and clinics, with the districts they stand in.
pub(crate) fn facilities(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let lines = places::read_facilities(text).map_err(Ended::faulty)?;
    let loaded = whole(store, move |tx| places::load_facilities(tx, &lines))?;
    say_places("facilities", loaded, say);
    Ok(())
}

/// The out-patient units of facilities.
pub(crate) fn units(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let lines = places::read_units(text).map_err(Ended::faulty)?;
    let loaded = whole(store, move |tx| places::load_units(tx, &lines))?;
    say_places("units", loaded, say);
    Ok(())
}

/// The rooms of units, and who sits there.
pub(crate) fn rooms(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let lines = places::read_rooms(text).map_err(Ended::faulty)?;
    let loaded = whole(store, move |tx| places::load_rooms(tx, &lines))?;
    say_places("rooms", loaded, say);
    Ok(())
}

/// The storerooms of facilities.
pub(crate) fn stores(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let lines = stores::load::read_storerooms(text).map_err(Ended::faulty)?;
    let loaded = whole(store, move |tx| stores::load::load_storerooms(tx, &lines))?;
    say_places("storerooms", loaded, say);
    Ok(())
}

fn say_places(what: &'static str, loaded: places::Loaded, say: &Say) {
    let sentence = format!("{what}: {} added, {} known", loaded.added, loaded.known);
    say.result(sentence, &json!({ "list": what, "added": loaded.added, "known": loaded.known }));
}

/// The essential medicines.
pub(crate) fn formulary(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let list = formulary::sheet::read(text).map_err(Ended::faulty)?;
    let loaded = store.write_blocking(move |tx| formulary::actions::load(tx, &list))?;
    let (added, kept, retired) = (loaded.added, loaded.kept, loaded.retired);
    let sentence = format!("medicines: {added} added, {kept} kept, {retired} retired");
    let facts = json!({ "list": "medicines", "added": added, "kept": kept, "retired": retired });
    say.result(sentence, &facts);
    Ok(())
}

/// The desk's sets of medicines for common complaints.
pub(crate) fn templates(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let rows = prescribing::sheet::read(text).map_err(Ended::faulty)?;
    let sets = whole(store, move |tx| prescribing::actions::load_templates(tx, &rows))?;
    say.result(
        format!("templates: {sets} listed"),
        &json!({ "list": "templates", "listed": sets }),
    );
    Ok(())
}

/// Codes of one terminology.
pub(crate) fn codes(store: &Store, system: &str, text: &str, say: &Say) -> Result<(), Ended> {
    codes::sheet::read(text).map_err(Ended::faulty)?;
    let (name, text) = (system.to_owned(), text.to_owned());
    let loaded = store.write_blocking(move |tx| codes::actions::load_codes(tx, &name, &text))?;
    let (listed, retired) = (loaded.listed, loaded.retired);
    let facts = json!({ "list": system, "listed": listed, "retired": retired });
    say.result(format!("codes: {listed} listed, {retired} retired"), &facts);
    Ok(())
}

/// What people are told before they agree to something.
pub(crate) fn notices(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let texts = consent::sheet::notices(text).map_err(Ended::faulty)?;
    let loaded = store.write_blocking(move |tx| consent::actions::issue_notices(tx, &texts))?;
    let (issued, kept) = (loaded.issued, loaded.kept);
    let facts = json!({ "list": "notices", "issued": issued, "kept": kept });
    say.result(format!("notices: {issued} issued, {kept} kept"), &facts);
    Ok(())
}

/// What the city says on its cards and on what comes with them.
pub(crate) fn kit_text(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let sheet = cards::sheet::kit_text(text).map_err(Ended::faulty)?;
    let cramped = sheet.no_room()?;
    if !cramped.is_empty() {
        return Err(Ended::faulty(cramped));
    }
    let words = sheet.into_text();
    let is_sample = words.demonstration;
    let issued = store.write_blocking(move |tx| cards::actions::issue_kit_text(tx, &words))?;
    let KitTextIssued { version, is_new } = issued;
    let came = if is_new { "is in force" } else { "is in force already" };
    let sample = if is_sample { "; every paper says that it is a sample" } else { "" };
    let facts = json!({
        "list": "kit-text", "version": version, "new": is_new, "sample": is_sample,
    });
    say.result(format!("kit text: version {version} {came}{sample}"), &facts);
    Ok(())
}

/// Profiles and the terms that they bind, and which of them partners have to keep to.
fn profiles(store: &Store, folder: &Path, enforce: &[String], say: &Say) -> Result<(), Ended> {
    let enforce = enforce.iter().map(|text| enforced(text)).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<Vec<u8>> = usable(folder)?.files.into_iter().map(|(_, bytes)| bytes).collect();
    let loaded = store.write_blocking(move |tx| load_profiles(tx, &files, &enforce))?;
    let LoadedProfiles { added, known, passed_over } = loaded;
    let sentence = format!("profiles: {added} added, {known} known, {passed_over} passed over");
    let facts =
        json!({ "list": "profiles", "added": added, "known": known, "passed_over": passed_over });
    say.result(sentence, &facts);
    Ok(())
}

/// Search parameters that are added or retired, and which there are then.
fn parameters(
    store: &Store,
    folder: Option<&Path>,
    retire: &[String],
    say: &Say,
) -> Result<(), Ended> {
    let files = folder.map(search_parameters).transpose()?.unwrap_or_default();
    let retire = retire.to_vec();
    let mut loaded = LoadedParameters::default();
    if !files.is_empty() || !retire.is_empty() {
        loaded = store.write_bulk(move |tx| load_search_parameters(tx, &files, &retire))?;
    }
    let (mut lines, mut facts) = (Vec::new(), Vec::new());
    for Listed { one, entries } in store.read_blocking(nabz_record::parameters::listed)? {
        let (code, stage) = (one.param().code, stage(one.stage));
        let types: Vec<&str> = one.types().iter().map(|of| of.name()).collect();
        lines.push(format!("{}: {code} of {}, {stage}", one.url(), types.join(", ")));
        facts.push(json!({
            "url": one.url(), "code": code, "types": types, "stage": stage, "entries": entries,
        }));
    }
    let LoadedParameters { added, known, retired } = loaded;
    let sentence = format!("search parameters: {added} added, {known} known, {retired} retired");
    let sentence = [vec![sentence], lines].concat().join("\n");
    let facts = json!({
        "list": "search-parameters", "added": added, "known": known, "retired": retired,
        "parameters": facts,
    });
    say.result(sentence, &facts);
    Ok(())
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Filling => "being indexed",
        Stage::Answering => "in use",
        Stage::Leaving => "being taken away",
    }
}

/// `Patient=https://…`.
fn enforced(text: &str) -> Result<Enforce, Ended> {
    let (of, url) = text.split_once('=').unwrap_or((text, ""));
    let of = ResourceType::named(of).filter(|_| text.contains('='));
    let of = of.ok_or_else(|| Ended::usage(format!("--enforce {text}: TYPE=URL is needed")))?;
    Ok(Enforce { of, url: (!url.is_empty()).then(|| url.to_owned()) })
}

/// Staff and their roles. A first password that is drawn is printed once, for its slip.
pub(crate) fn users(
    store: &Store,
    text: &str,
    same_password: Option<&str>,
    say: &Say,
) -> Result<(), Ended> {
    let today = store.clock().now().date_in_india();
    let lines = read_users(text, today).map_err(Ended::faulty)?;
    let (first, slips) = match same_password {
        Some(password) => (FirstPassword::Same(Password::typed(password).digest()?), Vec::new()),
        None => FirstPassword::draw(&lines)?,
    };
    let loaded = whole(store, move |tx| {
        let outcome = load_users(tx, &lines, &first)?;
        if let Ok(loaded) = &outcome {
            places::publish_people(tx, &loaded.added)?;
        }
        Ok(outcome)
    })?;
    for (name, password) in slips.iter().filter(|(name, _)| loaded.added.contains(name)) {
        say.line(format!("first password of {name}: {}", password.reveal()));
    }
    let (added, known, granted) = (loaded.added.len(), loaded.known, loaded.granted);
    let sentence = format!("staff: {added} added, {known} known, {granted} roles granted");
    let facts = json!({ "list": "staff", "added": added, "known": known, "granted": granted });
    say.result(sentence, &facts);
    Ok(())
}
