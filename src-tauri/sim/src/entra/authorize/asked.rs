//! Reads what an application asks for.

use super::redirect;
use crate::entra::client_credentials::{application, not_found};
use crate::entra::directory::Directory;
use crate::entra::form::Form;
use crate::entra::refusal::Refusal;
use crate::entra::scope::Scope;
use crate::id::is_guid;
use crate::world::World;
use crate::world::authorization::{Authorization, CodeChallenge, Mode, Prompt};
use crate::world::conditions::Wanted;

/// Why a request is not answered with a page to sign in on.
pub(super) enum Unfit {
    /// Nobody knows where the answer should go: the person sees why.
    Here(Refusal),
    /// The application is told.
    There(Box<Authorization>, Refusal),
}

impl From<Refusal> for Unfit {
    fn from(refusal: Refusal) -> Self {
        Self::Here(refusal)
    }
}

pub(super) fn read(world: &World, form: &Form, directory: Directory) -> Result<Authorization, Unfit> {
    if let Some(name) = form.repeated() {
        let text = format!("The request is not properly formatted. The parameter '{name}' is duplicated.");
        return Err(Unfit::Here(Refusal::invalid_request(9_000_411, text)));
    }
    let client = form.need("client_id")?;
    let tenant = directory.for_people(client)?;
    if !is_guid(client) && application(world, client).is_none() {
        return Err(not_found(client, tenant.as_deref().unwrap_or("organizations")).into());
    }
    let redirect = form
        .field("redirect_uri")
        .ok_or_else(|| Refusal::invalid_request(900_971, "No reply address provided."))?;
    let registered = application(world, client).map_or(&[][..], |known| &known.redirect_uris);
    redirect::check(redirect, client, registered)?;
    let text = |name: &str| form.field(name).map(str::to_owned);
    let mut asked = Authorization {
        application: client.to_owned(),
        tenant,
        redirect: redirect.to_owned(),
        mode: Mode::Query,
        state: text("state"),
        nonce: text("nonce"),
        scope: form.field("scope").unwrap_or_default().to_owned(),
        challenge: None,
        prompt: Prompt::Usual,
        login_hint: text("login_hint"),
        domain_hint: text("domain_hint"),
        wanted: Wanted::default(),
        client_info: form.field("client_info") == Some("1"),
    };
    let refused = fill(&mut asked, form).err();
    match refused {
        None => Ok(asked),
        Some(refusal) => Err(Unfit::There(Box::new(asked), refusal)),
    }
}

/// What can be wrong once it is known where the answer goes; how it travels comes first, since errors travel too.
fn fill(asked: &mut Authorization, form: &Form) -> Result<(), Refusal> {
    asked.mode = mode(form)?;
    response_type(form.need("response_type")?, &asked.application)?;
    form.need("scope")?;
    Scope::read(&asked.scope, asked.tenant.as_deref().unwrap_or("organizations"))?;
    asked.prompt = prompt(form)?;
    asked.challenge = challenge(form)?;
    asked.wanted = form.wanted()?;
    Ok(())
}

fn mode(form: &Form) -> Result<Mode, Refusal> {
    match form.field("response_mode") {
        None | Some("query") => Ok(Mode::Query),
        Some("fragment") => Ok(Mode::Fragment),
        Some("form_post") => Ok(Mode::FormPost),
        Some(other) => Err(Refusal::invalid_request(
            70_007,
            format!("'{other}' is not a supported value of 'response_mode' when requesting a token."),
        )),
    }
}

fn response_type(asked: &str, application: &str) -> Result<(), Refusal> {
    let refuse = |number, text: String| Err(Refusal::new(400, "unsupported_response_type", number, text));
    let parts: Vec<&str> = asked.split_whitespace().collect();
    match parts.as_slice() {
        ["code"] => Ok(()),
        parts if parts.contains(&"id_token") => refuse(
            700_054,
            format!("response_type 'id_token' is not enabled for the application '{application}'."),
        ),
        parts if parts.contains(&"token") => refuse(
            700_051,
            format!("response_type 'token' is not enabled for the application '{application}'."),
        ),
        _ => refuse(
            70_005,
            format!(
                "The provided value for the input parameter 'response_type' is not supported: '{asked}'."
            ),
        ),
    }
}

fn prompt(form: &Form) -> Result<Prompt, Refusal> {
    match form.field("prompt") {
        None => Ok(Prompt::Usual),
        Some("login") => Ok(Prompt::Login),
        Some("select_account") => Ok(Prompt::SelectAccount),
        Some("consent") => Ok(Prompt::Consent),
        Some("none") => Ok(Prompt::None),
        Some(other) => {
            Err(Refusal::invalid_request(90_023, format!("Unsupported 'prompt' value '{other}'.")))
        }
    }
}

fn challenge(form: &Form) -> Result<Option<CodeChallenge>, Refusal> {
    let Some(value) = form.field("code_challenge") else {
        return match form.field("code_challenge_method") {
            None => Ok(None),
            Some(_) => Err(Refusal::invalid_request(
                50_147,
                "Missing Code_Challenge parameter: there is a code_challenge_method without one.",
            )),
        };
    };
    let hashed = match form.field("code_challenge_method") {
        None | Some("plain") => false,
        Some("S256") => true,
        Some(other) => {
            return Err(Refusal::invalid_request(
                50_149,
                format!("Invalid Code_Challenge_method parameter '{other}'; it is plain or S256."),
            ));
        }
    };
    if !(43..=128).contains(&value.len()) {
        return Err(Refusal::invalid_request(501_491, "Invalid size of Code_Challenge parameter."));
    }
    Ok(Some(CodeChallenge { value: value.to_owned(), hashed }))
}
