//! Sample data in place of the person's own machines, and back.

use std::sync::Arc;

use jit_app::{Engine, Options};
use jit_core::{Intent, SettingsSection};
use tauri::{AppHandle, Manager};

use crate::{link::Link, main_window, shell};

/// The engine of the person's own machines. It goes on while sample data are shown.
pub struct Own(pub Arc<Engine>);

/// Starts the demo inside this program and turns to it.
pub async fn look_around(app: &AppHandle) {
    let (link, own) = (app.state::<Link>(), app.state::<Own>());
    // Pressed twice, it is still one demo.
    if !link.talks_to(&own.0) {
        return;
    }
    let options = Options {
        demo: true,
        can_leave: true,
        stays: true,
        attendant: jit_app::attendant(),
        ..Options::default()
    };
    match jit_app::start(options).await {
        Ok(demo) => {
            turn_to(app, &link, demo).await;
            if is_welcomed(&own) {
                // The sample machines are in the popover, and the sample company knows no first steps.
                link.dispatch(Intent::ShowWindow);
                main_window::drop(app);
            }
        }
        Err(problem) => own.0.no_sample_data(problem),
    }
}

/// Turns back; the demo ends with whatever goes on in it.
pub async fn leave(app: &AppHandle) {
    let (link, own) = (app.state::<Link>(), app.state::<Own>());
    link.turn_to(&own.0).await;
    if is_welcomed(&own) {
        link.dispatch(Intent::ShowSettings { section: SettingsSection::Welcome });
    }
}

/// Whether the person has not gone through the first steps yet.
fn is_welcomed(own: &Own) -> bool {
    own.0.views().borrow().welcome.is_some()
}

/// Whichever loop has ended, the program ends when that of the own machines has.
pub async fn quit(app: &AppHandle) {
    let own = app.state::<Own>();
    if app.state::<Link>().talks_to(&own.0) {
        app.exit(0);
    } else {
        app.state::<Link>().turn_to(&own.0).await;
        own.0.dispatch(Intent::Quit);
    }
}

async fn turn_to(app: &AppHandle, link: &Link, mut demo: Engine) {
    let desktop = demo.desktop();
    link.turn_to(&Arc::new(demo)).await;
    if let Some(desktop) = desktop {
        shell::serve(app.clone(), desktop);
    }
}
