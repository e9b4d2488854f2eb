//! A desk at which people sign in, and the person in front of its browser.

use std::sync::Arc;

use jit_app::Options;
use jit_core::{Intent, SignInView, View, WayIn};
use jit_host::Surroundings;
use serde_json::{Value, json};

use crate::{Desk, SimulatedAzure, Walker, until};

impl Desk {
    /// A workstation at which nobody has signed in.
    pub async fn signed_out(azure: SimulatedAzure) -> Self {
        Self::signed_out_with(azure, json!({}), |_| ()).await
    }

    /// The same with settings and options of its own.
    pub async fn signed_out_with(
        azure: SimulatedAzure,
        settings: Value,
        edit: impl FnOnce(&mut Options),
    ) -> Self {
        let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
        cloud.as_object_mut().unwrap().remove("service_principal");
        Self::built(azure, &[], settings, |options, folder| {
            std::fs::write(folder.join("cloud.json"), cloud.to_string()).unwrap();
            // The Azure CLI of whoever runs the tests is theirs.
            let home = folder.display().to_string();
            options.surroundings = Some(Surroundings::from_vars([("HOME".to_owned(), home)]));
            options.can_ask = true;
            edit(options);
        })
        .await
    }

    /// A workstation at which Barbara has signed in with the browser, and the browser.
    pub async fn signed_in(azure: SimulatedAzure) -> (Self, Walker) {
        let mut desk = Self::signed_out(azure).await;
        let mut browser = desk.browser();
        desk.sign_in(&mut browser, "Barbara").await;
        (desk, browser)
    }

    /// A browser on this workstation.
    #[must_use]
    pub fn browser(&self) -> Walker {
        Walker::new(self.azure.running().ca_pem())
    }

    /// Signs somebody in with the browser.
    pub async fn sign_in(&mut self, browser: &mut Walker, person: &str) {
        self.want(sign_in(WayIn::Browser));
        browser.open(&self.page().await).await;
        browser.press(person).await;
        assert_eq!(browser.shown().heading(), "You are signed in, you can close this page");
        self.see(|view| is_signed_in(view) && names(person, view)).await;
    }

    /// The address of the next sign-in page that the browser of this workstation is asked to show. Waits until there is
    /// one that is waited for.
    pub async fn page(&mut self) -> String {
        let before = self.page.take();
        let view =
            self.see(|view| waited_for(view).is_some_and(|page| Some(page) != before.as_deref())).await;
        let page = waited_for(&view).unwrap().to_owned();
        let opened = || self.pages().into_iter().rfind(|opened| *opened == page);
        self.page = Some(until("the browser to be opened", opened).await);
        page
    }

    /// Whether the newest attempt waits for the person once more. Waits until it does, or ends.
    pub async fn asks_again(&mut self) -> bool {
        let before = self.page.clone();
        let ended = |view: &View| view.attempts.first().is_some_and(|attempt| attempt.outcome.is_some());
        let asks = |view: &View| waited_for(view).is_some_and(|page| Some(page) != before.as_deref());
        let view = self.see(|view| ended(view) || asks(view)).await;
        !ended(&view)
    }

    /// Every page that the browser of this workstation was asked to show.
    #[must_use]
    pub fn pages(&self) -> Vec<String> {
        let started = self.clients.started().into_iter();
        started.filter(|it| it.words[0] == "browser").map(|it| it.words[1].clone()).collect()
    }
}

/// The wish to sign in this way.
#[must_use]
pub fn sign_in(way: WayIn) -> Intent {
    Intent::SignIn { way: Some(way), account: None, tenant: None }
}

/// Whether somebody is signed in and nothing is asked of them.
#[must_use]
pub fn is_signed_in(view: &View) -> bool {
    matches!(view.sign_in, SignInView::SignedIn { .. })
}

fn waited_for(view: &View) -> Option<&str> {
    match &view.sign_in {
        SignInView::WaitingForBrowser { address, .. } => Some(address),
        _ => None,
    }
}

fn names(person: &str, view: &View) -> bool {
    let (person, mut accounts) = (person.to_lowercase(), view.accounts.iter());
    accounts.any(|account| account.name.to_lowercase().contains(person.split(' ').next().unwrap_or_default()))
}

/// The same secret store for options.
pub(crate) fn shared(keyring: &crate::Keyring) -> Arc<dyn jit_azure::Secrets> {
    Arc::new(keyring.clone())
}
