//! Putting the second factor on a phone.

use crate::desk::Desk;
use crate::filters;
use crate::forms::{Form, FormErrors};
use crate::messages::Message;
use crate::problem::{Page, Problem};
use crate::shell::Shell;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use fast_qr::QRBuilder;
use nabz_access::staff::{begin_second_factor, begun_second_factor, confirm_second_factor};
use nabz_access::{TotpSecret, Vault};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use serde::Deserialize;

const GROUP_LETTERS: usize = 4;
const QUIET_MODULES: usize = 4;

#[derive(Template)]
#[template(path = "signin/pages/second_factor.html")]
struct SecondPage {
    shell: Shell,
    errors: FormErrors,
    secret: Option<Begun>,
    done: bool,
}

/// What the phone needs, as a picture, as an address and as letters to type.
struct Begun {
    address: String,
    letters: String,
    /// The picture's side in modules, its quiet zone included, and the path of its dark ones.
    side: usize,
    dark: String,
}

#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

/// Where one stands: none, begun, or done.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    show(&desk, FormErrors::default()).await
}

async fn show(desk: &Desk, errors: FormErrors) -> Result<Page, Problem> {
    let staff = desk.staff();
    let begun = desk.read(move |view| begun_second_factor(view, staff)).await?;
    let name = &desk.signed().staff.sign_in_name;
    let vault = desk.app().part::<Vault>()?;
    let secret =
        begun.map(|sealed| vault.open(staff, &sealed)).transpose().map_err(Refused::from)?;
    let secret = secret.map(|secret| Begun::of(&secret, name)).transpose()?;
    let done = desk.signed().staff.has_second_factor;
    desk.page(&SecondPage { shell: desk.shell(), errors, secret, done })
}

impl Begun {
    fn of(secret: &TotpSecret, name: &str) -> Result<Self, Stop> {
        let letters: Vec<char> = secret.base32().chars().collect();
        let groups: Vec<String> =
            letters.chunks(GROUP_LETTERS).map(|g| g.iter().collect()).collect();
        let address = secret.address(name)?;
        let (side, dark) = picture(&address)?;
        Ok(Self { address, letters: groups.join(" "), side, dark })
    }
}

/// A QR code as one SVG path, a unit a module.
fn picture(text: &str) -> Result<(usize, String), Stop> {
    let code = QRBuilder::new(text).build().map_err(|fault| Stop::fault(fault.to_string()))?;
    let dark_in = |y: usize| {
        let row = code.data.iter().skip(y * code.size).take(code.size).enumerate();
        row.filter(|(_, module)| module.value())
            .map(move |(x, _)| format!("M{} {}h1v1h-1z", x + QUIET_MODULES, y + QUIET_MODULES))
    };
    let dark = (0..code.size).flat_map(dark_in).collect();
    Ok((code.size + 2 * QUIET_MODULES, dark))
}

/// Draws a secret; it counts once a code of it was typed. Whoever has one already keeps it.
pub(super) async fn begin(desk: Desk) -> Result<Redirect, Problem> {
    if !desk.signed().staff.has_second_factor {
        let (staff, vault) = (desk.staff(), desk.app().part::<Vault>()?);
        let secret = vault.seal(staff, &TotpSecret::draw()?)?;
        let access = desk.signed().access().clone();
        desk.app().store().write(move |tx| begin_second_factor(tx, &access, &secret)).await?;
    }
    Ok(Redirect::to("/second-factor"))
}

/// Confirms with a code of the phone.
pub(super) async fn confirm(desk: Desk, Form(form): Form<CodeForm>) -> Result<Response, Problem> {
    let (access, code) = (desk.signed().access().clone(), form.code);
    let vault = desk.app().part::<Vault>()?;
    let confirm = move |tx: &mut Tx<'_>| confirm_second_factor(tx, &access, (&vault, &code));
    match desk.app().store().write(confirm).await {
        Ok(()) => Ok(Redirect::to("/second-factor").into_response()),
        Err(Stop::Refused(refused)) => {
            let mut errors = FormErrors::default();
            errors.add("code", Message::from(&refused));
            Ok(show(&desk, errors).await?.with_errors().into_response())
        }
        Err(stop) => Err(stop.into()),
    }
}
