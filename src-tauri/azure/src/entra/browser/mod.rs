//! Signing in with the system's browser: authorization code with PKCE, answered on this computer.

mod answer;
mod desk;
mod page;
mod ports;

use jit_core::{Problem, SigningInNews, WayIn};
use secrecy::ExposeSecret;
use url::Url;

use self::answer::{Brought, Expected};
use self::desk::{Desk, Wait};
use self::page::Page;
use self::ports::Ports;
use super::marks::Marks;
use super::{Entra, Grant, SignedIn, Ungranted, Wanted, Who};
use crate::problem::{no_port, nobody_signed_in, not_granted};

impl Entra {
    /// Signs a person in with a browser. Told is the address to open, as soon as its answer can be received; the
    /// caller opens it. Dropping the future ends the wait and closes its port.
    ///
    /// # Errors
    /// When no port can be opened, nobody signs in in time, Entra ID refuses, or another account came than the one
    /// that was wanted.
    pub async fn by_browser(
        &self,
        wanted: &Wanted,
        tell: &(dyn Fn(SigningInNews) + Send + Sync),
    ) -> Result<SignedIn, Problem> {
        let directory = wanted.directory()?;
        let marks = Marks::new()?;
        let ports = Ports::open().await.map_err(|error| no_port(&error))?;
        let port = ports.number();
        let redirect = format!("http://localhost:{port}");
        let (mut desk, Wait { answer, page }) =
            Desk::new(ports, Expected { port, state: marks.state.clone() });
        let until = self.until(self.pace().person);
        let address = self.authorize(directory, wanted, &marks, &redirect);
        tell(SigningInNews::BrowserOpened { address: address.into(), until });
        let wait = async {
            tokio::select! {
                brought = answer => brought.ok(),
                () = self.past(until) => None,
            }
        };
        let brought = desk.serve_while(wait).await;
        let brought = brought.ok_or_else(|| nobody_signed_in(WayIn::Browser))?;
        let ended =
            desk.serve_while(self.redeem_brought(brought, wanted, directory, &marks, &redirect)).await;
        page.send_replace(Some(if ended.is_ok() { Page::SignedIn } else { Page::NotSignedIn }));
        desk.shown().await;
        ended
    }

    async fn redeem_brought(
        &self,
        brought: Brought,
        wanted: &Wanted,
        directory: &str,
        marks: &Marks,
        redirect: &str,
    ) -> Result<SignedIn, Problem> {
        let granted = match brought {
            Brought::Code(code) => {
                let grant = Grant::Code { code: &code, verifier: &marks.verifier, redirect };
                self.redeem(directory, grant, &wanted.claims()).await
            }
            Brought::Refusal(refused) => Err(Ungranted::Refused(refused)),
        };
        let granted = granted.map_err(|ungranted| {
            let signer = self.signer(Who::Newcomer(WayIn::Browser), wanted.tenant.as_deref());
            not_granted(&ungranted, &signer, self.now())
        })?;
        wanted.fulfil(self, WayIn::Browser, Some(marks.nonce.expose_secret()), granted)
    }

    /// The address of the sign-in page.
    fn authorize(&self, directory: &str, wanted: &Wanted, marks: &Marks, redirect: &str) -> Url {
        let mut url = self.endpoint(directory, "authorize");
        let mut query = url.query_pairs_mut();
        query
            .append_pair("client_id", self.client_id())
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect)
            // A form keeps the code out of the browser's history.
            .append_pair("response_mode", "form_post")
            .append_pair("scope", &self.scope())
            .append_pair("state", marks.state.secret())
            .append_pair("nonce", marks.nonce.expose_secret())
            .append_pair("code_challenge", &marks.challenge())
            .append_pair("code_challenge_method", "S256")
            .append_pair("client_info", "1")
            .append_pair("claims", &wanted.claims().text());
        match &wanted.account {
            Some(account) => query.append_pair("login_hint", &account.name),
            None => query.append_pair("prompt", "select_account"),
        };
        drop(query);
        url
    }
}
