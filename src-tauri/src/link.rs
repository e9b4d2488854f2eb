//! What tray, menu and page talk to: the engine, or what stands in for it when it did not start.

use std::sync::Arc;

use jit_app::Engine;
use jit_core::{Intent, Problem, SignInView, TrayIcon, View};
use tauri::{AppHandle, async_runtime};
use tokio::sync::watch;

use crate::window;

pub struct Link {
    views: watch::Receiver<Arc<View>>,
    dispatch: Box<dyn Fn(Intent) + Send + Sync>,
}

impl Link {
    pub fn to_engine(engine: &Arc<Engine>) -> Self {
        let (views, engine) = (engine.views(), Arc::clone(engine));
        Self { views, dispatch: Box::new(move |intent| engine.dispatch(intent)) }
    }

    /// There is no engine: the window says why, and all that can be wanted is to see it or to quit.
    pub fn to_nothing(app: &AppHandle, problem: Problem) -> Self {
        let (app, code) = (app.clone(), i32::from(problem.code.exit_code()));
        let (_, views) = watch::channel(Arc::new(failed(problem)));
        let dispatch = move |intent| match intent {
            Intent::Quit => app.exit(code),
            Intent::ShowWindow => {
                let app = app.clone();
                async_runtime::spawn(async move { window::show(&app) });
            }
            _ => {}
        };
        Self { views, dispatch: Box::new(dispatch) }
    }

    pub fn dispatch(&self, intent: Intent) {
        (self.dispatch)(intent);
    }

    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.views.clone()
    }
}

fn failed(problem: Problem) -> View {
    View {
        header: "JIT Tray - cannot start".to_owned(),
        icon: TrayIcon::Error,
        cloud: String::new(),
        ready: false,
        my_address: None,
        favourites: Vec::new(),
        attempts: Vec::new(),
        windows: Vec::new(),
        accounts: Vec::new(),
        sign_in: SignInView::Starting,
        banners: vec![problem],
    }
}
