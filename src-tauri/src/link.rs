//! What tray, menu and page talk to: an engine, or what stands in for it when none started.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use jit_app::Engine;
use jit_core::{Intent, MachinesPage, MachinesQuery, Problem, View};
use tauri::{
    AppHandle, Manager,
    async_runtime::{self, JoinHandle},
};
use tokio::sync::watch;

use crate::popover::{Input, Popover};

pub struct Link {
    views: watch::Sender<Arc<View>>,
    partner: Mutex<Partner>,
    tray_host: Mutex<Option<bool>>,
    is_watched: AtomicBool,
    /// Hands the engine's views on.
    showing: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

enum Partner {
    Engine(Arc<Engine>),
    /// All that can be wanted is to see why, or to quit.
    Nothing {
        app: AppHandle,
        exit_code: i32,
    },
}

impl Link {
    pub fn to_engine(engine: &Arc<Engine>) -> Self {
        let link = Self::new(engine.views().borrow().clone(), Partner::Engine(Arc::clone(engine)));
        let showing = link.hand_on(engine);
        Self { showing: tokio::sync::Mutex::new(Some(showing)), ..link }
    }

    /// There is no engine, and the window says why.
    pub fn to_nothing(app: &AppHandle, problem: Problem) -> Self {
        let exit_code = i32::from(problem.code.exit_code());
        Self::new(Arc::new(View::cannot_start(problem)), Partner::Nothing { app: app.clone(), exit_code })
    }

    fn new(view: Arc<View>, partner: Partner) -> Self {
        Self {
            views: watch::Sender::new(view),
            partner: Mutex::new(partner),
            tray_host: Mutex::default(),
            is_watched: AtomicBool::new(false),
            showing: tokio::sync::Mutex::default(),
        }
    }

    /// From now on, talks to this engine.
    pub async fn turn_to(&self, engine: &Arc<Engine>) {
        let mut showing = self.showing.lock().await;
        if let Some(before) = showing.take() {
            before.abort();
            // The last engine's view must not come after the first of this one.
            let _ = before.await;
        }
        let is_watched = self.is_watched.load(Ordering::Relaxed);
        let last = std::mem::replace(&mut *lock(&self.partner), Partner::Engine(Arc::clone(engine)));
        if let Partner::Engine(last) = last {
            last.watching(false);
        }
        engine.watching(is_watched);
        if let Some(present) = *lock(&self.tray_host) {
            engine.tray_host(present);
        }
        self.views.send_replace(engine.views().borrow().clone());
        *showing = Some(self.hand_on(engine));
    }

    pub fn talks_to(&self, engine: &Arc<Engine>) -> bool {
        matches!(&*lock(&self.partner), Partner::Engine(partner) if Arc::ptr_eq(partner, engine))
    }

    pub fn dispatch(&self, intent: Intent) {
        match (&*lock(&self.partner), intent) {
            (Partner::Engine(engine), intent) => engine.dispatch(intent),
            (Partner::Nothing { app, exit_code }, Intent::Quit) => app.exit(*exit_code),
            (Partner::Nothing { app, .. }, Intent::ShowWindow) => app.state::<Popover>().tell(Input::Show),
            (Partner::Nothing { .. }, _) => {}
        }
    }

    /// What a search of the machines finds; nothing where there is no engine.
    pub async fn machines(&self, query: MachinesQuery) -> MachinesPage {
        match self.engine() {
            Some(engine) => engine.machines(query).await,
            None => MachinesPage::default(),
        }
    }

    /// The engine, where there is one.
    pub fn engine(&self) -> Option<Arc<Engine>> {
        match &*lock(&self.partner) {
            Partner::Engine(engine) => Some(Arc::clone(engine)),
            Partner::Nothing { .. } => None,
        }
    }

    /// Whether a tray host shows the icon.
    pub fn tray_host(&self, present: bool) {
        *lock(&self.tray_host) = Some(present);
        if let Partner::Engine(engine) = &*lock(&self.partner) {
            engine.tray_host(present);
        }
    }

    /// Whether somebody looks at a window.
    pub fn watching(&self, is_watched: bool) {
        self.is_watched.store(is_watched, Ordering::Relaxed);
        if let Partner::Engine(engine) = &*lock(&self.partner) {
            engine.watching(is_watched);
        }
    }

    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.views.subscribe()
    }

    fn hand_on(&self, engine: &Engine) -> JoinHandle<()> {
        let (mut views, shown) = (engine.views(), self.views.clone());
        // What came in between is handed on as well.
        views.mark_changed();
        async_runtime::spawn(async move {
            while views.changed().await.is_ok() {
                let view = Arc::clone(&views.borrow_and_update());
                shown.send_if_modified(|before| {
                    let differs = *before != view;
                    *before = view;
                    differs
                });
            }
        })
    }
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
