//! Signing out: everything that was kept for the account goes.

use std::sync::Arc;

use jit_core::{Account, AccountId, Code, Problem};

use super::{Accounts, Client, Origin};

impl Accounts {
    /// Signs an account out and removes everything that was kept for it: the refresh token first, because that is what
    /// must not be left behind. Azure CLI's own sign-in is left alone; it is only not used any more.
    ///
    /// # Errors
    /// When there is nothing to sign out, or the secret store cannot be asked: then the account is still signed in.
    pub(crate) async fn sign_out(self: &Arc<Self>, id: &AccountId) -> Result<Account, Problem> {
        let (this, id) = (Arc::clone(self), id.clone());
        // Once begun it is done to its end, whoever waits for it.
        let done = tokio::spawn(async move { this.forget(&id).await }).await;
        done.unwrap_or_else(|_| Err(cut_short()))
    }

    /// Shows why nobody was signed out, until the secret store is heard of again.
    pub(crate) fn not_signed_out(&self, problem: Problem) {
        self.state.send_modify(|state| state.not_kept = Some(problem));
    }

    async fn forget(self: &Arc<Self>, id: &AccountId) -> Result<Account, Problem> {
        let _turn = self.turn.lock().await;
        self.read_file_again()?;
        let client = self.all().into_iter().find(|client| client.account.id == *id);
        let Some(Client { account, keep, person, origin, .. }) = client else { return Err(unknown()) };
        if origin == Origin::Brought {
            return Err(brought(&account.name));
        }
        if let Some(person) = person
            && let Err(reason) = person.sign_out().await
            && origin == Origin::Recorded
        {
            return Err(still_kept(&account.name, reason.problem));
        }
        // The store may have taken its time, and other programs did not wait.
        self.read_file_again()?;
        self.clients().retain(|client| client.account.id != *id);
        let recorded = self.record();
        self.changed();
        if let Some(keep) = keep {
            // Without its reader nothing writes the file again.
            tokio::task::spawn_blocking(move || keep.remove()).await.map_err(|_| cut_short())??;
        }
        recorded.map(|()| account)
    }
}

fn unknown() -> Problem {
    Problem::new(Code::NotSignedIn, "This account is not signed in.", "\"jit whoami\" shows which ones are.")
}

fn brought(name: &str) -> Problem {
    Problem::new(
        Code::Usage,
        format!(
            "The application {} is signed in by the environment or the cloud file.",
            jit_core::clean(name)
        ),
        "Remove AZURE_CLIENT_ID and AZURE_CLIENT_SECRET from the environment; there is nothing to remove here.",
    )
}

fn still_kept(name: &str, reason: Problem) -> Problem {
    let message = format!("{} is still signed in. {}", jit_core::clean(name), reason.message);
    let hint = "Unlock or start the secret store, then sign out again: it may hold the sign-in.";
    Problem { message, hint: hint.to_owned(), ..reason }
}

fn cut_short() -> Problem {
    Problem::new(Code::Interrupted, "Signing out was stopped half-way.", "Sign out again.")
}
