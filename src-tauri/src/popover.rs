//! The popover: made on first use, shown beside the tray icon, hidden when another window gets the focus, and dropped
//! when it was not wanted for some minutes. One task does all of it, in the order in which it was wanted.

mod frame;
mod place;
mod visibility;

use std::time::Instant;

use tauri::{AppHandle, Emitter, Manager, Window, WindowEvent, async_runtime};
use tokio::sync::mpsc;

pub use place::{Anchor, Area};
pub use visibility::Input;

use crate::{link::Link, tray::SharedTray, watched::Watched};
use frame::Frame;
use visibility::{Act, Visibility};

pub const LABEL: &str = "popover";

/// What the popover is told.
#[derive(Clone)]
pub struct Popover(mpsc::UnboundedSender<News>);

enum News {
    Happened(Input),
    /// The icon was clicked here.
    Clicked(Anchor),
    /// The page wishes to be so high, in logical pixels.
    Wishes(f64),
}

impl Popover {
    /// Starts the task that does the work.
    pub fn start(app: &AppHandle) -> Self {
        let (popover, news) = mpsc::unbounded_channel();
        async_runtime::spawn(keep(app.clone(), news));
        Self(popover)
    }

    pub fn tell(&self, input: Input) {
        self.send(News::Happened(input));
    }

    pub fn clicked(&self, anchor: Anchor) {
        self.send(News::Clicked(anchor));
    }

    pub fn wishes(&self, height: f64) {
        self.send(News::Wishes(height));
    }

    fn send(&self, news: News) {
        // At the end of the program nobody listens any more.
        let _ = self.0.send(news);
    }
}

pub fn on_event(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    let popover = app.state::<Popover>();
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            if app.state::<SharedTray>().is_shown() {
                popover.tell(Input::Hide);
            } else {
                // Without a tray there would be no way back to a hidden window.
                app.state::<Link>().dispatch(jit_core::Intent::Quit);
            }
        }
        WindowEvent::Focused(true) => popover.tell(Input::Focused),
        WindowEvent::Focused(false) => popover.tell(Input::Blurred),
        _ => {}
    }
}

/// When it was wanted, and whether it had to be made for it; for the log.
struct Asked {
    at: Instant,
    is_cold: bool,
}

async fn keep(app: AppHandle, mut news: mpsc::UnboundedReceiver<News>) {
    let (mut visibility, mut frame) = (Visibility::default(), Frame::default());
    let mut asked: Option<Asked> = None;
    loop {
        let due = visibility.deadline();
        let woke = async {
            match due {
                Some(due) => tokio::time::sleep_until(due.into()).await,
                None => std::future::pending().await,
            }
        };
        let input = tokio::select! {
            heard = news.recv() => match heard {
                Some(News::Happened(input)) => input,
                Some(News::Clicked(anchor)) => {
                    frame.clicked_at(anchor);
                    Input::Toggle
                }
                Some(News::Wishes(height)) => {
                    frame.wishes(&app, height, visibility.is_shown());
                    continue;
                }
                None => return,
            },
            () = woke => Input::Woke,
        };
        if input == Input::Ready && visibility.is_shown() {
            tell_how_long(asked.take());
        }
        visibility.must_stay(!app.state::<SharedTray>().is_shown());
        visibility.is_window(!frame::can_stand_beside_the_icon(&app));
        let now = Instant::now();
        if let Some(act) = visibility.handle(input, now) {
            tracing::debug!(?input, ?act, "the popover");
            if matches!(act, Act::Make | Act::Show) && asked.is_none() {
                asked = Some(Asked { at: now, is_cold: act == Act::Make });
            }
            if let Err(error) = carry_out(&app, &mut frame, act) {
                tracing::error!("the popover cannot do this: {act:?}: {error}");
                if act == Act::Make {
                    visibility.is_gone();
                }
            }
            app.state::<Watched>().popover(&app, visibility.is_shown());
        }
    }
}

fn carry_out(app: &AppHandle, frame: &mut Frame, act: Act) -> tauri::Result<()> {
    match act {
        Act::Make => frame.make(app),
        Act::Show => {
            frame.show(app)?;
            app.emit_to(LABEL, "shown", ())
        }
        Act::Focus => frame.focus(app),
        Act::Hide => frame.hide(app),
        Act::Drop => frame.drop_window(app),
    }
}

fn tell_how_long(asked: Option<Asked>) {
    if let Some(Asked { at, is_cold }) = asked {
        let from = if is_cold { "cold" } else { "warm" };
        tracing::debug!("the popover can be used after {} ms, {from}", at.elapsed().as_millis());
    }
}
