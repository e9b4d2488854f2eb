//! Carries out effects with Azure and the desktop.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;
use jit_core::{
    AccessWindow, AccountId, Answer, Ask, AttemptId, CheckOrder, Event, Experience, FavouritesEdit,
    FavouritesNews, Launch, NoticeNews, Notification, Problem, Protocol, SettingsChange, SigningIn, VmRef,
    Warned, WelcomeProgress,
};

use jit_host::Session;
use tokio::sync::mpsc;

use crate::accounts::{SignInWish, TellTrouble};
use crate::assemble::Parts;
use crate::check::check;
use crate::perform::{
    Answering, Perform, SigningInEnds, TellFact, TellFavourites, TellNews, TellNotice, TellSettings,
};
use crate::writer::Writer;

/// The real world.
pub(crate) struct Performer {
    parts: Arc<Parts>,
    writer: Writer,
    inbox: mpsc::UnboundedSender<Event>,
}

impl Performer {
    /// What is heard of a client after it was opened goes to the inbox.
    pub(crate) fn new(parts: Arc<Parts>, inbox: mpsc::UnboundedSender<Event>) -> Self {
        let writer = Writer::new(parts.dirs.clone());
        Self { parts, writer, inbox }
    }
}

impl Perform for Performer {
    fn ask(&self, attempt: AttemptId, what: Ask) -> Answering {
        let (parts, inbox) = (Arc::clone(&self.parts), self.inbox.clone());
        Box::pin(async move {
            let follow = |session| drop(tokio::spawn(follow(session, attempt, inbox)));
            let answer = answer(what, &parts, follow).await;
            if parts.can_ask {
                answer
            } else {
                refused(answer, |problem| parts.accounts.with_command(problem))
            }
        })
    }

    fn sign_in(&self, wanted: SigningIn, tell: TellNews) -> SigningInEnds {
        let SigningIn { way, account, tenant, .. } = wanted;
        let wish = SignInWish { way, account, tenant, challenge: None, instead_of_az: false };
        let accounts = Arc::clone(&self.parts.accounts);
        Box::pin(async move {
            accounts.sign_in(wish, &*tell, &unopened()).await.map(|signed_in| signed_in.account)
        })
    }

    fn sign_out(&self, account: AccountId) {
        let accounts = Arc::clone(&self.parts.accounts);
        tokio::spawn(async move {
            if let Err(problem) = accounts.sign_out(&account).await {
                tracing::warn!(message = %problem.message, "the account is not signed out");
                accounts.not_signed_out(problem);
            }
        });
    }

    fn open_page(&self, address: String) {
        self.parts.accounts.open_page(address, unopened());
    }

    fn check(&self, order: CheckOrder, tell: TellFact) {
        tokio::spawn(check(order, tell, Arc::clone(&self.parts)));
    }

    fn read_machines(&self) {
        let accounts = Arc::clone(&self.parts.accounts);
        tokio::spawn(async move {
            // What did not answer is part of the list, which is told to whoever watches it.
            if let Err(problem) = accounts.machines().fresh().await {
                tracing::info!(message = %problem.message, "the machines were not read");
            }
        });
    }

    fn save_windows(&self, windows: Vec<AccessWindow>) {
        self.writer.windows(windows);
    }

    fn remember(&self, told: Experience) {
        let dirs = self.parts.dirs.clone();
        self.writer.run(move || {
            if let Err(problem) = jit_host::add_to_history(&told, &dirs, Timestamp::now()) {
                tracing::warn!(message = %problem.message, "the history of connects was not written");
            }
        });
    }

    fn save_welcome(&self, progress: WelcomeProgress) {
        let dirs = self.parts.dirs.clone();
        self.writer.run(move || {
            if let Err(problem) = jit_host::save_welcome(&progress, &dirs, Timestamp::now()) {
                tracing::warn!(message = %problem.message, "the first steps will begin anew");
            }
        });
    }

    fn open_taskbar_settings(&self) {
        if let Err(reason) = jit_host::open_taskbar_settings() {
            tracing::warn!(%reason, "the settings of the taskbar are not shown");
        }
    }

    fn change_settings(&self, change: SettingsChange, tell: TellSettings) {
        let parts = Arc::clone(&self.parts);
        self.writer.run(move || tell(parts.settings.change(&change)));
    }

    fn change_favourites(&self, edit: FavouritesEdit, tell: TellFavourites) {
        let favourites = Arc::clone(&self.parts.favourites);
        self.writer.run(move || {
            favourites.change(&edit, |edited| match edited {
                Ok(edited) => tell(FavouritesNews::Changed(Box::new(edited))),
                Err(problem) => tell(FavouritesNews::Refused(problem)),
            });
        });
    }

    fn notify(&self, notification: Notification, tell: TellNotice) {
        let parts = Arc::clone(&self.parts);
        tokio::spawn(async move {
            let Some(notifier) = &parts.notifier else { return tell(NoticeNews::NotShown) };
            match notifier.notify(&notification, Arc::clone(&tell)).await {
                Ok(()) => tell(NoticeNews::Shown),
                Err(error) => {
                    tracing::warn!(%error, "the notification was not shown");
                    tell(NoticeNews::NotShown);
                }
            }
        });
    }

    fn withdraw(&self, tag: String) {
        let parts = Arc::clone(&self.parts);
        tokio::spawn(async move {
            if let Some(notifier) = &parts.notifier {
                notifier.withdraw(&tag).await;
            }
        });
    }

    fn save_warned(&self, warned: Vec<Warned>) {
        let dirs = self.parts.dirs.clone();
        self.writer.run(move || {
            if let Err(problem) = jit_host::save_warned(&warned, &dirs, Timestamp::now()) {
                tracing::warn!(message = %problem.message, "a warning may be shown once more");
            }
        });
    }

    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let flushed = self.writer.flushed();
        Box::pin(async move {
            // An error says that the writer is gone, which it reported itself.
            let _ = flushed.await;
        })
    }
}

/// The address is shown meanwhile, to be copied.
fn unopened() -> TellTrouble {
    Arc::new(|problem| tracing::warn!(message = %problem.message, "no browser was opened"))
}

/// A machine is asked for with the account that reaches it.
async fn answer(what: Ask, parts: &Parts, follow: impl FnOnce(Session)) -> Answer {
    let azure = |vm: &VmRef| parts.accounts.of(vm.account.as_ref()).map(|client| client.azure);
    match what {
        Ask::PublicAddress => Answer::PublicAddress(parts.services.agreed().await),
        Ask::OwnAddress { towards } => Answer::PublicAddress(jit_host::own_address(towards).await),
        Ask::Look(vm) => Answer::Look(async { azure(&vm)?.look(&vm).await.map(Box::new) }.await),
        Ask::Initiate(it) => Answer::Initiate(async { azure(&it.vm)?.initiate(&it).await }.await),
        Ask::Policy { policy, vm } => {
            Answer::Policy(async { azure(&vm)?.policy(&policy, vm.tenant.as_deref()).await }.await)
        }
        Ask::Start(vm) => Answer::Start(async { azure(&vm)?.start(&vm).await }.await),
        Ask::Stop(vm) => Answer::Stop(async { azure(&vm)?.deallocate(&vm).await }.await),
        Ask::Operation { operation, vm } => {
            let tenant = vm.tenant.as_deref();
            Answer::Operation(async { azure(&vm)?.operation(&operation, tenant).await }.await)
        }
        Ask::Observe(vm) => Answer::Observe(async { azure(&vm)?.observe(&vm).await }.await),
        Ask::Probe(probe) => Answer::Probe(jit_host::probe(probe).await),
        Ask::Launch(launch) => Answer::Launch(open(launch, parts, follow).await),
    }
}

/// The same answer with another problem, where it is one.
fn refused(answer: Answer, tell: impl FnOnce(Problem) -> Problem) -> Answer {
    match answer {
        Answer::Look(result) => Answer::Look(result.map_err(tell)),
        Answer::Initiate(result) => Answer::Initiate(result.map_err(tell)),
        Answer::Policy(result) => Answer::Policy(result.map_err(tell)),
        Answer::Start(result) => Answer::Start(result.map_err(tell)),
        Answer::Stop(result) => Answer::Stop(result.map_err(tell)),
        Answer::Operation(result) => Answer::Operation(result.map_err(tell)),
        Answer::Observe(result) => Answer::Observe(result.map_err(tell)),
        of_no_account @ (Answer::PublicAddress(_) | Answer::Probe(_) | Answer::Launch(_)) => of_no_account,
    }
}

async fn open(launch: Launch, parts: &Parts, follow: impl FnOnce(Session)) -> Result<String, Problem> {
    if let (Some(here), Protocol::Ssh) = (&parts.session_here, launch.protocol) {
        *here.lock().unwrap_or_else(PoisonError::into_inner) = Some(launch);
        return Ok("SSH in this terminal".to_owned());
    }
    let (settings, attendant) = (parts.settings.get(), parts.attendant.as_deref());
    let opened = jit_host::launch(&launch, &settings, &parts.surroundings, &parts.dirs, attendant).await?;
    opened.session.map(follow);
    Ok(opened.client)
}

/// Tells why a machine let nobody in, until nobody listens.
async fn follow(session: Session, attempt: AttemptId, inbox: mpsc::UnboundedSender<Event>) {
    let refused = tokio::select! {
        refused = session.refused() => refused,
        () = inbox.closed() => None,
    };
    if let Some(problem) = refused {
        // The loop has ended when nobody receives.
        let _ = inbox.send(Event::SessionRefused { attempt, problem });
    }
}
