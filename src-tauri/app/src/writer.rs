//! Writes files, in order, on a thread of its own.

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

/// What changes a file.
type Job = Box<dyn FnOnce() + Send>;

enum Order {
    Windows(Vec<AccessWindow>),
    Run(Job),
    Flushed(oneshot::Sender<()>),
}

impl Writer {
    pub(crate) fn new(dirs: Dirs) -> Self {
        let (orders, inbox) = mpsc::channel();
        let thread =
            std::thread::Builder::new().name("writer".to_owned()).spawn(move || write_all(&inbox, &dirs));
        if let Err(error) = &thread {
            tracing::error!(%error, "nothing can be written");
        }
        Self { orders, _thread: thread.ok() }
    }

    pub(crate) fn windows(&self, windows: Vec<AccessWindow>) {
        // The thread lives as long as this value.
        let _ = self.orders.send(Order::Windows(windows));
    }

    /// Runs this after everything ordered before.
    pub(crate) fn run(&self, job: impl FnOnce() + Send + 'static) {
        let _ = self.orders.send(Order::Run(Box::new(job)));
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
        let mut ordered: Option<Vec<AccessWindow>> = None;
        let mut waiting = Vec::new();
        for order in std::iter::once(first).chain(inbox.try_iter()) {
            match order {
                Order::Windows(windows) => ordered.get_or_insert_default().extend(windows),
                Order::Run(job) => job(),
                Order::Flushed(done) => waiting.push(done),
            }
        }
        if let Some(windows) = ordered {
            save(windows, dirs);
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

/// Adds to what is in the file, because the tray and the command line may both be running. A window that ended early
/// is among them once, with its end: that is why no order is left out, and why nothing comes back from the dead.
fn save(windows: Vec<AccessWindow>, dirs: &Dirs) {
    let now = Timestamp::now();
    let saved = jit_host::load_windows(dirs).value.unwrap_or_default();
    let all = Windows::load(saved.into_iter().chain(windows).collect(), now);
    if let Err(problem) = jit_host::save_windows(all.all(), dirs, now) {
        tracing::error!(message = %problem.message, "the open windows were not written");
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use jit_core::{Protocol, ResourceId, VmRef};

    use super::*;

    fn window(minutes: i64) -> AccessWindow {
        let id = ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/p/virtualMachines/web-01")
            .unwrap();
        let from: Timestamp = "2026-02-01T09:00:00Z".parse().unwrap();
        AccessWindow {
            vm: VmRef { id: id.clone(), tenant: None, account: None },
            label: "web-01".into(),
            policy: id,
            port: 22,
            source: "203.0.113.7".parse().unwrap(),
            from,
            until: Timestamp::now() + SignedDuration::from_mins(minutes),
            protocol: Protocol::Ssh,
            length: jit_core::JitDuration::DEFAULT,
            whole_range: false,
            reached: None,
            user: None,
            key: None,
        }
    }

    #[tokio::test]
    async fn an_early_end_reaches_the_file_however_fast_orders_come() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(folder.path());
        let writer = Writer::new(dirs.clone());
        writer.windows(vec![window(60)]);
        writer.flushed().await.unwrap();
        assert_eq!(jit_host::load_windows(&dirs).value.map(|windows| windows.len()), Some(1));
        writer.windows(vec![window(0)]);
        writer.windows(Vec::new());
        writer.flushed().await.unwrap();
        assert_eq!(jit_host::load_windows(&dirs).value, Some(Vec::new()));
    }
}
