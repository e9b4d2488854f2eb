//! The popover's window: undecorated beside the tray icon, or an ordinary small one where the desktop cannot place it.

use tauri::{
    AppHandle, LogicalSize, Manager, Monitor, PhysicalPosition, PhysicalSize, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
};

use super::{
    LABEL,
    place::{Anchor, Area, Screen, Wanted, place},
};
use crate::{ground, system, tray::SharedTray};

const WIDTH: f64 = 360.0;
/// The height of a popover is that of its content, within these.
const LEAST: f64 = 240.0;
const MOST: f64 = 560.0;
/// An ordinary window leaves some room, because its person sizes it.
const WINDOW: LogicalSize<f64> = LogicalSize::new(400.0, 560.0);
const SMALLEST_WINDOW: LogicalSize<f64> = LogicalSize::new(320.0, 360.0);

/// How the window stands.
#[derive(Default)]
pub struct Frame {
    anchor: Anchor,
    /// What the page wished last. A window that is made anew begins with it.
    height: Option<f64>,
    /// Whether the window that exists was made to stand beside the icon.
    beside: Option<bool>,
}

/// Whether there is an icon to stand beside, and the desktop lets a program place its windows.
pub fn can_stand_beside_the_icon(app: &AppHandle) -> bool {
    app.state::<SharedTray>().is_shown() && system::can_place_windows()
}

impl Frame {
    pub fn clicked_at(&mut self, anchor: Anchor) {
        self.anchor = anchor;
    }

    pub fn wishes(&mut self, app: &AppHandle, height: f64, is_shown: bool) {
        let height = height.clamp(LEAST, MOST);
        if self.height.replace(height) == Some(height) || !is_shown || self.beside != Some(true) {
            return;
        }
        if let Some(window) = app.get_webview_window(LABEL)
            && let Err(error) = self.stand(app, &window)
        {
            tracing::warn!("the popover keeps its height: {error}");
        }
    }

    /// Makes the window, hidden. Not to be called on the main thread: on Windows a webview that is made there waits
    /// for itself.
    pub fn make(&mut self, app: &AppHandle) -> tauri::Result<()> {
        let beside = can_stand_beside_the_icon(app);
        let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
            .title("JIT Tray")
            // Closed before Tauri listens, a window would be gone while Tauri believes in it for ever.
            .visible(false)
            .initialization_script(ground::script(app))
            .decorations(!beside)
            .skip_taskbar(beside)
            .always_on_top(beside)
            .resizable(!beside || system::SIZED_BY_PERSON_OR_NOBODY);
        let builder = if beside {
            builder.inner_size(WIDTH, self.height.unwrap_or(MOST))
        } else {
            builder
                .inner_size(WINDOW.width, WINDOW.height)
                .min_inner_size(SMALLEST_WINDOW.width, SMALLEST_WINDOW.height)
        };
        self.beside = Some(beside);
        let window = builder.build()?;
        ground::lay(app, &window)?;
        system::draw_simply(&window)
    }

    pub fn show(&mut self, app: &AppHandle) -> tauri::Result<()> {
        let Some(window) = app.get_webview_window(LABEL) else { return Ok(()) };
        self.dress(app, &window)?;
        if self.beside == Some(true) {
            self.stand(app, &window)?;
        }
        tracing::debug!("the window is shown");
        window.show()?;
        window.unminimize()?;
        window.set_focus()
    }

    pub fn focus(&self, app: &AppHandle) -> tauri::Result<()> {
        let Some(window) = app.get_webview_window(LABEL) else { return Ok(()) };
        window.unminimize()?;
        window.set_focus()
    }

    pub fn hide(&self, app: &AppHandle) -> tauri::Result<()> {
        tracing::debug!("the window is hidden");
        app.get_webview_window(LABEL).map_or(Ok(()), |window| window.hide())
    }

    pub fn drop_window(&mut self, app: &AppHandle) -> tauri::Result<()> {
        self.beside = None;
        app.get_webview_window(LABEL).map_or(Ok(()), |window| window.destroy())
    }

    /// A tray that came or went since the window was made changes what it looks like.
    fn dress(&mut self, app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
        let beside = can_stand_beside_the_icon(app);
        if self.beside.replace(beside) == Some(beside) {
            return Ok(());
        }
        window.set_resizable(!beside || system::SIZED_BY_PERSON_OR_NOBODY)?;
        window.set_decorations(!beside)?;
        window.set_skip_taskbar(beside)?;
        window.set_always_on_top(beside)?;
        if beside {
            window.set_min_size(None::<LogicalSize<f64>>)
        } else {
            window.set_min_size(Some(SMALLEST_WINDOW))?;
            window.set_size(WINDOW)
        }
    }

    fn stand(&self, app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
        let height = self.height.unwrap_or(MOST);
        let wanted = Wanted { width: WIDTH, height, gap: system::GAP };
        let pointer = app.cursor_position().ok().map(|at| (at.x as i32, at.y as i32));
        // Icons move; where the desktop does not tell, the last click does.
        let icon = app.state::<SharedTray>().area().or(self.anchor.icon);
        let Some(area) = place(Anchor { icon, pointer, ..self.anchor }, &screens(app)?, wanted) else {
            return Ok(());
        };
        window.set_size(PhysicalSize::new(area.width().unsigned_abs(), area.height().unsigned_abs()))?;
        window.set_position(PhysicalPosition::new(area.left, area.top))
    }
}

/// The main one first.
fn screens(app: &AppHandle) -> tauri::Result<Vec<Screen>> {
    let main = app.primary_monitor()?;
    Ok(main.into_iter().chain(app.available_monitors()?).map(|monitor| screen(&monitor)).collect())
}

fn screen(monitor: &Monitor) -> Screen {
    let (position, size) = (monitor.position(), monitor.size());
    let work = monitor.work_area();
    Screen {
        whole: area(position.x, position.y, size.width, size.height),
        work: area(work.position.x, work.position.y, work.size.width, work.size.height),
        scale: monitor.scale_factor(),
    }
}

fn area(left: i32, top: i32, width: u32, height: u32) -> Area {
    Area {
        left,
        top,
        right: left.saturating_add_unsigned(width),
        bottom: top.saturating_add_unsigned(height),
    }
}
