//! The token endpoint.

use jiff::Timestamp;

use super::directory::Directory;
use super::form::Form;
use super::refusal::{Answer, Refusal};
use super::{client_credentials, code, device, refresh};
use crate::message::Request;
use crate::world::World;

pub(super) fn answer(world: &mut World, request: &Request, tenant: &str, now: Timestamp) -> Answer {
    let directory = Directory::find(world, tenant)?;
    let form = Form::read(request);
    note(world, request, &form);
    match form.need("grant_type")? {
        "client_credentials" => client_credentials::answer(world, request, &form, directory, now),
        device::GRANT | "device_code" => device::redeem(world, request, &form, directory, now),
        "authorization_code" => code::redeem(world, request, &form, directory, now),
        "refresh_token" => refresh::redeem(world, request, &form, directory, now),
        grant => Err(Refusal::new(
            400,
            "unsupported_grant_type",
            70_003,
            format!("The provided value for the input parameter 'grant_type' is not supported: '{grant}'."),
        )),
    }
}

/// Whatever a client shows here is a secret of its, even when it is of no use.
fn note(world: &mut World, request: &Request, form: &Form) {
    for name in ["code", "code_verifier", "device_code", "refresh_token"] {
        world.note_secret(form.field(name).unwrap_or_default());
    }
    world.note_secret(&form.credentials(request).1.unwrap_or_default());
}
