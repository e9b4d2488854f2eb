//! A reading of everything, one for all who ask while it goes on.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures::future::join_all;
use jiff::Timestamp;
use jit_core::{Code, Increment, Inventory, Problem};
use tokio::sync::watch;

use super::{End, Machines, Source};
use crate::accounts::not_signed_in;

/// The shortest time between two pictures of what is there while it grows.
const BETWEEN_PICTURES: Duration = Duration::from_millis(100);

impl Machines {
    /// Everything, read after this was called, or by a reading that was under way then. Where one of several accounts
    /// cannot be read at all, that is told beside what the others see.
    pub(crate) async fn fresh(self: &Arc<Self>) -> Result<Arc<Inventory>, Problem> {
        let sources = self.sources();
        let ends = join_all(sources.iter().map(|source| self.read(source))).await;
        let mut outcome = Err(not_signed_in());
        for end in ends.into_iter().rev() {
            outcome = if outcome.is_ok() { outcome } else { end };
        }
        outcome.map(|()| self.shown.borrow().clone())
    }

    /// Everything that one account sees, in the same way.
    pub(super) async fn read(self: &Arc<Self>, source: &Arc<Source>) -> Result<(), Problem> {
        let mut end = self.reading(source);
        loop {
            if let Some(result) = end.borrow_and_update().clone() {
                return result;
            }
            end.changed().await.map_err(|_| cut_short())?;
        }
    }

    /// Waits for the end of a reading that goes on.
    pub(super) async fn until_read(&self, source: &Source) {
        let reading = source.reading.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(mut end) = reading {
            // One that was stopped half-way has lost its sender.
            let _ = end.wait_for(Option::is_some).await;
        }
    }

    /// The reading that goes on, or a new one. It is a task of its own: who stops waiting does not stop the others'.
    fn reading(self: &Arc<Self>, source: &Arc<Source>) -> watch::Receiver<End> {
        let mut reading = source.reading.lock().unwrap_or_else(PoisonError::into_inner);
        // A reading that was stopped half-way has lost its sender and will not end.
        let goes_on = |end: &&watch::Receiver<End>| end.borrow().is_none() && end.has_changed().is_ok();
        if let Some(end) = reading.as_ref().filter(goes_on) {
            return end.clone();
        }
        let (ended, end) = watch::channel(None);
        let (this, of) = (Arc::clone(self), Arc::clone(source));
        let task = tokio::spawn(async move {
            let result = this.read_everything(&of).await;
            ended.send_replace(Some(result));
        });
        source.tasks().reading = Some(task.abort_handle());
        *reading = Some(end.clone());
        end
    }

    async fn read_everything(self: &Arc<Self>, source: &Arc<Source>) -> Result<(), Problem> {
        self.load(source).await;
        source.stock().begin();
        let tell = |increment| self.add(source, increment);
        let result = self.showing(source.azure.read_everything(&tell)).await;
        source.stock().finish();
        source.was_read.store(true, Ordering::Release);
        self.changed.store(true, Ordering::Release);
        self.show();
        self.tell_tenants();
        if result.is_ok() {
            source.save().await;
        }
        result
    }

    /// Adds what an answer tells.
    pub(super) fn add(&self, source: &Source, increment: Increment) {
        let is_page = matches!(&increment, Increment::Page(_, machines) if !machines.is_empty());
        source.stock().add(increment, Timestamp::now());
        self.changed.store(true, Ordering::Release);
        if is_page {
            self.page.notify_one();
        }
    }

    /// Shows what is added while the work goes on. Pictures of many machines are made less often: they cost more than
    /// what they add.
    pub(super) async fn showing<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut pause = BETWEEN_PICTURES;
        let mut first = self.shown.borrow().machines.is_empty();
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = self.page.notified(), if first => first = false,
                () = tokio::time::sleep(pause) => {}
            }
            if self.shown.receiver_count() > 0 {
                let began = Instant::now();
                self.show();
                pause = BETWEEN_PICTURES.max(began.elapsed() * 4);
            }
        }
    }
}

fn cut_short() -> Problem {
    Problem::new(Code::Interrupted, "The reading of the machines was stopped.", "Try again.")
}
