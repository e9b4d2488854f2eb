//! A workstation with a running engine: folders of its own, recorded clients, a simulated Azure.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jit_app::{Engine, Options, Rhythm};
use jit_core::{
    AttemptId, AttemptView, Connected, Intent, OutcomeView, Problem, Stage, StageState, View, Wish,
};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use crate::guard::{LeakGuard, files_below};
use crate::person::shared;
use crate::wait::PATIENCE;
use crate::{Keyring, Recorder, SimulatedAzure};

/// A workstation.
pub struct Desk {
    /// Its Azure.
    pub azure: SimulatedAzure,
    /// Its clients.
    pub clients: Recorder,
    /// Its secret store.
    pub keyring: Keyring,
    engine: Engine,
    options: Options,
    views: watch::Receiver<Arc<View>>,
    /// The attempt that was the newest before something new was wanted.
    before: Option<AttemptId>,
    /// The sign-in page that was looked at last.
    pub(crate) page: Option<String>,
    /// The last to go: it looks for what the others leave behind.
    guard: LeakGuard,
}

impl Desk {
    /// A workstation in Contoso's world.
    pub async fn new() -> Self {
        Self::at(SimulatedAzure::start().await).await
    }

    /// A workstation at this Azure.
    pub async fn at(azure: SimulatedAzure) -> Self {
        Self::with(azure, &[], json!({})).await
    }

    /// A workstation that refreshes what is watched in this rhythm.
    pub async fn refreshing(azure: SimulatedAzure, rhythm: Rhythm) -> Self {
        Self::built(azure, &[], json!({}), |options, _| options.rhythm = rhythm).await
    }

    /// A workstation with favourites, and settings of its own besides the recorded clients.
    pub async fn with(azure: SimulatedAzure, favourites: &[Value], settings: Value) -> Self {
        Self::built(azure, favourites, settings, |_, _| ()).await
    }

    pub(crate) async fn built(
        azure: SimulatedAzure,
        favourites: &[Value],
        settings: Value,
        edit: impl FnOnce(&mut Options, &Path),
    ) -> Self {
        let guard = LeakGuard::new(azure.clone());
        let folder = guard.folder();
        let clients = Recorder::in_folder(folder);
        let mut all = clients.settings();
        for (name, value) in settings.as_object().unwrap() {
            all[name] = value.clone();
        }
        let config = folder.join("config");
        std::fs::create_dir_all(&config).unwrap();
        write(&config.join("settings.json"), &all.to_string());
        let favourites = json!({ "schema": 1, "favourites": favourites });
        write(&config.join("favourites.json"), &favourites.to_string());
        write(&folder.join("cloud.json"), &azure.running().cloud_json());
        let keyring = Keyring::default();
        let mut options = Options {
            cloud: Some(folder.join("cloud.json")),
            folder: Some(folder.to_owned()),
            without_variables: true,
            secrets: Some(shared(&keyring)),
            ..Options::default()
        };
        edit(&mut options, folder);
        let engine = jit_app::start(options.clone()).await.unwrap();
        let views = engine.views();
        guard.watch(views.clone());
        Self { azure, clients, keyring, engine, options, views, before: None, page: None, guard }
    }

    /// Wants to connect to a machine. From now on only the attempt that this makes is looked at.
    pub fn connect(&mut self, machine: &str, wish: Wish) {
        let (vm, label) = (self.azure.vm(machine), machine.to_owned());
        self.before = self.newest();
        self.want(Intent::ConnectTo { vm, label, wish });
    }

    /// Wants something.
    pub fn want(&self, intent: Intent) {
        self.engine.dispatch(intent);
    }

    /// The engine itself.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What only a desktop can do. Can be taken once for each start.
    pub fn desktop(&mut self) -> mpsc::UnboundedReceiver<jit_app::Desktop> {
        self.engine.desktop().expect("nobody took it before")
    }

    /// A file below the workstation's folder.
    #[must_use]
    pub fn path(&self, below: &str) -> PathBuf {
        self.guard.folder().join(below)
    }

    /// Every file below the workstation's folder but the recorder's and the cloud's, and its text.
    #[must_use]
    pub fn files(&self) -> Vec<(PathBuf, String)> {
        files_below(self.guard.folder())
            .into_iter()
            .filter(|(path, _)| !path.ends_with("clients.jsonl"))
            .collect()
    }

    /// Waits until the view is as wanted.
    pub async fn see(&mut self, wanted: impl Fn(&View) -> bool) -> Arc<View> {
        let seen = tokio::time::timeout(PATIENCE, self.views.wait_for(|view| wanted(view))).await;
        let seen = seen.map(|view| view.expect("the engine runs").clone());
        seen.unwrap_or_else(|_| panic!("it was never seen; the view is {:#?}", self.views.borrow()))
    }

    /// Waits until the newest attempt is as wanted.
    pub async fn see_attempt(&mut self, wanted: impl Fn(&AttemptView) -> bool) -> AttemptView {
        let before = self.before;
        let is_new = |attempt: &AttemptView| Some(attempt.id) != before;
        let view = self.see(|view| view.attempts.first().is_some_and(|it| is_new(it) && wanted(it))).await;
        view.attempts[0].clone()
    }

    /// Waits until this stage of the newest attempt runs.
    pub async fn see_running(&mut self, stage: Stage) -> AttemptId {
        let runs = |attempt: &AttemptView| state(attempt, stage) == StageState::Running;
        self.see_attempt(|attempt| runs(attempt) || attempt.outcome.is_some()).await.id
    }

    /// Waits for the end of the newest attempt.
    pub async fn end(&mut self) -> AttemptView {
        self.see_attempt(|attempt| attempt.outcome.is_some()).await
    }

    /// Waits for the end, which is a connection.
    pub async fn connected(&mut self) -> (AttemptView, Connected) {
        let attempt = self.end().await;
        match attempt.outcome.clone() {
            Some(OutcomeView::Connected(connected)) => (attempt, connected),
            other => panic!("not connected: {other:#?}\n{:#?}", self.azure.running().journal()),
        }
    }

    /// Waits for the end, which is a failure: the problem and the state line.
    pub async fn failed(&mut self) -> (Problem, String) {
        match self.end().await.outcome {
            Some(OutcomeView::Failed { problem, state, .. }) => (problem, state),
            other => panic!("not failed: {other:#?}"),
        }
    }

    /// Cancels the newest attempt and gives the state line.
    pub async fn cancel(&mut self) -> String {
        let attempt = self.newest().unwrap();
        self.want(Intent::Cancel { attempt });
        match self.end().await.outcome {
            Some(OutcomeView::Cancelled { state, .. }) => state,
            other => panic!("not cancelled: {other:#?}"),
        }
    }

    /// Tries the newest attempt again. From now on only the attempt that this makes is looked at.
    pub fn retry(&mut self) {
        let attempt = self.newest().unwrap();
        self.before = Some(attempt);
        self.want(Intent::Retry { attempt });
    }

    /// Ends the engine in order: after this nothing is asked of Azure any more.
    pub async fn quit(&mut self) {
        self.want(Intent::Quit);
        let ended = tokio::time::timeout(PATIENCE, self.engine.ended()).await;
        ended.expect("the engine ends");
    }

    /// Ends the engine in order and starts another one with the same files.
    pub async fn restart(&mut self) {
        self.quit().await;
        self.start_again().await;
    }

    /// The program dies, in the middle of whatever it does, and another one is started with the same files.
    pub async fn crash(&mut self) {
        self.start_again().await;
    }

    async fn start_again(&mut self) {
        self.engine = jit_app::start(self.options.clone()).await.unwrap();
        self.views = self.engine.views();
        self.guard.watch(self.views.clone());
        self.before = None;
    }

    /// Where the simulated Azure's secrets can be found though they must not, now.
    #[must_use]
    pub fn leaks(&self) -> Vec<String> {
        self.guard.leaks()
    }

    /// What this process has logged since the workstation was set up, other workstations included.
    #[must_use]
    pub fn logged(&self) -> String {
        self.guard.logged()
    }

    /// Leaves the workstation without another look at what is left behind.
    pub fn leave(mut self) {
        self.guard.trust();
    }

    fn newest(&self) -> Option<AttemptId> {
        self.views.borrow().attempts.first().map(|attempt| attempt.id)
    }
}

/// Where a stage of an attempt is.
#[must_use]
pub fn state(attempt: &AttemptView, stage: Stage) -> StageState {
    let found = attempt.stages.iter().find(|it| it.stage == stage);
    found.expect("every stage is shown").state
}

/// A wish without a client at the end.
#[must_use]
pub fn no_launch() -> Wish {
    Wish { launch: false, ..Wish::default() }
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}
