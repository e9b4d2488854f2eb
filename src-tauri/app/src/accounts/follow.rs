//! What other programs change: `jit login` beside the tray, `az login`, a secret store that comes up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use jit_azure::Person;
use jit_core::Problem;

use super::az::{profile, signed_in_to_az};
use super::choose::{Way, az_account, known_anew, way_of};
use super::{Accounts, Client, Origin};

/// How soon a change of another program is noticed.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

/// Looks at the files again whenever one has changed, as long as there is anybody to tell.
pub(crate) async fn follow_files(accounts: Weak<Accounts>) {
    let mut seen: Option<[Option<SystemTime>; 2]> = None;
    while let Some(accounts) = accounts.upgrade() {
        let stamps = accounts.stamps();
        if seen.replace(stamps).is_some_and(|before| before != stamps) {
            accounts.look_again().await;
        }
        drop(accounts);
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

impl Accounts {
    /// Takes over what other programs changed.
    pub(crate) async fn look_again(self: &Arc<Self>) {
        let _turn = self.turn.lock().await;
        if let Err(problem) = self.read_file_again() {
            tracing::warn!(message = %problem.message, "the accounts were not read again");
        }
        if let Err(problem) = self.look_at_az() {
            tracing::warn!(message = %problem.message, "Azure CLI's sign-in is not used");
        }
        // They may have proved more there.
        self.all().iter().filter_map(|client| client.person.as_ref()).for_each(|person| person.look_again());
        self.changed();
        for client in self.all() {
            self.machines.signed_in(&client.account.id, None);
        }
        self.keep_what_is_not().await;
    }

    /// Tries again to store the sign-ins that the secret store did not take: it may be there by now.
    pub(crate) async fn keep_what_is_not(&self) {
        for person in self.all().into_iter().filter_map(|client| client.person) {
            if person.not_kept().borrow().is_some() {
                person.keep().await;
            }
        }
    }

    /// Takes over who signed in and out in another program.
    pub(super) fn read_file_again(self: &Arc<Self>) -> Result<(), Problem> {
        let ground = &self.ground;
        if !ground.keeps || self.variables_are_set() {
            return Ok(());
        }
        let loaded = jit_host::load_accounts(&ground.dirs, ground.cloud.arm.as_str());
        let Some(recorded) = loaded.value else { return Ok(()) };
        let az = signed_in_to_az(&ground.cloud, &ground.surroundings);
        let recorded: Vec<_> = recorded.into_iter().map(|account| known_anew(account, az.as_ref())).collect();
        let listed = |client: &Client| recorded.iter().any(|account| account.id == client.account.id);
        let mut clients = self.clients();
        let goes = |client: &mut Client| match client.origin {
            Origin::Recorded => !listed(client),
            Origin::Silent | Origin::Brought => true,
            Origin::Unrecorded => false,
        };
        let gone: Vec<Client> = clients.extract_if(.., goes).collect();
        for account in &recorded {
            if !clients.iter().any(|client| client.account.id == account.id) {
                let client = ground.client(account.clone(), way_of(account), Origin::Recorded)?;
                self.watch_keeping(client.person.as_ref());
                clients.push(client);
            }
        }
        drop(clients);
        // Whoever signed them out removed their machines, which may have been written again since.
        for keep in gone.into_iter().filter(|client| !listed(client)).filter_map(|client| client.keep) {
            if let Err(problem) = keep.remove() {
                tracing::warn!(message = %problem.message, "the machines of a former account are still kept");
            }
        }
        Ok(())
    }

    /// Who is signed in to Azure CLI now; where that is used silently, it is followed.
    fn look_at_az(&self) -> Result<(), Problem> {
        let ground = &self.ground;
        let name = signed_in_to_az(&ground.cloud, &ground.surroundings).map(|user| user.name);
        let mut clients = self.clients();
        let known = |client: &Client| Some(&client.account.name) == name.as_ref();
        clients.retain(|client| client.origin != Origin::Silent || known(client));
        let never = || jit_host::load_accounts(&ground.dirs, ground.cloud.arm.as_str()).value.is_none();
        if let Some(name) = &name
            && clients.is_empty()
            && ground.keeps
            && never()
        {
            clients.push(ground.client(az_account(name, None), Way::Az, Origin::Silent)?);
        }
        self.state.send_if_modified(|state| {
            let news = state.azure_cli != name;
            state.azure_cli = name;
            news
        });
        Ok(())
    }

    /// Tells when the secret store does not keep somebody's sign-in, and when it does again.
    pub(super) fn watch_keeping(self: &Arc<Self>, person: Option<&Arc<Person>>) {
        let Some(mut not_kept) = person.map(|person| person.not_kept()) else { return };
        let this = Arc::downgrade(self);
        tokio::spawn(async move {
            while not_kept.changed().await.is_ok() {
                let Some(this) = this.upgrade() else { return };
                if let Err(problem) = this.record_what_is_kept().await {
                    tracing::warn!(message = %problem.message, "the account is not written down");
                }
                this.tell_keeping();
            }
        });
    }

    /// Writes down who signed in while the store took nothing, once it has.
    async fn record_what_is_kept(self: &Arc<Self>) -> Result<(), Problem> {
        let _turn = self.turn.lock().await;
        self.read_file_again()?;
        let kept = |client: &Client| {
            let person = client.person.as_ref();
            person.is_some_and(|person| person.not_kept().borrow().is_none())
        };
        let mut news = false;
        for client in self.clients().iter_mut() {
            if client.origin == Origin::Unrecorded && kept(client) {
                (client.origin, news) = (Origin::Recorded, true);
            }
        }
        if news { self.record() } else { Ok(()) }
    }

    /// Tells how far this computer's clock is off.
    pub(super) fn watch_clock(self: &Arc<Self>) {
        let mut ahead = self.ground.outside.skew.watch();
        let this = Arc::downgrade(self);
        tokio::spawn(async move {
            while ahead.changed().await.is_ok() {
                let Some(this) = this.upgrade() else { return };
                let clock_ahead = *ahead.borrow_and_update();
                this.state.send_modify(|state| state.clock_ahead = clock_ahead);
            }
        });
    }

    fn tell_keeping(&self) {
        let reason = |client: Client| client.person?.not_kept().borrow().clone();
        let reason = self.all().into_iter().find_map(reason);
        self.state.send_if_modified(|state| {
            let news = state.not_kept != reason;
            state.not_kept = reason;
            news
        });
    }

    /// When the files changed that tell who is signed in.
    fn stamps(&self) -> [Option<SystemTime>; 2] {
        let ours = self.ground.dirs.accounts();
        [Some(ours), profile(&self.ground.surroundings)].map(|path: Option<PathBuf>| changed(&path?))
    }
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|meta| meta.modified()).ok()
}
