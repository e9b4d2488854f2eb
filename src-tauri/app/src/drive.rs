//! The loop: waits for an event or the deadline, asks the core, carries its effects out, shows the view.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use jit_core::{
    AskId, AttemptId, CheckOrder, Effect, Event, FavouritesEdit, Notification, SigningIn, SigningInId,
    SigningInNews, State, View,
};
use jit_core::{MachinesPage, MachinesQuery, SettingsSection};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::perform::Perform;

/// What only the shell can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desktop {
    /// Show the window.
    ShowWindow,
    /// Show a part of the settings.
    ShowSettings(SettingsSection),
    /// Put text on the clipboard.
    Copy(String),
    /// Start the demo.
    LookAround,
    /// End the demo that was started in place of the person's own machines.
    LeaveSampleData,
    /// Everything is written; end the program.
    Quit,
}

/// A search of the machines, and where what it finds goes.
pub(crate) type Search = (MachinesQuery, oneshot::Sender<MachinesPage>);

/// The loop wakes at least this often, to notice that the computer slept or the clock was set.
const LONGEST_NAP: Duration = Duration::from_secs(30);
/// How long the end waits for Azure's answer to a request that was already sent.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The loop and what it works with.
pub(crate) struct Drive<P> {
    pub state: State,
    /// What is to be done at the start: something may have closed while the program did not run.
    pub due: Vec<Effect>,
    pub performer: P,
    pub inbox: mpsc::UnboundedReceiver<Event>,
    pub searches: mpsc::UnboundedReceiver<Search>,
    pub answers: mpsc::UnboundedSender<Event>,
    pub views: watch::Sender<Arc<View>>,
    pub desktop: mpsc::UnboundedSender<Desktop>,
    pub clock: fn() -> Timestamp,
}

#[derive(Default)]
struct Running {
    tasks: HashMap<AttemptId, Vec<(AskId, AbortHandle)>>,
    /// Requests that were posted and not answered. They outlive their attempt.
    posted: HashSet<AskId>,
    /// The sign-in that goes on.
    sign_in: Option<(SigningInId, AbortHandle)>,
}

impl<P: Perform> Drive<P> {
    /// Runs until the core wants to quit or nobody is left to want anything.
    pub(crate) async fn run(mut self) {
        let mut running = Running::default();
        let mut quitting: Option<Instant> = None;
        for effect in std::mem::take(&mut self.due) {
            self.carry_out(effect, &mut running);
        }
        loop {
            if quitting.is_some_and(|until| running.posted.is_empty() || until <= Instant::now()) {
                break;
            }
            let nap = self.nap(quitting);
            let event = tokio::select! {
                biased;
                event = self.inbox.recv() => event,
                Some(search) = self.searches.recv() => {
                    self.find(search);
                    continue;
                }
                () = tokio::time::sleep(nap) => Some(Event::Woke),
            };
            let Some(event) = event else { break };
            if let Event::Answered { attempt, ask, .. } = &event {
                running.ended(*attempt, *ask);
            }
            for effect in self.state.handle(event, (self.clock)()) {
                if effect == Effect::Quit {
                    quitting.get_or_insert_with(|| Instant::now() + LAST_ANSWERS);
                }
                self.carry_out(effect, &mut running);
            }
            self.show();
        }
        running.stop_all();
        self.performer.flush().await;
        // The receiver may be gone already: then nobody needs to be told.
        let _ = self.desktop.send(Desktop::Quit);
    }

    fn find(&mut self, (query, found): Search) {
        // Whoever searched may have typed on.
        let _ = found.send(self.state.find(&query, (self.clock)()));
    }

    fn nap(&self, quitting: Option<Instant>) -> Duration {
        let now = (self.clock)();
        let due =
            self.state.deadline().map(|at| Duration::try_from(at.duration_since(now)).unwrap_or_default());
        let end = quitting.map(|until| until.saturating_duration_since(Instant::now()));
        due.into_iter().chain(end).fold(LONGEST_NAP, Duration::min)
    }

    fn carry_out(&self, effect: Effect, running: &mut Running) {
        match effect {
            Effect::Ask { attempt, ask, what } => {
                if matches!(what, jit_core::Ask::Initiate(_)) {
                    running.posted.insert(ask);
                }
                let (answers, news) = (self.answers.clone(), self.answers.clone());
                let tell = move |wait: Duration, again| {
                    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
                    // The loop has ended when nobody receives.
                    let _ = news.send(Event::PutOff { attempt, ask, wait, again });
                };
                let answering = jit_azure::telling(Arc::new(tell), self.performer.ask(attempt, what));
                let task = tokio::spawn(async move {
                    let answer = answering.await;
                    // The loop has ended when nobody receives: then the answer has no reader.
                    let _ = answers.send(Event::Answered { attempt, ask, answer });
                });
                running.tasks.entry(attempt).or_default().push((ask, task.abort_handle()));
            }
            Effect::Abandon(attempt) => running.abandon(attempt),
            Effect::SaveWindows(windows) => self.performer.save_windows(windows),
            Effect::Check(order) => self.check(order),
            Effect::ReadMachines => self.performer.read_machines(),
            Effect::Remember(told) => self.performer.remember(*told),
            Effect::SaveWelcome(progress) => self.performer.save_welcome(progress),
            Effect::OpenTaskbarSettings => self.performer.open_taskbar_settings(),
            Effect::ChangeSettings(change) => {
                let answers = self.answers.clone();
                // The loop has ended when nobody receives.
                let tell = move |news| drop(answers.send(Event::Settings(Box::new(news))));
                self.performer.change_settings(change, Box::new(tell));
            }
            Effect::ChangeFavourites(edit) => self.change_favourites(*edit),
            Effect::Notify(notification) => self.notify(notification),
            Effect::Withdraw(tag) => self.performer.withdraw(tag),
            Effect::SaveWarned(warned) => self.performer.save_warned(warned),
            Effect::Copy(text) => self.tell(Desktop::Copy(text)),
            Effect::LookAround => self.tell(Desktop::LookAround),
            Effect::LeaveSampleData => self.tell(Desktop::LeaveSampleData),
            Effect::SignIn(wanted) => running.begin_sign_in(wanted.id, self.sign_in(wanted)),
            Effect::StopSignIn(id) => running.stop_sign_in(id),
            Effect::SignOut(account) => self.performer.sign_out(account),
            Effect::OpenPage(address) => self.performer.open_page(address),
            Effect::ShowWindow => self.tell(Desktop::ShowWindow),
            Effect::ShowSettings(section) => self.tell(Desktop::ShowSettings(section)),
            Effect::Quit => {}
        }
    }

    fn check(&self, order: CheckOrder) {
        let (attempt, facts) = (order.attempt, self.answers.clone());
        let tell = move |fact| {
            // The loop has ended when nobody receives.
            let _ = facts.send(Event::Checked { attempt, fact });
        };
        self.performer.check(order, Box::new(tell));
    }

    fn notify(&self, notification: Notification) {
        let (tag, answers) = (notification.tag.clone(), self.answers.clone());
        let tell = move |news| {
            // The loop has ended when nobody receives.
            let _ = answers.send(Event::Notice { tag: tag.clone(), news });
        };
        self.performer.notify(notification, Arc::new(tell));
    }

    fn change_favourites(&self, edit: FavouritesEdit) {
        let answers = self.answers.clone();
        // The loop has ended when nobody receives.
        let tell = move |news| drop(answers.send(Event::Favourites(news)));
        self.performer.change_favourites(edit, Box::new(tell));
    }

    fn sign_in(&self, wanted: SigningIn) -> AbortHandle {
        let (id, news) = (wanted.id, self.answers.clone());
        let tell = move |news_of_it| {
            // The loop has ended when nobody receives.
            let _ = news.send(Event::SigningIn { id, news: news_of_it });
        };
        let ends = self.performer.sign_in(wanted, Box::new(tell.clone()));
        tokio::spawn(async move { tell(SigningInNews::Ended(ends.await)) }).abort_handle()
    }

    fn tell(&self, what: Desktop) {
        // Without a shell (the command line) there is nobody to tell.
        let _ = self.desktop.send(what);
    }

    fn show(&self) {
        let view = self.state.view((self.clock)());
        self.views.send_if_modified(|shown| {
            let differs = **shown != view;
            if differs {
                *shown = Arc::new(view);
            }
            differs
        });
    }
}

impl Running {
    fn ended(&mut self, attempt: AttemptId, ask: AskId) {
        self.posted.remove(&ask);
        if let Some(tasks) = self.tasks.get_mut(&attempt) {
            tasks.retain(|(id, _)| *id != ask);
        }
    }

    /// Stops what an ended attempt still has out, but for a posted request: what Azure made of it must be known.
    fn abandon(&mut self, attempt: AttemptId) {
        for (ask, task) in self.tasks.remove(&attempt).unwrap_or_default() {
            if !self.posted.contains(&ask) {
                task.abort();
            }
        }
    }

    /// There is one sign-in at a time: two pages in the browser would be one too many.
    fn begin_sign_in(&mut self, id: SigningInId, task: AbortHandle) {
        if let Some((_, earlier)) = self.sign_in.replace((id, task)) {
            earlier.abort();
        }
    }

    fn stop_sign_in(&mut self, id: SigningInId) {
        if let Some((_, task)) = self.sign_in.take_if(|(going_on, _)| *going_on == id) {
            task.abort();
        }
    }

    fn stop_all(&self) {
        let sign_in = self.sign_in.iter().map(|(_, task)| task);
        let questions = self.tasks.values().flatten().map(|(_, task)| task);
        sign_in.chain(questions).for_each(AbortHandle::abort);
    }
}

#[cfg(test)]
mod tests;
