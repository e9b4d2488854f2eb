//! The engine as shell and command line see it: intents in, views out.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jit_core::{
    Account, AccountId, Code, DesktopWish, Edited, Event, Favourite, Favourites, FavouritesEdit,
    FavouritesNews, Intent, Inventory, MachinesPage, MachinesQuery, Problem, SignInNeeded, SigningInNews,
    State, View, Windows,
};
use tokio::sync::oneshot;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinHandle};

use crate::accounts::{Accounts, Client, Overview, SignInWish, SignedIn, TellTrouble, follow_files};
use crate::assemble::{Options, Parts, assemble};
use crate::carry_out::Performer;
use crate::drive::{Desktop, Drive, Search};
use crate::favourites::{follow_favourites, look_again};
use crate::find::{Target, find, find_fresh};
use crate::machines::Watch;
use crate::preferences::follow_settings;

/// A running engine. Dropping it stops the loop at once; [`Intent::Quit`] and then [`Engine::ended`] end it in order.
pub struct Engine {
    inbox: mpsc::UnboundedSender<Event>,
    views: watch::Receiver<Arc<View>>,
    desktop: Option<mpsc::UnboundedReceiver<Desktop>>,
    parts: Arc<Parts>,
    drive: JoinHandle<()>,
    searches: mpsc::UnboundedSender<Search>,
    watching: Mutex<Option<AbortHandle>>,
}

/// Chooses the TLS implementation of this process. The first line of every `main`.
pub fn install_tls() {
    // An error says that one is installed already, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Reads the files, puts the parts together and starts the loop.
///
/// # Errors
/// When there is no usable cloud or sign-in. A broken settings or favourites file is no error: the last good copy
/// is used and [`View::banners`] says so.
pub async fn start(options: Options) -> Result<Engine, Problem> {
    let stays = options.stays;
    let (parts, mut loaded) = assemble(options).await?;
    loaded.endpoints = parts.cloud.endpoints();
    let parts = Arc::new(parts);
    let (inbox, events) = mpsc::unbounded_channel();
    let (searches, searched) = mpsc::unbounded_channel();
    let (desktop_tx, desktop) = mpsc::unbounded_channel();
    let mut state = State::new(&parts.cloud_name, TimeZone::system());
    let due = state.handle(Event::Loaded(Box::new(loaded)), Timestamp::now());
    let (views_tx, views) = watch::channel(Arc::new(state.view(Timestamp::now())));
    let drive = Drive {
        state,
        due,
        performer: Performer::new(Arc::clone(&parts), inbox.clone()),
        inbox: events,
        searches: searched,
        answers: inbox.clone(),
        views: views_tx,
        desktop: desktop_tx,
        clock: Timestamp::now,
    };
    let drive = tokio::spawn(drive.run());
    tokio::spawn(follow_accounts(inbox.clone(), Arc::clone(&parts.accounts)));
    if stays {
        jit_host::forget_sessions(&parts.dirs);
        tokio::spawn(follow_files(Arc::downgrade(&parts.accounts)));
        tokio::spawn(follow_settings(inbox.clone(), Arc::downgrade(&parts)));
        tokio::spawn(follow_favourites(inbox.clone(), Arc::downgrade(&parts.favourites)));
        tokio::spawn(follow_network(inbox.clone(), Arc::clone(&parts)));
    }
    let watching = Mutex::default();
    Ok(Engine { inbox, views, desktop: Some(desktop), parts, drive, searches, watching })
}

impl Engine {
    /// Tells the engine what somebody wants.
    pub fn dispatch(&self, intent: Intent) {
        self.tell(Event::Intent(intent));
    }

    /// Whether a tray host shows the icon.
    pub fn tray_host(&self, present: bool) {
        self.tell(Event::TrayHost(present));
    }

    /// Whether a window is on the screen: while one is, the machines are kept fresh, and the views tell of them.
    pub fn watching(&self, watching: bool) {
        let mut task = self.watching.lock().unwrap_or_else(PoisonError::into_inner);
        if watching == task.is_some() {
            return;
        }
        self.tell(Event::Watching(watching));
        if let Some(task) = task.take() {
            task.abort();
        } else {
            let (inbox, favourites) = (self.inbox.clone(), Arc::clone(&self.parts.favourites));
            tokio::spawn(async move { look_again(&inbox, favourites).await });
            let watch = self.watch_inventory();
            *task = Some(tokio::spawn(tell_machines(watch, self.inbox.clone())).abort_handle());
            // Whoever looks at a window may unlock what is locked.
            let accounts = Arc::clone(&self.parts.accounts);
            tokio::spawn(async move { accounts.keep_what_is_not().await });
        }
    }

    /// What a search of the machines finds; nothing after the end.
    pub async fn machines(&self, query: MachinesQuery) -> MachinesPage {
        let (found, finds) = oneshot::channel();
        // After the end nobody answers.
        let _ = self.searches.send((query, found));
        finds.await.unwrap_or_default()
    }

    /// What the desktop made of a wish of the settings.
    pub fn desktop_says(&self, wish: DesktopWish, problem: Option<Problem>) {
        self.tell(Event::Desktop { wish, problem });
    }

    /// The demo that [`Desktop::LookAround`] asks for could not be started.
    pub fn no_sample_data(&self, problem: Problem) {
        self.tell(Event::NoSampleData(problem));
    }

    /// All that is to be seen, now and from now on.
    #[must_use]
    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.views.clone()
    }

    /// What only the shell can do. Can be taken once.
    pub fn desktop(&mut self) -> Option<mpsc::UnboundedReceiver<Desktop>> {
        self.desktop.take()
    }

    /// Who is signed in.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        self.parts.accounts.listed().borrow().clone()
    }

    /// Who is signed in to Azure CLI, where `az` is there and somebody is.
    #[must_use]
    pub fn azure_cli(&self) -> Option<String> {
        self.parts.accounts.state().borrow().azure_cli.clone()
    }

    /// Signs somebody in, and tells what they have to do meanwhile, and why no browser opened. Dropping the future cancels it.
    ///
    /// # Errors
    /// Why nobody is signed in by it; who was before is so still.
    pub async fn sign_in(
        &self,
        wish: SignInWish,
        tell: &(dyn Fn(SigningInNews) + Send + Sync),
        trouble: &TellTrouble,
    ) -> Result<SignedIn, Problem> {
        self.parts.accounts.sign_in(wish, tell, trouble).await
    }

    /// Signs an account out and removes everything that was kept for it.
    ///
    /// # Errors
    /// When there is nothing to sign out, or the secret store cannot be asked.
    pub async fn sign_out(&self, account: &AccountId) -> Result<Account, Problem> {
        self.parts.accounts.sign_out(account).await
    }

    /// Every account with its tenants, asked now.
    pub async fn overview(&self) -> Vec<Overview> {
        let clients = self.parts.accounts.all();
        futures::future::join_all(clients.iter().map(Client::overview)).await
    }

    /// Whether a sign-in would outlive this program. Who can unlock the secret store is asked to.
    ///
    /// # Errors
    /// Why it would not.
    pub async fn keeps_sign_ins(&self) -> Result<(), Problem> {
        self.parts.accounts.keeps_sign_ins().await
    }

    /// The secret store of this computer, where sign-ins are kept.
    pub async fn secret_store(&self) -> crate::Check {
        crate::doctor::secret_store().await
    }

    /// Every machine of every subscription, read now; what did not answer is told beside the rest. Who asks while a
    /// reading goes on shares it.
    ///
    /// # Errors
    /// When nobody's own subscriptions can be read. What was known before is then still in
    /// [`Engine::cached_inventory`].
    pub async fn inventory(&self) -> Result<Arc<Inventory>, Problem> {
        self.parts.accounts.machines().fresh().await
    }

    /// The command that signs in as is needed.
    #[must_use]
    pub fn sign_in_command(&self, needed: &SignInNeeded) -> String {
        self.parts.accounts.command(needed)
    }

    /// The same problem with the exact command that mends it, where signing in once more does.
    #[must_use]
    pub fn with_command(&self, problem: Problem) -> Problem {
        self.parts.accounts.with_command(problem)
    }

    /// The same for what a list lacks.
    #[must_use]
    pub fn with_commands(&self, inventory: Arc<Inventory>) -> Arc<Inventory> {
        let mends = inventory.failures.iter().any(|failure| failure.problem.sign_in.is_some());
        if mends { Arc::new(self.parts.accounts.with_commands((*inventory).clone())) } else { inventory }
    }

    /// The machines as they were last read, now or at an earlier start, with their age. Azure is not asked.
    pub async fn cached_inventory(&self) -> Option<Arc<Inventory>> {
        self.parts.accounts.machines().known().await
    }

    /// Watches the machines: what was kept from before at once, then the first rows of a new reading, then whatever
    /// changes, for as long as the watch is held.
    #[must_use]
    pub fn watch_inventory(&self) -> Watch {
        self.parts.accounts.machines().watch()
    }

    /// The machine somebody means by a name: a favourite's alias, a machine's name, or a full resource id.
    ///
    /// # Errors
    /// When no machine or more than one has the name; the problem lists what was found.
    pub async fn find(&self, name: &str) -> Result<Target, Problem> {
        find(name, &self.parts).await
    }

    /// The same with the names as they are in Azure now: for a target that was known from before
    /// ([`Target::known_from`]) and is no longer there.
    ///
    /// # Errors
    /// As [`Engine::find`].
    pub async fn find_fresh(&self, name: &str) -> Result<Target, Problem> {
        find_fresh(name, &self.parts).await
    }

    /// Runs the SSH session that waits for this terminal, where one does, to its end.
    ///
    /// # Errors
    /// When there is no client, or it could not connect.
    pub async fn session_here(&self) -> Result<(), Problem> {
        let parts = &self.parts;
        let waiting = parts.session_here.as_ref().and_then(|here| {
            let mut here = here.lock().unwrap_or_else(PoisonError::into_inner);
            here.take()
        });
        match waiting {
            Some(launch) => {
                jit_host::ssh_here(&launch, &parts.settings.get(), &parts.surroundings, &parts.dirs).await
            }
            None => Ok(()),
        }
    }

    /// The starred machines.
    #[must_use]
    pub fn favourites(&self) -> Favourites {
        (*self.parts.favourites.get()).clone()
    }

    /// The same in the order in which the settings want them shown.
    #[must_use]
    pub fn favourites_sorted(&self) -> Vec<Favourite> {
        // A file that cannot be read was told of at the start.
        let history = jit_host::load_history(&self.parts.dirs).value.unwrap_or_default();
        let (all, by) = (self.parts.favourites.get(), self.parts.settings.get().sort_favourites);
        all.sorted(by, &history).into_iter().cloned().collect()
    }

    /// Changes the favourites, in the file as it is now: other programs of ours may be changing it too.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub async fn change_favourites(&self, edit: impl Into<FavouritesEdit>) -> Result<Edited, Problem> {
        let (edit, favourites, inbox) = (edit.into(), Arc::clone(&self.parts.favourites), self.inbox.clone());
        let change = move || {
            favourites.change(&edit, |edited| {
                let news = |edited: &Edited| FavouritesNews::Changed(Box::new(edited.clone()));
                // After the end nobody listens.
                edited.inspect(|edited| drop(inbox.send(Event::Favourites(news(edited)))))
            })
        };
        tokio::task::spawn_blocking(change).await.unwrap_or_else(|_| {
            Err(Problem::new(
                Code::Interrupted,
                "The change was cut short.",
                "Look at the favourites, then try again.",
            ))
        })
    }

    /// The windows known to be open on this computer, those of other programs of ours included.
    #[must_use]
    pub fn windows(&self) -> Windows {
        // A file that cannot be read was told of at the start.
        let saved = jit_host::load_windows(&self.parts.dirs).value.unwrap_or_default();
        Windows::load(saved, Timestamp::now())
    }

    /// What was found: sign-in, cloud, address services, clients.
    pub async fn doctor(&self) -> crate::Outlook {
        crate::doctor::look(&self.parts, &self.views.borrow()).await
    }

    /// Waits until the loop has ended and everything is written; at once when it has.
    pub async fn ended(&mut self) {
        if !self.drive.is_finished() {
            // It ends with a panic only if a task of ours does, which has been reported by then.
            let _ = (&mut self.drive).await;
        }
        self.parts.accounts.machines().stop();
    }

    fn tell(&self, event: Event) {
        // After the end nobody listens, and nothing can be wanted any more.
        let _ = self.inbox.send(event);
    }
}

/// Tells of everybody who signs in or out, and of what is true of signing in, until nobody listens.
async fn follow_accounts(inbox: mpsc::UnboundedSender<Event>, accounts: Arc<Accounts>) {
    let (mut listed, mut state) = (accounts.listed(), accounts.state());
    let mut tenants = accounts.machines().tenants();
    // What ends with the engine must not keep it alive.
    drop(accounts);
    loop {
        let event = tokio::select! {
            Ok(()) = listed.changed() => Event::Accounts(listed.borrow_and_update().clone()),
            Ok(()) = state.changed() => Event::SigningInState(Box::new(state.borrow_and_update().clone())),
            Ok(()) = tenants.changed() => Event::Tenants(tenants.borrow_and_update().clone()),
            else => return,
        };
        if inbox.send(event).is_err() {
            return;
        }
    }
}

/// Tells of the machines, now and whenever they change, until nobody listens.
async fn tell_machines(mut watch: Watch, inbox: mpsc::UnboundedSender<Event>) {
    let mut machines = watch.now();
    while inbox.send(Event::Machines(machines)).is_ok() {
        machines = watch.changed().await;
    }
}

/// Tells of every change of the network until nobody listens.
async fn follow_network(inbox: mpsc::UnboundedSender<Event>, parts: Arc<Parts>) {
    match jit_host::NetworkChanges::listen().await {
        Ok(mut changes) => loop {
            tokio::select! {
                () = inbox.closed() => return,
                () = changes.changed() => {}
            }
            parts.accounts.all().iter().for_each(|client| client.azure.reconnect());
            if inbox.send(Event::NetworkChanged).is_err() {
                return;
            }
        },
        // A public address is then believed for a minute, as long as without a change.
        Err(reason) => tracing::warn!(%reason, "changes of the network are not noticed"),
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.watching(false);
        self.drive.abort();
        self.parts.accounts.machines().stop();
    }
}
