//! The tray icon and its menu, drawn from the view.

mod pace;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jit_core::{Intent, Item, TrayIcon, View};
use tauri::{
    AppHandle, Manager, Rect,
    menu::MenuEvent,
    tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent},
};
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

use crate::{
    intents::Intents,
    link::Link,
    menu,
    picture::{Panel, picture},
    popover::{Anchor, Area, Input, Popover},
    system::{TRAY_TITLE, panel},
};
use pace::{Pace, Step};

/// How long after the start a desktop may take to bring up its tray before the window opens in its place.
const GRACE: Duration = Duration::from_secs(2);
const RETRY: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The tray. Changed on the main thread only.
#[derive(Default)]
pub struct SharedTray(Mutex<Tray>);

#[derive(Default)]
struct Tray {
    icon: Option<tauri::tray::TrayIcon>,
    pace: Pace<Drawn>,
    intents: Intents,
}

#[derive(PartialEq)]
struct Drawn {
    picture: (TrayIcon, Panel),
    tooltip: String,
    menu: Vec<Item>,
}

impl SharedTray {
    pub fn is_shown(&self) -> bool {
        self.lock().icon.is_some()
    }

    /// Where the icon is, where the desktop tells. Not to be called on the main thread.
    pub fn area(&self) -> Option<Area> {
        // The main thread, which is asked, may be waiting for the lock.
        let icon = self.lock().icon.clone()?;
        icon_area(&icon.rect().ok()??)
    }

    fn lock(&self) -> MutexGuard<'_, Tray> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Draws every view, and looks for a tray as long as there is none.
pub async fn keep(app: AppHandle) {
    let link = app.state::<Link>();
    let mut views = link.views();
    let started = Instant::now();
    let mut told = None;
    loop {
        let view = views.borrow_and_update().clone();
        let is_welcomed = view.welcome.is_some();
        let step = draw(&app, view).await;
        let there = step.is_some();
        if told != Some(there) && (there || started.elapsed() >= GRACE) {
            // The first steps open a window of their own at the start; one beside it would offer the same sign-in.
            let has_window = told.is_none() && is_welcomed;
            told = Some(there);
            link.tray_host(there);
            if !there && !has_window {
                link.dispatch(Intent::ShowWindow);
            }
        }
        match step {
            None => sleep(RETRY).await,
            Some(Step::Wait(left)) => sleep(left).await,
            // Now and then also without a new view: the panel may have another colour.
            Some(Step::Rest | Step::Draw) => {
                if let Ok(Err(_)) = timeout(LOOK_AGAIN, views.changed()).await {
                    return;
                }
            }
        }
    }
}

/// What was done to show the view, where there is a tray.
async fn draw(app: &AppHandle, view: Arc<View>) -> Option<Step> {
    let (done, drawn) = oneshot::channel();
    let handle = app.clone();
    let queued = app.run_on_main_thread(move || {
        let result = handle.state::<SharedTray>().lock().draw(&handle, &view);
        if let Err(error) = &result {
            tracing::debug!("no tray: {error}");
        }
        // Nobody waits any more when the program is ending.
        let _ = done.send(result.ok());
    });
    queued.ok()?;
    drawn.await.ok()?
}

/// A menu line was chosen.
pub fn on_menu(app: &AppHandle, event: &MenuEvent) {
    let intent = app.state::<SharedTray>().lock().intents.of(event.id().as_ref()).cloned();
    if let Some(intent) = intent {
        app.state::<Link>().dispatch(intent);
    }
}

fn on_icon(tray: &tauri::tray::TrayIcon, event: TrayIconEvent) {
    let popover = tray.app_handle().state::<Popover>();
    match event {
        TrayIconEvent::Click {
            button: MouseButton::Left,
            button_state: MouseButtonState::Up,
            position,
            rect,
            ..
        } => {
            tracing::debug!("the tray icon was clicked");
            // Some desktops do not say where, and then all of it is zero.
            let click = (position.x as i32, position.y as i32);
            let click = Some(click).filter(|click| *click != (0, 0));
            popover.clicked(Anchor { icon: icon_area(&rect), click, pointer: None });
        }
        TrayIconEvent::Enter { .. } => popover.tell(Input::PointerOnIcon(true)),
        TrayIconEvent::Leave { .. } => popover.tell(Input::PointerOnIcon(false)),
        _ => {}
    }
}

fn icon_area(rect: &Rect) -> Option<Area> {
    // The tray tells in physical pixels, for which the scale does not matter.
    let (position, size) = (rect.position.to_physical::<i32>(1.0), rect.size.to_physical::<i32>(1.0));
    let area = Area {
        left: position.x,
        top: position.y,
        right: position.x + size.width,
        bottom: position.y + size.height,
    };
    Some(area).filter(|_| size.width > 0 && size.height > 0)
}

impl Tray {
    fn draw(&mut self, app: &AppHandle, view: &View) -> tauri::Result<Step> {
        let wanted = Drawn {
            picture: (view.icon, panel(app)),
            tooltip: view.header.clone(),
            menu: jit_core::menu(view),
        };
        let step = self.pace.step(&wanted, Instant::now());
        if step == Step::Draw {
            match &self.icon {
                None => self.icon = Some(make(app, &wanted, &mut self.intents)?),
                Some(icon) => change(app, icon, self.pace.shown(), &wanted, &mut self.intents)?,
            }
            self.pace.drawn(wanted, Instant::now());
        }
        Ok(step)
    }
}

fn make(app: &AppHandle, wanted: &Drawn, intents: &mut Intents) -> tauri::Result<tauri::tray::TrayIcon> {
    let (state, panel) = wanted.picture;
    let tray = TrayIconBuilder::with_id("jit-tray")
        .icon(picture(state, panel))
        .icon_as_template(panel == Panel::MenuBar)
        .tooltip(plain(&wanted.tooltip))
        .menu(&menu::build(app, &wanted.menu, intents)?)
        .show_menu_on_left_click(false)
        .on_tray_icon_event(on_icon);
    match TRAY_TITLE {
        Some(title) => tray.title(title),
        None => tray,
    }
    .build(app)
}

/// Changes only what differs: an open menu closes when it is replaced.
fn change(
    app: &AppHandle,
    icon: &tauri::tray::TrayIcon,
    drawn: Option<&Drawn>,
    wanted: &Drawn,
    intents: &mut Intents,
) -> tauri::Result<()> {
    if drawn.is_none_or(|drawn| drawn.picture != wanted.picture) {
        let (state, panel) = wanted.picture;
        icon.set_icon_with_as_template(Some(picture(state, panel)), panel == Panel::MenuBar)?;
    }
    if drawn.is_none_or(|drawn| drawn.tooltip != wanted.tooltip) {
        icon.set_tooltip(Some(plain(&wanted.tooltip)))?;
    }
    if drawn.is_none_or(|drawn| drawn.menu != wanted.menu) {
        icon.set_menu(Some(menu::build(app, &wanted.menu, intents)?))?;
    }
    Ok(())
}

/// Linux desktops read markup in a tooltip, and some of it names machines.
fn plain(tooltip: &str) -> String {
    tooltip.replace('<', "‹").replace('>', "›")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tooltip_holds_no_markup() {
        assert_eq!(plain("JIT Tray - <img src=x> closes 15:42"), "JIT Tray - ‹img src=x› closes 15:42");
    }
}
