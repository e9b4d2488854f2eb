//! Writes the windows known to be open, on a thread of its own, in order, the newest only.

use std::sync::mpsc;
use std::thread::JoinHandle;

use jiff::Timestamp;
use jit_core::{AccessWindow, Windows};
use jit_host::Dirs;
use tokio::sync::oneshot;

/// The thread that writes.
pub(crate) struct Writer {
    orders: mpsc::Sender<Order>,
    _thread: Option<JoinHandle<()>>,
}

enum Order {
    Windows(Vec<AccessWindow>),
    Flushed(oneshot::Sender<()>),
}

impl Writer {
    pub(crate) fn new(dirs: Dirs) -> Self {
        let (orders, inbox) = mpsc::channel();
        let thread =
            std::thread::Builder::new().name("writer".to_owned()).spawn(move || write_all(&inbox, &dirs));
        if let Err(error) = &thread {
            tracing::error!(%error, "windows cannot be written");
        }
        Self { orders, _thread: thread.ok() }
    }

    pub(crate) fn windows(&self, windows: Vec<AccessWindow>) {
        // The thread lives as long as this value.
        let _ = self.orders.send(Order::Windows(windows));
    }

    /// Done when everything ordered before is on the disk.
    pub(crate) fn flushed(&self) -> oneshot::Receiver<()> {
        let (done, flushed) = oneshot::channel();
        let _ = self.orders.send(Order::Flushed(done));
        flushed
    }
}

fn write_all(inbox: &mpsc::Receiver<Order>, dirs: &Dirs) {
    while let Ok(first) = inbox.recv() {
        let mut newest = None;
        let mut waiting = Vec::new();
        for order in std::iter::once(first).chain(inbox.try_iter()) {
            match order {
                Order::Windows(windows) => newest = Some(windows),
                Order::Flushed(done) => waiting.push(done),
            }
        }
        if let Some(windows) = newest {
            save(windows, dirs);
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

/// Adds to what is in the file, because the tray and the command line may both be running. Windows only ever end
/// by the clock, so nothing that is added comes back from the dead.
fn save(windows: Vec<AccessWindow>, dirs: &Dirs) {
    let now = Timestamp::now();
    let saved = jit_host::load_windows(dirs).value.unwrap_or_default();
    let all = Windows::load(saved.into_iter().chain(windows).collect(), now);
    if let Err(problem) = jit_host::save_windows(all.all(), dirs, now) {
        tracing::error!(message = %problem.message, "the open windows were not written");
    }
}
