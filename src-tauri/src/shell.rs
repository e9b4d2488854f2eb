//! Puts the program together and runs it.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
};

use jit_app::{Desktop, Engine, Options};
use jit_core::{Code, Intent, Problem};
use tauri::{AppHandle, Emitter, Manager, RunEvent, async_runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    arguments::Arguments,
    clipboard::Copied,
    ipc,
    link::Link,
    sample_data::{self, Own},
    system,
    tray::{self, SharedTray},
    window::{self, Shown},
};

/// Runs until the person quits.
pub fn run(arguments: &Arguments) -> Result<(), Problem> {
    system::display_is_there()?;
    let mut context = tauri::generate_context!();
    if arguments.demo {
        // A demo beside the real thing is a program of its own.
        context.config_mut().identifier.push_str(".demo");
    }
    let mut app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| show_window(app)))
        .invoke_handler(tauri::generate_handler![ipc::dispatch, ipc::view])
        .on_menu_event(|app, event| tray::on_menu(app, &event))
        .on_window_event(window::on_event)
        .build(context)
        .map_err(|error| cannot_start(&error))?;
    system::leave_the_dock(&mut app);
    app.manage(SharedTray::default());
    app.manage(Shown::default());
    app.manage(Copied::default());
    // A second start has handed over to the first and ended by now, before it touched a file.
    start(app.handle(), arguments)?;
    app.run(|app, event| match event {
        // The last window is gone, and the tray stays.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        event if system::is_second_start(&event) => show_window(app),
        _ => {}
    });
    Ok(())
}

fn start(app: &AppHandle, arguments: &Arguments) -> Result<(), Problem> {
    let cloud = arguments.cloud.clone();
    let options = Options { demo: arguments.demo, cloud, stays: true, can_ask: true, ..Options::default() };
    match async_runtime::block_on(jit_app::start(options)) {
        Ok(engine) => {
            run_engine(app, engine);
            Ok(())
        }
        // Whoever typed a command reads the answer where they typed it.
        Err(problem) if arguments.cloud.is_some() || io::stderr().is_terminal() => Err(problem),
        Err(problem) => {
            tracing::error!("{} {}", problem.message, problem.hint);
            app.manage(Link::to_nothing(app, problem));
            show_window(app);
            Ok(())
        }
    }
}

fn run_engine(app: &AppHandle, mut engine: Engine) {
    let desktop = engine.desktop();
    let engine = Arc::new(engine);
    app.manage(Link::to_engine(&engine));
    app.manage(Own(engine));
    async_runtime::spawn(tray::keep(app.clone()));
    async_runtime::spawn(show_views(app.clone()));
    async_runtime::spawn(quit_when_asked(app.clone()));
    if let Some(desktop) = desktop {
        serve(app.clone(), desktop);
    }
}

fn show_window(app: &AppHandle) {
    if let Some(link) = app.try_state::<Link>() {
        link.dispatch(Intent::ShowWindow);
    }
}

/// Tells the page every view; without a window nobody listens.
async fn show_views(app: AppHandle) {
    let mut views = app.state::<Link>().views();
    while views.changed().await.is_ok() {
        let view = Arc::clone(&views.borrow_and_update());
        if let Err(error) = app.emit_to(window::LABEL, "view", &*view) {
            tracing::warn!("the page was not told: {error}");
        }
    }
}

async fn quit_when_asked(app: AppHandle) {
    match system::asked_to_end().await {
        Ok(()) => app.state::<Link>().dispatch(Intent::Quit),
        Err(error) => tracing::warn!("signals cannot be watched: {error}"),
    }
}

/// Does what only the shell can.
pub fn serve(app: AppHandle, mut wanted: UnboundedReceiver<Desktop>) {
    async_runtime::spawn(async move {
        while let Some(wanted) = wanted.recv().await {
            carry_out(&app, wanted).await;
        }
    });
}

async fn carry_out(app: &AppHandle, wanted: Desktop) {
    match wanted {
        Desktop::ShowWindow => {
            if let Err(error) = window::show(app) {
                tracing::error!("the window cannot be shown: {error}");
            }
        }
        Desktop::Copy(text) => {
            if let Err(error) = app.state::<Copied>().put(&text) {
                tracing::error!("nothing was copied: {error}");
            }
        }
        Desktop::LookAround => sample_data::look_around(app).await,
        Desktop::LeaveSampleData => sample_data::leave(app).await,
        Desktop::Quit => sample_data::quit(app).await,
    }
}

fn cannot_start(error: &tauri::Error) -> Problem {
    Problem::new(
        Code::ClientFailed,
        format!("The tray application cannot start: {error}."),
        "Everything it does, jit does too, without a desktop.",
    )
}
