//! Puts the program together and runs it.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
};

use jit_app::{Desktop, Engine, Options};
use jit_core::{Code, Intent, Problem, SettingsSection};
use tauri::{AppHandle, Emitter, Manager, RunEvent, Window, WindowEvent, async_runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    arguments::{Arguments, Command, asked_by_second_start},
    clipboard::Copied,
    ipc,
    link::Link,
    main_window,
    popover::{self, Input, Popover},
    sample_data::{self, Own},
    system,
    tray::{self, SharedTray},
    watched::Watched,
    wishes,
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
        .plugin(tauri_plugin_single_instance::init(|app, words, _| started_again(app, &words)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_autostart::Builder::new().app_name(wishes::NAME).build())
        .invoke_handler(tauri::generate_handler![
            ipc::dispatch,
            ipc::view,
            ipc::machines,
            ipc::pick_file,
            ipc::preview_import,
            ipc::export_favourites,
            ipc::wish_height,
            ipc::painted,
            ipc::hide_window
        ])
        .on_menu_event(|app, event| tray::on_menu(app, &event))
        .on_window_event(on_window_event)
        .build(context)
        .map_err(|error| cannot_start(&error))?;
    system::leave_the_dock(&mut app);
    app.manage(SharedTray::default());
    app.manage(Watched::default());
    app.manage(Popover::start(app.handle()));
    app.manage(Copied::default());
    // A second start has handed over to the first and ended by now, before it touched a file.
    if arguments.command == Some(Command::Quit) {
        return Err(not_running());
    }
    start(app.handle(), arguments)?;
    app.run(|app, event| match event {
        // Before the loop runs, a window stays empty.
        RunEvent::Ready => show_first_steps(app),
        // The last window is gone, and the tray stays.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        event if system::is_second_start(&event) => show_window(app),
        _ => {}
    });
    Ok(())
}

fn start(app: &AppHandle, arguments: &Arguments) -> Result<(), Problem> {
    let cloud = arguments.cloud.clone();
    let options = Options {
        demo: arguments.demo,
        cloud,
        stays: true,
        can_ask: true,
        attendant: jit_app::attendant(),
        ..Options::default()
    };
    match async_runtime::block_on(jit_app::start(options)) {
        Ok(engine) => {
            let is_welcomed = engine.views().borrow().welcome.is_some();
            run_engine(app, engine);
            // A demo leaves the desktop as it is.
            if !arguments.demo {
                async_runtime::spawn(wishes::grant(app.clone()));
            }
            // The first steps have been shown, then.
            if arguments.command.is_some() && !is_welcomed {
                show_window(app);
            }
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

fn started_again(app: &AppHandle, words: &[String]) {
    match asked_by_second_start(words) {
        Some(Command::Show) => show_window(app),
        Some(Command::Toggle) => toggle(app),
        Some(Command::Quit) => {
            if let Some(link) = app.try_state::<Link>() {
                link.dispatch(Intent::Quit);
            }
        }
        None => tracing::warn!("a second start asked for what is not known"),
    }
}

/// What the shortcut does, and `jit-tray toggle`.
pub fn toggle(app: &AppHandle) {
    // Before there is something to show, nothing is.
    if app.try_state::<Link>().is_some() {
        app.state::<Popover>().tell(Input::Toggle);
    }
}

fn show_window(app: &AppHandle) {
    if let Some(link) = app.try_state::<Link>() {
        link.dispatch(Intent::ShowWindow);
    }
}

/// Shows the first steps to whoever has not gone through them.
fn show_first_steps(app: &AppHandle) {
    let link = app.state::<Link>();
    if link.views().borrow().welcome.is_some() {
        link.dispatch(Intent::ShowSettings { section: SettingsSection::Welcome });
    }
}

/// Tells the pages every view; without a window nobody listens.
async fn show_views(app: AppHandle) {
    let mut views = app.state::<Link>().views();
    let mut was_welcome = views.borrow().welcome.is_some();
    while views.changed().await.is_ok() {
        let view = Arc::clone(&views.borrow_and_update());
        if std::mem::replace(&mut was_welcome, view.welcome.is_some()) && !was_welcome {
            // The first steps are done: the popover, which core shows then, is where work goes on.
            main_window::drop(&app);
        }
        if let Err(error) = app.emit("view", &*view) {
            tracing::warn!("the pages were not told: {error}");
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
        Desktop::ShowWindow => app.state::<Popover>().tell(Input::Show),
        Desktop::ShowSettings(section) => {
            if let Err(error) = main_window::show(app, section) {
                tracing::error!("the main window cannot be shown: {error}");
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

fn on_window_event(window: &Window, event: &WindowEvent) {
    match window.label() {
        popover::LABEL => popover::on_event(window, event),
        main_window::LABEL => main_window::on_event(window, event),
        _ => {}
    }
}

fn not_running() -> Problem {
    Problem::new(Code::Usage, "JIT Tray does not run.", "There is nothing to end.")
}

fn cannot_start(error: &tauri::Error) -> Problem {
    Problem::new(
        Code::ClientFailed,
        format!("The tray application cannot start: {error}."),
        "Everything it does, jit does too, without a desktop.",
    )
}
